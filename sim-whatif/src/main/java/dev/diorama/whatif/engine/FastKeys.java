package dev.diorama.whatif.engine;

import dev.diorama.whatif.flat.ObjectNumbers;
import java.util.Arrays;

/**
 * Numbers for what caches tell apart, from 0. Families of keys that are dense lie one after the
 * other; the keys of large and sparse ones are numbered as they come.
 */
final class FastKeys {
  /** Larger families are numbered as they come: an array for all would be mostly empty. */
  private static final long DENSE = 1 << 22;

  private static final int FAMILY_BITS = 12;

  private final ObjectNumbers sparse = new ObjectNumbers();
  private int families;
  private int dense;

  /** By family: where it begins, or -1 for a sparse one. */
  private int[] begins = new int[16];

  /** Adds a family of so many keys at most; its number. */
  int family(long size) {
    if (families == 1 << FAMILY_BITS) {
      throw new IllegalStateException("too many kinds of keys");
    }
    if (families == begins.length) {
      begins = Arrays.copyOf(begins, families * 2);
    }
    begins[families] = -1;
    if (size + dense <= DENSE) {
      begins[families] = dense;
      dense += (int) size;
    }
    return families++;
  }

  int number(int family, long index) {
    int begin = begins[family];
    return begin >= 0 ? begin + (int) index : dense + sparse.of((index << FAMILY_BITS) | family);
  }

  /** The number of a key as far as it is known without looking it up; else that of another. */
  int known(int family, int index) {
    return Math.max(0, begins[family]) + Math.max(0, index);
  }

  /** How many numbers are in use by now. */
  int size() {
    return dense + sparse.size();
  }
}
