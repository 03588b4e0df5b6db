package dev.diorama.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.diorama.Diorama;
import dev.diorama.core.place.City;
import dev.diorama.core.time.VirtualClock;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.services.applicationautoscaling.ApplicationAutoScalingClient;
import software.amazon.awssdk.services.applicationautoscaling.model.ScalableDimension;
import software.amazon.awssdk.services.applicationautoscaling.model.ServiceNamespace;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.ComparisonOperator;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;
import software.amazon.awssdk.services.cloudwatch.model.Statistic;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthFlowType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ExplicitAuthFlowsType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.NotAuthorizedException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.TimeUnitsType;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;

/** Whatever ends, comes back or follows by itself does so when the clock is told to move. */
@DioramaTest
class TimeTest {
  @Simulated private Diorama diorama;
  @Simulated private VirtualClock time;

  @Test
  void tokens_end(CognitoIdentityProviderClient cognito) {
    String pool = cognito.createUserPool(c -> c.poolName("users")).userPool().id();
    String client =
        cognito
            .createUserPoolClient(
                c ->
                    c.userPoolId(pool)
                        .clientName("app")
                        .explicitAuthFlows(
                            ExplicitAuthFlowsType.ALLOW_ADMIN_USER_PASSWORD_AUTH,
                            ExplicitAuthFlowsType.ALLOW_REFRESH_TOKEN_AUTH)
                        .accessTokenValidity(5)
                        .idTokenValidity(5)
                        .tokenValidityUnits(
                            u ->
                                u.accessToken(TimeUnitsType.MINUTES)
                                    .idToken(TimeUnitsType.MINUTES)))
            .userPoolClient()
            .clientId();
    cognito.adminCreateUser(c -> c.userPoolId(pool).username("mina"));
    cognito.adminSetUserPassword(
        s -> s.userPoolId(pool).username("mina").password("Passw0rd-Mina").permanent(true));
    String token =
        cognito
            .adminInitiateAuth(
                a ->
                    a.userPoolId(pool)
                        .clientId(client)
                        .authFlow(AuthFlowType.ADMIN_USER_PASSWORD_AUTH)
                        .authParameters(Map.of("USERNAME", "mina", "PASSWORD", "Passw0rd-Mina")))
            .authenticationResult()
            .accessToken();
    time.advance(Duration.ofMinutes(4));
    assertThat(cognito.getUser(g -> g.accessToken(token)).username()).isEqualTo("mina");
    time.advance(Duration.ofMinutes(2));
    assertThatExceptionOfType(NotAuthorizedException.class)
        .isThrownBy(() -> cognito.getUser(g -> g.accessToken(token)))
        .withMessageContaining("Access Token has expired")
        .satisfies(e -> assertThat(e.statusCode()).isEqualTo(400));
  }

