package dev.diorama.cache.dax.wire;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Writes the CBOR that DAX speaks (RFC 8949), every head in its shortest form. */
final class CborWriter {
  private static final int BREAK = 0xff;
  private static final int INDEFINITE_MAP = 0xbf;
  private static final int FLOAT64 = 0xfb;

  private byte[] bytes;
  private int length;

  CborWriter() {
    this(128);
  }

  CborWriter(int room) {
    this.bytes = new byte[room];
  }

  private void room(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(length, more), bytes.length * 2));
    }
  }

  private void put(int value) {
    bytes[length++] = (byte) value;
  }

  private void bigEndian(long value, int count) {
    for (int shift = 8 * (count - 1); shift >= 0; shift -= 8) {
      put((int) (value >>> shift));
    }
  }

  private CborWriter head(int major, long value) {
    room(9);
    int type = major << 5;
    if (value >= 0 && value < 24) {
      put(type | (int) value);
    } else if (value >= 0 && value <= 0xff) {
      put(type | 24);
      bigEndian(value, 1);
    } else if (value >= 0 && value <= 0xffff) {
      put(type | 25);
      bigEndian(value, 2);
    } else if (value >= 0 && value <= 0xffff_ffffL) {
      put(type | 26);
      bigEndian(value, 4);
    } else {
      put(type | 27);
      bigEndian(value, 8);
    }
    return this;
  }

  CborWriter integer(long value) {
    return value >= 0 ? head(0, value) : head(1, ~value);
  }

  /** A tag-2 or tag-3 integer of any length. */
  CborWriter bigInteger(BigInteger value) {
    boolean negative = value.signum() < 0;
    tag(negative ? 3 : 2);
    byte[] magnitude = (negative ? value.not() : value).toByteArray();
    int from = magnitude.length > 1 && magnitude[0] == 0 ? 1 : 0;
    return bytes(magnitude, from, magnitude.length - from);
  }

  CborWriter bytes(byte[] value) {
    return bytes(value, 0, value.length);
  }

  CborWriter bytes(byte[] value, int from, int count) {
    head(2, count);
    return raw(value, from, count);
  }

  /** The content of another writer as one byte string. */
  CborWriter bytes(CborWriter content) {
    return bytes(content.bytes, 0, content.length);
  }

  CborWriter text(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    head(3, utf8.length);
    return raw(utf8, 0, utf8.length);
  }

  CborWriter textOrNull(@Nullable String value) {
    return value == null ? nil() : text(value);
  }

  /** Bytes as they are, without a head. */
  CborWriter raw(byte[] value, int from, int count) {
    room(count);
    System.arraycopy(value, from, bytes, length, count);
    length += count;
    return this;
  }

  CborWriter raw(byte[] value) {
    return raw(value, 0, value.length);
  }

  CborWriter array(int size) {
    return head(4, size);
  }

  CborWriter map(int size) {
    return head(5, size);
  }

  CborWriter openMap() {
    room(1);
    put(INDEFINITE_MAP);
    return this;
  }

  CborWriter end() {
    room(1);
    put(BREAK);
    return this;
  }

  CborWriter tag(long tag) {
    return head(6, tag);
  }

  CborWriter bool(boolean value) {
    room(1);
    put(value ? 0xf5 : 0xf4);
    return this;
  }

  CborWriter nil() {
    room(1);
    put(0xf6);
    return this;
  }

  CborWriter float64(double value) {
    room(9);
    put(FLOAT64);
    bigEndian(Double.doubleToRawLongBits(value), 8);
    return this;
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }
}
