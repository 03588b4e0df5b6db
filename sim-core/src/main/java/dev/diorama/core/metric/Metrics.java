package dev.diorama.core.metric;

import dev.diorama.core.time.SimClock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apiguardian.api.API;

/**
 * The metrics of an instance, split by account and Region as CloudWatch's are: namespace, name and
 * dimensions, summed up by the minute.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Metrics {
  /**
   * What is measured.
   *
   * @param account whose resource
   * @param region where it lies; {@code us-east-1} for CloudFront, as on AWS
   * @param namespace such as {@code AWS/DynamoDB}
   * @param name such as {@code ConsumedReadCapacityUnits}
   * @param dimensions such as {@code TableName=Todos}, in name order
   */
  public record Key(
      String account,
      String region,
      String namespace,
      String name,
      SortedMap<String, String> dimensions)
      implements Comparable<Key> {
    private static final Comparator<Key> ORDER =
        Comparator.comparing(Key::namespace)
            .thenComparing(Key::name)
            .thenComparing(key -> key.dimensions().toString())
            .thenComparing(Key::region)
            .thenComparing(Key::account);

    public Key {
      dimensions = Collections.unmodifiableSortedMap(new TreeMap<>(dimensions));
    }

    @Override
    public int compareTo(Key other) {
      return ORDER.compare(this, other);
    }

    private boolean has(String namespace, String name, String... dimensions) {
      boolean match = this.namespace.equals(namespace) && this.name.equals(name);
      for (int i = 0; match && i < dimensions.length; i += 2) {
        match = dimensions[i + 1].equals(this.dimensions.get(dimensions[i]));
      }
      return match;
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

  private final MinuteClock clock;
  private final SortedMap<Key, Series> series = new TreeMap<>();
  private final Map<String, RegionalMetrics> regions = new LinkedHashMap<>();

  /** No metrics yet; minutes are those of {@code clock}. */
  public Metrics(SimClock clock) {
    this.clock = new MinuteClock(clock);
  }

  /** The metrics of one account in one Region. */
  public synchronized RegionalMetrics in(String account, String region) {
    RegionalMetrics known = regions.get(account + '/' + region);
    if (known == null) {
      known = new RegionalMetrics(this, account, region);
      regions.put(account + '/' + region, known);
    }
    return known;
  }

  /** The series of a key, which begins here if nothing was ever asked of it. */
  synchronized Series series(Key key) {
    Series known = series.get(key);
    if (known == null) {
      known =
          new Series(
              key, clock, in(key.account(), key.region()).watchers(key.namespace(), key.name()));
      series.put(key, known);
    }
    return known;
  }

  /** Every series that has samples, in order. */
  synchronized List<Series> all() {
    List<Series> all = new ArrayList<>();
    for (Series each : series.values()) {
      if (!each.isEmpty()) {
        all.add(each);
      }
    }
    return all;
  }

  /** What every series that has samples measures, in order. */
  public List<Key> keys() {
    return all().stream().map(Series::key).toList();
  }

  /** The summaries of a series, by minutes since the epoch; older ones cover 5 minutes, or 60. */
  public Map<Long, Summary> minutes(Key key) {
    Series found;
    synchronized (this) {
      found = series.get(key);
    }
    return found == null ? Map.of() : found.minutes();
  }

  /**
   * All samples of a metric taken together, of every account and Region, over every series that has
   * at least the given dimensions.
   */
  public Summary total(String namespace, String name, String... dimensions) {
    return total(all(), namespace, name, dimensions);
  }

  static Summary total(List<Series> of, String namespace, String name, String... dimensions) {
    Summary total = Summary.NONE;
    for (Series each : of) {
      if (each.key().has(namespace, name, dimensions)) {
        total = total.plus(each.total());
      }
    }
    return total;
  }
}
