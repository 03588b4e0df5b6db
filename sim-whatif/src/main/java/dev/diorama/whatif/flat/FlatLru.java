package dev.diorama.whatif.flat;

import java.util.Arrays;
import org.apiguardian.api.API;

/**
 * The least recently used object goes first; bounded by bytes, with one time to live for all.
 *
 * <p>Because all objects live equally long, the order in which they were stored is also the order
 * in which they expire, and expiring costs nothing to look for.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class FlatLru implements FlatCache {
  /** The time to live of objects that never expire, nanoseconds. */
  public static final long NEVER = Long.MAX_VALUE;

  private final long maxBytes;
  private final long ttlNanos;
  private final UseLog byUse = new UseLog();

  /** By when they were stored; empty where nothing expires. */
  private final UseLog byAge = new UseLog();

  private int[] weights = new int[1024];

  /** When the time of each object is over; empty where nothing expires. */
  private long[] ends = new long[0];

  private long bytes;
  private long evictions;
  private long expirations;

  /**
   * An empty cache.
   *
   * @param maxBytes its bound, 0 or more
   * @param ttlNanos how long each object lives from when it was stored, more than 0; {@link #NEVER}
   */
  public FlatLru(long maxBytes, long ttlNanos) {
    if (maxBytes < 0) {
      throw new IllegalArgumentException("a bound is not negative: " + maxBytes + " bytes");
    }
    if (ttlNanos <= 0) {
      throw new IllegalArgumentException("a time to live is more than 0 ns, not " + ttlNanos);
    }
    this.maxBytes = maxBytes;
    this.ttlNanos = ttlNanos;
  }

  @Override
  public boolean get(int object, long now) {
    expire(now);
    if (!byUse.has(object)) {
      return false;
    }
    byUse.use(object);
    return true;
  }

  @Override
  public boolean put(int object, int weight, long now) {
    expire(now);
    if (object >= weights.length) {
      weights = Arrays.copyOf(weights, Math.max(object + 1, weights.length * 2));
    }
    if (byUse.has(object)) {
      drop(object);
    }
    if (weight > maxBytes) {
      return false;
    }
    while (bytes + weight > maxBytes) {
      drop(byUse.oldest());
      evictions++;
    }
    weights[object] = weight;
    bytes += weight;
    byUse.use(object);
    if (ttlNanos != NEVER) {
      if (object >= ends.length) {
        ends = Arrays.copyOf(ends, weights.length);
      }
      ends[object] = now + ttlNanos;
      byAge.use(object);
    }
    return true;
  }

  @Override
  public boolean remove(int object, long now) {
    expire(now);
    if (!byUse.has(object)) {
      return false;
    }
    drop(object);
    return true;
  }

  @Override
  public long bytes(long now) {
    expire(now);
    return bytes;
  }

  @Override
  public long evictions() {
    return evictions;
  }

  /** Objects that came to the end of their time inside. */
  public long expirations() {
    return expirations;
  }

  /**
   * Looks at what a later call for an object will look at, so that it is near the processor then.
   * For callers who know some calls ahead; the answer means nothing.
   */
  public int touch(int object) {
    return byUse.touch(object);
  }

  /** The object that would be evicted first, or -1; for tests. */
  int eldest() {
    return byUse.oldest();
  }

  private void expire(long now) {
    if (ttlNanos == NEVER) {
      return;
    }
    int oldest = byAge.oldest();
    while (oldest != UseLog.NONE && ends[oldest] <= now) {
      drop(oldest);
      expirations++;
      oldest = byAge.oldest();
    }
  }

  private void drop(int object) {
    bytes -= weights[object];
    byUse.forget(object);
    if (ttlNanos != NEVER) {
      byAge.forget(object);
    }
  }
}
