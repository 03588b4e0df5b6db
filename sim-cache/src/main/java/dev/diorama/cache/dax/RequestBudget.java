package dev.diorama.cache.dax;

import dev.diorama.dynamodb.ItemSize;
import java.util.concurrent.TimeUnit;

/**
 * What a node can still do, in normalized requests: a cached read of one KB is one, a miss ten, a
 * write twenty-five, documented:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/dax-cluster-sizing.html.
 *
 * <p>Those figures are meant for planning. That a node which has spent what it can in a second
 * throttles, and that it can save up one second's worth, is assumed. What a request costs is known
 * only when it is done, so the last one may overdraw.
 */
final class RequestBudget {
  /** Costs in normalized requests per KB, documented. */
  static final double HIT = 1;

  static final double MISS = 10;
  static final double WRITE = 25;

  private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  private final double perSecond;
  private double left;
  private long seenNanos;

  RequestBudget(long perSecond) {
    this.perSecond = (double) perSecond;
    this.left = this.perSecond;
  }

  /** Whether a request can be taken on now. */
  boolean has(long nowNanos) {
    if (nowNanos > seenNanos) {
      left = Math.min(perSecond, left + (nowNanos - seenNanos) * perSecond / NANOS_PER_SECOND);
      seenNanos = nowNanos;
    }
    return left > 0;
  }

  void spend(double requests) {
    left -= requests;
  }

  /** How much of what it can do in a second is spent, percent: 0 to 100. */
  double used() {
    return 100 * Math.min(1, (perSecond - left) / perSecond);
  }

  /** The cost of moving that many bytes: KB, rounded up, at least one. */
  static double cost(double each, long bytes) {
    return each * ItemSize.writeUnits(bytes);
  }
}
