package dev.diorama.cache.dax.wire;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apiguardian.api.API;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/**
 * The key attributes of a table, and a key as bytes.
 *
 * @param attributes partition key first, then the sort key if there is one
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record KeySchema(List<Attribute> attributes) {
  /** One attribute of the key. */
  public record Attribute(String name, ScalarAttributeType type) {}

  public KeySchema {
    attributes = List.copyOf(attributes);
    if (attributes.isEmpty() || attributes.size() > 2) {
      throw new IllegalArgumentException("a key has one or two attributes, not " + attributes);
    }
  }

  /** The names, partition key first. */
  public List<String> names() {
    return attributes.stream().map(Attribute::name).toList();
  }

  boolean has(String name) {
    return attributes.stream().anyMatch(each -> each.name().equals(name));
  }

  /**
   * The attributes of a key as it comes by the wire.
   *
   * @throws Malformed if it is not a key of this table
   */
  public Map<String, AttributeValue> decode(byte[] bytes) {
    Map<String, AttributeValue> key = new LinkedHashMap<>();
    Attribute hash = attributes.get(0);
    if (attributes.size() == 1) {
      if (hash.type() == ScalarAttributeType.N) {
        CborReader in = new CborReader(bytes);
        key.put(hash.name(), AttributeValue.fromN(Values.literal(Values.decimal(in))));
        requireEnd(in);
      } else {
        key.put(hash.name(), bare(hash, bytes));
      }
      return key;
    }
    CborReader in = new CborReader(bytes);
    AttributeValue value = Values.read(in);
    if (!isOf(value, hash.type())) {
      throw new Malformed("a partition key that is not of type " + hash.type());
    }
    key.put(hash.name(), value);
    Attribute range = attributes.get(1);
    byte[] rest = in.rest();
    key.put(
        range.name(),
        range.type() == ScalarAttributeType.N
            ? AttributeValue.fromN(Values.literal(LexDecimal.decode(rest)))
            : bare(range, rest));
    return key;
  }

  private static void requireEnd(CborReader in) {
    if (!in.atEnd()) {
      throw new Malformed("something behind a key");
    }
  }

  private static boolean isOf(AttributeValue value, ScalarAttributeType type) {
    return switch (value.type()) {
      case S -> type == ScalarAttributeType.S;
      case N -> type == ScalarAttributeType.N;
      case B -> type == ScalarAttributeType.B;
      default -> false;
    };
  }

  private static AttributeValue bare(Attribute attribute, byte[] bytes) {
    return attribute.type() == ScalarAttributeType.S
        ? AttributeValue.fromS(CborReader.utf8(bytes))
        : AttributeValue.fromB(SdkBytes.fromByteArrayUnsafe(bytes));
  }

  /** The key among the attributes of an item, as bytes. */
  byte[] encode(Map<String, AttributeValue> item) {
    Attribute hash = attributes.get(0);
    AttributeValue first = required(item, hash);
    CborWriter out = new CborWriter(64);
    if (attributes.size() == 1) {
      if (hash.type() == ScalarAttributeType.N) {
        Values.writeNumber(out, first.n());
      } else {
        bare(out, first);
      }
      return out.toBytes();
    }
    Values.write(out, first);
    AttributeValue second = required(item, attributes.get(1));
    if (attributes.get(1).type() == ScalarAttributeType.N) {
      out.raw(LexDecimal.encode(new BigDecimal(second.n())));
    } else {
      bare(out, second);
    }
    return out.toBytes();
  }

  private static void bare(CborWriter out, AttributeValue value) {
    out.raw(
        value.s() == null
            ? value.b().asByteArrayUnsafe()
            : value.s().getBytes(StandardCharsets.UTF_8));
  }

  private static AttributeValue required(Map<String, AttributeValue> item, Attribute attribute) {
    AttributeValue value = item.get(attribute.name());
    if (value == null || !isOf(value, attribute.type())) {
      throw new IllegalStateException("an item without its key attribute " + attribute.name());
    }
    return value;
  }

  /** The names of an item's attributes that are not its key, in the order that lists have. */
  List<String> others(Map<String, AttributeValue> item) {
    List<String> names = new ArrayList<>();
    for (String name : item.keySet()) {
      if (!has(name)) {
        names.add(name);
      }
    }
    names.sort(null);
    return names;
  }
}
