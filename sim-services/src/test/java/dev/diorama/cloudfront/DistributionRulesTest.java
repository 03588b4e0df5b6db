package dev.diorama.cloudfront;

import static dev.diorama.cloudfront.CloudFrontWorld.DISABLED;
import static dev.diorama.cloudfront.CloudFrontWorld.OPTIMIZED;
import static dev.diorama.cloudfront.CloudFrontWorld.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.cloudfront.model.CacheBehavior;
import software.amazon.awssdk.services.cloudfront.model.CustomErrorResponse;
import software.amazon.awssdk.services.cloudfront.model.DefaultCacheBehavior;
import software.amazon.awssdk.services.cloudfront.model.DistributionConfig;
import software.amazon.awssdk.services.cloudfront.model.Method;
import software.amazon.awssdk.services.cloudfront.model.Origin;

/** Every refusal of a distribution's configuration, with code and status. */
class DistributionRulesTest {
  private static final String CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/1";

  private final CloudFrontWorld world = new CloudFrontWorld();

  @AfterEach
  void close() {
    world.close();
  }

  private String refuses(Consumer<DistributionConfig.Builder> change, String code, int status) {
    return refused(() -> world.create(change), code, status);
  }

  private static Consumer<DistributionConfig.Builder> behaviour(
      Consumer<DefaultCacheBehavior.Builder> change) {
    return config ->
        config.defaultCacheBehavior(
            b ->
                b.targetOriginId("bucket")
                    .viewerProtocolPolicy("allow-all")
                    .cachePolicyId(OPTIMIZED)
                    .applyMutation(change));
  }

  @SuppressWarnings("deprecation") // Distributions without a cache policy still exist.
  private static Consumer<DistributionConfig.Builder> legacy(
      Consumer<DefaultCacheBehavior.Builder> change) {
    return behaviour(
        b ->
            b.cachePolicyId(null)
                .minTTL(0L)
                .forwardedValues(f -> f.queryString(false).cookies(c -> c.forward("none")))
                .applyMutation(change));
  }

  private static Consumer<DistributionConfig.Builder> origin(Consumer<Origin.Builder> change) {
    return config ->
        config.origins(
            o ->
                o.quantity(1)
                    .items(
                        origin ->
                            origin
                                .id("bucket")
                                .domainName("photos.s3.us-east-1.amazonaws.com")
                                .s3OriginConfig(s3 -> s3.originAccessIdentity(""))
                                .applyMutation(change)));
  }

  private static Consumer<Origin.Builder> custom() {
    return o ->
        o.domainName("api.example.com")
            .s3OriginConfig((software.amazon.awssdk.services.cloudfront.model.S3OriginConfig) null)
            .customOriginConfig(
                c -> c.httpPort(80).httpsPort(443).originProtocolPolicy("https-only"));
  }

  @Test
  void required_missingMembers_areNamed() {
    assertThat(refuses(c -> c.callerReference(null), "MalformedXML", 400))
        .isEqualTo(
            "1 validation error detected: Value null at 'distributionConfig.callerReference' failed"
                + " to satisfy constraint: Member must not be null");
    refuses(c -> c.callerReference(""), "InvalidArgument", 400);
    assertThat(refuses(c -> c.enabled(null).comment(null), "MalformedXML", 400))
        .startsWith("2 validation errors detected: ")
        .contains("'distributionConfig.comment'")
        .contains("'distributionConfig.enabled'");
    assertThat(refused(() -> world.client.createDistribution(r -> {}), "MalformedXML", 400))
        .contains("'distributionConfig'");
  }

  @Test
  void quantity_otherThanItems_isInconsistentQuantities400() {
    refuses(c -> c.aliases(a -> a.quantity(2).items("a.b")), "InconsistentQuantities", 400);
    refuses(
        behaviour(b -> b.allowedMethods(m -> m.quantity(3).items(Method.GET, Method.HEAD))),
        "InconsistentQuantities",
        400);
  }

  @Test
  void target_unknownOrigin_isNoSuchOrigin404() {
    assertThat(refuses(behaviour(b -> b.targetOriginId("other")), "NoSuchOrigin", 404))
        .isEqualTo(
            "One or more of your cache behavior target origins or origin groups do not exist.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/index.html", "a b", "ü.html"})
  void defaultRootObject_wrong_isInvalidDefaultRootObject400(String root) {
    refuses(c -> c.defaultRootObject(root), "InvalidDefaultRootObject", 400);
  }

