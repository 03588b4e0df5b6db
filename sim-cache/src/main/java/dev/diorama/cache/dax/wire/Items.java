package dev.diorama.cache.dax.wire;

import dev.diorama.core.wire.AwsException;
import dev.diorama.core.wire.ErrorCode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Items on the wire: values without names, under the number of their list of names. */
final class Items {
  private final AttributeLists lists;

  Items(AttributeLists lists) {
    this.lists = lists;
  }

  /** A whole item: its key, and what the byte string says of the rest. */
  Map<String, AttributeValue> read(Map<String, AttributeValue> key, byte[] rest) {
    CborReader in = new CborReader(rest);
    Map<String, AttributeValue> item = new LinkedHashMap<>(key);
    for (String name : names(in.int64())) {
      item.put(name, Values.read(in));
    }
    if (!in.atEnd()) {
      throw new Malformed("an item of more values than names");
    }
    return item;
  }

  List<String> names(long id) {
    return lists
        .names(id)
        .orElseThrow(
            () ->
                new AwsException(
                    WireError.UNKNOWN_LIST,
                    400,
                    ErrorCode.Side.CLIENT,
                    "There is no list of attributes " + id,
                    Map.of()));
  }

  long id(List<String> names) {
    return lists
        .id(names)
        .orElseThrow(
            () ->
                new AwsException(
                    "LimitExceededException",
                    400,
                    ErrorCode.Side.CLIENT,
                    "Too many different lists of attribute names",
                    Map.of()));
  }

  /** The attributes of an item that are not its key, as one byte string. */
  void write(CborWriter out, Map<String, AttributeValue> item, KeySchema schema) {
    List<String> names = schema.others(item);
    CborWriter content = new CborWriter().integer(id(names));
    for (String name : names) {
      AttributeValue value = item.get(name);
      if (value != null) {
        Values.write(content, value);
      }
    }
    out.bytes(content);
  }

  /** Attributes that were updated: by their number in the list of those names. */
  void writeUpdated(CborWriter out, Map<String, AttributeValue> attributes, KeySchema schema) {
    List<String> names = schema.others(attributes);
    CborWriter content = new CborWriter().integer(id(names)).openMap();
    for (int i = 0; i < names.size(); i++) {
      AttributeValue value = attributes.get(names.get(i));
      if (value != null) {
        Values.write(content.integer(i), value);
      }
    }
    out.bytes(content.end());
  }

  static void write(CborWriter out, Map<String, AttributeValue> item, ProjectedItem projection) {
    out.openMap();
    projection.values(item).forEach((ordinal, value) -> Values.write(out.integer(ordinal), value));
    out.end();
  }
}
