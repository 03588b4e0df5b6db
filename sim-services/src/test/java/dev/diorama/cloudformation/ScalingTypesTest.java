package dev.diorama.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.diorama.autoscaling.AutoScaling;
import dev.diorama.autoscaling.AutoScalingConfig;
import dev.diorama.cloudwatch.CloudWatch;
import dev.diorama.cloudwatch.CloudWatchConfig;
import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.cloud.CloudConfig;
import dev.diorama.core.router.Authenticator;
import dev.diorama.core.router.Decision;
import dev.diorama.core.router.Principal;
import dev.diorama.core.router.ServiceApi;
import dev.diorama.core.time.VirtualClock;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.Protocol;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.applicationautoscaling.model.DescribeScalableTargetsRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.DescribeScalableTargetsResponse;
import software.amazon.awssdk.services.applicationautoscaling.model.DescribeScalingPoliciesRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.DescribeScalingPoliciesResponse;
import software.amazon.awssdk.services.applicationautoscaling.model.DescribeScheduledActionsRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.DescribeScheduledActionsResponse;
import software.amazon.awssdk.services.applicationautoscaling.model.ScalableTarget;
import software.amazon.awssdk.services.cloudformation.model.CreateStackRequest;
import software.amazon.awssdk.services.cloudformation.model.CreateStackResponse;
import software.amazon.awssdk.services.cloudformation.model.DeleteStackRequest;
import software.amazon.awssdk.services.cloudformation.model.DeleteStackResponse;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackEventsRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackEventsResponse;
import software.amazon.awssdk.services.cloudformation.model.DescribeStacksRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeStacksResponse;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmsRequest;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmsResponse;
import software.amazon.awssdk.services.cloudwatch.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.cloudwatch.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.CreateServiceLinkedRoleRequest;
import software.amazon.awssdk.services.iam.model.CreateServiceLinkedRoleResponse;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;

/** Alarms, scalable targets and their policies as a template makes them. */
class ScalingTypesTest {
  private static final Principal ROOT =
      new Principal(
          Principal.Kind.ROOT,
          "123456789012",
          "arn:aws:iam::123456789012:root",
          "123456789012",
          "test",
          Map.of());

  private static final String TEMPLATE =
      """
      Resources:
        Busy:
          Type: AWS::CloudWatch::Alarm
          Properties:
            AlarmDescription: Many of them
            Namespace: App
            MetricName: Hits
            Dimensions: [{Name: City, Value: Graz}]
            Statistic: Sum
            Period: 60
            EvaluationPeriods: 3
            DatapointsToAlarm: 2
            Threshold: 2.5
            ComparisonOperator: GreaterThanThreshold
            TreatMissingData: notBreaching
            Tags: [{Key: team, Value: a}]
        Ratio:
          Type: AWS::CloudWatch::Alarm
          Properties:
            AlarmName: ratio
            Metrics:
              - {Id: share, Expression: a / b}
              - Id: a
                ReturnData: false
                MetricStat: {Metric: {Namespace: App, MetricName: Bad}, Period: 60, Stat: Sum}
              - Id: b
                ReturnData: false
                MetricStat: {Metric: {Namespace: App, MetricName: All}, Period: 60, Stat: Sum}
            EvaluationPeriods: 1
            Threshold: 0.1
            ComparisonOperator: GreaterThanThreshold
        Writes:
          Type: AWS::ApplicationAutoScaling::ScalableTarget
          Properties:
            ServiceNamespace: dynamodb
            ResourceId: table/Todos
            ScalableDimension: dynamodb:table:WriteCapacityUnits
            MinCapacity: 5
            MaxCapacity: '100'
            RoleARN: arn:aws:iam::123456789012:role/ignored
            SuspendedState: {DynamicScalingInSuspended: true}
            ScheduledActions:
              - ScheduledActionName: morning
                Schedule: cron(30 8 * * ? *)
                StartTime: '2030-01-01T00:00:00Z'
                ScalableTargetAction: {MinCapacity: 50}
        Track:
          Type: AWS::ApplicationAutoScaling::ScalingPolicy
          Properties:
            PolicyName: track
            PolicyType: TargetTrackingScaling
            ScalingTargetId: !Ref Writes
            TargetTrackingScalingPolicyConfiguration:
              TargetValue: 70
              ScaleInCooldown: 60
              PredefinedMetricSpecification:
                PredefinedMetricType: DynamoDBWriteCapacityUtilization
      Outputs:
        Busy: {Value: !Ref Busy}
        BusyArn: {Value: !GetAtt Busy.Arn}
        Target: {Value: !Ref Writes}
        TargetId: {Value: !GetAtt Writes.Id}
        Policy: {Value: !Ref Track}
        PolicyArn: {Value: !GetAtt Track.Arn}
      """;

