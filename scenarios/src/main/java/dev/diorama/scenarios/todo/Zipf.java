package dev.diorama.scenarios.todo;

import dev.diorama.core.random.SimRandom;
import java.util.Arrays;

/** Ranks drawn by Zipf's law: rank k (from 0) comes up in proportion to 1 / (k + 1)^exponent. */
final class Zipf {
  private final double[] cumulative;

  Zipf(int ranks, double exponent) {
    this.cumulative = new double[ranks];
    double sum = 0;
    for (int k = 0; k < ranks; k++) {
      sum += 1 / StrictMath.pow(k + 1, exponent);
      cumulative[k] = sum;
    }
  }

  int draw(SimRandom chance) {
    return draw(chance, cumulative.length);
  }

  /** A rank among the first {@code ranks} only, at least 1. */
  int draw(SimRandom chance, int ranks) {
    double u = chance.nextDouble() * cumulative[ranks - 1];
    int found = Arrays.binarySearch(cumulative, 0, ranks, u);
    return Math.min(ranks - 1, found < 0 ? -found - 1 : found + 1);
  }
}
