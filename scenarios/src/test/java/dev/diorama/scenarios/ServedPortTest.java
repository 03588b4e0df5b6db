package dev.diorama.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.Diorama;
import dev.diorama.Served;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The served port, driven by the very bytes that the AWS CLI 1.45.11 (botocore 1.43.11) sent to it,
 * signatures and all.
 *
 * <p>The requests were recorded on 22 November 2026 between the CLI and {@code ./diorama serve};
 * number 20 later, from a CLI whose clock was set to that moment. The cloud's virtual clock stands
 * at that moment, so that the recorded signatures are valid for ever.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ServedPortTest {
  @TempDir static Path folder;

  private static Diorama diorama;
  private static Served served;

  @BeforeAll
  static void open() throws IOException {
    diorama = Diorama.builder().start(Instant.parse("2026-11-22T15:43:00Z")).build().warmUp();
    served = diorama.serve(0, folder);
  }

  @AfterAll
  static void close() {
    served.close();
    diorama.close();
  }

  private static String send(String recorded) throws IOException {
    byte[] bytes;
    try (InputStream in =
        ServedPortTest.class.getResourceAsStream(
            "/golden/awscli-1.45.11/" + recorded + ".request")) {
      assertThat(in).as(recorded).isNotNull();
      bytes = in.readAllBytes();
    }
    // Connections are kept open by the CLI; the header is not part of what it signs.
    String request =
        new String(bytes, StandardCharsets.ISO_8859_1)
            .replaceFirst("(?i)Connection: keep-alive", "Connection: close")
            .replaceFirst("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), served.port())) {
      socket.setSoTimeout(60_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return answer.replaceFirst("^HTTP/1.1 100 Continue\r\n\r\n", "");
    }
  }

  @Test
  @Order(1)
  void sts_knowsTheCaller() throws IOException {
    assertThat(send("01-sts-get-caller-identity"))
        .startsWith("HTTP/1.1 200")
        .contains("<Arn>arn:aws:iam::123456789012:root</Arn>");
  }

  @Test
  @Order(2)
  void s3_takesAnObjectAndGivesItBack() throws IOException {
    assertThat(send("02-s3-create-bucket")).startsWith("HTTP/1.1 200");
    assertThat(send("03-s3-put-object"))
        .startsWith("HTTP/1.1 200")
        .containsIgnoringCase("ETag: \"35b9abed24cbb2581eec000bdb161a3b\"");
    assertThat(send("04-s3-get-object"))
        .startsWith("HTTP/1.1 206")
        .containsIgnoringCase("x-amz-meta-colour: red")
        .endsWith("\r\n\r\nhello");
    assertThat(send("05-s3-list-objects"))
        .startsWith("HTTP/1.1 200")
        .contains("<Key>a%20b/%C3%BC%2B1.txt</Key>".replace("%20", "+"));
    assertThat(send("06-s3-delete-objects")).startsWith("HTTP/1.1 200").contains("<Deleted>");
  }

  @Test
  @Order(3)
  void dynamoDb_keepsAnItem() throws IOException {
    assertThat(send("07-dynamodb-create-table"))
        .startsWith("HTTP/1.1 200")
        .contains("arn:aws:dynamodb:us-east-1:123456789012:table/Golden");
    assertThat(send("08-dynamodb-put-item"))
        .startsWith("HTTP/1.1 200")
        .contains("\"CapacityUnits\":1.0");
    assertThat(send("09-dynamodb-get-item")).startsWith("HTTP/1.1 200").contains("\"N\":\"1.5");
    assertThat(send("10-dynamodb-get-item-missing-table"))
        .startsWith("HTTP/1.1 400")
        .contains("ResourceNotFoundException");
  }

  @Test
  @Order(4)
  void iam_makesARole() throws IOException {
    assertThat(send("11-iam-create-role"))
        .startsWith("HTTP/1.1 200")
        .contains("<Arn>arn:aws:iam::123456789012:role/Golden</Arn>");
    assertThat(send("12-iam-get-role")).startsWith("HTTP/1.1 200");
  }

  @Test
  @Order(5)
  void everyProtocol_isUnderstood() throws IOException {
    assertThat(send("13-cloudformation-validate-template")).startsWith("HTTP/1.1 200");
    assertThat(send("14-lambda-list-functions"))
        .startsWith("HTTP/1.1 200")
        .contains("\"Functions\":[]");
    assertThat(send("15-apigateway-get-rest-apis")).startsWith("HTTP/1.1 200");
    assertThat(send("16-cognito-create-user-pool"))
        .startsWith("HTTP/1.1 200")
        .contains("\"Name\":\"golden\"");
    assertThat(send("17-cognito-identity-create"))
        .startsWith("HTTP/1.1 200")
        .contains("\"IdentityPoolName\":\"golden\"");
  }

  @Test
  @Order(6)
  void sqs_listsItsQueues() throws IOException {
    assertThat(send("18-sqs-list-queues"))
        .startsWith("HTTP/1.1 200")
        .endsWith("\r\n\r\n{\"QueueUrls\":[]}");
  }

  @Test
  @Order(6)
  void serviceThatIsNotBuilt_isRefusedByName() throws IOException {
    assertThat(send("20-kinesis-list-streams"))
        .startsWith("HTTP/1.1 501")
        .contains("Diorama does not simulate kinesis:Kinesis_20131202.ListStreams");
  }

  @Test
  @Order(7)
  void wrongSecret_isRefused_andTheServerLives() throws IOException {
    assertThat(send("19-sts-wrong-secret"))
        .startsWith("HTTP/1.1 403")
        .contains("<Code>SignatureDoesNotMatch</Code>");
    sts_knowsTheCaller();
  }
}
