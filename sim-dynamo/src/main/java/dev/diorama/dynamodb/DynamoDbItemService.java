package dev.diorama.dynamodb;

import dev.diorama.core.router.Call;
import dev.diorama.core.wire.AwsException;
import dev.diorama.dynamodb.CapacityMeter.Kind;
import dev.diorama.dynamodb.DynamoDbChanges.Target;
import dev.diorama.dynamodb.DynamoDbModel.Table;
import dev.diorama.dynamodb.engine.DynamoEngine;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Capacity;
import software.amazon.awssdk.services.dynamodb.model.Condition;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/** The operations on single items, and those that read many of one table. */
final class DynamoDbItemService {
  private static final List<String> INDEXABLE =
      List.of("EQ", "LE", "LT", "GE", "GT", "BEGINS_WITH", "BETWEEN");

  private final DynamoDbStore store;
  private final CapacityMeter meter;
  private final DynamoDbChanges changes;

  DynamoDbItemService(DynamoDbStore store, CapacityMeter meter, DynamoDbChanges changes) {
    this.store = store;
    this.meter = meter;
    this.changes = changes;
  }

  GetItemResponse getItem(Call call, GetItemRequest request) {
    TableRef ref = TableRef.of(call, request.tableName());
    Table table = store.table(ref);
    KeyRules.key(table, request.hasKey(), request.key());
    GetItemRequest asked =
        request.toBuilder()
            .tableName(ref.name())
            .returnConsumedCapacity(ReturnConsumedCapacity.INDEXES)
            .build();
    GetItemResponse found = store.engine(ref).ask(client -> client.getItem(asked));
    meter.charge(call, Kind.READ, List.of(found.consumedCapacity()));
    GetItemResponse.Builder answer =
        GetItemResponse.builder()
            .consumedCapacity(
                CapacityMeter.shown(
                    found.consumedCapacity(), request.returnConsumedCapacity(), ref.asked()));
    return found.hasItem() ? answer.item(Items.sorted(found.item())).build() : answer.build();
  }

  PutItemResponse putItem(Call call, PutItemRequest request) {
    TableRef ref = TableRef.of(call, request.tableName());
    Table table = store.table(ref);
    KeyRules.item(table, request.item());
    PutItemRequest asked =
        request.toBuilder()
            .tableName(ref.name())
            .returnConsumedCapacity(ReturnConsumedCapacity.INDEXES)
            .build();
    DynamoEngine engine = store.engine(ref);
    PutItemResponse done =
        conditional(
            call,
            table,
            engine,
            Items.keyOf(table, request.item()),
            ItemSize.of(request.item()),
            () -> engine.ask(client -> client.putItem(asked)));
    meter.charge(call, Kind.WRITE, List.of(done.consumedCapacity()));
    PutItemResponse.Builder answer =
        PutItemResponse.builder()
            .consumedCapacity(
                CapacityMeter.shown(
                    done.consumedCapacity(), request.returnConsumedCapacity(), ref.asked()))
            .itemCollectionMetrics(done.itemCollectionMetrics());
    return done.hasAttributes()
        ? answer.attributes(Items.sorted(done.attributes())).build()
        : answer.build();
  }

  UpdateItemResponse updateItem(Call call, UpdateItemRequest request) {
    TableRef ref = TableRef.of(call, request.tableName());
    Table table = store.table(ref);
    KeyRules.key(table, request.hasKey(), request.key());
    boolean changesNothing =
        request.updateExpression() == null && request.attributeUpdates().isEmpty();
    boolean asksForUpdates = String.valueOf(request.returnValuesAsString()).startsWith("UPDATED_");
    UpdateItemRequest asked =
        request.toBuilder()
            .tableName(ref.name())
            // The engine fails over what was updated where nothing was.
            .returnValues(
                changesNothing && asksForUpdates
                    ? ReturnValue.NONE.toString()
                    : request.returnValuesAsString())
            .returnConsumedCapacity(ReturnConsumedCapacity.INDEXES)
            .build();
    DynamoEngine engine = store.engine(ref);
    UpdateItemResponse done =
        conditional(
            call,
            table,
            engine,
            request.key(),
            0,
            () -> engine.ask(client -> client.updateItem(asked)));
    meter.charge(call, Kind.WRITE, List.of(done.consumedCapacity()));
    UpdateItemResponse.Builder answer =
        UpdateItemResponse.builder()
            .consumedCapacity(
                CapacityMeter.shown(
                    done.consumedCapacity(), request.returnConsumedCapacity(), ref.asked()))
            .itemCollectionMetrics(done.itemCollectionMetrics());
    return done.hasAttributes()
        ? answer.attributes(Items.sorted(done.attributes())).build()
        : answer.build();
  }

  DeleteItemResponse deleteItem(Call call, DeleteItemRequest request) {
    TableRef ref = TableRef.of(call, request.tableName());
    Table table = store.table(ref);
    KeyRules.key(table, request.hasKey(), request.key());
    DeleteItemRequest asked =
        request.toBuilder()
            .tableName(ref.name())
            .returnConsumedCapacity(ReturnConsumedCapacity.INDEXES)
            .build();
    DynamoEngine engine = store.engine(ref);
    DeleteItemResponse done =
        conditional(
            call,
            table,
            engine,
            request.key(),
            0,
            () -> engine.ask(client -> client.deleteItem(asked)));
    meter.charge(call, Kind.WRITE, List.of(done.consumedCapacity()));
    DeleteItemResponse.Builder answer =
        DeleteItemResponse.builder()
            .consumedCapacity(
                CapacityMeter.shown(
                    done.consumedCapacity(), request.returnConsumedCapacity(), ref.asked()))
            .itemCollectionMetrics(done.itemCollectionMetrics());
    return done.hasAttributes()
        ? answer.attributes(Items.sorted(done.attributes())).build()
        : answer.build();
  }

