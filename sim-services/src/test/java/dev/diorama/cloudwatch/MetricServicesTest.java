package dev.diorama.cloudwatch;

import static dev.diorama.cloudwatch.CloudWatchWorld.ACCOUNT;
import static dev.diorama.cloudwatch.CloudWatchWorld.REGION;
import static dev.diorama.cloudwatch.CloudWatchWorld.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataResponse;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricStatisticsRequest;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricStatisticsResponse;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.RecentlyActive;
import software.amazon.awssdk.services.cloudwatch.model.ScanBy;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;
import software.amazon.awssdk.services.cloudwatch.model.Statistic;
import software.amazon.awssdk.services.cloudwatch.model.StatisticSet;

class MetricServicesTest {
  private final CloudWatchWorld w = new CloudWatchWorld();
  private final CloudWatchClient client = w.client;
  private final Instant start = w.clock.start();

  private GetMetricStatisticsResponse orders(int period, Statistic... statistics) {
    return client.getMetricStatistics(
        r ->
            r.namespace("Shop")
                .metricName("Orders")
                .startTime(start)
                .endTime(start.plusSeconds(3600))
                .period(period)
                .statistics(statistics));
  }

  @Test
  void putMetricData_everyForm_isSummedUp() {
    client.putMetricData(
        r ->
            r.namespace("Shop")
                .metricData(
                    MetricDatum.builder().metricName("Orders").value(2.0).build(),
                    MetricDatum.builder()
                        .metricName("Orders")
                        .values(4.0, 6.0)
                        .counts(1.0, 2.5)
                        .build(),
                    MetricDatum.builder()
                        .metricName("Orders")
                        .statisticValues(
                            StatisticSet.builder()
                                .sampleCount(2.0)
                                .sum(9.0)
                                .minimum(1.0)
                                .maximum(8.0)
                                .build())
                        .timestamp(start.plusSeconds(60))
                        .build()));

    assertThat(orders(300, Statistic.SUM, Statistic.SAMPLE_COUNT, Statistic.MAXIMUM).datapoints())
        .singleElement()
        .satisfies(
            point -> {
              assertThat(point.sum()).isEqualTo(30);
              assertThat(point.sampleCount()).isEqualTo(6.5);
              assertThat(point.maximum()).isEqualTo(8);
              assertThat(point.unit()).isEqualTo(StandardUnit.NONE);
              assertThat(point.average()).isNull();
            });
    assertThat(orders(60, Statistic.SUM).datapoints()).hasSize(2);
  }

  @Test
  void getMetricStatistics_percentiles_needTheValues() {
    for (int i = 1; i <= 100; i++) {
      w.put(i);
    }
    GetMetricStatisticsRequest request =
        GetMetricStatisticsRequest.builder()
            .namespace("Shop")
            .metricName("Orders")
            .startTime(start)
            .endTime(start.plusSeconds(60))
            .period(60)
            .extendedStatistics("p50", "p99", "tm90", "TM(10%:90%)", "PR(:10)", "TC(90:)", "IQM")
            .build();
    Map<String, Double> values =
        client.getMetricStatistics(request).datapoints().get(0).extendedStatistics();
    assertThat(values)
        .containsEntry("p50", 50.0)
        .containsEntry("p99", 99.0)
        .containsEntry("tm90", 45.5)
        .containsEntry("TM(10%:90%)", 50.5)
        .containsEntry("PR(:10)", 10.0)
        .containsEntry("TC(90:)", 10.0)
        .containsEntry("IQM", 50.5);
  }

  @Test
  void getMetricStatistics_oldData_isThereByFiveMinutesOnly() {
    w.put(1);
    w.clock.advance(Duration.ofDays(20));
    Function<Integer, GetMetricStatisticsResponse> asked =
        period ->
            client.getMetricStatistics(
                r ->
                    r.namespace("Shop")
                        .metricName("Orders")
                        .startTime(start)
                        .endTime(start.plusSeconds(600))
                        .period(period)
                        .statistics(Statistic.SUM));
    w.put(1);
    assertThat(asked.apply(60).datapoints()).isEmpty();
    assertThat(asked.apply(300).datapoints()).hasSize(1);
  }

