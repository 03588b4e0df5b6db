package dev.diorama.cloudfront;

import dev.diorama.core.wire.HttpRequest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The cache key: distribution, path, and what the cache rules choose of query string, headers and
 * cookies. Documented:
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/understanding-the-cache-key.html
 *
 * <p>Query strings enter in the order written: two orders are two entries, which is why AWS advises
 * to keep one. GET shares its entries with HEAD, but not the other way round.
 */
final class CacheKeys {
  private static final String HEAD = "HEAD\n";

  private CacheKeys() {}

  static EdgeCache.Key of(Visit visit, Behaviour behaviour) {
    HttpRequest request = visit.request();
    CacheRules rules = behaviour.caching();
    String query = RequestParts.query(request.rawQuery(), rules.query()::picks);
    StringBuilder variant = new StringBuilder();
    if (request.method().equals("OPTIONS")) {
      variant.append("OPTIONS\n");
    }
    String encoding = AcceptEncoding.normalized(request.headers(), rules);
    if (!encoding.isEmpty()) {
      variant.append("accept-encoding:").append(encoding).append('\n');
    }
    Map<String, List<String>> made = MadeHeaders.of(visit).asMap();
    for (String name : new TreeMap<>(lower(rules.headers().names())).keySet()) {
      List<String> values = made.getOrDefault(name, request.headers().all(name));
      variant.append(name).append(':').append(String.join(",", values)).append('\n');
    }
    String cookies = RequestParts.cookies(request.headers(), rules.cookies()::picks);
    if (!cookies.isEmpty()) {
      variant.append("cookie:").append(cookies).append('\n');
    }
    return new EdgeCache.Key(
        visit.distribution().id(),
        query.isEmpty() ? request.rawPath() : request.rawPath() + "?" + query,
        variant.toString());
  }

  private static Map<String, Boolean> lower(Iterable<String> names) {
    Map<String, Boolean> lower = new TreeMap<>();
    for (String name : names) {
      lower.put(name.toLowerCase(Locale.ROOT), true);
    }
    return lower;
  }

  /** The key under which the answer to a HEAD is kept that no GET has answered before. */
  static EdgeCache.Key forHead(EdgeCache.Key key) {
    return new EdgeCache.Key(key.distribution(), key.path(), key.variant() + HEAD);
  }

  static boolean isForHead(EdgeCache.Key key) {
    return key.variant().endsWith(HEAD);
  }
}
