package dev.diorama.cache.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.apigateway.ApiGateway;
import dev.diorama.apigateway.ApiGatewayConfig;
import dev.diorama.apigateway.StageCache;
import dev.diorama.apigateway.TokenVerifier;
import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.cloud.CloudConfig;
import dev.diorama.core.router.AuthFailure;
import dev.diorama.core.router.Authenticator;
import dev.diorama.core.router.Decision;
import dev.diorama.core.router.Principal;
import dev.diorama.core.time.VirtualClock;
import dev.diorama.core.wire.Headers;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.apigateway.model.CreateDeploymentRequest;
import software.amazon.awssdk.services.apigateway.model.CreateDeploymentResponse;
import software.amazon.awssdk.services.apigateway.model.FlushStageCacheRequest;
import software.amazon.awssdk.services.apigateway.model.FlushStageCacheResponse;
import software.amazon.awssdk.services.apigateway.model.ImportRestApiRequest;
import software.amazon.awssdk.services.apigateway.model.ImportRestApiResponse;
import software.amazon.awssdk.services.apigateway.model.UpdateStageRequest;
import software.amazon.awssdk.services.apigateway.model.UpdateStageResponse;

class StageCacheTierTest {
  private static final long SECOND = 1_000_000_000L;

  private final Cloud cloud = Cloud.virtual(CloudConfig.defaults());
  private final VirtualClock clock = (VirtualClock) cloud.clock();
  private final StageCacheTier tier = StageCacheTier.on(clock);

  private static StageCache.Entry entry(int bytes, long stored, long expires) {
    return new StageCache.Entry(
        new HttpResponse(200, Headers.NONE, new byte[bytes]), stored, expires);
  }

  @Test
  void lookup_withinItsTime_hitsAndThenMisses() {
    StageCache cache = tier.create("api", "prod", 0.5);
    long stored = 80_000_000;
    cache.put("k", entry(10, stored, stored + 10 * SECOND));
    assertThat(cache.lookup("k", 0)).isPresent();
    clock.advance(Duration.ofSeconds(10));
    assertThat(cache.lookup("k", 10 * SECOND + stored - 1)).isPresent();
    assertThat(cache.lookup("k", 10 * SECOND + stored)).as("by the request's time").isEmpty();
    clock.advance(Duration.ofSeconds(1));
    assertThat(cache.lookup("k", 11 * SECOND)).isEmpty();
    assertThat(cache.lookup("other", 11 * SECOND)).isEmpty();
    assertThat(cache.figures().hits()).isEqualTo(2);
    assertThat(cache.figures().misses()).isEqualTo(3);
  }

  @Test
  void put_beyondTheSize_evictsTheLeastRecentlyUsed() {
    StageCache cache = tier.create("api", "prod", 3_000 / (1024.0 * 1024 * 1024));
    cache.put("a", entry(999, 0, SECOND));
    cache.put("b", entry(999, 0, SECOND));
    cache.put("c", entry(999, 0, SECOND));
    assertThat(cache.figures()).isEqualTo(new StageCache.Figures(0, 0, 0, 3, 3_000));
    assertThat(cache.lookup("a", 1)).isPresent();
    cache.put("d", entry(1, 0, SECOND));
    assertThat(cache.lookup("b", 1)).isEmpty();
    assertThat(cache.lookup("a", 1)).isPresent();
    assertThat(cache.lookup("c", 1)).isPresent();
    assertThat(cache.figures().evictions()).isEqualTo(1);
    assertThat(cache.figures().bytes()).isEqualTo(2_002);
  }

  @Test
  void put_alreadyOver_isNotKept() {
    StageCache cache = tier.create("api", "prod", 0.5);
    clock.advance(Duration.ofSeconds(2));
    cache.put("k", entry(1, 0, SECOND));
    assertThat(cache.figures().entries()).isZero();
  }

  @Test
  void invalidateAndFlush_forget() {
    StageCache cache = tier.create("api", "prod", 0.5);
    cache.put("a", entry(1, 0, SECOND));
    cache.put("b", entry(1, 0, SECOND));
    assertThat(cache.invalidate("a")).isTrue();
    assertThat(cache.invalidate("a")).isFalse();
    assertThat(cache.lookup("a", 0)).isEmpty();
    assertThat(cache.lookup("b", 0)).isPresent();
    cache.flush();
    assertThat(cache.figures().entries()).isZero();
    assertThat(cache.figures().bytes()).isZero();
    assertThat(cache.lookup("b", 0)).isEmpty();
  }

