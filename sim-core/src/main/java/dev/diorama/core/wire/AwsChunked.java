package dev.diorama.core.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apiguardian.api.API;

/**
 * A body in {@code aws-chunked} coding: chunks with their lengths and, where signed, signatures;
 * then trailing headers.
 *
 * <p>Framing, the decoded length and the trailing checksum are checked here. Signatures of chunks
 * and trailer are not: they are handed out for whoever has the signing key.
 *
 * @param body the coded body
 * @param chunks the chunks in order, without the empty one at the end
 * @param lastSignature signature of the empty chunk at the end; empty when unsigned
 * @param trailers the trailing headers, without the signature
 * @param trailerSignature signature of the trailing headers; empty when unsigned
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html">Documentation</a>
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@SuppressWarnings("ArrayRecordComponent") // A body is handed on, never compared.
public record AwsChunked(
    byte[] body,
    List<Chunk> chunks,
    String lastSignature,
    Headers trailers,
    String trailerSignature) {
  /** Every chunk but the last has at least this many bytes. Documented (InvalidChunkSizeError). */
  public static final int SMALLEST_CHUNK = 8192;

  /** The longest line between chunks: a length and a signature fit well. */
  private static final int LONGEST_LINE = 4096;

  private static final String CODING = "aws-chunked";
  private static final String SIGNATURE = "chunk-signature=";
  private static final String TRAILER_SIGNATURE = "x-amz-trailer-signature";
  private static final String DECODED_LENGTH = "x-amz-decoded-content-length";

  public AwsChunked {
    chunks = List.copyOf(chunks);
  }

  /**
   * Where a chunk's data stands in the coded body.
   *
   * @param offset index of its first byte
   * @param length how many bytes
   * @param signature in hex; empty when unsigned
   */
  public record Chunk(int offset, int length, String signature) {}

  /** True when the request says that its body is coded so. */
  public static boolean isChunked(HttpRequest request) {
    return request.header("x-amz-content-sha256").orElse("").startsWith("STREAMING-")
        || codings(request).contains(CODING);
  }

  private static List<String> codings(HttpRequest request) {
    List<String> found = new ArrayList<>();
    for (String line : request.headers().all("Content-Encoding")) {
      for (String coding : line.split(",", -1)) {
        found.add(coding.strip().toLowerCase(Locale.ROOT));
      }
    }
    return found;
  }

  /**
   * Reads the chunks of a coded body.
   *
   * @throws AwsException IncompleteBody, InvalidChunkSizeError, MissingContentLength or
   *     MalformedTrailerError, as S3 answers (observed)
   */
  public static AwsChunked of(HttpRequest request) {
    return new Reader(request).read();
  }

  /** The data of all chunks together. */
  public byte[] data() {
    int total = 0;
    for (Chunk chunk : chunks) {
      total += chunk.length();
    }
    byte[] data = new byte[total];
    int to = 0;
    for (Chunk chunk : chunks) {
      System.arraycopy(body, chunk.offset(), data, to, chunk.length());
      to += chunk.length();
    }
    return data;
  }

  /**
   * The data, once the trailing checksums are found to be right.
   *
   * @throws AwsException BadDigest or InvalidRequest if one is not
   */
  public byte[] checkedData() {
    byte[] data = data();
    trailers
        .asMap()
        .forEach(
            (name, values) ->
                Checksums.ofHeader(name)
                    .ifPresent(each -> each.check(data, values.get(0), "trailing header")));
    return data;
  }

  /**
   * The request as if it had not been coded: without the coding's name, with the decoded length,
   * and with the trailing headers among the others. The body stays as it is. Any other request is
   * returned unchanged.
   */
  static HttpRequest unwrapHeaders(HttpRequest request) {
    if (!isChunked(request)) {
      return request;
    }
    AwsChunked chunked = of(request);
    Headers.Builder headers = request.headers().toBuilder().remove("Content-Encoding");
    String codings =
        codings(request).stream()
            .filter(coding -> !coding.equals(CODING))
            .collect(Collectors.joining(","));
    if (!codings.isEmpty()) {
      headers.set("Content-Encoding", codings);
    }
    request.header(DECODED_LENGTH).ifPresent(length -> headers.set("Content-Length", length));
    chunked.trailers().asMap().forEach((name, values) -> headers.set(name, values.get(0)));
    return request.withBody(headers.build(), request.body());
  }

  /** Reads one coded body from front to back. */
  private static final class Reader {
    private final HttpRequest request;
    private final byte[] body;
    private final List<Chunk> chunks = new ArrayList<>();
    private int at;

    private Reader(HttpRequest request) {
      this.request = request;
      this.body = request.body();
    }

    private AwsChunked read() {
      long expected = decodedLength();
      long total = 0;
      String signature = readChunk();
      while (chunks.get(chunks.size() - 1).length() > 0) {
        total += chunks.get(chunks.size() - 1).length();
        signature = readChunk();
      }
      chunks.remove(chunks.size() - 1);
      if (total != expected) {
        throw incomplete();
      }
      for (int i = 0; i < chunks.size() - 1; i++) {
        if (chunks.get(i).length() < SMALLEST_CHUNK) {
          throw Refusal.of(
              "InvalidChunkSizeError",
              400,
              "Only the last chunk is allowed to have a size less than 8192 bytes");
        }
      }
      Headers.Builder trailers = Headers.builder();
      String trailerSignature = readTrailers(trailers);
      return new AwsChunked(body, chunks, signature, announced(trailers), trailerSignature);
    }

    private long decodedLength() {
      Optional<String> given = request.header(DECODED_LENGTH);
      if (given.isEmpty()) {
        throw Refusal.of(
            "MissingContentLength", 411, "You must provide the Content-Length HTTP header.");
      }
      try {
        return Long.parseLong(given.get().strip());
      } catch (NumberFormatException e) {
        throw incomplete();
      }
    }

    /** Reads a chunk, the empty one at the end included; returns its signature. */
    private String readChunk() {
      String line = readLine();
      int semicolon = line.indexOf(';');
      String extension = semicolon < 0 ? "" : line.substring(semicolon + 1).strip();
      String signature =
          extension.startsWith(SIGNATURE) ? extension.substring(SIGNATURE.length()) : "";
      int length;
      try {
        length = Integer.parseInt(semicolon < 0 ? line : line.substring(0, semicolon), 16);
      } catch (NumberFormatException e) {
        throw incomplete();
      }
      if (length < 0 || length > body.length - at) {
        throw incomplete();
      }
      chunks.add(new Chunk(at, length, signature));
      if (length > 0) {
        at += length;
        if (at + 2 > body.length || body[at] != '\r' || body[at + 1] != '\n') {
          throw incomplete();
        }
        at += 2;
      }
      return signature;
    }

    private String readTrailers(Headers.Builder trailers) {
      String signature = "";
      while (at < body.length) {
        String line = readLine();
        if (line.isEmpty()) {
          break;
        }
        int colon = line.indexOf(':');
        if (colon < 1) {
          throw malformedTrailer();
        }
        String name = line.substring(0, colon).strip();
        String value = line.substring(colon + 1).strip();
        if (name.equalsIgnoreCase(TRAILER_SIGNATURE)) {
          signature = value;
        } else {
          trailers.add(name, value);
        }
      }
      if (at < body.length) {
        throw malformedTrailer();
      }
      return signature;
    }

    /** What the x-amz-trailer header announces must be there, and nothing else may be. */
    private Headers announced(Headers.Builder trailers) {
      Headers found = trailers.build();
      Headers.Builder left = found.toBuilder();
      for (String line : request.headers().all("x-amz-trailer")) {
        for (String name : line.split(",", -1)) {
          if (!found.has(name.strip())) {
            throw malformedTrailer();
          }
          left.remove(name.strip());
        }
      }
      if (!left.build().asMap().isEmpty()) {
        throw malformedTrailer();
      }
      return found;
    }

    private String readLine() {
      int end = at;
      int limit = Math.min(body.length - 1, at + LONGEST_LINE);
      while (end < limit && !(body[end] == '\r' && body[end + 1] == '\n')) {
        end++;
      }
      if (end >= limit) {
        throw incomplete();
      }
      String line = new String(Arrays.copyOfRange(body, at, end), StandardCharsets.ISO_8859_1);
      at = end + 2;
      return line;
    }

    private static AwsException incomplete() {
      return Refusal.of("IncompleteBody", 400, "The request body terminated unexpectedly");
    }

    private static AwsException malformedTrailer() {
      return Refusal.of(
          "MalformedTrailerError",
          400,
          "The request contained trailing data that was not well-formed or did not conform to our"
              + " published schema.");
    }
  }
}
