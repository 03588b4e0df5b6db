package dev.diorama.ses;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.router.Access;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sesv2.model.BulkEmailEntryResult;
import software.amazon.awssdk.services.sesv2.model.BulkEmailStatus;
import software.amazon.awssdk.services.sesv2.model.EmailContent;
import software.amazon.awssdk.services.sesv2.model.GetAccountResponse;
import software.amazon.awssdk.services.sesv2.model.MailType;
import software.amazon.awssdk.services.sesv2.model.ReviewStatus;
import software.amazon.awssdk.services.sesv2.model.SuppressedDestinationSummary;

/** Version 2, by its own client. */
class SesV2Test {
  private static final String FROM = SesFixture.FROM;
  private static final String MINA = SesFixture.MINA;
  private static final String SUCCESS = "success@simulator.amazonses.com";

  private final SesFixture f = new SesFixture();

  private String send(String to, Consumer<EmailContent.Builder> content) {
    return f.v2
        .sendEmail(
            r -> r.fromEmailAddress(FROM).destination(d -> d.toAddresses(to)).content(content))
        .messageId();
  }

  private static void hello(EmailContent.Builder content) {
    content.simple(
        m ->
            m.subject(s -> s.data("Hi"))
                .body(b -> b.text(t -> t.data("Hello")).html(h -> h.data("<p>Hello</p>"))));
  }

  private void ask() {
    f.v2.putAccountDetails(
        r ->
            r.mailType(MailType.TRANSACTIONAL)
                .websiteURL("https://blog.example.com")
                .useCaseDescription("a blog")
                .productionAccessEnabled(true));
  }

  @Test
  void send_simple_reachesTheOutboxWithBothParts() {
    f.verified(FROM, MINA);

    String id = send(MINA, SesV2Test::hello);

    assertThat(f.mailTo(MINA).attributes())
        .containsEntry("messageId", id)
        .containsEntry("html", "<p>Hello</p>");
    assertThat(f.cloud.trace().spans(s -> s.service().equals("sesv2"))).hasSize(1);
  }

  @Test
  void send_refused_inThisVersionsWords() {
    SesFixture.refused(
        () -> send(MINA, SesV2Test::hello),
        "MessageRejected",
        400,
        "Email address is not verified.");
    f.verified(FROM, MINA);
    send(MINA, SesV2Test::hello);
    SesFixture.refused(
        () -> send(MINA, SesV2Test::hello),
        "TooManyRequestsException",
        429,
        "Maximum sending rate exceeded.");
    SesFixture.refused(
        () -> send("nobody", SesV2Test::hello), "BadRequestException", 400, "@domain");
    SesFixture.refused(() -> send(MINA, c -> {}), "BadRequestException", 400, "exactly one");
    SesFixture.refused(
        () ->
            f.v2.sendEmail(
                r ->
                    r.fromEmailAddress(FROM)
                        .tenantName("t")
                        .destination(d -> d.toAddresses(SUCCESS))
                        .content(SesV2Test::hello)),
        "BadRequestException",
        400,
        "TenantName");
    SesFixture.refused(
        () ->
            send(
                SUCCESS,
                c ->
                    c.simple(
                        m ->
                            m.subject(s -> s.data("Hi"))
                                .headers(h -> h.name("X Y").value("z"))
                                .body(b -> b.text(t -> t.data("x"))))),
        "BadRequestException",
        400,
        "Invalid header");
    f.v2.putAccountSendingAttributes(r -> r.sendingEnabled(false));
    SesFixture.refused(() -> send(MINA, SesV2Test::hello), "SendingPausedException", 400);
  }

  @Test
  void quota_exceeded_isRefused() {
    SesFixture none =
        new SesFixture(
            SesConfig.defaults().withoutLatency().withSandbox(new SesConfig.Quota(0, 100)));
    none.verified(FROM, MINA);

    SesFixture.refused(
        () ->
            none.v2.sendEmail(
                r ->
                    r.fromEmailAddress(FROM)
                        .destination(d -> d.toAddresses(MINA))
                        .content(SesV2Test::hello)),
        "TooManyRequestsException",
        429,
        "Daily message quota exceeded.");
  }

