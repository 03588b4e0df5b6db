package dev.diorama.whatif.cost;

import java.util.ArrayList;
import java.util.List;
import org.apiguardian.api.API;

/**
 * At which traffic two alternatives cost the same.
 *
 * @param one an alternative
 * @param other another
 * @param cost of the one in a month at the run's traffic, US dollars
 * @param otherCost of the other
 * @param points multiples of the run's traffic at which they change places, rising; between a
 *     thousandth and a thousand times
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record BreakEven(
    Alternative one, Alternative other, double cost, double otherCost, List<Point> points) {
  private static final double LEAST = 1e-3;
  private static final double MOST = 1e3;
  private static final int STEPS = 240;
  private static final double SAME = 1e-9;

  /**
   * Where they change places.
   *
   * @param traffic multiple of the run's
   * @param oneIsCheaperAbove which is the cheaper at more traffic
   */
  public record Point(double traffic, boolean oneIsCheaperAbove) {}

  public BreakEven {
    points = List.copyOf(points);
  }

  /** Compares two. */
  public static BreakEven between(Alternative one, Alternative other, Billing billing) {
    List<Point> points = new ArrayList<>();
    double ratio = StrictMath.pow(MOST / LEAST, 1.0 / STEPS);
    double low = LEAST;
    double before = difference(one, other, billing, low);
    for (int i = 1; i <= STEPS; i++) {
      double high = LEAST * StrictMath.pow(ratio, i);
      double after = difference(one, other, billing, high);
      // A tie is not yet a change of places: it is settled by the next step that is none.
      if (Math.abs(after) > SAME) {
        if (before * after < 0) {
          points.add(new Point(zero(one, other, billing, low, high), after < 0));
        }
        before = after;
        low = high;
      }
    }
    return new BreakEven(one, other, one.cost(billing, 1), other.cost(billing, 1), points);
  }

  private static double zero(
      Alternative one, Alternative other, Billing billing, double low, double high) {
    double below = low;
    double above = high;
    boolean positive = difference(one, other, billing, below) > 0;
    for (int i = 0; i < 50; i++) {
      double middle = (below + above) / 2;
      if (difference(one, other, billing, middle) > 0 == positive) {
        below = middle;
      } else {
        above = middle;
      }
    }
    return (below + above) / 2;
  }

  private static double difference(
      Alternative one, Alternative other, Billing billing, double traffic) {
    return one.cost(billing, traffic) - other.cost(billing, traffic);
  }
}
