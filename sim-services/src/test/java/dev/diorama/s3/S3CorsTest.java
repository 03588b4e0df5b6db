package dev.diorama.s3;

import static dev.diorama.s3.S3World.BUCKET;
import static dev.diorama.s3.S3World.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.wire.Headers;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.HttpResponse;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.CORSRule;
import software.amazon.awssdk.services.s3.model.DeleteBucketCorsRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketCorsResponse;
import software.amazon.awssdk.services.s3.model.GetBucketCorsRequest;
import software.amazon.awssdk.services.s3.model.GetBucketCorsResponse;
import software.amazon.awssdk.services.s3.model.PutBucketCorsRequest;
import software.amazon.awssdk.services.s3.model.PutBucketCorsResponse;

class S3CorsTest {
  private static final CORSRule UPLOADS =
      CORSRule.builder()
          .allowedOrigins("https://*.example.com")
          .allowedMethods("PUT", "GET")
          .allowedHeaders("content-type", "x-amz-*")
          .exposeHeaders("ETag", "x-amz-version-id")
          .maxAgeSeconds(3000)
          .build();

  private static final CORSRule READS =
      CORSRule.builder().allowedOrigins("*").allowedMethods("HEAD").build();

  private final S3World world = new S3World();

  @BeforeEach
  void bucket() {
    world.bucket();
  }

  @AfterEach
  void close() {
    world.close();
  }

  private void put(CORSRule... rules) {
    put(List.of(rules));
  }

  private void put(List<CORSRule> rules) {
    world.send(
        PutBucketCorsRequest.builder()
            .bucket(BUCKET)
            .corsConfiguration(configuration -> configuration.corsRules(rules))
            .build(),
        PutBucketCorsResponse.class);
  }

  private List<CORSRule> get() {
    return world
        .send(GetBucketCorsRequest.builder().bucket(BUCKET).build(), GetBucketCorsResponse.class)
        .corsRules();
  }

  private HttpResponse preflightAt(String host, String path, String... headers) {
    Headers.Builder all = Headers.builder();
    for (int i = 0; i < headers.length; i += 2) {
      all.add(headers[i], headers[i + 1]);
    }
    return world
        .cloud
        .router()
        .handle(
            new HttpRequest(
                "OPTIONS", "https", host, 443, path, "", all.build(), new byte[0], "10.1.1.1"));
  }

  private HttpResponse preflight(String... headers) {
    return preflightAt("photos.s3.us-east-1.amazonaws.com", "/a", headers);
  }

  @Test
  void cors_putGetDelete() {
    refused(this::get, "NoSuchCORSConfiguration", 404);
    put(UPLOADS, READS);
    assertThat(get()).containsExactly(UPLOADS, READS);
    world.send(
        DeleteBucketCorsRequest.builder().bucket(BUCKET).build(), DeleteBucketCorsResponse.class);
    assertThat(world.lastStatus()).isEqualTo(204);
    refused(this::get, "NoSuchCORSConfiguration", 404);
  }

  @Test
  void put_badRules_areRefused() {
    refused(() -> put(List.of()), "MalformedXML", 400);
    refused(() -> put(Collections.nCopies(101, READS)), "MalformedXML", 400);
    refused(() -> put(CORSRule.builder().allowedOrigins("*").build()), "MalformedXML", 400);
    refused(() -> put(UPLOADS.toBuilder().allowedMethods("PATCH").build()), "InvalidRequest", 400);
    refused(
        () -> put(UPLOADS.toBuilder().allowedOrigins("https://*.*").build()),
        "InvalidRequest",
        400);
    refused(() -> put(UPLOADS.toBuilder().allowedHeaders("x-*-*").build()), "InvalidRequest", 400);
    refused(() -> put(UPLOADS.toBuilder().exposeHeaders("x-amz-*").build()), "InvalidRequest", 400);
  }

