package dev.diorama.ses;

import dev.diorama.core.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What the SDK's classes do not say about the things that SES keeps. */
final class SesModel {
  private SesModel() {}

  /** What can be told about a mail. */
  enum EventType {
    SEND("Send", "send"),
    REJECT("Reject", "reject"),
    BOUNCE("Bounce", "bounce"),
    COMPLAINT("Complaint", "complaint"),
    DELIVERY("Delivery", "delivery"),
    OPEN("Open", "open"),
    CLICK("Click", "click"),
    RENDERING_FAILURE("Rendering Failure", "failure"),
    DELIVERY_DELAY("DeliveryDelay", "deliveryDelay"),
    SUBSCRIPTION("Subscription", "subscription");

    private final String label;
    private final String member;

    EventType(String label, String member) {
      this.label = label;
      this.member = member;
    }

    /** The value of {@code eventType}. */
    String label() {
      return label;
    }

    /** The member of the event that holds the details. */
    String member() {
      return member;
    }

    /** From either version's spelling: {@code renderingFailure} or {@code RENDERING_FAILURE}. */
    static EventType of(String written) {
      String plain = written.replace("_", "").toLowerCase(Locale.ROOT);
      for (EventType type : values()) {
        if (type.name().replace("_", "").toLowerCase(Locale.ROOT).equals(plain)) {
          return type;
        }
      }
      throw SesError.INVALID_PARAMETER_VALUE.with("Invalid event type: " + written);
    }
  }

  /** How far the proof has come that somebody owns an identity. */
  enum Proof {
    PENDING("Pending", "PENDING"),
    SUCCESS("Success", "SUCCESS"),
    FAILED("Failed", "FAILED");

    private final String inV1;
    private final String inV2;

    Proof(String inV1, String inV2) {
      this.inV1 = inV1;
      this.inV2 = inV2;
    }

    String inV1() {
      return inV1;
    }

    String inV2() {
      return inV2;
    }
  }

  /** An address or a domain that mails come from. */
  static final class Identity {
    /**
     * A verification link works for 24 hours, and DNS records are looked for during 72, documented:
     * https://docs.aws.amazon.com/ses/latest/APIReference/API_GetIdentityVerificationAttributes.html
     */
    private static final long LINK_NANOS = TimeUnit.HOURS.toNanos(24);

    private static final long RECORDS_NANOS = TimeUnit.HOURS.toNanos(72);

    final String name;
    final String account;
    final String region;
    final List<String> dkimTokens = new ArrayList<>();
    final Map<String, String> topics = new LinkedHashMap<>();
    final Map<String, String> policies = new LinkedHashMap<>();
    final Map<String, String> tags = new LinkedHashMap<>();
    String token;
    long askedNanos;
    boolean verified;
    Optional<String> configurationSet = Optional.empty();

    Identity(String name, String account, String region, String token, long askedNanos) {
      this.name = name;
      this.account = account;
      this.region = region;
      this.token = token;
      this.askedNanos = askedNanos;
    }

    boolean isDomain() {
      return name.indexOf('@') < 0;
    }

    String arn() {
      return identityArn(region, account, name);
    }

    Proof proof(long nowNanos) {
      if (verified) {
        return Proof.SUCCESS;
      }
      return nowNanos - askedNanos > (isDomain() ? RECORDS_NANOS : LINK_NANOS)
          ? Proof.FAILED
          : Proof.PENDING;
    }

    /** All of its policies as one; empty when there is none. */
    Optional<Json> policy() {
      if (policies.isEmpty()) {
        return Optional.empty();
      }
      List<Json> statements = new ArrayList<>();
      for (String policy : policies.values()) {
        Json.parse(policy).get("Statement").ifPresent(s -> statements.addAll(s.asList()));
      }
      return Optional.of(
          Json.object()
              .put("Version", "2012-10-17")
              .put("Statement", new Json.Arr(statements))
              .build());
    }
  }

  static String identityArn(String region, String account, String name) {
    return "arn:aws:ses:" + region + ":" + account + ":identity/" + name;
  }

  /** A template; parts that are not there are empty. */
  record Template(String name, String subject, String text, String html, Instant created) {}

  /** Where events go. */
  record Destination(String name, boolean enabled, List<EventType> types, String topicArn) {
    Destination {
      types = List.copyOf(types);
    }
  }

  /** Under what rules a mail is sent. */
  static final class ConfigurationSet {
    final String name;
    final String arn;
    final Map<String, Destination> destinations = new LinkedHashMap<>();
    final Map<String, String> tags = new LinkedHashMap<>();
    boolean sending = true;
    Optional<List<String>> suppressedReasons = Optional.empty();

    ConfigurationSet(String name, String arn) {
      this.name = name;
      this.arn = arn;
    }
  }

  /** An address that nothing is delivered to any more. */
  record Suppressed(String address, String reason, Instant since) {}

  /** What was said when asking for production access. */
  record Application(
      String mailType,
      String website,
      Optional<String> language,
      Optional<String> useCase,
      List<String> contacts,
      String caseId) {
    Application {
      contacts = List.copyOf(contacts);
    }
  }
}
