package dev.diorama.whatif.result;

import java.io.Serializable;
import java.util.Arrays;
import org.apiguardian.api.API;

/**
 * A figure over time, in steps of equal length from the start of the run.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class TimeSeries implements Serializable {
  private final double stepSeconds;
  private final double[] values;

  /**
   * A series.
   *
   * @param stepSeconds how long a step is, more than 0
   * @param values one for each step
   */
  public TimeSeries(double stepSeconds, double... values) {
    if (!(stepSeconds > 0)) {
      throw new IllegalArgumentException("a step is more than 0 s, not " + stepSeconds);
    }
    this.stepSeconds = stepSeconds;
    this.values = values.clone();
  }

  /** How long a step is. */
  public double stepSeconds() {
    return stepSeconds;
  }

  /** How many steps there are. */
  public int size() {
    return values.length;
  }

  /** The figure of a step, from 0. */
  public double at(int step) {
    return values[step];
  }

  /** All figures. */
  public double[] values() {
    return values.clone();
  }

  /** All steps added up. */
  public double sum() {
    return Arrays.stream(values).sum();
  }

  /** The greatest figure; 0 without any. */
  public double max() {
    return Arrays.stream(values).max().orElse(0);
  }

  /** The mean of all steps; 0 without any. */
  public double mean() {
    return values.length == 0 ? 0 : sum() / values.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TimeSeries series
        && stepSeconds == series.stepSeconds
        && Arrays.equals(values, series.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return size() + " steps of " + stepSeconds + " s, " + sum() + " in all";
  }
}
