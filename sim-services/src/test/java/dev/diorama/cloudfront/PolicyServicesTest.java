package dev.diorama.cloudfront;

import static dev.diorama.cloudfront.CloudFrontWorld.OPTIMIZED;
import static dev.diorama.cloudfront.CloudFrontWorld.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.cloudfront.CloudFrontClient;
import software.amazon.awssdk.services.cloudfront.model.CachePolicyConfig;
import software.amazon.awssdk.services.cloudfront.model.CreateCachePolicyResponse;
import software.amazon.awssdk.services.cloudfront.model.CreateOriginRequestPolicyResponse;
import software.amazon.awssdk.services.cloudfront.model.CreateResponseHeadersPolicyResponse;
import software.amazon.awssdk.services.cloudfront.model.GetCachePolicyResponse;

/**
 * Cache, origin request and response headers policies, AWS's and one's own, by the SDK's client.
 */
class PolicyServicesTest {
  private final CloudFrontWorld world = new CloudFrontWorld();
  private final CloudFrontClient client = world.client;

  @AfterEach
  void close() {
    world.close();
  }

  private CreateCachePolicyResponse cache(Consumer<CachePolicyConfig.Builder> change) {
    CachePolicyConfig.Builder config =
        CachePolicyConfig.builder()
            .name("mine")
            .minTTL(0L)
            .parametersInCacheKeyAndForwardedToOrigin(
                key ->
                    key.enableAcceptEncodingGzip(true)
                        .headersConfig(h -> h.headerBehavior("none"))
                        .cookiesConfig(c -> c.cookieBehavior("none"))
                        .queryStringsConfig(q -> q.queryStringBehavior("all")));
    change.accept(config);
    return client.createCachePolicy(r -> r.cachePolicyConfig(config.build()));
  }

  @ParameterizedTest
  @CsvSource({
    "658327ea-f89d-4fab-a63d-7e88639e58f6,Managed-CachingOptimized,1,86400,31536000,true,true",
    "b2884449-e4de-46a7-ac36-70bc7f1ddd6d,Managed-CachingOptimizedForUncompressedObjects,1,86400,31536000,false,false",
    "4135ea2d-6df8-44a3-9df3-4b5a84be39ad,Managed-CachingDisabled,0,0,0,false,false",
    "08627262-05a9-4f76-9ded-b50ca2e3a84f,Managed-Elemental-MediaPackage,0,86400,31536000,true,false",
    "2e54312d-136d-493c-8eb9-b001f22f67d2,Managed-Amplify,2,2,600,true,true",
    "83da9c7e-98b4-4e11-a168-04f0df8e2c65,UseOriginCacheControlHeaders,0,0,31536000,true,true",
    "4cc15a8a-d715-48a4-82b8-cc0b614638fe,UseOriginCacheControlHeaders-QueryStrings,0,0,31536000,true,true"
  })
  void managedCache_isAsDocumented(
      String id, String name, long min, long usual, long max, boolean gzip, boolean brotli) {
    CachePolicyConfig config =
        client.getCachePolicy(r -> r.id(id)).cachePolicy().cachePolicyConfig();
    assertThat(config.name()).isEqualTo(name);
    assertThat(config.minTTL()).isEqualTo(min);
    assertThat(config.defaultTTL()).isEqualTo(usual);
    assertThat(config.maxTTL()).isEqualTo(max);
    assertThat(config.parametersInCacheKeyAndForwardedToOrigin().enableAcceptEncodingGzip())
        .isEqualTo(gzip);
    assertThat(config.parametersInCacheKeyAndForwardedToOrigin().enableAcceptEncodingBrotli())
        .isEqualTo(brotli);
  }

