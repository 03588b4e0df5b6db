package dev.diorama.whatif.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;

/**
 * One axis of a chart.
 *
 * @param label what it shows and in which unit
 * @param scale how values are laid out
 * @param low the least value shown
 * @param high the greatest
 * @param format writes a value
 */
record Axis(String label, Scale scale, double low, double high, DoubleFunction<String> format) {
  /** How values are laid out. */
  enum Scale {
    LINEAR,
    /** Ticks at 1, 2 and 5 times powers of ten. */
    LOG,
    /** Ticks at powers of two. */
    LOG2
  }

  static Axis linear(String label, double low, double high, DoubleFunction<String> format) {
    return new Axis(label, Scale.LINEAR, low, high > low ? high : low + 1, format);
  }

  static Axis log(String label, double low, double high, DoubleFunction<String> format) {
    double least = Math.max(low, 1e-9);
    return new Axis(label, Scale.LOG, least, Math.max(high, least * 2), format);
  }

  static Axis log2(String label, double low, double high, DoubleFunction<String> format) {
    double least = Math.max(low, 1);
    return new Axis(label, Scale.LOG2, least, Math.max(high, least * 2), format);
  }

  /** Where a value lies, 0 to 1. */
  double at(double value) {
    double share =
        scale == Scale.LINEAR
            ? (value - low) / (high - low)
            : StrictMath.log(Math.max(value, low) / low) / StrictMath.log(high / low);
    return Math.min(1, Math.max(0, share));
  }

  List<Double> ticks() {
    return switch (scale) {
      case LINEAR -> linearTicks();
      case LOG -> logTicks();
      case LOG2 -> powersOfTwo();
    };
  }

  private List<Double> linearTicks() {
    double rough = (high - low) / 5;
    double ten = StrictMath.pow(10, Math.floor(StrictMath.log10(rough)));
    double step = ten;
    for (double each : new double[] {1, 2, 5, 10}) {
      step = each * ten;
      if (step >= rough) {
        break;
      }
    }
    List<Double> ticks = new ArrayList<>();
    // Round numbers, wherever the axis begins.
    for (long i = (long) Math.ceil(low / step - 1e-9); i * step <= high * (1 + 1e-9); i++) {
      ticks.add(i * step);
    }
    return ticks;
  }

  private List<Double> logTicks() {
    double decades = StrictMath.log10(high / low);
    double[] within = decades <= 3 ? new double[] {1, 2, 5} : new double[] {1};
    int every = (int) Math.max(1, Math.ceil(decades / 7));
    List<Double> ticks = new ArrayList<>();
    int first = (int) Math.floor(StrictMath.log10(low));
    for (int power = first; power <= StrictMath.log10(high); power += every) {
      for (double each : within) {
        double tick = each * StrictMath.pow(10, power);
        if (tick >= low * 0.999 && tick <= high * 1.001) {
          ticks.add(tick);
        }
      }
    }
    return ticks;
  }

  private List<Double> powersOfTwo() {
    double doublings = StrictMath.log(high / low) / StrictMath.log(2);
    int every = (int) Math.max(1, Math.ceil(doublings / 7));
    List<Double> ticks = new ArrayList<>();
    for (int power = 0; power < 62; power += every) {
      double tick = StrictMath.pow(2, power);
      if (tick >= low * 0.999 && tick <= high * 1.001) {
        ticks.add(tick);
      }
    }
    return ticks;
  }
}
