package dev.diorama.dynamodb;

import dev.diorama.core.json.Json;
import dev.diorama.core.router.Call;
import dev.diorama.core.time.SimClock;
import dev.diorama.core.wire.AwsException;
import dev.diorama.core.wire.ErrorCode;
import dev.diorama.dynamodb.CapacityMeter.Kind;
import dev.diorama.dynamodb.DynamoDbChanges.Target;
import dev.diorama.dynamodb.DynamoDbModel.Table;
import dev.diorama.dynamodb.engine.DynamoEngine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.Capacity;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ItemCollectionMetrics;
import software.amazon.awssdk.services.dynamodb.model.ItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItem;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** The operations that touch several tables: batches and transactions. */
final class DynamoDbTransactionService {
  private final DynamoDbStore store;
  private final CapacityMeter meter;
  private final DynamoDbChanges changes;
  private final SimClock clock;

  DynamoDbTransactionService(
      DynamoDbStore store, CapacityMeter meter, DynamoDbChanges changes, SimClock clock) {
    this.store = store;
    this.meter = meter;
    this.changes = changes;
    this.clock = clock;
  }

  /** Names of tables as the request has them, by their names in the engine. */
  private final class Named {
    private final Call call;
    private final Map<String, String> askedByName = new LinkedHashMap<>();
    private @Nullable TableRef any;

    Named(Call call) {
      this.call = call;
    }

    Table table(@Nullable String asked) {
      TableRef ref = TableRef.of(call, asked);
      Table table = store.table(ref);
      TableRef first = any;
      if (first != null
          && !(first.account().equals(ref.account()) && first.region().equals(ref.region()))) {
        throw DynamoDbError.VALIDATION.with(
            "All tables of one request must lie in the same account and Region");
      }
      any = ref;
      askedByName.put(ref.name(), ref.asked());
      return table;
    }

    String asked(String name) {
      return askedByName.getOrDefault(name, name);
    }

    DynamoEngine engine() {
      TableRef first = any;
      return store.engine(first == null ? TableRef.of(call, "") : first);
    }

    @Nullable List<ConsumedCapacity> shown(
        List<ConsumedCapacity> consumed, @Nullable ReturnConsumedCapacity level) {
      List<ConsumedCapacity> shown = new ArrayList<>();
      for (ConsumedCapacity each : consumed) {
        ConsumedCapacity one = CapacityMeter.shown(each, level, asked(each.tableName()));
        if (one != null) {
          shown.add(one);
        }
      }
      return shown.isEmpty() ? null : shown;
    }

    @Nullable Map<String, List<ItemCollectionMetrics>> collections(
        boolean given, Map<String, List<ItemCollectionMetrics>> metrics) {
      if (!given) {
        return null;
      }
      Map<String, List<ItemCollectionMetrics>> named = new LinkedHashMap<>();
      new TreeMap<>(metrics).forEach((table, list) -> named.put(asked(table), list));
      return named;
    }
  }

  BatchGetItemResponse batchGet(Call call, BatchGetItemRequest request) {
    Named named = new Named(call);
    Map<String, KeysAndAttributes> wanted = new TreeMap<>();
    for (Map.Entry<String, KeysAndAttributes> each :
        new TreeMap<>(request.requestItems()).entrySet()) {
      Table table = named.table(each.getKey());
      each.getValue().keys().forEach(key -> KeyRules.key(table, key));
      wanted.put(table.ref.name(), each.getValue());
    }
    BatchGetItemRequest asked =
        request.toBuilder()
            .requestItems(wanted)
            .returnConsumedCapacity(ReturnConsumedCapacity.INDEXES)
            .build();
    BatchGetItemResponse found = named.engine().ask(client -> client.batchGetItem(asked));

    List<ConsumedCapacity> consumed = new ArrayList<>();
    Map<String, List<Map<String, AttributeValue>>> responses = new LinkedHashMap<>();
    Map<String, KeysAndAttributes> unprocessed = new LinkedHashMap<>();
    wanted.forEach(
        (table, keys) -> {
          List<Map<String, AttributeValue>> items =
              found.responses().getOrDefault(table, List.of());
          KeysAndAttributes left = found.unprocessedKeys().get(table);
          responses.put(named.asked(table), Items.sorted(items));
          if (left != null) {
            unprocessed.put(named.asked(table), left);
          }
          int missing = keys.keys().size() - items.size() - (left == null ? 0 : left.keys().size());
          consumed.add(
              CapacityMeter.onTable(
                  table, unitsOf(found, table) + missingUnits(missing, keys.consistentRead())));
        });
    meter.charge(call, Kind.READ, consumed);
    return BatchGetItemResponse.builder()
        .responses(responses)
        .unprocessedKeys(unprocessed)
        .consumedCapacity(named.shown(consumed, request.returnConsumedCapacity()))
        .build();
  }

