package dev.diorama.cloudfront;

import dev.diorama.core.json.Json;
import dev.diorama.core.json.JsonException;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.QueryParams;
import dev.diorama.core.wire.Wildcards;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Signed URLs and signed cookies, by canned and by custom policy.
 *
 * <p>Documented:
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-signed-urls.html
 * and
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-signed-cookies.html.
 * RSA keys with SHA-1, as signatures have been since the beginning; the errors' codes and words are
 * observed in answers that people quoted.
 */
final class SignedAccess {
  /** What a signed URL adds to the query string; it reaches neither cache key nor origin. */
  static final Set<String> PARAMETERS = Set.of("Expires", "Policy", "Signature", "Key-Pair-Id");

  private static final String COOKIE = "CloudFront-";

  /** What a viewer shows; missing parts are empty. */
  private record Shown(String expires, String policy, String signature, String keyId) {}

  private final Catalog catalog;

  SignedAccess(Catalog catalog) {
    this.catalog = catalog;
  }

  /**
   * Lets the request pass, or refuses it.
   *
   * @param epochSeconds the time
   * @throws EdgeRefusal if it is not signed well, or not for this request, time and address
   */
  void check(Visit visit, Behaviour behaviour, long epochSeconds) {
    HttpRequest request = visit.request();
    Shown shown = shown(request);
    if (shown.keyId().isEmpty()) {
      throw EdgeRefusal.xml(
          403,
          "MissingKey",
          "Missing Key-Pair-Id query parameter or cookie value",
          "the behaviour wants signed URLs or cookies");
    }
    Catalog.TrustedKey key =
        catalog.trustedKeys(behaviour.keyGroups()).stream()
            .filter(each -> each.id().equals(shown.keyId()))
            .findFirst()
            .orElseThrow(
                () ->
                    EdgeRefusal.xml(
                        403,
                        "InvalidKey",
                        "Unknown Key",
                        "no trusted key group has the key " + shown.keyId()));
    byte[] signature = decode(shown.signature());
    PublicKey publicKey = publicKey(key.pem());
    if (!shown.policy().isEmpty()) {
      byte[] policy = decode(shown.policy());
      if (!verifies(publicKey, policy, signature)) {
        throw denied("the signature is not that of the policy");
      }
      custom(visit, new String(policy, StandardCharsets.UTF_8), epochSeconds);
      return;
    }
    long expires = expires(shown);
    boolean good =
        urls(visit).stream()
            .anyMatch(
                url ->
                    verifies(
                        publicKey,
                        cannedPolicy(url, expires).getBytes(StandardCharsets.UTF_8),
                        signature));
    if (!good) {
      throw denied("the signature is not that of this URL and time");
    }
    if (epochSeconds >= expires) {
      throw denied("expired at " + expires);
    }
  }

  private static Shown shown(HttpRequest request) {
    QueryParams query = request.query();
    if (query.has("Key-Pair-Id") || query.has("Signature")) {
      return new Shown(
          query.first("Expires").orElse(""),
          query.first("Policy").orElse(""),
          query.first("Signature").orElse(""),
          query.first("Key-Pair-Id").orElse(""));
    }
    Map<String, String> cookies = RequestParts.cookies(request.headers());
    return new Shown(
        cookies.getOrDefault(COOKIE + "Expires", ""),
        cookies.getOrDefault(COOKIE + "Policy", ""),
        cookies.getOrDefault(COOKIE + "Signature", ""),
        cookies.getOrDefault(COOKIE + "Key-Pair-Id", ""));
  }

  private static long expires(Shown shown) {
    try {
      return Long.parseLong(shown.expires());
    } catch (NumberFormatException e) {
      throw EdgeRefusal.xml(
          403, "AccessDenied", "Access denied", "Expires is no number: " + shown.expires());
    }
  }

  private static String cannedPolicy(String url, long expires) {
    return "{\"Statement\":[{\"Resource\":\""
        + url
        + "\",\"Condition\":{\"DateLessThan\":{\"AWS:EpochTime\":"
        + expires
        + "}}}]}";
  }

  /**
   * The URLs that this request may be called by, without what the signature added. Where the client
   * reached the distribution by a name that AWS does not have, it may have signed AWS's.
   */
  private static List<String> urls(Visit visit) {
    HttpRequest request = visit.request();
    String query = RequestParts.query(request.rawQuery(), name -> !PARAMETERS.contains(name));
    String tail = request.rawPath() + (query.isEmpty() ? "" : "?" + query);
    List<String> urls = new ArrayList<>();
    urls.add(request.scheme() + "://" + request.host() + tail);
    String own = visit.distribution().domainName();
    if (!request.host().equals(own) && isLocal(visit)) {
      urls.add(
          request.scheme()
              + "://"
              + request.header("Host").orElse(request.host())
              + visit.mount()
              + tail);
      urls.add("https://" + own + tail);
      urls.add("http://" + own + tail);
    }
    return urls;
  }

