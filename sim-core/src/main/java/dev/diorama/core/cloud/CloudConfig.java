package dev.diorama.core.cloud;

import dev.diorama.core.trace.Trace;
import java.time.Instant;
import java.util.regex.Pattern;
import org.apiguardian.api.API;

/**
 * What one cloud is made with.
 *
 * @param seed the one seed of all chance
 * @param start the date at which a virtual clock starts
 * @param account the account that {@code test}/{@code test} is the root of, twelve digits
 * @param region the Region assumed where a request names none
 * @param traceLimit how many spans are kept
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record CloudConfig(long seed, Instant start, String account, String region, int traceLimit) {
  private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");

  public CloudConfig {
    if (!ACCOUNT.matcher(account).matches()) {
      throw new IllegalArgumentException("an account id has twelve digits, not '" + account + "'");
    }
    if (traceLimit < 1) {
      throw new IllegalArgumentException("traceLimit must be at least 1, not " + traceLimit);
    }
  }

  /** Seed 1, account 123456789012, Region us-east-1, starting on 1 January 2026. */
  public static CloudConfig defaults() {
    return new CloudConfig(
        1, Instant.parse("2026-01-01T00:00:00Z"), "123456789012", "us-east-1", Trace.DEFAULT_LIMIT);
  }

  /** The same with another seed. */
  public CloudConfig withSeed(long other) {
    return new CloudConfig(other, start, account, region, traceLimit);
  }

  /** The same with another Region. */
  public CloudConfig withRegion(String other) {
    return new CloudConfig(seed, start, account, other, traceLimit);
  }

  /** The same starting at another date. */
  public CloudConfig withStart(Instant other) {
    return new CloudConfig(seed, other, account, region, traceLimit);
  }
}
