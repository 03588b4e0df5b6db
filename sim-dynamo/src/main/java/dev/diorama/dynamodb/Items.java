package dev.diorama.dynamodb;

import dev.diorama.dynamodb.DynamoDbModel.KeyAttribute;
import dev.diorama.dynamodb.DynamoDbModel.Table;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Items in an order of attributes that is the same in every run. */
final class Items {
  private Items() {}

  /**
   * The same item with attributes in name order, at every depth. The engine gives them in an order
   * that depends on how they were put, which may be the order of a hash.
   */
  static Map<String, AttributeValue> sorted(Map<String, AttributeValue> item) {
    String[] names = item.keySet().toArray(new String[0]);
    Arrays.sort(names);
    Map<String, AttributeValue> sorted = new LinkedHashMap<>(names.length * 2);
    for (String name : names) {
      sorted.put(name, sorted(Objects.requireNonNull(item.get(name))));
    }
    return sorted;
  }

  static List<Map<String, AttributeValue>> sorted(List<Map<String, AttributeValue>> items) {
    return items.stream().map(Items::sorted).toList();
  }

  private static AttributeValue sorted(AttributeValue value) {
    if (value.hasM()) {
      return AttributeValue.fromM(sorted(value.m()));
    }
    return value.hasL() && value.l().stream().anyMatch(Items::isNested)
        ? AttributeValue.fromL(value.l().stream().map(Items::sorted).toList())
        : value;
  }

  private static boolean isNested(AttributeValue value) {
    return value.hasM() || value.hasL();
  }

  /** The key of an item that has been found to have one. */
  static Map<String, AttributeValue> keyOf(Table table, Map<String, AttributeValue> item) {
    Map<String, AttributeValue> key = new LinkedHashMap<>();
    for (KeyAttribute attribute : table.key.attributes()) {
      AttributeValue value = item.get(attribute.name());
      if (value != null) {
        key.put(attribute.name(), value);
      }
    }
    return key;
  }
}
