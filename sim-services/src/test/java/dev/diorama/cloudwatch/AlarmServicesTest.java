package dev.diorama.cloudwatch;

import static dev.diorama.cloudwatch.CloudWatchWorld.FUNCTION;
import static dev.diorama.cloudwatch.CloudWatchWorld.TOPIC;
import static dev.diorama.cloudwatch.CloudWatchWorld.orders;
import static dev.diorama.cloudwatch.CloudWatchWorld.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.json.Json;
import dev.diorama.core.router.Principal;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.AlarmHistoryItem;
import software.amazon.awssdk.services.cloudwatch.model.ComparisonOperator;
import software.amazon.awssdk.services.cloudwatch.model.HistoryItemType;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricAlarmRequest;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;
import software.amazon.awssdk.services.cloudwatch.model.Statistic;

class AlarmServicesTest {
  private final CloudWatchWorld w = new CloudWatchWorld();
  private final CloudWatchClient client = w.client;

  @Test
  void alarm_withoutData_letsTimeSettle() {
    client.putMetricAlarm(orders().build());
    w.clock.settle();
    assertThat(w.clock.nanos()).isZero();
    w.clock.advance(Duration.ofHours(1));

    assertThat(w.state("many")).isEqualTo(StateValue.INSUFFICIENT_DATA);
    assertThat(w.alarm("many").stateReason()).isEqualTo("Unchecked: Initial alarm creation");
  }

  @Test
  void alarm_thresholdCrossed_tellsTopicAndFunctionAndComesBack() {
    client.putMetricAlarm(
        orders().alarmActions(TOPIC, FUNCTION).insufficientDataActions(TOPIC).build());
    w.put(8);
    w.put(4);
    w.clock.settle();

    MetricAlarm alarm = w.alarm("many");
    assertThat(alarm.stateValue()).isEqualTo(StateValue.ALARM);
    assertThat(alarm.stateReason())
        .isEqualTo(
            "Threshold Crossed: 1 out of the last 1 datapoints [12.0 (01/01/26 00:00:00)] was"
                + " greater than the threshold (10.0) (minimum 1 datapoint for OK -> ALARM"
                + " transition).");
    assertThat(w.published).hasSize(1);
    assertThat(w.published.get(0).subject()).isEqualTo("ALARM: \"many\" in US East (N. Virginia)");
    Json told = Json.parse(w.published.get(0).message());
    assertThat(told.text("NewStateValue")).hasValue("ALARM");
    assertThat(told.text("OldStateValue")).hasValue("INSUFFICIENT_DATA");
    assertThat(told.get("Trigger").orElseThrow().text("Statistic")).hasValue("SUM");
    assertThat(w.callers)
        .extracting(Principal::arn)
        .contains("cloudwatch.amazonaws.com", "lambda.alarms.cloudwatch.amazonaws.com");
    assertThat(w.events).hasSize(1);
    assertThat(w.events.get(0).text("source")).hasValue("aws.cloudwatch");

    w.clock.advance(Duration.ofMinutes(10));
    assertThat(w.state("many")).isEqualTo(StateValue.INSUFFICIENT_DATA);
    assertThat(w.alarm("many").stateReason())
        .isEqualTo("Insufficient Data: 1 datapoint was unknown.");
    assertThat(w.published).hasSize(2);
    assertThat(
            client.describeAlarmHistory(r -> r.alarmName("many")).alarmHistoryItems().stream()
                .map(AlarmHistoryItem::historySummary))
        .containsExactly(
            "Successfully executed action " + TOPIC,
            "Alarm updated from ALARM to INSUFFICIENT_DATA",
            "Successfully executed action " + FUNCTION,
            "Successfully executed action " + TOPIC,
            "Alarm updated from INSUFFICIENT_DATA to ALARM",
            "Alarm \"many\" created");
  }

  @Test
  void alarm_twoOfThree_needsTwo() {
    client.putMetricAlarm(orders().evaluationPeriods(3).datapointsToAlarm(2).build());
    for (double value : new double[] {20, 1, 1}) {
      w.put(value);
      w.clock.advance(Duration.ofMinutes(1));
    }
    w.clock.settle();
    assertThat(w.state("many")).isEqualTo(StateValue.OK);
    w.put(20);
    w.clock.advance(Duration.ofMinutes(1));
    w.put(20);
    w.clock.settle();
    assertThat(w.state("many")).isEqualTo(StateValue.ALARM);
  }

