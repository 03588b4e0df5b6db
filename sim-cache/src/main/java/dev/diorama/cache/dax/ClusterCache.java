package dev.diorama.cache.dax;

import dev.diorama.cache.Lookup;
import dev.diorama.cache.SimCache;
import dev.diorama.core.metric.Metrics;
import dev.diorama.core.time.SimClock;
import dev.diorama.dynamodb.ItemSize;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;

/**
 * The item cache and the query cache of one cluster, in the memory that they share.
 *
 * <p>One LRU list runs through both, as both draw on one memory: documented is LRU for each, the
 * common list is assumed. An entry weighs its key and its data; what DAX itself needs for it is in
 * the share of memory that is not used ({@link DaxConfig#usablePercent}).
 */
final class ClusterCache {
  static final String NAMESPACE = "AWS/DAX";

  /** Ours: what caching has saved, for reports. */
  static final String SAVINGS = "Diorama/DAX";

  /** The two caches, and the name that a Scan, which is kept with the queries, is counted under. */
  enum Tier {
    ITEM("dax.item", "item", "Item"),
    QUERY("dax.query", "query", "Query"),
    SCAN("dax.query", "query", "Scan");

    final String note;
    final String name;
    private final String metric;

    Tier(String note, String name, String metric) {
      this.note = note;
      this.name = name;
      this.metric = metric;
    }
  }

  /**
   * What the item cache knows of a key.
   *
   * @param item the item, or empty where it is known that there is none
   */
  record Known(Optional<Map<String, AttributeValue>> item) {}

  /** What is cached. */
  private sealed interface Entry {
    /** The read units that asking DynamoDB for it would cost. */
    double readUnits();

    record CachedItem(Optional<Map<String, AttributeValue>> item, double readUnits)
        implements Entry {}

    record CachedResult(SdkResponse response, double readUnits) implements Entry {}
  }

  private final String cluster;
  private final String node;
  private final Metrics metrics;
  private final SimCache<CacheKey, Entry> entries;

  ClusterCache(String cluster, String node, long bytes, SimClock clock, Metrics metrics) {
    this.cluster = cluster;
    this.node = node;
    this.metrics = metrics;
    this.entries =
        SimCache.<CacheKey, Entry>builder("dax/" + cluster, clock)
            .maxBytes(bytes)
            .weigher((key, entry) -> weight(key) + weight(entry))
            .onEvict((key, weight) -> count("EvictedSize", weight))
            .build();
  }

  private static long weight(CacheKey key) {
    if (key instanceof CacheKey.Item item) {
      return utf8(item.table()) + utf8(item.key());
    }
    // The request's text stands for its size on the wire.
    return utf8(((CacheKey.Result) key).request().toString());
  }

  private static long weight(Entry entry) {
    if (entry instanceof Entry.CachedItem cached) {
      return cached.item().map(ItemSize::of).orElse(0L);
    }
    SdkResponse response = ((Entry.CachedResult) entry).response();
    List<Map<String, AttributeValue>> items =
        response instanceof QueryResponse query ? query.items() : ((ScanResponse) response).items();
    return items.stream().mapToLong(ItemSize::of).sum();
  }

  private static long utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** Counts one of DAX's own metrics, at the node that this version has all requests go to. */
  void count(String metric, double value) {
    metrics.add(NAMESPACE, metric, value, "ClusterId", cluster, "NodeId", node);
  }

  /**
   * Looks an item up and counts it.
   *
   * @return empty for a miss
   */
  Optional<Known> item(CacheKey.Item key) {
    return found(Tier.ITEM, key).map(entry -> new Known(((Entry.CachedItem) entry).item()));
  }

  /** Looks a result up and counts it. */
  Optional<SdkResponse> result(Tier tier, CacheKey.Result key) {
    return found(tier, key).map(entry -> ((Entry.CachedResult) entry).response());
  }

  private Optional<Entry> found(Tier tier, CacheKey key) {
    Lookup<Entry> lookup = entries.get(key);
    if (!lookup.isHit()) {
      missed(tier);
      return Optional.empty();
    }
    count(tier.metric + "CacheHits", 1);
    lookup
        .value()
        .ifPresent(
            entry ->
                metrics.add(
                    SAVINGS,
                    "SavedReadCapacityUnits",
                    entry.readUnits(),
                    "ClusterName",
                    cluster,
                    "TableName",
                    key.table(),
                    "Tier",
                    tier.name));
    return lookup.value();
  }

  /** Counts a lookup that had no chance, for want of a key that fits or of any query cache. */
  void missed(Tier tier) {
    count(tier.metric + "CacheMisses", 1);
  }

  /** Keeps an item, or its absence, in place of whatever was kept. */
  void keep(CacheKey.Item key, Optional<Map<String, AttributeValue>> item, long ttlNanos) {
    // An eventually consistent read is what a hit stands for; a missing item costs the least one.
    double units = ItemSize.readUnits(item.map(ItemSize::of).orElse(0L), false);
    entries.put(key, new Entry.CachedItem(item.map(Projection::canonical), units), ttlNanos);
  }

  /** Keeps a result that cost that many read units. */
  void keep(CacheKey.Result key, SdkResponse response, double readUnits, long ttlNanos) {
    entries.put(key, new Entry.CachedResult(response, readUnits), ttlNanos);
  }

  /** Forgets an item. */
  void drop(CacheKey.Item key) {
    entries.remove(key);
  }

  /** What is cached, least recently used first; for tests. */
  List<CacheKey> keys() {
    return entries.keys();
  }

  long bytes() {
    return entries.bytes();
  }
}
