package dev.diorama.autoscaling;

import dev.diorama.core.random.Latency;
import org.apiguardian.api.API;

/**
 * The latency of Application Auto Scaling.
 *
 * @param latency how long an operation takes
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record AutoScalingConfig(Latency latency) {
  /** The usual latency of a control plane; assumed. */
  public static AutoScalingConfig defaults() {
    return new AutoScalingConfig(Latency.ofMillis(30, 60, 150));
  }

  /** The same without any latency. */
  public AutoScalingConfig withoutLatency() {
    return new AutoScalingConfig(Latency.NONE);
  }
}
