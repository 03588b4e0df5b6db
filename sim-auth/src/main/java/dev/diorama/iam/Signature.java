package dev.diorama.iam;

import dev.diorama.core.router.AuthFailure;
import dev.diorama.core.router.AuthFailure.Kind;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.QueryParams;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a request says of its own signature, in its Authorization header or its query.
 *
 * @param presigned whether it stands in the query
 * @param date day of the credential scope, {@code yyyymmdd}
 * @param signedHeaders lower case, in the order written
 * @param amzDate the time of signing as written, {@code yyyymmddThhmmssZ}
 * @param token the session token; empty for long-term keys
 * @param expiresSeconds how long a presigned request is good for
 */
record Signature(
    boolean presigned,
    String accessKeyId,
    String date,
    String region,
    String service,
    List<String> signedHeaders,
    String signature,
    String amzDate,
    String token,
    long expiresSeconds) {
  static final String ALGORITHM = "AWS4-HMAC-SHA256";
  static final String TERMINATOR = "aws4_request";

  /**
   * Longest life of a presigned request, documented: seven days, in seconds,
   * https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-presigned-url.html
   */
  static final long MAX_EXPIRES_SECONDS = 604_800;

  /** Life of a presigned request that names none, outside S3; observed with STS: 15 minutes. */
  static final long DEFAULT_EXPIRES_SECONDS = 900;

  private static final DateTimeFormatter BASIC =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final Pattern AMZ_DATE = Pattern.compile("[0-9]{8}T[0-9]{6}Z");
  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");

  Signature {
    signedHeaders = List.copyOf(signedHeaders);
  }

  /**
   * Reads it; empty when the request carries no credentials of any sort.
   *
   * @throws AuthFailure if it carries something that cannot be read
   */
  static Optional<Signature> of(HttpRequest request, boolean s3) {
    List<String> headers = request.headers().all("Authorization");
    QueryParams query = request.query();
    boolean inQuery =
        query.has("X-Amz-Algorithm")
            || query.has("X-Amz-Signature")
            || query.has("X-Amz-Credential");
    boolean oldQuery = query.has("AWSAccessKeyId") && query.has("Signature");
    if (headers.isEmpty() && !inQuery && !oldQuery) {
      return Optional.empty();
    }
    if (headers.size() + (inQuery ? 1 : 0) + (oldQuery ? 1 : 0) > 1) {
      throw malformed(
          "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature"
              + " query string parameter or the Authorization header should be specified");
    }
    if (oldQuery) {
      throw oldVersion();
    }
    return Optional.of(
        inQuery ? fromQuery(query, s3) : fromHeader(request, headers.get(0).strip()));
  }

  private static Signature fromHeader(HttpRequest request, String header) {
    int space = header.indexOf(' ');
    String algorithm = space < 0 ? header : header.substring(0, space);
    if (algorithm.equals("AWS")) {
      throw oldVersion();
    }
    checkAlgorithm(algorithm);
    Map<String, String> parts = new LinkedHashMap<>();
    for (String part : header.substring(Math.max(space, 0)).split(",", -1)) {
      int equals = part.indexOf('=');
      if (equals > 0) {
        parts.put(part.substring(0, equals).strip(), part.substring(equals + 1).strip());
      }
    }
    StringBuilder missing = new StringBuilder();
    for (String name : List.of("Credential", "Signature", "SignedHeaders")) {
      if (parts.getOrDefault(name, "").isEmpty()) {
        missing.append("Authorization header requires '").append(name).append("' parameter. ");
      }
    }
    if (missing.length() > 0) {
      throw malformed(missing + "Authorization=" + algorithm);
    }
    return build(
        false,
        parts.getOrDefault("Credential", ""),
        parts.getOrDefault("SignedHeaders", ""),
        parts.getOrDefault("Signature", ""),
        dateOf(request),
        request.header("X-Amz-Security-Token").orElse(""),
        0);
  }

  private static String dateOf(HttpRequest request) {
    Optional<String> amzDate = request.header("X-Amz-Date");
    if (amzDate.isPresent()) {
      return amzDate.get().strip();
    }
    String date =
        request
            .header("Date")
            .orElseThrow(
                () ->
                    malformed(
                        "Authorization header requires existence of either a 'X-Amz-Date' or a"
                            + " 'Date' header."));
    try {
      return BASIC.format(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date.strip(), Instant::from));
    } catch (DateTimeException e) {
      throw malformed("Date must be in a format of RFC 1123. Got '" + date + "'.");
    }
  }

  private static Signature fromQuery(QueryParams query, boolean s3) {
    checkAlgorithm(query.first("X-Amz-Algorithm").orElse(""));
    for (String name :
        List.of("X-Amz-Credential", "X-Amz-Signature", "X-Amz-Date", "X-Amz-SignedHeaders")) {
      if (query.first(name).orElse("").isEmpty()) {
        throw incompleteQuery();
      }
    }
    Optional<String> expires = query.first("X-Amz-Expires");
    if (s3 && expires.isEmpty()) {
      throw incompleteQuery();
    }
    return build(
        true,
        query.first("X-Amz-Credential").orElse(""),
        query.first("X-Amz-SignedHeaders").orElse(""),
        query.first("X-Amz-Signature").orElse(""),
        query.first("X-Amz-Date").orElse(""),
        query.first("X-Amz-Security-Token").orElse(""),
        expires.map(Signature::expires).orElse(DEFAULT_EXPIRES_SECONDS));
  }

  private static AuthFailure incompleteQuery() {
    return malformed(
        "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential,"
            + " X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.");
  }

  private static long expires(String text) {
    if (!SECONDS.matcher(text).matches()) {
      throw malformed(
          text.startsWith("-")
              ? "X-Amz-Expires must be non-negative"
              : "X-Amz-Expires should be a number");
    }
    long seconds = Long.parseLong(text);
    if (seconds < 1) {
      throw malformed("X-Amz-Expires must be at least one second");
    }
    if (seconds > MAX_EXPIRES_SECONDS) {
      throw malformed(
          "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires"
              + " must be less than 604800 seconds");
    }
    return seconds;
  }

  private static Signature build(
      boolean presigned,
      String credential,
      String signedHeaders,
      String signature,
      String amzDate,
      String token,
      long expiresSeconds) {
    String[] scope = credential.split("/", -1);
    if (scope.length != 5) {
      throw malformed(
          "Credential must have exactly 5 slash-delimited elements, e.g."
              + " keyid/date/region/service/term, got '"
              + credential
              + "'");
    }
    if (!AMZ_DATE.matcher(amzDate).matches()) {
      throw malformed("Date must be in ISO-8601 'basic format'. Got '" + amzDate + "'.");
    }
    if (!scope[4].equals(TERMINATOR)) {
      throw malformed(
          "Credential should be scoped with a valid terminator: 'aws4_request', not '"
              + scope[4]
              + "'.");
    }
    if (!amzDate.startsWith(scope[1])) {
      throw malformed(
          "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from"
              + " HTTP: '"
              + scope[1]
              + "' != '"
              + amzDate.substring(0, 8)
              + "', from '"
              + amzDate
              + "'.");
    }
    List<String> names = List.of(signedHeaders.toLowerCase(Locale.ROOT).split(";", -1));
    if (!names.contains("host")) {
      throw malformed("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
    }
    return new Signature(
        presigned,
        scope[0],
        scope[1],
        scope[2],
        scope[3],
        names,
        signature,
        amzDate,
        token,
        expiresSeconds);
  }

  private static void checkAlgorithm(String algorithm) {
    if (algorithm.startsWith("AWS4-ECDSA")) {
      throw malformed(
          "Signature Version 4A ("
              + algorithm
              + ") is not simulated: sign for one Region with "
              + ALGORITHM
              + " instead.");
    }
    if (!algorithm.equals(ALGORITHM)) {
      throw malformed("Unsupported AWS 'algorithm': '" + algorithm + "'.");
    }
  }

  private static AuthFailure oldVersion() {
    return malformed(
        "Signature Version 2 is not accepted. Sign with Signature Version 4 (" + ALGORITHM + ").");
  }

  private static AuthFailure malformed(String detail) {
    return new AuthFailure(Kind.MALFORMED, detail);
  }

  /** When it was signed. */
  Instant signedAt() {
    try {
      return BASIC.parse(amzDate, Instant::from);
    } catch (DateTimeException e) {
      throw malformed("Date must be in ISO-8601 'basic format'. Got '" + amzDate + "'.");
    }
  }

  static String format(Instant instant) {
    return BASIC.format(instant);
  }

  String scope() {
    return date + "/" + region + "/" + service + "/" + TERMINATOR;
  }
}
