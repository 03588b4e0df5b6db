package dev.diorama.scenarios.lessons;

import dev.diorama.cli.DisplayWidth;
import dev.diorama.cli.Language;
import java.util.List;
import java.util.Locale;

/** A lesson as a page of Markdown, and the index of all pages. */
final class LessonPage {
  private static final int WIDTH = 110;

  private final Labels labels;
  private final StringBuilder text = new StringBuilder(4096);

  private LessonPage(Language language) {
    this.labels = new Labels(language);
  }

  /** The file of a lesson below the folder of pages. */
  static String file(int number, Language language) {
    return language.code() + "/" + name(number);
  }

  private static String name(int number) {
    return String.format(Locale.ROOT, "%02d.md", number);
  }

  /**
   * The page of a lesson.
   *
   * @param all every lesson, for links to those before and behind
   */
  static String of(Lesson lesson, Language language, Observations saw, List<Lesson> all) {
    LessonPage page = new LessonPage(language);
    LessonText filled = LessonText.of(lesson.number(), language).with(saw.values());
    page.text.append("# ").append(lesson.number()).append(". ").append(filled.title());
    page.text.append('\n').append(page.labels.get(lesson.subject().label())).append(" · SAA-C03: ");
    page.text.append(page.labels.get(lesson.domain().label())).append(" · ");
    page.otherLanguage(lesson.number(), language);
    page.section("question", filled.question());
    page.text.append('\n');
    for (int i = 0; i < filled.choices().size(); i++) {
      page.text.append("- **").append(LessonScreen.letter(i)).append("** ");
      page.text.append(filled.choices().get(i)).append('\n');
    }
    page.paragraph(page.labels.get("page.try", lesson.number()));
    page.section("observed", List.of());
    page.observed(filled.observed());
    page.paragraph(page.labels.get("happened", "**" + LessonScreen.letter(saw.answer()) + "**"));
    page.section("explanation", filled.explanation());
    page.section("trap", filled.trap());
    page.section("sources", List.of());
    lesson.sources().forEach(source -> page.text.append("- <").append(source).append(">\n"));
    page.links(lesson, all);
    return page.text.toString();
  }

  private void otherLanguage(int number, Language language) {
    boolean english = language == Language.ENGLISH;
    text.append('[').append(english ? "한국어" : "English").append("](../");
    text.append(file(number, english ? Language.KOREAN : Language.ENGLISH)).append(")\n");
  }

  private void section(String label, List<String> paragraphs) {
    text.append("\n## ").append(labels.get(label)).append('\n');
    for (int i = 0; i < paragraphs.size(); i++) {
      text.append(i == 0 ? "" : "\n");
      lines(paragraphs.get(i));
    }
  }

  private void paragraph(String paragraph) {
    text.append('\n');
    lines(paragraph);
  }

  private void lines(String paragraph) {
    DisplayWidth.wrap(paragraph, WIDTH).forEach(line -> text.append(line).append('\n'));
  }

  private void observed(List<LessonText.Block> blocks) {
    for (int i = 0; i < blocks.size(); i++) {
      text.append(i == 0 ? "" : "\n");
      if (blocks.get(i) instanceof LessonText.Table table) {
        table(table.rows());
      } else {
        lines(String.join(" ", blocks.get(i).texts()));
      }
    }
  }

  private void table(List<List<String>> rows) {
    row(rows.get(0));
    text.append('|').append("---|".repeat(rows.get(0).size())).append('\n');
    rows.subList(1, rows.size()).forEach(this::row);
  }

  private void row(List<String> cells) {
    text.append('|');
    cells.forEach(cell -> text.append(cell.isEmpty() ? " " : " " + cell + " ").append('|'));
    text.append('\n');
  }

  private void links(Lesson lesson, List<Lesson> all) {
    int at = all.stream().map(Lesson::number).toList().indexOf(lesson.number());
    text.append("\n---\n");
    if (at > 0) {
      link("page.previous", name(all.get(at - 1).number()));
    }
    if (at < all.size() - 1) {
      link("page.next", name(all.get(at + 1).number()));
    }
    text.append('[').append(labels.get("page.all")).append("](../README.md)\n");
    paragraph(labels.get("page.generated"));
  }

  private void link(String label, String file) {
    text.append('[').append(labels.get(label)).append("](").append(file).append(") · ");
  }

  /** The index of all pages, in both languages. */
  static String index(List<Lesson> lessons) {
    StringBuilder text = new StringBuilder(4096);
    for (Language language : Language.values()) {
      LessonPage page = new LessonPage(language);
      page.text.append(language == Language.ENGLISH ? "# " : "\n# ");
      page.text.append(page.labels.get("contents")).append('\n');
      page.lines(page.labels.get("page.generated"));
      page.text.append('\n');
      page.row(
          List.of(
              page.labels.get("column.number"),
              page.labels.get("column.title"),
              page.labels.get("column.design"),
              page.labels.get("column.domain")));
      page.text.append("|---|---|---|---|\n");
      for (Lesson lesson : lessons) {
        page.row(
            List.of(
                Integer.toString(lesson.number()),
                "["
                    + LessonText.of(lesson.number(), language).title()
                    + "]("
                    + file(lesson.number(), language)
                    + ")",
                page.labels.get(lesson.subject().label()),
                page.labels.get(lesson.domain().label())));
      }
      text.append(page.text);
    }
    return text.toString();
  }
}
