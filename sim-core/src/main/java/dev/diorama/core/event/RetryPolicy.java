package dev.diorama.core.event;

import java.time.Duration;
import java.util.List;
import org.apiguardian.api.API;

/**
 * How often and when a delivery that failed is tried again.
 *
 * @param waits how long to wait before the second attempt, the third and so on; the last one
 *     repeats
 * @param maxAttempts how many attempts there are in all, at least 1
 * @param maxAge how old an event may be when it is tried again
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record RetryPolicy(List<Duration> waits, int maxAttempts, Duration maxAge) {
  /** One attempt and no more. */
  public static final RetryPolicy ONCE = new RetryPolicy(List.of(), 1, Duration.ofDays(1));

  /**
   * Asynchronous invocation of a Lambda function whose handler fails: after one minute, then after
   * two, within six hours. Documented:
   * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
   */
  public static final RetryPolicy LAMBDA_ASYNC =
      new RetryPolicy(
          List.of(Duration.ofMinutes(1), Duration.ofMinutes(2)), 3, Duration.ofHours(6));

  public RetryPolicy {
    waits = List.copyOf(waits);
    if (maxAttempts < 1 || (maxAttempts > 1 && waits.isEmpty())) {
      throw new IllegalArgumentException(
          maxAttempts + " attempts need waits between them, but there are " + waits.size());
    }
  }

  /** The wait, in nanoseconds, after attempt number {@code attempt} (from 1) has failed. */
  long waitNanos(int attempt) {
    return waits.get(Math.min(attempt, waits.size()) - 1).toNanos();
  }
}
