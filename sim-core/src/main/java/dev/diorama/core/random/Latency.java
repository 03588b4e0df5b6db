package dev.diorama.core.random;

import java.time.Duration;
import org.apiguardian.api.API;

/**
 * A distribution of latencies given by its median, 90th and 99th percentile.
 *
 * <p>A sample is drawn by inverting a piecewise log-linear distribution through half the median,
 * the three given points, and twice the 99th percentile at the end: the published percentiles are
 * met exactly, and no sample is without bound.
 *
 * @param p50Nanos median, nanoseconds, more than 0 unless all are 0
 * @param p90Nanos 90th percentile, nanoseconds
 * @param p99Nanos 99th percentile, nanoseconds
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Latency(long p50Nanos, long p90Nanos, long p99Nanos) {
  /** No latency at all. */
  public static final Latency NONE = new Latency(0, 0, 0);

  private static final double[] QUANTILES = {0.0, 0.5, 0.9, 0.99, 1.0};

  public Latency {
    if (p50Nanos < 0 || p90Nanos < p50Nanos || p99Nanos < p90Nanos) {
      throw new IllegalArgumentException(
          "percentiles must rise from 0: " + p50Nanos + ", " + p90Nanos + ", " + p99Nanos);
    }
  }

  /** The same latency every time. */
  public static Latency constant(Duration duration) {
    long nanos = duration.toNanos();
    return new Latency(nanos, nanos, nanos);
  }

  /** A distribution by percentiles in milliseconds. */
  public static Latency ofMillis(double p50, double p90, double p99) {
    return new Latency(
        StrictMath.round(p50 * 1e6), StrictMath.round(p90 * 1e6), StrictMath.round(p99 * 1e6));
  }

  /** One draw, in nanoseconds. */
  public long sample(SimRandom random) {
    return p50Nanos == p99Nanos ? p50Nanos : at(random.nextDouble());
  }

  /**
   * The latency that a share of all draws do not exceed, in nanoseconds.
   *
   * @param u the share, 0 to 1
   */
  public long at(double u) {
    if (p50Nanos == p99Nanos) {
      return p50Nanos;
    }
    double[] points = {p50Nanos / 2.0, p50Nanos, p90Nanos, p99Nanos, p99Nanos * 2.0};
    int i = 1;
    while (i < QUANTILES.length - 1 && u > QUANTILES[i]) {
      i++;
    }
    double share = (u - QUANTILES[i - 1]) / (QUANTILES[i] - QUANTILES[i - 1]);
    double low = StrictMath.log(Math.max(1, points[i - 1]));
    double high = StrictMath.log(Math.max(1, points[i]));
    return StrictMath.round(StrictMath.exp(low + share * (high - low)));
  }
}
