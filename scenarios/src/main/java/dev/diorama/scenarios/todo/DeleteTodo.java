package dev.diorama.scenarios.todo;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import dev.diorama.scenarios.rest.Refusal;

/** {@code DELETE /todos/{id}}: removes a to-do of the caller's. */
public final class DeleteTodo extends TodoFunction {
  @Override
  APIGatewayProxyResponseEvent answer(
      TodoTable table, String userId, APIGatewayProxyRequestEvent event) {
    String id = id(event);
    if (!table.delete(userId, id)) {
      throw Refusal.notFound("no to-do has the id " + id);
    }
    return json(204, null);
  }
}
