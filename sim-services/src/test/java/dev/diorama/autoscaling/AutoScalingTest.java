package dev.diorama.autoscaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.diorama.cloudwatch.CloudWatch;
import dev.diorama.cloudwatch.CloudWatchConfig;
import dev.diorama.core.client.SimClients;
import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.cloud.CloudConfig;
import dev.diorama.core.router.Authenticator;
import dev.diorama.core.router.Decision;
import dev.diorama.core.router.Principal;
import dev.diorama.core.router.ServiceApi;
import dev.diorama.core.time.VirtualClock;
import dev.diorama.core.wire.AwsException;
import dev.diorama.core.wire.ErrorCode;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.Protocol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.services.applicationautoscaling.ApplicationAutoScalingClient;
import software.amazon.awssdk.services.applicationautoscaling.model.ApplicationAutoScalingException;
import software.amazon.awssdk.services.applicationautoscaling.model.PutScalingPolicyResponse;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableResponse;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.CreateServiceLinkedRoleRequest;
import software.amazon.awssdk.services.iam.model.CreateServiceLinkedRoleResponse;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;

class AutoScalingTest {
  private static final String ACCOUNT = CloudConfig.defaults().account();
  private static final String REGION = CloudConfig.defaults().region();
  private static final String WRITE = "dynamodb:table:WriteCapacityUnits";

  private final Cloud cloud = Cloud.virtual(CloudConfig.defaults());
  private final VirtualClock clock = (VirtualClock) cloud.clock();
  private final ApplicationAutoScalingClient client;
  private final CloudWatchClient alarms;
  private final List<String> changed = new ArrayList<>();
  private long write = 5;
  private int refusals;

