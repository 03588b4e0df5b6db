package dev.diorama.apigateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.diorama.core.router.Access;
import dev.diorama.core.wire.AwsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.apigateway.model.*;

/** The operations on APIs, resources, methods and authorizers, as typed calls. */
@SuppressWarnings("WildcardImport") // Thirty requests and their responses.
class ControlPlaneTest {
  private final TestGateway test = new TestGateway();

  private <R extends SdkResponse> R send(AwsRequest request, Class<R> response) {
    return test.send(request, response);
  }

  private void assertRefused(AwsRequest request, String code, int status, String message) {
    AwsException refusal =
        catchThrowableOfType(AwsException.class, () -> test.send(request, SdkResponse.class));
    assertThat(refusal).as("refusal of " + request).isNotNull();
    assertThat(refusal.code()).isEqualTo(code);
    assertThat(refusal.status()).isEqualTo(status);
    assertThat(refusal.message()).contains(message);
  }

  private CreateRestApiResponse created() {
    return send(
        CreateRestApiRequest.builder().name("todo").description("d").build(),
        CreateRestApiResponse.class);
  }

  @Test
  void restApi_itsWholeLife() {
    CreateRestApiResponse created =
        send(
            CreateRestApiRequest.builder()
                .name("todo")
                .binaryMediaTypes("image~1png")
                .endpointConfiguration(c -> c.types(EndpointType.REGIONAL))
                .tags(Map.of("a", "b"))
                .build(),
            CreateRestApiResponse.class);
    assertThat(created.id()).matches("[a-z0-9]{10}");
    assertThat(created.rootResourceId()).matches("[a-z0-9]{10}");
    assertThat(created.binaryMediaTypes()).containsExactly("image/png");
    assertThat(created.createdDate()).isEqualTo("2026-01-01T00:00:00Z");
    UpdateRestApiResponse updated =
        send(
            UpdateRestApiRequest.builder()
                .restApiId(created.id())
                .patchOperations(
                    patch("replace", "/name", "other"),
                    patch("replace", "/description", "about"),
                    patch("add", "/binaryMediaTypes/*~1*", null),
                    patch("remove", "/binaryMediaTypes/image~1png", null),
                    patch("replace", "/endpointConfiguration/types/REGIONAL", "EDGE"))
                .build(),
            UpdateRestApiResponse.class);
    assertThat(updated.binaryMediaTypes()).containsExactly("*/*");
    GetRestApiResponse read =
        send(GetRestApiRequest.builder().restApiId(created.id()).build(), GetRestApiResponse.class);
    assertThat(read.name()).isEqualTo("other");
    assertThat(read.description()).isEqualTo("about");
    assertThat(read.endpointConfiguration().types()).containsExactly(EndpointType.EDGE);
    assertThat(read.tags()).isEqualTo(Map.of("a", "b"));
    send(
        DeleteRestApiRequest.builder().restApiId(created.id()).build(),
        DeleteRestApiResponse.class);
    assertRefused(
        GetRestApiRequest.builder().restApiId(created.id()).build(),
        "NotFoundException",
        404,
        "Invalid API identifier specified 123456789012:" + created.id());
  }

  private static PatchOperation patch(String op, String path, String value) {
    return PatchOperation.builder().op(op).path(path).value(value).build();
  }

  @Test
  void getRestApis_manyOfThem_comeInPages() {
    for (int i = 0; i < 27; i++) {
      send(CreateRestApiRequest.builder().name("api" + i).build(), CreateRestApiResponse.class);
    }
    GetRestApisResponse first =
        send(GetRestApisRequest.builder().build(), GetRestApisResponse.class);
    assertThat(first.items()).hasSize(25);
    GetRestApisResponse second =
        send(
            GetRestApisRequest.builder().position(first.position()).build(),
            GetRestApisResponse.class);
    assertThat(second.items()).extracting(RestApi::name).containsExactly("api25", "api26");
    assertThat(second.position()).isNull();
    assertRefused(
        GetRestApisRequest.builder().limit(501).build(), "BadRequestException", 400, "Limit");
    assertRefused(
        GetRestApisRequest.builder().position("x").build(), "BadRequestException", 400, "position");
    assertRefused(
        GetRestApisRequest.builder().position("-1").build(),
        "BadRequestException",
        400,
        "position");
  }

