package dev.diorama.core.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.cloud.CloudConfig;
import dev.diorama.core.cloud.Outbox;
import dev.diorama.core.json.Json;
import dev.diorama.core.wire.Headers;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The outbox as JSON and as pages. */
class MailPagesTest {
  private static final String LINK =
      "https://email-verification.us-east-1.amazonaws.com/?Context=1&Token=abc";

  private final Cloud cloud = Cloud.virtual(CloudConfig.defaults());

  MailPagesTest() {
    Inspection.install(cloud);
    cloud.urls().servedAt("https://127.0.0.1:4566");
    send("first", Map.of("link", LINK));
    send(
        "<script>alert(1)</script>",
        Map.of("html", "<script>alert(2)</script>", "link", "javascript:x"));
  }

  private void send(String subject, Map<String, String> attributes) {
    cloud
        .outbox()
        .send(
            new Outbox.Message(
                cloud.clock().instant(),
                Outbox.Channel.EMAIL,
                "a@example.com",
                "b@example.com",
                subject,
                "See " + LINK + " & <more>",
                attributes));
  }

  private HttpResponse get(String page) {
    return cloud
        .router()
        .handle(
            new HttpRequest(
                "GET",
                "http",
                "localhost",
                4566,
                "/_diorama/" + page,
                "",
                Headers.NONE,
                new byte[0],
                "127.0.0.1"));
  }

  @Test
  void json_hasNumbersHtmlAndLinksThatCanBeReached() {
    Json messages = Json.parse(get("outbox").text()).get("messages").orElseThrow();

    assertThat(messages.items())
        .extracting(m -> m.text("id").orElseThrow())
        .containsExactly("1", "2");
    assertThat(messages.items().get(0).text("body").orElseThrow())
        .contains("https://127.0.0.1:4566/_aws/email-verification/us-east-1?Context=1&Token=abc");
    assertThat(messages.items().get(0).get("html")).isEmpty();
    assertThat(messages.items().get(1).text("html")).contains("<script>alert(2)</script>");
    assertThat(messages.items().get(1).at("attributes", "html")).isEmpty();
  }

  @Test
  void page_showsLinkAndText() {
    HttpResponse page = get("outbox/1");

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.text())
        .contains(
            "href=\"https://127.0.0.1:4566/_aws/email-verification/us-east-1?Context=1&amp;Token=abc\"")
        .contains("&lt;more&gt;")
        .doesNotContain("<iframe");
    assertThat(page.headers().first("Content-Security-Policy").orElseThrow())
        .startsWith("default-src 'none'");
  }

  @Test
  void page_ofAMailThatMeansHarm_runsNothing() {
    HttpResponse page = get("outbox/2");
    HttpResponse part = get("outbox/2/html");

    assertThat(page.text())
        .contains("&lt;script&gt;alert(1)", "<iframe title=\"HTML part\" sandbox=\"allow-popups\"")
        .doesNotContain("<script>", "href=\"javascript:");
    assertThat(part.text()).isEqualTo("<script>alert(2)</script>");
    assertThat(part.headers().first("Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'", "sandbox allow-popups");
    assertThat(part.headers().first("X-Content-Type-Options")).contains("nosniff");
  }

  @Test
  void page_ofNoMail_isNotFound() {
    for (String page :
        new String[] {"outbox/0", "outbox/3", "outbox/x", "outbox/1/html", "outbox/"}) {
      assertThat(get(page).status()).as(page).isEqualTo(404);
    }
  }

  @Test
  void numbers_stayWhenOldMailsAreDropped() {
    Outbox outbox = new Outbox();
    Outbox.Message message = cloud.outbox().messages().get(0);
    for (int i = 0; i < Outbox.LIMIT + 2; i++) {
      outbox.send(message);
    }

    assertThat(outbox.kept().get(0).number()).isEqualTo(3);
    assertThat(outbox.message(2)).isEmpty();
    assertThat(outbox.message(Outbox.LIMIT + 2L)).isPresent();
    assertThat(outbox.message(Outbox.LIMIT + 3L)).isEmpty();
  }
}
