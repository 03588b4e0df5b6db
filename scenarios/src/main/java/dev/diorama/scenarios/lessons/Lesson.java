package dev.diorama.scenarios.lessons;

import dev.diorama.cli.Language;
import java.util.List;

/**
 * One experiment, and what the exam asks of it. Its texts are found by its number.
 *
 * <p>The numbers are those of the list of experiments that the course was planned from; where one
 * is missing, that experiment needs something Diorama does not simulate.
 */
abstract class Lesson {
  private final int number;
  private final Subject subject;
  private final Domain domain;
  private final List<String> sources;

  /**
   * A lesson.
   *
   * @param sources the addresses where AWS says so
   */
  Lesson(int number, Subject subject, Domain domain, String... sources) {
    this.number = number;
    this.subject = subject;
    this.domain = domain;
    this.sources = List.of(sources);
  }

  final int number() {
    return number;
  }

  final Subject subject() {
    return subject;
  }

  final Domain domain() {
    return domain;
  }

  final List<String> sources() {
    return sources;
  }

  /** Notes what is known before the experiment, since the question names it. */
  void given(Observations saw) {}

  /** Does the experiment and notes what it sees, and which of the choices came true. */
  abstract void run(Lab lab, Observations saw);

  /** The question and the choices with what is given in its place. */
  final LessonText asked(Language language) {
    Observations saw = new Observations();
    given(saw);
    return LessonText.of(number, language).asked(saw.values());
  }

  /** Runs it in a laboratory of its own. */
  final Observations observe(long seed) {
    Observations saw = new Observations();
    given(saw);
    try (Lab lab = new Lab(seed)) {
      run(lab, saw);
    }
    return saw.complete(number);
  }
}
