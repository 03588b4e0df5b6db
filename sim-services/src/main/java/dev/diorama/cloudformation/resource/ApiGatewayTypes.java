package dev.diorama.cloudformation.resource;

import dev.diorama.cloudformation.template.TemplateException;
import dev.diorama.core.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.apigateway.model.CreateAuthorizerRequest;
import software.amazon.awssdk.services.apigateway.model.CreateAuthorizerResponse;
import software.amazon.awssdk.services.apigateway.model.CreateDeploymentRequest;
import software.amazon.awssdk.services.apigateway.model.CreateDeploymentResponse;
import software.amazon.awssdk.services.apigateway.model.CreateResourceRequest;
import software.amazon.awssdk.services.apigateway.model.CreateResourceResponse;
import software.amazon.awssdk.services.apigateway.model.CreateRestApiRequest;
import software.amazon.awssdk.services.apigateway.model.CreateRestApiResponse;
import software.amazon.awssdk.services.apigateway.model.CreateStageRequest;
import software.amazon.awssdk.services.apigateway.model.CreateStageResponse;
import software.amazon.awssdk.services.apigateway.model.DeleteAuthorizerRequest;
import software.amazon.awssdk.services.apigateway.model.DeleteAuthorizerResponse;
import software.amazon.awssdk.services.apigateway.model.DeleteDeploymentRequest;
import software.amazon.awssdk.services.apigateway.model.DeleteDeploymentResponse;
import software.amazon.awssdk.services.apigateway.model.DeleteResourceRequest;
import software.amazon.awssdk.services.apigateway.model.DeleteResourceResponse;
import software.amazon.awssdk.services.apigateway.model.DeleteRestApiRequest;
import software.amazon.awssdk.services.apigateway.model.DeleteRestApiResponse;
import software.amazon.awssdk.services.apigateway.model.DeleteStageRequest;
import software.amazon.awssdk.services.apigateway.model.DeleteStageResponse;
import software.amazon.awssdk.services.apigateway.model.GetResourcesRequest;
import software.amazon.awssdk.services.apigateway.model.GetResourcesResponse;
import software.amazon.awssdk.services.apigateway.model.Op;
import software.amazon.awssdk.services.apigateway.model.PatchOperation;
import software.amazon.awssdk.services.apigateway.model.PutIntegrationRequest;
import software.amazon.awssdk.services.apigateway.model.PutIntegrationResponse;
import software.amazon.awssdk.services.apigateway.model.PutMethodRequest;
import software.amazon.awssdk.services.apigateway.model.PutMethodResponse;
import software.amazon.awssdk.services.apigateway.model.PutMode;
import software.amazon.awssdk.services.apigateway.model.PutRestApiRequest;
import software.amazon.awssdk.services.apigateway.model.PutRestApiResponse;
import software.amazon.awssdk.services.apigateway.model.Resource;
import software.amazon.awssdk.services.apigateway.model.UpdateAccountRequest;
import software.amazon.awssdk.services.apigateway.model.UpdateAccountResponse;
import software.amazon.awssdk.services.apigateway.model.UpdateStageRequest;
import software.amazon.awssdk.services.apigateway.model.UpdateStageResponse;

/** {@code AWS::ApiGateway::*}. */
final class ApiGatewayTypes {
  /** What a template calls each setting of a method, and what the API's patches call it. */
  private static final Map<String, String> METHOD_SETTINGS = methodSettings();

  private ApiGatewayTypes() {}

