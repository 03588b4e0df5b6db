package dev.diorama.apigateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.router.Principal;
import dev.diorama.core.trace.Span;
import dev.diorama.core.wire.AwsException;
import dev.diorama.core.wire.ErrorCode;
import dev.diorama.core.wire.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;

class LambdaProxyTest {
  private final TestGateway test = new TestGateway();

  private void assertRefused(HttpResponse response, int status, String message, String why) {
    assertThat(response.status()).isEqualTo(status);
    assertThat(response.headers().first("x-amzn-ErrorType"))
        .contains("InternalServerErrorException");
    assertThat(response.text()).isEqualTo("{\"message\":\"" + message + "\"}");
    assertThat(test.lastSpan().attributes().get("why")).contains(why);
  }

  @Test
  void invoke_isMadeAsTheServiceForTheMethodsArn() {
    String api = test.deployed(TestGateway.swagger("/todos/{id}", "get", "", ""));
    test.get(api, "/todos/7");
    Principal invoker = test.invokers.get(0);
    assertThat(invoker.arn()).isEqualTo("apigateway.amazonaws.com");
    assertThat(invoker.context().get("aws:SourceArn"))
        .containsExactly(
            "arn:aws:execute-api:us-east-1:123456789012:" + api + "/prod/GET/todos/{id}");
    assertThat(invoker.context().get("aws:SourceAccount")).containsExactly("123456789012");
    assertThat(test.asked.get(test.asked.size() - 1).resource()).isEqualTo(TestGateway.FUNCTION);
  }

  @Test
  void invoke_withTheCallersCredentials_isMadeAsTheCaller() {
    String document =
        TestGateway.swagger(
                "/todos",
                "get",
                "\"security\":[{\"sigv4\":[]}],",
                """
                ,"securityDefinitions":{"sigv4":{"type":"apiKey","name":"Authorization",
                  "in":"header","x-amazon-apigateway-authtype":"awsSigv4"}}
                """)
            .replace("\"aws_proxy\"", "\"aws_proxy\",\"credentials\":\"arn:aws:iam::*:user/*\"");
    String api = test.deployed(document);
    test.get(api, "/todos", "Test-Signer", "mina");
    assertThat(test.invokers.get(0).arn()).isEqualTo("arn:aws:iam::123456789012:user/mina");
  }

  @Test
  void invoke_stageVariableInTheUri_isFilledIn() {
    String document =
        TestGateway.swagger("/todos", "get", "", "")
            .replace("function:todo", "function:${stageVariables.fn}");
    String api = test.deployed(document, stage -> stage.variables(Map.of("fn", "other")));
    assertThat(test.get(api, "/todos").status()).isEqualTo(200);
    assertThat(test.asked.get(test.asked.size() - 1).resource()).endsWith(":function:other");
    String without = test.deployed(document);
    assertRefused(test.get(without, "/todos"), 500, "Internal server error", "no variable fn");
  }

  @Test
  void invoke_withoutPermission_is500() {
    String api = test.deployed(TestGateway.swagger("/todos", "get", "", ""));
    test.denied.add("lambda:InvokeFunction");
    assertRefused(test.get(api, "/todos"), 500, "Internal server error", "AccessDeniedException");
    assertThat(test.metric("5XXError")).isEqualTo(1);
  }

  @Test
  void invoke_throttledByLambda_is500() {
    String api = test.deployed(TestGateway.swagger("/todos", "get", "", ""));
    test.function =
        call -> {
          throw new AwsException(
              "TooManyRequestsException", 429, ErrorCode.Side.CLIENT, "Rate Exceeded.", Map.of());
        };
    assertRefused(
        test.get(api, "/todos"),
        500,
        "Internal server error",
        "Lambda refused the invocation: TooManyRequestsException: Rate Exceeded.");
  }

