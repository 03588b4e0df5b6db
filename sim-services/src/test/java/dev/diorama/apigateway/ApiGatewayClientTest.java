package dev.diorama.apigateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.diorama.core.client.SimHttpClient;
import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.cloud.CloudConfig;
import dev.diorama.core.router.Authenticator;
import dev.diorama.core.router.Decision;
import dev.diorama.core.router.Principal;
import dev.diorama.core.wire.HttpRequest;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.apigateway.ApiGatewayClient;
import software.amazon.awssdk.services.apigateway.model.ApiGatewayException;
import software.amazon.awssdk.services.apigateway.model.BadRequestException;
import software.amazon.awssdk.services.apigateway.model.CacheClusterStatus;
import software.amazon.awssdk.services.apigateway.model.ConflictException;
import software.amazon.awssdk.services.apigateway.model.CreateDeploymentResponse;
import software.amazon.awssdk.services.apigateway.model.GetResourcesResponse;
import software.amazon.awssdk.services.apigateway.model.GetStageResponse;
import software.amazon.awssdk.services.apigateway.model.ImportRestApiResponse;
import software.amazon.awssdk.services.apigateway.model.IntegrationType;
import software.amazon.awssdk.services.apigateway.model.NotFoundException;
import software.amazon.awssdk.services.apigateway.model.PutMode;

/** The real SDK client, in process: what it sends is understood and what it gets it understands. */
class ApiGatewayClientTest {
  private static final class Root implements Authenticator {
    @Override
    public Principal authenticate(HttpRequest request, String service, long maxSkewSeconds) {
      return TestGateway.ROOT;
    }

    @Override
    public Principal resolve(String accessKeyId, String sessionToken) {
      return TestGateway.ROOT;
    }
  }

  private final Cloud cloud = Cloud.virtual(CloudConfig.defaults());
  private final ApiGatewayClient client;

  ApiGatewayClientTest() {
    ApiGateway.install(
        cloud,
        ApiGatewayConfig.defaults(),
        (call, token, issuer) -> {
          throw new TokenVerifier.Rejected(TokenVerifier.Reason.MALFORMED, "no pools here");
        },
        (api, stage, size) -> new TestGateway.PlainCache());
    cloud.router().guard(new Root(), (who, access, facts) -> Decision.allow("test"));
    client =
        ApiGatewayClient.builder()
            .httpClient(new SimHttpClient(cloud.router()))
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
            .build();
  }

  private static SdkBytes document(String path) {
    return SdkBytes.fromUtf8String(
        TestGateway.swagger(path, "get", "\"security\":[{\"Users\":[]}],", TestGateway.COGNITO));
  }

  @Test
  void client_importsDeploysAndSetsUpAStage() {
    ImportRestApiResponse api = client.importRestApi(q -> q.body(document("/todos/{id}")));
    assertThat(api.sdkHttpResponse().statusCode()).isEqualTo(201);
    assertThat(api.createdDate()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
    assertThat(
            client
                .putRestApi(q -> q.restApiId(api.id()).mode(PutMode.MERGE).body(document("/more")))
                .sdkHttpResponse()
                .statusCode())
        .isEqualTo(200);
    GetResourcesResponse resources =
        client.getResources(q -> q.restApiId(api.id()).embed("methods").limit(100));
    assertThat(resources.items()).hasSize(4);
    assertThat(resources.items().get(2).resourceMethods().get("GET").methodIntegration().type())
        .isEqualTo(IntegrationType.AWS_PROXY);
    CreateDeploymentResponse deployment = client.createDeployment(q -> q.restApiId(api.id()));
    client.createStage(
        q ->
            q.restApiId(api.id())
                .stageName("prod")
                .deploymentId(deployment.id())
                .cacheClusterEnabled(true)
                .cacheClusterSize("0.5"));
    client.updateStage(
        q ->
            q.restApiId(api.id())
                .stageName("prod")
                .patchOperations(
                    p -> p.op("replace").path("/~1todos~1{id}/GET/caching/enabled").value("true")));
    GetStageResponse stage = client.getStage(q -> q.restApiId(api.id()).stageName("prod"));
    assertThat(stage.cacheClusterStatus()).isEqualTo(CacheClusterStatus.AVAILABLE);
    assertThat(stage.methodSettings().get("todos~1{id}/GET").cachingEnabled()).isTrue();
    assertThat(
            client
                .flushStageCache(q -> q.restApiId(api.id()).stageName("prod"))
                .sdkHttpResponse()
                .statusCode())
        .isEqualTo(202);
    String arn = "arn:aws:apigateway:us-east-1::/restapis/" + api.id() + "/stages/prod";
    assertThat(
            client
                .tagResource(q -> q.resourceArn(arn).tags(java.util.Map.of("a", "b")))
                .sdkHttpResponse()
                .statusCode())
        .isEqualTo(204);
    assertThat(client.getStage(q -> q.restApiId(api.id()).stageName("prod")).tags())
        .containsEntry("a", "b");
    assertThat(client.getAccount(q -> {}).throttleSettings().rateLimit()).isEqualTo(10_000);
    client.deleteStage(q -> q.restApiId(api.id()).stageName("prod"));
    client.deleteRestApi(q -> q.restApiId(api.id()));
    assertThat(client.getRestApis(q -> {}).items()).isEmpty();
  }

  @Test
  void client_getsRefusalsAsItsOwnExceptions() {
    NotFoundException missing =
        catchThrowableOfType(
            NotFoundException.class, () -> client.getRestApi(q -> q.restApiId("none")));
    assertThat(missing.statusCode()).isEqualTo(404);
    assertThat(missing.awsErrorDetails().errorMessage())
        .isEqualTo("Invalid API identifier specified 123456789012:none");
    BadRequestException bad =
        catchThrowableOfType(
            BadRequestException.class,
            () -> client.importRestApi(q -> q.body(SdkBytes.fromUtf8String("{"))));
    assertThat(bad.statusCode()).isEqualTo(400);
    String api = client.importRestApi(q -> q.body(document("/a"))).id();
    String root = client.getRestApi(q -> q.restApiId(api)).rootResourceId();
    ConflictException twice =
        catchThrowableOfType(
            ConflictException.class,
            () -> client.createResource(q -> q.restApiId(api).parentId(root).pathPart("a")));
    assertThat(twice.statusCode()).isEqualTo(409);
  }

  @Test
  void client_operationThatIsNotSimulated_isNotImplemented() {
    ApiGatewayException refused =
        catchThrowableOfType(
            ApiGatewayException.class, () -> client.createUsagePlan(q -> q.name("gold")));
    assertThat(refused.statusCode()).isEqualTo(501);
    assertThat(refused.awsErrorDetails().errorCode()).isEqualTo("NotImplemented");
    assertThat(refused.awsErrorDetails().errorMessage()).contains("CreateUsagePlan");
  }
}
