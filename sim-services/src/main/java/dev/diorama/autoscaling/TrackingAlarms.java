package dev.diorama.autoscaling;

import dev.diorama.core.router.Call;
import dev.diorama.core.router.Principal;
import dev.diorama.core.wire.AwsException;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.cloudwatch.model.ComparisonOperator;
import software.amazon.awssdk.services.cloudwatch.model.DeleteAlarmsRequest;
import software.amazon.awssdk.services.cloudwatch.model.DeleteAlarmsResponse;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricAlarmRequest;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricAlarmResponse;
import software.amazon.awssdk.services.cloudwatch.model.Statistic;

/**
 * The alarms of target tracking, by its {@link TargetTracking rule}. Names, statistic and the two
 * alarms on provisioned capacity are assumed, from memory of tables with auto scaling.
 */
final class TrackingAlarms {
  private static final int MINUTE = 60;
  private static final int FIVE_MINUTES = 300;

  /** The names of a policy's alarms. */
  List<String> names(Target target, Target.Policy policy) {
    String start = "TargetTracking-" + target.resource + "-";
    List<String> names = new ArrayList<>();
    names.add(start + "AlarmHigh-" + policy.id);
    names.add(start + "AlarmLow-" + policy.id);
    names.add(start + "ProvisionedCapacityHigh-" + policy.id);
    names.add(start + "ProvisionedCapacityLow-" + policy.id);
    return names;
  }

  static String arn(Target target, String name) {
    return "arn:aws:cloudwatch:" + target.region + ":" + target.account + ":alarm:" + name;
  }

  /** Makes or moves the alarms of a policy for a capacity. */
  void put(Call call, Principal as, Target target, Target.Policy policy, int capacity) {
    List<String> names = names(target, policy);
    TargetTracking rule = policy.rule(target);
    put(
        call,
        as,
        alarm(target, policy, names.get(0), target.capacity.consumed())
            .statistic(Statistic.SUM)
            .period(MINUTE)
            .evaluationPeriods(TargetTracking.MINUTES_HIGH)
            .comparisonOperator(ComparisonOperator.GREATER_THAN_THRESHOLD)
            .threshold(rule.high(capacity)));
    if (rule.scalesIn()) {
      put(
          call,
          as,
          alarm(target, policy, names.get(1), target.capacity.consumed())
              .statistic(Statistic.SUM)
              .period(MINUTE)
              .evaluationPeriods(TargetTracking.MINUTES_LOW)
              .comparisonOperator(ComparisonOperator.LESS_THAN_THRESHOLD)
              .threshold(rule.low(capacity)));
    }
    PutMetricAlarmRequest.Builder provisioned =
        alarm(target, policy, names.get(2), target.capacity.provisioned())
            .statistic(Statistic.AVERAGE)
            .period(FIVE_MINUTES)
            .evaluationPeriods(3)
            .threshold((double) capacity);
    put(call, as, provisioned.comparisonOperator(ComparisonOperator.GREATER_THAN_THRESHOLD));
    put(
        call,
        as,
        provisioned
            .alarmName(names.get(3))
            .comparisonOperator(ComparisonOperator.LESS_THAN_THRESHOLD));
  }

  private static PutMetricAlarmRequest.Builder alarm(
      Target target, Target.Policy policy, String name, String metric) {
    List<Dimension> dimensions = new ArrayList<>();
    target
        .capacity
        .dimensions(target.resource)
        .forEach(
            (key, value) -> dimensions.add(Dimension.builder().name(key).value(value).build()));
    return PutMetricAlarmRequest.builder()
        .alarmName(name)
        .alarmDescription(
            "DO NOT EDIT OR DELETE. For TargetTrackingScaling policy " + policy.arn + ".")
        .actionsEnabled(true)
        .alarmActions(policy.arn)
        .namespace("AWS/DynamoDB")
        .metricName(metric)
        .dimensions(dimensions);
  }

  private static void put(Call call, Principal as, PutMetricAlarmRequest.Builder alarm) {
    call.send(as, alarm.build(), PutMetricAlarmResponse.class);
  }

  void delete(Call call, Principal as, Target target, Target.Policy policy) {
    for (String name : names(target, policy)) {
      try {
        call.send(
            as, DeleteAlarmsRequest.builder().alarmNames(name).build(), DeleteAlarmsResponse.class);
      } catch (AwsException e) {
        if (!e.code().equals("ResourceNotFound")) {
          throw e;
        }
        // Without scale-in there is none, and its owner may have deleted it.
        call.note("absent", name);
      }
    }
  }
}
