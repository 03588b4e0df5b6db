package dev.diorama.ses;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.cloud.Outbox;
import dev.diorama.core.router.Access;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;

/** What is accepted, and what is not. */
class SesSendTest {
  private static final String FROM = SesFixture.FROM;
  private static final String MINA = SesFixture.MINA;
  private static final String SUCCESS = "success@simulator.amazonses.com";

  private final SesFixture f = new SesFixture();

  @Test
  void sandbox_receiverNotVerified_namesAllWhoFail() {
    SesFixture.refused(
        () -> f.send(FROM, MINA),
        "MessageRejected",
        400,
        "Email address is not verified. The following identities failed the check in region"
            + " US-EAST-1: blog@example.com, mina@example.org");
    f.verified(FROM);
    SesFixture.refused(
        () -> f.send(FROM, MINA, SUCCESS),
        "MessageRejected",
        400,
        "failed the check in region US-EAST-1: mina@example.org");
  }

  @Test
  void send_bothVerified_reachesTheOutbox() {
    f.verified(FROM, MINA);

    String id = f.send("The blog <" + FROM + ">", MINA);

    Outbox.Message mail = f.mailTo(MINA);
    assertThat(id)
        .matches(
            "0100[0-9a-f]{12}-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}-000000");
    assertThat(mail.from()).isEqualTo("The blog <" + FROM + ">");
    assertThat(mail.subject()).isEqualTo("Hi");
    assertThat(mail.body()).isEqualTo("Hello");
    assertThat(mail.attributes())
        .containsEntry("messageId", id)
        .containsEntry("region", "us-east-1")
        .containsEntry("outcome", "delivered");
    f.clock().settle();
    assertThat(f.sum("Send")).isEqualTo(1);
    assertThat(f.sum("Delivery")).isEqualTo(1);
  }

  @Test
  void verification_isPerRegion() {
    f.verified(FROM, MINA);

    SesFixture.refused(
        () ->
            f.client("eu-west-1")
                .sendEmail(
                    r ->
                        r.source(FROM)
                            .destination(d -> d.toAddresses(MINA))
                            .message(
                                m ->
                                    m.subject(s -> s.data("Hi"))
                                        .body(b -> b.text(t -> t.data("x"))))),
        "MessageRejected",
        400,
        "EU-WEST-1");
  }

  @Test
  void returnPath_mustBeVerifiedToo() {
    f.verified(FROM);

    SesFixture.refused(
        () ->
            f.v1.sendEmail(
                r ->
                    r.source(FROM)
                        .returnPath("bounces@example.net")
                        .destination(d -> d.toAddresses(SUCCESS))
                        .message(
                            m -> m.subject(s -> s.data("Hi")).body(b -> b.text(t -> t.data("x"))))),
        "MessageRejected",
        400,
        "bounces@example.net");
  }

  @Test
  void rate_twoInASecond_isThrottledUntilTheSecondIsOver() {
    f.verified(FROM, MINA);
    f.send(FROM, MINA);

    SesFixture.refused(
        () -> f.send(FROM, MINA), "Throttling", 400, "Maximum sending rate exceeded.");
    f.seconds(1);
    assertThat(f.send(FROM, MINA)).isNotEmpty();
  }

  @Test
  void rate_manyReceiversAtOnce_areLetThroughAndPaidForAfterwards() {
    f.verified(FROM);
    f.send(FROM, SUCCESS, "success+a@simulator.amazonses.com", "success+b@simulator.amazonses.com");

    f.seconds(2);
    SesFixture.refused(() -> f.send(FROM, SUCCESS), "Throttling", 400);
    f.seconds(1);
    assertThat(f.send(FROM, SUCCESS)).isNotEmpty();
  }

  @Test
  void quota_afterTheLastOfTheDay_isThrottledFor24Hours() {
    SesFixture small =
        new SesFixture(
            SesConfig.defaults().withoutLatency().withSandbox(new SesConfig.Quota(2, 100)));
    small.verified(FROM, MINA);
    small.send(FROM, MINA);
    small.seconds(3_600);
    small.send(FROM, MINA);

    assertThat(small.v1.getSendQuota().sentLast24Hours()).isEqualTo(2.0);
    SesFixture.refused(
        () -> small.send(FROM, MINA), "Throttling", 400, "Daily message quota exceeded.");
    assertThat(small.send(FROM, SUCCESS)).as("the simulator is free").isNotEmpty();
    small.clock().advance(Duration.ofHours(23));
    assertThat(small.v1.getSendQuota().sentLast24Hours()).isEqualTo(1.0);
    assertThat(small.send(FROM, MINA)).isNotEmpty();
  }

  @Test
  void quota_inTheSandbox_is200And1() {
    assertThat(f.v1.getSendQuota().max24HourSend()).isEqualTo(200.0);
    assertThat(f.v1.getSendQuota().maxSendRate()).isEqualTo(1.0);
  }

