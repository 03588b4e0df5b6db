package dev.diorama.scenarios.lessons;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What an experiment saw, by key, written as texts show it, and which choice came true. */
final class Observations {
  private final Map<String, String> values = new LinkedHashMap<>();
  private int answer = -1;

  /** Notes a word, such as a status and an error code. */
  Observations note(String key, String value) {
    if (values.put(key, value) != null) {
      throw new IllegalArgumentException("'" + key + "' was noted before");
    }
    return this;
  }

  /** Notes a count. */
  Observations note(String key, long value) {
    return note(key, String.format(Locale.ROOT, "%,d", value));
  }

  /** Notes an amount to at most one decimal. */
  Observations note(String key, double value) {
    String text = String.format(Locale.ROOT, "%,.1f", value);
    return note(key, text.endsWith(".0") ? text.substring(0, text.length() - 2) : text);
  }

  /** Notes US dollars, to the cent. */
  Observations cents(String key, double dollars) {
    return note(key, String.format(Locale.ROOT, "%,.2f", dollars));
  }

  /** Notes a share of a whole in percent. */
  Observations percent(String key, double part, double whole) {
    return note(key, 100 * part / whole);
  }

  /** Notes a duration in whole milliseconds. */
  Observations millis(String key, long nanos) {
    return note(key, Math.round(nanos / 1e6));
  }

  /** Notes a duration in seconds. */
  Observations seconds(String key, long nanos) {
    return note(key, nanos / 1e9);
  }

  /**
   * Says which choice came true.
   *
   * @param choice from {@code a}
   * @param shown what must have been seen for it; if it was not, the lesson's text would be a lie
   */
  void answer(char choice, boolean shown) {
    if (!shown) {
      throw new IllegalStateException("choice " + choice + " did not come true: " + values);
    }
    this.answer = choice - 'a';
  }

  Observations complete(int lesson) {
    if (answer < 0) {
      throw new IllegalStateException("lesson " + lesson + " does not say which choice came true");
    }
    return this;
  }

  /** The choice that came true, from 0. */
  int answer() {
    return answer;
  }

  Map<String, String> values() {
    return Collections.unmodifiableMap(values);
  }

  /** A value as it was noted. */
  String text(String key) {
    String value = values.get(key);
    if (value == null) {
      throw new IllegalArgumentException("nothing was noted as '" + key + "', but " + values);
    }
    return value;
  }

  /** A value as a number. */
  double number(String key) {
    return Double.parseDouble(text(key).replace(",", ""));
  }
}
