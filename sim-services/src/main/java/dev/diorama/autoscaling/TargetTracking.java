package dev.diorama.autoscaling;

import dev.diorama.core.event.RetryPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * The rule of target tracking: which consumption calls for another capacity, and for which one.
 *
 * <p>A plain rule that knows neither alarms nor a clock, so that a calculation of what would be
 * scaled can run without them. That consumption above the target for two minutes scales out, and
 * below it for fifteen in, is documented
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/AutoScaling.html); that the low
 * threshold lies 20 percent under the target is assumed, from memory of tables with auto scaling.
 *
 * @param min the least capacity, units a second
 * @param max the greatest capacity, units a second
 * @param targetPercent the use it aims at
 * @param scaleOutCooldown how long nothing is scaled after it was scaled out; empty for DynamoDB's
 *     default, none
 * @param scaleInCooldown how long it is not scaled in after it was scaled in; empty likewise
 * @param scalesIn whether it is scaled in at all
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record TargetTracking(
    int min,
    int max,
    double targetPercent,
    Optional<Duration> scaleOutCooldown,
    Optional<Duration> scaleInCooldown,
    boolean scalesIn) {
  /** For how many minutes in a row consumption is too high before it is scaled out. */
  public static final int MINUTES_HIGH = 2;

  /** For how many minutes in a row consumption is too low before it is scaled in. */
  public static final int MINUTES_LOW = 15;

  /** DynamoDB refuses changes for a while, above all while it carries one out; waits assumed. */
  public static final RetryPolicy RETRIES =
      new RetryPolicy(List.of(Duration.ofMinutes(1)), 5, Duration.ofMinutes(10));

  /** A time that has not been: nothing was scaled yet. */
  public static final long NEVER = Long.MIN_VALUE;

  private static final double LOW_MARGIN = 20;
  private static final int MINUTE = 60;

  /** Without cooldowns, in both directions. */
  public static TargetTracking of(int min, int max, double targetPercent) {
    return new TargetTracking(min, max, targetPercent, Optional.empty(), Optional.empty(), true);
  }

  /** Units a minute above which so much capacity is too little. */
  public double high(long capacity) {
    return capacity * (targetPercent / 100) * MINUTE;
  }

  /** Units a minute below which so much capacity is too much. */
  public double low(long capacity) {
    return capacity * (Math.max(0, targetPercent - LOW_MARGIN) / 100) * MINUTE;
  }

  /** The capacity of which so many units a minute are the target. */
  public int wanted(double perMinute) {
    return (int) Math.ceil(perMinute / MINUTE / (targetPercent / 100));
  }

  /** A capacity within the bounds. */
  public int bounded(int capacity) {
    return Math.max(min, Math.min(max, capacity));
  }

  /** True while a cooldown forbids to scale. */
  public boolean rests(boolean out, long lastOutNanos, long lastInNanos, long nowNanos) {
    return within(scaleOutCooldown, lastOutNanos, nowNanos)
        || (!out && within(scaleInCooldown, lastInNanos, nowNanos));
  }

  private static boolean within(Optional<Duration> cooldown, long since, long now) {
    return since != NEVER && cooldown.isPresent() && now - since < cooldown.get().toNanos();
  }
}
