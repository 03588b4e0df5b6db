package dev.diorama.dynamodb;

import dev.diorama.core.json.Json;
import dev.diorama.core.router.Call;
import dev.diorama.core.time.SimClock;
import dev.diorama.core.wire.AwsException;
import dev.diorama.core.wire.ErrorCode;
import dev.diorama.dynamodb.CapacityMeter.Kind;
import dev.diorama.dynamodb.CapacityMeter.Spent;
import dev.diorama.dynamodb.DynamoDbChanges.Cause;
import dev.diorama.dynamodb.DynamoDbModel.Table;
import dev.diorama.dynamodb.engine.DynamoEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItem;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;

/** Transactions: many items of several tables, all or none. */
final class DynamoDbTransactionService {
  private static final String TRANSACTIONS = "A transaction";

  private final DynamoDbStore store;
  private final CapacityMeter meter;
  private final DynamoDbChanges changes;
  private final ItemCollections collections;
  private final SimClock clock;

  DynamoDbTransactionService(
      DynamoDbStore store,
      CapacityMeter meter,
      DynamoDbChanges changes,
      ItemCollections collections,
      SimClock clock) {
    this.store = store;
    this.meter = meter;
    this.changes = changes;
    this.collections = collections;
    this.clock = clock;
  }

  TransactGetItemsResponse transactGet(Call call, TransactGetItemsRequest request) {
    NamedTables named = new NamedTables(store, call);
    List<TransactGetItem> wanted = new ArrayList<>();
    for (TransactGetItem item : request.transactItems()) {
      if (item.get() == null) {
        throw noAction();
      }
      Table table = named.table(item.get().tableName());
      StrongGlobalTables.refuse(table, TRANSACTIONS);
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
    List<ItemAction> reads = new ArrayList<>();
    List<ConsumedCapacity> parts = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      ItemAction read =
          ItemAction.delete(
              named.named(wanted.get(i).get().tableName()), wanted.get(i).get().key());
      reads.add(read);
      // A projection saves nothing: then the whole item has to be looked at.
      boolean whole = wanted.get(i).get().projectionExpression() == null;
      Map<String, AttributeValue> item =
          whole ? found.responses().get(i).item() : images(List.of(read)).get(0);
      parts.add(transactionalRead(read.table(), item));
    }
    List<ConsumedCapacity> consumed = CapacityMeter.sum(parts);
    meter.admitTransaction(
        call,
        Kind.READ,
        ItemAction.spent(named, reads, consumed),
        reads.stream().map(ItemAction::table).toList());
    List<ItemResponse> responses = new ArrayList<>();
    for (ItemResponse each : found.responses()) {
      responses.add(
          each.hasItem()
              ? ItemResponse.builder().item(Items.sorted(each.item())).build()
              : ItemResponse.builder().build());
    }
    return TransactGetItemsResponse.builder()
        .responses(responses)
        .consumedCapacity(named.shown(consumed, request.returnConsumedCapacity()))
        .build();
  }

  /** The engine rounds the sum of all items; AWS rounds each, documented. */
  private static ConsumedCapacity transactionalRead(Table table, Map<String, AttributeValue> item) {
    double units = 2 * ItemSize.readUnits(ItemSize.of(item), true);
    return ConsumedCapacity.builder()
        .tableName(table.ref.name())
        .capacityUnits(units)
        .readCapacityUnits(units)
        .table(c -> c.capacityUnits(units).readCapacityUnits(units))
        .build();
  }

  TransactWriteItemsResponse transactWrite(Call call, TransactWriteItemsRequest request) {
    NamedTables named = new NamedTables(store, call);
    List<TransactWriteItem> wanted = new ArrayList<>();
    List<ItemAction> actions = new ArrayList<>();
    for (TransactWriteItem item : request.transactItems()) {
      wanted.add(named(named, item, actions, request.transactItems().size()));
    }
    actions.forEach(each -> StrongGlobalTables.refuse(each.table(), TRANSACTIONS));
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
    List<Table> tables = actions.stream().map(ItemAction::table).toList();
    List<ConsumedCapacity> consumed;
    try {
      Supplier<TransactWriteItemsResponse> write =
          () -> engine.ask(client -> client.transactWriteItems(asked));
      List<Map<String, AttributeValue>> before = images(actions);
      Supplier<List<ConsumedCapacity>> price = () -> price(actions, before, images(actions));
      if (ItemAction.isCertain(meter, collections, call, actions, 2)) {
        changes.watched(call, ItemAction.targets(actions), write);
        consumed = price.get();
        meter.admitTransaction(
            call, Kind.WRITE, ItemAction.spent(named, actions, consumed), tables);
      } else {
        TransactWriteItemsResponse unused =
            changes
                .tried(
                    call,
                    ItemAction.targets(actions),
                    Cause.REQUEST,
                    made -> {
                      ItemAction.check(collections, actions);
                      List<Spent> spent = ItemAction.spent(named, actions, price.get());
                      meter.admitTransaction(call, Kind.WRITE, spent, tables);
                      return true;
                    },
                    write)
                .orElseThrow();
        consumed = price.get();
      }
    } catch (AwsException e) {
      if (isRefusedByEngine(e)) {
        meter.admitTransaction(call, Kind.WRITE, cancelled(engine, actions), tables);
      }
      throw e;
    }
    ItemAction.wrote(collections, actions);
    consumed.forEach(each -> wroteAtMost(named.tables.get(each.tableName()), each));
    tokens.done(clock, request.clientRequestToken(), plain);
    return TransactWriteItemsResponse.builder()
        .itemCollectionMetrics(
            collections.metrics(named, actions, request.returnItemCollectionMetrics()))
        .consumedCapacity(named.shown(consumed, request.returnConsumedCapacity()))
        .build();
  }

