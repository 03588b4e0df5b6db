package dev.diorama.sqs;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.random.SimRandom;
import dev.diorama.core.router.Call;
import dev.diorama.core.time.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;

/**
 * Receiving: what is visible, waiting for it, and what was received too often.
 *
 * <p>Documented:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html;
 * .../SQSDeveloperGuide/sqs-short-and-long-polling.html, sqs-dead-letter-queues.html, and
 * FIFO-queues-understanding-logic.html.
 */
final class SqsReceiveService {
  private static final int MOST_MESSAGES = 10;
  private static final int LONGEST_WAIT_SECONDS = 20;
  private static final int LONGEST_VISIBILITY_SECONDS = 43_200;

  private final Cloud cloud;
  private final SqsConfig config;
  private final SqsStore store;
  private final SqsBell bell;
  private final SqsMetrics metrics;
  private final SqsPolls polls;
  private final SimRandom handles;

  SqsReceiveService(
      Cloud cloud,
      SqsConfig config,
      SqsStore store,
      SqsBell bell,
      SqsMetrics metrics,
      SqsPolls polls) {
    this.cloud = cloud;
    this.config = config;
    this.store = store;
    this.bell = bell;
    this.metrics = metrics;
    this.polls = polls;
    this.handles = cloud.seeds().stream("sqs/receipt-handles");
  }

  ReceiveMessageResponse receive(Call call, ReceiveMessageRequest request) {
    SqsQueue queue = store.get(SqsAddress.ofUrl(call, request.queueUrl()));
    int most = between(request.maxNumberOfMessages(), 1, 1, MOST_MESSAGES, "MaxNumberOfMessages");
    int visibility =
        between(
            request.visibilityTimeout(),
            queue.number("VisibilityTimeout"),
            0,
            LONGEST_VISIBILITY_SECONDS,
            "VisibilityTimeout");
    int wait =
        between(
            request.waitTimeSeconds(),
            queue.number("ReceiveMessageWaitTimeSeconds"),
            0,
            LONGEST_WAIT_SECONDS,
            "WaitTimeSeconds");
    Set<String> system = systemAttributes(request);
    long visibilityNanos = Duration.ofSeconds(visibility).toNanos();
    List<SqsMessage> taken =
        waitFor(call, queue, Duration.ofSeconds(wait).toNanos(), most, visibilityNanos);
    metrics.received(queue, taken.size(), call.nowNanos());
    call.note("messages", Integer.toString(taken.size()));
    if (taken.isEmpty()) {
      return ReceiveMessageResponse.builder().build();
    }
    List<Message> messages =
        taken.stream()
            .map(message -> shown(message, system, request.messageAttributeNames()))
            .toList();
    return ReceiveMessageResponse.builder().messages(messages).build();
  }

  @SuppressWarnings("deprecation") // Programs still ask by AttributeNames, its older name.
  private static Set<String> systemAttributes(ReceiveMessageRequest request) {
    Set<String> names = new LinkedHashSet<>(request.attributeNamesAsStrings());
    names.addAll(request.messageSystemAttributeNamesAsStrings());
    return names;
  }

  private static int between(
      @Nullable Integer given, int byDefault, int least, int most, String parameter) {
    if (given == null) {
      return byDefault;
    }
    if (given < least || given > most) {
      throw SqsError.invalid(
          given, parameter, "Must be between " + least + " and " + most + ", if provided.");
    }
    return given;
  }

  /**
   * Takes what is there, or waits. On virtual time everything that will become visible is known, so
   * that the wait is a sum; on a wall clock others may send meanwhile.
   */
  private List<SqsMessage> waitFor(
      Call call, SqsQueue queue, long waitNanos, int most, long visibilityNanos) {
    long until = call.nowNanos() + waitNanos;
    List<SqsMessage> taken = take(call, queue, most, visibilityNanos);
    while (taken.isEmpty() && call.nowNanos() < until && !queue.deleted) {
      if (cloud.clock() instanceof VirtualClock) {
        OptionalLong next = queue.nextChange(call.nowNanos(), until);
        call.charge(next.orElse(until) - call.nowNanos());
      } else if (!polls.await(call, queue.arn(), until)) {
        return taken;
      }
      taken = take(call, queue, most, visibilityNanos);
    }
    return taken;
  }

