package dev.diorama.cache.dax.wire;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ReturnItemCollectionMetrics;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.Select;

/** The last argument of every operation: what may be said beside table and key. */
final class Options {
  static final int CONSISTENT = 2;
  static final int CAPACITY = 3;

  @Nullable List<Path> projection;
  @Nullable Boolean consistent;
  @Nullable ReturnConsumedCapacity capacity;
  @Nullable ReturnItemCollectionMetrics metrics;
  @Nullable ReturnValue returnValues;
  byte @Nullable [] condition;
  byte @Nullable [] update;
  byte @Nullable [] filter;
  byte @Nullable [] startKey;
  @Nullable String index;
  @Nullable Integer limit;
  @Nullable Boolean forward;
  @Nullable Select select;
  @Nullable Integer segment;
  @Nullable Integer totalSegments;
  @Nullable String token;

  private Options() {}

  static Options read(CborReader in) {
    Options options = new Options();
    if (!in.tookNull()) {
      for (CborReader.Elements e = in.map(); e.more(); ) {
        options.read(in.int32(), in);
      }
    }
    return options;
  }

  private void read(int key, CborReader in) {
    switch (key) {
      case 0 -> projection = Expressions.paths(in.bytes());
      // Names and values that the trees hold already, and what stands elsewhere in a request.
      case 1, 5, 12, 18 -> Values.read(in);
      case CONSISTENT -> consistent = in.flag();
      case CAPACITY -> capacity = capacity(in.int32());
      case 4 -> condition = in.bytes();
      case 6 -> metrics = in.int32() == 1 ? ReturnItemCollectionMetrics.SIZE : null;
      case 7 -> returnValues = returnValues(in.int32());
      case 8 -> update = in.bytes();
      case 9 -> {
        byte[] bytes = in.bytes();
        // Clients of the first generation send no bytes for no key.
        startKey = bytes.length == 0 ? null : bytes;
      }
      case 10 -> filter = in.bytes();
      case 11 -> index = CborReader.utf8(in.bytes());
      case 13 -> limit = in.int32();
      case 14 -> forward = in.flag();
      case 15 -> select = select(in.int32());
      case 16 -> segment = in.int32();
      case 17 -> totalSegments = in.int32();
      case 19 -> token = in.text();
      default -> throw new Malformed("an option that is not known: " + key);
    }
  }

  static @Nullable ReturnConsumedCapacity capacity(int value) {
    return switch (value) {
      case 0 -> null;
      case 1 -> ReturnConsumedCapacity.TOTAL;
      case 2 -> ReturnConsumedCapacity.INDEXES;
      default -> throw new Malformed("no ReturnConsumedCapacity: " + value);
    };
  }

  private static @Nullable ReturnValue returnValues(int value) {
    return switch (value) {
      case 0, 1 -> null;
      case 2 -> ReturnValue.ALL_OLD;
      case 3 -> ReturnValue.UPDATED_OLD;
      case 4 -> ReturnValue.ALL_NEW;
      case 5 -> ReturnValue.UPDATED_NEW;
      default -> throw new Malformed("no ReturnValues: " + value);
    };
  }

  static @Nullable ReturnValuesOnConditionCheckFailure onFailure(int value) {
    return value == 2 ? ReturnValuesOnConditionCheckFailure.ALL_OLD : null;
  }

  private static @Nullable Select select(int value) {
    return switch (value) {
      case 0 -> null;
      case 1 -> Select.ALL_ATTRIBUTES;
      case 2 -> Select.ALL_PROJECTED_ATTRIBUTES;
      case 3 -> Select.COUNT;
      case 4 -> Select.SPECIFIC_ATTRIBUTES;
      default -> throw new Malformed("no Select: " + value);
    };
  }

  /** Where to go on; with an index it names all of its attributes. */
  @Nullable Map<String, AttributeValue> startKey(KeySchema schema) {
    if (startKey == null) {
      return null;
    }
    if (index == null) {
      return schema.decode(startKey);
    }
    Map<String, AttributeValue> key = new LinkedHashMap<>();
    CborReader in = new CborReader(startKey);
    for (CborReader.Elements e = in.map(); e.more(); ) {
      key.put(in.text(), Values.read(in));
    }
    return key;
  }
}
