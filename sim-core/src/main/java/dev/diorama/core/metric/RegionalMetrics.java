package dev.diorama.core.metric;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ObjLongConsumer;
import org.apiguardian.api.API;

/**
 * The metrics of one account in one Region: what a CloudWatch client of that Region sees.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class RegionalMetrics {
  private final Metrics metrics;
  private final String account;
  private final String region;

  /** Series by namespace, name and dimensions as they were spelled; never gone through. */
  private final Map<List<String>, Series> spelled = new HashMap<>();

  /** Who watches a metric, by namespace and name; never gone through. */
  private final Map<List<String>, List<ObjLongConsumer<Series>>> watchers =
      new ConcurrentHashMap<>();

  RegionalMetrics(Metrics metrics, String account, String region) {
    this.metrics = metrics;
    this.account = account;
    this.region = region;
  }

  /** Adds one sample at the present minute; dimensions are given as name, value, name, value. */
  public void add(String namespace, String name, double value, String... dimensions) {
    series(namespace, name, dimensions).add(value);
  }

  /**
   * The series of a metric, for those who add to it often; it is not listed before it has samples.
   *
   * @param dimensions as name, value, name, value
   */
  public Series series(String namespace, String name, String... dimensions) {
    String[] words = new String[dimensions.length + 2];
    words[0] = namespace;
    words[1] = name;
    System.arraycopy(dimensions, 0, words, 2, dimensions.length);
    List<String> spelling = Arrays.asList(words);
    synchronized (spelled) {
      Series known = spelled.get(spelling);
      if (known == null) {
        known = series(namespace, name, named(dimensions));
        spelled.put(spelling, known);
      }
      return known;
    }
  }

  /** The series of a metric; it is not listed before it has samples. */
  public Series series(String namespace, String name, SortedMap<String, String> dimensions) {
    return metrics.series(new Metrics.Key(account, region, namespace, name, dimensions));
  }

  private static SortedMap<String, String> named(String... dimensions) {
    if (dimensions.length % 2 != 0) {
      throw new IllegalArgumentException("dimensions come in pairs: " + List.of(dimensions));
    }
    SortedMap<String, String> named = new TreeMap<>();
    for (int i = 0; i < dimensions.length; i += 2) {
      named.put(dimensions[i], dimensions[i + 1]);
    }
    return named;
  }

  /**
   * Has {@code watcher} told of every sample of a metric here, whatever its dimensions: the series,
   * and the sample's time in seconds since the epoch. It is told by whoever counts, on their
   * thread.
   */
  public void watch(String namespace, String name, ObjLongConsumer<Series> watcher) {
    watchers(namespace, name).add(watcher);
  }

  /** Has {@code watcher} told no more. */
  public void unwatch(String namespace, String name, ObjLongConsumer<Series> watcher) {
    watchers(namespace, name).remove(watcher);
  }

  List<ObjLongConsumer<Series>> watchers(String namespace, String name) {
    return watchers.computeIfAbsent(
        List.of(namespace, name), metric -> new CopyOnWriteArrayList<>());
  }

  /** Every series here that has samples, in order. */
  public List<Series> all() {
    return metrics.all().stream()
        .filter(each -> each.key().account().equals(account) && each.key().region().equals(region))
        .toList();
  }

  /** What every series here that has samples measures, in order. */
  public List<Metrics.Key> keys() {
    return all().stream().map(Series::key).toList();
  }

  /**
   * All samples of a metric taken together, over every series here that has at least the given
   * dimensions.
   */
  public Metrics.Summary total(String namespace, String name, String... dimensions) {
    return Metrics.total(all(), namespace, name, dimensions);
  }
}
