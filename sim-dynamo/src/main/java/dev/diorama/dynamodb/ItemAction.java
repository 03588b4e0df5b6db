package dev.diorama.dynamodb;

import dev.diorama.core.router.Call;
import dev.diorama.dynamodb.CapacityMeter.Spent;
import dev.diorama.dynamodb.DynamoDbChanges.Target;
import dev.diorama.dynamodb.DynamoDbModel.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;

/**
 * One action of a batch or a transaction.
 *
 * @param known what is known of the item: all of one that is put, of others the key
 * @param newBytes the size of the item that is to be written, as far as it is known
 * @param newUnits the most write units that it can have
 */
record ItemAction(
    Table table,
    Map<String, AttributeValue> key,
    Map<String, AttributeValue> known,
    long newBytes,
    double newUnits,
    boolean isPut) {
  static ItemAction put(Table table, Map<String, AttributeValue> item) {
    long bytes = ItemSize.of(item);
    return new ItemAction(
        table, Items.keyOf(table, item), item, bytes, ItemSize.writeUnits(bytes), true);
  }

  static ItemAction update(Table table, Map<String, AttributeValue> key) {
    return new ItemAction(table, key, key, 0, TableThroughput.LARGEST_ITEM, false);
  }

  static ItemAction delete(Table table, Map<String, AttributeValue> key) {
    return new ItemAction(table, key, key, 0, 1, false);
  }

  boolean isDoubtful() {
    return isPut && EngineCharges.isDoubtful(table, known);
  }

  TableRef ref() {
    return table.ref;
  }

  /** What several writes consume, with the items that they are for. */
  static List<Spent> spent(
      NamedTables named, List<ItemAction> actions, List<ConsumedCapacity> consumed) {
    List<Spent> spent = new ArrayList<>();
    for (ConsumedCapacity each : consumed) {
      Table table = named.tables.get(each.tableName());
      if (table != null) {
        List<Map<String, AttributeValue>> items =
            actions.stream().filter(a -> a.table() == table).map(ItemAction::known).toList();
        spent.add(new Spent(table, each, items));
      }
    }
    return spent;
  }

  static List<Target> targets(List<ItemAction> actions) {
    return actions.stream().map(each -> new Target(each.table(), each.key())).toList();
  }

  /** True when none of the writes can be throttled, whatever they replace. */
  static boolean isCertain(
      CapacityMeter meter,
      ItemCollections collections,
      Call call,
      List<ItemAction> actions,
      int times) {
    Map<Table, Double> most = new LinkedHashMap<>();
    for (ItemAction each : actions) {
      most.merge(
          each.table(), times * each.table().throughput.atMost(each.newUnits()), Double::sum);
    }
    Map<Table, Double> sums = new LinkedHashMap<>();
    for (ItemAction each : actions) {
      // As if all were of one collection.
      double sum = sums.merge(each.table(), each.newUnits(), Double::sum);
      if (!collections.isRoomy(each.table(), each.key(), sum)) {
        return false;
      }
    }
    return most.entrySet().stream()
        .allMatch(each -> meter.isCertain(call, each.getKey(), each.getValue()));
  }

  /** Notes what has been written, as far as it is known from the actions themselves. */
  static void wrote(ItemCollections collections, List<ItemAction> actions) {
    for (ItemAction each : actions) {
      each.table().throughput.wrote(each.isPut() ? each.newUnits() : 0);
      collections.wrote(each.table(), each.key(), each.newUnits());
    }
  }

  /** Refuses what has made an item collection too large. */
  static void check(ItemCollections collections, List<ItemAction> actions) {
    actions.forEach(each -> collections.check(each.table(), each.key()));
  }
}
