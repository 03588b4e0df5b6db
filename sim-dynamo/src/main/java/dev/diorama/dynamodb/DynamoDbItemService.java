package dev.diorama.dynamodb;

import dev.diorama.core.router.Call;
import dev.diorama.core.wire.AwsException;
import dev.diorama.dynamodb.CapacityMeter.Kind;
import dev.diorama.dynamodb.CapacityMeter.Spent;
import dev.diorama.dynamodb.DynamoDbChanges.Cause;
import dev.diorama.dynamodb.DynamoDbChanges.Target;
import dev.diorama.dynamodb.DynamoDbModel.Table;
import dev.diorama.dynamodb.engine.DynamoEngine;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
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
import software.amazon.awssdk.services.dynamodb.model.Select;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/** The operations on single items, and those that read many of one table. */
final class DynamoDbItemService {
  private static final List<String> INDEXABLE =
      List.of("EQ", "LE", "LT", "GE", "GT", "BEGINS_WITH", "BETWEEN");

  private final DynamoDbStore store;
  private final CapacityMeter meter;
  private final DynamoDbChanges changes;
  private final ItemCollections collections;

  DynamoDbItemService(
      DynamoDbStore store,
      CapacityMeter meter,
      DynamoDbChanges changes,
      ItemCollections collections) {
    this.store = store;
    this.meter = meter;
    this.changes = changes;
    this.collections = collections;
  }

  /** A write that has been made, and what it costs. */
  private record Made<R>(R answer, Spent spent) {
    ConsumedCapacity units() {
      return spent.units();
    }
  }

  GetItemResponse getItem(Call call, GetItemRequest request) {
    TableRef ref = TableRef.of(call, request.tableName());
    Table table = store.table(ref);
    KeyRules.key(table, request.hasKey(), request.key());
    changes.reading(call, table, request.consistentRead());
    // A whole item tells its size; to have the engine count takes as long again as to find it.
    boolean whole = request.projectionExpression() == null && !request.hasAttributesToGet();
    GetItemRequest asked =
        request.toBuilder()
            .tableName(ref.name())
            .returnConsumedCapacity(whole ? null : ReturnConsumedCapacity.INDEXES)
            .build();
    GetItemResponse found = store.engine(ref).ask(client -> client.getItem(asked));
    ConsumedCapacity consumed =
        whole
            ? CapacityMeter.onTable(
                ref.name(),
                ItemSize.readUnits(
                    ItemSize.of(found.item()), Boolean.TRUE.equals(request.consistentRead())))
            : found.consumedCapacity();
    meter.admit(call, Kind.READ, List.of(Spent.on(table, consumed, request.key())));
    GetItemResponse.Builder answer =
        GetItemResponse.builder()
            .consumedCapacity(
                CapacityMeter.shown(consumed, request.returnConsumedCapacity(), ref.asked()));
    return found.hasItem() ? answer.item(Items.sorted(found.item())).build() : answer.build();
  }

  PutItemResponse putItem(Call call, PutItemRequest request) {
    TableRef ref = TableRef.of(call, request.tableName());
    Table table = store.table(ref);
    KeyRules.item(table, request.item());
    boolean doubtful = EngineCharges.isDoubtful(table, request.item());
    boolean wantsOld = request.returnValues() != null && request.returnValues() != ReturnValue.NONE;
    long bytes = ItemSize.of(request.item());
    // Where no item is larger and no index is written, it is certain what the write costs.
    boolean known = table.throughput.isCostOfPut(ItemSize.writeUnits(bytes));
    PutItemRequest asked =
        request.toBuilder()
            .tableName(ref.name())
            .returnConsumedCapacity(known ? null : ReturnConsumedCapacity.INDEXES)
            .returnValues(
                doubtful && !wantsOld
                    ? ReturnValue.ALL_OLD.toString()
                    : request.returnValuesAsString())
            .build();
    DynamoEngine engine = store.engine(ref);
    Made<PutItemResponse> made =
        write(
            call,
            new Target(table, Items.keyOf(table, request.item())),
            bytes,
            ItemSize.writeUnits(bytes),
            () -> {
              PutItemResponse done = engine.ask(client -> client.putItem(asked));
              ConsumedCapacity units =
                  known
                      ? CapacityMeter.onTable(ref.name(), ItemSize.writeUnits(bytes))
                      : done.consumedCapacity();
              if (doubtful) {
                units =
                    EngineCharges.without(
                        table,
                        units,
                        index ->
                            !EngineCharges.isIn(index, request.item())
                                && !EngineCharges.isIn(index, done.attributes()));
              }
              return new Made<>(done, Spent.on(table, units, request.item()));
            });
    PutItemResponse done = made.answer();
    PutItemResponse.Builder answer =
        PutItemResponse.builder()
            .consumedCapacity(
                CapacityMeter.shown(made.units(), request.returnConsumedCapacity(), ref.asked()))
            .itemCollectionMetrics(
                collections.metrics(table, request.item(), request.returnItemCollectionMetrics()));
    return done.hasAttributes() && wantsOld
        ? answer.attributes(Items.sorted(done.attributes())).build()
        : answer.build();
  }

