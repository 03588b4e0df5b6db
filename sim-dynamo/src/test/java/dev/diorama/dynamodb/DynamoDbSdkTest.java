package dev.diorama.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.diorama.core.client.SimHttpClient;
import java.net.URI;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.ThrottlingException;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/** A real client, in process, without a socket: what matters of types and errors on the wire. */
class DynamoDbSdkTest extends DynamoFixture {
  private final DynamoDbClient client =
      DynamoDbClient.builder()
          .httpClient(new SimHttpClient(cloud.router()))
          .endpointOverride(URI.create("https://dynamodb.us-east-1.amazonaws.com"))
          .region(Region.US_EAST_1)
          .credentialsProvider(
              StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
          .overrideConfiguration(c -> c.retryStrategy(AwsRetryStrategy.doNotRetry()))
          .build();

  @Test
  void describeTable_showsTheSimulatorsDate() {
    table("Todos", false, r -> {});
    assertThat(client.describeTable(r -> r.tableName("Todos")).table().creationDateTime())
        .isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
    assertThat(client.waiter().waitUntilTableExists(r -> r.tableName("Todos")).matched().response())
        .isPresent();
  }

  @Test
  void putItem_conditionFails_carriesTheItem() {
    table("Todos", false, r -> {});
    client.putItem(r -> r.tableName("Todos").item(item("pk", "a", "n", n(7))));
    ConditionalCheckFailedException e =
        catchThrowableOfType(
            ConditionalCheckFailedException.class,
            () ->
                client.putItem(
                    r ->
                        r.tableName("Todos")
                            .item(item("pk", "a"))
                            .conditionExpression("attribute_not_exists(pk)")
                            .returnValuesOnConditionCheckFailure("ALL_OLD")));
    assertThat(e.statusCode()).isEqualTo(400);
    assertThat(e.item()).isEqualTo(item("n", n(7), "pk", "a"));
    assertThat(e.awsErrorDetails().errorMessage()).isEqualTo("The conditional request failed");
    assertThat(e.requestId()).isNotEmpty();
  }

  @Test
  void throttled_carriesReasonsOfEachKind() {
    table("Todos", false, r -> r.onDemandThroughput(t -> t.maxWriteRequestUnits(1L)));
    client.putItem(r -> r.tableName("Todos").item(item("pk", "a")));
    ThrottlingException onDemand =
        catchThrowableOfType(
            ThrottlingException.class,
            () -> client.putItem(r -> r.tableName("Todos").item(item("pk", "a"))));
    assertThat(onDemand.statusCode()).isEqualTo(400);
    assertThat(onDemand.isThrottlingException()).isTrue();
    assertThat(onDemand.throttlingReasons().get(0).reason())
        .isEqualTo("TableWriteMaxOnDemandThroughputExceeded");
    assertThat(onDemand.throttlingReasons().get(0).resource())
        .isEqualTo("arn:aws:dynamodb:us-east-1:123456789012:table/Todos");
    table(
        "Small",
        false,
        r ->
            r.billingMode("PROVISIONED")
                .provisionedThroughput(p -> p.readCapacityUnits(1L).writeCapacityUnits(1L)));
    client.putItem(r -> r.tableName("Small").item(item("pk", "a", "d", "x".repeat(299_990))));
    client.putItem(r -> r.tableName("Small").item(item("pk", "b", "d", "x".repeat(7_000))));
    ProvisionedThroughputExceededException provisioned =
        catchThrowableOfType(
            ProvisionedThroughputExceededException.class,
            () -> client.putItem(r -> r.tableName("Small").item(item("pk", "a"))));
    assertThat(provisioned.throttlingReasons().get(0).reason())
        .isEqualTo("TableWriteProvisionedThroughputExceeded");
  }

  @Test
  void transactWrite_cancelled_carriesTheReasons() {
    table("Todos", false, r -> {});
    client.putItem(r -> r.tableName("Todos").item(item("pk", "a", "n", n(7))));
    TransactionCanceledException e =
        catchThrowableOfType(
            TransactionCanceledException.class,
            () ->
                client.transactWriteItems(
                    r ->
                        r.transactItems(
                            TransactWriteItem.builder()
                                .put(p -> p.tableName("Todos").item(item("pk", "b")))
                                .build(),
                            TransactWriteItem.builder()
                                .delete(
                                    d ->
                                        d.tableName("Todos")
                                            .key(item("pk", "a"))
                                            .conditionExpression("attribute_not_exists(pk)")
                                            .returnValuesOnConditionCheckFailure("ALL_OLD"))
                                .build())));
    assertThat(e.statusCode()).isEqualTo(400);
    assertThat(e.cancellationReasons())
        .extracting(each -> each.code())
        .containsExactly("None", "ConditionalCheckFailed");
    assertThat(e.cancellationReasons().get(1).item()).containsEntry("n", n(7));
  }

  @Test
  void operationNotBuilt_isNamed() {
    DynamoDbException e =
        catchThrowableOfType(DynamoDbException.class, () -> client.listExports(r -> {}));
    assertThat(e.statusCode()).isEqualTo(501);
    assertThat(e.awsErrorDetails().errorMessage()).contains("dynamodb:ListExports");
  }
}