  @Test
  void preflight_allowed_namesWhatMayBeSent() {
    put(READS, UPLOADS);
    HttpResponse answer =
        preflight(
            "Origin", "https://app.example.com",
            "Access-Control-Request-Method", "PUT",
            "Access-Control-Request-Headers", "Content-Type, x-amz-date");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers().first("Access-Control-Allow-Origin"))
        .contains("https://app.example.com");
    assertThat(answer.headers().first("Access-Control-Allow-Methods")).contains("PUT, GET");
    assertThat(answer.headers().first("Access-Control-Allow-Headers"))
        .contains("content-type, x-amz-date");
    assertThat(answer.headers().first("Access-Control-Allow-Credentials")).contains("true");
    assertThat(answer.headers().first("Access-Control-Expose-Headers"))
        .contains("ETag, x-amz-version-id");
    assertThat(answer.headers().first("Access-Control-Max-Age")).contains("3000");
    assertThat(answer.headers().first("Vary")).isPresent();
  }

  @Test
  void preflight_anyOrigin_isWithoutCredentials() {
    put(READS);
    HttpResponse answer =
        preflightAt(
            "localhost",
            "/photos/a",
            "Origin",
            "https://x.org",
            "Access-Control-Request-Method",
            "HEAD");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers().first("Access-Control-Allow-Origin")).contains("*");
    assertThat(answer.headers().has("Access-Control-Allow-Credentials")).isFalse();
  }

  @Test
  void preflight_refusals_areForbiddenOrBad() {
    HttpResponse off =
        preflight("Origin", "https://app.example.com", "Access-Control-Request-Method", "PUT");
    assertThat(off.status()).isEqualTo(403);
    assertThat(off.text()).contains("<Code>AccessForbidden</Code>", "CORS is not enabled");
    put(UPLOADS);
    assertThat(
            preflight("Origin", "https://evil.org", "Access-Control-Request-Method", "PUT").text())
        .contains("<Code>AccessForbidden</Code>", "This CORS request is not allowed");
    assertThat(
            preflight("Origin", "https://a.example.com", "Access-Control-Request-Method", "DELETE")
                .status())
        .isEqualTo(403);
    assertThat(
            preflight(
                    "Origin", "https://a.example.com",
                    "Access-Control-Request-Method", "PUT",
                    "Access-Control-Request-Headers", "x-secret")
                .status())
        .isEqualTo(403);
    HttpResponse noOrigin = preflight("Access-Control-Request-Method", "PUT");
    assertThat(noOrigin.status()).isEqualTo(400);
    assertThat(noOrigin.text()).contains("<Code>BadRequest</Code>", "Origin request header");
    HttpResponse noMethod = preflight("Origin", "https://a.example.com");
    assertThat(noMethod.status()).isEqualTo(400);
    assertThat(noMethod.text()).contains("Invalid Access-Control-Request-Method: null");
    assertThat(preflightAt("nobody.s3.amazonaws.com", "/a").status()).isEqualTo(404);
  }

  @Test
  void decorate_onlyForOriginsThatMatch() {
    S3Store store = new S3Store(world.cloud.seeds());
    S3Bucket bucket =
        new S3Bucket(BUCKET, S3World.ACCOUNT, "us-east-1", "", world.clock().instant());
    bucket.cors(List.of(UPLOADS));
    S3Cors cors = new S3Cors(store, new S3Access(store));
    HttpResponse plain = HttpResponse.empty(200);
    assertThat(cors.decorate(bucket, get("https://a.example.com"), plain).headers().asMap())
        .containsKey("Access-Control-Allow-Origin");
    assertThat(cors.decorate(bucket, get("https://evil.org"), plain)).isSameAs(plain);
  }

  private static HttpRequest get(String origin) {
    return new HttpRequest(
        "GET",
        "https",
        "photos.s3.amazonaws.com",
        443,
        "/a",
        "",
        Headers.of("Origin", origin),
        new byte[0],
        "");
  }
}
