package dev.diorama.junit;

import static dev.diorama.junit.assertj.DioramaAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.diorama.Diorama;
import dev.diorama.core.fault.Fault;
import dev.diorama.core.time.VirtualClock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dax.DaxClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;

/** Each kind of fault, in the services that it strikes, and what the trace has of it. */
@DioramaTest(template = "work.yaml")
class FaultsInServicesTest {
  @Simulated private Diorama diorama;
  @Simulated private VirtualClock time;
  @Simulated private DynamoDbClient tables;

  private void put(String id) {
    tables.putItem(p -> p.tableName("work").item(Map.of("id", AttributeValue.fromS(id))));
  }

  private static String answer(LambdaClient lambda) {
    InvokeResponse response =
        lambda.invoke(i -> i.functionName("worker").payload(SdkBytes.fromUtf8String("\"a\"")));
    return response.payload().asUtf8String();
  }

  @Test
  @Faults("faults.yaml")
  void file_throttlesTwice_andTheSdkTriesAgain() {
    put("a");
    assertThat(diorama)
        .hasSuffered("throttle dynamodb:PutItem")
        .calls("dynamodb", "PutItem")
        .areExactly(3)
        .refusedWith("ProvisionedThroughputExceededException")
        .areExactly(2);
  }

  @Test
  @Faults("{fault: throttle, service: dynamodb, operation: PutItem, principal: '*role/worker*'}")
  void principal_ofSomebodyElse_isSpared() {
    put("a");
    assertThat(diorama.faults().strokes()).isEmpty();
  }

  @Test
  void throttle_forGood_isTheServicesOwnException() {
    diorama.suffer(Fault.throttle().service("dynamodb").resource("*table/work"));
    assertThatExceptionOfType(ProvisionedThroughputExceededException.class)
        .isThrownBy(() -> put("a"))
        .satisfies(e -> assertThat(e.statusCode()).isEqualTo(400));
  }

  @Test
  @Faults("{fault: latency, by: 700ms, service: s3, from: 1h, until: 2h}")
  void latency_withinItsTimes_isCharged(S3Client s3) {
    s3.listBuckets();
    time.advance(Duration.ofMinutes(61));
    s3.listBuckets();
    time.advance(Duration.ofHours(1));
    s3.listBuckets();
    assertThat(diorama.trace().spans(span -> span.operation().equals("ListBuckets")))
        .extracting(span -> span.durationNanos() >= 700_000_000L)
        .containsExactly(false, true, false);
  }

  @Test
  @Faults("{fault: slow-handler, by: 4s, resource: '*:function:worker'}")
  void slowHandler_beyondItsTimeout_isStopped(LambdaClient lambda) {
    assertThat(answer(lambda)).contains("Task timed out after 3.00 seconds");
    assertThat(diorama.trace().spans(span -> span.operation().equals("Invoke")))
        .allSatisfy(span -> assertThat(span.attributes()).containsEntry("fault", "slow-handler"));
    assertThat(diorama).calls("dynamodb", "PutItem").areNone();
  }

  @Test
  @Faults("{fault: full-disk, times: 1}")
  void fullDisk_theHandlerFindsNoSpace(LambdaClient lambda) {
    assertThat(answer(lambda)).isEqualTo("\"No space left on device\"");
    assertThat(answer(lambda)).isEqualTo("\"done\"");
    assertThat(diorama)
        .calls("dynamodb", "PutItem")
        .areExactly(1)
        .by("*assumed-role/*/worker")
        .wereAllowedBy("WriteWork");
  }

  private static int received(SqsClient sqs, String url) {
    return sqs.receiveMessage(r -> r.queueUrl(url).maxNumberOfMessages(10)).messages().size();
  }

