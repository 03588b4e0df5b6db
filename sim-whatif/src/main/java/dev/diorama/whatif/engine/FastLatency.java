package dev.diorama.whatif.engine;

import dev.diorama.core.random.Latency;
import dev.diorama.whatif.result.Histogram;
import java.util.SplittableRandom;

/** A distribution of latencies as a table of its quantiles: a draw is a look into it. */
final class FastLatency {
  private static final int BITS = 10;
  private static final int SIZE = 1 << BITS;

  private final long[] table = new long[SIZE];

  FastLatency(Latency latency) {
    for (int i = 0; i < SIZE; i++) {
      table[i] = latency.at((i + 0.5) / SIZE);
    }
  }

  long draw(SplittableRandom chance) {
    return table[(int) (chance.nextLong() >>> (Long.SIZE - BITS))];
  }

  /** Records so many draws at once, after {@code before}: as if each quantile came as often. */
  void record(Histogram.Builder into, long before, long times) {
    long each = times / SIZE;
    long rest = times % SIZE;
    for (int i = 0; i < SIZE; i++) {
      // The rest is spread over the whole table, for few draws are not all short ones.
      boolean extra = (i + 1) * rest / SIZE > i * rest / SIZE;
      into.record(before + table[i], each + (extra ? 1 : 0));
    }
  }
}
