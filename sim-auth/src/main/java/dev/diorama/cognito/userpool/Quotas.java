package dev.diorama.cognito.userpool;

import dev.diorama.cognito.RateLimit;
import dev.diorama.core.router.Call;
import dev.diorama.core.time.SimClock;

/** The rates at which one account may call one Region's user pools. */
final class Quotas {
  /** Categories of operations, documented: .../developerguide/quotas.html */
  enum Category {
    AUTHENTICATION,
    CHALLENGE_ANSWER,
    CREATION
  }

  private final UserPoolConfig config;
  private final RateLimit limit;

  Quotas(SimClock clock, UserPoolConfig config) {
    this.config = config;
    this.limit = new RateLimit(clock);
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
    String key = call.account() + "/" + call.region() + "/" + category;
    if (!limit.admit(key, rate(category))) {
      throw UserPoolError.TOO_MANY_REQUESTS.with("Rate exceeded");
    }
  }
}
