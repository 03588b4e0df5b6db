package dev.diorama.core.wire;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;

/**
 * Reads CBOR (RFC 8949) into structures of the SDK's models.
 *
 * <p>Lengths are believed no further than there are bytes, and nesting no deeper than {@value
 * JsonBody#DEEPEST}; whatever is wrong is a SerializationException, as in JSON. Members that the
 * model does not know are skipped.
 */
final class CborReader {
  private static final int BREAK = 0xFF;
  private static final int INDEFINITE = 31;
  private static final int EPOCH_TIME = 1;

  /** As far as AWS's dates go; see {@link Timestamps}. */
  private static final double LAST_SECOND = 253_402_300_800.0;

  private final ByteBuffer in;
  private int depth;

  private CborReader(byte[] bytes) {
    this.in = ByteBuffer.wrap(bytes);
  }

  /**
   * Fills {@code builder} with the members of a map; an empty body has none.
   *
   * @throws AwsException SerializationException if the bytes are no such map
   */
  static void read(byte[] bytes, Shape shape, SdkPojo builder) {
    if (bytes.length == 0) {
      return;
    }
    CborReader reader = new CborReader(bytes);
    Object read = reader.next();
    if (!(read instanceof Map<?, ?> members) || reader.in.hasRemaining()) {
      throw bad();
    }
    fill(members, shape, builder);
  }

  private static AwsException bad() {
    return Refusal.serialization("");
  }

  /** A tagged value. */
  private record Tagged(long tag, Object value) {}

  /** Stands for null and undefined, which collections cannot hold. */
  private enum Nothing {
    NOTHING,
    END
  }

  private Object next() {
    if (++depth > JsonBody.DEEPEST) {
      throw bad();
    }
    try {
      return item();
    } finally {
      depth--;
    }
  }

  private int octet() {
    if (!in.hasRemaining()) {
      throw bad();
    }
    return in.get() & 0xFF;
  }

  private Object item() {
    int initial = octet();
    if (initial == BREAK) {
      return Nothing.END;
    }
    int major = initial >> 5;
    int info = initial & 31;
    return switch (major) {
      case 0 -> argument(info);
      case 1 -> -1 - argument(info);
      case 2 -> info == INDEFINITE ? joined(2) : SdkBytes.fromByteArrayUnsafe(taken(info));
      case 3 -> info == INDEFINITE ? joined(3) : text(taken(info));
      case 4 -> array(info);
      case 5 -> map(info);
      case 6 -> new Tagged(argument(info), next());
      default -> simple(info);
    };
  }

  /** An unsigned argument; those beyond a long are wrong for every member that there is. */
  private long argument(int info) {
    long value;
    if (info < 24) {
      value = info;
    } else if (info == 24) {
      value = octet();
    } else if (info <= 27) {
      int width = 1 << (info - 24);
      if (in.remaining() < width) {
        throw bad();
      }
      value =
          switch (width) {
            case 2 -> in.getShort() & 0xFFFFL;
            case 4 -> in.getInt() & 0xFFFF_FFFFL;
            default -> in.getLong();
          };
    } else {
      throw bad();
    }
    if (value < 0) {
      throw bad();
    }
    return value;
  }

  private byte[] taken(int info) {
    long length = argument(info);
    if (length > in.remaining()) {
      throw bad();
    }
    byte[] bytes = new byte[(int) length];
    in.get(bytes);
    return bytes;
  }

