package dev.diorama.scenarios.lessons;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the lessons observe, each run once for all tests of the JVM: a lesson says the same of the
 * same seed, whoever asks and when.
 */
final class Seen {
  private static final Map<Integer, Observations> SEEN = new ConcurrentHashMap<>();

  private Seen() {}

  static Observations lesson(int number) {
    return SEEN.computeIfAbsent(number, n -> Lessons.numbered(n).observe(SaaCourse.SEED));
  }

  static Map<String, String> values(int number) {
    return lesson(number).values();
  }

  /** Asserts which choice came true and what was noted, in pairs of key and value. */
  static void assertSeen(int lesson, char choice, String... pairs) {
    assertThat((char) ('a' + lesson(lesson).answer())).isEqualTo(choice);
    for (int i = 0; i < pairs.length; i += 2) {
      assertThat(values(lesson)).containsEntry(pairs[i], pairs[i + 1]);
    }
  }

  static double number(int lesson, String key) {
    return lesson(lesson).number(key);
  }
}
