package dev.diorama.whatif.sweep;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * The best of the trials that meet every goal, and what it costs to insist on each of them.
 *
 * @param minimized the figure that was made best
 * @param goals what had to be met
 * @param best the best that meets all; empty when none does
 * @param bindings for each goal what there would be without it, where that is better
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Search(
    Measure minimized, List<Goal> goals, Optional<Trial> best, List<Binding> bindings) {
  public Search {
    goals = List.copyOf(goals);
    bindings = List.copyOf(bindings);
  }

  /**
   * A goal that binds.
   *
   * @param goal that it is
   * @param without the best of the trials that meet all the others
   */
  public record Binding(Goal goal, Trial without) {}

  /**
   * Searches.
   *
   * @param trials at least one
   */
  public static Search among(List<Trial> trials, List<Goal> goals, Measure minimize) {
    Optional<Trial> best = best(trials, goals, minimize);
    List<Binding> bindings = new ArrayList<>();
    for (Goal goal : goals) {
      List<Goal> others = goals.stream().filter(each -> !each.equals(goal)).toList();
      best(trials, others, minimize)
          .filter(found -> best.isEmpty() || order(minimize).compare(found, best.orElseThrow()) < 0)
          .ifPresent(found -> bindings.add(new Binding(goal, found)));
    }
    return new Search(minimize, goals, best, bindings);
  }

  private static Optional<Trial> best(List<Trial> trials, List<Goal> goals, Measure minimize) {
    return trials.stream()
        .filter(trial -> goals.stream().allMatch(goal -> goal.met(trial)))
        .min(order(minimize));
  }

  private static Comparator<Trial> order(Measure minimize) {
    Comparator<Trial> order = Comparator.comparingDouble(minimize::of);
    return minimize.largerIsBetter() ? order.reversed() : order;
  }
}
