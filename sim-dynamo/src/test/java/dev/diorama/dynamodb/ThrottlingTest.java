package dev.diorama.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.json.Json;
import dev.diorama.core.wire.AwsException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ExecuteStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.ExecuteStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.ExecuteTransactionRequest;
import software.amazon.awssdk.services.dynamodb.model.ExecuteTransactionResponse;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** Requests beyond what a table can take: what is answered, and that nothing else has happened. */
class ThrottlingTest extends DynamoFixture {
  private static final String ARN = "arn:aws:dynamodb:us-east-1:123456789012:table/Todos";
  private static final int KB = 1_024;

  /** A table of one unit each, so that it holds 300. */
  private void smallTable(Consumer<CreateTableRequest.Builder> more) {
    table(
        "Todos",
        false,
        r -> {
          r.billingMode("PROVISIONED")
              .provisionedThroughput(p -> p.readCapacityUnits(1L).writeCapacityUnits(1L));
          more.accept(r);
        });
  }

  private static PutItemRequest put(String pk, int kilobytes) {
    return PutItemRequest.builder().tableName("Todos").item(ofSize(pk, kilobytes)).build();
  }

  private static Map<String, AttributeValue> ofSize(String pk, int kilobytes) {
    return item("pk", pk, "d", "x".repeat(kilobytes * KB - "pkd".length() - pk.length()));
  }

  private void drainWrites(int units) {
    for (int left = units; left > 0; left -= 100) {
      send(put("drain" + left, Math.min(left, 100)), PutItemResponse.class);
    }
  }

  private Map<String, AttributeValue> stored(String pk) {
    return dynamoItem(GetItemRequest.builder().tableName("Todos").key(item("pk", pk)).build());
  }

  private Map<String, AttributeValue> dynamoItem(GetItemRequest request) {
    return send(request, GetItemResponse.class).item();
  }

  private static List<String> reasons(AwsException e, String member) {
    List<String> reasons = new ArrayList<>();
    for (Json each : ((Json.Arr) e.fields().get(member)).items()) {
      reasons.add(text(each, "reason") + " " + text(each, "resource"));
    }
    return reasons;
  }

  private static String text(Json object, String member) {
    return ((Json.Str) ((Json.Obj) object).members().get(member)).value();
  }

  private static void assertProvisioned(AwsException e, String... reasons) {
    assertThat(e.code()).isEqualTo("ProvisionedThroughputExceededException");
    assertThat(e.status()).isEqualTo(400);
    assertThat(e.message()).startsWith("The level of configured provisioned throughput for ");
    assertThat(reasons(e, "ThrottlingReasons")).containsExactly(reasons);
  }

  @Test
  void putItem_beyondTheBurst_isThrottledAndLeavesNothing() {
    smallTable(r -> r.streamSpecification(s -> s.streamEnabled(true).streamViewType("KEYS_ONLY")));
    drainWrites(299);
    send(put("last", 1), PutItemResponse.class);
    AwsException e = refused(put("no", 1), PutItemResponse.class);
    assertProvisioned(e, "TableWriteProvisionedThroughputExceeded " + ARN);
    assertThat(e.message())
        .isEqualTo(
            "The level of configured provisioned throughput for the table was exceeded. Consider"
                + " increasing your provisioning level with the UpdateTable API.");
    assertThat(stored("no")).isEmpty();
    assertThat(span().attributes()).doesNotContainKey("wcu");
    assertThat(counted("ConsumedWriteCapacityUnits")).isEqualTo(300);
    assertThat(counted("WriteThrottleEvents", "TableName", "Todos")).isEqualTo(1);
    assertThat(counted("WriteProvisionedThroughputThrottleEvents")).isEqualTo(1);
    assertThat(counted("ThrottledRequests", "TableName", "Todos", "Operation", "PutItem"))
        .isEqualTo(1);
    assertThat(counted("UserErrors")).isZero();
    clock.advance(Duration.ofSeconds(1));
    send(put("yes", 1), PutItemResponse.class);
    assertProvisioned(
        refused(put("no", 1), PutItemResponse.class),
        "TableWriteProvisionedThroughputExceeded " + ARN);
  }

