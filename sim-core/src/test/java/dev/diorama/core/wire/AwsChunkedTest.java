package dev.diorama.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diorama.core.router.ServiceApi;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

class AwsChunkedTest {
  private static final String UNSIGNED = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
  private static final String SIGNED = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
  private static final String SIGNATURE = "a".repeat(64);

  @Test
  void of_unsignedWithTrailer_givesDataAndTrailer() {
    AwsChunked chunked =
        AwsChunked.of(
            request(
                "5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n",
                Map.of("x-amz-trailer", "x-amz-checksum-crc32")));

    assertThat(text(chunked.checkedData())).isEqualTo("hello");
    assertThat(chunked.trailers().first("X-Amz-Checksum-Crc32")).contains("NhCmhg==");
    assertThat(chunked.trailerSignature()).isEmpty();
  }

  @Test
  void of_signed_handsOutSignaturesAndPlaces() {
    String body =
        "5;chunk-signature="
            + SIGNATURE
            + "\r\nhello\r\n0;chunk-signature="
            + "b".repeat(64)
            + "\r\n\r\n";
    HttpRequest request = request(body, Map.of("x-amz-content-sha256", SIGNED));

    AwsChunked chunked = AwsChunked.of(request);

    assertThat(text(chunked.data())).isEqualTo("hello");
    assertThat(chunked.chunks())
        .containsExactly(new AwsChunked.Chunk(body.indexOf("hello"), 5, SIGNATURE));
    assertThat(chunked.lastSignature()).isEqualTo("b".repeat(64));
  }

  @Test
  void of_signedTrailer_handsOutItsSignature() {
    AwsChunked chunked =
        AwsChunked.of(
            request(
                "5;chunk-signature="
                    + SIGNATURE
                    + "\r\nhello\r\n0;chunk-signature="
                    + SIGNATURE
                    + "\r\nx-amz-checksum-crc32:NhCmhg==\r\nx-amz-trailer-signature:"
                    + "c".repeat(64)
                    + "\r\n\r\n",
                Map.of(
                    "x-amz-content-sha256",
                    SIGNED + "-TRAILER",
                    "x-amz-trailer",
                    "x-amz-checksum-crc32")));

    assertThat(chunked.trailerSignature()).isEqualTo("c".repeat(64));
    assertThat(chunked.trailers().asMap()).containsOnlyKeys("x-amz-checksum-crc32");
  }

  @Test
  void of_severalChunks_areJoined() {
    String large = "x".repeat(8192);
    AwsChunked chunked =
        AwsChunked.of(
            request(
                "2000\r\n" + large + "\r\n2000\r\n" + large + "\r\n1\r\ny\r\n0\r\n\r\n",
                Map.of("x-amz-decoded-content-length", "16385")));

    assertThat(text(chunked.data())).isEqualTo(large + large + "y");
  }

