package dev.diorama.whatif.curve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.diorama.whatif.flat.FlatLru;
import dev.diorama.whatif.workload.Popularity;
import dev.diorama.whatif.workload.Popularity.Draws;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CurvesTest {
  /** Caches as a textbook has them, one for each size: the most recently used stands first. */
  private static long[] naiveHits(List<Integer> requests, int[] weights, int largest) {
    long[] hits = new long[largest + 1];
    for (int size = 0; size <= largest; size++) {
      List<Integer> cache = new ArrayList<>();
      for (int object : requests) {
        if (cache.remove((Integer) object)) {
          hits[size]++;
        }
        cache.add(0, object);
        int sum = 0;
        int fits = 0;
        while (fits < cache.size() && sum + weights[cache.get(fits)] <= size) {
          sum += weights[cache.get(fits++)];
        }
        cache = new ArrayList<>(cache.subList(0, fits));
      }
    }
    return hits;
  }

  @Property(tries = 200, seed = "1")
  void lruCurve_ofAnyRequests_equalsANaiveCacheOfEachSize(
      @ForAll @Size(max = 120) List<@IntRange(min = 0, max = 11) Integer> requests,
      @ForAll @Size(12) List<@IntRange(min = 1, max = 5) Integer> sizes) {
    int[] weights = sizes.stream().mapToInt(Integer::intValue).toArray();
    LruCurve built = new LruCurve(1);
    requests.forEach(object -> built.request(object, weights[object]));
    MissRatioCurve curve = built.curve();
    // Below the largest object a cache may keep older ones when that one does not fit at all.
    long[] hits = naiveHits(requests, weights, 60);
    for (int size = 5; size <= 60; size++) {
      assertThat(curve.hitRatio(size) * requests.size())
          .isEqualTo((double) hits[size], within(1e-9));
    }
  }

  @Test
  void lruCurve_ofManyRequests_equalsARunningCache() {
    Draws draws = new Popularity.Zipf(20_000, 0.9).draws(3);
    SplittableRandom chance = new SplittableRandom(4);
    int[] weights = new int[20_000];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = 100 + chance.nextInt(4000);
    }
    LruCurve exact = new LruCurve(1000);
    long[] sizes = {10_000, 500_000, 2_000_000, 20_000_000, 100_000_000};
    FlatLru[] caches = new FlatLru[sizes.length];
    long[] hits = new long[sizes.length];
    for (int i = 0; i < sizes.length; i++) {
      caches[i] = new FlatLru(sizes[i], FlatLru.NEVER);
    }
    int requests = 300_000;
    for (int n = 0; n < requests; n++) {
      int object = draws.next(0);
      exact.request(object, weights[object]);
      for (int i = 0; i < sizes.length; i++) {
        hits[i] += caches[i].read(object, weights[object], 0) ? 1 : 0;
      }
    }
    MissRatioCurve curve = exact.curve();
    assertThat(exact.objects()).isBetween(15_000, 20_000);
    for (int i = 0; i < sizes.length; i++) {
      assertThat(curve.hitRatio(sizes[i])).isEqualTo((double) hits[i] / requests, within(1e-12));
    }
    assertThat(curve.missRatio(0)).isEqualTo(1);
    assertThat(curve.sizeFor(curve.hitRatio(2_000_000))).isLessThanOrEqualTo(2_000_000);
    assertThat(curve.sizeFor(1)).isEqualTo(-1);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.7, 1.0})
  void sampledCurve_ofZipfRequests_liesCloseToTheExactOne(double exponent) {
    Draws draws = new Popularity.Zipf(100_000, exponent).draws(7);
    LruCurve exact = new LruCurve(100);
    SampledCurve sampled = new SampledCurve(0.1, 100, 1);
    for (int n = 0; n < 600_000; n++) {
      int object = draws.next(0);
      exact.request(object, 1);
      sampled.request(object, 1);
    }
    assertThat(sampled.objects()).isBetween(6_000, 10_500);
    assertThat(sampled.curve().meanAbsoluteError(exact.curve(), 100)).isLessThan(0.01);
  }

  @Test
  void sampledCurve_ofAll_isExact() {
    Draws draws = new Popularity.Zipf(1000, 1).draws(7);
    LruCurve exact = new LruCurve(1);
    SampledCurve sampled = new SampledCurve(1, 1, 1);
    for (int n = 0; n < 20_000; n++) {
      int object = draws.next(0);
      exact.request(object, 1);
      sampled.request(object, 1);
    }
    assertThat(sampled.curve().meanAbsoluteError(exact.curve(), 1000)).isZero();
  }

  @Test
  void miniatureCurve_ofAll_countsWhatTheCachesDo() {
    Draws draws = new Popularity.Zipf(5000, 0.8).draws(9);
    List<Long> sizes = List.of(100L, 1000L);
    long ttl = 2_000_000;
    MiniatureCurve curve = new MiniatureCurve(sizes, 1, 1, bytes -> new FlatLru(bytes, ttl));
    FlatLru small = new FlatLru(100, ttl);
    FlatLru large = new FlatLru(1000, ttl);
    long[] misses = new long[2];
    for (int n = 0; n < 50_000; n++) {
      int object = draws.next(0);
      long now = n * 1000L;
      curve.request(object, 1, now);
      misses[0] += small.read(object, 1, now) ? 0 : 1;
      misses[1] += large.read(object, 1, now) ? 0 : 1;
    }
    assertThat(curve.missRatios())
        .containsEntry(100L, misses[0] / 50_000.0)
        .containsEntry(1000L, misses[1] / 50_000.0);
  }

  @Test
  void miniatureCurve_ofASample_liesCloseToTheWhole() {
    Draws draws = new Popularity.Zipf(100_000, 0.8).draws(9);
    List<Long> sizes = List.of(5_000L, 20_000L, 60_000L);
    MiniatureCurve whole =
        new MiniatureCurve(sizes, 1, 1, bytes -> new FlatLru(bytes, 300_000_000));
    MiniatureCurve sample =
        new MiniatureCurve(sizes, 0.1, 1, bytes -> new FlatLru(bytes, 300_000_000));
    for (int n = 0; n < 500_000; n++) {
      int object = draws.next(0);
      whole.request(object, 1, n * 1000L);
      sample.request(object, 1, n * 1000L);
    }
    sizes.forEach(
        size ->
            assertThat(sample.missRatios().get(size))
                .isEqualTo(whole.missRatios().get(size), within(0.015)));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.6, 0.8, 1.0, 1.2})
  void che_ofZipfPopularity_meetsTheSimulation(double exponent) {
    Popularity.Zipf zipf = new Popularity.Zipf(10_000, exponent);
    CheApproximation che = new CheApproximation(zipf.shares());
    Draws draws = zipf.draws(5);
    int[] sizes = {100, 1000, 5000};
    FlatLru[] caches = new FlatLru[sizes.length];
    long[] hits = new long[sizes.length];
    for (int i = 0; i < sizes.length; i++) {
      caches[i] = new FlatLru(sizes[i], FlatLru.NEVER);
    }
    int warm = 200_000;
    int counted = 800_000;
    for (int n = 0; n < warm + counted; n++) {
      int object = draws.next(0);
      for (int i = 0; i < sizes.length; i++) {
        boolean hit = caches[i].read(object, 1, 0);
        hits[i] += hit && n >= warm ? 1 : 0;
      }
    }
    for (int i = 0; i < sizes.length; i++) {
      assertThat(che.lruHitRatio(sizes[i]))
          .as("%d objects cached", sizes[i])
          .isEqualTo((double) hits[i] / counted, within(0.005));
    }
    assertThat(che.lruHitRatio(10_000)).isEqualTo(1);
  }

  @Test
  void che_ofExpiry_meetsTheSimulation() {
    Popularity.Zipf zipf = new Popularity.Zipf(2000, 1);
    double[] rates = zipf.shares();
    for (int i = 0; i < rates.length; i++) {
      rates[i] *= 1000;
    }
    FlatLru cache = new FlatLru(Long.MAX_VALUE, 2_000_000_000L);
    Draws draws = zipf.draws(5);
    SplittableRandom gaps = new SplittableRandom(6);
    double now = 0;
    long hits = 0;
    int requests = 500_000;
    for (int n = 0; n < requests; n++) {
      now -= StrictMath.log(1 - gaps.nextDouble()) * 1e6;
      hits += cache.read(draws.next(0), 1, (long) now) ? 1 : 0;
    }
    assertThat(new CheApproximation(rates).ttlHitRatio(2))
        .isEqualTo((double) hits / requests, within(0.005));
  }

  @Test
  void settings_outOfRange_areRefused() {
    assertThatThrownBy(() -> new SampledCurve(0, 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a sampling rate is in (0, 1], not 0.0");
    assertThatThrownBy(() -> new SampledCurve(1.5, 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new LruCurve(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a grain is at least 1 byte, not 0");
    assertThatThrownBy(() -> new CheApproximation(new double[] {0, 0}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("nothing is asked for: every rate is 0");
    assertThatThrownBy(() -> new CheApproximation(new double[] {-1}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a rate is not negative: -1.0");
    assertThatThrownBy(() -> new LruCurve(1).curve().missRatio(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a size is not negative: -1");
  }
}
