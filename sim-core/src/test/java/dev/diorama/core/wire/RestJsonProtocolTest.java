package dev.diorama.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diorama.core.json.Json;
import dev.diorama.core.router.ServiceApi;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.apigateway.ApiGatewayClient;
import software.amazon.awssdk.services.apigateway.model.CreateRestApiRequest;
import software.amazon.awssdk.services.apigateway.model.CreateRestApiResponse;
import software.amazon.awssdk.services.apigateway.model.DeleteRestApiRequest;
import software.amazon.awssdk.services.apigateway.model.DeleteRestApiResponse;
import software.amazon.awssdk.services.apigateway.model.GetExportRequest;
import software.amazon.awssdk.services.apigateway.model.GetExportResponse;
import software.amazon.awssdk.services.apigateway.model.GetRestApisRequest;
import software.amazon.awssdk.services.apigateway.model.GetRestApisResponse;
import software.amazon.awssdk.services.apigateway.model.NotFoundException;
import software.amazon.awssdk.services.apigateway.model.Op;
import software.amazon.awssdk.services.apigateway.model.PatchOperation;
import software.amazon.awssdk.services.apigateway.model.PutMethodRequest;
import software.amazon.awssdk.services.apigateway.model.PutMethodResponse;
import software.amazon.awssdk.services.apigateway.model.RestApi;
import software.amazon.awssdk.services.apigateway.model.UntagResourceRequest;
import software.amazon.awssdk.services.apigateway.model.UntagResourceResponse;
import software.amazon.awssdk.services.apigateway.model.UpdateStageRequest;
import software.amazon.awssdk.services.apigateway.model.UpdateStageResponse;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.CreateFunctionResponse;
import software.amazon.awssdk.services.lambda.model.GetFunctionRequest;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.ListFunctionsRequest;
import software.amazon.awssdk.services.lambda.model.ListFunctionsResponse;
import software.amazon.awssdk.services.lambda.model.ResourceConflictException;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;

class RestJsonProtocolTest {
  private static final String LAMBDA = "lambda.us-east-1.amazonaws.com";
  private static final String API_GATEWAY = "apigateway.us-east-1.amazonaws.com";

  private final FakeCloud cloud = new FakeCloud();
  private final ServiceApi lambda = ServiceApi.of("lambda", LambdaClient.class, Protocol.REST_JSON);
  private final ServiceApi gateway =
      ServiceApi.of("apigateway", ApiGatewayClient.class, Protocol.REST_JSON);

  @BeforeEach
  void install() {
    cloud.install(lambda);
    cloud.install(gateway);
  }

