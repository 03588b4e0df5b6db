package dev.diorama.cache.dax;

import dev.diorama.dynamodb.ItemSize;
import java.util.concurrent.TimeUnit;
import org.apiguardian.api.API;

/**
 * What a node can still do, in normalized requests: a cached read of one KB is one, a miss ten, a
 * write twenty-five, documented:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/dax-cluster-sizing.html.
 *
 * <p>Those figures are meant for planning. That a node which has spent what it can in a second
 * throttles, and that it can save up one second's worth, is assumed. What a request costs is known
 * only when it is done, so the last one may overdraw.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class RequestBudget {
  /** Costs in normalized requests per KB, documented. */
  public static final double HIT = 1;

  /** What a cached read that misses costs, in the same. */
  public static final double MISS = 10;

  /** What a write costs each node, in the same. */
  public static final double WRITE = 25;

  private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  private final double perSecond;
  private double left;
  private long seenNanos;

  /** A node that does so many normalized requests a second, and has done none yet. */
  public RequestBudget(long perSecond) {
    this.perSecond = (double) perSecond;
    this.left = this.perSecond;
  }

  /** Whether a request can be taken on now. */
  public boolean has(long nowNanos) {
    if (nowNanos > seenNanos) {
      left = Math.min(perSecond, left + (nowNanos - seenNanos) * perSecond / NANOS_PER_SECOND);
      seenNanos = nowNanos;
    }
    return left > 0;
  }

  /** Takes so many, whether they are left or not. */
  public void spend(double requests) {
    left -= requests;
  }

  /** How much of what it can do in a second is spent, percent: 0 to 100. */
  public double used() {
    return 100 * Math.min(1, (perSecond - left) / perSecond);
  }

  /** The cost of moving that many bytes: KB, rounded up, at least one. */
  public static double cost(double each, long bytes) {
    return each * ItemSize.writeUnits(bytes);
  }
}
