package dev.diorama.cache.dax.wire;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** Reads the operations on items; how each answer is written goes with it. */
final class RequestReader {
  private final Function<String, KeySchema> schemas;
  private final Items items;
  private final Answers answers;

  /**
   * @param schemas the key of a table, or the failure that there is none
   */
  RequestReader(Function<String, KeySchema> schemas, Items items, Answers answers) {
    this.schemas = schemas;
    this.items = items;
    this.answers = answers;
  }

  Ask read(Method method, CborReader in) {
    return switch (method) {
      case GET_ITEM -> getItem(in);
      case PUT_ITEM -> putItem(in);
      case UPDATE_ITEM -> updateItem(in);
      case DELETE_ITEM -> deleteItem(in);
      case QUERY -> query(in);
      case SCAN -> scan(in);
      case BATCH_GET_ITEM -> batchGet(in);
      case BATCH_WRITE_ITEM -> batchWrite(in);
      case TRANSACT_GET_ITEMS -> new TransactionReader(schemas, items, answers).get(in);
      case TRANSACT_WRITE_ITEMS -> new TransactionReader(schemas, items, answers).write(in);
      case AUTHORIZE_CONNECTION,
          ENDPOINTS,
          DEFINE_KEY_SCHEMA,
          DEFINE_ATTRIBUTE_LIST_ID,
          DEFINE_ATTRIBUTE_LIST ->
          throw new IllegalStateException(method + " is not an operation on items");
    };
  }

  static @Nullable ProjectedItem projected(@Nullable List<Path> paths) {
    return paths == null ? null : new ProjectedItem(paths);
  }

  private static @Nullable String text(Expressions expressions, @Nullable List<Path> paths) {
    return paths == null ? null : expressions.projection(paths);
  }

  private static @Nullable String condition(Expressions expressions, byte @Nullable [] condition) {
    return condition == null ? null : expressions.condition(condition);
  }

  private Ask getItem(CborReader in) {
    String table = CborReader.utf8(in.bytes());
    byte[] key = in.bytes();
    Options options = Options.read(in);
    KeySchema schema = schemas.apply(table);
    Expressions expressions = new Expressions();
    ProjectedItem projected = projected(options.projection);
    String projection = text(expressions, options.projection);
    return new Ask(
        GetItemRequest.builder()
            .tableName(table)
            .key(schema.decode(key))
            .consistentRead(options.consistent)
            .returnConsumedCapacity(options.capacity)
            .projectionExpression(projection)
            .expressionAttributeNames(expressions.names())
            .build(),
        found -> answers.getItem((GetItemResponse) found, schema, projected));
  }

  private Ask putItem(CborReader in) {
    String table = CborReader.utf8(in.bytes());
    byte[] key = in.bytes();
    byte[] item = in.bytes();
    Options options = Options.read(in);
    KeySchema schema = schemas.apply(table);
    Expressions expressions = new Expressions();
    String condition = condition(expressions, options.condition);
    return new Ask(
        PutItemRequest.builder()
            .tableName(table)
            .item(items.read(schema.decode(key), item))
            .conditionExpression(condition)
            .expressionAttributeNames(expressions.names())
            .expressionAttributeValues(expressions.values())
            .returnValues(options.returnValues)
            .returnConsumedCapacity(options.capacity)
            .returnItemCollectionMetrics(options.metrics)
            .build(),
        done -> {
          PutItemResponse put = (PutItemResponse) done;
          return answers.written(
              put.hasAttributes() ? put.attributes() : null,
              false,
              put.consumedCapacity(),
              put.itemCollectionMetrics(),
              schema);
        });
  }

  private Ask deleteItem(CborReader in) {
    String table = CborReader.utf8(in.bytes());
    byte[] key = in.bytes();
    Options options = Options.read(in);
    KeySchema schema = schemas.apply(table);
    Expressions expressions = new Expressions();
    String condition = condition(expressions, options.condition);
    return new Ask(
        DeleteItemRequest.builder()
            .tableName(table)
            .key(schema.decode(key))
            .conditionExpression(condition)
            .expressionAttributeNames(expressions.names())
            .expressionAttributeValues(expressions.values())
            .returnValues(options.returnValues)
            .returnConsumedCapacity(options.capacity)
            .returnItemCollectionMetrics(options.metrics)
            .build(),
        done -> {
          DeleteItemResponse deleted = (DeleteItemResponse) done;
          return answers.written(
              deleted.hasAttributes() ? deleted.attributes() : null,
              false,
              deleted.consumedCapacity(),
              deleted.itemCollectionMetrics(),
              schema);
        });
  }

  private Ask updateItem(CborReader in) {
    String table = CborReader.utf8(in.bytes());
    byte[] key = in.bytes();
    Options options = Options.read(in);
    KeySchema schema = schemas.apply(table);
    Expressions expressions = new Expressions();
    String condition = condition(expressions, options.condition);
    String update = options.update == null ? null : expressions.update(options.update);
    boolean partial =
        options.returnValues != null && options.returnValues.toString().startsWith("UPDATED");
    return new Ask(
        UpdateItemRequest.builder()
            .tableName(table)
            .key(schema.decode(key))
            .updateExpression(update)
            .conditionExpression(condition)
            .expressionAttributeNames(expressions.names())
            .expressionAttributeValues(expressions.values())
            .returnValues(options.returnValues)
            .returnConsumedCapacity(options.capacity)
            .returnItemCollectionMetrics(options.metrics)
            .build(),
        done -> {
          UpdateItemResponse updated = (UpdateItemResponse) done;
          return answers.written(
              updated.hasAttributes() ? updated.attributes() : null,
              partial,
              updated.consumedCapacity(),
              updated.itemCollectionMetrics(),
              schema);
        });
  }