  UpdateItemResponse updateItem(Call call, UpdateItemRequest request) {
    TableRef ref = TableRef.of(call, request.tableName());
    Table table = store.table(ref);
    KeyRules.key(table, request.hasKey(), request.key());
    // What it returns tells which partitions of indexes it goes to, if the caller lets us choose.
    boolean ours = isOurs(table, request.returnValues());
    boolean changesNothing =
        request.updateExpression() == null && request.attributeUpdates().isEmpty();
    boolean asksForUpdates = String.valueOf(request.returnValuesAsString()).startsWith("UPDATED_");
    String returned = ours ? ReturnValue.ALL_NEW.toString() : request.returnValuesAsString();
    if (changesNothing && asksForUpdates) {
      // The engine fails over what was updated where nothing was.
      returned = ReturnValue.NONE.toString();
    }
    UpdateItemRequest asked =
        request.toBuilder()
            .tableName(ref.name())
            .returnConsumedCapacity(ReturnConsumedCapacity.INDEXES)
            .returnValues(returned)
            .build();
    DynamoEngine engine = store.engine(ref);
    Made<UpdateItemResponse> made =
        write(
            call,
            new Target(table, request.key()),
            0,
            TableThroughput.LARGEST_ITEM,
            () -> {
              UpdateItemResponse done = engine.ask(client -> client.updateItem(asked));
              return new Made<>(
                  done, spent(table, done.consumedCapacity(), request.key(), done.attributes()));
            });
    UpdateItemResponse done = made.answer();
    UpdateItemResponse.Builder answer =
        UpdateItemResponse.builder()
            .consumedCapacity(
                CapacityMeter.shown(made.units(), request.returnConsumedCapacity(), ref.asked()))
            .itemCollectionMetrics(
                collections.metrics(table, request.key(), request.returnItemCollectionMetrics()));
    return done.hasAttributes() && !ours
        ? answer.attributes(Items.sorted(done.attributes())).build()
        : answer.build();
  }

  DeleteItemResponse deleteItem(Call call, DeleteItemRequest request) {
    TableRef ref = TableRef.of(call, request.tableName());
    Table table = store.table(ref);
    KeyRules.key(table, request.hasKey(), request.key());
    boolean ours = isOurs(table, request.returnValues());
    DeleteItemRequest asked =
        request.toBuilder()
            .tableName(ref.name())
            .returnConsumedCapacity(ReturnConsumedCapacity.INDEXES)
            .returnValues(ours ? ReturnValue.ALL_OLD.toString() : request.returnValuesAsString())
            .build();
    DynamoEngine engine = store.engine(ref);
    Made<DeleteItemResponse> made =
        write(
            call,
            new Target(table, request.key()),
            0,
            0,
            () -> {
              DeleteItemResponse done = engine.ask(client -> client.deleteItem(asked));
              return new Made<>(
                  done, spent(table, done.consumedCapacity(), request.key(), done.attributes()));
            });
    DeleteItemResponse done = made.answer();
    DeleteItemResponse.Builder answer =
        DeleteItemResponse.builder()
            .consumedCapacity(
                CapacityMeter.shown(made.units(), request.returnConsumedCapacity(), ref.asked()))
            .itemCollectionMetrics(
                collections.metrics(table, request.key(), request.returnItemCollectionMetrics()));
    return done.hasAttributes() && !ours
        ? answer.attributes(Items.sorted(done.attributes())).build()
        : answer.build();
  }

  private static boolean isOurs(Table table, @Nullable ReturnValue wanted) {
    return !table.throughput.indexes.isEmpty() && (wanted == null || wanted == ReturnValue.NONE);
  }

  private static Spent spent(
      Table table,
      ConsumedCapacity units,
      Map<String, AttributeValue> key,
      Map<String, AttributeValue> image) {
    Map<String, AttributeValue> known = key;
    if (!image.isEmpty()) {
      known = new LinkedHashMap<>(image);
      known.putAll(key);
    }
    return Spent.on(table, units, known);
  }

