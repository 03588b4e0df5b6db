package dev.diorama.scenarios.todo;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import dev.diorama.scenarios.rest.RestFunction;
import java.util.Map;

/** What the functions of the API have in common: whose request it is. */
abstract class TodoFunction extends RestFunction {
  private final TodoTable todos;

  TodoFunction() {
    this.todos = TodoTable.fromEnvironment();
  }

  /** Answers one request of the user whose Cognito {@code sub} is given. */
  abstract APIGatewayProxyResponseEvent answer(
      TodoTable table, String userId, APIGatewayProxyRequestEvent event);

  @Override
  protected APIGatewayProxyResponseEvent answer(APIGatewayProxyRequestEvent event) {
    return answer(todos, userId(event), event);
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

  static Todo.Draft draft(APIGatewayProxyRequestEvent event) {
    return Todo.Draft.from(body(event));
  }
}
