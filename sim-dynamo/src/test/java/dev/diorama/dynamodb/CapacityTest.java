package dev.diorama.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.random.Seeds;
import dev.diorama.core.random.SimRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemResponse;
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

/** Consumed capacity: every rule of AWS's page on capacity units. */
class CapacityTest extends DynamoFixture {
  private double put(Map<String, AttributeValue> item) {
    return send(
            PutItemRequest.builder()
                .tableName("Todos")
                .item(item)
                .returnConsumedCapacity("TOTAL")
                .build(),
            PutItemResponse.class)
        .consumedCapacity()
        .capacityUnits();
  }

  private double get(String pk, boolean consistent) {
    return send(
            GetItemRequest.builder()
                .tableName("Todos")
                .key(item("pk", pk))
                .consistentRead(consistent)
                .returnConsumedCapacity("TOTAL")
                .build(),
            GetItemResponse.class)
        .consumedCapacity()
        .capacityUnits();
  }

  /** An item keyed {@code pk} of exactly that many bytes. */
  private static Map<String, AttributeValue> ofSize(String pk, int bytes) {
    int key = "pk".length() + pk.length() + "d".length();
    return item("pk", pk, "d", "x".repeat(bytes - key));
  }

  @Test
  void reads_atTheEdgeOfABlock_stepByBlock() {
    table("Todos", false, r -> {});
    put(ofSize("a", 4_096));
    put(ofSize("b", 4_097));
    assertThat(get("a", false)).isEqualTo(0.5);
    assertThat(get("a", true)).isEqualTo(1.0);
    assertThat(get("b", false)).isEqualTo(1.0);
    assertThat(get("b", true)).isEqualTo(2.0);
  }

  @Test
  void read_ofAMissingItem_costsTheLeast() {
    table("Todos", false, r -> {});
    assertThat(get("nobody", false)).isEqualTo(0.5);
    assertThat(get("nobody", true)).isEqualTo(1.0);
    assertThat(span().attributes()).containsEntry("rcu", "1");
  }

  @Test
  void writes_atTheEdgeOfABlock_stepByBlock() {
    table("Todos", false, r -> {});
    assertThat(put(ofSize("a", 1_024))).isEqualTo(1.0);
    assertThat(put(ofSize("b", 1_025))).isEqualTo(2.0);
    // The larger of the item before and after counts.
    assertThat(put(ofSize("b", 10))).isEqualTo(2.0);
    assertThat(put(ofSize("b", 10))).isEqualTo(1.0);
  }

  @Test
  void write_refusedByItsCondition_isChargedByTheLargerItem() {
    table("Todos", false, r -> {});
    put(ofSize("a", 3_000));
    double before = counted("ConsumedWriteCapacityUnits", "TableName", "Todos");
    refused(
        PutItemRequest.builder()
            .tableName("Todos")
            .item(ofSize("a", 5_000))
            .conditionExpression("attribute_not_exists(pk)")
            .build(),
        PutItemResponse.class);
    assertThat(span().attributes()).containsEntry("wcu", "5");
    refused(
        DeleteItemRequest.builder()
            .tableName("Todos")
            .key(item("pk", "a"))
            .conditionExpression("attribute_not_exists(pk)")
            .build(),
        DeleteItemResponse.class);
    assertThat(span().attributes()).containsEntry("wcu", "3");
    refused(
        UpdateItemRequest.builder()
            .tableName("Todos")
            .key(item("pk", "nobody"))
            .updateExpression("SET e = d")
            .conditionExpression("attribute_exists(pk)")
            .build(),
        UpdateItemResponse.class);
    assertThat(counted("ConsumedWriteCapacityUnits", "TableName", "Todos") - before)
        .isEqualTo(5 + 3 + 1);
  }

  @Test
  void queryAndScan_roundOnce_batchGetRoundsEach() {
    table("Todos", true, r -> {});
    for (int i = 0; i < 4; i++) {
      put(item("pk", "a", "sk", "" + i, "d", "x".repeat(1_000)));
    }
    QueryResponse query =
        send(
            QueryRequest.builder()
                .tableName("Todos")
                .keyConditionExpression("pk = :p")
                .expressionAttributeValues(Map.of(":p", s("a")))
                .returnConsumedCapacity("TOTAL")
                .build(),
            QueryResponse.class);
    assertThat(query.consumedCapacity().capacityUnits()).isEqualTo(0.5);
    ScanResponse scan =
        send(
            ScanRequest.builder()
                .tableName("Todos")
                .filterExpression("d = :no")
                .expressionAttributeValues(Map.of(":no", s("no")))
                .consistentRead(true)
                .returnConsumedCapacity("TOTAL")
                .build(),
            ScanResponse.class);
    assertThat(scan.items()).isEmpty();
    assertThat(scan.consumedCapacity().capacityUnits()).isEqualTo(1.0);
    BatchGetItemResponse batch =
        send(
            BatchGetItemRequest.builder()
                .requestItems(
                    Map.of(
                        "Todos",
                        KeysAndAttributes.builder()
                            .keys(
                                List.of(
                                    item("pk", "a", "sk", "0"),
                                    item("pk", "a", "sk", "1"),
                                    item("pk", "a", "sk", "missing")))
                            .build()))
                .returnConsumedCapacity("TOTAL")
                .build(),
            BatchGetItemResponse.class);
    assertThat(batch.consumedCapacity().get(0).capacityUnits()).isEqualTo(1.5);
    assertThat(span().attributes()).containsEntry("rcu", "1.5");
  }

