package dev.diorama.cloudwatch;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.metric.Samples;
import dev.diorama.core.metric.Series;
import dev.diorama.core.router.Call;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import software.amazon.awssdk.services.cloudwatch.model.Datapoint;
import software.amazon.awssdk.services.cloudwatch.model.DimensionFilter;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataResponse;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricStatisticsRequest;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricStatisticsResponse;
import software.amazon.awssdk.services.cloudwatch.model.ListMetricsRequest;
import software.amazon.awssdk.services.cloudwatch.model.ListMetricsResponse;
import software.amazon.awssdk.services.cloudwatch.model.Metric;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;
import software.amazon.awssdk.services.cloudwatch.model.RecentlyActive;
import software.amazon.awssdk.services.cloudwatch.model.ScanBy;
import software.amazon.awssdk.services.cloudwatch.model.Statistic;
import software.amazon.awssdk.services.cloudwatch.model.StatusCode;

/**
 * Metrics, listed and read. Limits documented with the operations:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/; the sentences about times
 * observed, that about too many points too.
 */
final class MetricReadService {
  private static final int LIST_PAGE = 500;
  private static final long LISTED_FOR = Duration.ofDays(14).toSeconds();
  private static final long RECENTLY = Duration.ofHours(3).toSeconds();
  private static final int MOST_POINTS = 1440;
  private static final int MOST_DATA_POINTS = 100_800;

  private final Cloud cloud;
  private final MetricData data;

  MetricReadService(Cloud cloud, MetricData data) {
    this.cloud = cloud;
    this.data = data;
  }

  ListMetricsResponse list(Call call, ListMetricsRequest request) {
    if (request.owningAccount() != null && !request.owningAccount().equals(call.account())) {
      throw CloudWatchError.INVALID_VALUE.with(
          "Diorama does not simulate metrics of other accounts: " + request.owningAccount());
    }
    if (request.recentlyActiveAsString() != null
        && request.recentlyActive() == RecentlyActive.UNKNOWN_TO_SDK_VERSION) {
      throw CloudWatchError.constraint(
          request.recentlyActiveAsString(),
          "recentlyActive",
          "Member must satisfy enum value set: [PT3H]");
    }
    long ago = request.recentlyActive() == null ? LISTED_FOR : RECENTLY;
    long since = cloud.clock().instant().getEpochSecond() - ago;
    List<Metric> found = new ArrayList<>();
    for (MetricRef each : data.list(data.in(call.account(), call.region()), since)) {
      if (matches(each, request)) {
        found.add(
            Metric.builder()
                .namespace(each.namespace())
                .metricName(each.name())
                .dimensions(each.shown())
                .build());
      }
    }
    Page<Metric> page = Page.of(found, LIST_PAGE, request.nextToken());
    return ListMetricsResponse.builder().metrics(page.items()).nextToken(page.next()).build();
  }

  private static boolean matches(MetricRef metric, ListMetricsRequest request) {
    if ((request.namespace() != null && !request.namespace().equals(metric.namespace()))
        || (request.metricName() != null && !request.metricName().equals(metric.name()))) {
      return false;
    }
    for (DimensionFilter filter : request.dimensions()) {
      String value = metric.dimensions().get(filter.name());
      if (value == null || (filter.value() != null && !filter.value().equals(value))) {
        return false;
      }
    }
    return true;
  }

  private static void checkTimes(Instant start, Instant end, CloudWatchError error) {
    if (start.equals(end)) {
      throw error.with("The parameter StartTime must not equal parameter EndTime.");
    }
    if (start.isAfter(end)) {
      throw error.with("The parameter StartTime must be less than the parameter EndTime.");
    }
  }

