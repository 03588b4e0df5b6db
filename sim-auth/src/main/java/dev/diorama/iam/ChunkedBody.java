package dev.diorama.iam;

import dev.diorama.core.router.AuthFailure;
import dev.diorama.core.router.AuthFailure.Kind;
import java.nio.charset.StandardCharsets;

/**
 * A body sent in signed chunks, each signature made over the one before: {@code aws-chunked}.
 * Documented: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html and
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 */
final class ChunkedBody {
  private final byte[] body;
  private final byte[] key;
  private final Signature seed;
  private String previous;
  private int at;

  private ChunkedBody(byte[] body, byte[] key, Signature seed) {
    this.body = body;
    this.key = key;
    this.seed = seed;
    this.previous = seed.signature();
  }

  /**
   * Verifies every chunk, and the trailer when there is to be one.
   *
   * @throws AuthFailure if a signature differs or the framing cannot be read
   */
  static void verify(byte[] body, byte[] key, Signature seed, boolean trailer) {
    ChunkedBody chunked = new ChunkedBody(body, key, seed);
    while (chunked.chunk() > 0) {
      // The chunk of length 0 is the last.
    }
    if (trailer) {
      chunked.trailer();
    }
    chunked.checkEnd();
  }

  /** What follows the last signature is signed by nobody, so nothing but an empty line may. */
  private void checkEnd() {
    for (int i = at; i < body.length; i++) {
      if (body[i] != '\r' && body[i] != '\n') {
        throw broken();
      }
    }
  }

  private int chunk() {
    String header = line();
    int semicolon = header.indexOf(";chunk-signature=");
    int length;
    try {
      length = semicolon < 0 ? -1 : Integer.parseInt(header, 0, semicolon, 16);
    } catch (NumberFormatException e) {
      length = -1;
    }
    if (length < 0 || length > body.length - at) {
      throw broken();
    }
    String signature = header.substring(semicolon + ";chunk-signature=".length());
    check(
        signature,
        "AWS4-HMAC-SHA256-PAYLOAD\n"
            + seed.amzDate()
            + "\n"
            + seed.scope()
            + "\n"
            + previous
            + "\n"
            + Hmac.EMPTY
            + "\n"
            + Hmac.sha256Hex(body, at, length));
    at += length;
    if (length > 0 && !line().isEmpty()) {
      throw broken();
    }
    return length;
  }

  private void trailer() {
    StringBuilder headers = new StringBuilder();
    String line = line();
    while (!line.startsWith("x-amz-trailer-signature:")) {
      int colon = line.indexOf(':');
      if (colon < 0) {
        throw broken();
      }
      headers
          .append(line, 0, colon)
          .append(':')
          .append(line.substring(colon + 1).strip())
          .append('\n');
      line = line();
    }
    check(
        line.substring(line.indexOf(':') + 1).strip(),
        "AWS4-HMAC-SHA256-TRAILER\n"
            + seed.amzDate()
            + "\n"
            + seed.scope()
            + "\n"
            + previous
            + "\n"
            + Hmac.sha256Hex(headers.toString()));
  }

  private void check(String signature, String stringToSign) {
    String expected = Hmac.signHex(key, stringToSign);
    if (!Hmac.same(expected, signature)) {
      throw new AuthFailure(
          Kind.BAD_SIGNATURE,
          "The String-to-Sign of a chunk should have been\n'" + stringToSign + "'");
    }
    previous = expected;
  }

  /** The line that begins here, without its end; the empty rest of a body is an empty line. */
  private String line() {
    for (int i = at; i + 1 < body.length; i++) {
      if (body[i] == '\r' && body[i + 1] == '\n') {
        String line = new String(body, at, i - at, StandardCharsets.ISO_8859_1);
        at = i + 2;
        return line;
      }
    }
    throw broken();
  }

  private static AuthFailure broken() {
    return new AuthFailure(
        Kind.BAD_SIGNATURE, "The aws-chunked body ends early or cannot be read.");
  }
}
