package dev.diorama.apigateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutesTest {
  private static final String DOCUMENT =
      """
      {"swagger":"2.0","info":{"title":"routes","version":"1"},"paths":{
        "/":{"get":%1$s},
        "/todos":{"get":%1$s,"post":%1$s},
        "/todos/{id}":{"get":%1$s,"x-amazon-apigateway-any-method":%1$s},
        "/todos/done":{"get":%1$s},
        "/todos/{id}/notes":{"get":%1$s},
        "/files/{proxy+}":{"x-amazon-apigateway-any-method":%1$s},
        "/files/list/all":{"get":%1$s},
        "/{proxy+}":{"put":%1$s}}}
      """
          .formatted(
              "{\"responses\":{},\"x-amazon-apigateway-integration\":{\"type\":\"aws_proxy\","
                  + "\"httpMethod\":\"POST\",\"uri\":\""
                  + TestGateway.URI
                  + "\"}}");

  private final ApiGatewayModel.Definition definition =
      OpenApiReader.read(
              DOCUMENT.getBytes(java.nio.charset.StandardCharsets.UTF_8),
              ApiGatewayModel.Definition.empty("root", List.of()),
              new Ids(new dev.diorama.core.random.Seeds(1).stream("ids")),
              29_000)
          .definition();

  @ParameterizedTest
  @CsvSource({
    "GET,/,/,{}",
    "GET,/todos,/todos,{}",
    "GET,/todos/,/todos,{}",
    "GET,/todos/done,/todos/done,{}",
    "GET,/todos/1,/todos/{id},{id=1}",
    "GET,/todos/a%2Fb,/todos/{id},{id=a/b}",
    "GET,/todos/a+b,/todos/{id},{id=a+b}",
    "GET,/todos/%7Bid%7D,/todos/{id},{id={id}}",
    "DELETE,/todos/1,/todos/{id},{id=1}",
    "DELETE,/todos/done,/todos/{id},{id=done}",
    "GET,/todos/done/notes,/todos/{id}/notes,{id=done}",
    "GET,/to%64os,/todos,{}",
    "GET,/files/a/b,/files/{proxy+},{proxy=a/b}",
    "GET,/files/list/all,/files/list/all,{}",
    "POST,/files/list/all,/files/{proxy+},{proxy=list/all}",
    "PUT,/anything/at/all,/{proxy+},{proxy=anything/at/all}",
    "PUT,/todos,/{proxy+},{proxy=todos}",
  })
  void find_choosesTheMostSpecificMethod(
      String method, String path, String resource, String parameters) {
    Routes.Route route = Routes.find(definition, method, path).orElseThrow();
    assertThat(route.resource().path()).isEqualTo(resource);
    assertThat(route.pathParameters()).hasToString(parameters);
  }

  @ParameterizedTest
  @CsvSource({"POST,/", "GET,/none", "GET,/Todos", "GET,/files", "GET,/todos/1/notes/2", "PUT,/"})
  void find_nothingThere_isEmpty(String method, String path) {
    assertThat(Routes.find(definition, method, path)).isEmpty();
  }

  @Test
  void find_emptySegment_isNoParameter() {
    assertThat(Routes.find(definition, "GET", "/todos//notes")).isEmpty();
  }
}