  private static double unitsOf(BatchGetItemResponse found, String table) {
    return found.consumedCapacity().stream()
        .filter(each -> each.tableName().equals(table))
        .mapToDouble(ConsumedCapacity::capacityUnits)
        .sum();
  }

  /** A key without an item costs the least read too; the engine forgets it in batches. */
  private static double missingUnits(int missing, @Nullable Boolean consistent) {
    return missing * ItemSize.readUnits(0, Boolean.TRUE.equals(consistent));
  }

  BatchWriteItemResponse batchWrite(Call call, BatchWriteItemRequest request) {
    Named named = new Named(call);
    List<Target> targets = new ArrayList<>();
    Map<String, List<WriteRequest>> wanted = new TreeMap<>();
    for (Map.Entry<String, List<WriteRequest>> each :
        new TreeMap<>(request.requestItems()).entrySet()) {
      Table table = named.table(each.getKey());
      for (WriteRequest write : each.getValue()) {
        if (write.putRequest() != null) {
          KeyRules.item(table, write.putRequest().item());
          targets.add(new Target(table, Items.keyOf(table, write.putRequest().item())));
        } else if (write.deleteRequest() != null) {
          KeyRules.key(table, write.deleteRequest().key());
          targets.add(new Target(table, write.deleteRequest().key()));
        }
      }
      wanted.put(table.ref.name(), each.getValue());
    }
    BatchWriteItemRequest asked =
        request.toBuilder()
            .requestItems(wanted)
            .returnConsumedCapacity(ReturnConsumedCapacity.INDEXES)
            .build();
    DynamoEngine engine = named.engine();
    BatchWriteItemResponse done =
        changes.watched(call, targets, () -> engine.ask(client -> client.batchWriteItem(asked)));
    meter.charge(call, Kind.WRITE, done.consumedCapacity());
    Map<String, List<WriteRequest>> unprocessed = new LinkedHashMap<>();
    new TreeMap<>(done.unprocessedItems())
        .forEach((table, writes) -> unprocessed.put(named.asked(table), writes));
    return BatchWriteItemResponse.builder()
        .unprocessedItems(unprocessed)
        .itemCollectionMetrics(
            named.collections(done.hasItemCollectionMetrics(), done.itemCollectionMetrics()))
        .consumedCapacity(named.shown(done.consumedCapacity(), request.returnConsumedCapacity()))
        .build();
  }

  TransactGetItemsResponse transactGet(Call call, TransactGetItemsRequest request) {
    Named named = new Named(call);
    List<TransactGetItem> wanted = new ArrayList<>();
    for (TransactGetItem item : request.transactItems()) {
      if (item.get() == null) {
        throw noAction();
      }
      Table table = named.table(item.get().tableName());
      KeyRules.present(item.get().hasKey());
      int at = wanted.size();
      KeyRules.keyMismatch(table, item.get().key())
          .ifPresent(why -> cancel(why, at, request.transactItems().size()));
      wanted.add(
          item.toBuilder().get(item.get().toBuilder().tableName(table.ref.name()).build()).build());
    }
    TransactGetItemsRequest asked =
        request.toBuilder()
            .transactItems(wanted)
            .returnConsumedCapacity(ReturnConsumedCapacity.INDEXES)
            .build();
    TransactGetItemsResponse found = named.engine().ask(client -> client.transactGetItems(asked));
    meter.charge(call, Kind.READ, found.consumedCapacity());
    List<ItemResponse> responses = new ArrayList<>();
    for (ItemResponse each : found.responses()) {
      responses.add(
          each.hasItem()
              ? ItemResponse.builder().item(Items.sorted(each.item())).build()
              : ItemResponse.builder().build());
    }
    return TransactGetItemsResponse.builder()
        .responses(responses)
        .consumedCapacity(named.shown(found.consumedCapacity(), request.returnConsumedCapacity()))
        .build();
  }

