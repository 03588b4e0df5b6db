package dev.diorama.dynamodb;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Unpacks what was packed by gzip: one member or several, and nothing behind them.
 *
 * <p>The JDK's own stream takes anything that follows the last member for its end. AWS does so as
 * well; ScyllaDB's tests, which call that a fault of AWS's, want it refused, and so does DynamoDB
 * Local, if only because it refuses whatever is compressed.
 */
final class Gzip {
  private static final int HEADER = 10;
  private static final int TRAILER = 8;
  private static final int BUFFER = 8_192;

  private static final int HEADER_CHECK = 2;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;

  private final byte[] packed;
  private int at;

  private Gzip(byte[] packed) {
    this.packed = packed;
  }

  /** The bytes that were packed. */
  static byte[] unpack(byte[] packed) throws IOException {
    Gzip gzip = new Gzip(packed);
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    do {
      gzip.header();
      gzip.member(plain);
    } while (gzip.at < packed.length);
    return plain.toByteArray();
  }

  private void header() throws IOException {
    if (packed.length - at < HEADER || octet() != 0x1f || octet() != 0x8b || octet() != 8) {
      throw new IOException("no gzip member at " + at);
    }
    int flags = octet();
    at += 6;
    if ((flags & EXTRA) != 0) {
      int length = octet() | (octet() << 8);
      at += length;
    }
    if ((flags & NAME) != 0) {
      text();
    }
    if ((flags & COMMENT) != 0) {
      text();
    }
    if ((flags & HEADER_CHECK) != 0) {
      at += 2;
    }
  }

  private void text() throws IOException {
    while (octet() != 0) {
      // Names and comments say nothing that matters here.
    }
  }

  private int octet() throws IOException {
    if (at >= packed.length) {
      throw new IOException("gzip ends at " + at);
    }
    return packed[at++] & 0xff;
  }

  private void member(ByteArrayOutputStream plain) throws IOException {
    if (at >= packed.length) {
      throw new IOException("gzip ends at " + at);
    }
    Inflater inflater = new Inflater(true);
    CRC32 check = new CRC32();
    try {
      inflater.setInput(packed, at, packed.length - at);
      byte[] buffer = new byte[BUFFER];
      while (!inflater.finished()) {
        int count = inflater.inflate(buffer);
        if (count == 0 && !inflater.finished()) {
          throw new IOException("gzip ends too early");
        }
        check.update(buffer, 0, count);
        plain.write(buffer, 0, count);
      }
      at += (int) inflater.getBytesRead();
      trailer(check.getValue(), inflater.getBytesWritten());
    } catch (DataFormatException e) {
      throw new IOException(e);
    } finally {
      inflater.end();
    }
  }

  private void trailer(long check, long length) throws IOException {
    if (packed.length - at < TRAILER || word() != check || word() != (length & 0xffffffffL)) {
      throw new IOException("gzip's checksum is wrong");
    }
  }

  private long word() throws IOException {
    return octet() | ((long) octet() << 8) | ((long) octet() << 16) | ((long) octet() << 24);
  }
}
