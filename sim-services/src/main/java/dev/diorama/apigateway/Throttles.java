package dev.diorama.apigateway;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The token buckets of accounts and of methods.
 *
 * <p>The method's bucket is asked first, then the account's, documented:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
 * A stage's setting gives every method a bucket of its own, documented there as "applied at the API
 * method level". A token is taken only when both have one, so that a refused request costs nothing,
 * assumed.
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
    Optional<TokenBucket> own = bucket(stage, path, method, nowNanos);
    if (own.isPresent() && !own.get().has(nowNanos)) {
      return Optional.of(
          "the bucket of "
              + method
              + " "
              + path
              + " is empty: "
              + stage.settings.rate(path, method)
              + " requests/s, burst "
              + stage.settings.burst(path, method));
    }
    TokenBucket shared =
        accounts.computeIfAbsent(
            account + "/" + region,
            key -> new TokenBucket(config.accountRate(), config.accountBurst(), nowNanos));
    if (!shared.has(nowNanos)) {
      return Optional.of(
          "the account's bucket is empty: "
              + config.accountRate()
              + " requests/s, burst "
              + config.accountBurst());
    }
    own.ifPresent(TokenBucket::take);
    shared.take();
    return Optional.empty();
  }

  /** The method's own bucket; none while rate and burst are both unlimited. */
  private Optional<TokenBucket> bucket(
      ApiGatewayStore.Stage stage, String path, String method, long nowNanos) {
    double rate = stage.settings.rate(path, method);
    int burst = stage.settings.burst(path, method);
    if (rate < 0 && burst < 0) {
      return Optional.empty();
    }
    // One of the two alone leaves the other at the account's, assumed.
    double effectiveRate = rate < 0 ? config.accountRate() : rate;
    int effectiveBurst = burst < 0 ? config.accountBurst() : burst;
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
