package dev.diorama.whatif.workload;

import dev.diorama.whatif.flat.Hashes;
import java.util.Arrays;

/** The items of one kind: what there is at present, and who asks for what. */
final class Population {
  private static final int SPREAD = 1 << 14;
  private static final int SPREAD_SHIFT = Long.SIZE - 14;

  final Items items;
  final Popularity.Draws ranks;
  final Sizes sizes;
  final int most;

  /** How many a collection begins with. */
  final int each;

  /** For each collection the numbers of its oldest item and of the one after its newest. */
  final int[] oldest;

  final int[] end;
  final long salt;

  /**
   * Sizes as they are spread over many objects: a size costs one look into a table then, however it
   * is distributed.
   */
  final int[] spread = new int[SPREAD];

  Population(Items items, int collections, boolean changes, long seed) {
    this.items = items;
    this.ranks = items.popularity().draws(seed);
    this.sizes = items.sizes();
    this.most = items.most();
    this.each = items.each();
    this.salt = Hashes.mix(seed);
    this.oldest = new int[changes ? collections : 0];
    this.end = new int[changes ? collections : 0];
    Arrays.fill(end, each);
    for (int i = 0; i < SPREAD; i++) {
      spread[i] = sizes.of(i);
    }
  }

  /** Whether items are made or deleted. */
  boolean changes() {
    return end.length > 0;
  }

  int size(int collection) {
    return end.length == 0 ? each : end[collection] - oldest[collection];
  }

  /** The item that is so many newer ones behind the newest. */
  int at(int collection, int rank) {
    int index = end.length == 0 ? each - 1 - rank : end[collection] - 1 - rank;
    return id(collection, index);
  }

  int id(int collection, int index) {
    return collection * most + (index < most ? index : index % most);
  }

  int ranked(int collection, int rank) {
    int size = size(collection);
    return at(collection, rank < size ? rank : rank % size);
  }

  int created(int collection) {
    int index = end[collection]++;
    if (end[collection] - oldest[collection] > most) {
      oldest[collection]++;
    }
    return id(collection, index);
  }

  /** One stays always. */
  int deleted(int collection) {
    return size(collection) > 1 ? id(collection, oldest[collection]++) : RequestStream.NONE;
  }

  int bytes(int object) {
    return spread[(int) (Hashes.mix(object ^ salt) >>> SPREAD_SHIFT)];
  }
}