  static void addTo(ResourceTypes types) {
    types.add(
        "AWS::ApiGateway::RestApi",
        ApiGatewayTypes::createApi,
        ResourceTypes.Remover.byId(
            (call, id) ->
                call.send(
                    DeleteRestApiRequest.builder().restApiId(id).build(),
                    DeleteRestApiResponse.class)));
    types.add(
        "AWS::ApiGateway::Deployment",
        ApiGatewayTypes::createDeployment,
        ApiGatewayTypes::deleteDeployment);
    types.add(
        "AWS::ApiGateway::Stage",
        ApiGatewayTypes::createStage,
        (call, made, properties) ->
            call.send(
                DeleteStageRequest.builder()
                    .restApiId(properties.requireText("RestApiId"))
                    .stageName(made.physicalId())
                    .build(),
                DeleteStageResponse.class));
    types.add(
        "AWS::ApiGateway::Resource",
        ApiGatewayTypes::createResource,
        (call, made, properties) ->
            call.send(
                DeleteResourceRequest.builder()
                    .restApiId(properties.requireText("RestApiId"))
                    .resourceId(made.physicalId())
                    .build(),
                DeleteResourceResponse.class));
    types.add(
        "AWS::ApiGateway::Method",
        ApiGatewayTypes::putMethod,
        (call, made, properties) -> {
          // A method goes with its resource or its API, which depends on nothing of the method's.
        });
    types.add(
        "AWS::ApiGateway::Authorizer",
        ApiGatewayTypes::createAuthorizer,
        (call, made, properties) ->
            call.send(
                DeleteAuthorizerRequest.builder()
                    .restApiId(properties.requireText("RestApiId"))
                    .authorizerId(made.physicalId())
                    .build(),
                DeleteAuthorizerResponse.class));
    types.add(
        "AWS::ApiGateway::Account",
        ApiGatewayTypes::updateAccount,
        (call, made, properties) -> {
          // Documented: the account's settings stay when the resource is deleted.
        });
  }

  private static ResourceType.Made createApi(ResourceCall call, Properties properties) {
    Optional<Json> body = properties.take("Body");
    String name =
        properties
            .text("Name")
            .or(() -> body.flatMap(b -> b.at("info", "title")).flatMap(Json::text))
            .orElseThrow(
                () ->
                    new TemplateException(
                        "Properties validation failed for resource "
                            + call.logicalId()
                            + " with message: required key [Name] not found"));
    CreateRestApiRequest.Builder request =
        new Binder(call.logicalId())
            .bind(
                CreateRestApiRequest.builder(),
                properties.only(
                    "ApiKeySourceType",
                    "BinaryMediaTypes",
                    "Description",
                    "DisableExecuteApiEndpoint",
                    "EndpointConfiguration",
                    "MinimumCompressionSize",
                    "Policy"));
    Map<String, String> tags = properties.tags("Tags");
    if (!tags.isEmpty()) {
      request.tags(tags);
    }
    boolean failOnWarnings = properties.flag("FailOnWarnings");
    properties.recorded("Parameters", "Mode");
    properties.done(Set.of("BodyS3Location", "CloneFrom"));
    String id = call.send(request.name(name).build(), CreateRestApiResponse.class).id();
    try {
      if (body.isPresent()) {
        call.send(
            PutRestApiRequest.builder()
                .restApiId(id)
                .mode(PutMode.OVERWRITE)
                .failOnWarnings(failOnWarnings)
                .body(SdkBytes.fromUtf8String(body.get().write()))
                .build(),
            PutRestApiResponse.class);
      }
      return ResourceType.Made.of(id)
          .with("RestApiId", id)
          .with("RootResourceId", rootOf(call, id));
    } catch (RuntimeException e) {
      // The engine does not know of an API that was not finished: leave none behind.
      call.send(DeleteRestApiRequest.builder().restApiId(id).build(), DeleteRestApiResponse.class);
      throw e;
    }
  }

