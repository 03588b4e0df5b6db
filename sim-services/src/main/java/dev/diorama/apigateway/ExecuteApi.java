package dev.diorama.apigateway;

import dev.diorama.apigateway.ApiGatewayModel.AuthType;
import dev.diorama.apigateway.ApiGatewayModel.Definition;
import dev.diorama.apigateway.ApiGatewayModel.Integration;
import dev.diorama.apigateway.ApiGatewayModel.IntegrationKind;
import dev.diorama.apigateway.ApiGatewayModel.Method;
import dev.diorama.apigateway.ApiGatewayModel.Validator;
import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.cloud.PublicUrls;
import dev.diorama.core.random.Latency;
import dev.diorama.core.random.SimRandom;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.RawService;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Serves the stages of REST APIs.
 *
 * <p>The steps: find the stage, find the method, throttle, authorize, validate, look into the
 * cache, call the integration. That throttling comes before authorization is assumed.
 */
final class ExecuteApi implements RawService {
  private static final Pattern HOST =
      Pattern.compile("([a-z0-9]+)\\.execute-api\\.[a-z0-9-]+\\.(amazonaws\\.com|localhost)");
  private static final String NAMESPACE = "AWS/ApiGateway";
  private static final double NANOS_PER_MILLI = 1e6;

  private final Cloud cloud;
  private final ApiGatewayConfig config;
  private final ApiGatewayStore store;
  private final Throttles throttles;
  private final CognitoAuthorizer cognito;
  private final IamAuthorizer iam = new IamAuthorizer();
  private final StageCaching caching;
  private final LambdaProxy lambda;
  private final SimRandom ids;

  ExecuteApi(
      Cloud cloud,
      ApiGatewayConfig config,
      ApiGatewayStore store,
      Throttles throttles,
      TokenVerifier tokens) {
    this.cloud = cloud;
    this.config = config;
    this.store = store;
    this.throttles = throttles;
    this.cognito = new CognitoAuthorizer(tokens);
    this.caching = new StageCaching(config, iam);
    this.lambda = new LambdaProxy(cloud.clock());
    this.ids = cloud.seeds().stream("apigateway/request-ids");
  }

  @Override
  public String name() {
    return IamAuthorizer.SERVICE;
  }

  @Override
  public boolean accepts(HttpRequest request) {
    return request.rawPath().startsWith(PublicUrls.EXECUTE_API_PATH)
        || HOST.matcher(request.host()).matches();
  }

  /** Which API and stage a request names, and the path below the stage. */
  private record Address(String api, String stage, String path) {
    static Address of(HttpRequest request) {
      String rest = request.rawPath();
      String api;
      if (rest.startsWith(PublicUrls.EXECUTE_API_PATH)) {
        rest = rest.substring(PublicUrls.EXECUTE_API_PATH.length());
        int slash = rest.indexOf('/');
        api = slash < 0 ? rest : rest.substring(0, slash);
        rest = slash < 0 ? "/" : rest.substring(slash);
      } else {
        Matcher host = HOST.matcher(request.host());
        api = host.matches() ? host.group(1) : "";
      }
      int slash = rest.indexOf('/', 1);
      return slash < 0
          ? new Address(api, rest.replaceFirst("^/", ""), "/")
          : new Address(api, rest.substring(1, slash), rest.substring(slash));
    }
  }

  @Override
  public HttpResponse handle(Call call, HttpRequest request) {
    String extendedId = ids.text(SimRandom.ALNUM, 15) + "=";
    HttpResponse response;
    try {
      response = serve(exchange(call, request, extendedId));
    } catch (Refusal.Refused refused) {
      // No stage was found: nobody's gateway responses and metrics apply.
      call.charge(sample(config.overhead(), call.region()));
      explain(call, refused);
      response = GatewayAnswers.answer(refused, Definition.empty("", List.of()), call.requestId());
    }
    return response.with("x-amzn-RequestId", call.requestId()).with("x-amz-apigw-id", extendedId);
  }

