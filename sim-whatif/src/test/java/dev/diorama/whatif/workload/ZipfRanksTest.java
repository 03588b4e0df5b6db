package dev.diorama.whatif.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ZipfRanksTest {
  private static final int DRAWS = 2_000_000;

  /** By Pearson's test: with so many cells, chi squared per cell is 1, and 1.35 next to never. */
  @ParameterizedTest
  @CsvSource({"1, 1", "2, 0", "50, 1", "1000, 0", "1000, 1", "3000, 0.6", "3000, 1.2", "300, 2.5"})
  void draws_ofManyRanks_areAsPopularAsTheLawSays(int objects, double exponent) {
    Popularity.Zipf zipf = new Popularity.Zipf(objects, exponent);
    Popularity.Draws draws = zipf.draws(7);
    int[] counts = new int[objects];
    for (int i = 0; i < DRAWS; i++) {
      counts[draws.next(0)]++;
    }
    double[] shares = zipf.shares();
    double squares = 0;
    int cells = 0;
    double expected = 0;
    long counted = 0;
    for (int i = 0; i < objects; i++) {
      expected += shares[i] * DRAWS;
      counted += counts[i];
      // Ranks that hardly come are looked at together.
      if (expected >= 20) {
        squares += (counted - expected) * (counted - expected) / expected;
        cells++;
        expected = 0;
        counted = 0;
      }
    }
    assertThat(squares / cells).isLessThan(cells < 60 ? 2.2 : 1.35);
  }

  @ParameterizedTest
  @CsvSource({"1000000, 1", "2000000000, 0.8"})
  void draws_ofVeryMany_reachAllParts(int objects, double exponent) {
    Popularity.Draws draws = new Popularity.Zipf(objects, exponent).draws(7);
    int far = 0;
    int half = objects / 2;
    for (int i = 0; i < 200_000; i++) {
      int rank = draws.next(0);
      assertThat(rank).isBetween(0, objects - 1);
      far += rank >= half ? 1 : 0;
    }
    // The sums are integrals here: ln 2 / (ln n + 0.5772), and 1 - 0.5^(1 - s).
    double share =
        exponent == 1
            ? StrictMath.log(2) / (StrictMath.log(objects) + 0.5772)
            : 1 - StrictMath.pow(0.5, 1 - exponent);
    assertThat(far / 200_000.0).isCloseTo(share, within(0.004));
  }
}
