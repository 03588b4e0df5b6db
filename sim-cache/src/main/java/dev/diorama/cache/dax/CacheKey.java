package dev.diorama.cache.dax;

import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What an entry of either cache is found by. */
sealed interface CacheKey {
  /** The table it belongs to. */
  String table();

  /**
   * An item: its table and primary key, numbers in one way of writing.
   *
   * @param table the table's name
   * @param key the values of the key's attributes, in the order of the schema, with their types
   */
  record Item(String table, String key) implements CacheKey {
    /** The key of an item, or of what has one among its attributes; empty when it has not. */
    static Optional<Item> of(
        String table, List<String> schema, Map<String, AttributeValue> attributes) {
      StringBuilder text = new StringBuilder(32);
      for (String name : schema) {
        AttributeValue value = attributes.get(name);
        String part = value == null ? "" : text(value);
        if (part.isEmpty()) {
          return Optional.empty();
        }
        // Lengths keep ("ab", "c") apart from ("a", "bc").
        text.append(part.length()).append(':').append(part);
      }
      return Optional.of(new Item(table, text.toString()));
    }

    private static String text(AttributeValue value) {
      return switch (value.type()) {
        case S -> "S" + value.s();
        case N -> number(value.n());
        case B -> "B" + Base64.getEncoder().encodeToString(value.b().asByteArrayUnsafe());
        default -> "";
      };
    }

    private static String number(String literal) {
      try {
        return "N" + Projection.number(literal);
      } catch (NumberFormatException e) {
        return ""; // DynamoDB will say so.
      }
    }
  }

  /**
   * A result: everything about the request that changes the answer.
   *
   * @param table the table's name
   * @param text the request in one way of writing, see {@link CanonicalRequest}
   */
  record Result(String table, String text) implements CacheKey {}
}
