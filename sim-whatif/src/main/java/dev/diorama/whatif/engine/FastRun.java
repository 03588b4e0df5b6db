package dev.diorama.whatif.engine;

import dev.diorama.whatif.result.Outcome;

/** Goes through every request, for the time being by the exact engine's parts. */
final class FastRun {
  private final Plan plan;

  FastRun(Plan plan) {
    this.plan = plan;
  }

  Outcome run(Progress progress) {
    return new ExactRun(plan).run(progress);
  }
}
