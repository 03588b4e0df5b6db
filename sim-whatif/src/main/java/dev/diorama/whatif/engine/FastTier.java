package dev.diorama.whatif.engine;

import dev.diorama.whatif.flat.FlatLru;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One cache of numbered keys. An entry is four ints next to each other, so that a hit touches one
 * place in memory; a cache that can be full keeps the order of use besides.
 *
 * <p>Times are kept as ints, in the smallest power of two of nanoseconds that the run's length
 * allows: 4 µs in a run of an hour, 2 ms in one of a month.
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
  private final int timeShift;
  private int[] cells;
  private long bytes;

  /**
   * An empty cache.
   *
   * @param keys how many there are at least
   * @param neededBytes what all entries there can be weigh
   * @param seconds how long the run is
   */
  FastTier(int keys, long maxBytes, double neededBytes, double seconds) {
    this.maxBytes = maxBytes;
    this.lru = neededBytes > maxBytes ? new FlatLru(maxBytes, FlatLru.NEVER) : null;
    this.cells = new int[Math.multiplyExact(Math.max(1, keys), STRIDE)];
    // Requests run ahead of the clock, but never by as much as the run and a day.
    double latest = (2 * seconds + TimeUnit.DAYS.toSeconds(1)) * TimeUnit.SECONDS.toNanos(1);
    this.timeShift = Math.max(0, Math.getExponent(latest) + 1 - (Integer.SIZE - 1));
  }

  /** Whether there is an entry within its time, without using it. */
  boolean has(int key, long now) {
    int at = key * STRIDE;
    return at < cells.length && (int) (now >> timeShift) < cells[at + END];
  }

  boolean isHit(int key, long now) {
    return has(key, now) && (lru == null || lru.get(key, now));
  }

  /** Looks at what a later call for a key will look at; the answer means nothing. */
  int touch(int key) {
    int at = key * STRIDE;
    return (at < cells.length ? cells[at + END] : 0) + (lru == null ? 0 : lru.touch(key));
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
    cells[at + END] = (int) Math.min(Integer.MAX_VALUE, end >> timeShift);
    // Rounded up: what is kept as it is written is not older than that.
    cells[at + AS_OF] = (int) -(-since >> timeShift);
    cells[at + WEIGHT] = weight;
  }

  long end(int key) {
    return (long) cells[key * STRIDE + END] << timeShift;
  }

  int weight(int key) {
    return cells[key * STRIDE + WEIGHT];
  }

  long asOf(int key) {
    return (long) cells[key * STRIDE + AS_OF] << timeShift;
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