  @Test
  void behaviours_tooMany_isTooManyCacheBehaviors400() {
    List<CacheBehavior> all = new ArrayList<>();
    for (int i = 0; i < 76; i++) {
      all.add(
          CacheBehavior.builder()
              .pathPattern("/" + i)
              .targetOriginId("bucket")
              .viewerProtocolPolicy("allow-all")
              .cachePolicyId(DISABLED)
              .build());
    }
    refuses(c -> c.cacheBehaviors(b -> b.quantity(76).items(all)), "TooManyCacheBehaviors", 400);
    world.create(c -> c.cacheBehaviors(b -> b.quantity(75).items(all.subList(0, 75))));
    refuses(
        c -> c.cacheBehaviors(b -> b.quantity(2).items(all.get(0), all.get(0))),
        "InvalidArgument",
        400);
  }

  @Test
  void methods_otherThanTheThreeSets_areInvalidArgument400() {
    refuses(
        behaviour(b -> b.allowedMethods(m -> m.quantity(2).items(Method.GET, Method.POST))),
        "InvalidArgument",
        400);
    refuses(
        behaviour(
            b ->
                b.allowedMethods(
                    m ->
                        m.quantity(2)
                            .items(Method.GET, Method.HEAD)
                            .cachedMethods(
                                c ->
                                    c.quantity(3).items(Method.GET, Method.HEAD, Method.OPTIONS)))),
        "InvalidArgument",
        400);
    world.create(
        behaviour(
            b ->
                b.allowedMethods(
                    m ->
                        m.quantity(7)
                            .items(
                                Method.GET,
                                Method.HEAD,
                                Method.OPTIONS,
                                Method.PUT,
                                Method.PATCH,
                                Method.POST,
                                Method.DELETE)
                            .cachedMethods(c -> c.quantity(2).items(Method.GET, Method.HEAD)))));
  }

  @Test
  @SuppressWarnings("deprecation") // Distributions without a cache policy still exist.
  void caching_policyAndLegacy_areNotTakenTogether() {
    assertThat(
            refuses(legacy(b -> b.minTTL(null).cachePolicyId(OPTIMIZED)), "InvalidArgument", 400))
        .isEqualTo(
            "The parameter ForwardedValues cannot be used when a cache policy is associated to the"
                + " cache behavior.");
    assertThat(refuses(behaviour(b -> b.minTTL(0L)), "InvalidArgument", 400))
        .isEqualTo(
            "The parameter MinTTL cannot be used when a cache policy is associated to the cache"
                + " behavior.");
    assertThat(refuses(behaviour(b -> b.cachePolicyId(null)), "InvalidArgument", 400))
        .isEqualTo("The parameter ForwardedValues is required.");
    assertThat(refuses(legacy(b -> b.minTTL(null)), "InvalidArgument", 400))
        .isEqualTo("The parameter MinTTL is required.");
    refuses(
        legacy(b -> b.originRequestPolicyId("216adef6-5c7f-47e4-b989-5492eafa07d3")),
        "InvalidArgument",
        400);
  }

  @Test
  @SuppressWarnings("deprecation") // Distributions without a cache policy still exist.
  void ttl_outOfOrder_isInvalidTTLOrder400() {
    refuses(legacy(b -> b.minTTL(10L).defaultTTL(5L)), "InvalidTTLOrder", 400);
    refuses(legacy(b -> b.defaultTTL(10L).maxTTL(5L)), "InvalidTTLOrder", 400);
    world.create(legacy(b -> b.minTTL(100_000L)));
  }

  @Test
  @SuppressWarnings("deprecation") // Distributions without a cache policy still exist.
  void cookies_listWithoutWhitelist_isInvalidForwardCookies400() {
    refuses(
        legacy(
            b -> b.forwardedValues(f -> f.queryString(false).cookies(c -> c.forward("whitelist")))),
        "InvalidForwardCookies",
        400);
  }

  @Test
  void policies_unknown_areNotFound() {
    refuses(behaviour(b -> b.cachePolicyId("none")), "NoSuchCachePolicy", 404);
    refuses(behaviour(b -> b.originRequestPolicyId("none")), "NoSuchOriginRequestPolicy", 404);
    refuses(behaviour(b -> b.responseHeadersPolicyId("none")), "NoSuchResponseHeadersPolicy", 404);
    refuses(
        behaviour(b -> b.trustedKeyGroups(t -> t.enabled(true).quantity(1).items("none"))),
        "TrustedKeyGroupDoesNotExist",
        400);
    refuses(
        behaviour(b -> b.trustedKeyGroups(t -> t.enabled(true).quantity(0))),
        "InvalidArgument",
        400);
  }

