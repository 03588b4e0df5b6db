package dev.diorama.whatif.engine;

import dev.diorama.whatif.design.Design.Function;
import dev.diorama.whatif.result.FunctionFigures;
import dev.diorama.whatif.result.Histogram;
import dev.diorama.whatif.result.TimeSeries;

/** What is counted of one function. */
final class FunctionTally {
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final double MB_PER_GB = 1024;

  private final Function function;
  private final Steps concurrency;
  private final double stepSeconds;
  private final Histogram.Builder duration = Histogram.builder();
  private double invocations;
  private double coldStarts;
  private double throttled;
  private double timeouts;
  private double billedMillis;
  private double peak;

  FunctionTally(Function function, Plan plan) {
    this.function = function;
    this.stepSeconds = plan.stepSeconds();
    this.concurrency = new Steps(plan.stepSeconds(), plan.workload().seconds());
  }

  void throttled(double weight) {
    throttled += weight;
  }

  void busy(int environments, long nanos) {
    peak = Math.max(peak, environments);
    concurrency.atLeast(nanos, environments);
  }

  /**
   * One invocation.
   *
   * @param initNanos what its start took, which is billed too; 0 for a warm one
   * @param weight how many it stands for
   */
  void ran(long durationNanos, long initNanos, boolean timedOut, double weight) {
    invocations += weight;
    coldStarts += initNanos > 0 ? weight : 0;
    timeouts += timedOut ? weight : 0;
    duration.record(durationNanos, Math.round(weight));
    long billed = (durationNanos + initNanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI;
    billedMillis += weight * Math.max(1, billed);
  }

  /**
   * Notes that so many environments were busy for a while, where they are not told apart: by
   * Little's law as many as come in a second times the seconds that each takes.
   */
  void busyFor(long durationNanos, long nanos, double weight) {
    concurrency.add(nanos, weight * durationNanos / 1e9 / stepSeconds);
  }

  /**
   * Estimates from the environments that were busy in each step how many had to be started: those
   * above what was busy in the time for which an idle one is kept.
   */
  void estimateStarts(double upTo, double keptSeconds) {
    TimeSeries busy = concurrency.series(upTo);
    int kept = (int) Math.max(1, keptSeconds / stepSeconds);
    peak = Math.ceil(busy.max());
    for (int i = 0; i < busy.size(); i++) {
      double before = 0;
      for (int j = Math.max(0, i - kept); j < i; j++) {
        before = Math.max(before, Math.ceil(busy.at(j)));
      }
      coldStarts += Math.max(0, Math.ceil(busy.at(i)) - before);
    }
  }

  double invocations() {
    return invocations;
  }

  double gbSeconds() {
    return billedMillis / 1000.0 * (function.memoryMb() / MB_PER_GB);
  }

  FunctionFigures figures(double upTo) {
    return new FunctionFigures(
        function.id(),
        function.memoryMb(),
        Math.round(invocations),
        Math.round(coldStarts),
        Math.round(throttled),
        Math.round(timeouts),
        gbSeconds(),
        Math.round(peak),
        concurrency.series(upTo),
        duration.build());
  }
}
