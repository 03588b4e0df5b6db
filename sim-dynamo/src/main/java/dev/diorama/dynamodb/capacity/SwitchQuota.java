package dev.diorama.dynamodb.capacity;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apiguardian.api.API;

/**
 * How often a table may be switched from provisioned to on-demand mode: four times in any 24 hours.
 *
 * <p>Documented:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-switching-capacity-modes.html
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class SwitchQuota {
  private static final int MOST = 4;
  private static final Duration WINDOW = Duration.ofHours(24);

  private final Deque<Instant> switches = new ArrayDeque<>();

  /** True when it may be switched now. */
  public boolean allows(Instant now) {
    while (!switches.isEmpty() && !switches.peekFirst().plus(WINDOW).isAfter(now)) {
      switches.removeFirst();
    }
    return switches.size() < MOST;
  }

  /** Notes that it is switched. */
  public void used(Instant now) {
    switches.addLast(now);
  }
}
