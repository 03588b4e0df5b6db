package dev.diorama.core.time;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.apiguardian.api.API;

/**
 * The clock of one instance, and the queue of events scheduled on it.
 *
 * <p>Elapsed time is a count of nanoseconds since the instance's start; an {@link Instant} is used
 * only where AWS shows a date. Events run by (time, order of scheduling). Two kinds exist: {@link
 * VirtualClock}, which moves only when told, and {@link WallClock}, which follows the machine.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface SimClock extends InstantSource, AutoCloseable {

  /** Nanoseconds since the instance's start. */
  long nanos();

  /** The date at which the instance started. */
  Instant start();

  @Override
  default Instant instant() {
    return start().plusNanos(nanos());
  }

  /** The elapsed time, in nanoseconds, at which {@code instant} is or was reached. */
  default long nanosAt(Instant instant) {
    return Duration.between(start(), instant).toNanos();
  }

  /**
   * Schedules an event that others wait for: {@link VirtualClock#settle()} runs until none is left.
   *
   * @param delayNanos how long from now, at least 0
   * @param label what happens, for traces and for the error when a budget is spent
   */
  Scheduled schedule(long delayNanos, String label, Runnable task);

  /** Schedules housekeeping that nobody waits for, such as a sweep; otherwise as above. */
  Scheduled scheduleBackground(long delayNanos, String label, Runnable task);

  /** Stops the clock's own threads, when it has any, and forgets every event. */
  @Override
  void close();

  /** An event that is still to come. */
  interface Scheduled {
    /** Takes the event off the queue; false when it has already run or been cancelled. */
    boolean cancel();
  }
}
