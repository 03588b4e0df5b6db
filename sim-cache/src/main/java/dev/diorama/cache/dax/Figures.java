package dev.diorama.cache.dax;

import dev.diorama.cache.dax.NodeCache.Tier;
import dev.diorama.core.metric.RegionalMetrics;
import dev.diorama.core.metric.Series;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What is counted at one node: DAX's own metrics by node, and ours by table. Each series is found
 * once, for a hit adds to half a dozen of them.
 */
final class Figures {
  static final String NAMESPACE = "AWS/DAX";

  /** Ours: what caching has saved and what it has cost in freshness, for reports. */
  static final String OURS = "Diorama/DAX";

  private record OfTable(String table, Tier tier, String metric) {}

  private final RegionalMetrics metrics;
  private final String cluster;
  private final String node;

  /** Found by threads of the wire too, which count connections and bytes without the turn. */
  private final Map<String, Series> own = new ConcurrentHashMap<>();

  private final Map<OfTable, Series> byTable = new ConcurrentHashMap<>();

  Figures(RegionalMetrics metrics, String cluster, String node) {
    this.metrics = metrics;
    this.cluster = cluster;
    this.node = node;
  }

  /** Counts one of DAX's own metrics; those of a cluster are taken over its nodes. */
  void count(String metric, double value) {
    Series series = own.get(metric);
    if (series == null) {
      series = metrics.series(NAMESPACE, metric, "ClusterId", cluster, "NodeId", node);
      own.put(metric, series);
    }
    series.add(value);
  }

  /** Counts a figure of ours, by table and cache. */
  void tell(String table, Tier tier, String metric, double value) {
    OfTable key = new OfTable(table, tier, metric);
    Series series = byTable.get(key);
    if (series == null) {
      series =
          metrics.series(
              OURS, metric, "ClusterName", cluster, "TableName", table, "Tier", tier.named());
      byTable.put(key, series);
    }
    series.add(value);
  }
}