  @Test
  void create_twice_givesTwoCaches() {
    StageCache one = tier.create("api", "prod", 0.5);
    StageCache other = tier.create("api", "prod", 0.5);
    one.put("k", entry(1, 0, SECOND));
    assertThat(other.lookup("k", 0)).isEmpty();
  }

  /** A GET that answers without a backend, through the whole gateway. */
  private static final String DOCUMENT =
      """
      {"swagger":"2.0","info":{"title":"cached","version":"1"},"paths":{"/a":{"get":{
        "responses":{"200":{}},"x-amazon-apigateway-integration":{"type":"mock",
          "requestTemplates":{"application/json":"{\\"statusCode\\":200}"},
          "responses":{"default":{"statusCode":"200",
            "responseTemplates":{"application/json":"{}"}}}}}}}}
      """;

  private static final Principal ROOT =
      new Principal(
          Principal.Kind.ROOT,
          "123456789012",
          "arn:aws:iam::123456789012:root",
          "123456789012",
          "test",
          Map.of());

  private <R extends SdkResponse> R send(AwsRequest request, Class<R> response) {
    return cloud
        .router()
        .internal("test", "test", ROOT, "us-east-1", call -> call.send(ROOT, request, response));
  }

  private static final class Nobody implements Authenticator {
    @Override
    public Principal authenticate(HttpRequest request, String service, long maxSkewSeconds) {
      return Principal.ANONYMOUS;
    }

    @Override
    public Principal resolve(String accessKeyId, String sessionToken) {
      throw new AuthFailure(AuthFailure.Kind.UNKNOWN_KEY, accessKeyId);
    }
  }

  @Test
  void stage_withAndWithoutCluster_bothServe() {
    cloud.router().guard(new Nobody(), (who, access, facts) -> Decision.allow("test"));
    TokenVerifier nobodys =
        (call, token, issuer) -> {
          throw new TokenVerifier.Rejected(TokenVerifier.Reason.MALFORMED, "no pools here");
        };
    ApiGateway gateway = ApiGateway.install(cloud, ApiGatewayConfig.defaults(), nobodys, tier);
    String api =
        send(
                ImportRestApiRequest.builder().body(SdkBytes.fromUtf8String(DOCUMENT)).build(),
                ImportRestApiResponse.class)
            .id();
    send(
        CreateDeploymentRequest.builder().restApiId(api).stageName("plain").build(),
        CreateDeploymentResponse.class);
    send(
        CreateDeploymentRequest.builder()
            .restApiId(api)
            .stageName("fast")
            .cacheClusterEnabled(true)
            .build(),
        CreateDeploymentResponse.class);
    send(
        UpdateStageRequest.builder()
            .restApiId(api)
            .stageName("fast")
            .patchOperations(
                patch -> patch.op("replace").path("/*/*/caching/enabled").value("true"))
            .build(),
        UpdateStageResponse.class);
    for (int i = 0; i < 3; i++) {
      assertThat(get(api, "/plain/a").status()).isEqualTo(200);
      assertThat(get(api, "/fast/a").status()).isEqualTo(200);
    }
    assertThat(gateway.cacheFigures(api, "plain")).isEmpty();
    assertThat(gateway.cacheFigures(api, "fast").orElseThrow().hits()).isEqualTo(2);
    send(
        FlushStageCacheRequest.builder().restApiId(api).stageName("fast").build(),
        FlushStageCacheResponse.class);
    get(api, "/fast/a");
    assertThat(gateway.cacheFigures(api, "fast").orElseThrow().misses()).isEqualTo(2);
    clock.advance(Duration.ofSeconds(301));
    get(api, "/fast/a");
    assertThat(gateway.cacheFigures(api, "fast").orElseThrow().misses()).isEqualTo(3);
  }

  private HttpResponse get(String api, String path) {
    String host = api + ".execute-api.us-east-1.amazonaws.com";
    return cloud
        .router()
        .handle(
            new HttpRequest(
                "GET",
                "https",
                host,
                443,
                path,
                "",
                Headers.of("Host", host),
                new byte[0],
                "203.0.113.7"));
  }
}
