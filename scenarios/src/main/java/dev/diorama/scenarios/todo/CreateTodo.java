package dev.diorama.scenarios.todo;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import java.time.Instant;
import java.util.UUID;

/** {@code POST /todos}: a new to-do of the caller's. */
public final class CreateTodo extends TodoFunction {
  @Override
  APIGatewayProxyResponseEvent answer(
      TodoTable table, String userId, APIGatewayProxyRequestEvent event) {
    Todo.Draft draft = draft(event);
    String now = Instant.now().toString();
    Todo todo =
        new Todo(UUID.randomUUID().toString(), draft.title(), draft.done(), draft.due(), now, now);
    table.put(userId, todo);
    return json(201, todo.toJson());
  }
}
