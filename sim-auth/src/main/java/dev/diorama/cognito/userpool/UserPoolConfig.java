package dev.diorama.cognito.userpool;

import dev.diorama.core.random.Latency;
import org.apiguardian.api.API;

/**
 * Latencies and quotas of user pools.
 *
 * @param signInLatency of the four operations that sign in; assumed, for AWS publishes none: a
 *     sign-in by SRP takes two of them, 150-300 ms in all
 * @param latency of every other operation; assumed
 * @param authenticationsPerSecond quota of each account and Region on sign-ins; answers to
 *     challenges have three times as much of their own; 0 means no quota
 * @param creationsPerSecond quota of each account and Region on sign-ups, their confirmation and
 *     {@code AdminCreateUser}; 0 means no quota
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record UserPoolConfig(
    Latency signInLatency, Latency latency, int authenticationsPerSecond, int creationsPerSecond) {
  public UserPoolConfig {
    if (authenticationsPerSecond < 0 || creationsPerSecond < 0) {
      throw new IllegalArgumentException(
          "a quota is not negative: " + authenticationsPerSecond + ", " + creationsPerSecond);
    }
  }

  /**
   * Assumed latencies, and AWS's default quotas, documented:
   * https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html.
   */
  public static UserPoolConfig defaults() {
    return new UserPoolConfig(
        Latency.ofMillis(90, 140, 220), Latency.ofMillis(40, 80, 150), 120, 50);
  }

  /** The same with other latencies. */
  public UserPoolConfig withLatency(Latency signIn, Latency other) {
    return new UserPoolConfig(signIn, other, authenticationsPerSecond, creationsPerSecond);
  }

  /** The same with other quotas; 0 means none. */
  public UserPoolConfig withQuotas(int authentications, int creations) {
    return new UserPoolConfig(signInLatency, latency, authentications, creations);
  }
}
