package dev.diorama.sns;

import dev.diorama.core.json.Json;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;

/**
 * The JSON in which messages arrive, signed.
 *
 * <p>Documented: https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html and,
 * for functions, https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html; the order of members
 * and the white space are observed.
 */
final class SnsEnvelope {
  private final SnsSigner signer;

  SnsEnvelope(SnsSigner signer) {
    this.signer = signer;
  }

  /** A notification as queues, HTTP endpoints and email-json get it. */
  String notification(SnsSubscription to, SnsMessage message) {
    Map<String, Json> members = new LinkedHashMap<>();
    put(members, "Type", "Notification");
    put(members, "MessageId", message.id());
    if (!message.sequence().isEmpty()) {
      put(members, "SequenceNumber", message.sequence());
    }
    put(members, "TopicArn", to.topic.arn.text());
    if (!message.subject().isEmpty()) {
      put(members, "Subject", message.subject());
    }
    put(members, "Message", message.textFor(to.protocol));
    put(members, "Timestamp", message.timestamp());
    sign(members, to, signed(to, message), "SigningCertURL");
    put(members, "UnsubscribeURL", unsubscribeUrl(to));
    if (!message.attributes().isEmpty()) {
      members.put("MessageAttributes", attributes(message));
    }
    return lines(members);
  }

  /** The event of a function. */
  Json lambdaEvent(SnsSubscription to, SnsMessage message) {
    Map<String, Json> sns = new LinkedHashMap<>();
    put(sns, "Type", "Notification");
    put(sns, "MessageId", message.id());
    put(sns, "TopicArn", to.topic.arn.text());
    sns.put("Subject", message.subject().isEmpty() ? Json.nil() : Json.of(message.subject()));
    put(sns, "Message", message.textFor(to.protocol));
    put(sns, "Timestamp", message.timestamp());
    sign(sns, to, signed(to, message), "SigningCertUrl");
    put(sns, "UnsubscribeUrl", unsubscribeUrl(to));
    sns.put("MessageAttributes", attributes(message));
    Json record =
        Json.object()
            .put("EventSource", "aws:sns")
            .put("EventVersion", "1.0")
            .put("EventSubscriptionArn", to.arn)
            .put("Sns", new Json.Obj(sns))
            .build();
    return Json.object().put("Records", new Json.Arr(List.of(record))).build();
  }

  /** The question whether an endpoint wants to be told at all. */
  String confirmation(SnsSubscription to, String id, String timestamp) {
    Map<String, Json> members = new LinkedHashMap<>();
    String text =
        "You have chosen to subscribe to the topic "
            + to.topic.arn.text()
            + ".\nTo confirm the subscription, visit the SubscribeURL included in this message.";
    put(members, "Type", "SubscriptionConfirmation");
    put(members, "MessageId", id);
    put(members, "Token", to.token);
    put(members, "TopicArn", to.topic.arn.text());
    put(members, "Message", text);
    put(members, "SubscribeURL", subscribeUrl(to));
    put(members, "Timestamp", timestamp);
    String signed =
        pairs(
            "Message",
            text,
            "MessageId",
            id,
            "SubscribeURL",
            subscribeUrl(to),
            "Timestamp",
            timestamp,
            "Token",
            to.token,
            "TopicArn",
            to.topic.arn.text(),
            "Type",
            "SubscriptionConfirmation");
    sign(members, to, signed, "SigningCertURL");
    return lines(members);
  }

  static String subscribeUrl(SnsSubscription to) {
    return "https://sns."
        + to.topic.arn.region()
        + ".amazonaws.com/?Action=ConfirmSubscription&TopicArn="
        + to.topic.arn.text()
        + "&Token="
        + to.token;
  }

  static String unsubscribeUrl(SnsSubscription to) {
    return "https://sns."
        + to.topic.arn.region()
        + ".amazonaws.com/?Action=Unsubscribe&SubscriptionArn="
        + to.arn;
  }

  private static String signed(SnsSubscription to, SnsMessage message) {
    String text = message.textFor(to.protocol);
    String first = pairs("Message", text, "MessageId", message.id());
    String subject = message.subject().isEmpty() ? "" : pairs("Subject", message.subject());
    return first
        + subject
        + pairs(
            "Timestamp", message.timestamp(),
            "TopicArn", to.topic.arn.text(),
            "Type", "Notification");
  }

  private static String pairs(String... namesAndValues) {
    return String.join("\n", namesAndValues) + "\n";
  }

  private void sign(
      Map<String, Json> members, SnsSubscription to, String signed, String certificateMember) {
    String version = to.topic.attribute("SignatureVersion", "1");
    put(members, "SignatureVersion", version);
    put(members, "Signature", signer.sign(signed, version));
    put(members, certificateMember, signer.certificateUrl(to.topic.arn.region()));
  }

  private static void put(Map<String, Json> members, String name, String value) {
    members.put(name, Json.of(value));
  }

  private static Json attributes(SnsMessage message) {
    Json.ObjectBuilder all = Json.object();
    message
        .attributes()
        .forEach(
            (name, value) ->
                all.put(
                    name,
                    Json.object()
                        .put("Type", value.dataType())
                        .put("Value", value(value))
                        .build()));
    return all.build();
  }

  private static String value(MessageAttributeValue value) {
    return value.binaryValue() == null
        ? value.stringValue()
        : Base64.getEncoder().encodeToString(value.binaryValue().asByteArrayUnsafe());
  }

  /** One member a line, as SNS writes it. */
  private static String lines(Map<String, Json> members) {
    StringBuilder text = new StringBuilder("{");
    String comma = "\n";
    for (Map.Entry<String, Json> each : members.entrySet()) {
      text.append(comma).append("  ").append(Json.of(each.getKey()).write()).append(" : ");
      if (each.getValue() instanceof Json.Obj inner) {
        String innerComma = "{\n";
        for (Map.Entry<String, Json> one : inner.members().entrySet()) {
          text.append(innerComma)
              .append("    ")
              .append(Json.of(one.getKey()).write())
              .append(" : ")
              .append(one.getValue().write());
          innerComma = ",\n";
        }
        text.append("\n  }");
      } else {
        text.append(each.getValue().write());
      }
      comma = ",\n";
    }
    return text.append("\n}").toString();
  }
}
