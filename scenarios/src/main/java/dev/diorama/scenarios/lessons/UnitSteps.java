package dev.diorama.scenarios.lessons;

import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** Capacity goes by steps: 4 KB for reads, 1 KB for writes. */
final class UnitSteps extends Lesson {
  private static final String TABLE = "sizes";

  UnitSteps() {
    super(23, Subject.BOTH, Domain.COST, Guide.DYNAMODB.page("CapacityUnitCalculations"));
  }

  @Override
  void run(Lab lab, Observations saw) {
    DynamoDbClient dynamo = lab.bench().dynamo();
    dynamo.createTable(
        table ->
            table
                .tableName(TABLE)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(
                    a -> a.attributeName("pk").attributeType(ScalarAttributeType.S),
                    a -> a.attributeName("sk").attributeType(ScalarAttributeType.S))
                .keySchema(
                    k -> k.attributeName("pk").keyType(KeyType.HASH),
                    k -> k.attributeName("sk").keyType(KeyType.RANGE)));
    for (int bytes : new int[] {1_024, 1_025, 4_096, 4_097}) {
      item(dynamo, saw, bytes);
    }
    saw.note("missing", read(dynamo, "nothing", false));
    for (int i = 0; i < 10; i++) {
      put(dynamo, "list", i, 1_024);
    }
    saw.note("filtered", filtered(dynamo));
    saw.answer(
        'a',
        saw.number("write.1025") == 2 * saw.number("write.1024")
            && saw.number("strong.4097") == 2 * saw.number("strong.4096")
            && saw.number("filtered") > 1);
  }

  private static void item(DynamoDbClient dynamo, Observations saw, int bytes) {
    String pk = "item" + bytes;
    saw.note("write." + bytes, put(dynamo, pk, 0, bytes));
    saw.note("eventual." + bytes, read(dynamo, pk, false));
    saw.note("strong." + bytes, read(dynamo, pk, true));
    saw.note(
        "transact." + bytes,
        dynamo
            .transactGetItems(
                t ->
                    t.returnConsumedCapacity(ReturnConsumedCapacity.TOTAL)
                        .transactItems(i -> i.get(g -> g.tableName(TABLE).key(key(pk, 0)))))
            .consumedCapacity()
            .get(0)
            .capacityUnits());
  }

  private static Map<String, AttributeValue> key(String pk, int sk) {
    Map<String, AttributeValue> key = new LinkedHashMap<>();
    key.put("pk", AttributeValue.fromS(pk));
    key.put("sk", AttributeValue.fromS(Integer.toString(sk)));
    return key;
  }

  /** Puts an item of exactly so many bytes, names and values together; the units consumed. */
  private static double put(DynamoDbClient dynamo, String pk, int sk, int bytes) {
    Map<String, AttributeValue> item = key(pk, sk);
    int filler = bytes - "pk".length() - pk.length() - "sk".length() - 1 - "x".length();
    item.put("x", AttributeValue.fromS("x".repeat(filler)));
    return dynamo
        .putItem(
            p -> p.tableName(TABLE).item(item).returnConsumedCapacity(ReturnConsumedCapacity.TOTAL))
        .consumedCapacity()
        .capacityUnits();
  }

  private static double read(DynamoDbClient dynamo, String pk, boolean strong) {
    return dynamo
        .getItem(
            g ->
                g.tableName(TABLE)
                    .key(key(pk, 0))
                    .consistentRead(strong)
                    .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL))
        .consumedCapacity()
        .capacityUnits();
  }

  /** A query over ten items whose filter lets one of them through. */
  private static double filtered(DynamoDbClient dynamo) {
    return dynamo
        .query(
            q ->
                q.tableName(TABLE)
                    .keyConditionExpression("pk = :p")
                    .filterExpression("size(x) > :n")
                    .expressionAttributeValues(
                        Map.of(
                            ":p", AttributeValue.fromS("list"),
                            ":n", AttributeValue.fromN("5000")))
                    .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL))
        .consumedCapacity()
        .capacityUnits();
  }
}
