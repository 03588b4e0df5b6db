package dev.diorama.dynamodb.capacity;

import org.apiguardian.api.API;

/**
 * Where an item stands in the key space of a table or index: by the hash of its partition key, and
 * among the items of one partition key in the order of their sort keys. Both are unsigned.
 *
 * @param hash of the partition key
 * @param sort the beginning of the sort key, in the sort key's order; 0 without one
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Position(long hash, long sort) implements Comparable<Position> {
  static final Position FIRST = new Position(0, 0);

  /** The position of a partition key's first item. */
  Position collection() {
    return new Position(hash, 0);
  }

  /** The position right behind this one; the first of all behind the last. */
  Position next() {
    return sort == -1L ? new Position(hash + 1, 0) : new Position(hash, sort + 1);
  }

  @Override
  public int compareTo(Position other) {
    return hash != other.hash
        ? Long.compareUnsigned(hash, other.hash)
        : Long.compareUnsigned(sort, other.sort);
  }

  /** The hash of a partition key's bytes: FNV-1a, mixed so that near keys lie far apart. */
  public static long hash(byte[] key) {
    long hash = 0xcbf29ce484222325L;
    for (byte each : key) {
      hash = (hash ^ (each & 0xff)) * 0x100000001b3L;
    }
    hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
    hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return hash ^ (hash >>> 33);
  }

  /** The order of a sort key of bytes, as far as its first eight tell. */
  public static long order(byte[] key) {
    long order = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      order = (order << 8) | (i < key.length ? key[i] & 0xff : 0);
    }
    return order;
  }

  /** The order of a sort key that is a number. */
  public static long order(double number) {
    long bits = Double.doubleToLongBits(number);
    // Negative numbers stand in reverse, before all others.
    return bits < 0 ? ~bits : bits ^ Long.MIN_VALUE;
  }
}
