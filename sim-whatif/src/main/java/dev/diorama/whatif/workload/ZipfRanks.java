package dev.diorama.whatif.workload;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Draws from Zipf's law out of tables of some kilobytes, however many objects there are: a table
 * with a place for each object would be looked at in places that lie anywhere in memory.
 *
 * <p>Neighbouring ranks stand together in bins that are a sixty-fourth of their rank wide, the
 * first ones each alone. A bin is drawn as if all its ranks were as popular as its first, then one
 * of its ranks, all alike; and a rank is kept with the chance that it is less popular than the
 * first, else all is drawn again. That is exact (von Neumann's rejection), and nearly every draw is
 * kept: so surely that the power is rarely worked out.
 */
final class ZipfRanks implements Popularity.Draws {
  private static final int BINS_EACH = 64;

  private final double exponent;
  private final SplittableRandom chance;
  private final AliasTable bins;

  /** By bin: its first rank, from 1, and how many there are. */
  private final int[] first;

  private final int[] width;

  /** By bin: a rank of it is kept when 32 bits by chance are below; else it has to be looked at. */
  private final long[] kept;

  ZipfRanks(int objects, double exponent, long seed) {
    this.exponent = exponent;
    this.chance = new SplittableRandom(seed);
    int[] begins = new int[BINS_EACH * Integer.SIZE];
    int count = 0;
    for (long rank = 1; rank <= objects; rank += Math.max(1, rank / BINS_EACH)) {
      begins[count++] = (int) rank;
    }
    this.first = Arrays.copyOf(begins, count);
    this.width = new int[count];
    this.kept = new long[count];
    double[] weights = new double[count];
    for (int i = 0; i < count; i++) {
      long end = i + 1 < count ? first[i + 1] : objects + 1L;
      width[i] = (int) (end - first[i]);
      weights[i] = width[i] * StrictMath.pow(first[i], -exponent);
      kept[i] = (long) (relative(i, width[i] - 1) * 0x1p32);
    }
    this.bins = new AliasTable(weights);
  }

  /** How popular a rank is, as a share of the first of its bin. */
  private double relative(int bin, int behind) {
    return behind == 0 ? 1 : StrictMath.pow((first[bin] + (double) behind) / first[bin], -exponent);
  }

  @Override
  public int next(long now) {
    while (true) {
      int bin = bins.draw(chance);
      long bits = chance.nextLong();
      int behind = (int) (((bits >>> 32) * width[bin]) >>> 32);
      long low = bits & 0xffff_ffffL;
      if (low < kept[bin] || low < relative(bin, behind) * 0x1p32) {
        return first[bin] - 1 + behind;
      }
    }
  }
}
