package dev.diorama.core.time;

import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.apiguardian.api.API;

/**
 * A clock that stands still until told to move; it then jumps from event to event.
 *
 * <p>Every method that moves time spends an event budget and fails loudly when it runs out, so that
 * events which schedule each other for ever are found rather than waited for. Time must not be
 * moved from inside an event.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class VirtualClock implements SimClock {
  /** How many events one call may run: far above any scenario, below a test's patience. */
  public static final long EVENT_BUDGET = 10_000_000;

  private final Instant start;
  private final Turn turn;
  private final long budget;
  private final EventQueue queue = new EventQueue();
  private volatile long now;
  private boolean moving;
  private Runnable afterEach = () -> {};

  /** A clock that shows {@code start} and has no events; events will hold {@code turn}. */
  public VirtualClock(Instant start, Turn turn) {
    this(start, turn, EVENT_BUDGET);
  }

  VirtualClock(Instant start, Turn turn, long budget) {
    this.start = start;
    this.turn = turn;
    this.budget = budget;
  }

  @Override
  public Instant start() {
    return start;
  }

  @Override
  public long nanos() {
    return now;
  }

  @Override
  public Scheduled schedule(long delayNanos, String label, Runnable task) {
    return queue.add(due(delayNanos), false, label, turn.following(task));
  }

  @Override
  public Scheduled scheduleBackground(long delayNanos, String label, Runnable task) {
    return queue.add(due(delayNanos), true, label, turn.following(task));
  }

  private long due(long delayNanos) {
    if (delayNanos < 0) {
      throw new IllegalArgumentException("negative delay: " + delayNanos + " ns");
    }
    return Math.addExact(now, delayNanos);
  }

  /** Moves time on by {@code duration}, running what falls due on the way. */
  public void advance(Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException("time does not run backwards: " + duration);
    }
    long until = Math.addExact(now, duration.toNanos());
    move(() -> runDue(until, () -> false));
    now = until;
  }

  /** Moves time on to {@code instant}, which must not lie in the past. */
  public void advanceTo(Instant instant) {
    advance(Duration.between(instant(), instant));
  }

  /**
   * Runs events until {@code condition} holds.
   *
   * @throws IllegalStateException if it does not hold within {@code limit}
   */
  public void runUntil(BooleanSupplier condition, Duration limit) {
    long until = Math.addExact(now, limit.toNanos());
    if (!condition.getAsBoolean()) {
      move(() -> runDue(until, condition));
      if (!condition.getAsBoolean()) {
        now = until;
        throw new IllegalStateException("the condition did not come to hold within " + limit);
      }
    }
  }

  /** Runs events until none is left that somebody waits for; background events run on the way. */
  public void settle() {
    settle(Duration.ofDays(365));
  }

  /**
   * Runs events until none is left that somebody waits for.
   *
   * @throws IllegalStateException if some are still left after {@code limit}
   */
  public void settle(Duration limit) {
    long until = Math.addExact(now, limit.toNanos());
    move(() -> runDue(until, () -> queue.foreground() == 0));
    if (queue.foreground() > 0) {
      throw new IllegalStateException(
          queue.foreground() + " events are still to come after " + limit + " of virtual time");
    }
  }

  /**
   * Runs {@code look} after each event, outside the turn: for whoever holds a simulation to what
   * must always be true. What it throws comes out of the method that moves time.
   */
  public void afterEachEvent(Runnable look) {
    this.afterEach = look;
  }

  /** How many events are left that somebody waits for. */
  public int pending() {
    return queue.foreground();
  }

  private void move(Runnable action) {
    if (moving) {
      throw new IllegalStateException("time was moved from inside an event");
    }
    moving = true;
    try {
      action.run();
    } finally {
      moving = false;
    }
  }

  private void runDue(long until, BooleanSupplier stop) {
    long left = budget;
    while (!stop.getAsBoolean()) {
      EventQueue.Event event = queue.takeDue(until);
      if (event == null) {
        return;
      }
      if (left-- == 0) {
        throw new IllegalStateException(
            "event budget of " + budget + " spent; the last event was " + event.label);
      }
      now = Math.max(now, event.atNanos);
      turn.run(event.task);
      afterEach.run();
    }
  }

  @Override
  public void close() {
    queue.clear();
  }
}