  private Ask query(CborReader in) {
    String table = CborReader.utf8(in.bytes());
    byte[] keyCondition = in.bytes();
    Options options = Options.read(in);
    KeySchema schema = schemas.apply(table);
    Expressions expressions = new Expressions();
    String key = expressions.condition(keyCondition);
    String filter = condition(expressions, options.filter);
    ProjectedItem projected = projected(options.projection);
    String projection = text(expressions, options.projection);
    return new Ask(
        QueryRequest.builder()
            .tableName(table)
            .indexName(options.index)
            .keyConditionExpression(key)
            .filterExpression(filter)
            .projectionExpression(projection)
            .expressionAttributeNames(expressions.names())
            .expressionAttributeValues(expressions.values())
            .consistentRead(options.consistent)
            .exclusiveStartKey(options.startKey(schema))
            .limit(options.limit)
            .scanIndexForward(options.forward)
            .select(options.select)
            .returnConsumedCapacity(options.capacity)
            .build(),
        found -> {
          QueryResponse page = (QueryResponse) found;
          return answers.page(
              new Answers.ItemPage(
                  page.hasItems() ? page.items() : null,
                  page.count(),
                  page.scannedCount(),
                  page.hasLastEvaluatedKey() ? page.lastEvaluatedKey() : null,
                  page.consumedCapacity()),
              schema,
              projected,
              options);
        });
  }

  private Ask scan(CborReader in) {
    String table = CborReader.utf8(in.bytes());
    Options options = Options.read(in);
    KeySchema schema = schemas.apply(table);
    Expressions expressions = new Expressions();
    String filter = condition(expressions, options.filter);
    ProjectedItem projected = projected(options.projection);
    String projection = text(expressions, options.projection);
    return new Ask(
        ScanRequest.builder()
            .tableName(table)
            .indexName(options.index)
            .filterExpression(filter)
            .projectionExpression(projection)
            .expressionAttributeNames(expressions.names())
            .expressionAttributeValues(expressions.values())
            .consistentRead(options.consistent)
            .exclusiveStartKey(options.startKey(schema))
            .limit(options.limit)
            .select(options.select)
            .segment(options.segment)
            .totalSegments(options.totalSegments)
            .returnConsumedCapacity(options.capacity)
            .build(),
        found -> {
          ScanResponse page = (ScanResponse) found;
          return answers.page(
              new Answers.ItemPage(
                  page.hasItems() ? page.items() : null,
                  page.count(),
                  page.scannedCount(),
                  page.hasLastEvaluatedKey() ? page.lastEvaluatedKey() : null,
                  page.consumedCapacity()),
              schema,
              projected,
              options);
        });
  }

  private Ask batchGet(CborReader in) {
    Map<String, KeysAndAttributes> requested = new LinkedHashMap<>();
    Map<String, Answers.Table> tables = new LinkedHashMap<>();
    for (CborReader.Elements e = in.map(); e.more(); ) {
      String table = in.text();
      KeySchema schema = schemas.apply(table);
      CborReader.Elements parts = in.array();
      require(parts);
      boolean consistent = in.flag();
      require(parts);
      List<Path> paths = in.tookNull() ? null : Expressions.paths(in.bytes());
      require(parts);
      List<Map<String, AttributeValue>> keys = new ArrayList<>();
      for (CborReader.Elements each = in.array(); each.more(); ) {
        keys.add(schema.decode(in.bytes()));
      }
      if (parts.more()) {
        throw new Malformed("a table's keys with something behind them");
      }
      Expressions expressions = new Expressions();
      String projection = text(expressions, paths);
      requested.put(
          table,
          KeysAndAttributes.builder()
              .keys(keys)
              .consistentRead(consistent ? true : null)
              .projectionExpression(projection)
              .expressionAttributeNames(expressions.names())
              .build());
      tables.put(table, new Answers.Table(schema, projected(paths)));
    }
    Options options = Options.read(in);
    return new Ask(
        BatchGetItemRequest.builder()
            .requestItems(requested)
            .returnConsumedCapacity(options.capacity)
            .build(),
        found -> answers.batchGet((BatchGetItemResponse) found, tables));
  }

  static void require(CborReader.Elements parts) {
    if (!parts.more()) {
      throw new Malformed("a part is missing");
    }
  }

  private Ask batchWrite(CborReader in) {
    Map<String, List<WriteRequest>> requested = new LinkedHashMap<>();
    Map<String, Answers.Table> tables = new LinkedHashMap<>();
    for (CborReader.Elements e = in.map(); e.more(); ) {
      String table = in.text();
      KeySchema schema = schemas.apply(table);
      List<WriteRequest> writes = new ArrayList<>();
      for (CborReader.Elements each = in.array(); each.more(); ) {
        Map<String, AttributeValue> key = schema.decode(in.bytes());
        require(each);
        writes.add(
            in.tookNull()
                ? WriteRequest.builder().deleteRequest(d -> d.key(key)).build()
                : put(key, in.bytes()));
      }
      requested.put(table, writes);
      tables.put(table, new Answers.Table(schema, null));
    }
    Options options = Options.read(in);
    return new Ask(
        BatchWriteItemRequest.builder()
            .requestItems(requested)
            .returnConsumedCapacity(options.capacity)
            .returnItemCollectionMetrics(options.metrics)
            .build(),
        done -> answers.batchWrite((BatchWriteItemResponse) done, tables));
  }

  private WriteRequest put(Map<String, AttributeValue> key, byte[] item) {
    Map<String, AttributeValue> whole = items.read(key, item);
    return WriteRequest.builder().putRequest(p -> p.item(whole)).build();
  }
}