  @Test
  void query_thatFindsNothing_costsTheLeast() {
    table("Todos", true, r -> {});
    QueryResponse query =
        send(
            QueryRequest.builder()
                .tableName("Todos")
                .keyConditionExpression("pk = :p")
                .expressionAttributeValues(Map.of(":p", s("nobody")))
                .returnConsumedCapacity("INDEXES")
                .build(),
            QueryResponse.class);
    assertThat(query.consumedCapacity().capacityUnits()).isEqualTo(0.5);
    assertThat(query.consumedCapacity().table().capacityUnits()).isEqualTo(0.5);
  }

  @Test
  void indexes_areMeteredApart() {
    table(
        "Todos",
        false,
        r ->
            r.attributeDefinitions(attribute("pk", "S"), attribute("owner", "S"))
                .globalSecondaryIndexes(
                    GlobalSecondaryIndex.builder()
                        .indexName("byOwner")
                        .keySchema(key("owner", "HASH"))
                        .projection(p -> p.projectionType("ALL"))
                        .build()));
    assertThat(put(item("pk", "a", "owner", "mina", "d", "x".repeat(1_500)))).isEqualTo(4.0);
    assertThat(cloud.metrics().keys().toString()).contains("GlobalSecondaryIndexName=byOwner");
    assertThat(counted("ConsumedWriteCapacityUnits", "GlobalSecondaryIndexName", "byOwner"))
        .isEqualTo(2.0);
    assertThat(counted("ConsumedWriteCapacityUnits", "TableName", "Todos")).isEqualTo(4.0);
    QueryResponse query =
        send(
            QueryRequest.builder()
                .tableName("Todos")
                .indexName("byOwner")
                .keyConditionExpression("#o = :o")
                .expressionAttributeNames(Map.of("#o", "owner"))
                .expressionAttributeValues(Map.of(":o", s("mina")))
                .returnConsumedCapacity("INDEXES")
                .build(),
            QueryResponse.class);
    ConsumedCapacity consumed = query.consumedCapacity();
    assertThat(consumed.globalSecondaryIndexes().get("byOwner").capacityUnits()).isEqualTo(0.5);
    assertThat(asked.get(asked.size() - 1).resource())
        .isEqualTo("arn:aws:dynamodb:us-east-1:123456789012:table/Todos/index/byOwner");
    assertThat(asked.get(asked.size() - 1).context())
        .containsEntry("dynamodb:LeadingKeys", List.of("mina"));
  }

  @Test
  void capacity_isShownOnlyAsAsked() {
    table("Todos", false, r -> {});
    GetItemRequest.Builder get = GetItemRequest.builder().tableName("Todos").key(item("pk", "a"));
    assertThat(send(get.build(), GetItemResponse.class).consumedCapacity()).isNull();
    assertThat(
            send(get.returnConsumedCapacity("NONE").build(), GetItemResponse.class)
                .consumedCapacity())
        .isNull();
    ConsumedCapacity total =
        send(get.returnConsumedCapacity("TOTAL").build(), GetItemResponse.class).consumedCapacity();
    assertThat(total.tableName()).isEqualTo("Todos");
    assertThat(total.table()).isNull();
    ConsumedCapacity indexes =
        send(get.returnConsumedCapacity("INDEXES").build(), GetItemResponse.class)
            .consumedCapacity();
    assertThat(indexes.table().capacityUnits()).isEqualTo(0.5);
    assertThat(counted("ConsumedReadCapacityUnits", "TableName", "Todos")).isEqualTo(2.0);
  }

