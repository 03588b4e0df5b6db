package dev.diorama.core.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.cloud.CloudConfig;
import dev.diorama.core.json.Json;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.RawService;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.HttpResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The port, driven by bytes over real sockets. */
class HttpEndpointTest {
  @TempDir static Path folder;

  private static Cloud cloud;
  private static LocalCa ca;
  private static HttpEndpoint endpoint;

  /** Answers with what arrived, so that a test can see it. */
  private static final class Echo implements RawService {
    @Override
    public String name() {
      return "echo";
    }

    @Override
    public boolean accepts(HttpRequest request) {
      return request.rawPath().startsWith("/echo");
    }

    @Override
    public HttpResponse handle(Call call, HttpRequest request) {
      if (request.rawPath().equals("/echo/host")) {
        return HttpResponse.of(
            200, "text/plain", request.host() + " " + request.header("Host").orElse(""));
      }
      return HttpResponse.json(
          200,
          Json.object()
              .put("method", request.method())
              .put("scheme", request.scheme())
              .put("host", request.host())
              .put("path", request.rawPath())
              .put("query", request.rawQuery())
              .put("bytes", request.body().length)
              .build());
    }
  }

  @BeforeAll
  static void open() throws IOException {
    cloud = Cloud.wall(CloudConfig.defaults());
    cloud.router().install(new Echo());
    Inspection.install(cloud);
    ca = LocalCa.in(folder.resolve("ca"), InstantSource.system());
    endpoint = HttpEndpoint.open(cloud.router(), ca, 0);
  }

  @AfterAll
  static void close() {
    endpoint.close();
    cloud.close();
    assertThat(Thread.getAllStackTraces().keySet())
        .as("threads left behind")
        .noneMatch(t -> t.isAlive() && t.getName().startsWith("diorama-port"));
  }