  /**
   * A write that a condition may refuse: AWS charges it all the same, by the larger of the item
   * that is there and the one that was to be written. (For a refused UpdateItem the latter is not
   * known without evaluating the update: then the item that is there decides alone.)
   */
  private <R> R conditional(
      Call call,
      Table table,
      DynamoEngine engine,
      Map<String, AttributeValue> key,
      long newBytes,
      Supplier<R> write) {
    TableRef ref = table.ref;
    try {
      return changes.watched(call, List.of(new Target(table, key)), write);
    } catch (AwsException e) {
      if (e.code().equals("ConditionalCheckFailedException")) {
        long bytes = Math.max(newBytes, storedBytes(engine, ref, key));
        meter.charge(
            call,
            Kind.WRITE,
            List.of(CapacityMeter.onTable(ref.name(), ItemSize.writeUnits(bytes))));
      }
      throw e;
    }
  }

  /** The size of an item as it is stored; 0 when there is none. */
  static long storedBytes(DynamoEngine engine, TableRef ref, Map<String, AttributeValue> key) {
    return ItemSize.of(
        engine.ask(client -> client.getItem(r -> r.tableName(ref.name()).key(key))).item());
  }

  QueryResponse query(Call call, QueryRequest request) {
    TableRef ref = TableRef.of(call, request.tableName());
    store.table(ref);
    checkConditions(request);
    QueryRequest asked =
        request.toBuilder()
            .tableName(ref.name())
            .returnConsumedCapacity(ReturnConsumedCapacity.INDEXES)
            .build();
    QueryResponse found = store.engine(ref).ask(client -> client.query(asked));
    ConsumedCapacity consumed =
        atLeast(
            found.consumedCapacity(),
            request.indexName(),
            Boolean.TRUE.equals(request.consistentRead()));
    meter.charge(call, Kind.READ, List.of(consumed));
    QueryResponse.Builder answer =
        QueryResponse.builder()
            .count(found.count())
            .scannedCount(found.scannedCount())
            .consumedCapacity(
                CapacityMeter.shown(consumed, request.returnConsumedCapacity(), ref.asked()));
    if (found.hasItems()) {
      answer.items(Items.sorted(found.items()));
    }
    if (found.hasLastEvaluatedKey()) {
      answer.lastEvaluatedKey(Items.sorted(found.lastEvaluatedKey()));
    }
    return answer.build();
  }

  /** The engine fails over comparisons that no key can be asked by; AWS's words are observed. */
  private static void checkConditions(QueryRequest request) {
    for (Condition each : request.keyConditions().values()) {
      if (!INDEXABLE.contains(String.valueOf(each.comparisonOperatorAsString()))) {
        throw DynamoDbError.VALIDATION.with(
            "Attempted conditional constraint is not an indexable operation");
      }
    }
  }

  ScanResponse scan(Call call, ScanRequest request) {
    TableRef ref = TableRef.of(call, request.tableName());
    store.table(ref);
    ScanRequest asked =
        request.toBuilder()
            .tableName(ref.name())
            .returnConsumedCapacity(ReturnConsumedCapacity.INDEXES)
            .build();
    ScanResponse found = store.engine(ref).ask(client -> client.scan(asked));
    ConsumedCapacity consumed =
        atLeast(
            found.consumedCapacity(),
            request.indexName(),
            Boolean.TRUE.equals(request.consistentRead()));
    meter.charge(call, Kind.READ, List.of(consumed));
    ScanResponse.Builder answer =
        ScanResponse.builder()
            .count(found.count())
            .scannedCount(found.scannedCount())
            .consumedCapacity(
                CapacityMeter.shown(consumed, request.returnConsumedCapacity(), ref.asked()));
    if (found.hasItems()) {
      answer.items(Items.sorted(found.items()));
    }
    if (found.hasLastEvaluatedKey()) {
      answer.lastEvaluatedKey(Items.sorted(found.lastEvaluatedKey()));
    }
    return answer.build();
  }

  /**
   * The engine charges nothing for a Query or Scan that comes upon no item. On AWS every read costs
   * at least one block; documented for GetItem, observed for Query, assumed for Scan.
   */
  private static ConsumedCapacity atLeast(
      ConsumedCapacity consumed, @Nullable String index, boolean consistent) {
    if (consumed.capacityUnits() > 0) {
      return consumed;
    }
    double least = ItemSize.readUnits(0, consistent);
    Capacity units = Capacity.builder().capacityUnits(least).build();
    ConsumedCapacity.Builder some = consumed.toBuilder().capacityUnits(least);
    if (index != null && consumed.globalSecondaryIndexes().containsKey(index)) {
      return some.globalSecondaryIndexes(Map.of(index, units)).build();
    }
    return index != null && consumed.localSecondaryIndexes().containsKey(index)
        ? some.localSecondaryIndexes(Map.of(index, units)).build()
        : some.table(units).build();
  }
}
