package dev.diorama.cache.dax;

import dev.diorama.core.random.Latency;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apiguardian.api.API;

/**
 * Latency, memory and limits of DAX.
 *
 * @param latency of the hop to a cluster, which is all that a hit takes; a miss takes DynamoDB's
 *     time on top. Default p50 0.6, p90 1.0, p99 2.5 ms, assumed: AWS says "microseconds"
 * @param nodeBytes memory of each node type there is, bytes
 * @param usablePercent how much of a node's memory the two caches share; default 75, assumed: AWS
 *     says only that eviction starts before memory is full
 * @param refreshDelay how long after a transaction its items are read into the cache; default 5 ms,
 *     assumed: AWS says "in the background"
 * @param maxNodes per account and Region; default 50, documented:
 *     https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record DaxConfig(
    Latency latency,
    Map<String, Long> nodeBytes,
    int usablePercent,
    Duration refreshDelay,
    int maxNodes) {
  public DaxConfig {
    nodeBytes = Collections.unmodifiableMap(new LinkedHashMap<>(nodeBytes));
    if (usablePercent < 1 || usablePercent > 100) {
      throw new IllegalArgumentException("usablePercent is 1 to 100, not " + usablePercent);
    }
    if (refreshDelay.isNegative()) {
      throw new IllegalArgumentException("refreshDelay is not negative: " + refreshDelay);
    }
  }

  /** What AWS does, as far as it is known. */
  public static DaxConfig defaults() {
    return new DaxConfig(
        Latency.ofMillis(0.6, 1.0, 2.5), DaxNodeType.memory(), 75, Duration.ofMillis(5), 50);
  }

  /** The same with another latency. */
  public DaxConfig withLatency(Latency other) {
    return new DaxConfig(other, nodeBytes, usablePercent, refreshDelay, maxNodes);
  }

  /** The same with a node type of that much memory, in place of the one of that name if any. */
  public DaxConfig withNodeBytes(String nodeType, long bytes) {
    Map<String, Long> more = new LinkedHashMap<>(nodeBytes);
    more.put(nodeType, bytes);
    return new DaxConfig(latency, more, usablePercent, refreshDelay, maxNodes);
  }

  /** The same with another share of memory for the caches, percent. */
  public DaxConfig withUsablePercent(int other) {
    return new DaxConfig(latency, nodeBytes, other, refreshDelay, maxNodes);
  }
}