  @Test
  void account_paused_refusesToSend() {
    f.verified(FROM);
    f.v1.updateAccountSendingEnabled(r -> r.enabled(false));

    assertThat(f.v1.getAccountSendingEnabled().enabled()).isFalse();
    SesFixture.refused(() -> f.send(FROM, SUCCESS), "AccountSendingPausedException", 400);
    f.v1.updateAccountSendingEnabled(r -> r.enabled(true));
    assertThat(f.send(FROM, SUCCESS)).isNotEmpty();
  }

  @Test
  void form_wrong_isRefused() {
    f.verified(FROM);

    SesFixture.refused(
        () -> f.send(FROM, Collections.nCopies(1, "nobody").toArray(new String[0])),
        "InvalidParameterValue",
        400,
        "Missing final '@domain'");
    SesFixture.refused(() -> f.send("a b@example.com", SUCCESS), "InvalidParameterValue", 400);
    SesFixture.refused(
        () -> f.send(FROM), "InvalidParameterValue", 400, "Empty required header 'To'.");
    String[] many =
        java.util.stream.IntStream.rangeClosed(0, 50)
            .mapToObj(i -> "success+" + i + "@simulator.amazonses.com")
            .toArray(String[]::new);
    SesFixture.refused(
        () -> f.send(FROM, many), "InvalidParameterValue", 400, "Recipient count exceeds 50.");
    SesFixture.refused(
        () ->
            f.v1.sendEmail(
                r ->
                    r.source(FROM)
                        .destination(d -> d.toAddresses(SUCCESS))
                        .message(m -> m.subject(s -> s.data("Hi")).body(b -> {}))),
        "InvalidParameterValue",
        400,
        "Message body must not be empty.");
    SesFixture.refused(
        () ->
            f.v1.sendEmail(
                r ->
                    r.source(FROM)
                        .destination(d -> d.toAddresses(SUCCESS))
                        .message(
                            m ->
                                m.subject(s -> s.data("Hi\r\nBcc: all@example.com"))
                                    .body(b -> b.text(t -> t.data("x"))))),
        "InvalidParameterValue",
        400,
        "Subject");
    SesFixture.refused(
        () ->
            f.v1.sendEmail(
                r ->
                    r.source(FROM)
                        .tags(t -> t.name("a tag").value("x"))
                        .destination(d -> d.toAddresses(SUCCESS))
                        .message(
                            m -> m.subject(s -> s.data("Hi")).body(b -> b.text(t -> t.data("x"))))),
        "InvalidParameterValue",
        400,
        "tag");
  }

  @Test
  void size_over10Megabytes_isRefused() {
    f.verified(FROM);
    String large = "x".repeat(10 << 20);

    SesFixture.refused(
        () ->
            f.v1.sendEmail(
                r ->
                    r.source(FROM)
                        .destination(d -> d.toAddresses(SUCCESS))
                        .message(
                            m ->
                                m.subject(s -> s.data("Hi"))
                                    .body(b -> b.text(t -> t.data(large))))),
        "InvalidParameterValue",
        400,
        "Message length is more than 10485760 bytes long");
  }

  @Test
  void raw_multipart_isReadIntoTextAndHtml() {
    f.verified(FROM, MINA);
    String raw =
        String.join(
            "\r\n",
            "From: =?UTF-8?Q?J=C3=B6rg?= <blog@example.com>",
            "To: Mina <mina@example.org>,",
            " success@simulator.amazonses.com",
            "Subject: =?UTF-8?B?R3LDvMOfZQ==?=",
            "MIME-Version: 1.0",
            "Content-Type: multipart/alternative; boundary=\"b\"",
            "",
            "--b",
            "Content-Type: text/plain; charset=iso-8859-1",
            "Content-Transfer-Encoding: quoted-printable",
            "",
            "Gr=FC=DFe",
            "--b",
            "Content-Type: text/html; charset=utf-8",
            "Content-Transfer-Encoding: base64",
            "",
            "PHA+SGk8L3A+",
            "--b--",
            "");

    f.v1.sendRawEmail(r -> r.rawMessage(m -> m.data(SdkBytes.fromUtf8String(raw))));

    Outbox.Message mail = f.mailTo(MINA);
    assertThat(mail.subject()).isEqualTo("Gr\u00fc\u00dfe");
    assertThat(mail.body().strip()).isEqualTo("Gr\u00fc\u00dfe");
    assertThat(mail.attributes()).containsEntry("html", "<p>Hi</p>");
    assertThat(f.cloud.outbox().lastTo(SUCCESS)).isPresent();
    assertThat(f.asked).extracting(Access::action).contains("ses:SendRawEmail");
  }