  private Exchange exchange(Call call, HttpRequest request, String extendedId) {
    Address address = Address.of(request);
    if (request.scheme().equals("http") && request.host().endsWith(".amazonaws.com")) {
      throw forbidden("API Gateway serves HTTPS only");
    }
    ApiGatewayStore.RestApi api =
        store
            .anyones(address.api())
            .orElseThrow(() -> forbidden("no REST API has the id '" + address.api() + "'"));
    if (api.endpointDisabled) {
      throw forbidden("the API's execute-api endpoint is disabled");
    }
    ApiGatewayStore.Stage stage = api.stages.get(address.stage());
    if (stage == null) {
      throw forbidden("the API has no stage '" + address.stage() + "'");
    }
    String traceId =
        request
            .header("X-Amzn-Trace-Id")
            .orElseGet(
                () ->
                    "Root=1-"
                        + Long.toHexString(cloud.clock().instant().getEpochSecond())
                        + "-"
                        + ids.hex(24));
    return new Exchange(call, request, api, stage, address.path(), extendedId, traceId);
  }

  private static Refusal.Refused forbidden(String why) {
    return Refusal.DEFAULT_4XX.because(403, "ForbiddenException", "Forbidden", why);
  }

  private static void explain(Call call, Refusal.Refused refused) {
    call.note("message", refused.message());
    if (!refused.why().isEmpty()) {
      call.note("why", refused.why());
    }
  }

  /** What one request came to, for the metrics. */
  private static final class Outcome {
    private Optional<Boolean> cacheHit = Optional.empty();
    private OptionalLong integrationNanos = OptionalLong.empty();
    private boolean charged;
  }

  private HttpResponse serve(Exchange exchange) {
    Call call = exchange.call();
    Outcome outcome = new Outcome();
    HttpResponse response;
    try {
      response = answer(exchange, outcome);
    } catch (Refusal.Refused refused) {
      if (!outcome.charged) {
        call.charge(sample(config.overhead(), exchange.api().region));
      }
      explain(call, refused);
      response = GatewayAnswers.answer(refused, exchange.definition(), call.requestId());
    }
    count(exchange, outcome, response.status());
    return response;
  }

  private HttpResponse answer(Exchange exchange, Outcome outcome) {
    Call call = exchange.call();
    HttpRequest request = exchange.request();
    if (request.body().length > config.bodyLimit()) {
      throw Refusal.REQUEST_TOO_LARGE.because(
          "Request Too Long",
          "the body has " + request.body().length + " bytes, at most " + config.bodyLimit());
    }
    Routes.Route route = route(exchange);
    Method method = route.method();
    String path = route.resource().path();
    call.named(name(), request.method() + " " + path);
    call.on(exchange.arn(exchange.path()));
    Integration integration = method.integration().orElseThrow();
    throttle(exchange, path);
    Caller caller = authorize(exchange, method);
    validate(exchange, route);
    StageCaching.Turn turn = caching.begin(exchange, route, integration, caller);
    Optional<HttpResponse> stored = caching.lookup(exchange, turn);
    if (turn.caches()) {
      outcome.cacheHit = Optional.of(stored.isPresent());
    }
    outcome.charged = true;
    HttpResponse response;
    if (stored.isPresent()) {
      call.charge(sample(config.cacheHit(), exchange.api().region));
      response = stored.get();
    } else {
      call.charge(sample(config.overhead(), exchange.api().region));
      response = integrate(exchange, route, integration, caller, outcome);
      caching.store(exchange, turn, response);
    }
    if (integration.kind() == IntegrationKind.AWS_PROXY) {
      response = response.with("X-Amzn-Trace-Id", exchange.traceId());
    }
    return turn.warning().isPresent() ? response.with("Warning", turn.warning().get()) : response;
  }

  private static Routes.Route route(Exchange exchange) {
    HttpRequest request = exchange.request();
    return Routes.find(exchange.definition(), request.method(), exchange.path())
        .orElseThrow(
            () ->
                Refusal.MISSING_AUTHENTICATION_TOKEN.because(
                    "Missing Authentication Token",
                    "the deployment has no method for "
                        + request.method()
                        + " "
                        + exchange.path()));
  }

