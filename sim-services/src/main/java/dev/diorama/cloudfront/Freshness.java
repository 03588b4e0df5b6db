package dev.diorama.cloudfront;

import dev.diorama.core.wire.HttpResponse;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How long a response of an origin is kept.
 *
 * <p>Documented for objects:
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Expiration.html, and for
 * errors: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/HTTPStatusCodes.html
 * and custom-error-pages-expiration.html beside it. The second of these forbids the keeping of a
 * 410, too, which the first does not list among those that are kept: here it never is.
 *
 * <p>The table leaves open what "honoured" means for {@code no-cache}: here such a response is
 * stored and revalidated each time, while {@code no-store} and {@code private} ones are not stored.
 * Assumed.
 */
final class Freshness {
  /** Statuses that are kept as objects are. That 2xx and 3xx beyond 200 are is assumed. */
  private static final List<Integer> OBJECTS = List.of(200, 203, 204, 300, 301, 302, 303, 307, 308);

  private static final List<Integer> ERRORS_KEPT = List.of(404, 414, 500, 501, 502, 503, 504);
  private static final List<Integer> ERRORS_KEPT_IF_ASKED = List.of(400, 403, 405, 412, 415);

  /** Errors that the origin may forbid to keep; it is not listened to about the others. */
  private static final List<Integer> ERRORS_FORBIDDEN = List.of(404, 414, 501);

  private Freshness() {}

  /**
   * The time to live.
   *
   * @param errorTtl the error caching minimum TTL of that status, seconds
   * @return seconds; 0 when it is kept to be revalidated; empty when it is not kept
   */
  static OptionalLong seconds(HttpResponse response, CacheRules rules, long errorTtl, Instant now) {
    CacheControl control = CacheControl.of(response.headers());
    if (response.status() >= 400) {
      return error(response, rules, errorTtl, now);
    }
    if (!OBJECTS.contains(response.status()) || varies(response, rules)) {
      return OptionalLong.empty();
    }
    boolean forbidden = control.has("no-store") || control.has("private");
    if (forbidden || control.has("no-cache")) {
      if (rules.minTtl() > 0) {
        return OptionalLong.of(rules.minTtl());
      }
      return forbidden ? OptionalLong.empty() : OptionalLong.of(0);
    }
    OptionalLong asked = control.maxAge();
    if (asked.isEmpty()) {
      asked = expires(response, now);
    }
    return OptionalLong.of(
        asked.isPresent()
            ? Math.max(rules.minTtl(), Math.min(asked.getAsLong(), rules.maxTtl()))
            : Math.max(rules.minTtl(), rules.defaultTtl()));
  }

  private static OptionalLong error(
      HttpResponse response, CacheRules rules, long errorTtl, Instant now) {
    CacheControl control = CacheControl.of(response.headers());
    int status = response.status();
    boolean kept =
        ERRORS_KEPT.contains(status)
            || (ERRORS_KEPT_IF_ASKED.contains(status) && control.maxAge().isPresent());
    boolean forbidden =
        ERRORS_FORBIDDEN.contains(status)
            && (control.has("no-store") || control.has("no-cache") || control.has("private"));
    if (!kept || forbidden) {
      return OptionalLong.empty();
    }
    OptionalLong asked = control.maxAge().isPresent() ? control.maxAge() : expires(response, now);
    return OptionalLong.of(Math.max(errorTtl, Math.min(asked.orElse(0), rules.maxTtl())));
  }

  /** {@code Vary: *} with a minimum TTL of 0 means a request to the origin each time. */
  private static boolean varies(HttpResponse response, CacheRules rules) {
    return rules.minTtl() == 0
        && response.headers().all("Vary").stream().anyMatch(value -> value.trim().equals("*"));
  }

  private static OptionalLong expires(HttpResponse response, Instant now) {
    Optional<String> header = response.headers().first("Expires");
    if (header.isEmpty()) {
      return OptionalLong.empty();
    }
    // A date that cannot be read lies in the past, as RFC 9111 has it.
    long seconds =
        date(header.get()).map(at -> at.getEpochSecond() - now.getEpochSecond()).orElse(0L);
    return OptionalLong.of(Math.max(0, seconds));
  }

  /** Reads an HTTP date. */
  static Optional<Instant> date(String text) {
    try {
      return Optional.of(
          ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
