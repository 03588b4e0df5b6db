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

  /** The sums of ln(2)^k / k! from k = 1 on; the last is 1 to the precision of a double. */
  private static final double[] SUMS = sums();

  private final RateCurve curve;

  /** The rate where it is always the same; 0 where it is not. */
  private final double constant;

  private final double endSeconds;
  private final double expectedAtEnd;
  private final boolean byChance;
  private final SplittableRandom chance;
  private double area;
  private double seconds;

  private static final int MANTISSA_BITS = 52;
  private static final int BIAS = 1023;

  /** So many times ln(2). */
  private static final double[] DOUBLINGS = new double[MANTISSA_BITS + 2];

  private static final double[] POWERS = new double[DOUBLINGS.length];

  static {
    for (int i = 0; i < POWERS.length; i++) {
      DOUBLINGS[i] = i == 0 ? 0 : DOUBLINGS[i - 1] + SUMS[0];
      POWERS[i] = Math.scalb(1.0, i);
    }
  }

  private static double[] sums() {
    double[] sums = new double[16];
    double log2 = StrictMath.log(2);
    double term = 1;
    double sum = 0;
    for (int k = 1; k <= sums.length; k++) {
      term *= log2 / k;
      sum += term;
      sums[k - 1] = sum;
    }
    return sums;
  }

  private static double constant(RateCurve curve) {
    if (curve instanceof RateCurve.Scaled scaled) {
      return scaled.factor() * constant(scaled.curve());
    }
    return curve instanceof RateCurve.Constant constant ? constant.perSecond() : 0;
  }

  private Arrivals(RateCurve curve, double endSeconds, boolean byChance, long seed) {
    if (!(endSeconds > 0 && endSeconds * NANOS < Long.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "a run takes more than 0 s and less than 292 years, not " + endSeconds + " s");
    }
    this.curve = curve;
    this.constant = constant(curve);
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
    seconds = constant > 0 ? area / constant : timeOf(area);
    return (long) (seconds * NANOS);
  }

  /**
   * Draws from the exponential distribution of mean 1 without a logarithm: algorithm SA of Ahrens
   * and Dieter (Communications of the ACM 15(10), 1972).
   */
  private double exponential() {
    // In (0, 2]; its exponent tells how often it has to be doubled to be in (1, 2].
    double u = 2 * (1 - chance.nextDouble());
    int times = BIAS - (int) ((Double.doubleToRawLongBits(u) - 1) >>> MANTISSA_BITS);
    double doublings = DOUBLINGS[times];
    u = u * POWERS[times] - 1;
    if (u <= SUMS[0]) {
      return doublings + u;
    }
    double least = chance.nextDouble();
    for (int i = 1; ; i++) {
      least = Math.min(least, chance.nextDouble());
      if (i == SUMS.length - 1 || u <= SUMS[i]) {
        return doublings + least * SUMS[0];
      }
    }
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
