package dev.diorama.whatif.engine;

import dev.diorama.whatif.result.TimeSeries;
import java.util.Arrays;

/** A figure over time that is being collected. */
final class Steps {
  private final double stepSeconds;
  private final double stepNanos;
  private final double[] values;

  Steps(double stepSeconds, double seconds) {
    this.stepSeconds = stepSeconds;
    this.stepNanos = stepSeconds * 1e9;
    this.values = new double[(int) Math.max(1, Math.ceil(seconds / stepSeconds))];
  }

  /** What happens after the end, such as the rest of a long request, belongs to the last step. */
  private int at(long nanos) {
    return (int) Math.min(values.length - 1, nanos / stepNanos);
  }

  void add(long nanos, double value) {
    values[at(nanos)] += value;
  }

  void atLeast(long nanos, double value) {
    int at = at(nanos);
    values[at] = Math.max(values[at], value);
  }

  double sum() {
    return Arrays.stream(values).sum();
  }

  private int steps(double upToSeconds) {
    return (int) Math.max(1, Math.min(values.length, Math.ceil(upToSeconds / stepSeconds - 1e-9)));
  }

  TimeSeries series(double upToSeconds) {
    return new TimeSeries(stepSeconds, Arrays.copyOf(values, steps(upToSeconds)));
  }

  /** The same, a step in which nothing was noted being as the one before. */
  TimeSeries filled(double upToSeconds) {
    double[] filled = Arrays.copyOf(values, steps(upToSeconds));
    double first = 0;
    for (double each : filled) {
      if (first == 0) {
        first = each;
      }
    }
    double last = first;
    for (int i = 0; i < filled.length; i++) {
      if (filled[i] == 0) {
        filled[i] = last;
      }
      last = filled[i];
    }
    return new TimeSeries(stepSeconds, filled);
  }
}
