package dev.diorama.lambda;

import org.apiguardian.api.API;

/**
 * When one execution environment is busy: what {@link FunctionEnvironments} knows of it.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class EnvironmentTimes {
  final long createdNanos;
  long busyFromNanos;
  long busyUntilNanos;
  boolean running;
  boolean gone;

  /** An environment that is made now and has not been busy yet. */
  public EnvironmentTimes(long createdNanos) {
    this.createdNanos = createdNanos;
  }

  private boolean isFree(long at) {
    return !running && busyUntilNanos <= at;
  }

  /** Whether it may take an invocation. */
  boolean isIdle(long at) {
    return !gone && isFree(at);
  }

  /** Whether it has served its time. */
  boolean isOver(long at, long idleNanos, long lifetimeNanos) {
    return isFree(at)
        && (gone || at - busyUntilNanos >= idleNanos || at - createdNanos >= lifetimeNanos);
  }
}