  @Test
  void restApi_inAnotherRegion_isNotSeen() {
    String id = created().id();
    List<RestApi> elsewhere =
        test.cloud
            .router()
            .internal(
                "test",
                "test",
                TestGateway.ROOT,
                "eu-west-1",
                call ->
                    call.send(
                        TestGateway.ROOT,
                        GetRestApisRequest.builder().build(),
                        GetRestApisResponse.class))
            .items();
    assertThat(elsewhere).isEmpty();
    assertThat(id).isNotEmpty();
  }

  @Test
  void restApi_requestsThatAreRefused() {
    String id = created().id();
    assertRefused(
        CreateRestApiRequest.builder().build(), "BadRequestException", 400, "cannot be empty");
    assertRefused(
        CreateRestApiRequest.builder().name("x").cloneFrom(id).build(),
        "NotImplemented",
        501,
        "cloneFrom");
    assertRefused(
        CreateRestApiRequest.builder().name("x").policy("{}").build(),
        "NotImplemented",
        501,
        "resource policies");
    assertRefused(
        CreateRestApiRequest.builder().name("x").minimumCompressionSize(0).build(),
        "NotImplemented",
        501,
        "compression");
    assertRefused(
        CreateRestApiRequest.builder()
            .name("x")
            .endpointConfiguration(c -> c.types(EndpointType.PRIVATE))
            .build(),
        "NotImplemented",
        501,
        "private endpoints");
    assertRefused(
        CreateRestApiRequest.builder()
            .name("x")
            .endpointConfiguration(c -> c.typesWithStrings("MOON"))
            .build(),
        "BadRequestException",
        400,
        "MOON");
    for (PatchOperation patch :
        List.of(
            patch("replace", "/policy", "{}"), patch("replace", "/minimumCompressionSize", "1"))) {
      assertRefused(
          UpdateRestApiRequest.builder().restApiId(id).patchOperations(patch).build(),
          "NotImplemented",
          501,
          "does not simulate");
    }
    for (PatchOperation patch :
        List.of(
            patch("replace", "/nothing", "x"),
            patch("replace", "/name", null),
            patch("test", "/name", "x"),
            patch("add", "/binaryMediaTypes", "x"),
            patch("replace", "/disableExecuteApiEndpoint", "maybe"))) {
      assertRefused(
          UpdateRestApiRequest.builder().restApiId(id).patchOperations(patch).build(),
          "BadRequestException",
          400,
          "");
    }
    assertRefused(
        PutRestApiRequest.builder().restApiId(id).build(), "BadRequestException", 400, "missing");
    assertRefused(
        ImportRestApiRequest.builder()
            .body(SdkBytes.fromUtf8String("{\"swagger\":\"2.0\"}"))
            .build(),
        "BadRequestException",
        400,
        "info.title");
  }

  @Test
  void putRestApi_overwriteAndMerge() {
    String id = created().id();
    put(id, PutMode.OVERWRITE, "/one");
    assertThat(paths(id)).containsExactly("/", "/one");
    put(id, PutMode.MERGE, "/two");
    assertThat(paths(id)).containsExactly("/", "/one", "/two");
    put(id, null, "/three");
    assertThat(paths(id)).containsExactly("/", "/one", "/two", "/three");
    PutRestApiResponse last = put(id, PutMode.OVERWRITE, "/four");
    assertThat(paths(id)).containsExactly("/", "/four");
    assertThat(last.id()).isEqualTo(id);
    assertThat(last.name()).isEqualTo("todo");
  }

