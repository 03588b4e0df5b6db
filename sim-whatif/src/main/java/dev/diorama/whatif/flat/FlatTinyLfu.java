package dev.diorama.whatif.flat;

import java.util.Arrays;
import org.apiguardian.api.API;

/**
 * A cache that admits by frequency: a small LRU window in front of a segmented LRU, whose entries a
 * newcomer from the window replaces only when it has been asked for more often (W-TinyLFU:
 * Einziger, Friedman and Manes, ACM TOS 13(4), 2017). Bounded by bytes, without expiry.
 *
 * <p>The window has 1 % of the room, the main part the rest, four fifths of it for entries that
 * were hit again. Frequencies are counts of up to 15 in a sketch that is halved after ten times as
 * many requests as the cache has had entries. Unlike Caffeine, the window keeps its size and ties
 * are lost by the newcomer always, so that nothing is drawn. {@code PublishedTraceTest} says how
 * close that comes to another simulator's figures.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class FlatTinyLfu implements FlatCache {
  private static final int STRIDE = 4;
  private static final int NEWER = 0;
  private static final int OLDER = 1;

  /** The weight and one; 0 for an object that is not inside. */
  private static final int WEIGHT = 2;

  /** Which list an object is in: the record at which that list begins and ends. */
  private static final int LIST = 3;

  private static final int WINDOW = 0;
  private static final int PROBATION = STRIDE;
  private static final int PROTECTED = 2 * STRIDE;
  private static final int LISTS = 3;

  private final long maxBytes;
  private final long maxWindow;
  private final long maxProtected;
  private final Sketch sketch = new Sketch();
  private final long[] bytes = new long[LISTS];
  private int[] records = new int[STRIDE * 64];
  private int inside;
  private long evictions;

  /** An empty cache; its bound in bytes, 0 or more. */
  public FlatTinyLfu(long maxBytes) {
    if (maxBytes < 0) {
      throw new IllegalArgumentException("a bound is not negative: " + maxBytes + " bytes");
    }
    this.maxBytes = maxBytes;
    this.maxWindow = maxBytes == 0 ? 0 : Math.max(1, maxBytes / 100);
    this.maxProtected = (maxBytes - maxWindow) / 5 * 4;
    for (int list = 0; list < LISTS; list++) {
      int head = list * STRIDE;
      records[head + NEWER] = head;
      records[head + OLDER] = head;
    }
  }

  @Override
  public boolean get(int object, long now) {
    sketch.count(object);
    int at = record(object);
    if (at >= records.length || records[at + WEIGHT] == 0) {
      return false;
    }
    used(at);
    return true;
  }

  private void used(int at) {
    int list = records[at + LIST];
    unlink(at);
    if (list == WINDOW) {
      link(at, WINDOW);
      return;
    }
    link(at, PROTECTED);
    while (bytes[PROTECTED / STRIDE] > maxProtected) {
      int demoted = records[PROTECTED + NEWER];
      unlink(demoted);
      link(demoted, PROBATION);
    }
  }

  @Override
  public boolean put(int object, int weight, long now) {
    int at = record(object);
    if (at >= records.length) {
      records = Arrays.copyOf(records, Math.max(at + STRIDE, records.length * 2));
    }
    if (records[at + WEIGHT] != 0) {
      drop(at);
    }
    if (weight > maxBytes) {
      return false;
    }
    records[at + WEIGHT] = weight + 1;
    inside++;
    sketch.ensure(inside);
    link(at, WINDOW);
    while (bytes[WINDOW] > maxWindow) {
      int candidate = records[WINDOW + NEWER];
      unlink(candidate);
      link(candidate, PROBATION);
      admit(candidate);
    }
    return records[at + WEIGHT] != 0;
  }

  /** Makes room for a newcomer in the main part, or lets it go. */
  private void admit(int candidate) {
    while (bytes[PROBATION / STRIDE] + bytes[PROTECTED / STRIDE] > maxBytes - maxWindow) {
      int victim = records[PROBATION + NEWER];
      if (victim == candidate) {
        victim = records[PROTECTED + NEWER];
      }
      boolean newcomerStays =
          victim != PROTECTED
              && sketch.frequency(candidate / STRIDE - LISTS)
                  > sketch.frequency(victim / STRIDE - LISTS);
      evictions++;
      if (!newcomerStays) {
        drop(candidate);
        return;
      }
      drop(victim);
    }
  }

  @Override
  public boolean remove(int object, long now) {
    int at = record(object);
    if (at >= records.length || records[at + WEIGHT] == 0) {
      return false;
    }
    drop(at);
    return true;
  }

  @Override
  public long bytes(long now) {
    return bytes[0] + bytes[1] + bytes[2];
  }

  @Override
  public long evictions() {
    return evictions;
  }

  private static int record(int object) {
    return (object + LISTS) * STRIDE;
  }

  private void drop(int at) {
    unlink(at);
    records[at + WEIGHT] = 0;
    inside--;
  }

  private void unlink(int at) {
    int after = records[at + NEWER];
    int before = records[at + OLDER];
    records[before + NEWER] = after;
    records[after + OLDER] = before;
    bytes[records[at + LIST] / STRIDE] -= records[at + WEIGHT] - 1;
  }

  private void link(int at, int list) {
    int last = records[list + OLDER];
    records[at + OLDER] = last;
    records[at + NEWER] = list;
    records[last + NEWER] = at;
    records[list + OLDER] = at;
    records[at + LIST] = list;
    bytes[list / STRIDE] += records[at + WEIGHT] - 1;
  }

  /**
   * Counts of up to 15 for each object in four places of a table; the least of them is believed.
   */
  private static final class Sketch {
    private static final int ROUNDS = 10;
    private static final long ODD = 0x1111_1111_1111_1111L;
    private static final long HALF = 0x7777_7777_7777_7777L;

    private long[] table = new long[64];
    private int counted;

    /**
     * Grows with the cache and keeps what is known: a place in the longer table begins with the
     * counts of the place that it shared in the shorter one.
     */
    void ensure(int entries) {
      while (entries > table.length) {
        long[] longer = new long[table.length * 2];
        System.arraycopy(table, 0, longer, 0, table.length);
        System.arraycopy(table, 0, longer, table.length, table.length);
        table = longer;
      }
    }

    void count(int object) {
      long hash = Hashes.mix(object + 1L);
      boolean added = false;
      for (int i = 0; i < 4; i++) {
        int shift = shift(hash, i);
        int at = index(hash, i);
        if ((table[at] >>> shift & 15) != 15) {
          table[at] += 1L << shift;
          added = true;
        }
      }
      if (added && ++counted >= ROUNDS * table.length) {
        int odd = 0;
        for (int i = 0; i < table.length; i++) {
          odd += Long.bitCount(table[i] & ODD);
          table[i] = table[i] >>> 1 & HALF;
        }
        counted = (counted - (odd >>> 2)) >>> 1;
      }
    }

    int frequency(int object) {
      long hash = Hashes.mix(object + 1L);
      int least = 15;
      for (int i = 0; i < 4; i++) {
        least = Math.min(least, (int) (table[index(hash, i)] >>> shift(hash, i)) & 15);
      }
      return least;
    }

    private int index(long hash, int i) {
      return (int) (Hashes.mix(hash + i) >>> 32) & (table.length - 1);
    }

    /** Each of the four counts of an object stands in a group of its own within a long. */
    private static int shift(long hash, int i) {
      return ((i << 2) | (int) (hash >>> (i << 1) & 3)) << 2;
    }
  }
}
