package dev.diorama.dynamodb.capacity;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * How often the provisioned throughput of one table or index may be lowered: four times a day of
 * UTC, and then once for each hour that has passed without, so 27 times at most.
 *
 * <p>Documented:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class DecreaseQuota {
  private static final int FREE = 4;
  private static final int MOST = 27;
  private static final Duration BETWEEN = Duration.ofHours(1);

  private long count;
  private Optional<Instant> last = Optional.empty();

  /** True when it may be lowered now. */
  public boolean allows(Instant now) {
    long today = today(now);
    return today < FREE
        || (today < MOST && last.filter(then -> now.isBefore(then.plus(BETWEEN))).isEmpty());
  }

  /** Notes that it is lowered. */
  public void used(Instant now) {
    count = today(now) + 1;
    last = Optional.of(now);
  }

  /** How often it has been lowered on the day of {@code now}. */
  public long today(Instant now) {
    return last.filter(then -> day(then).equals(day(now))).isPresent() ? count : 0;
  }

  /** When it was lowered last. */
  public Optional<Instant> last() {
    return last;
  }

  private static LocalDate day(Instant instant) {
    return LocalDate.ofInstant(instant, ZoneOffset.UTC);
  }
}
