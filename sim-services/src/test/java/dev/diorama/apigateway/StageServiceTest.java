package dev.diorama.apigateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.diorama.core.wire.AwsException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.apigateway.model.CacheClusterStatus;
import software.amazon.awssdk.services.apigateway.model.CreateDeploymentRequest;
import software.amazon.awssdk.services.apigateway.model.CreateDeploymentResponse;
import software.amazon.awssdk.services.apigateway.model.CreateRestApiRequest;
import software.amazon.awssdk.services.apigateway.model.CreateRestApiResponse;
import software.amazon.awssdk.services.apigateway.model.CreateStageRequest;
import software.amazon.awssdk.services.apigateway.model.DeleteDeploymentRequest;
import software.amazon.awssdk.services.apigateway.model.DeleteDeploymentResponse;
import software.amazon.awssdk.services.apigateway.model.DeleteStageRequest;
import software.amazon.awssdk.services.apigateway.model.DeleteStageResponse;
import software.amazon.awssdk.services.apigateway.model.FlushStageCacheRequest;
import software.amazon.awssdk.services.apigateway.model.GetDeploymentRequest;
import software.amazon.awssdk.services.apigateway.model.GetDeploymentResponse;
import software.amazon.awssdk.services.apigateway.model.GetDeploymentsRequest;
import software.amazon.awssdk.services.apigateway.model.GetDeploymentsResponse;
import software.amazon.awssdk.services.apigateway.model.GetStageRequest;
import software.amazon.awssdk.services.apigateway.model.GetStageResponse;
import software.amazon.awssdk.services.apigateway.model.GetStagesRequest;
import software.amazon.awssdk.services.apigateway.model.GetStagesResponse;
import software.amazon.awssdk.services.apigateway.model.MethodSetting;
import software.amazon.awssdk.services.apigateway.model.PatchOperation;
import software.amazon.awssdk.services.apigateway.model.PutMethodRequest;
import software.amazon.awssdk.services.apigateway.model.PutMethodResponse;
import software.amazon.awssdk.services.apigateway.model.PutRestApiRequest;
import software.amazon.awssdk.services.apigateway.model.PutRestApiResponse;
import software.amazon.awssdk.services.apigateway.model.Stage;
import software.amazon.awssdk.services.apigateway.model.UpdateStageRequest;
import software.amazon.awssdk.services.apigateway.model.UpdateStageResponse;

class StageServiceTest {
  private final TestGateway test = new TestGateway();

  private void assertRefused(AwsRequest request, String code, int status, String message) {
    AwsException refusal =
        catchThrowableOfType(AwsException.class, () -> test.send(request, SdkResponse.class));
    assertThat(refusal).as("refusal of " + request).isNotNull();
    assertThat(refusal.code()).isEqualTo(code);
    assertThat(refusal.status()).isEqualTo(status);
    assertThat(refusal.message()).contains(message);
  }

  private GetStageResponse stage(String api) {
    return test.send(
        GetStageRequest.builder().restApiId(api).stageName("prod").build(), GetStageResponse.class);
  }

  @Test
  void createStage_showsWhatItWasGiven() {
    String api =
        test.deployed(
            TestGateway.swagger("/todos", "get", "", ""),
            stage ->
                stage
                    .description("d")
                    .cacheClusterEnabled(true)
                    .cacheClusterSize("6.1")
                    .variables(Map.of("a", "b"))
                    .tracingEnabled(true)
                    .tags(Map.of("t", "u")));
    GetStageResponse stage = stage(api);
    assertThat(stage.description()).isEqualTo("d");
    assertThat(stage.cacheClusterEnabled()).isTrue();
    assertThat(stage.cacheClusterSize()).isEqualTo("6.1");
    assertThat(stage.cacheClusterStatus()).isEqualTo(CacheClusterStatus.AVAILABLE);
    assertThat(stage.variables()).isEqualTo(Map.of("a", "b"));
    assertThat(stage.tracingEnabled()).isTrue();
    assertThat(stage.methodSettings()).isEmpty();
    assertThat(stage.createdDate()).isEqualTo("2026-01-01T00:00:00Z");
    List<Stage> stages =
        test.send(GetStagesRequest.builder().restApiId(api).build(), GetStagesResponse.class)
            .item();
    assertThat(stages).extracting(Stage::stageName).containsExactly("prod");
    test.send(
        DeleteStageRequest.builder().restApiId(api).stageName("prod").build(),
        DeleteStageResponse.class);
    assertRefused(
        GetStageRequest.builder().restApiId(api).stageName("prod").build(),
        "NotFoundException",
        404,
        "Invalid stage identifier specified");
    assertThat(test.get(api, "/todos").status()).isEqualTo(403);
  }

