package dev.diorama.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.Diorama;
import dev.diorama.Stack;
import dev.diorama.scenarios.todo.TodoDesign;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The README's example. */
class StaleListTest {
  @Test
  void aListReadThroughDax_isStaleUntilItsTimeIsUp() {
    try (Diorama cloud = Diorama.create()) {
      Stack todo = cloud.deploy("todo", new TodoDesign().template());
      URI endpoint = URI.create(todo.output("DaxEndpoint"));
      DynamoDbClient dynamo = cloud.client(DynamoDbClient.builder());
      DynamoDbClient dax = cloud.client(DynamoDbClient.builder().endpointOverride(endpoint));
      String table = todo.output("TableName");

      add(dynamo, table, "milk");
      assertThat(count(dax, table)).isEqualTo(1);
      add(dax, table, "bread"); // Written through DAX: refreshes the item cache, not the list.
      assertThat(count(dax, table)).isEqualTo(1);
      cloud.time().advance(Duration.ofMinutes(5)); // No sleep: the cloud's clock moves.
      assertThat(count(dax, table)).isEqualTo(2);
      assertThat(cloud.metrics().total("AWS/DAX", "QueryCacheHits").sum()).isEqualTo(1);
    }
  }

  static void add(DynamoDbClient db, String table, String id) {
    db.putItem(put -> put.tableName(table).item(Map.of("userId", s("mina"), "todoId", s(id))));
  }

  static int count(DynamoDbClient db, String table) {
    return db.query(
            query ->
                query
                    .tableName(table)
                    .keyConditionExpression("userId = :u")
                    .expressionAttributeValues(Map.of(":u", s("mina"))))
        .count();
  }

  static AttributeValue s(String text) {
    return AttributeValue.fromS(text);
  }
}
