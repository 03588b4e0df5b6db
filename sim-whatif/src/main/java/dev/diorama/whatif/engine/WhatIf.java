package dev.diorama.whatif.engine;

import dev.diorama.whatif.design.Design;
import dev.diorama.whatif.result.Outcome;
import dev.diorama.whatif.workload.Workload;
import org.apiguardian.api.API;

/**
 * The door: what would this design do under this traffic?
 *
 * <p>Runs share nothing: several may go on in several threads.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class WhatIf {
  private WhatIf() {}

  /** Runs a workload to its end; see {@link #run(Design, Workload, Settings, Progress)}. */
  public static Outcome run(Design design, Workload workload, Settings settings) {
    return run(design, workload, settings, Progress.NONE);
  }

  /**
   * Checks, without running, that the workload fits the design.
   *
   * @throws dev.diorama.whatif.workload.WorkloadException as {@code run} would
   */
  public static void check(Design design, Workload workload, Settings settings) {
    Plan.of(design, workload, settings);
  }

  /**
   * Runs a workload until its end or until {@code progress} says so.
   *
   * @throws dev.diorama.whatif.workload.WorkloadException before anything is run, if the workload
   *     asks for a route that the design has not, or leaves open what it does there
   */
  public static Outcome run(
      Design design, Workload workload, Settings settings, Progress progress) {
    Plan plan = Plan.of(design, workload, settings);
    return switch (settings.engine()) {
      case EXACT -> new ExactRun(plan).run(progress);
      case FAST -> new FastRun(plan).run(progress);
    };
  }
}