  @Test
  void alarm_missingDataNotBreaching_isOkWithoutData() {
    client.putMetricAlarm(orders().treatMissingData("notBreaching").evaluationPeriods(2).build());
    w.clock.advance(Duration.ofMinutes(3));

    assertThat(w.state("many")).isEqualTo(StateValue.OK);
    assertThat(w.alarm("many").stateReason())
        .isEqualTo(
            "Threshold Crossed: no datapoints were received for 2 periods and 2 missing datapoints"
                + " were treated as [NonBreaching].");
  }

  @Test
  void alarm_dynamoDbWithoutData_keepsItsState() {
    client.putMetricAlarm(
        orders()
            .namespace("AWS/DynamoDB")
            .metricName("ConsumedReadCapacityUnits")
            .treatMissingData("breaching")
            .build());
    w.cloud
        .metrics()
        .in(CloudWatchWorld.ACCOUNT, CloudWatchWorld.REGION)
        .add("AWS/DynamoDB", "ConsumedReadCapacityUnits", 1);
    w.clock.settle();
    assertThat(w.state("many")).isEqualTo(StateValue.OK);
    w.clock.advance(Duration.ofHours(2));
    assertThat(w.state("many")).isEqualTo(StateValue.OK);
  }

  @Test
  void alarm_onExpressionAndPercentile_isEvaluated() {
    client.putMetricAlarm(
        PutMetricAlarmRequest.builder()
            .alarmName("math")
            .evaluationPeriods(1)
            .threshold(5.0)
            .comparisonOperator(ComparisonOperator.LESS_THAN_OR_EQUAL_TO_THRESHOLD)
            .metrics(
                MetricDataQuery.builder().id("e").expression("m / 2").build(),
                MetricDataQuery.builder()
                    .id("m")
                    .returnData(false)
                    .metricStat(
                        s ->
                            s.metric(m -> m.namespace("Shop").metricName("Orders"))
                                .period(60)
                                .stat("Sum"))
                    .build())
            .build());
    client.putMetricAlarm(
        orders()
            .alarmName("tail")
            .statistic((Statistic) null)
            .extendedStatistic("p90")
            .evaluateLowSampleCountPercentile("ignore")
            .threshold(1.0)
            .build());
    w.put(10);
    w.clock.settle();
    assertThat(w.state("math")).isEqualTo(StateValue.ALARM);
    assertThat(w.state("tail")).isEqualTo(StateValue.INSUFFICIENT_DATA);
    for (int i = 0; i < 100; i++) {
      w.put(10);
    }
    w.clock.settle();
    assertThat(w.state("math")).isEqualTo(StateValue.OK);
    assertThat(w.state("tail")).isEqualTo(StateValue.ALARM);
  }

  @Test
  void action_topicRefuses_isInTheHistory() {
    w.topicOpen = false;
    client.putMetricAlarm(orders().alarmActions(TOPIC).build());
    w.put(20);
    w.clock.settle();

    assertThat(w.published).isEmpty();
    assertThat(
            client
                .describeAlarmHistory(r -> r.historyItemType(HistoryItemType.ACTION))
                .alarmHistoryItems()
                .get(0)
                .historySummary())
        .startsWith("Failed to execute action " + TOPIC);
  }

  @Test
  void action_scalingPolicy_isCalledAgainWhileTheAlarmLasts() {
    client.putMetricAlarm(
        orders().alarmActions("arn:aws:autoscaling:us-east-1:1:scalingPolicy:x").build());
    for (int i = 0; i < 3; i++) {
      w.put(20 + i);
      w.clock.advance(Duration.ofMinutes(1));
    }
    w.clock.settle();
    assertThat(w.scaled).extracting(AlarmAction.Event::value).containsExactly(20.0, 21.0, 22.0);
  }

  @Test
  void setAlarmState_actsAndGoesBackWithTheNextEvaluation() {
    client.putMetricAlarm(orders().alarmActions(TOPIC).build());
    client.setAlarmState(
        r -> r.alarmName("many").stateValue(StateValue.ALARM).stateReason("drill"));
    w.clock.settle();
    assertThat(w.published).hasSize(1);
    assertThat(w.alarm("many").stateReason()).isEqualTo("drill");
    w.clock.advance(Duration.ofMinutes(3));
    assertThat(w.state("many")).isEqualTo(StateValue.INSUFFICIENT_DATA);
  }

  @Test
  void disableAlarmActions_changesStateOnly() {
    client.putMetricAlarm(orders().alarmActions(TOPIC).build());
    client.disableAlarmActions(r -> r.alarmNames("many"));
    w.put(20);
    w.clock.settle();
    assertThat(w.state("many")).isEqualTo(StateValue.ALARM);
    assertThat(w.alarm("many").actionsEnabled()).isFalse();
    assertThat(w.published).isEmpty();
    client.enableAlarmActions(r -> r.alarmNames("many"));
    assertThat(w.alarm("many").actionsEnabled()).isTrue();
  }

