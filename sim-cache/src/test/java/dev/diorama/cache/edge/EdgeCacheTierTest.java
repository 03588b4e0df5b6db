package dev.diorama.cache.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.cloudfront.EdgeCache;
import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.cloud.CloudConfig;
import dev.diorama.core.time.VirtualClock;
import dev.diorama.core.wire.Headers;
import dev.diorama.core.wire.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class EdgeCacheTierTest {
  private static final long SECOND = 1_000_000_000L;

  private final Cloud cloud = Cloud.virtual(CloudConfig.defaults());
  private final VirtualClock clock = (VirtualClock) cloud.clock();
  private final EdgeCacheTier tier = EdgeCacheTier.on(clock);

  private static EdgeCache.Key key(String path) {
    return new EdgeCache.Key("E1", path, "");
  }

  private static EdgeCache.Entry entry(int bytes, long stored, long freshUntil) {
    return new EdgeCache.Entry(
        new HttpResponse(200, Headers.NONE, new byte[bytes]), stored, stored, freshUntil);
  }

  @Test
  void lookup_afterItsTime_isThereForAWeekMore() {
    EdgeCache cache = tier.create("edge/ICN57-P1", 1_000);
    cache.put(key("/a"), entry(1, 0, SECOND));
    clock.advance(Duration.ofSeconds(2));
    assertThat(cache.lookup(key("/a")))
        .hasValueSatisfying(e -> assertThat(e.freshAt(2 * SECOND)).isFalse());
    clock.advance(Duration.ofDays(8));
    assertThat(cache.lookup(key("/a"))).isEmpty();
  }

  @Test
  void put_alreadyOver_isKeptToBeRevalidated() {
    EdgeCache cache = tier.create("edge/ICN57-P1", 1_000);
    clock.advance(Duration.ofSeconds(5));
    cache.put(key("/a"), entry(1, 0, SECOND));
    assertThat(cache.lookup(key("/a"))).isPresent();
  }

  @Test
  void put_beyondTheSize_evictsTheLeastRecentlyUsed() {
    EdgeCache cache = tier.create("edge/ICN57-P1", 3 * (4 + 96));
    cache.put(key("/a"), entry(96, 0, SECOND));
    cache.put(key("/b"), entry(96, 0, SECOND));
    cache.put(key("/c"), entry(96, 0, SECOND));
    assertThat(cache.figures()).isEqualTo(new EdgeCache.Figures(3, 300, 0));
    assertThat(cache.lookup(key("/a"))).isPresent();
    cache.put(key("/d"), entry(96, 0, SECOND));
    assertThat(cache.lookup(key("/b"))).isEmpty();
    assertThat(cache.lookup(key("/a"))).isPresent();
    assertThat(cache.figures().evictions()).isEqualTo(1);
  }

  @Test
  void put_largerThanThePlace_isNotKept() {
    EdgeCache cache = tier.create("edge/ICN57-P1", 50);
    cache.put(key("/a"), entry(1, 0, SECOND));
    cache.put(key("/a"), entry(100, 0, SECOND));
    assertThat(cache.lookup(key("/a"))).isEmpty();
  }

  @Test
  void invalidate_byCondition_removesThoseOnly() {
    EdgeCache cache = tier.create("edge/ICN57-P1", 1_000);
    cache.put(key("/img/a"), entry(1, 0, SECOND));
    cache.put(key("/img/b"), entry(1, 0, SECOND));
    cache.put(key("/c"), entry(1, 0, SECOND));
    assertThat(cache.invalidate(found -> found.path().startsWith("/img/"))).isEqualTo(2);
    assertThat(cache.lookup(key("/c"))).isPresent();
  }

  @Test
  void create_twice_givesTwoCaches() {
    EdgeCache seoul = tier.create("edge/ICN57-P1", 1_000);
    EdgeCache tokyo = tier.create("edge/NRT57-P1", 1_000);
    seoul.put(key("/a"), entry(1, 0, SECOND));
    assertThat(tokyo.lookup(key("/a"))).isEmpty();
  }
}
