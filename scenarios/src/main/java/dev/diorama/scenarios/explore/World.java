package dev.diorama.scenarios.explore;

import dev.diorama.Diorama;
import org.apiguardian.api.API;

/**
 * A deployed design with its users, and what they have been told so far.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface World extends AutoCloseable {
  /** Its cloud. */
  Diorama diorama();

  /**
   * Does one thing. Answers that refuse are no violations: something goes wrong on purpose.
   *
   * @throws Violation if an answer is one that must never be given
   */
  void perform(Step step);

  /**
   * What must hold at every moment; quick, for it is asked after each event.
   *
   * @throws Violation if it does not
   */
  void check();

  /**
   * What must hold in the end, when nothing goes wrong any more and everything has come to rest.
   *
   * @throws Violation if it does not
   */
  void finish();

  @Override
  void close();
}