  private PutRestApiResponse put(String id, PutMode mode, String path) {
    return send(
        PutRestApiRequest.builder()
            .restApiId(id)
            .mode(mode)
            .body(SdkBytes.fromUtf8String(TestGateway.swagger(path, "get", "", "")))
            .build(),
        PutRestApiResponse.class);
  }

  private List<String> paths(String id) {
    List<String> paths = new ArrayList<>();
    send(GetResourcesRequest.builder().restApiId(id).build(), GetResourcesResponse.class)
        .items()
        .forEach(resource -> paths.add(resource.path()));
    return paths;
  }

  @Test
  void resources_builtByHand_serve() {
    CreateRestApiResponse api = created();
    String todos = child(api.id(), api.rootResourceId(), "todos");
    String one = child(api.id(), todos, "{id}");
    CreateAuthorizerResponse authorizer =
        send(
            CreateAuthorizerRequest.builder()
                .restApiId(api.id())
                .name("users")
                .type(AuthorizerType.COGNITO_USER_POOLS)
                .providerARNs(TestGateway.POOL)
                .identitySource("method.request.header.Authorization")
                .build(),
            CreateAuthorizerResponse.class);
    PutMethodResponse method =
        send(
            PutMethodRequest.builder()
                .restApiId(api.id())
                .resourceId(one)
                .httpMethod("GET")
                .authorizationType("COGNITO_USER_POOLS")
                .authorizerId(authorizer.id())
                .requestParameters(Map.of("method.request.path.id", true))
                .build(),
            PutMethodResponse.class);
    assertThat(method.authorizationType()).isEqualTo("COGNITO_USER_POOLS");
    PutIntegrationResponse integration =
        send(proxy(api.id(), one, "GET").build(), PutIntegrationResponse.class);
    assertThat(integration.timeoutInMillis()).isEqualTo(29_000);
    assertThat(integration.passthroughBehavior()).isEqualTo("WHEN_NO_MATCH");
    assertThat(integration.cacheKeyParameters()).containsExactly("method.request.path.id");
    assertThat(
            send(
                    GetIntegrationRequest.builder()
                        .restApiId(api.id())
                        .resourceId(one)
                        .httpMethod("GET")
                        .build(),
                    GetIntegrationResponse.class)
                .uri())
        .isEqualTo(TestGateway.URI);
    assertThat(
            send(
                    GetMethodRequest.builder()
                        .restApiId(api.id())
                        .resourceId(one)
                        .httpMethod("GET")
                        .build(),
                    GetMethodResponse.class)
                .methodIntegration()
                .type())
        .isEqualTo(IntegrationType.AWS_PROXY);
    GetResourceResponse read =
        send(
            GetResourceRequest.builder()
                .restApiId(api.id())
                .resourceId(one)
                .embed("methods")
                .build(),
            GetResourceResponse.class);
    assertThat(read.path()).isEqualTo("/todos/{id}");
    assertThat(read.parentId()).isEqualTo(todos);
    assertThat(read.resourceMethods().get("GET").authorizerId()).isEqualTo(authorizer.id());
    send(
        CreateDeploymentRequest.builder().restApiId(api.id()).stageName("prod").build(),
        CreateDeploymentResponse.class);
    String token = TestGateway.token(test.idClaims().build(), "good");
    assertThat(test.get(api.id(), "/todos/1", "Authorization", token).status()).isEqualTo(200);
    assertThat(
            send(
                    GetAuthorizersRequest.builder().restApiId(api.id()).build(),
                    GetAuthorizersResponse.class)
                .items())
        .hasSize(1);
    assertRefused(
        DeleteAuthorizerRequest.builder().restApiId(api.id()).authorizerId(authorizer.id()).build(),
        "ConflictException",
        409,
        "referenced");
    send(
        DeleteResourceRequest.builder().restApiId(api.id()).resourceId(todos).build(),
        DeleteResourceResponse.class);
    assertThat(paths(api.id())).containsExactly("/");
    send(
        DeleteAuthorizerRequest.builder().restApiId(api.id()).authorizerId(authorizer.id()).build(),
        DeleteAuthorizerResponse.class);
    assertThat(test.get(api.id(), "/todos/1", "Authorization", token).status())
        .as("the deployment is a snapshot")
        .isEqualTo(200);
  }

