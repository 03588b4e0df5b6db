package dev.diorama.sns;

import dev.diorama.core.json.Json;
import dev.diorama.core.json.JsonException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;

/**
 * A message as it was published.
 *
 * @param subject empty where there is none
 * @param texts what goes to each protocol; {@code default} to all others
 * @param timestamp when, as messages show it
 * @param group the message group; empty where there is none
 * @param deduplication the deduplication id; empty on standard topics
 * @param sequence the sequence number; empty on standard topics
 */
record SnsMessage(
    String id,
    String subject,
    Map<String, String> texts,
    Map<String, MessageAttributeValue> attributes,
    String timestamp,
    String group,
    String deduplication,
    String sequence) {
  SnsMessage {
    texts = Collections.unmodifiableMap(new LinkedHashMap<>(texts));
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
  }

  String textFor(String protocol) {
    return texts.getOrDefault(protocol, texts.getOrDefault("default", ""));
  }

  /** Whether a subscription wants it. */
  boolean isFor(SnsSubscription subscription) {
    Optional<Json> filter = subscription.filter();
    if (filter.isEmpty()) {
      return true;
    }
    return subscription.filtersBody()
        ? SnsFilter.passesBody(filter.get(), textFor(subscription.protocol))
        : SnsFilter.passes(filter.get(), this::filtered);
  }

  /** An attribute as filters see it; those with binary values they do not. */
  private Optional<Json> filtered(String name) {
    MessageAttributeValue value = attributes.get(name);
    if (value == null || value.stringValue() == null) {
      return Optional.empty();
    }
    String type = value.dataType();
    try {
      if (type.startsWith("Number") || type.equals("String.Array")) {
        return Optional.of(Json.parse(value.stringValue()));
      }
    } catch (JsonException e) {
      return Optional.of(Json.of(value.stringValue()));
    }
    return Optional.of(Json.of(value.stringValue()));
  }
}