  private static String exchange(Socket socket, String request) throws IOException {
    socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static Socket plain() throws IOException {
    Socket socket = new Socket();
    socket.setSoTimeout(10_000);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), endpoint.port()));
    return socket;
  }

  private static SSLSocket tls(String name, boolean trusting) throws Exception {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setCertificateEntry("ca", ca.certificate());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusting ? store : null);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(plain(), name, endpoint.port(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    if (!name.startsWith("127.")) {
      parameters.setServerNames(List.of(new SNIHostName(name)));
    }
    socket.setSSLParameters(parameters);
    return socket;
  }

  @Test
  void request_plain_reachesTheRouterWithItsParts() throws IOException {
    try (Socket socket = plain()) {
      String answer =
          exchange(
              socket,
              "POST /echo/a%20b?x=1&y HTTP/1.1\r\nHost: LocalHost:99\r\nContent-Length: 3\r\n"
                  + "Connection: close\r\n\r\nabc");

      assertThat(answer).startsWith("HTTP/1.1 200");
      assertThat(answer)
          .endsWith(
              "{\"method\":\"POST\",\"scheme\":\"http\",\"host\":\"localhost\","
                  + "\"path\":\"/echo/a%20b\",\"query\":\"x=1&y\",\"bytes\":3}");
    }
  }

  @Test
  void request_inTheAbsoluteForm_isForTheHostOfItsLineAndNoOther() throws IOException {
    try (Socket socket = plain()) {
      assertThat(
              exchange(
                  socket,
                  String.join(
                      "\r\n",
                      "GET http://one.localhost:99/echo/host?a=1 HTTP/1.1",
                      "Host: two.localhost",
                      "Connection: close",
                      "",
                      "")))
          .endsWith("\r\n\r\none.localhost one.localhost:99");
    }
  }

  @Test
  void request_overTlsOnTheSamePort_isHttps() throws Exception {
    try (SSLSocket socket = tls("127.0.0.1", true)) {
      String answer =
          exchange(socket, "GET /echo HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");

      assertThat(answer).startsWith("HTTP/1.1 200").contains("\"scheme\":\"https\"");
    }
  }

  @Test
  void handshake_forAnyNameUnderLocalhost_getsACertificateForIt() throws Exception {
    for (String name :
        List.of("localhost", "abc.execute-api.us-east-1.localhost", "b.s3.eu-west-1.localhost")) {
      try (SSLSocket socket = tls(name, true)) {
        socket.startHandshake();

        X509Certificate leaf = (X509Certificate) socket.getSession().getPeerCertificates()[0];
        assertThat(leaf.getSubjectX500Principal().getName()).isEqualTo("CN=" + name);
      }
    }
  }

  @Test
  void handshake_withoutTrustInTheAuthority_isRefusedByTheClient() throws Exception {
    try (SSLSocket socket = tls("localhost", false)) {
      assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLHandshakeException.class);
    }
    request_plain_reachesTheRouterWithItsParts();
  }

  @Test
  void requests_sentAhead_areAnsweredInOrder() throws IOException {
    try (Socket socket = plain()) {
      StringBuilder requests = new StringBuilder();
      for (int i = 0; i < 20; i++) {
        requests.append("GET /echo/").append(i).append(" HTTP/1.1\r\nHost: localhost\r\n\r\n");
      }
      requests.append("GET /echo/end HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

      String answers = exchange(socket, requests.toString());

      int at = -1;
      for (int i = 0; i < 20; i++) {
        int next = answers.indexOf("\"path\":\"/echo/" + i + "\"");
        assertThat(next).isGreaterThan(at);
        at = next;
      }
      assertThat(answers.indexOf("/echo/end")).isGreaterThan(at);
    }
  }

  @Test
  void request_thatIsNotHttp_isRefusedWith400AndTheServerLives() throws IOException {
    try (Socket socket = plain()) {
      assertThat(exchange(socket, "nonsense\r\n\r\n")).startsWith("HTTP/1.1 400");
    }
    request_plain_reachesTheRouterWithItsParts();
  }

  @Test
  void request_largerThanTheLimit_isRefusedWith413AndTheServerLives() throws IOException {
    try (Socket socket = plain()) {
      String answer =
          exchange(
              socket,
              "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
                  + (HttpEndpoint.MAX_BODY_BYTES + 1L)
                  + "\r\n\r\n");

      assertThat(answer).startsWith("HTTP/1.1 413").contains("RequestEntityTooLarge");
    }
    request_plain_reachesTheRouterWithItsParts();
  }

  @Test
  void request_headAnswer_hasLengthButNoBody() throws IOException {
    try (Socket socket = plain()) {
      String answer =
          exchange(socket, "HEAD /echo HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

      assertThat(answer).startsWith("HTTP/1.1 200").endsWith("\r\n\r\n");
      assertThat(answer.toLowerCase(java.util.Locale.ROOT)).contains("content-length: ");
    }
  }

  @Test
  void request_thatBreaksOff_leavesTheServerAlive() throws IOException {
    try (Socket socket = plain()) {
      socket
          .getOutputStream()
          .write("POST /echo HTTP/1.1\r\nContent-Length: 9".getBytes(StandardCharsets.US_ASCII));
    }
    request_plain_reachesTheRouterWithItsParts();
  }

  @Test
  void open_portTaken_namesTheFix() {
    assertThatThrownBy(() -> HttpEndpoint.open(cloud.router(), ca, endpoint.port()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("port " + endpoint.port() + " is taken")
        .hasMessageContaining("--port");
  }

  @Test
  void inspection_healthAndUnknownPageAndBadLimit() throws IOException {
    assertThat(get("/_diorama/health")).startsWith("HTTP/1.1 200").contains("\"status\" : \"ok\"");
    assertThat(get("/_diorama/outbox")).contains("\"messages\" : [ ]");
    assertThat(get("/_diorama/nothing")).startsWith("HTTP/1.1 404").contains("health, outbox");
    assertThat(get("/_diorama/traces?limit=0")).startsWith("HTTP/1.1 400").contains("limit");
    assertThat(get("/_diorama/traces?limit=5")).startsWith("HTTP/1.1 200").contains("\"spans\"");
    assertThat(get("/_diorama/metrics")).startsWith("HTTP/1.1 200");
  }

  private static String get(String path) throws IOException {
    try (Socket socket = plain()) {
      return exchange(
          socket, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    }
  }

  @Test
  void authority_isKept_andItsKeyIsForItsOwnerOnly() throws IOException {
    LocalCa again = LocalCa.in(folder.resolve("ca"), InstantSource.system());

    assertThat(again.certificate()).isEqualTo(ca.certificate());
    Path key = folder.resolve("ca").resolve("diorama-ca-key.pem");
    if (Files.getFileStore(key).supportsFileAttributeView("posix")) {
      assertThat(
              java.nio.file.attribute.PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(key)))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void authority_outOfDateOrDamaged_namesTheFix() throws IOException {
    Path old = folder.resolve("old");
    LocalCa.in(old, InstantSource.fixed(Instant.parse("1999-01-01T00:00:00Z")));
    assertThatThrownBy(() -> LocalCa.in(old, InstantSource.system()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("delete the folder");

    Path damaged = folder.resolve("damaged");
    LocalCa.in(damaged, InstantSource.system());
    Files.writeString(damaged.resolve("diorama-ca-key.pem"), "no key");
    assertThatThrownBy(() -> LocalCa.in(damaged, InstantSource.system()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("delete its folder");
  }

  @Test
  void connection_thatSendsNothing_isNoBurden() throws IOException {
    try (Socket idle = plain();
        InputStream nothing = idle.getInputStream()) {
      assertThat(nothing.available()).isZero();
      request_plain_reachesTheRouterWithItsParts();
    }
  }
}