  @Test
  void invoke_functionFails_is502() {
    String api = test.deployed(TestGateway.swagger("/todos", "get", "", ""));
    test.function =
        call ->
            InvokeResponse.builder()
                .functionError("Unhandled")
                .payload(SdkBytes.fromUtf8String("{\"errorMessage\":\"boom\"}"))
                .build();
    assertRefused(test.get(api, "/todos"), 502, "Internal server error", "boom");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "\"text\"",
        "[1]",
        "{\"statusCode\":200,\"body\":{\"a\":1}}",
        "{\"statusCode\":\"two\"}",
        "{\"statusCode\":99}",
        "{\"statusCode\":200.5}",
        "{\"statuscode\":200}",
        "{\"headers\":[]}",
        "{\"headers\":{\"X\":{}}}",
        "{\"headers\":{\"X\":null}}",
        "{\"multiValueHeaders\":\"x\"}",
        "{\"statusCode\":200"
      })
  void invoke_answerInTheWrongShape_is502(String payload) {
    String api = test.deployed(TestGateway.swagger("/todos", "get", "", ""));
    test.function = call -> TestGateway.payload(payload);
    assertRefused(
        test.get(api, "/todos"), 502, "Internal server error", "Malformed Lambda proxy response");
  }

  /** Experiment 26 of the reference. */
  @Test
  void invoke_slowerThanTheTimeout_is504AndTheFunctionRunsOn() {
    String api = test.deployed(TestGateway.swagger("/todos", "get", "", ""));
    test.function =
        call -> {
          call.charge(Duration.ofSeconds(31).toNanos());
          return TestGateway.payload("{}");
        };
    assertRefused(test.get(api, "/todos"), 504, "Endpoint request timed out", "29000 ms");
    List<Span> spans = test.cloud.trace().spans(span -> span.service().equals("lambda"));
    assertThat(spans.get(0).durationNanos()).isEqualTo(Duration.ofSeconds(31).toNanos());
    assertThat(test.lastSpan().durationNanos())
        .isBetween(Duration.ofSeconds(29).toNanos(), Duration.ofMillis(29_121).toNanos());
    assertThat(test.metric("IntegrationLatency")).isEqualTo(29_000);
  }

  @Test
  void invoke_exactlyAtAShorterTimeout_isInTime() {
    String document =
        TestGateway.swagger("/todos", "get", "", "")
            .replace("\"aws_proxy\"", "\"aws_proxy\",\"timeoutInMillis\":50");
    String api = test.deployed(document);
    test.function =
        call -> {
          call.charge(50_000_000);
          return TestGateway.payload("{}");
        };
    assertThat(test.get(api, "/todos").status()).isEqualTo(200);
    test.function =
        call -> {
          call.charge(50_000_001);
          return TestGateway.payload("{}");
        };
    assertThat(test.get(api, "/todos").status()).isEqualTo(504);
  }

  @Test
  void invoke_refusedAfterTheTimeout_is504() {
    String api = test.deployed(TestGateway.swagger("/todos", "get", "", ""));
    test.function =
        call -> {
          call.charge(Duration.ofSeconds(30).toNanos());
          throw new AwsException("ServiceException", 500, ErrorCode.Side.SERVER, "x", Map.of());
        };
    assertThat(test.get(api, "/todos").status()).isEqualTo(504);
  }

  @Test
  void invoke_integrationMethodOtherThanPost_is500() {
    String api =
        test.deployed(
            TestGateway.swagger("/todos", "get", "", "")
                .replace("\"httpMethod\":\"POST\"", "\"httpMethod\":\"GET\""));
    assertRefused(test.get(api, "/todos"), 500, "Internal server error", "wants POST");
  }

  @Test
  void answer_headers_areMergedAndRemapped() {
    String api = test.deployed(TestGateway.swagger("/todos", "get", "", ""));
    test.function =
        call ->
            TestGateway.payload(
                """
                {"statusCode":"201",
                 "headers":{"X-One":"a","X-Many":"x","X-Flag":true,"X-Number":5,"Date":"today"},
                 "multiValueHeaders":{"X-Many":["x","y"]},"body":"{}"}
                """);
    HttpResponse response = test.get(api, "/todos");
    assertThat(response.status()).isEqualTo(201);
    assertThat(response.headers().all("X-Many")).containsExactly("x", "y");
    assertThat(response.headers().first("X-One")).contains("a");
    assertThat(response.headers().first("X-Flag")).contains("true");
    assertThat(response.headers().first("X-Number")).contains("5");
    assertThat(response.headers().has("Date")).isFalse();
    assertThat(response.headers().first("x-amzn-Remapped-Date")).contains("today");
    assertThat(response.headers().first("Content-Type")).contains("application/json");
  }

  @Test
  void answer_empty_is200WithoutBody() {
    String api = test.deployed(TestGateway.swagger("/todos", "get", "", ""));
    test.function = call -> TestGateway.payload("{\"body\":null,\"headers\":null}");
    HttpResponse response = test.get(api, "/todos");
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.body()).isEmpty();
  }

  @Test
  void answer_base64_isDecodedForAClientThatAcceptsTheType() {
    String api =
        test.deployed(
            TestGateway.swagger(
                "/image",
                "get",
                "",
                ",\"x-amazon-apigateway-binary-media-types\":[\"image/png\"]"));
    test.function =
        call ->
            TestGateway.payload(
                "{\"headers\":{\"Content-Type\":\"image/png\"},\"body\":\"AP8=\","
                    + "\"isBase64Encoded\":true}");
    assertThat(test.get(api, "/image", "Accept", "image/png, */*").body()).containsExactly(0, 255);
    assertThat(test.get(api, "/image", "Accept", "text/html,image/png").text()).isEqualTo("AP8=");
    assertThat(test.get(api, "/image").text()).isEqualTo("AP8=");
  }

  @Test
  void answer_badBase64_is500() {
    String api =
        test.deployed(
            TestGateway.swagger(
                "/image", "get", "", ",\"x-amazon-apigateway-binary-media-types\":[\"*/*\"]"));
    test.function = call -> TestGateway.payload("{\"body\":\"A\",\"isBase64Encoded\":true}");
    assertRefused(test.get(api, "/image"), 500, "Internal server error", "not base64");
  }
}