  @Test
  void invoke_payloadHeadersAndStatus_roundTrip() {
    cloud.answer(
        lambda,
        InvokeRequest.class,
        q ->
            InvokeResponse.builder()
                .statusCode(200)
                .executedVersion("$LATEST")
                .functionError("Unhandled")
                .payload(SdkBytes.fromUtf8String("{\"ok\":true}"))
                .build());

    InvokeResponse response =
        cloud
            .client(LambdaClient.builder())
            .invoke(
                b ->
                    b.functionName("arn:aws:lambda:us-east-1:123456789012:function:f")
                        .qualifier("live")
                        .invocationType(InvocationType.REQUEST_RESPONSE)
                        .payload(SdkBytes.fromUtf8String("{\"x\":1}")));

    InvokeRequest request = (InvokeRequest) cloud.lastTyped();
    assertThat(request.functionName())
        .isEqualTo("arn:aws:lambda:us-east-1:123456789012:function:f");
    assertThat(request.qualifier()).isEqualTo("live");
    assertThat(request.invocationType()).isEqualTo(InvocationType.REQUEST_RESPONSE);
    assertThat(request.payload().asUtf8String()).isEqualTo("{\"x\":1}");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.executedVersion()).isEqualTo("$LATEST");
    assertThat(response.functionError()).isEqualTo("Unhandled");
    assertThat(response.payload().asUtf8String()).isEqualTo("{\"ok\":true}");
  }

  @Test
  void invoke_asEvent_answersTheStatusOfItsMember() {
    cloud.answer(
        lambda, InvokeRequest.class, q -> InvokeResponse.builder().statusCode(202).build());

    HttpResponse response =
        send("POST", LAMBDA, "lambda", "/2015-03-31/functions/f/invocations", "{}");

    assertThat(response.status()).isEqualTo(202);
    assertThat(response.body()).isEmpty();
    assertThat(response.headers().has("StatusCode")).isFalse();
  }

  @Test
  void createFunction_isDecodedAndAnswered201() {
    cloud.answer(
        lambda,
        CreateFunctionRequest.class,
        q ->
            CreateFunctionResponse.builder()
                .functionName(q.functionName())
                .memorySize(q.memorySize())
                .environment(e -> e.variables(q.environment().variables()))
                .build());

    CreateFunctionResponse response =
        cloud
            .client(LambdaClient.builder())
            .createFunction(
                b ->
                    b.functionName("f")
                        .role("arn:aws:iam::123456789012:role/r")
                        .memorySize(512)
                        .code(c -> c.zipFile(SdkBytes.fromByteArray(new byte[] {1, 2, 3})))
                        .environment(e -> e.variables(Map.of("A", "ü"))));

    assertThat(response.memorySize()).isEqualTo(512);
    assertThat(response.environment().variables()).isEqualTo(Map.of("A", "ü"));
    assertThat(response.sdkHttpResponse().statusCode()).isEqualTo(201);
    assertThat(((CreateFunctionRequest) cloud.lastTyped()).code().zipFile().asByteArray())
        .containsExactly(1, 2, 3);
  }

  @Test
  void statusSetByTheRule_wins() {
    cloud.answer(
        lambda,
        ListFunctionsRequest.class,
        q ->
            (ListFunctionsResponse)
                ListFunctionsResponse.builder()
                    .sdkHttpResponse(SdkHttpResponse.builder().statusCode(203).build())
                    .build());

    assertThat(send("GET", LAMBDA, "lambda", "/2015-03-31/functions", "").status()).isEqualTo(203);
  }

  @Test
  void listFunctions_trailingSlashAndQuery_areUnderstood() {
    cloud.answer(lambda, ListFunctionsRequest.class, q -> ListFunctionsResponse.builder().build());

    HttpResponse response =
        send("GET", LAMBDA, "lambda", "/2015-03-31/functions/?MaxItems=7&Marker=a%2Bb+c", "");

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.text()).isEqualTo("{}");
    assertThat(((ListFunctionsRequest) cloud.lastTyped()).maxItems()).isEqualTo(7);
    assertThat(((ListFunctionsRequest) cloud.lastTyped()).marker()).isEqualTo("a+b c");
  }

  @Test
  void lambdaError_hasTypeMessageAndHeader() {
    AwsException none =
        new AwsException(
            "ResourceNotFoundException",
            404,
            ErrorCode.Side.CLIENT,
            "Function not found: f",
            Map.of());
    cloud.answer(lambda, GetFunctionRequest.class, FakeCloud.refuse(none));

    HttpResponse response = send("GET", LAMBDA, "lambda", "/2015-03-31/functions/f", "");

    assertThat(response.status()).isEqualTo(404);
    assertThat(response.headers().first("x-amzn-ErrorType")).contains("ResourceNotFoundException");
    assertThat(response.text())
        .isEqualTo("{\"Type\":\"User\",\"Message\":\"Function not found: f\"}");
    assertThatThrownBy(
            () -> cloud.client(LambdaClient.builder()).getFunction(b -> b.functionName("f")))
        .isInstanceOfSatisfying(
            ResourceNotFoundException.class,
            e -> {
              assertThat(e.type()).isEqualTo("User");
              assertThat(e.awsErrorDetails().errorMessage()).isEqualTo("Function not found: f");
            });
  }

  @Test
  void lambdaError_thatTheModelWritesLowerCase_isSoWritten() {
    AwsException conflict =
        new AwsException(
            "ResourceConflictException", 409, ErrorCode.Side.CLIENT, "it exists", Map.of());
    cloud.answer(lambda, GetFunctionRequest.class, FakeCloud.refuse(conflict));

    assertThat(send("GET", LAMBDA, "lambda", "/2015-03-31/functions/f", "").text())
        .isEqualTo("{\"Type\":\"User\",\"message\":\"it exists\"}");
    assertThatThrownBy(
            () -> cloud.client(LambdaClient.builder()).getFunction(b -> b.functionName("f")))
        .isInstanceOf(ResourceConflictException.class)
        .hasMessageContaining("it exists");
  }

  @Test
  void createFunction_notJson_isInvalidRequestContent400() {
    cloud.answer(
        lambda, CreateFunctionRequest.class, q -> CreateFunctionResponse.builder().build());

    HttpResponse response = send("POST", LAMBDA, "lambda", "/2015-03-31/functions", "{");

    assertThat(response.status()).isEqualTo(400);
    assertThat(response.headers().first("x-amzn-ErrorType"))
        .contains("InvalidRequestContentException");
    assertThat(response.text()).contains("Could not parse request body into json");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"FunctionName\":1}|NUMBER_VALUE can not be converted to a String",
        "{\"MemorySize\":\"x\"}|STRING_VALUE can not be converted to an Integer",
        "{\"Layers\":\"x\"}|Expected list or null",
        "[]|Start of list found where not expected",
      })
  void createFunction_wrongType_isSerializationException400(String body, String message) {
    cloud.answer(
        lambda, CreateFunctionRequest.class, q -> CreateFunctionResponse.builder().build());

    HttpResponse response = send("POST", LAMBDA, "lambda", "/2015-03-31/functions", body);

    assertThat(response.status()).isEqualTo(400);
    assertThat(response.headers().first("x-amzn-ErrorType")).contains("SerializationException");
    assertThat(Json.parse(response.body()).text("Message")).contains(message);
  }

  @Test
  void createFunction_requiredMembersMissing_isValidationException400() {
    cloud.answer(
        lambda, CreateFunctionRequest.class, q -> CreateFunctionResponse.builder().build());

    HttpResponse response =
        send("POST", LAMBDA, "lambda", "/2015-03-31/functions", "{\"FunctionName\":\"f\"}");

    assertThat(response.status()).isEqualTo(400);
    assertThat(response.headers().first("x-amzn-ErrorType")).contains("ValidationException");
    assertThat(response.text())
        .contains("2 validation errors detected")
        .contains("Value null at 'role'")
        .contains("Value null at 'code'");
  }

  @Test
  void listFunctions_numberInQueryIsNone_isSerializationException400() {
    cloud.answer(lambda, ListFunctionsRequest.class, q -> ListFunctionsResponse.builder().build());

    HttpResponse response =
        send("GET", LAMBDA, "lambda", "/2015-03-31/functions?MaxItems=many", "");

    assertThat(response.status()).isEqualTo(400);
    assertThat(response.text()).contains("STRING_VALUE can not be converted to an Integer");
  }

  @Test
  void restApis_createListDelete_roundTrip() {
    RestApi api =
        RestApi.builder()
            .id("abc123")
            .name("todo")
            .createdDate(Instant.parse("2026-01-01T00:00:00Z"))
            .binaryMediaTypes("image/*")
            .build();
    cloud.answer(
        gateway,
        CreateRestApiRequest.class,
        q -> CreateRestApiResponse.builder().id("abc123").name(q.name()).build());
    cloud.answer(
        gateway,
        GetRestApisRequest.class,
        q -> GetRestApisResponse.builder().items(api).position("p").build());
    cloud.answer(gateway, DeleteRestApiRequest.class, q -> DeleteRestApiResponse.builder().build());
    ApiGatewayClient client = cloud.client(ApiGatewayClient.builder());

    CreateRestApiResponse created = client.createRestApi(b -> b.name("todo").description("ü"));

    assertThat(created.id()).isEqualTo("abc123");
    assertThat(created.sdkHttpResponse().statusCode()).isEqualTo(201);
    assertThat(client.getRestApis(b -> b.limit(25)).items()).containsExactly(api);
    assertThat(((GetRestApisRequest) cloud.lastTyped()).limit()).isEqualTo(25);
    assertThat(client.deleteRestApi(b -> b.restApiId("abc123")).sdkHttpResponse().statusCode())
        .isEqualTo(202);
    assertThat(((DeleteRestApiRequest) cloud.lastTyped()).restApiId()).isEqualTo("abc123");
  }

  @Test
  void putMethod_severalLabels_roundTrip() {
    cloud.answer(
        gateway,
        PutMethodRequest.class,
        q -> PutMethodResponse.builder().httpMethod(q.httpMethod()).build());

    cloud
        .client(ApiGatewayClient.builder())
        .putMethod(
            b ->
                b.restApiId("a1")
                    .resourceId("r1")
                    .httpMethod("GET")
                    .authorizationType("NONE")
                    .requestParameters(Map.of("method.request.path.id", true)));

    PutMethodRequest request = (PutMethodRequest) cloud.lastTyped();
    assertThat(request.restApiId()).isEqualTo("a1");
    assertThat(request.resourceId()).isEqualTo("r1");
    assertThat(request.httpMethod()).isEqualTo("GET");
    assertThat(request.requestParameters()).isEqualTo(Map.of("method.request.path.id", true));
  }

  @Test
  void updateStage_patchOperations_roundTrip() {
    cloud.answer(gateway, UpdateStageRequest.class, q -> UpdateStageResponse.builder().build());
    PatchOperation patch =
        PatchOperation.builder()
            .op(Op.REPLACE)
            .path("/~1todos/GET/caching/enabled")
            .value("true")
            .build();

    cloud
        .client(ApiGatewayClient.builder())
        .updateStage(b -> b.restApiId("a1").stageName("a b/c").patchOperations(patch));

    UpdateStageRequest request = (UpdateStageRequest) cloud.lastTyped();
    assertThat(request.patchOperations()).containsExactly(patch);
    assertThat(request.stageName()).isEqualTo("a b/c");
  }

  @Test
  void untagResource_listInQuery_roundTrip() {
    cloud.answer(gateway, UntagResourceRequest.class, q -> UntagResourceResponse.builder().build());

    cloud
        .client(ApiGatewayClient.builder())
        .untagResource(
            b -> b.resourceArn("arn:aws:apigateway:us-east-1::/restapis/x").tagKeys("a", "b&c"));

    UntagResourceRequest request = (UntagResourceRequest) cloud.lastTyped();
    assertThat(request.tagKeys()).isEqualTo(List.of("a", "b&c"));
    assertThat(request.resourceArn()).isEqualTo("arn:aws:apigateway:us-east-1::/restapis/x");
  }

  @Test
  void getExport_mapInQueryAndTypedBody_roundTrip() {
    cloud.answer(
        gateway,
        GetExportRequest.class,
        q ->
            GetExportResponse.builder()
                .contentType("application/yaml")
                .body(SdkBytes.fromUtf8String("openapi: 3"))
                .build());

    GetExportResponse response =
        cloud
            .client(ApiGatewayClient.builder())
            .getExport(
                b ->
                    b.restApiId("a1")
                        .stageName("s")
                        .exportType("oas30")
                        .accepts("application/yaml")
                        .parameters(Map.of("extensions", "integrations")));

    GetExportRequest request = (GetExportRequest) cloud.lastTyped();
    assertThat(request.parameters()).isEqualTo(Map.of("extensions", "integrations"));
    assertThat(request.accepts()).isEqualTo("application/yaml");
    assertThat(response.body().asUtf8String()).isEqualTo("openapi: 3");
    assertThat(response.contentType()).isEqualTo("application/yaml");
  }

  @Test
  void gatewayError_hasMessageAndHeader() {
    AwsException none =
        new AwsException(
            "NotFoundException", 404, ErrorCode.Side.CLIENT, "Invalid identifier", Map.of());
    cloud.answer(gateway, DeleteRestApiRequest.class, FakeCloud.refuse(none));

    HttpResponse response = send("DELETE", API_GATEWAY, "apigateway", "/restapis/x", "");

    assertThat(response.status()).isEqualTo(404);
    assertThat(response.text()).isEqualTo("{\"message\":\"Invalid identifier\"}");
    assertThatThrownBy(
            () -> cloud.client(ApiGatewayClient.builder()).deleteRestApi(b -> b.restApiId("x")))
        .isInstanceOf(NotFoundException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "POST,/restapis,CreateRestApi",
    "POST,/restapis?mode=import,ImportRestApi",
    "POST,/restapis?mode=other,CreateRestApi",
    "PUT,/restapis/a,PutRestApi",
    "GET,/restapis/a/resources,GetResources",
    "GET,/restapis/a/resources/b,GetResource",
    "GET,/restapis/a/stages/b/sdks/java,GetSdk",
    "DELETE,/restapis/a/stages/b/cache/data,FlushStageCache",
    "GET,/account,GetAccount",
    "GET,/usageplans/a/usage,GetUsage",
  })
  void resolve_apiGateway(String method, String path, String operation) {
    assertThat(
            ServiceModel.of(ApiGatewayClient.class, Protocol.REST_JSON)
                .resolve(addressed(method, path))
                .map(OperationModel::name))
        .contains(operation);
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/2018-10-31/layers,ListLayers",
    "GET,/2018-10-31/layers?find=LayerVersion&Arn=a,GetLayerVersionByArn",
    "GET,/2019-09-30/functions/f/provisioned-concurrency?List=ALL,"
        + "ListProvisionedConcurrencyConfigs",
    "GET,/2019-09-30/functions/f/provisioned-concurrency?Qualifier=1,"
        + "GetProvisionedConcurrencyConfig",
    "POST,/2015-03-31/functions/f/invocations,Invoke",
    "POST,/2015-03-31/functions/f/invocations/,Invoke",
    "POST,/2015-03-31/functions/invocations,''",
    "POST,/2015-03-31/functions//invocations,''",
    "GET,/2015-03-31/functions/f/,GetFunction",
    "GET,/2015-03-31/functions,ListFunctions",
    "GET,/nowhere,''",
    "TRACE,/2015-03-31/functions,''",
  })
  void resolve_lambda(String method, String path, String operation) {
    assertThat(
            ServiceModel.of(LambdaClient.class, Protocol.REST_JSON)
                .resolve(addressed(method, path))
                .map(OperationModel::name)
                .orElse(""))
        .isEqualTo(operation);
  }

  private static Addressed addressed(String method, String path) {
    return new Addressed(
        FakeCloud.request(method, LAMBDA, "lambda", path, Headers.NONE, ""), Map.of());
  }

  @Test
  void unknownPath_isUnknownOperation404() {
    HttpResponse response = send("GET", LAMBDA, "lambda", "/nowhere", "");

    assertThat(response.status()).isEqualTo(404);
    assertThat(response.headers().first("x-amzn-ErrorType")).contains("UnknownOperationException");
  }

  @Test
  void operationThatOnlyAwsHas_isNotImplemented501NamingIt() {
    HttpResponse response = send("GET", LAMBDA, "lambda", "/2016-08-19/account-settings", "");

    assertThat(response.status()).isEqualTo(501);
    assertThat(response.text()).contains("lambda:GetAccountSettings");
  }

  @Test
  void withoutCredentials_isMissingAuthenticationToken403() {
    cloud.answer(lambda, ListFunctionsRequest.class, q -> ListFunctionsResponse.builder().build());

    HttpResponse response =
        cloud.send(
            FakeCloud.unsigned(
                FakeCloud.request(
                    "GET", LAMBDA, "lambda", "/2015-03-31/functions", Headers.NONE, "")));

    assertThat(response.status()).isEqualTo(403);
    assertThat(response.headers().first("x-amzn-ErrorType"))
        .contains("MissingAuthenticationTokenException");
    assertThat(response.text())
        .isEqualTo("{\"message\":\"Request is missing Authentication Token\"}");
  }

  private HttpResponse send(String method, String host, String service, String path, String body) {
    return cloud.send(FakeCloud.request(method, host, service, path, Headers.NONE, body));
  }
}
