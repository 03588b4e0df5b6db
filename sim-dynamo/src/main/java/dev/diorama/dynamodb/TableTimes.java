package dev.diorama.dynamodb;

import java.time.Duration;
import org.apiguardian.api.API;

/**
 * How long a table is in the states that it passes through.
 *
 * <p>AWS gives no figures beyond "typically takes some seconds to minutes". {@link #AT_ONCE} is the
 * default, so that whoever creates a table may use it in the next line.
 *
 * @param creating until a new table is ACTIVE; before, its items are not to be found
 * @param updating until a table that was updated is ACTIVE again; what was asked is in effect at
 *     once, and the table cannot be changed again before
 * @param deleting until a table that was deleted is gone; its items are gone at once
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record TableTimes(Duration creating, Duration updating, Duration deleting) {
  /** No table is ever seen in such a state. */
  public static final TableTimes AT_ONCE =
      new TableTimes(Duration.ZERO, Duration.ZERO, Duration.ZERO);

  /** Roughly what people see on AWS with small tables; assumed. */
  public static final TableTimes AS_AWS =
      new TableTimes(Duration.ofSeconds(8), Duration.ofSeconds(15), Duration.ofSeconds(6));

  public TableTimes {
    if (creating.isNegative() || updating.isNegative() || deleting.isNegative()) {
      throw new IllegalArgumentException(
          "none may be negative: " + creating + ", " + updating + ", " + deleting);
    }
  }
}
