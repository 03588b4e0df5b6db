package dev.diorama.cognito.userpool;

import dev.diorama.cognito.userpool.Triggers.Trigger;
import dev.diorama.cognito.userpool.UserPoolModel.Code;
import dev.diorama.cognito.userpool.UserPoolModel.Pool;
import dev.diorama.cognito.userpool.UserPoolModel.Purpose;
import dev.diorama.cognito.userpool.UserPoolModel.User;
import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.cloud.Outbox;
import dev.diorama.core.json.Json;
import dev.diorama.core.random.SimRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
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
  private final Triggers triggers;
  private final SimRandom codes;

  Messages(Cloud cloud, Triggers triggers) {
    this.cloud = cloud;
    this.triggers = triggers;
    this.codes = cloud.seeds().stream("cognito-idp/codes");
  }

  /**
   * A code that has been sent.
   *
   * @param code the code
   * @param where it went, with most of the address blotted out
   */
  record Sent(String code, CodeDeliveryDetailsType where) {}

  /** What a message says before the pool's function has had its say. */
  private record Draft(String subject, String text) {}

  /** Makes a code, keeps it for its user, sends it and says where it went. */
  CodeDeliveryDetailsType sendCode(
      Visit visit, User user, Purpose purpose, String attribute, String reason) {
    return sendCode(visit, user, purpose, attribute, address(user, attribute), reason);
  }

  /** The same to an address that is not the user's yet. */
  CodeDeliveryDetailsType sendCode(
      Visit visit, User user, Purpose purpose, String attribute, String to, String reason) {
    Pool pool = visit.pool();
    String value = codes.text("0123456789", 6);
    long expires = cloud.clock().nanos() + TimeUnit.SECONDS.toNanos(purpose.seconds);
    user.codes.put(purpose.slot(attribute), new Code(value, attribute, expires));
    Draft draft = new Draft(subject(pool), text(pool, purpose, attribute));
    deliver(
        visit,
        user,
        attribute,
        to,
        reason,
        value,
        customized(visit, user, draft, attribute, reason));
    return delivered(attribute, to);
  }

  /** Sends a code for a sign-in under way, which keeps the code itself. */
  Sent sendSignInCode(Visit visit, User user, String attribute) {
    String value = codes.text("0123456789", 6);
    String to = address(user, attribute);
    UserPoolModel.Mfa mfa = visit.pool().mfa();
    String own =
        attribute.equals("email")
            ? mfa.email() == null ? null : mfa.email().message()
            : mfa.sms() == null ? null : mfa.sms().smsAuthenticationMessage();
    String subject = mfa.email() == null ? null : mfa.email().subject();
    Draft draft =
        new Draft(
            orElse(subject, "Your authentication code"),
            orElse(own, "Your authentication code is {####}."));
    String reason = "Authentication";
    deliver(
        visit,
        user,
        attribute,
        to,
        reason,
        value,
        customized(visit, user, draft, attribute, reason));
    return new Sent(value, delivered(attribute, to));
  }

  private static String address(User user, String attribute) {
    return user.attributes.getOrDefault(attribute, "");
  }

  private void deliver(
      Visit visit,
      User user,
      String attribute,
      String to,
      String reason,
      String code,
      Draft draft) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("code", code);
    facts.put("username", user.username);
    facts.put("purpose", reason);
    facts.put("userPool", visit.pool().id);
    send(visit.pool(), attribute, to, draft.subject(), draft.text().replace("{####}", code), facts);
  }

  /** What the pool's function makes of a message; it may leave what it does not fill in. */
  private Draft customized(Visit visit, User user, Draft draft, String attribute, String reason) {
    boolean invitation = reason.equals("AdminCreateUser");
    Json.ObjectBuilder request = Triggers.about(user).put("codeParameter", "{####}");
    request.put("usernameParameter", invitation ? Json.of("{username}") : Json.nil());
    Optional<Json> answer =
        triggers.fire(
            visit,
            Trigger.CUSTOM_MESSAGE,
            reason,
            user.username,
            Triggers.with(request, "clientMetadata", visit.metadata()).build(),
            Json.object()
                .put("smsMessage", Json.nil())
                .put("emailMessage", Json.nil())
                .put("emailSubject", Json.nil())
                .build());
    if (answer.isEmpty()) {
      return draft;
    }
    boolean mail = attribute.equals("email");
    return new Draft(
        orElse(answer.get().text("emailSubject").orElse(""), draft.subject()),
        orElse(answer.get().text(mail ? "emailMessage" : "smsMessage").orElse(""), draft.text()));
  }

  /** Sends the invitation with a temporary password that {@code AdminCreateUser} promises. */
  void invite(Visit visit, User user, String attribute, String password) {
    Pool pool = visit.pool();
    MessageTemplateType template = pool.settings().adminCreateUserConfig().inviteMessageTemplate();
    boolean mail = attribute.equals("email");
    String own = template == null ? null : mail ? template.emailMessage() : template.smsMessage();
    String subject = template == null ? null : template.emailSubject();
    Draft draft =
        customized(
            visit,
            user,
            new Draft(
                orElse(subject, "Your temporary password"),
                orElse(own, "Your username is {username} and temporary password is {####}.")),
            attribute,
            "AdminCreateUser");
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("temporaryPassword", password);
    facts.put("username", user.username);
    facts.put("purpose", "AdminCreateUser");
    facts.put("userPool", pool.id);
    send(
        pool,
        attribute,
        address(user, attribute),
        draft.subject(),
        draft.text().replace("{username}", user.username).replace("{####}", password),
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

  private static String text(Pool pool, Purpose purpose, String attribute) {
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
    return orElse(own, orElse(old, usual));
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
