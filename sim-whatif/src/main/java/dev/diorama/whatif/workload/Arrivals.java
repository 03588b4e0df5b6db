package dev.diorama.whatif.workload;

import java.util.SplittableRandom;
import org.apiguardian.api.API;

/**
 * The times at which requests arrive: by a clockwork, each when the curve says that one more is
 * due, or by chance, as a Poisson process of the curve's rate.
 *
 * <p>Both walk along the area below the curve, by 1 or by exponentially distributed steps, and ask
 * at what time the area has grown so far; so any curve serves both, and nothing is thrown away.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Arrivals {
  /** What {@link #next()} answers when the time is over. */
  public static final long OVER = -1;

  private static final double NANOS = 1e9;
  private static final int NEWTON_STEPS = 6;

  /** How close to the wanted area is close enough, requests. */
  private static final double CLOSE = 1e-7;

  private final RateCurve curve;
  private final double endSeconds;
  private final double expectedAtEnd;
  private final boolean byChance;
  private final SplittableRandom chance;
  private double area;
  private double seconds;

  private Arrivals(RateCurve curve, double endSeconds, boolean byChance, long seed) {
    if (!(endSeconds > 0 && endSeconds * NANOS < Long.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "a run takes more than 0 s and less than 292 years, not " + endSeconds + " s");
    }
    this.curve = curve;
    this.endSeconds = endSeconds;
    this.expectedAtEnd = curve.expected(endSeconds);
    this.byChance = byChance;
    this.chance = new SplittableRandom(seed);
  }

  /** Requests that follow the curve exactly. */
  public static Arrivals regular(RateCurve curve, double endSeconds) {
    return new Arrivals(curve, endSeconds, false, 0);
  }

  /** Requests that come independently of each other, by a seed. */
  public static Arrivals poisson(RateCurve curve, double endSeconds, long seed) {
    return new Arrivals(curve, endSeconds, true, seed);
  }

  /** When the next request arrives, nanoseconds since the start; {@link #OVER} after the end. */
  public long next() {
    area += byChance ? exponential() : 1;
    if (area > expectedAtEnd) {
      return OVER;
    }
    seconds = timeOf(area);
    return (long) (seconds * NANOS);
  }

  private double exponential() {
    // 1 - u is in (0, 1], so the logarithm is finite.
    return -StrictMath.log(1 - chance.nextDouble());
  }

  /** The time by which so many requests are to be expected; it lies at or after the last one. */
  private double timeOf(double wanted) {
    double time = seconds;
    for (int i = 0; i < NEWTON_STEPS; i++) {
      double rate = curve.rate(time);
      double missing = wanted - curve.expected(time);
      if (Math.abs(missing) < CLOSE) {
        return Math.max(seconds, time);
      }
      time += missing / rate;
      if (!(time >= seconds && time <= endSeconds)) {
        break;
      }
    }
    double low = seconds;
    double high = endSeconds;
    while (high - low > 1 / NANOS) {
      double middle = (low + high) / 2;
      if (middle <= low || middle >= high) {
        break;
      }
      if (curve.expected(middle) < wanted) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }
}