  private void throttle(Exchange exchange, String path) {
    Optional<String> empty =
        throttles.admit(
            exchange.api().account,
            exchange.api().region,
            exchange.stage(),
            path,
            exchange.request().method(),
            exchange.call().nowNanos());
    if (empty.isPresent()) {
      throw Refusal.THROTTLED.because("Too Many Requests", empty.get());
    }
  }

  private Caller authorize(Exchange exchange, Method method) {
    if (method.authorization() == AuthType.AWS_IAM) {
      return new Caller(Optional.empty(), iam.authorize(exchange));
    }
    if (method.authorization() == AuthType.COGNITO_USER_POOLS) {
      ApiGatewayModel.Authorizer authorizer =
          exchange.definition().authorizers().get(method.authorizerId());
      if (authorizer == null) {
        throw Refusal.AUTHORIZER_CONFIGURATION_ERROR.because(
            "Internal server error", "the method's authorizer is not in the deployment");
      }
      return new Caller(
          Optional.of(cognito.authorize(exchange, authorizer, method)), Caller.ANYBODY.principal());
    }
    return Caller.ANYBODY;
  }

  /** Checks required parameters, where the method has a validator that does. */
  private static void validate(Exchange exchange, Routes.Route route) {
    Validator validator = exchange.definition().validators().get(route.method().validatorId());
    if (validator == null || !validator.parameters()) {
      return;
    }
    List<String> missing = new ArrayList<>();
    for (Map.Entry<String, Boolean> each : route.method().requestParameters().entrySet()) {
      String[] words = each.getKey().split("\\.", 4);
      boolean there =
          switch (words[2]) {
            case "path" -> route.pathParameters().containsKey(words[3]);
            case "querystring" -> exchange.request().query().has(words[3]);
            default -> exchange.request().headers().has(words[3]);
          };
      if (each.getValue() && !there) {
        missing.add(words[3]);
      }
    }
    if (!missing.isEmpty()) {
      throw Refusal.BAD_REQUEST_PARAMETERS.because(
          "Missing required request parameters: [" + String.join(", ", missing) + "]", "");
    }
  }

  private HttpResponse integrate(
      Exchange exchange,
      Routes.Route route,
      Integration integration,
      Caller caller,
      Outcome outcome) {
    long before = exchange.call().elapsedNanos();
    try {
      return integration.kind() == IntegrationKind.MOCK
          ? MockIntegration.answer(exchange.request(), integration)
          : lambda.answer(exchange, route, integration, caller);
    } finally {
      outcome.integrationNanos = OptionalLong.of(exchange.call().elapsedNanos() - before);
    }
  }

  private long sample(Latency latency, String region) {
    return latency.sample(cloud.seeds().stream("latency/" + name() + "/" + region));
  }

  /**
   * Metrics by API and stage, documented:
   * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
   * Rates are averages there, so that each request adds a 0 or a 1.
   */
  private void count(Exchange exchange, Outcome outcome, int status) {
    add(exchange, "Count", 1);
    add(exchange, "4XXError", status >= 400 && status < 500 ? 1 : 0);
    add(exchange, "5XXError", status >= 500 ? 1 : 0);
    add(exchange, "Latency", exchange.call().elapsedNanos() / NANOS_PER_MILLI);
    if (outcome.integrationNanos.isPresent()) {
      add(exchange, "IntegrationLatency", outcome.integrationNanos.getAsLong() / NANOS_PER_MILLI);
    }
    if (outcome.cacheHit.isPresent()) {
      add(exchange, "CacheHitCount", outcome.cacheHit.get() ? 1 : 0);
      add(exchange, "CacheMissCount", outcome.cacheHit.get() ? 0 : 1);
    }
  }

  private void add(Exchange exchange, String metric, double value) {
    cloud
        .metrics()
        .in(exchange.api().account, exchange.api().region)
        .add(
            NAMESPACE,
            metric,
            value,
            "ApiName",
            exchange.api().name,
            "Stage",
            exchange.stage().name);
  }
}
