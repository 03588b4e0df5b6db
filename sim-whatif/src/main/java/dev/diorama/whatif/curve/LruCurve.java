package dev.diorama.whatif.curve;

import dev.diorama.whatif.flat.ObjectNumbers;
import java.util.Arrays;
import org.apiguardian.api.API;

/**
 * Builds the exact miss-ratio curve of an LRU cache without expiry, for all sizes in one pass.
 *
 * <p>Each request costs a logarithm of the number of distinct objects; memory grows with those, and
 * with their total size divided by the grain.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class LruCurve {
  private final ObjectNumbers numbers = new ObjectNumbers();
  private final StackDistances distances = new StackDistances();
  private final Needs needs;
  private long requests;

  /**
   * An empty curve.
   *
   * @param grain the step between sizes it will tell apart, bytes, at least 1
   */
  public LruCurve(long grain) {
    this.needs = new Needs(grain);
  }

  /**
   * One more request.
   *
   * @param key of the object
   * @param bytes its size, 0 or more
   */
  public void request(long key, int bytes) {
    requests++;
    long distance = distances.use(numbers.of(key), bytes);
    if (distance != StackDistances.COLD) {
      needs.count(distance, 1);
    }
  }

  /** How many distinct objects there were. */
  public int objects() {
    return numbers.size();
  }

  /** The curve of all requests so far. */
  public MissRatioCurve curve() {
    return MissRatioCurve.ofNeeds(needs.grain, (double) requests, needs.counts());
  }

  /** Counts requests by the size of the smallest cache that hits them, in grains. */
  static final class Needs {
    private final long grain;
    private double[] counts = new double[1024];
    private int end = 1;

    Needs(long grain) {
      if (grain < 1) {
        throw new IllegalArgumentException("a grain is at least 1 byte, not " + grain);
      }
      this.grain = grain;
    }

    void count(long distance, double requests) {
      long bin = (distance + grain - 1) / grain;
      if (bin >= counts.length) {
        if (bin > Integer.MAX_VALUE / 2) {
          throw new IllegalArgumentException(
              "sizes up to " + distance + " bytes are too many for a grain of " + grain);
        }
        counts = Arrays.copyOf(counts, (int) Math.max(bin + 1, counts.length * 2L));
      }
      counts[(int) bin] += requests;
      end = Math.max(end, (int) bin + 1);
    }

    long grain() {
      return grain;
    }

    double[] counts() {
      return Arrays.copyOf(counts, end);
    }
  }
}
