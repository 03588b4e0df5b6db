package dev.diorama.cloudfront;

import dev.diorama.core.wire.Headers;
import dev.diorama.core.wire.UrlCoding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Parts of a request by name, in the form and the order in which the viewer wrote them. */
final class RequestParts {
  private RequestParts() {}

  /** The query string with only those parameters. */
  static String query(String raw, Predicate<String> picks) {
    if (raw.isEmpty()) {
      return "";
    }
    List<String> kept = new ArrayList<>();
    for (String pair : raw.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = UrlCoding.decodeForm(equals < 0 ? pair : pair.substring(0, equals));
      if (!pair.isEmpty() && picks.test(name)) {
        kept.add(pair);
      }
    }
    return String.join("&", kept);
  }

  /** The Cookie header with only those cookies; empty when none is left. */
  static String cookies(Headers headers, Predicate<String> picks) {
    List<String> kept = new ArrayList<>();
    for (String header : headers.all("Cookie")) {
      for (String pair : header.split(";", -1)) {
        String cookie = pair.trim();
        int equals = cookie.indexOf('=');
        if (!cookie.isEmpty() && picks.test(equals < 0 ? cookie : cookie.substring(0, equals))) {
          kept.add(cookie);
        }
      }
    }
    return String.join("; ", kept);
  }

  /** Every cookie's value by name; the first of a name counts. */
  static Map<String, String> cookies(Headers headers) {
    Map<String, String> found = new LinkedHashMap<>();
    for (String header : headers.all("Cookie")) {
      for (String pair : header.split(";", -1)) {
        int equals = pair.indexOf('=');
        if (equals > 0) {
          found.putIfAbsent(pair.substring(0, equals).trim(), pair.substring(equals + 1).trim());
        }
      }
    }
    return found;
  }
}