  @Test
  void deliveries_lostAndDoubled(
      SnsClient sns,
      SqsClient sqs,
      @StackOutput("TopicArn") String topic,
      @StackOutput("InboxUrl") String inbox) {
    diorama.suffer(Fault.lose().service("sns").resource("*:inbox").times(1));
    sns.publish(p -> p.topicArn(topic).message("lost"));
    time.settle();
    assertThat(received(sqs, inbox)).isZero();
    assertThat(diorama.trace().spans(span -> span.service().equals("fault")))
        .singleElement()
        .satisfies(
            span -> {
              assertThat(span.operation()).isEqualTo("lose");
              assertThat(span.resource()).endsWith(":inbox");
              assertThat(span.attributes()).containsKey("delivery");
            });

    diorama.suffer(Fault.duplicate().service("sns"));
    sns.publish(p -> p.topicArn(topic).message("twice"));
    time.settle();
    assertThat(received(sqs, inbox)).isEqualTo(2);
  }

  @Test
  void killNode_thePrimary_readsGoOnAndTheClusterIsWholeAgain(@Dax DynamoDbClient cache) {
    put("a");
    diorama.suffer(Fault.killNode("fa*", "primary"));
    try (DaxClient control = diorama.client(DaxClient.builder())) {
      assertThat(control.describeClusters().clusters().get(0).activeNodes()).isEqualTo(1);
      assertThat(
              cache
                  .getItem(g -> g.tableName("work").key(Map.of("id", AttributeValue.fromS("a"))))
                  .hasItem())
          .isTrue();
      time.advance(Duration.ofHours(1));
      assertThat(control.describeClusters().clusters().get(0).activeNodes()).isEqualTo(2);
    }
    assertThat(diorama).hasSuffered("kill-node");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> diorama.suffer(Fault.killNode("fast", "fast-z")))
        .withMessageContaining("has no node 'fast-z' that is available; there is [fast-a, fast-b]");
  }

  @Test
  void cutRegion_writesWaitUntilItIsHealed() {
    tables.createTable(
        c ->
            c.tableName("global")
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(
                    a -> a.attributeName("id").attributeType(ScalarAttributeType.S))
                .keySchema(k -> k.attributeName("id").keyType(KeyType.HASH))
                .streamSpecification(
                    s -> s.streamEnabled(true).streamViewType(StreamViewType.NEW_AND_OLD_IMAGES)));
    time.settle();
    tables.updateTable(
        u -> u.tableName("global").replicaUpdates(r -> r.create(c -> c.regionName("eu-west-1"))));
    time.settle();
    diorama.suffer(
        Fault.cutRegion("eu-west-1").between(Duration.ofSeconds(10), Duration.ofMinutes(10)));
    time.advance(Duration.ofSeconds(11));
    Map<String, AttributeValue> item = Map.of("id", AttributeValue.fromS("a"));
    tables.putItem(p -> p.tableName("global").item(item));
    time.advance(Duration.ofMinutes(5));
    try (DynamoDbClient there = diorama.in("eu-west-1").client(DynamoDbClient.builder())) {
      assertThat(there.getItem(g -> g.tableName("global").key(item)).hasItem()).isFalse();
      time.settle();
      assertThat(there.getItem(g -> g.tableName("global").key(item)).hasItem()).isTrue();
    }
  }

  @Test
  @Faults("{fault: expire-credentials, after: 5m, principal: '*'}")
  void expireCredentials_afterFiveMinutes_areRefused(StsClient sts) {
    Credentials session = sts.getSessionToken(s -> s.durationSeconds(3_600)).credentials();
    StaticCredentialsProvider provider =
        StaticCredentialsProvider.create(
            AwsSessionCredentials.create(
                session.accessKeyId(), session.secretAccessKey(), session.sessionToken()));
    try (DynamoDbClient temporary = diorama.client(DynamoDbClient.builder(), provider)) {
      temporary.listTables();
      time.advance(Duration.ofMinutes(5));
      assertThatExceptionOfType(DynamoDbException.class)
          .isThrownBy(temporary::listTables)
          .satisfies(
              e -> {
                assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ExpiredTokenException");
                assertThat(e.statusCode()).isEqualTo(400);
              });
    }
    tables.listTables();
  }
}