  AutoScalingTest() {
    Principal owner =
        new Principal(
            Principal.Kind.USER,
            ACCOUNT,
            "arn:aws:iam::" + ACCOUNT + ":user/o",
            "A",
            "AK",
            Map.of());
    Principal role =
        new Principal(Principal.Kind.ROLE_SESSION, ACCOUNT, "linked-role", "A", "ASIA", Map.of());
    cloud
        .router()
        .guard(
            new Authenticator() {
              @Override
              public Principal authenticate(HttpRequest request, String service, long skew) {
                return owner;
              }

              @Override
              public Principal resolve(String accessKeyId, String sessionToken) {
                return role;
              }
            },
            (principal, access, facts) -> Decision.allow("test"));
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
                            p -> p.readCapacityUnits(7L).writeCapacityUnits(write)))
                .build());
    dynamo.on(
        UpdateTableRequest.class,
        (call, request) -> {
          if (refusals-- > 0) {
            throw new AwsException(
                "LimitExceededException", 400, ErrorCode.Side.CLIENT, "busy", Map.of());
          }
          write = request.provisionedThroughput().writeCapacityUnits();
          changed.add(
              call.principal().arn()
                  + " "
                  + request.provisionedThroughput().readCapacityUnits()
                  + "/"
                  + write);
          return UpdateTableResponse.builder().build();
        });
    cloud.router().install(dynamo);
    AutoScaling scaling = AutoScaling.install(cloud, AutoScalingConfig.defaults().withoutLatency());
    CloudWatch.install(cloud, CloudWatchConfig.defaults().withoutLatency())
        .onAction(
            AutoScaling.POLICY_ARN,
            (call, event) -> scaling.alarmed(event.action(), event.alarmName(), event.value()));
    client = of(ApplicationAutoScalingClient.builder());
    alarms = of(CloudWatchClient.builder());
  }

  private <B extends AwsClientBuilder<B, C>, C> C of(B builder) {
    return SimClients.configure(
            builder,
            cloud.router(),
            clock,
            StaticCredentialsProvider.create(AwsBasicCredentials.create("a", "b")),
            REGION)
        .build();
  }

  private void register(int min, int max) {
    client.registerScalableTarget(
        r ->
            r.serviceNamespace("dynamodb")
                .resourceId("table/Todos")
                .scalableDimension(WRITE)
                .minCapacity(min)
                .maxCapacity(max));
  }

  private PutScalingPolicyResponse track(String metric, double target) {
    return client.putScalingPolicy(
        r ->
            r.policyName("track")
                .serviceNamespace("dynamodb")
                .resourceId("table/Todos")
                .scalableDimension(WRITE)
                .policyType("TargetTrackingScaling")
                .targetTrackingScalingPolicyConfiguration(
                    c ->
                        c.targetValue(target)
                            .predefinedMetricSpecification(p -> p.predefinedMetricType(metric))));
  }

  private void consume(double perMinute, int minutes) {
    for (int i = 0; i < minutes; i++) {
      cloud
          .metrics()
          .in(ACCOUNT, REGION)
          .add("AWS/DynamoDB", "ConsumedWriteCapacityUnits", perMinute, "TableName", "Todos");
      clock.advance(Duration.ofMinutes(1));
    }
    clock.settle();
  }

  @Test
  void putScalingPolicy_makesTheAlarmsThatAwsMakes() {
    register(5, 100);
    PutScalingPolicyResponse policy = track("DynamoDBWriteCapacityUtilization", 70);

    assertThat(policy.alarms()).hasSize(4);
    assertThat(policy.alarms().get(0).alarmName())
        .startsWith("TargetTracking-table/Todos-AlarmHigh-");
    assertThat(alarms.describeAlarms().metricAlarms())
        .extracting(a -> a.threshold(), a -> a.evaluationPeriods(), a -> a.period())
        .containsExactlyInAnyOrder(
            org.assertj.core.api.Assertions.tuple(210.0, 2, 60),
            org.assertj.core.api.Assertions.tuple(150.0, 15, 60),
            org.assertj.core.api.Assertions.tuple(5.0, 3, 300),
            org.assertj.core.api.Assertions.tuple(5.0, 3, 300));
    clock.settle();
    client.deleteScalingPolicy(
        r ->
            r.policyName("track")
                .serviceNamespace("dynamodb")
                .resourceId("table/Todos")
                .scalableDimension(WRITE));
    assertThat(alarms.describeAlarms().metricAlarms()).isEmpty();
  }

  @Test
  void consumption_aboveTargetForTwoMinutes_scalesOutAndInAgain() {
    register(5, 100);
    track("DynamoDBWriteCapacityUtilization", 70);
    consume(10 * 60, 1);
    assertThat(changed).isEmpty();
    consume(10 * 60, 1);
    assertThat(changed).containsExactly("linked-role 7/15");
    assertThat(
            client
                .describeScalingActivities(r -> r.serviceNamespace("dynamodb"))
                .scalingActivities()
                .get(0)
                .description())
        .isEqualTo("Setting write capacity units to 15.");
    consume(60, 20);
    assertThat(write).isEqualTo(5);
  }

  @Test
  void updateTable_limited_isTriedAgain() {
    register(5, 100);
    track("DynamoDBWriteCapacityUtilization", 50);
    refusals = 2;
    consume(1000 * 60, 2);
    assertThat(write).isEqualTo(100);
  }

  @Test
  void scheduledAction_movesTheBounds() {
    register(5, 100);
    clock.settle();
    client.putScheduledAction(
        r ->
            r.serviceNamespace("dynamodb")
                .scheduledActionName("morning")
                .resourceId("table/Todos")
                .scalableDimension(WRITE)
                .schedule("cron(30 8 * * ? *)")
                .scalableTargetAction(a -> a.minCapacity(50)));
    clock.advance(Duration.ofHours(8));
    assertThat(write).isEqualTo(5);
    clock.advance(Duration.ofHours(1));
    assertThat(write).isEqualTo(50);
  }

  private static void refused(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String code, String message) {
    ApplicationAutoScalingException error =
        catchThrowableOfType(ApplicationAutoScalingException.class, call);
    assertThat(error.awsErrorDetails().errorCode()).isEqualTo(code);
    assertThat(error.statusCode()).isEqualTo(400);
    assertThat(error.awsErrorDetails().errorMessage()).contains(message);
  }

  @Test
  void wrong_isRefused() {
    refused(
        () -> track("DynamoDBWriteCapacityUtilization", 70),
        "ObjectNotFoundException",
        "No scalable target registered");
    refused(() -> register(10, 5), "ValidationException", "Maximum capacity");
    refused(() -> register(0, 5), "ValidationException", "Minimum capacity");
    register(5, 10);
    refused(
        () -> track("DynamoDBReadCapacityUtilization", 70), "ValidationException", "not supported");
    refused(
        () -> track("DynamoDBWriteCapacityUtilization", 95), "ValidationException", "20 and 90");
    refused(
        () ->
            client.putScalingPolicy(
                r ->
                    r.policyName("p")
                        .serviceNamespace("dynamodb")
                        .resourceId("table/Todos")
                        .scalableDimension(WRITE)
                        .policyType("StepScaling")),
        "ValidationException",
        "Unsupported policy type StepScaling");
    refused(
        () ->
            client.registerScalableTarget(
                r ->
                    r.serviceNamespace("lambda")
                        .resourceId("function:f:1")
                        .scalableDimension("lambda:function:ProvisionedConcurrency")
                        .minCapacity(1)
                        .maxCapacity(2)),
        "ValidationException",
        "does not simulate");
  }
}
