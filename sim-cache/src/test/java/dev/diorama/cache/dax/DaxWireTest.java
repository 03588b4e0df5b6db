package dev.diorama.cache.dax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diorama.cache.dax.wire.WireLimits;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Bytes on the wire: those that clients send, and those that nobody should. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DaxWireTest extends WireFixture {
  private static final String PREAMBLE = "674a37796e65354700f6a000";
  private static final String PREAMBLE_FRAMED = "674a37796e65354701f6a000";
  private static final String ENDPOINTS = "011a1b2bcf02";
  private static final String AUTHORIZE = "011a58c2336b";

  /** DefineKeySchema of "Things". */
  private static final String KEY_SCHEMA = "013a2c43e27e" + "46" + hex("Things");

  private final List<Socket> sockets = new ArrayList<>();

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
  }

  private Socket connect() throws IOException {
    URI url = wire.url("us-east-1", "todos");
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), url.getPort());
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(20_000);
    sockets.add(socket);
    return socket;
  }

  private static void send(Socket socket, String hex) throws IOException {
    socket.getOutputStream().write(HexFormat.of().parseHex(hex));
    socket.getOutputStream().flush();
  }

  private static String receive(Socket socket, int bytes) throws IOException {
    byte[] got = socket.getInputStream().readNBytes(bytes);
    return HexFormat.of().formatHex(got);
  }

  /** An AuthorizeConnection, signed now unless another time is given. */
  private static String authorize(String key, String secret, String date) throws IOException {
    String text = Signing.text(date);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.write(HexFormat.of().parseHex(AUTHORIZE));
    text(out, 0x78, key);
    text(out, 0x78, Signing.sign(secret, text));
    text(out, 0x58, text);
    out.write(0xf6);
    out.write(0xf6);
    return HexFormat.of().formatHex(bytes.toByteArray());
  }

  private static void text(DataOutputStream out, int head, String text) throws IOException {
    out.write(head);
    out.write(text.length());
    out.writeBytes(text);
  }

  private static String now() {
    return DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT)
        .withZone(ZoneOffset.UTC)
        .format(InstantSource.system().instant());
  }

  private void serve() {
    serve(WireLimits.defaults());
  }

  private void serve(WireLimits limits) {
    table("Things", "S", "N");
    openWire(limits);
    cluster("todos", "dax.r5.large");
  }

  private Socket greeted() throws IOException {
    Socket socket = connect();
    send(socket, PREAMBLE + authorize("test", "test", now()));
    return socket;
  }

  private void assertAnswers(Socket socket) throws IOException {
    send(socket, KEY_SCHEMA);
    assertThat(receive(socket, 12)).isEqualTo("80a262706b615362736b614e");
  }

  @org.junit.jupiter.api.AfterEach
  void hangUp() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  @Test
  void endpoints_tellOfEveryNode() throws IOException {
    serve();
    Socket socket = greeted();
    send(socket, ENDPOINTS);
    // One node: {0: 1, 1: its name, 2: 127.0.0.1, ...
    assertThat(receive(socket, 8)).isEqualTo("8081bf0001017839");
  }

  @Test
  void replies_areFramedForThoseWhoAsk() throws IOException {
    serve();
    Socket socket = connect();
    send(socket, PREAMBLE_FRAMED + authorize("test", "test", now()) + KEY_SCHEMA);
    assertThat(receive(socket, 20)).isEqualTo("000000140100000080a262706b615362736b614e");
  }

  @Test
  void request_inSingleBytes_isPutTogether() throws IOException {
    serve();
    Socket socket = connect();
    String all = PREAMBLE + authorize("test", "test", now()) + KEY_SCHEMA;
    for (int i = 0; i < all.length(); i += 2) {
      send(socket, all.substring(i, i + 2));
    }
    assertThat(receive(socket, 12)).isEqualTo("80a262706b615362736b614e");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // HTTP, TLS, zeros, a wrong magic word, a client that is not of our layering.
        "474554202f20485454502f312e310d0a0d0a",
        "1603010200010001fc0303",
        "00000000000000000000",
        "674a37796e65354800f6a000",
        "674a37796e65354702f6a000",
        "ff",
        "1c"
      })
  void garbageFirst_closesTheConnection(String bytes) throws IOException {
    serve();
    Socket other = greeted();
    Socket socket = connect();
    send(socket, bytes);
    assertThat(socket.getInputStream().read()).isEqualTo(-1);
    assertAnswers(other);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // An unknown service, an unknown method, a string of 2 GB, an array of 2^62, a break of
        // nothing, a string of unknown length.
        "021a1b2bcf02",
        "0119ffff",
        "011a0fb0cc6a5a7fffffff",
        "011a0fb0cc6a9b4000000000000000",
        "011a0fb0cc6aff",
        "011a0fb0cc6a5f4101ff"
      })
  void garbageLater_closesTheConnection(String bytes) throws IOException {
    serve();
    Socket other = greeted();
    Socket socket = greeted();
    send(socket, bytes);
    assertThat(socket.getInputStream().read()).isEqualTo(-1);
    assertAnswers(other);
  }

  @Test
  void valuesNestedTooDeep_closeTheConnection() throws IOException {
    serve();
    Socket socket = greeted();
    send(socket, "011a0fb0cc6a" + "81".repeat(1_000));
    assertThat(socket.getInputStream().read()).isEqualTo(-1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // GetItem: a key that is no CBOR, a key without a sort key, options that are no map.
        "011a0fb0cc6a46" + "5468696e6773" + "41ff" + "f6",
        "011a0fb0cc6a46" + "5468696e6773" + "426170" + "f6",
        "011a0fb0cc6a46" + "5468696e6773" + "466170c21d4020" + "05"
      })
  void requestThatIsCompleteAndWrong_isRefusedAndTheConnectionLives(String bytes)
      throws IOException {
    serve();
    Socket socket = greeted();
    send(socket, bytes);
    assertThat(receive(socket, 10)).isEqualTo("850418251826182718" + "2e");
    assertThat(drain(socket)).contains("ValidationException");
    assertAnswers(socket);
  }

  private static String drain(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder text = new StringBuilder();
    while (!text.toString().endsWith("" + (char) 0x19 + (char) 0x01 + (char) 0x90)) {
      text.append((char) in.read());
    }
    return text.toString();
  }

  @Test
  void refusals_carryTheRequestIdThatTheTraceHas() throws IOException {
    serve();
    Socket socket = greeted();
    // PutItem with the condition attribute_not_exists(pk), twice.
    String put =
        "013a7d8e7e56"
            + "46"
            + hex("Things")
            + "466170c21d4020"
            + "4101"
            + "bf044a8301820c821262706b80ff";
    send(socket, put);
    assertThat(receive(socket, 2)).isEqualTo("80f6");
    send(socket, put);
    assertThat(drain(socket)).contains(span("dax-data").requestId(), "ConditionalCheckFailed");
    denied.add((who, access) -> access.action().equals("dax:GetItem"));
    // A hit that is not allowed, and what never becomes a request has an id all the same.
    send(socket, "011a0fb0cc6a46" + hex("Things") + "466170c21d4020" + "f6");
    assertThat(drain(socket)).contains(span("dax-data").requestId(), "AccessDeniedException");
    send(socket, "011a27f9bd71" + "191267");
    assertThat(drain(socket))
        .containsPattern("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")
        .doesNotContain(span("dax-data").requestId());
    assertAnswers(socket);
  }

  @Test
  void unknownAttributeList_isRefused() throws IOException {
    serve();
    Socket socket = greeted();
    // DefineAttributeList(4711), and an item that names it.
    send(socket, "011a27f9bd71" + "191267");
    assertThat(receive(socket, 5)).isEqualTo("8304171818");
    drain(socket);
    send(
        socket,
        "013a7d8e7e56" + "46" + hex("Things") + "466170c21d4020" + "44191267" + "01" + "f6");
    assertThat(receive(socket, 5)).isEqualTo("8304171818");
    drain(socket);
    assertAnswers(socket);
  }

  @Test
  void withoutAuthorization_nothingIsAnswered() throws IOException {
    serve();
    Socket socket = connect();
    send(socket, PREAMBLE + KEY_SCHEMA);
    assertThat(receive(socket, 7)).isEqualTo("840417181f1821");
    assertThat(drain(socket)).contains("MissingAuthenticationToken");
    send(socket, authorize("test", "test", now()));
    assertAnswers(socket);
  }

  @Test
  void forgedAuthorization_isRefusedUntilAGoodOneComes() throws IOException {
    serve();
    Socket socket = connect();
    send(socket, PREAMBLE + authorize("test", "guess", now()) + KEY_SCHEMA);
    assertThat(receive(socket, 7)).isEqualTo("840417181f1822");
    assertThat(drain(socket)).contains("InvalidSignatureException");
    send(socket, authorize("nobody", "test", now()) + KEY_SCHEMA);
    assertThat(receive(socket, 7)).isEqualTo("840417181f1820");
    assertThat(drain(socket)).contains("UnrecognizedClientException");
    send(socket, authorize("test", "test", now()));
    assertAnswers(socket);
    // And a bad one again takes away what there was.
    send(socket, authorize("test", "guess", now()) + KEY_SCHEMA);
    assertThat(receive(socket, 7)).isEqualTo("840417181f1822");
  }

  @Test
  void replayedAuthorization_isRefusedWhenItIsOld() throws IOException {
    serve();
    Socket socket = connect();
    send(socket, PREAMBLE + authorize("test", "test", "20200101T000000Z") + KEY_SCHEMA);
    assertThat(receive(socket, 7)).isEqualTo("840417181f1822");
    assertThat(drain(socket)).contains("Signature expired");
  }

  @Test
  void halfARequest_isClosedAfterAWhile_andSilenceBetweenIsNot() throws IOException {
    serve(WireLimits.defaults().withTimes(300, 60_000));
    Socket silent = greeted();
    assertAnswers(silent);
    Socket half = greeted();
    send(half, "011a0fb0cc6a4c");
    assertThat(half.getInputStream().read()).isEqualTo(-1);
    assertAnswers(silent);
  }

  @Test
  void silenceForTooLong_isClosed() throws IOException {
    serve(WireLimits.defaults().withTimes(100, 300));
    Socket silent = greeted();
    assertThat(silent.getInputStream().read()).isEqualTo(-1);
  }

  @Test
  void aThousandIdleConnections_areHeld_inLittleMemory() throws IOException {
    // Were each to hold the buffer that its bytes came in, this would not be enough.
    serve(new WireLimits(1 << 20, 16 << 10, 2_000, 30_000, 60_000));
    long before = held();
    for (int i = 0; i < 1_000; i++) {
      // Greeted, and in the middle of a request: a byte string that is said to be 4 bytes long.
      send(connect(), PREAMBLE + "011a0fb0cc6a" + "4441");
    }
    Socket other = greeted();
    assertAnswers(other);
    assertThat(held() - before).isLessThan(8 << 20);
    // They go on where they were: the rest of the name, a key, no options; nobody has signed.
    Socket last = sockets.get(999);
    send(last, "424344" + "4161" + "f6");
    assertThat(receive(last, 7)).isEqualTo("840417181f1821");
    assertAnswers(other);
  }

  /** What Netty holds outside the heap. */
  private static long held() {
    return PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory()
        + PooledByteBufAllocator.DEFAULT.metric().usedHeapMemory();
  }

  /** GetItem of the item (a, 10.5), as it stands in the reference. */
  private static final String GET = "011a0fb0cc6a46" + hex("Things") + "466170c21d4020" + "f6";

  @Test
  void hitsForAClientThatNeverReads_pileUpNowhere_andItIsCutOff() throws Exception {
    serve(WireLimits.defaults().withTimes(1_500, 60_000));
    wireClient("todos")
        .putItem(
            r ->
                r.tableName("Things")
                    .item(
                        item(
                            "pk", "p",
                            "sk", AttributeValue.fromN("10.5"),
                            "v", "x".repeat(100_000))));
    Socket other = greeted();
    assertAnswers(other);
    long before = held();
    Socket deaf = greeted();
    // 2 GB of replies, were they all made.
    send(deaf, GET.repeat(20_000));
    for (int i = 0; i < 50; i++) {
      assertAnswers(other);
      assertThat(held() - before).isLessThan(64 << 20);
    }
    // Nothing is taken for as long as that may last: then it is cut off, as a write finds out.
    assertThatThrownBy(
            () -> {
              while (true) {
                assertAnswers(other);
                send(deaf, "01");
              }
            })
        .hasMessageMatching("(?is).*(reset|broken pipe|closed|abort).*");
    assertThat(counted("ItemCacheHits")).isPositive().isLessThan(2_000);
    assertAnswers(other);
  }

  @Test
  void aClientThatNeverReads_harmsNobody() throws IOException {
    serve();
    Socket deaf = greeted();
    deaf.setSendBufferSize(4_096);
    Thread flood =
        new Thread(
            () -> {
              try {
                for (int i = 0; i < 200_000; i++) {
                  send(deaf, KEY_SCHEMA);
                }
              } catch (IOException e) {
                // It is cut off in the end: so it should be.
              }
            });
    flood.setDaemon(true);
    flood.start();
    Socket other = greeted();
    for (int i = 0; i < 100; i++) {
      assertAnswers(other);
    }
  }

  @Test
  void figuresOfTheMachine_areThereByCloudWatchsNames() throws IOException {
    serve();
    Socket socket = greeted();
    assertAnswers(socket);
    assertThat(counted("NetworkBytesIn")).isGreaterThan(200);
    assertThat(counted("NetworkBytesOut")).isEqualTo(12);
    send(socket, GET);
    assertThat(receive(socket, 2)).isEqualTo("80f6");
    assertThat(cloud.metrics().total("AWS/DAX", "CPUUtilization").max()).isPositive();
    assertThat(cloud.metrics().total("AWS/DAX", "ClientConnections").max()).isEqualTo(1);
    assertThat(cloud.metrics().total("AWS/DAX", "CacheMemoryUtilization").count()).isPositive();
    assertThat(counted("NetworkBytesOut")).isEqualTo(14);
  }

  @Test
  void tooMuchHeld_closesTheConnection() throws IOException {
    WireLimits small = new WireLimits(1 << 20, 64 << 10, 100, 30_000, 60_000);
    serve(small);
    Socket socket = greeted();
    assertAnswers(socket);
    send(socket, "011a0fb0cc6a5a000f0000");
    byte[] much = new byte[128 << 10];
    try {
      socket.getOutputStream().write(much);
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    } catch (IOException e) {
      assertThat(e).hasMessageMatching(".*(reset|Broken pipe|closed).*");
    }
    assertAnswers(greeted());
  }

  @Test
  void close_closesPortsAndConnections() throws IOException {
    serve();
    Socket socket = greeted();
    assertAnswers(socket);
    URI url = wire.url("us-east-1", "todos");
    wire.close();
    assertThat(socket.getInputStream().read()).isEqualTo(-1);
    assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), url.getPort()).close())
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> wire.url("us-east-1", "todos"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void discoveryEndpoint_isThePortWhileItIsOpen_andOneForEachClusterThatComes() throws IOException {
    cluster("before", "dax.r5.large");
    assertThat(discovery("before")).startsWith("https://before.");
    openWire();
    cluster("after", "dax.r5.large", null, 1, true);
    assertThat(discovery("before")).isEqualTo(wire.url("us-east-1", "before").toString());
    assertThat(discovery("before")).startsWith("dax://127.0.0.1:");
    assertThat(discovery("after")).startsWith("daxs://127.0.0.1:");
    int port = wire.url("us-east-1", "before").getPort();
    send(
        software.amazon.awssdk.services.dax.model.DeleteClusterRequest.builder()
            .clusterName("before")
            .build(),
        software.amazon.awssdk.services.dax.model.DeleteClusterResponse.class);
    assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
        .isInstanceOf(IOException.class);
    wire.close();
    assertThat(discovery("after")).startsWith("https://after.").endsWith(":9111");
  }

  private String discovery(String name) {
    return send(
            software.amazon.awssdk.services.dax.model.DescribeClustersRequest.builder()
                .clusterNames(name)
                .build(),
            software.amazon.awssdk.services.dax.model.DescribeClustersResponse.class)
        .clusters()
        .get(0)
        .clusterDiscoveryEndpoint()
        .url();
  }

  @Test
  void aClusterWithEncryption_speaksNothingElse() throws IOException {
    openWire();
    cluster("todos", "dax.r5.large", null, 1, true);
    Socket socket = connect();
    send(socket, PREAMBLE);
    // TLS's own alert, or nothing, and then the end.
    assertThat(socket.getInputStream().readAllBytes().length).isLessThan(16);
  }
}
