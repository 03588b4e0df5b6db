package dev.diorama.whatif.curve;

import org.apiguardian.api.API;

/**
 * What a cache hits when requests are independent of each other and only popularity is known.
 *
 * <p>An LRU cache holds about those objects that were asked for within one <em>characteristic
 * time</em>, the time in which as many distinct objects are asked for as fit (Che, Tung and Wang,
 * IEEE JSAC 20(7), 2002; its error on Zipf popularity is well below a percentage point: Fricker,
 * Robert and Roberts, ITC 2012). An object of rate λ then hits with probability 1 − e^(−λT). A
 * cache bounded by a time to live from storing, and by nothing else, misses once in 1 + λ·ttl
 * requests.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class CheApproximation {
  private final double[] rates;
  private final double total;

  /**
   * Objects of one size each.
   *
   * @param rates requests a second for each object, none negative, at least one positive
   */
  public CheApproximation(double[] rates) {
    this.rates = rates.clone();
    double sum = 0;
    for (double rate : rates) {
      if (!(rate >= 0)) {
        throw new IllegalArgumentException("a rate is not negative: " + rate);
      }
      sum += rate;
    }
    if (!(sum > 0)) {
      throw new IllegalArgumentException("nothing is asked for: every rate is 0");
    }
    this.total = sum;
  }

  /**
   * The time in which so many distinct objects are asked for, seconds; infinite when there are no
   * more objects than that.
   *
   * @param objects at least 0
   */
  public double characteristicTime(double objects) {
    int asked = 0;
    for (double rate : rates) {
      asked += rate > 0 ? 1 : 0;
    }
    if (objects >= asked) {
      return Double.POSITIVE_INFINITY;
    }
    double low = 0;
    double high = 1 / total;
    while (distinct(high) < objects) {
      high *= 2;
    }
    for (int i = 0; i < 200 && high - low > high * 1e-12; i++) {
      double middle = (low + high) / 2;
      if (distinct(middle) < objects) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (low + high) / 2;
  }

  private double distinct(double seconds) {
    double sum = 0;
    for (double rate : rates) {
      sum -= StrictMath.expm1(-rate * seconds);
    }
    return sum;
  }

  /** The share of requests that an LRU cache with room for so many objects hits. */
  public double lruHitRatio(double objects) {
    double time = characteristicTime(objects);
    if (Double.isInfinite(time)) {
      return 1;
    }
    double hits = 0;
    for (double rate : rates) {
      hits -= rate * StrictMath.expm1(-rate * time);
    }
    return hits / total;
  }

  /** The share of requests hit when objects live so long from when they were stored, seconds. */
  public double ttlHitRatio(double ttlSeconds) {
    double hits = 0;
    for (double rate : rates) {
      double each = rate * ttlSeconds;
      hits += rate * each / (1 + each);
    }
    return hits / total;
  }
}
