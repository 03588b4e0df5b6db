package dev.diorama.apigateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.wire.HttpResponse;
import org.junit.jupiter.api.Test;

class MockIntegrationTest {
  /** A preflight as SAM writes it. */
  private static final String CORS =
      """
      {"swagger":"2.0","info":{"title":"cors","version":"1"},"paths":{"/todos":{"options":{
        "responses":{"200":{"description":"Default response for CORS method","headers":{
          "Access-Control-Allow-Origin":{"type":"string"},
          "Access-Control-Allow-Methods":{"type":"string"}}},"404":{}},
        "produces":["application/json"],"consumes":["application/json"],
        "x-amazon-apigateway-integration":{"type":"mock",
          "requestTemplates":{"application/json":"{\\n  \\"statusCode\\" : STATUS\\n}\\n"},
          "passthroughBehavior":"BEHAVIOR",
          "responses":{"4\\\\d\\\\d":{"statusCode":"404"},
            "default":{"statusCode":"200",
            "responseTemplates":{"application/json":"{}\\n"},
            "responseParameters":{
              "method.response.header.Access-Control-Allow-Origin":"'*'",
              "method.response.header.Access-Control-Allow-Methods":"'GET,OPTIONS'"}}}}}}}}
      """;

  private final TestGateway test = new TestGateway();

  private String cors(String status, String behavior) {
    return test.deployed(CORS.replace("STATUS", status).replace("BEHAVIOR", behavior));
  }

  @Test
  void options_asSamWritesIt_answersWithTheHeaders() {
    HttpResponse response =
        test.http(cors("200", "when_no_match"), "OPTIONS", "/prod/todos", "", "Origin", "x");
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.text()).isEqualTo("{}\n");
    assertThat(response.headers().first("Access-Control-Allow-Origin")).contains("*");
    assertThat(response.headers().first("Access-Control-Allow-Methods")).contains("GET,OPTIONS");
    assertThat(response.headers().first("Content-Type")).contains("application/json");
    assertThat(test.events).isEmpty();
  }

  @Test
  void options_otherStatus_choosesByPattern() {
    HttpResponse response = test.http(cors("410", "when_no_match"), "OPTIONS", "/prod/todos", "");
    assertThat(response.status()).isEqualTo(404);
    assertThat(response.headers().has("Access-Control-Allow-Origin")).isFalse();
  }

  @Test
  void options_bodyOfAnotherType_passesThroughAndNamesTheStatus() {
    String api = cors("200", "when_no_match");
    HttpResponse response =
        test.http(api, "OPTIONS", "/prod/todos", "{\"statusCode\":404}", "Content-Type", "text/x");
    assertThat(response.status()).isEqualTo(404);
    HttpResponse without =
        test.http(api, "OPTIONS", "/prod/todos", "no json", "Content-Type", "text/x");
    assertThat(without.status()).isEqualTo(500);
    assertThat(without.headers().first("x-amzn-ErrorType"))
        .contains("InternalServerErrorException");
    assertThat(without.text()).isEqualTo("{\"message\":\"Internal server error\"}");
  }

  @Test
  void options_bodyOfAnotherTypeThatMayNotPass_isUnsupported() {
    HttpResponse response =
        test.http(cors("200", "never"), "OPTIONS", "/prod/todos", "{}", "Content-Type", "text/x");
    assertThat(response.status()).isEqualTo(415);
    assertThat(response.text()).isEqualTo("{\"message\":\"Unsupported Media Type\"}");
  }
}
