package dev.diorama.whatif.workload;

import java.util.SplittableRandom;

/**
 * Draws from any discrete distribution in constant time (Walker's alias method as built by Vose,
 * IEEE TSE 17(9), 1991). A column and its alias stand in one long, so that a draw touches memory
 * once.
 */
final class AliasTable {
  /** The chance to stay in a column, as 32 bits without a sign, above the other column's index. */
  private final long[] columns;

  /** Weights in any scale, none negative, at least one positive. */
  AliasTable(double[] weights) {
    int n = weights.length;
    double sum = 0;
    for (double weight : weights) {
      sum += weight;
    }
    double[] scaled = new double[n];
    int[] small = new int[n];
    int[] large = new int[n];
    int smalls = 0;
    int larges = 0;
    for (int i = 0; i < n; i++) {
      scaled[i] = weights[i] * n / sum;
      if (scaled[i] < 1) {
        small[smalls++] = i;
      } else {
        large[larges++] = i;
      }
    }
    columns = new long[n];
    while (smalls > 0 && larges > 0) {
      int less = small[--smalls];
      int more = large[--larges];
      columns[less] = column(scaled[less], more);
      scaled[more] -= 1 - scaled[less];
      if (scaled[more] < 1) {
        small[smalls++] = more;
      } else {
        large[larges++] = more;
      }
    }
    while (larges > 0) {
      int full = large[--larges];
      columns[full] = column(1, full);
    }
    while (smalls > 0) {
      int full = small[--smalls];
      columns[full] = column(1, full);
    }
  }

  private static long column(double stay, int other) {
    long chance = Math.min(0xffff_ffffL, Math.round(stay * 0x1p32));
    return (chance << 32) | other;
  }

  int draw(SplittableRandom chance) {
    long bits = chance.nextLong();
    int at = (int) (((bits >>> 32) * columns.length) >>> 32);
    long column = columns[at];
    // All ones when the draw stays: a branch could not be foreseen, and what follows would wait.
    int stays = (int) (((bits & 0xffff_ffffL) - (column >>> 32)) >> 63);
    return (at & stays) | ((int) column & ~stays);
  }
}
