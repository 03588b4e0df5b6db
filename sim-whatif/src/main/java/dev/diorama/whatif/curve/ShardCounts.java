package dev.diorama.whatif.curve;

import java.io.Serializable;
import java.util.Arrays;
import org.apiguardian.api.API;

/**
 * What one or several shards counted: how many requests need a cache of so many grains to hit.
 *
 * <p>Counts are whole numbers, so that adding shards up gives the same in any order.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class ShardCounts implements Serializable {
  private final long grain;
  private final long requests;
  private final long objects;
  private final double[] needs;

  ShardCounts(long grain, long requests, long objects, double[] needs) {
    this.grain = grain;
    this.requests = requests;
    this.objects = objects;
    this.needs = needs.clone();
  }

  /** The requests for objects of these shards. */
  public long requests() {
    return requests;
  }

  /** The distinct objects. */
  public long objects() {
    return objects;
  }

  /**
   * Both together.
   *
   * @throws IllegalArgumentException if they count in different grains
   */
  public ShardCounts plus(ShardCounts other) {
    if (grain != other.grain) {
      throw new IllegalArgumentException(
          "grains of " + grain + " and of " + other.grain + " bytes cannot be added up");
    }
    double[] sum = Arrays.copyOf(needs, Math.max(needs.length, other.needs.length));
    for (int i = 0; i < other.needs.length; i++) {
      sum[i] += other.needs[i];
    }
    return new ShardCounts(grain, requests + other.requests, objects + other.objects, sum);
  }

  /**
   * The curve of all shards together, when these are the counts of all. What a sample drew too few
   * or too many is set right as in {@link SampledCurve}.
   *
   * @param shards how the objects were divided
   * @param all requests, those for objects that the sample left out included
   */
  public MissRatioCurve curve(KeyShards shards, long all) {
    double[] counts = needs.clone();
    if (counts.length > 1) {
      counts[1] += all * shards.rate() - requests;
    }
    for (int i = 0; i < counts.length; i++) {
      counts[i] /= shards.rate();
    }
    return MissRatioCurve.ofNeeds(grain, (double) all, counts);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ShardCounts counts
        && grain == counts.grain
        && requests == counts.requests
        && objects == counts.objects
        && Arrays.equals(needs, counts.needs);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(needs);
  }

  @Override
  public String toString() {
    return requests + " requests for " + objects + " objects";
  }
}
