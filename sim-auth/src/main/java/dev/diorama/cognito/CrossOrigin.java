package dev.diorama.cognito;

import dev.diorama.core.router.Call;
import dev.diorama.core.router.RawService;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.HttpResponse;
import org.apiguardian.api.API;

/**
 * What lets a page of any origin call one of Cognito's APIs from a browser: an answer to the
 * browser's preflight, and headers on every other answer. Those on answers are observed, of AWS's
 * own answers to GetUser; the preflight is assumed to be as DynamoDB's.
 *
 * @since 0.1
 */
@API(status = API.Status.INTERNAL, since = "0.1")
public final class CrossOrigin implements RawService {
  private static final String EXPOSED =
      "x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date";

  /** How long a browser may remember a preflight, seconds. */
  private static final String MAX_AGE = "172800";

  private final String service;

  /** For the service of that name, as in its host name, and for hosts that are none of AWS's. */
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
        && (request.host().startsWith(service + ".")
            || request.host().matches("localhost|[0-9.]+|\\[?[0-9a-f:]+]?"));
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
