package dev.diorama.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.wire.AwsException;
import dev.diorama.dynamodb.capacity.CapacityRules;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ItemCollectionMetrics;
import software.amazon.awssdk.services.dynamodb.model.LocalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** Item collections of tables with local secondary indexes: metrics, and the limit at 100 KB. */
class ItemCollectionTest extends DynamoFixture {
  private static final int LIMIT = 100 * 1_024;

  ItemCollectionTest() {
    super(
        DynamoDbConfig.defaults().withCapacity(CapacityRules.defaults().withItemCollection(LIMIT)));
  }

  @BeforeEach
  void table() {
    table(
        "Todos",
        true,
        r ->
            r.attributeDefinitions(attribute("pk", "S"), attribute("sk", "S"), attribute("l", "S"))
                .localSecondaryIndexes(
                    LocalSecondaryIndex.builder()
                        .indexName("local")
                        .keySchema(key("pk", "HASH"), key("l", "RANGE"))
                        .projection(p -> p.projectionType("KEYS_ONLY"))
                        .build()));
  }

  private static Map<String, AttributeValue> large(String pk, String sk, int kilobytes) {
    return item("pk", pk, "sk", sk, "l", "x", "d", "x".repeat(kilobytes * 1_024 - 50));
  }

  private static PutItemRequest put(Map<String, AttributeValue> item) {
    return PutItemRequest.builder()
        .tableName("Todos")
        .item(item)
        .returnItemCollectionMetrics("SIZE")
        .build();
  }

  private static void assertTooLarge(AwsException e) {
    assertThat(e.code()).isEqualTo("ItemCollectionSizeLimitExceededException");
    assertThat(e.status()).isEqualTo(400);
    assertThat(e.message())
        .isEqualTo(
            "The total size of an item collection has exceeded the maximum limit of 10 gigabytes.");
  }

  private int count() {
    return send(ScanRequest.builder().tableName("Todos").build(), ScanResponse.class).count();
  }

  @Test
  void metrics_areGivenOfLocalIndexesOnly() {
    ItemCollectionMetrics metrics =
        send(put(large("a", "1", 2)), PutItemResponse.class).itemCollectionMetrics();
    assertThat(metrics.itemCollectionKey()).isEqualTo(item("pk", "a"));
    assertThat(metrics.sizeEstimateRangeGB()).containsExactly(0.0, 1.0);
    table("Plain", false, r -> {});
    assertThat(
            send(
                    PutItemRequest.builder()
                        .tableName("Plain")
                        .item(item("pk", "a"))
                        .returnItemCollectionMetrics("SIZE")
                        .build(),
                    PutItemResponse.class)
                .itemCollectionMetrics())
        .isNull();
  }

  @Test
  void writes_thatFillACollection_areRefusedAndTakenBack() {
    send(put(large("a", "1", 50)), PutItemResponse.class);
    send(put(large("a", "2", 45)), PutItemResponse.class);
    assertTooLarge(refused(put(large("a", "3", 10)), PutItemResponse.class));
    assertTooLarge(
        refused(
            UpdateItemRequest.builder()
                .tableName("Todos")
                .key(item("pk", "a", "sk", "2"))
                .updateExpression("SET more = :m")
                .expressionAttributeValues(Map.of(":m", s("x".repeat(10_000))))
                .build(),
            UpdateItemResponse.class));
    assertTooLarge(
        refused(
            BatchWriteItemRequest.builder()
                .requestItems(
                    Map.of(
                        "Todos",
                        List.of(
                            WriteRequest.builder()
                                .putRequest(p -> p.item(large("a", "4", 10)))
                                .build())))
                .build(),
            BatchWriteItemResponse.class));
    assertTooLarge(
        refused(
            TransactWriteItemsRequest.builder()
                .transactItems(t -> t.put(p -> p.tableName("Todos").item(large("a", "5", 10))))
                .build(),
            TransactWriteItemsResponse.class));
    assertThat(count()).isEqualTo(2);
    // Another collection has room, and so has this one when something has gone.
    send(put(large("b", "1", 90)), PutItemResponse.class);
    send(
        DeleteItemRequest.builder().tableName("Todos").key(item("pk", "a", "sk", "1")).build(),
        DeleteItemResponse.class);
    send(put(large("a", "3", 40)), PutItemResponse.class);
    assertThat(count()).isEqualTo(3);
  }
}
