package dev.diorama.cloudwatch;

import dev.diorama.core.json.Json;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.model.ComparisonOperator;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricStat;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricAlarmRequest;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;

/**
 * What alarms say: reasons, the documents of their history, what topics and functions are told.
 *
 * <p>Observed, as the answers and messages that AWS's own users publish have them; the Lambda event
 * documented:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html
 */
final class AlarmTexts {
  private static final DateTimeFormatter LONG =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'+0000'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter IN_REASON =
      DateTimeFormatter.ofPattern("dd/MM/yy HH:mm:ss", Locale.ENGLISH).withZone(ZoneOffset.UTC);
  private static final Map<String, String> REGIONS =
      Map.ofEntries(
          Map.entry("us-east-1", "US East (N. Virginia)"),
          Map.entry("us-east-2", "US East (Ohio)"),
          Map.entry("us-west-1", "US West (N. California)"),
          Map.entry("us-west-2", "US West (Oregon)"),
          Map.entry("ca-central-1", "Canada (Central)"),
          Map.entry("sa-east-1", "South America (Sao Paulo)"),
          Map.entry("eu-west-1", "EU (Ireland)"),
          Map.entry("eu-west-2", "EU (London)"),
          Map.entry("eu-west-3", "EU (Paris)"),
          Map.entry("eu-central-1", "EU (Frankfurt)"),
          Map.entry("eu-north-1", "EU (Stockholm)"),
          Map.entry("ap-northeast-1", "Asia Pacific (Tokyo)"),
          Map.entry("ap-northeast-2", "Asia Pacific (Seoul)"),
          Map.entry("ap-southeast-1", "Asia Pacific (Singapore)"),
          Map.entry("ap-southeast-2", "Asia Pacific (Sydney)"),
          Map.entry("ap-south-1", "Asia Pacific (Mumbai)"));

  private AlarmTexts() {}

  static String date(Instant instant) {
    return LONG.format(instant);
  }

  private static String comparison(ComparisonOperator operator) {
    return switch (operator) {
      case GREATER_THAN_THRESHOLD -> "greater than";
      case GREATER_THAN_OR_EQUAL_TO_THRESHOLD -> "greater than or equal to";
      case LESS_THAN_THRESHOLD -> "less than";
      default -> "less than or equal to";
    };
  }

  /** Why a state is what it is. */
  static String reason(
      Alarm alarm, AlarmVerdict verdict, StateValue to, NavigableMap<Long, Double> latestFirst) {
    PutMetricAlarmRequest wanted = alarm.wanted;
    int periods = wanted.evaluationPeriods();
    if (to == StateValue.INSUFFICIENT_DATA) {
      return "Insufficient Data: "
          + periods
          + (periods == 1 ? " datapoint was unknown." : " datapoints were unknown.");
    }
    int absent = periods - verdict.evaluated();
    String treated =
        verdict.treatedAs().isEmpty()
            ? ""
            : absent
                + " missing datapoint"
                + (absent == 1 ? " was" : "s were")
                + " treated as ["
                + verdict.treatedAs()
                + "]";
    if (latestFirst.isEmpty()) {
      return "Threshold Crossed: no datapoints were received for "
          + periods
          + (periods == 1 ? " period" : " periods")
          + " and "
          + treated
          + ".";
    }
    return counted(wanted, to, latestFirst)
        + (treated.isEmpty() ? "" : " and " + treated)
        + minimum(alarm, to)
        + ".";
  }

  private static String counted(
      PutMetricAlarmRequest wanted, StateValue to, NavigableMap<Long, Double> latestFirst) {
    List<String> points = new ArrayList<>();
    for (Map.Entry<Long, Double> each : latestFirst.entrySet()) {
      boolean breaches = AlarmRules.breaches(wanted, each.getValue());
      if (breaches == (to == StateValue.ALARM)) {
        points.add(
            each.getValue() + " (" + IN_REASON.format(Instant.ofEpochSecond(each.getKey())) + ")");
      }
    }
    return "Threshold Crossed: "
        + points.size()
        + " out of the last "
        + latestFirst.size()
        + " datapoints "
        + points
        + (points.size() == 1 ? " was " : " were ")
        + (to == StateValue.ALARM ? "" : "not ")
        + comparison(wanted.comparisonOperator())
        + " the threshold ("
        + wanted.threshold()
        + ")";
  }

