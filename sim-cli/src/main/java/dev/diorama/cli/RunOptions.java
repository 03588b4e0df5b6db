package dev.diorama.cli;

import org.apiguardian.api.API;

/**
 * How large a run is, and its seed.
 *
 * @param seed the one seed of all chance
 * @param users how many users sign up, 1 to 10,000
 * @param requests how many requests they make, 1 to 10,000,000
 * @param readRatio share of reads, 0 to 1
 * @param zipf exponent of popularity, 0 (all alike) to 5
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record RunOptions(long seed, int users, int requests, double readRatio, double zipf) {
  /** The run that {@code ./diorama run} makes unless told otherwise. */
  public static final RunOptions DEFAULTS = new RunOptions(1, 20, 2_000, 0.9, 1.1);

  public RunOptions {
    require(users >= 1 && users <= 10_000, "--users", "1 to 10000", users);
    require(requests >= 1 && requests <= 10_000_000, "--requests", "1 to 10000000", requests);
    require(readRatio >= 0 && readRatio <= 1, "--read-ratio", "0 to 1", readRatio);
    require(zipf >= 0 && zipf <= 5, "--zipf", "0 to 5", zipf);
  }

  private static void require(boolean holds, String option, String range, Object given) {
    if (!holds) {
      throw new IllegalArgumentException(option + " must be " + range + ", not " + given);
    }
  }
}
