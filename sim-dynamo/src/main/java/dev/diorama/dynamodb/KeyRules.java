package dev.diorama.dynamodb;

import dev.diorama.dynamodb.DynamoDbModel.KeyAttribute;
import dev.diorama.dynamodb.DynamoDbModel.Table;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What AWS says of a key that does not fit its table, before the engine, whose words differ, looks
 * at it. The messages are observed, through client issue trackers.
 */
final class KeyRules {
  private KeyRules() {}

  /** A value must be of one type, and one only. */
  private static void typed(AttributeValue value) {
    AttributeValue.Type type = value.type();
    if (type == null) {
      throw DynamoDbError.VALIDATION.with(
          "Supplied AttributeValue has more than one datatypes set, must contain exactly one of"
              + " the supported datatypes");
    }
    if (type == AttributeValue.Type.UNKNOWN_TO_SDK_VERSION) {
      throw DynamoDbError.VALIDATION.with(
          "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes");
    }
    if (type == AttributeValue.Type.M) {
      typed(value.m());
    } else if (type == AttributeValue.Type.L) {
      value.l().forEach(KeyRules::typed);
    }
  }

  /** Every value in an item must be of one type, at any depth. */
  private static void typed(Map<String, AttributeValue> item) {
    item.values().forEach(KeyRules::typed);
  }

  /** A key must have exactly the attributes of the table's key, of their types. */
  static void key(Table table, Map<String, AttributeValue> key) {
    keyMismatch(table, key).ifPresent(KeyRules::refuse);
  }

  /** As {@link #key}, for a member that must be there. */
  static void key(Table table, boolean given, Map<String, AttributeValue> key) {
    present(given);
    key(table, key);
  }

  static void present(boolean given) {
    if (!given) {
      throw DynamoDbError.VALIDATION.with(
          "1 validation error detected: Value null at 'key' failed to satisfy constraint: Member"
              + " must not be null");
    }
  }

  /** An item must have the attributes of the table's key among its own. */
  static void item(Table table, Map<String, AttributeValue> item) {
    itemMismatch(table, item).ifPresent(KeyRules::refuse);
  }

  private static void refuse(String why) {
    throw DynamoDbError.VALIDATION.with(why);
  }

  /** Why a key is not one of the table's; empty when it is. */
  static Optional<String> keyMismatch(Table table, Map<String, AttributeValue> key) {
    typed(key);
    boolean fits = key.size() == table.key.attributes().size();
    for (KeyAttribute attribute : table.key.attributes()) {
      AttributeValue value = key.get(attribute.name());
      fits = fits && value != null && type(value).equals(attribute.type().toString());
    }
    return fits
        ? Optional.empty()
        : Optional.of("The provided key element does not match the schema");
  }

  /** Why an item cannot be in the table; empty when its key is well. */
  static Optional<String> itemMismatch(Table table, Map<String, AttributeValue> item) {
    typed(item);
    for (KeyAttribute attribute : table.key.attributes()) {
      AttributeValue value = item.get(attribute.name());
      if (value == null) {
        return Optional.of(
            "One or more parameter values were invalid: Missing the key "
                + attribute.name()
                + " in the item");
      }
      if (!type(value).equals(attribute.type().toString())) {
        return Optional.of(
            "One or more parameter values were invalid: Type mismatch for key "
                + attribute.name()
                + " expected: "
                + attribute.type()
                + " actual: "
                + type(value));
      }
    }
    return Optional.empty();
  }

  private static String type(AttributeValue value) {
    AttributeValue.Type type = value.type();
    return type == AttributeValue.Type.NUL ? "NULL" : type.toString();
  }
}
