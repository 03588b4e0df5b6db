package dev.diorama.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.RemovalCause;
import dev.diorama.core.time.SimClock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.ToLongBiFunction;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * A cache bounded by bytes that evicts the least recently used entry, on the instance's clock.
 *
 * <p>An entry is found while {@code now < storedAt + ttl}: at exactly its time to live it is gone.
 * A lookup that hits makes the entry the most recently used and leaves its end as it is. Not
 * thread-safe: rules run while holding the cloud's turn.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class SimCache<K, V> {
  /** The time to live of an entry that never expires. */
  public static final long NEVER = Long.MAX_VALUE;

  /** One entry; {@code goneAt} lies behind {@code endsAt} by the time that it is kept expired. */
  private record Entry<V>(V value, long bytes, long storedAt, long endsAt, long goneAt) {}

  private final String name;
  private final SimClock clock;
  private final long maxBytes;
  private final long keepExpiredNanos;
  private final ToLongBiFunction<? super K, ? super V> weigher;
  private final BiConsumer<? super K, Long> onEvict;
  private final Cache<K, Entry<V>> entries;

  /**
   * The same entries, least recently used first. What is looked up is looked up here, and whether
   * its time is over is seen from the clock: {@link #entries} only knows what has to go when.
   */
  private final LinkedHashMap<K, Entry<V>> byUse = new LinkedHashMap<>(16, 0.75f, true);

  private long bytes;
  private long hits;
  private long misses;
  private long stale;
  private long evictions;
  private long evictedBytes;
  private long expirations;

  private SimCache(Builder<K, V> builder) {
    this.name = builder.name;
    this.clock = builder.clock;
    this.maxBytes = builder.maxBytes;
    this.keepExpiredNanos = builder.keepExpiredNanos;
    this.weigher = builder.weigher;
    this.onEvict = builder.onEvict;
    this.entries =
        Caffeine.newBuilder()
            .ticker(clock::nanos)
            .executor(Runnable::run)
            .expireAfter(
                Expiry.<K, Entry<V>>writing((key, entry) -> duration(entry.goneAt, clock.nanos())))
            .evictionListener(this::died)
            .build();
  }

  /** Starts building a cache; {@code name} is what its failures and figures call it. */
  public static <K, V> Builder<K, V> builder(String name, SimClock clock) {
    return new Builder<>(name, clock);
  }

  private static java.time.Duration duration(long end, long now) {
    return end == NEVER
        ? java.time.Duration.ofNanos(NEVER)
        : java.time.Duration.ofNanos(Math.max(0, end - now));
  }

  private void died(@Nullable K key, @Nullable Entry<V> entry, RemovalCause cause) {
    if (key != null && cause == RemovalCause.EXPIRED) {
      expirations++;
      forget(key);
    }
  }

  /** Looks a key up, counts it, and makes what it finds the most recently used. */
  public Lookup<V> get(K key) {
    Entry<V> entry = byUse.get(key);
    long now = clock.nanos();
    if (entry == null || now >= entry.goneAt) {
      misses++;
      return Lookup.miss();
    }
    boolean fresh = now < entry.endsAt;
    if (fresh) {
      hits++;
    } else {
      misses++;
      stale++;
    }
    return new Lookup<>(
        fresh ? Lookup.State.HIT : Lookup.State.EXPIRED, Optional.of(entry.value), entry.storedAt);
  }

  /** The value under a key within its time, without counting and without touching its place. */
  public Optional<V> peek(K key) {
    Entry<V> entry = entries.getIfPresent(key);
    return entry == null || clock.nanos() >= entry.endsAt
        ? Optional.empty()
        : Optional.of(entry.value);
  }

  private @Nullable Entry<V> present(K key) {
    entries.cleanUp();
    return entries.getIfPresent(key);
  }

  /**
   * Stores a value as the most recently used, in place of any other under that key, and evicts
   * until all fits.
   *
   * @param ttlNanos how long it lives, nanoseconds, more than 0; {@link #NEVER} for without end
   * @return false when it alone is larger than the cache: then nothing is under the key
   */
  public boolean put(K key, V value, long ttlNanos) {
    if (ttlNanos <= 0) {
      throw new IllegalArgumentException(
          name + ": a time to live is more than 0 ns, not " + ttlNanos);
    }
    remove(key);
    long weight = weigher.applyAsLong(key, value);
    if (weight < 0) {
      throw new IllegalStateException(name + ": an entry weighs " + weight + " bytes");
    }
    if (weight > maxBytes) {
      return false;
    }
    while (bytes + weight > maxBytes) {
      evictEldest();
    }
    long now = clock.nanos();
    long endsAt = after(now, ttlNanos);
    Entry<V> entry = new Entry<>(value, weight, now, endsAt, after(endsAt, keepExpiredNanos));
    byUse.put(key, entry);
    bytes += weight;
    entries.put(key, entry);
    return true;
  }

  private static long after(long start, long nanos) {
    return start == NEVER || nanos >= NEVER - start ? NEVER : start + nanos;
  }

  private void evictEldest() {
    Map.Entry<K, Entry<V>> eldest = byUse.entrySet().iterator().next();
    K key = eldest.getKey();
    long weight = eldest.getValue().bytes;
    forget(key);
    entries.invalidate(key);
    evictions++;
    evictedBytes += weight;
    onEvict.accept(key, weight);
  }

  private void forget(K key) {
    Entry<V> entry = byUse.remove(key);
    if (entry != null) {
      bytes -= entry.bytes;
    }
  }

  /** Removes an entry; true when there was one within its time. */
  public boolean remove(K key) {
    Entry<V> entry = present(key);
    forget(key);
    entries.invalidate(key);
    return entry != null && clock.nanos() < entry.endsAt;
  }

  /** Removes every entry whose key satisfies {@code condition}; how many there were. */
  public int removeIf(Predicate<? super K> condition) {
    List<K> doomed = keys();
    doomed.removeIf(condition.negate());
    doomed.forEach(this::remove);
    return doomed.size();
  }

  /** Removes everything. The counts stay. */
  public void clear() {
    removeIf(key -> true);
  }

  /** The keys of all entries, least recently used first, expired ones that are kept included. */
  public List<K> keys() {
    entries.cleanUp();
    return new ArrayList<>(byUse.keySet());
  }

  /** How many entries there are, expired ones that are kept included. */
  public int size() {
    entries.cleanUp();
    return byUse.size();
  }

  /** What all entries weigh, bytes. */
  public long bytes() {
    entries.cleanUp();
    return bytes;
  }

  /** The bound, bytes. */
  public long maxBytes() {
    return maxBytes;
  }

  /** The name it was given. */
  public String name() {
    return name;
  }

  /** What was counted so far. */
  public CacheStats stats() {
    entries.cleanUp();
    return new CacheStats(hits, misses, stale, evictions, evictedBytes, expirations);
  }

  /** Collects what a cache is made with. */
  public static final class Builder<K, V> {
    private final String name;
    private final SimClock clock;
    private long maxBytes = Long.MAX_VALUE;
    private long keepExpiredNanos;
    private ToLongBiFunction<? super K, ? super V> weigher = (key, value) -> 1;
    private BiConsumer<? super K, Long> onEvict = (key, weight) -> {};

    private Builder(String name, SimClock clock) {
      this.name = name;
      this.clock = clock;
    }

    /** The bound, bytes; without it the cache has none. */
    public Builder<K, V> maxBytes(long bound) {
      if (bound < 0) {
        throw new IllegalArgumentException(name + ": a bound is not negative: " + bound);
      }
      this.maxBytes = bound;
      return this;
    }

    /** What an entry weighs, bytes; without it each weighs 1. */
    public Builder<K, V> weigher(ToLongBiFunction<? super K, ? super V> bytes) {
      this.weigher = bytes;
      return this;
    }

    /** How long an expired entry stays to be revalidated or served stale, ns; usually 0. */
    public Builder<K, V> keepExpired(long nanos) {
      if (nanos < 0) {
        throw new IllegalArgumentException(name + ": negative time to keep: " + nanos + " ns");
      }
      this.keepExpiredNanos = nanos;
      return this;
    }

    /** Is told each key evicted for want of room, and what it weighed. */
    public Builder<K, V> onEvict(BiConsumer<? super K, Long> listener) {
      this.onEvict = listener;
      return this;
    }

    /** The cache. */
    public SimCache<K, V> build() {
      return new SimCache<>(this);
    }
  }
}
