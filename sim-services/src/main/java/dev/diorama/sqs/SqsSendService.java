package dev.diorama.sqs;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.random.SimRandom;
import dev.diorama.core.router.Call;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeValue;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResultEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/**
 * Sending messages, to standard and FIFO queues.
 *
 * <p>Rules documented:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html and
 * .../SQSDeveloperGuide/FIFO-queues-exactly-once-processing.html; sentences observed.
 */
final class SqsSendService {
  private static final int LONGEST_DELAY_SECONDS = 900;
  private static final String TRACE_HEADER = "AWSTraceHeader";
  private static final Pattern GROUP =
      Pattern.compile("[A-Za-z0-9!\"#$%&'()*+,./:;<=>?@\\[\\\\\\]^_`{|}~-]{1,128}");

  private final Cloud cloud;
  private final SqsStore store;
  private final SqsBell bell;
  private final SqsMetrics metrics;
  private final SimRandom ids;

  SqsSendService(Cloud cloud, SqsStore store, SqsBell bell, SqsMetrics metrics) {
    this.cloud = cloud;
    this.store = store;
    this.bell = bell;
    this.metrics = metrics;
    this.ids = cloud.seeds().stream("sqs/message-ids");
  }

  SendMessageResponse send(Call call, SendMessageRequest request) {
    SqsQueue queue = store.get(SqsAddress.ofUrl(call, request.queueUrl()));
    SendMessageBatchRequestEntry entry =
        SendMessageBatchRequestEntry.builder()
            .messageBody(request.messageBody())
            .delaySeconds(request.delaySeconds())
            .messageAttributes(request.messageAttributes())
            .messageSystemAttributesWithStrings(request.messageSystemAttributesAsStrings())
            .messageDeduplicationId(request.messageDeduplicationId())
            .messageGroupId(request.messageGroupId())
            .build();
    SendMessageBatchResultEntry sent = send(call, queue, entry);
    return SendMessageResponse.builder()
        .messageId(sent.messageId())
        .md5OfMessageBody(sent.md5OfMessageBody())
        .md5OfMessageAttributes(sent.md5OfMessageAttributes())
        .md5OfMessageSystemAttributes(sent.md5OfMessageSystemAttributes())
        .sequenceNumber(sent.sequenceNumber())
        .build();
  }

  SendMessageBatchResponse send(Call call, SendMessageBatchRequest request) {
    SqsQueue queue = store.get(SqsAddress.ofUrl(call, request.queueUrl()));
    long size =
        request.entries().stream()
            .mapToLong(
                entry ->
                    SqsContent.size(
                        entry.messageBody() == null ? "" : entry.messageBody(),
                        entry.messageAttributes()))
            .sum();
    if (size > SqsSettings.MOST_BYTES) {
      throw SqsError.BATCH_TOO_LONG.with(
          "Batch requests cannot be longer than "
              + SqsSettings.MOST_BYTES
              + " bytes. You have sent "
              + size
              + " bytes.");
    }
    if (queue.fifo) {
      request.entries().forEach(entry -> checkFifo(queue, entry));
    }
    SqsBatch<SendMessageBatchResultEntry> batch =
        SqsBatch.of(
            request.entries(),
            "SendMessageBatchRequestEntry",
            SendMessageBatchRequestEntry::id,
            entry -> send(call, queue, entry));
    return SendMessageBatchResponse.builder()
        .successful(batch.done())
        .failed(batch.failed())
        .build();
  }

  /**
   * A FIFO batch with an entry that lacks what order needs is refused as a whole, and in one code
   * for both. Observed of AWS in 2023 by LocalStack's tests (see {@link SqsError}).
   */
  private static void checkFifo(SqsQueue queue, SendMessageBatchRequestEntry entry) {
    if (entry.messageGroupId() == null) {
      throw SqsError.INVALID_PARAMETER.with(SqsError.missing("MessageGroupId").message());
    }
    if (entry.messageDeduplicationId() == null
        && !queue.setting("ContentBasedDeduplication").equals("true")) {
      throw noDeduplicationId();
    }
  }

  private static dev.diorama.core.wire.AwsException noDeduplicationId() {
    return SqsError.INVALID_PARAMETER.with(
        "The queue should either have ContentBasedDeduplication enabled or"
            + " MessageDeduplicationId provided explicitly");
  }

  private SendMessageBatchResultEntry send(
      Call call, SqsQueue queue, SendMessageBatchRequestEntry entry) {
    SqsContent.checkBody(entry.messageBody());
    SqsContent.checkAttributes(entry.messageAttributes());
    Map<String, MessageAttributeValue> systemSent =
        systemAttributes(entry.messageSystemAttributesAsStrings());
    long size = SqsContent.size(entry.messageBody(), entry.messageAttributes());
    if (size > queue.number("MaximumMessageSize")) {
      throw SqsError.INVALID_PARAMETER.with(
          "One or more parameters are invalid. Reason: Message must be shorter than "
              + queue.setting("MaximumMessageSize")
              + " bytes.");
    }
    long now = call.nowNanos();
    long delay = Duration.ofSeconds(delaySeconds(queue, entry.delaySeconds())).toNanos();
    Optional<String> deduplication = deduplication(queue, entry);
    Optional<SqsQueue.Sent> earlier =
        deduplication.flatMap(id -> queue.earlier(scoped(queue, entry, id), now));
    SqsQueue.Sent sent =
        earlier.orElseGet(
            () ->
                new SqsQueue.Sent(
                    ids.uuid().toString(), queue.fifo ? queue.nextSequence() : "", now));
    if (earlier.isPresent()) {
      call.note("duplicate", sent.messageId());
    } else {
      Map<String, String> system =
          systemOf(call, entry, systemSent, deduplication, sent.sequence());
      deduplication.ifPresent(id -> queue.remember(scoped(queue, entry, id), sent));
      bell.put(
          queue,
          new SqsMessage(
              sent.messageId(),
              entry.messageBody(),
              entry.messageAttributes(),
              system,
              now,
              now + delay));
      metrics.sent(queue, size);
    }
    call.note("messageId", sent.messageId());
    SendMessageBatchResultEntry.Builder answer =
        SendMessageBatchResultEntry.builder()
            .id(entry.id())
            .messageId(sent.messageId())
            .md5OfMessageBody(SqsContent.md5(entry.messageBody()));
    if (!entry.messageAttributes().isEmpty()) {
      answer.md5OfMessageAttributes(SqsContent.md5(entry.messageAttributes()));
    }
    if (!systemSent.isEmpty()) {
      answer.md5OfMessageSystemAttributes(SqsContent.md5(systemSent));
    }
    return sent.sequence().isEmpty()
        ? answer.build()
        : answer.sequenceNumber(sent.sequence()).build();
  }

