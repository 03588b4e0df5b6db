package dev.diorama.ses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ses.model.IdentityVerificationAttributes;
import software.amazon.awssdk.services.ses.model.VerificationStatus;
import software.amazon.awssdk.services.sesv2.model.CreateEmailIdentityResponse;
import software.amazon.awssdk.services.sesv2.model.GetEmailIdentityResponse;
import software.amazon.awssdk.services.sesv2.model.IdentityInfo;
import software.amazon.awssdk.services.sesv2.model.IdentityType;

/** Who owns an address or a domain. */
class SesIdentityTest {
  private static final String FROM = SesFixture.FROM;

  private final SesFixture f = new SesFixture();

  private IdentityVerificationAttributes attributes(String identity) {
    return f.v1
        .getIdentityVerificationAttributes(r -> r.identities(identity, "unknown@example.com"))
        .verificationAttributes()
        .get(identity);
  }

  @Test
  void address_untilItsLinkIsFollowed_isPending() {
    f.v1.verifyEmailIdentity(r -> r.emailAddress(FROM));

    assertThat(attributes(FROM).verificationStatus()).isEqualTo(VerificationStatus.PENDING);
    assertThat(f.mailTo(FROM).body()).contains(f.link(FROM));
    assertThat(f.link(FROM)).startsWith("https://email-verification.us-east-1.amazonaws.com/?");
    assertThat(f.follow(f.link(FROM)).status()).isEqualTo(200);
    assertThat(attributes(FROM).verificationStatus()).isEqualTo(VerificationStatus.SUCCESS);
  }

  @Test
  void link_onTheServedPort_worksToo() {
    f.v1.verifyEmailIdentity(r -> r.emailAddress(FROM));
    f.cloud.urls().servedAt("https://127.0.0.1:4566");

    String reachable = f.cloud.urls().reachable(f.link(FROM));

    assertThat(reachable).startsWith("https://127.0.0.1:4566/_aws/email-verification/us-east-1?");
    assertThat(f.follow(reachable).status()).isEqualTo(200);
    assertThat(attributes(FROM).verificationStatus()).isEqualTo(VerificationStatus.SUCCESS);
  }

  @Test
  void link_changedOrLate_verifiesNothing() {
    f.v1.verifyEmailIdentity(r -> r.emailAddress(FROM));
    String link = f.link(FROM);

    assertThat(f.follow(link + "0").status()).isEqualTo(400);
    f.clock().advance(Duration.ofHours(25));
    assertThat(attributes(FROM).verificationStatus()).isEqualTo(VerificationStatus.FAILED);
    assertThat(f.follow(link).status()).isEqualTo(400);

    f.v1.verifyEmailIdentity(r -> r.emailAddress(FROM));
    assertThat(attributes(FROM).verificationStatus()).isEqualTo(VerificationStatus.PENDING);
    assertThat(f.follow(f.link(FROM)).status()).isEqualTo(200);
  }

