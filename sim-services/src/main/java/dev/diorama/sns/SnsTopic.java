package dev.diorama.sns;

import dev.diorama.core.json.Json;
import java.math.BigInteger;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A topic: its attributes, tags, and what FIFO topics remember. */
final class SnsTopic {
  /** What a message was answered with, for those that publish it again. */
  record Published(String messageId, String sequence, long nanos) {}

  /** Documented: five minutes. */
  private static final long DEDUPLICATION_NANOS = Duration.ofMinutes(5).toNanos();

  private static final BigInteger FIRST_SEQUENCE = new BigInteger("10000000000000000000");

  /** What the owner's account may do by the policy that a new topic has; documented. */
  private static final List<String> OWNERS_ACTIONS =
      List.of(
          "SNS:GetTopicAttributes",
          "SNS:SetTopicAttributes",
          "SNS:AddPermission",
          "SNS:RemovePermission",
          "SNS:DeleteTopic",
          "SNS:Subscribe",
          "SNS:ListSubscriptionsByTopic",
          "SNS:Publish");

  final SnsArn arn;
  final boolean fifo;

  /** What was set, by name. */
  final Map<String, String> attributes = new LinkedHashMap<>();

  final Map<String, String> tags = new LinkedHashMap<>();
  final Map<String, SnsSubscription> subscriptions = new LinkedHashMap<>();
  int deletedSubscriptions;
  private final Map<String, Published> published = new LinkedHashMap<>();
  private long sequences;

  SnsTopic(SnsArn arn) {
    this.arn = arn;
    this.fifo = arn.name().endsWith(".fifo");
  }

  String attribute(String name, String byDefault) {
    return attributes.getOrDefault(name, byDefault);
  }

  Json policy() {
    String own = attributes.get("Policy");
    return own == null ? defaultPolicy() : Json.parse(own);
  }

  /** Documented: https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html. */
  private Json defaultPolicy() {
    Json statement =
        Json.object()
            .put("Sid", "__default_statement_ID")
            .put("Effect", "Allow")
            .put("Principal", Json.object().put("AWS", "*").build())
            .put("Action", Json.strings(OWNERS_ACTIONS))
            .put("Resource", arn.text())
            .put(
                "Condition",
                Json.object()
                    .put(
                        "StringEquals", Json.object().put("AWS:SourceOwner", arn.account()).build())
                    .build())
            .build();
    return Json.object()
        .put("Version", "2008-10-17")
        .put("Id", "__default_policy_ID")
        .put("Statement", new Json.Arr(List.of(statement)))
        .build();
  }

  Optional<Published> earlier(String deduplication, long nowNanos) {
    return Optional.ofNullable(published.get(deduplication))
        .filter(old -> nowNanos - old.nanos() < DEDUPLICATION_NANOS);
  }

  void remember(String deduplication, Published answer) {
    published.values().removeIf(old -> answer.nanos() - old.nanos() >= DEDUPLICATION_NANOS);
    published.put(deduplication, answer);
  }

  String nextSequence() {
    return FIRST_SEQUENCE.add(BigInteger.valueOf(++sequences * 1_000)).toString();
  }
}
