package dev.diorama.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.diorama.core.client.SimClients;
import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.cloud.CloudConfig;
import dev.diorama.core.json.Json;
import dev.diorama.core.router.Access;
import dev.diorama.core.router.Authenticator;
import dev.diorama.core.router.Decision;
import dev.diorama.core.router.Principal;
import dev.diorama.core.router.ServiceApi;
import dev.diorama.core.time.VirtualClock;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.CloudWatchException;
import software.amazon.awssdk.services.cloudwatch.model.ComparisonOperator;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricAlarmRequest;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;
import software.amazon.awssdk.services.cloudwatch.model.Statistic;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sns.model.PublishResponse;

/** A cloud with CloudWatch, and a topic and a function that write down what they are told. */
final class CloudWatchWorld {
  static final String ACCOUNT = CloudConfig.defaults().account();
  static final String REGION = CloudConfig.defaults().region();
  static final String TOPIC = "arn:aws:sns:" + REGION + ":" + ACCOUNT + ":alarms";
  static final String FUNCTION = "arn:aws:lambda:" + REGION + ":" + ACCOUNT + ":function:react";

  final Cloud cloud = Cloud.virtual(CloudConfig.defaults());
  final VirtualClock clock = (VirtualClock) cloud.clock();
  final List<PublishRequest> published = new ArrayList<>();
  final List<Json> events = new ArrayList<>();
  final List<AlarmAction.Event> scaled = new ArrayList<>();
  final List<Access> asked = new ArrayList<>();
  final List<Principal> callers = new ArrayList<>();
  boolean topicOpen = true;
  final CloudWatchClient client;

  CloudWatchWorld() {
    Principal owner =
        new Principal(
            Principal.Kind.USER,
            ACCOUNT,
            "arn:aws:iam::" + ACCOUNT + ":user/o",
            "A",
            "AK",
            Map.of());
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
                return owner;
              }
            },
            (principal, access, facts) -> {
              asked.add(access);
              callers.add(principal);
              return access.action().equals("sns:Publish") && !topicOpen
                  ? new Decision(false, false, "test", "because the topic's policy says so")
                  : Decision.allow("test");
            });
    ServiceApi sns = ServiceApi.of("sns", SnsClient.class, Protocol.QUERY);
    sns.on(
            PublishRequest.class,
            (call, request) -> {
              published.add(request);
              return PublishResponse.builder().messageId("1").build();
            })
        .action("sns:Publish", (call, request) -> request.topicArn());
    cloud.router().install(sns);
    ServiceApi lambda = ServiceApi.of("lambda", LambdaClient.class, Protocol.REST_JSON);
    lambda
        .on(
            InvokeRequest.class,
            (call, request) -> {
              events.add(Json.parse(request.payload().asByteArray()));
              return InvokeResponse.builder().statusCode(202).build();
            })
        .action("lambda:InvokeFunction", (call, request) -> request.functionName());
    cloud.router().install(lambda);
    CloudWatch.install(cloud, CloudWatchConfig.defaults().withoutLatency())
        .onAction("arn:aws:autoscaling:", (call, event) -> scaled.add(event));
    client =
        SimClients.configure(
                CloudWatchClient.builder(),
                cloud.router(),
                clock,
                StaticCredentialsProvider.create(AwsBasicCredentials.create("a", "b")),
                REGION)
            .build();
  }

  void put(double value) {
    client.putMetricData(
        r -> r.namespace("Shop").metricData(d -> d.metricName("Orders").value(value)));
  }

  MetricAlarm alarm(String name) {
    return client.describeAlarms(r -> r.alarmNames(name)).metricAlarms().get(0);
  }

  StateValue state(String name) {
    return alarm(name).stateValue();
  }

  static PutMetricAlarmRequest.Builder orders() {
    return PutMetricAlarmRequest.builder()
        .alarmName("many")
        .namespace("Shop")
        .metricName("Orders")
        .statistic(Statistic.SUM)
        .period(60)
        .evaluationPeriods(1)
        .threshold(10.0)
        .comparisonOperator(ComparisonOperator.GREATER_THAN_THRESHOLD);
  }

  static void refused(ThrowingCallable call, String code, int status, String message) {
    CloudWatchException error = catchThrowableOfType(CloudWatchException.class, call);
    assertThat(error).isNotNull();
    assertThat(error.awsErrorDetails().errorCode()).isEqualTo(code);
    assertThat(error.statusCode()).isEqualTo(status);
    assertThat(String.valueOf(error.awsErrorDetails().errorMessage())).contains(message);
  }
}
