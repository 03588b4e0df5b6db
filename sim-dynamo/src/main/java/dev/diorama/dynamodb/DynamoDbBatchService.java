package dev.diorama.dynamodb;

import dev.diorama.core.router.Call;
import dev.diorama.core.wire.AwsException;
import dev.diorama.dynamodb.CapacityMeter.Kind;
import dev.diorama.dynamodb.CapacityMeter.Spent;
import dev.diorama.dynamodb.DynamoDbChanges.Cause;
import dev.diorama.dynamodb.DynamoDbModel.Table;
import dev.diorama.dynamodb.engine.DynamoEngine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** The batch operations: many items of several tables, each for itself. */
final class DynamoDbBatchService {
  private final DynamoDbStore store;
  private final CapacityMeter meter;
  private final DynamoDbChanges changes;
  private final ItemCollections collections;
  private final DynamoDbItemService items;

  DynamoDbBatchService(
      DynamoDbStore store,
      CapacityMeter meter,
      DynamoDbChanges changes,
      ItemCollections collections,
      DynamoDbItemService items) {
    this.store = store;
    this.meter = meter;
    this.changes = changes;
    this.collections = collections;
    this.items = items;
  }

  BatchGetItemResponse batchGet(Call call, BatchGetItemRequest request) {
    NamedTables named = new NamedTables(store, call);
    Map<String, KeysAndAttributes> wanted = new TreeMap<>();
    for (Map.Entry<String, KeysAndAttributes> each :
        new TreeMap<>(request.requestItems()).entrySet()) {
      Table table = named.table(each.getKey());
      each.getValue().keys().forEach(key -> KeyRules.key(table, key));
      changes.reading(call, table, each.getValue().consistentRead());
      wanted.put(table.ref.name(), each.getValue());
    }
    BatchGetItemRequest asked =
        request.toBuilder()
            .requestItems(wanted)
            .returnConsumedCapacity(ReturnConsumedCapacity.INDEXES)
            .build();
    BatchGetItemResponse found = named.engine().ask(client -> client.batchGetItem(asked));

    List<Spent> spent = new ArrayList<>();
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
          double units = unitsOf(found, table) + missingUnits(missing, keys.consistentRead());
          spent.add(
              new Spent(named.named(table), CapacityMeter.onTable(table, units), keys.keys()));
        });
    if (!meter.wouldAdmit(call, Kind.READ, spent)) {
      return getOneByOne(call, request, wanted, named);
    }
    meter.admit(call, Kind.READ, spent);
    return BatchGetItemResponse.builder()
        .responses(responses)
        .unprocessedKeys(unprocessed)
        .consumedCapacity(named.shown(units(spent), request.returnConsumedCapacity()))
        .build();
  }

  private static List<ConsumedCapacity> units(List<Spent> spent) {
    return spent.stream().map(Spent::units).toList();
  }

  /** Gets what can be had of a batch that cannot be had whole; documented with BatchGetItem. */
  private BatchGetItemResponse getOneByOne(
      Call call,
      BatchGetItemRequest request,
      Map<String, KeysAndAttributes> wanted,
      NamedTables named) {
    Map<String, List<Map<String, AttributeValue>>> responses = new LinkedHashMap<>();
    Map<String, KeysAndAttributes> unprocessed = new LinkedHashMap<>();
    List<ConsumedCapacity> consumed = new ArrayList<>();
    AwsException refused = null;
    for (Map.Entry<String, KeysAndAttributes> each : wanted.entrySet()) {
      Table table = named.named(each.getKey());
      KeysAndAttributes keys = each.getValue();
      List<Map<String, AttributeValue>> items = new ArrayList<>();
      List<Map<String, AttributeValue>> left = new ArrayList<>();
      for (Map<String, AttributeValue> key : keys.keys()) {
        GetItemResponse found =
            named.engine().ask(client -> client.getItem(one(each.getKey(), keys, key)));
        try {
          ConsumedCapacity units =
              CapacityMeter.onTable(each.getKey(), found.consumedCapacity().capacityUnits());
          meter.admit(call, Kind.READ, List.of(Spent.on(table, units, key)));
          consumed.add(units);
          if (found.hasItem()) {
            items.add(Items.sorted(found.item()));
          }
        } catch (AwsException e) {
          refused = e;
          left.add(key);
        }
      }
      responses.put(named.asked(each.getKey()), items);
      if (!left.isEmpty()) {
        unprocessed.put(named.asked(each.getKey()), keys.toBuilder().keys(left).build());
      }
    }
    if (consumed.isEmpty() && refused != null) {
      throw refused;
    }
    return BatchGetItemResponse.builder()
        .responses(responses)
        .unprocessedKeys(unprocessed)
        .consumedCapacity(
            named.shown(CapacityMeter.sum(consumed), request.returnConsumedCapacity()))
        .build();
  }

  private static GetItemRequest one(
      String table, KeysAndAttributes keys, Map<String, AttributeValue> key) {
    GetItemRequest.Builder one =
        GetItemRequest.builder()
            .tableName(table)
            .key(key)
            .consistentRead(keys.consistentRead())
            .projectionExpression(keys.projectionExpression())
            .returnConsumedCapacity(ReturnConsumedCapacity.INDEXES);
    if (keys.hasExpressionAttributeNames()) {
      one.expressionAttributeNames(keys.expressionAttributeNames());
    }
    return keys.hasAttributesToGet()
        ? one.attributesToGet(keys.attributesToGet()).build()
        : one.build();
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
    NamedTables named = new NamedTables(store, call);
    List<ItemAction> actions = new ArrayList<>();
    Map<String, List<WriteRequest>> wanted = new TreeMap<>();
    for (Map.Entry<String, List<WriteRequest>> each :
        new TreeMap<>(request.requestItems()).entrySet()) {
      Table table = named.table(each.getKey());
      for (WriteRequest write : each.getValue()) {
        if (write.putRequest() != null) {
          KeyRules.item(table, write.putRequest().item());
          actions.add(ItemAction.put(table, write.putRequest().item()));
        } else if (write.deleteRequest() != null) {
          KeyRules.key(table, write.deleteRequest().key());
          actions.add(ItemAction.delete(table, write.deleteRequest().key()));
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
    Supplier<BatchWriteItemResponse> write =
        () -> engine.ask(client -> client.batchWriteItem(asked));
    boolean doubtful = actions.stream().anyMatch(ItemAction::isDoubtful);
    BatchWriteItemResponse done;
    if (!doubtful && ItemAction.isCertain(meter, collections, call, actions, 1)) {
      done = changes.watched(call, ItemAction.targets(actions), write);
      meter.admit(call, Kind.WRITE, ItemAction.spent(named, actions, done.consumedCapacity()));
    } else {
      // The engine judges the batch as a whole; what it costs is seen one by one.
      Optional<BatchWriteItemResponse> whole =
          changes.tried(
              call,
              ItemAction.targets(actions),
              Cause.REQUEST,
              made -> {
                ItemAction.check(collections, actions);
                List<Spent> spent = ItemAction.spent(named, actions, made.consumedCapacity());
                boolean admitted = !doubtful && meter.wouldAdmit(call, Kind.WRITE, spent);
                if (admitted) {
                  meter.admit(call, Kind.WRITE, spent);
                }
                return admitted;
              },
              write);
      if (whole.isEmpty()) {
        return writeOneByOne(call, request, wanted, named, actions);
      }
      done = whole.get();
    }
    ItemAction.wrote(collections, actions);
    Map<String, List<WriteRequest>> unprocessed = new LinkedHashMap<>();
    new TreeMap<>(done.unprocessedItems())
        .forEach((table, writes) -> unprocessed.put(named.asked(table), writes));
    return BatchWriteItemResponse.builder()
        .unprocessedItems(unprocessed)
        .itemCollectionMetrics(
            collections.metrics(named, actions, request.returnItemCollectionMetrics()))
        .consumedCapacity(named.shown(done.consumedCapacity(), request.returnConsumedCapacity()))
        .build();
  }

  /** Writes what can be had of a batch that cannot be had whole; documented with BatchWriteItem. */
  private BatchWriteItemResponse writeOneByOne(
      Call call,
      BatchWriteItemRequest request,
      Map<String, List<WriteRequest>> wanted,
      NamedTables named,
      List<ItemAction> actions) {
    Map<String, List<WriteRequest>> unprocessed = new LinkedHashMap<>();
    List<ConsumedCapacity> consumed = new ArrayList<>();
    AwsException refused = null;
    for (Map.Entry<String, List<WriteRequest>> each : wanted.entrySet()) {
      List<WriteRequest> left = new ArrayList<>();
      for (WriteRequest one : each.getValue()) {
        try {
          consumed.add(one(call, named.named(each.getKey()), one));
        } catch (AwsException e) {
          if (!Throttling.is(e)) {
            throw e;
          }
          refused = e;
          left.add(one);
        }
      }
      if (!left.isEmpty()) {
        unprocessed.put(named.asked(each.getKey()), left);
      }
    }
    if (consumed.isEmpty() && refused != null) {
      throw refused;
    }
    return BatchWriteItemResponse.builder()
        .unprocessedItems(unprocessed)
        .itemCollectionMetrics(
            collections.metrics(named, actions, request.returnItemCollectionMetrics()))
        .consumedCapacity(
            named.shown(CapacityMeter.sum(consumed), request.returnConsumedCapacity()))
        .build();
  }

  private ConsumedCapacity one(Call call, Table table, WriteRequest write) {
    if (write.putRequest() != null) {
      PutItemRequest put =
          PutItemRequest.builder()
              .tableName(table.ref.name())
              .item(write.putRequest().item())
              .returnConsumedCapacity(ReturnConsumedCapacity.INDEXES)
              .build();
      return items.putItem(call, put).consumedCapacity();
    }
    DeleteItemRequest delete =
        DeleteItemRequest.builder()
            .tableName(table.ref.name())
            .key(write.deleteRequest().key())
            .returnConsumedCapacity(ReturnConsumedCapacity.INDEXES)
            .build();
    return items.deleteItem(call, delete).consumedCapacity();
  }
}
