package dev.diorama.dynamodb;

import dev.diorama.dynamodb.DynamoDbModel.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Capacity;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.Projection;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/**
 * What a secondary index holds of the items of its table, and what writing to it costs.
 *
 * <p>Documented: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html, "Write
 * operations" and "Provisioned throughput considerations"; LSI.html likewise.
 *
 * @param all whether it holds all attributes
 * @param kept otherwise those that it holds, keys included
 */
record IndexShape(String name, boolean local, List<String> key, boolean all, Set<String> kept) {
  /** The shapes of a table's indexes, as the engine describes them. */
  static List<IndexShape> of(TableDescription table) {
    List<IndexShape> shapes = new ArrayList<>();
    table
        .globalSecondaryIndexes()
        .forEach(
            each ->
                shapes.add(
                    of(table, each.indexName(), false, each.keySchema(), each.projection())));
    table
        .localSecondaryIndexes()
        .forEach(
            each ->
                shapes.add(of(table, each.indexName(), true, each.keySchema(), each.projection())));
    return shapes;
  }

  private static IndexShape of(
      TableDescription table,
      String name,
      boolean local,
      List<KeySchemaElement> schema,
      Projection projection) {
    List<String> key = schema.stream().map(KeySchemaElement::attributeName).toList();
    Set<String> kept = new LinkedHashSet<>(key);
    table.keySchema().forEach(each -> kept.add(each.attributeName()));
    kept.addAll(projection.nonKeyAttributes());
    return new IndexShape(
        name, local, key, projection.projectionType() == ProjectionType.ALL, kept);
  }

  /** What it holds of an item; empty for one that lacks an attribute of its key. */
  Map<String, AttributeValue> entry(Map<String, AttributeValue> item) {
    if (!item.keySet().containsAll(key)) {
      return Map.of();
    }
    if (all) {
      return item;
    }
    Map<String, AttributeValue> entry = new LinkedHashMap<>(item);
    entry.keySet().retainAll(kept);
    return entry;
  }

  /** Write units of a change of an item; empty stands for none. */
  double writeUnits(Map<String, AttributeValue> before, Map<String, AttributeValue> after) {
    Map<String, AttributeValue> old = entry(before);
    Map<String, AttributeValue> now = entry(after);
    if (old.equals(now)) {
      return 0;
    }
    boolean moves =
        !old.isEmpty()
            && !now.isEmpty()
            && key.stream().anyMatch(each -> !Objects.equals(old.get(each), now.get(each)));
    return moves
        ? ItemSize.writeUnits(ItemSize.of(old)) + ItemSize.writeUnits(ItemSize.of(now))
        : ItemSize.writeUnits(Math.max(ItemSize.of(old), ItemSize.of(now)));
  }

  /** What one transactional write consumes of its table; documented to be twice a plain one. */
  static ConsumedCapacity transactional(
      Table table, Map<String, AttributeValue> before, Map<String, AttributeValue> after) {
    double onTable = 2 * ItemSize.writeUnits(Math.max(ItemSize.of(before), ItemSize.of(after)));
    double total = onTable;
    Map<String, Capacity> global = new LinkedHashMap<>();
    Map<String, Capacity> local = new LinkedHashMap<>();
    for (IndexShape each : table.shapes) {
      double units = 2 * each.writeUnits(before, after);
      total += units;
      if (units > 0) {
        (each.local() ? local : global).put(each.name(), written(units));
      }
    }
    return ConsumedCapacity.builder()
        .tableName(table.ref.name())
        .capacityUnits(total)
        .writeCapacityUnits(total)
        .table(written(onTable))
        .globalSecondaryIndexes(global.isEmpty() ? null : global)
        .localSecondaryIndexes(local.isEmpty() ? null : local)
        .build();
  }

  private static Capacity written(double units) {
    return Capacity.builder().capacityUnits(units).writeCapacityUnits(units).build();
  }
}