  @Test
  void updateAndDelete_throttled_leaveTheItemAsItWas() {
    smallTable(r -> {});
    Map<String, AttributeValue> item = ofSize("a", 3);
    send(PutItemRequest.builder().tableName("Todos").item(item).build(), PutItemResponse.class);
    drainWrites(295);
    // Three units are wanted for the item as it is, two are left.
    assertProvisioned(
        refused(
            UpdateItemRequest.builder()
                .tableName("Todos")
                .key(item("pk", "a"))
                .updateExpression("REMOVE d")
                .build(),
            UpdateItemResponse.class),
        "TableWriteProvisionedThroughputExceeded " + ARN);
    assertProvisioned(
        refused(
            DeleteItemRequest.builder().tableName("Todos").key(item("pk", "a")).build(),
            DeleteItemResponse.class),
        "TableWriteProvisionedThroughputExceeded " + ARN);
    assertThat(stored("a")).isEqualTo(item);
    refused(
        UpdateItemRequest.builder()
            .tableName("Todos")
            .key(item("pk", "new"))
            .updateExpression("SET d = :d")
            .expressionAttributeValues(Map.of(":d", s("x".repeat(4 * KB))))
            .build(),
        UpdateItemResponse.class);
    assertThat(stored("new")).isEmpty();
    send(put("b", 2), PutItemResponse.class);
  }

  @Test
  void putItem_refusedByItsConditionAndThrottled_isThrottled() {
    smallTable(r -> {});
    drainWrites(300);
    assertProvisioned(
        refused(
            put("a", 1).toBuilder().conditionExpression("attribute_exists(pk)").build(),
            PutItemResponse.class),
        "TableWriteProvisionedThroughputExceeded " + ARN);
    assertThat(counted("ConditionalCheckFailedRequests")).isZero();
    assertThat(counted("ConsumedWriteCapacityUnits")).isEqualTo(300);
  }

  @Test
  void reads_beyondTheBurst_areThrottled() {
    smallTable(r -> {});
    send(put("a", 100), PutItemResponse.class);
    GetItemRequest strong =
        GetItemRequest.builder()
            .tableName("Todos")
            .key(item("pk", "a"))
            .consistentRead(true)
            .build();
    for (int i = 0; i < 12; i++) {
      send(strong, GetItemResponse.class);
    }
    assertProvisioned(
        refused(strong, GetItemResponse.class), "TableReadProvisionedThroughputExceeded " + ARN);
    assertProvisioned(
        refused(
            QueryRequest.builder()
                .tableName("Todos")
                .keyConditionExpression("pk = :p")
                .expressionAttributeValues(Map.of(":p", s("a")))
                .build(),
            QueryResponse.class),
        "TableReadProvisionedThroughputExceeded " + ARN);
    assertProvisioned(
        refused(ScanRequest.builder().tableName("Todos").build(), ScanResponse.class),
        "TableReadProvisionedThroughputExceeded " + ARN);
    assertThat(counted("ReadThrottleEvents", "TableName", "Todos")).isEqualTo(3);
    assertThat(counted("ConsumedReadCapacityUnits")).isEqualTo(300);
  }

  @Test
  void putItem_intoAnIndexThatLacksCapacity_pushesBackOnTheTable() {
    table(
        "Todos",
        false,
        r ->
            r.attributeDefinitions(attribute("pk", "S"), attribute("owner", "S"))
                .billingMode("PROVISIONED")
                .provisionedThroughput(p -> p.readCapacityUnits(1L).writeCapacityUnits(900L))
                .globalSecondaryIndexes(
                    GlobalSecondaryIndex.builder()
                        .indexName("byOwner")
                        .keySchema(key("owner", "HASH"))
                        .projection(p -> p.projectionType("ALL"))
                        .provisionedThroughput(p -> p.readCapacityUnits(1L).writeCapacityUnits(1L))
                        .build()));
    for (int i = 0; i < 300; i++) {
      send(owned("item" + i), PutItemResponse.class);
    }
    AwsException e = refused(owned("one more"), PutItemResponse.class);
    assertProvisioned(e, "IndexWriteProvisionedThroughputExceeded " + ARN + "/index/byOwner");
    assertThat(e.message()).contains("one or more global secondary indexes of the table");
    assertThat(stored("one more")).isEmpty();
    assertThat(
            counted(
                "WriteThrottleEvents", "TableName", "Todos", "GlobalSecondaryIndexName", "byOwner"))
        .isEqualTo(1);
    assertThat(counted("ConsumedWriteCapacityUnits")).isEqualTo(600);
    // What is not in the index is none of its business.
    send(put("free", 1), PutItemResponse.class);
  }

  private static PutItemRequest owned(String pk) {
    return PutItemRequest.builder()
        .tableName("Todos")
        .item(item("pk", pk, "owner", "o" + pk))
        .build();
  }

