package dev.diorama.dynamodb;

import dev.diorama.dynamodb.DynamoDbModel.Table;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.dynamodb.model.Tag;

/** The rules of tags. */
final class DynamoDbTags {
  /**
   * Tags on one table, and lengths of key and value, documented:
   * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Tagging.html
   */
  private static final int MAX_TAGS = 50;

  private static final int MAX_KEY = 128;
  private static final int MAX_VALUE = 256;

  private DynamoDbTags() {}

  static void checked(List<Tag> tags) {
    for (Tag tag : tags) {
      String key = tag.key();
      String value = tag.value();
      if (key == null || key.isEmpty() || key.length() > MAX_KEY) {
        throw DynamoDbError.VALIDATION.with(
            "One or more parameter values were invalid: a tag's key has 1 to "
                + MAX_KEY
                + " characters");
      }
      if (value == null || value.length() > MAX_VALUE) {
        throw DynamoDbError.VALIDATION.with(
            "One or more parameter values were invalid: a tag's value has up to "
                + MAX_VALUE
                + " characters");
      }
      if (key.startsWith("aws:")) {
        throw DynamoDbError.VALIDATION.with(
            "One or more parameter values were invalid: Tag keys starting with 'aws:' are"
                + " reserved for system use");
      }
    }
  }

  static void put(Table table, List<Tag> tags) {
    checked(tags);
    long fresh =
        tags.stream().map(Tag::key).distinct().filter(k -> !table.tags.containsKey(k)).count();
    if (table.tags.size() + fresh > MAX_TAGS) {
      throw DynamoDbError.VALIDATION.with(
          "One or more parameter values were invalid: Too many tags: a table has up to "
              + MAX_TAGS);
    }
    tags.forEach(tag -> table.tags.put(tag.key(), tag.value()));
  }

  static List<Tag> of(Table table) {
    List<Tag> tags = new ArrayList<>();
    table.tags.forEach((key, value) -> tags.add(Tag.builder().key(key).value(value).build()));
    return tags;
  }
}
