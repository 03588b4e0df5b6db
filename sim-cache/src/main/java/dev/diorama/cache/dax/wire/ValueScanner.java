package dev.diorama.cache.dax.wire;

import io.netty.buffer.ByteBuf;

/**
 * Finds where a CBOR value ends in bytes that are still arriving, without reading any byte twice.
 *
 * <p>DAX requests have no length in front of them: where one ends is known only from its values. A
 * value that says it is longer than allowed is refused when it says so, not when it has come.
 */
final class ValueScanner {
  /** Documents nest 32 deep, documented for DynamoDB; some room for what is around them. */
  static final int MAX_DEPTH = 64;

  private static final int OPEN = -1;

  private final long maxBytes;
  private final long[] pending = new long[MAX_DEPTH];
  private int depth;
  private long skip;
  private int at;

  ValueScanner(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** How many bytes from the start of the buffer have been scanned. */
  int position() {
    return at;
  }

  /** Says that the buffer now begins {@code count} bytes later. */
  void forget(int count) {
    at -= count;
  }

  /**
   * Goes on scanning one value.
   *
   * @return whether it has ended, at {@link #position}; otherwise more bytes are needed
   */
  boolean scan(ByteBuf buffer) {
    while (true) {
      int here = buffer.readableBytes() - at;
      if (skip > 0) {
        int step = (int) Math.min(skip, here);
        at += step;
        skip -= step;
        if (skip > 0) {
          return false;
        }
        if (ended()) {
          return true;
        }
        continue;
      }
      if (here < 1) {
        return false;
      }
      int head = buffer.getUnsignedByte(buffer.readerIndex() + at);
      int info = head & 0x1f;
      int extra = info < 24 || info == 31 ? 0 : info > 27 ? -1 : 1 << (info - 24);
      if (extra < 0) {
        throw new Malformed("a head that RFC 8949 does not have: " + head);
      }
      if (here < 1 + extra) {
        return false;
      }
      long value = info;
      if (extra > 0) {
        value = 0;
        for (int i = 1; i <= extra; i++) {
          value = value << 8 | buffer.getUnsignedByte(buffer.readerIndex() + at + i);
        }
      }
      at += 1 + extra;
      if (at > maxBytes) {
        throw tooLong();
      }
      if (head(head >>> 5, info, value) && ended()) {
        return true;
      }
    }
  }

  /** True when the item that the head begins is also its end. */
  private boolean head(int major, int info, long value) {
    boolean open = info == 31;
    switch (major) {
      case CborReader.BYTES, CborReader.TEXT -> {
        refuse(open, "a string of unknown length");
        if (value < 0 || value > maxBytes - at) {
          throw tooLong();
        }
        skip = value;
        return value == 0;
      }
      case CborReader.ARRAY -> {
        return opened(open ? OPEN : value);
      }
      case CborReader.MAP -> {
        if (!open && (value < 0 || value > maxBytes)) {
          throw tooLong();
        }
        return opened(open ? OPEN : value * 2);
      }
      case CborReader.TAG -> {
        refuse(open, "a tag without a number");
        return false;
      }
      case CborReader.SIMPLE -> {
        if (open) {
          if (depth == 0 || pending[depth - 1] != OPEN) {
            throw new Malformed("an end of nothing");
          }
          depth--;
        }
        return true;
      }
      default -> {
        refuse(open, "an integer without a value");
        return true;
      }
    }
  }

  private static void refuse(boolean wrong, String what) {
    if (wrong) {
      throw new Malformed(what);
    }
  }

  private boolean opened(long count) {
    if (count == 0) {
      return true;
    }
    if (count != OPEN && (count < 0 || count > maxBytes - at)) {
      throw tooLong();
    }
    if (depth == MAX_DEPTH) {
      throw new Malformed("values nested more than " + MAX_DEPTH + " deep");
    }
    pending[depth++] = count;
    return false;
  }

  /** Counts an ended item towards what is around it; true when the whole value has ended. */
  private boolean ended() {
    while (depth > 0) {
      if (pending[depth - 1] == OPEN || --pending[depth - 1] > 0) {
        return false;
      }
      depth--;
    }
    return true;
  }

  private Malformed tooLong() {
    return new Malformed("a request of more than " + maxBytes + " bytes");
  }
}
