package dev.diorama.apigateway;

import dev.diorama.apigateway.ApiGatewayModel.Integration;
import dev.diorama.apigateway.ApiGatewayModel.IntegrationResponse;
import dev.diorama.core.json.Json;
import dev.diorama.core.json.JsonException;
import dev.diorama.core.wire.Headers;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Answers without a backend, as CORS preflights are answered: the request template names a status,
 * by which one of the integration's responses is chosen.
 */
final class MockIntegration {
  private static final String HEADER = "method.response.header.";

  private MockIntegration() {}

  static HttpResponse answer(HttpRequest request, Integration integration) {
    String status = status(request, integration);
    IntegrationResponse chosen =
        integration.responses().values().stream()
            .filter(each -> !each.selectionPattern().isEmpty())
            .filter(each -> Pattern.matches(each.selectionPattern(), status))
            .findFirst()
            .or(
                () ->
                    integration.responses().values().stream()
                        .filter(each -> each.selectionPattern().isEmpty())
                        .findFirst())
            .orElseThrow(
                () -> misconfigured("no integration response is for the status " + status));
    Headers.Builder headers = Headers.builder();
    String body = "";
    String type = "application/json";
    if (!chosen.templates().isEmpty()) {
      Map.Entry<String, String> template = chosen.templates().entrySet().iterator().next();
      type = template.getKey();
      body = template.getValue();
    }
    headers.set("Content-Type", type);
    for (Map.Entry<String, String> parameter : chosen.parameters().entrySet()) {
      headers.set(
          parameter.getKey().substring(HEADER.length()),
          Integrations.literal(parameter.getKey(), parameter.getValue()));
    }
    return new HttpResponse(
        Integer.parseInt(chosen.statusCode()),
        headers.build(),
        body.getBytes(StandardCharsets.UTF_8));
  }

  private static String status(HttpRequest request, Integration integration) {
    // A request without a content type counts as application/json, documented in "Integration
    // passthrough behaviors".
    String type =
        request.header("Content-Type").map(each -> each.split(";", 2)[0].trim()).orElse("");
    String template =
        integration.requestTemplates().get(type.isEmpty() ? "application/json" : type);
    boolean passes =
        template == null
            && (integration.passthroughBehavior().equals("WHEN_NO_MATCH")
                || (integration.passthroughBehavior().equals("WHEN_NO_TEMPLATES")
                    && integration.requestTemplates().isEmpty()));
    if (template == null && !passes) {
      throw Refusal.UNSUPPORTED_MEDIA_TYPE.because(
          "Unsupported Media Type", "no request template for " + type);
    }
    String input = template == null ? new String(request.body(), StandardCharsets.UTF_8) : template;
    return statusIn(input)
        .orElseThrow(() -> misconfigured("the mock's request names no statusCode: " + input));
  }

  private static Optional<String> statusIn(String input) {
    try {
      return Json.parse(input).text("statusCode");
    } catch (JsonException e) {
      return Optional.empty();
    }
  }

  private static Refusal.Refused misconfigured(String why) {
    return Refusal.API_CONFIGURATION_ERROR.because("Internal server error", why);
  }
}
