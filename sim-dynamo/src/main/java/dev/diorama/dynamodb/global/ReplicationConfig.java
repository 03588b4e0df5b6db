package dev.diorama.dynamodb.global;

import dev.diorama.core.random.Latency;
import java.time.Duration;
import org.apiguardian.api.API;

/**
 * How long replication takes.
 *
 * @param latency from a write to its being taken in another Region, beyond the packets' way between
 *     the two; default p50 500, p90 900, p99 1,500 ms, assumed: AWS says "usually within a second"
 *     and publishes no distribution
 * @param retry when a change that a fault has refused is sent again; default 1 s, assumed
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record ReplicationConfig(Latency latency, Duration retry) {
  public ReplicationConfig {
    if (retry.isNegative() || retry.isZero()) {
      throw new IllegalArgumentException("a retry takes some time, not " + retry);
    }
  }

  /** What AWS does, as far as it is known. */
  public static ReplicationConfig defaults() {
    return new ReplicationConfig(Latency.ofMillis(500, 900, 1_500), Duration.ofSeconds(1));
  }

  /** The same with another latency. */
  public ReplicationConfig withLatency(Latency other) {
    return new ReplicationConfig(other, retry);
  }
}
