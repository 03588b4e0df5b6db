package dev.diorama.whatif.workload;

import dev.diorama.whatif.flat.Hashes;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Which of many are looked at. Of a popularity that stands still, they are drawn right away; of one
 * that moves, all are drawn and others passed over.
 */
final class SomeObjects {
  /** Fewer than so many are no sample. */
  private static final int LEAST = 200;

  static final SomeObjects ALL = new SomeObjects(Optional.empty(), new int[0], 1, 1, 0);

  private final Optional<AliasTable> table;
  private final int[] members;
  private final double share;
  private final double keys;
  private final long salt;

  private SomeObjects(
      Optional<AliasTable> table, int[] members, double share, double keys, long salt) {
    this.table = table;
    this.members = members;
    this.share = share;
    this.keys = keys;
    this.salt = salt;
  }

  static SomeObjects of(Popularity popularity, double sample, long salt, boolean still) {
    int count = popularity.objects();
    if (sample == 1 || count * sample < LEAST) {
      return ALL;
    }
    Optional<double[]> known = still ? shares(popularity) : Optional.empty();
    if (known.isEmpty()) {
      return new SomeObjects(Optional.empty(), new int[0], sample, sample, salt);
    }
    int[] members = new int[count];
    double[] weights = new double[count];
    int size = 0;
    double share = 0;
    for (int i = 0; i < count; i++) {
      if (holds(i, salt, sample)) {
        members[size] = i;
        weights[size++] = known.get()[i];
        share += known.get()[i];
      }
    }
    return new SomeObjects(
        Optional.of(new AliasTable(Arrays.copyOf(weights, size))),
        Arrays.copyOf(members, size),
        share,
        (double) size / count,
        salt);
  }

  static boolean holds(long key, long salt, double sample) {
    return (Hashes.mix(key ^ salt) >>> 11) * 0x1p-53 < sample;
  }

  /** The share of each, which must add up to 1; empty where they change with time. */
  private static Optional<double[]> shares(Popularity popularity) {
    int count = popularity.objects();
    double[] shares = new double[count];
    if (popularity instanceof Popularity.Zipf zipf) {
      return Optional.of(zipf.shares());
    }
    if (popularity instanceof Popularity.Hotspot hot) {
      boolean all = hot.hotObjects() == count;
      Arrays.fill(shares, (1 - hot.hotShare()) / Math.max(1, count - hot.hotObjects()));
      Arrays.fill(shares, 0, hot.hotObjects(), (all ? 1 : hot.hotShare()) / hot.hotObjects());
      return Optional.of(shares);
    }
    if (popularity instanceof Popularity.Uniform) {
      Arrays.fill(shares, 1.0 / count);
      return Optional.of(shares);
    }
    return Optional.empty();
  }

  double share() {
    return share;
  }

  double keys() {
    return keys;
  }

  /** Whether draws are made from the caller's chance, and not from the popularity's own. */
  boolean drawsByChance() {
    return table.isPresent();
  }

  int next(Popularity.Draws all, SplittableRandom chance, long now) {
    if (table.isPresent()) {
      return members[table.get().draw(chance)];
    }
    int drawn = all.next(now);
    while (keys < 1 && !holds(drawn, salt, keys)) {
      drawn = all.next(now);
    }
    return drawn;
  }

  /** The rank of an item of a collection that is everyone's. */
  int rank(Population population, SplittableRandom chance, long now) {
    if (table.isPresent()) {
      return members[table.get().draw(chance)];
    }
    int rank = population.ranks.next(now);
    while (keys < 1 && !holds(population.ranked(0, rank), salt, keys)) {
      rank = population.ranks.next(now);
    }
    return rank;
  }
}
