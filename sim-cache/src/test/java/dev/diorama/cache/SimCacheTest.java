package dev.diorama.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diorama.core.random.Seeds;
import dev.diorama.core.random.SimRandom;
import dev.diorama.core.time.Turn;
import dev.diorama.core.time.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SimCacheTest {
  private static final long SECOND = 1_000_000_000L;

  private final VirtualClock clock =
      new VirtualClock(Instant.parse("2026-01-01T00:00:00Z"), new Turn());

  private SimCache<String, String> cache(long maxBytes) {
    return SimCache.<String, String>builder("test", clock)
        .maxBytes(maxBytes)
        .weigher((key, value) -> value.length())
        .build();
  }

  @Test
  void get_oneNanoBeforeTheEnd_hits() {
    SimCache<String, String> cache = cache(100);
    cache.put("a", "1", 10 * SECOND);
    clock.advance(Duration.ofNanos(10 * SECOND - 1));
    assertThat(cache.get("a").state()).isEqualTo(Lookup.State.HIT);
  }

  @Test
  void get_atExactlyTheTimeToLive_misses() {
    SimCache<String, String> cache = cache(100);
    cache.put("a", "1", 10 * SECOND);
    clock.advance(Duration.ofNanos(10 * SECOND));
    assertThat(cache.get("a").state()).isEqualTo(Lookup.State.MISS);
    assertThat(cache.peek("a")).isEmpty();
  }

  @Test
  void get_keptPastItsTime_saysExpiredAndGivesTheValue() {
    SimCache<String, String> cache =
        SimCache.<String, String>builder("edge", clock).keepExpired(5 * SECOND).build();
    cache.put("a", "1", 10 * SECOND);
    clock.advance(Duration.ofSeconds(10));
    assertThat(cache.get("a").state()).isEqualTo(Lookup.State.EXPIRED);
    assertThat(cache.get("a").value()).contains("1");
    clock.advance(Duration.ofSeconds(5));
    assertThat(cache.get("a").state()).isEqualTo(Lookup.State.MISS);
    assertThat(cache.stats()).isEqualTo(new CacheStats(0, 3, 2, 0, 0, cache.stats().expirations()));
  }

  @Test
  void get_neverExpires_afterAHundredYears() {
    SimCache<String, String> cache = cache(100);
    cache.put("a", "1", SimCache.NEVER);
    clock.advance(Duration.ofDays(36_500));
    assertThat(cache.get("a").isHit()).isTrue();
  }

  @Test
  void get_ofAHit_doesNotProlongItsTime() {
    SimCache<String, String> cache = cache(100);
    cache.put("a", "1", 10 * SECOND);
    clock.advance(Duration.ofSeconds(9));
    assertThat(cache.get("a").isHit()).isTrue();
    clock.advance(Duration.ofSeconds(1));
    assertThat(cache.get("a").isHit()).isFalse();
  }

  @Test
  void put_overTheBound_evictsTheLeastRecentlyUsedByBytes() {
    List<String> evicted = new ArrayList<>();
    SimCache<String, String> cache =
        SimCache.<String, String>builder("lru", clock)
            .maxBytes(10)
            .weigher((key, value) -> value.length())
            .onEvict((key, weight) -> evicted.add(key + "=" + weight))
            .build();
    cache.put("a", "4444", SimCache.NEVER);
    cache.put("b", "333", SimCache.NEVER);
    cache.put("c", "333", SimCache.NEVER);
    assertThat(cache.get("a").isHit()).isTrue();
    cache.put("d", "4444", SimCache.NEVER);
    assertThat(evicted).containsExactly("b=3", "c=3");
    assertThat(cache.keys()).containsExactly("a", "d");
    assertThat(cache.bytes()).isEqualTo(8);
    assertThat(cache.stats().evictedBytes()).isEqualTo(6);
  }

  @Test
  void put_frequentOldAgainstNewEntries_evictsTheOld() {
    SimCache<String, String> cache = cache(3);
    cache.put("hot", "1", SimCache.NEVER);
    for (int i = 0; i < 1000; i++) {
      assertThat(cache.get("hot").isHit()).isTrue();
    }
    cache.put("x", "1", SimCache.NEVER);
    cache.put("y", "1", SimCache.NEVER);
    cache.put("z", "1", SimCache.NEVER);
    // W-TinyLFU would have kept "hot"; LRU does not care how often, only how long ago.
    assertThat(cache.keys()).containsExactly("x", "y", "z");
  }

  @Test
  void put_largerThanTheCache_storesNothingAndDropsTheOld() {
    SimCache<String, String> cache = cache(3);
    cache.put("a", "1", SimCache.NEVER);
    assertThat(cache.put("a", "4444", SimCache.NEVER)).isFalse();
    assertThat(cache.get("a").isHit()).isFalse();
    assertThat(cache.bytes()).isZero();
  }

  @Test
  void put_withoutTimeToLive_isRefused() {
    assertThatThrownBy(() -> cache(3).put("a", "1", 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0");
  }

  @Test
  void bytes_afterExpiry_areFreed() {
    SimCache<String, String> cache = cache(100);
    cache.put("a", "55555", 10 * SECOND);
    clock.advance(Duration.ofMillis(11_080));
    assertThat(cache.bytes()).isZero();
    assertThat(cache.stats().expirations()).isEqualTo(1);
  }

  @Test
  void removeIf_byKey_removesOnlyThose() {
    SimCache<String, String> cache = cache(100);
    cache.put("a1", "1", SimCache.NEVER);
    cache.put("b1", "1", SimCache.NEVER);
    cache.put("a2", "1", SimCache.NEVER);
    assertThat(cache.removeIf(key -> key.startsWith("a"))).isEqualTo(2);
    assertThat(cache.keys()).containsExactly("b1");
  }

  /** The same in the simplest words: a list in order of use. */
  private static final class Naive {
    record Held(String value, long end) {}

    final LinkedHashMap<String, Held> held = new LinkedHashMap<>();
    final long max;
    long evictions;

    Naive(long max) {
      this.max = max;
    }

    void expire(long now) {
      held.values().removeIf(each -> each.end <= now);
    }

    boolean get(String key) {
      Held found = held.remove(key);
      if (found != null) {
        held.put(key, found);
      }
      return found != null;
    }

    void put(String key, String value, long end) {
      held.remove(key);
      if (value.length() > max) {
        return;
      }
      while (bytes() + value.length() > max) {
        held.remove(held.keySet().iterator().next());
        evictions++;
      }
      held.put(key, new Held(value, end));
    }

    long bytes() {
      return held.values().stream().mapToLong(each -> each.value.length()).sum();
    }
  }

  @Test
  void everyOperation_atRandom_agreesWithANaiveModel() {
    for (long seed = 1; seed <= 20; seed++) {
      SimRandom random = new Seeds(seed).stream("cache/property");
      SimCache<String, String> cache = cache(50);
      Naive naive = new Naive(50);
      for (int step = 0; step < 2_000; step++) {
        String key = "k" + random.nextInt(15);
        switch (random.nextInt(6)) {
          // Whole steps of the timer wheel and more, so that bytes are freed in time.
          case 0 -> clock.advance(Duration.ofSeconds(2L + random.nextInt(9)));
          case 1, 2 -> {
            naive.expire(clock.nanos());
            assertThat(cache.get(key).isHit())
                .as("seed %s step %s", seed, step)
                .isEqualTo(naive.get(key));
          }
          case 3 -> {
            naive.expire(clock.nanos());
            naive.held.remove(key);
            cache.remove(key);
          }
          default -> {
            naive.expire(clock.nanos());
            String value = "v".repeat(random.nextInt(60));
            long ttl = random.chance(1, 4) ? SimCache.NEVER : (1L + random.nextInt(20)) * SECOND;
            naive.put(key, value, ttl == SimCache.NEVER ? ttl : clock.nanos() + ttl);
            cache.put(key, value, ttl);
          }
        }
        naive.expire(clock.nanos());
        assertThat(cache.keys())
            .as("seed %s step %s", seed, step)
            .containsExactlyElementsOf(naive.held.keySet());
        assertThat(cache.bytes()).isEqualTo(naive.bytes()).isLessThanOrEqualTo(50);
        assertThat(cache.stats().evictions()).isEqualTo(naive.evictions);
      }
    }
  }

  @Test
  void twoCaches_withTheSameOperations_endTheSame() {
    Map<String, Long> first = run();
    Map<String, Long> second = run();
    assertThat(first).isEqualTo(second);
  }

  private static Map<String, Long> run() {
    VirtualClock own = new VirtualClock(Instant.EPOCH, new Turn());
    SimCache<String, String> cache =
        SimCache.<String, String>builder("same", own)
            .maxBytes(40)
            .weigher((key, value) -> value.length())
            .build();
    SimRandom random = new Seeds(7).stream("same");
    for (int i = 0; i < 5_000; i++) {
      own.advance(Duration.ofNanos(random.nextInt(300_000_000)));
      String key = "k" + random.nextInt(30);
      if (!cache.get(key).isHit()) {
        cache.put(key, "v".repeat(random.nextInt(10)), 1L + random.nextLong(3 * SECOND));
      }
    }
    CacheStats stats = cache.stats();
    return Map.of(
        "hits", stats.hits(), "evictions", stats.evictions(), "expired", stats.expirations());
  }
}
