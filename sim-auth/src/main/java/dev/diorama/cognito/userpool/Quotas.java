package dev.diorama.cognito.userpool;

import dev.diorama.core.router.Call;
import dev.diorama.core.time.SimClock;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The rates at which one account may call one Region's user pools.
 *
 * <p>Each category is a bucket that holds one second's worth and refills evenly, assumed: AWS names
 * rates per second and not how they are measured.
 */
final class Quotas {
  private static final long SECOND = 1_000_000_000L;

  /** Categories of operations, documented: .../developerguide/quotas.html */
  enum Category {
    AUTHENTICATION,
    CHALLENGE_ANSWER,
    CREATION
  }

  private static final class Bucket {
    /** Tokens times the nanoseconds of a second, to stay with whole numbers. */
    private long level;

    private long atNanos;
  }

  private final SimClock clock;
  private final UserPoolConfig config;
  private final Map<String, Bucket> buckets = new LinkedHashMap<>();

  Quotas(SimClock clock, UserPoolConfig config) {
    this.clock = clock;
    this.config = config;
  }

  private int rate(Category category) {
    return switch (category) {
      case AUTHENTICATION -> config.authenticationsPerSecond();
      case CHALLENGE_ANSWER -> 3 * config.authenticationsPerSecond();
      case CREATION -> config.creationsPerSecond();
    };
  }

  /** Counts a request, or refuses it. */
  void admit(Call call, Category category) {
    int rate = rate(category);
    if (rate == 0) {
      return;
    }
    long full = rate * SECOND;
    long now = clock.nanos();
    Bucket bucket =
        buckets.computeIfAbsent(
            call.account() + "/" + call.region() + "/" + category,
            key -> {
              Bucket fresh = new Bucket();
              fresh.level = full;
              fresh.atNanos = now;
              return fresh;
            });
    long passed = Math.min(now - bucket.atNanos, SECOND);
    bucket.level = Math.min(full, bucket.level + passed * rate);
    bucket.atNanos = now;
    if (bucket.level < SECOND) {
      throw UserPoolError.TOO_MANY_REQUESTS.with("Rate exceeded");
    }
    bucket.level -= SECOND;
  }
}
