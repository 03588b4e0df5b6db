package dev.diorama.whatif.flat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diorama.whatif.workload.Popularity;
import dev.diorama.whatif.workload.Popularity.Draws;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class FlatTinyLfuTest {
  @Property(tries = 200, seed = "1")
  void anySequence_staysWithinItsBoundAndHoldsOnlyWhatWasPut(
      @ForAll @IntRange(max = 500) int bound,
      @ForAll @Size(max = 300) List<@IntRange(max = 19) Integer> objects,
      @ForAll @Size(20) List<@IntRange(max = 60) Integer> weights) {
    FlatTinyLfu cache = new FlatTinyLfu(bound);
    Map<Integer, Integer> mayBeInside = new HashMap<>();
    int step = 0;
    for (int object : objects) {
      int weight = weights.get(object);
      if (step++ % 7 == 6) {
        assertThat(cache.remove(object, 0)).isIn(mayBeInside.containsKey(object), false);
        mayBeInside.remove(object);
        assertThat(cache.get(object, 0)).isFalse();
      } else if (cache.get(object, 0)) {
        assertThat(mayBeInside).containsKey(object);
      } else {
        mayBeInside.remove(object);
        if (cache.put(object, weight, 0)) {
          mayBeInside.put(object, weight);
          assertThat(cache.get(object, 0)).isTrue();
        }
      }
      assertThat(cache.bytes(0)).isBetween(0L, (long) bound);
    }
    long sum = 0;
    for (Map.Entry<Integer, Integer> entry : mayBeInside.entrySet()) {
      sum += cache.remove(entry.getKey(), 0) ? entry.getValue() : 0;
    }
    assertThat(cache.bytes(0)).isZero();
    assertThat(sum).isLessThanOrEqualTo(bound);
  }

  @Test
  void popularObjects_outliveAScan() {
    FlatTinyLfu lfu = new FlatTinyLfu(500);
    FlatLru lru = new FlatLru(500, FlatLru.NEVER);
    Draws hot = new Popularity.Zipf(400, 0.5).draws(1);
    for (int n = 0; n < 20_000; n++) {
      int object = hot.next(0);
      lfu.read(object, 1, 0);
      lru.read(object, 1, 0);
    }
    for (int object = 1000; object < 6000; object++) {
      lfu.read(object, 1, 0);
      lru.read(object, 1, 0);
    }
    int keptByLfu = 0;
    int keptByLru = 0;
    for (int object = 0; object < 400; object++) {
      keptByLfu += lfu.get(object, 0) ? 1 : 0;
      keptByLru += lru.get(object, 0) ? 1 : 0;
    }
    assertThat(keptByLru).isZero();
    assertThat(keptByLfu).isGreaterThan(350);
  }

  @Test
  void zipfRequests_hitMoreThanWithLru() {
    Draws draws = new Popularity.Zipf(50_000, 0.9).draws(3);
    FlatTinyLfu lfu = new FlatTinyLfu(2000);
    FlatLru lru = new FlatLru(2000, FlatLru.NEVER);
    int lfuHits = 0;
    int lruHits = 0;
    int requests = 500_000;
    for (int n = 0; n < requests; n++) {
      int object = draws.next(0);
      lfuHits += lfu.read(object, 1, 0) ? 1 : 0;
      lruHits += lru.read(object, 1, 0) ? 1 : 0;
    }
    assertThat((double) lfuHits / requests).isGreaterThan((double) lruHits / requests + 0.05);
    assertThat(lfu.evictions()).isPositive();
  }

  @Test
  void bound_negative_isRefused() {
    assertThatThrownBy(() -> new FlatTinyLfu(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a bound is not negative: -1 bytes");
  }
}