  private final Cloud cloud = Cloud.virtual(CloudConfig.defaults());

  ScalingTypesTest() {
    cloud
        .router()
        .guard(
            new Authenticator() {
              @Override
              public Principal authenticate(HttpRequest request, String service, long skew) {
                return ROOT;
              }

              @Override
              public Principal resolve(String accessKeyId, String sessionToken) {
                return ROOT;
              }
            },
            (principal, access, facts) -> Decision.allow("everything is allowed here"));
    ServiceApi iam = ServiceApi.of("iam", IamClient.class, Protocol.QUERY);
    iam.on(
        CreateServiceLinkedRoleRequest.class,
        (call, request) -> CreateServiceLinkedRoleResponse.builder().build());
    cloud.router().install(iam);
    ServiceApi sts = ServiceApi.of("sts", StsClient.class, Protocol.QUERY);
    sts.on(
        AssumeRoleRequest.class,
        (call, request) ->
            AssumeRoleResponse.builder()
                .credentials(c -> c.accessKeyId("ASIA").sessionToken("t"))
                .build());
    cloud.router().install(sts);
    ServiceApi dynamo = ServiceApi.of("dynamodb", DynamoDbClient.class, Protocol.JSON_1_0);
    dynamo.on(
        DescribeTableRequest.class,
        (call, request) ->
            DescribeTableResponse.builder()
                .table(
                    t ->
                        t.provisionedThroughput(
                            p -> p.readCapacityUnits(7L).writeCapacityUnits(10L)))
                .build());
    cloud.router().install(dynamo);
    AutoScaling.install(cloud, AutoScalingConfig.defaults());
    CloudWatch.install(cloud, CloudWatchConfig.defaults())
        .onAction(AutoScaling.POLICY_ARN, (call, event) -> {});
    CloudFormation.install(cloud, CloudFormationConfig.defaults());
  }

  private <R extends SdkResponse> R send(AwsRequest request, Class<R> response) {
    return cloud
        .router()
        .internal("test", "test", ROOT, "us-east-1", call -> call.send(ROOT, request, response));
  }

  private Stack deploy(String template) {
    send(
        CreateStackRequest.builder().stackName("s").templateBody(template).build(),
        CreateStackResponse.class);
    ((VirtualClock) cloud.clock()).settle();
    return send(
            DescribeStacksRequest.builder().stackName("s").build(), DescribeStacksResponse.class)
        .stacks()
        .get(0);
  }

  private List<MetricAlarm> alarms() {
    return send(DescribeAlarmsRequest.builder().build(), DescribeAlarmsResponse.class)
        .metricAlarms();
  }

  private List<ScalableTarget> targets() {
    return send(
            DescribeScalableTargetsRequest.builder().serviceNamespace("dynamodb").build(),
            DescribeScalableTargetsResponse.class)
        .scalableTargets();
  }

