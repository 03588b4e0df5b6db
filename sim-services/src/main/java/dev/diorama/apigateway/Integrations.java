package dev.diorama.apigateway;

import dev.diorama.apigateway.ApiGatewayModel.Integration;
import dev.diorama.apigateway.ApiGatewayModel.IntegrationKind;
import dev.diorama.apigateway.ApiGatewayModel.IntegrationResponse;
import dev.diorama.apigateway.ApiGatewayModel.Method;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks integrations, by the rules that PutIntegration and an import share. */
final class Integrations {
  /**
   * The shortest timeout, documented:
   * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
   */
  static final int MIN_TIMEOUT_MILLIS = 50;

  /** Credentials that mean "as the caller", documented in the Integration type of the API. */
  static final String AS_CALLER = "arn:aws:iam::*:user/*";

  /** The URI of a Lambda function. */
  static final Pattern LAMBDA_URI =
      Pattern.compile(
          "arn:aws[a-z-]*:apigateway:[a-z0-9-]+:lambda:path/2015-03-31/functions/(.+)/invocations");

  private static final Pattern CACHE_KEY =
      Pattern.compile(
          "method\\.request\\.(?:path|querystring|multivaluequerystring|header|multivalueheader)\\..+");

  private Integrations() {}

  /** What a client writes about an integration; absent members are null. */
  record Draft(
      @Nullable String type,
      @Nullable String httpMethod,
      @Nullable String uri,
      @Nullable String credentials,
      @Nullable Integer timeoutMillis,
      @Nullable String passthroughBehavior,
      List<String> cacheKeyParameters,
      @Nullable String cacheNamespace,
      Map<String, String> requestTemplates,
      Map<String, String> requestParameters,
      @Nullable String contentHandling,
      @Nullable String connectionType) {}

  /** The integration that a draft describes. */
  static Integration checked(Draft draft, Method method, String resourceId, int maxTimeoutMillis) {
    IntegrationKind kind = kind(draft.type());
    if (draft.connectionType() != null && !draft.connectionType().equals("INTERNET")) {
      throw ApiGatewayError.notBuilt("connection type " + draft.connectionType());
    }
    if (!draft.requestParameters().isEmpty()) {
      throw ApiGatewayError.notBuilt("requestParameters of an integration");
    }
    if (draft.contentHandling() != null) {
      throw ApiGatewayError.notBuilt("contentHandling of an integration");
    }
    String uri = draft.uri() == null ? "" : draft.uri();
    String credentials = draft.credentials() == null ? "" : draft.credentials();
    if (kind == IntegrationKind.AWS_PROXY) {
      checkLambda(uri, credentials, draft.httpMethod());
    }
    draft.requestTemplates().values().forEach(Integrations::checkTemplate);
    return new Integration(
        kind,
        draft.httpMethod() == null ? "" : draft.httpMethod(),
        uri,
        credentials,
        timeout(draft.timeoutMillis(), maxTimeoutMillis),
        passthrough(draft.passthroughBehavior()),
        cacheKeys(draft.cacheKeyParameters(), method),
        draft.cacheNamespace() == null ? resourceId : draft.cacheNamespace(),
        draft.requestTemplates(),
        Map.of());
  }

  private static IntegrationKind kind(@Nullable String type) {
    String name = type == null ? "" : type.toUpperCase(Locale.ROOT);
    return switch (name) {
      case "AWS_PROXY" -> IntegrationKind.AWS_PROXY;
      case "MOCK" -> IntegrationKind.MOCK;
      case "AWS", "HTTP", "HTTP_PROXY" ->
          throw ApiGatewayError.notBuilt("integration type " + name);
      default ->
          throw ApiGatewayError.BAD_REQUEST.with(
              "Enumeration value for integration type must be one of AWS, AWS_PROXY, HTTP,"
                  + " HTTP_PROXY, MOCK; it is '"
                  + name
                  + "'");
    };
  }

  private static void checkLambda(String uri, String credentials, @Nullable String httpMethod) {
    if (httpMethod == null || httpMethod.isEmpty()) {
      throw ApiGatewayError.BAD_REQUEST.with("Enumeration value for HttpMethod must be non-empty");
    }
    if (!LAMBDA_URI.matcher(uri).matches()) {
      throw ApiGatewayError.BAD_REQUEST.with(
          "Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose"
              + " stream invocations.");
    }
    if (!credentials.isEmpty() && !credentials.equals(AS_CALLER)) {
      throw ApiGatewayError.notBuilt("an integration that assumes a role (credentials)");
    }
  }

  private static int timeout(@Nullable Integer asked, int max) {
    int timeout = asked == null ? max : asked;
    if (timeout < MIN_TIMEOUT_MILLIS || timeout > max) {
      throw ApiGatewayError.BAD_REQUEST.with(
          "Timeout should be between " + MIN_TIMEOUT_MILLIS + " ms and " + max + " ms");
    }
    return timeout;
  }

  private static String passthrough(@Nullable String asked) {
    String behavior = asked == null ? "WHEN_NO_MATCH" : asked.toUpperCase(Locale.ROOT);
    if (!List.of("WHEN_NO_MATCH", "WHEN_NO_TEMPLATES", "NEVER").contains(behavior)) {
      throw ApiGatewayError.BAD_REQUEST.with("Invalid passthroughBehavior specified: " + asked);
    }
    return behavior;
  }

  private static List<String> cacheKeys(List<String> asked, Method method) {
    for (String parameter : asked) {
      if (!CACHE_KEY.matcher(parameter).matches()
          || !method.requestParameters().containsKey(parameter)) {
        throw ApiGatewayError.BAD_REQUEST.with(
            "Invalid cache key parameter specified: "
                + parameter
                + " is not a request parameter of the method");
      }
    }
    return asked;
  }

  /** A template without variables or directives; the language itself is not simulated. */
  static void checkTemplate(String template) {
    if (template.indexOf('$') >= 0 || template.indexOf('#') >= 0) {
      throw ApiGatewayError.notBuilt("the mapping template language (a template with $ or #)");
    }
  }

  /** An answer of an integration, checked against the answers that the method declares. */
  static IntegrationResponse checkedResponse(Method method, IntegrationResponse response) {
    ApiGatewayModel.MethodResponse declared = method.responses().get(response.statusCode());
    if (declared == null) {
      throw ApiGatewayError.NOT_FOUND.with("Invalid Response status code specified");
    }
    Map<String, String> parameters = new LinkedHashMap<>(response.parameters());
    parameters.forEach(
        (name, value) -> {
          if (!declared.parameters().containsKey(name)) {
            throw ApiGatewayError.BAD_REQUEST.with(
                "Invalid mapping expression parameter specified: " + name);
          }
          literal(name, value);
        });
    response.templates().values().forEach(Integrations::checkTemplate);
    return response;
  }

  /** The text of a static value, which is written in single quotes. */
  static String literal(String name, String value) {
    if (value.length() < 2 || !value.startsWith("'") || !value.endsWith("'")) {
      throw ApiGatewayError.notBuilt(
          "mapping " + name + " from " + value + " (only 'static' values in quotes)");
    }
    return value.substring(1, value.length() - 1);
  }
}
