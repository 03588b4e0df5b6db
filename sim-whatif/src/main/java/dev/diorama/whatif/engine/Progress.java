package dev.diorama.whatif.engine;

import org.apiguardian.api.API;

/**
 * Is told from time to time how far a run is, and may end it.
 *
 * @since 0.1
 */
@FunctionalInterface
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface Progress {
  /** Nobody watches. */
  Progress NONE = (done, requests) -> true;

  /**
   * So far so good.
   *
   * @param done the share of the run that is done, 0 to 1
   * @param requests how many requests that were
   * @return false to end the run here; what is finished is then its outcome
   */
  boolean at(double done, long requests);
}
