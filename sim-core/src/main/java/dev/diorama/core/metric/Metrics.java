package dev.diorama.core.metric;

import dev.diorama.core.time.SimClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apiguardian.api.API;

/**
 * The metrics of an instance: namespace, name and dimensions as CloudWatch has them, one summary a
 * minute, kept for 15 days as CloudWatch keeps one-minute data.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Metrics {
  /**
   * Retention of one-minute data points, documented:
   * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html
   */
  static final long KEPT_MINUTES = 15L * 24 * 60;

  /**
   * What is measured.
   *
   * @param namespace such as {@code AWS/DynamoDB}
   * @param name such as {@code ConsumedReadCapacityUnits}
   * @param dimensions such as {@code TableName=Todos}, in name order
   */
  public record Key(String namespace, String name, SortedMap<String, String> dimensions)
      implements Comparable<Key> {
    public Key {
      dimensions = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(dimensions));
    }

    @Override
    public int compareTo(Key other) {
      return (namespace + '\0' + name + '\0' + dimensions)
          .compareTo(other.namespace + '\0' + other.name + '\0' + other.dimensions);
    }
  }

  /**
   * The summary of the samples of one minute, or of several.
   *
   * @param count how many samples
   * @param sum their sum
   * @param min the least; 0 when there is none
   * @param max the greatest; 0 when there is none
   */
  public record Summary(long count, double sum, double min, double max) {
    /** No samples. */
    public static final Summary NONE = new Summary(0, 0, 0, 0);

    /** Both taken together. */
    public Summary plus(Summary other) {
      if (count == 0 || other.count == 0) {
        return count == 0 ? other : this;
      }
      return new Summary(
          count + other.count, sum + other.sum, Math.min(min, other.min), Math.max(max, other.max));
    }

    /** The mean; 0 when there are no samples. */
    public double average() {
      return count == 0 ? 0 : sum / count;
    }
  }

  /** The samples of one minute so far. */
  private static final class Minute {
    /** When it begins, nanoseconds of the clock. */
    final long beginNanos;

    private long count;
    private double sum;
    private double min = Double.POSITIVE_INFINITY;
    private double max = Double.NEGATIVE_INFINITY;

    Minute(long beginNanos) {
      this.beginNanos = beginNanos;
    }

    boolean holds(long nowNanos) {
      return nowNanos >= beginNanos && nowNanos - beginNanos < NANOS_PER_MINUTE;
    }

    void add(double value) {
      count++;
      sum += value;
      min = Math.min(min, value);
      max = Math.max(max, value);
    }

    Summary summary() {
      return new Summary(count, sum, min, max);
    }
  }

  /**
   * One series, found once by whoever adds to it so often that finding it again would cost more
   * than the sample.
   */
  public final class Series {
    private final NavigableMap<Long, Minute> minutes = new TreeMap<>();
    private Minute newest = new Minute(Long.MAX_VALUE);

    private Series() {}

    /** Adds one sample at the present minute. */
    public void add(double value) {
      synchronized (Metrics.this) {
        if (!newest.holds(clock.nanos())) {
          long now = Math.floorDiv(clock.instant().getEpochSecond(), SECONDS_PER_MINUTE);
          newest =
              minutes.computeIfAbsent(
                  now,
                  number -> {
                    Instant begin = Instant.ofEpochSecond(number * SECONDS_PER_MINUTE);
                    return new Minute(clock.nanosAt(begin));
                  });
          minutes.headMap(now - KEPT_MINUTES).clear();
        }
        newest.add(value);
      }
    }

    private Map<Long, Summary> summaries() {
      Map<Long, Summary> all = new LinkedHashMap<>();
      minutes.forEach((number, minute) -> all.put(number, minute.summary()));
      return all;
    }
  }

  private static final long SECONDS_PER_MINUTE = TimeUnit.MINUTES.toSeconds(1);
  private static final long NANOS_PER_MINUTE = TimeUnit.MINUTES.toNanos(1);

  private final SimClock clock;
  private final SortedMap<Key, Series> series = new TreeMap<>();

  /** The same series, to be found and never gone through: comparing keys in order costs more. */
  private final Map<Key, Series> found = new HashMap<>();

  /** No metrics yet; minutes are those of {@code clock}. */
  public Metrics(SimClock clock) {
    this.clock = clock;
  }

  /** Adds one sample at the present minute; dimensions are given as name, value, name, value. */
  public void add(String namespace, String name, double value, String... dimensions) {
    series(namespace, name, dimensions).add(value);
  }

  /**
   * The series of that name and those dimensions, which is seen by readers from its first sample
   * on.
   */
  public Series series(String namespace, String name, String... dimensions) {
    if (dimensions.length % 2 != 0) {
      throw new IllegalArgumentException("dimensions come in pairs: " + List.of(dimensions));
    }
    SortedMap<String, String> named = new TreeMap<>();
    for (int i = 0; i < dimensions.length; i += 2) {
      named.put(dimensions[i], dimensions[i + 1]);
    }
    return series(new Key(namespace, name, named));
  }

  private synchronized Series series(Key key) {
    Series known = found.get(key);
    if (known == null) {
      known = new Series();
      found.put(key, known);
      series.put(key, known);
    }
    return known;
  }

  /** Every series that has had a sample, in order. */
  public synchronized List<Key> keys() {
    List<Key> keys = new ArrayList<>();
    series.forEach(
        (key, each) -> {
          if (!each.minutes.isEmpty()) {
            keys.add(key);
          }
        });
    return keys;
  }

  /** The one-minute summaries of a series, by minutes since the epoch. */
  public synchronized Map<Long, Summary> minutes(Key key) {
    Series known = series.get(key);
    return known == null ? Map.of() : known.summaries();
  }

  /**
   * All samples of a metric taken together, over every series that has at least the given
   * dimensions.
   */
  public synchronized Summary total(String namespace, String name, String... dimensions) {
    Summary total = Summary.NONE;
    for (Map.Entry<Key, Series> entry : series.entrySet()) {
      Key key = entry.getKey();
      boolean match = key.namespace().equals(namespace) && key.name().equals(name);
      for (int i = 0; match && i < dimensions.length; i += 2) {
        match = dimensions[i + 1].equals(key.dimensions().get(dimensions[i]));
      }
      if (match) {
        for (Summary summary : entry.getValue().summaries().values()) {
          total = total.plus(summary);
        }
      }
    }
    return total;
  }
}
