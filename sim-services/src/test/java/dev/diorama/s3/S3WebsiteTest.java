package dev.diorama.s3;

import static dev.diorama.s3.S3World.BUCKET;
import static dev.diorama.s3.S3World.OWNER;
import static dev.diorama.s3.S3World.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.json.Json;
import dev.diorama.core.router.Access;
import dev.diorama.core.router.Authenticator;
import dev.diorama.core.router.Decision;
import dev.diorama.core.router.Principal;
import dev.diorama.core.wire.Headers;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.model.DeleteBucketWebsiteRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketWebsiteResponse;
import software.amazon.awssdk.services.s3.model.GetBucketWebsiteRequest;
import software.amazon.awssdk.services.s3.model.GetBucketWebsiteResponse;
import software.amazon.awssdk.services.s3.model.PutBucketPolicyRequest;
import software.amazon.awssdk.services.s3.model.PutBucketPolicyResponse;
import software.amazon.awssdk.services.s3.model.PutBucketWebsiteRequest;
import software.amazon.awssdk.services.s3.model.PutBucketWebsiteResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutPublicAccessBlockRequest;
import software.amazon.awssdk.services.s3.model.PutPublicAccessBlockResponse;
import software.amazon.awssdk.services.s3.model.RoutingRule;
import software.amazon.awssdk.services.s3.model.WebsiteConfiguration;

/** Website endpoints; strangers may what the bucket policy lets everybody do, and no more. */
class S3WebsiteTest {
  private static final String HOST = "photos.s3-website-us-east-1.amazonaws.com";

  private final S3World world = new S3World();

  @BeforeEach
  void website() {
    world.cloud.router().guard(new BySignature(), (who, access, facts) -> decide(who, access));
    world.bucket();
    block(false);
    policy("\"s3:GetObject\",\"s3:ListBucket\"");
    put(site -> {});
    world.put(
        PutObjectRequest.builder()
            .bucket(BUCKET)
            .key("index.html")
            .contentType("text/html")
            .cacheControl("max-age=60")
            .build(),
        "<p>home</p>");
  }

  @AfterEach
  void close() {
    world.close();
  }

  /** Requests without a signature are nobody's. */
  private static final class BySignature implements Authenticator {
    @Override
    public Principal authenticate(HttpRequest request, String service, long maxSkewSeconds) {
      return request.headers().has("Authorization") ? OWNER : Principal.ANONYMOUS;
    }

    @Override
    public Principal resolve(String accessKeyId, String sessionToken) {
      return OWNER;
    }
  }

  private static Decision decide(Principal who, Access access) {
    boolean granted =
        who.kind() != Principal.Kind.ANONYMOUS
            || access
                .resourcePolicy()
                .flatMap(policy -> policy.get("Statement"))
                .map(Json::asList)
                .orElse(List.of())
                .stream()
                .anyMatch(
                    statement ->
                        statement.get("Action").orElse(Json.empty()).asList().stream()
                            .anyMatch(action -> action.text().orElse("").equals(access.action())));
    return granted
        ? Decision.allow("test")
        : new Decision(false, false, "nothing allows it", "because nothing allows it");
  }

  private void block(boolean on) {
    world.send(
        PutPublicAccessBlockRequest.builder()
            .bucket(BUCKET)
            .publicAccessBlockConfiguration(b -> b.blockPublicPolicy(on).restrictPublicBuckets(on))
            .build(),
        PutPublicAccessBlockResponse.class);
  }

  private void policy(String actions) {
    world.send(
        PutBucketPolicyRequest.builder()
            .bucket(BUCKET)
            .policy(
                "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\","
                    + "\"Principal\":\"*\",\"Action\":["
                    + actions
                    + "],\"Resource\":[\"arn:aws:s3:::photos\",\"arn:aws:s3:::photos/*\"]}]}")
            .build(),
        PutBucketPolicyResponse.class);
  }

  private void put(Consumer<WebsiteConfiguration.Builder> more) {
    WebsiteConfiguration.Builder site =
        WebsiteConfiguration.builder().indexDocument(index -> index.suffix("index.html"));
    more.accept(site);
    world.send(
        PutBucketWebsiteRequest.builder().bucket(BUCKET).websiteConfiguration(site.build()).build(),
        PutBucketWebsiteResponse.class);
  }

