package dev.diorama.cache.dax;

import dev.diorama.cache.Lookup;
import dev.diorama.cache.SimCache;
import dev.diorama.core.metric.RegionalMetrics;
import dev.diorama.core.metric.Series;
import dev.diorama.core.time.SimClock;
import dev.diorama.dynamodb.ItemSize;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;

/**
 * The item cache and the query cache of one node, in the memory that they share.
 *
 * <p>One LRU list runs through both, as both draw on one memory: documented is LRU for each, the
 * common list is assumed. An entry weighs its key and its data; what DAX itself needs for it is in
 * the share of memory that is not used ({@link DaxConfig#usablePercent}).
 */
final class NodeCache {
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
    private final String hits;
    private final String misses;

    Tier(String note, String name, String metric) {
      this.note = note;
      this.name = name;
      this.hits = metric + "CacheHits";
      this.misses = metric + "CacheMisses";
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

    record CachedItem(Optional<Map<String, AttributeValue>> item, double readUnits, long sinceNanos)
        implements Entry {}

    record CachedResult(SdkResponse response, double readUnits, long readAtNanos)
        implements Entry {}
  }

  private final String cluster;
  private final String node;
  private final RegionalMetrics metrics;

  /** The series that requests count in, so that none has to be looked for by its dimensions. */
  private final Map<String, Series> counted = new ConcurrentHashMap<>();

  /** Those of ours, by tier, table and metric. */
  private final Map<Tier, Map<String, Map<String, Series>>> told = new ConcurrentHashMap<>();

  private final SimCache<CacheKey, Entry> entries;

  NodeCache(String cluster, String node, long bytes, SimClock clock, RegionalMetrics metrics) {
    this.cluster = cluster;
    this.node = node;
    this.metrics = metrics;
    this.entries =
        SimCache.<CacheKey, Entry>builder("dax/" + node, clock)
            .maxBytes(bytes)
            .weigher((key, entry) -> weight(key) + weight(entry))
            .onEvict(this::evicted)
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
    return size(((Entry.CachedResult) entry).response());
  }

  /** The items of a result, bytes. */
  static long size(SdkResponse response) {
    List<Map<String, AttributeValue>> items =
        response instanceof QueryResponse query ? query.items() : ((ScanResponse) response).items();
    return items.stream().mapToLong(ItemSize::of).sum();
  }

  private static long utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private void evicted(CacheKey key, long weight) {
    count("EvictedSize", (double) weight);
    tell(
        key.table(),
        key instanceof CacheKey.Item ? Tier.ITEM : Tier.QUERY,
        "EvictedBytes",
        (double) weight);
  }

  /** Counts one of DAX's own metrics; those of a cluster are the sums over its nodes. */
  void count(String metric, double value) {
    Series series = counted.get(metric);
    if (series == null) {
      series = metrics.series(NAMESPACE, metric, "ClusterId", cluster, "NodeId", node);
      counted.put(metric, series);
    }
    series.add(value);
  }

  /** Counts a figure of ours, by table and tier. */
  void tell(String table, Tier tier, String metric, double value) {
    Map<String, Series> ofTable =
        told.computeIfAbsent(tier, t -> new ConcurrentHashMap<>())
            .computeIfAbsent(table, t -> new ConcurrentHashMap<>());
    Series series = ofTable.get(metric);
    if (series == null) {
      series =
          metrics.series(
              SAVINGS, metric, "ClusterName", cluster, "TableName", table, "Tier", tier.name);
      ofTable.put(metric, series);
    }
    series.add(value);
  }

  /**
   * Looks an item up and counts it.
   *
   * @return empty for a miss
   */
  Optional<Known> item(CacheKey.Item key) {
    return found(Tier.ITEM, key).map(entry -> new Known(((Entry.CachedItem) entry).item()));
  }

  /** Looks at an item without counting and without using it. */
  Optional<Known> peek(CacheKey.Item key) {
    return entries.peek(key).map(entry -> new Known(((Entry.CachedItem) entry).item()));
  }

  /**
   * A result that was found.
   *
   * @param storedAtNanos when it entered the cache
   */
  record Found(SdkResponse response, long storedAtNanos) {}

  /** Looks a result up and counts it. */
  Optional<Found> result(Tier tier, CacheKey.Result key) {
    Optional<Entry> entry = found(tier, key);
    return entry.map(
        each -> {
          Entry.CachedResult cached = (Entry.CachedResult) each;
          return new Found(cached.response(), cached.readAtNanos());
        });
  }

  private Optional<Entry> found(Tier tier, CacheKey key) {
    Lookup<Entry> lookup = entries.get(key);
    if (!lookup.isHit()) {
      missed(tier, key.table());
      return Optional.empty();
    }
    count(tier.hits, 1);
    tell(key.table(), tier, "Hits", 1);
    lookup
        .value()
        .ifPresent(entry -> tell(key.table(), tier, "SavedReadCapacityUnits", entry.readUnits()));
    return lookup.value();
  }

  /** Counts a lookup that found nothing, or had no chance for want of a key that fits. */
  void missed(Tier tier, String table) {
    count(tier.misses, 1);
    tell(table, tier, "Misses", 1);
  }

  /**
   * Keeps an item, or its absence, in place of whatever was kept.
   *
   * @param sinceNanos when this was how the item stood
   */
  void keep(
      CacheKey.Item key,
      Optional<Map<String, AttributeValue>> item,
      long sinceNanos,
      long ttlNanos) {
    // An eventually consistent read is what a hit stands for; a missing item costs the least one.
    double units = ItemSize.readUnits(item.map(ItemSize::of).orElse(0L), false);
    entries.put(
        key, new Entry.CachedItem(item.map(Projection::canonical), units, sinceNanos), ttlNanos);
    count("EstimatedDbSize", (double) entries.bytes());
  }

  /** Whether what is kept of an item was so later than {@code sinceNanos}. */
  boolean isNewer(CacheKey.Item key, long sinceNanos) {
    return entries
        .peek(key)
        .filter(entry -> ((Entry.CachedItem) entry).sinceNanos() > sinceNanos)
        .isPresent();
  }

  /**
   * Keeps a result.
   *
   * @param readUnits what it has cost
   * @param readAtNanos when it was read, here or at another node
   */
  void keep(
      CacheKey.Result key,
      SdkResponse response,
      double readUnits,
      long readAtNanos,
      long ttlNanos) {
    entries.put(key, new Entry.CachedResult(response, readUnits, readAtNanos), ttlNanos);
    count("EstimatedDbSize", (double) entries.bytes());
  }

  /** Forgets everything, as a node that is lost does. */
  void clear() {
    entries.clear();
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