  @Test
  void domain_whenItsRecordsStand_letsEveryAddressInItSend() {
    assertThat(f.v1.verifyDomainIdentity(r -> r.domain("Example.com")).verificationToken())
        .isNotEmpty();
    assertThat(f.v1.verifyDomainDkim(r -> r.domain("example.com")).dkimTokens()).hasSize(3);
    f.verified(SesFixture.MINA);
    SesFixture.refused(() -> f.send(FROM, SesFixture.MINA), "MessageRejected", 400);

    f.ses.verify(SesFixture.ACCOUNT, "us-east-1", "example.com");

    assertThat(attributes("example.com").verificationStatus())
        .isEqualTo(VerificationStatus.SUCCESS);
    assertThat(f.send("news@sub.example.com", SesFixture.MINA)).isNotEmpty();
    assertThatThrownBy(() -> f.ses.verify(SesFixture.ACCOUNT, "us-east-1", "other.com"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("other.com");
  }

  @Test
  void domain_whoseRecordsStandAlready_isVerifiedAtOnce() {
    SesFixture published =
        new SesFixture(
            SesConfig.defaults().withoutLatency().withPublished(d -> d.equals("example.com")));

    CreateEmailIdentityResponse made =
        published.v2.createEmailIdentity(r -> r.emailIdentity("example.com"));

    assertThat(made.verifiedForSendingStatus()).isTrue();
    assertThat(made.identityType()).isEqualTo(IdentityType.DOMAIN);
  }

  @Test
  void domain_withoutRecords_failsAfterThreeDays() {
    f.v1.verifyDomainIdentity(r -> r.domain("example.com"));
    f.clock().advance(Duration.ofHours(73));

    assertThat(attributes("example.com").verificationStatus()).isEqualTo(VerificationStatus.FAILED);
  }

  @Test
  void wrongNames_areRefused() {
    SesFixture.refused(
        () -> f.v1.verifyEmailIdentity(r -> r.emailAddress("nobody")),
        "InvalidParameterValue",
        400,
        "Missing final '@domain'");
    SesFixture.refused(
        () -> f.v1.verifyDomainIdentity(r -> r.domain("a@b.com")), "InvalidParameterValue", 400);
    SesFixture.refused(
        () -> f.v2.createEmailIdentity(r -> r.emailIdentity("no domain")),
        "BadRequestException",
        400);
  }

  @Test
  void list_byTypeAndPage() {
    f.v1.verifyEmailIdentity(r -> r.emailAddress(FROM));
    f.v1.verifyDomainIdentity(r -> r.domain("example.com"));

    assertThat(f.v1.listIdentities(r -> r.identityType("Domain")).identities())
        .containsExactly("example.com");
    var first = f.v1.listIdentities(r -> r.maxItems(1));
    assertThat(first.identities()).containsExactly(FROM);
    assertThat(f.v1.listIdentities(r -> r.nextToken(first.nextToken())).identities())
        .containsExactly("example.com");
    assertThat(f.v2.listEmailIdentities(r -> {}).emailIdentities())
        .extracting(IdentityInfo::identityName)
        .containsExactly(FROM, "example.com");
    SesFixture.refused(
        () -> f.v2.listEmailIdentities(r -> r.nextToken("x")), "InvalidNextTokenException", 400);
  }

  @Test
  void identity_ofTheOtherVersion_isTheSame() {
    f.v2.createEmailIdentity(r -> r.emailIdentity(FROM).tags(t -> t.key("team").value("blog")));
    SesFixture.refused(
        () -> f.v2.createEmailIdentity(r -> r.emailIdentity(FROM)), "AlreadyExistsException", 400);
    assertThat(f.v1.listIdentities().identities()).containsExactly(FROM);
    f.follow(f.link(FROM));

    GetEmailIdentityResponse got = f.v2.getEmailIdentity(r -> r.emailIdentity(FROM));
    assertThat(got.verifiedForSendingStatus()).isTrue();
    assertThat(got.verificationStatusAsString()).isEqualTo("SUCCESS");
    assertThat(got.tags()).hasSize(1);

    f.v1.deleteIdentity(r -> r.identity(FROM));
    SesFixture.refused(
        () -> f.v2.getEmailIdentity(r -> r.emailIdentity(FROM)), "NotFoundException", 404);
    SesFixture.refused(
        () -> f.v2.deleteEmailIdentity(r -> r.emailIdentity(FROM)), "NotFoundException", 404);
  }

  @Test
  void policies_ofAnIdentity_canBeMadeChangedAndRemoved() {
    f.v2.createEmailIdentity(r -> r.emailIdentity(FROM));
    String policy = "{\"Version\":\"2012-10-17\",\"Statement\":[]}";
    f.v2.createEmailIdentityPolicy(r -> r.emailIdentity(FROM).policyName("p").policy(policy));

    SesFixture.refused(
        () ->
            f.v2.createEmailIdentityPolicy(
                r -> r.emailIdentity(FROM).policyName("p").policy(policy)),
        "AlreadyExistsException",
        400);
    SesFixture.refused(
        () ->
            f.v2.createEmailIdentityPolicy(r -> r.emailIdentity(FROM).policyName("q").policy("{")),
        "BadRequestException",
        400);
    SesFixture.refused(
        () ->
            f.v2.updateEmailIdentityPolicy(
                r -> r.emailIdentity(FROM).policyName("q").policy(policy)),
        "NotFoundException",
        404);
    assertThat(f.v2.getEmailIdentityPolicies(r -> r.emailIdentity(FROM)).policies())
        .isEqualTo(Map.of("p", policy));
    f.v2.deleteEmailIdentityPolicy(r -> r.emailIdentity(FROM).policyName("p"));
    assertThat(f.v2.getEmailIdentityPolicies(r -> r.emailIdentity(FROM)).policies()).isEmpty();
  }

  @Test
  void dkimKeyOfOnesOwn_isRefusedByName() {
    SesFixture.refused(
        () ->
            f.v2.createEmailIdentity(
                r ->
                    r.emailIdentity("example.com")
                        .dkimSigningAttributes(d -> d.domainSigningPrivateKey("aGVsbG8="))),
        "BadRequestException",
        400,
        "DkimSigningAttributes");
  }

  @Test
  void notificationTopics_areKept() {
    f.v1.verifyEmailIdentity(r -> r.emailAddress(FROM));
    f.v1.setIdentityNotificationTopic(
        r -> r.identity(FROM).notificationType("Bounce").snsTopic(SesFixture.TOPIC));

    assertThat(
            f.v1
                .getIdentityNotificationAttributes(r -> r.identities(List.of(FROM)))
                .notificationAttributes()
                .get(FROM)
                .bounceTopic())
        .isEqualTo(SesFixture.TOPIC);
    SesFixture.refused(
        () ->
            f.v1.setIdentityNotificationTopic(
                r -> r.identity("x@y.com").notificationType("Bounce").snsTopic(SesFixture.TOPIC)),
        "InvalidParameterValue",
        400);
    SesFixture.refused(
        () ->
            f.v1.setIdentityNotificationTopic(
                r -> r.identity(FROM).notificationType("Bounce").snsTopic("mails")),
        "InvalidParameterValue",
        400);
    SesFixture.refused(
        () ->
            f.v1.setIdentityNotificationTopic(
                r -> r.identity(FROM).notificationType("Open").snsTopic(SesFixture.TOPIC)),
        "InvalidParameterValue",
        400);
  }
}
