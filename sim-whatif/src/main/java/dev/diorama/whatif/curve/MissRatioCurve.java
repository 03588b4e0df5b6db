package dev.diorama.whatif.curve;

import java.util.Arrays;
import org.apiguardian.api.API;

/**
 * The share of requests that a cache misses, for every size of it.
 *
 * <p>It is right at multiples of its grain; sizes between are taken down to the grain below, which
 * can only overstate misses.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class MissRatioCurve {
  private final long grain;
  private final double requests;

  /** What a cache of that many grains hits, from 0 grains up to where more makes no difference. */
  private final double[] hits;

  /**
   * A curve from counts.
   *
   * @param grain the step between sizes, bytes, at least 1
   * @param requests how many requests it speaks of
   * @param hits the requests hit by a cache of 0, 1, 2 ... grains, rising, at least one of them
   */
  MissRatioCurve(long grain, double requests, double[] hits) {
    this.grain = grain;
    this.requests = requests;
    this.hits = hits.clone();
  }

  /** From the counts of requests that need exactly so many grains to hit. */
  static MissRatioCurve ofNeeds(long grain, double requests, double[] needs) {
    double[] hits = needs.clone();
    for (int i = 1; i < hits.length; i++) {
      hits[i] += hits[i - 1];
    }
    return new MissRatioCurve(grain, requests, hits);
  }

  /** The step between sizes, bytes. */
  public long grain() {
    return grain;
  }

  /** How many requests it speaks of; for a sample, those it stands for. */
  public double requests() {
    return requests;
  }

  /** The size from which a larger cache misses no less, bytes. */
  public long enough() {
    int last = hits.length - 1;
    while (last > 0 && hits[last - 1] == hits[last]) {
      last--;
    }
    return last * grain;
  }

  /**
   * The share of requests that a cache of this size misses, 0 to 1; 1 when there were none.
   *
   * @param bytes its size, 0 or more
   */
  public double missRatio(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("a size is not negative: " + bytes);
    }
    if (requests == 0) {
      return 1;
    }
    int at = (int) Math.min(hits.length - 1, bytes / grain);
    return Math.min(1, Math.max(0, 1 - hits[at] / requests));
  }

  /** The share of requests that a cache of this size hits, 0 to 1. */
  public double hitRatio(long bytes) {
    return 1 - missRatio(bytes);
  }

  /**
   * The smallest size, bytes, whose hit ratio is at least this one; -1 when no size reaches it.
   *
   * @param hitRatio 0 to 1
   */
  public long sizeFor(double hitRatio) {
    for (int i = 0; i < hits.length; i++) {
      if (hits[i] >= hitRatio * requests) {
        return i * grain;
      }
    }
    return -1;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MissRatioCurve curve
        && grain == curve.grain
        && requests == curve.requests
        && Arrays.equals(hits, curve.hits);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(hits);
  }

  @Override
  public String toString() {
    return requests + " requests, " + hits.length + " sizes by " + grain + " bytes";
  }

  /**
   * How far two curves lie apart on average over sizes that are spread evenly from one grain to
   * where the larger of the two flattens; a share, 0 to 1.
   *
   * @param sizes how many sizes are compared, at least 1
   */
  public double meanAbsoluteError(MissRatioCurve other, int sizes) {
    long end = Math.max(enough(), other.enough());
    double sum = 0;
    for (int i = 1; i <= sizes; i++) {
      long size = Math.max(1, Math.round((double) end * i / sizes));
      sum += Math.abs(missRatio(size) - other.missRatio(size));
    }
    return sum / sizes;
  }
}