  @Test
  void capacity_ofTransactions_tellsReadsFromWrites() {
    table("Todos", false, r -> {});
    TransactWriteItemsResponse written =
        send(
            TransactWriteItemsRequest.builder()
                .transactItems(
                    t -> t.put(p -> p.tableName("Todos").item(item("pk", "a"))),
                    t ->
                        t.conditionCheck(
                            c ->
                                c.tableName("Todos")
                                    .key(item("pk", "b"))
                                    .conditionExpression("attribute_not_exists(pk)")))
                .returnConsumedCapacity("INDEXES")
                .build(),
            TransactWriteItemsResponse.class);
    ConsumedCapacity write = written.consumedCapacity().get(0);
    // A condition check costs what a write would.
    assertThat(write.capacityUnits()).isEqualTo(4.0);
    assertThat(write.writeCapacityUnits()).isEqualTo(4.0);
    assertThat(write.readCapacityUnits()).isNull();
    assertThat(write.table().writeCapacityUnits()).isEqualTo(4.0);
    TransactGetItemsResponse got =
        send(
            TransactGetItemsRequest.builder()
                .transactItems(t -> t.get(g -> g.tableName("Todos").key(item("pk", "a"))))
                .returnConsumedCapacity("TOTAL")
                .build(),
            TransactGetItemsResponse.class);
    ConsumedCapacity read = got.consumedCapacity().get(0);
    assertThat(read.capacityUnits()).isEqualTo(2.0);
    assertThat(read.readCapacityUnits()).isEqualTo(2.0);
    assertThat(read.writeCapacityUnits()).isNull();
    ConsumedCapacity single =
        send(
                GetItemRequest.builder()
                    .tableName("Todos")
                    .key(item("pk", "a"))
                    .returnConsumedCapacity("INDEXES")
                    .build(),
                GetItemResponse.class)
            .consumedCapacity();
    assertThat(single.readCapacityUnits()).isNull();
    assertThat(single.table().readCapacityUnits()).isNull();
    assertThat(single.hasGlobalSecondaryIndexes()).isFalse();
  }

  @Test
  void updateItem_thatTouchesNoIndex_costsNothingThere() {
    table(
        "Todos",
        false,
        r ->
            r.attributeDefinitions(attribute("pk", "S"), attribute("owner", "S"))
                .globalSecondaryIndexes(
                    GlobalSecondaryIndex.builder()
                        .indexName("byOwner")
                        .keySchema(key("owner", "HASH"))
                        .projection(p -> p.projectionType("KEYS_ONLY"))
                        .build()));
    put(item("pk", "a", "owner", "mina", "d", "x"));
    assertThat(update("SET d = :v")).isEqualTo(1.0);
    assertThat(update("SET #o = :v")).isEqualTo(3.0);
    assertThat(update("REMOVE #o SET d = :v")).isEqualTo(2.0);
  }

  private double update(String expression) {
    UpdateItemRequest.Builder update =
        UpdateItemRequest.builder()
            .tableName("Todos")
            .key(item("pk", "a"))
            .updateExpression(expression)
            .expressionAttributeValues(Map.of(":v", s("changed" + expression.length())))
            .returnConsumedCapacity("TOTAL");
    if (expression.contains("#o")) {
      update.expressionAttributeNames(Map.of("#o", "owner"));
    }
    UpdateItemResponse done = send(update.build(), UpdateItemResponse.class);
    assertThat(done.hasAttributes()).isFalse();
    return done.consumedCapacity().capacityUnits();
  }

  @Test
  void itemSize_atRandom_agreesWithTheEngine() {
    table("Todos", false, r -> {});
    SimRandom random = new Seeds(11).stream("sizes");
    for (int i = 0; i < 150; i++) {
      Map<String, AttributeValue> item = new LinkedHashMap<>(item("pk", "item" + i));
      for (int a = random.nextInt(6); a >= 0; a--) {
        item.put("a" + a, value(random, 0));
      }
      // Fill up to just below, at or just above the edge of a block: there a byte shows.
      int fill = (int) ItemSize.of(item) + "fill".length();
      int edge = (fill / 1_024 + 1) * 1_024;
      item.put("fill", s("x".repeat(edge - fill + random.nextInt(2))));
      assertThat(put(item)).as("%s", item).isEqualTo(ItemSize.writeUnits(ItemSize.of(item)));
    }
  }

  private static AttributeValue value(SimRandom random, int depth) {
    return switch (random.nextInt(depth > 2 ? 5 : 8)) {
      case 0 -> s("é".repeat(random.nextInt(20)));
      case 1 ->
          AttributeValue.fromN(
              (random.chance(1, 2) ? "-" : "")
                  + (1 + random.nextInt(9))
                  + "."
                  + random.nextInt(99_999));
      case 2 -> AttributeValue.fromBool(random.chance(1, 2));
      case 3 -> AttributeValue.fromNul(true);
      case 4 -> AttributeValue.fromB(SdkBytes.fromByteArray(random.bytes(random.nextInt(30))));
      case 5 -> AttributeValue.fromSs(List.of("a", "bb", "c".repeat(1 + random.nextInt(9))));
      case 6 -> AttributeValue.fromL(List.of(value(random, depth + 1), value(random, depth + 1)));
      default ->
          AttributeValue.fromM(
              Map.of("k", value(random, depth + 1), "longer", value(random, depth + 1)));
    };
  }
}