  @ParameterizedTest
  @CsvSource({
    "216adef6-5c7f-47e4-b989-5492eafa07d3,Managed-AllViewer,allViewer,all,all",
    "b689b0a8-53d0-40ab-baf2-68738e2966ac,Managed-AllViewerExceptHostHeader,allExcept,all,all",
    "59781a5b-3903-41f3-afcb-af62929ccde1,Managed-CORS-CustomOrigin,whitelist,none,none",
    "88a5eaf4-2fd4-4709-b370-b4c650ea3fcf,Managed-CORS-S3Origin,whitelist,none,none",
    "acba4595-bd28-49b8-b9fe-13317c0390fa,Managed-UserAgentRefererHeaders,whitelist,none,none",
    "775133bc-15f2-49f9-abea-afb2e0bf67d2,Managed-Elemental-MediaTailor-PersonalizedManifests,whitelist,none,all",
    "33f36d7e-f396-46d9-90e0-52428a34d9dc,Managed-AllViewerAndCloudFrontHeaders-2022-06,allViewerAndWhitelistCloudFront,all,all",
    "bf0718e1-ba1e-49d1-88b1-f726733018ae,Managed-HostHeaderOnly,whitelist,none,none"
  })
  void managedOriginRequest_isAsDocumented(
      String id, String name, String headers, String cookies, String queries) {
    var config = client.getOriginRequestPolicyConfig(r -> r.id(id)).originRequestPolicyConfig();
    assertThat(config.name()).isEqualTo(name);
    assertThat(config.headersConfig().headerBehaviorAsString()).isEqualTo(headers);
    assertThat(config.cookiesConfig().cookieBehaviorAsString()).isEqualTo(cookies);
    assertThat(config.queryStringsConfig().queryStringBehaviorAsString()).isEqualTo(queries);
  }

  @Test
  void managedResponseHeaders_isAsDocumented() {
    var security =
        client
            .getResponseHeadersPolicy(r -> r.id("67f7725c-6f97-4210-82d7-5512b31e9d03"))
            .responseHeadersPolicy()
            .responseHeadersPolicyConfig()
            .securityHeadersConfig();
    assertThat(security.contentTypeOptions().override()).isTrue();
    assertThat(security.strictTransportSecurity().accessControlMaxAgeSec()).isEqualTo(31_536_000);
    assertThat(security.strictTransportSecurity().override()).isFalse();
    var cors =
        client
            .getResponseHeadersPolicy(r -> r.id("60669652-455b-4ae9-85a4-c4c02393f86c"))
            .responseHeadersPolicy()
            .responseHeadersPolicyConfig()
            .corsConfig();
    assertThat(cors.accessControlAllowOrigins().items()).containsExactly("*");
    assertThat(cors.originOverride()).isFalse();
    assertThat(
            client
                .listResponseHeadersPolicies(r -> r.type("managed"))
                .responseHeadersPolicyList()
                .quantity())
        .isEqualTo(5);
  }

  @Test
  void managed_cannotBeChanged() {
    GetCachePolicyResponse found = client.getCachePolicy(r -> r.id(OPTIMIZED));
    refused(
        () ->
            client.updateCachePolicy(
                r ->
                    r.id(OPTIMIZED)
                        .ifMatch(found.eTag())
                        .cachePolicyConfig(found.cachePolicy().cachePolicyConfig())),
        "IllegalUpdate",
        400);
    refused(
        () -> client.deleteCachePolicy(r -> r.id(OPTIMIZED).ifMatch(found.eTag())),
        "IllegalDelete",
        400);
  }

  @Test
  void cache_livesAndIsKeptWhileInUse() {
    CreateCachePolicyResponse made = cache(c -> {});
    String id = made.cachePolicy().id();
    assertThat(made.location()).endsWith("/2020-05-31/cache-policy/" + id);
    assertThat(made.cachePolicy().cachePolicyConfig().defaultTTL()).isEqualTo(86_400);
    assertThat(made.cachePolicy().cachePolicyConfig().maxTTL()).isEqualTo(31_536_000);
    var custom = client.listCachePolicies(r -> r.type("custom")).cachePolicyList();
    assertThat(custom.items().get(0).typeAsString()).isEqualTo("custom");
    assertThat(client.listCachePolicies(r -> {}).cachePolicyList().quantity()).isEqualTo(8);
    String tag =
        client
            .updateCachePolicy(
                r ->
                    r.id(id)
                        .ifMatch(made.eTag())
                        .cachePolicyConfig(c -> c.name("renamed").minTTL(100_000L)))
            .eTag();
    assertThat(client.getCachePolicyConfig(r -> r.id(id)).cachePolicyConfig().defaultTTL())
        .isEqualTo(100_000);
    world.create(
        c ->
            c.defaultCacheBehavior(
                b ->
                    b.targetOriginId("bucket")
                        .viewerProtocolPolicy("allow-all")
                        .cachePolicyId(id)));
    refused(() -> client.deleteCachePolicy(r -> r.id(id).ifMatch(tag)), "CachePolicyInUse", 409);
    refused(
        () -> client.deleteCachePolicy(r -> r.id(id).ifMatch(made.eTag())),
        "PreconditionFailed",
        412);
    refused(() -> client.deleteCachePolicy(r -> r.id(id)), "InvalidIfMatchVersion", 400);
    refused(() -> client.getCachePolicy(r -> r.id("none")), "NoSuchCachePolicy", 404);
  }

