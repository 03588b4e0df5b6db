package dev.diorama.cache.edge;

import dev.diorama.cache.SimCache;
import dev.diorama.cloudfront.EdgeCache;
import dev.diorama.cloudfront.EdgeCaches;
import dev.diorama.core.time.SimClock;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apiguardian.api.API;

/**
 * Makes CloudFront's caches on the shared cache core.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class EdgeCacheTier implements EdgeCaches {
  private static final long KEPT_EXPIRED_NANOS = TimeUnit.DAYS.toNanos(7);

  private final SimClock clock;

  private EdgeCacheTier(SimClock clock) {
    this.clock = clock;
  }

  /** A tier whose entries live on that clock. */
  public static EdgeCacheTier on(SimClock clock) {
    return new EdgeCacheTier(clock);
  }

  @Override
  public EdgeCache create(String place, long bytes) {
    return new OnePlace(
        clock,
        SimCache.<EdgeCache.Key, EdgeCache.Entry>builder("cloudfront/" + place, clock)
            .maxBytes(bytes)
            .keepExpired(KEPT_EXPIRED_NANOS)
            .weigher((key, entry) -> key.bytes() + entry.bytes())
            .build());
  }

  /** The cache of one place. */
  private static final class OnePlace implements EdgeCache {
    private final SimClock clock;
    private final SimCache<Key, Entry> cache;

    private OnePlace(SimClock clock, SimCache<Key, Entry> cache) {
      this.clock = clock;
      this.cache = cache;
    }

    @Override
    public Optional<Entry> lookup(Key key) {
      return cache.get(key).value();
    }

    @Override
    public void put(Key key, Entry entry) {
      // The core counts from the clock, which a request may be ahead of; never for less than 1 ns.
      cache.put(key, entry, Math.max(1, entry.freshUntilNanos() - clock.nanos()));
    }

    @Override
    public int invalidate(Predicate<Key> condition) {
      return cache.removeIf(condition);
    }

    @Override
    public Figures figures() {
      return new Figures(cache.size(), cache.bytes(), cache.stats().evictions());
    }
  }
}
