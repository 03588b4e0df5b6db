package dev.diorama.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.DeleteTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteTableResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

class ItemWatchTest extends DynamoFixture {
  private final List<String> heard = new ArrayList<>();

  @BeforeEach
  void listen() {
    table("Todos", false, r -> {});
    dynamo.watch(
        new ItemWatch() {
          @Override
          public void written(
              String account, String region, String table, Map<String, AttributeValue> key) {
            heard.add(region + " " + table + " " + key.get("pk").s());
          }

          @Override
          public void gone(String account, String region, String table) {
            heard.add(region + " " + table + " gone");
          }
        });
  }

  @Test
  void everyWrite_isHeardOf_andARefusedOneIsNot() {
    Map<String, AttributeValue> a = item("pk", "a");
    send(PutItemRequest.builder().tableName("Todos").item(a).build(), PutItemResponse.class);
    send(
        UpdateItemRequest.builder().tableName("Todos").key(item("pk", "b")).build(),
        UpdateItemResponse.class);
    send(DeleteItemRequest.builder().tableName("Todos").key(a).build(), DeleteItemResponse.class);
    WriteRequest put = WriteRequest.builder().putRequest(p -> p.item(item("pk", "c"))).build();
    send(
        BatchWriteItemRequest.builder().requestItems(Map.of("Todos", List.of(put))).build(),
        BatchWriteItemResponse.class);
    TransactWriteItem written =
        TransactWriteItem.builder().put(p -> p.tableName("Todos").item(item("pk", "d"))).build();
    send(
        TransactWriteItemsRequest.builder().transactItems(written).build(),
        TransactWriteItemsResponse.class);
    assertThat(
            refused(
                    PutItemRequest.builder()
                        .tableName("Todos")
                        .item(item("pk", "d"))
                        .conditionExpression("attribute_not_exists(pk)")
                        .build(),
                    PutItemResponse.class)
                .code())
        .isEqualTo("ConditionalCheckFailedException");
    send(DeleteTableRequest.builder().tableName("Todos").build(), DeleteTableResponse.class);
    assertThat(heard)
        .containsExactly(
            "us-east-1 Todos a",
            "us-east-1 Todos b",
            "us-east-1 Todos a",
            "us-east-1 Todos c",
            "us-east-1 Todos d",
            "us-east-1 Todos gone");
  }

  @Test
  void look_tellsTheItemAsItIs_andLeavesNoTrace() {
    send(
        PutItemRequest.builder().tableName("Todos").item(item("pk", "a", "v", "1")).build(),
        PutItemResponse.class);
    long spans = cloud.trace().closedCount();
    assertThat(dynamo.look(ACCOUNT, "us-east-1", "Todos", item("pk", "a")))
        .contains(item("pk", "a", "v", "1"));
    assertThat(dynamo.look(ACCOUNT, "us-east-1", "Todos", item("pk", "b"))).isEmpty();
    assertThat(dynamo.look(ACCOUNT, "us-east-1", "Nowhere", item("pk", "a"))).isEmpty();
    assertThat(cloud.trace().closedCount()).isEqualTo(spans);
  }
}
