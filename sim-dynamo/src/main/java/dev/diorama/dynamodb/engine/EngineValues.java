package dev.diorama.dynamodb.engine;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Attribute values and items in the model of the SDK, and in that of its first version, which is
 * the engine's own.
 */
final class EngineValues {
  private EngineValues() {}

  /** As it is: a value of two types at once is for the engine to refuse. */
  static com.amazonaws.services.dynamodbv2.model.@Nullable AttributeValue asked(
      @Nullable AttributeValue value) {
    if (value == null) {
      return null;
    }
    var asked = new com.amazonaws.services.dynamodbv2.model.AttributeValue();
    asked.setS(value.s());
    asked.setN(value.n());
    asked.setBOOL(value.bool());
    asked.setNULL(value.nul());
    if (value.b() != null) {
      asked.setB(ByteBuffer.wrap(value.b().asByteArray()));
    }
    if (value.hasSs()) {
      asked.setSS(value.ss());
    }
    if (value.hasNs()) {
      asked.setNS(value.ns());
    }
    if (value.hasBs()) {
      asked.setBS(each(true, value.bs(), bytes -> ByteBuffer.wrap(bytes.asByteArray())));
    }
    if (value.hasL()) {
      asked.setL(each(true, value.l(), EngineValues::asked));
    }
    if (value.hasM()) {
      asked.setM(item(true, value.m()));
    }
    return asked;
  }

  /** Null where there is none, which to the engine is not the same as an empty one. */
  static @Nullable Map<String, com.amazonaws.services.dynamodbv2.model.AttributeValue> item(
      boolean present, Map<String, AttributeValue> item) {
    return byName(present, item, EngineValues::asked);
  }

  /** The values of a map, each made into what the other model has for it. */
  static <A, B> @Nullable Map<String, B> byName(
      boolean present, Map<String, A> all, Function<A, ? extends @Nullable B> made) {
    if (!present) {
      return null;
    }
    Map<String, B> other = new LinkedHashMap<>(all.size() * 2);
    all.forEach((name, one) -> other.put(name, one == null ? null : made.apply(one)));
    return other;
  }

  /** The members of a list, each made into what the other model has for it. */
  static <A, B> @Nullable List<B> each(
      boolean present, List<A> all, Function<A, ? extends @Nullable B> made) {
    if (!present) {
      return null;
    }
    List<B> other = new ArrayList<>(all.size());
    for (A one : all) {
      other.add(one == null ? null : made.apply(one));
    }
    return other;
  }

  static Map<String, AttributeValue> answered(
      Map<String, com.amazonaws.services.dynamodbv2.model.AttributeValue> item) {
    Map<String, AttributeValue> answered = new LinkedHashMap<>(item.size() * 2);
    item.forEach((name, value) -> answered.put(name, answered(value)));
    return answered;
  }

  private static AttributeValue answered(
      com.amazonaws.services.dynamodbv2.model.AttributeValue value) {
    if (value.getS() != null) {
      return AttributeValue.fromS(value.getS());
    }
    if (value.getN() != null) {
      return AttributeValue.fromN(value.getN());
    }
    if (value.getBOOL() != null) {
      return AttributeValue.fromBool(value.getBOOL());
    }
    if (value.getNULL() != null) {
      return AttributeValue.fromNul(value.getNULL());
    }
    if (value.getM() != null) {
      return AttributeValue.fromM(answered(value.getM()));
    }
    if (value.getL() != null) {
      return AttributeValue.fromL(value.getL().stream().map(EngineValues::answered).toList());
    }
    if (value.getB() != null) {
      return AttributeValue.fromB(bytes(value.getB()));
    }
    if (value.getSS() != null) {
      return AttributeValue.fromSs(value.getSS());
    }
    if (value.getNS() != null) {
      return AttributeValue.fromNs(value.getNS());
    }
    return AttributeValue.fromBs(value.getBS().stream().map(EngineValues::bytes).toList());
  }

  private static SdkBytes bytes(ByteBuffer buffer) {
    return SdkBytes.fromByteBuffer(buffer.duplicate());
  }
}
