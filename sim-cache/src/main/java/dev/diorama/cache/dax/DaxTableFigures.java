package dev.diorama.cache.dax;

import dev.diorama.core.metric.Metrics;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.apiguardian.api.API;

/**
 * What one of a cluster's caches has done for one table, over all nodes.
 *
 * @param cluster the cluster's name
 * @param table the table's name
 * @param cache {@code item} or {@code query}
 * @param hits lookups that were answered
 * @param misses lookups that were not
 * @param stale hits of the item cache on an item that DynamoDB had in another form by then; of the
 *     query cache, on a result from before the last write to the table, which may be the same still
 * @param evictions entries that had to go for want of room
 * @param evictedBytes what those weighed
 * @param savedReadUnits read capacity units that the hits would have consumed
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record DaxTableFigures(
    String cluster,
    String table,
    String cache,
    long hits,
    long misses,
    long stale,
    long evictions,
    long evictedBytes,
    double savedReadUnits) {

  private record Place(String cluster, String table, String cache) {}

  /** The figures of every cluster, in order of names. */
  public static List<DaxTableFigures> of(Metrics metrics) {
    Map<Place, DaxTableFigures> all = new LinkedHashMap<>();
    for (Metrics.Key key : metrics.keys()) {
      SortedMap<String, String> by = key.dimensions();
      if (key.namespace().equals(Figures.OURS) && by.containsKey("TableName")) {
        Place place =
            new Place(
                by.getOrDefault("ClusterName", ""),
                by.getOrDefault("TableName", ""),
                by.getOrDefault("Tier", ""));
        all.computeIfAbsent(place, each -> read(metrics, each));
      }
    }
    List<DaxTableFigures> sorted = new ArrayList<>(all.values());
    sorted.sort(
        Comparator.comparing(DaxTableFigures::cluster)
            .thenComparing(DaxTableFigures::table)
            .thenComparing(DaxTableFigures::cache));
    return sorted;
  }

  private static DaxTableFigures read(Metrics metrics, Place place) {
    return new DaxTableFigures(
        place.cluster(),
        place.table(),
        place.cache(),
        Math.round(sum(metrics, place, "Hits")),
        Math.round(sum(metrics, place, "Misses")),
        Math.round(
            sum(metrics, place, "StaleReads") + sum(metrics, place, "ReadsOlderThanLastWrite")),
        Math.round(sum(metrics, place, "Evictions")),
        Math.round(sum(metrics, place, "EvictedBytes")),
        sum(metrics, place, "SavedReadCapacityUnits"));
  }

  private static double sum(Metrics metrics, Place place, String metric) {
    return metrics
        .total(
            Figures.OURS,
            metric,
            "ClusterName",
            place.cluster(),
            "TableName",
            place.table(),
            "Tier",
            place.cache())
        .sum();
  }

  /** What has come since {@code before}, which is of the same cluster, table and cache. */
  public DaxTableFigures since(DaxTableFigures before) {
    return new DaxTableFigures(
        cluster,
        table,
        cache,
        hits - before.hits,
        misses - before.misses,
        stale - before.stale,
        evictions - before.evictions,
        evictedBytes - before.evictedBytes,
        savedReadUnits - before.savedReadUnits);
  }

  /** Whether both are of the same cluster, table and cache. */
  public boolean isOfSame(DaxTableFigures other) {
    return cluster.equals(other.cluster) && table.equals(other.table) && cache.equals(other.cache);
  }
}
