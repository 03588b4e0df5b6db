package dev.diorama.sns;

import dev.diorama.core.event.RetryPolicy;
import dev.diorama.core.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How often a message is tried again, by protocol.
 *
 * <p>Documented: https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html. AWS
 * adds a jitter of unknown size; here there is none. That the first attempt is one of the total is
 * how the page's sums come out.
 */
final class SnsRetries {
  private static final double LONGEST_BACKOFF = 20;
  private static final int BACKOFFS = 10;

  /** Queues and functions: 3 at once, 2 a second apart, 10 backing off, 100,000 each 20 seconds. */
  static final RetryPolicy MANAGED = new RetryPolicy(managedWaits(), 100_015, Duration.ofDays(24));

  /** Mail and text messages, which cannot fail here. */
  static final RetryPolicy PEOPLE = RetryPolicy.ONCE;

  private static final Duration LONGEST_HTTP = Duration.ofHours(1);

  private SnsRetries() {}

  private static List<Duration> managedWaits() {
    List<Duration> waits = new ArrayList<>();
    waits.add(Duration.ZERO);
    waits.add(Duration.ZERO);
    waits.add(Duration.ofSeconds(1));
    waits.add(Duration.ofSeconds(1));
    for (int i = 0; i < BACKOFFS; i++) {
      double seconds = StrictMath.pow(LONGEST_BACKOFF, i / (BACKOFFS - 1.0));
      waits.add(Duration.ofMillis(StrictMath.round(seconds * 1_000)));
    }
    waits.add(Duration.ofSeconds(20));
    return waits;
  }

  /** HTTP: as the subscription's or the topic's delivery policy says; else 3 each 20 seconds. */
  static RetryPolicy http(SnsSubscription subscription) {
    Optional<Json> own =
        Optional.ofNullable(subscription.attributes.get("DeliveryPolicy"))
            .map(Json::parse)
            .flatMap(policy -> policy.get("healthyRetryPolicy"));
    Optional<Json> topics =
        Optional.ofNullable(subscription.topic.attributes.get("DeliveryPolicy"))
            .map(Json::parse)
            .flatMap(policy -> policy.at("http", "defaultHealthyRetryPolicy"));
    return phases(own.or(() -> topics).orElse(Json.empty()));
  }

  private static RetryPolicy phases(Json policy) {
    int retries = number(policy, "numRetries", 3);
    int atOnce = number(policy, "numNoDelayRetries", 0);
    int least = number(policy, "numMinDelayRetries", 0);
    int most = number(policy, "numMaxDelayRetries", 0);
    int minDelay = number(policy, "minDelayTarget", 20);
    int maxDelay = number(policy, "maxDelayTarget", 20);
    int backoffs = Math.max(0, retries - atOnce - least - most);
    List<Duration> waits = new ArrayList<>();
    for (int i = 0; i < retries; i++) {
      int backoff = i - atOnce - least;
      double share = backoffs < 2 ? 1 : backoff / (backoffs - 1.0);
      double seconds;
      if (i < atOnce) {
        seconds = 0;
      } else if (backoff < 0) {
        seconds = minDelay;
      } else if (backoff >= backoffs) {
        seconds = maxDelay;
      } else {
        seconds =
            backOff(policy.text("backoffFunction").orElse("linear"), minDelay, maxDelay, share);
      }
      waits.add(Duration.ofMillis(StrictMath.round(seconds * 1_000)));
    }
    return new RetryPolicy(waits, retries + 1, LONGEST_HTTP);
  }

  /** The curves' exact forms are not documented: these have the documented ends. */
  private static double backOff(String function, double least, double most, double share) {
    return switch (function) {
      case "exponential", "geometric" ->
          Math.max(1, least) * StrictMath.pow(most / Math.max(1, least), share);
      default -> least + (most - least) * share;
    };
  }

  private static int number(Json policy, String name, int byDefault) {
    return policy.text(name).map(Integer::parseInt).orElse(byDefault);
  }
}
