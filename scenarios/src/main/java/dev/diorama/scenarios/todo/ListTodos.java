package dev.diorama.scenarios.todo;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code GET /todos}: the caller's list. */
public final class ListTodos extends TodoFunction {
  @Override
  APIGatewayProxyResponseEvent answer(
      TodoTable table, String userId, APIGatewayProxyRequestEvent event) {
    List<Object> todos = new ArrayList<>();
    table.list(userId, consistent(event)).forEach(todo -> todos.add(todo.toJson()));
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("todos", todos);
    return json(200, body);
  }
}
