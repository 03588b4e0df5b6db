package dev.diorama.cloudfront;

import static dev.diorama.cloudfront.CloudFrontWorld.ACCOUNT;
import static dev.diorama.cloudfront.CloudFrontWorld.DEPLOYMENT;
import static dev.diorama.cloudfront.CloudFrontWorld.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.router.Access;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudfront.CloudFrontClient;
import software.amazon.awssdk.services.cloudfront.model.CreateDistributionResponse;
import software.amazon.awssdk.services.cloudfront.model.DistributionConfig;
import software.amazon.awssdk.services.cloudfront.model.DistributionSummary;
import software.amazon.awssdk.services.cloudfront.model.GetDistributionResponse;
import software.amazon.awssdk.services.cloudfront.model.ListDistributionsResponse;
import software.amazon.awssdk.services.cloudfront.model.Method;
import software.amazon.awssdk.services.cloudfront.model.PriceClass;
import software.amazon.awssdk.services.cloudfront.model.Tag;
import software.amazon.awssdk.services.cloudfront.model.UpdateDistributionResponse;

/** The life of a distribution, by the SDK's client. */
class DistributionServiceTest {
  private final CloudFrontWorld world = new CloudFrontWorld();
  private final CloudFrontClient client = world.client;

  @AfterEach
  void close() {
    world.close();
  }

  private GetDistributionResponse get(String id) {
    return client.getDistribution(r -> r.id(id));
  }

  private DistributionConfig configOf(String id) {
    return get(id).distribution().distributionConfig();
  }

  @Test
  void create_isInProgress_thenDeployedAfterItsTime() {
    CreateDistributionResponse made = world.create();
    String id = made.distribution().id();
    assertThat(id).matches("E[A-Z0-9]{13}");
    assertThat(made.eTag()).matches("E[A-Z0-9]{13}");
    assertThat(made.location())
        .isEqualTo("https://cloudfront.amazonaws.com/2020-05-31/distribution/" + id);
    assertThat(made.distribution().arn())
        .isEqualTo("arn:aws:cloudfront::" + ACCOUNT + ":distribution/" + id);
    assertThat(made.distribution().domainName()).matches("d[a-z0-9]{13}\\.cloudfront\\.net");
    assertThat(made.distribution().status()).isEqualTo("InProgress");
    world.advance(DEPLOYMENT.minusMillis(1));
    assertThat(get(id).distribution().status()).isEqualTo("InProgress");
    world.advance(Duration.ofMillis(1));
    assertThat(get(id).distribution().status()).isEqualTo("Deployed");
    assertThat(get(id).eTag()).isEqualTo(made.eTag());
  }

  @Test
  void catalog_beforeFirstDeployment_knowsNoHost() {
    CreateDistributionResponse made = world.create();
    String host = made.distribution().domainName();
    assertThat(world.store.answeringAt(host)).isEmpty();
    world.advance(DEPLOYMENT);
    Distribution found = world.store.answeringAt(host).orElseThrow();
    assertThat(found.id()).isEqualTo(made.distribution().id());
    assertThat(found.account()).isEqualTo(ACCOUNT);
    assertThat(found.config().defaultRootObject()).isEmpty();
    assertThat(world.store.answeringAt(found.id() + ".cloudfront.localhost")).contains(found);
    assertThat(world.store.answeringAt("d0000000000000.cloudfront.net")).isEmpty();
  }

  @Test
  void catalog_aliases_exactNameBeforeWildcard() {
    String certificate = "arn:aws:acm:us-east-1:123456789012:certificate/1";
    CreateDistributionResponse all =
        world.create(
            c ->
                c.aliases(a -> a.quantity(1).items("*.example.com"))
                    .viewerCertificate(v -> v.acmCertificateArn(certificate)));
    CreateDistributionResponse one =
        world.create(
            c ->
                c.aliases(a -> a.quantity(1).items("www.example.com"))
                    .viewerCertificate(v -> v.acmCertificateArn(certificate)));
    world.advance(DEPLOYMENT);
    assertThat(world.store.answeringAt("WWW.example.com").map(Distribution::id))
        .contains(one.distribution().id());
    assertThat(world.store.answeringAt("blog.example.com").map(Distribution::id))
        .contains(all.distribution().id());
    assertThat(world.store.answeringAt("example.com")).isEmpty();
  }

  @Test
  void create_littleGiven_isCompletedWithDefaults() {
    DistributionConfig config = configOf(world.create().distribution().id());
    assertThat(config.priceClass()).isEqualTo(PriceClass.PRICE_CLASS_ALL);
    assertThat(config.httpVersionAsString()).isEqualTo("http2");
    assertThat(config.aliases().quantity()).isZero();
    assertThat(config.cacheBehaviors().quantity()).isZero();
    assertThat(config.customErrorResponses().quantity()).isZero();
    assertThat(config.viewerCertificate().cloudFrontDefaultCertificate()).isTrue();
    assertThat(config.restrictions().geoRestriction().restrictionTypeAsString()).isEqualTo("none");
    assertThat(config.defaultCacheBehavior().allowedMethods().items())
        .containsExactly(Method.HEAD, Method.GET);
    assertThat(config.defaultCacheBehavior().allowedMethods().cachedMethods().items())
        .containsExactly(Method.HEAD, Method.GET);
    assertThat(config.defaultCacheBehavior().compress()).isFalse();
    assertThat(config.origins().items().get(0).connectionAttempts()).isEqualTo(3);
    assertThat(config.origins().items().get(0).connectionTimeout()).isEqualTo(10);
    assertThat(config)
        .isEqualTo(client.getDistributionConfig(r -> r.id(idOfOnly())).distributionConfig());
  }

