package dev.diorama.cloudwatch;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.metric.Samples;
import dev.diorama.core.router.Call;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataResponse;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;
import software.amazon.awssdk.services.cloudwatch.model.StatisticSet;

/**
 * Custom metrics. Limits documented:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html; the
 * sentences about timestamps and pairs observed, the others assumed in their manner.
 */
final class MetricPutService {
  private static final int MOST_DATA = 1000;
  private static final int MOST_VALUES = 150;
  private static final int LONGEST_NAME = 255;
  private static final double GREATEST = StrictMath.pow(2, 360);
  private static final Duration PAST = Duration.ofDays(14);
  private static final Duration FUTURE = Duration.ofHours(2);

  private final Cloud cloud;

  MetricPutService(Cloud cloud) {
    this.cloud = cloud;
  }

  /** What one entry says, once all of them have been checked. */
  private record Checked(
      MetricRef metric, long second, String unit, boolean fine, Samples samples) {}

  PutMetricDataResponse put(Call call, PutMetricDataRequest request) {
    String namespace = request.namespace();
    if (namespace.isEmpty() || namespace.length() > LONGEST_NAME || namespace.startsWith(":")) {
      throw CloudWatchError.constraint(
          namespace, "namespace", "Member must satisfy regular expression pattern: [^:].*");
    }
    if (namespace.startsWith("AWS/")) {
      throw CloudWatchError.INVALID_VALUE.with(
          "The value " + namespace + " for parameter Namespace is invalid.");
    }
    if (request.metricData().isEmpty()) {
      throw CloudWatchError.MISSING_PARAMETER.with("The parameter MetricData is required.");
    }
    if (request.metricData().size() > MOST_DATA) {
      throw CloudWatchError.VALIDATION.with(
          "The collection MetricData must not have a size greater than " + MOST_DATA + ".");
    }
    List<Checked> checked = new ArrayList<>();
    for (int i = 0; i < request.metricData().size(); i++) {
      checked.add(
          checked(namespace, request.metricData().get(i), "MetricData.member." + (i + 1) + "."));
    }
    for (Checked each : checked) {
      cloud
          .metrics()
          .in(call.account(), call.region())
          .series(namespace, each.metric().name(), each.metric().dimensions())
          .add(each.second(), each.unit(), each.fine(), each.samples());
    }
    call.note("namespace", namespace).note("data", Integer.toString(checked.size()));
    return PutMetricDataResponse.builder().build();
  }

  private Checked checked(String namespace, MetricDatum datum, String at) {
    String name = datum.metricName() == null ? "" : datum.metricName();
    if (name.isEmpty() || name.length() > LONGEST_NAME) {
      throw name.isEmpty()
          ? CloudWatchError.MISSING_PARAMETER.with(
              "The parameter " + at + "MetricName is required.")
          : CloudWatchError.INVALID_VALUE.with(
              "The value " + name + " for parameter " + at + "MetricName is invalid.");
    }
    int resolution = datum.storageResolution() == null ? 60 : datum.storageResolution();
    if (resolution != 1 && resolution != 60) {
      throw CloudWatchError.INVALID_VALUE.with(
          "The value " + resolution + " for parameter " + at + "StorageResolution is invalid.");
    }
    if (datum.unit() == StandardUnit.UNKNOWN_TO_SDK_VERSION) {
      throw CloudWatchError.INVALID_VALUE.with(
          "The value " + datum.unitAsString() + " for parameter " + at + "Unit is invalid.");
    }
    return new Checked(
        MetricRef.of(namespace, name, datum.dimensions()),
        second(datum, at),
        datum.unit() == null ? "None" : datum.unitAsString(),
        resolution == 1,
        samples(datum, at));
  }

  private long second(MetricDatum datum, String at) {
    Instant now = cloud.clock().instant();
    Instant when = datum.timestamp() == null ? now : datum.timestamp();
    if (when.isBefore(now.minus(PAST))) {
      throw CloudWatchError.INVALID_VALUE.with(
          "The parameter " + at + "Timestamp must specify a time within the past two weeks.");
    }
    if (when.isAfter(now.plus(FUTURE))) {
      throw CloudWatchError.INVALID_VALUE.with(
          "The parameter "
              + at
              + "Timestamp must specify a time no more than two hours in the future.");
    }
    return when.getEpochSecond();
  }

  private static Samples samples(MetricDatum datum, String at) {
    List<String> given = new ArrayList<>();
    if (datum.value() != null) {
      given.add("Value");
    }
    if (datum.statisticValues() != null) {
      given.add("StatisticValues");
    }
    if (!datum.values().isEmpty()) {
      given.add("Values");
    }
    if (given.isEmpty()) {
      throw CloudWatchError.MISSING_PARAMETER.with(
          "At least one of the parameters must be specified.");
    }
    if (given.size() > 1) {
      throw CloudWatchError.INVALID_COMBINATION.with(
          "The parameters "
              + at
              + given.get(0)
              + " and "
              + at
              + given.get(1)
              + " are mutually exclusive and you have specified both.");
    }
    return switch (given.get(0)) {
      case "Value" -> Samples.of(number(datum.value(), at + "Value"), 1);
      case "Values" -> values(datum, at);
      default -> set(datum.statisticValues(), at + "StatisticValues.");
    };
  }

  private static double number(@Nullable Double value, String name) {
    if (value == null) {
      throw CloudWatchError.MISSING_PARAMETER.with("The parameter " + name + " is required.");
    }
    if (value.isNaN() || Math.abs(value) > GREATEST) {
      throw CloudWatchError.INVALID_VALUE.with(
          "The value " + value + " for parameter " + name + " is invalid.");
    }
    return value;
  }

  private static Samples values(MetricDatum datum, String at) {
    List<Double> values = datum.values();
    List<Double> counts = datum.counts();
    if (values.size() > MOST_VALUES) {
      throw CloudWatchError.INVALID_VALUE.with(
          "The collection " + at + "Values must not have a size greater than " + MOST_VALUES + ".");
    }
    if (!counts.isEmpty() && counts.size() != values.size()) {
      throw CloudWatchError.INVALID_VALUE.with(
          "The parameters " + at + "Values and " + at + "Counts must be of the same size.");
    }
    Samples samples = new Samples();
    for (int i = 0; i < values.size(); i++) {
      double count = counts.isEmpty() ? 1 : number(counts.get(i), at + "Counts");
      if (count <= 0) {
        throw CloudWatchError.INVALID_VALUE.with(
            "The value " + count + " for parameter " + at + "Counts is invalid.");
      }
      samples.add(number(values.get(i), at + "Values"), count);
    }
    return samples;
  }

  private static Samples set(StatisticSet set, String at) {
    double count = number(set.sampleCount(), at + "SampleCount");
    double sum = number(set.sum(), at + "Sum");
    double min = number(set.minimum(), at + "Minimum");
    double max = number(set.maximum(), at + "Maximum");
    if (count <= 0) {
      throw CloudWatchError.INVALID_VALUE.with(
          "The value " + count + " for parameter " + at + "SampleCount is invalid.");
    }
    if (min > max) {
      throw CloudWatchError.INVALID_COMBINATION.with(
          "The parameter " + at + "Maximum must be greater than " + at + "Minimum.");
    }
    return Samples.set(count, sum, min, max);
  }
}