  /** One action of a transaction: where, on which item, and how large an item it would write. */
  private record Action(Table table, Map<String, AttributeValue> key, long newBytes) {
    TableRef ref() {
      return table.ref;
    }
  }

  TransactWriteItemsResponse transactWrite(Call call, TransactWriteItemsRequest request) {
    Named named = new Named(call);
    List<TransactWriteItem> wanted = new ArrayList<>();
    List<Action> actions = new ArrayList<>();
    for (TransactWriteItem item : request.transactItems()) {
      wanted.add(named(named, item, actions, request.transactItems().size()));
    }
    TransactWriteItemsRequest plain =
        request.toBuilder()
            .clientRequestToken(null)
            .overrideConfiguration(
                (software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration) null)
            .build();
    ClientTokens tokens = store.region(call.account(), call.region()).tokens;
    if (tokens.isRepeat(clock, request.clientRequestToken(), plain)) {
      return repeated(call, named, actions, request);
    }
    TransactWriteItemsRequest asked =
        plain.toBuilder()
            .transactItems(wanted)
            .returnConsumedCapacity(ReturnConsumedCapacity.INDEXES)
            .build();
    DynamoEngine engine = named.engine();
    TransactWriteItemsResponse done;
    try {
      done =
          changes.watched(
              call, targets(actions), () -> engine.ask(client -> client.transactWriteItems(asked)));
    } catch (AwsException e) {
      if (e.code().equals("TransactionCanceledException")) {
        meter.charge(call, Kind.WRITE, cancelled(engine, actions));
      }
      throw e;
    }
    tokens.done(clock, request.clientRequestToken(), plain);
    List<ConsumedCapacity> consumed = done.consumedCapacity().stream().map(this::halved).toList();
    meter.charge(call, Kind.WRITE, consumed);
    return TransactWriteItemsResponse.builder()
        .itemCollectionMetrics(
            named.collections(done.hasItemCollectionMetrics(), done.itemCollectionMetrics()))
        .consumedCapacity(named.shown(consumed, request.returnConsumedCapacity()))
        .build();
  }

  private List<Target> targets(List<Action> actions) {
    return actions.stream().map(each -> new Target(each.table(), each.key())).toList();
  }

  private TransactWriteItem named(
      Named named, TransactWriteItem item, List<Action> actions, int of) {
    int at = actions.size();
    TransactWriteItem.Builder same = item.toBuilder();
    if (item.put() != null) {
      Table table = named.table(item.put().tableName());
      KeyRules.itemMismatch(table, item.put().item()).ifPresent(why -> cancel(why, at, of));
      same.put(item.put().toBuilder().tableName(table.ref.name()).build());
      Map<String, AttributeValue> key = Items.keyOf(table, item.put().item());
      actions.add(new Action(table, key, ItemSize.of(item.put().item())));
    } else if (item.update() != null) {
      Table table = named.table(item.update().tableName());
      KeyRules.present(item.update().hasKey());
      KeyRules.keyMismatch(table, item.update().key()).ifPresent(why -> cancel(why, at, of));
      same.update(item.update().toBuilder().tableName(table.ref.name()).build());
      actions.add(new Action(table, item.update().key(), 0));
    } else if (item.delete() != null) {
      Table table = named.table(item.delete().tableName());
      KeyRules.present(item.delete().hasKey());
      KeyRules.keyMismatch(table, item.delete().key()).ifPresent(why -> cancel(why, at, of));
      same.delete(item.delete().toBuilder().tableName(table.ref.name()).build());
      actions.add(new Action(table, item.delete().key(), 0));
    } else if (item.conditionCheck() != null) {
      Table table = named.table(item.conditionCheck().tableName());
      KeyRules.present(item.conditionCheck().hasKey());
      KeyRules.keyMismatch(table, item.conditionCheck().key())
          .ifPresent(why -> cancel(why, at, of));
      same.conditionCheck(item.conditionCheck().toBuilder().tableName(table.ref.name()).build());
      actions.add(new Action(table, item.conditionCheck().key(), 0));
    } else {
      throw noAction();
    }
    return same.build();
  }

