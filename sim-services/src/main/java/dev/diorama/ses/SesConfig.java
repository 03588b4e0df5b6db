package dev.diorama.ses;

import dev.diorama.core.random.Latency;
import java.time.Duration;
import java.util.function.Predicate;
import org.apiguardian.api.API;

/**
 * Quotas, delays and latencies of SES, and whether accounts start in the sandbox.
 *
 * @param productionAccess whether accounts are out of the sandbox from the start; default false,
 *     documented: https://docs.aws.amazon.com/ses/latest/dg/request-production-access.html
 * @param sandbox quota in the sandbox; default 200 a day and 1 a second, documented on that page
 * @param production quota with production access; default 50,000 a day and 14 a second, observed:
 *     what new accounts report; AWS says only that it varies
 * @param review how long a request for production access is looked at; default 24 hours, assumed: a
 *     day or two is usual
 * @param publishes whether a domain's owner has published the DNS records that SES asks for; such
 *     domains are verified as soon as they are added. Default none: {@link Ses#verify} does it
 *     later
 * @param latency of one call; default p50 25, p90 60, p99 150 ms, assumed: AWS publishes none
 * @param delivery from acceptance to the receiver's server; default p50 0.6, p90 1.5, p99 5 s,
 *     assumed from the processing times in AWS's example events
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record SesConfig(
    boolean productionAccess,
    Quota sandbox,
    Quota production,
    Duration review,
    Predicate<String> publishes,
    Latency latency,
    Latency delivery) {

  /**
   * How much may be sent; recipients are counted, not messages.
   *
   * @param perDay in any 24 hours
   * @param perSecond a second, on average
   */
  public record Quota(long perDay, double perSecond) {
    public Quota {
      if (perDay < 0 || !(perSecond > 0)) {
        throw new IllegalArgumentException(
            "not a quota: " + perDay + " a day, " + perSecond + " a second");
      }
    }
  }

  public SesConfig {
    if (review.isNegative()) {
      throw new IllegalArgumentException("review is not negative: " + review);
    }
  }

  /** A new account, as far as AWS is known. */
  public static SesConfig defaults() {
    return new SesConfig(
        false,
        new Quota(200, 1),
        new Quota(50_000, 14),
        Duration.ofHours(24),
        domain -> false,
        Latency.ofMillis(25, 60, 150),
        Latency.ofMillis(600, 1_500, 5_000));
  }

  /** The same with accounts that are out of the sandbox from the start. */
  public SesConfig withProductionAccess() {
    return new SesConfig(true, sandbox, production, review, publishes, latency, delivery);
  }

  /** The same with another quota in the sandbox. */
  public SesConfig withSandbox(Quota other) {
    return new SesConfig(productionAccess, other, production, review, publishes, latency, delivery);
  }

  /** The same with another quota once production access is granted. */
  public SesConfig withProduction(Quota other) {
    return new SesConfig(productionAccess, sandbox, other, review, publishes, latency, delivery);
  }

  /** The same with another time until production access is granted; zero grants it at once. */
  public SesConfig withReview(Duration other) {
    return new SesConfig(
        productionAccess, sandbox, production, other, publishes, latency, delivery);
  }

  /** The same with domains whose records stand in the DNS already. */
  public SesConfig withPublished(Predicate<String> domains) {
    return new SesConfig(productionAccess, sandbox, production, review, domains, latency, delivery);
  }

  /** The same without any latency of calls; mails still take their time. */
  public SesConfig withoutLatency() {
    return new SesConfig(
        productionAccess, sandbox, production, review, publishes, Latency.NONE, delivery);
  }

  /** The same with another time of delivery. */
  public SesConfig withDelivery(Latency other) {
    return new SesConfig(productionAccess, sandbox, production, review, publishes, latency, other);
  }
}
