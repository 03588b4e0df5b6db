package dev.diorama.whatif.sweep;

import dev.diorama.whatif.price.Bill;
import dev.diorama.whatif.result.Outcome;
import java.util.List;
import java.util.stream.Collectors;
import org.apiguardian.api.API;

/**
 * One combination of a sweep, and what came of it.
 *
 * @param changes what was changed, in the order of the sweep
 * @param outcome of the run
 * @param bill of a month
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Trial(List<Change> changes, Outcome outcome, Bill bill) {
  public Trial {
    changes = List.copyOf(changes);
  }

  /** The changes in words; {@code as it is} without any. */
  public String title() {
    return changes.isEmpty()
        ? "as it is"
        : changes.stream().map(Change::toString).collect(Collectors.joining(" "));
  }
}
