package dev.diorama.apigateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.diorama.apigateway.ApiGatewayModel.AuthType;
import dev.diorama.apigateway.ApiGatewayModel.Authorizer;
import dev.diorama.apigateway.ApiGatewayModel.Definition;
import dev.diorama.apigateway.ApiGatewayModel.Integration;
import dev.diorama.apigateway.ApiGatewayModel.Method;
import dev.diorama.core.random.Seeds;
import dev.diorama.core.wire.AwsException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenApiReaderTest {
  private final Ids ids = new Ids(new Seeds(1).stream("ids"));

  private OpenApiReader.Imported read(String document, Definition base) {
    return OpenApiReader.read(document.getBytes(StandardCharsets.UTF_8), base, ids, 29_000);
  }

  private OpenApiReader.Imported read(String document) {
    return read(document, Definition.empty("root", List.of()));
  }

  private static Method method(Definition definition, String path, String httpMethod) {
    return definition.atPath(path).orElseThrow().methods().get(httpMethod);
  }

  private AwsException refusal(String document) {
    return catchThrowableOfType(AwsException.class, () -> read(document));
  }

  /** What aws-sam-translator 1.110 makes of an API with an authorizer, CORS and cache keys. */
  private static final String SAM =
      """
      {"info":{"version":"1.0","title":"stack"},"swagger":"2.0",
       "paths":{
        "/todos":{
          "get":{"x-amazon-apigateway-integration":{"httpMethod":"POST","type":"aws_proxy",
              "uri":"%1$s","cacheKeyParameters":["method.request.header.Authorization"]},
            "security":[{"Cog":[]}],
            "parameters":[{"required":true,"type":"string","name":"Authorization","in":"header"}],
            "responses":{}},
          "options":{"security":[{"Cog":[]}],"summary":"CORS support",
            "responses":{"200":{"headers":{"Access-Control-Allow-Origin":{"type":"string"}},
              "description":"Default response for CORS method"}},
            "produces":["application/json"],"consumes":["application/json"],
            "x-amazon-apigateway-integration":{"type":"mock",
              "requestTemplates":{"application/json":"{\\n  \\"statusCode\\" : 200\\n}\\n"},
              "responses":{"default":{"statusCode":"200",
                "responseTemplates":{"application/json":"{}\\n"},
                "responseParameters":{"method.response.header.Access-Control-Allow-Origin":"'*'"}}}}}},
        "/todos/{id}":{"get":{"security":[{"Cog":["a/b"]}],"responses":{},
          "x-amazon-apigateway-integration":{"httpMethod":"POST","type":"aws_proxy","uri":"%1$s"}}},
        "/ping":{"x-amazon-apigateway-any-method":{"security":[{"NONE":[]}],"responses":{},
          "x-amazon-apigateway-integration":{"httpMethod":"POST","type":"aws_proxy","uri":"%1$s"}}},
        "/iam/{proxy+}":{"get":{"security":[{"AWS_IAM":[]}],"responses":{},
          "x-amazon-apigateway-integration":{"httpMethod":"POST","type":"aws_proxy","uri":"%1$s",
            "credentials":"arn:aws:iam::*:user/*"}}}},
       "x-amazon-apigateway-gateway-responses":{"UNAUTHORIZED":{"statusCode":"401",
         "responseParameters":{"gatewayresponse.header.Access-Control-Allow-Origin":"'*'"},
         "responseTemplates":{}}},
       "x-amazon-apigateway-binary-media-types":["image/png"],
       "securityDefinitions":{
         "AWS_IAM":{"x-amazon-apigateway-authtype":"awsSigv4","type":"apiKey",
           "name":"Authorization","in":"header"},
         "Cog":{"in":"header","type":"apiKey","name":"Authorization",
           "x-amazon-apigateway-authorizer":{"providerARNs":["%2$s"],"type":"cognito_user_pools"},
           "x-amazon-apigateway-authtype":"cognito_user_pools"}}}
      """
          .formatted(TestGateway.URI, TestGateway.POOL);

  @Test
  void read_samsDocument_isUnderstoodInFull() {
    OpenApiReader.Imported imported = read(SAM);
    Definition definition = imported.definition();
    assertThat(imported.name()).isEqualTo("stack");
    assertThat(definition.resources().values())
        .extracting(ApiGatewayModel.Resource::path)
        .containsExactly("/", "/todos", "/todos/{id}", "/ping", "/iam", "/iam/{proxy+}");
    Authorizer authorizer = definition.authorizers().values().iterator().next();
    assertThat(authorizer.name()).isEqualTo("Cog");
    assertThat(authorizer.providerArns()).containsExactly(TestGateway.POOL);
    assertThat(authorizer.identitySource()).isEqualTo("method.request.header.Authorization");
    Method list = method(definition, "/todos", "GET");
    assertThat(list.authorization()).isEqualTo(AuthType.COGNITO_USER_POOLS);
    assertThat(list.authorizerId()).isEqualTo(authorizer.id());
    assertThat(list.requestParameters()).containsOnlyKeys("method.request.header.Authorization");
    Integration integration = list.integration().orElseThrow();
    assertThat(integration.cacheKeyParameters())
        .containsExactly("method.request.header.Authorization");
    assertThat(integration.timeoutMillis()).isEqualTo(29_000);
    assertThat(integration.cacheNamespace())
        .isEqualTo(definition.atPath("/todos").orElseThrow().id());
    assertThat(method(definition, "/todos/{id}", "GET").scopes()).containsExactly("a/b");
    assertThat(method(definition, "/ping", "ANY").authorization()).isEqualTo(AuthType.NONE);
    assertThat(method(definition, "/iam/{proxy+}", "GET").authorization())
        .isEqualTo(AuthType.AWS_IAM);
    assertThat(definition.binaryMediaTypes()).containsExactly("image/png");
    assertThat(definition.replies()).containsOnlyKeys("UNAUTHORIZED");
    assertThat(definition.methodWithoutIntegration()).isEmpty();
  }

  @Test
  void read_openApi3_isUnderstood() {
    String document =
        """
        {"openapi":"3.0.1","info":{"title":"three","version":"2","description":"d"},
         "servers":[{"url":"x","x-amazon-apigateway-endpoint-configuration":
           {"disableExecuteApiEndpoint":true}}],
         "security":[{"Cog":["s"]}],
         "paths":{"/a/{id}":{
           "parameters":[{"$ref":"#/components/parameters/Id"}],
           "post":{"operationId":"makeA","requestBody":{"content":{"application/json":{}}},
             "responses":{"200":{"headers":{"X-Y":{}}}},
             "x-amazon-apigateway-integration":
               {"type":"AWS_PROXY","httpMethod":"POST","uri":"%s","timeoutInMillis":1000}},
           "get":{"security":[],"responses":{},"x-amazon-apigateway-auth":{"type":"AWS_IAM"},
             "x-amazon-apigateway-integration":
               {"type":"AWS_PROXY","httpMethod":"POST","uri":"%s"}}}},
         "components":{"parameters":{"Id":{"name":"id","in":"path","required":true}},
           "securitySchemes":{"Cog":{"type":"apiKey","name":"X-Auth","in":"header",
             "x-amazon-apigateway-authtype":"cognito_user_pools",
             "x-amazon-apigateway-authorizer":
               {"type":"COGNITO_USER_POOLS","providerARNs":["%s"]}}}}}
        """
            .formatted(TestGateway.URI, TestGateway.URI, TestGateway.POOL);
    OpenApiReader.Imported imported = read(document);
    assertThat(imported.description()).isEqualTo("d");
    assertThat(imported.version()).isEqualTo("2");
    assertThat(imported.endpointDisabled()).contains(true);
    Method post = method(imported.definition(), "/a/{id}", "POST");
    assertThat(post.operationName()).isEqualTo("makeA");
    assertThat(post.scopes()).containsExactly("s");
    assertThat(post.requestParameters()).isEqualTo(Map.of("method.request.path.id", true));
    assertThat(post.responses().get("200").parameters())
        .containsOnlyKeys("method.response.header.X-Y");
    assertThat(post.integration().orElseThrow().timeoutMillis()).isEqualTo(1000);
    assertThat(method(imported.definition(), "/a/{id}", "GET").authorization())
        .isEqualTo(AuthType.AWS_IAM);
    assertThat(imported.definition().authorizers().values().iterator().next().identitySource())
        .isEqualTo("method.request.header.X-Auth");
  }

  @Test
  void read_intoAnotherDefinition_merges() {
    Definition base = read(TestGateway.swagger("/old", "get", "", "")).definition();
    Definition merged = read(TestGateway.swagger("/old", "post", "", ""), base).definition();
    assertThat(merged.atPath("/old").orElseThrow().methods()).containsOnlyKeys("GET", "POST");
    assertThat(merged.atPath("/old").orElseThrow().id())
        .isEqualTo(base.atPath("/old").orElseThrow().id());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "not json",
        "[]",
        "{}",
        "{\"swagger\":\"1.2\"}",
        "{\"openapi\":\"2.0\"}",
        "{\"swagger\":\"2.0\",\"paths\":{\"todos\":{}}}",
        "{\"swagger\":\"2.0\",\"paths\":{\"/a b\":{}}}",
        "{\"swagger\":\"2.0\",\"paths\":{\"/{a+}/b\":{}}}",
        "{\"swagger\":\"2.0\",\"paths\":{\"/{a}\":{},\"/{b}/c\":{}}}",
        "{\"swagger\":\"2.0\",\"paths\":{\"/a\":{\"get\":{\"parameters\":[{\"name\":\"x\"}]}}}}",
        "{\"swagger\":\"2.0\",\"paths\":{\"/a\":{\"get\":{\"parameters\":[{\"$ref\":\"#/no\"}]}}}}",
        "{\"swagger\":\"2.0\",\"paths\":{\"/a\":{\"get\":{\"x-amazon-apigateway-request-validator\":\"x\"}}}}",
        "{\"swagger\":\"2.0\",\"x-amazon-apigateway-gateway-responses\":{\"NONE\":{}}}",
        "{\"swagger\":\"2.0\",\"x-amazon-apigateway-gateway-responses\":{\"THROTTLED\":{\"statusCode\":\"x\"}}}",
        "{\"swagger\":\"2.0\",\"paths\":{\"/a\":{\"get\":{\"x-amazon-apigateway-integration\":{}}}}}",
      })
  void read_whatIsNoDefinition_isABadRequest(String document) {
    AwsException refusal = refusal(document);
    assertThat(refusal.code()).isEqualTo("BadRequestException");
    assertThat(refusal.status()).isEqualTo(400);
    assertThat(refusal.message()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"type\":\"aws_proxy\"",
        "\"type\":\"aws_proxy\",\"httpMethod\":\"POST\",\"uri\":\"arn:aws:apigateway:x:s3:path/a\"",
        "\"type\":\"mock\",\"timeoutInMillis\":49",
        "\"type\":\"mock\",\"timeoutInMillis\":29001",
        "\"type\":\"mock\",\"timeoutInMillis\":\"soon\"",
        "\"type\":\"mock\",\"passthroughBehavior\":\"maybe\"",
        "\"type\":\"mock\",\"cacheKeyParameters\":[\"method.request.path.id\"]",
        "\"type\":\"mock\",\"cacheKeyParameters\":[\"integration.request.path.id\"]",
        "\"type\":\"other\""
      })
  void read_integrationThatAwsRefuses_isABadRequest(String members) {
    AwsException refusal = refusal(integration(members));
    assertThat(refusal.code()).isEqualTo("BadRequestException");
    assertThat(refusal.status()).isEqualTo(400);
  }

  private static String integration(String members) {
    return """
        {"swagger":"2.0","info":{"title":"t"},"paths":{"/a":{"get":{"responses":{"200":{}},
          "x-amazon-apigateway-integration":{%s}}}}}
        """
        .formatted(members);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"type\":\"http\",\"uri\":\"http://x\"",
        "\"type\":\"http_proxy\",\"uri\":\"http://x\"",
        "\"type\":\"aws\",\"uri\":\"x\"",
        "\"type\":\"mock\",\"connectionType\":\"VPC_LINK\"",
        "\"type\":\"mock\",\"requestParameters\":{\"integration.request.header.X\":\"'a'\"}",
        "\"type\":\"mock\",\"contentHandling\":\"CONVERT_TO_TEXT\"",
        "\"type\":\"mock\",\"requestTemplates\":{\"application/json\":\"$input.body\"}",
        "\"type\":\"mock\",\"requestTemplates\":{\"application/json\":\"#set(1)\"}",
        "\"type\":\"mock\",\"responses\":{\"default\":{\"statusCode\":\"200\","
            + "\"responseTemplates\":{\"application/json\":\"$x\"}}}",
        "\"type\":\"aws_proxy\",\"httpMethod\":\"POST\",\"credentials\":\"arn:aws:iam::1:role/x\","
            + "\"uri\":\"arn:aws:apigateway:r:lambda:path/2015-03-31/functions/f/invocations\""
      })
  void read_integrationThatIsNotSimulated_isNotImplemented(String members) {
    AwsException refusal = refusal(integration(members));
    assertThat(refusal.code()).isEqualTo("NotImplemented");
    assertThat(refusal.status()).isEqualTo(501);
    assertThat(refusal.message()).startsWith("Diorama does not simulate ");
  }

  @Test
  void read_mappingOfAnUndeclaredHeader_isABadRequest() {
    AwsException refusal =
        refusal(
            integration(
                "\"type\":\"mock\",\"responses\":{\"default\":{\"statusCode\":\"200\","
                    + "\"responseParameters\":{\"method.response.header.X\":\"'a'\"}}}"));
    assertThat(refusal.code()).isEqualTo("BadRequestException");
    assertThat(refusal.message()).contains("method.response.header.X");
  }

  @Test
  void read_responseThatTheMethodDoesNotDeclare_isNotFound() {
    AwsException refusal =
        refusal(
            integration("\"type\":\"mock\",\"responses\":{\"default\":{\"statusCode\":\"201\"}}"));
    assertThat(refusal.code()).isEqualTo("NotFoundException");
    assertThat(refusal.status()).isEqualTo(404);
    assertThat(refusal.message()).isEqualTo("Invalid Response status code specified");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"x-amazon-apigateway-policy\":{}",
        "\"x-amazon-apigateway-minimum-compression-size\":0",
        "\"x-amazon-apigateway-endpoint-configuration\":{\"vpcEndpointIds\":[\"x\"]}",
        "\"securityDefinitions\":{\"L\":{\"type\":\"apiKey\",\"x-amazon-apigateway-authorizer\":{\"type\":\"token\"}}}",
        "\"securityDefinitions\":{\"L\":{\"type\":\"apiKey\",\"x-amazon-apigateway-authorizer\":{\"type\":\"request\"}}}",
        "\"securityDefinitions\":{\"key\":{\"type\":\"apiKey\",\"name\":\"x-api-key\",\"in\":\"header\"}},\"security\":[{\"key\":[]}]",
        "\"x-amazon-apigateway-gateway-responses\":{\"THROTTLED\":{\"responseTemplates\":{\"a/b\":\"$context.identity.x\"}}}",
        "\"x-amazon-apigateway-gateway-responses\":{\"THROTTLED\":{\"responseParameters\":{\"gatewayresponse.header.X\":\"method.request.header.X\"}}}",
        "\"x-amazon-apigateway-gateway-responses\":{\"THROTTLED\":{\"responseParameters\":{\"gatewayresponse.body\":\"'x'\"}}}",
      })
  void read_extensionThatIsNotSimulated_isNotImplemented(String members) {
    AwsException refusal =
        refusal(
            """
            {"swagger":"2.0","info":{"title":"t"},"paths":{"/a":{"get":{"responses":{"200":{}}}}},%s}
            """
                .formatted(members));
    assertThat(refusal.code()).isEqualTo("NotImplemented");
    assertThat(refusal.status()).isEqualTo(501);
  }

  @Test
  void read_validatorOfBodies_isNotImplemented() {
    AwsException refusal =
        refusal(
            """
            {"swagger":"2.0","info":{"title":"t"},
             "x-amazon-apigateway-request-validators":{"all":{"validateRequestBody":true}},
             "x-amazon-apigateway-request-validator":"all",
             "paths":{"/a":{"post":{"parameters":[{"name":"b","in":"body","schema":{}}]}}}}
            """);
    assertThat(refusal.code()).isEqualTo("NotImplemented");
    assertThat(refusal.message()).contains("bodies");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"providerARNs\":[]",
        "\"providerARNs\":[\"arn:aws:s3:::x\"]",
        "\"providerARNs\":[\"POOL\"],\"identitySource\":\"method.request.querystring.x\"",
        "\"providerARNs\":[\"POOL\"],\"identityValidationExpression\":\"(\"",
      })
  void read_authorizerThatAwsRefuses_isABadRequest(String members) {
    AwsException refusal =
        refusal(
            """
            {"swagger":"2.0","info":{"title":"t"},"securityDefinitions":{"C":{"type":"apiKey",
              "x-amazon-apigateway-authorizer":{"type":"cognito_user_pools",%s}}}}
            """
                .formatted(members.replace("POOL", TestGateway.POOL)));
    assertThat(refusal.code()).isEqualTo("BadRequestException");
    assertThat(refusal.status()).isEqualTo(400);
  }
}
