package dev.diorama.whatif.engine;

import dev.diorama.whatif.flat.FlatLru;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One cache of numbered keys. While everything fits, an entry is four numbers next to each other,
 * so that a hit touches one place in memory; a cache that can be full keeps the order of use
 * besides.
 */
final class FastTier {
  private static final int STRIDE = 4;

  /** When an entry's time is over; 0 where there is none. */
  private static final int END = 0;

  /** When what an entry shows was so. */
  private static final int AS_OF = 1;

  private static final int WEIGHT = 2;
  private static final int SESSION = 3;

  private final long maxBytes;
  private final @Nullable FlatLru lru;
  private long[] cells;
  private long bytes;

  /**
   * An empty cache.
   *
   * @param keys how many there are at least
   * @param neededBytes what all entries there can be weigh
   */
  FastTier(int keys, long maxBytes, double neededBytes) {
    this.maxBytes = maxBytes;
    this.lru = neededBytes > maxBytes ? new FlatLru(maxBytes, FlatLru.NEVER) : null;
    this.cells = new long[Math.multiplyExact(Math.max(1, keys), STRIDE)];
  }

  boolean isHit(int key, long now) {
    int at = key * STRIDE;
    return at < cells.length && now < cells[at + END] && (lru == null || lru.get(key, now));
  }

  void put(int key, int weight, long end, long since, long now) {
    int at = key * STRIDE;
    if (at >= cells.length) {
      cells = Arrays.copyOf(cells, Math.max(at + STRIDE, cells.length * 2));
    }
    if (lru != null && !lru.put(key, weight, now)) {
      cells[at + END] = 0;
      return;
    }
    bytes += weight - (cells[at + END] == 0 ? 0 : cells[at + WEIGHT]);
    cells[at + END] = end;
    cells[at + AS_OF] = since;
    cells[at + WEIGHT] = weight;
  }

  long end(int key) {
    return cells[key * STRIDE + END];
  }

  int weight(int key) {
    return (int) cells[key * STRIDE + WEIGHT];
  }

  long asOf(int key) {
    return cells[key * STRIDE + AS_OF];
  }

  boolean isOfSession(int key, int session) {
    return cells[key * STRIDE + SESSION] == session;
  }

  /** Says whose an entry is that is kept. */
  void ofSession(int key, int session) {
    cells[key * STRIDE + SESSION] = session;
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
