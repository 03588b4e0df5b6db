package dev.diorama.apigateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.trace.Span;
import dev.diorama.core.wire.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.apigateway.model.PatchOperation;
import software.amazon.awssdk.services.apigateway.model.UpdateRestApiRequest;
import software.amazon.awssdk.services.apigateway.model.UpdateRestApiResponse;

class ExecuteApiTest {
  private final TestGateway test = new TestGateway();

  private static void assertRefused(
      HttpResponse response, int status, String errorType, String body) {
    assertThat(response.status()).isEqualTo(status);
    assertThat(response.headers().first("x-amzn-ErrorType")).contains(errorType);
    assertThat(response.text()).isEqualTo(body);
    assertThat(response.headers().first("x-amzn-RequestId")).isPresent();
    assertThat(response.headers().first("x-amz-apigw-id").orElse("")).hasSize(16).endsWith("=");
  }

  @ParameterizedTest
  @CsvSource({
    "https,API.execute-api.us-east-1.amazonaws.com,/prod/todos",
    "https,API.execute-api.us-east-1.localhost,/prod/todos",
    "http,API.execute-api.us-east-1.localhost,/prod/todos",
    "https,127.0.0.1,/_aws/execute-api/API/prod/todos",
    "http,127.0.0.1,/_aws/execute-api/API/prod/todos/",
  })
  void handle_everyFormOfAddress_reachesTheStage(String scheme, String host, String path) {
    String api = test.deployed(TestGateway.swagger("/todos", "get", "", ""));
    HttpResponse response =
        test.at(scheme, host.replace("API", api), "GET", path.replace("API", api), "");
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.text()).isEqualTo("ok");
    assertThat(response.headers().first("x-amzn-RequestId")).contains(test.lastSpan().requestId());
    assertThat(response.headers().first("X-Amzn-Trace-Id").orElse("")).startsWith("Root=1-");
    assertThat(test.events.get(0).at("requestContext", "domainName").orElseThrow().text())
        .contains(api + ".execute-api.us-east-1.amazonaws.com");
    assertThat(test.events.get(0).at("requestContext", "path").orElseThrow().text())
        .contains("/prod/todos" + (path.endsWith("/") ? "/" : ""));
  }

  @Test
  void handle_plainHttpToTheAwsName_isForbidden() {
    String api = test.deployed(TestGateway.swagger("/todos", "get", "", ""));
    HttpResponse response =
        test.at("http", api + ".execute-api.us-east-1.amazonaws.com", "GET", "/prod/todos", "");
    assertRefused(response, 403, "ForbiddenException", "{\"message\":\"Forbidden\"}");
    assertThat(test.lastSpan().attributes().get("why")).contains("HTTPS");
  }

  @Test
  void handle_unknownApi_isForbidden() {
    assertRefused(
        test.get("nosuchapi1", "/todos"), 403, "ForbiddenException", "{\"message\":\"Forbidden\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/dev/todos", "/", "/prodd"})
  void handle_unknownStage_isForbidden(String path) {
    String api = test.deployed(TestGateway.swagger("/todos", "get", "", ""));
    HttpResponse response = test.http(api, "GET", path, "");
    assertRefused(response, 403, "ForbiddenException", "{\"message\":\"Forbidden\"}");
    assertThat(test.lastSpan().attributes().get("why")).contains("no stage");
  }

  @ParameterizedTest
  @CsvSource({"GET,/prod/none", "POST,/prod/todos", "GET,/prod", "GET,/prod/todos/1"})
  void handle_unknownRoute_saysMissingAuthenticationToken(String method, String path) {
    String api = test.deployed(TestGateway.swagger("/todos", "get", "", ""));
    assertRefused(
        test.http(api, method, path, ""),
        403,
        "MissingAuthenticationTokenException",
        "{\"message\":\"Missing Authentication Token\"}");
    assertThat(test.metric("4XXError")).isEqualTo(1);
  }

  @Test
  void handle_disabledEndpoint_isForbidden() {
    String api = test.deployed(TestGateway.swagger("/todos", "get", "", ""));
    test.send(
        UpdateRestApiRequest.builder()
            .restApiId(api)
            .patchOperations(
                PatchOperation.builder()
                    .op("replace")
                    .path("/disableExecuteApiEndpoint")
                    .value("true")
                    .build())
            .build(),
        UpdateRestApiResponse.class);
    assertRefused(
        test.get(api, "/todos"), 403, "ForbiddenException", "{\"message\":\"Forbidden\"}");
  }

  @Test
  void handle_bodyOverTenMegabytes_isTooLong() {
    String api = test.deployed(TestGateway.swagger("/todos", "post", "", ""));
    String body = "x".repeat(10 * 1024 * 1024);
    assertThat(test.http(api, "POST", "/prod/todos", body).status()).isEqualTo(200);
    assertRefused(
        test.http(api, "POST", "/prod/todos", body + "x"),
        413,
        "RequestEntityTooLargeException",
        "{\"message\":\"Request Too Long\"}");
  }

  @Test
  void handle_missingRequiredParameter_isBadRequest() {
    String api =
        test.deployed(
            TestGateway.swagger(
                "/todos",
                "get",
                """
                "x-amazon-apigateway-request-validator":"params",
                "parameters":[{"name":"q","in":"query","required":true},
                  {"name":"X-Who","in":"header","required":true},
                  {"name":"page","in":"query","required":false}],
                """,
                """
                ,"x-amazon-apigateway-request-validators":
                  {"params":{"validateRequestParameters":true,"validateRequestBody":false}}
                """));
    assertRefused(
        test.get(api, "/todos"),
        400,
        "BadRequestException",
        "{\"message\":\"Missing required request parameters: [q, X-Who]\"}");
    assertThat(test.get(api, "/todos?q=", "x-who", "me").status()).isEqualTo(200);
  }

  @Test
  void handle_signedMethod_letsInWhomIamAllows() {
    String api = test.deployed(iam());
    HttpResponse response = test.get(api, "/files/a%20b", "Test-Signer", "mina");
    assertThat(response.status()).isEqualTo(200);
    String arn = "arn:aws:execute-api:us-east-1:123456789012:" + api + "/prod/GET/files/a%20b";
    assertThat(test.asked)
        .anySatisfy(
            access -> {
              assertThat(access.action()).isEqualTo("execute-api:Invoke");
              assertThat(access.resource()).isEqualTo(arn);
              assertThat(access.resourceAccount()).isEqualTo("123456789012");
            });
    Span span = test.lastSpan();
    assertThat(span.resource()).isEqualTo(arn);
    assertThat(span.principal()).isEqualTo("arn:aws:iam::123456789012:user/mina");
    assertThat(test.events.get(0).at("requestContext", "identity", "userArn").orElseThrow().text())
        .contains("arn:aws:iam::123456789012:user/mina");
    assertThat(
            test.events.get(0).at("requestContext", "identity", "accessKey").orElseThrow().text())
        .contains("AKIAmina");
  }

  private static String iam() {
    return TestGateway.swagger(
        "/files/{name}",
        "get",
        "\"security\":[{\"sigv4\":[]}],",
        """
        ,"securityDefinitions":{"sigv4":{"type":"apiKey","name":"Authorization","in":"header",
          "x-amazon-apigateway-authtype":"awsSigv4"}}
        """);
  }

  @Test
  void handle_signedMethodWithoutSignature_isRefused() {
    String api = test.deployed(iam());
    assertRefused(
        test.get(api, "/files/a"),
        403,
        "MissingAuthenticationTokenException",
        "{\"message\":\"Missing Authentication Token\"}");
  }

  @Test
  void handle_signedMethodDeniedByIam_isRefusedWithMaskedArn() {
    String api = test.deployed(iam());
    test.denied.add("execute-api:Invoke");
    assertRefused(
        test.get(api, "/files/a", "Test-Signer", "mina"),
        403,
        "AccessDeniedException",
        "{\"Message\":\"User: arn:aws:iam::123456789012:user/mina is not authorized to perform:"
            + " execute-api:Invoke on resource: arn:aws:execute-api:us-east-1:********9012:"
            + api
            + "/prod/GET/files/a because no identity-based policy allows the execute-api:Invoke"
            + " action\"}");
    assertThat(test.lastSpan().attributes().get("why")).isEqualTo("no statement allows it");
  }

  @ParameterizedTest
  @CsvSource({
    "MISSING,MissingAuthenticationTokenException,Missing Authentication Token",
    "MALFORMED,IncompleteSignatureException,detail",
    "UNKNOWN_KEY,UnrecognizedClientException,The security token included in the request is invalid.",
    "EXPIRED_TOKEN,ExpiredTokenException,The security token included in the request is expired",
    "SKEWED,InvalidSignatureException,Signature expired: detail",
    "EXPIRED_URL,InvalidSignatureException,Signature expired: detail",
  })
  void handle_credentialsThatProveNothing_areRefused(String kind, String type, String message) {
    String api = test.deployed(iam());
    assertRefused(
        test.get(api, "/files/a", "Test-Signer", kind),
        403,
        type,
        "{\"message\":\"" + message + "\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"BAD_SIGNATURE", "BAD_BODY_HASH"})
  void handle_wrongSignature_isRefused(String kind) {
    String api = test.deployed(iam());
    HttpResponse response = test.get(api, "/files/a", "Test-Signer", kind);
    assertThat(response.status()).isEqualTo(403);
    assertThat(response.headers().first("x-amzn-ErrorType")).contains("InvalidSignatureException");
    assertThat(response.text()).contains("does not match the signature you provided");
  }

  @Test
  void handle_requests_areCountedByApiAndStage() {
    String api = test.deployed(TestGateway.swagger("/todos", "get", "", ""));
    test.get(api, "/todos");
    test.get(api, "/none");
    List<String> dimensions =
        test.cloud.metrics().keys().stream()
            .filter(key -> key.name().equals("Count"))
            .map(key -> key.dimensions().toString())
            .toList();
    assertThat(dimensions).containsExactly("{ApiName=todo, Stage=prod}");
    assertThat(test.metric("Count")).isEqualTo(2);
    assertThat(test.metric("4XXError")).isEqualTo(1);
    assertThat(test.metric("5XXError")).isEqualTo(0);
    assertThat(test.cloud.metrics().total("AWS/ApiGateway", "IntegrationLatency").count())
        .isEqualTo(1);
    assertThat(test.metric("Latency")).isGreaterThan(test.metric("IntegrationLatency"));
    assertThat(test.cloud.metrics().total("AWS/ApiGateway", "CacheHitCount").count()).isZero();
  }

  @Test
  void handle_customGatewayResponse_isWordedByTheApi() {
    String api =
        test.deployed(
            TestGateway.swagger(
                "/todos",
                "get",
                "\"security\":[{\"Users\":[]}],",
                TestGateway.COGNITO
                    + """
                    ,"x-amazon-apigateway-gateway-responses":{
                      "UNAUTHORIZED":{"statusCode":"418",
                        "responseParameters":{"gatewayresponse.header.Access-Control-Allow-Origin":"'*'"},
                        "responseTemplates":{"application/json":
                          "{\\"error\\":$context.error.messageString,\\"type\\":\\"$context.error.responseType\\"}"}},
                      "DEFAULT_4XX":{
                        "responseParameters":{"gatewayresponse.header.X-Four":"'yes'"}}}
                    """));
    HttpResponse unauthorized = test.get(api, "/todos");
    assertThat(unauthorized.status()).isEqualTo(418);
    assertThat(unauthorized.headers().first("Access-Control-Allow-Origin")).contains("*");
    assertThat(unauthorized.headers().has("X-Four")).isFalse();
    assertThat(unauthorized.text())
        .isEqualTo("{\"error\":\"Unauthorized\",\"type\":\"UNAUTHORIZED\"}");
    HttpResponse unknown = test.get(api, "/none");
    assertThat(unknown.status()).isEqualTo(403);
    assertThat(unknown.headers().first("X-Four")).contains("yes");
    assertThat(unknown.text()).isEqualTo("{\"message\":\"Missing Authentication Token\"}");
  }

  @Test
  void handle_twoEqualClouds_leaveEqualTraces() {
    TestGateway other = new TestGateway();
    for (TestGateway each : List.of(test, other)) {
      String api = each.deployed(TestGateway.swagger("/todos", "get", "", ""));
      each.get(api, "/todos");
      each.get(api, "/none");
    }
    assertThat(test.cloud.trace().digest()).isEqualTo(other.cloud.trace().digest());
  }
}
