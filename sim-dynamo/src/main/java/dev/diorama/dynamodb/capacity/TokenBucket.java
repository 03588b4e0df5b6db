package dev.diorama.dynamodb.capacity;

import org.apiguardian.api.API;

/**
 * Units that flow in at a rate, wait for use up to a limit, and are taken.
 *
 * <p>It counts in billionths of a unit, so that a whole rate over whole nanoseconds is exact: over
 * any span of time it admits no more than rate × time + burst, and no request that fits into that
 * is refused. The one exception is a request larger than the whole bucket, which a full bucket
 * admits: the excess is a debt, and nothing else is admitted until time has paid it.
 *
 * <p>Requests may come a little out of order in time, as hops of calls do: earlier ones find the
 * level of the latest.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class TokenBucket {
  private static final long UNIT = 1_000_000_000L;

  /** Rates above this would overflow the count; no quota of AWS comes near it. */
  private static final long MAX_HELD = Long.MAX_VALUE / UNIT / 4;

  private long rate;
  private long burst;
  private long level;
  private long nanos;

  /**
   * A bucket that is full.
   *
   * @param rate units a second, at least 0
   * @param burst units that it holds, at least 0
   */
  public TokenBucket(long rate, long burst, long nanos) {
    check(rate, burst);
    this.rate = rate;
    this.burst = burst * UNIT;
    this.level = this.burst;
    this.nanos = nanos;
  }

  private static void check(long rate, long burst) {
    if (rate < 0 || burst < 0 || rate > MAX_HELD || burst > MAX_HELD) {
      throw new IllegalArgumentException(
          "rate and burst must be between 0 and " + MAX_HELD + ", not " + rate + " and " + burst);
    }
  }

  /** Another rate and size from now on; what is held stays, as far as there is room for it. */
  public void change(long newRate, long newBurst, long now) {
    check(newRate, newBurst);
    flow(now);
    rate = newRate;
    burst = newBurst * UNIT;
    level = Math.min(level, burst);
  }

  /** True when that many units could be taken now. */
  public boolean has(double units, long now) {
    flow(now);
    return level >= Math.min(billionths(units), burst);
  }

  /** Takes units, whether they are there or not: what is missing is a debt. */
  public void take(double units, long now) {
    flow(now);
    level -= billionths(units);
  }

  /** Puts units in, as far as there is room. */
  void give(double units) {
    level = Math.min(burst, level + billionths(units));
  }

  /** Takes the units if they are there. */
  public boolean tryTake(double units, long now) {
    if (!has(units, now)) {
      return false;
    }
    take(units, now);
    return true;
  }

  /** What it holds now; below 0 in debt. */
  public double level(long now) {
    flow(now);
    return level / (double) UNIT;
  }

  /** Units a second. */
  public long rate() {
    return rate;
  }

  /** As much as is left in another one, which is no larger. */
  TokenBucket copy() {
    TokenBucket copy = new TokenBucket(rate, burst / UNIT, nanos);
    copy.level = level;
    return copy;
  }

  private static long billionths(double units) {
    if (units < 0 || units > MAX_HELD) {
      throw new IllegalArgumentException("units must be between 0 and " + MAX_HELD + ": " + units);
    }
    return Math.round(units * UNIT);
  }

  private void flow(long now) {
    long passed = now - nanos;
    if (passed <= 0) {
      return;
    }
    nanos = now;
    long room = burst - level;
    // Compared by division, for the product may be too large to write down.
    level = rate > 0 && passed >= room / rate + 1 ? burst : Math.min(burst, level + rate * passed);
  }
}
