package dev.diorama.core.metric;

import dev.diorama.core.time.SimClock;
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

  private final SimClock clock;
  private final SortedMap<Key, NavigableMap<Long, Summary>> series = new TreeMap<>();

  /** The same series, to be found and never gone through: comparing keys in order costs more. */
  private final Map<Key, NavigableMap<Long, Summary>> found = new HashMap<>();

  /** No metrics yet; minutes are those of {@code clock}. */
  public Metrics(SimClock clock) {
    this.clock = clock;
  }

  /** Adds one sample at the present minute; dimensions are given as name, value, name, value. */
  public void add(String namespace, String name, double value, String... dimensions) {
    if (dimensions.length % 2 != 0) {
      throw new IllegalArgumentException("dimensions come in pairs: " + List.of(dimensions));
    }
    SortedMap<String, String> named = new TreeMap<>();
    for (int i = 0; i < dimensions.length; i += 2) {
      named.put(dimensions[i], dimensions[i + 1]);
    }
    add(new Key(namespace, name, named), value);
  }

  private synchronized void add(Key key, double value) {
    long minute = TimeUnit.SECONDS.toMinutes(clock.instant().getEpochSecond());
    NavigableMap<Long, Summary> minutes = found.get(key);
    if (minutes == null) {
      minutes = new TreeMap<>();
      found.put(key, minutes);
      series.put(key, minutes);
    }
    minutes.merge(minute, new Summary(1, value, value, value), Summary::plus);
    if (minutes.firstKey() < minute - KEPT_MINUTES) {
      minutes.headMap(minute - KEPT_MINUTES).clear();
    }
  }

  /** Every series there is, in order. */
  public synchronized List<Key> keys() {
    return new ArrayList<>(series.keySet());
  }

  /** The one-minute summaries of a series, by minutes since the epoch. */
  public synchronized Map<Long, Summary> minutes(Key key) {
    NavigableMap<Long, Summary> minutes = series.get(key);
    return minutes == null ? Map.of() : new LinkedHashMap<>(minutes);
  }

  /**
   * All samples of a metric taken together, over every series that has at least the given
   * dimensions.
   */
  public synchronized Summary total(String namespace, String name, String... dimensions) {
    Summary total = Summary.NONE;
    for (Map.Entry<Key, NavigableMap<Long, Summary>> entry : series.entrySet()) {
      Key key = entry.getKey();
      boolean match = key.namespace().equals(namespace) && key.name().equals(name);
      for (int i = 0; match && i < dimensions.length; i += 2) {
        match = dimensions[i + 1].equals(key.dimensions().get(dimensions[i]));
      }
      if (match) {
        for (Summary summary : entry.getValue().values()) {
          total = total.plus(summary);
        }
      }
    }
    return total;
  }
}
