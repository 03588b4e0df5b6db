package dev.diorama.dynamodb.capacity;

import java.util.Optional;
import org.apiguardian.api.API;

/**
 * Units that a request wants of a table or index.
 *
 * @param at the item they are for; empty when they are spread over all partitions, as a scan's are
 * @param units how many
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Load(Optional<Position> at, double units) {
  /** Units for one item. */
  public static Load at(Position position, double units) {
    return new Load(Optional.of(position), units);
  }

  /** Units for no item in particular. */
  public static Load spread(double units) {
    return new Load(Optional.empty(), units);
  }
}
