package dev.diorama.cloudfront;

import static dev.diorama.cloudfront.EdgeWorld.text;
import static dev.diorama.cloudfront.EdgeWorld.xCache;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.place.City;
import dev.diorama.core.router.Principal;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.cloudfront.model.CustomOriginConfig;
import software.amazon.awssdk.services.cloudfront.model.Origin;
import software.amazon.awssdk.services.cloudfront.model.OriginAccessControlConfig;
import software.amazon.awssdk.services.cloudfront.model.OriginRequestPolicyConfig;

/** What origins are asked, by whom it is signed, and what happens when they do not answer. */
class OriginRequestsTest {
  private static final String BUCKET = "blog.s3.eu-west-1.amazonaws.com";
  private static final String IDENTITY =
      "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E2IDENTITY";

  private final EdgeWorld world = new EdgeWorld();

  private HttpRequest last() {
    return world.asked.get(world.asked.size() - 1);
  }

  private Principal lastSigner() {
    return world.signers.get(world.signers.size() - 1);
  }

  private static Origin bucket(String identity, String control) {
    return EdgeWorld.web()
        .copy(
            to ->
                to.domainName(BUCKET)
                    .customOriginConfig((CustomOriginConfig) null)
                    .originAccessControlId(control)
                    .s3OriginConfig(s3 -> s3.originAccessIdentity(identity)));
  }

  private void control(String behaviour) {
    world.catalog.accessControls.put(
        "EOAC",
        OriginAccessControlConfig.builder()
            .name("c")
            .signingProtocol("sigv4")
            .signingBehavior(behaviour)
            .originAccessControlOriginType("s3")
            .build());
    world.origins(bucket("", "EOAC"));
  }

  @Test
  void headers_underACachePolicy_areTheUsualOnes() {
    world.get(
        "/a",
        "User-Agent",
        "Mozilla",
        "X-Other",
        "1",
        "Authorization",
        "Basic x",
        "Cookie",
        "a=1",
        "X-Forwarded-For",
        "192.0.2.4",
        "Via",
        "1.0 proxy",
        City.HEADER,
        "Seoul");
    HttpRequest request = last();
    assertThat(request.host()).isEqualTo("web.example");
    assertThat(request.scheme()).isEqualTo("https");
    assertThat(request.header("Host")).contains("web.example");
    assertThat(request.header("User-Agent")).contains("Amazon CloudFront");
    assertThat(request.header("X-Forwarded-For")).contains("192.0.2.4,203.0.113.7");
    assertThat(request.header("Via").orElse(""))
        .startsWith("1.0 proxy, 1.1 ")
        .contains("CloudFront");
    assertThat(request.header("X-Amz-Cf-Id").orElse("")).hasSize(56);
    assertThat(request.headers().asMap().keySet())
        .doesNotContain("X-Other", "Authorization", "Cookie", City.HEADER, "Accept-Encoding");
    assertThat(request.sourceIp()).startsWith("130.176.");
    assertThat(lastSigner().kind()).isEqualTo(Principal.Kind.ANONYMOUS);
  }

  @Test
  void originRequestPolicy_forwardsWithoutEnteringTheKey() {
    world.catalog.originRequestPolicies.put("all", originPolicy("allViewer"));
    world.behaviour(to -> to.originRequestPolicyId("all"));
    world.get("/a?x=1", "X-Other", "1", "Cookie", "a=1", "Authorization", "Bearer t");
    assertThat(last().header("X-Other")).contains("1");
    assertThat(last().header("Cookie")).contains("a=1");
    assertThat(last().header("Authorization")).contains("Bearer t");
    assertThat(last().header("Host")).contains(EdgeWorld.DOMAIN);
    assertThat(last().rawQuery()).isEqualTo("x=1");
    assertThat(last().headers().has("CloudFront-Viewer-Country")).isFalse();
    world.advance(Duration.ofSeconds(1));
    assertThat(xCache(world.get("/a?x=2", "X-Other", "2"))).isEqualTo("Hit");
  }

  private static OriginRequestPolicyConfig originPolicy(String headers, String... names) {
    return OriginRequestPolicyConfig.builder()
        .name("p")
        .headersConfig(to -> to.headerBehavior(headers).headers(list -> list.items(names)))
        .cookiesConfig(to -> to.cookieBehavior("all"))
        .queryStringsConfig(to -> to.queryStringBehavior("all"))
        .build();
  }

  @Test
  void originRequestPolicy_exceptHostAndCloudFrontHeaders() {
    world.catalog.originRequestPolicies.put("except", originPolicy("allExcept", "host"));
    world.behaviour(to -> to.originRequestPolicyId("except"));
    world.get("/a", "X-Other", "1");
    assertThat(last().header("Host")).contains("web.example");
    assertThat(last().header("X-Other")).contains("1");
    world.catalog.originRequestPolicies.put(
        "except", originPolicy("allViewerAndWhitelistCloudFront", "CloudFront-Viewer-Country"));
    world.get("/b", City.HEADER, "Seoul");
    assertThat(last().header("CloudFront-Viewer-Country")).contains("KR");
    assertThat(last().headers().has("CloudFront-Is-Mobile-Viewer")).isFalse();
  }

