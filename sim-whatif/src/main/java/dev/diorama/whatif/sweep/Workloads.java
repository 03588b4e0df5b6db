package dev.diorama.whatif.sweep;

import dev.diorama.whatif.workload.Action;
import dev.diorama.whatif.workload.Workload;
import java.util.List;

/** Workloads with something changed. */
final class Workloads {
  private Workloads() {}

  private static boolean reads(Action action) {
    return action.method().equals("GET") || action.method().equals("HEAD");
  }

  /** With that share of reads, those among themselves as before, and writes likewise. */
  static Workload reads(Setup setup, double share) {
    List<Action> actions = setup.workload().actions();
    double reading = actions.stream().filter(Workloads::reads).mapToDouble(Action::weight).sum();
    double writing = actions.stream().mapToDouble(Action::weight).sum() - reading;
    if ((reading == 0 && share > 0) || (writing == 0 && share < 1)) {
      throw new IllegalArgumentException("the workload has only one kind of requests");
    }
    return setup
        .workload()
        .withActions(
            actions.stream()
                .map(
                    each ->
                        each.withWeight(
                            each.weight() == 0
                                ? 0
                                : reads(each)
                                    ? each.weight() / reading * share
                                    : each.weight() / writing * (1 - share)))
                .toList());
  }
}
