package dev.diorama.whatif.workload;

import org.apiguardian.api.API;

/**
 * How much traffic there is at each moment. Rates are requests a second, times seconds since the
 * start.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public sealed interface RateCurve {
  /** The rate at a moment, requests a second. */
  double rate(double seconds);

  /** The requests to be expected from the start up to a moment: the area below the curve. */
  double expected(double seconds);

  /** The same rate always. */
  record Constant(double perSecond) implements RateCurve {
    public Constant {
      notNegative(perSecond);
    }

    @Override
    public double rate(double seconds) {
      return perSecond;
    }

    @Override
    public double expected(double seconds) {
      return perSecond * seconds;
    }
  }

  /**
   * From one rate to another in a straight line, and then that.
   *
   * @param overSeconds how long the way takes, more than 0
   */
  record Ramp(double from, double to, double overSeconds) implements RateCurve {
    public Ramp {
      notNegative(from);
      notNegative(to);
      moreThanNothing(overSeconds);
    }

    @Override
    public double rate(double seconds) {
      return seconds >= overSeconds ? to : from + (to - from) * seconds / overSeconds;
    }

    @Override
    public double expected(double seconds) {
      double rising = Math.min(seconds, overSeconds);
      return from * rising
          + (to - from) * rising * rising / (2 * overSeconds)
          + to * (seconds - rising);
    }
  }

  /**
   * Day and night: a sine with a period of 24 hours.
   *
   * @param mean the rate averaged over a day
   * @param swing how far the peak lies above the mean, as a share of it: 0.8 is 1.8 times the mean
   *     at the peak and 0.2 times at night; 0 to 1
   * @param peakHour hours after the start at which the first peak comes, 0 to 24
   */
  record Diurnal(double mean, double swing, double peakHour) implements RateCurve {
    private static final double TURN = 2 * StrictMath.PI / 86_400;

    public Diurnal {
      notNegative(mean);
      if (!(swing >= 0 && swing <= 1)) {
        throw new IllegalArgumentException("a swing is 0 to 1, not " + swing);
      }
      if (!(peakHour >= 0 && peakHour <= 24)) {
        throw new IllegalArgumentException("a peak is at hour 0 to 24, not " + peakHour);
      }
    }

    @Override
    public double rate(double seconds) {
      return mean * (1 + swing * StrictMath.cos(TURN * (seconds - peakHour * 3600)));
    }

    @Override
    public double expected(double seconds) {
      double start = StrictMath.sin(-TURN * peakHour * 3600);
      double now = StrictMath.sin(TURN * (seconds - peakHour * 3600));
      return mean * (seconds + swing * (now - start) / TURN);
    }
  }

  /**
   * A base rate, and for a while a multiple of it.
   *
   * @param factor what the base is multiplied by meanwhile, 0 or more
   * @param atSeconds when it begins, 0 or more
   * @param forSeconds how long it lasts, more than 0
   */
  record Spike(double base, double factor, double atSeconds, double forSeconds)
      implements RateCurve {
    public Spike {
      notNegative(base);
      notNegative(factor);
      notNegative(atSeconds);
      moreThanNothing(forSeconds);
    }

    @Override
    public double rate(double seconds) {
      return seconds >= atSeconds && seconds < atSeconds + forSeconds ? base * factor : base;
    }

    @Override
    public double expected(double seconds) {
      double inside = Math.max(0, Math.min(seconds - atSeconds, forSeconds));
      return base * (seconds + (factor - 1) * inside);
    }
  }

  /** Other traffic, so many times over. */
  record Scaled(RateCurve curve, double factor) implements RateCurve {
    public Scaled {
      notNegative(factor);
    }

    @Override
    public double rate(double seconds) {
      return factor * curve.rate(seconds);
    }

    @Override
    public double expected(double seconds) {
      return factor * curve.expected(seconds);
    }
  }

  /** Two kinds of traffic together. */
  record Sum(RateCurve one, RateCurve other) implements RateCurve {
    @Override
    public double rate(double seconds) {
      return one.rate(seconds) + other.rate(seconds);
    }

    @Override
    public double expected(double seconds) {
      return one.expected(seconds) + other.expected(seconds);
    }
  }

  private static void notNegative(double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("a rate or a time is 0 or more, not " + value);
    }
  }

  private static void moreThanNothing(double seconds) {
    if (!(seconds > 0 && seconds < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("a length of time is more than 0 s, not " + seconds);
    }
  }
}