  @Test
  void putItem_toOneHotKeyOnDemand_isHeldToAPartition() {
    table("Todos", false, r -> {});
    for (int i = 0; i < 10; i++) {
      send(put("hot", 100), PutItemResponse.class);
    }
    AwsException e = refused(put("hot", 1), PutItemResponse.class);
    assertThat(e.code()).isEqualTo("ThrottlingException");
    assertThat(e.status()).isEqualTo(400);
    assertThat(e.message()).startsWith("Throughput exceeds the current capacity of your table");
    assertThat(reasons(e, "throttlingReasons"))
        .containsExactly("TableWriteKeyRangeThroughputExceeded " + ARN);
    assertThat(counted("WriteKeyRangeThroughputThrottleEvents", "TableName", "Todos")).isEqualTo(1);
    int others = 0;
    for (int i = 0; i < 20; i++) {
      try {
        send(put("other" + i, 1), PutItemResponse.class);
        others++;
      } catch (AwsException fellIntoTheSamePartition) {
        assertThat(fellIntoTheSamePartition.code()).isEqualTo("ThrottlingException");
      }
    }
    assertThat(others).isBetween(10, 19);
    clock.advance(Duration.ofSeconds(1));
    send(put("hot", 100), PutItemResponse.class);
  }

  @Test
  void onDemand_beyondItsMaximum_saysSo() {
    table(
        "Todos",
        false,
        r -> r.onDemandThroughput(t -> t.maxReadRequestUnits(1L).maxWriteRequestUnits(5L)));
    send(put("a", 5), PutItemResponse.class);
    AwsException e = refused(put("b", 1), PutItemResponse.class);
    assertThat(e.code()).isEqualTo("ThrottlingException");
    assertThat(e.message())
        .isEqualTo(
            "Throughput exceeds the maximum OnDemandThroughput configured on table or index");
    assertThat(reasons(e, "throttlingReasons"))
        .containsExactly("TableWriteMaxOnDemandThroughputExceeded " + ARN);
    assertThat(counted("WriteMaxOnDemandThroughputThrottleEvents")).isEqualTo(1);
    assertThat(counted("OnDemandMaxWriteRequestUnits", "TableName", "Todos")).isEqualTo(5);
  }

