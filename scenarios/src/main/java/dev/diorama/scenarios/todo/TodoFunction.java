package dev.diorama.scenarios.todo;

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
import org.jspecify.annotations.Nullable;

/** What the functions of the API have in common: whose request it is, JSON in and JSON out. */
abstract class TodoFunction
    implements RequestHandler<APIGatewayProxyRequestEvent, APIGatewayProxyResponseEvent> {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final TodoTable todos;

  TodoFunction() {
    this.todos = TodoTable.fromEnvironment();
  }

  /** Answers one request of the user whose Cognito {@code sub} is given. */
  abstract APIGatewayProxyResponseEvent answer(
      TodoTable table, String userId, APIGatewayProxyRequestEvent event);

  @Override
  public APIGatewayProxyResponseEvent handleRequest(
      APIGatewayProxyRequestEvent event, Context context) {
    try {
      return answer(todos, userId(event), event);
    } catch (Refusal refusal) {
      Map<String, Object> body = new LinkedHashMap<>();
      body.put("message", refusal.getMessage());
      return json(refusal.status(), body);
    }
  }

  /** The caller, as API Gateway's authorizer found it in the token: never what a client says. */
  private static String userId(APIGatewayProxyRequestEvent event) {
    Map<String, Object> authorizer = event.getRequestContext().getAuthorizer();
    if (authorizer != null
        && authorizer.get("claims") instanceof Map<?, ?> claims
        && claims.get("sub") instanceof String sub) {
      return sub;
    }
    throw new IllegalStateException("the method has no Cognito authorizer in front of it");
  }

  static String id(APIGatewayProxyRequestEvent event) {
    Map<String, String> parameters = event.getPathParameters();
    String id = parameters == null ? null : parameters.get("id");
    if (id == null || id.isBlank() || id.length() > 64) {
      throw Refusal.badRequest("the id must have 1 to 64 characters");
    }
    return id;
  }

  /** Whether the client asked for a strongly consistent read: {@code ?consistent=true}. */
  static boolean consistent(APIGatewayProxyRequestEvent event) {
    Map<String, String> parameters = event.getQueryStringParameters();
    return parameters != null && "true".equals(parameters.get("consistent"));
  }

  static Todo.Draft draft(APIGatewayProxyRequestEvent event) {
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
      return Todo.Draft.from(read);
    } catch (JsonProcessingException e) {
      throw Refusal.badRequest("the body must be a JSON object");
    }
  }

  static APIGatewayProxyResponseEvent json(int status, @Nullable Object body) {
    APIGatewayProxyResponseEvent response = new APIGatewayProxyResponseEvent();
    response.setStatusCode(status);
    if (body != null) {
      try {
        response.setBody(JSON.writeValueAsString(body));
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("an answer could not be written", e);
      }
      Map<String, String> headers = new LinkedHashMap<>();
      headers.put("Content-Type", "application/json");
      response.setHeaders(headers);
    }
    return response;
  }
}
