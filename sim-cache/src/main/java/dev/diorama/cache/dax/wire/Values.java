package dev.diorama.cache.dax.wire;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Attribute values in CBOR. */
final class Values {
  static final int STRING_SET = 3_321;
  static final int NUMBER_SET = 3_322;
  static final int BINARY_SET = 3_323;
  static final int LIST_INDEX = 3_324;

  private static final int POSITIVE = 2;
  private static final int NEGATIVE = 3;
  private static final int DECIMAL = 4;

  /** DynamoDB's own limit, documented; the engine says so for anything that is a bit above. */
  private static final int MAX_DEPTH = 48;

  /**
   * DynamoDB has 38 digits, which are 16 bytes; a number of megabytes would cost hours to print.
   */
  private static final int MAX_MAGNITUDE = 256;

  /** Beyond this many digits before or behind the point a number is left in its short form. */
  private static final int PLAIN_SCALE = 200;

  private Values() {}

  static AttributeValue read(CborReader in) {
    return read(in, 0);
  }

  private static AttributeValue read(CborReader in, int depth) {
    if (depth > MAX_DEPTH) {
      throw new Malformed("a document nested more than " + MAX_DEPTH + " deep");
    }
    return switch (in.major()) {
      case CborReader.UNSIGNED, CborReader.NEGATIVE -> number(in);
      case CborReader.BYTES -> AttributeValue.fromB(SdkBytes.fromByteArrayUnsafe(in.bytes()));
      case CborReader.TEXT -> AttributeValue.fromS(in.text());
      case CborReader.ARRAY -> {
        List<AttributeValue> list = new ArrayList<>();
        for (CborReader.Elements e = in.array(); e.more(); ) {
          list.add(read(in, depth + 1));
        }
        yield AttributeValue.fromL(list);
      }
      case CborReader.MAP -> {
        Map<String, AttributeValue> map = new LinkedHashMap<>();
        for (CborReader.Elements e = in.map(); e.more(); ) {
          map.put(in.text(), read(in, depth + 1));
        }
        yield AttributeValue.fromM(map);
      }
      case CborReader.TAG -> tagged(in);
      default -> {
        if (in.isFloat()) {
          yield number(in);
        }
        yield in.tookNull() ? AttributeValue.fromNul(true) : AttributeValue.fromBool(in.bool());
      }
    };
  }

  private static AttributeValue number(CborReader in) {
    return AttributeValue.fromN(literal(decimal(in)));
  }

  /** A number in any of the forms that clients send it in. */
  static BigDecimal decimal(CborReader in) {
    if (in.isFloat()) {
      double value = in.floating();
      if (Double.isNaN(value) || Double.isInfinite(value)) {
        throw new Malformed("a number that is none");
      }
      return new BigDecimal(Double.toString(value));
    }
    return in.major() == CborReader.TAG ? decimal(in, in.tag()) : new BigDecimal(in.integer());
  }

  private static BigDecimal decimal(CborReader in, long tag) {
    if (tag == DECIMAL) {
      CborReader.Elements parts = in.array();
      if (!parts.more()) {
        throw new Malformed("a decimal without exponent");
      }
      int exponent = in.int32();
      if (!parts.more() || exponent == Integer.MIN_VALUE) {
        throw new Malformed("a decimal without mantissa");
      }
      BigInteger mantissa = in.major() == CborReader.TAG ? bigInteger(in, in.tag()) : in.integer();
      if (parts.more()) {
        throw new Malformed("a decimal of more than two parts");
      }
      return new BigDecimal(mantissa, -exponent);
    }
    return new BigDecimal(bigInteger(in, tag));
  }

  private static BigInteger bigInteger(CborReader in, long tag) {
    if (tag != POSITIVE && tag != NEGATIVE) {
      throw new Malformed("tag " + tag + " where a number is expected");
    }
    byte[] bytes = in.bytes();
    if (bytes.length > MAX_MAGNITUDE) {
      throw new Malformed("a number of " + bytes.length + " bytes");
    }
    BigInteger magnitude = new BigInteger(1, bytes);
    return tag == POSITIVE ? magnitude : magnitude.not();
  }

  static String literal(BigDecimal value) {
    return Math.abs((long) value.scale()) > PLAIN_SCALE ? value.toString() : value.toPlainString();
  }

  private static AttributeValue tagged(CborReader in) {
    long tag = in.tag();
    if (tag == STRING_SET) {
      List<String> set = new ArrayList<>();
      for (CborReader.Elements e = in.array(); e.more(); ) {
        set.add(in.text());
      }
      return AttributeValue.fromSs(set);
    }
    if (tag == NUMBER_SET) {
      List<String> set = new ArrayList<>();
      for (CborReader.Elements e = in.array(); e.more(); ) {
        set.add(literal(decimal(in)));
      }
      return AttributeValue.fromNs(set);
    }
    if (tag == BINARY_SET) {
      List<SdkBytes> set = new ArrayList<>();
      for (CborReader.Elements e = in.array(); e.more(); ) {
        set.add(SdkBytes.fromByteArrayUnsafe(in.bytes()));
      }
      return AttributeValue.fromBs(set);
    }
    return AttributeValue.fromN(literal(decimal(in, tag)));
  }

  static void write(CborWriter out, AttributeValue value) {
    switch (value.type()) {
      case S -> out.text(value.s());
      case N -> writeNumber(out, value.n());
      case B -> out.bytes(value.b().asByteArrayUnsafe());
      case BOOL -> out.bool(value.bool());
      case NUL -> out.nil();
      case L -> {
        out.array(value.l().size());
        value.l().forEach(each -> write(out, each));
      }
      case M -> {
        out.map(value.m().size());
        value.m().forEach((name, each) -> write(out.text(name), each));
      }
      case SS -> {
        out.tag(STRING_SET).array(value.ss().size());
        value.ss().forEach(out::text);
      }
      case NS -> {
        out.tag(NUMBER_SET).array(value.ns().size());
        value.ns().forEach(each -> writeNumber(out, each));
      }
      case BS -> {
        out.tag(BINARY_SET).array(value.bs().size());
        value.bs().forEach(each -> out.bytes(each.asByteArrayUnsafe()));
      }
      case UNKNOWN_TO_SDK_VERSION ->
          throw new IllegalStateException("DynamoDB has no value of that type: " + value);
    }
  }

  static void writeNumber(CborWriter out, String literal) {
    writeNumber(out, new BigDecimal(literal));
  }

  static void writeNumber(CborWriter out, BigDecimal value) {
    BigDecimal bare = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
    if (bare.scale() <= 0) {
      writeInteger(out, bare.toBigIntegerExact());
      return;
    }
    out.tag(DECIMAL).array(2).integer(-(long) bare.scale());
    writeInteger(out, bare.unscaledValue());
  }

  private static void writeInteger(CborWriter out, BigInteger value) {
    if (value.bitLength() < Long.SIZE) {
      out.integer(value.longValue());
    } else {
      out.bigInteger(value);
    }
  }
}