  @Test
  void listMetrics_services_areListedWithTheirWholes() {
    w.cloud
        .metrics()
        .in(ACCOUNT, REGION)
        .add("AWS/DAX", "ItemCacheHits", 1, "ClusterId", "c", "NodeId", "c-a");
    w.cloud
        .metrics()
        .in(ACCOUNT, REGION)
        .add("AWS/DAX", "ItemCacheHits", 2, "ClusterId", "c", "NodeId", "c-b");
    w.cloud.metrics().in(ACCOUNT, "eu-west-1").add("AWS/SQS", "NumberOfMessagesSent", 1);

    assertThat(client.listMetrics().metrics()).hasSize(4);
    assertThat(client.listMetrics(r -> r.dimensions(d -> d.name("NodeId").value("c-b"))).metrics())
        .hasSize(1);
    assertThat(
            client
                .getMetricStatistics(
                    r ->
                        r.namespace("AWS/DAX")
                            .metricName("ItemCacheHits")
                            .dimensions(d -> d.name("ClusterId").value("c"))
                            .startTime(start)
                            .endTime(start.plusSeconds(60))
                            .period(60)
                            .statistics(Statistic.SUM))
                .datapoints()
                .get(0)
                .sum())
        .isEqualTo(3);
    w.clock.advance(Duration.ofHours(4));
    assertThat(client.listMetrics(r -> r.recentlyActive(RecentlyActive.PT3_H)).metrics()).isEmpty();
    w.clock.advance(Duration.ofDays(14));
    assertThat(client.listMetrics().metrics()).isEmpty();
  }

  private static MetricDataQuery metric(String id, String stat) {
    return MetricDataQuery.builder()
        .id(id)
        .metricStat(
            s -> s.metric(m -> m.namespace("Shop").metricName("Orders")).period(60).stat(stat))
        .build();
  }

  private GetMetricDataResponse data(MetricDataQuery... queries) {
    return client.getMetricData(
        r ->
            r.startTime(start)
                .endTime(start.plusSeconds(180))
                .scanBy(ScanBy.TIMESTAMP_ASCENDING)
                .metricDataQueries(queries));
  }

  private static MetricDataQuery expression(String id, String text) {
    return MetricDataQuery.builder().id(id).expression(text).build();
  }

  @ParameterizedTest
  @CsvSource({
    "m1 + m2 * 2, '[8.0, 18.0]'",
    "(m1 + m2) / 2 - 1, '[2.0, 5.5]'",
    "-m1 ^ 2, '[16.0, 64.0]'",
    "m1 / PERIOD(m1), '[0.06666666666666667, 0.13333333333333333]'",
    "SUM(m1), '[12.0, 12.0, 12.0]'",
    "'MAX([m1, m2 + 3])', '[5.0, 8.0]'",
    "AVG(METRICS()), '[3.0, 6.5]'",
    "SUM(METRICS(\"m2\")), '[2.0, 5.0]'",
    "'FILL(m1, 0)', '[4.0, 8.0, 0.0]'",
    "CEIL(m1 / 3) + FLOOR(m1 / 3) + ABS(-1), '[4.0, 6.0]'",
    "m1 / (m1 - 4), '[2.0]'",
  })
  void getMetricData_math_isWorkedOut(String text, String values) {
    w.put(1);
    w.put(3);
    w.clock.advance(Duration.ofMinutes(1));
    w.put(3);
    w.put(5);
    MetricDataQuery average =
        MetricDataQuery.builder()
            .id("m2")
            .metricStat(
                s -> s.metric(m -> m.namespace("Shop").metricName("Half")).period(60).stat("Sum"))
            .returnData(false)
            .build();
    client.putMetricData(
        r ->
            r.namespace("Shop")
                .metricData(
                    MetricDatum.builder().metricName("Half").timestamp(start).value(2.0).build(),
                    MetricDatum.builder().metricName("Half").value(5.0).build()));
    GetMetricDataResponse response =
        data(
            metric("m1", "Sum").toBuilder().returnData(false).build(),
            average,
            expression("e", text));
    assertThat(response.metricDataResults()).hasSize(1);
    assertThat(response.metricDataResults().get(0).values().toString()).isEqualTo(values);
    assertThat(response.metricDataResults().get(0).label()).isEqualTo("e");
  }

  @Test
  void getMetricData_manyPoints_comeInPages() {
    for (int i = 0; i < 3; i++) {
      w.put(i);
      w.clock.advance(Duration.ofMinutes(1));
    }
    List<Double> all = new ArrayList<>();
    String token = null;
    do {
      String next = token;
      GetMetricDataResponse page =
          client.getMetricData(
              r ->
                  r.startTime(start)
                      .endTime(start.plusSeconds(180))
                      .maxDatapoints(2)
                      .nextToken(next)
                      .metricDataQueries(metric("a", "Sum"), metric("b", "Maximum")));
      page.metricDataResults().forEach(result -> all.addAll(result.values()));
      token = page.nextToken();
    } while (token != null);
    assertThat(all).containsExactly(2.0, 1.0, 0.0, 2.0, 1.0, 0.0);
  }

  @Test
  void putMetricData_long_isSentCompressedAndUnderstood() {
    List<MetricDatum> many = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      int number = i;
      many.add(
          MetricDatum.builder()
              .metricName("Orders")
              .dimensions(d -> d.name("Number").value("number-" + number))
              .value(1.0)
              .build());
    }
    client.putMetricData(r -> r.namespace("Shop").metricData(many));