  private String child(String api, String parent, String part) {
    return send(
            CreateResourceRequest.builder().restApiId(api).parentId(parent).pathPart(part).build(),
            CreateResourceResponse.class)
        .id();
  }

  private static PutIntegrationRequest.Builder proxy(String api, String resource, String method) {
    return PutIntegrationRequest.builder()
        .restApiId(api)
        .resourceId(resource)
        .httpMethod(method)
        .type(IntegrationType.AWS_PROXY)
        .integrationHttpMethod("POST")
        .uri(TestGateway.URI)
        .cacheKeyParameters(resource.isEmpty() ? List.of() : List.of("method.request.path.id"));
  }

  @Test
  void mock_builtByHand_answers() {
    CreateRestApiResponse api = created();
    String root = api.rootResourceId();
    send(
        PutMethodRequest.builder()
            .restApiId(api.id())
            .resourceId(root)
            .httpMethod("OPTIONS")
            .authorizationType("NONE")
            .build(),
        PutMethodResponse.class);
    assertRefused(
        PutIntegrationResponseRequest.builder()
            .restApiId(api.id())
            .resourceId(root)
            .httpMethod("OPTIONS")
            .statusCode("200")
            .build(),
        "NotFoundException",
        404,
        "Invalid Integration identifier specified");
    send(
        PutMethodResponseRequest.builder()
            .restApiId(api.id())
            .resourceId(root)
            .httpMethod("OPTIONS")
            .statusCode("200")
            .responseParameters(Map.of("method.response.header.X", false))
            .build(),
        PutMethodResponseResponse.class);
    assertRefused(
        PutMethodResponseRequest.builder()
            .restApiId(api.id())
            .resourceId(root)
            .httpMethod("OPTIONS")
            .statusCode("200")
            .build(),
        "ConflictException",
        409,
        "Response already exists");
    send(
        PutIntegrationRequest.builder()
            .restApiId(api.id())
            .resourceId(root)
            .httpMethod("OPTIONS")
            .type(IntegrationType.MOCK)
            .requestTemplates(Map.of("application/json", "{\"statusCode\":200}"))
            .build(),
        PutIntegrationResponse.class);
    PutIntegrationResponseRequest.Builder response =
        PutIntegrationResponseRequest.builder()
            .restApiId(api.id())
            .resourceId(root)
            .httpMethod("OPTIONS")
            .statusCode("200");
    send(
        response.responseParameters(Map.of("method.response.header.X", "'y'")).build(),
        PutIntegrationResponseResponse.class);
    assertRefused(
        response.responseParameters(Map.of("method.response.header.Z", "'y'")).build(),
        "BadRequestException",
        400,
        "method.response.header.Z");
    assertRefused(
        response
            .responseParameters(Map.of())
            .contentHandling(ContentHandlingStrategy.CONVERT_TO_TEXT)
            .build(),
        "NotImplemented",
        501,
        "contentHandling");
    send(
        CreateDeploymentRequest.builder().restApiId(api.id()).stageName("prod").build(),
        CreateDeploymentResponse.class);
    assertThat(test.http(api.id(), "OPTIONS", "/prod", "").headers().first("X")).contains("y");
  }

