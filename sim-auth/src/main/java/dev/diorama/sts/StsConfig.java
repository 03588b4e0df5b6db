package dev.diorama.sts;

import dev.diorama.core.random.Latency;
import org.apiguardian.api.API;

/**
 * How STS behaves.
 *
 * @param latency how long an operation takes; assumed: AWS publishes none, and clients see some
 *     tens of milliseconds
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record StsConfig(Latency latency) {
  /** Some tens of milliseconds a call. */
  public static StsConfig defaults() {
    return new StsConfig(Latency.ofMillis(15, 40, 120));
  }

  /** The same with another latency. */
  public StsConfig withLatency(Latency other) {
    return new StsConfig(other);
  }
}
