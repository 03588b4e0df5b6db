package dev.diorama.cognito.userpool;

import dev.diorama.cognito.userpool.UserPoolModel.Code;
import dev.diorama.cognito.userpool.UserPoolModel.Pool;
import dev.diorama.cognito.userpool.UserPoolModel.Purpose;
import dev.diorama.cognito.userpool.UserPoolModel.User;
import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.cloud.Outbox;
import dev.diorama.core.random.SimRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CodeDeliveryDetailsType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeliveryMediumType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.EmailConfigurationType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.MessageTemplateType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.VerificationMessageTemplateType;

/** The mails and text messages of a pool; they go to the cloud's outbox. */
final class Messages {
  /** Sender of mails that Cognito sends itself, documented: .../user-pool-email.html */
  static final String SENDER = "no-reply@verificationemail.com";

  private final Cloud cloud;
  private final SimRandom codes;

  Messages(Cloud cloud) {
    this.cloud = cloud;
    this.codes = cloud.seeds().stream("cognito-idp/codes");
  }

  /** Makes a code, sends it and says where it went, with most of the address blotted out. */
  CodeDeliveryDetailsType sendCode(
      Pool pool, User user, Purpose purpose, String attribute, String trigger) {
    String value = codes.text("0123456789", 6);
    long expires = cloud.clock().nanos() + TimeUnit.SECONDS.toNanos(purpose.seconds);
    user.codes.put(purpose.slot(attribute), new Code(value, attribute, expires));
    String to = user.attributes.getOrDefault(attribute, "");
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("code", value);
    facts.put("username", user.username);
    facts.put("purpose", trigger);
    facts.put("userPool", pool.id);
    send(pool, attribute, to, subject(pool), text(pool, purpose, attribute, value), facts);
    return delivered(attribute, to);
  }

  /** Sends the invitation with a temporary password that {@code AdminCreateUser} promises. */
  void invite(Pool pool, User user, String attribute, String password) {
    MessageTemplateType template = pool.settings().adminCreateUserConfig().inviteMessageTemplate();
    boolean mail = attribute.equals("email");
    String own = template == null ? null : mail ? template.emailMessage() : template.smsMessage();
    String subject = template == null ? null : template.emailSubject();
    String text =
        orElse(own, "Your username is {username} and temporary password is {####}.")
            .replace("{username}", user.username)
            .replace("{####}", password);
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("temporaryPassword", password);
    facts.put("username", user.username);
    facts.put("purpose", "AdminCreateUser");
    facts.put("userPool", pool.id);
    send(
        pool,
        attribute,
        user.attributes.getOrDefault(attribute, ""),
        orElse(subject, "Your temporary password"),
        text,
        facts);
  }

  private void send(
      Pool pool,
      String attribute,
      String to,
      String subject,
      String text,
      Map<String, String> facts) {
    boolean mail = attribute.equals("email");
    EmailConfigurationType mails = pool.settings().emailConfiguration();
    String from = mails == null ? null : mails.from();
    cloud
        .outbox()
        .send(
            new Outbox.Message(
                cloud.clock().instant(),
                mail ? Outbox.Channel.EMAIL : Outbox.Channel.SMS,
                mail ? orElse(from, SENDER) : "",
                to,
                mail ? subject : "",
                text,
                facts));
  }

  private static String subject(Pool pool) {
    VerificationMessageTemplateType template = pool.settings().verificationMessageTemplate();
    String own = template == null ? null : template.emailSubject();
    return orElse(
        own, orElse(pool.settings().emailVerificationSubject(), "Your verification code"));
  }

  private static String text(Pool pool, Purpose purpose, String attribute, String code) {
    VerificationMessageTemplateType template = pool.settings().verificationMessageTemplate();
    boolean mail = attribute.equals("email");
    String own = template == null ? null : mail ? template.emailMessage() : template.smsMessage();
    String old =
        mail
            ? pool.settings().emailVerificationMessage()
            : pool.settings().smsVerificationMessage();
    String usual =
        purpose == Purpose.FORGOT_PASSWORD
            ? "Your password reset code is {####}"
            : "Your confirmation code is {####}";
    return orElse(own, orElse(old, usual)).replace("{####}", code);
  }

  private static String orElse(@Nullable String own, String usual) {
    return own == null || own.isEmpty() ? usual : own;
  }

  /** Where a code went, or is said to have gone. */
  static CodeDeliveryDetailsType delivered(String attribute, String to) {
    return CodeDeliveryDetailsType.builder()
        .attributeName(attribute)
        .deliveryMedium(
            attribute.equals("email") ? DeliveryMediumType.EMAIL : DeliveryMediumType.SMS)
        .destination(masked(to))
        .build();
  }

  /** The first letters of name and domain, or the last four digits, as Cognito shows them. */
  static String masked(String to) {
    int at = to.indexOf('@');
    if (at > 0) {
      return to.charAt(0) + "***@" + to.charAt(Math.min(at + 1, to.length() - 1)) + "***";
    }
    return "+"
        + "*".repeat(Math.max(0, to.length() - 5))
        + to.substring(Math.max(0, to.length() - 4));
  }
}