  @Test
  void updateStage_methodSettings_areShownByTheirKeys() {
    String api = test.deployed(TestGateway.swagger("/todos/{id}", "get", "", ""));
    test.patch(
        api,
        "/*/*/caching/enabled",
        "true",
        "/*/*/caching/ttlInSeconds",
        "60",
        "/*/*/caching/dataEncrypted",
        "true",
        "/*/*/metrics/enabled",
        "true",
        "/*/*/logging/loglevel",
        "INFO",
        "/*/*/logging/dataTrace",
        "true",
        "/*/*/throttling/rateLimit",
        "12.5",
        "/*/*/throttling/burstLimit",
        "7",
        "/~1todos~1{id}/GET/caching/enabled",
        "false",
        "/~1todos~1{id}/GET/caching/requireAuthorizationForCacheControl",
        "false",
        "/~1todos~1{id}/GET/caching/unauthorizedCacheControlHeaderStrategy",
        "FAIL_WITH_403");
    Map<String, MethodSetting> settings = stage(api).methodSettings();
    assertThat(settings).containsOnlyKeys("*/*", "todos~1{id}/GET");
    MethodSetting all = settings.get("*/*");
    assertThat(all.cachingEnabled()).isTrue();
    assertThat(all.cacheTtlInSeconds()).isEqualTo(60);
    assertThat(all.cacheDataEncrypted()).isTrue();
    assertThat(all.metricsEnabled()).isTrue();
    assertThat(all.loggingLevel()).isEqualTo("INFO");
    assertThat(all.dataTraceEnabled()).isTrue();
    assertThat(all.throttlingRateLimit()).isEqualTo(12.5);
    assertThat(all.throttlingBurstLimit()).isEqualTo(7);
    assertThat(all.requireAuthorizationForCacheControl()).isTrue();
    assertThat(all.unauthorizedCacheControlHeaderStrategyAsString())
        .isEqualTo("SUCCEED_WITH_RESPONSE_HEADER");
    MethodSetting one = settings.get("todos~1{id}/GET");
    assertThat(one.cachingEnabled()).isFalse();
    assertThat(one.cacheTtlInSeconds()).isEqualTo(60);
    assertThat(one.requireAuthorizationForCacheControl()).isFalse();
    assertThat(one.unauthorizedCacheControlHeaderStrategyAsString()).isEqualTo("FAIL_WITH_403");
    test.send(
        UpdateStageRequest.builder()
            .restApiId(api)
            .stageName("prod")
            .patchOperations(
                PatchOperation.builder().op("remove").path("/~1todos~1{id}/GET").build())
            .build(),
        UpdateStageResponse.class);
    assertThat(stage(api).methodSettings()).containsOnlyKeys("*/*");
  }

