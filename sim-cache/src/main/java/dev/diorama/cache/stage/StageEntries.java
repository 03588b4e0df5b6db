package dev.diorama.cache.stage;

import dev.diorama.cache.Lookup;
import dev.diorama.cache.SimCache;
import dev.diorama.core.time.SimClock;
import java.util.Optional;
import java.util.function.ToLongBiFunction;
import java.util.function.ToLongFunction;
import org.apiguardian.api.API;

/**
 * The entries of one stage's cache, whatever they are.
 *
 * <p>The core judges age by the clock, which stands still while a request is accounted for; an
 * entry's own end, in the request's time, is judged here. Hits and misses are therefore counted
 * here too.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class StageEntries<K, V> {
  private static final double BYTES_PER_GB = 1024.0 * 1024 * 1024;

  private final SimClock clock;
  private final SimCache<K, V> cache;
  private final ToLongFunction<? super V> expiresNanos;
  private long hits;
  private long misses;

  /**
   * An empty cache.
   *
   * @param name for messages
   * @param sizeGb its size, of 2^30 bytes each
   * @param weigher what an entry weighs, bytes
   * @param expiresNanos when an entry stops being served
   */
  public StageEntries(
      String name,
      SimClock clock,
      double sizeGb,
      ToLongBiFunction<? super K, ? super V> weigher,
      ToLongFunction<? super V> expiresNanos) {
    this.clock = clock;
    this.expiresNanos = expiresNanos;
    this.cache =
        SimCache.<K, V>builder(name, clock).maxBytes(bytes(sizeGb)).weigher(weigher).build();
  }

  /** The bytes that a cache of that size has room for. */
  public static long bytes(double sizeGb) {
    return StrictMath.round(sizeGb * BYTES_PER_GB);
  }

  /** The entry of that key that is live at that time. Counts a hit or a miss. */
  public Optional<V> lookup(K key, long nowNanos) {
    Lookup<V> found = cache.get(key);
    if (found.isHit() && nowNanos < expiresNanos.applyAsLong(found.value().orElseThrow())) {
      hits++;
      return found.value();
    }
    misses++;
    return Optional.empty();
  }

  /** Stores an entry in place of any other of that key; others may be evicted for it. */
  public void put(K key, V entry) {
    long ttlNanos = expiresNanos.applyAsLong(entry) - clock.nanos();
    if (ttlNanos > 0) {
      cache.put(key, entry, ttlNanos);
    }
  }

  /** Forgets one key; false when it was not there. */
  public boolean invalidate(K key) {
    return cache.remove(key);
  }

  /** Forgets everything; the counts stay. */
  public void clear() {
    cache.clear();
  }

  /** Lookups that found a live entry. */
  public long hits() {
    return hits;
  }

  /** Lookups that did not. */
  public long misses() {
    return misses;
  }

  /** The cache below, for its other figures. */
  public SimCache<K, V> cache() {
    return cache;
  }
}