  private static String text(byte[] utf8) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      throw bad();
    }
  }

  /** Text or bytes in pieces. */
  private Object joined(int major) {
    ByteBuffer all = ByteBuffer.allocate(in.remaining());
    for (int initial = octet(); initial != BREAK; initial = octet()) {
      if (initial >> 5 != major || (initial & 31) == INDEFINITE) {
        throw bad();
      }
      all.put(taken(initial & 31));
    }
    byte[] bytes = new byte[all.position()];
    all.flip();
    all.get(bytes);
    return major == 2 ? SdkBytes.fromByteArrayUnsafe(bytes) : text(bytes);
  }

  private List<Object> array(int info) {
    long length = info == INDEFINITE ? Long.MAX_VALUE : argument(info);
    List<Object> items = new ArrayList<>();
    for (long i = 0; i < length; i++) {
      Object item = next();
      if (item == Nothing.END) {
        if (info == INDEFINITE) {
          return items;
        }
        throw bad();
      }
      items.add(item);
    }
    return items;
  }

  private Map<String, Object> map(int info) {
    long length = info == INDEFINITE ? Long.MAX_VALUE : argument(info);
    Map<String, Object> entries = new LinkedHashMap<>();
    for (long i = 0; i < length; i++) {
      Object key = next();
      if (key == Nothing.END && info == INDEFINITE) {
        return entries;
      }
      Object value = next();
      if (!(key instanceof String name) || value == Nothing.END) {
        throw bad();
      }
      entries.put(name, value);
    }
    return entries;
  }

  private Object simple(int info) {
    return switch (info) {
      case 20 -> false;
      case 21 -> true;
      case 22, 23 -> Nothing.NOTHING;
      case 25 -> half(need(2).getShort() & 0xFFFF);
      case 26 -> (double) need(4).getFloat();
      case 27 -> need(8).getDouble();
      default -> throw bad();
    };
  }

  private ByteBuffer need(int bytes) {
    if (in.remaining() < bytes) {
      throw bad();
    }
    return in;
  }

  private static double half(int bits) {
    int exponent = (bits >> 10) & 0x1F;
    int mantissa = bits & 0x3FF;
    double value =
        switch (exponent) {
          case 0 -> mantissa * StrictMath.pow(2, -24);
          case 31 -> mantissa == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
          default -> (mantissa + 1024) * StrictMath.pow(2, exponent - 25);
        };
    return (bits & 0x8000) == 0 ? value : -value;
  }

  private static void fill(Map<?, ?> members, Shape shape, SdkPojo builder) {
    members.forEach(
        (name, value) -> {
          Member member = shape.inBody((String) name);
          if (member != null && value != Nothing.NOTHING) {
            member.set(builder, typed(value, member));
          }
        });
  }

  private static Object typed(Object value, Member member) {
    return switch (member.kind) {
      case STRING -> as(String.class, value);
      case BOOLEAN -> as(Boolean.class, value);
      case SDK_BYTES -> as(SdkBytes.class, value);
      case INTEGER -> Math.toIntExact(whole(value, Integer.MIN_VALUE, Integer.MAX_VALUE));
      case SHORT -> (short) whole(value, Short.MIN_VALUE, Short.MAX_VALUE);
      case BYTE -> (byte) whole(value, Byte.MIN_VALUE, Byte.MAX_VALUE);
      case LONG -> whole(value, Long.MIN_VALUE, Long.MAX_VALUE);
      case DOUBLE -> as(Number.class, value).doubleValue();
      case FLOAT -> as(Number.class, value).floatValue();
      case BIG_DECIMAL -> BigDecimal.valueOf(as(Number.class, value).doubleValue());
      case INSTANT -> time(value);
      case SDK_POJO -> {
        SdkPojo inner = member.newStructure();
        fill(as(Map.class, value), member.shape(), inner);
        yield Member.build(inner);
      }
      case LIST -> {
        List<Object> items = new ArrayList<>();
        for (Object item : as(List.class, value)) {
          present(item, member.element()).ifPresent(items::add);
        }
        yield items;
      }
      case MAP -> {
        Map<String, Object> entries = new LinkedHashMap<>();
        Map<?, ?> given = as(Map.class, value);
        given.forEach(
            (key, each) ->
                present(each, member.element())
                    .ifPresent(there -> entries.put((String) key, there)));
        yield entries;
      }
      case DOCUMENT, NULL ->
          throw new IllegalStateException("no CBOR is known for " + member.modelName);
    };
  }

  private static Optional<Object> present(@Nullable Object value, Member member) {
    return value == null || value == Nothing.NOTHING
        ? Optional.empty()
        : Optional.of(typed(value, member));
  }

  private static <T> T as(Class<T> wanted, Object value) {
    if (!wanted.isInstance(value)) {
      throw bad();
    }
    return wanted.cast(value);
  }

  /** Clients may write a whole number as a float. */
  private static long whole(Object value, long least, long greatest) {
    Number number = as(Number.class, value);
    double floating = number.doubleValue();
    long whole = number.longValue();
    if (!(number instanceof Long) && (floating != Math.rint(floating) || floating != whole)) {
      throw bad();
    }
    if (whole < least || whole > greatest) {
      throw bad();
    }
    return whole;
  }

  private static Instant time(Object value) {
    if (!(value instanceof Tagged tagged) || tagged.tag() != EPOCH_TIME) {
      throw bad();
    }
    double seconds = as(Number.class, tagged.value()).doubleValue();
    if (!(Math.abs(seconds) < LAST_SECOND)) {
      throw bad();
    }
    try {
      return Instant.ofEpochMilli(Math.round(seconds * 1000));
    } catch (DateTimeException e) {
      throw bad();
    }
  }
}
