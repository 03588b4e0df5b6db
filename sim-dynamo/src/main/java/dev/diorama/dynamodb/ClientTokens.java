package dev.diorama.dynamodb;

import dev.diorama.core.time.SimClock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;

/**
 * The client tokens of transactions: each stands for its transaction for ten minutes after it was
 * done, documented:
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html. The
 * engine would count these minutes on the machine's clock, so it is never given a token.
 */
final class ClientTokens {
  static final long TOKEN_NANOS = TimeUnit.MINUTES.toNanos(10);

  /**
   * A transaction that a token stands for.
   *
   * @param request the request without its token, to tell a repeat from a misuse
   * @param untilNanos when the token may be used anew
   */
  private record Remembered(AwsRequest request, long untilNanos) {}

  private final Map<String, Remembered> tokens = new LinkedHashMap<>();

  /** True when the same request has been done with this token of late. */
  boolean isRepeat(SimClock clock, @Nullable String token, AwsRequest plain) {
    if (token == null) {
      return false;
    }
    tokens.values().removeIf(each -> each.untilNanos() <= clock.nanos());
    Remembered first = tokens.get(token);
    if (first != null && !Objects.equals(first.request(), plain)) {
      throw DynamoDbError.IDEMPOTENT_PARAMETER_MISMATCH.with(
          "Request parameters do not match those of the first request with this client token");
    }
    return first != null;
  }

  /** Remembers a transaction that has been done. */
  void done(SimClock clock, @Nullable String token, AwsRequest plain) {
    if (token != null) {
      tokens.put(token, new Remembered(plain, clock.nanos() + TOKEN_NANOS));
    }
  }
}
