package dev.diorama.iam;

import dev.diorama.core.router.AuthFailure;
import dev.diorama.core.router.AuthFailure.Kind;
import dev.diorama.core.router.Authenticator;
import dev.diorama.core.router.Principal;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.iam.IamModel.LastUsed;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Verifies Signature Version 4, in the Authorization header and in presigned queries. */
final class SigV4Authenticator implements Authenticator {
  private static final String UNSIGNED = "UNSIGNED-PAYLOAD";
  private static final String UNSIGNED_TRAILER = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
  private static final String CHUNKED = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
  private static final String CHUNKED_TRAILER = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER";
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern REGION =
      Pattern.compile("[.-]((?:af|ap|ca|cn|eu|il|me|mx|sa|us)(?:-[a-z]+)+-[0-9])\\.");

  /** Services that are signed for us-east-1 whatever the Region: their hosts name none. */
  private static final List<String> GLOBAL_HOSTS =
      List.of("iam.amazonaws.com", "sts.amazonaws.com", "cloudfront.amazonaws.com");

  private final InstantSource clock;
  private final Keys keys;
  private final SigningKeys signingKeys = new SigningKeys();

  SigV4Authenticator(InstantSource clock, Keys keys) {
    this.clock = clock;
    this.keys = keys;
  }

  @Override
  public Principal authenticate(HttpRequest request, String service, long maxSkewSeconds) {
    boolean s3 = service.equals("s3");
    Optional<Signature> found = Signature.of(request, s3);
    if (found.isEmpty()) {
      return Principal.ANONYMOUS;
    }
    Signature signature = found.get();
    checkScope(request, signature, service);
    checkAllSigned(request, signature);
    checkTime(signature, maxSkewSeconds);
    Keys.Credential credential = keys.find(signature.accessKeyId(), signature.token());
    byte[] key = signingKeys.key(signature, credential.secret());
    verify(request, signature, key, s3);
    keys.used(signature.accessKeyId(), new LastUsed(clock.instant(), service, signature.region()));
    return credential.principal();
  }

  @Override
  public Principal resolve(String accessKeyId, String sessionToken) {
    return keys.find(accessKeyId, sessionToken).principal();
  }

  @Override
  public Principal verify(
      String accessKeyId, String sessionToken, String stringToSign, String signature) {
    Keys.Credential credential = keys.find(accessKeyId, sessionToken);
    String[] lines = stringToSign.split("\n", -1);
    String[] scope = lines.length == 4 ? lines[2].split("/", -1) : new String[0];
    if (scope.length != 4
        || !lines[0].equals(Signature.ALGORITHM)
        || !scope[3].equals(Signature.TERMINATOR)) {
      throw new AuthFailure(Kind.MALFORMED, "That is no string to sign of " + Signature.ALGORITHM);
    }
    byte[] key = signingKeys.key(accessKeyId, scope[0], scope[1], scope[2], credential.secret());
    if (!Hmac.same(Hmac.signHex(key, stringToSign), signature)) {
      throw new AuthFailure(Kind.BAD_SIGNATURE, "");
    }
    return credential.principal();
  }

  private static void checkScope(HttpRequest request, Signature signature, String service) {
    if (!signature.service().equals(service)) {
      throw new AuthFailure(
          Kind.MALFORMED, "Credential should be scoped to correct service: '" + service + "'.");
    }
    String expected = "";
    Matcher region = REGION.matcher(request.host());
    while (region.find()) {
      expected = region.group(1);
    }
    if (GLOBAL_HOSTS.contains(request.host())) {
      expected = "us-east-1";
    }
    if (signature.region().isEmpty()
        || (!expected.isEmpty() && !expected.equals(signature.region()))) {
      throw new AuthFailure(
          Kind.MALFORMED,
          "Credential should be scoped to a valid region. The region '"
              + signature.region()
              + "' is wrong"
              + (expected.isEmpty() ? "" : "; expecting '" + expected + "'"));
    }
  }

