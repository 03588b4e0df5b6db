package dev.diorama.whatif.curve;

import java.util.Arrays;

/**
 * How much was used since an object was used last, the object itself included: its LRU stack
 * distance, in bytes.
 *
 * <p>Every use takes the next slot of a line of slots and vacates the object's earlier one, so what
 * stands behind an object's slot is what was used since. Sums over the line come from blocks of
 * slots, whose own sums a Fenwick tree holds: the tree is small enough for the processor's cache
 * and a block is one or two lines of memory. When the line is full, it is moved together, which
 * happens once in as many uses as there are objects.
 */
final class StackDistances {
  /** An object's first use. */
  static final long COLD = -1;

  private static final int BLOCK_SHIFT = 5;
  private static final int SMALLEST = 1 << 12;

  /** The slot of each object and one; 0 before its first use. */
  private int[] slotOf = new int[1024];

  /**
   * The weight in each slot; 0 where it is vacated, which a weight of nothing cannot be told from.
   */
  private int[] weights = new int[SMALLEST];

  /** The object in each slot, while the slot is its latest. */
  private int[] owners = new int[SMALLEST];

  /** A Fenwick tree, from index 1, over the sums of the blocks. */
  private long[] tree = new long[(SMALLEST >> BLOCK_SHIFT) + 1];

  private int next;
  private int live;
  private long total;

  /**
   * Uses an object.
   *
   * @param object its number, from 0
   * @param bytes its size from now on
   * @return its stack distance by the sizes as they were before, or {@link #COLD}
   */
  long use(int object, int bytes) {
    if (object >= slotOf.length) {
      slotOf = Arrays.copyOf(slotOf, Math.max(object + 1, slotOf.length * 2));
    }
    if (next == weights.length) {
      moveTogether();
    }
    int old = slotOf[object] - 1;
    long distance = COLD;
    if (old >= 0) {
      distance = total - before(old);
      add(old, -weights[old]);
      weights[old] = 0;
    } else {
      live++;
    }
    weights[next] = bytes;
    owners[next] = object;
    add(next, bytes);
    slotOf[object] = ++next;
    return distance;
  }

  /** The weights in all slots before this one. */
  private long before(int slot) {
    long sum = 0;
    int block = slot >> BLOCK_SHIFT;
    for (int i = block; i > 0; i &= i - 1) {
      sum += tree[i];
    }
    for (int i = block << BLOCK_SHIFT; i < slot; i++) {
      sum += weights[i];
    }
    return sum;
  }

  private void add(int slot, int change) {
    total += change;
    for (int i = (slot >> BLOCK_SHIFT) + 1; i < tree.length; i += i & -i) {
      tree[i] += change;
    }
  }

  private void moveTogether() {
    int[] oldWeights = weights;
    int[] oldOwners = owners;
    int used = next;
    int length = Math.max(SMALLEST, Integer.highestOneBit(Math.max(1, live * 2 - 1)) * 2);
    weights = new int[length];
    owners = new int[length];
    next = 0;
    for (int slot = 0; slot < used; slot++) {
      int owner = oldOwners[slot];
      if (slotOf[owner] == slot + 1) {
        weights[next] = oldWeights[slot];
        owners[next] = owner;
        slotOf[owner] = ++next;
      }
    }
    tree = new long[(length >> BLOCK_SHIFT) + 1];
    for (int slot = 0; slot < next; slot++) {
      tree[(slot >> BLOCK_SHIFT) + 1] += weights[slot];
    }
    for (int i = 1; i < tree.length; i++) {
      int parent = i + (i & -i);
      if (parent < tree.length) {
        tree[parent] += tree[i];
      }
    }
  }
}
