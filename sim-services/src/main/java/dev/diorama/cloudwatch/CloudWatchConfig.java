package dev.diorama.cloudwatch;

import dev.diorama.core.random.Latency;
import java.time.Duration;
import org.apiguardian.api.API;

/**
 * The latencies of CloudWatch.
 *
 * @param latency how long an operation takes
 * @param evaluationDelay how long after the end of a period an alarm looks at it
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record CloudWatchConfig(Latency latency, Duration evaluationDelay) {
  public CloudWatchConfig {
    if (evaluationDelay.isNegative()) {
      throw new IllegalArgumentException("negative delay: " + evaluationDelay);
    }
  }

  /**
   * Both are assumed: AWS says that alarms may react a few minutes late and promises no number; a
   * minute is the least of what is told of DynamoDB's auto scaling.
   */
  public static CloudWatchConfig defaults() {
    return new CloudWatchConfig(Latency.ofMillis(15, 30, 80), Duration.ofMinutes(1));
  }

  /** The same without any latency of operations. */
  public CloudWatchConfig withoutLatency() {
    return new CloudWatchConfig(Latency.NONE, evaluationDelay);
  }

  /** The same with alarms that look so long after the end of a period. */
  public CloudWatchConfig withEvaluationDelay(Duration delay) {
    return new CloudWatchConfig(latency, delay);
  }
}
