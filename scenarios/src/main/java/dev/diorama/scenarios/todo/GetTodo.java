package dev.diorama.scenarios.todo;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import dev.diorama.scenarios.rest.Refusal;

/** {@code GET /todos/{id}}: one to-do of the caller's. */
public final class GetTodo extends TodoFunction {
  @Override
  APIGatewayProxyResponseEvent answer(
      TodoTable table, String userId, APIGatewayProxyRequestEvent event) {
    String id = id(event);
    Todo todo =
        table
            .get(userId, id, consistent(event))
            .orElseThrow(() -> Refusal.notFound("no to-do has the id " + id));
    return json(200, todo.toJson());
  }
}