  @Test
  void originPathAndCustomHeaders_areAdded() {
    world.origin(
        to ->
            to.originPath("/prod")
                .customHeaders(
                    list -> list.items(each -> each.headerName("X-Secret").headerValue("s"))));
    world.get("/a", "X-Secret", "guess");
    assertThat(last().rawPath()).isEqualTo("/prod/a");
    assertThat(last().headers().all("X-Secret")).containsExactly("s");
    world.edges.invalidate(EdgeWorld.ID, List.of("/a"));
    assertThat(xCache(world.get("/a"))).as("the key has the viewer's path").isEqualTo("Miss");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "POST", "PATCH", "DELETE"})
  void writing_goesThroughWithItsBodyAndIsNeverCached(String method) {
    String body = method.equals("DELETE") ? "" : "picture";
    HttpResponse first =
        world.send(method, "/a", body, "Content-Type", "image/png", "Authorization", "Basic x");
    HttpResponse second = world.send(method, "/a", body, "Content-Type", "image/png");
    assertThat(first.status()).isEqualTo(200);
    assertThat(xCache(first)).isEqualTo("Miss");
    assertThat(xCache(second)).isEqualTo("Miss");
    assertThat(world.asked).hasSize(2);
    HttpRequest request = world.asked.get(0);
    assertThat(request.method()).isEqualTo(method);
    assertThat(new String(request.body(), StandardCharsets.UTF_8)).isEqualTo(body);
    assertThat(request.header("Content-Type")).contains("image/png");
    assertThat(request.header("Authorization")).as("kept for these").contains("Basic x");
    assertThat(world.lastVisit().attributes())
        .containsEntry("cache", "bypass")
        .doesNotContainKey("regional");
    assertThat(world.total("AWS/CloudFront", "BytesUploaded").sum()).isEqualTo(2 * body.length());
    assertThat(xCache(world.get("/a"))).isEqualTo("Miss");
  }

  @Test
  void originAccessControl_signsAsTheServiceForThisDistribution() {
    control("always");
    world.send("PUT", "/a", "x", "Authorization", "AWS4-HMAC-SHA256 Credential=viewer");
    assertThat(lastSigner().kind()).isEqualTo(Principal.Kind.SERVICE);
    assertThat(lastSigner().arn()).isEqualTo("cloudfront.amazonaws.com");
    assertThat(lastSigner().account()).isEqualTo(EdgeWorld.ACCOUNT);
    assertThat(lastSigner().context()).containsEntry("aws:SourceArn", List.of(EdgeWorld.ARN));
    assertThat(last().headers().has("Authorization")).as("the viewer's is replaced").isFalse();
    world.get("/a");
    assertThat(lastSigner().arn()).isEqualTo("cloudfront.amazonaws.com");
    assertThat(last().host()).isEqualTo(BUCKET);
    assertThat(last().scheme()).isEqualTo("https");
  }

  @Test
  void originAccessControl_neverAndNoOverride() {
    control("never");
    world.get("/a");
    assertThat(lastSigner().kind()).isEqualTo(Principal.Kind.ANONYMOUS);
    control("no-override");
    world.send("PUT", "/a", "x", "Authorization", "AWS4-HMAC-SHA256 Credential=viewer");
    assertThat(lastSigner().kind()).isEqualTo(Principal.Kind.ANONYMOUS);
    assertThat(last().header("Authorization").orElse("")).startsWith("AWS4");
    world.send("PUT", "/a", "x");
    assertThat(lastSigner().kind()).isEqualTo(Principal.Kind.SERVICE);
  }

  @Test
  void originAccessIdentity_readsOnly() {
    world.catalog.identities.put("E2IDENTITY", "c0ffee");
    world.origins(bucket("origin-access-identity/cloudfront/E2IDENTITY", null));
    world.get("/a");
    assertThat(lastSigner().arn()).isEqualTo(IDENTITY);
    assertThat(lastSigner().userId()).isEqualTo("c0ffee");
    world.send("PUT", "/a", "x");
    assertThat(lastSigner().kind()).as("S3 decides about it").isEqualTo(Principal.Kind.ANONYMOUS);
  }

  @Test
  void originAccessIdentity_objectsUnderKms_areRefused() {
    world.catalog.identities.put("E2IDENTITY", "c0ffee");
    world.origins(bucket("origin-access-identity/cloudfront/E2IDENTITY", null));
    world.origin = request -> text("x", "x-amz-server-side-encryption", "aws:kms");
    HttpResponse response = world.get("/a");
    assertThat(response.status()).isEqualTo(400);
    assertThat(response.text()).contains("<Code>InvalidArgument</Code>").contains("Version 4");
  }

  @Test
  void s3Origin_withoutControl_isAskedByTheViewersProtocolUnsigned() {
    world.origins(bucket("", null));
    world.ask("http", EdgeWorld.DOMAIN, "GET", "/a", "");
    assertThat(last().scheme()).isEqualTo("http");
    assertThat(lastSigner().kind()).isEqualTo(Principal.Kind.ANONYMOUS);
  }

  @Test
  void websiteEndpoint_byTls_cannotBeReached() {
    world.origin(to -> to.domainName("blog.s3-website-eu-west-1.amazonaws.com"));
    assertThat(world.get("/a").status()).isEqualTo(504);
    world.origin(
        to ->
            to.domainName("blog.s3-website-eu-west-1.amazonaws.com")
                .customOriginConfig(
                    custom -> custom.originProtocolPolicy("http-only").httpPort(80)));
    assertThat(world.get("/b").status()).isEqualTo(200);
    assertThat(last().scheme()).isEqualTo("http");
  }

  @Test
  void unknownHost_is502WithItsPage() {
    world.origin(to -> to.domainName("nobody.example"));
    HttpResponse response = world.get("/a");
    assertThat(response.status()).isEqualTo(502);
    assertThat(response.text())
        .contains("502 ERROR")
        .contains("CloudFront wasn't able to resolve the origin domain name.");
    assertThat(xCache(response)).isEqualTo("Error");
    assertThat(response.headers().first("Server")).contains("CloudFront");
    assertThat(world.total("AWS/CloudFront", "5xxErrorRate").average()).isEqualTo(100);
  }

  @Test
  void slowOrigin_isAskedThreeTimesAndThen504() {
    world.originTime = Duration.ofSeconds(31);
    HttpResponse response = world.get("/a");
    assertThat(response.status()).isEqualTo(504);
    assertThat(world.asked).hasSize(3);
    assertThat(world.lastVisit().durationNanos()).isBetween(90_000_000_000L, 91_000_000_000L);
    world.asked.clear();
    assertThat(world.send("POST", "/b", "x").status()).isEqualTo(504);
    assertThat(world.asked).as("what writes is not repeated").hasSize(1);
    world.asked.clear();
    world.origin(
        to ->
            to.connectionAttempts(1)
                .customOriginConfig(
                    custom -> custom.originProtocolPolicy("https-only").originReadTimeout(60)));
    assertThat(world.get("/c").status()).isEqualTo(200);
  }

  @Test
  void viewersHostForwardedToApiGateway_isForbidden() {
    world.catalog.originRequestPolicies.put("all", originPolicy("allViewer"));
    world.origin(to -> to.domainName("abc123.execute-api.us-east-1.amazonaws.com"));
    world.behaviour(to -> to.originRequestPolicyId("all"));
    HttpResponse response = world.get("/prod/posts");
    assertThat(response.status()).isEqualTo(403);
    assertThat(response.text()).isEqualTo("{\"message\":\"Forbidden\"}");
    assertThat(world.asked).isEmpty();
    world.catalog.originRequestPolicies.put("all", originPolicy("allExcept", "Host"));
    assertThat(world.get("/prod/posts").status()).isEqualTo(200);
  }

  @Test
  void originGroup_failsOverOnItsStatuses() {
    world
        .origins(EdgeWorld.custom("web", "one.example"), EdgeWorld.custom("other", "two.example"))
        .distribution(
            to ->
                to.originGroups(
                    groups ->
                        groups
                            .quantity(1)
                            .items(
                                group ->
                                    group
                                        .id("group")
                                        .failoverCriteria(
                                            when ->
                                                when.statusCodes(codes -> codes.items(500, 502)))
                                        .members(
                                            members ->
                                                members.items(
                                                    one -> one.originId("web"),
                                                    two -> two.originId("other"))))))
        .behaviour(to -> to.targetOriginId("group"));
    world.origin =
        request ->
            request.host().equals("one.example")
                ? HttpResponse.empty(request.rawPath().equals("/missing") ? 404 : 500)
                : text("from two");
    HttpResponse response = world.get("/a");
    assertThat(response.text()).isEqualTo("from two");
    assertThat(xCache(response)).isEqualTo("Miss");
    assertThat(world.get("/missing").status()).as("404 is none of them").isEqualTo(404);
    assertThat(world.send("POST", "/a", "x").status()).as("only for reading").isEqualTo(500);
    world.origins(
        EdgeWorld.custom("web", "nobody.example"), EdgeWorld.custom("other", "two.example"));
    assertThat(world.get("/b").text()).as("502 counts as a status too").isEqualTo("from two");
  }

  @Test
  void setCookie_reachesViewersOnlyWithCookiesForwarded() {
    world.origin = request -> text("x", "Set-Cookie", "a=1");
    assertThat(world.get("/a").headers().has("Set-Cookie")).isFalse();
    world.catalog.originRequestPolicies.put("all", originPolicy("allExcept", "Host"));
    world.behaviour(to -> to.originRequestPolicyId("all"));
    assertThat(world.get("/b").headers().first("Set-Cookie")).contains("a=1");
  }
}
