package dev.diorama.scenarios.lessons;

import dev.diorama.cli.Language;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a lesson says in one language.
 *
 * @param title its name
 * @param question paragraphs
 * @param choices what may be guessed
 * @param observed tables of what was observed, and what else was
 * @param explanation paragraphs
 * @param trap paragraphs
 */
record LessonText(
    String title,
    List<String> question,
    List<String> choices,
    List<Block> observed,
    List<String> explanation,
    List<String> trap) {

  /** A key in braces; {@code ${...}} is a policy variable and stays as it is. */
  private static final Pattern PLACE = Pattern.compile("(?<!\\$)\\{([a-z][a-zA-Z0-9.]*)}");

  /** A part of what was observed. */
  sealed interface Block permits Table, Paragraph {
    /** Its texts, one after another. */
    List<String> texts();

    Block with(Map<String, String> values);
  }

  /** A table, the first row being headings. */
  record Table(List<List<String>> rows) implements Block {
    @Override
    public List<String> texts() {
      return rows.stream().flatMap(List::stream).toList();
    }

    @Override
    public Block with(Map<String, String> values) {
      return new Table(rows.stream().map(row -> filled(row, values)).toList());
    }
  }

  /** Sentences. */
  record Paragraph(String text) implements Block {
    @Override
    public List<String> texts() {
      return List.of(text);
    }

    @Override
    public Block with(Map<String, String> values) {
      return new Paragraph(filled(text, values));
    }
  }

  /** The text of a lesson as it is written, with the keys in braces. */
  static LessonText of(int number, Language language) {
    String name = String.format(Locale.ROOT, "/lessons/%s/%02d.md", language.code(), number);
    return new LessonTextReader(name).read(resource(name));
  }

  static String resource(String name) {
    try (InputStream resource = LessonText.class.getResourceAsStream(name)) {
      if (resource == null) {
        throw new IllegalStateException(name + " is not on the class path");
      }
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every key that stands somewhere in the text. */
  Set<String> places() {
    List<String> all = new ArrayList<>(List.of(title));
    all.addAll(question);
    all.addAll(choices);
    observed.forEach(block -> all.addAll(block.texts()));
    all.addAll(explanation);
    all.addAll(trap);
    Set<String> places = new TreeSet<>();
    for (String text : all) {
      Matcher matcher = PLACE.matcher(text);
      while (matcher.find()) {
        places.add(matcher.group(1));
      }
    }
    return places;
  }

  /** What is shown before the experiment, with what is given in place of the keys. */
  LessonText asked(Map<String, String> given) {
    return new LessonText(
        title, filled(question, given), filled(choices, given), observed, explanation, trap);
  }

  /** The same text with what was observed in place of the keys. */
  LessonText with(Map<String, String> values) {
    return new LessonText(
        title,
        filled(question, values),
        filled(choices, values),
        observed.stream().map(block -> block.with(values)).toList(),
        filled(explanation, values),
        filled(trap, values));
  }

  private static List<String> filled(List<String> texts, Map<String, String> values) {
    return texts.stream().map(text -> filled(text, values)).toList();
  }

  private static String filled(String text, Map<String, String> values) {
    return PLACE
        .matcher(text)
        .replaceAll(
            place -> {
              String value = values.get(place.group(1));
              if (value == null) {
                throw new IllegalStateException(
                    "'" + place.group(1) + "' was not observed, only " + values);
              }
              return Matcher.quoteReplacement(value);
            });
  }
}
