package dev.diorama.scenarios;

import dev.diorama.Diorama;
import dev.diorama.Served;
import dev.diorama.core.wire.Headers;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.HttpResponse;
import dev.diorama.core.wire.UrlCoding;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/**
 * An S3 client that sends the very path and query it is given, validly signed, where every SDK
 * would tidy them up first.
 *
 * <p>The signer is written from the documentation
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html),
 * apart from the verifier it is to be held against.
 */
final class RawS3 {
  /** The ways in. */
  enum Way {
    IN_PROCESS,
    PORT,
    PORT_BY_TLS
  }

  /** What came back. */
  record Answer(int status, String body) {}

  /** A request but for its signature. */
  record Ask(
      String method,
      String host,
      String path,
      String query,
      Map<String, String> headers,
      String body) {
    static Ask of(String method, String host, String path) {
      return new Ask(method, host, path, "", Map.of(), "");
    }

    Ask query(String other) {
      return new Ask(method, host, path, other, headers, body);
    }

    Ask with(String header, String value) {
      Map<String, String> more = new TreeMap<>(headers);
      more.put(header, value);
      return new Ask(method, host, path, query, more, body);
    }

    Ask body(String other) {
      return new Ask(method, host, path, query, headers, other);
    }

    Ask method(String other) {
      return new Ask(other, host, path, query, headers, body);
    }

    Ask host(String other) {
      return new Ask(method, other, path, query, headers, body);
    }

    Ask path(String other) {
      return new Ask(method, host, other, query, headers, body);
    }
  }

  private static final String REGION = "us-east-1";
  private static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Diorama diorama;
  private final Served served;

  RawS3(Diorama diorama, Served served) {
    this.diorama = diorama;
    this.served = served;
  }

  /** Signs by header, every header that is there, and sends. */
  Answer send(Way way, AwsSessionCredentials by, Ask ask) {
    return deliver(way, signed(by, ask));
  }

  Ask signed(AwsSessionCredentials by, Ask ask) {
    String stamp = STAMP.format(diorama.clock().instant());
    String payload = hex(sha256(ask.body()));
    Ask whole =
        ask.with("host", ask.host())
            .with("x-amz-date", stamp)
            .with("x-amz-content-sha256", payload)
            .with("x-amz-security-token", by.sessionToken());
    String names = String.join(";", whole.headers().keySet());
    String scope = stamp.substring(0, 8) + "/" + REGION + "/s3/aws4_request";
    return whole.with(
        "authorization",
        ALGORITHM
            + " Credential="
            + by.accessKeyId()
            + "/"
            + scope
            + ", SignedHeaders="
            + names
            + ", Signature="
            + signature(by, stamp, scope, canonical(whole, names, payload)));
  }

  /** The same as a presigned URL, good for an hour or as long as its session is. */
  Ask presigned(AwsSessionCredentials by, Ask ask) {
    String stamp = STAMP.format(diorama.clock().instant());
    String scope = stamp.substring(0, 8) + "/" + REGION + "/s3/aws4_request";
    String more =
        "X-Amz-Algorithm="
            + ALGORITHM
            + "&X-Amz-Credential="
            + UrlCoding.encode(by.accessKeyId() + "/" + scope)
            + "&X-Amz-Date="
            + stamp
            + "&X-Amz-Expires="
            + Duration.ofDays(1).toSeconds()
            + "&X-Amz-Security-Token="
            + UrlCoding.encode(by.sessionToken())
            + "&X-Amz-SignedHeaders=host";
    Ask whole =
        ask.with("host", ask.host()).query(ask.query().isEmpty() ? more : ask.query() + "&" + more);
    return whole.query(
        whole.query()
            + "&X-Amz-Signature="
            + signature(by, stamp, scope, canonical(whole, "host", "UNSIGNED-PAYLOAD")));
  }

  private static String canonical(Ask ask, String names, String payload) {
    // A parameter without a value is signed with an equals sign.
    String query =
        Arrays.stream(ask.query().split("&", -1))
            .filter(pair -> !pair.isEmpty())
            .map(pair -> pair.indexOf('=') < 0 ? pair + "=" : pair)
            .sorted()
            .collect(Collectors.joining("&"));
    List<String> lines = new ArrayList<>(List.of(ask.method(), ask.path(), query));
    ask.headers().forEach((name, value) -> lines.add(name + ":" + value));
    lines.addAll(List.of("", names, payload));
    return String.join("\n", lines);
  }

  private static String signature(
      AwsSessionCredentials by, String stamp, String scope, String canonical) {
    byte[] key = ("AWS4" + by.secretAccessKey()).getBytes(StandardCharsets.UTF_8);
    for (String part : scope.split("/", -1)) {
      key = hmac(key, part);
    }
    return hex(hmac(key, ALGORITHM + "\n" + stamp + "\n" + scope + "\n" + hex(sha256(canonical))));
  }

  /** Sends a request just as it is. */
  Answer deliver(Way way, Ask ask) {
    if (way == Way.IN_PROCESS) {
      Headers.Builder headers = Headers.builder();
      ask.headers().forEach(headers::add);
      HttpResponse response =
          diorama
              .cloud()
              .router()
              .handle(
                  new HttpRequest(
                      ask.method(),
                      "https",
                      ask.host(),
                      443,
                      ask.path(),
                      ask.query(),
                      headers.build(),
                      ask.body().getBytes(StandardCharsets.UTF_8),
                      "203.0.113.9"));
      return new Answer(response.status(), response.text());
    }
    String target = ask.query().isEmpty() ? ask.path() : ask.path() + "?" + ask.query();
    return write(way, ask, target);
  }

  /** Sends a request to the port with whatever stands after the method. */
  Answer write(Way way, Ask ask, String target) {
    StringBuilder head = new StringBuilder(ask.method() + " " + target + " HTTP/1.1\r\n");
    ask.headers().forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    byte[] body = ask.body().getBytes(StandardCharsets.UTF_8);
    head.append("content-length: " + body.length + "\r\nconnection: close\r\n\r\n");
    try (Socket socket = open(way, ask.host())) {
      socket.setSoTimeout(30_000);
      socket.getOutputStream().write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().write(body);
      socket.getOutputStream().flush();
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int end = answer.indexOf("\r\n\r\n");
      return new Answer(Integer.parseInt(answer.substring(9, 12)), answer.substring(end + 4));
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(target, e);
    }
  }

  private Socket open(Way way, String host) throws IOException, GeneralSecurityException {
    Socket plain = new Socket(InetAddress.getLoopbackAddress(), served.port());
    return way == Way.PORT
        ? plain
        : trusting().getSocketFactory().createSocket(plain, host, served.port(), true);
  }

  /** A context that trusts the served cloud's own authority and nobody else. */
  private SSLContext trusting() throws IOException, GeneralSecurityException {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    try (InputStream in = Files.newInputStream(served.certificateAuthority())) {
      trusted.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
