package dev.diorama.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.apiguardian.api.API;

/**
 * Lessons that the command can give; found by {@link java.util.ServiceLoader}.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface Course {

  /**
   * A lesson's question, before anything is run.
   *
   * @param text heading, question and choices, as they are to be printed
   * @param choices how many choices there are; they are called a, b, c and so on
   * @param prompt asks for a guess
   * @param again asks once more, after an answer that is none of the choices
   */
  record Question(String text, int choices, String prompt, String again) {}

  /** The numbers of the lessons there are, ascending. */
  List<Integer> numbers();

  /** What there is to learn, as it is to be printed. */
  String contents(Language language);

  /** The question of one of {@link #numbers}. */
  Question question(int number, Language language);

  /**
   * Runs a lesson's experiment on a live cloud, and says what was observed and what follows.
   *
   * @param guess the learner's choice, from 0, if one was made
   */
  String answer(int number, Language language, long seed, OptionalInt guess);

  /** Runs every lesson and writes its page in each language, and an index, into a folder. */
  void writePages(Path folder, Progress progress) throws IOException;
}
