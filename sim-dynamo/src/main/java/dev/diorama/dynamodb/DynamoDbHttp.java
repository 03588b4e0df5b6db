package dev.diorama.dynamodb;

import dev.diorama.core.router.Call;
import dev.diorama.core.router.RawService;
import dev.diorama.core.wire.Addressed;
import dev.diorama.core.wire.AwsException;
import dev.diorama.core.wire.Headers;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.HttpResponse;
import java.io.IOException;
import java.util.Map;

/**
 * What DynamoDB's endpoint does beside its API: it says that it is healthy, answers browsers'
 * preflights, and takes compressed requests.
 *
 * <p>Observed, by ScyllaDB's {@code test_health.py}, {@code test_cors.py} and {@code
 * test_compressed_request.py}, which are run against AWS too. At a host that names no service, as
 * at the served port, these are DynamoDB's: S3 answers an unsigned {@code GET /} by a refusal.
 */
final class DynamoDbHttp implements RawService {
  /** How long a browser may remember a preflight; observed. */
  private static final String MAX_AGE = "172800";

  private static final String EXPOSED =
      "x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date";

  @Override
  public String name() {
    return "dynamodb";
  }

  @Override
  public boolean accepts(HttpRequest request) {
    if (!request.rawPath().equals("/") || !isOurs(request.host())) {
      return false;
    }
    return switch (request.method()) {
      case "GET" ->
          request.rawQuery().isEmpty()
              && !request.headers().has("Authorization")
              && !request.headers().has("X-Amz-Target");
      case "OPTIONS" -> request.headers().has("Origin");
      default -> false;
    };
  }

  /** DynamoDB's own hosts, and those that are no name of AWS's at all. */
  private static boolean isOurs(String host) {
    return host.startsWith("dynamodb.")
        || host.equals("localhost")
        || host.matches("[0-9.]+|\\[?[0-9a-f:]+\\]?");
  }

  @Override
  public HttpResponse handle(Call call, HttpRequest request) {
    if (request.method().equals("GET")) {
      String host = request.header("Host").orElse(request.host());
      return withOrigin(request, HttpResponse.of(200, "text/plain", "healthy: " + host + " "));
    }
    HttpResponse allowed =
        withOrigin(request, HttpResponse.empty(200)).with("Access-Control-Max-Age", MAX_AGE);
    allowed = echoed(request, allowed, "Access-Control-Request-Method", "Allow-Methods");
    return echoed(request, allowed, "Access-Control-Request-Headers", "Allow-Headers");
  }

  private static HttpResponse echoed(
      HttpRequest request, HttpResponse response, String asked, String allowed) {
    return request
        .header(asked)
        .map(value -> response.with("Access-Control-" + allowed, value))
        .orElse(response);
  }

  /** Any origin may read any answer. */
  static HttpResponse withOrigin(HttpRequest request, HttpResponse response) {
    return request.headers().has("Origin")
        ? response
            .with("Access-Control-Allow-Origin", "*")
            .with("Access-Control-Expose-Headers", EXPOSED)
        : response;
  }

  /** The request as it was before it was compressed; its signature is of what was sent. */
  static Addressed unpacked(HttpRequest request) {
    String encoding = request.header("Content-Encoding").orElse("");
    if (!encoding.equalsIgnoreCase("gzip")) {
      return new Addressed(request, Map.of());
    }
    try {
      Headers plain = request.headers().toBuilder().remove("Content-Encoding").build();
      return new Addressed(request.withBody(plain, Gzip.unpack(request.body())), Map.of());
    } catch (IOException e) {
      throw broken();
    }
  }

  private static AwsException broken() {
    return DynamoDbError.INTERNAL.with("The request could not be decompressed");
  }
}
