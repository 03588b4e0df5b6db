package dev.diorama.whatif.report;

import dev.diorama.whatif.curve.LruCurve;
import dev.diorama.whatif.curve.MiniatureCurve;
import dev.diorama.whatif.curve.MissRatioCurve;
import dev.diorama.whatif.engine.ReadKeys;
import dev.diorama.whatif.flat.FlatLru;
import dev.diorama.whatif.result.TierFigures;
import dev.diorama.whatif.sweep.Setup;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apiguardian.api.API;

/**
 * The hit rate of a tier against its size, if it stood alone before all else: by LRU, with its time
 * to live and without.
 *
 * @param tier which tier
 * @param ttlSeconds its time to live; infinite for none
 * @param reads how many reads it is made of
 * @param sizes bytes, rising
 * @param hitRates with the time to live, 0 to 1, one for each size
 * @param hitRatesForEver without
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record SizeCurve(
    TierFigures.Kind tier,
    double ttlSeconds,
    long reads,
    List<Long> sizes,
    List<Double> hitRates,
    List<Double> hitRatesForEver) {
  private static final long GRAIN = 256;
  private static final int SIZES = 12;

  public SizeCurve {
    sizes = List.copyOf(sizes);
    hitRates = List.copyOf(hitRates);
    hitRatesForEver = List.copyOf(hitRatesForEver);
  }

  /** What is counted of one tier in the first round. */
  private static final class Stack {
    final LruCurve curve = new LruCurve(GRAIN);
    final long ttlNanos;
    long reads;

    Stack(long ttlNanos) {
      this.ttlNanos = ttlNanos;
    }
  }

  /**
   * Curves of every tier that the design has.
   *
   * @param mostReads how many reads are looked at, from the start on
   */
  public static List<SizeCurve> of(Setup setup, long mostReads) {
    Map<TierFigures.Kind, Stack> stacks = new EnumMap<>(TierFigures.Kind.class);
    long[] left = {mostReads};
    ReadKeys.forEach(
        setup.design(),
        setup.workload(),
        setup.settings(),
        (tier, key, bytes, ttl, now) -> {
          Stack stack = stacks.computeIfAbsent(tier, kind -> new Stack(ttl));
          stack.reads++;
          stack.curve.request(key, bytes);
          return --left[0] > 0;
        });
    Map<TierFigures.Kind, MiniatureCurve> miniatures = new EnumMap<>(TierFigures.Kind.class);
    Map<TierFigures.Kind, MissRatioCurve> forEver = new EnumMap<>(TierFigures.Kind.class);
    stacks.forEach(
        (tier, stack) -> {
          MissRatioCurve curve = stack.curve.curve();
          forEver.put(tier, curve);
          miniatures.put(
              tier,
              new MiniatureCurve(
                  sizes(curve),
                  1,
                  setup.workload().seed(),
                  size -> new FlatLru(size, stack.ttlNanos)));
        });
    left[0] = mostReads;
    ReadKeys.forEach(
        setup.design(),
        setup.workload(),
        setup.settings(),
        (tier, key, bytes, ttl, now) -> {
          MiniatureCurve miniature = miniatures.get(tier);
          if (miniature != null) {
            miniature.request(key, bytes, now);
          }
          return --left[0] > 0;
        });
    List<SizeCurve> curves = new ArrayList<>();
    stacks.forEach(
        (tier, stack) -> {
          MiniatureCurve miniature = miniatures.get(tier);
          MissRatioCurve curve = forEver.get(tier);
          if (miniature != null && curve != null) {
            curves.add(
                new SizeCurve(
                    tier,
                    stack.ttlNanos == Long.MAX_VALUE
                        ? Double.POSITIVE_INFINITY
                        : stack.ttlNanos / 1e9,
                    stack.reads,
                    List.copyOf(miniature.missRatios().keySet()),
                    miniature.missRatios().values().stream().map(miss -> 1 - miss).toList(),
                    miniature.missRatios().keySet().stream().map(curve::hitRatio).toList()));
          }
        });
    return curves;
  }

  /** From a little to a little more than makes a difference, each about as many times the last. */
  private static List<Long> sizes(MissRatioCurve curve) {
    double most = Math.max(4 * GRAIN, curve.enough() * 1.25);
    double least = Math.max(GRAIN, most / 4096);
    List<Long> sizes = new ArrayList<>();
    for (int i = 0; i < SIZES; i++) {
      long size = Math.round(least * StrictMath.pow(most / least, i / (SIZES - 1.0)));
      if (sizes.isEmpty() || size > sizes.get(sizes.size() - 1)) {
        sizes.add(size);
      }
    }
    return sizes;
  }
}
