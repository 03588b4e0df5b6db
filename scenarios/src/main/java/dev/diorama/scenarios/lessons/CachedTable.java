package dev.diorama.scenarios.lessons;

import dev.diorama.Stack;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A table of to-dos with a DAX cluster in front of it, and a client for each way. */
final class CachedTable {
  private final Bench bench;
  private final Stack stack;
  private final DynamoDbClient direct;
  private final DynamoDbClient dax;

  private CachedTable(Bench bench, Stack stack) {
    this.bench = bench;
    this.stack = stack;
    this.direct = bench.dynamo();
    this.dax =
        bench.client(
            DynamoDbClient.builder().endpointOverride(URI.create(stack.output("DaxEndpoint"))));
  }

  /** Deploys both; the template's parameters in pairs of name and value. */
  static CachedTable on(Bench bench, String... parameters) {
    return new CachedTable(bench, bench.deploy("cached-table", parameters));
  }

  Bench bench() {
    return bench;
  }

  Stack stack() {
    return stack;
  }

  DynamoDbClient direct() {
    return direct;
  }

  DynamoDbClient dax() {
    return dax;
  }

  void put(DynamoDbClient way, String user, String id, String title) {
    Map<String, AttributeValue> item = key(user, id);
    item.put("title", AttributeValue.fromS(title));
    way.putItem(put -> put.tableName(name()).item(item));
  }

  /** The to-do's title, or nothing if there is none. */
  String title(DynamoDbClient way, String user, String id, boolean strong) {
    Map<String, AttributeValue> item =
        way.getItem(get -> get.tableName(name()).key(key(user, id)).consistentRead(strong)).item();
    return item.containsKey("title") ? item.get("title").s() : "";
  }

  /** How many to-dos a user's list has. */
  int list(DynamoDbClient way, String user, boolean strong) {
    return way.query(
            query ->
                query
                    .tableName(name())
                    .consistentRead(strong)
                    .keyConditionExpression("userId = :u")
                    .expressionAttributeValues(Map.of(":u", AttributeValue.fromS(user))))
        .count();
  }

  private static Map<String, AttributeValue> key(String user, String id) {
    Map<String, AttributeValue> key = new LinkedHashMap<>();
    key.put("userId", AttributeValue.fromS(user));
    key.put("todoId", AttributeValue.fromS(id));
    return key;
  }

  private String name() {
    return stack.output("TableName");
  }

  /** Read units that DynamoDB has consumed. */
  double readUnits() {
    return bench.metric("AWS/DynamoDB", "ConsumedReadCapacityUnits", "TableName", name());
  }

  double writeUnits() {
    return bench.metric("AWS/DynamoDB", "ConsumedWriteCapacityUnits", "TableName", name());
  }

  double daxMetric(String metric) {
    return bench.metric("AWS/DAX", metric);
  }
}