  @Test
  void updateStage_otherMembers_areChanged() {
    String api = test.deployed(TestGateway.swagger("/todos", "get", "", ""));
    UpdateStageResponse updated =
        test.patch(
            api,
            "/description",
            "x",
            "/variables/fn",
            "y",
            "/tracingEnabled",
            "true",
            "/documentationVersion",
            "2",
            "/cacheClusterEnabled",
            "true");
    assertThat(updated.description()).isEqualTo("x");
    assertThat(updated.variables()).isEqualTo(Map.of("fn", "y"));
    assertThat(updated.cacheClusterSize()).isEqualTo("0.5");
    UpdateStageResponse removed =
        test.send(
            UpdateStageRequest.builder()
                .restApiId(api)
                .stageName("prod")
                .patchOperations(
                    PatchOperation.builder().op("remove").path("/variables/fn").build(),
                    PatchOperation.builder().op("remove").path("/description").build(),
                    PatchOperation.builder()
                        .op("replace")
                        .path("/cacheClusterEnabled")
                        .value("false")
                        .build())
                .build(),
            UpdateStageResponse.class);
    assertThat(removed.variables()).isEmpty();
    assertThat(removed.description()).isNull();
    assertThat(removed.cacheClusterStatus()).isEqualTo(CacheClusterStatus.NOT_AVAILABLE);
  }

  @ParameterizedTest
  @CsvSource({
    "/nothing,x,BadRequestException,400",
    "/*/*/caching/other,true,BadRequestException,400",
    "/*/*/caching/enabled,maybe,BadRequestException,400",
    "/*/*/caching/ttlInSeconds,3601,BadRequestException,400",
    "/*/*/caching/ttlInSeconds,-1,BadRequestException,400",
    "/*/*/caching/ttlInSeconds,1.5,BadRequestException,400",
    "/*/*/caching/ttlInSeconds,many,BadRequestException,400",
    "/*/*/caching/unauthorizedCacheControlHeaderStrategy,IGNORE,BadRequestException,400",
    "/*/*/logging/loglevel,LOUD,BadRequestException,400",
    "/*/*/throttling/burstLimit,-2,BadRequestException,400",
    "/*/*/throttling/burstLimit,99999999,BadRequestException,400",
    "/*/*/throttling/rateLimit,fast,BadRequestException,400",
    "/*/*/throttling/rateLimit,-0.5,BadRequestException,400",
    "/~1none/GET/caching/enabled,true,BadRequestException,400",
    "/~1todos/POST/caching/enabled,true,BadRequestException,400",
    "/cacheClusterSize,2,BadRequestException,400",
    "/variables/a-b,x,BadRequestException,400",
    "/variables/a,x y,BadRequestException,400",
    "/deploymentId,none,NotFoundException,404",
    "/canarySettings/percentTraffic,5,NotImplemented,501",
    "/accessLogSettings/format,x,NotImplemented,501",
    "/clientCertificateId,x,NotImplemented,501",
  })
  void updateStage_whatAwsOrWeRefuse(String path, String value, String code, int status) {
    String api = test.deployed(TestGateway.swagger("/todos", "get", "", ""));
    AwsException refusal =
        catchThrowableOfType(AwsException.class, () -> test.patch(api, path, value));
    assertThat(refusal).isNotNull();
    assertThat(refusal.code()).isEqualTo(code);
    assertThat(refusal.status()).isEqualTo(status);
    assertThat(refusal.message()).isNotEmpty();
  }

