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
 * @param hop of a write that a replica hands on to the primary; default p50 0.3, p90 0.5, p99 1.5
 *     ms, assumed: the way to another Availability Zone
 * @param replicationLag until a replica has what the primary has; default p50 20, p90 100, p99 800
 *     ms, assumed: AWS says "usually in less than a second"
 * @param nodeBytes memory of each node type there is, bytes
 * @param nodeRates normalized requests per second of each node type; one that is not named does
 *     what {@code dax.r5.large} does
 * @param usablePercent how much of a node's memory the two caches share; default 75, assumed: AWS
 *     says only that eviction starts before memory is full
 * @param refreshDelay how long after a transaction its items are read into the cache; default 5 ms,
 *     assumed: AWS says "in the background"
 * @param maxNodes per account and Region; default 50, documented:
 *     https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
 * @param times of clusters and nodes
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record DaxConfig(
    Latency latency,
    Latency hop,
    Latency replicationLag,
    Map<String, Long> nodeBytes,
    Map<String, Long> nodeRates,
    int usablePercent,
    Duration refreshDelay,
    int maxNodes,
    DaxTimes times) {
  public DaxConfig {
    nodeBytes = Collections.unmodifiableMap(new LinkedHashMap<>(nodeBytes));
    nodeRates = Collections.unmodifiableMap(new LinkedHashMap<>(nodeRates));
    if (usablePercent < 1 || usablePercent > 100) {
      throw new IllegalArgumentException("usablePercent is 1 to 100, not " + usablePercent);
    }
    if (refreshDelay.isNegative()) {
      throw new IllegalArgumentException("refreshDelay is not negative: " + refreshDelay);
    }
    if (nodeRates.values().stream().anyMatch(rate -> rate < 1)) {
      throw new IllegalArgumentException("a node does at least one request a second");
    }
  }

  /** What AWS does, as far as it is known. */
  public static DaxConfig defaults() {
    return new DaxConfig(
        Latency.ofMillis(0.6, 1.0, 2.5),
        Latency.ofMillis(0.3, 0.5, 1.5),
        Latency.ofMillis(20, 100, 800),
        DaxNodeType.memory(),
        DaxNodeType.rates(),
        75,
        Duration.ofMillis(5),
        50,
        DaxTimes.defaults());
  }

  /** The same with another latency. */
  public DaxConfig withLatency(Latency other) {
    return new DaxConfig(
        other,
        hop,
        replicationLag,
        nodeBytes,
        nodeRates,
        usablePercent,
        refreshDelay,
        maxNodes,
        times);
  }

  /** The same with another latency from a replica to the primary. */
  public DaxConfig withHop(Latency other) {
    return new DaxConfig(
        latency,
        other,
        replicationLag,
        nodeBytes,
        nodeRates,
        usablePercent,
        refreshDelay,
        maxNodes,
        times);
  }

  /** The same with another lag of the replicas. */
  public DaxConfig withReplicationLag(Latency other) {
    return new DaxConfig(
        latency, hop, other, nodeBytes, nodeRates, usablePercent, refreshDelay, maxNodes, times);
  }

  /** The same with a node type of that much memory, in place of the one of that name if any. */
  public DaxConfig withNodeBytes(String nodeType, long bytes) {
    return new DaxConfig(
        latency,
        hop,
        replicationLag,
        with(nodeBytes, nodeType, bytes),
        nodeRates,
        usablePercent,
        refreshDelay,
        maxNodes,
        times);
  }

  /** The same with a node type that does that many normalized requests per second. */
  public DaxConfig withNodeRate(String nodeType, long perSecond) {
    return new DaxConfig(
        latency,
        hop,
        replicationLag,
        nodeBytes,
        with(nodeRates, nodeType, perSecond),
        usablePercent,
        refreshDelay,
        maxNodes,
        times);
  }

  private static Map<String, Long> with(Map<String, Long> types, String name, long value) {
    Map<String, Long> more = new LinkedHashMap<>(types);
    more.put(name, value);
    return more;
  }

  /** The same with another share of memory for the caches, percent. */
  public DaxConfig withUsablePercent(int other) {
    return new DaxConfig(
        latency, hop, replicationLag, nodeBytes, nodeRates, other, refreshDelay, maxNodes, times);
  }

  /** The same with other times of clusters and nodes. */
  public DaxConfig withTimes(DaxTimes other) {
    return new DaxConfig(
        latency,
        hop,
        replicationLag,
        nodeBytes,
        nodeRates,
        usablePercent,
        refreshDelay,
        maxNodes,
        other);
  }

  /** Normalized requests per second of a node type. */
  public long rate(String nodeType) {
    return nodeRates.getOrDefault(nodeType, DaxNodeType.USUAL_RATE);
  }

  /** The memory of a node type that the caches share, bytes. */
  public long usable(long memory) {
    return memory / 100 * usablePercent;
  }
}
