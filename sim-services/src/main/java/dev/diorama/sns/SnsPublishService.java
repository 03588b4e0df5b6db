package dev.diorama.sns;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.json.Json;
import dev.diorama.core.json.JsonException;
import dev.diorama.core.random.SimRandom;
import dev.diorama.core.router.Call;
import dev.diorama.core.wire.AwsException;
import dev.diorama.core.wire.Checksums;
import dev.diorama.core.wire.ErrorCode;
import dev.diorama.core.wire.Timestamps;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.sns.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;
import software.amazon.awssdk.services.sns.model.PublishBatchRequest;
import software.amazon.awssdk.services.sns.model.PublishBatchRequestEntry;
import software.amazon.awssdk.services.sns.model.PublishBatchResponse;
import software.amazon.awssdk.services.sns.model.PublishBatchResultEntry;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sns.model.PublishResponse;

/**
 * Publishing: checks, deduplication, and who is sent a copy.
 *
 * <p>Documented: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html and
 * API_PublishBatch.html; sentences: see {@link SnsError}.
 */
final class SnsPublishService {
  private static final int MOST_BYTES = 262_144;
  private static final int LONGEST_SUBJECT = 100;
  private static final int MOST_ENTRIES = 10;
  private static final Pattern BATCH_ID = Pattern.compile("[A-Za-z0-9_-]{1,80}");

  private final Cloud cloud;
  private final SnsStore store;
  private final SnsDelivery delivery;
  private final SimRandom ids;

  SnsPublishService(Cloud cloud, SnsStore store, SnsDelivery delivery) {
    this.cloud = cloud;
    this.store = store;
    this.delivery = delivery;
    this.ids = cloud.seeds().stream("sns/message-ids");
  }

  PublishResponse publish(Call call, PublishRequest request) {
    PublishBatchRequestEntry entry =
        PublishBatchRequestEntry.builder()
            .message(request.message())
            .subject(request.subject())
            .messageStructure(request.messageStructure())
            .messageAttributes(request.messageAttributes())
            .messageDeduplicationId(request.messageDeduplicationId())
            .messageGroupId(request.messageGroupId())
            .build();
    String target = request.topicArn() == null ? request.targetArn() : request.topicArn();
    if (request.phoneNumber() != null && target == null) {
      SnsMessage message = message(call, entry, ids.uuid().toString(), "", "");
      delivery.text(request.phoneNumber(), message);
      return PublishResponse.builder().messageId(message.id()).build();
    }
    if (target == null) {
      throw SnsError.invalid("TopicArn or TargetArn Reason: no value for required parameter");
    }
    if (request.topicArn() == null && SnsArn.find(target).isEmpty()) {
      throw SnsError.invalid("TargetArn Reason: No endpoint found for the target arn specified");
    }
    PublishBatchResultEntry done = publish(call, store.get(SnsArn.of(call, target)), entry);
    return PublishResponse.builder()
        .messageId(done.messageId())
        .sequenceNumber(done.sequenceNumber())
        .build();
  }

  PublishBatchResponse publish(Call call, PublishBatchRequest request) {
    SnsTopic topic = store.get(SnsArn.of(call, request.topicArn()));
    List<PublishBatchRequestEntry> entries = request.publishBatchRequestEntries();
    checkBatch(entries);
    List<PublishBatchResultEntry> done = new ArrayList<>();
    List<BatchResultErrorEntry> failed = new ArrayList<>();
    for (PublishBatchRequestEntry entry : entries) {
      try {
        done.add(publish(call, topic, entry));
      } catch (AwsException e) {
        failed.add(
            BatchResultErrorEntry.builder()
                .id(entry.id())
                .code(e.code())
                .message(e.message())
                .senderFault(e.side() == ErrorCode.Side.CLIENT)
                .build());
      }
    }
    return PublishBatchResponse.builder().successful(done).failed(failed).build();
  }

