package dev.diorama.scenarios.todo;

import dev.diorama.scenarios.rest.Database;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;

/** The table of to-dos, reached through DAX where there is a cluster. */
final class TodoTable {
  private final DynamoDbClient db;
  private final String table;

  TodoTable(DynamoDbClient db, String table) {
    this.db = db;
    this.table = table;
  }

  /** The table that the function's environment names: {@code TABLE_NAME}, {@code DAX_ENDPOINT}. */
  static TodoTable fromEnvironment() {
    String table = System.getenv("TABLE_NAME");
    if (table == null) {
      throw new IllegalStateException("the environment variable TABLE_NAME is missing");
    }
    return new TodoTable(Database.connect(System.getenv("DAX_ENDPOINT")), table);
  }

  private static Map<String, AttributeValue> key(String userId, String id) {
    Map<String, AttributeValue> key = new LinkedHashMap<>();
    key.put("userId", AttributeValue.fromS(userId));
    key.put("todoId", AttributeValue.fromS(id));
    return key;
  }

  List<Todo> list(String userId, boolean consistent) {
    List<Todo> todos = new ArrayList<>();
    db.queryPaginator(
            query ->
                query
                    .tableName(table)
                    .keyConditionExpression("userId = :user")
                    .expressionAttributeValues(Map.of(":user", AttributeValue.fromS(userId)))
                    .consistentRead(consistent))
        .items()
        .forEach(item -> todos.add(Todo.fromItem(item)));
    return todos;
  }

  Optional<Todo> get(String userId, String id, boolean consistent) {
    Map<String, AttributeValue> item =
        db.getItem(get -> get.tableName(table).key(key(userId, id)).consistentRead(consistent))
            .item();
    return item.isEmpty() ? Optional.empty() : Optional.of(Todo.fromItem(item));
  }

  void put(String userId, Todo todo) {
    db.putItem(put -> put.tableName(table).item(todo.toItem(userId)));
  }

  /** The to-do as changed; empty when there is none to change. */
  Optional<Todo> update(String userId, String id, Todo.Draft draft, String now) {
    Map<String, AttributeValue> values = new LinkedHashMap<>();
    values.put(":title", AttributeValue.fromS(draft.title()));
    values.put(":done", AttributeValue.fromBool(draft.done()));
    values.put(":now", AttributeValue.fromS(now));
    String due = draft.due();
    if (due != null) {
      values.put(":due", AttributeValue.fromS(due));
    }
    try {
      return Optional.of(
          Todo.fromItem(
              db.updateItem(
                      update ->
                          update
                              .tableName(table)
                              .key(key(userId, id))
                              .conditionExpression("attribute_exists(todoId)")
                              .updateExpression(
                                  "SET title = :title, done = :done, updatedAt = :now"
                                      + (due == null ? " REMOVE due" : ", due = :due"))
                              .expressionAttributeValues(values)
                              .returnValues(ReturnValue.ALL_NEW))
                  .attributes()));
    } catch (ConditionalCheckFailedException e) {
      return Optional.empty();
    }
  }

  /** False when there was none to delete. */
  boolean delete(String userId, String id) {
    try {
      db.deleteItem(
          delete ->
              delete
                  .tableName(table)
                  .key(key(userId, id))
                  .conditionExpression("attribute_exists(todoId)"));
      return true;
    } catch (ConditionalCheckFailedException e) {
      return false;
    }
  }
}
