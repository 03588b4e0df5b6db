package dev.diorama.whatif.curve;

import dev.diorama.whatif.flat.FlatCache;
import dev.diorama.whatif.flat.ObjectNumbers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import org.apiguardian.api.API;

/**
 * Measures the miss ratios of a few cache sizes at once, for any policy and with expiry: beside
 * each other run caches scaled down as the sample of objects is.
 *
 * <p>At a rate of 1 it is exact. Below, a size must keep room for some hundred objects after
 * scaling for the result to mean something.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class MiniatureCurve {
  private final SpatialSample sample;
  private final List<Long> sizes;
  private final FlatCache[] caches;
  private final long[] hits;
  private final ObjectNumbers numbers = new ObjectNumbers();
  private long requests;
  private long sampled;

  /**
   * Empty caches.
   *
   * @param sizes the sizes to measure, bytes
   * @param rate the share of objects to look at, more than 0 and up to 1
   * @param seed chooses which objects
   * @param policy makes a cache of so many bytes
   */
  public MiniatureCurve(
      List<Long> sizes, double rate, long seed, LongFunction<? extends FlatCache> policy) {
    this.sample = new SpatialSample(rate, seed);
    if (sizes.isEmpty()) {
      throw new IllegalArgumentException("no sizes to measure");
    }
    this.sizes = List.copyOf(sizes);
    List<FlatCache> made = new ArrayList<>();
    for (long size : sizes) {
      made.add(policy.apply(Math.round(size * sample.rate())));
    }
    this.caches = made.toArray(FlatCache[]::new);
    this.hits = new long[caches.length];
  }

  /**
   * One more request, which stores what it misses.
   *
   * @param key of the object
   * @param bytes its size, 0 or more
   * @param now nanoseconds since the start, never less than before
   */
  public void request(long key, int bytes, long now) {
    requests++;
    if (!sample.holds(key)) {
      return;
    }
    sampled++;
    int object = numbers.of(key);
    for (int i = 0; i < caches.length; i++) {
      if (caches[i].read(object, bytes, now)) {
        hits[i]++;
      }
    }
  }

  /** How many requests there were. */
  public long requests() {
    return requests;
  }

  /**
   * The share of requests that each size missed, 0 to 1, in the order of the sizes. A sample that
   * drew more or fewer requests than its share is corrected as in {@link SampledCurve}.
   */
  public Map<Long, Double> missRatios() {
    double expected = requests * sample.rate();
    Map<Long, Double> ratios = new LinkedHashMap<>();
    for (int i = 0; i < caches.length; i++) {
      double misses = (double) sampled - hits[i];
      ratios.put(sizes.get(i), requests == 0 ? 1 : Math.min(1, Math.max(0, misses / expected)));
    }
    return ratios;
  }
}
