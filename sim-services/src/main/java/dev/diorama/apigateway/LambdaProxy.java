package dev.diorama.apigateway;

import dev.diorama.apigateway.ApiGatewayModel.Integration;
import dev.diorama.core.json.Json;
import dev.diorama.core.router.Principal;
import dev.diorama.core.time.SimClock;
import dev.diorama.core.wire.AwsException;
import dev.diorama.core.wire.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;

/**
 * Invokes the function behind a method and waits for it, but no longer than the timeout.
 *
 * <p>An invocation that Lambda refuses (no permission, throttled) is a 500, a function that fails
 * or answers in the wrong shape a 502, documented:
 * https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway.html ("Errors"). A function that
 * takes longer than the timeout is a 504; it runs on, and its span keeps its whole duration.
 */
final class LambdaProxy {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{stageVariables\\.([^}]+)}");
  private static final Pattern REGION = Pattern.compile("arn:[^:]+:lambda:([a-z0-9-]+):.*");

  private final SimClock clock;

  LambdaProxy(SimClock clock) {
    this.clock = clock;
  }

  HttpResponse answer(
      Exchange exchange, Routes.Route route, Integration integration, Caller caller) {
    if (!integration.httpMethod().equals("POST")) {
      throw internal("Lambda wants POST, the integration says " + integration.httpMethod());
    }
    Json.Obj event =
        ProxyEvent.of(
            exchange, route, caller, clock.start().plusNanos(exchange.call().startNanos()));
    InvokeRequest invoke =
        InvokeRequest.builder()
            .functionName(functionArn(exchange, integration))
            .payload(SdkBytes.fromUtf8String(event.write()))
            .build();
    InvokeResponse response = invoked(exchange, route, integration, caller, invoke);
    String payload =
        response.payload() == null ? "" : response.payload().asString(StandardCharsets.UTF_8);
    if (response.functionError() != null) {
      throw Refusal.DEFAULT_5XX.because(
          502,
          "InternalServerErrorException",
          "Internal server error",
          "the function failed (" + response.functionError() + "): " + payload);
    }
    return ProxyReply.read(
        payload.getBytes(StandardCharsets.UTF_8),
        exchange.definition().binaryMediaTypes(),
        exchange.request().header("Accept").orElse(""));
  }

  private static InvokeResponse invoked(
      Exchange exchange,
      Routes.Route route,
      Integration integration,
      Caller caller,
      InvokeRequest invoke) {
    Principal as =
        integration.credentials().equals(Integrations.AS_CALLER)
            ? caller.principal()
            : Principal.service(
                "apigateway.amazonaws.com",
                exchange.api().account,
                exchange.arn(route.resource().path()));
    long before = exchange.call().elapsedNanos();
    long timeout = TimeUnit.MILLISECONDS.toNanos(integration.timeoutMillis());
    InvokeResponse response = null;
    AwsException refused = null;
    try {
      response =
          exchange
              .call()
              .send(as, region(invoke, exchange.api().region), invoke, InvokeResponse.class);
    } catch (AwsException e) {
      refused = e;
    }
    if (exchange.call().elapsedNanos() - before > timeout) {
      exchange.call().capElapsed(before + timeout);
      throw Refusal.INTEGRATION_TIMEOUT.because(
          "Endpoint request timed out",
          "the function had not answered after " + integration.timeoutMillis() + " ms");
    }
    if (refused != null || response == null) {
      throw internal(
          "Lambda refused the invocation: "
              + (refused == null ? "" : refused.code() + ": " + refused.message()));
    }
    return response;
  }

  private static String region(InvokeRequest invoke, String otherwise) {
    Matcher arn = REGION.matcher(invoke.functionName());
    return arn.matches() ? arn.group(1) : otherwise;
  }

  private static String functionArn(Exchange exchange, Integration integration) {
    Matcher uri = Integrations.LAMBDA_URI.matcher(integration.uri());
    if (!uri.matches()) {
      throw internal("the integration's URI names no function: " + integration.uri());
    }
    return VARIABLE
        .matcher(uri.group(1))
        .replaceAll(
            found -> {
              String value = exchange.stage().variables.get(found.group(1));
              if (value == null) {
                throw internal("the stage has no variable " + found.group(1));
              }
              return Matcher.quoteReplacement(value);
            });
  }

  private static Refusal.Refused internal(String why) {
    return Refusal.DEFAULT_5XX.because("Internal server error", why);
  }
}
