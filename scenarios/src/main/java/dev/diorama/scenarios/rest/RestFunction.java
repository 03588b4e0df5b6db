package dev.diorama.scenarios.rest;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * A function behind API Gateway's proxy integration: JSON in, JSON out, refusals as {@code
 * {"message": ...}}.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public abstract class RestFunction
    implements RequestHandler<APIGatewayProxyRequestEvent, APIGatewayProxyResponseEvent> {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** How long an id in a path may be. */
  private static final int LONGEST_ID = 64;

  /**
   * Answers one request.
   *
   * @throws Refusal where the answer is not success
   */
  protected abstract APIGatewayProxyResponseEvent answer(APIGatewayProxyRequestEvent event);

  @Override
  public APIGatewayProxyResponseEvent handleRequest(
      APIGatewayProxyRequestEvent event, Context context) {
    try {
      return answer(event);
    } catch (Refusal refusal) {
      Map<String, Object> body = new LinkedHashMap<>();
      body.put("message", refusal.getMessage());
      return json(refusal.status(), body);
    }
  }

  /** A variable of the function's environment, which its template must set. */
  protected static String environment(String name) {
    String value = System.getenv(name);
    if (value == null || value.isEmpty()) {
      throw new IllegalStateException("the environment variable " + name + " is missing");
    }
    return value;
  }

  /** The path's {@code {id}}. */
  protected static String id(APIGatewayProxyRequestEvent event) {
    Map<String, String> parameters = event.getPathParameters();
    String id = parameters == null ? null : parameters.get("id");
    if (id == null || id.isBlank() || id.length() > LONGEST_ID) {
      throw Refusal.badRequest("the id must have 1 to 64 characters");
    }
    return id;
  }

  /** Whether the client asked for a strongly consistent read: {@code ?consistent=true}. */
  protected static boolean consistent(APIGatewayProxyRequestEvent event) {
    Map<String, String> parameters = event.getQueryStringParameters();
    return parameters != null && "true".equals(parameters.get("consistent"));
  }

  /** The body, which must be a JSON object. */
  protected static Map<String, Object> body(APIGatewayProxyRequestEvent event) {
    String body = event.getBody();
    if (body == null || body.isBlank()) {
      throw Refusal.badRequest("a JSON body is required");
    }
    if (Boolean.TRUE.equals(event.getIsBase64Encoded())) {
      body = new String(Base64.getDecoder().decode(body), StandardCharsets.UTF_8);
    }
    try {
      Map<String, Object> read = JSON.readValue(body, new TypeReference<>() {});
      if (read == null) {
        throw Refusal.badRequest("the body must be a JSON object");
      }
      return read;
    } catch (JsonProcessingException e) {
      throw Refusal.badRequest("the body must be a JSON object");
    }
  }

  /** A text of the body, which must be there, trimmed. */
  protected static String text(Map<String, Object> body, String name, int longest) {
    if (body.get(name) instanceof String text && !text.isBlank()) {
      if (text.length() > longest) {
        throw Refusal.badRequest(name + " has more than " + longest + " characters");
      }
      return text.strip();
    }
    throw Refusal.badRequest(name + " is required");
  }

  /** An answer with a JSON body, or without any. */
  protected static APIGatewayProxyResponseEvent json(int status, @Nullable Object body) {
    APIGatewayProxyResponseEvent response = new APIGatewayProxyResponseEvent();
    response.setStatusCode(status);
    Map<String, String> headers = new LinkedHashMap<>();
    if (body != null) {
      try {
        response.setBody(JSON.writeValueAsString(body));
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("an answer could not be written", e);
      }
      headers.put("Content-Type", "application/json");
    }
    response.setHeaders(headers);
    return response;
  }
}
