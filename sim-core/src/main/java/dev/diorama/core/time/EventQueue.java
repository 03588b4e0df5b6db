package dev.diorama.core.time;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Events ordered by (time, sequence); safe for use by several threads. */
final class EventQueue {

  /** One event. */
  static final class Event implements SimClock.Scheduled {
    final long atNanos;
    final long sequence;
    final boolean background;
    final String label;
    final Runnable task;
    private final EventQueue queue;
    private final AtomicBoolean done = new AtomicBoolean();

    private Event(
        EventQueue queue,
        long atNanos,
        long sequence,
        boolean background,
        String label,
        Runnable task) {
      this.queue = queue;
      this.atNanos = atNanos;
      this.sequence = sequence;
      this.background = background;
      this.label = label;
      this.task = task;
    }

    @Override
    public boolean cancel() {
      return queue.remove(this);
    }
  }

  private final PriorityQueue<Event> events =
      new PriorityQueue<>(
          Comparator.comparingLong((Event e) -> e.atNanos).thenComparingLong(e -> e.sequence));
  private long nextSequence;
  private int foreground;

  synchronized Event add(long atNanos, boolean background, String label, Runnable task) {
    Event event = new Event(this, atNanos, nextSequence++, background, label, task);
    events.add(event);
    if (!background) {
      foreground++;
    }
    return event;
  }

  private synchronized boolean remove(Event event) {
    if (!event.done.compareAndSet(false, true)) {
      return false;
    }
    events.remove(event);
    if (!event.background) {
      foreground--;
    }
    return true;
  }

  /** Takes the first event due at or before {@code untilNanos}, when there is one. */
  synchronized @Nullable Event takeDue(long untilNanos) {
    Event first = events.peek();
    if (first == null || first.atNanos > untilNanos) {
      return null;
    }
    remove(first);
    return first;
  }

  /** When the next event is due; {@link Long#MAX_VALUE} when none is. */
  synchronized long nextAt() {
    Event first = events.peek();
    return first == null ? Long.MAX_VALUE : first.atNanos;
  }

  /** How many events are left that somebody waits for. */
  synchronized int foreground() {
    return foreground;
  }

  synchronized void clear() {
    events.clear();
    foreground = 0;
  }
}