  private HttpResponse ask(String method, String host, String path, String... headers) {
    Headers.Builder all = Headers.builder().set("Host", host);
    for (int i = 0; i < headers.length; i += 2) {
      all.set(headers[i], headers[i + 1]);
    }
    return world
        .cloud
        .router()
        .handle(
            new HttpRequest(
                method, "http", host, 80, path, "", all.build(), new byte[0], "203.0.113.9"));
  }

  private HttpResponse get(String path, String... headers) {
    return ask("GET", HOST, path, headers);
  }

  private static String header(HttpResponse response, String name) {
    return response.headers().first(name).orElse("");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        HOST,
        "photos.s3-website.us-east-1.amazonaws.com",
        "photos.s3-website.us-east-1.localhost",
        "photos.s3-website-us-east-1.localhost"
      })
  void root_isTheIndexDocument_atEverySpelling(String host) {
    HttpResponse page = ask("GET", host, "/");
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.text()).isEqualTo("<p>home</p>");
    assertThat(header(page, "Content-Type")).isEqualTo("text/html");
    assertThat(header(page, "Cache-Control")).isEqualTo("max-age=60");
    assertThat(header(page, "ETag")).isNotEmpty();
  }

  @Test
  void head_hasNoBody_andConditionsAndRangesHold() {
    HttpResponse head = ask("HEAD", HOST, "/index.html");
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(get("/", "If-None-Match", header(head, "ETag")).status()).isEqualTo(304);
    HttpResponse part = get("/", "Range", "bytes=0-2");
    assertThat(part.status()).isEqualTo(206);
    assertThat(part.text()).isEqualTo("<p>");
  }

  @Test
  void folder_hasAnIndexOfItsOwn_andIsRedirectedToItsSlash() {
    world.put("blog/2026/index.html", "<p>year</p>");
    assertThat(get("/blog/2026/").text()).isEqualTo("<p>year</p>");
    HttpResponse moved = get("/blog/2026");
    assertThat(moved.status()).isEqualTo(302);
    assertThat(header(moved, "Location")).isEqualTo("/blog/2026/");
    assertThat(get("/blog").status()).isEqualTo(404);
  }

  @Test
  void missingPage_isHtmlWithTheCode() {
    HttpResponse missing = get("/no<where");
    assertThat(missing.status()).isEqualTo(404);
    assertThat(header(missing, "Content-Type")).startsWith("text/html");
    assertThat(header(missing, "x-amz-error-code")).isEqualTo("NoSuchKey");
    assertThat(missing.text())
        .contains("<title>404 Not Found</title>")
        .contains("<li>Code: NoSuchKey</li>")
        .contains("<li>Message: The specified key does not exist.</li>")
        .contains("<li>Key: no&lt;where</li>");
    HttpResponse head = ask("HEAD", HOST, "/nowhere");
    assertThat(head.status()).isEqualTo(404);
    assertThat(head.body()).isEmpty();
    assertThat(header(head, "x-amz-error-code")).isEqualTo("NoSuchKey");
  }

  @Test
  void missingPage_whereNobodyMayList_isForbidden() {
    policy("\"s3:GetObject\"");
    assertForbidden(get("/nowhere"));
    assertThat(get("/").status()).isEqualTo(200);
  }

  private static void assertForbidden(HttpResponse answer) {
    assertThat(answer.status()).isEqualTo(403);
    assertThat(header(answer, "x-amz-error-code")).isEqualTo("AccessDenied");
    assertThat(answer.text())
        .contains("<h1>403 Forbidden</h1>")
        .contains("<li>Code: AccessDenied</li>");
  }

  @Test
  void privateBucket_isForbidden_signedOrNot() {
    policy("\"s3:GetBucketLocation\"");
    assertForbidden(get("/"));
    assertForbidden(
        get(
            "/",
            "Authorization",
            "AWS4-HMAC-SHA256 Credential=AKIA/20260101/us-east-1/s3/aws4_request,"
                + " SignedHeaders=host, Signature=0"));
  }

  @Test
  void publicPolicy_underBlockPublicAccess_isForbidden() {
    block(true);
    assertForbidden(get("/"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "POST", "DELETE"})
  void otherMethods_areNotAllowed(String method) {
    HttpResponse refusal = ask(method, HOST, "/a");
    assertThat(refusal.status()).isEqualTo(405);
    assertThat(refusal.text())
        .contains("<li>Code: MethodNotAllowed</li>")
        .contains("<li>Method: " + method + "</li>");
  }

  @Test
  void bucketsWithoutWebsite_andNoBuckets_areNotFound() {
    world.send(
        DeleteBucketWebsiteRequest.builder().bucket(BUCKET).build(),
        DeleteBucketWebsiteResponse.class);
    HttpResponse none = get("/");
    assertThat(none.status()).isEqualTo(404);
    assertThat(none.text()).contains("<li>Code: NoSuchWebsiteConfiguration</li>");
    HttpResponse nobody = ask("GET", "nobody.s3-website-us-east-1.amazonaws.com", "/");
    assertThat(nobody.status()).isEqualTo(404);
    assertThat(nobody.text()).contains("<li>Code: NoSuchBucket</li>");
  }

  @Test
  void https_isNotAnswered() {
    HttpResponse answer =
        world
            .cloud
            .router()
            .handle(
                new HttpRequest(
                    "GET", "https", HOST, 443, "/", "", Headers.NONE, new byte[0], "203.0.113.9"));
    assertThat(answer.status()).isEqualTo(504);
  }

  @Test
  void endpointItself_andAnotherRegions_redirect() {
    HttpResponse itself = ask("GET", "s3-website-us-east-1.amazonaws.com", "/");
    assertThat(itself.status()).isEqualTo(301);
    assertThat(header(itself, "Location")).isEqualTo("https://aws.amazon.com/s3/");
    HttpResponse region = ask("GET", "photos.s3-website-eu-west-1.amazonaws.com", "/a");
    assertThat(region.status()).isEqualTo(301);
    assertThat(header(region, "Location")).isEqualTo("http://" + HOST + "/a");
  }

  @Test
  void errorDocument_isServedWithTheErrorsStatus() {
    put(site -> site.errorDocument(error -> error.key("404.html")));
    HttpResponse without = get("/nowhere");
    assertThat(without.status()).isEqualTo(404);
    assertThat(without.text())
        .contains("An Error Occurred While Attempting to Retrieve a Custom Error Document")
        .contains("<li>Key: 404.html</li>");
    world.put(
        PutObjectRequest.builder().bucket(BUCKET).key("404.html").contentType("text/html").build(),
        "<p>lost</p>");
    HttpResponse page = get("/nowhere");
    assertThat(page.status()).isEqualTo(404);
    assertThat(page.text()).isEqualTo("<p>lost</p>");
    assertThat(header(page, "x-amz-error-code")).isEqualTo("NoSuchKey");
  }

  @Test
  void objectThatHasMoved_redirects() {
    world.put(
        PutObjectRequest.builder()
            .bucket(BUCKET)
            .key("old")
            .websiteRedirectLocation("/new page")
            .build(),
        "");
    HttpResponse moved = get("/old");
    assertThat(moved.status()).isEqualTo(301);
    assertThat(header(moved, "Location")).isEqualTo("/new page");
  }

  @Test
  void redirectOfAll_leadsToTheOtherHost() {
    world.send(
        PutBucketWebsiteRequest.builder()
            .bucket(BUCKET)
            .websiteConfiguration(
                w -> w.redirectAllRequestsTo(r -> r.hostName("example.com").protocol("https")))
            .build(),
        PutBucketWebsiteResponse.class);
    HttpResponse moved = get("/a/b?c");
    assertThat(moved.status()).isEqualTo(301);
    assertThat(header(moved, "Location")).startsWith("https://example.com/a/b");
  }

  @ParameterizedTest
  @CsvSource({
    "/docs/a%20b.html, 301, http://photos.s3-website-us-east-1.amazonaws.com/documents/a%20b.html",
    "/shop, 302, https://shop.example.com/shop",
    "/nowhere, 301, http://photos.s3-website-us-east-1.amazonaws.com/sorry.html"
  })
  void routingRules_redirect(String path, int status, String location) {
    put(
        site ->
            site.routingRules(
                RoutingRule.builder()
                    .condition(c -> c.keyPrefixEquals("docs/"))
                    .redirect(r -> r.replaceKeyPrefixWith("documents/"))
                    .build(),
                RoutingRule.builder()
                    .condition(c -> c.keyPrefixEquals("shop"))
                    .redirect(
                        r ->
                            r.hostName("shop.example.com")
                                .protocol("https")
                                .httpRedirectCode("302"))
                    .build(),
                RoutingRule.builder()
                    .condition(c -> c.httpErrorCodeReturnedEquals("404"))
                    .redirect(r -> r.replaceKeyWith("sorry.html"))
                    .build()));
    HttpResponse moved = get(path);
    assertThat(moved.status()).isEqualTo(status);
    assertThat(header(moved, "Location")).isEqualTo(location);
    assertThat(get("/").status()).isEqualTo(200);
  }

  private void refusedSite(
      String code, String message, Consumer<WebsiteConfiguration.Builder> what) {
    WebsiteConfiguration.Builder site = WebsiteConfiguration.builder();
    what.accept(site);
    assertThat(
            refused(
                    () ->
                        world.send(
                            PutBucketWebsiteRequest.builder()
                                .bucket(BUCKET)
                                .websiteConfiguration(site.build())
                                .build(),
                            PutBucketWebsiteResponse.class),
                    code,
                    400)
                .message())
        .isEqualTo(message);
  }

  @Test
  void put_ofWhatCannotBe_isRefused() {
    refusedSite(
        "InvalidArgument",
        "A value for IndexDocument Suffix must be provided if RedirectAllRequestsTo is empty",
        site -> site.errorDocument(e -> e.key("x")));
    refusedSite(
        "InvalidArgument",
        "The IndexDocument Suffix is not well formed",
        site -> site.indexDocument(i -> i.suffix("a/b")));
    refusedSite(
        "InvalidArgument",
        "The ErrorDocument Key is not well formed",
        site -> site.indexDocument(i -> i.suffix("i")).errorDocument(e -> e.key("")));
    refusedSite(
        "InvalidRequest",
        "RedirectAllRequestsTo cannot be provided in conjunction with other Routing Rules.",
        site -> site.indexDocument(i -> i.suffix("i")).redirectAllRequestsTo(r -> r.hostName("h")));
    refusedSite(
        "InvalidRequest",
        "You can only define ReplaceKeyPrefix or ReplaceKey but not both.",
        rule(RoutingRule.builder().redirect(r -> r.replaceKeyWith("a").replaceKeyPrefixWith("b"))));
    refusedSite(
        "InvalidRequest",
        "The provided HTTP redirect code (200) is not valid. Valid codes are 3XX except 300.",
        rule(RoutingRule.builder().redirect(r -> r.httpRedirectCode("200"))));
    refusedSite(
        "InvalidRequest",
        "Invalid protocol, protocol can be http or https. If not defined the protocol will be"
            + " selected automatically.",
        rule(RoutingRule.builder().redirect(r -> r.protocol("ftp"))));
    List<RoutingRule> many = new ArrayList<>();
    for (int i = 0; i < 51; i++) {
      many.add(RoutingRule.builder().redirect(r -> r.replaceKeyWith("a")).build());
    }
    refusedSite(
        "InvalidRequest",
        "51 routing rules provided, the number of routing rules in a website configuration is"
            + " limited to 50.",
        site -> site.indexDocument(i -> i.suffix("i")).routingRules(many));
    refused(
        () ->
            world.send(
                PutBucketWebsiteRequest.builder().bucket(BUCKET).build(),
                PutBucketWebsiteResponse.class),
        "MalformedXML",
        400);
  }

  private static Consumer<WebsiteConfiguration.Builder> rule(RoutingRule.Builder rule) {
    return site -> site.indexDocument(i -> i.suffix("i")).routingRules(rule.build());
  }

  @Test
  void get_showsWhatWasPut_andRefusesWhereNothingIs() {
    put(site -> site.errorDocument(error -> error.key("404.html")));
    GetBucketWebsiteRequest request = GetBucketWebsiteRequest.builder().bucket(BUCKET).build();
    GetBucketWebsiteResponse shown = world.send(request, GetBucketWebsiteResponse.class);
    assertThat(shown.indexDocument().suffix()).isEqualTo("index.html");
    assertThat(shown.errorDocument().key()).isEqualTo("404.html");
    world.send(
        DeleteBucketWebsiteRequest.builder().bucket(BUCKET).build(),
        DeleteBucketWebsiteResponse.class);
    refused(
        () -> world.send(request, GetBucketWebsiteResponse.class),
        "NoSuchWebsiteConfiguration",
        404);
  }
}
