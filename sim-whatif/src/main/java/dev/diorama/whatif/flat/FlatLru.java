package dev.diorama.whatif.flat;

import java.util.Arrays;
import org.apiguardian.api.API;

/**
 * The least recently used object goes first; bounded by bytes, with one time to live for all.
 *
 * <p>Every object has a record of eight ints in one array, so that a request touches one or two
 * lines of memory: its neighbours by use, its neighbours by age, its weight and its end. Record 0
 * is no object but the place where both rings begin and end. Because all objects live equally long,
 * the ring by age is also the order in which they expire, and expiring costs nothing to look for.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class FlatLru implements FlatCache {
  /** The time to live of objects that never expire, nanoseconds. */
  public static final long NEVER = Long.MAX_VALUE;

  private static final int STRIDE = 8;

  /** More recently used; for record 0 the least recently used object. */
  private static final int NEWER = 0;

  /** Less recently used; for record 0 the most recently used object. */
  private static final int OLDER = 1;

  /** Stored later; for record 0 the object stored longest ago. */
  private static final int LATER = 2;

  /** Stored earlier; for record 0 the object stored last. */
  private static final int EARLIER = 3;

  /** The weight and one; 0 for an object that is not inside. */
  private static final int WEIGHT = 4;

  /** The end in two halves. */
  private static final int END_HIGH = 5;

  private static final int END_LOW = 6;

  private final long maxBytes;
  private final long ttlNanos;
  private int[] records = new int[STRIDE * 64];
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
    int at = (object + 1) * STRIDE;
    if (at >= records.length || records[at + WEIGHT] == 0) {
      return false;
    }
    unlink(at, NEWER, OLDER);
    linkLast(at, NEWER, OLDER);
    return true;
  }

  @Override
  public boolean put(int object, int weight, long now) {
    expire(now);
    int at = (object + 1) * STRIDE;
    if (at >= records.length) {
      records = Arrays.copyOf(records, Math.max(at + STRIDE, records.length * 2));
    }
    if (records[at + WEIGHT] != 0) {
      drop(at);
    }
    if (weight > maxBytes) {
      return false;
    }
    while (bytes + weight > maxBytes) {
      drop(records[NEWER]);
      evictions++;
    }
    records[at + WEIGHT] = weight + 1;
    bytes += weight;
    linkLast(at, NEWER, OLDER);
    if (ttlNanos != NEVER) {
      long end = now + ttlNanos;
      records[at + END_HIGH] = (int) (end >>> 32);
      records[at + END_LOW] = (int) end;
      linkLast(at, LATER, EARLIER);
    }
    return true;
  }

  @Override
  public boolean remove(int object, long now) {
    expire(now);
    int at = (object + 1) * STRIDE;
    if (at >= records.length || records[at + WEIGHT] == 0) {
      return false;
    }
    drop(at);
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

  /** The object that would be evicted first, or -1; for tests. */
  int eldest() {
    return records[NEWER] / STRIDE - 1;
  }

  private void expire(long now) {
    if (ttlNanos == NEVER) {
      return;
    }
    int at = records[LATER];
    while (at != 0 && end(at) <= now) {
      drop(at);
      expirations++;
      at = records[LATER];
    }
  }

  private long end(int at) {
    return ((long) records[at + END_HIGH] << 32) | (records[at + END_LOW] & 0xffff_ffffL);
  }

  private void drop(int at) {
    bytes -= records[at + WEIGHT] - 1;
    records[at + WEIGHT] = 0;
    unlink(at, NEWER, OLDER);
    if (ttlNanos != NEVER) {
      unlink(at, LATER, EARLIER);
    }
  }

  private void unlink(int at, int next, int previous) {
    int after = records[at + next];
    int before = records[at + previous];
    records[before + next] = after;
    records[after + previous] = before;
  }

  private void linkLast(int at, int next, int previous) {
    int last = records[previous];
    records[at + previous] = last;
    records[at + next] = 0;
    records[last + next] = at;
    records[previous] = at;
  }
}
