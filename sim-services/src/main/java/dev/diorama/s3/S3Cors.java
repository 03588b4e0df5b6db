package dev.diorama.s3;

import dev.diorama.core.router.Call;
import dev.diorama.core.router.RawService;
import dev.diorama.core.wire.AwsException;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.s3.model.CORSRule;
import software.amazon.awssdk.services.s3.model.DeleteBucketCorsRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketCorsResponse;
import software.amazon.awssdk.services.s3.model.GetBucketCorsRequest;
import software.amazon.awssdk.services.s3.model.GetBucketCorsResponse;
import software.amazon.awssdk.services.s3.model.PutBucketCorsRequest;
import software.amazon.awssdk.services.s3.model.PutBucketCorsResponse;

/**
 * Cross-origin resource sharing: the setting, the preflight request of browsers, and the headers on
 * every other answer to a browser. Documented:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html and
 * https://docs.aws.amazon.com/AmazonS3/latest/API/RESTOPTIONSobject.html.
 */
final class S3Cors implements RawService {
  private static final int MAX_RULES = 100;
  private static final List<String> METHODS = List.of("GET", "PUT", "POST", "DELETE", "HEAD");
  private static final String VARY =
      "Origin, Access-Control-Request-Headers, Access-Control-Request-Method";

  private final S3Store store;
  private final S3Access access;

  S3Cors(S3Store store, S3Access access) {
    this.store = store;
    this.access = access;
  }

  SdkResponse get(Call call, GetBucketCorsRequest request) {
    S3Bucket bucket = access.find(call, request);
    if (bucket.cors().isEmpty()) {
      throw S3PolicyService.about(S3Error.NO_SUCH_CORS, bucket);
    }
    return GetBucketCorsResponse.builder().corsRules(bucket.cors()).build();
  }

  SdkResponse put(Call call, PutBucketCorsRequest request) {
    S3Bucket bucket = access.find(call, request);
    List<CORSRule> rules =
        request.corsConfiguration() == null ? List.of() : request.corsConfiguration().corsRules();
    if (rules.isEmpty() || rules.size() > MAX_RULES) {
      throw S3Error.MALFORMED_XML.usual();
    }
    rules.forEach(S3Cors::check);
    bucket.cors(rules);
    return PutBucketCorsResponse.builder().build();
  }

  SdkResponse delete(Call call, DeleteBucketCorsRequest request) {
    access.find(call, request).cors(List.of());
    call.replyStatus(204);
    return DeleteBucketCorsResponse.builder().build();
  }

  private static void check(CORSRule rule) {
    if (rule.allowedMethods().isEmpty() || rule.allowedOrigins().isEmpty()) {
      throw S3Error.MALFORMED_XML.usual();
    }
    for (String method : rule.allowedMethods()) {
      if (!METHODS.contains(method)) {
        throw S3Error.INVALID_REQUEST.with(
            "Found unsupported HTTP method in CORS config. Unsupported method is " + method);
      }
    }
    for (String origin : rule.allowedOrigins()) {
      checkWildcards("AllowedOrigin", origin);
    }
    for (String header : rule.allowedHeaders()) {
      checkWildcards("AllowedHeader", header);
    }
    for (String header : rule.exposeHeaders()) {
      if (header.contains("*")) {
        throw S3Error.INVALID_REQUEST.with(
            "ExposeHeader \""
                + header
                + "\" contains wildcard. We currently do not support wildcard for ExposeHeader.");
      }
    }
  }

  private static void checkWildcards(String element, String value) {
    if (value.indexOf('*') != value.lastIndexOf('*')) {
      throw S3Error.INVALID_REQUEST.with(
          element + " \"" + value + "\" can not have more than one wildcard.");
    }
  }

  @Override
  public String name() {
    return "s3";
  }

  @Override
  public boolean accepts(HttpRequest request) {
    return request.method().equals("OPTIONS")
        && (S3Address.isHost(request.host())
            || store.bucket(S3Address.of(request).bucket()).isPresent());
  }

  /** Answers a preflight request; nobody signs those. */
  @Override
  public HttpResponse handle(Call call, HttpRequest request) {
    call.named("s3", "OPTIONS");
    try {
      return preflight(call, request);
    } catch (AwsException e) {
      return error(call, e);
    }
  }

