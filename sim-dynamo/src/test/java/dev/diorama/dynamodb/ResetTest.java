package dev.diorama.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ListStreamsRequest;
import software.amazon.awssdk.services.dynamodb.model.ListStreamsResponse;
import software.amazon.awssdk.services.dynamodb.model.ListTablesRequest;
import software.amazon.awssdk.services.dynamodb.model.ListTablesResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateTimeToLiveRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTimeToLiveResponse;

class ResetTest extends DynamoFixture {
  private void fill() {
    table(
        "Todos",
        false,
        r ->
            r.deletionProtectionEnabled(true)
                .streamSpecification(
                    s -> s.streamEnabled(true).streamViewType("NEW_AND_OLD_IMAGES")));
    send(
        UpdateTableRequest.builder()
            .tableName("Todos")
            .replicaUpdates(r -> r.create(c -> c.regionName("eu-west-1")))
            .build(),
        UpdateTableResponse.class);
    send(
        UpdateTimeToLiveRequest.builder()
            .tableName("Todos")
            .timeToLiveSpecification(t -> t.attributeName("expires").enabled(true))
            .build(),
        UpdateTimeToLiveResponse.class);
    send(
        TransactWriteItemsRequest.builder()
            .clientRequestToken("token")
            .transactItems(t -> t.put(p -> p.tableName("Todos").item(item("pk", "a"))))
            .build(),
        TransactWriteItemsResponse.class);
  }

  private boolean isThere(String region) {
    return sendIn(
            region,
            GetItemRequest.builder().tableName("Todos").key(Map.of("pk", s("a"))).build(),
            GetItemResponse.class)
        .hasItem();
  }

  @Test
  void reset_withAllThereIs_beginsAsANewCloud() {
    for (int i = 0; i < 3; i++) {
      fill();
      assertThat(isThere("us-east-1")).isTrue();
      dynamo.isolate("eu-west-1");
      send(
          PutItemRequest.builder().tableName("Todos").item(item("pk", "b")).build(),
          PutItemResponse.class);
      clock.advance(Duration.ofSeconds(i * 10L));
      dynamo.reset();
      for (String region : new String[] {"us-east-1", "eu-west-1"}) {
        assertThat(
                sendIn(region, ListTablesRequest.builder().build(), ListTablesResponse.class)
                    .tableNames())
            .isEmpty();
        assertThat(
                sendIn(region, ListStreamsRequest.builder().build(), ListStreamsResponse.class)
                    .streams())
            .isEmpty();
      }
      assertThat(dynamo.waitingReplications()).isZero();
      clock.settle();
    }
    fill();
    clock.settle();
    assertThat(isThere("eu-west-1")).isTrue();
  }

  @Test
  void reset_ofNothing_isNothing() {
    dynamo.reset();
    table("Todos", false, r -> {});
    assertThat(isThere("us-east-1")).isFalse();
  }
}
