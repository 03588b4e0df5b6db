package dev.diorama.cache.dax.wire;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * Decimals in the form whose bytes sort as the numbers do: sort keys of type N.
 *
 * <p>A header byte holds sign and exponent. The digits follow in groups of three, ten bits each,
 * and a last ten bits that say how many digits of the last group count; all of it inverted for
 * negative numbers. So the order of the bytes is that of the numbers.
 */
final class LexDecimal {
  private static final int ZERO = 0x80;
  private static final int GROUP_BITS = 10;
  private static final int GROUP_MASK = 0x3ff;
  private static final int GROUP_BIAS = 12;

  /** Longest run of digits taken, far above DynamoDB's 38. */
  private static final int MAX_DIGITS = 1_000;

  private LexDecimal() {}

  static byte[] encode(BigDecimal value) {
    if (value.signum() == 0) {
      return new byte[] {(byte) ZERO};
    }
    boolean negative = value.signum() < 0;
    String digits = value.unscaledValue().abs().toString();
    int exponent = Math.subtractExact(digits.length(), value.scale());
    CborWriter out = new CborWriter(16);
    header(out, exponent, negative);

    int groups = (digits.length() + 2) / 3;
    int bits = (groups + 1) * GROUP_BITS;
    byte[] packed = new byte[(bits + 7) / 8];
    for (int group = 0; group <= groups; group++) {
      int coded =
          group == groups ? (digits.length() + 2) % 3 : group(digits, group * 3) + GROUP_BIAS;
      put(packed, group * GROUP_BITS, negative ? GROUP_MASK - coded : coded);
    }
    return out.raw(packed).toBytes();
  }

  private static int group(String digits, int from) {
    int value = 0;
    for (int i = from; i < from + 3; i++) {
      value = value * 10 + (i < digits.length() ? digits.charAt(i) - '0' : 0);
    }
    return value;
  }

  private static void header(CborWriter out, int exponent, boolean negative) {
    if (exponent >= -62 && exponent < 62) {
      out.raw(new byte[] {(byte) (negative ? 0x3f - exponent : 0xc0 + exponent)});
      return;
    }
    int marker = negative ? (exponent >= 0 ? 0x01 : 0x7e) : exponent >= 0 ? 0xfe : 0x81;
    int coded = exponent ^ (negative ? 0x7fffffff : 0x80000000);
    out.raw(
        new byte[] {
          (byte) marker,
          (byte) (coded >>> 24),
          (byte) (coded >>> 16),
          (byte) (coded >>> 8),
          (byte) coded
        });
  }

  private static void put(byte[] packed, int bit, int value) {
    for (int i = 0; i < GROUP_BITS; i++) {
      if ((value >> (GROUP_BITS - 1 - i) & 1) != 0) {
        packed[(bit + i) / 8] |= (byte) (0x80 >> (bit + i) % 8);
      }
    }
  }

  /** Reads a number that takes up all of the bytes. */
  static BigDecimal decode(byte[] bytes) {
    if (bytes.length == 0) {
      throw new Malformed("a sort key without a number");
    }
    int head = bytes[0] & 0xff;
    if (head == ZERO) {
      return BigDecimal.ZERO;
    }
    if (head == 0x00 || head == 0xff || head == 0x7f) {
      throw new Malformed("a sort key of a kind that is not used: " + head);
    }
    boolean negative = head < ZERO;
    int exponent;
    int from = 1;
    if (head == 0xfe || head == 0x81 || head == 0x01 || head == 0x7e) {
      if (bytes.length < 5) {
        throw new Malformed("a sort key without its exponent");
      }
      int coded =
          (bytes[1] & 0xff) << 24
              | (bytes[2] & 0xff) << 16
              | (bytes[3] & 0xff) << 8
              | (bytes[4] & 0xff);
      exponent = coded ^ (negative ? 0x7fffffff : 0x80000000);
      from = 5;
    } else {
      exponent = negative ? 0x3f - head : head - 0xc0;
    }
    String digits = digits(bytes, from, negative);
    long scale = (long) digits.length() - exponent;
    if (scale != (int) scale) {
      throw new Malformed("a sort key of such an exponent");
    }
    BigInteger unscaled = new BigInteger(digits);
    return new BigDecimal(negative ? unscaled.negate() : unscaled, (int) scale);
  }

  private static String digits(byte[] bytes, int from, boolean negative) {
    StringBuilder digits = new StringBuilder();
    int groups = (bytes.length - from) * 8 / GROUP_BITS;
    for (int group = 0; group < groups; group++) {
      int coded = get(bytes, from * 8 + group * GROUP_BITS);
      int value = negative ? GROUP_MASK - coded : coded;
      if (value <= 2) {
        if (digits.length() == 0) {
          break;
        }
        digits.setLength(digits.length() - 2 + value);
        return digits.toString();
      }
      if (value < GROUP_BIAS || value >= GROUP_BIAS + 1_000 || digits.length() > MAX_DIGITS) {
        break;
      }
      int three = value - GROUP_BIAS;
      digits.append((char) ('0' + three / 100));
      digits.append((char) ('0' + three / 10 % 10));
      digits.append((char) ('0' + three % 10));
    }
    throw new Malformed("a sort key whose digits do not end");
  }

  private static int get(byte[] bytes, int bit) {
    int value = 0;
    for (int i = 0; i < GROUP_BITS; i++) {
      int index = bit + i;
      value = value << 1 | (bytes[index / 8] >> (7 - index % 8) & 1);
    }
    return value;
  }
}
