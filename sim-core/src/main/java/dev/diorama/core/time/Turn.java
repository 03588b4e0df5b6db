package dev.diorama.core.time;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apiguardian.api.API;

/**
 * The right to touch the state of a cloud: one thread has it at a time.
 *
 * <p>Rules of services run inside {@link #hold}, so that no service needs locks of its own and the
 * order of changes is the order of requests. Where a rule waits for something outside the simulated
 * state (a handler's own code, an engine that starts), it does so inside {@link #release}, and
 * others go on meanwhile. State read before a {@code release} may have changed after it.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Turn {
  private final ReentrantLock lock = new ReentrantLock(true);

  /** By thread, because a thread that has released the turn keeps its own. */
  @SuppressWarnings("ThreadLocalUsage") // One to each cloud, and it goes with the cloud.
  private final ThreadLocal<Lineage> lineage = ThreadLocal.withInitial(() -> Lineage.NONE);

  /** What led to what this thread does now. */
  public Lineage lineage() {
    return lineage.get();
  }

  /** Runs {@code work} as something that {@code led} to. */
  public <T> T following(Lineage led, Supplier<T> work) {
    Lineage before = lineage.get();
    lineage.set(led);
    try {
      return work.get();
    } finally {
      lineage.set(before);
    }
  }

  /** The task, to be run at another time as something that the present lineage led to. */
  Runnable following(Runnable task) {
    Lineage led = lineage.get();
    return () ->
        following(
            led,
            () -> {
              task.run();
              return true;
            });
  }

  /** Runs {@code work} while holding the turn; may be nested. */
  public <T> T hold(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Runs {@code work} while holding the turn, if it can be had within that time; empty, and nothing
   * has been done, if not. For threads that must not wait, such as those that serve many sockets.
   */
  public <T> Optional<T> tryHold(long waitNanos, Supplier<T> work) {
    try {
      if (!lock.tryLock(waitNanos, TimeUnit.NANOSECONDS)) {
        return Optional.empty();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
    try {
      return Optional.of(work.get());
    } finally {
      lock.unlock();
    }
  }

  /** Runs {@code work} while holding the turn; may be nested. */
  public void run(Runnable work) {
    hold(
        () -> {
          work.run();
          return true;
        });
  }

  /** Gives the turn away, however often this thread holds it, while {@code work} runs. */
  public <T> T release(Supplier<T> work) {
    int holds = lock.getHoldCount();
    for (int i = 0; i < holds; i++) {
      lock.unlock();
    }
    try {
      return work.get();
    } finally {
      for (int i = 0; i < holds; i++) {
        lock.lock();
      }
    }
  }
}
