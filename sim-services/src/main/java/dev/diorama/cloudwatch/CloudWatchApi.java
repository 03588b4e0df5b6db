package dev.diorama.cloudwatch;

import dev.diorama.core.router.Access;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.ServiceApi;
import dev.diorama.core.wire.Protocol;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.DeleteAlarmsRequest;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmHistoryRequest;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmsForMetricRequest;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmsRequest;
import software.amazon.awssdk.services.cloudwatch.model.DisableAlarmActionsRequest;
import software.amazon.awssdk.services.cloudwatch.model.EnableAlarmActionsRequest;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricStatisticsRequest;
import software.amazon.awssdk.services.cloudwatch.model.ListMetricsRequest;
import software.amazon.awssdk.services.cloudwatch.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricAlarmRequest;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.SetAlarmStateRequest;
import software.amazon.awssdk.services.cloudwatch.model.TagResourceRequest;
import software.amazon.awssdk.services.cloudwatch.model.UntagResourceRequest;

/**
 * The table of CloudWatch's operations. Actions, resources and keys documented:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html
 */
final class CloudWatchApi {
  private final ServiceApi api;

  CloudWatchApi(CloudWatchConfig config) {
    this.api =
        ServiceApi.of(
                "cloudwatch",
                CloudWatchClient.class,
                Protocol.QUERY,
                Protocol.JSON_1_0,
                Protocol.RPC_V2_CBOR)
            .signingName("monitoring")
            .hostPrefix("monitoring")
            .latency(config.latency())
            .ownWork("AlarmAction");
  }

  ServiceApi table() {
    return api;
  }

  CloudWatchApi metrics(MetricPutService put, MetricReadService read) {
    api.on(PutMetricDataRequest.class, put::put)
        .action("cloudwatch:PutMetricData")
        .condition("cloudwatch:namespace", (call, request) -> request.namespace());
    api.on(ListMetricsRequest.class, read::list).action("cloudwatch:ListMetrics");
    api.on(GetMetricStatisticsRequest.class, read::statistics)
        .action("cloudwatch:GetMetricStatistics");
    api.on(GetMetricDataRequest.class, read::read).action("cloudwatch:GetMetricData");
    return this;
  }

  CloudWatchApi alarms(AlarmService alarms) {
    api.on(PutMetricAlarmRequest.class, alarms::put)
        .access(
            (call, request) -> {
              String arn = arn(call, request.alarmName());
              List<Access> needed = new ArrayList<>();
              needed.add(Access.of("cloudwatch:PutMetricAlarm", arn));
              if (!request.tags().isEmpty()) {
                needed.add(Access.of("cloudwatch:TagResource", arn));
              }
              return needed;
            });
    api.on(DeleteAlarmsRequest.class, alarms::delete)
        .access((call, request) -> each(call, "cloudwatch:DeleteAlarms", request.alarmNames()));
    api.on(DescribeAlarmsRequest.class, alarms::describe)
        .action("cloudwatch:DescribeAlarms", (call, request) -> arn(call, "*"));
    api.on(DescribeAlarmsForMetricRequest.class, alarms::describeForMetric)
        .action("cloudwatch:DescribeAlarmsForMetric", (call, request) -> arn(call, "*"));
    api.on(DescribeAlarmHistoryRequest.class, alarms::history)
        .action(
            "cloudwatch:DescribeAlarmHistory",
            (call, request) -> arn(call, request.alarmName() == null ? "*" : request.alarmName()));
    api.on(SetAlarmStateRequest.class, alarms::setState)
        .action("cloudwatch:SetAlarmState", (call, request) -> arn(call, request.alarmName()));
    api.on(EnableAlarmActionsRequest.class, alarms::enable)
        .access(
            (call, request) -> each(call, "cloudwatch:EnableAlarmActions", request.alarmNames()));
    api.on(DisableAlarmActionsRequest.class, alarms::disable)
        .access(
            (call, request) -> each(call, "cloudwatch:DisableAlarmActions", request.alarmNames()));
    api.on(TagResourceRequest.class, alarms::tag)
        .action("cloudwatch:TagResource", (call, request) -> request.resourceARN());
    api.on(UntagResourceRequest.class, alarms::untag)
        .action("cloudwatch:UntagResource", (call, request) -> request.resourceARN());
    api.on(ListTagsForResourceRequest.class, alarms::tags)
        .action("cloudwatch:ListTagsForResource", (call, request) -> request.resourceARN());
    return this;
  }

  private static String arn(Call call, String name) {
    return Alarm.arn(call.region(), call.account(), name);
  }

  private static List<Access> each(Call call, String action, List<String> names) {
    return names.stream().map(name -> Access.of(action, arn(call, name))).toList();
  }
}
