package dev.diorama.scenarios.lessons;

import dev.diorama.cli.Language;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/** The words around the lessons in one language: headings, prompts, names of designs. */
final class Labels {
  private final Properties words = new Properties();
  private final String file;

  Labels(Language language) {
    this.file = "/lessons/labels_" + language.code() + ".properties";
    try {
      words.load(new StringReader(LessonText.resource(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The word of that key, with {@code {0}} and so on replaced. */
  String get(String key, Object... values) {
    String word = words.getProperty(key);
    if (word == null) {
      throw new IllegalStateException(file + " has no '" + key + "'");
    }
    for (int i = 0; i < values.length; i++) {
      word = word.replace("{" + i + "}", values[i].toString());
    }
    return word;
  }

  Set<String> keys() {
    return new TreeSet<>(words.stringPropertyNames());
  }
}
