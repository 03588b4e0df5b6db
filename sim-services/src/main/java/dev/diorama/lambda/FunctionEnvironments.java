package dev.diorama.lambda;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * The execution environments of one function: which are idle, which are busy until when, and
 * whether another may be started. Plain rules on nanoseconds, for the live service and for
 * calculations without one.
 *
 * <p>Requests do not arrive in the order of their virtual times: one that has spent 40 ms elsewhere
 * is worked off before one that arrives at once. So an environment is asked whether it is busy at a
 * given instant, rather than now.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class FunctionEnvironments<E extends EnvironmentTimes> {
  private final int scalingStep;
  private final long idleNanos;
  private final long lifetimeNanos;

  /**
   * Those that are not running in the order in which they were busy last, then the running ones: so
   * a look at the end tells who is busy and who was used last.
   */
  private final List<E> byEnd = new ArrayList<>();

  private final ArrayDeque<Long> starts = new ArrayDeque<>();
  private long oldestNanos = Long.MAX_VALUE;
  private boolean someGone;

  /** No environments yet, under the limits of a configuration. */
  public FunctionEnvironments(LambdaConfig config) {
    this.scalingStep = config.scalingStep();
    this.idleNanos = config.idle().toNanos();
    this.lifetimeNanos = config.lifetime().toNanos();
  }

  /** How many are busy at that time. */
  public int busy(long at) {
    int busy = 0;
    for (int i = byEnd.size() - 1; i >= 0; i--) {
      E each = byEnd.get(i);
      if (each.running) {
        busy++;
      } else if (each.busyUntilNanos > at) {
        busy += each.busyFromNanos <= at ? 1 : 0;
      } else {
        break;
      }
    }
    return busy;
  }

  /** The idle one that was used last, which takes the next request: observed, not documented. */
  public @Nullable E idle(long at) {
    for (int i = byEnd.size() - 1; i >= 0; i--) {
      if (byEnd.get(i).isIdle(at)) {
        return byEnd.get(i);
      }
    }
    return null;
  }

  /** Puts away those that have been idle or alive for too long, and those that are gone. */
  public void recycle(long at, Consumer<? super E> ended) {
    if (byEnd.isEmpty() || !isAnyOver(at)) {
      return;
    }
    byEnd.removeIf(
        each -> {
          boolean over = each.isOver(at, idleNanos, lifetimeNanos);
          if (over) {
            ended.accept(each);
          }
          return over;
        });
    oldestNanos = byEnd.stream().mapToLong(each -> each.createdNanos).min().orElse(Long.MAX_VALUE);
    someGone = byEnd.stream().anyMatch(each -> each.gone);
  }

  private boolean isAnyOver(long at) {
    // Nothing of these is so most of the time, and then nobody need look at each of them.
    return someGone
        || at - oldestNanos >= lifetimeNanos
        || byEnd.get(0).isOver(at, idleNanos, lifetimeNanos);
  }

  /** Whether another may be started at that time, as fast as a function scales. */
  public boolean mayStart(long at) {
    long window = LambdaConfig.SCALING_WINDOW.toNanos();
    starts.removeIf(start -> start <= at - window);
    return starts.size() < scalingStep;
  }

  /** Adds one that is started now. */
  public void started(E environment, long at) {
    starts.addLast(at);
    oldestNanos = Math.min(oldestNanos, environment.createdNanos);
    byEnd.add(environment);
  }

  /** Gives one an invocation. */
  public void begin(E environment, long at) {
    take(environment);
    environment.running = true;
    environment.busyFromNanos = at;
    byEnd.add(environment);
  }

  /**
   * Ends the invocation of one.
   *
   * @param reusable whether it may serve again
   */
  public void end(E environment, long at, boolean reusable) {
    boolean here = take(environment);
    environment.running = false;
    environment.busyUntilNanos = at;
    environment.gone |= !reusable;
    someGone |= environment.gone;
    if (here) {
      int place = byEnd.size();
      while (place > 0
          && (byEnd.get(place - 1).running || byEnd.get(place - 1).busyUntilNanos > at)) {
        place--;
      }
      byEnd.add(place, environment);
    }
  }

  private boolean take(E environment) {
    for (int i = byEnd.size() - 1; i >= 0; i--) {
      if (byEnd.get(i) == environment) {
        byEnd.remove(i);
        return true;
      }
    }
    return false;
  }

  /** Lets none of them serve again. */
  public void retire() {
    byEnd.forEach(each -> each.gone = true);
    someGone = true;
  }

  /** All of them. */
  public List<E> all() {
    return Collections.unmodifiableList(byEnd);
  }
}