  @Test
  void batchWriteItem_beyondTheBurst_leavesTheRestUnprocessed() {
    smallTable(r -> {});
    drainWrites(290);
    List<WriteRequest> writes = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      String pk = "item" + i;
      writes.add(WriteRequest.builder().putRequest(p -> p.item(item("pk", pk))).build());
    }
    BatchWriteItemRequest batch =
        BatchWriteItemRequest.builder()
            .requestItems(Map.of("Todos", writes))
            .returnConsumedCapacity("TOTAL")
            .build();
    BatchWriteItemResponse done = send(batch, BatchWriteItemResponse.class);
    assertThat(done.unprocessedItems()).isEqualTo(Map.of("Todos", writes.subList(10, 12)));
    assertThat(done.consumedCapacity().get(0).capacityUnits()).isEqualTo(10.0);
    assertThat(stored("item9")).isNotEmpty();
    assertThat(stored("item10")).isEmpty();
    assertThat(counted("WriteThrottleEvents")).isEqualTo(2);
    assertThat(counted("ThrottledRequests")).isZero();
    assertProvisioned(
        refused(batch, BatchWriteItemResponse.class),
        "TableWriteProvisionedThroughputExceeded " + ARN);
    assertThat(counted("ThrottledRequests", "Operation", "BatchWriteItem")).isEqualTo(1);
  }

  @Test
  void batchGetItem_beyondTheBurst_leavesTheRestUnprocessed() {
    smallTable(r -> {});
    send(put("large", 292), PutItemResponse.class);
    for (int i = 0; i < 4; i++) {
      send(batchGet(List.of("large")), BatchGetItemResponse.class);
    }
    // 4 x 73 are gone: 8 units are left.
    BatchGetItemRequest batch = batchGet(List.of("a", "b", "large"));
    BatchGetItemResponse found = send(batch, BatchGetItemResponse.class);
    assertThat(found.unprocessedKeys().get("Todos").keys()).containsExactly(item("pk", "large"));
    assertThat(found.unprocessedKeys().get("Todos").consistentRead()).isTrue();
    assertThat(found.consumedCapacity().get(0).capacityUnits()).isEqualTo(2.0);
    assertProvisioned(
        refused(batchGet(List.of("large")), BatchGetItemResponse.class),
        "TableReadProvisionedThroughputExceeded " + ARN);
  }

  private static BatchGetItemRequest batchGet(List<String> keys) {
    return BatchGetItemRequest.builder()
        .requestItems(
            Map.of(
                "Todos",
                KeysAndAttributes.builder()
                    .keys(keys.stream().map(each -> item("pk", each)).toList())
                    .consistentRead(true)
                    .build()))
        .returnConsumedCapacity("TOTAL")
        .build();
  }

  @Test
  void transactions_beyondTheBurst_areCancelledWhole() {
    smallTable(r -> {});
    table("Free", false, r -> {});
    drainWrites(297);
    AwsException e =
        refused(
            TransactWriteItemsRequest.builder()
                .transactItems(
                    t -> t.put(p -> p.tableName("Free").item(item("pk", "f"))),
                    t -> t.put(p -> p.tableName("Todos").item(item("pk", "a"))),
                    t ->
                        t.update(
                            u ->
                                u.tableName("Todos")
                                    .key(item("pk", "drain297"))
                                    .updateExpression("REMOVE d")))
                .build(),
            TransactWriteItemsResponse.class);
    assertThat(e.code()).isEqualTo("TransactionCanceledException");
    assertThat(e.status()).isEqualTo(400);
    assertThat(e.message())
        .isEqualTo(
            "Transaction cancelled, please refer cancellation reasons for specific reasons [None,"
                + " ProvisionedThroughputExceeded, ProvisionedThroughputExceeded]");
    Json.Arr reasons = (Json.Arr) e.fields().get("CancellationReasons");
    assertThat(text(reasons.items().get(1), "Message")).startsWith("The level of configured");
    assertThat(stored("a")).isEmpty();
    assertThat(stored("drain297")).hasSize(2);
    assertThat(dynamoItem(GetItemRequest.builder().tableName("Free").key(item("pk", "f")).build()))
        .isEmpty();
    assertThat(counted("ConsumedWriteCapacityUnits", "TableName", "Free")).isZero();
    // 2 units are still there for one item.
    send(
        TransactWriteItemsRequest.builder()
            .transactItems(t -> t.put(p -> p.tableName("Todos").item(item("pk", "a"))))
            .build(),
        TransactWriteItemsResponse.class);
  }

  @Test
  void executeStatement_beyondTheBurst_isThrottledAndLeavesNothing() {
    smallTable(r -> {});
    drainWrites(299);
    String insert = "INSERT INTO \"Todos\" VALUE {'pk': '%s'}";
    send(
        ExecuteStatementRequest.builder().statement(insert.formatted("last")).build(),
        ExecuteStatementResponse.class);
    assertProvisioned(
        refused(
            ExecuteStatementRequest.builder().statement(insert.formatted("no")).build(),
            ExecuteStatementResponse.class),
        "TableWriteProvisionedThroughputExceeded " + ARN);
    assertThat(stored("last")).isNotEmpty();
    assertThat(stored("no")).isEmpty();
    assertThat(counted("ConsumedWriteCapacityUnits")).isEqualTo(300);
  }

  @Test
  void executeTransaction_beyondTheBurst_isCancelledWhole() {
    smallTable(r -> {});
    drainWrites(297);
    AwsException e =
        refused(
            ExecuteTransactionRequest.builder()
                .transactStatements(
                    s -> s.statement("INSERT INTO \"Todos\" VALUE {'pk': 'one'}"),
                    s -> s.statement("INSERT INTO \"Todos\" VALUE {'pk': 'two'}"))
                .build(),
            ExecuteTransactionResponse.class);
    assertThat(e.code()).isEqualTo("TransactionCanceledException");
    assertThat(e.status()).isEqualTo(400);
    assertThat(e.message()).contains("ProvisionedThroughputExceeded");
    assertThat(stored("one")).isEmpty();
    assertThat(stored("two")).isEmpty();
  }

  @Test
  void transactGetItems_beyondTheMaximum_isCancelledByThrottling() {
    table("Todos", false, r -> r.onDemandThroughput(t -> t.maxReadRequestUnits(1L)));
    stored("a");
    AwsException e =
        refused(
            TransactGetItemsRequest.builder()
                .transactItems(t -> t.get(g -> g.tableName("Todos").key(item("pk", "a"))))
                .build(),
            TransactGetItemsResponse.class);
    assertThat(e.code()).isEqualTo("TransactionCanceledException");
    assertThat(e.message()).endsWith("[ThrottlingError]");
  }
}