  @Test
  void resources_requestsThatAreRefused() {
    CreateRestApiResponse api = created();
    String root = api.rootResourceId();
    String todos = child(api.id(), root, "todos");
    String greedy = child(api.id(), root, "{proxy+}");
    child(api.id(), root, "{id}");
    assertRefused(
        CreateResourceRequest.builder().restApiId(api.id()).parentId("none").pathPart("a").build(),
        "NotFoundException",
        404,
        "Invalid Resource identifier specified");
    assertRefused(
        CreateResourceRequest.builder()
            .restApiId(api.id())
            .parentId(root)
            .pathPart("todos")
            .build(),
        "ConflictException",
        409,
        "Another resource with the same parent already has this name: todos");
    for (String part : new String[] {"a b", "", "{a", "a/b", "{a+}x"}) {
      assertRefused(
          CreateResourceRequest.builder().restApiId(api.id()).parentId(root).pathPart(part).build(),
          "BadRequestException",
          400,
          "path part");
    }
    assertRefused(
        CreateResourceRequest.builder().restApiId(api.id()).parentId(root).pathPart("{x}").build(),
        "BadRequestException",
        400,
        "A sibling ({id})");
    assertRefused(
        CreateResourceRequest.builder().restApiId(api.id()).parentId(greedy).pathPart("a").build(),
        "BadRequestException",
        400,
        "greedy");
    assertRefused(
        GetResourceRequest.builder().restApiId(api.id()).resourceId("none").build(),
        "NotFoundException",
        404,
        "Invalid Resource identifier specified");
    assertRefused(
        DeleteResourceRequest.builder().restApiId(api.id()).resourceId(root).build(),
        "BadRequestException",
        400,
        "Root resource");
    PutMethodRequest.Builder method =
        PutMethodRequest.builder()
            .restApiId(api.id())
            .resourceId(todos)
            .httpMethod("GET")
            .authorizationType("NONE");
    assertRefused(
        method.httpMethod("FETCH").build(), "BadRequestException", 400, "Invalid HTTP method");
    method.httpMethod("GET");
    assertRefused(
        method.apiKeyRequired(true).build(), "NotImplemented", 501, "API keys and usage plans");
    method.apiKeyRequired(false);
    assertRefused(
        method.authorizationType("CUSTOM").build(), "NotImplemented", 501, "Lambda authorizers");
    assertRefused(method.authorizationType("OTHER").build(), "BadRequestException", 400, "OTHER");
    assertRefused(
        method.authorizationType("COGNITO_USER_POOLS").authorizerId("none").build(),
        "BadRequestException",
        400,
        "Invalid authorizer ID specified");
    assertRefused(
        method.authorizationType("NONE").requestValidatorId("none").build(),
        "BadRequestException",
        400,
        "Invalid Request Validator identifier specified");
    send(method.requestValidatorId(null).build(), PutMethodResponse.class);
    assertRefused(
        method.build(), "ConflictException", 409, "Method already exists for this resource");
    assertRefused(
        GetMethodRequest.builder().restApiId(api.id()).resourceId(todos).httpMethod("PUT").build(),
        "NotFoundException",
        404,
        "Invalid Method identifier specified");
    assertRefused(
        GetIntegrationRequest.builder()
            .restApiId(api.id())
            .resourceId(todos)
            .httpMethod("GET")
            .build(),
        "NotFoundException",
        404,
        "Invalid Integration identifier specified");
    assertRefused(
        proxy(api.id(), todos, "GET").build(), "BadRequestException", 400, "cache key parameter");
    assertRefused(
        proxy(api.id(), todos, "GET").responseTransferMode(ResponseTransferMode.STREAM).build(),
        "NotImplemented",
        501,
        "streaming");
  }

