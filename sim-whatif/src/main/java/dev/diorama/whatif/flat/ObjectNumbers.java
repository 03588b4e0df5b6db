package dev.diorama.whatif.flat;

import org.apiguardian.api.API;

/**
 * Numbers keys in the order of their first appearance, from 0: a hash table of longs with open
 * addressing. Not thread-safe.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class ObjectNumbers {
  private static final int SMALLEST = 1024;

  private long[] keys = new long[SMALLEST];

  /** The number and one; 0 where nothing is. */
  private int[] numbers = new int[SMALLEST];

  private int size;

  /** The number of a key, a new one when it is seen for the first time. */
  public int of(long key) {
    int mask = keys.length - 1;
    int at = (int) Hashes.mix(key) & mask;
    while (numbers[at] != 0) {
      if (keys[at] == key) {
        return numbers[at] - 1;
      }
      at = (at + 1) & mask;
    }
    keys[at] = key;
    numbers[at] = ++size;
    if (size * 2 > keys.length) {
      grow();
    }
    return size - 1;
  }

  /** How many keys have been seen. */
  public int size() {
    return size;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldNumbers = numbers;
    keys = new long[oldKeys.length * 2];
    numbers = new int[keys.length];
    int mask = keys.length - 1;
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldNumbers[i] != 0) {
        int at = (int) Hashes.mix(oldKeys[i]) & mask;
        while (numbers[at] != 0) {
          at = (at + 1) & mask;
        }
        keys[at] = oldKeys[i];
        numbers[at] = oldNumbers[i];
      }
    }
  }
}
