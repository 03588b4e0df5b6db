package dev.diorama.junit;

import org.apiguardian.api.API;

/**
 * What shares a cloud.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum Isolation {
  /** Each test has its own. */
  TEST,
  /**
   * The tests of a class share one, with what they leave in it; they should not run in parallel.
   */
  CLASS
}
