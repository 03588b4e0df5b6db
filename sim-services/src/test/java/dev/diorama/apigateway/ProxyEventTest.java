package dev.diorama.apigateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.json.Json;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxyEventTest {
  private final TestGateway test = new TestGateway();

  /** Member for member what published events of REST APIs with a Cognito authorizer have. */
  @Test
  void event_ofAFullRequest_hasTheDocumentedShape() {
    String api =
        test.deployed(
            TestGateway.swagger(
                "/todos/{id}", "post", "\"security\":[{\"Users\":[]}],", TestGateway.COGNITO),
            stage -> stage.variables(Map.of("table", "Todos")));
    String token =
        TestGateway.token(
            Json.object()
                .put("sub", "s1")
                .put("iss", TestGateway.ISSUER)
                .put("token_use", "id")
                .put("exp", 1767229200L)
                .build(),
            "good");
    test.advance(Duration.ofMillis(1_234));
    test.http(
        api,
        "POST",
        "/prod/todos/a%20b?x=1&x=2&empty&y=%26",
        "{\"text\":\"é\"}",
        "Authorization",
        token,
        "Content-Type",
        "application/json",
        "Content-Length",
        "13",
        "Connection",
        "keep-alive",
        "User-Agent",
        "test/1",
        "X-Many",
        "a",
        "X-Many",
        "b",
        "X-Forwarded-For",
        "198.51.100.1",
        "X-Amzn-Trace-Id",
        "Root=1-00000000-0");
    Json event = test.events.get(0);
    String resourceId = event.at("requestContext", "resourceId").orElseThrow().text().orElse("");
    String deployment = event.at("requestContext", "deploymentId").orElseThrow().text().orElse("");
    String extended =
        event.at("requestContext", "extendedRequestId").orElseThrow().text().orElse("");
    assertThat(resourceId).matches("[a-z0-9]{6}");
    assertThat(deployment).matches("[a-z0-9]{6}");
    assertThat(extended).matches("[A-Za-z0-9]{15}=");
    String expected =
        """
        {"resource":"/todos/{id}","path":"/todos/a%20b","httpMethod":"POST",
         "headers":{"Authorization":"TOKEN","Content-Type":"application/json",
           "Host":"API.execute-api.us-east-1.amazonaws.com","User-Agent":"test/1",
           "X-Amzn-Trace-Id":"Root=1-00000000-0","X-Forwarded-For":"198.51.100.1, 203.0.113.7",
           "X-Forwarded-Port":"443","X-Forwarded-Proto":"https","X-Many":"b"},
         "multiValueHeaders":{"Authorization":["TOKEN"],"Content-Type":["application/json"],
           "Host":["API.execute-api.us-east-1.amazonaws.com"],"User-Agent":["test/1"],
           "X-Amzn-Trace-Id":["Root=1-00000000-0"],"X-Forwarded-For":["198.51.100.1, 203.0.113.7"],
           "X-Forwarded-Port":["443"],"X-Forwarded-Proto":["https"],"X-Many":["a","b"]},
         "queryStringParameters":{"x":"2","empty":"","y":"&"},
         "multiValueQueryStringParameters":{"x":["1","2"],"empty":[""],"y":["&"]},
         "pathParameters":{"id":"a b"},
         "stageVariables":{"table":"Todos"},
         "requestContext":{"resourceId":"RESOURCE",
           "authorizer":{"claims":{"sub":"s1","iss":"ISSUER","token_use":"id",
             "exp":"Thu Jan 01 01:00:00 UTC 2026"}},
           "resourcePath":"/todos/{id}","httpMethod":"POST","extendedRequestId":"EXTENDED",
           "requestTime":"01/Jan/2026:00:00:01 +0000","path":"/prod/todos/a%20b",
           "accountId":"123456789012","protocol":"HTTP/1.1","stage":"prod","domainPrefix":"API",
           "requestTimeEpoch":1767225601234,"requestId":"REQUEST",
           "identity":{"cognitoIdentityPoolId":null,"accountId":null,"cognitoIdentityId":null,
             "caller":null,"sourceIp":"203.0.113.7","principalOrgId":null,"accessKey":null,
             "cognitoAuthenticationType":null,"cognitoAuthenticationProvider":null,
             "userArn":null,"userAgent":"test/1","user":null},
           "domainName":"API.execute-api.us-east-1.amazonaws.com","deploymentId":"DEPLOYMENT",
           "apiId":"API"},
         "body":"{\\"text\\":\\"é\\"}","isBase64Encoded":false}
        """
            .replace("TOKEN", token)
            .replace("ISSUER", TestGateway.ISSUER)
            .replace("RESOURCE", resourceId)
            .replace("EXTENDED", extended)
            .replace("REQUEST", test.lastSpan().requestId())
            .replace("DEPLOYMENT", deployment)
            .replace("API", api);
    assertThat(event.pretty()).isEqualTo(Json.parse(expected).pretty());
  }

  @Test
  void event_ofABareRequest_hasNulls() {
    String api = test.deployed(TestGateway.swagger("/", "get", "", ""));
    test.get(api, "");
    Json event = test.events.get(0);
    for (String member :
        new String[] {
          "queryStringParameters",
          "multiValueQueryStringParameters",
          "pathParameters",
          "stageVariables",
          "body"
        }) {
      assertThat(event.get(member)).as(member).contains(Json.nil());
    }
    assertThat(event.text("path")).contains("/");
    assertThat(event.at("requestContext", "path").orElseThrow().text()).contains("/prod/");
    assertThat(event.at("requestContext", "authorizer")).isEmpty();
    assertThat(event.at("requestContext", "identity", "userAgent")).contains(Json.nil());
    assertThat(event.at("headers", "X-Amzn-Trace-Id").orElseThrow().text().orElse(""))
        .matches("Root=1-6955b900-[0-9a-f]{24}");
  }

  @ParameterizedTest
  @CsvSource({
    "image/png,image/png,true",
    "image/png,IMAGE/PNG; q=1,true",
    "image/png,text/plain,false",
    "*/*,text/plain,true",
    "*/*,,true"
  })
  void event_binaryMediaType_isBase64(String binaryType, String contentType, boolean encoded) {
    String api =
        test.deployed(
            TestGateway.swagger(
                "/image",
                "post",
                "",
                ",\"x-amazon-apigateway-binary-media-types\":[\"" + binaryType + "\"]"));
    if (contentType == null) {
      test.http(api, "POST", "/prod/image", "hello");
    } else {
      test.http(api, "POST", "/prod/image", "hello", "Content-Type", contentType);
    }
    Json event = test.events.get(0);
    assertThat(event.get("isBase64Encoded")).contains(Json.of(encoded));
    assertThat(event.text("body")).contains(encoded ? "aGVsbG8=" : "hello");
  }
}
