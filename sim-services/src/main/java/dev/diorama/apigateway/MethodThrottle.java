package dev.diorama.apigateway;

import java.util.Optional;
import org.apiguardian.api.API;

/**
 * The rule by which a method's bucket and the account's admit a request.
 *
 * <p>The method's bucket is asked first, then the account's, documented:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
 * A token is taken only when both have one, so that a refused request costs nothing, assumed.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class MethodThrottle {
  /** What becomes of a request. */
  public enum Verdict {
    ADMITTED,
    /** The method's bucket is empty. */
    METHOD,
    /** The account's bucket is empty. */
    ACCOUNT
  }

  private MethodThrottle() {}

  /** The account's bucket, full. */
  public static TokenBucket account(ApiGatewayConfig config, long nowNanos) {
    return new TokenBucket(config.accountRate(), config.accountBurst(), nowNanos);
  }

  /** The rate of a method's bucket: one that is not set is the account's, assumed. */
  static double rate(ApiGatewayConfig config, double set) {
    return set < 0 ? config.accountRate() : set;
  }

  /** The size of a method's bucket: one that is not set is the account's, assumed. */
  static int burst(ApiGatewayConfig config, int set) {
    return set < 0 ? config.accountBurst() : set;
  }

  /**
   * A method's own bucket, full; none while rate and burst are both unlimited.
   *
   * @param rate requests a second; below 0 when not set
   * @param burst requests at once; below 0 when not set
   */
  public static Optional<TokenBucket> method(
      ApiGatewayConfig config, double rate, int burst, long nowNanos) {
    return rate < 0 && burst < 0
        ? Optional.empty()
        : Optional.of(new TokenBucket(rate(config, rate), burst(config, burst), nowNanos));
  }

  /** Takes a token of each bucket, or says which is empty and takes none. */
  public static Verdict admit(Optional<TokenBucket> own, TokenBucket shared, long nowNanos) {
    if (own.isPresent() && !own.get().has(nowNanos)) {
      return Verdict.METHOD;
    }
    if (!shared.has(nowNanos)) {
      return Verdict.ACCOUNT;
    }
    own.ifPresent(TokenBucket::take);
    shared.take();
    return Verdict.ADMITTED;
  }
}