  GetMetricStatisticsResponse statistics(Call call, GetMetricStatisticsRequest request) {
    int period = Periods.check(request.period(), "Period");
    checkTimes(request.startTime(), request.endTime(), CloudWatchError.INVALID_VALUE);
    if (request.statistics().isEmpty() && request.extendedStatistics().isEmpty()) {
      throw CloudWatchError.MISSING_PARAMETER.with(
          "At least one of the parameters Statistics and ExtendedStatistics must be specified.");
    }
    List<StatisticOf> extended = new ArrayList<>();
    for (String name : request.extendedStatistics()) {
      extended.add(
          StatisticOf.parse(name)
              .filter(StatisticOf::needsValues)
              .orElseThrow(
                  () ->
                      CloudWatchError.INVALID_VALUE.with(
                          "The value " + name + " for parameter ExtendedStatistics is invalid.")));
    }
    for (String name : request.statisticsAsStrings()) {
      if (Statistic.fromValue(name) == Statistic.UNKNOWN_TO_SDK_VERSION) {
        throw CloudWatchError.constraint(
            name,
            "statistics",
            "Member must satisfy enum value set: [Sum, Average, Maximum, Minimum, SampleCount]");
      }
    }
    long from = data.rounded(request.startTime(), period);
    long to = MetricData.end(request.endTime(), period);
    long points = (to - from + period - 1) / period;
    if (points > MOST_POINTS) {
      throw CloudWatchError.INVALID_COMBINATION.with(
          String.format(
              Locale.ROOT,
              "You have requested up to %,d datapoints, which exceeds the limit of %,d. You may"
                  + " reduce the datapoints requested by increasing Period, or decreasing the time"
                  + " range.",
              points,
              MOST_POINTS));
    }
    MetricRef metric =
        MetricRef.of(request.namespace(), request.metricName(), request.dimensions());
    List<Series> of = data.series(data.in(call.account(), call.region()), metric);
    List<Datapoint> shown = new ArrayList<>();
    if (data.keptSoFine(from, period)) {
      String unit = request.unitAsString() == null ? MetricData.unit(of) : request.unitAsString();
      data.points(of, request.unitAsString(), from, to, period)
          .forEach((at, samples) -> shown.add(datapoint(at, samples, unit, request, extended)));
    }
    return GetMetricStatisticsResponse.builder()
        .label(request.metricName())
        .datapoints(shown)
        .build();
  }

  private static Datapoint datapoint(
      long at,
      Samples samples,
      String unit,
      GetMetricStatisticsRequest request,
      List<StatisticOf> extended) {
    Datapoint.Builder point = Datapoint.builder().timestamp(Instant.ofEpochSecond(at)).unit(unit);
    for (Statistic each : request.statistics()) {
      switch (each) {
        case SAMPLE_COUNT -> point.sampleCount(samples.count());
        case AVERAGE -> point.average(samples.average());
        case SUM -> point.sum(samples.sum());
        case MINIMUM -> point.minimum(samples.min());
        case MAXIMUM -> point.maximum(samples.max());
        case UNKNOWN_TO_SDK_VERSION -> throw new IllegalStateException("checked before");
      }
    }
    if (!extended.isEmpty()) {
      Map<String, Double> values = new LinkedHashMap<>();
      extended.forEach(each -> each.of(samples).ifPresent(value -> values.put(each.name(), value)));
      point.extendedStatistics(values);
    }
    return point.build();
  }

  /** One series of an answer to GetMetricData. */
  private record Row(String id, String label, List<Map.Entry<Long, Double>> points) {}

  GetMetricDataResponse read(Call call, GetMetricDataRequest request) {
    checkTimes(request.startTime(), request.endTime(), CloudWatchError.VALIDATION);
    int most = request.maxDatapoints() == null ? MOST_DATA_POINTS : request.maxDatapoints();
    if (most < 1 || most > MOST_DATA_POINTS) {
      throw CloudWatchError.VALIDATION.with(
          "The parameter MaxDatapoints must be from 1 to " + MOST_DATA_POINTS + ".");
    }
    MetricQueries queries =
        new MetricQueries(call, request.metricDataQueries(), "MetricDataQueries");
    MetricQueries.Worked worked =
        queries.work(
            data, data.in(call.account(), call.region()), request.startTime(), request.endTime());
    boolean newestFirst = request.scanBy() != ScanBy.TIMESTAMP_ASCENDING;
    List<Row> rows = new ArrayList<>();
    for (MetricDataQuery query : queries.queries()) {
      if (!Boolean.FALSE.equals(query.returnData())) {
        for (NavigableMap<Long, Double> line : worked.lines(query.id())) {
          NavigableMap<Long, Double> ordered = newestFirst ? line.descendingMap() : line;
          rows.add(new Row(query.id(), queries.label(query), new ArrayList<>(ordered.entrySet())));
        }
      }
    }
    return page(rows, most, Page.offset(request.nextToken()));
  }

  private static GetMetricDataResponse page(List<Row> rows, int most, int offset) {
    List<MetricDataResult> results = new ArrayList<>();
    int skipped = 0;
    int given = 0;
    boolean more = false;
    for (Row row : rows) {
      List<Instant> times = new ArrayList<>();
      List<Double> values = new ArrayList<>();
      boolean whole = true;
      for (Map.Entry<Long, Double> point : row.points()) {
        if (skipped < offset) {
          skipped++;
        } else if (given < most) {
          given++;
          times.add(Instant.ofEpochSecond(point.getKey()));
          values.add(point.getValue());
        } else {
          whole = false;
          more = true;
        }
      }
      results.add(
          MetricDataResult.builder()
              .id(row.id())
              .label(row.label())
              .timestamps(times)
              .values(values)
              .statusCode(whole ? StatusCode.COMPLETE : StatusCode.PARTIAL_DATA)
              .build());
    }
    return GetMetricDataResponse.builder()
        .metricDataResults(results)
        .messages(List.of())
        .nextToken(more ? Page.token(offset + given) : null)
        .build();
  }
}
