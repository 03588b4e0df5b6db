package dev.diorama.cloudfront;

import static dev.diorama.cloudfront.EdgeWorld.xCache;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.cloud.CloudConfig;
import dev.diorama.core.router.AuthFailure;
import dev.diorama.core.router.Authenticator;
import dev.diorama.core.router.Decision;
import dev.diorama.core.router.Principal;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.HttpResponse;
import dev.diorama.s3.S3;
import dev.diorama.s3.S3Config;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudfront.model.CustomOriginConfig;
import software.amazon.awssdk.services.cloudfront.model.OriginAccessControlConfig;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;
import software.amazon.awssdk.services.s3.model.CreateBucketResponse;

/** The real S3 behind a distribution, with a guard that lets in the distribution and the owner. */
class EdgeS3Test {
  private static final Principal OWNER =
      new Principal(
          Principal.Kind.ROOT,
          EdgeWorld.ACCOUNT,
          "arn:aws:iam::" + EdgeWorld.ACCOUNT + ":root",
          EdgeWorld.ACCOUNT,
          "test",
          Map.of());

  private final Cloud cloud = Cloud.virtual(CloudConfig.defaults());
  private final EdgeWorld world = new EdgeWorld(cloud);

  EdgeS3Test() {
    S3 unused = S3.install(cloud, S3Config.defaults());
    cloud.router().guard(new Nobody(), (who, access, facts) -> decide(who));
    world.catalog.accessControls.put(
        "EOAC",
        OriginAccessControlConfig.builder()
            .name("c")
            .signingProtocol("sigv4")
            .signingBehavior("always")
            .originAccessControlOriginType("s3")
            .build());
    bucket("EOAC");
    CreateBucketResponse made =
        cloud
            .router()
            .internal(
                "test",
                "test",
                OWNER,
                "us-east-1",
                call ->
                    call.send(
                        OWNER,
                        CreateBucketRequest.builder().bucket("blog").build(),
                        CreateBucketResponse.class));
    assertThat(made).isNotNull();
  }

  private void bucket(String control) {
    world.origins(
        EdgeWorld.web()
            .copy(
                to ->
                    to.domainName("blog.s3.us-east-1.amazonaws.com")
                        .customOriginConfig((CustomOriginConfig) null)
                        .originAccessControlId(control)
                        .s3OriginConfig(s3 -> s3.originAccessIdentity(""))));
  }

  private static Decision decide(Principal who) {
    boolean distribution =
        who.kind() == Principal.Kind.SERVICE
            && who.context().getOrDefault("aws:SourceArn", List.of()).contains(EdgeWorld.ARN);
    return distribution || who.equals(OWNER)
        ? Decision.allow("test")
        : new Decision(false, false, "nobody else", "because nobody else may");
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
  void putAndGet_throughTheDistribution_reachThePrivateBucket() {
    HttpResponse put = world.send("PUT", "/post.html", "<p>hi</p>", "Content-Type", "text/html");
    assertThat(put.status()).isEqualTo(200);
    HttpResponse get = world.get("/post.html");
    assertThat(get.status()).isEqualTo(200);
    assertThat(get.text()).isEqualTo("<p>hi</p>");
    assertThat(get.headers().first("Content-Type")).contains("text/html");
    assertThat(xCache(get)).isEqualTo("Miss");
    world.advance(java.time.Duration.ofSeconds(2));
    assertThat(xCache(world.get("/post.html"))).isEqualTo("Hit");
    assertThat(world.send("HEAD", "/post.html", "").headers().first("Content-Length"))
        .contains("9");
    HttpResponse direct =
        world.ask("https", "blog.s3.us-east-1.amazonaws.com", "GET", "/post.html", "");
    assertThat(direct.status()).isEqualTo(403);
    assertThat(direct.text()).contains("<Code>AccessDenied</Code>");
    assertThat(world.send("DELETE", "/post.html", "").status()).isEqualTo(204);
    assertThat(world.get("/post.html").status()).as("still cached").isEqualTo(200);
    world.edges.invalidate(EdgeWorld.ID, List.of("/post.html"));
    assertThat(world.get("/post.html").status()).isEqualTo(404);
  }

  @Test
  void get_expiredAtTheEdge_isRevalidatedWithS3() {
    world.policy("usual", policy -> policy.defaultTTL(10L));
    world.send("PUT", "/a", "one");
    world.get("/a");
    world.advance(java.time.Duration.ofSeconds(30));
    assertThat(xCache(world.get("/a"))).isEqualTo("RefreshHit");
  }

  @Test
  void get_withoutControl_isDeniedByS3AndNotKept() {
    bucket(null);
    HttpResponse response = world.get("/a");
    assertThat(response.status()).isEqualTo(403);
    assertThat(response.text()).contains("<Code>AccessDenied</Code>");
    assertThat(xCache(response)).isEqualTo("Error");
  }
}
