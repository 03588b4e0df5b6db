package dev.diorama.cloudwatch;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.metric.Metrics;
import dev.diorama.core.metric.RegionalMetrics;
import dev.diorama.core.metric.Samples;
import dev.diorama.core.metric.Series;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What CloudWatch has of a metric: core's series, and the sums over series where AWS has a metric
 * of the whole too.
 */
final class MetricData {
  /** How long metrics are kept finely, seconds; documented with GetMetricStatistics. */
  private static final long DAY = Duration.ofDays(1).toSeconds();

  private static final long FINE = Duration.ofHours(3).toSeconds();

  /**
   * Dimensions of metrics of a whole, by namespace: those of which the services count only the
   * parts. Documented:
   * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/dax-metrics-dimensions-dax.html,
   * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-view.html and
   * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
   */
  private static final Map<String, List<Set<String>>> WHOLES =
      Map.of(
          "AWS/DAX", List.of(Set.of(), Set.of("ClusterId")),
          "AWS/Lambda", List.of(Set.of()),
          "AWS/ApiGateway", List.of(Set.of("ApiName")));

  private final Cloud cloud;

  MetricData(Cloud cloud) {
    this.cloud = cloud;
  }

  RegionalMetrics in(String account, String region) {
    return cloud.metrics().in(account, region);
  }

  /** Whether samples of a series belong to a metric. */
  static boolean covers(MetricRef metric, Metrics.Key key) {
    if (!key.namespace().equals(metric.namespace()) || !key.name().equals(metric.name())) {
      return false;
    }
    return key.dimensions().equals(metric.dimensions())
        || (isWhole(metric.namespace(), metric.dimensions().keySet())
            && key.dimensions().entrySet().containsAll(metric.dimensions().entrySet()));
  }

  private static boolean isWhole(String namespace, Set<String> dimensions) {
    return WHOLES.getOrDefault(namespace, List.of()).contains(dimensions);
  }

  /** The series that a metric is made of. */
  List<Series> series(RegionalMetrics here, MetricRef metric) {
    List<Series> found = new ArrayList<>();
    for (Series each : here.all()) {
      if (covers(metric, each.key())) {
        found.add(each);
      }
    }
    return found;
  }

  /** Every metric that has a sample since {@code sinceSecond}, wholes among them, in order. */
  Set<MetricRef> list(RegionalMetrics here, long sinceSecond) {
    Set<MetricRef> listed = new LinkedHashSet<>();
    for (Series each : here.all()) {
      if (each.newest().orElse(0) < sinceSecond) {
        continue;
      }
      Metrics.Key key = each.key();
      for (Set<String> whole : WHOLES.getOrDefault(key.namespace(), List.of())) {
        if (key.dimensions().keySet().containsAll(whole)) {
          SortedMap<String, String> some = new TreeMap<>(key.dimensions());
          some.keySet().retainAll(whole);
          listed.add(new MetricRef(key.namespace(), key.name(), some));
        }
      }
      listed.add(new MetricRef(key.namespace(), key.name(), key.dimensions()));
    }
    return listed;
  }

  /**
   * The samples of a metric by the starts of periods, oldest first, periods without any left out.
   *
   * @param unit only those of this unit; null for all
   */
  NavigableMap<Long, Samples> points(
      List<Series> of, @Nullable String unit, long from, long to, int period) {
    NavigableMap<Long, Samples> points = new TreeMap<>();
    for (long at = from; at < to; at += period) {
      Samples samples = new Samples();
      for (Series each : of) {
        for (String stored : each.units()) {
          if (unit == null || unit.equals(Units.of(each.key(), stored))) {
            samples.add(each.between(stored, at, at + period));
          }
        }
      }
      if (!samples.isEmpty()) {
        points.put(at, samples);
      }
    }
    return points;
  }

  /** The unit of a metric's samples; {@code None} where there are several. */
  static String unit(List<Series> of) {
    Set<String> units = new LinkedHashSet<>();
    of.forEach(each -> each.units().forEach(stored -> units.add(Units.of(each.key(), stored))));
    return units.size() == 1 ? units.iterator().next() : "None";
  }

  /**
   * Whether samples of that age are kept as finely as a period asks. Documented:
   * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html
   */
  boolean keptSoFine(long fromSecond, int period) {
    long age = cloud.clock().instant().getEpochSecond() - fromSecond;
    if (age > 63 * DAY) {
      return period % 3600 == 0;
    }
    if (age > 15 * DAY) {
      return period % 300 == 0;
    }
    return age <= FINE || period % 60 == 0;
  }

  /** A start rounded down as GetMetricStatistics does; documented there. */
  long rounded(Instant start, int period) {
    long second = start.getEpochSecond();
    long age = cloud.clock().instant().getEpochSecond() - second;
    long to = period < 60 ? period : age > 63 * DAY ? 3600 : age > 15 * DAY ? 300 : 60;
    return Math.floorDiv(second, to) * to;
  }

  /** An end on a whole minute, or second for short periods, so that no half of one is asked for. */
  static long end(Instant end, int period) {
    long second = end.getEpochSecond() + (end.getNano() > 0 ? 1 : 0);
    return period < 60 ? second : -Math.floorDiv(-second, 60L) * 60;
  }
}