  private static String minimum(Alarm alarm, StateValue to) {
    int least =
        to == StateValue.ALARM
            ? alarm.needed()
            : alarm.wanted.evaluationPeriods() - alarm.needed() + 1;
    return " (minimum "
        + least
        + (least == 1 ? " datapoint for " : " datapoints for ")
        + (to == StateValue.ALARM ? "OK -> ALARM" : "ALARM -> OK")
        + " transition)";
  }

  /** The same for programs. */
  static Json reasonData(
      Alarm alarm, Instant now, NavigableMap<Long, Double> latestFirst, int period) {
    List<Json> recent = new ArrayList<>();
    List<Json> evaluated = new ArrayList<>();
    latestFirst.descendingMap().forEach((at, value) -> recent.add(Json.of(value)));
    latestFirst.forEach(
        (at, value) ->
            evaluated.add(
                Json.object()
                    .put("timestamp", date(Instant.ofEpochSecond(at)))
                    .put("value", value)
                    .build()));
    Json.ObjectBuilder out = Json.object().put("version", "1.0").put("queryDate", date(now));
    if (!latestFirst.isEmpty()) {
      out.put("startDate", date(Instant.ofEpochSecond(latestFirst.lastKey())));
    }
    if (alarm.wanted.unitAsString() != null) {
      out.put("unit", alarm.wanted.unitAsString());
    }
    return out.put("statistic", statistic(alarm.wanted))
        .put("period", period)
        .put("recentDatapoints", new Json.Arr(recent))
        .put("threshold", alarm.wanted.threshold())
        .put("evaluatedDatapoints", new Json.Arr(evaluated))
        .build();
  }

  private static String statistic(PutMetricAlarmRequest wanted) {
    if (wanted.statistic() != null) {
      return wanted.statisticAsString();
    }
    return wanted.extendedStatistic() == null ? "" : wanted.extendedStatistic();
  }

  /** A state, in the history and to functions. */
  record StateShown(String value, String reason, @Nullable String data, Instant at) {
    Json inHistory() {
      Json.ObjectBuilder out = Json.object().put("stateValue", value).put("stateReason", reason);
      if (data != null) {
        out.put("stateReasonData", Json.parse(data));
      }
      return out.build();
    }

    Json toFunction() {
      Json.ObjectBuilder out =
          Json.object().put("value", value).put("reason", reason).put("timestamp", date(at));
      if (data != null) {
        out.put("reasonData", data);
      }
      return out.build();
    }
  }

  static StateShown state(Alarm alarm) {
    return new StateShown(alarm.state.toString(), alarm.reason, alarm.reasonData, alarm.updated);
  }

  static String subject(Alarm alarm) {
    return alarm.state + ": \"" + alarm.name + "\" in " + region(alarm);
  }

  private static String region(Alarm alarm) {
    return REGIONS.getOrDefault(alarm.region, alarm.region);
  }

  /** What a topic is told. */
  static Json notification(Alarm alarm, StateShown before) {
    PutMetricAlarmRequest wanted = alarm.wanted;
    Json.ObjectBuilder out = Json.object().put("AlarmName", alarm.name);
    out.put("AlarmDescription", nullable(wanted.alarmDescription()));
    return out.put("AWSAccountId", alarm.account)
        .put("AlarmConfigurationUpdatedTimestamp", date(alarm.configured))
        .put("NewStateValue", alarm.state.toString())
        .put("NewStateReason", alarm.reason)
        .put("StateChangeTime", date(alarm.updated))
        .put("Region", region(alarm))
        .put("AlarmArn", alarm.arn())
        .put("OldStateValue", before.value())
        .put("OKActions", Json.strings(wanted.okActions()))
        .put("AlarmActions", Json.strings(wanted.alarmActions()))
        .put("InsufficientDataActions", Json.strings(wanted.insufficientDataActions()))
        .put("Trigger", trigger(wanted))
        .build();
  }