  /**
   * A key that does not fit its table cancels the transaction, and the first one is the only one
   * that is told of: observed, by ScyllaDB's {@code test_transact.py}, which is run against AWS.
   */
  private static void cancel(String why, int at, int of) {
    List<Json> reasons = new ArrayList<>();
    List<String> codes = new ArrayList<>();
    for (int i = 0; i < of; i++) {
      String code = i == at ? "ValidationError" : "None";
      Json.ObjectBuilder reason = Json.object().put("Code", code);
      if (i == at) {
        reason.put("Message", why);
      }
      codes.add(code);
      reasons.add(reason.build());
    }
    throw new AwsException(
        DynamoDbError.TRANSACTION_CANCELED.code(),
        DynamoDbError.TRANSACTION_CANCELED.status(),
        ErrorCode.Side.CLIENT,
        "Transaction cancelled, please refer cancellation reasons for specific reasons " + codes,
        Map.of("CancellationReasons", new Json.Arr(reasons)));
  }

  private static AwsException noAction() {
    return DynamoDbError.VALIDATION.with(
        "Invalid Request: TransactItems can only contain one of Check, Put, Update or Delete");
  }

  /** A repeat changes nothing and costs reading the items; documented on the page named above. */
  private TransactWriteItemsResponse repeated(
      Call call, Named named, List<Action> actions, TransactWriteItemsRequest request) {
    DynamoEngine engine = named.engine();
    Map<String, Double> units = new TreeMap<>();
    for (Action action : actions) {
      long bytes = DynamoDbItemService.storedBytes(engine, action.ref(), action.key());
      units.merge(action.ref().name(), 2 * ItemSize.readUnits(bytes, true), Double::sum);
    }
    List<ConsumedCapacity> consumed = new ArrayList<>();
    units.forEach(
        (table, sum) ->
            consumed.add(
                CapacityMeter.onTable(table, sum).toBuilder().readCapacityUnits(sum).build()));
    meter.charge(call, Kind.READ, consumed);
    return TransactWriteItemsResponse.builder()
        .consumedCapacity(named.shown(consumed, request.returnConsumedCapacity()))
        .build();
  }

  /**
   * What a cancelled transaction costs: assumed to be both of its writes for every action, each by
   * the larger of the item that is there and the one that was to be put.
   */
  private static List<ConsumedCapacity> cancelled(DynamoEngine engine, List<Action> actions) {
    Map<String, Double> units = new TreeMap<>();
    for (Action action : actions) {
      long stored = storedBytes(engine, action);
      units.merge(
          action.ref().name(),
          2 * ItemSize.writeUnits(Math.max(stored, action.newBytes())),
          Double::sum);
    }
    List<ConsumedCapacity> consumed = new ArrayList<>();
    units.forEach((table, sum) -> consumed.add(CapacityMeter.onTable(table, sum)));
    return consumed;
  }

  private static long storedBytes(DynamoEngine engine, Action action) {
    try {
      return DynamoDbItemService.storedBytes(engine, action.ref(), action.key());
    } catch (AwsException e) {
      // The key is what cancelled the transaction: there is no such item.
      return 0;
    }
  }

  /** DynamoDB Local 2.6.1 reports transactional writes twice over: 4 units for 1 KB, not 2. */
  private ConsumedCapacity halved(ConsumedCapacity twice) {
    ConsumedCapacity.Builder once =
        twice.toBuilder()
            .capacityUnits(half(twice.capacityUnits()))
            .readCapacityUnits(half(twice.readCapacityUnits()))
            .writeCapacityUnits(half(twice.writeCapacityUnits()));
    if (twice.table() != null) {
      once.table(halved(twice.table()));
    }
    if (twice.hasGlobalSecondaryIndexes()) {
      once.globalSecondaryIndexes(halved(twice.globalSecondaryIndexes()));
    }
    if (twice.hasLocalSecondaryIndexes()) {
      once.localSecondaryIndexes(halved(twice.localSecondaryIndexes()));
    }
    return once.build();
  }

  private Map<String, Capacity> halved(Map<String, Capacity> twice) {
    Map<String, Capacity> once = new TreeMap<>();
    twice.forEach((index, capacity) -> once.put(index, halved(capacity)));
    return once;
  }

  private Capacity halved(Capacity twice) {
    return Capacity.builder()
        .capacityUnits(half(twice.capacityUnits()))
        .readCapacityUnits(half(twice.readCapacityUnits()))
        .writeCapacityUnits(half(twice.writeCapacityUnits()))
        .build();
  }

  private static @Nullable Double half(@Nullable Double units) {
    return units == null ? null : Double.valueOf(units / 2);
  }
}