  private static void checkBatch(List<PublishBatchRequestEntry> entries) {
    if (entries.isEmpty()) {
      throw SnsError.EMPTY_BATCH.with("The batch request doesn't contain any entries.");
    }
    if (entries.size() > MOST_ENTRIES) {
      throw SnsError.TOO_MANY_ENTRIES.with(
          "The batch request contains more entries than permissible.");
    }
    Set<String> seen = new HashSet<>();
    long size = 0;
    for (PublishBatchRequestEntry entry : entries) {
      String id = entry.id() == null ? "" : entry.id();
      if (!BATCH_ID.matcher(id).matches()) {
        throw SnsError.INVALID_BATCH_ID.with(
            "The Id of a batch entry in a batch request doesn't abide by the specification.");
      }
      if (!seen.add(id)) {
        throw SnsError.BATCH_IDS_NOT_DISTINCT.with(
            "Two or more batch entries in the request have the same Id.");
      }
      size += size(entry);
    }
    if (size > MOST_BYTES) {
      throw SnsError.BATCH_TOO_LONG.with(
          "The length of all the batch messages put together is more than the limit.");
    }
  }

  private PublishBatchResultEntry publish(
      Call call, SnsTopic topic, PublishBatchRequestEntry entry) {
    String deduplication = deduplication(topic, entry);
    long now = call.nowNanos();
    Optional<SnsTopic.Published> earlier =
        topic.fifo ? topic.earlier(deduplication, now) : Optional.empty();
    if (earlier.isPresent()) {
      call.note("duplicate", earlier.get().messageId());
      return answer(entry, earlier.get().messageId(), earlier.get().sequence());
    }
    String id = ids.uuid().toString();
    checkEntry(entry);
    String sequence = topic.fifo ? topic.nextSequence() : "";
    SnsMessage message = message(call, entry, id, deduplication, sequence);
    if (topic.fifo) {
      topic.remember(deduplication, new SnsTopic.Published(id, sequence, now));
    }
    count(topic, "NumberOfMessagesPublished", 1);
    count(topic, "PublishSize", (double) size(entry));
    int told = 0;
    for (SnsSubscription subscription : List.copyOf(topic.subscriptions.values())) {
      if (!subscription.confirmed) {
        continue;
      }
      if (message.isFor(subscription)) {
        delivery.deliver(call, subscription, message);
        told++;
      } else {
        count(topic, "NumberOfNotificationsFilteredOut", 1);
      }
    }
    call.note("messageId", id).note("subscribers", Integer.toString(told));
    return answer(entry, id, sequence);
  }

  private static PublishBatchResultEntry answer(
      PublishBatchRequestEntry entry, String id, String sequence) {
    PublishBatchResultEntry.Builder answer =
        PublishBatchResultEntry.builder().id(entry.id()).messageId(id);
    return sequence.isEmpty() ? answer.build() : answer.sequenceNumber(sequence).build();
  }

  private SnsMessage message(
      Call call, PublishBatchRequestEntry entry, String id, String deduplication, String sequence) {
    checkEntry(entry);
    return new SnsMessage(
        id,
        entry.subject() == null ? "" : entry.subject(),
        texts(entry),
        entry.messageAttributes(),
        Timestamps.writeMillis(cloud.clock().start().plusNanos(call.nowNanos())),
        entry.messageGroupId() == null ? "" : entry.messageGroupId(),
        deduplication,
        sequence);
  }

  private static void checkEntry(PublishBatchRequestEntry entry) {
    if (entry.message() == null || entry.message().isEmpty()) {
      throw SnsError.invalid("Empty message");
    }
    if (size(entry) > MOST_BYTES) {
      throw SnsError.invalid("Message too long");
    }
    String subject = entry.subject();
    if (subject != null
        && (subject.isEmpty()
            || subject.length() >= LONGEST_SUBJECT
            || subject.chars().anyMatch(Character::isISOControl))) {
      throw SnsError.invalid("Subject");
    }
    entry.messageAttributes().forEach(SnsPublishService::checkAttribute);
  }