  private String idOfOnly() {
    return client.listDistributions().distributionList().items().get(0).id();
  }

  @Test
  @SuppressWarnings("deprecation") // Distributions without a cache policy still exist.
  void create_legacyCaching_isCompletedWithTtls() {
    DistributionConfig config =
        configOf(
            world
                .create(
                    c ->
                        c.defaultCacheBehavior(
                            b ->
                                b.targetOriginId("bucket")
                                    .viewerProtocolPolicy("allow-all")
                                    .minTTL(0L)
                                    .forwardedValues(
                                        f -> f.queryString(true).cookies(k -> k.forward("none")))))
                .distribution()
                .id());
    assertThat(config.defaultCacheBehavior().defaultTTL()).isEqualTo(86_400);
    assertThat(config.defaultCacheBehavior().maxTTL()).isEqualTo(31_536_000);
  }

  @Test
  void create_sameCallerReference_isDistributionAlreadyExists409() {
    world.create(c -> c.callerReference("once"));
    refused(() -> world.create(c -> c.callerReference("once")), "DistributionAlreadyExists", 409);
    world.as("210987654321");
    world.create(c -> c.callerReference("once"));
  }

  @Test
  void update_takesEffectWhenDeployed() {
    CreateDistributionResponse made = world.create();
    String id = made.distribution().id();
    String host = made.distribution().domainName();
    world.advance(DEPLOYMENT);
    UpdateDistributionResponse updated =
        client.updateDistribution(
            r ->
                r.id(id)
                    .ifMatch(made.eTag())
                    .distributionConfig(
                        configOf(id).toBuilder().defaultRootObject("index.html").build()));
    assertThat(updated.eTag()).isNotEqualTo(made.eTag());
    assertThat(updated.distribution().status()).isEqualTo("InProgress");
    assertThat(updated.distribution().distributionConfig().defaultRootObject())
        .isEqualTo("index.html");
    assertThat(world.store.answeringAt(host).orElseThrow().config().defaultRootObject()).isEmpty();
    world.advance(DEPLOYMENT);
    assertThat(world.store.answeringAt(host).orElseThrow().config().defaultRootObject())
        .isEqualTo("index.html");
    assertThat(get(id).distribution().status()).isEqualTo("Deployed");
  }

  @Test
  void update_twice_isDeployedWithTheLast() {
    String id = world.create().distribution().id();
    for (String root : List.of("one.html", "two.html")) {
      world.advance(Duration.ofMinutes(1));
      client.updateDistribution(
          r ->
              r.id(id)
                  .ifMatch(get(id).eTag())
                  .distributionConfig(configOf(id).toBuilder().defaultRootObject(root).build()));
    }
    world.advance(Duration.ofMinutes(2));
    String host = get(id).distribution().domainName();
    assertThat(world.store.answeringAt(host).orElseThrow().config().defaultRootObject())
        .isEqualTo("one.html");
    assertThat(get(id).distribution().status()).isEqualTo("InProgress");
    world.advance(Duration.ofMinutes(1));
    assertThat(world.store.answeringAt(host).orElseThrow().config().defaultRootObject())
        .isEqualTo("two.html");
    assertThat(get(id).distribution().status()).isEqualTo("Deployed");
  }

  @Test
  void update_versions_areChecked() {
    CreateDistributionResponse made = world.create();
    String id = made.distribution().id();
    DistributionConfig config = configOf(id);
    assertThat(
            refused(
                () -> client.updateDistribution(r -> r.id(id).distributionConfig(config)),
                "InvalidIfMatchVersion",
                400))
        .isEqualTo("The If-Match version is missing or not valid for the resource.");
    refused(
        () -> client.updateDistribution(r -> r.id(id).ifMatch("*").distributionConfig(config)),
        "InvalidIfMatchVersion",
        400);
    refused(
        () ->
            client.updateDistribution(
                r -> r.id(id).ifMatch("E0000000000000").distributionConfig(config)),
        "PreconditionFailed",
        412);
    refused(
        () ->
            client.updateDistribution(
                r ->
                    r.id(id)
                        .ifMatch(made.eTag())
                        .distributionConfig(config.toBuilder().callerReference("other").build())),
        "IllegalUpdate",
        400);
    refused(
        () ->
            client.updateDistribution(
                r -> r.id("E0").ifMatch(made.eTag()).distributionConfig(config)),
        "NoSuchDistribution",
        404);
  }

