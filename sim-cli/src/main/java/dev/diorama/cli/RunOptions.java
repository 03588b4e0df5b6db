package dev.diorama.cli;

import dev.diorama.core.fault.Fault;
import java.util.List;
import org.apiguardian.api.API;

/**
 * How large a run is, and its seed.
 *
 * @param seed the one seed of all chance
 * @param users how many users sign up, 1 to 10,000
 * @param requests how many requests they make, 1 to 10,000,000
 * @param readRatio share of reads, 0 to 1
 * @param zipf exponent of popularity, 0 (all alike) to 5
 * @param faults what goes wrong while they make their requests, times counted from the first
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record RunOptions(
    long seed, int users, int requests, double readRatio, double zipf, List<Fault> faults) {
  /** The run that {@code ./diorama run} makes unless told otherwise. */
  public static final RunOptions DEFAULTS = new RunOptions(1, 20, 2_000, 0.9, 1.1);

  /** A run in which nothing goes wrong. */
  public RunOptions(long seed, int users, int requests, double readRatio, double zipf) {
    this(seed, users, requests, readRatio, zipf, List.of());
  }

  /** The same with these going wrong. */
  public RunOptions withFaults(List<Fault> wrong) {
    return new RunOptions(seed, users, requests, readRatio, zipf, wrong);
  }

  public RunOptions {
    faults = List.copyOf(faults);
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
