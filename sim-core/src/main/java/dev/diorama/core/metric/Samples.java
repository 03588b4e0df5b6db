package dev.diorama.core.metric;

import java.util.List;
import java.util.OptionalDouble;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * Samples taken together: how many, their sum, least and greatest, and their values as far as
 * percentiles need them.
 *
 * <p>Most metrics count ones; so values are not kept before two of them differ. Percentiles do not
 * exist over negative values, nor over sets of which only the four figures are known, unless all
 * samples of the set are equal; documented:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Samples {
  private double count;
  private double sum;
  private double min;
  private double max;
  private boolean veiled;
  private @Nullable ValueCounts values;

  /** No samples. */
  public Samples() {}

  /** A value that was seen {@code count} times. */
  public static Samples of(double value, double count) {
    Samples samples = new Samples();
    samples.add(value, count);
    return samples;
  }

  /** A set of which only the four figures are known. */
  public static Samples set(double count, double sum, double min, double max) {
    if (min == max) {
      Samples equal = of(min, count);
      equal.sum = sum;
      return equal;
    }
    Samples set = new Samples();
    set.count = count;
    set.sum = sum;
    set.min = min;
    set.max = max;
    set.veiled = true;
    return set;
  }

  /** Adds a value that was seen {@code times} times. */
  public void add(double value, double times) {
    if (count == 0) {
      min = value;
      max = value;
    } else if (values != null) {
      values.add(value, times);
    } else if (value != min && !veiled) {
      values = new ValueCounts();
      values.add(min, count);
      values.add(value, times);
    }
    count += times;
    sum += value * times;
    min = Math.min(min, value);
    max = Math.max(max, value);
  }

  /** Adds all of {@code other}. */
  public void add(Samples other) {
    if (other.count == 0) {
      return;
    }
    veiled |= other.veiled;
    if (veiled) {
      values = null;
      min = count == 0 ? other.min : Math.min(min, other.min);
      max = count == 0 ? other.max : Math.max(max, other.max);
      count += other.count;
      sum += other.sum;
      return;
    }
    double exactly = sum + other.sum;
    if (other.values == null) {
      add(other.min, other.count);
    } else {
      double least = count == 0 ? other.min : Math.min(min, other.min);
      double greatest = count == 0 ? other.max : Math.max(max, other.max);
      other.values.list().forEach(each -> add(each.value(), each.count()));
      // Beyond some number of them, values are kept roundly; the extremes are known better.
      min = least;
      max = greatest;
    }
    sum = exactly;
  }

  /** True when there are none. */
  public boolean isEmpty() {
    return count == 0;
  }

  /** How many; CloudWatch lets a sample count for a fraction. */
  public double count() {
    return count;
  }

  /** Their sum. */
  public double sum() {
    return sum;
  }

  /** The least; 0 when there is none. */
  public double min() {
    return min;
  }

  /** The greatest; 0 when there is none. */
  public double max() {
    return max;
  }

  /** The mean; 0 when there are none. */
  public double average() {
    return count == 0 ? 0 : sum / count;
  }

  /** Its values in order, each with how often it was seen; empty where they are not known. */
  public List<ValueCount> values() {
    if (count == 0 || veiled || min < 0) {
      return List.of();
    }
    return values == null ? List.of(new ValueCount(min, count)) : values.list();
  }

  /**
   * A value and how often it was seen.
   *
   * @param value exact, or within half a percent where there are many
   * @param count how often
   */
  public record ValueCount(double value, double count) {}

  /**
   * The value that {@code percent} of the samples do not exceed, by nearest rank; AWS does not say
   * how it interpolates. Empty where values are not known.
   */
  public OptionalDouble percentile(double percent) {
    List<ValueCount> known = values();
    if (known.isEmpty()) {
      return OptionalDouble.empty();
    }
    double wanted = count * percent / 100;
    double seen = 0;
    for (ValueCount each : known) {
      seen += each.count();
      if (seen >= wanted) {
        return OptionalDouble.of(Math.max(min, Math.min(max, each.value())));
      }
    }
    return OptionalDouble.of(max);
  }

  Metrics.Summary summary() {
    return new Metrics.Summary(Math.round(count), sum, min, max);
  }
}