  @Test
  void raw_destinationsGiven_takeThePlaceOfHeaders() {
    f.verified(FROM, MINA);
    String raw = "From: " + FROM + "\r\nTo: other@example.net\r\nSubject: s\r\n\r\nHello\r\n";

    f.v1.sendRawEmail(
        r -> r.destinations(MINA).rawMessage(m -> m.data(SdkBytes.fromUtf8String(raw))));

    assertThat(f.mailTo(MINA).body()).startsWith("Hello");
    assertThat(f.cloud.outbox().lastTo("other@example.net")).isEmpty();
  }

  @Test
  void raw_withoutOrWithTwoSenders_isRefused() {
    f.verified(FROM);

    for (String raw :
        List.of(
            "To: " + SUCCESS + "\r\nSubject: s\r\n\r\nHello\r\n",
            "From: " + FROM + "\r\nFrom: " + FROM + "\r\nTo: " + SUCCESS + "\r\n\r\nHello\r\n")) {
      SesFixture.refused(
          () -> f.v1.sendRawEmail(r -> r.rawMessage(m -> m.data(SdkBytes.fromUtf8String(raw)))),
          "InvalidParameterValue",
          400,
          "header 'From'");
    }
  }

  @Test
  void access_asksForIdentitySetAndOwnReceiversInTheSandbox() {
    f.verified(FROM, MINA);
    f.v1.createConfigurationSet(r -> r.configurationSet(s -> s.name("news")));
    f.asked.clear();

    f.v1.sendEmail(
        r ->
            r.source("The blog <" + FROM + ">")
                .returnPath(FROM)
                .configurationSetName("news")
                .destination(d -> d.toAddresses(MINA, SUCCESS))
                .message(m -> m.subject(s -> s.data("Hi")).body(b -> b.text(t -> t.data("x")))));

    String arn = "arn:aws:ses:us-east-1:" + SesFixture.ACCOUNT + ":";
    assertThat(f.asked)
        .extracting(Access::resource)
        .containsExactly(
            arn + "identity/" + FROM, arn + "identity/" + MINA, arn + "configuration-set/news");
    assertThat(f.asked.get(0).context())
        .containsEntry("ses:FromAddress", List.of(FROM))
        .containsEntry("ses:FromDisplayName", List.of("The blog"))
        .containsEntry("ses:FeedbackAddress", List.of(FROM))
        .containsEntry("ses:Recipients", List.of(MINA, SUCCESS))
        .containsEntry("ses:ApiVersion", List.of("1"));
  }

  @Test
  void access_denied_isRefusedInEachVersionsWords() {
    f.verified(FROM);
    f.allowed = access -> !access.action().equals("ses:SendEmail");

    SesFixture.refused(() -> f.send(FROM, SUCCESS), "AccessDenied", 403, "ses:SendEmail");
    SesFixture.refused(
        () ->
            f.v2.sendEmail(
                r ->
                    r.fromEmailAddress(FROM)
                        .destination(d -> d.toAddresses(SUCCESS))
                        .content(
                            c ->
                                c.simple(
                                    m ->
                                        m.subject(s -> s.data("Hi"))
                                            .body(b -> b.text(t -> t.data("x")))))),
        "AccessDeniedException",
        403,
        "ses:SendEmail");
  }

  @Test
  void sourceArn_namesTheOwnerWhosePolicyDecides() {
    f.verified(FROM);
    String policy =
        "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\","
            + "\"Action\":\"ses:SendEmail\",\"Resource\":\"*\"}]}";
    f.v2.createEmailIdentityPolicy(r -> r.emailIdentity(FROM).policyName("p").policy(policy));
    f.asked.clear();
    f.send(FROM, SUCCESS);

    assertThat(f.asked.get(0).resourcePolicy().orElseThrow().write()).contains("ses:SendEmail");
    assertThat(f.asked.get(0).resourceAccount()).isEqualTo(SesFixture.ACCOUNT);
    SesFixture.refused(
        () ->
            f.v1.sendEmail(
                r ->
                    r.source(FROM)
                        .sourceArn("arn:aws:ses:us-east-1:210987654321:identity/" + FROM)
                        .destination(d -> d.toAddresses(SUCCESS))
                        .message(
                            m -> m.subject(s -> s.data("Hi")).body(b -> b.text(t -> t.data("x"))))),
        "MessageRejected",
        400,
        FROM);
    assertThat(f.asked.get(f.asked.size() - 1).resourceAccount()).isEqualTo("210987654321");
    SesFixture.refused(
        () ->
            f.v1.sendEmail(
                r ->
                    r.source(FROM)
                        .sourceArn("me")
                        .destination(d -> d.toAddresses(SUCCESS))
                        .message(
                            m -> m.subject(s -> s.data("Hi")).body(b -> b.text(t -> t.data("x"))))),
        "InvalidParameterValue",
        400,
        "Invalid ARN: me");
  }
}
