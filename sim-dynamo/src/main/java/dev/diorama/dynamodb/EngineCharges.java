package dev.diorama.dynamodb;

import dev.diorama.dynamodb.DynamoDbModel.KeyAttribute;
import dev.diorama.dynamodb.DynamoDbModel.Table;
import dev.diorama.dynamodb.TableThroughput.Resource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Capacity;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;

/**
 * Where the engine's units are not AWS's. A property test holds the rest of them to an independent
 * calculation.
 */
final class EngineCharges {
  private EngineCharges() {}

  /**
   * The engine charges nothing for a Query or Scan that comes upon no item. On AWS every read costs
   * at least one block; documented for GetItem, observed for Query, assumed for Scan.
   */
  static ConsumedCapacity atLeast(
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

  /**
   * True when the engine's charge of putting an item has to be looked at: it charges an index of
   * two key attributes when the item has one of them and the item before it had the other, though
   * neither is in the index.
   */
  static boolean isDoubtful(Table table, Map<String, AttributeValue> item) {
    for (Resource index : table.throughput.indexes.values()) {
      long present =
          index.key.attributes().stream().filter(each -> item.containsKey(each.name())).count();
      if (present > 0 && present < index.key.attributes().size()) {
        return true;
      }
    }
    return false;
  }

  /** True when an item is in an index: it has all attributes of the index's key. */
  static boolean isIn(Resource index, Map<String, AttributeValue> item) {
    return index.key.attributes().stream().map(KeyAttribute::name).allMatch(item::containsKey);
  }

  /** The charge without what is charged for indexes that are not touched. */
  static ConsumedCapacity without(
      Table table, ConsumedCapacity consumed, Predicate<Resource> untouched) {
    Map<String, Capacity> touched = new LinkedHashMap<>(consumed.globalSecondaryIndexes());
    double total = consumed.capacityUnits();
    for (Resource index : table.throughput.indexes.values()) {
      Capacity units = touched.get(String.valueOf(index.index));
      if (units != null && untouched.test(index)) {
        touched.remove(String.valueOf(index.index));
        total -= units.capacityUnits();
      }
    }
    return touched.size() == consumed.globalSecondaryIndexes().size()
        ? consumed
        : consumed.toBuilder()
            .capacityUnits(total)
            .globalSecondaryIndexes(touched.isEmpty() ? null : touched)
            .build();
  }
}
