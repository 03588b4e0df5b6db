package dev.diorama.dynamodb;

import dev.diorama.core.wire.AwsException;
import dev.diorama.dynamodb.DynamoDbModel.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.dynamodb.model.Tag;

/** The rules of tags. */
final class DynamoDbTags {
  /**
   * Tags on one table, and lengths of key and value, documented:
   * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Tagging.html
   */
  private static final int MAX_TAGS = 50;

  /** Of any script; documented on the same page, all but the at sign, which AWS's tags share. */
  private static final Pattern ALLOWED = Pattern.compile("[\\p{L}\\p{N}\\p{Z}+=._:/@-]*");

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
      if (!ALLOWED.matcher(key).matches() || !ALLOWED.matcher(value).matches()) {
        throw DynamoDbError.VALIDATION.with(
            "One or more parameter values were invalid: keys and values of tags have letters,"
                + " digits, whitespace and + - = . _ : / @ only");
      }
      if (key.startsWith("aws:")) {
        throw DynamoDbError.VALIDATION.with(
            "One or more parameter values were invalid: Tag keys starting with 'aws:' are"
                + " reserved for system use");
      }
    }
  }

  /** As {@link #checked}, and not more than a table may have. */
  static void checkedAtCreation(List<Tag> tags) {
    checked(tags);
    if (tags.stream().map(Tag::key).distinct().count() > MAX_TAGS) {
      throw tooMany();
    }
  }

  static void put(Table table, List<Tag> tags) {
    checked(tags);
    long fresh =
        tags.stream().map(Tag::key).distinct().filter(k -> !table.tags.containsKey(k)).count();
    if (table.tags.size() + fresh > MAX_TAGS) {
      throw tooMany();
    }
    tags.forEach(tag -> table.tags.put(tag.key(), tag.value()));
  }

  private static AwsException tooMany() {
    return DynamoDbError.VALIDATION.with(
        "One or more parameter values were invalid: Too many tags: a table has up to " + MAX_TAGS);
  }

  static List<Tag> of(Table table) {
    List<Tag> tags = new ArrayList<>();
    table.tags.forEach((key, value) -> tags.add(Tag.builder().key(key).value(value).build()));
    return tags;
  }
}
