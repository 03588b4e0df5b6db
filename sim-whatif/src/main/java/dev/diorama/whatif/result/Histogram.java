package dev.diorama.whatif.result;

import java.io.Serializable;
import java.util.Arrays;
import org.apiguardian.api.API;

/**
 * A distribution of times, compact: counts in buckets whose width grows with the time, 32 to each
 * doubling, so that a percentile is within 1.6 % of the truth. The mean, the count and the extremes
 * are exact.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Histogram implements Serializable {
  /** Nothing. */
  public static final Histogram EMPTY = builder().build();

  /** Buckets to each doubling, as a power of two. */
  private static final int SUB_BITS = 5;

  private static final int SUB = 1 << SUB_BITS;

  /** Times are told apart from about a microsecond on. */
  private static final int UNIT_BITS = 10 - SUB_BITS;

  /** Up to 2^44 ns, almost five hours. */
  private static final int BUCKETS = (44 - 10 + 2) * SUB;

  private final long[] counts;
  private final int first;
  private final long count;
  private final double sum;
  private final long min;
  private final long max;

  private Histogram(Builder builder) {
    int low = 0;
    int high = builder.counts.length;
    while (low < high && builder.counts[low] == 0) {
      low++;
    }
    while (high > low && builder.counts[high - 1] == 0) {
      high--;
    }
    this.first = low;
    this.counts = Arrays.copyOfRange(builder.counts, low, high);
    this.count = builder.count;
    this.sum = builder.sum;
    this.min = builder.count == 0 ? 0 : builder.min;
    this.max = builder.max;
  }

  /** Starts an empty one. */
  public static Builder builder() {
    return new Builder();
  }

  /** How many times were recorded. */
  public long count() {
    return count;
  }

  /** Their mean, nanoseconds; 0 without any. */
  public double meanNanos() {
    return count == 0 ? 0 : sum / count;
  }

  /** The least, nanoseconds; 0 without any. */
  public long minNanos() {
    return min;
  }

  /** The greatest, nanoseconds; 0 without any. */
  public long maxNanos() {
    return max;
  }

  /**
   * The time that a share of all are no longer than, nanoseconds; 0 without any.
   *
   * @param quantile 0 to 1, such as 0.99
   */
  public long nanosAt(double quantile) {
    if (!(quantile >= 0 && quantile <= 1)) {
      throw new IllegalArgumentException("a quantile is 0 to 1, not " + quantile);
    }
    if (count == 0) {
      return 0;
    }
    // The epsilon keeps 0.99 of 100 from asking for the hundredth.
    long wanted = Math.max(1, (long) Math.ceil(quantile * count - 1e-9));
    long seen = 0;
    for (int i = 0; i < counts.length; i++) {
      seen += counts[i];
      if (seen >= wanted) {
        long middle = (lowest(first + i) + lowest(first + i + 1)) >>> 1;
        return Math.max(min, Math.min(max, middle));
      }
    }
    return max;
  }

  /** As {@link #nanosAt}, milliseconds. */
  public double millisAt(double quantile) {
    return nanosAt(quantile) / 1e6;
  }

  /**
   * The share of all that took no longer than that, 0 to 1: a point of the distribution's curve.
   */
  public double shareUpTo(long nanos) {
    long seen = 0;
    int last = bucket(nanos);
    for (int i = 0; i < counts.length && first + i <= last; i++) {
      seen += counts[i];
    }
    return count == 0 ? 0 : (double) seen / count;
  }

  /** Both together. */
  public Histogram plus(Histogram other) {
    return builder().add(this).add(other).build();
  }

  private static int bucket(long nanos) {
    long units = nanos >>> UNIT_BITS;
    if (units < SUB) {
      return (int) units;
    }
    int octave = Long.SIZE - 1 - Long.numberOfLeadingZeros(units) - SUB_BITS;
    int at = (octave + 1) * SUB + (int) ((units >>> octave) - SUB);
    return Math.min(at, BUCKETS - 1);
  }

  private static long lowest(int bucket) {
    if (bucket < SUB) {
      return (long) bucket << UNIT_BITS;
    }
    int octave = bucket / SUB - 1;
    return (long) (SUB + bucket % SUB) << (octave + UNIT_BITS);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Histogram histogram
        && first == histogram.first
        && count == histogram.count
        && sum == histogram.sum
        && Arrays.equals(counts, histogram.counts);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(counts) + first;
  }

  @Override
  public String toString() {
    return count + " times, p50 " + millisAt(0.5) + " ms, p99 " + millisAt(0.99) + " ms";
  }

  /** Collects times. */
  public static final class Builder {
    private final long[] counts = new long[BUCKETS];
    private long count;
    private double sum;
    private long min = Long.MAX_VALUE;
    private long max;

    private Builder() {}

    /** One more time, nanoseconds, not negative. */
    public void record(long nanos) {
      record(nanos, 1);
    }

    /** The same time so many times. */
    public void record(long nanos, long times) {
      if (nanos < 0 || times < 0) {
        throw new IllegalArgumentException("not a time: " + nanos + " ns, " + times + " times");
      }
      if (times == 0) {
        return;
      }
      counts[bucket(nanos)] += times;
      count += times;
      sum += (double) nanos * times;
      min = Math.min(min, nanos);
      max = Math.max(max, nanos);
    }

    /** All of another. */
    public Builder add(Histogram other) {
      for (int i = 0; i < other.counts.length; i++) {
        counts[other.first + i] += other.counts[i];
      }
      if (other.count > 0) {
        count += other.count;
        sum += other.sum;
        min = Math.min(min, other.min);
        max = Math.max(max, other.max);
      }
      return this;
    }

    /** Whether nothing was recorded. */
    public boolean isEmpty() {
      return count == 0;
    }

    /** What was recorded. */
    public Histogram build() {
      return new Histogram(this);
    }
  }
}
