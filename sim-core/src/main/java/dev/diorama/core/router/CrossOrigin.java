package dev.diorama.core.router;

import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.HttpResponse;
import org.apiguardian.api.API;

/**
 * What lets a page of any origin call an API from a browser: an answer to the browser's preflight,
 * and headers on every other answer.
 *
 * <p>Observed of DynamoDB, by ScyllaDB's {@code test_cors.py} that is run against AWS too, and on
 * the answers of Cognito. Cognito's preflights are assumed to be the same.
 *
 * @since 0.1
 */
@API(status = API.Status.INTERNAL, since = "0.1")
public final class CrossOrigin implements RawService {
  private static final String EXPOSED =
      "x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date";

  /** How long a browser may remember a preflight, seconds; observed. */
  private static final String MAX_AGE = "172800";

  private final String service;

  /**
   * For the service of that name, as in its host name, and for hosts that name no service, as the
   * served port does.
   */
  public CrossOrigin(String service) {
    this.service = service;
  }

  @Override
  public String name() {
    return service;
  }

  @Override
  public boolean accepts(HttpRequest request) {
    return request.method().equals("OPTIONS")
        && request.rawPath().equals("/")
        && request.headers().has("Origin")
        && request.mayBeFor(service);
  }

  @Override
  public HttpResponse handle(Call call, HttpRequest request) {
    HttpResponse allowed =
        finish(request, HttpResponse.empty(200)).with("Access-Control-Max-Age", MAX_AGE);
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

  /** The same answer, for any origin to read. */
  public static HttpResponse finish(HttpRequest request, HttpResponse response) {
    return request.headers().has("Origin")
        ? response
            .with("Access-Control-Allow-Origin", "*")
            .with("Access-Control-Expose-Headers", EXPOSED)
        : response;
  }
}
