package dev.diorama.core.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LatencyTest {
  private static final int DRAWS = 200_000;

  @Test
  void sample_percentiles_areThoseGiven() {
    Latency latency = Latency.ofMillis(4, 7, 20);
    SimRandom random = new Seeds(1).stream("latency");
    long[] draws = new long[DRAWS];
    Arrays.setAll(draws, i -> latency.sample(random));
    Arrays.sort(draws);

    assertThat(draws[DRAWS / 2] / 1e6).isCloseTo(4, within(0.05));
    assertThat(draws[DRAWS / 10 * 9] / 1e6).isCloseTo(7, within(0.1));
    assertThat(draws[DRAWS / 100 * 99] / 1e6).isCloseTo(20, within(0.5));
    assertThat(draws[0]).isGreaterThanOrEqualTo(2_000_000);
    assertThat(draws[DRAWS - 1]).isLessThanOrEqualTo(40_000_000);
  }

  @Test
  void sample_constant_drawsNothing() {
    SimRandom random = new Seeds(1).stream("latency");
    SimRandom untouched = new Seeds(1).stream("latency");

    assertThat(Latency.constant(Duration.ofMillis(3)).sample(random)).isEqualTo(3_000_000);
    assertThat(Latency.NONE.sample(random)).isZero();
    assertThat(random.nextLong()).isEqualTo(untouched.nextLong());
  }

  @Test
  void percentilesThatFall_areRefused() {
    assertThatThrownBy(() -> new Latency(5, 4, 6)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Latency(-1, 4, 6)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Latency(1, 4, 3)).isInstanceOf(IllegalArgumentException.class);
  }
}