  @Test
  void create_alarmsAndScaling_makesThemAndTellsTheirNames() {
    Stack stack = deploy(TEMPLATE);

    assertThat(stack.stackStatusAsString()).isEqualTo("CREATE_COMPLETE");
    Map<String, String> outputs = new LinkedHashMap<>();
    stack.outputs().forEach(output -> outputs.put(output.outputKey(), output.outputValue()));
    assertThat(outputs.get("Busy")).startsWith("s-Busy-");
    assertThat(outputs)
        .containsEntry(
            "BusyArn", "arn:aws:cloudwatch:us-east-1:123456789012:alarm:" + outputs.get("Busy"))
        .containsEntry("Target", "table/Todos|dynamodb:table:WriteCapacityUnits|dynamodb")
        .containsEntry("TargetId", outputs.get("Target"));
    assertThat(outputs.get("Policy"))
        .startsWith("arn:aws:autoscaling:us-east-1:123456789012:scalingPolicy:")
        .endsWith(":resource/dynamodb/table/Todos:policyName/track")
        .isEqualTo(outputs.get("PolicyArn"));
    assertThat(alarms())
        .filteredOn(alarm -> alarm.alarmName().equals(outputs.get("Busy")))
        .extracting(
            MetricAlarm::alarmArn,
            MetricAlarm::threshold,
            MetricAlarm::datapointsToAlarm,
            MetricAlarm::treatMissingData,
            alarm -> alarm.dimensions().get(0).value())
        .containsExactly(tuple(outputs.get("BusyArn"), 2.5, 2, "notBreaching", "Graz"));
    assertThat(alarms())
        .filteredOn(alarm -> alarm.alarmName().equals("ratio"))
        .flatExtracting(MetricAlarm::metrics)
        .hasSize(3);
    assertThat(
            send(
                    ListTagsForResourceRequest.builder()
                        .resourceARN(outputs.get("BusyArn"))
                        .build(),
                    ListTagsForResourceResponse.class)
                .tags())
        .extracting(tag -> tag.key() + "=" + tag.value())
        .containsExactly("team=a");
    assertThat(targets())
        .extracting(
            ScalableTarget::minCapacity,
            ScalableTarget::maxCapacity,
            target -> target.suspendedState().dynamicScalingInSuspended())
        .containsExactly(tuple(5, 100, true));
    assertThat(
            send(
                    DescribeScalingPoliciesRequest.builder().serviceNamespace("dynamodb").build(),
                    DescribeScalingPoliciesResponse.class)
                .scalingPolicies())
        .extracting(
            policy -> policy.policyARN(),
            policy -> policy.targetTrackingScalingPolicyConfiguration().targetValue(),
            policy -> policy.targetTrackingScalingPolicyConfiguration().scaleInCooldown(),
            policy -> policy.alarms().size())
        .containsExactly(tuple(outputs.get("Policy"), 70.0, 60, 4));
    assertThat(
            send(
                    DescribeScheduledActionsRequest.builder().serviceNamespace("dynamodb").build(),
                    DescribeScheduledActionsResponse.class)
                .scheduledActions())
        .extracting(
            action -> action.scheduledActionName(),
            action -> action.startTime(),
            action -> action.scalableTargetAction().minCapacity())
        .containsExactly(tuple("morning", Instant.parse("2030-01-01T00:00:00Z"), 50));
  }

  @Test
  void delete_leavesNothing() {
    deploy(TEMPLATE);
    assertThat(alarms()).hasSize(6);
    send(DeleteStackRequest.builder().stackName("s").build(), DeleteStackResponse.class);
    ((VirtualClock) cloud.clock()).settle();

    assertThat(targets()).isEmpty();
    assertThat(alarms()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      textBlock =
          """
          AWS::CloudWatch::Alarm # {Colour: red} # unsupported property Colour
          AWS::CloudWatch::Alarm # {Period: soon} # Value of property Period
          AWS::CloudWatch::Alarm # {EvaluationCriteria: {}} # does not simulate
          AWS::ApplicationAutoScaling::ScalableTarget # {ResourceId: table/Todos} # required key [ScalableDimension]
          AWS::ApplicationAutoScaling::ScalableTarget # {ResourceId: table/Todos, ScalableDimension: 'dynamodb:table:ReadCapacityUnits', ServiceNamespace: dynamodb, MinCapacity: 1, MaxCapacity: 20, ScheduledActions: [{StartTime: soon}]} # must be of type Timestamp
          AWS::ApplicationAutoScaling::ScalingPolicy # {ScalingTargetId: x} # must be the Ref of a scalable target
          AWS::ApplicationAutoScaling::ScalingPolicy # {ScalingTargetId: 'table/T|d|dynamodb', StepScalingPolicyConfiguration: {}} # does not simulate
          AWS::ApplicationAutoScaling::ScalingPolicy # {PolicyName: p, PolicyType: TargetTrackingScaling, ScalingTargetId: 'table/Todos|dynamodb:table:ReadCapacityUnits|dynamodb', TargetTrackingScalingPolicyConfiguration: {TargetValue: 70}} # No scalable target registered
          """)
  void create_withWrongProperties_fails(String type, String properties, String reason) {
    Stack stack = deploy("Resources: {R: {Type: '" + type + "', Properties: " + properties + "}}");

    assertThat(stack.stackStatusAsString()).startsWith("ROLLBACK");
    assertThat(
            send(
                    DescribeStackEventsRequest.builder().stackName("s").build(),
                    DescribeStackEventsResponse.class)
                .stackEvents())
        .anySatisfy(event -> assertThat(event.resourceStatusReason()).contains(reason));
  }
}