  @Test
  void cache_wrong_isRefused() {
    cache(c -> {});
    refused(() -> cache(c -> {}), "CachePolicyAlreadyExists", 409);
    refused(() -> cache(c -> c.name("a b")), "InvalidArgument", 400);
    refused(() -> cache(c -> c.name("x").minTTL(null)), "MalformedXML", 400);
    refused(() -> cache(c -> c.name("x").minTTL(10L).maxTTL(5L)), "InvalidArgument", 400);
    assertThat(
            refused(
                () -> cache(c -> c.name("x").defaultTTL(0L).maxTTL(0L)), "InvalidArgument", 400))
        .isEqualTo(
            "The parameter QueryStringBehavior is invalid for policy with caching disabled.");
    refused(
        () ->
            cache(
                c ->
                    c.name("x")
                        .parametersInCacheKeyAndForwardedToOrigin(
                            key ->
                                key.enableAcceptEncodingGzip(false)
                                    .headersConfig(h -> h.headerBehavior("whitelist"))
                                    .cookiesConfig(k -> k.cookieBehavior("none"))
                                    .queryStringsConfig(q -> q.queryStringBehavior("none")))),
        "InvalidArgument",
        400);
  }

  @Test
  void originRequest_livesAndIsKeptWhileInUse() {
    CreateOriginRequestPolicyResponse made =
        client.createOriginRequestPolicy(
            r ->
                r.originRequestPolicyConfig(
                    c ->
                        c.name("ask")
                            .headersConfig(h -> h.headerBehavior("allViewer"))
                            .cookiesConfig(k -> k.cookieBehavior("none"))
                            .queryStringsConfig(q -> q.queryStringBehavior("none"))));
    String id = made.originRequestPolicy().id();
    world.create(
        c ->
            c.defaultCacheBehavior(
                b ->
                    b.targetOriginId("bucket")
                        .viewerProtocolPolicy("allow-all")
                        .cachePolicyId(OPTIMIZED)
                        .originRequestPolicyId(id)));
    refused(
        () -> client.deleteOriginRequestPolicy(r -> r.id(id).ifMatch(made.eTag())),
        "OriginRequestPolicyInUse",
        409);
    refused(
        () ->
            client.createOriginRequestPolicy(
                r ->
                    r.originRequestPolicyConfig(
                        made.originRequestPolicy().originRequestPolicyConfig())),
        "OriginRequestPolicyAlreadyExists",
        409);
    refused(
        () -> client.getOriginRequestPolicy(r -> r.id("none")), "NoSuchOriginRequestPolicy", 404);
    assertThat(
            client
                .listOriginRequestPolicies(r -> r.type("custom"))
                .originRequestPolicyList()
                .quantity())
        .isEqualTo(1);
  }

  @Test
  void responseHeaders_livesAndIsKeptWhileInUse() {
    CreateResponseHeadersPolicyResponse made =
        client.createResponseHeadersPolicy(
            r ->
                r.responseHeadersPolicyConfig(
                    c ->
                        c.name("answer")
                            .customHeadersConfig(
                                h ->
                                    h.quantity(1)
                                        .items(
                                            i -> i.header("X-Blog").value("1").override(false)))));
    String id = made.responseHeadersPolicy().id();
    world.create(
        c ->
            c.defaultCacheBehavior(
                b ->
                    b.targetOriginId("bucket")
                        .viewerProtocolPolicy("allow-all")
                        .cachePolicyId(OPTIMIZED)
                        .responseHeadersPolicyId(id)));
    refused(
        () -> client.deleteResponseHeadersPolicy(r -> r.id(id).ifMatch(made.eTag())),
        "ResponseHeadersPolicyInUse",
        409);
    refused(
        () ->
            client.updateResponseHeadersPolicy(
                r ->
                    r.id(id)
                        .ifMatch(made.eTag())
                        .responseHeadersPolicyConfig(c -> c.name("nothing"))),
        "InvalidArgument",
        400);
    refused(
        () -> client.getResponseHeadersPolicy(r -> r.id("none")),
        "NoSuchResponseHeadersPolicy",
        404);
  }
}
