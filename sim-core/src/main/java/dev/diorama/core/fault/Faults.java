package dev.diorama.core.fault;

import dev.diorama.core.random.Seeds;
import dev.diorama.core.random.SimRandom;
import dev.diorama.core.time.SimClock;
import java.util.ArrayList;
import java.util.List;
import org.apiguardian.api.API;

/**
 * The faults of one cloud; none until some are added.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Faults {
  private final SimClock clock;
  private final SimRandom chance;
  private final List<Fault> faults = new ArrayList<>();

  /** No faults, on that clock, with chance from that seed. */
  public Faults(SimClock clock, Seeds seeds) {
    this.clock = clock;
    this.chance = seeds.stream("fault");
  }

  /** Lets something go wrong from now on. */
  public void add(Fault fault) {
    faults.add(fault);
  }

  /** Lets everything go right again. */
  public void clear() {
    faults.clear();
  }

  /** The faults that strike this call; each draws its own chance. */
  public List<Fault> striking(String service, String operation) {
    if (faults.isEmpty()) {
      return List.of();
    }
    List<Fault> striking = new ArrayList<>();
    long now = clock.nanos();
    for (Fault fault : faults) {
      if (fault.concerns(service, operation, now)
          && chance.chance(fault.numerator(), fault.denominator())) {
        striking.add(fault);
      }
    }
    return striking;
  }
}
