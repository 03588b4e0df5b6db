package dev.diorama.core.time;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apiguardian.api.API;

/**
 * A clock that follows the machine's, for the served endpoint; events run on one thread of its own.
 *
 * <p>This is the one place where real time enters. The machine's clock is an {@link InstantSource}
 * given by the caller, so that tests can stand in for it.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class WallClock implements SimClock {
  private final InstantSource machine;
  private final Instant start;
  private final Turn turn;
  private final EventQueue queue = new EventQueue();
  private final ScheduledExecutorService timer;
  private volatile boolean closed;

  /** A clock that starts now, by the given machine clock; events will hold {@code turn}. */
  public WallClock(InstantSource machine, Turn turn) {
    this.machine = machine;
    this.turn = turn;
    this.start = machine.instant();
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "diorama-clock");
              thread.setDaemon(true);
              // It may be started by a function's code, whose class loader it must not keep.
              thread.setContextClassLoader(WallClock.class.getClassLoader());
              return thread;
            });
    executor.setRemoveOnCancelPolicy(true);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    this.timer = executor;
  }

  /** A clock that follows the system's UTC clock. */
  public static WallClock system(Turn turn) {
    return new WallClock(InstantSource.system(), turn);
  }

  @Override
  public Instant start() {
    return start;
  }

  @Override
  public long nanos() {
    return Duration.between(start, machine.instant()).toNanos();
  }

  @Override
  public Scheduled schedule(long delayNanos, String label, Runnable task) {
    return add(delayNanos, false, label, task);
  }

  @Override
  public Scheduled scheduleBackground(long delayNanos, String label, Runnable task) {
    return add(delayNanos, true, label, task);
  }

  private Scheduled add(long delayNanos, boolean background, String label, Runnable task) {
    // The machine's time went on while the caller counted: what it wants may be due already.
    long wait = Math.max(0, delayNanos);
    EventQueue.Event event =
        queue.add(Math.addExact(nanos(), wait), background, label, turn.following(task));
    later(wait, TimeUnit.NANOSECONDS);
    return event;
  }

  private void later(long delay, TimeUnit unit) {
    try {
      ScheduledFuture<?> unused = timer.schedule(this::runDue, delay, unit);
    } catch (RejectedExecutionException e) {
      if (!closed) {
        throw e;
      }
      // What was running when the clock was closed may go on a little; nothing comes of it.
    }
  }

  private void runDue() {
    for (EventQueue.Event event = queue.takeDue(nanos());
        event != null;
        event = queue.takeDue(nanos())) {
      try {
        turn.run(event.task);
      } catch (RuntimeException e) {
        if (closed) {
          return; // It was interrupted by the end.
        }
        // A bug in one event must not stop the clock of a server; say it where it will be seen.
        Thread.UncaughtExceptionHandler handler = Thread.getDefaultUncaughtExceptionHandler();
        if (handler == null) {
          System.Logger log = System.getLogger(WallClock.class.getName());
          log.log(System.Logger.Level.ERROR, "event '" + event.label + "' failed", e);
        } else {
          handler.uncaughtException(Thread.currentThread(), e);
        }
      }
    }
    long next = queue.nextAt();
    long wait = next - nanos();
    if (next != Long.MAX_VALUE && wait <= TimeUnit.MILLISECONDS.toNanos(1)) {
      // The timer may fire a hair early against the machine's clock: look again shortly.
      later(1, TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public void close() {
    closed = true;
    timer.shutdownNow();
    queue.clear();
  }
}
