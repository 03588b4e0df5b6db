package dev.diorama.apigateway;

import dev.diorama.apigateway.ApiGatewayModel.Definition;
import dev.diorama.apigateway.ApiGatewayModel.GatewayReply;
import dev.diorama.core.json.Json;
import dev.diorama.core.wire.HttpResponse;
import java.util.Arrays;
import java.util.Map;

/** Words the gateway's own refusals, as the API says or by default. */
final class GatewayAnswers {
  private static final String HEADER = "gatewayresponse.header.";

  private GatewayAnswers() {}

  /** A gateway response as an API defines it, checked. */
  static GatewayReply checked(String type, GatewayReply reply) {
    if (Arrays.stream(Refusal.values()).noneMatch(each -> each.name().equals(type))) {
      throw ApiGatewayError.BAD_REQUEST.with("Invalid gateway response type specified: " + type);
    }
    reply
        .headers()
        .forEach(
            (name, value) -> {
              if (!name.startsWith(HEADER)) {
                throw ApiGatewayError.notBuilt("the gateway response parameter " + name);
              }
              Integrations.literal(name, value);
            });
    reply
        .templates()
        .values()
        .forEach(template -> Integrations.checkTemplate(filled(template, "", "", "", "")));
    return reply;
  }

  /** The answer to a refused request of that API. */
  static HttpResponse answer(Refusal.Refused refused, Definition definition, String requestId) {
    GatewayReply own = definition.replies().get(refused.type().name());
    GatewayReply reply =
        own == null
            ? definition
                .replies()
                .getOrDefault(
                    refused.type().general().name(), new GatewayReply(0, Map.of(), Map.of()))
            : own;
    int status = reply.status() == 0 ? refused.status() : reply.status();
    HttpResponse response = body(refused, reply, status, requestId);
    for (Map.Entry<String, String> header : reply.headers().entrySet()) {
      response =
          response.with(
              header.getKey().substring(HEADER.length()),
              Integrations.literal(header.getKey(), header.getValue()));
    }
    return response.with("x-amzn-ErrorType", refused.errorType());
  }

  private static HttpResponse body(
      Refusal.Refused refused, GatewayReply reply, int status, String requestId) {
    if (reply.templates().isEmpty()) {
      return HttpResponse.json(
          status, Json.object().put(member(refused), refused.message()).build());
    }
    Map.Entry<String, String> template = reply.templates().entrySet().iterator().next();
    String text =
        filled(
            template.getValue(),
            Json.of(refused.message()).write(),
            refused.message(),
            refused.type().name(),
            requestId);
    return HttpResponse.of(status, template.getKey(), text);
  }

  /** The body's one member; policies' denials have it with a capital, observed. */
  private static String member(Refusal.Refused refused) {
    return refused.type() == Refusal.ACCESS_DENIED ? "Message" : "message";
  }

  /** A template with the four variables that gateway responses commonly use filled in. */
  private static String filled(
      String template, String quoted, String message, String type, String requestId) {
    return template
        .replace("$context.error.messageString", quoted)
        .replace("$context.error.message", message)
        .replace("$context.error.responseType", type)
        .replace("$context.requestId", requestId);
  }
}
