package dev.diorama.cache.stage;

import dev.diorama.apigateway.StageCache;
import dev.diorama.apigateway.StageCaches;
import dev.diorama.cache.Lookup;
import dev.diorama.cache.SimCache;
import dev.diorama.core.time.SimClock;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * Makes API Gateway's stage caches on the shared cache core.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class StageCacheTier implements StageCaches {
  private static final double BYTES_PER_GB = 1024.0 * 1024 * 1024;

  private final SimClock clock;

  private StageCacheTier(SimClock clock) {
    this.clock = clock;
  }

  /** A tier whose entries live on that clock. */
  public static StageCacheTier on(SimClock clock) {
    return new StageCacheTier(clock);
  }

  /** An empty cache of {@code sizeGb} times 2^30 bytes. */
  @Override
  public StageCache create(String apiId, String stage, double sizeGb) {
    long bytes = StrictMath.round(sizeGb * BYTES_PER_GB);
    return new OneStage(
        clock,
        SimCache.<String, StageCache.Entry>builder("apigateway/" + apiId + "/" + stage, clock)
            .maxBytes(bytes)
            .weigher((key, entry) -> key.getBytes(StandardCharsets.UTF_8).length + entry.bytes())
            .build());
  }

  /**
   * The cache of one stage.
   *
   * <p>The core judges age by the clock, which stands still while a request is accounted for; an
   * entry's own end, in the request's time, is judged here. Hits and misses are therefore counted
   * here too.
   */
  private static final class OneStage implements StageCache {
    private final SimClock clock;
    private final SimCache<String, Entry> cache;
    private long hits;
    private long misses;

    private OneStage(SimClock clock, SimCache<String, Entry> cache) {
      this.clock = clock;
      this.cache = cache;
    }

    @Override
    public Optional<Entry> lookup(String key, long nowNanos) {
      Lookup<Entry> found = cache.get(key);
      Optional<Entry> live =
          found.isHit() ? found.value().filter(entry -> entry.liveAt(nowNanos)) : Optional.empty();
      if (live.isPresent()) {
        hits++;
      } else {
        misses++;
      }
      return live;
    }

    @Override
    public void put(String key, Entry entry) {
      long ttlNanos = entry.expiresNanos() - clock.nanos();
      if (ttlNanos > 0) {
        cache.put(key, entry, ttlNanos);
      }
    }

    @Override
    public boolean invalidate(String key) {
      return cache.remove(key);
    }

    @Override
    public void flush() {
      cache.clear();
    }

    @Override
    public Figures figures() {
      return new Figures(hits, misses, cache.stats().evictions(), cache.size(), cache.bytes());
    }
  }
}
