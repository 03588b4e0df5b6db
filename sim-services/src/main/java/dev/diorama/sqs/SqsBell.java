package dev.diorama.sqs;

import dev.diorama.core.cloud.Cloud;
import java.util.ArrayList;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What happens to messages by time alone: they become visible, which rings the doorbell of their
 * queue, and they grow too old.
 */
final class SqsBell {
  private final Cloud cloud;

  SqsBell(Cloud cloud) {
    this.cloud = cloud;
  }

  /** Puts a message into a queue. */
  void put(SqsQueue queue, SqsMessage message) {
    queue.messages.put(message.id, message);
    announce(queue, message);
    sweepLater(queue);
  }

  /** Takes a message out of a queue; in a FIFO queue that may free the next of its group. */
  void remove(SqsQueue queue, SqsMessage message) {
    message.announcedBy(Optional.empty());
    queue.messages.remove(message.id);
    if (queue.fifo && !queue.messages.isEmpty()) {
      cloud.doorbells().ring(queue.arn());
    }
  }

  /** Rings when the message becomes visible; at once when it is. */
  void announce(SqsQueue queue, SqsMessage message) {
    long wait = message.visibleAtNanos - cloud.clock().nanos();
    if (wait <= 0) {
      message.announcedBy(Optional.empty());
      cloud.doorbells().ring(queue.arn());
    } else {
      message.announcedBy(
          Optional.of(
              cloud
                  .clock()
                  .schedule(
                      wait,
                      "sqs: a message becomes visible in " + queue.address.name(),
                      () -> cloud.doorbells().ring(queue.arn()))));
    }
  }

  /** Forgets all that is scheduled for a queue that was purged or deleted. */
  void clear(SqsQueue queue) {
    queue.messages.values().forEach(message -> message.announcedBy(Optional.empty()));
    queue.messages.clear();
    queue.sweep.ifPresent(dev.diorama.core.time.SimClock.Scheduled::cancel);
    queue.sweep = Optional.empty();
  }

  /** Drops what is too old now, and comes again when the next message is. */
  void sweep(SqsQueue queue) {
    long now = cloud.clock().nanos();
    for (SqsMessage message : new ArrayList<>(queue.messages.values())) {
      if (queue.expired(message, now)) {
        message.announcedBy(Optional.empty());
        queue.messages.remove(message.id);
      }
    }
    queue.sweep.ifPresent(dev.diorama.core.time.SimClock.Scheduled::cancel);
    queue.sweep = Optional.empty();
    sweepLater(queue);
  }

  private void sweepLater(SqsQueue queue) {
    if (queue.sweep.isPresent()) {
      return;
    }
    OptionalLong oldest =
        queue.messages.values().stream().mapToLong(message -> message.enqueuedNanos).min();
    if (oldest.isPresent()) {
      long wait =
          oldest.getAsLong() + queue.nanos("MessageRetentionPeriod") - cloud.clock().nanos();
      queue.sweep =
          Optional.of(
              cloud
                  .clock()
                  .scheduleBackground(
                      Math.max(0, wait),
                      "sqs: retention of " + queue.address.name(),
                      () -> sweep(queue)));
    }
  }
}
