package dev.diorama.apigateway;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The token buckets of accounts and of methods, which {@link MethodThrottle} asks.
 *
 * <p>A stage's setting gives every method a bucket of its own, documented as "applied at the API
 * method level":
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
 */
final class Throttles {
  private record Limited(double rate, int burst, TokenBucket bucket) {}

  private final ApiGatewayConfig config;
  private final Map<String, TokenBucket> accounts = new LinkedHashMap<>();
  private final Map<String, Limited> methods = new LinkedHashMap<>();

  Throttles(ApiGatewayConfig config) {
    this.config = config;
  }

  /** Takes a token, or says which bucket is empty. */
  Optional<String> admit(
      String account,
      String region,
      ApiGatewayStore.Stage stage,
      String path,
      String method,
      long nowNanos) {
    TokenBucket shared =
        accounts.computeIfAbsent(
            account + "/" + region, key -> MethodThrottle.account(config, nowNanos));
    return switch (MethodThrottle.admit(bucket(stage, path, method, nowNanos), shared, nowNanos)) {
      case ADMITTED -> Optional.empty();
      case METHOD ->
          Optional.of(
              "the bucket of "
                  + method
                  + " "
                  + path
                  + " is empty: "
                  + stage.settings.rate(path, method)
                  + " requests/s, burst "
                  + stage.settings.burst(path, method));
      case ACCOUNT ->
          Optional.of(
              "the account's bucket is empty: "
                  + config.accountRate()
                  + " requests/s, burst "
                  + config.accountBurst());
    };
  }

  /** The method's own bucket; none while rate and burst are both unlimited. */
  private Optional<TokenBucket> bucket(
      ApiGatewayStore.Stage stage, String path, String method, long nowNanos) {
    double rate = stage.settings.rate(path, method);
    int burst = stage.settings.burst(path, method);
    if (rate < 0 && burst < 0) {
      return Optional.empty();
    }
    double effectiveRate = MethodThrottle.rate(config, rate);
    int effectiveBurst = MethodThrottle.burst(config, burst);
    String key = stage.apiId + "/" + stage.name + "/" + method + path;
    Limited known = methods.get(key);
    if (known == null || known.rate() != effectiveRate || known.burst() != effectiveBurst) {
      known =
          new Limited(
              effectiveRate,
              effectiveBurst,
              new TokenBucket(effectiveRate, effectiveBurst, nowNanos));
      methods.put(key, known);
    }
    return Optional.of(known.bucket());
  }

  /** Forgets the buckets of a stage that is gone. */
  void forget(String apiId, String stage) {
    String prefix = apiId + "/" + stage + "/";
    methods.keySet().removeIf(key -> key.startsWith(prefix));
  }
}
