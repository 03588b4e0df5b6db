package dev.diorama.cognito;

import dev.diorama.core.time.SimClock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apiguardian.api.API;

/**
 * Requests per second, counted apart for each key.
 *
 * <p>Each key has a bucket that holds one second's worth and refills evenly, assumed: AWS names
 * rates per second and not how they are measured.
 *
 * @since 0.1
 */
@API(status = API.Status.INTERNAL, since = "0.1")
public final class RateLimit {
  private static final long SECOND = 1_000_000_000L;

  private static final class Bucket {
    /** Requests left times the nanoseconds of a second, to stay with whole numbers. */
    private long level;

    private long atNanos;

    private Bucket(long level, long atNanos) {
      this.level = level;
      this.atNanos = atNanos;
    }
  }

  private final SimClock clock;
  private final Map<String, Bucket> buckets = new LinkedHashMap<>();

  /** Full buckets, refilled by that clock. */
  public RateLimit(SimClock clock) {
    this.clock = clock;
  }

  /**
   * Counts a request; false when there have been too many.
   *
   * @param rate requests per second; 0 for no limit
   */
  public boolean admit(String key, int rate) {
    if (rate == 0) {
      return true;
    }
    long full = rate * SECOND;
    long now = clock.nanos();
    Bucket bucket = buckets.computeIfAbsent(key, k -> new Bucket(full, now));
    long passed = Math.min(now - bucket.atNanos, SECOND);
    bucket.level = Math.min(full, bucket.level + passed * rate);
    bucket.atNanos = now;
    if (bucket.level < SECOND) {
      return false;
    }
    bucket.level -= SECOND;
    return true;
  }
}
