package dev.diorama.cloudfront;

import dev.diorama.core.place.City;
import dev.diorama.core.wire.Headers;
import dev.diorama.core.wire.HttpRequest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.cloudfront.model.Origin;
import software.amazon.awssdk.services.cloudfront.model.OriginCustomHeader;

/**
 * Makes the request to the origin out of a viewer's.
 *
 * <p>Documented, header by header:
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RequestAndResponseBehaviorCustomOrigin.html#request-custom-headers-behavior.
 * Under the older settings a header that the table does not name goes on to the origin; under a
 * cache policy it goes only if a policy names it.
 */
final class OriginRequests {
  static final String AGENT = "Amazon CloudFront";

  /** Never passed on as the viewer wrote them: removed, or made anew below. */
  private static final Set<String> OURS =
      Set.of(
          "connection",
          "cookie",
          "accept-encoding",
          "expect",
          "host",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "via",
          "x-amz-cf-id",
          "x-forwarded-for",
          "x-forwarded-proto",
          "x-real-ip",
          City.HEADER.toLowerCase(Locale.ROOT));

  /** Passed on only if a policy or the settings name them. */
  private static final Set<String> UNLESS_NAMED =
      Set.of(
          "accept",
          "accept-charset",
          "accept-language",
          "referer",
          "user-agent",
          "x-http-method-override");

  /** Passed on under a cache policy too. */
  private static final Set<String> ALWAYS =
      Set.of(
          "cache-control",
          "content-length",
          "content-md5",
          "content-type",
          "date",
          "from",
          "max-forwards",
          "pragma",
          "request-range");

  /** Answered at the edge where it caches, else passed on. */
  private static final Set<String> CONDITIONS =
      Set.of(
          "if-match",
          "if-modified-since",
          "if-none-match",
          "if-range",
          "if-unmodified-since",
          "range");

  private OriginRequests() {}

  /**
   * The request.
   *
   * @param cached whether the answer is for a cache, so that conditions and ranges are not passed
   * @param validators conditions of our own, by which a cache asks whether an object has changed
   */
  static HttpRequest of(
      Visit visit,
      Behaviour behaviour,
      Origin origin,
      String scheme,
      int port,
      boolean cached,
      Headers validators) {
    HttpRequest viewer = visit.request();
    CacheRules caching = behaviour.caching();
    Forwarding forwarding = behaviour.forwarding();
    Headers.Builder headers = Headers.builder();
    for (Map.Entry<String, List<String>> header : viewer.headers().asMap().entrySet()) {
      if (passes(header.getKey(), viewer.method(), behaviour, cached)) {
        header.getValue().forEach(value -> headers.add(header.getKey(), value));
      }
    }
    boolean picksAgent = picks("User-Agent", behaviour) && viewer.headers().has("User-Agent");
    if (!picksAgent) {
      headers.set("User-Agent", AGENT);
    }
    addEncoding(headers, viewer, behaviour);
    String cookies =
        RequestParts.cookies(
            viewer.headers(),
            name -> caching.cookies().picks(name) || forwarding.cookies().picks(name));
    if (!cookies.isEmpty()) {
      headers.set("Cookie", cookies);
    }
    MadeHeaders.of(visit)
        .asMap()
        .forEach(
            (name, values) -> {
              boolean asked =
                  caching.headers().mode() == Selection.Mode.SOME && caching.headers().picks(name);
              if (asked || forwarding.made().picks(name)) {
                headers.set(name, values.get(0));
              }
            });
    headers.set("Host", forwardsHost(behaviour, origin) ? hostOf(viewer) : origin.domainName());
    headers.set("X-Amz-Cf-Id", visit.id());
    headers.set("Via", via(viewer, visit));
    headers.set("X-Forwarded-For", forwardedFor(viewer));
    validators.asMap().forEach((name, values) -> headers.set(name, values.get(0)));
    if (origin.customHeaders() != null) {
      for (OriginCustomHeader custom : origin.customHeaders().items()) {
        headers.set(custom.headerName(), custom.headerValue());
      }
    }
    return new HttpRequest(
        viewer.method(),
        scheme,
        origin.domainName().toLowerCase(Locale.ROOT),
        port,
        path(origin, viewer),
        RequestParts.query(
            viewer.rawQuery(),
            name ->
                caching.wholeQuery()
                    || caching.query().picks(name)
                    || forwarding.query().picks(name)),
        headers.build(),
        viewer.body(),
        visit.edge().address());
  }

  private static String path(Origin origin, HttpRequest viewer) {
    return origin.originPath() == null ? viewer.rawPath() : origin.originPath() + viewer.rawPath();
  }

  private static boolean picks(String name, Behaviour behaviour) {
    return behaviour.caching().headers().picks(name)
        || behaviour.forwarding().headers().picks(name);
  }

  private static boolean passes(String header, String method, Behaviour behaviour, boolean cached) {
    String name = header.toLowerCase(Locale.ROOT);
    if (OURS.contains(name) || name.startsWith("x-edge-") || name.startsWith("cloudfront-")) {
      return false;
    }
    if (CONDITIONS.contains(name)) {
      return !cached;
    }
    if (picks(name, behaviour) || ALWAYS.contains(name)) {
      return true;
    }
    if (name.equals("authorization")) {
      // Documented: kept for methods that write, and for OPTIONS unless its answers are cached.
      return switch (method) {
        case "GET", "HEAD" -> false;
        case "OPTIONS" -> !behaviour.caches(method);
        default -> true;
      };
    }
    return behaviour.caching().legacy() && !UNLESS_NAMED.contains(name);
  }

  private static void addEncoding(
      Headers.Builder headers, HttpRequest viewer, Behaviour behaviour) {
    CacheRules caching = behaviour.caching();
    if (!viewer.headers().has(AcceptEncoding.NAME)) {
      return;
    }
    if (caching.gzip() || caching.brotli()) {
      String normalized = AcceptEncoding.normalized(viewer.headers(), caching);
      headers.set(AcceptEncoding.NAME, normalized.isEmpty() ? "identity" : normalized);
    } else if (picks(AcceptEncoding.NAME, behaviour)) {
      headers.set(AcceptEncoding.NAME, String.join(",", viewer.headers().all(AcceptEncoding.NAME)));
    }
  }

  /** Whether the origin sees the viewer's Host; documented: never if it is S3. */
  static boolean forwardsHost(Behaviour behaviour, Origin origin) {
    return origin.s3OriginConfig() == null && picks("Host", behaviour);
  }

  private static String hostOf(HttpRequest viewer) {
    return viewer.header("Host").orElse(viewer.host());
  }

  private static String via(HttpRequest viewer, Visit visit) {
    String own = "1.1 " + visit.edge().via() + " (CloudFront)";
    return viewer.header("Via").map(before -> before + ", " + own).orElse(own);
  }

  private static String forwardedFor(HttpRequest viewer) {
    return viewer
        .header("X-Forwarded-For")
        .map(before -> before + "," + viewer.sourceIp())
        .orElse(viewer.sourceIp());
  }
}