  /** A header that AWS acts upon must be signed, or whoever stands in between could add it. */
  private static void checkAllSigned(HttpRequest request, Signature signature) {
    for (String name : request.headers().asMap().keySet()) {
      String lower = name.toLowerCase(Locale.ROOT);
      if (lower.startsWith("x-amz-") && !signature.signedHeaders().contains(lower)) {
        throw new AuthFailure(
            Kind.MALFORMED,
            "There were headers present in the request which were not signed: " + lower);
      }
    }
  }

  private void checkTime(Signature signature, long maxSkewSeconds) {
    Instant now = clock.instant();
    Instant signed = signature.signedAt();
    Duration skew = Duration.ofSeconds(maxSkewSeconds);
    if (signed.isAfter(now.plus(skew))) {
      throw new AuthFailure(
          Kind.SKEWED, signature.amzDate() + " is still later than " + window(now, skew, "+"));
    }
    if (signature.presigned()) {
      if (!now.isBefore(signed.plusSeconds(signature.expiresSeconds()))) {
        throw new AuthFailure(
            Kind.EXPIRED_URL,
            signature.amzDate()
                + " plus "
                + signature.expiresSeconds()
                + " seconds is not later than "
                + Signature.format(now));
      }
    } else if (signed.isBefore(now.minus(skew))) {
      throw new AuthFailure(
          Kind.SKEWED, signature.amzDate() + " is now earlier than " + window(now, skew, "-"));
    }
  }

  private static String window(Instant now, Duration skew, String sign) {
    Instant limit = sign.equals("+") ? now.plus(skew) : now.minus(skew);
    return Signature.format(limit)
        + " ("
        + Signature.format(now)
        + " "
        + sign
        + " "
        + skew.toMinutes()
        + " min.)";
  }

  private static void verify(HttpRequest request, Signature signature, byte[] key, boolean s3) {
    String payload = payload(request, signature, s3);
    Set<String> readings = CanonicalRequest.readings(request, signature, payload, s3);
    if (readings.stream()
        .noneMatch(
            reading ->
                Hmac.same(
                    Hmac.signHex(key, stringToSign(signature, reading)), signature.signature()))) {
      String first = readings.iterator().next();
      throw new AuthFailure(
          Kind.BAD_SIGNATURE,
          "The Canonical String for this request should have been\n'"
              + first
              + "'\n\nThe String-to-Sign should have been\n'"
              + stringToSign(signature, first)
              + "'\n");
    }
    if (SHA256.matcher(payload).matches()) {
      if (!payload.equals(Hmac.sha256Hex(request.body()))) {
        throw new AuthFailure(Kind.BAD_BODY_HASH, "the body's SHA-256 is not " + payload);
      }
    } else if (payload.equals(CHUNKED) || payload.equals(CHUNKED_TRAILER)) {
      ChunkedBody.verify(request.body(), key, signature, payload.equals(CHUNKED_TRAILER));
    }
  }

  private static String stringToSign(Signature signature, String canonical) {
    return Signature.ALGORITHM
        + "\n"
        + signature.amzDate()
        + "\n"
        + signature.scope()
        + "\n"
        + Hmac.sha256Hex(canonical);
  }

  /** What stands for the body in what was signed. */
  private static String payload(HttpRequest request, Signature signature, boolean s3) {
    Optional<String> given =
        request
            .header("x-amz-content-sha256")
            .or(() -> request.query().first("X-Amz-Content-Sha256"));
    if (!s3) {
      // Only S3 lets a body go unsigned; a stated hash is checked, to tell which of both is wrong.
      return given
          .filter(hash -> SHA256.matcher(hash).matches())
          .orElseGet(() -> Hmac.sha256Hex(request.body()));
    }
    if (given.isEmpty() && !signature.presigned()) {
      throw new AuthFailure(
          Kind.MALFORMED, "Missing required header for this request: x-amz-content-sha256");
    }
    String hash = given.orElse(UNSIGNED);
    if (SHA256.matcher(hash).matches()
        || List.of(UNSIGNED, UNSIGNED_TRAILER, CHUNKED, CHUNKED_TRAILER).contains(hash)) {
      return hash;
    }
    throw new AuthFailure(
        Kind.MALFORMED,
        "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER,"
            + " STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER or a"
            + " valid sha256 value, not "
            + hash);
  }
}
