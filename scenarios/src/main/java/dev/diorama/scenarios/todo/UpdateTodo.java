package dev.diorama.scenarios.todo;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import dev.diorama.scenarios.rest.Refusal;
import java.time.Instant;

/** {@code PUT /todos/{id}}: changes a to-do of the caller's. */
public final class UpdateTodo extends TodoFunction {
  @Override
  APIGatewayProxyResponseEvent answer(
      TodoTable table, String userId, APIGatewayProxyRequestEvent event) {
    String id = id(event);
    Todo todo =
        table
            .update(userId, id, draft(event), Instant.now().toString())
            .orElseThrow(() -> Refusal.notFound("no to-do has the id " + id));
    return json(200, todo.toJson());
  }
}
