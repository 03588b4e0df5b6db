package dev.diorama.cache.dax.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItem;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;

/** Reads transactions, whose actions come in parallel arrays. */
final class TransactionReader {
  private static final int PUT = 2;
  private static final int DELETE = 7;
  private static final int UPDATE = 9;
  private static final int CONDITION_CHECK = 12;

  private final Function<String, KeySchema> schemas;
  private final Items items;
  private final Answers answers;

  TransactionReader(Function<String, KeySchema> schemas, Items items, Answers answers) {
    this.schemas = schemas;
    this.items = items;
    this.answers = answers;
  }

  private static List<String> tables(CborReader in) {
    List<String> tables = new ArrayList<>();
    for (CborReader.Elements e = in.array(); e.more(); ) {
      tables.add(CborReader.utf8(in.bytes()));
    }
    return tables;
  }

  /** Byte strings, or nothing for some; a null for the whole array is nothing for all. */
  private static List<byte @Nullable []> parts(CborReader in, int count) {
    List<byte @Nullable []> parts = new ArrayList<>();
    if (in.tookNull()) {
      for (int i = 0; i < count; i++) {
        parts.add(null);
      }
      return parts;
    }
    for (CborReader.Elements e = in.array(); e.more(); ) {
      parts.add(in.tookNull() ? null : in.bytes());
    }
    if (parts.size() != count) {
      throw new Malformed("arrays of a transaction that differ in length");
    }
    return parts;
  }

  private static List<Integer> numbers(CborReader in) {
    List<Integer> numbers = new ArrayList<>();
    for (CborReader.Elements e = in.array(); e.more(); ) {
      numbers.add(in.tookNull() ? 0 : in.int32());
    }
    return numbers;
  }

  private static byte[] required(byte @Nullable [] part) {
    if (part == null) {
      throw new Malformed("an action that lacks a part");
    }
    return part;
  }

  Ask get(CborReader in) {
    List<String> tables = tables(in);
    List<byte @Nullable []> keys = parts(in, tables.size());
    List<byte @Nullable []> projections = parts(in, tables.size());
    Options options = Options.read(in);
    List<TransactGetItem> gets = new ArrayList<>();
    List<Answers.Table> wanted = new ArrayList<>();
    List<KeySchema> each = new ArrayList<>();
    for (int i = 0; i < tables.size(); i++) {
      String table = tables.get(i);
      KeySchema schema = schemas.apply(table);
      each.add(schema);
      byte[] projection = projections.get(i);
      List<Path> paths = projection == null ? null : Expressions.paths(projection);
      Expressions expressions = new Expressions();
      String text = paths == null ? null : expressions.projection(paths);
      Map<String, AttributeValue> key = schema.decode(required(keys.get(i)));
      gets.add(
          TransactGetItem.builder()
              .get(
                  g ->
                      g.tableName(table)
                          .key(key)
                          .projectionExpression(text)
                          .expressionAttributeNames(expressions.names()))
              .build());
      wanted.add(new Answers.Table(schema, RequestReader.projected(paths)));
    }
    return new Ask(
        TransactGetItemsRequest.builder()
            .transactItems(gets)
            .returnConsumedCapacity(options.capacity)
            .build(),
        found -> answers.transactGet((TransactGetItemsResponse) found, wanted),
        each);
  }

  /** What one action of a transaction consists of. */
  @SuppressWarnings("ArrayRecordComponent") // Parts are handed on, never compared.
  private record Action(
      String table,
      Map<String, AttributeValue> key,
      byte @Nullable [] item,
      byte @Nullable [] condition,
      byte @Nullable [] update,
      @Nullable ReturnValuesOnConditionCheckFailure onFailure) {}

  Ask write(CborReader in) {
    List<Integer> operations = numbers(in);
    int count = operations.size();
    List<String> tables = tables(in);
    List<byte @Nullable []> keys = parts(in, count);
    List<byte @Nullable []> values = parts(in, count);
    // Return values, which transactions do not have: one null, or an array of them.
    Values.read(in);
    List<Integer> onFailure = in.tookNull() ? List.of() : numbers(in);
    List<byte @Nullable []> conditions = parts(in, count);
    List<byte @Nullable []> updates = parts(in, count);
    Options options = Options.read(in);
    if (tables.size() != count) {
      throw new Malformed("arrays of a transaction that differ in length");
    }
    List<TransactWriteItem> actions = new ArrayList<>();
    List<KeySchema> each = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      KeySchema schema = schemas.apply(tables.get(i));
      each.add(schema);
      actions.add(
          action(
              operations.get(i),
              new Action(
                  tables.get(i),
                  schema.decode(required(keys.get(i))),
                  values.get(i),
                  conditions.get(i),
                  updates.get(i),
                  Options.onFailure(i < onFailure.size() ? onFailure.get(i) : 0))));
    }
    return new Ask(
        TransactWriteItemsRequest.builder()
            .transactItems(actions)
            .clientRequestToken(options.token)
            .returnConsumedCapacity(options.capacity)
            .returnItemCollectionMetrics(options.metrics)
            .build(),
        done -> answers.transactWrite((TransactWriteItemsResponse) done),
        each);
  }

  private TransactWriteItem action(int operation, Action action) {
    Expressions expressions = new Expressions();
    String condition = action.condition == null ? null : expressions.condition(action.condition);
    String update = action.update == null ? null : expressions.update(action.update);
    TransactWriteItem.Builder built = TransactWriteItem.builder();
    switch (operation) {
      case PUT ->
          built.put(
              p ->
                  p.tableName(action.table)
                      .item(items.read(action.key, required(action.item)))
                      .conditionExpression(condition)
                      .expressionAttributeNames(expressions.names())
                      .expressionAttributeValues(expressions.values())
                      .returnValuesOnConditionCheckFailure(action.onFailure));
      case DELETE ->
          built.delete(
              d ->
                  d.tableName(action.table)
                      .key(action.key)
                      .conditionExpression(condition)
                      .expressionAttributeNames(expressions.names())
                      .expressionAttributeValues(expressions.values())
                      .returnValuesOnConditionCheckFailure(action.onFailure));
      case UPDATE ->
          built.update(
              u ->
                  u.tableName(action.table)
                      .key(action.key)
                      .updateExpression(update)
                      .conditionExpression(condition)
                      .expressionAttributeNames(expressions.names())
                      .expressionAttributeValues(expressions.values())
                      .returnValuesOnConditionCheckFailure(action.onFailure));
      case CONDITION_CHECK ->
          built.conditionCheck(
              c ->
                  c.tableName(action.table)
                      .key(action.key)
                      .conditionExpression(condition)
                      .expressionAttributeNames(expressions.names())
                      .expressionAttributeValues(expressions.values())
                      .returnValuesOnConditionCheckFailure(action.onFailure));
      default -> throw new Malformed("an action that transactions do not have: " + operation);
    }
    return built.build();
  }
}
