package dev.diorama.whatif.workload;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apiguardian.api.API;

/**
 * What users do, from when on and for how long.
 *
 * @param name for reports
 * @param origin the file that it was read from, or what made it; for messages
 * @param seed of all chance
 * @param seconds how long it lasts, more than 0
 * @param traffic when requests arrive
 * @param users who makes them
 * @param items what they are about
 * @param actions what is done, each so often
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Workload(
    String name,
    String origin,
    long seed,
    double seconds,
    Traffic traffic,
    Users users,
    List<Items> items,
    List<Action> actions) {

  /**
   * Checks what can be checked without a design.
   *
   * @throws WorkloadException if parts contradict each other
   */
  public Workload {
    items = List.copyOf(items);
    actions = List.copyOf(actions);
    if (!(seconds > 0 && seconds * 1e9 < Long.MAX_VALUE)) {
      throw new WorkloadException(
          origin, 0, "it lasts more than 0 s and less than 292 years, not " + seconds + " s");
    }
    if (actions.isEmpty()) {
      throw new WorkloadException(origin, 0, "nothing is requested: requests is empty");
    }
    Set<String> names = new LinkedHashSet<>();
    for (Items each : items) {
      if (!names.add(each.name())) {
        throw new WorkloadException(origin, each.line(), "a second items \"" + each.name() + "\"");
      }
    }
    double weights = 0;
    for (Action action : actions) {
      weights += action.weight();
      if (!action.items().isEmpty() && !names.contains(action.items())) {
        throw new WorkloadException(
            origin,
            action.line(),
            "there are no items \"" + action.items() + "\", only " + String.join(", ", names));
      }
    }
    if (!(weights > 0)) {
      throw new WorkloadException(origin, 0, "all weights of requests are 0");
    }
  }

  /** The items of that name. */
  public Optional<Items> items(String wanted) {
    return items.stream().filter(each -> each.name().equals(wanted)).findFirst();
  }

  /** How many requests are to be expected; empty when only its trace knows. */
  public Optional<Double> expectedRequests() {
    return traffic instanceof Traffic.Drawn drawn
        ? Optional.of(drawn.rate().expected(seconds))
        : Optional.empty();
  }

  /** The same by another seed. */
  public Workload withSeed(long other) {
    return new Workload(name, origin, other, seconds, traffic, users, items, actions);
  }

  /** The same for another length of time. */
  public Workload withSeconds(double other) {
    return new Workload(name, origin, seed, other, traffic, users, items, actions);
  }

  /** The same with other traffic. */
  public Workload withTraffic(Traffic other) {
    return new Workload(name, origin, seed, seconds, other, users, items, actions);
  }

  /** The same with so many times the traffic; a trace is replayed so many times as fast. */
  public Workload timesRate(double factor) {
    return withTraffic(traffic.times(factor));
  }

  /** The same with other users. */
  public Workload withUsers(Users other) {
    return new Workload(name, origin, seed, seconds, traffic, other, items, actions);
  }

  /** The same with other items. */
  public Workload withItems(List<Items> others) {
    return new Workload(name, origin, seed, seconds, traffic, users, others, actions);
  }

  /** The same with other actions. */
  public Workload withActions(List<Action> others) {
    return new Workload(name, origin, seed, seconds, traffic, users, items, others);
  }
}
