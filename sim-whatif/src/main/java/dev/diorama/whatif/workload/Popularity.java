package dev.diorama.whatif.workload;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.apiguardian.api.API;

/**
 * Which objects are asked for. Objects are numbered from 0; where some are more popular than
 * others, 0 is the most popular.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public sealed interface Popularity {
  /** How many objects there are, at least 1. */
  int objects();

  /** A source of requests; the same seed gives the same ones, on every JVM. */
  Draws draws(long seed);

  /** Says what is asked for next. */
  @FunctionalInterface
  interface Draws {
    /**
     * An object, from 0.
     *
     * @param now nanoseconds since the start
     */
    int next(long now);
  }

  /**
   * Zipf's law: the object of rank k, from 1, is asked for in proportion to 1 / k^exponent.
   *
   * @param exponent 0 makes all alike; web and key-value traffic has about 0.6 to 1.2
   */
  record Zipf(int objects, double exponent) implements Popularity {
    public Zipf {
      atLeastOne(objects);
      if (!(exponent >= 0 && exponent <= 10)) {
        throw new IllegalArgumentException("a Zipf exponent is 0 to 10, not " + exponent);
      }
    }

    /** The share of requests for each object, most popular first. */
    public double[] shares() {
      double[] shares = new double[objects];
      double sum = 0;
      for (int k = 0; k < objects; k++) {
        shares[k] = 1 / StrictMath.pow(k + 1.0, exponent);
        sum += shares[k];
      }
      for (int k = 0; k < objects; k++) {
        shares[k] /= sum;
      }
      return shares;
    }

    @Override
    public Draws draws(long seed) {
      return new ZipfRanks(objects, exponent, seed);
    }
  }

  /** All alike. */
  record Uniform(int objects) implements Popularity {
    public Uniform {
      atLeastOne(objects);
    }

    @Override
    public Draws draws(long seed) {
      SplittableRandom chance = new SplittableRandom(seed);
      return now -> below(chance, objects);
    }
  }

  /**
   * A few objects get most of the requests.
   *
   * @param hotObjects how many are hot, 1 to all
   * @param hotShare the share of requests that goes to them, 0 to 1
   */
  record Hotspot(int objects, int hotObjects, double hotShare) implements Popularity {
    public Hotspot {
      atLeastOne(objects);
      if (hotObjects < 1 || hotObjects > objects) {
        throw new IllegalArgumentException(
            "of " + objects + " objects 1 to all can be hot, not " + hotObjects);
      }
      if (!(hotShare >= 0 && hotShare <= 1)) {
        throw new IllegalArgumentException("a share is 0 to 1, not " + hotShare);
      }
    }

    @Override
    public Draws draws(long seed) {
      SplittableRandom chance = new SplittableRandom(seed);
      return now ->
          hotObjects == objects || chance.nextDouble() < hotShare
              ? below(chance, hotObjects)
              : hotObjects + below(chance, objects - hotObjects);
    }
  }

  /** One object after the other, and again from the first. */
  record Scan(int objects) implements Popularity {
    public Scan {
      atLeastOne(objects);
    }

    @Override
    public Draws draws(long seed) {
      int[] next = {(int) Long.remainderUnsigned(seed, objects)};
      return now -> {
        int object = next[0];
        next[0] = object + 1 == objects ? 0 : object + 1;
        return object;
      };
    }
  }

  /**
   * Popularity that moves on: what was rank k is, one interval later, rank k + 1, and an unpopular
   * object becomes the most popular.
   *
   * @param shape the popularity at each moment
   * @param everySeconds the interval, more than 0
   */
  record Drifting(Zipf shape, double everySeconds) implements Popularity {
    public Drifting {
      if (!(everySeconds > 0)) {
        throw new IllegalArgumentException("an interval is more than 0 s, not " + everySeconds);
      }
    }

    @Override
    public int objects() {
      return shape.objects();
    }

    @Override
    public Draws draws(long seed) {
      Draws ranks = shape.draws(seed);
      double nanos = everySeconds * TimeUnit.SECONDS.toNanos(1);
      int objects = shape.objects();
      return now -> {
        int moved = (int) ((long) (now / nanos) % objects);
        int object = ranks.next(now) - moved;
        return object < 0 ? object + objects : object;
      };
    }
  }

  /** Any of so many, without a division; the bias is one in 2^32 at most. */
  private static int below(SplittableRandom chance, int bound) {
    return (int) (((chance.nextLong() >>> 32) * bound) >>> 32);
  }

  private static void atLeastOne(int objects) {
    if (objects < 1) {
      throw new IllegalArgumentException("there is at least 1 object, not " + objects);
    }
  }
}
