package dev.diorama.cache.dax;

import dev.diorama.cache.Lookup;
import dev.diorama.cache.SimCache;
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
 * The item cache and the query cache of one node, in the memory that they share.
 *
 * <p>One LRU list runs through both, as both draw on one memory: documented is LRU for each, the
 * common list is assumed. An entry weighs its key and its data; what DAX itself needs for it is in
 * the share of memory that is not used ({@link DaxConfig#usablePercent}).
 */
final class NodeCache {
  /** The two caches, and the name that a Scan, which is kept with the queries, is counted under. */
  enum Tier {
    ITEM("dax.item", "item", "ItemCache"),
    QUERY("dax.query", "query", "QueryCache"),
    SCAN("dax.query", "query", "ScanCache");

    final String note;
    private final String named;
    private final String hits;
    private final String misses;

    Tier(String note, String named, String metric) {
      this.note = note;
      this.named = named;
      this.hits = metric + "Hits";
      this.misses = metric + "Misses";
    }

    /** The cache, as our own figures name it. */
    String named() {
      return named;
    }
  }

  /** What is cached. */
  private sealed interface Entry {
    /** The read units that asking DynamoDB for it would cost. */
    double readUnits();

    /** Its data, bytes. */
    long bytes();

    record CachedItem(Image image) implements Entry {
      @Override
      public double readUnits() {
        return image.readUnits();
      }

      @Override
      public long bytes() {
        return image.bytes();
      }
    }

    record CachedResult(Found found, double readUnits) implements Entry {
      @Override
      public long bytes() {
        return found.bytes();
      }
    }
  }

  /**
   * A result that is kept.
   *
   * @param bytes the size of its items
   * @param readAtNanos when it was read, here or at another node
   */
  record Found(SdkResponse response, long bytes, long readAtNanos) {}

  private final Figures figures;
  private final SimCache<CacheKey, Entry> entries;

  NodeCache(String node, long bytes, SimClock clock, Figures figures) {
    this.figures = figures;
    this.entries =
        SimCache.<CacheKey, Entry>builder("dax/" + node, clock)
            .maxBytes(bytes)
            .weigher((key, entry) -> weight(key) + entry.bytes())
            .onEvict(this::evicted)
            .build();
  }

  private static long weight(CacheKey key) {
    if (key instanceof CacheKey.Item item) {
      return utf8(item.table()) + utf8(item.key());
    }
    // The request's canonical text stands for its size on the wire.
    return utf8(((CacheKey.Result) key).text());
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
    Tier tier = key instanceof CacheKey.Item ? Tier.ITEM : Tier.QUERY;
    figures.count("EvictedSize", (double) weight);
    figures.tell(key.table(), tier, "Evictions", 1);
    figures.tell(key.table(), tier, "EvictedBytes", (double) weight);
  }

  /**
   * Looks an item up and counts it.
   *
   * @return empty for a miss
   */
  Optional<Image> item(CacheKey.Item key) {
    return found(Tier.ITEM, key).map(entry -> ((Entry.CachedItem) entry).image());
  }

  /** Looks at an item without counting and without using it. */
  Optional<Image> peek(CacheKey.Item key) {
    return entries.peek(key).map(entry -> ((Entry.CachedItem) entry).image());
  }

  /** Whether an item is held of which nothing suspicious has been heard. */
  boolean holds(CacheKey.Item key) {
    return peek(key).filter(image -> !image.isSuspect()).isPresent();
  }

  /** Looks a result up and counts it. */
  Optional<Found> result(Tier tier, CacheKey.Result key) {
    return found(tier, key).map(entry -> ((Entry.CachedResult) entry).found());
  }

  private Optional<Entry> found(Tier tier, CacheKey key) {
    Lookup<Entry> lookup = entries.get(key);
    if (!lookup.isHit()) {
      missed(tier, key.table());
      return Optional.empty();
    }
    figures.count(tier.hits, 1);
    figures.tell(key.table(), tier, "Hits", 1);
    lookup
        .value()
        .ifPresent(
            entry -> figures.tell(key.table(), tier, "SavedReadCapacityUnits", entry.readUnits()));
    return lookup.value();
  }

  /** Counts a lookup that found nothing, or had no chance for want of a key that fits. */
  void missed(Tier tier, String table) {
    figures.count(tier.misses, 1);
    figures.tell(table, tier, "Misses", 1);
  }

  /** Keeps an image in place of whatever was kept. */
  void keep(CacheKey.Item key, Image image, long ttlNanos) {
    entries.put(key, new Entry.CachedItem(image), ttlNanos);
    filled();
  }

  /** Whether what is kept of an item was so later than {@code sinceNanos}. */
  boolean isNewer(CacheKey.Item key, long sinceNanos) {
    return peek(key).filter(image -> image.sinceNanos() > sinceNanos).isPresent();
  }

  /**
   * Keeps a result.
   *
   * @param readUnits what it has cost
   */
  void keep(CacheKey.Result key, Found found, double readUnits, long ttlNanos) {
    entries.put(key, new Entry.CachedResult(found, readUnits), ttlNanos);
    filled();
  }

  private void filled() {
    double used = (double) entries.bytes();
    figures.count("EstimatedDbSize", used);
    figures.count(
        "CacheMemoryUtilization", entries.maxBytes() == 0 ? 0 : 100 * used / entries.maxBytes());
  }

  /** Says that DynamoDB may have another item of that key by now. */
  void suspect(CacheKey.Item key) {
    peek(key).ifPresent(Image::suspect);
  }

  /** Says that DynamoDB may have other items in that table by now, whatever their keys. */
  void suspectAll(String table) {
    for (CacheKey key : entries.keys()) {
      if (key.table().equals(table) && key instanceof CacheKey.Item item) {
        suspect(item);
      }
    }
  }

  /** Forgets everything, as a node that is lost does. */
  void clear() {
    entries.clear();
  }

  /** Forgets an item. */
  void drop(CacheKey.Item key) {
    entries.remove(key);
  }
}
