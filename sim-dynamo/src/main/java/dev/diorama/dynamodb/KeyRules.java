package dev.diorama.dynamodb;

import dev.diorama.dynamodb.DynamoDbModel.KeyAttribute;
import dev.diorama.dynamodb.DynamoDbModel.Table;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What AWS says of a key that does not fit its table, before the engine, whose words differ, looks
 * at it. The messages are observed, through client issue trackers.
 */
final class KeyRules {
  private KeyRules() {}

  /** A key must have exactly the attributes of the table's key, of their types. */
  static void key(Table table, Map<String, AttributeValue> key) {
    boolean fits = key.size() == table.key.attributes().size();
    for (KeyAttribute attribute : table.key.attributes()) {
      AttributeValue value = key.get(attribute.name());
      fits = fits && value != null && type(value).equals(attribute.type().toString());
    }
    if (!fits) {
      throw DynamoDbError.VALIDATION.with("The provided key element does not match the schema");
    }
  }

  /** As {@link #key}, for a member that must be there. */
  static void key(Table table, boolean given, Map<String, AttributeValue> key) {
    if (!given) {
      throw DynamoDbError.VALIDATION.with(
          "1 validation error detected: Value null at 'key' failed to satisfy constraint: Member"
              + " must not be null");
    }
    key(table, key);
  }

  /** An item must have the attributes of the table's key among its own. */
  static void item(Table table, Map<String, AttributeValue> item) {
    for (KeyAttribute attribute : table.key.attributes()) {
      AttributeValue value = item.get(attribute.name());
      if (value == null) {
        throw DynamoDbError.VALIDATION.with(
            "One or more parameter values were invalid: Missing the key "
                + attribute.name()
                + " in the item");
      }
      if (!type(value).equals(attribute.type().toString())) {
        throw DynamoDbError.VALIDATION.with(
            "One or more parameter values were invalid: Type mismatch for key "
                + attribute.name()
                + " expected: "
                + attribute.type()
                + " actual: "
                + type(value));
      }
    }
  }

  private static String type(AttributeValue value) {
    AttributeValue.Type type = value.type();
    return type == AttributeValue.Type.NUL ? "NULL" : type.toString();
  }
}
