package dev.diorama.dynamodb;

import dev.diorama.core.router.Call;
import dev.diorama.core.router.CrossOrigin;
import dev.diorama.core.router.RawService;
import dev.diorama.core.wire.Addressed;
import dev.diorama.core.wire.AwsException;
import dev.diorama.core.wire.Headers;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.HttpResponse;
import java.io.IOException;
import java.util.Map;

/**
 * What DynamoDB's endpoint does beside its API: it says that it is healthy, and takes compressed
 * requests.
 *
 * <p>Observed, by ScyllaDB's {@code test_health.py} and {@code test_compressed_request.py}, which
 * are run against AWS too. At a host that names no service, as at the served port, this is
 * DynamoDB's: S3 answers an unsigned {@code GET /} by a refusal.
 */
final class DynamoDbHttp implements RawService {
  @Override
  public String name() {
    return "dynamodb";
  }

  @Override
  public boolean accepts(HttpRequest request) {
    return request.method().equals("GET")
        && request.rawPath().equals("/")
        && request.rawQuery().isEmpty()
        && request.mayBeFor(name())
        && !request.headers().has("Authorization")
        && !request.headers().has("X-Amz-Target");
  }

  @Override
  public HttpResponse handle(Call call, HttpRequest request) {
    String host = request.header("Host").orElse(request.host());
    return CrossOrigin.finish(
        request, HttpResponse.of(200, "text/plain", "healthy: " + host + " "));
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
