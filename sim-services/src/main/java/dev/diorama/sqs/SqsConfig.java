package dev.diorama.sqs;

import dev.diorama.core.random.Latency;
import org.apiguardian.api.API;

/**
 * The limits and latencies of SQS.
 *
 * @param control how long an operation on queues takes
 * @param message how long an operation on messages takes, waiting apart
 * @param inFlightLimit how many messages of a standard queue may be in flight before receiving is
 *     refused
 * @param fifoInFlightLimit how many of a FIFO queue may be before receiving gives nothing
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record SqsConfig(
    Latency control, Latency message, int inFlightLimit, int fifoInFlightLimit) {
  /**
   * Documented: 120,000 for both kinds; a FIFO queue then returns no error.
   * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
   * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-fifo.html
   */
  private static final int IN_FLIGHT = 120_000;

  public SqsConfig {
    if (inFlightLimit < 1 || fifoInFlightLimit < 1) {
      throw new IllegalArgumentException("limits must be at least 1");
    }
  }

  /**
   * AWS's limits. The latencies are assumed: AWS promises tens of milliseconds and publishes no
   * percentiles, and what was measured of queues includes their consumer.
   */
  public static SqsConfig defaults() {
    return new SqsConfig(
        Latency.ofMillis(20, 40, 90), Latency.ofMillis(8, 15, 40), IN_FLIGHT, IN_FLIGHT);
  }

  /** The same without any latency. */
  public SqsConfig withoutLatency() {
    return new SqsConfig(Latency.NONE, Latency.NONE, inFlightLimit, fifoInFlightLimit);
  }

  /** The same with other limits on messages in flight. */
  public SqsConfig withInFlightLimits(int standard, int fifo) {
    return new SqsConfig(control, message, standard, fifo);
  }
}