  @Test
  void of_empty_isEmpty() {
    assertThat(
            AwsChunked.of(request("0\r\n\r\n", Map.of("x-amz-decoded-content-length", "0"))).data())
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "5\r\nhel",
        "5\r\nhello",
        "5\r\nhello\r\n",
        "5\r\nhelloXX0\r\n\r\n",
        "hello",
        "z\r\nhello\r\n0\r\n\r\n",
        "-5\r\nhello\r\n0\r\n\r\n",
        "ffffffffff\r\nhello\r\n0\r\n\r\n",
        "7fffffff\r\nhello\r\n0\r\n\r\n",
        "4\r\nhell\r\n0\r\n\r\n",
        "6\r\nhello!\r\n0\r\n\r\n",
      })
  void of_brokenFrames_isIncompleteBody400(String body) {
    assertRefused(request(body, Map.of()), "IncompleteBody", 400);
  }

  @Test
  void of_lineWithoutEnd_isIncompleteBody400() {
    assertRefused(request("5" + ";x".repeat(100_000), Map.of()), "IncompleteBody", 400);
  }

  @Test
  void of_decodedLengthMissing_isMissingContentLength411() {
    HttpRequest request = request("5\r\nhello\r\n0\r\n\r\n", Map.of());
    HttpRequest without =
        request.withBody(
            request.headers().toBuilder().remove("x-amz-decoded-content-length").build(),
            request.body());

    assertRefused(without, "MissingContentLength", 411);
  }

  @Test
  void of_decodedLengthNoNumber_isIncompleteBody400() {
    assertRefused(
        request("5\r\nhello\r\n0\r\n\r\n", Map.of("x-amz-decoded-content-length", "five")),
        "IncompleteBody",
        400);
  }

  @Test
  void of_smallChunkBeforeTheLast_isInvalidChunkSize400() {
    assertRefused(
        request("2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n", Map.of()), "InvalidChunkSizeError", 400);
  }

  @ParameterizedTest
  @CsvSource({
    "x-amz-checksum-crc32,''",
    "x-amz-checksum-crc32,x-amz-checksum-sha1:AAAA",
    "'',x-amz-checksum-crc32:NhCmhg==",
    "x-amz-checksum-crc32,no colon",
    "x-amz-checksum-crc32,:NhCmhg==",
  })
  void of_trailerNotAsAnnounced_isMalformedTrailer400(String announced, String trailer) {
    assertRefused(
        request(
            "5\r\nhello\r\n0\r\n" + trailer + (trailer.isEmpty() ? "" : "\r\n") + "\r\n",
            announced.isEmpty() ? Map.of() : Map.of("x-amz-trailer", announced)),
        "MalformedTrailerError",
        400);
  }

  @Test
  void of_dataBehindTheEnd_isMalformedTrailer400() {
    assertRefused(
        request("5\r\nhello\r\n0\r\n\r\nmore\r\n", Map.of()), "MalformedTrailerError", 400);
  }

  @Test
  void isChunked_byHashOrByCoding() {
    assertThat(AwsChunked.isChunked(request("", Map.of()))).isTrue();
    assertThat(
            AwsChunked.isChunked(
                request(
                    "",
                    Map.of(
                        "x-amz-content-sha256", "UNSIGNED-PAYLOAD",
                        "Content-Encoding", "gzip, AWS-Chunked"))))
        .isTrue();
    assertThat(
            AwsChunked.isChunked(
                request(
                    "",
                    Map.of(
                        "x-amz-content-sha256", "UNSIGNED-PAYLOAD", "Content-Encoding", "gzip"))))
        .isFalse();
  }

  @Test
  void putObject_wrongTrailingChecksum_isBadDigest400AndNothingIsStored() {
    FakeCloud cloud = new FakeCloud();
    List<byte[]> stored = new ArrayList<>();
    ServiceApi s3 =
        ServiceApi.of("s3", S3Client.class, Protocol.REST_XML).addressing(BucketInHost::address);
    s3.on(
        PutObjectRequest.class,
        (call, request) -> {
          stored.add(call.body());
          return PutObjectResponse.builder().build();
        });
    cloud.install(s3);
    String frame = "5\r\nhello\r\n0\r\nx-amz-checksum-crc32:%s\r\n\r\n";
    Map<String, String> announced = Map.of("x-amz-trailer", "x-amz-checksum-crc32");

    HttpResponse wrong = cloud.send(request(frame.formatted("AAAAAA=="), announced));
    HttpResponse none = cloud.send(request(frame.formatted("AAAA"), announced));

    assertThat(wrong.status()).isEqualTo(400);
    assertThat(wrong.text())
        .contains("<Code>BadDigest</Code>")
        .contains("The CRC32 you specified did not match the calculated checksum.");
    assertThat(none.status()).isEqualTo(400);
    assertThat(none.text())
        .contains("<Code>InvalidRequest</Code>")
        .contains("Value for x-amz-checksum-crc32 trailing header is invalid.");
    assertThat(stored).isEmpty();
    assertThat(cloud.send(request(frame.formatted("NhCmhg=="), announced)).status()).isEqualTo(200);
    assertThat(stored).hasSize(1);
  }

  private static void assertRefused(HttpRequest request, String code, int status) {
    assertThatThrownBy(() -> AwsChunked.of(request))
        .isInstanceOfSatisfying(
            AwsException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(e.status()).isEqualTo(status);
              assertThat(e.message()).isNotEmpty();
            });
  }

  private static String text(byte[] data) {

    return new String(data, StandardCharsets.UTF_8);
  }

  /** A PutObject of five bytes unless the headers say otherwise. */
  private static HttpRequest request(String body, Map<String, String> more) {
    Headers.Builder headers =
        Headers.builder()
            .set("x-amz-content-sha256", UNSIGNED)
            .set("x-amz-decoded-content-length", "5");
    more.forEach(headers::set);
    return FakeCloud.request(
        "PUT", "s3.us-east-1.amazonaws.com", "s3", "/bucket/key", headers.build(), body);
  }
}
