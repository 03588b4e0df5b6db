package dev.diorama.dynamodb.capacity;

import java.util.ArrayDeque;
import java.util.Deque;
import org.apiguardian.api.API;

/**
 * What an on-demand table has scaled to: at first what a new table serves, and ever after twice the
 * highest traffic that it has had, from half an hour after it had it. It never shrinks.
 *
 * <p>Traffic is measured as the mean of each whole minute (assumed; AWS does not say over what a
 * peak is taken). Documented:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class OnDemandScaling {
  private static final long MINUTE = 60_000_000_000L;

  /** Traffic of a minute that will count as a peak from some time on. */
  private record Peak(long rate, long fromNanos) {}

  private final long doublingNanos;
  private final Deque<Peak> coming = new ArrayDeque<>();
  private long ready;
  private long minute;
  private double used;

  /**
   * The scaling of a table that serves {@code ready} units a second at once.
   *
   * @param doublingNanos how long after a peak the table is ready for twice as much
   */
  public OnDemandScaling(long ready, long doublingNanos, long nanos) {
    this.ready = ready;
    this.doublingNanos = doublingNanos;
    this.minute = nanos / MINUTE;
  }

  /** Units a second that it serves now. */
  public long ready(long nanos) {
    turnMinute(nanos);
    while (!coming.isEmpty() && coming.peekFirst().fromNanos <= nanos) {
      ready = Math.max(ready, 2 * coming.removeFirst().rate);
    }
    return ready;
  }

  /** Lets it serve at least that many units a second, as warming does. */
  public void warm(long rate) {
    ready = Math.max(ready, rate);
  }

  /** Notes units that were consumed. */
  public void used(double units, long nanos) {
    turnMinute(nanos);
    used += units;
  }

  private void turnMinute(long nanos) {
    long now = nanos / MINUTE;
    if (now <= minute) {
      return;
    }
    long rate = (long) (used / 60);
    if (2 * rate > ready) {
      // A later peak that is no lower makes an earlier one of no account, but for its time.
      coming.addLast(new Peak(rate, (minute + 1) * MINUTE + doublingNanos));
    }
    minute = now;
    used = 0;
  }
}