  /** The items of actions as they are now; empty for none. */
  private List<Map<String, AttributeValue>> images(List<ItemAction> actions) {
    Map<String, AttributeValue> none = Map.of();
    return ItemAction.targets(actions).stream()
        .map(each -> changes.seen(each).orElse(none))
        .toList();
  }

  /**
   * What a transaction costs. The engine rounds the sum of all items where AWS rounds each, and
   * counts it twice over, so it is not asked. A condition check costs what a write would; observed,
   * https://martinhicks.dev/articles/what-a-conditional-dynamodb-transaction-costs.
   */
  private static List<ConsumedCapacity> price(
      List<ItemAction> actions,
      List<Map<String, AttributeValue>> before,
      List<Map<String, AttributeValue>> after) {
    List<ConsumedCapacity> parts = new ArrayList<>();
    for (int i = 0; i < actions.size(); i++) {
      parts.add(IndexShape.transactional(actions.get(i).table(), before.get(i), after.get(i)));
    }
    return CapacityMeter.sum(parts);
  }

  /** What an update has written is at most all that the transaction consumed on the table. */
  private static void wroteAtMost(@Nullable Table table, ConsumedCapacity consumed) {
    if (table != null && consumed.table() != null) {
      table.throughput.wrote(consumed.table().capacityUnits() / 2);
    }
  }

  /** True for a cancellation by the engine, which is charged; throttling is not. */
  private static boolean isRefusedByEngine(AwsException e) {
    return e.code().equals("TransactionCanceledException")
        && !e.message().contains("ProvisionedThroughputExceeded")
        && !e.message().contains("ThrottlingError");
  }

  private TransactWriteItem named(
      NamedTables named, TransactWriteItem item, List<ItemAction> actions, int of) {
    int at = actions.size();
    TransactWriteItem.Builder same = item.toBuilder();
    if (item.put() != null) {
      Table table = named.table(item.put().tableName());
      KeyRules.itemMismatch(table, item.put().item()).ifPresent(why -> cancel(why, at, of));
      same.put(item.put().toBuilder().tableName(table.ref.name()).build());
      actions.add(ItemAction.put(table, item.put().item()));
    } else if (item.update() != null) {
      Table table = named.table(item.update().tableName());
      KeyRules.present(item.update().hasKey());
      KeyRules.keyMismatch(table, item.update().key()).ifPresent(why -> cancel(why, at, of));
      same.update(item.update().toBuilder().tableName(table.ref.name()).build());
      actions.add(ItemAction.update(table, item.update().key()));
    } else if (item.delete() != null) {
      Table table = named.table(item.delete().tableName());
      KeyRules.present(item.delete().hasKey());
      KeyRules.keyMismatch(table, item.delete().key()).ifPresent(why -> cancel(why, at, of));
      same.delete(item.delete().toBuilder().tableName(table.ref.name()).build());
      actions.add(ItemAction.delete(table, item.delete().key()));
    } else if (item.conditionCheck() != null) {
      Table table = named.table(item.conditionCheck().tableName());
      KeyRules.present(item.conditionCheck().hasKey());
      KeyRules.keyMismatch(table, item.conditionCheck().key())
          .ifPresent(why -> cancel(why, at, of));
      same.conditionCheck(item.conditionCheck().toBuilder().tableName(table.ref.name()).build());
      actions.add(ItemAction.delete(table, item.conditionCheck().key()));
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
      Call call, NamedTables named, List<ItemAction> actions, TransactWriteItemsRequest request) {
    DynamoEngine engine = named.engine();
    Map<String, Double> units = new TreeMap<>();
    for (ItemAction action : actions) {
      long bytes = DynamoDbItemService.storedBytes(engine, action.ref(), action.key());
      units.merge(action.ref().name(), 2 * ItemSize.readUnits(bytes, true), Double::sum);
    }
    List<ConsumedCapacity> consumed = new ArrayList<>();
    units.forEach(
        (table, sum) ->
            consumed.add(
                CapacityMeter.onTable(table, sum).toBuilder().readCapacityUnits(sum).build()));
    meter.admitTransaction(
        call,
        Kind.READ,
        ItemAction.spent(named, actions, consumed),
        actions.stream().map(ItemAction::table).toList());
    return TransactWriteItemsResponse.builder()
        .consumedCapacity(named.shown(consumed, request.returnConsumedCapacity()))
        .build();
  }

  /**
   * What a cancelled transaction costs: assumed to be both of its writes for every action, each by
   * the larger of the item that is there and the one that was to be put.
   */
  private static List<Spent> cancelled(DynamoEngine engine, List<ItemAction> actions) {
    List<Spent> spent = new ArrayList<>();
    for (ItemAction action : actions) {
      long stored = storedBytes(engine, action);
      double units = 2 * ItemSize.writeUnits(Math.max(stored, action.newBytes()));
      spent.add(
          Spent.on(
              action.table(), CapacityMeter.onTable(action.ref().name(), units), action.key()));
    }
    return spent;
  }

  private static long storedBytes(DynamoEngine engine, ItemAction action) {
    try {
      return DynamoDbItemService.storedBytes(engine, action.ref(), action.key());
    } catch (AwsException e) {
      // The key is what cancelled the transaction: there is no such item.
      return 0;
    }
  }
}