  @Test
  void describeAndTags_findWhatIsAskedFor() {
    client.putMetricAlarm(
        orders().alarmActions(TOPIC).tags(t -> t.key("team").value("shop")).build());
    client.putMetricAlarm(orders().alarmName("other").build());
    String arn = w.alarm("many").alarmArn();

    assertThat(client.describeAlarms(r -> r.alarmNamePrefix("ma")).metricAlarms()).hasSize(1);
    assertThat(client.describeAlarms(r -> r.actionPrefix("arn:aws:sns")).metricAlarms()).hasSize(1);
    assertThat(client.describeAlarms(r -> r.stateValue(StateValue.ALARM)).metricAlarms()).isEmpty();
    assertThat(client.describeAlarmsPaginator(r -> r.maxRecords(1)).metricAlarms()).hasSize(2);
    assertThat(
            client
                .describeAlarmsForMetric(r -> r.namespace("Shop").metricName("Orders"))
                .metricAlarms())
        .hasSize(2);
    client.tagResource(r -> r.resourceARN(arn).tags(t -> t.key("a").value("b")));
    client.untagResource(r -> r.resourceARN(arn).tagKeys("team"));
    assertThat(client.listTagsForResource(r -> r.resourceARN(arn)).tags())
        .singleElement()
        .satisfies(tag -> assertThat(tag.key()).isEqualTo("a"));
    client.deleteAlarms(r -> r.alarmNames("many"));
    w.put(20);
    w.clock.settle();
    assertThat(client.describeAlarms().metricAlarms()).hasSize(1);
    refused(
        () -> client.listTagsForResource(r -> r.resourceARN(arn)),
        "ResourceNotFoundException",
        404,
        "");
  }

  private void putRefused(PutMetricAlarmRequest.Builder alarm, String code, String message) {
    refused(() -> client.putMetricAlarm(alarm.build()), code, 400, message);
  }

  @Test
  void alarms_wrong_areRefused() {
    putRefused(orders().alarmActions("foo"), "ValidationError", "Invalid arn syntax: foo");
    putRefused(
        orders().alarmActions("arn:aws:ssm:us-east-1:1:opsitem:1"), "ValidationError", "opsitem");
    putRefused(orders().period(61), "InvalidParameterValue", "Period");
    putRefused(orders().period(5), "InvalidParameterValue", "Period");
    putRefused(orders().evaluationPeriods(1441), "ValidationError", "across more than a day");
    putRefused(orders().datapointsToAlarm(2), "ValidationError", "DatapointsToAlarm");
    putRefused(orders().treatMissingData("never"), "ValidationError", "never");
    putRefused(orders().evaluateLowSampleCountPercentile("x"), "ValidationError", "Option x");
    putRefused(orders().extendedStatistic("p90"), "ValidationError", "Exactly one");
    putRefused(
        orders().statistic((Statistic) null).extendedStatistic("p900"), "ValidationError", "p900");
    putRefused(orders().threshold(null), "ValidationError", "Threshold");
    putRefused(orders().comparisonOperator("Above"), "ValidationError", "'Above'");
    putRefused(
        orders().comparisonOperator(ComparisonOperator.GREATER_THAN_UPPER_THRESHOLD),
        "ValidationError",
        "anomaly");
    putRefused(orders().metricName(null), "ValidationError", "MetricName");
    refused(
        () -> client.setAlarmState(r -> r.alarmName("none").stateValue("ALARM").stateReason("x")),
        "ResourceNotFound",
        404,
        "");
    refused(
        () -> client.setAlarmState(r -> r.alarmName("none").stateValue("BAD").stateReason("x")),
        "ValidationError",
        400,
        "[INSUFFICIENT_DATA, ALARM, OK]");
    client.putMetricAlarm(orders().build());
    refused(
        () ->
            client.setAlarmState(
                r -> r.alarmName("many").stateValue("ALARM").stateReason("x").stateReasonData("{")),
        "InvalidFormat",
        400,
        "JSON");
    refused(
        () -> client.deleteAlarms(r -> r.alarmNames("many", "none")), "ResourceNotFound", 404, "");
    assertThat(client.describeAlarms().metricAlarms()).hasSize(1);
    refused(
        () -> client.describeAlarms(r -> r.maxRecords(101)), "ValidationError", 400, "maxRecords");
    refused(
        () -> client.describeAlarms(r -> r.alarmNames("a").alarmNamePrefix("b")),
        "InvalidParameterCombination",
        400,
        "exclusive");
    refused(
        () -> client.putDashboard(r -> r.dashboardName("d").dashboardBody("{}")),
        "NotImplemented",
        501,
        "PutDashboard");
  }
}
