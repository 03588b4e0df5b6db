package dev.diorama.whatif.flat;

import java.util.Arrays;

/**
 * The order in which numbered objects were used last, as a log: each use is written at its end, and
 * an object's earlier uses are passed over when they come to stand at its beginning.
 *
 * <p>A linked list would touch both neighbours of an object at each use, which lie anywhere in
 * memory. Here a use writes one int of the object's own and one at the end of the log. What was
 * passed over is looked at once more, but many at a time and in a row, which a processor does at
 * once. When the log is full, it is moved together; it then has room for at least as many uses as
 * it held objects, so that this costs each use a constant.
 */
final class UseLog {
  /** What {@link #oldest} answers when nothing is in the order. */
  static final int NONE = -1;

  private static final int SMALLEST = 1 << 10;

  /** At most one in so many slots is an object's last use after the log was moved together. */
  private static final int SPARSE = 4;

  /** The slot of each object's last use and one; 0 for an object that is not in the order. */
  private int[] slotOf = new int[SMALLEST];

  /** The objects in the order of their uses. */
  private int[] log = new int[SMALLEST];

  private int first;
  private int end;
  private int size;

  boolean has(int object) {
    return object < slotOf.length && slotOf[object] != 0;
  }

  /** Makes an object the one that was used last, whether it was in the order or not. */
  void use(int object) {
    if (object >= slotOf.length) {
      slotOf = Arrays.copyOf(slotOf, Math.max(object + 1, slotOf.length * 2));
    }
    if (end == log.length) {
      moveTogether();
    }
    size += slotOf[object] == 0 ? 1 : 0;
    log[end] = object;
    slotOf[object] = ++end;
  }

  /** Takes an object that is in the order out of it. */
  void forget(int object) {
    slotOf[object] = 0;
    size--;
  }

  /** The object whose last use is longest ago; {@link #NONE} when there is none. */
  int oldest() {
    while (first < end) {
      int object = log[first];
      if (slotOf[object] == first + 1) {
        return object;
      }
      first++;
    }
    return NONE;
  }

  /** Brings what {@link #has} and {@link #use} will look at near the processor; of no other use. */
  int touch(int object) {
    return object < slotOf.length ? slotOf[object] : 0;
  }

  private void moveTogether() {
    int[] from = log;
    int[] to = (long) size * SPARSE > from.length ? new int[from.length * 2] : from;
    int kept = 0;
    for (int slot = first; slot < end; slot++) {
      int object = from[slot];
      int last = slotOf[object];
      boolean keeps = last == slot + 1;
      // Written in any case: whether an object stays cannot be foreseen, and a branch would wait.
      to[kept] = object;
      kept += keeps ? 1 : 0;
      slotOf[object] = keeps ? kept : last;
    }
    log = to;
    first = 0;
    end = kept;
  }
}
