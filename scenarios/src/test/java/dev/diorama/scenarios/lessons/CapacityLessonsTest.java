package dev.diorama.scenarios.lessons;

import static dev.diorama.scenarios.lessons.Seen.assertSeen;
import static dev.diorama.scenarios.lessons.Seen.number;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What the lessons about capacity, concurrency and throttles observe. */
class CapacityLessonsTest {
  @Test
  void lesson22_hotKeyIsHeldToOnePartition() {
    assertSeen(22, 'c', "sharded.refused", "0", "sharded.range", "-", "sharded.units", "2,000");
    assertSeen(22, 'c', "hot.range", "KeyRangeThroughputExceeded");
    // A partition's second of saved units, and 1,000 a second.
    assertThat(number(22, "hot.units")).isBetween(1_000.0, 1_400.0);
  }

  @Test
  void lesson23_unitsGoBySteps() {
    assertSeen(23, 'a', "write.1024", "1", "write.1025", "2", "write.4097", "5");
    assertSeen(23, 'a', "eventual.4096", "0.5", "eventual.4097", "1", "strong.4097", "2");
    assertSeen(23, 'a', "transact.4096", "2", "transact.4097", "4");
    assertSeen(23, 'a', "missing", "0.5", "filtered", "1.5");
  }

  @Test
  void lesson20_burstCoversTheShortSpikeAndScalingComesLate() {
    assertSeen(20, 'b', "short.refused", "0", "short.units", "2", "long.last", "0");
    assertThat(number(20, "long.refused")).isBetween(50.0, 400.0);
    assertThat(number(20, "scaled")).isBetween(180.0, 480.0);
    assertThat(number(20, "long.units")).isBetween(8.0, 16.0);
  }

  @Test
  void lesson24_provisionedPaysAboveSomeThirtyPercent() {
    assertSeen(24, 'a', "refused", "0", "units.10", "120", "units.90", "1,080");
    assertSeen(24, 'a', "provisioned", "4.75", "now.10", "1.64", "now.30", "4.93");
    assertSeen(24, 'a', "before.10", "3.29", "even.now", "28.9", "even.before", "14.4");
  }

  @Test
  void lesson25_concurrencyIsALimitOnWhatRunsAtOnce() {
    assertSeen(25, 'c', "cold.served", "20", "cold.refused", "40");
    assertSeen(25, 'c', "warm.served", "20", "warm.refused", "40");
    assertSeen(25, 'c', "steady.served", "60", "steady.most", "0");
    assertSeen(25, 'c', "account.served", "1,000", "account.refused", "100");
    assertThat(number(25, "warm.ms")).isBetween(200.0, 220.0);
    assertThat(number(25, "cold.ms")).isGreaterThan(350);
  }

  @Test
  void lesson26_gatewayGivesUpAt29SecondsTheFunctionDoesNot() {
    assertSeen(26, 'b', "status", "504", "done", "1", "errors", "0");
    assertThat(number(26, "waited")).isBetween(29.0, 29.5);
    assertThat(number(26, "ran")).isBetween(31.0, 31.5);
  }

  @Test
  void lesson27_oneApiEmptiesTheAccountsBucketUnlessItsStageIsLimited() {
    assertSeen(27, 'c', "open.greedy", "5,000", "open.neighbour", "0", "open.later", "100");
    assertSeen(27, 'c', "limited.greedy", "1,000", "limited.neighbour", "100");
    // The bucket's 5,000, and 10,000 that came within the second.
    assertThat(number(27, "flood.served")).isBetween(14_800.0, 15_000.0);
    assertThat(number(27, "flood.served") + number(27, "flood.refused")).isEqualTo(18_000);
  }
}
