package dev.diorama.whatif.engine;

import dev.diorama.lambda.LambdaConfig;
import java.util.Arrays;

/**
 * The execution environments of one function as numbers: until when each is busy, and since when
 * each idle one is. The rules are those of {@code lambda.FunctionEnvironments}, for requests whose
 * end is known when they are gone through; but one that comes a little before the one ahead of it
 * finds the environments as that one left them.
 */
final class FastEnvironments {
  private final int scalingStep;
  private final long windowNanos = LambdaConfig.SCALING_WINDOW.toNanos();
  private final long idleNanos;
  private final long lifetimeNanos;

  /** When busy ones will be free: a heap, the soonest first. */
  private long[] freeAt = new long[64];

  /** When each of those was started. */
  private long[] startedAt = new long[64];

  private int busy;

  /** Since when idle ones are, rising, so that the one used last is taken first. */
  private long[] idleSince = new long[64];

  private long[] idleStarted = new long[64];
  private int firstIdle;
  private int endIdle;

  /** The starts within the window, in a ring. */
  private final long[] starts;

  private int firstStart;
  private int startCount;

  FastEnvironments(LambdaConfig config) {
    this.scalingStep = config.scalingStep();
    this.idleNanos = config.idle().toNanos();
    this.lifetimeNanos = config.lifetime().toNanos();
    this.starts = new long[Math.max(1, scalingStep)];
  }

  /** Moves on to a time: some become idle, and some of those are put away. */
  int busyAt(long now) {
    while (busy > 0 && freeAt[0] <= now) {
      free();
    }
    while (firstIdle < endIdle && now - idleSince[firstIdle] >= idleNanos) {
      firstIdle++;
    }
    return busy;
  }

  /** Takes the idle one that was used last; when it was started, or -1 when none is idle. */
  long takeIdle(long now) {
    while (firstIdle < endIdle) {
      long started = idleStarted[--endIdle];
      if (now - started < lifetimeNanos) {
        return started;
      }
    }
    return -1;
  }

  /** Whether another may be started at that time, as fast as a function scales; it is then. */
  boolean start(long now) {
    while (startCount > 0 && starts[firstStart] <= now - windowNanos) {
      firstStart = firstStart + 1 == starts.length ? 0 : firstStart + 1;
      startCount--;
    }
    if (startCount >= scalingStep) {
      return false;
    }
    starts[(firstStart + startCount++) % starts.length] = now;
    return true;
  }

  /**
   * One that is not among the idle ones is busy until then.
   *
   * @param reusable whether it may serve again
   */
  void runs(long started, long until, boolean reusable) {
    if (busy == freeAt.length) {
      freeAt = Arrays.copyOf(freeAt, busy * 2);
      startedAt = Arrays.copyOf(startedAt, busy * 2);
    }
    int at = busy++;
    while (at > 0) {
      int parent = (at - 1) >>> 1;
      if (freeAt[parent] <= until) {
        break;
      }
      freeAt[at] = freeAt[parent];
      startedAt[at] = startedAt[parent];
      at = parent;
    }
    freeAt[at] = until;
    // One that may not serve again is as good as one whose time is over.
    startedAt[at] = reusable ? started : until - lifetimeNanos;
  }

  /** The busy one that is free first becomes idle. */
  private void free() {
    if (endIdle == idleSince.length) {
      makeRoom();
    }
    idleSince[endIdle] = freeAt[0];
    idleStarted[endIdle++] = startedAt[0];
    long until = freeAt[--busy];
    long started = startedAt[busy];
    int at = 0;
    for (int child = 1; child < busy; child = 2 * at + 1) {
      if (child + 1 < busy && freeAt[child + 1] < freeAt[child]) {
        child++;
      }
      if (until <= freeAt[child]) {
        break;
      }
      freeAt[at] = freeAt[child];
      startedAt[at] = startedAt[child];
      at = child;
    }
    freeAt[at] = until;
    startedAt[at] = started;
  }

  private void makeRoom() {
    int idle = endIdle - firstIdle;
    long[] since = new long[Math.max(64, idle * 2)];
    long[] started = new long[since.length];
    System.arraycopy(idleSince, firstIdle, since, 0, idle);
    System.arraycopy(idleStarted, firstIdle, started, 0, idle);
    idleSince = since;
    idleStarted = started;
    firstIdle = 0;
    endIdle = idle;
  }
}
