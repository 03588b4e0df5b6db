package dev.diorama.cognito.identity;

import dev.diorama.core.random.Latency;
import org.apiguardian.api.API;

/**
 * Latencies and quotas of identity pools.
 *
 * @param credentialsLatency of {@code GetCredentialsForIdentity} beside the call to STS; assumed:
 *     80-150 ms in all
 * @param latency of every other operation; assumed
 * @param idsPerSecond quota of each account and Region on {@code GetId}; 0 means no quota
 * @param tokensPerSecond quota of each account and Region on {@code GetCredentialsForIdentity}, and
 *     as much again on {@code GetOpenIdToken}; 0 means no quota
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record IdentityPoolConfig(
    Latency credentialsLatency, Latency latency, int idsPerSecond, int tokensPerSecond) {
  public IdentityPoolConfig {
    if (idsPerSecond < 0 || tokensPerSecond < 0) {
      throw new IllegalArgumentException(
          "a quota is not negative: " + idsPerSecond + ", " + tokensPerSecond);
    }
  }

  /**
   * Assumed latencies, and AWS's default quotas, documented:
   * https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html.
   */
  public static IdentityPoolConfig defaults() {
    return new IdentityPoolConfig(
        Latency.ofMillis(70, 100, 180), Latency.ofMillis(30, 60, 120), 25, 200);
  }

  /** The same with other latencies. */
  public IdentityPoolConfig withLatency(Latency credentials, Latency other) {
    return new IdentityPoolConfig(credentials, other, idsPerSecond, tokensPerSecond);
  }

  /** The same with other quotas; 0 means none. */
  public IdentityPoolConfig withQuotas(int ids, int tokens) {
    return new IdentityPoolConfig(credentialsLatency, latency, ids, tokens);
  }
}