  @Test
  void createDeployment_isASnapshot() {
    String api = test.deployed(TestGateway.swagger("/old", "get", "", ""));
    test.send(
        PutRestApiRequest.builder()
            .restApiId(api)
            .mode("overwrite")
            .body(
                software.amazon.awssdk.core.SdkBytes.fromUtf8String(
                    TestGateway.swagger("/new", "get", "", "")))
            .build(),
        PutRestApiResponse.class);
    assertThat(test.get(api, "/old").status()).isEqualTo(200);
    assertThat(test.get(api, "/new").status()).isEqualTo(403);
    CreateDeploymentResponse second =
        test.send(
            CreateDeploymentRequest.builder()
                .restApiId(api)
                .description("second")
                .stageName("prod")
                .stageDescription("sd")
                .cacheClusterEnabled(true)
                .tracingEnabled(true)
                .variables(Map.of("v", "w"))
                .build(),
            CreateDeploymentResponse.class);
    assertThat(test.get(api, "/old").status()).isEqualTo(403);
    assertThat(test.get(api, "/new").status()).isEqualTo(200);
    assertThat(stage(api).deploymentId()).isEqualTo(second.id());
    assertThat(stage(api).cacheClusterEnabled()).isTrue();
    assertThat(stage(api).variables()).isEqualTo(Map.of("v", "w"));
    assertThat(
            test.send(
                    GetDeploymentRequest.builder().restApiId(api).deploymentId(second.id()).build(),
                    GetDeploymentResponse.class)
                .description())
        .isEqualTo("second");
    GetDeploymentsResponse all =
        test.send(
            GetDeploymentsRequest.builder().restApiId(api).build(), GetDeploymentsResponse.class);
    assertThat(all.items()).hasSize(2);
    assertRefused(
        DeleteDeploymentRequest.builder().restApiId(api).deploymentId(second.id()).build(),
        "BadRequestException",
        400,
        "Active stages pointing to this deployment must be moved or deleted");
    String first = all.items().get(0).id();
    test.patch(api, "/deploymentId", first);
    assertThat(test.get(api, "/old").status()).isEqualTo(200);
    test.send(
        DeleteDeploymentRequest.builder().restApiId(api).deploymentId(second.id()).build(),
        DeleteDeploymentResponse.class);
    assertRefused(
        GetDeploymentRequest.builder().restApiId(api).deploymentId(second.id()).build(),
        "NotFoundException",
        404,
        "Invalid Deployment identifier specified");
  }

  @Test
  void deploymentsAndStages_requestsThatAreRefused() {
    CreateRestApiResponse empty =
        test.send(CreateRestApiRequest.builder().name("x").build(), CreateRestApiResponse.class);
    CreateDeploymentRequest.Builder deploy =
        CreateDeploymentRequest.builder().restApiId(empty.id());
    assertRefused(
        deploy.build(), "BadRequestException", 400, "The REST API doesn't contain any methods");
    test.send(
        PutMethodRequest.builder()
            .restApiId(empty.id())
            .resourceId(empty.rootResourceId())
            .httpMethod("GET")
            .authorizationType("NONE")
            .build(),
        PutMethodResponse.class);
    assertRefused(deploy.build(), "BadRequestException", 400, "No integration defined for method");
    assertRefused(
        deploy.canarySettings(c -> c.percentTraffic(1.0)).build(), "NotImplemented", 501, "canary");
    String api = test.deployed(TestGateway.swagger("/todos", "get", "", ""));
    assertRefused(
        CreateDeploymentRequest.builder().restApiId(api).stageName("a b").build(),
        "BadRequestException",
        400,
        "Stage name only allows");
    String deployment = stage(api).deploymentId();
    CreateStageRequest.Builder stage =
        CreateStageRequest.builder().restApiId(api).deploymentId(deployment).stageName("prod");
    assertRefused(stage.build(), "ConflictException", 409, "Stage already exists");
    assertRefused(
        stage.stageName("a.b").build(), "BadRequestException", 400, "Stage name only allows");
    stage.stageName("two");
    assertRefused(
        stage.copy().deploymentId("none").build(),
        "NotFoundException",
        404,
        "Invalid Deployment identifier specified");
    assertRefused(
        stage.copy().cacheClusterSize("3").build(),
        "BadRequestException",
        400,
        "Invalid cache cluster size specified: 3");
    assertRefused(
        stage.copy().canarySettings(c -> c.percentTraffic(1.0)).build(),
        "NotImplemented",
        501,
        "canary");
    assertRefused(
        stage.copy().variables(Map.of("a", "b c")).build(), "BadRequestException", 400, "b c");
    assertRefused(
        FlushStageCacheRequest.builder().restApiId(api).stageName("prod").build(),
        "BadRequestException",
        400,
        "Cache is not enabled");
    assertRefused(
        FlushStageCacheRequest.builder().restApiId(api).stageName("none").build(),
        "NotFoundException",
        404,
        "Invalid stage identifier specified");
  }
}
