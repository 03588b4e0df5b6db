package dev.diorama.sqs;

import dev.diorama.core.time.SimClock;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/**
 * A message in a queue. Whether it is delayed, visible or in flight follows from the time asked.
 *
 * <p>There is one instant from which it can be received. Before it, a message that was handed out
 * is in flight and one that was not is delayed.
 */
final class SqsMessage {
  /** Documented: twelve hours from the first receive on. */
  static final long LONGEST_VISIBILITY_NANOS = Duration.ofHours(12).toNanos();

  final String id;
  final String body;
  final Map<String, MessageAttributeValue> attributes;

  /** System attributes that are fixed when it is sent. */
  final Map<String, String> system;

  /** From when its retention counts. */
  final long enqueuedNanos;

  long visibleAtNanos;
  int receives;
  long firstReceivedNanos;
  long lastReceivedNanos;

  /** The receipt handle given out last; empty before the first receive. */
  String handle = "";

  private Optional<SimClock.Scheduled> ring = Optional.empty();

  SqsMessage(
      String id,
      String body,
      Map<String, MessageAttributeValue> attributes,
      Map<String, String> system,
      long enqueuedNanos,
      long visibleAtNanos) {
    this.id = id;
    this.body = body;
    this.attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    this.system = Collections.unmodifiableMap(new LinkedHashMap<>(system));
    this.enqueuedNanos = enqueuedNanos;
    this.visibleAtNanos = visibleAtNanos;
  }

  /** Its group; empty where it has none. */
  String group() {
    return system.getOrDefault("MessageGroupId", "");
  }

  boolean visible(long nowNanos) {
    return visibleAtNanos <= nowNanos;
  }

  boolean inFlight(long nowNanos) {
    return !visible(nowNanos) && !handle.isEmpty();
  }

  boolean delayed(long nowNanos) {
    return !visible(nowNanos) && handle.isEmpty();
  }

  /** Replaces the event that will announce it. */
  void announcedBy(Optional<SimClock.Scheduled> event) {
    ring.ifPresent(SimClock.Scheduled::cancel);
    ring = event;
  }

  /**
   * The same message in another queue: same id, body and count of receives.
   *
   * @param enqueued from when its retention counts there
   */
  SqsMessage in(Map<String, String> otherSystem, long enqueued, long visibleAt) {
    SqsMessage moved = new SqsMessage(id, body, attributes, otherSystem, enqueued, visibleAt);
    moved.receives = receives;
    moved.firstReceivedNanos = firstReceivedNanos;
    return moved;
  }
}
