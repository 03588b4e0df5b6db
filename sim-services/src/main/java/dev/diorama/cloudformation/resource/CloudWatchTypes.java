package dev.diorama.cloudformation.resource;

import dev.diorama.core.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.cloudwatch.model.DeleteAlarmsRequest;
import software.amazon.awssdk.services.cloudwatch.model.DeleteAlarmsResponse;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricAlarmRequest;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricAlarmResponse;
import software.amazon.awssdk.services.cloudwatch.model.Tag;

/**
 * {@code AWS::CloudWatch::*}. Ref (the name) and GetAtt documented:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-alarm.html
 */
final class CloudWatchTypes {
  private static final int LONGEST_NAME = 255;

  private CloudWatchTypes() {}

  static void addTo(ResourceTypes types) {
    types.add(
        "AWS::CloudWatch::Alarm",
        CloudWatchTypes::putAlarm,
        ResourceTypes.Remover.byId(
            (call, name) ->
                call.send(
                    DeleteAlarmsRequest.builder().alarmNames(name).build(),
                    DeleteAlarmsResponse.class)));
  }

  private static ResourceType.Made putAlarm(ResourceCall call, Properties properties) {
    String name = properties.text("AlarmName").orElseGet(() -> call.generatedName(LONGEST_NAME));
    List<Tag> tags = new ArrayList<>();
    properties
        .tags("Tags")
        .forEach((key, value) -> tags.add(Tag.builder().key(key).value(value).build()));
    Json.Obj same =
        properties.only(
            "ActionsEnabled",
            "AlarmActions",
            "AlarmDescription",
            "ComparisonOperator",
            "DatapointsToAlarm",
            "Dimensions",
            "EvaluateLowSampleCountPercentile",
            "EvaluationPeriods",
            "ExtendedStatistic",
            "InsufficientDataActions",
            "MetricName",
            "Metrics",
            "Namespace",
            "OKActions",
            "Period",
            "Statistic",
            "Threshold",
            "ThresholdMetricId",
            "TreatMissingData",
            "Unit");
    properties.done(Set.of("EvaluationCriteria", "EvaluationInterval"));
    PutMetricAlarmRequest.Builder request =
        new Binder(call.logicalId()).bind(PutMetricAlarmRequest.builder(), same).alarmName(name);
    if (!tags.isEmpty()) {
      request.tags(tags);
    }
    call.send(request.build(), PutMetricAlarmResponse.class);
    return ResourceType.Made.of(name)
        .with(
            "Arn", "arn:aws:cloudwatch:" + call.region() + ":" + call.account() + ":alarm:" + name);
  }
}
