package dev.diorama.cache.stage;

import dev.diorama.apigateway.StageCache;
import dev.diorama.apigateway.StageCaches;
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
    return new OneStage(
        new StageEntries<>(
            "apigateway/" + apiId + "/" + stage,
            clock,
            sizeGb,
            (key, entry) -> key.getBytes(StandardCharsets.UTF_8).length + entry.bytes(),
            StageCache.Entry::expiresNanos));
  }

  /** The cache of one stage. */
  private static final class OneStage implements StageCache {
    private final StageEntries<String, Entry> entries;

    private OneStage(StageEntries<String, Entry> entries) {
      this.entries = entries;
    }

    @Override
    public Optional<Entry> lookup(String key, long nowNanos) {
      return entries.lookup(key, nowNanos);
    }

    @Override
    public void put(String key, Entry entry) {
      entries.put(key, entry);
    }

    @Override
    public boolean invalidate(String key) {
      return entries.invalidate(key);
    }

    @Override
    public void flush() {
      entries.clear();
    }

    @Override
    public Figures figures() {
      SimCache<String, Entry> cache = entries.cache();
      return new Figures(
          entries.hits(), entries.misses(), cache.stats().evictions(), cache.size(), cache.bytes());
    }
  }
}