    assertThat(client.listMetricsPaginator(r -> r.namespace("Shop")).metrics()).hasSize(500);
  }

  private void putRefused(MetricDatum.Builder datum, String code, String message) {
    refused(
        () -> client.putMetricData(r -> r.namespace("Shop").metricData(datum.build())),
        code,
        400,
        message);
  }

  private static MetricDatum.Builder datum() {
    return MetricDatum.builder().metricName("m");
  }

  @Test
  void putMetricData_wrong_isRefused() {
    putRefused(
        datum().value(1.0).timestamp(start.minus(Duration.ofDays(15))),
        "InvalidParameterValue",
        "MetricData.member.1.Timestamp must specify a time within the past two weeks.");
    putRefused(
        datum().value(1.0).timestamp(start.plus(Duration.ofHours(3))),
        "InvalidParameterValue",
        "no more than two hours in the future");
    putRefused(datum(), "MissingParameter", "At least one");
    putRefused(
        datum().value(1.0).values(1.0),
        "InvalidParameterCombination",
        "MetricData.member.1.Value and MetricData.member.1.Values are mutually exclusive");
    putRefused(
        datum().values(1.0, 2.0).counts(1.0), "InvalidParameterValue", "must be of the same size");
    putRefused(datum().values(1.0).counts(-1.0), "InvalidParameterValue", "Counts is invalid");
    putRefused(datum().value(Double.NaN), "InvalidParameterValue", "NaN");
    putRefused(datum().value(1e300), "InvalidParameterValue", "invalid");
    putRefused(datum().value(1.0).storageResolution(5), "InvalidParameterValue", "Resolution");
    putRefused(datum().value(1.0).unit("Furlongs"), "InvalidParameterValue", "Furlongs");
    putRefused(datum().value(1.0).dimensions(d -> d.name("A")), "ValidationError", "Dimensions");
    List<Dimension> dimensions = new ArrayList<>();
    for (int i = 0; i < 31; i++) {
      dimensions.add(Dimension.builder().name("d" + i).value("v").build());
    }
    putRefused(datum().value(1.0).dimensions(dimensions), "ValidationError", "30");
    putRefused(
        datum().value(1.0).dimensions(dimensions.get(0), dimensions.get(0)),
        "InvalidParameterValue",
        "twice");
    putRefused(
        datum().statisticValues(s -> s.sampleCount(1.0).sum(1.0).minimum(2.0).maximum(1.0)),
        "InvalidParameterCombination",
        "Maximum");
    refused(
        () ->
            client.putMetricData(
                r -> r.namespace("AWS/SQS").metricData(datum().value(1.0).build())),
        "InvalidParameterValue",
        400,
        "The value AWS/SQS for parameter Namespace is invalid.");
    assertThat(client.listMetrics().metrics()).isEmpty();
  }

  @Test
  void read_wrong_isRefused() {
    refused(
        () ->
            client.getMetricStatistics(
                r ->
                    r.namespace("N")
                        .metricName("m")
                        .startTime(start)
                        .endTime(start)
                        .period(60)
                        .statistics(Statistic.SUM)),
        "InvalidParameterValue",
        400,
        "The parameter StartTime must not equal parameter EndTime.");
    refused(
        () ->
            client.getMetricStatistics(
                r ->
                    r.namespace("N")
                        .metricName("m")
                        .startTime(start)
                        .endTime(start.plusSeconds(86400 * 2))
                        .period(60)
                        .statistics(Statistic.SUM)),
        "InvalidParameterCombination",
        400,
        "You have requested up to 2,880 datapoints, which exceeds the limit of 1,440.");
    refused(() -> orders(61, Statistic.SUM), "InvalidParameterValue", 400, "multiple of 60");
    refused(() -> orders(60), "MissingParameter", 400, "Statistics");
    refused(() -> data(metric("M1", "Sum")), "ValidationError", 400, "expected pattern");
    refused(() -> data(metric("m1", "Sum"), metric("m1", "Sum")), "ValidationError", 400, "unique");
    refused(() -> data(metric("m1", "p101")), "ValidationError", 400, "p101");
    refused(
        () -> data(expression("e", "SEARCH('{Shop}', 'Sum')")), "ValidationError", 400, "SEARCH");
    refused(() -> data(expression("e", "m7 + 1")), "ValidationError", 400, "m7");
    refused(() -> data(expression("e", "e + 1")), "ValidationError", 400, "itself");
    refused(
        () -> data(metric("m1", "Sum"), expression("e", "ANOMALY_DETECTION_BAND(m1)")),
        "ValidationError",
        400,
        "does not simulate the function");
    refused(() -> data(expression("e", "(1 + ")), "ValidationError", 400, "Unexpected end");
    refused(() -> data(expression("e", "1 2")), "ValidationError", 400, "Unexpected token");
    refused(() -> client.listMetrics(r -> r.nextToken("x")), "InvalidNextToken", 400, "token");
  }
}
