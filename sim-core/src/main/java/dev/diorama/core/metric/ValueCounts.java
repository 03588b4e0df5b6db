package dev.diorama.core.metric;

import dev.diorama.core.metric.Samples.ValueCount;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Different values in order, each with how often it was seen.
 *
 * <p>Up to {@value #EXACT} they are kept as they are. Beyond that, those of the same sign and
 * within a percent of each other are one: latencies from a tenth of a millisecond to a minute then
 * take 1,338 places at most, and a percentile is within half a percent. CloudWatch keeps its own
 * histogram, whose width it does not tell.
 */
final class ValueCounts {
  /** Above the 150 values that one PutMetricData entry may have. */
  static final int EXACT = 256;

  private static final double WIDTH = 1.01;
  private static final double LOG_WIDTH = StrictMath.log(WIDTH);

  private double[] values = new double[4];
  private double[] counts = new double[4];
  private int size;
  private boolean round;

  void add(double value, double count) {
    double kept = round ? rounded(value) : value;
    int at = Arrays.binarySearch(values, 0, size, kept);
    if (at >= 0) {
      counts[at] += count;
      return;
    }
    insert(-at - 1, kept, count);
    if (!round && size > EXACT) {
      roundAll();
    }
  }

  private void insert(int at, double value, double count) {
    if (size == values.length) {
      values = Arrays.copyOf(values, size * 2);
      counts = Arrays.copyOf(counts, size * 2);
    }
    System.arraycopy(values, at, values, at + 1, size - at);
    System.arraycopy(counts, at, counts, at + 1, size - at);
    values[at] = value;
    counts[at] = count;
    size++;
  }

  private void roundAll() {
    double[] oldValues = values;
    double[] oldCounts = counts;
    int oldSize = size;
    size = 0;
    values = new double[EXACT];
    counts = new double[EXACT];
    round = true;
    for (int i = 0; i < oldSize; i++) {
      add(oldValues[i], oldCounts[i]);
    }
  }

  private static double rounded(double value) {
    if (value == 0) {
      return 0;
    }
    double step = Math.rint(StrictMath.log(Math.abs(value)) / LOG_WIDTH);
    return Math.copySign(StrictMath.pow(WIDTH, step), value);
  }

  List<ValueCount> list() {
    List<ValueCount> list = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      list.add(new ValueCount(values[i], counts[i]));
    }
    return list;
  }
}
