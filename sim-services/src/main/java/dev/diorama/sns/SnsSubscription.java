package dev.diorama.sns;

import dev.diorama.core.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A subscription: who is told, how, of what, and what happens when they cannot be told. */
final class SnsSubscription {
  final String arn;
  final SnsTopic topic;
  final String protocol;
  final String endpoint;
  final String owner;
  final String principal;
  final String token;
  boolean confirmed;
  boolean confirmedBySignature;
  boolean signedUnsubscribe;
  boolean removed;
  long lastArrivalNanos;

  /** What was set, by name. */
  final Map<String, String> attributes = new LinkedHashMap<>();

  SnsSubscription(
      String arn,
      SnsTopic topic,
      String protocol,
      String endpoint,
      String owner,
      String principal,
      String token) {
    this.arn = arn;
    this.topic = topic;
    this.protocol = protocol;
    this.endpoint = endpoint;
    this.owner = owner;
    this.principal = principal;
    this.token = token;
  }

  boolean raw() {
    return "true".equals(attributes.get("RawMessageDelivery"));
  }

  boolean filtersBody() {
    return "MessageBody".equals(attributes.get("FilterPolicyScope"));
  }

  Optional<Json> filter() {
    return Optional.ofNullable(attributes.get("FilterPolicy")).map(Json::parse);
  }

  Optional<String> deadLetterQueue() {
    return Optional.ofNullable(attributes.get("RedrivePolicy"))
        .flatMap(text -> Json.parse(text).text("deadLetterTargetArn"));
  }

  boolean http() {
    return protocol.equals("http") || protocol.equals("https");
  }
}