  @Test
  void functions_areRefusedByTheirName() {
    refuses(
        behaviour(
            b ->
                b.functionAssociations(
                    f ->
                        f.quantity(1)
                            .items(a -> a.functionARN("arn:f").eventType("viewer-request")))),
        "InvalidFunctionAssociation",
        400);
    refuses(
        behaviour(
            b ->
                b.lambdaFunctionAssociations(
                    f ->
                        f.quantity(1)
                            .items(a -> a.lambdaFunctionARN("arn:f").eventType("origin-request")))),
        "InvalidLambdaFunctionAssociation",
        400);
  }

  @Test
  void unbuilt_isRefusedByItsName() {
    assertThat(refuses(c -> c.staging(true), "NotImplemented", 501)).contains("Staging");
    assertThat(refuses(c -> c.anycastIpListId("a"), "NotImplemented", 501))
        .contains("AnycastIpListId");
    assertThat(refuses(behaviour(b -> b.grpcConfig(g -> g.enabled(true))), "NotImplemented", 501))
        .contains("GrpcConfig");
    assertThat(refuses(behaviour(b -> b.smoothStreaming(true)), "NotImplemented", 501))
        .contains("SmoothStreaming");
    assertThat(
            refuses(
                behaviour(b -> b.trustedSigners(t -> t.enabled(true).quantity(1).items("self"))),
                "NotImplemented",
                501))
        .contains("TrustedSigners");
    assertThat(
            refuses(
                origin(
                    custom()
                        .andThen(
                            o ->
                                o.customOriginConfig(
                                        (software.amazon.awssdk.services.cloudfront.model
                                                .CustomOriginConfig)
                                            null)
                                    .vpcOriginConfig(v -> v.vpcOriginId("vo_1")))),
                "NotImplemented",
                501))
        .contains("VpcOriginConfig");
    assertThat(refuses(c -> c.webACLId("arn:waf"), "InvalidWebACLId", 400)).contains("WAF");
    refuses(c -> c.continuousDeploymentPolicyId("p"), "NoSuchContinuousDeploymentPolicy", 404);
    refuses(behaviour(b -> b.fieldLevelEncryptionId("f")), "NoSuchFieldLevelEncryptionConfig", 404);
    refuses(behaviour(b -> b.realtimeLogConfigArn("arn")), "NoSuchRealtimeLogConfig", 404);
  }