  private static String rootOf(ResourceCall call, String api) {
    return call
        .send(
            GetResourcesRequest.builder().restApiId(api).limit(500).build(),
            GetResourcesResponse.class)
        .items()
        .stream()
        .filter(resource -> resource.path().equals("/"))
        .map(Resource::id)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("API " + api + " has no root"));
  }

  private static ResourceType.Made createDeployment(ResourceCall call, Properties properties) {
    CreateDeploymentRequest request =
        new Binder(call.logicalId())
            .bind(
                CreateDeploymentRequest.builder(),
                properties.only("Description", "RestApiId", "StageName"))
            .build();
    properties.done(Set.of("DeploymentCanarySettings", "StageDescription"));
    String id = call.send(request, CreateDeploymentResponse.class).id();
    return ResourceType.Made.of(id).with("DeploymentId", id);
  }

  private static void deleteDeployment(
      ResourceCall call, ResourceType.Made made, Properties properties) {
    String api = properties.requireText("RestApiId");
    // A deployment that named a stage made that stage itself, and cannot go while it stands.
    properties
        .text("StageName")
        .ifPresent(
            stage ->
                call.send(
                    DeleteStageRequest.builder().restApiId(api).stageName(stage).build(),
                    DeleteStageResponse.class));
    call.send(
        DeleteDeploymentRequest.builder().restApiId(api).deploymentId(made.physicalId()).build(),
        DeleteDeploymentResponse.class);
  }

  private static ResourceType.Made createStage(ResourceCall call, Properties properties) {
    Json settings = properties.take("MethodSettings").orElse(new Json.Arr(List.of()));
    List<PatchOperation> patches = new ArrayList<>();
    settings.items().forEach(setting -> patches.addAll(patches(call, setting)));
    CreateStageRequest.Builder request =
        new Binder(call.logicalId())
            .bind(
                CreateStageRequest.builder(),
                properties.only(
                    "CacheClusterEnabled",
                    "CacheClusterSize",
                    "DeploymentId",
                    "Description",
                    "DocumentationVersion",
                    "RestApiId",
                    "StageName",
                    "TracingEnabled",
                    "Variables"));
    Map<String, String> tags = properties.tags("Tags");
    if (!tags.isEmpty()) {
      request.tags(tags);
    }
    properties.recorded("AccessLogSetting");
    properties.done(Set.of("CanarySetting", "ClientCertificateId"));
    CreateStageRequest create = request.build();
    call.send(create, CreateStageResponse.class);
    if (!patches.isEmpty()) {
      call.send(
          UpdateStageRequest.builder()
              .restApiId(create.restApiId())
              .stageName(create.stageName())
              .patchOperations(patches)
              .build(),
          UpdateStageResponse.class);
    }
    return ResourceType.Made.of(create.stageName());
  }

  private static Map<String, String> methodSettings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("CachingEnabled", "caching/enabled");
    settings.put("CacheTtlInSeconds", "caching/ttlInSeconds");
    settings.put("CacheDataEncrypted", "caching/dataEncrypted");
    settings.put("ThrottlingRateLimit", "throttling/rateLimit");
    settings.put("ThrottlingBurstLimit", "throttling/burstLimit");
    settings.put("MetricsEnabled", "metrics/enabled");
    settings.put("LoggingLevel", "logging/loglevel");
    settings.put("DataTraceEnabled", "logging/dataTrace");
    return settings;
  }

  /** One entry of MethodSettings as patches: {@code /~1todos~1{id}/GET/caching/enabled}. */
  private static List<PatchOperation> patches(ResourceCall call, Json setting) {
    Properties one = call.properties((Json.Obj) setting);
    String resource = one.text("ResourcePath").orElse("/*");
    String method = one.text("HttpMethod").orElse("*");
    String path = resource.startsWith("/") ? resource.substring(1) : resource;
    if (path.isEmpty()) {
      path = "~1";
    } else if (!path.startsWith("*") && !path.startsWith("~1")) {
      path = "~1" + path.replace("/", "~1");
    }
    List<PatchOperation> patches = new ArrayList<>();
    for (Map.Entry<String, String> known : METHOD_SETTINGS.entrySet()) {
      Optional<String> value = one.text(known.getKey());
      if (value.isPresent()) {
        patches.add(
            PatchOperation.builder()
                .op(Op.REPLACE)
                .path("/" + path + "/" + method + "/" + known.getValue())
                .value(value.get())
                .build());
      }
    }
    one.done();
    return patches;
  }

  private static ResourceType.Made createResource(ResourceCall call, Properties properties) {
    CreateResourceRequest request =
        new Binder(call.logicalId())
            .bind(CreateResourceRequest.builder(), properties.all())
            .build();
    String id = call.send(request, CreateResourceResponse.class).id();
    return ResourceType.Made.of(id).with("ResourceId", id);
  }

  private static ResourceType.Made putMethod(ResourceCall call, Properties properties) {
    String api = properties.requireText("RestApiId");
    String resource = properties.requireText("ResourceId");
    String method = properties.requireText("HttpMethod");
    Optional<Json> integration = properties.take("Integration");
    PutMethodRequest.Builder request =
        new Binder(call.logicalId())
            .bind(
                PutMethodRequest.builder(),
                properties.only(
                    "ApiKeyRequired",
                    "AuthorizationScopes",
                    "AuthorizationType",
                    "AuthorizerId",
                    "OperationName",
                    "RequestModels",
                    "RequestParameters",
                    "RequestValidatorId"));
    properties.recorded("MethodResponses");
    properties.done();
    call.send(
        request.restApiId(api).resourceId(resource).httpMethod(method).build(),
        PutMethodResponse.class);
    if (integration.isPresent()) {
      Properties parts = call.properties((Json.Obj) integration.get());
      Optional<String> integrationMethod = parts.text("IntegrationHttpMethod");
      PutIntegrationRequest.Builder put =
          new Binder(call.logicalId())
              .bind(
                  PutIntegrationRequest.builder(),
                  parts.only(
                      "CacheKeyParameters",
                      "CacheNamespace",
                      "ConnectionType",
                      "ContentHandling",
                      "Credentials",
                      "PassthroughBehavior",
                      "RequestParameters",
                      "RequestTemplates",
                      "TimeoutInMillis",
                      "Type",
                      "Uri"));
      parts.recorded("IntegrationResponses");
      parts.done(Set.of("ConnectionId"));
      call.send(
          put.restApiId(api)
              .resourceId(resource)
              .httpMethod(method)
              .integrationHttpMethod(integrationMethod.orElse(null))
              .build(),
          PutIntegrationResponse.class);
    }
    return ResourceType.Made.of(api + "|" + resource + "|" + method);
  }

  private static ResourceType.Made createAuthorizer(ResourceCall call, Properties properties) {
    CreateAuthorizerRequest.Builder request =
        new Binder(call.logicalId())
            .bind(
                CreateAuthorizerRequest.builder(),
                properties.only(
                    "AuthType",
                    "AuthorizerCredentials",
                    "AuthorizerResultTtlInSeconds",
                    "AuthorizerUri",
                    "IdentitySource",
                    "IdentityValidationExpression",
                    "Name",
                    "RestApiId",
                    "Type"));
    List<String> pools = properties.texts("ProviderARNs");
    properties.done();
    if (!pools.isEmpty()) {
      request.providerARNs(pools);
    }
    String id = call.send(request.build(), CreateAuthorizerResponse.class).id();
    return ResourceType.Made.of(id).with("AuthorizerId", id);
  }

  private static ResourceType.Made updateAccount(ResourceCall call, Properties properties) {
    Optional<String> role = properties.text("CloudWatchRoleArn");
    properties.done();
    role.ifPresent(
        arn ->
            call.send(
                UpdateAccountRequest.builder()
                    .patchOperations(
                        PatchOperation.builder()
                            .op(Op.REPLACE)
                            .path("/cloudwatchRoleArn")
                            .value(arn)
                            .build())
                    .build(),
                UpdateAccountResponse.class));
    return ResourceType.Made.of("ApiGatewayAccount").with("Id", "ApiGatewayAccount");
  }
}
