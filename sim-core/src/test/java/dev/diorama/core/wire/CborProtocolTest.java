package dev.diorama.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.json.Json;
import dev.diorama.core.router.ServiceApi;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;

/** DynamoDB's models stand in for those of a service that speaks CBOR: the codec is for all. */
class CborProtocolTest {
  private static final String PUT =
      "a2695461626c654e616d656154644974656da36161a1615362c3bc6162a16142420102616ca1614c82a164424f4f4c"
          + "f5a1614e622d31";
  private static final String HOST = "dynamodb.us-east-1.amazonaws.com";

  private final FakeCloud cloud = new FakeCloud();
  private final ServiceApi api =
      ServiceApi.of("dynamodb", DynamoDbClient.class, Protocol.JSON_1_0, Protocol.RPC_V2_CBOR);

  @BeforeEach
  void install() {
    cloud.answer(api, PutItemRequest.class, q -> PutItemResponse.builder().build());
    cloud.answer(api, ScanRequest.class, q -> ScanResponse.builder().count(-300).build());
    cloud.answer(
        api,
        GetItemRequest.class,
        q -> {
          throw new AwsException(
              "TransactionCanceledException",
              400,
              ErrorCode.Side.CLIENT,
              "no",
              Map.of("Reasons", new Json.Arr(List.of(Json.of("x")))));
        });
    cloud.answer(
        api,
        DescribeTableRequest.class,
        q ->
            DescribeTableResponse.builder()
                .table(
                    t ->
                        t.creationDateTime(Instant.ofEpochMilli(1_767_225_600_500L))
                            .tableSizeBytes(1L << 40)
                            .provisionedThroughput(
                                p -> p.lastIncreaseDateTime(Instant.ofEpochSecond(1_767_225_600))))
                .build());
    cloud.install(api);
  }

  private HttpResponse send(String operation, Headers more, byte[] body) {
    HttpRequest request =
        FakeCloud.request(
            "POST",
            HOST,
            "dynamodb",
            "/service/DynamoDB_20120810/operation/" + operation,
            more,
            "");
    return cloud.send(request.withBody(request.headers(), body));
  }

  private static Headers.Builder marked() {
    return Headers.builder().set("smithy-protocol", "rpc-v2-cbor");
  }

  private HttpResponse send(String operation, String hex) {
    return send(
        operation,
        marked().set("Content-Type", "application/cbor").build(),
        HexFormat.of().parseHex(hex));
  }

  private static String hex(HttpResponse response) {
    return HexFormat.of().formatHex(response.body());
  }

  /** The bytes are botocore's 1.43. */
  @Test
  void decode_whatBotocoreWrites_isRead() {
    HttpResponse response = send("PutItem", PUT);

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.headers().first("Smithy-Protocol")).hasValue("rpc-v2-cbor");
    assertThat(response.headers().first("Content-Type")).hasValue("application/cbor");
    assertThat(hex(response)).isEqualTo("a0");
    assertThat(cloud.lastTyped())
        .isEqualTo(
            PutItemRequest.builder()
                .tableName("T")
                .item(
                    Map.of(
                        "a", AttributeValue.fromS("ü"),
                        "b", AttributeValue.fromB(SdkBytes.fromByteArray(new byte[] {1, 2})),
                        "l",
                            AttributeValue.fromL(
                                List.of(
                                    AttributeValue.fromBool(true), AttributeValue.fromN("-1")))))
                .build());
  }

  /** Streaming encoders do not know lengths beforehand; numbers may come as floats. */
  @Test
  void decode_indefiniteLengthsAndFloats_isRead() {
    HttpResponse response =
        send(
            "Scan",
            "bf"
                + "695461626c654e616d65"
                + "7f61546155ff"
                + "654c696d6974"
                + "f95cb0"
                + "6e436f6e73697374656e7452656164"
                + "f5"
                + "67556e6b6e6f776e"
                + "8101"
                + "69496e6465784e616d65"
                + "f6"
                + "ff");

    assertThat(hex(response)).isEqualTo("a1" + "65436f756e74" + "39012b");
    assertThat(cloud.lastTyped())
        .isEqualTo(ScanRequest.builder().tableName("TU").limit(300).consistentRead(true).build());
  }

  @Test
  void encode_datesAndLongs_areWritten() {
    assertThat(hex(send("DescribeTable", "a1695461626c654e616d656154")))
        .contains("c1fb41da556e40200000")
        .contains("c11a6955b900")
        .contains("1b0000010000000000");
  }

  @Test
  void encodeError_fields_areInTheBody() {
    HttpResponse response = send("GetItem", "a2695461626c654e616d656154634b6579a0");

    assertThat(response.status()).isEqualTo(400);
    assertThat(new String(response.body(), StandardCharsets.ISO_8859_1))
        .contains("#TransactionCanceledException")
        .contains("Message")
        .contains("Reasons");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a1", // an entry that does not come
        "01", // no map
        "a0a0", // more than a map
        "a1695461626c654e616d6501", // a number for a name
        "a1695461626c654e616d657b7fffffffffffffff", // a text of exabytes
        "a1695461626c654e616d6562c328", // not UTF-8
        "a1654c696d6974fb7ff8000000000000", // not a number
        "a1654c696d69741b00000001ffffffff", // beyond an int
        "a1654c696d6974f93e00", // one and a half
        "bf01ffff", // a key that is a number
        "a1654c696d6974fc", // a reserved value
        "ff", // the end of nothing
      })
  void decode_malformed_isRefused(String hex) {
    HttpResponse response = send("Scan", hex);

    assertThat(response.status()).isEqualTo(400);
    assertThat(new String(response.body(), StandardCharsets.ISO_8859_1))
        .contains("SerializationException");
  }

  @Test
  void decode_nestedTooDeep_isRefused() {
    assertThat(send("Scan", "a16141" + "81".repeat(100_000)).status()).isEqualTo(400);
  }

  @Test
  void decode_requiredMemberMissing_isRefused() {
    HttpResponse response = send("GetItem", "a1695461626c654e616d656154");
    assertThat(response.status()).isEqualTo(400);
    assertThat(new String(response.body(), StandardCharsets.ISO_8859_1))
        .contains("ValidationException");
  }

  @Test
  void resolve_unknownOperationOrPath_isRefused() {
    assertThat(send("Dance", "a0").status()).isEqualTo(400);
    HttpRequest request =
        FakeCloud.request(
            "POST", HOST, "dynamodb", "/", Headers.of("smithy-protocol", "rpc-v2-cbor"), "");
    assertThat(cloud.send(request).status()).isEqualTo(404);
    assertThat(send("PutItem", Headers.of("smithy-protocol", "rpc-v3"), new byte[0]).status())
        .isEqualTo(404);
  }

  @Test
  void decode_gzip_isUnpacked() throws IOException {
    byte[] packed = gzip(HexFormat.of().parseHex(PUT));
    Headers headers = marked().set("Content-Encoding", "gzip").build();

    assertThat(send("PutItem", headers, packed).status()).isEqualTo(200);
    assertThat(((PutItemRequest) cloud.lastTyped()).tableName()).isEqualTo("T");
    assertThat(send("PutItem", headers, new byte[] {1, 2, 3}).status()).isEqualTo(400);
    assertThat(send("PutItem", headers, gzip(new byte[17 << 20])).status()).isEqualTo(413);
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(plain);
    }
    return packed.toByteArray();
  }
}