  @Test
  void origins_wrong_areRefused() {
    assertThat(refuses(origin(o -> o.domainName("http://a.b")), "InvalidArgument", 400))
        .isEqualTo("The parameter origin name must be a domain name.");
    assertThat(refuses(origin(o -> o.domainName("a.example.com")), "InvalidArgument", 400))
        .isEqualTo("The parameter Origin DomainName does not refer to a valid S3 bucket.");
    refuses(
        origin(o -> o.domainName("photos.s3-website-us-east-1.amazonaws.com")),
        "InvalidArgument",
        400);
    refuses(origin(o -> o.originPath("no-slash")), "InvalidArgument", 400);
    refuses(origin(o -> o.originPath("/at-end/")), "InvalidArgument", 400);
    refuses(origin(o -> o.connectionAttempts(4)), "InvalidArgument", 400);
    refuses(
        origin(
            custom()
                .andThen(
                    o ->
                        o.customOriginConfig(
                            c ->
                                c.httpPort(80)
                                    .httpsPort(443)
                                    .originProtocolPolicy("https-only")
                                    .originReadTimeout(121)))),
        "InvalidOriginReadTimeout",
        400);
    refuses(
        origin(
            custom()
                .andThen(
                    o ->
                        o.customOriginConfig(
                            c ->
                                c.httpPort(80)
                                    .httpsPort(443)
                                    .originProtocolPolicy("https-only")
                                    .originKeepaliveTimeout(0)))),
        "InvalidOriginKeepaliveTimeout",
        400);
    world.create(origin(custom()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "photos.s3.amazonaws.com",
        "photos.s3.eu-west-1.amazonaws.com",
        "my.photos.s3-us-west-2.amazonaws.com",
        "photos.s3.dualstack.eu-west-1.amazonaws.com"
      })
  void origins_bucketsOwnAddresses_areTaken(String domain) {
    world.create(origin(o -> o.domainName(domain)));
  }

  @Test
  void accessControl_wrong_isRefused() {
    String control =
        world
            .client
            .createOriginAccessControl(
                r ->
                    r.originAccessControlConfig(
                        c ->
                            c.name("oac")
                                .signingProtocol("sigv4")
                                .signingBehavior("always")
                                .originAccessControlOriginType("s3")))
            .originAccessControl()
            .id();
    String identity =
        world
            .client
            .createCloudFrontOriginAccessIdentity(
                r ->
                    r.cloudFrontOriginAccessIdentityConfig(c -> c.callerReference("1").comment("")))
            .cloudFrontOriginAccessIdentity()
            .id();
    refuses(origin(o -> o.originAccessControlId("E0")), "InvalidOriginAccessControl", 400);
    refuses(
        origin(
            o ->
                o.originAccessControlId(control)
                    .s3OriginConfig(
                        s3 ->
                            s3.originAccessIdentity(
                                "origin-access-identity/cloudfront/" + identity))),
        "IllegalOriginAccessConfiguration",
        400);
    assertThat(
            refuses(
                origin(custom().andThen(o -> o.originAccessControlId(control))),
                "IllegalOriginAccessConfiguration",
                400))
        .isEqualTo("Illegal configuration: The origin type and OAC origin type differ.");
    for (String wrong : List.of("origin-access-identity/cloudfront/E0", identity)) {
      refuses(
          origin(o -> o.s3OriginConfig(s3 -> s3.originAccessIdentity(wrong))),
          "InvalidOriginAccessIdentity",
          400);
    }
    world.create(origin(o -> o.originAccessControlId(control)));
  }

  @Test
  void originGroups_wrong_areInvalidArgument400() {
    assertThat(
            refuses(
                c ->
                    c.originGroups(
                        g ->
                            g.quantity(1)
                                .items(
                                    one ->
                                        one.id("group")
                                            .failoverCriteria(
                                                f -> f.statusCodes(s -> s.quantity(1).items(503)))
                                            .members(
                                                m ->
                                                    m.quantity(2)
                                                        .items(
                                                            a -> a.originId("bucket"),
                                                            b -> b.originId("spare"))))),
                "InvalidArgument",
                400))
        .isEqualTo(
            "The parameter Members has one or more origins [spare] for origin group group that"
                + " aren't valid. Origins that you specify for an origin group must be associated"
                + " with the distribution.");
  }

  @Test
  void aliases_wrong_areRefused() {
    assertThat(
            refuses(
                c -> c.aliases(a -> a.quantity(1).items("www.example.com")),
                "InvalidViewerCertificate",
                400))
        .startsWith("To add an alternate domain name (CNAME)");
    refuses(
        c ->
            c.viewerCertificate(
                v -> v.acmCertificateArn("arn:aws:acm:eu-west-1:123456789012:certificate/1")),
        "InvalidViewerCertificate",
        400);
    Consumer<DistributionConfig.Builder> named =
        c ->
            c.aliases(a -> a.quantity(1).items("www.example.com"))
                .viewerCertificate(v -> v.acmCertificateArn(CERTIFICATE));
    world.create(named);
    assertThat(refuses(named, "CNAMEAlreadyExists", 409))
        .isEqualTo(
            "One or more of the CNAMEs you provided are already associated with a different"
                + " resource.");
    refuses(
        c ->
            c.aliases(a -> a.quantity(1).items("no-name"))
                .viewerCertificate(v -> v.acmCertificateArn(CERTIFICATE)),
        "InvalidArgument",
        400);
  }

  @ParameterizedTest
  @CsvSource({
    "418,,,InvalidErrorCode",
    "404,/404.html,,InvalidArgument",
    "404,,200,InvalidArgument",
    "404,404.html,200,InvalidRelativePath",
    "404,/404.html,201,InvalidResponseCode"
  })
  void customErrors_wrong_areRefused(int code, String page, String answer, String error) {
    CustomErrorResponse one =
        CustomErrorResponse.builder()
            .errorCode(code)
            .responsePagePath(page)
            .responseCode(answer)
            .build();
    refuses(c -> c.customErrorResponses(e -> e.quantity(1).items(one)), error, 400);
  }

  @Test
  void geoRestriction_wrong_isRefused() {
    refuses(
        c -> c.restrictions(r -> r.geoRestriction(g -> g.restrictionType("whitelist").quantity(0))),
        "InvalidGeoRestrictionParameter",
        400);
    refuses(
        c ->
            c.restrictions(
                r ->
                    r.geoRestriction(
                        g -> g.restrictionType("blacklist").quantity(1).items("korea"))),
        "InvalidLocationCode",
        400);
    world.create(
        c ->
            c.restrictions(
                r ->
                    r.geoRestriction(g -> g.restrictionType("blacklist").quantity(1).items("KR"))));
  }
}
