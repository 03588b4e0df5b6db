package dev.diorama.scenarios.lessons;

import dev.diorama.Stack;
import dev.diorama.core.json.Json;
import dev.diorama.core.place.City;
import dev.diorama.scenarios.run.Browser;
import dev.diorama.scenarios.todo.TodoDesign;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.apigateway.ApiGatewayClient;
import software.amazon.awssdk.services.apigateway.model.Op;

/** MyTodoList, deployed, perhaps with something changed in its template. */
final class TodoApp {
  /** The list's and the item's stage cache key, as the template has it. */
  static final String KEY_WITH_CALLER =
      "              - method.request.header.Authorization:\n"
          + "                  Required: false\n"
          + "                  Caching: true\n";

  private final Bench bench;
  private final Stack stack;
  private final Browser http;

  private TodoApp(Bench bench, Stack stack) {
    this.bench = bench;
    this.stack = stack;
    this.http = bench.browser(City.VIRGINIA);
  }

  /** The design as it is, with parameters in pairs of name and value. */
  static TodoApp on(Bench bench, String... parameters) {
    return new TodoApp(bench, bench.deployText("todo", new TodoDesign().template(), parameters));
  }

  /** The design with one thing in its template replaced by another, wherever it stands. */
  static TodoApp changed(Bench bench, String from, String to, String... parameters) {
    String template = new TodoDesign().template();
    String changed = template.replace(from, to);
    if (changed.equals(template)) {
      throw new IllegalStateException("the template has no '" + from + "'");
    }
    return new TodoApp(bench, bench.deployText("todo", changed, parameters));
  }

  Bench bench() {
    return bench;
  }

  Stack stack() {
    return stack;
  }

  /** A new user, signed in. */
  Person person(String name) {
    return new Person(bench, stack, name + "@example.com");
  }

  /** Calls the API with a token, or without if that is empty. */
  Browser.Answer call(String method, String path, String token, @Nullable String body) {
    return call(method, path, token, body, Map.of());
  }

  Browser.Answer call(
      String method, String path, String token, @Nullable String body, Map<String, String> more) {
    Map<String, String> headers = new LinkedHashMap<>(more);
    if (!token.isEmpty()) {
      headers.put("Authorization", token);
    }
    byte[] bytes = null;
    if (body != null) {
      headers.put("Content-Type", "application/json");
      bytes = body.getBytes(StandardCharsets.UTF_8);
    }
    return http.send(method, stack.output("ApiUrl") + path, headers, bytes);
  }

  void add(Person owner, String title) {
    Browser.Answer answer =
        call("POST", "/todos", owner.idToken(), Json.object().put("title", title).build().write());
    if (answer.status() != 201) {
      throw new IllegalStateException(answer.status() + " " + answer.text());
    }
  }

  /** Changes a setting of the API's stage, by the path that UpdateStage wants. */
  void setting(String path, String value) {
    String host = URI.create(stack.output("ApiUrl")).getHost();
    String api = host.substring(0, host.indexOf('.'));
    bench
        .client(ApiGatewayClient.builder())
        .updateStage(
            update ->
                update
                    .restApiId(api)
                    .stageName("prod")
                    .patchOperations(patch -> patch.op(Op.REPLACE).path(path).value(value)));
  }

  /** How many to-dos a list has that was answered. */
  static int length(Browser.Answer answer) {
    return Json.parse(answer.text()).get("todos").map(todos -> todos.items().size()).orElse(0);
  }
}