  @Test
  void authorizers_requestsThatAreRefused() {
    String api = created().id();
    CreateAuthorizerRequest.Builder authorizer =
        CreateAuthorizerRequest.builder()
            .restApiId(api)
            .name("users")
            .type(AuthorizerType.COGNITO_USER_POOLS)
            .identitySource("method.request.header.Authorization");
    assertRefused(authorizer.build(), "BadRequestException", 400, "Provider ARNs");
    for (AuthorizerType type : List.of(AuthorizerType.TOKEN, AuthorizerType.REQUEST)) {
      assertRefused(
          authorizer.copy().type(type).build(),
          "NotImplemented",
          501,
          "authorizers of type " + type);
    }
    send(authorizer.providerARNs(TestGateway.POOL).build(), CreateAuthorizerResponse.class);
    assertRefused(authorizer.build(), "ConflictException", 409, "must be unique");
    assertRefused(
        authorizer.copy().name("b").identitySource(null).build(), "BadRequestException", 400, "");
    assertRefused(
        DeleteAuthorizerRequest.builder().restApiId(api).authorizerId("none").build(),
        "NotFoundException",
        404,
        "Invalid Authorizer identifier specified");
  }

  @Test
  void account_andTags() {
    UpdateAccountResponse updated =
        send(
            UpdateAccountRequest.builder()
                .patchOperations(patch("replace", "/cloudwatchRoleArn", "arn:aws:iam::1:role/x"))
                .build(),
            UpdateAccountResponse.class);
    assertThat(updated.cloudwatchRoleArn()).isEqualTo("arn:aws:iam::1:role/x");
    GetAccountResponse account =
        send(GetAccountRequest.builder().build(), GetAccountResponse.class);
    assertThat(account.throttleSettings().burstLimit()).isEqualTo(5_000);
    assertThat(account.throttleSettings().rateLimit()).isEqualTo(10_000);
    assertRefused(
        UpdateAccountRequest.builder().patchOperations(patch("replace", "/x", "y")).build(),
        "BadRequestException",
        400,
        "Invalid patch path '/x'");
    String api = test.deployed(TestGateway.swagger("/todos", "get", "", ""));
    String arn = "arn:aws:apigateway:us-east-1::/restapis/" + api;
    send(
        TagResourceRequest.builder().resourceArn(arn).tags(Map.of("k", "v")).build(),
        TagResourceResponse.class);
    send(
        TagResourceRequest.builder()
            .resourceArn(arn + "/stages/prod")
            .tags(Map.of("s", "t"))
            .build(),
        TagResourceResponse.class);
    assertThat(
            send(GetRestApiRequest.builder().restApiId(api).build(), GetRestApiResponse.class)
                .tags())
        .isEqualTo(Map.of("k", "v"));
    assertThat(
            send(
                    GetStageRequest.builder().restApiId(api).stageName("prod").build(),
                    GetStageResponse.class)
                .tags())
        .isEqualTo(Map.of("s", "t"));
    assertRefused(
        TagResourceRequest.builder().resourceArn("arn:x").build(), "NotFoundException", 404, "");
    assertRefused(
        TagResourceRequest.builder().resourceArn(arn + "/stages/none").build(),
        "NotFoundException",
        404,
        "Invalid stage identifier specified");
  }

  @Test
  void operations_askForTheVerbAndThePath() {
    String api = test.deployed(TestGateway.swagger("/todos", "get", "", ""));
    test.asked.clear();
    send(GetRestApisRequest.builder().build(), GetRestApisResponse.class);
    test.patch(api, "/description", "x");
    send(DeleteRestApiRequest.builder().restApiId(api).build(), DeleteRestApiResponse.class);
    assertThat(test.asked)
        .extracting(Access::action, Access::resource)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                "apigateway:GET", "arn:aws:apigateway:us-east-1::/restapis"),
            org.assertj.core.groups.Tuple.tuple(
                "apigateway:PATCH",
                "arn:aws:apigateway:us-east-1::/restapis/" + api + "/stages/prod"),
            org.assertj.core.groups.Tuple.tuple(
                "apigateway:DELETE", "arn:aws:apigateway:us-east-1::/restapis/" + api));
    test.denied.add("apigateway:GET");
    assertRefused(
        GetRestApisRequest.builder().build(),
        "AccessDeniedException",
        403,
        "is not authorized to perform: apigateway:GET");
  }
}
