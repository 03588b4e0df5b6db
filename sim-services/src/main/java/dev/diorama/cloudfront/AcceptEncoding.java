package dev.diorama.cloudfront;

import dev.diorama.core.wire.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The Accept-Encoding header, reduced to what can make a difference. Documented:
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/controlling-the-cache-key.html#cache-policy-compressed-objects
 */
final class AcceptEncoding {
  static final String NAME = "Accept-Encoding";

  private AcceptEncoding() {}

  /** {@code br,gzip}, one of the two, or nothing: what the key has and the origin is told. */
  static String normalized(Headers headers, CacheRules rules) {
    List<String> kept = new ArrayList<>();
    if (rules.brotli() && accepts(headers, "br")) {
      kept.add("br");
    }
    if (rules.gzip() && accepts(headers, "gzip")) {
      kept.add("gzip");
    }
    return String.join(",", kept);
  }

  static boolean accepts(Headers headers, String coding) {
    for (String header : headers.all(NAME)) {
      for (String part : header.toLowerCase(Locale.ROOT).split(",", -1)) {
        String[] words = part.replace(" ", "").split(";", 2);
        boolean refused =
            words.length > 1 && (words[1].equals("q=0") || words[1].matches("q=0\\.0{1,3}"));
        if (words[0].equals(coding) && !refused) {
          return true;
        }
      }
    }
    return false;
  }
}