  private static void checkAttribute(String name, MessageAttributeValue value) {
    String type = value.dataType() == null ? "" : value.dataType();
    String base = type.split("\\.", 2)[0];
    if (!List.of("String", "Number", "Binary").contains(base)) {
      throw SnsError.INVALID_VALUE.with(
          "The message attribute '"
              + name
              + "' has an invalid message attribute type, the set of supported type prefixes is"
              + " Binary, Number, and String.");
    }
    boolean empty =
        base.equals("Binary")
            ? value.binaryValue() == null || value.binaryValue().asByteArrayUnsafe().length == 0
            : value.stringValue() == null || value.stringValue().isEmpty();
    if (empty) {
      throw SnsError.INVALID_VALUE.with(
          "The message attribute '"
              + name
              + "' must contain non-empty message attribute value for message attribute type '"
              + type
              + "'.");
    }
    if (base.equals("Number")) {
      try {
        BigDecimal unused = new BigDecimal(value.stringValue());
      } catch (NumberFormatException e) {
        throw SnsError.INVALID_VALUE.with(
            "Could not cast message attribute '" + name + "' value to number.");
      }
    }
  }

  private static long size(PublishBatchRequestEntry entry) {
    long size = entry.message() == null ? 0 : utf8(entry.message()).length;
    for (Map.Entry<String, MessageAttributeValue> each : entry.messageAttributes().entrySet()) {
      MessageAttributeValue value = each.getValue();
      size += utf8(each.getKey()).length;
      size += value.dataType() == null ? 0 : value.dataType().length();
      size += value.stringValue() == null ? 0 : utf8(value.stringValue()).length;
      size += value.binaryValue() == null ? 0 : value.binaryValue().asByteArrayUnsafe().length;
    }
    return size;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** What goes to which protocol: one text for all, or a JSON object with one for each. */
  private static Map<String, String> texts(PublishBatchRequestEntry entry) {
    String structure = entry.messageStructure();
    if (structure == null) {
      return Map.of("default", entry.message());
    }
    if (!structure.equals("json")) {
      throw SnsError.invalid("MessageStructure");
    }
    Json json;
    try {
      json = Json.parse(entry.message());
    } catch (JsonException e) {
      throw SnsError.invalid("Message Structure - JSON message body failed to parse");
    }
    Map<String, String> texts = new LinkedHashMap<>();
    json.members()
        .forEach(
            (protocol, text) -> {
              if (text instanceof Json.Str string) {
                texts.put(protocol, string.value());
              }
            });
    if (!texts.containsKey("default")) {
      throw SnsError.invalid("Message Structure - No default entry in JSON message body");
    }
    return texts;
  }

  /** The deduplication id on a FIFO topic, given or made of the message; else empty. */
  private static String deduplication(SnsTopic topic, PublishBatchRequestEntry entry) {
    String given = entry.messageDeduplicationId();
    if (!topic.fifo) {
      if (given != null) {
        throw SnsError.invalid(
            "MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter"
                + " that is not valid for this topic type");
      }
      return "";
    }
    if (entry.messageGroupId() == null) {
      throw SnsError.invalid(
          "MessageGroupId Reason: The MessageGroupId parameter is required for FIFO topics");
    }
    if (given != null) {
      return given;
    }
    if (!"true".equals(topic.attributes.get("ContentBasedDeduplication"))) {
      throw SnsError.invalid(
          "MessageDeduplicationId Reason: The topic should either have ContentBasedDeduplication"
              + " enabled or MessageDeduplicationId provided explicitly");
    }
    checkEntry(entry);
    return HexFormat.of().formatHex(Checksums.hash("SHA-256", utf8(entry.message())));
  }

  private void count(SnsTopic topic, String metric, double value) {
    cloud
        .metrics()
        .in(topic.arn.account(), topic.arn.region())
        .add("AWS/SNS", metric, value, "TopicName", topic.arn.name());
  }
}