  private HttpResponse preflight(Call call, HttpRequest request) {
    S3Bucket bucket = access.existing(call, S3Address.of(request).bucket());
    String origin =
        request
            .header("Origin")
            .orElseThrow(
                () ->
                    S3Error.BAD_REQUEST.with(
                        "Insufficient information. Origin request header needed."));
    String method = request.header("Access-Control-Request-Method").orElse("null");
    if (!METHODS.contains(method)) {
      throw S3Error.BAD_REQUEST.with("Invalid Access-Control-Request-Method: " + method);
    }
    if (bucket.cors().isEmpty()) {
      throw S3Error.ACCESS_FORBIDDEN.usual();
    }
    List<String> headers = requested(request);
    CORSRule rule =
        bucket.cors().stream()
            .filter(each -> matches(each, origin, method) && allows(each, headers))
            .findFirst()
            .orElseThrow(
                () ->
                    S3Error.ACCESS_FORBIDDEN.with(
                        "CORSResponse: This CORS request is not allowed. This is usually because"
                            + " the evalution of Origin, request method /"
                            + " Access-Control-Request-Method or Access-Control-Request-Headers are"
                            + " not whitelisted by the resource's CORS spec."));
    HttpResponse answer = shared(HttpResponse.empty(200), rule, origin);
    if (!headers.isEmpty()) {
      answer = answer.with("Access-Control-Allow-Headers", String.join(", ", headers));
    }
    return answer;
  }

  private static List<String> requested(HttpRequest request) {
    List<String> headers = new ArrayList<>();
    for (String header :
        request.header("Access-Control-Request-Headers").orElse("").split(",", -1)) {
      if (!header.isBlank()) {
        headers.add(header.strip().toLowerCase(Locale.ROOT));
      }
    }
    return headers;
  }

  private static HttpResponse error(Call call, AwsException e) {
    // The same body that the codec writes for S3's errors; a preflight never reaches the codec.
    String xml =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>"
            + e.code()
            + "</Code><Message>"
            + e.message().replace("&", "&amp;").replace("<", "&lt;")
            + "</Message><RequestId>"
            + call.requestId()
            + "</RequestId></Error>";
    return HttpResponse.of(e.status(), "application/xml", xml).with("x-amzn-ErrorType", e.code());
  }

  /** Adds the CORS headers to the answer to a browser whose origin a rule allows. */
  HttpResponse decorate(S3Bucket bucket, HttpRequest request, HttpResponse response) {
    Optional<String> origin = request.header("Origin");
    if (origin.isEmpty()) {
      return response;
    }
    return bucket.cors().stream()
        .filter(rule -> matches(rule, origin.get(), request.method()))
        .findFirst()
        .map(rule -> shared(response, rule, origin.get()))
        .orElse(response);
  }

  private static HttpResponse shared(HttpResponse response, CORSRule rule, String origin) {
    boolean anyone = rule.allowedOrigins().contains("*");
    HttpResponse answer =
        response
            .with("Access-Control-Allow-Origin", anyone ? "*" : origin)
            .with("Access-Control-Allow-Methods", String.join(", ", rule.allowedMethods()))
            .with("Vary", VARY);
    if (!anyone) {
      answer = answer.with("Access-Control-Allow-Credentials", "true");
    }
    if (!rule.exposeHeaders().isEmpty()) {
      answer =
          answer.with("Access-Control-Expose-Headers", String.join(", ", rule.exposeHeaders()));
    }
    if (rule.maxAgeSeconds() != null) {
      answer = answer.with("Access-Control-Max-Age", String.valueOf(rule.maxAgeSeconds()));
    }
    return answer;
  }

  private static boolean matches(CORSRule rule, String origin, String method) {
    return rule.allowedMethods().contains(method)
        && rule.allowedOrigins().stream()
            .anyMatch(allowed -> S3Actions.wildcards(allowed).matcher(origin).matches());
  }

  private static boolean allows(CORSRule rule, List<String> headers) {
    return headers.stream()
        .allMatch(
            header ->
                rule.allowedHeaders().stream()
                    .anyMatch(
                        allowed ->
                            S3Actions.wildcards(allowed.toLowerCase(Locale.ROOT))
                                .matcher(header)
                                .matches()));
  }
}
