package dev.diorama.apigateway;

import org.apiguardian.api.API;

/**
 * A token bucket in exact integer arithmetic on the virtual clock.
 *
 * <p>A token is 10^12 units, so that a rate of thousandths of a request a second adds a whole
 * number of units every nanosecond: nothing is rounded, whatever the pattern of requests. The
 * bucket starts full. Over any {@code t} seconds it therefore gives at most {@code rate * t +
 * burst} tokens, and never refuses one that this allows.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class TokenBucket {
  private static final long TOKEN = 1_000_000_000_000L;

  /** The largest bucket that fits the arithmetic: far above any quota of AWS's. */
  public static final int MAX_BURST = 9_000_000;

  private final long unitsPerNano;
  private final long capacity;
  private long level;
  private long atNanos;

  /** A full bucket; {@code rate} in tokens a second, to three decimals. */
  public TokenBucket(double rate, int burst, long nowNanos) {
    if (rate < 0 || burst < 0 || burst > MAX_BURST || rate > 1e9) {
      throw new IllegalArgumentException("no such bucket: " + rate + "/s, burst " + burst);
    }
    this.unitsPerNano = StrictMath.round(rate * 1000);
    this.capacity = burst * TOKEN;
    this.level = capacity;
    this.atNanos = nowNanos;
  }

  /** True when there is a token at that time; time that runs backwards adds nothing. */
  public boolean has(long nowNanos) {
    refill(nowNanos);
    return level >= TOKEN;
  }

  /** Takes the token that {@link #has} has seen. */
  public void take() {
    if (level < TOKEN) {
      throw new IllegalStateException("no token to take");
    }
    level -= TOKEN;
  }

  private void refill(long nowNanos) {
    if (nowNanos <= atNanos) {
      return;
    }
    long elapsed = nowNanos - atNanos;
    atNanos = nowNanos;
    long missing = capacity - level;
    boolean full = unitsPerNano > 0 && elapsed > missing / unitsPerNano;
    level = full ? capacity : level + elapsed * unitsPerNano;
  }
}
