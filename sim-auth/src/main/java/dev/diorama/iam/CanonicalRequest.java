package dev.diorama.iam;

import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.UrlCoding;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * The text that a signature is made over. Documented:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
final class CanonicalRequest {
  private CanonicalRequest() {}

  /**
   * Every reading of the request that AWS clients sign, the documented one first.
   *
   * <p>S3 signs the path encoded once, all others twice and without dot segments. Clients differ in
   * which harmless characters they encode and whether a plus in a query is a space; each reading
   * names the same resource, so accepting any of them admits nothing that was not signed.
   */
  static Set<String> readings(
      HttpRequest request, Signature signature, String payload, boolean s3) {
    Set<String> readings = new LinkedHashSet<>();
    for (String path : paths(request.rawPath(), s3)) {
      readings.add(text(request, signature, payload, path, UrlCoding::decodeForm));
      if (request.rawQuery().indexOf('+') >= 0) {
        readings.add(text(request, signature, payload, path, UrlCoding::decode));
      }
    }
    return readings;
  }

  private static Set<String> paths(String rawPath, boolean s3) {
    Set<String> paths = new LinkedHashSet<>();
    String path = rawPath.isEmpty() ? "/" : rawPath;
    if (s3) {
      paths.add(path);
      paths.add(UrlCoding.encodePath(UrlCoding.decode(path)));
    } else {
      paths.add(UrlCoding.encodePath(normalized(path)));
      // Some clients leave the path as it is; none that is known sends such paths to these
      // services.
      paths.add(UrlCoding.encodePath(path));
    }
    return paths;
  }

  /** Without dot segments and empty ones. */
  private static String normalized(String path) {
    Deque<String> segments = new ArrayDeque<>();
    for (String segment : path.split("/", -1)) {
      if (segment.equals("..")) {
        segments.pollLast();
      } else if (!segment.isEmpty() && !segment.equals(".")) {
        segments.addLast(segment);
      }
    }
    String joined = "/" + String.join("/", segments);
    boolean folder = path.endsWith("/") || path.endsWith("/.") || path.endsWith("/..");
    return folder && joined.length() > 1 ? joined + "/" : joined;
  }

  private static String text(
      HttpRequest request,
      Signature signature,
      String payload,
      String path,
      UnaryOperator<String> decode) {
    StringBuilder text = new StringBuilder(512);
    text.append(request.method()).append('\n');
    text.append(path).append('\n');
    text.append(query(request.rawQuery(), decode)).append('\n');
    for (String name : signature.signedHeaders()) {
      text.append(name).append(':').append(header(request, name)).append('\n');
    }
    text.append('\n');
    text.append(String.join(";", signature.signedHeaders())).append('\n');
    return text.append(payload).toString();
  }

  private static String query(String rawQuery, UnaryOperator<String> decode) {
    List<String> pairs = new ArrayList<>();
    for (String pair : rawQuery.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = decode.apply(equals < 0 ? pair : pair.substring(0, equals));
      String value = equals < 0 ? "" : decode.apply(pair.substring(equals + 1));
      if (!pair.isEmpty() && !name.equals("X-Amz-Signature")) {
        // The lowest character lets "a" sort before "a-b", whatever stands behind the name.
        pairs.add(UrlCoding.encode(name) + '\0' + UrlCoding.encode(value));
      }
    }
    return pairs.stream()
        .sorted()
        .map(pair -> pair.replace('\0', '='))
        .collect(Collectors.joining("&"));
  }

  private static String header(HttpRequest request, String name) {
    return request.headers().all(name).stream()
        .map(CanonicalRequest::trimmed)
        .collect(Collectors.joining(","));
  }

  /** Without space around, and one space wherever there is some inside. */
  private static String trimmed(String value) {
    StringBuilder out = new StringBuilder(value.length());
    boolean space = false;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == ' ' || (c >= '\t' && c <= '\r')) {
        space = out.length() > 0;
      } else {
        if (space) {
          out.append(' ');
          space = false;
        }
        out.append(c);
      }
    }
    return out.toString();
  }
}
