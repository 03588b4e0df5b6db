package dev.diorama.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.wire.Headers;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** DynamoDB's endpoint as clients without an SDK find it. */
class DynamoDbHttpTest extends DynamoFixture {
  private static final String PUT =
      "{\"TableName\":\"Todos\",\"Item\":{\"pk\":{\"S\":\"a\"},\"v\":{\"N\":\"1\"}}}";

  @BeforeEach
  void table() {
    table("Todos", false, r -> {});
  }

  private HttpResponse ask(String method, String host, String path, Headers headers, byte[] body) {
    return cloud
        .router()
        .handle(new HttpRequest(method, "http", host, 80, path, "", headers, body, "127.0.0.1"));
  }

  private HttpResponse post(String operation, byte[] body, String... more) {
    Headers.Builder headers =
        Headers.builder()
            .set("X-Amz-Target", "DynamoDB_20120810." + operation)
            .set("Content-Type", "application/x-amz-json-1.0");
    for (int i = 0; i < more.length; i += 2) {
      headers.set(more[i], more[i + 1]);
    }
    return ask("POST", "localhost", "/", headers.build(), body);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] packed(String text) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes(text));
    }
    return out.toByteArray();
  }

  @Test
  void get_root_isHealthy() {
    Headers host = Headers.of("Host", "localhost:4566");
    HttpResponse response = ask("GET", "localhost", "/", host, new byte[0]);
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.text().strip()).isEqualTo("healthy: localhost:4566");
    assertThat(response.headers().has("Access-Control-Allow-Origin")).isFalse();
    String name = "dynamodb.eu-west-1.amazonaws.com";
    assertThat(ask("GET", name, "/", Headers.NONE, new byte[0]).text())
        .startsWith("healthy: " + name);
  }

  @Test
  void get_elsewhere_isNotHealthy() {
    assertThat(ask("GET", "localhost", "/health", Headers.NONE, new byte[0]).status())
        .isBetween(400, 501);
    assertThat(ask("GET", "s3.us-east-1.amazonaws.com", "/", Headers.NONE, new byte[0]).text())
        .doesNotContain("healthy");
  }

  @Test
  void preflight_fromAnyOrigin_isAllowedWhatItAsksFor() {
    Headers asked =
        Headers.builder()
            .set("Origin", "http://example.com/")
            .set("Access-Control-Request-Method", "POST")
            .set("Access-Control-Request-Headers", "x-amz-target, authorization")
            .build();
    HttpResponse response = ask("OPTIONS", "localhost", "/", asked, new byte[0]);
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.headers().first("Access-Control-Allow-Origin")).contains("*");
    assertThat(response.headers().first("Access-Control-Allow-Methods")).contains("POST");
    assertThat(response.headers().first("Access-Control-Allow-Headers"))
        .contains("x-amz-target, authorization");
    assertThat(response.headers().has("Access-Control-Max-Age")).isTrue();
  }

  @Test
  void post_withOrigin_mayBeReadByAnyOrigin() {
    HttpResponse without = post("ListTables", bytes("{}"));
    assertThat(without.headers().has("Access-Control-Allow-Origin")).isFalse();
    for (String body : new String[] {"{}", "{\"Limit\":0}"}) {
      HttpResponse response = post("ListTables", bytes(body), "Origin", "http://example.com");
      assertThat(response.headers().first("Access-Control-Allow-Origin")).contains("*");
      assertThat(response.headers().has("Access-Control-Expose-Headers")).isTrue();
      assertThat(response.headers().has("Access-Control-Max-Age")).isFalse();
    }
  }

  @Test
  void post_packedByGzip_isUnpacked() throws IOException {
    HttpResponse done = post("PutItem", packed(PUT), "Content-Encoding", "gzip");
    assertThat(done.status()).isEqualTo(200);
    String key = "{\"TableName\":\"Todos\",\"Key\":{\"pk\":{\"S\":\"a\"}}}";
    assertThat(post("GetItem", bytes(key)).text()).contains("\"N\":\"1\"");
  }

  @Test
  void post_thatOnlyClaimsToBePacked_isAServersError() {
    for (String body : new String[] {"", PUT}) {
      HttpResponse refused = post("PutItem", bytes(body), "Content-Encoding", "gzip");
      assertThat(refused.status()).isEqualTo(500);
      assertThat(refused.text()).contains("InternalServerError");
    }
  }
}
