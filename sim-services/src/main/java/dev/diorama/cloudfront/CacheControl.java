package dev.diorama.cloudfront;

import dev.diorama.core.wire.Headers;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/** The directives of a response's Cache-Control header. */
record CacheControl(Map<String, String> directives) {
  static CacheControl of(Headers headers) {
    Map<String, String> found = new LinkedHashMap<>();
    for (String value : headers.all("Cache-Control")) {
      for (String part : value.split(",", -1)) {
        int equals = part.indexOf('=');
        String name = (equals < 0 ? part : part.substring(0, equals)).trim();
        String argument = equals < 0 ? "" : part.substring(equals + 1).trim().replace("\"", "");
        if (!name.isEmpty()) {
          found.putIfAbsent(name.toLowerCase(Locale.ROOT), argument);
        }
      }
    }
    return new CacheControl(found);
  }

  boolean has(String directive) {
    return directives.containsKey(directive);
  }

  /** The seconds that a directive names; empty when it is absent or says no number. */
  OptionalLong seconds(String directive) {
    String value = directives.getOrDefault(directive, "");
    if (value.isEmpty() || value.length() > 18) {
      return OptionalLong.empty();
    }
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) < '0' || value.charAt(i) > '9') {
        return OptionalLong.empty();
      }
    }
    return OptionalLong.of(Long.parseLong(value));
  }

  /** What max-age or, before it, s-maxage asks for. */
  OptionalLong maxAge() {
    OptionalLong shared = seconds("s-maxage");
    return shared.isPresent() ? shared : seconds("max-age");
  }
}
