package dev.diorama.scenarios.run;

import dev.diorama.core.random.SimRandom;
import java.util.Arrays;
import org.apiguardian.api.API;

/**
 * Ranks drawn by Zipf's law: rank k (from 0) comes up in proportion to 1 / (k + 1)^exponent.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Zipf {
  private final double[] cumulative;

  /** That many ranks, with that exponent; 0 makes all alike. */
  public Zipf(int ranks, double exponent) {
    this.cumulative = new double[ranks];
    double sum = 0;
    for (int k = 0; k < ranks; k++) {
      sum += 1 / StrictMath.pow(k + 1, exponent);
      cumulative[k] = sum;
    }
  }

  /** A rank, from 0. */
  public int draw(SimRandom chance) {
    return draw(chance, cumulative.length);
  }

  /** A rank among the first {@code ranks} only, at least 1. */
  public int draw(SimRandom chance, int ranks) {
    double u = chance.nextDouble() * cumulative[ranks - 1];
    int found = Arrays.binarySearch(cumulative, 0, ranks, u);
    return Math.min(ranks - 1, found < 0 ? -found - 1 : found + 1);
  }
}
