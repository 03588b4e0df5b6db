package dev.diorama.cache.dax.wire;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads the CBOR that DAX speaks out of bytes that are all there.
 *
 * <p>Nothing is believed: lengths are compared with what is left, so that what is allocated is
 * never more than what came.
 *
 * @see ValueScanner for finding out whether all is there
 */
final class CborReader {
  static final int UNSIGNED = 0;
  static final int NEGATIVE = 1;
  static final int BYTES = 2;
  static final int TEXT = 3;
  static final int ARRAY = 4;
  static final int MAP = 5;
  static final int TAG = 6;
  static final int SIMPLE = 7;

  private static final int BREAK = 0xff;
  private static final int NULL = 0xf6;
  private static final int INDEFINITE = 31;

  private final byte[] bytes;
  private final int end;
  private int at;

  CborReader(byte[] bytes) {
    this.bytes = bytes;
    this.end = bytes.length;
  }

  /** How many bytes have not been read. */
  int left() {
    return end - at;
  }

  boolean atEnd() {
    return at == end;
  }

  /** Everything that is left, as it is. */
  byte[] rest() {
    byte[] rest = Arrays.copyOfRange(bytes, at, end);
    at = end;
    return rest;
  }

  /** The major type of what comes next. */
  int major() {
    return (peek() & 0xff) >>> 5;
  }

  private int peek() {
    if (at >= end) {
      throw new Malformed("a value is missing");
    }
    return bytes[at];
  }

  private int info() {
    return peek() & 0x1f;
  }

  private long argument(int major, String what) {
    if (major() != major) {
      throw new Malformed(what + " is expected, not major type " + major());
    }
    return argument();
  }

  private long argument() {
    int info = info();
    at++;
    if (info < 24) {
      return info;
    }
    if (info > 27) {
      throw new Malformed("a head that RFC 8949 does not have, or not here: " + info);
    }
    return bigEndian(1 << (info - 24));
  }

  private long bigEndian(int count) {
    need(count);
    long value = 0;
    for (int i = 0; i < count; i++) {
      value = value << 8 | (bytes[at++] & 0xff);
    }
    return value;
  }

  private void need(long count) {
    if (count < 0 || count > end - at) {
      throw new Malformed("a length of " + Long.toUnsignedString(count) + " where less is left");
    }
  }

  boolean isNull() {
    return (peek() & 0xff) == NULL;
  }

  /** Reads a null if there is one. */
  boolean tookNull() {
    if (isNull()) {
      at++;
      return true;
    }
    return false;
  }

  /** Reads the end of an indefinite array or map if it is there. */
  boolean tookEnd() {
    if ((peek() & 0xff) == BREAK) {
      at++;
      return true;
    }
    return false;
  }

  BigInteger integer() {
    int major = major();
    if (major != UNSIGNED && major != NEGATIVE) {
      throw new Malformed("an integer is expected, not major type " + major);
    }
    long value = argument();
    BigInteger unsigned = value >= 0 ? BigInteger.valueOf(value) : unsigned(value);
    return major == UNSIGNED ? unsigned : unsigned.not();
  }

  private static BigInteger unsigned(long value) {
    return new BigInteger(1, ByteBuffer.allocate(Long.BYTES).putLong(value).array());
  }

  long int64() {
    int major = major();
    if (major != UNSIGNED && major != NEGATIVE) {
      throw new Malformed("an integer is expected, not major type " + major);
    }
    long value = argument();
    if (value < 0) {
      throw new Malformed("an integer beyond 64 bits");
    }
    return major == UNSIGNED ? value : ~value;
  }

  int int32() {
    long value = int64();
    if (value < Integer.MIN_VALUE || value > Integer.MAX_VALUE) {
      throw new Malformed("an integer beyond 32 bits: " + value);
    }
    return (int) value;
  }

  byte[] bytes() {
    long length = argument(BYTES, "a byte string");
    need(length);
    byte[] value = Arrays.copyOfRange(bytes, at, at + (int) length);
    at += (int) length;
    return value;
  }

  String text() {
    long length = argument(TEXT, "a text");
    need(length);
    String value = utf8(bytes, at, (int) length);
    at += (int) length;
    return value;
  }

  static String utf8(byte[] bytes) {
    return utf8(bytes, 0, bytes.length);
  }

  private static String utf8(byte[] bytes, int from, int length) {
    if (isAscii(bytes, from, length)) {
      return new String(bytes, from, length, StandardCharsets.ISO_8859_1);
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, from, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw new Malformed("a text that is not UTF-8");
    }
  }

  private static boolean isAscii(byte[] bytes, int from, int length) {
    int any = 0;
    for (int i = from; i < from + length; i++) {
      any |= bytes[i];
    }
    return any >= 0;
  }

  long tag() {
    return argument(TAG, "a tag");
  }

  /**
   * What is read of an array or map: {@link #more} says before each element whether it is there.
   */
  final class Elements {
    private final boolean open;
    private long leftOver;

    private Elements(boolean open, long count) {
      this.open = open;
      this.leftOver = count;
    }

    boolean more() {
      if (open) {
        return !tookEnd();
      }
      return leftOver-- > 0;
    }
  }

  Elements array() {
    return elements(ARRAY, "an array", 1);
  }

  Elements map() {
    return elements(MAP, "a map", 2);
  }

  private Elements elements(int major, String what, int bytesEach) {
    if (major() == major && info() == INDEFINITE) {
      at++;
      return new Elements(true, 0);
    }
    long count = argument(major, what);
    if (count < 0 || count > left() / bytesEach) {
      throw new Malformed(what + " of more elements than bytes");
    }
    return new Elements(false, count);
  }

  boolean bool() {
    int head = peek() & 0xff;
    if (head != 0xf4 && head != 0xf5) {
      throw new Malformed("true or false is expected");
    }
    at++;
    return head == 0xf5;
  }

  /** True or false, or an integer that is not 0: both stand for a flag on this wire. */
  boolean flag() {
    return major() == SIMPLE ? bool() : int64() != 0;
  }

  boolean isFloat() {
    int head = peek() & 0xff;
    return head == 0xf9 || head == 0xfa || head == 0xfb;
  }

  double floating() {
    int head = peek() & 0xff;
    at++;
    return switch (head) {
      case 0xf9 -> half((int) bigEndian(2));
      case 0xfa -> Float.intBitsToFloat((int) bigEndian(4));
      case 0xfb -> Double.longBitsToDouble(bigEndian(8));
      default -> throw new Malformed("a floating-point number is expected");
    };
  }

  private static double half(int bits) {
    int exponent = bits >> 10 & 0x1f;
    int fraction = bits & 0x3ff;
    double size =
        exponent == 0
            ? StrictMath.scalb((double) fraction, -24)
            : exponent == 31
                ? (fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN)
                : StrictMath.scalb((double) (fraction + 1024), exponent - 25);
    return (bits & 0x8000) == 0 ? size : -size;
  }
}