  @Test
  void delete_onlyWhenDisabledAndDeployed() {
    CreateDistributionResponse made = world.create();
    String id = made.distribution().id();
    String host = made.distribution().domainName();
    world.advance(DEPLOYMENT);
    refused(
        () -> client.deleteDistribution(r -> r.id(id).ifMatch(made.eTag())),
        "DistributionNotDisabled",
        409);
    String tag =
        client
            .updateDistribution(
                r ->
                    r.id(id)
                        .ifMatch(made.eTag())
                        .distributionConfig(configOf(id).toBuilder().enabled(false).build()))
            .eTag();
    assertThat(world.store.answeringAt(host)).isPresent();
    refused(
        () -> client.deleteDistribution(r -> r.id(id).ifMatch(tag)),
        "DistributionNotDisabled",
        409);
    world.advance(DEPLOYMENT);
    assertThat(world.store.answeringAt(host)).isEmpty();
    refused(() -> client.deleteDistribution(r -> r.id(id)), "InvalidIfMatchVersion", 400);
    refused(
        () -> client.deleteDistribution(r -> r.id(id).ifMatch(made.eTag())),
        "PreconditionFailed",
        412);
    client.deleteDistribution(r -> r.id(id).ifMatch(tag));
    assertThat(world.edges).containsExactly("forget " + id);
    refused(() -> get(id), "NoSuchDistribution", 404);
    refused(() -> client.getDistributionConfig(r -> r.id(id)), "NoSuchDistribution", 404);
  }

  @Test
  void get_ofAnotherAccount_isNoSuchDistribution404() {
    String id = world.create().distribution().id();
    world.as("210987654321");
    refused(() -> get(id), "NoSuchDistribution", 404);
    assertThat(client.listDistributions().distributionList().items()).isEmpty();
  }

  @Test
  void list_comesInPages() {
    String first = world.create().distribution().id();
    String second = world.create().distribution().id();
    String third = world.create().distribution().id();
    ListDistributionsResponse page = client.listDistributions(r -> r.maxItems("2"));
    assertThat(page.distributionList().items())
        .extracting(DistributionSummary::id)
        .containsExactly(first, second);
    assertThat(page.distributionList().isTruncated()).isTrue();
    assertThat(page.distributionList().quantity()).isEqualTo(2);
    assertThat(page.distributionList().maxItems()).isEqualTo(2);
    ListDistributionsResponse rest =
        client.listDistributions(r -> r.maxItems("2").marker(page.distributionList().nextMarker()));
    assertThat(rest.distributionList().items())
        .extracting(DistributionSummary::id)
        .containsExactly(third);
    assertThat(rest.distributionList().isTruncated()).isFalse();
    assertThat(rest.distributionList().nextMarker()).isNull();
    assertThat(rest.distributionList().items().get(0).origins().items().get(0).id())
        .isEqualTo("bucket");
    refused(() -> client.listDistributions(r -> r.maxItems("many")), "InvalidArgument", 400);
    refused(() -> client.listDistributions(r -> r.marker("E0")), "InvalidArgument", 400);
  }

  @Test
  void tags_comeAndGo() {
    String arn =
        client
            .createDistributionWithTags(
                r ->
                    r.distributionConfigWithTags(
                        both ->
                            both.distributionConfig(CloudFrontWorld.config("tagged").build())
                                .tags(t -> t.items(tag("of", "blog")))))
            .distribution()
            .arn();
    client.tagResource(r -> r.resource(arn).tags(t -> t.items(tag("team", "web"))));
    assertThat(client.listTagsForResource(r -> r.resource(arn)).tags().items())
        .containsExactly(tag("of", "blog"), tag("team", "web"));
    client.untagResource(r -> r.resource(arn).tagKeys(k -> k.items("of")));
    assertThat(client.listTagsForResource(r -> r.resource(arn)).tags().items())
        .containsExactly(tag("team", "web"));
    refused(
        () -> client.tagResource(r -> r.resource(arn).tags(t -> t.items(tag("aws:x", "y")))),
        "InvalidTagging",
        400);
    refused(() -> client.listTagsForResource(r -> r.resource(arn + "0")), "NoSuchResource", 404);
    assertThat(world.asked)
        .extracting(Access::action)
        .startsWith("cloudfront:CreateDistribution", "cloudfront:TagResource");
    assertThat(world.asked.get(0).context()).containsEntry("aws:RequestTag/of", List.of("blog"));
  }

  private static Tag tag(String key, String value) {
    return Tag.builder().key(key).value(value).build();
  }

  @Test
  void permissions_areAskedOnTheDistribution() {
    String id = world.create().distribution().id();
    get(id);
    assertThat(world.asked)
        .extracting(access -> access.action() + " " + access.resource())
        .containsExactly(
            "cloudfront:CreateDistribution arn:aws:cloudfront::" + ACCOUNT + ":distribution/*",
            "cloudfront:GetDistribution arn:aws:cloudfront::" + ACCOUNT + ":distribution/" + id);
    world.deny("cloudfront:GetDistribution");
    refused(() -> get(id), "AccessDenied", 403);
  }

  @Test
  void functions_areNotBuilt() {
    refused(() -> client.listFunctions(r -> {}), "NotImplemented", 501);
  }
}
