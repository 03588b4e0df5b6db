package dev.diorama.apigateway;

import dev.diorama.core.random.Latency;
import java.time.Duration;
import org.apiguardian.api.API;

/**
 * The limits and latencies of API Gateway.
 *
 * @param control how long a control-plane operation takes
 * @param overhead what the gateway adds to an integration, or takes for a refusal
 * @param cacheHit how long an answer from the stage cache takes
 * @param accountRate requests a second of one account and Region, over all its APIs
 * @param accountBurst the size of that token bucket
 * @param bodyLimit the longest request body, bytes
 * @param cachedResponseLimit the longest response that is cached, bytes
 * @param maxTimeoutMillis the longest, and default, integration timeout
 * @param cachesErrors whether answers of the integration other than 2xx are cached too
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record ApiGatewayConfig(
    Latency control,
    Latency overhead,
    Latency cacheHit,
    int accountRate,
    int accountBurst,
    int bodyLimit,
    int cachedResponseLimit,
    int maxTimeoutMillis,
    boolean cachesErrors) {

  public ApiGatewayConfig {
    if (accountRate < 1 || accountBurst < 1) {
      throw new IllegalArgumentException(
          "account throttle must be positive: " + accountRate + "/s, burst " + accountBurst);
    }
    if (maxTimeoutMillis < Integrations.MIN_TIMEOUT_MILLIS) {
      throw new IllegalArgumentException("maxTimeoutMillis must be 50 or more");
    }
  }

  /**
   * AWS's own quotas, and the latencies of {@code docs/latency}.
   *
   * <ul>
   *   <li>10,000 requests/s, burst 5,000, documented:
   *       https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
   *   <li>10 MB, 29 s, documented:
   *       https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
   *   <li>1,048,576 bytes, documented:
   *       https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html
   *   <li>overhead 12/25/60 ms and 5 ms for a hit, assumed: AWS publishes none, third parties
   *       measure 10 to 30 ms
   *   <li>control plane 30/60/150 ms, assumed
   *   <li>errors of the backend are cached like other answers, observed: a backend's 429 came from
   *       the cache (https://stackoverflow.com/questions/45883323), and AWS offers no setting for
   *       it
   * </ul>
   */
  public static ApiGatewayConfig defaults() {
    return new ApiGatewayConfig(
        Latency.ofMillis(30, 60, 150),
        Latency.ofMillis(12, 25, 60),
        Latency.constant(Duration.ofMillis(5)),
        10_000,
        5_000,
        10 * 1024 * 1024,
        1_048_576,
        29_000,
        true);
  }

  /** The same with other latencies of requests. */
  public ApiGatewayConfig withLatency(Latency newOverhead, Latency newCacheHit) {
    return new ApiGatewayConfig(
        control,
        newOverhead,
        newCacheHit,
        accountRate,
        accountBurst,
        bodyLimit,
        cachedResponseLimit,
        maxTimeoutMillis,
        cachesErrors);
  }

  /** The same with another latency of control-plane operations. */
  public ApiGatewayConfig withControlLatency(Latency newControl) {
    return new ApiGatewayConfig(
        newControl,
        overhead,
        cacheHit,
        accountRate,
        accountBurst,
        bodyLimit,
        cachedResponseLimit,
        maxTimeoutMillis,
        cachesErrors);
  }

  /** The same with another account throttle: some Regions have 2,500/s and 1,250. */
  public ApiGatewayConfig withAccountThrottle(int rate, int burst) {
    return new ApiGatewayConfig(
        control,
        overhead,
        cacheHit,
        rate,
        burst,
        bodyLimit,
        cachedResponseLimit,
        maxTimeoutMillis,
        cachesErrors);
  }

  /** The same with a longer integration timeout, as AWS grants to Regional APIs on request. */
  public ApiGatewayConfig withMaxTimeoutMillis(int millis) {
    return new ApiGatewayConfig(
        control,
        overhead,
        cacheHit,
        accountRate,
        accountBurst,
        bodyLimit,
        cachedResponseLimit,
        millis,
        cachesErrors);
  }

  /** The same, caching 2xx only or everything; AWS caches everything. */
  public ApiGatewayConfig withCachesErrors(boolean all) {
    return new ApiGatewayConfig(
        control,
        overhead,
        cacheHit,
        accountRate,
        accountBurst,
        bodyLimit,
        cachedResponseLimit,
        maxTimeoutMillis,
        all);
  }
}
