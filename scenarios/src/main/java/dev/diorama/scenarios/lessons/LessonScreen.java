package dev.diorama.scenarios.lessons;

import dev.diorama.cli.DisplayWidth;
import dev.diorama.cli.Language;
import dev.diorama.cli.TextTable;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/** A lesson as a terminal shows it, in lines of at most {@link #WIDTH} columns. */
final class LessonScreen {
  static final int WIDTH = 80;

  private final Lesson lesson;
  private final Labels labels;
  private final StringBuilder text = new StringBuilder(4096);

  private LessonScreen(Lesson lesson, Language language) {
    this.lesson = lesson;
    this.labels = new Labels(language);
  }

  /** What there is to learn. */
  static String contents(List<Lesson> lessons, Language language) {
    Labels labels = new Labels(language);
    TextTable table =
        new TextTable(
                labels.get("column.number"),
                labels.get("column.title"),
                labels.get("column.design"),
                labels.get("column.short"))
            .allLeft();
    for (Lesson lesson : lessons) {
      table.row(
          String.format(Locale.ROOT, "%2d", lesson.number()),
          LessonText.of(lesson.number(), language).title(),
          labels.get(lesson.subject().label()),
          labels.get(lesson.domain().label() + ".short"));
    }
    StringBuilder text = new StringBuilder(labels.get("contents")).append('\n');
    text.append(table.render(WIDTH)).append('\n').append(labels.get("contents.how")).append('\n');
    return text.toString();
  }

  /** Heading, question and choices. */
  static String question(Lesson lesson, Language language) {
    LessonScreen screen = new LessonScreen(lesson, language);
    LessonText written = lesson.asked(language);
    screen.heading(written.title());
    screen.section("question", written.question());
    screen.text.append('\n');
    for (int i = 0; i < written.choices().size(); i++) {
      screen.indented("  " + letter(i) + ") ", written.choices().get(i));
    }
    return screen.text.toString();
  }

  /** What was observed and what follows. */
  static String answer(Lesson lesson, Language language, Observations saw, OptionalInt guess) {
    LessonScreen screen = new LessonScreen(lesson, language);
    LessonText filled = LessonText.of(lesson.number(), language).with(saw.values());
    screen.section("observed", List.of());
    screen.observed(filled.observed());
    screen.verdict(saw.answer(), guess);
    screen.section("explanation", filled.explanation());
    screen.section("trap", filled.trap());
    screen.section("sources", List.of());
    lesson.sources().forEach(source -> screen.text.append("  ").append(source).append('\n'));
    return screen.text.toString();
  }

  static char letter(int choice) {
    return (char) ('a' + choice);
  }

  private void heading(String title) {
    text.append(labels.get("lesson", lesson.number())).append(" · ");
    text.append(labels.get(lesson.subject().label())).append(" · SAA-C03: ");
    text.append(labels.get(lesson.domain().label())).append('\n');
    indented("", title);
    text.append("=".repeat(Math.min(WIDTH, DisplayWidth.of(title)))).append('\n');
  }

  private void section(String label, List<String> paragraphs) {
    text.append('\n').append(labels.get(label)).append('\n');
    for (int i = 0; i < paragraphs.size(); i++) {
      text.append(i == 0 ? "" : "\n");
      indented("  ", paragraphs.get(i));
    }
  }

  private void observed(List<LessonText.Block> blocks) {
    for (int i = 0; i < blocks.size(); i++) {
      text.append(i == 0 ? "" : "\n");
      if (blocks.get(i) instanceof LessonText.Table table) {
        table(table.rows());
      } else {
        indented("  ", String.join(" ", blocks.get(i).texts()));
      }
    }
  }

  private void table(List<List<String>> rows) {
    TextTable table = new TextTable(rows.get(0).toArray(String[]::new));
    rows.subList(1, rows.size()).forEach(row -> table.row(row.toArray(String[]::new)));
    text.append(table.render(WIDTH));
  }

  private void verdict(int answer, OptionalInt guess) {
    text.append("\n  ");
    if (guess.isEmpty()) {
      text.append(labels.get("happened", letter(answer)));
    } else if (guess.getAsInt() == answer) {
      text.append(labels.get("right", letter(answer)));
    } else {
      text.append(labels.get("wrong", letter(guess.getAsInt()), letter(answer)));
    }
    text.append('\n');
  }

  /** A paragraph whose further lines stand under the end of its first line's indent. */
  private void indented(String indent, String paragraph) {
    String further = " ".repeat(indent.length());
    String before = indent;
    for (String line : DisplayWidth.wrap(paragraph, WIDTH - indent.length())) {
      text.append(before).append(line).append('\n');
      before = further;
    }
  }
}
