package dev.diorama.whatif.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WorkloadTest {
  static Stream<RateCurve> curves() {
    return Stream.of(
        new RateCurve.Constant(3),
        new RateCurve.Ramp(0, 8, 1800),
        new RateCurve.Ramp(8, 0, 1800),
        new RateCurve.Diurnal(2, 1, 6),
        new RateCurve.Spike(1, 20, 600, 60),
        new RateCurve.Spike(1, 0, 600, 60),
        new RateCurve.Sum(new RateCurve.Constant(1), new RateCurve.Spike(1, 9, 30, 5)));
  }

  private static List<Long> all(Arrivals arrivals) {
    List<Long> times = new ArrayList<>();
    for (long at = arrivals.next(); at != Arrivals.OVER; at = arrivals.next()) {
      times.add(at);
    }
    return times;
  }

  @ParameterizedTest
  @MethodSource("curves")
  void expected_isTheAreaBelowTheRate(RateCurve curve) {
    double sum = 0;
    double step = 0.05;
    for (double t = step / 2; t < 3600; t += step) {
      sum += curve.rate(t) * step;
    }
    assertThat(curve.expected(3600)).isEqualTo(sum, within(sum * 1e-3));
    assertThat(curve.expected(0)).isZero();
  }

  @ParameterizedTest
  @MethodSource("curves")
  void regular_ofAnyCurve_comesWhenOneMoreIsDue(RateCurve curve) {
    List<Long> times = all(Arrivals.regular(curve, 3600));
    assertThat(times).hasSize((int) Math.floor(curve.expected(3600) + 1e-9)).isSorted();
    for (int i = 0; i < times.size(); i += 7) {
      assertThat(curve.expected(times.get(i) / 1e9)).isEqualTo(i + 1, within(1e-5));
    }
  }

  @ParameterizedTest
  @MethodSource("curves")
  void poisson_ofAnyCurve_hasItsMeanAndSpread(RateCurve curve) {
    double mean = curve.expected(3600);
    double sum = 0;
    double squares = 0;
    int seeds = 60;
    for (int seed = 0; seed < seeds; seed++) {
      List<Long> times = all(Arrivals.poisson(curve, 3600, seed));
      assertThat(times).isSorted();
      sum += times.size();
      squares += (times.size() - mean) * (times.size() - mean);
    }
    assertThat(sum / seeds).isEqualTo(mean, within(4 * Math.sqrt(mean / seeds)));
    // The variance of a Poisson count is its mean; of 60 samples it is known to about a fifth.
    assertThat(squares / seeds / mean).isBetween(0.4, 1.9);
  }

  @Test
  void arrivals_ofTheSameSeed_areTheSame() {
    RateCurve curve = new RateCurve.Constant(5);
    assertThat(all(Arrivals.poisson(curve, 100, 8)))
        .isEqualTo(all(Arrivals.poisson(curve, 100, 8)));
    assertThat(all(Arrivals.poisson(curve, 100, 8)))
        .isNotEqualTo(all(Arrivals.poisson(curve, 100, 9)));
  }

  @Test
  void arrivals_ofNothing_areOverAtOnce() {
    assertThat(Arrivals.poisson(new RateCurve.Constant(0), 10, 1).next()).isEqualTo(Arrivals.OVER);
  }

  @Test
  void zipf_drawsEachRankByItsShare() {
    Popularity.Zipf zipf = new Popularity.Zipf(1000, 1.1);
    Popularity.Draws draws = zipf.draws(11);
    long[] counts = new long[1000];
    int n = 1_000_000;
    for (int i = 0; i < n; i++) {
      counts[draws.next(0)]++;
    }
    double[] shares = zipf.shares();
    double chiSquare = 0;
    for (int k = 0; k < 1000; k++) {
      double expected = shares[k] * n;
      chiSquare += (counts[k] - expected) * (counts[k] - expected) / expected;
    }
    // 999 degrees of freedom: mean 999, standard deviation 45.
    assertThat(chiSquare).isBetween(800.0, 1200.0);
  }

  @Test
  void hotspot_sendsItsShareToTheHotObjects() {
    Popularity.Draws draws = new Popularity.Hotspot(1000, 10, 0.8).draws(2);
    int hot = 0;
    for (int i = 0; i < 100_000; i++) {
      int object = draws.next(0);
      assertThat(object).isBetween(0, 999);
      hot += object < 10 ? 1 : 0;
    }
    assertThat(hot / 100_000.0).isEqualTo(0.8, within(0.01));
    Popularity.Draws all = new Popularity.Hotspot(5, 5, 0).draws(2);
    assertThat(Stream.generate(() -> all.next(0)).limit(100)).allMatch(object -> object < 5);
  }

  @Test
  void scan_goesThroughAllAndBeginsAgain() {
    Popularity.Draws draws = new Popularity.Scan(4).draws(2);
    assertThat(Stream.generate(() -> draws.next(0)).limit(9))
        .containsExactly(2, 3, 0, 1, 2, 3, 0, 1, 2);
  }

  @Test
  void drifting_movesOnByOneRankEachInterval() {
    Popularity.Zipf zipf = new Popularity.Zipf(100, 1);
    Popularity.Draws still = zipf.draws(4);
    Popularity.Draws drifting = new Popularity.Drifting(zipf, 10).draws(4);
    for (int i = 0; i < 1000; i++) {
      long now = i * 500_000_000L;
      int moved = (int) (now / 10_000_000_000L);
      assertThat(drifting.next(now)).isEqualTo(Math.floorMod(still.next(now) - moved, 100));
    }
  }

  @Test
  void uniform_reachesEveryObject() {
    Popularity.Draws draws = new Popularity.Uniform(50).draws(1);
    assertThat(Stream.generate(() -> draws.next(0)).limit(2000).distinct()).hasSize(50);
  }

  @Test
  void settings_outOfRange_areRefused() {
    assertThatThrownBy(() -> new Popularity.Zipf(0, 1))
        .hasMessage("there is at least 1 object, not 0");
    assertThatThrownBy(() -> new Popularity.Zipf(1, -1))
        .hasMessage("a Zipf exponent is 0 to 10, not -1.0");
    assertThatThrownBy(() -> new Popularity.Hotspot(5, 6, 0.5))
        .hasMessage("of 5 objects 1 to all can be hot, not 6");
    assertThatThrownBy(() -> new Popularity.Hotspot(5, 1, 1.5))
        .hasMessage("a share is 0 to 1, not 1.5");
    assertThatThrownBy(() -> new Popularity.Drifting(new Popularity.Zipf(1, 1), 0))
        .hasMessage("an interval is more than 0 s, not 0.0");
    assertThatThrownBy(() -> new RateCurve.Constant(-1))
        .hasMessage("a rate or a time is 0 or more, not -1.0");
    assertThatThrownBy(() -> new RateCurve.Ramp(1, 1, 0))
        .hasMessage("a length of time is more than 0 s, not 0.0");
    assertThatThrownBy(() -> new RateCurve.Diurnal(1, 2, 0))
        .hasMessage("a swing is 0 to 1, not 2.0");
    assertThatThrownBy(() -> new RateCurve.Diurnal(1, 1, 25))
        .hasMessage("a peak is at hour 0 to 24, not 25.0");
    assertThatThrownBy(() -> Arrivals.regular(new RateCurve.Constant(1), 0))
        .hasMessage("a run takes more than 0 s and less than 292 years, not 0.0 s");
  }
}
