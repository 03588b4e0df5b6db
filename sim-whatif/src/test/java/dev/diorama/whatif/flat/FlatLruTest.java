package dev.diorama.whatif.flat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diorama.cache.SimCache;
import dev.diorama.core.time.Turn;
import dev.diorama.core.time.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class FlatLruTest {
  private static final long SECOND = 1_000_000_000L;

  /** One request of a random sequence. */
  record Step(int kind, int object, int bytes, int steps) {}

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 5),
            Arbitraries.integers().between(0, 9),
            Arbitraries.integers().between(0, 40),
            Arbitraries.integers().between(0, 3))
        .as(Step::new)
        .list()
        .ofMaxSize(200);
  }

  /**
   * The live cache finds an expired entry gone at once but gives its room back up to 1.07 s later
   * (a tick of Caffeine's timer wheel), so time moves by three seconds and lives end halfway.
   */
  @Property(tries = 300, seed = "1")
  void anySequence_decidesAsTheLiveCache(
      @ForAll("steps") List<Step> steps, @ForAll("bounds") long bound, @ForAll("lives") long ttl) {
    VirtualClock clock = new VirtualClock(Instant.EPOCH, new Turn());
    SimCache<Integer, Integer> live =
        SimCache.<Integer, Integer>builder("model", clock)
            .maxBytes(bound)
            .weigher((object, bytes) -> bytes)
            .build();
    FlatLru flat = new FlatLru(bound, ttl);
    for (Step step : steps) {
      clock.advance(Duration.ofSeconds(3L * step.steps));
      long now = clock.nanos();
      switch (step.kind) {
        case 0 -> assertThat(flat.remove(step.object, now)).isEqualTo(live.remove(step.object));
        case 1, 2 ->
            assertThat(flat.put(step.object, step.bytes, now))
                .isEqualTo(live.put(step.object, step.bytes, ttl));
        default -> assertThat(flat.get(step.object, now)).isEqualTo(live.get(step.object).isHit());
      }
      assertThat(flat.bytes(now)).isEqualTo(live.bytes());
      assertThat(flat.evictions()).isEqualTo(live.stats().evictions());
    }
  }

  @Provide
  Arbitrary<Long> bounds() {
    return Arbitraries.of(0L, 1L, 30L, 60L, 150L, Long.MAX_VALUE);
  }

  @Provide
  Arbitrary<Long> lives() {
    return Arbitraries.of(SECOND, 3 * SECOND / 2, 9 * SECOND / 2, 117 * SECOND / 2, FlatLru.NEVER);
  }

  @Test
  void get_atExactlyItsEnd_misses() {
    FlatLru cache = new FlatLru(10, 5);
    cache.put(7, 1, 100);
    assertThat(cache.get(7, 104)).isTrue();
    assertThat(cache.get(7, 105)).isFalse();
    assertThat(cache.expirations()).isEqualTo(1);
  }

  @Test
  void put_whenFull_evictsWhatWasNotUsedForLongest() {
    FlatLru cache = new FlatLru(3, FlatLru.NEVER);
    cache.put(0, 1, 0);
    cache.put(1, 1, 0);
    cache.put(2, 1, 0);
    cache.get(0, 0);
    assertThat(cache.eldest()).isEqualTo(1);
    cache.put(500, 2, 0);
    assertThat(cache.get(0, 0)).isTrue();
    assertThat(cache.get(1, 0)).isFalse();
    assertThat(cache.get(2, 0)).isFalse();
    assertThat(cache.evictions()).isEqualTo(2);
  }

  @Test
  void settings_outOfRange_areRefused() {
    assertThatThrownBy(() -> new FlatLru(-1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a bound is not negative: -1 bytes");
    assertThatThrownBy(() -> new FlatLru(1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a time to live is more than 0 ns, not 0");
  }

  @Test
  void numbers_ofManyKeys_areDenseAndStay() {
    ObjectNumbers numbers = new ObjectNumbers();
    for (int i = 0; i < 10_000; i++) {
      assertThat(numbers.of(i * 1_000_003L)).isEqualTo(i);
    }
    for (int i = 0; i < 10_000; i++) {
      assertThat(numbers.of(i * 1_000_003L)).isEqualTo(i);
    }
    assertThat(numbers.of(0)).isZero();
    assertThat(numbers.size()).isEqualTo(10_000);
  }
}
