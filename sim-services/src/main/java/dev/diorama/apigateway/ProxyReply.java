package dev.diorama.apigateway;

import dev.diorama.core.json.Json;
import dev.diorama.core.json.JsonException;
import dev.diorama.core.wire.Headers;
import dev.diorama.core.wire.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads what a proxy function returned.
 *
 * <p>An object with {@code statusCode}, {@code headers}, {@code multiValueHeaders}, {@code body}
 * and {@code isBase64Encoded}, documented:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 * None of them is needed and no other is allowed, as LocalStack found by comparing with AWS; any
 * other shape is a 502, documented in the Lambda guide's "Errors" of API Gateway.
 */
final class ProxyReply {
  private static final List<String> MEMBERS =
      List.of("statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded");

  /**
   * Headers that do not pass under their own name, documented:
   * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
   */
  private static final List<String> REMAPPED =
      List.of(
          "authorization",
          "connection",
          "content-length",
          "content-md5",
          "date",
          "host",
          "server",
          "user-agent",
          "www-authenticate");

  private ProxyReply() {}

  /** The HTTP response that a payload stands for. */
  static HttpResponse read(byte[] payload, List<String> binaryTypes, String accept) {
    Json reply;
    try {
      reply = Json.parse(payload);
    } catch (JsonException e) {
      throw malformed("it is no JSON: " + e.getMessage());
    }
    if (!(reply instanceof Json.Obj)) {
      throw malformed("it is no JSON object");
    }
    for (String member : reply.members().keySet()) {
      if (!MEMBERS.contains(member)) {
        throw malformed("it has the member '" + member + "'");
      }
    }
    return new HttpResponse(status(reply), headers(reply), body(reply, binaryTypes, accept));
  }

  private static int status(Json reply) {
    Json given = reply.get("statusCode").orElse(Json.nil());
    if (given == Json.nil()) {
      return 200;
    }
    try {
      int status = Integer.parseInt(given.text().orElse(""));
      if (status >= 100 && status <= 599) {
        return status;
      }
    } catch (NumberFormatException e) {
      // Told below, like a number that is no status.
    }
    throw malformed("its statusCode is " + given.write());
  }

  private static Headers headers(Json reply) {
    Headers.Builder headers = Headers.builder();
    Headers.Builder multiple = Headers.builder();
    for (Map.Entry<String, Json> each : object(reply, "multiValueHeaders").entrySet()) {
      for (Json value : each.getValue().asList()) {
        multiple.add(named(each.getKey()), scalar(each.getKey(), value));
      }
    }
    Headers listed = multiple.build();
    for (Map.Entry<String, Json> each : object(reply, "headers").entrySet()) {
      headers.set(named(each.getKey()), scalar(each.getKey(), each.getValue()));
    }
    Headers single = headers.build();
    Headers.Builder merged = listed.toBuilder();
    single
        .asMap()
        .forEach(
            (name, values) ->
                values.stream()
                    .filter(value -> !listed.all(name).contains(value))
                    .forEach(value -> merged.add(name, value)));
    if (!listed.has("Content-Type") && !single.has("Content-Type")) {
      merged.set("Content-Type", "application/json");
    }
    return merged.build();
  }

  private static Map<String, Json> object(Json reply, String member) {
    Json value = reply.get(member).orElse(Json.nil());
    if (value != Json.nil() && !(value instanceof Json.Obj)) {
      throw malformed("its " + member + " is no object");
    }
    return value.members();
  }

  private static String scalar(String header, Json value) {
    return value
        .text()
        .orElseThrow(() -> malformed("the header " + header + " is " + value.write()));
  }

  private static String named(String header) {
    return REMAPPED.contains(header.toLowerCase(Locale.ROOT))
        ? "x-amzn-Remapped-" + header
        : header;
  }

  private static byte[] body(Json reply, List<String> binaryTypes, String accept) {
    Json body = reply.get("body").orElse(Json.nil());
    if (body == Json.nil()) {
      return new byte[0];
    }
    if (!(body instanceof Json.Str text)) {
      throw malformed("its body is no string");
    }
    boolean encoded =
        reply.get("isBase64Encoded").flatMap(Json::text).filter("true"::equals).isPresent();
    // Base64 is undone only for a client that accepts a binary type first.
    if (encoded && Media.isBinary(binaryTypes, Media.firstAccepted(accept))) {
      try {
        return Base64.getMimeDecoder().decode(text.value());
      } catch (IllegalArgumentException e) {
        throw Refusal.API_CONFIGURATION_ERROR.because(
            "Internal server error", "the function's body is not base64: " + e.getMessage());
      }
    }
    return text.value().getBytes(StandardCharsets.UTF_8);
  }

  private static Refusal.Refused malformed(String what) {
    return Refusal.DEFAULT_5XX.because(
        502,
        "InternalServerErrorException",
        "Internal server error",
        "Malformed Lambda proxy response: " + what);
  }
}
