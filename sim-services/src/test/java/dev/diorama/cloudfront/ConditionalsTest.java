package dev.diorama.cloudfront;

import static dev.diorama.cloudfront.EdgeWorld.text;
import static dev.diorama.cloudfront.EdgeWorld.xCache;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.wire.HttpResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.cloudfront.model.ResponseHeadersPolicyConfig;

/** What viewers get out of a whole cached response: parts, nothing new, less, more headers. */
class ConditionalsTest {
  private static final String DATE = "Thu, 01 Jan 2026 00:00:00 GMT";

  private final EdgeWorld world = new EdgeWorld();

  @BeforeEach
  void tenLetters() {
    world.origin = request -> text("0123456789", "ETag", "\"v1\"", "Last-Modified", DATE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bytes=0-3 | 206 | 0123 | bytes 0-3/10",
        "bytes=4- | 206 | 456789 | bytes 4-9/10",
        "bytes=-3 | 206 | 789 | bytes 7-9/10",
        "bytes=-30 | 206 | 0123456789 | bytes 0-9/10",
        "bytes=8-100 | 206 | 89 | bytes 8-9/10",
        "bytes=10- | 416 | '' | bytes */10",
        "bytes=5-3 | 200 | 0123456789 | ",
        "bytes=0-1,4-5 | 200 | 0123456789 | ",
        "letters=0-1 | 200 | 0123456789 | ",
      })
  void range_missedOrCached_isCutFromTheWhole(
      String range, int status, String body, String contentRange) {
    for (int i = 0; i < 2; i++) {
      HttpResponse response = world.get("/a", "Range", range);
      assertThat(response.status()).isEqualTo(status);
      assertThat(response.text()).isEqualTo(body);
      assertThat(response.headers().first("Content-Range").orElse(null)).isEqualTo(contentRange);
      world.advance(Duration.ofSeconds(1));
    }
    assertThat(world.asked).hasSize(1);
    assertThat(world.asked.get(0).headers().has("Range")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "'\"v1\"', 206",
    "'\"v2\"', 200",
    "'W/\"v1\"', 200",
    "'Thu, 01 Jan 2026 00:00:00 GMT', 206",
    "'Thu, 01 Jan 2026 00:00:01 GMT', 200"
  })
  void ifRange_otherVersion_getsTheWhole(String condition, int status) {
    assertThat(world.get("/a", "Range", "bytes=0-1", "If-Range", condition).status())
        .isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "If-None-Match | \"v1\" | 304",
        "If-None-Match | W/\"v1\" | 304",
        "If-None-Match | \"v0\", \"v1\" | 304",
        "If-None-Match | * | 304",
        "If-None-Match | \"v2\" | 200",
        "If-Modified-Since | Thu, 01 Jan 2026 00:00:00 GMT | 304",
        "If-Modified-Since | Wed, 31 Dec 2025 00:00:00 GMT | 200",
        "If-Match | \"v1\" | 200",
        "If-Match | \"v2\" | 412",
        "If-Unmodified-Since | Wed, 31 Dec 2025 00:00:00 GMT | 412",
        "If-Unmodified-Since | Thu, 01 Jan 2026 00:00:00 GMT | 200",
      })
  void conditions_areAnsweredAtTheEdge(String header, String value, int status) {
    world.get("/a");
    world.advance(Duration.ofSeconds(1));
    HttpResponse response = world.get("/a", header, value);
    assertThat(response.status()).isEqualTo(status);
    assertThat(xCache(response)).isEqualTo("Hit");
    if (status == 304) {
      assertThat(response.body()).isEmpty();
      assertThat(response.headers().first("ETag")).contains("\"v1\"");
      assertThat(response.headers().has("Content-Length")).isFalse();
    }
    assertThat(world.asked).hasSize(1);
  }

  @Test
  void compress_textForGzip_isCompressedOnceAndWeakened() throws IOException {
    gzipPolicy();
    String long1 = "lorem ipsum ".repeat(200);
    world.origin = request -> text(long1, "ETag", "\"v1\"", "Cache-Control", "max-age=10");
    world.behaviour(to -> to.compress(true));
    HttpResponse small = world.get("/a", "Accept-Encoding", "gzip, deflate, br");
    assertThat(small.headers().first("Content-Encoding")).contains("gzip");
    assertThat(small.headers().first("ETag")).contains("W/\"v1\"");
    assertThat(small.headers().all("Vary")).contains("Accept-Encoding");
    assertThat(small.body().length).isLessThan(200);
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(small.body()))) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(long1);
    }
    HttpResponse plain = world.get("/a");
    assertThat(plain.text()).isEqualTo(long1);
    assertThat(plain.headers().first("ETag")).contains("\"v1\"");
    world.origin =
        request ->
            request.header("If-None-Match").filter("\"v1\""::equals).isPresent()
                ? HttpResponse.empty(304)
                : HttpResponse.empty(500);
    world.advance(Duration.ofSeconds(20));
    HttpResponse refreshed = world.get("/a", "Accept-Encoding", "br, gzip");
    assertThat(xCache(refreshed)).isEqualTo("RefreshHit");
    assertThat(refreshed.body()).isEqualTo(small.body());
  }

  @ParameterizedTest
  @CsvSource({
    "text/html; charset=utf-8, 1000, true",
    "text/html, 999, false",
    "image/png, 5000, false",
    "image/svg+xml, 5000, true",
    "application/json, 5000, true"
  })
  void compress_byTypeAndSize(String type, int size, boolean compressed) {
    gzipPolicy();
    world.behaviour(to -> to.compress(true));
    world.origin = request -> HttpResponse.of(200, type, "a".repeat(size));
    assertThat(world.get("/a", "Accept-Encoding", "gzip").headers().has("Content-Encoding"))
        .isEqualTo(compressed);
    world.behaviour(to -> to.compress(false));
    assertThat(world.get("/b", "Accept-Encoding", "gzip").headers().has("Content-Encoding"))
        .isFalse();
  }

  private void gzipPolicy() {
    world.policy(
        "usual",
        policy ->
            policy.parametersInCacheKeyAndForwardedToOrigin(
                in ->
                    in.enableAcceptEncodingGzip(true)
                        .enableAcceptEncodingBrotli(true)
                        .headersConfig(headers -> headers.headerBehavior("none"))
                        .cookiesConfig(cookies -> cookies.cookieBehavior("none"))
                        .queryStringsConfig(query -> query.queryStringBehavior("none"))));
  }

  @Test
  void responseHeadersPolicy_securityCustomAndRemove() {
    headersPolicy(
        ResponseHeadersPolicyConfig.builder()
            .securityHeadersConfig(
                to ->
                    to.contentTypeOptions(each -> each.override(true))
                        .frameOptions(each -> each.frameOption("SAMEORIGIN").override(false))
                        .referrerPolicy(each -> each.referrerPolicy("no-referrer").override(true))
                        .xssProtection(each -> each.protection(true).modeBlock(true).override(true))
                        .contentSecurityPolicy(
                            each -> each.contentSecurityPolicy("default-src 'self'").override(true))
                        .strictTransportSecurity(
                            each ->
                                each.accessControlMaxAgeSec(31_536_000)
                                    .includeSubdomains(true)
                                    .override(true)))
            .customHeadersConfig(
                to -> to.items(each -> each.header("X-Mine").value("1").override(false)))
            .removeHeadersConfig(to -> to.items(each -> each.header("X-Powered-By")))
            .build());
    world.origin =
        request -> text("x", "X-Frame-Options", "DENY", "X-Powered-By", "me", "X-Mine", "theirs");
    HttpResponse response = world.get("/a");
    assertThat(response.headers().first("X-Content-Type-Options")).contains("nosniff");
    assertThat(response.headers().first("X-Frame-Options")).as("no override").contains("DENY");
    assertThat(response.headers().first("Referrer-Policy")).contains("no-referrer");
    assertThat(response.headers().first("X-XSS-Protection")).contains("1; mode=block");
    assertThat(response.headers().first("Content-Security-Policy")).contains("default-src 'self'");
    assertThat(response.headers().first("Strict-Transport-Security"))
        .contains("max-age=31536000; includeSubDomains");
    assertThat(response.headers().first("X-Mine")).contains("theirs");
    assertThat(response.headers().has("X-Powered-By")).isFalse();
  }

  private void headersPolicy(ResponseHeadersPolicyConfig policy) {
    world.catalog.responseHeadersPolicies.put("R", policy);
    world.behaviour(to -> to.responseHeadersPolicyId("R"));
  }

  @Test
  void responseHeadersPolicy_cors_dependsOnTheOriginHeader() {
    headersPolicy(
        ResponseHeadersPolicyConfig.builder()
            .corsConfig(
                to ->
                    to.accessControlAllowOrigins(list -> list.items("https://blog.example"))
                        .accessControlAllowHeaders(list -> list.items("*"))
                        .accessControlAllowMethods(list -> list.itemsWithStrings("GET", "HEAD"))
                        .accessControlAllowCredentials(false)
                        .accessControlMaxAgeSec(600)
                        .originOverride(true))
            .build());
    assertThat(world.get("/a").headers().has("Access-Control-Allow-Origin")).isFalse();
    assertThat(
            world
                .get("/a", "Origin", "https://blog.example")
                .headers()
                .first("Access-Control-Allow-Origin"))
        .contains("https://blog.example");
    assertThat(
            world
                .get("/a", "Origin", "https://evil.example")
                .headers()
                .has("Access-Control-Allow-Origin"))
        .isFalse();
    HttpResponse preflight =
        world.send(
            "OPTIONS",
            "/a",
            "",
            "Origin",
            "https://blog.example",
            "Access-Control-Request-Method",
            "GET");
    assertThat(preflight.headers().first("Access-Control-Allow-Methods")).contains("GET, HEAD");
    assertThat(preflight.headers().first("Access-Control-Max-Age")).contains("600");
  }
}
