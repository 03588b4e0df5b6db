package dev.diorama.lambda;

import dev.diorama.core.random.Latency;
import java.time.Duration;
import org.apiguardian.api.API;

/**
 * How long Lambda's pollers take.
 *
 * @param stream from a change in a DynamoDB stream to the poll that finds it
 * @param queue from a message in an SQS queue to the poll that finds it
 * @param fifo the same for FIFO queues
 * @param transition how long a mapping is Creating, Updating, Disabling or Deleting
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record EventSourceConfig(Latency stream, Latency queue, Latency fifo, Duration transition) {
  /**
   * DynamoDB Streams to Lambda, 213/341/552 ms, observed (bitesizedserverless.com, 2022-09,
   * eu-west-1). The figure was taken at both ends, so that the wait for the next of the four polls
   * a second is in it.
   */
  private static final Latency STREAM = Latency.ofMillis(213, 341, 552);

  /** SQS standard to Lambda, 16/34/105 ms, observed: same source. */
  private static final Latency QUEUE = Latency.ofMillis(16, 34, 105);

  /** SQS FIFO to Lambda, 28/61/645 ms, observed: same source. */
  private static final Latency FIFO = Latency.ofMillis(28, 61, 645);

  /**
   * Assumed: AWS publishes no figure, and says of streams that it may take minutes until polling
   * begins (https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html).
   */
  private static final Duration TRANSITION = Duration.ofSeconds(10);

  public EventSourceConfig {
    if (transition.isNegative()) {
      throw new IllegalArgumentException("not a duration: " + transition);
    }
  }

  /** Published latencies where there are any. */
  public static EventSourceConfig defaults() {
    return new EventSourceConfig(STREAM, QUEUE, FIFO, TRANSITION);
  }

  /** Pollers that find everything at once, and mappings that are ready at once. */
  public static EventSourceConfig withoutLatency() {
    return new EventSourceConfig(Latency.NONE, Latency.NONE, Latency.NONE, Duration.ZERO);
  }

  /** The same with mappings that take that long to change their state. */
  public EventSourceConfig withTransition(Duration other) {
    return new EventSourceConfig(stream, queue, fifo, other);
  }
}
