package dev.diorama.lambda;

import java.lang.ref.WeakReference;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Timer;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The threads that the code of one environment has started itself. Between invocations they are
 * frozen where they sleep, as the environment is on AWS; with the environment they end.
 *
 * <p>On AWS the machine is taken away. A thread of Java cannot be killed, but it can be told: pools
 * and event loops are shut down, threads interrupted, and whoever sleeps is woken by an error. Code
 * that listens to none of these goes on.
 */
final class OwnThreads {
  /** So many are noted before those that have ended are forgotten. */
  private static final int MANY = 64;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** Weakly: what has a live thread is held by it, and what has none needs no end. */
  private final List<WeakReference<Object>> started = new ArrayList<>();

  private boolean thawed;
  private boolean ended;

  /** Notes a thread, a pool of threads or a timer. */
  void add(Object what) {
    lock.lock();
    try {
      if (started.size() >= MANY) {
        started.removeIf(each -> !isLive(each.get()));
      }
      started.add(new WeakReference<>(what));
      if (ended) {
        end(what);
      }
    } finally {
      lock.unlock();
    }
  }

  private static boolean isLive(@Nullable Object what) {
    if (what instanceof Thread thread) {
      return thread.getState() != Thread.State.TERMINATED;
    }
    if (what instanceof ExecutorService pool) {
      return !pool.isTerminated();
    }
    return what instanceof Timer;
  }

  /** Whether anything is left that has to end with the environment. */
  boolean anyLive() {
    lock.lock();
    try {
      return !ended && started.stream().anyMatch(each -> isLive(each.get()));
    } finally {
      lock.unlock();
    }
  }

  /** Lets sleeping threads go on, or holds them back from now on. */
  void thaw(boolean yes) {
    lock.lock();
    try {
      thawed = yes;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits while the environment is frozen. */
  void awaitThaw() throws InterruptedException {
    lock.lock();
    try {
      while (!thawed && !ended) {
        changed.await();
      }
      throwIfEnded();
    } finally {
      lock.unlock();
    }
  }

  /** Waits by the machine's clock. */
  void pause(long nanos) throws InterruptedException {
    lock.lock();
    try {
      throwIfEnded(); // Before it can be interrupted: there is code that sleeps again after that.
      for (long left = nanos; left > 0 && !ended; ) {
        left = changed.awaitNanos(left);
      }
      throwIfEnded();
    } finally {
      lock.unlock();
    }
  }

  /** Ends the calling thread by an error if the environment has ended. */
  void stopIfEnded() {
    lock.lock();
    try {
      throwIfEnded();
    } finally {
      lock.unlock();
    }
  }

  private void throwIfEnded() {
    if (ended) {
      throw new EnvironmentStop(EnvironmentStop.Kind.ENDED, "the environment has ended");
    }
  }

  /** Ends them all, without waiting for it. */
  void end() {
    lock.lock();
    try {
      ended = true;
      changed.signalAll();
      started.forEach(each -> end(each.get()));
    } finally {
      lock.unlock();
    }
  }

  private static void end(@Nullable Object what) {
    if (what instanceof ExecutorService pool) {
      if (!endLoops(pool)) {
        List<Runnable> unused = pool.shutdownNow();
      }
    } else if (what instanceof Timer timer) {
      timer.cancel();
    } else if (what instanceof Thread thread) {
      thread.interrupt();
    }
  }

  /**
   * Ends event loops of Netty in the way that closes their connections first. By name, because the
   * function may have brought a Netty of its own.
   */
  private static boolean endLoops(ExecutorService pool) {
    try {
      Object unused =
          pool.getClass()
              .getMethod("shutdownGracefully", long.class, long.class, TimeUnit.class)
              .invoke(pool, 0L, 1L, TimeUnit.SECONDS);
      return true;
    } catch (NoSuchMethodException | IllegalAccessException e) {
      return false; // Another kind of pool.
    } catch (InvocationTargetException e) {
      throw new IllegalStateException("event loops that cannot be ended", e);
    }
  }

  /** Waits at most so long for the end of what has been told to end. */
  void awaitEnd(long nanos) throws InterruptedException {
    List<Object> left = new ArrayList<>();
    lock.lock();
    try {
      started.forEach(
          each -> {
            Object what = each.get();
            if (what != null) {
              left.add(what);
            }
          });
    } finally {
      lock.unlock();
    }
    for (Object what : left) {
      if (what instanceof Thread thread) {
        thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)));
      } else if (what instanceof ExecutorService pool) {
        boolean unused = pool.awaitTermination(nanos, TimeUnit.NANOSECONDS);
      }
    }
  }
}
