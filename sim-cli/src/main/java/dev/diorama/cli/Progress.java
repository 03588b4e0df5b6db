package dev.diorama.cli;

import org.apiguardian.api.API;

/**
 * Is told how far a run is.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@FunctionalInterface
public interface Progress {
  /** Tells nobody. */
  Progress SILENT = (what, done, total) -> {};

  /**
   * Says that {@code done} of {@code total} steps of {@code what} are behind it.
   *
   * @param total more than 0
   */
  void at(String what, long done, long total);
}