  private static boolean isLocal(Visit visit) {
    return !visit.mount().isEmpty() || visit.request().host().endsWith(".localhost");
  }

  private static void custom(Visit visit, String policy, long epochSeconds) {
    Json statement;
    try {
      statement = Json.parse(policy).get("Statement").orElseThrow().asList().get(0);
    } catch (JsonException | java.util.NoSuchElementException | IndexOutOfBoundsException e) {
      throw EdgeRefusal.xml(
          400, "MalformedPolicy", "Malformed Policy", "the policy cannot be read: " + policy);
    }
    Optional<String> resource = statement.text("Resource");
    if (resource.isPresent()
        && urls(visit).stream().noneMatch(url -> Wildcards.match(resource.get(), url))) {
      throw denied("the policy is for " + resource.get());
    }
    Optional<Json> condition = statement.get("Condition");
    long until =
        condition
            .flatMap(found -> number(found, "DateLessThan"))
            .orElseThrow(
                () ->
                    EdgeRefusal.xml(400, "MalformedPolicy", "Malformed Policy", "no DateLessThan"));
    if (epochSeconds >= until) {
      throw denied("expired at " + until);
    }
    Optional<Long> after = condition.flatMap(found -> number(found, "DateGreaterThan"));
    if (after.isPresent() && epochSeconds <= after.get()) {
      throw denied("not valid before " + after.get());
    }
    Optional<String> range =
        condition
            .flatMap(found -> found.get("IpAddress"))
            .flatMap(found -> found.text("AWS:SourceIp"));
    if (range.isPresent() && !inRange(visit.request().sourceIp(), range.get())) {
      throw denied("the policy is for " + range.get());
    }
  }

  private static Optional<Long> number(Json condition, String name) {
    return condition
        .get(name)
        .flatMap(found -> found.get("AWS:EpochTime"))
        .filter(Json.Num.class::isInstance)
        .map(found -> ((Json.Num) found).value().longValue());
  }

  /** Whether an IPv4 address lies in a range such as {@code 192.0.2.0/24}; IPv6 as written only. */
  static boolean inRange(String address, String range) {
    int slash = range.indexOf('/');
    String network = slash < 0 ? range : range.substring(0, slash);
    Optional<Long> one = ipv4(address);
    Optional<Long> other = ipv4(network);
    if (one.isEmpty() || other.isEmpty()) {
      return address.equals(network) || range.equals("0.0.0.0/0");
    }
    int bits;
    try {
      bits = slash < 0 ? 32 : Integer.parseInt(range.substring(slash + 1));
    } catch (NumberFormatException e) {
      return false;
    }
    long mask = bits <= 0 ? 0 : -1L << (32 - Math.min(bits, 32));
    return (one.get() & mask) == (other.get() & mask);
  }

  private static Optional<Long> ipv4(String address) {
    String[] parts = address.split("\\.", -1);
    if (parts.length != 4) {
      return Optional.empty();
    }
    long value = 0;
    for (String part : parts) {
      if (!part.matches("[0-9]{1,3}") || Integer.parseInt(part) > 255) {
        return Optional.empty();
      }
      value = value << 8 | Integer.parseInt(part);
    }
    return Optional.of(value);
  }

  private static EdgeRefusal denied(String why) {
    return EdgeRefusal.xml(403, "AccessDenied", "Access denied", why);
  }

  /** Base64 in which {@code + = /} are written {@code - _ ~}, as CloudFront has it. */
  private static byte[] decode(String text) {
    try {
      return Base64.getMimeDecoder()
          .decode(text.replace('-', '+').replace('_', '=').replace('~', '/'));
    } catch (IllegalArgumentException e) {
      throw denied("this is no base64: " + text);
    }
  }

  private static boolean verifies(PublicKey key, byte[] text, byte[] signature) {
    try {
      Signature rsa = Signature.getInstance("SHA1withRSA");
      rsa.initVerify(key);
      rsa.update(text);
      return rsa.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static PublicKey publicKey(String pem) {
    String base64 = pem.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
    try {
      return KeyFactory.getInstance("RSA")
          .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(base64)));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw EdgeRefusal.xml(403, "InvalidKey", "Unknown Key", "the public key cannot be read");
    }
  }
}
