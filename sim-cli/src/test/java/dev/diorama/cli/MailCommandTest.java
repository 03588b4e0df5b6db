package dev.diorama.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.cloud.CloudConfig;
import dev.diorama.core.cloud.Outbox;
import dev.diorama.core.endpoint.HttpEndpoint;
import dev.diorama.core.endpoint.Inspection;
import dev.diorama.core.endpoint.LocalCa;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code diorama mail} against a port of this machine. */
@SuppressWarnings("NullAway.Init") // Set before each test.
class MailCommandTest {
  @TempDir private static Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Cloud cloud;
  private HttpEndpoint endpoint;

  @BeforeEach
  void open() throws IOException {
    cloud = Cloud.wall(CloudConfig.defaults());
    Inspection.install(cloud);
    endpoint =
        HttpEndpoint.open(
            cloud.router(), LocalCa.in(folder.resolve("ca"), InstantSource.system()), 0);
  }

  @AfterEach
  void close() {
    endpoint.close();
    cloud.close();
  }

  private void send(String to, String subject, Map<String, String> attributes) {
    cloud
        .outbox()
        .send(
            new Outbox.Message(
                CloudConfig.defaults().start(),
                Outbox.Channel.EMAIL,
                "Blog <blog@example.com>",
                to,
                subject,
                "Hello\nthere\u001b[31m",
                attributes));
  }

  private int execute(String... arguments) {
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }

  private int mail(String... arguments) {
    String[] all = new String[arguments.length + 3];
    all[0] = "mail";
    all[1] = "--endpoint";
    all[2] = "http://127.0.0.1:" + endpoint.port();
    System.arraycopy(arguments, 0, all, 3, arguments.length);
    return execute(all);
  }

  @Test
  void mail_lists_whatWasSent() {
    send("mina@example.org", "Welcome", Map.of());
    send("joe@example.org", "x".repeat(80), Map.of());

    assertThat(mail()).isZero();
    assertThat(out.toString().lines())
        .anySatisfy(line -> assertThat(line).matches("  id +sent +from +to +subject"))
        .anySatisfy(
            line ->
                assertThat(line)
                    .matches(
                        "  1 +2026-01-01T00:00:00Z +Blog <blog@example.com> +mina@example.org"
                            + " +Welcome"))
        .anySatisfy(line -> assertThat(line).endsWith("xxx..."))
        .anySatisfy(line -> assertThat(line).contains("--last"));
  }

  @Test
  void mail_to_showsOnlyThose() {
    send("mina+a@example.org", "for Mina", Map.of());
    send("joe@example.org", "for Joe", Map.of());

    assertThat(mail("--to", "mina+a@example.org")).isZero();
    assertThat(out.toString()).contains("for Mina").doesNotContain("for Joe");
  }

  @Test
  void mail_none_saysSo() {
    assertThat(mail()).isZero();
    assertThat(mail("--to", "a@b.c")).isZero();
    assertThat(out.toString().lines()).containsExactly("No mail.", "No mail to a@b.c.");
    assertThat(mail("--last")).isEqualTo(2);
    assertThat(mail("--id", "7", "--to", "a@b.c")).isEqualTo(2);
    assertThat(err.toString()).contains("there is no mail");
  }

  @Test
  void mail_whole_byIdOrTheNewest() {
    send("mina@example.org", "first", Map.of("code", "123456"));
    send("mina@example.org", "second", Map.of("html", "<p>Hello</p>"));

    assertThat(mail("--id", "1")).isZero();
    assertThat(out.toString())
        .isEqualTo(
            """
            from: Blog <blog@example.com>
            to: mina@example.org
            at: 2026-01-01T00:00:00Z
            subject: first
            code: 123456

            Hello
            there[31m
            """);
    assertThat(mail("--last", "--to", "mina@example.org")).isZero();
    assertThat(out.toString())
        .contains("subject: second", "/_diorama/outbox/2\n")
        .doesNotContain("<p>");
    assertThat(mail("--id", "9")).isEqualTo(2);
    assertThat(err.toString()).contains("there is no mail 9");
    assertThat(mail("--id", "1", "--last")).isEqualTo(2);
  }

  @Test
  void mail_nothingListens_namesTheFix() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }

    assertThat(execute("mail", "--endpoint", "http://127.0.0.1:" + free)).isEqualTo(2);
    assertThat(err.toString())
        .contains("nothing answers on http://127.0.0.1:" + free, "./diorama serve", "--endpoint");
  }

  @Test
  void mail_wrongEndpoint_isRefused() {
    assertThat(execute("mail", "--endpoint", "localhost")).isEqualTo(2);
    assertThat(err.toString()).contains("--endpoint must be like http://localhost:4566");
  }
}
