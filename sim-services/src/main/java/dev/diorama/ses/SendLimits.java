package dev.diorama.ses;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * What has been sent in the last 24 hours, and how fast; recipients are counted.
 *
 * <p>A message is let through while anything is left of rate and quota, whatever the number of its
 * recipients; what it takes too much has to build up again before the next one. AWS explains it so
 * for one message a second and five recipients: the next five seconds are refused. Observed:
 * https://github.com/django-ses/django-ses/issues/59, which quotes AWS's own blog.
 */
final class SendLimits {
  static final long DAY_NANOS = TimeUnit.HOURS.toNanos(24);
  private static final double SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

  private record Sent(long atNanos, int recipients) {}

  private final Deque<Sent> day = new ArrayDeque<>();
  private long inDay;
  private double allowance = Double.MAX_VALUE;
  private long filledNanos;

  /** How many recipients were counted in the 24 hours before. */
  long sentInDay(long nowNanos) {
    while (!day.isEmpty() && nowNanos - day.getFirst().atNanos() >= DAY_NANOS) {
      inDay -= day.removeFirst().recipients();
    }
    return inDay;
  }

  /**
   * Counts a message, or refuses it.
   *
   * @param quotaCounted recipients that count against the day's quota: not those of the mailbox
   *     simulator
   */
  void take(SesConfig.Quota quota, int recipients, int quotaCounted, long nowNanos) {
    if (quotaCounted > 0 && sentInDay(nowNanos) >= quota.perDay()) {
      throw SesError.THROTTLING.with("Daily message quota exceeded.");
    }
    // Calls that began in the past of another one may come after it: time never runs backwards.
    long since = Math.max(0, nowNanos - filledNanos);
    filledNanos = Math.max(filledNanos, nowNanos);
    allowance =
        Math.min(
            Math.max(1, quota.perSecond()), allowance + since * quota.perSecond() / SECOND_NANOS);
    if (allowance < 1) {
      throw SesError.THROTTLING.with("Maximum sending rate exceeded.");
    }
    allowance -= recipients;
    if (quotaCounted > 0) {
      day.addLast(new Sent(nowNanos, quotaCounted));
      inDay += quotaCounted;
    }
  }
}