  @Test
  void raw_needsThePermissionForRaw() {
    f.verified(FROM, MINA);
    f.asked.clear();

    send(
        MINA,
        c ->
            c.raw(
                m ->
                    m.data(
                        SdkBytes.fromUtf8String(
                            "From: " + FROM + "\r\nSubject: raw\r\n\r\nHello\r\n"))));

    assertThat(f.mailTo(MINA).subject()).isEqualTo("raw");
    assertThat(f.asked).extracting(Access::action).containsOnly("ses:SendRawEmail");
    SesFixture.refused(
        () -> send(MINA, c -> c.raw(m -> m.data(SdkBytes.fromUtf8String("Subject: x\r\n\r\ny")))),
        "TooManyRequestsException",
        429);
  }

  @Test
  void productionAccess_afterTheReview_letsAnybodyReceive() {
    f.verified(FROM);
    GetAccountResponse before = f.v2.getAccount(r -> {});
    assertThat(before.productionAccessEnabled()).isFalse();
    assertThat(before.sendQuota().max24HourSend()).isEqualTo(200.0);
    assertThat(before.details()).isNull();

    ask();
    assertThat(f.v2.getAccount(r -> {}).details().reviewDetails().status())
        .isEqualTo(ReviewStatus.PENDING);
    SesFixture.refused(this::ask, "ConflictException", 409);
    SesFixture.refused(() -> send(MINA, SesV2Test::hello), "MessageRejected", 400);
    f.clock().advance(Duration.ofHours(24));

    GetAccountResponse after = f.v2.getAccount(r -> {});
    assertThat(after.productionAccessEnabled()).isTrue();
    assertThat(after.details().reviewDetails().status()).isEqualTo(ReviewStatus.GRANTED);
    assertThat(after.sendQuota().max24HourSend()).isEqualTo(50_000.0);
    assertThat(after.sendQuota().maxSendRate()).isEqualTo(14.0);
    f.asked.clear();
    assertThat(send(MINA, SesV2Test::hello)).isNotEmpty();
    assertThat(f.asked).hasSize(1);
    f.v1.deleteIdentity(r -> r.identity(FROM));
    SesFixture.refused(() -> send(MINA, SesV2Test::hello), "MessageRejected", 400, FROM);
  }

  @Test
  void productionAccess_wrongWebsite_isRefused() {
    SesFixture.refused(
        () -> f.v2.putAccountDetails(r -> r.mailType(MailType.MARKETING).websiteURL("blog")),
        "BadRequestException",
        400);
  }

  @Test
  void productionAccess_byConfiguration_isThereAtOnce() {
    SesFixture open = new SesFixture(SesConfig.defaults().withoutLatency().withProductionAccess());
    SesFixture quick =
        new SesFixture(SesConfig.defaults().withoutLatency().withReview(Duration.ZERO));
    quick.v2.putAccountDetails(
        r ->
            r.mailType(MailType.MARKETING)
                .websiteURL("https://a.example")
                .productionAccessEnabled(true));

    assertThat(open.v2.getAccount(r -> {}).productionAccessEnabled()).isTrue();
    assertThat(quick.v2.getAccount(r -> {}).productionAccessEnabled()).isTrue();
  }