  private Map<String, String> systemOf(
      Call call,
      SendMessageBatchRequestEntry entry,
      Map<String, MessageAttributeValue> systemSent,
      Optional<String> deduplication,
      String sequence) {
    Map<String, String> system = new LinkedHashMap<>();
    system.put("SenderId", senderId(call));
    system.put("SentTimestamp", Long.toString(epochMillis(call.nowNanos())));
    if (entry.messageGroupId() != null) {
      system.put("MessageGroupId", entry.messageGroupId());
    }
    deduplication.ifPresent(id -> system.put("MessageDeduplicationId", id));
    if (!sequence.isEmpty()) {
      system.put("SequenceNumber", sequence);
    }
    MessageAttributeValue trace = systemSent.get(TRACE_HEADER);
    if (trace != null) {
      system.put(TRACE_HEADER, trace.stringValue());
    }
    return system;
  }

  /** Documented: the sender's IP address where nobody signed. */
  private static String senderId(Call call) {
    return call.principal().userId().isEmpty() ? call.sourceIp() : call.principal().userId();
  }

  private long epochMillis(long nanos) {
    return cloud.clock().start().plusNanos(nanos).toEpochMilli();
  }

  private static int delaySeconds(SqsQueue queue, @Nullable Integer asked) {
    if (asked == null) {
      return queue.number("DelaySeconds");
    }
    if (asked < 0 || asked > LONGEST_DELAY_SECONDS) {
      throw SqsError.invalid(
          asked, "DelaySeconds", "DelaySeconds must be >= 0 and <= " + LONGEST_DELAY_SECONDS + ".");
    }
    if (queue.fifo && asked > 0) {
      throw wrongType(asked, "DelaySeconds");
    }
    return queue.fifo ? queue.number("DelaySeconds") : asked;
  }

  private static dev.diorama.core.wire.AwsException wrongType(Object value, String parameter) {
    return SqsError.invalid(
        value, parameter, "The request include parameter that is not valid for this queue type.");
  }

  /** The deduplication id of a message to a FIFO queue, given or made of its body. */
  private static Optional<String> deduplication(
      SqsQueue queue, SendMessageBatchRequestEntry entry) {
    String group = entry.messageGroupId();
    String given = entry.messageDeduplicationId();
    if (group != null && !GROUP.matcher(group).matches()) {
      throw notAnId(group, "MessageGroupId");
    }
    if (!queue.fifo) {
      if (given != null) {
        throw wrongType(given, "MessageDeduplicationId");
      }
      return Optional.empty();
    }
    if (group == null) {
      throw SqsError.missing("MessageGroupId");
    }
    if (given != null) {
      if (!GROUP.matcher(given).matches()) {
        throw notAnId(given, "MessageDeduplicationId");
      }
      return Optional.of(given);
    }
    if (!queue.setting("ContentBasedDeduplication").equals("true")) {
      throw noDeduplicationId();
    }
    return Optional.of(SqsContent.sha256(entry.messageBody()));
  }

  private static dev.diorama.core.wire.AwsException notAnId(String value, String parameter) {
    return SqsError.invalid(
        value,
        parameter,
        parameter
            + " can only include alphanumeric and punctuation characters. 1 to 128 in length.");
  }

  private static String scoped(SqsQueue queue, SendMessageBatchRequestEntry entry, String id) {
    return queue.setting("DeduplicationScope").equals("messageGroup")
        ? entry.messageGroupId() + " " + id
        : id;
  }

  /** Only the X-Ray header may be sent, and only as a string. Documented. */
  private static Map<String, MessageAttributeValue> systemAttributes(
      Map<String, MessageSystemAttributeValue> given) {
    Map<String, MessageAttributeValue> checked = new LinkedHashMap<>();
    for (Map.Entry<String, MessageSystemAttributeValue> each : given.entrySet()) {
      String name = each.getKey();
      MessageSystemAttributeValue value = each.getValue();
      if (!name.equals(TRACE_HEADER)) {
        throw SqsError.INVALID_PARAMETER.with(
            "Message system attribute name '" + name + "' is invalid.");
      }
      if (!"String".equals(value.dataType()) || value.stringValue() == null) {
        throw SqsError.INVALID_PARAMETER.with(
            "The message system attribute '" + name + "' must be a string.");
      }
      checked.put(
          name,
          MessageAttributeValue.builder()
              .dataType(value.dataType())
              .stringValue(value.stringValue())
              .build());
    }
    return checked;
  }
}
