package dev.diorama.whatif.engine;

import dev.diorama.whatif.flat.FlatLru;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One cache of numbered keys. While everything fits, an entry is its end and nothing else, so that
 * a hit touches one place in memory; a cache that can be full keeps the order of use besides.
 */
final class FastTier {
  private final long maxBytes;
  private final @Nullable FlatLru lru;
  private long[] ends;
  private int[] weights;

  /** When what an entry shows was so; empty where nothing is ever written. */
  private long[] asOf;

  private int[] sessions = new int[0];
  private long bytes;

  /**
   * An empty cache.
   *
   * @param keys how many there are at least
   * @param neededBytes what all entries there can be weigh
   * @param writes whether there are writes, after which entries are stale
   */
  FastTier(int keys, long maxBytes, double neededBytes, boolean writes) {
    this.maxBytes = maxBytes;
    this.lru = neededBytes > maxBytes ? new FlatLru(maxBytes, FlatLru.NEVER) : null;
    this.ends = new long[keys];
    this.weights = new int[keys];
    this.asOf = new long[writes ? keys : 0];
  }

  boolean isHit(int key, long now) {
    return key < ends.length && now < ends[key] && (lru == null || lru.get(key, now));
  }

  void put(int key, int weight, long end, long since, long now) {
    if (key >= ends.length) {
      int size = Math.max(key + 1, ends.length * 2);
      ends = Arrays.copyOf(ends, size);
      weights = Arrays.copyOf(weights, size);
      asOf = asOf.length == 0 ? asOf : Arrays.copyOf(asOf, size);
    }
    if (lru != null && !lru.put(key, weight, now)) {
      ends[key] = 0;
      return;
    }
    bytes += weight - (ends[key] == 0 ? 0 : weights[key]);
    ends[key] = end;
    weights[key] = weight;
    if (asOf.length > 0) {
      asOf[key] = since;
    }
  }

  long end(int key) {
    return ends[key];
  }

  int weight(int key) {
    return weights[key];
  }

  long asOf(int key) {
    return asOf.length == 0 ? Long.MAX_VALUE : asOf[key];
  }

  boolean isOfSession(int key, int session) {
    return key < sessions.length && sessions[key] == session;
  }

  void ofSession(int key, int session) {
    if (key >= sessions.length) {
      sessions = Arrays.copyOf(sessions, Math.max(key + 1, ends.length));
    }
    sessions[key] = session;
  }

  long evictions() {
    return lru == null ? 0 : lru.evictions();
  }

  /** What the entries weigh, those past their end included that nothing has replaced. */
  long bytes(long now) {
    return lru == null ? bytes : lru.bytes(now);
  }

  long maxBytes() {
    return maxBytes;
  }
}
