package dev.diorama.whatif.engine;

import dev.diorama.whatif.design.Design.Function;
import dev.diorama.whatif.result.FunctionFigures;
import dev.diorama.whatif.result.Histogram;

/** What is counted of one function. */
final class FunctionTally {
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final double MB_PER_GB = 1024;

  private final Function function;
  private final Steps concurrency;
  private final Histogram.Builder duration = Histogram.builder();
  private long invocations;
  private long coldStarts;
  private long throttled;
  private long timeouts;
  private long billedMillis;
  private long peak;

  FunctionTally(Function function, Plan plan) {
    this.function = function;
    this.concurrency = new Steps(plan.stepSeconds(), plan.workload().seconds());
  }

  void throttled() {
    throttled++;
  }

  void busy(int environments, long nanos) {
    peak = Math.max(peak, environments);
    concurrency.atLeast(nanos, environments);
  }

  /**
   * One invocation.
   *
   * @param initNanos what its start took, which is billed too; 0 for a warm one
   */
  void ran(long durationNanos, long initNanos, boolean timedOut) {
    invocations++;
    coldStarts += initNanos > 0 ? 1 : 0;
    timeouts += timedOut ? 1 : 0;
    duration.record(durationNanos);
    billedMillis +=
        Math.max(1, (durationNanos + initNanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI);
  }

  long invocations() {
    return invocations;
  }

  double gbSeconds() {
    return billedMillis / 1000.0 * (function.memoryMb() / MB_PER_GB);
  }

  FunctionFigures figures(double upTo) {
    return new FunctionFigures(
        function.id(),
        function.memoryMb(),
        invocations,
        coldStarts,
        throttled,
        timeouts,
        gbSeconds(),
        peak,
        concurrency.series(upTo),
        duration.build());
  }
}
