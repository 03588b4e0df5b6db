package dev.diorama.apigateway;

import dev.diorama.core.json.Json;
import dev.diorama.core.router.Principal;
import dev.diorama.core.wire.Headers;
import dev.diorama.core.wire.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The event that a Lambda function behind a REST API's proxy integration receives (payload format
 * 1.0).
 *
 * <p>Shape documented:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 * The order of the members and the lack of {@code Content-Length} and {@code Connection} are
 * observed in published events; so is that a repeated parameter's last value stands in the
 * single-valued member.
 */
final class ProxyEvent {
  private static final DateTimeFormatter CLF =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Exchange exchange;
  private final Routes.Route route;
  private final Caller caller;
  private final Instant received;

  private ProxyEvent(Exchange exchange, Routes.Route route, Caller caller, Instant received) {
    this.exchange = exchange;
    this.route = route;
    this.caller = caller;
    this.received = received;
  }

  static Json.Obj of(Exchange exchange, Routes.Route route, Caller caller, Instant received) {
    return new ProxyEvent(exchange, route, caller, received).build();
  }

  private Json.Obj build() {
    HttpRequest request = exchange.request();
    Headers headers = headers();
    Map<String, List<String>> query = request.query().asMap();
    boolean binary =
        Media.isBinary(
            exchange.definition().binaryMediaTypes(), request.header("Content-Type").orElse(""));
    return Json.object()
        .put("resource", route.resource().path())
        .put("path", exchange.path())
        .put("httpMethod", request.method())
        .put("headers", last(headers.asMap()))
        .put("multiValueHeaders", all(headers.asMap()))
        .put("queryStringParameters", query.isEmpty() ? Json.nil() : last(query))
        .put("multiValueQueryStringParameters", query.isEmpty() ? Json.nil() : all(query))
        .put("pathParameters", orNull(route.pathParameters()))
        .put("stageVariables", orNull(exchange.stage().variables))
        .put("requestContext", context())
        .put("body", body(request, binary))
        .put("isBase64Encoded", binary && request.body().length > 0)
        .build();
  }

  private Headers headers() {
    HttpRequest request = exchange.request();
    List<String> through = new ArrayList<>(request.headers().all("X-Forwarded-For"));
    through.add(request.sourceIp());
    return request.headers().toBuilder()
        .remove("Content-Length")
        .remove("Connection")
        .set("X-Amzn-Trace-Id", exchange.traceId())
        .set("X-Forwarded-For", String.join(", ", through))
        .set("X-Forwarded-Port", Integer.toString(request.port()))
        .set("X-Forwarded-Proto", request.scheme())
        .build();
  }

  private static Json body(HttpRequest request, boolean binary) {
    if (request.body().length == 0) {
      return Json.nil();
    }
    return Json.of(
        binary
            ? Base64.getEncoder().encodeToString(request.body())
            : new String(request.body(), StandardCharsets.UTF_8));
  }

  private Json context() {
    Json.ObjectBuilder context = Json.object();
    context.put("resourceId", route.resource().id());
    caller
        .claims()
        .ifPresent(
            claims -> context.put("authorizer", Json.object().put("claims", claims).build()));
    return context
        .put("resourcePath", route.resource().path())
        .put("httpMethod", exchange.request().method())
        .put("extendedRequestId", exchange.extendedId())
        .put("requestTime", CLF.format(received))
        .put("path", "/" + exchange.stage().name + exchange.path())
        .put("accountId", exchange.api().account)
        .put("protocol", "HTTP/1.1")
        .put("stage", exchange.stage().name)
        .put("domainPrefix", exchange.api().id)
        .put("requestTimeEpoch", received.toEpochMilli())
        .put("requestId", exchange.call().requestId())
        .put("identity", identity())
        .put("domainName", exchange.domainName())
        .put("deploymentId", exchange.stage().deployment.id())
        .put("apiId", exchange.api().id)
        .build();
  }

  private Json identity() {
    Principal who = caller.principal();
    return Json.object()
        .put("cognitoIdentityPoolId", fact(who, "cognito-identity.amazonaws.com:aud"))
        .put("accountId", text(who.account()))
        .put("cognitoIdentityId", fact(who, "cognito-identity.amazonaws.com:sub"))
        .put("caller", text(who.userId()))
        .put("sourceIp", exchange.request().sourceIp())
        .put("principalOrgId", Json.nil())
        .put("accessKey", text(who.accessKeyId()))
        .put("cognitoAuthenticationType", fact(who, "cognito-identity.amazonaws.com:amr"))
        .put("cognitoAuthenticationProvider", Json.nil())
        .put("userArn", who.kind() == Principal.Kind.ANONYMOUS ? Json.nil() : text(who.arn()))
        .put("userAgent", text(exchange.request().header("User-Agent").orElse("")))
        .put("user", text(who.userId()))
        .build();
  }

  private static Json text(String value) {
    return value.isEmpty() ? Json.nil() : Json.of(value);
  }

  private static Json fact(Principal who, String key) {
    List<String> values = who.context().getOrDefault(key, List.of());
    return values.isEmpty() ? Json.nil() : Json.of(values.get(0));
  }

  private static Json orNull(Map<String, String> values) {
    return values.isEmpty() ? Json.nil() : Json.stringMap(values);
  }

  private static Json last(Map<String, List<String>> values) {
    Map<String, String> last = new LinkedHashMap<>();
    values.forEach((name, list) -> last.put(name, list.get(list.size() - 1)));
    return Json.stringMap(last);
  }

  private static Json all(Map<String, List<String>> values) {
    Json.ObjectBuilder all = Json.object();
    values.forEach((name, list) -> all.put(name, Json.strings(list)));
    return all.build();
  }
}