  private static Json nullable(@Nullable String text) {
    return text == null ? Json.nil() : Json.of(text);
  }

  private static Json trigger(PutMetricAlarmRequest wanted) {
    Json.ObjectBuilder out = Json.object();
    if (wanted.metrics().isEmpty()) {
      List<Json> dimensions = new ArrayList<>();
      wanted
          .dimensions()
          .forEach(
              each ->
                  dimensions.add(
                      Json.object().put("value", each.value()).put("name", each.name()).build()));
      out.put("MetricName", wanted.metricName()).put("Namespace", wanted.namespace());
      if (wanted.statistic() != null) {
        out.put("StatisticType", "Statistic")
            .put("Statistic", wanted.statisticAsString().toUpperCase(Locale.ROOT));
      } else {
        out.put("StatisticType", "ExtendedStatistic")
            .put("ExtendedStatistic", String.valueOf(wanted.extendedStatistic()));
      }
      out.put("Unit", nullable(wanted.unitAsString()))
          .put("Dimensions", new Json.Arr(dimensions))
          .put("Period", wanted.period());
    }
    out.put("EvaluationPeriods", wanted.evaluationPeriods());
    if (wanted.datapointsToAlarm() != null) {
      out.put("DatapointsToAlarm", wanted.datapointsToAlarm());
    }
    String missing = wanted.treatMissingData() == null ? "missing" : wanted.treatMissingData();
    String low = wanted.evaluateLowSampleCountPercentile();
    return out.put("ComparisonOperator", wanted.comparisonOperatorAsString())
        .put("Threshold", wanted.threshold())
        .put("TreatMissingData", missing)
        .put("EvaluateLowSampleCountPercentile", low == null ? "" : low)
        .build();
  }

  /** What a function is given. */
  static Json functionEvent(Alarm alarm, StateShown before) {
    return Json.object()
        .put("source", "aws.cloudwatch")
        .put("alarmArn", alarm.arn())
        .put("accountId", alarm.account)
        .put("time", date(alarm.updated))
        .put("region", alarm.region)
        .put(
            "alarmData",
            Json.object()
                .put("alarmName", alarm.name)
                .put("state", state(alarm).toFunction())
                .put("previousState", before.toFunction())
                .put("configuration", configuration(alarm.wanted))
                .build())
        .build();
  }

  private static Json configuration(PutMetricAlarmRequest wanted) {
    List<Json> metrics = new ArrayList<>();
    if (wanted.metrics().isEmpty()) {
      metrics.add(
          metric(
              "m1",
              wanted.namespace(),
              wanted.metricName(),
              wanted.dimensions(),
              statistic(wanted),
              wanted.period(),
              true));
    }
    for (MetricDataQuery query : wanted.metrics()) {
      boolean returned = !Boolean.FALSE.equals(query.returnData());
      MetricStat stat = query.metricStat();
      if (stat == null) {
        metrics.add(
            Json.object()
                .put("id", query.id())
                .put("expression", query.expression())
                .put("returnData", returned)
                .build());
      } else {
        metrics.add(
            metric(
                query.id(),
                stat.metric().namespace(),
                stat.metric().metricName(),
                stat.metric().dimensions(),
                stat.stat(),
                stat.period(),
                returned));
      }
    }
    Json.ObjectBuilder out = Json.object();
    if (wanted.alarmDescription() != null) {
      out.put("description", wanted.alarmDescription());
    }
    return out.put("metrics", new Json.Arr(metrics)).build();
  }

  private static Json metric(
      String id,
      String namespace,
      String name,
      List<Dimension> dimensions,
      String statistic,
      int period,
      boolean returned) {
    Json.ObjectBuilder named = Json.object();
    dimensions.forEach(each -> named.put(each.name(), each.value()));
    return Json.object()
        .put("id", id)
        .put(
            "metricStat",
            Json.object()
                .put(
                    "metric",
                    Json.object()
                        .put("namespace", namespace)
                        .put("name", name)
                        .put("dimensions", named.build())
                        .build())
                .put("period", period)
                .put("stat", statistic)
                .build())
        .put("returnData", returned)
        .build();
  }
}