  @Test
  void suppressed_addressBouncesUntilItIsTakenOff() {
    f.verified(FROM, MINA);
    f.v2.putSuppressedDestination(r -> r.emailAddress(MINA).reason("BOUNCE"));
    assertThat(
            f.v2
                .getSuppressedDestination(r -> r.emailAddress(MINA))
                .suppressedDestination()
                .reasonAsString())
        .isEqualTo("BOUNCE");
    assertThat(
            f.v2
                .listSuppressedDestinations(r -> r.reasonsWithStrings("BOUNCE"))
                .suppressedDestinationSummaries())
        .extracting(SuppressedDestinationSummary::emailAddress)
        .containsExactly(MINA);
    assertThat(
            f.v2
                .listSuppressedDestinations(r -> r.reasonsWithStrings("COMPLAINT"))
                .suppressedDestinationSummaries())
        .isEmpty();

    send(MINA, SesV2Test::hello);
    f.clock().settle();

    assertThat(f.mailTo(MINA).attributes()).containsEntry("outcome", "suppressed");
    assertThat(f.sum("Bounce")).isEqualTo(1);
    assertThat(f.sum("Delivery")).isZero();
    f.seconds(1);
    f.v2.deleteSuppressedDestination(r -> r.emailAddress(MINA));
    send(MINA, SesV2Test::hello);
    assertThat(f.mailTo(MINA).attributes()).containsEntry("outcome", "delivered");
    SesFixture.refused(
        () -> f.v2.getSuppressedDestination(r -> r.emailAddress(MINA)), "NotFoundException", 404);
    SesFixture.refused(
        () -> f.v2.deleteSuppressedDestination(r -> r.emailAddress(MINA)),
        "NotFoundException",
        404);
  }

  @Test
  void suppression_switchedOff_delivers() {
    f.verified(FROM, MINA);
    f.v2.putSuppressedDestination(r -> r.emailAddress(MINA).reason("BOUNCE"));
    f.v2.putAccountSuppressionAttributes(r -> r.suppressedReasonsWithStrings(List.of("COMPLAINT")));

    send(MINA, SesV2Test::hello);

    assertThat(f.mailTo(MINA).attributes()).containsEntry("outcome", "delivered");
    assertThat(f.v2.getAccount(r -> {}).suppressionAttributes().suppressedReasonsAsStrings())
        .containsExactly("COMPLAINT");
  }

  @Test
  void bulk_saysOfEachEntryWhatBecameOfIt() {
    SesFixture wide =
        new SesFixture(
            SesConfig.defaults().withoutLatency().withSandbox(new SesConfig.Quota(200, 2)));
    wide.verified(FROM, MINA);
    wide.v2.createEmailTemplate(
        r -> r.templateName("hi").templateContent(c -> c.subject("Hi {{name}}").text("{{name}}!")));

    List<BulkEmailEntryResult> results =
        wide.v2
            .sendBulkEmail(
                r ->
                    r.fromEmailAddress(FROM)
                        .defaultContent(
                            c ->
                                c.template(
                                    t -> t.templateName("hi").templateData("{\"name\":\"you\"}")))
                        .bulkEmailEntries(
                            e ->
                                e.destination(d -> d.toAddresses(MINA))
                                    .replacementEmailContent(
                                        c ->
                                            c.replacementTemplate(
                                                t ->
                                                    t.replacementTemplateData(
                                                        "{\"name\":\"Mina\"}"))),
                            e -> e.destination(d -> d.toAddresses("other@example.net")),
                            e -> e.destination(d -> d.toAddresses(SUCCESS)),
                            e -> e.destination(d -> d.toAddresses(SUCCESS)),
                            e -> e.destination(d -> d.toAddresses("nobody"))))
            .bulkEmailEntryResults();

    assertThat(results)
        .extracting(BulkEmailEntryResult::status)
        .containsExactly(
            BulkEmailStatus.SUCCESS,
            BulkEmailStatus.MESSAGE_REJECTED,
            BulkEmailStatus.SUCCESS,
            BulkEmailStatus.ACCOUNT_THROTTLED,
            BulkEmailStatus.INVALID_PARAMETER);
    assertThat(wide.mailTo(MINA).subject()).isEqualTo("Hi Mina");
    assertThat(wide.mailTo(SUCCESS).body()).isEqualTo("you!");
    SesFixture.refused(
        () ->
            wide.v2.sendBulkEmail(
                r ->
                    r.fromEmailAddress(FROM)
                        .defaultContent(c -> c.template(t -> t.templateName("none")))
                        .bulkEmailEntries(e -> e.destination(d -> d.toAddresses(MINA)))),
        "NotFoundException",
        404);
  }
}