  /** Hands out what is visible; what was handed out too often goes to the dead-letter queue. */
  private List<SqsMessage> take(Call call, SqsQueue queue, int most, long visibilityNanos) {
    long now = call.nowNanos();
    int limit = queue.fifo ? config.fifoInFlightLimit() : config.inFlightLimit();
    long room = queue.messages.size() < limit ? limit : limit - queue.inFlight(now);
    if (room <= 0 && !queue.fifo) {
      throw SqsError.OVER_LIMIT.with(
          "Too many messages in flight: the limit is " + limit + " for " + queue.arn() + ".");
    }
    Optional<SqsQueue> deadLetters =
        queue.redrive().flatMap(redrive -> store.find(redrive.target()));
    int maxReceives =
        deadLetters.isEmpty()
            ? Integer.MAX_VALUE
            : queue.redrive().map(SqsQueue.Redrive::maxReceives).orElse(Integer.MAX_VALUE);
    Set<String> locked = queue.fifo ? queue.lockedGroups(now) : Set.of();
    Set<String> behind = new LinkedHashSet<>();
    List<SqsMessage> taken = new ArrayList<>();
    for (SqsMessage message : new ArrayList<>(queue.messages.values())) {
      if (taken.size() >= most || taken.size() >= room) {
        break;
      }
      if (queue.expired(message, now)
          || (queue.fifo
              && (locked.contains(message.group()) || behind.contains(message.group())))) {
        continue;
      }
      if (!message.visible(now)) {
        behind.add(message.group());
      } else if (message.receives >= maxReceives) {
        bury(call, queue, message, deadLetters.orElseThrow());
      } else {
        taken.add(message);
      }
    }
    for (SqsMessage message : taken) {
      handOut(queue, message, now, visibilityNanos);
    }
    return taken;
  }

  private void handOut(SqsQueue queue, SqsMessage message, long now, long visibilityNanos) {
    message.receives++;
    if (message.receives == 1) {
      message.firstReceivedNanos = now;
    }
    message.lastReceivedNanos = now;
    message.handle = SqsHandle.of(handles, queue, message);
    message.visibleAtNanos = now + visibilityNanos;
    bell.announce(queue, message);
  }

  /**
   * Moves a message to the dead-letter queue. In a standard one its retention still counts from
   * when it was first sent, in a FIFO one anew: documented. That its count of receives goes on is
   * assumed.
   */
  private void bury(Call call, SqsQueue from, SqsMessage message, SqsQueue to) {
    long now = call.nowNanos();
    Map<String, String> system = new LinkedHashMap<>(message.system);
    system.put("DeadLetterQueueSourceArn", from.arn());
    if (to.fifo) {
      system.put("SequenceNumber", to.nextSequence());
    }
    bell.remove(from, message);
    bell.put(to, message.in(system, to.fifo ? now : message.enqueuedNanos, now));
    call.note("deadLettered", message.id);
  }

  private Message shown(SqsMessage message, Set<String> systemNames, List<String> names) {
    Message.Builder shown =
        Message.builder()
            .messageId(message.id)
            .receiptHandle(message.handle)
            .md5OfBody(SqsContent.md5(message.body))
            .body(message.body);
    Map<String, String> system = new LinkedHashMap<>();
    everySystemAttribute(message)
        .forEach(
            (name, value) -> {
              if (systemNames.contains(name) || systemNames.contains("All")) {
                system.put(name, value);
              }
            });
    if (!system.isEmpty()) {
      shown.attributesWithStrings(system);
    }
    Map<String, MessageAttributeValue> attributes = new LinkedHashMap<>();
    message.attributes.forEach(
        (name, value) -> {
          if (names.stream().anyMatch(asked -> asksFor(asked, name))) {
            attributes.put(name, value);
          }
        });
    if (!attributes.isEmpty()) {
      shown.messageAttributes(attributes).md5OfMessageAttributes(SqsContent.md5(attributes));
    }
    return shown.build();
  }

  private Map<String, String> everySystemAttribute(SqsMessage message) {
    Map<String, String> all = new LinkedHashMap<>(message.system);
    all.put("ApproximateReceiveCount", Integer.toString(message.receives));
    all.put(
        "ApproximateFirstReceiveTimestamp",
        Long.toString(cloud.clock().start().plusNanos(message.firstReceivedNanos).toEpochMilli()));
    return all;
  }

  /** Documented: All and .* stand for all, a name that ends in .* for all that begin so. */
  private static boolean asksFor(String asked, String name) {
    return asked.equals("All")
        || asked.equals(name)
        || (asked.endsWith(".*") && name.startsWith(asked.substring(0, asked.length() - 2)));
  }
}