  @Test
  void sessions_end(StsClient sts) {
    Credentials session = sts.getSessionToken(s -> s.durationSeconds(900)).credentials();
    try (DynamoDbClient tables =
        diorama.client(
            DynamoDbClient.builder(),
            StaticCredentialsProvider.create(
                AwsSessionCredentials.create(
                    session.accessKeyId(), session.secretAccessKey(), session.sessionToken())))) {
      time.advance(Duration.ofMinutes(14));
      tables.listTables();
      time.advance(Duration.ofMinutes(2));
      assertThatExceptionOfType(DynamoDbException.class)
          .isThrownBy(tables::listTables)
          .satisfies(
              e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ExpiredTokenException"));
    }
  }

  private void table(DynamoDbClient tables) {
    tables.createTable(
        c ->
            c.tableName("things")
                .provisionedThroughput(p -> p.readCapacityUnits(5L).writeCapacityUnits(5L))
                .attributeDefinitions(
                    a -> a.attributeName("id").attributeType(ScalarAttributeType.S))
                .keySchema(k -> k.attributeName("id").keyType(KeyType.HASH)));
    time.settle();
  }

  @Test
  void itemsPastTheirTimeToLive_go(DynamoDbClient tables) {
    table(tables);
    tables.updateTimeToLive(
        u ->
            u.tableName("things")
                .timeToLiveSpecification(s -> s.enabled(true).attributeName("ends")));
    time.settle();
    long ends = time.instant().plusSeconds(3_600).getEpochSecond();
    tables.putItem(
        p ->
            p.tableName("things")
                .item(
                    Map.of(
                        "id", AttributeValue.fromS("a"),
                        "ends", AttributeValue.fromN(Long.toString(ends)))));
    time.advance(Duration.ofMinutes(59));
    assertThat(tables.scan(s -> s.tableName("things")).count()).isEqualTo(1);
    time.runUntil(() -> tables.scan(s -> s.tableName("things")).count() == 0, Duration.ofDays(3));
    assertThat(time.instant().getEpochSecond()).isGreaterThanOrEqualTo(ends);
  }

  @Test
  void messages_becomeVisibleAgain_andAreKeptNoLongerThanAsked(SqsClient sqs) {
    String url =
        sqs.createQueue(
                c ->
                    c.queueName("q")
                        .attributesWithStrings(
                            Map.of("VisibilityTimeout", "30", "MessageRetentionPeriod", "3600")))
            .queueUrl();
    sqs.sendMessage(s -> s.queueUrl(url).messageBody("m"));
    time.advance(Duration.ofSeconds(1));
    assertThat(sqs.receiveMessage(r -> r.queueUrl(url)).messages()).hasSize(1);
    time.advance(Duration.ofSeconds(29));
    assertThat(sqs.receiveMessage(r -> r.queueUrl(url)).messages()).isEmpty();
    time.advance(Duration.ofSeconds(2));
    assertThat(sqs.receiveMessage(r -> r.queueUrl(url)).messages()).hasSize(1);
    time.advance(Duration.ofHours(1));
    assertThat(sqs.receiveMessage(r -> r.queueUrl(url)).messages()).isEmpty();
  }

  @Test
  void alarms_areRaisedAndTakenBack(CloudWatchClient watch) {
    watch.putMetricAlarm(
        a ->
            a.alarmName("busy")
                .namespace("App")
                .metricName("Load")
                .statistic(Statistic.SUM)
                .period(60)
                .evaluationPeriods(1)
                .threshold(10.0)
                .comparisonOperator(ComparisonOperator.GREATER_THAN_THRESHOLD)
                .treatMissingData("notBreaching"));
    watch.putMetricData(p -> p.namespace("App").metricData(d -> d.metricName("Load").value(50.0)));
    time.runUntil(() -> state(watch) == StateValue.ALARM, Duration.ofMinutes(10));
    time.runUntil(() -> state(watch) == StateValue.OK, Duration.ofMinutes(30));
  }

  private static StateValue state(CloudWatchClient watch) {
    return watch.describeAlarms().metricAlarms().get(0).stateValue();
  }

  @Test
  void autoScaling_actsAtItsHour(ApplicationAutoScalingClient scaling, DynamoDbClient tables) {
    table(tables);
    scaling.registerScalableTarget(
        r ->
            r.serviceNamespace(ServiceNamespace.DYNAMODB)
                .resourceId("table/things")
                .scalableDimension(ScalableDimension.DYNAMODB_TABLE_READ_CAPACITY_UNITS)
                .minCapacity(5)
                .maxCapacity(50));
    scaling.putScheduledAction(
        p ->
            p.serviceNamespace(ServiceNamespace.DYNAMODB)
                .resourceId("table/things")
                .scalableDimension(ScalableDimension.DYNAMODB_TABLE_READ_CAPACITY_UNITS)
                .scheduledActionName("morning")
                .schedule("at(2026-01-01T06:00:00)")
                .scalableTargetAction(a -> a.minCapacity(20).maxCapacity(50)));
    time.advance(Duration.ofHours(5));
    assertThat(units(tables)).isEqualTo(5);
    time.runUntil(() -> units(tables) == 20, Duration.ofHours(2));
    time.settle();
    assertThat(time.pending()).isZero();
  }

  private static long units(DynamoDbClient tables) {
    return tables
        .describeTable(d -> d.tableName("things"))
        .table()
        .provisionedThroughput()
        .readCapacityUnits();
  }

  /** What SNS signs with is good whenever it is fetched, as after AWS's own renewals. */
  @Test
  void certificates_areRenewed(SnsClient sns, SqsClient sqs, SdkHttpClient http) throws Exception {
    String topic = sns.createTopic(c -> c.name("news")).topicArn();
    String url = sqs.createQueue(c -> c.queueName("q")).queueUrl();
    sqs.setQueueAttributes(
        s ->
            s.queueUrl(url)
                .attributesWithStrings(
                    Map.of(
                        "Policy",
                        "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\","
                            + "\"Principal\":{\"Service\":\"sns.amazonaws.com\"},"
                            + "\"Action\":\"sqs:SendMessage\",\"Resource\":\"*\"}}")));
    sns.subscribe(
        s -> s.topicArn(topic).protocol("sqs").endpoint("arn:aws:sqs:us-east-1:123456789012:q"));
    String first = certificateOf(sns, sqs, topic, url);
    assertGood(http, first);
    time.advance(Duration.ofDays(400));
    String second = certificateOf(sns, sqs, topic, url);
    assertThat(second).isNotEqualTo(first);
    assertGood(http, second);
  }

  private String certificateOf(SnsClient sns, SqsClient sqs, String topic, String queue) {
    sns.publish(p -> p.topicArn(topic).message("m"));
    time.settle();
    String body = sqs.receiveMessage(r -> r.queueUrl(queue)).messages().get(0).body();
    List<String> parts = List.of(body.split("\"", -1));
    return parts.get(parts.indexOf("SigningCertURL") + 2);
  }

  private void assertGood(SdkHttpClient http, String url) throws Exception {
    byte[] pem =
        http.prepareRequest(
                HttpExecuteRequest.builder()
                    .request(
                        SdkHttpFullRequest.builder()
                            .method(SdkHttpMethod.GET)
                            .uri(URI.create(url))
                            .putHeader(City.HEADER, City.SEOUL.name())
                            .build())
                    .build())
            .call()
            .responseBody()
            .orElseThrow()
            .readAllBytes();
    ((X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(pem)))
        .checkValidity(Date.from(time.instant()));
  }

  /** A function that fails is tried again after one minute and after two, and then no more. */
  @Nested
  @DioramaTest(template = "work.yaml")
  class Retries {
    @Test
    @Faults("{fault: slow-handler, by: 5s}")
    void asynchronousEvents_areTriedThreeTimes(
        LambdaClient lambda, VirtualClock time, Diorama diorama) {
      lambda.invoke(
          i ->
              i.functionName("worker")
                  .invocationType(InvocationType.EVENT)
                  .payload(SdkBytes.fromUtf8String("\"a\"")));
      time.advance(Duration.ofSeconds(50));
      assertThat(diorama.faults().strokes()).containsEntry("slow-handler", 1);
      time.advance(Duration.ofSeconds(60));
      assertThat(diorama.faults().strokes()).containsEntry("slow-handler", 2);
      time.settle();
      assertThat(diorama.faults().strokes()).containsEntry("slow-handler", 3);
      assertThat(time.pending()).isZero();
    }
  }
}
