package dev.diorama.cloudwatch;

import dev.diorama.core.json.Json;
import dev.diorama.core.router.Call;
import dev.diorama.core.time.SimClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.model.AlarmHistoryItem;
import software.amazon.awssdk.services.cloudwatch.model.AlarmType;
import software.amazon.awssdk.services.cloudwatch.model.HistoryItemType;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricAlarmRequest;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;

/** One metric alarm: what was asked for, its state, its history. Touched while holding the turn. */
final class Alarm {
  /**
   * Documented:
   * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmHistory.html
   */
  private static final Duration HISTORY_FOR = Duration.ofDays(30);

  final String account;
  final String region;
  final String name;
  final Map<String, String> tags = new LinkedHashMap<>();
  final List<AlarmHistoryItem> history = new ArrayList<>();

  /** Evaluations to come, by the end of the period that they are of. */
  final Map<Long, Due> due = new TreeMap<>();

  PutMetricAlarmRequest wanted;
  boolean actionsEnabled;
  Instant configured;
  StateValue state = StateValue.INSUFFICIENT_DATA;
  String reason = "Unchecked: Initial alarm creation";
  @Nullable String reasonData;
  Instant updated;
  Instant transitioned;
  boolean deleted;

  /**
   * An evaluation to come.
   *
   * @param awaited whether somebody waits for it
   */
  record Due(SimClock.Scheduled event, boolean awaited) {}

  Alarm(Call call, PutMetricAlarmRequest wanted, Instant now) {
    this.account = call.account();
    this.region = call.region();
    this.name = wanted.alarmName();
    this.wanted = wanted;
    this.configured = now;
    this.updated = now;
    this.transitioned = now;
    this.actionsEnabled = !Boolean.FALSE.equals(wanted.actionsEnabled());
  }

  static String arn(String region, String account, String name) {
    return "arn:aws:cloudwatch:" + region + ":" + account + ":alarm:" + name;
  }

  String arn() {
    return arn(region, account, name);
  }

  int needed() {
    return wanted.datapointsToAlarm() == null
        ? wanted.evaluationPeriods()
        : wanted.datapointsToAlarm();
  }

  /** The actions that a state calls for. */
  List<String> actions(StateValue of) {
    return switch (of) {
      case OK -> wanted.okActions();
      case ALARM -> wanted.alarmActions();
      case INSUFFICIENT_DATA -> wanted.insufficientDataActions();
      case UNKNOWN_TO_SDK_VERSION -> List.of();
    };
  }

  void remember(HistoryItemType type, Instant now, String summary, Json details) {
    history.removeIf(item -> item.timestamp().isBefore(now.minus(HISTORY_FOR)));
    history.add(
        AlarmHistoryItem.builder()
            .alarmName(name)
            .alarmType(AlarmType.METRIC_ALARM)
            .timestamp(now)
            .historyItemType(type)
            .historySummary(summary)
            .historyData(details.write())
            .build());
  }

  MetricAlarm shown() {
    MetricAlarm.Builder shown =
        MetricAlarm.builder()
            .alarmName(name)
            .alarmArn(arn())
            .alarmDescription(wanted.alarmDescription())
            .alarmConfigurationUpdatedTimestamp(configured)
            .actionsEnabled(actionsEnabled)
            .okActions(wanted.okActions())
            .alarmActions(wanted.alarmActions())
            .insufficientDataActions(wanted.insufficientDataActions())
            .stateValue(state)
            .stateReason(reason)
            .stateReasonData(reasonData)
            .stateUpdatedTimestamp(updated)
            .stateTransitionedTimestamp(transitioned)
            .metricName(wanted.metricName())
            .namespace(wanted.namespace())
            .statistic(wanted.statistic())
            .extendedStatistic(wanted.extendedStatistic())
            .dimensions(wanted.dimensions())
            .period(wanted.period())
            .unit(wanted.unitAsString())
            .evaluationPeriods(wanted.evaluationPeriods())
            .datapointsToAlarm(wanted.datapointsToAlarm())
            .threshold(wanted.threshold())
            .comparisonOperator(wanted.comparisonOperator())
            .treatMissingData(wanted.treatMissingData())
            .evaluateLowSampleCountPercentile(wanted.evaluateLowSampleCountPercentile());
    if (!wanted.metrics().isEmpty()) {
      shown.metrics(wanted.metrics());
    }
    return shown.build();
  }
}