  /**
   * Makes a write and pays for it. One that a condition refuses is charged all the same, by the
   * larger of the item that is there and the one that was to be written. (For a refused UpdateItem
   * the latter is not known without evaluating the update: then the item that is there decides.)
   *
   * @param newBytes the size of the item to be written, as far as it is known
   * @param newUnits the most write units that it can have
   */
  private <R> Made<R> write(
      Call call, Target target, long newBytes, double newUnits, Supplier<Made<R>> make) {
    Table table = target.table();
    try {
      Made<R> made;
      if (meter.isCertain(call, table, table.throughput.atMost(newUnits))
          && collections.isRoomy(table, target.key(), newUnits)) {
        made = changes.watched(call, List.of(target), make);
        meter.admit(call, Kind.WRITE, List.of(made.spent()));
      } else {
        made =
            changes
                .tried(
                    call,
                    List.of(target),
                    Cause.REQUEST,
                    done -> {
                      collections.check(table, target.key());
                      meter.admit(call, Kind.WRITE, List.of(done.spent()));
                      return true;
                    },
                    make)
                .orElseThrow();
      }
      table.throughput.wrote(made.units().capacityUnits());
      collections.wrote(table, target.key(), made.units().capacityUnits());
      return made;
    } catch (AwsException e) {
      if (e.code().equals("ConditionalCheckFailedException")) {
        long stored = storedBytes(store.engine(table.ref), table.ref, target.key());
        ConsumedCapacity units =
            CapacityMeter.onTable(
                table.ref.name(), ItemSize.writeUnits(Math.max(newBytes, stored)));
        meter.admit(call, Kind.WRITE, List.of(Spent.on(table, units, target.key())));
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
    Table table = store.table(ref);
    changes.reading(call, table, request.consistentRead());
    checkConditions(request);
    boolean whole = returnsAllItRead(request);
    QueryRequest asked =
        request.toBuilder()
            .tableName(ref.name())
            .returnConsumedCapacity(whole ? null : ReturnConsumedCapacity.INDEXES)
            .build();
    QueryResponse found = store.engine(ref).ask(client -> client.query(asked));
    boolean consistent = Boolean.TRUE.equals(request.consistentRead());
    ConsumedCapacity consumed =
        whole
            ? CapacityMeter.onTable(
                ref.name(),
                ItemSize.readUnits(
                    found.items().stream().mapToLong(ItemSize::of).sum(), consistent))
            : EngineCharges.atLeast(found.consumedCapacity(), request.indexName(), consistent);
    meter.admit(
        call, Kind.READ, List.of(Spent.on(table, consumed, queried(table, request, found))));
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

  /** True when the items that come back are all that is read, and whole. */
  private static boolean returnsAllItRead(QueryRequest request) {
    return request.indexName() == null
        && request.filterExpression() == null
        && request.projectionExpression() == null
        && !request.hasQueryFilter()
        && !request.hasAttributesToGet()
        && (request.select() == null || request.select() == Select.ALL_ATTRIBUTES);
  }

  /** What is known of the items that a query goes through: the key that it asks for. */
  private static Map<String, AttributeValue> queried(
      Table table, QueryRequest request, QueryResponse found) {
    String partition = table.key.partition().name();
    if (request.indexName() != null) {
      partition = table.indexPartitionKeys.getOrDefault(request.indexName(), partition);
    }
    if (found.hasItems()
        && !found.items().isEmpty()
        && found.items().get(0).containsKey(partition)) {
      return found.items().get(0);
    }
    if (request.keyConditions().containsKey(partition)) {
      List<AttributeValue> wanted = request.keyConditions().get(partition).attributeValueList();
      return wanted.isEmpty() ? Map.of() : Map.of(partition, wanted.get(0));
    }
    Optional<AttributeValue> wanted =
        Expressions.wanted(
            request.keyConditionExpression(),
            request.expressionAttributeNames(),
            request.expressionAttributeValues(),
            partition);
    return wanted.isPresent() ? Map.of(partition, wanted.get()) : Map.of();
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
    Table table = store.table(ref);
    changes.reading(call, table, request.consistentRead());
    ScanRequest asked =
        request.toBuilder()
            .tableName(ref.name())
            .returnConsumedCapacity(ReturnConsumedCapacity.INDEXES)
            .build();
    DynamoEngine engine = store.engine(ref);
    ScanResponse found = engine.ask(client -> client.scan(asked));
    ConsumedCapacity consumed =
        EngineCharges.atLeast(
            IndexScans.mended(engine, table, asked, found),
            request.indexName(),
            Boolean.TRUE.equals(request.consistentRead()));
    meter.admit(call, Kind.READ, List.of(new Spent(table, consumed, List.of())));
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
}
