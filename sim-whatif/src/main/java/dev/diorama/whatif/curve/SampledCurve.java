package dev.diorama.whatif.curve;

import dev.diorama.whatif.flat.ObjectNumbers;
import org.apiguardian.api.API;

/**
 * Builds the miss-ratio curve of an LRU cache from a share of the objects, chosen by hash: SHARDS
 * with a fixed rate, and its correction for a sample that drew more or fewer requests than its
 * share.
 *
 * <p>All requests of a chosen object count and none of any other, so reuse is seen as it is, at a
 * scale. A request for an object that is not chosen costs a multiplication and a comparison; memory
 * grows with the chosen objects only.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class SampledCurve {
  private final SpatialSample sample;
  private final double scale;
  private final ObjectNumbers numbers = new ObjectNumbers();
  private final StackDistances distances = new StackDistances();
  private final LruCurve.Needs needs;
  private long requests;
  private long sampled;

  /**
   * An empty curve.
   *
   * @param rate the share of objects to look at, more than 0 and up to 1; taken to one in 2^24
   * @param grain the step between sizes it will tell apart, bytes, at least 1
   * @param seed chooses which objects
   */
  public SampledCurve(double rate, long grain, long seed) {
    this.sample = new SpatialSample(rate, seed);
    this.scale = sample.scale();
    this.needs = new LruCurve.Needs(grain);
  }

  /**
   * One more request.
   *
   * @param key of the object
   * @param bytes its size, 0 or more
   */
  public void request(long key, int bytes) {
    requests++;
    if (sample.holds(key)) {
      sampled++;
      long distance = distances.use(numbers.of(key), bytes);
      if (distance != StackDistances.COLD) {
        needs.count(Math.max(1, Math.round(distance * scale)), 1);
      }
    }
  }

  /** How many objects were chosen. */
  public int objects() {
    return numbers.size();
  }

  /** How many requests were for chosen objects. */
  public long sampled() {
    return sampled;
  }

  /**
   * The curve of all requests so far. What the sample drew too few or too many is added to the
   * requests that the smallest cache hits, where the most popular objects are, as the authors do.
   */
  public MissRatioCurve curve() {
    double[] counts = needs.counts();
    if (counts.length > 1) {
      counts[1] += requests / scale - sampled;
    }
    for (int i = 0; i < counts.length; i++) {
      counts[i] *= scale;
    }
    return MissRatioCurve.ofNeeds(needs.grain(), (double) requests, counts);
  }
}
