package dev.diorama.dynamodb.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class TableCapacityTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long MINUTE = 60 * SECOND;
  private static final CapacityRules RULES = CapacityRules.defaults();

  private static TableCapacity provisioned(long reads, long writes) {
    return new TableCapacity(RULES, new Throughput.Provisioned(reads, writes), true, 0);
  }

  private static TableCapacity onDemand() {
    return new TableCapacity(RULES, Throughput.OnDemand.FREE, true, 0);
  }

  private static Position key(String key) {
    return new Position(Position.hash(key.getBytes(StandardCharsets.UTF_8)), 0);
  }

  private static Position key(String key, String sort) {
    return new Position(key(key).hash(), Position.order(sort.getBytes(StandardCharsets.UTF_8)));
  }

  /** Writes to random-looking keys, one unit each, and says how many of them were admitted. */
  private static int write(TableCapacity table, int count, int keys, long nanos) {
    int admitted = 0;
    for (int i = 0; i < count; i++) {
      List<Load> load = List.of(Load.at(key("key" + i % keys), 1));
      if (table.refusal(OperationType.WRITE, load, nanos).isEmpty()) {
        table.take(OperationType.WRITE, load, nanos);
        admitted++;
      } else {
        table.heat(OperationType.WRITE, load, nanos);
      }
    }
    return admitted;
  }

  private static Optional<Limit> refusal(TableCapacity table, double units, long nanos) {
    return table.refusal(OperationType.WRITE, List.of(Load.spread(units)), nanos);
  }

  @Test
  void provisioned_afterIdling_hasFiveMinutesOfBurst() {
    TableCapacity table = provisioned(1, 10);
    assertThat(write(table, 5_000, 500, 0)).isEqualTo(1_000); // One partition takes no more.
    assertThat(write(table, 5_000, 500, SECOND)).isEqualTo(1_000);
    assertThat(write(table, 5_000, 500, 2 * SECOND)).isEqualTo(1_000);
    assertThat(write(table, 5_000, 500, 3 * SECOND)).isEqualTo(30);
    assertThat(refusal(table, 1, 3 * SECOND)).contains(Limit.PROVISIONED);
    assertThat(write(table, 5_000, 500, 4 * SECOND)).isEqualTo(10);
  }

  @Test
  void partitions_ofANewTable_followFromItsThroughput() {
    assertThat(provisioned(3_000, 1_000).partitions()).isEqualTo(2);
    assertThat(provisioned(5, 5).partitions()).isEqualTo(1);
    assertThat(provisioned(9_000, 4_001).partitions()).isEqualTo(8);
    assertThat(onDemand().partitions()).isEqualTo(4);
  }

  @Test
  void hotKey_ofAnAmpleTable_isHeldToItsPartition() {
    TableCapacity table = provisioned(10_000, 10_000);
    assertThat(write(table, 3_000, 1, 0)).isEqualTo(1_000);
    assertThat(table.refusal(OperationType.WRITE, List.of(Load.at(key("key0"), 1)), 0))
        .contains(Limit.KEY_RANGE);
    assertThat(table.refusal(OperationType.READ, List.of(Load.at(key("key0"), 3_000)), 0))
        .isEmpty();
  }

  @Test
  void hotPartition_withinTheTablesTotal_isBoostedAtOnce() {
    // AWS's example: 400 units over four partitions, of which one is asked for 150 a second.
    TableCapacity table = new TableCapacity(RULES, new Throughput.Provisioned(9_000, 400), true, 0);
    assertThat(table.partitions()).isEqualTo(4);
    for (int second = 0; second < 900; second++) {
      long now = second * SECOND;
      for (int i = 0; i < 150; i++) {
        List<Load> hot = List.of(Load.at(key("hot"), 1));
        assertThat(table.refusal(OperationType.WRITE, hot, now)).isEmpty();
        table.take(OperationType.WRITE, hot, now);
      }
      assertThat(write(table, 150, 150, now)).isEqualTo(150);
    }
  }

  @Test
  void hotKeys_forMinutes_comeApart() {
    TableCapacity table = provisioned(1, 40_000);
    int partitions = table.partitions();
    // Two keys of one partition.
    String one = "key0";
    String other = neighbour(one, partitions);
    int admitted = 0;
    int before = 0;
    for (int second = 0; second < 900; second++) {
      admitted = 0;
      for (int i = 0; i < 2_000; i++) {
        List<Load> load = List.of(Load.at(key(i % 2 == 0 ? one : other), 1));
        if (table.refusal(OperationType.WRITE, load, second * SECOND).isEmpty()) {
          table.take(OperationType.WRITE, load, second * SECOND);
          admitted++;
        } else {
          table.heat(OperationType.WRITE, load, second * SECOND);
        }
      }
      before = second == 200 ? admitted : before;
    }
    assertThat(before).isEqualTo(1_000);
    assertThat(admitted).isEqualTo(2_000);
    assertThat(table.partitions()).isGreaterThan(partitions);
  }

  private static String neighbour(String key, int partitions) {
    for (int i = 1; ; i++) {
      long width = Long.divideUnsigned(-1L, partitions);
      long mine = Long.divideUnsigned(key(key).hash(), width);
      if (Long.divideUnsigned(key("key" + i).hash(), width) == mine) {
        return "key" + i;
      }
    }
  }

  /** Ten minutes of 2,000 write units a second in one item collection; partitions in the end. */
  private static int heatOneCollection(TableCapacity table, boolean rising) {
    for (int second = 0; second < 600; second++) {
      for (int i = 0; i < 200; i++) {
        int number = rising ? second * 200 + i : (i * 7_919) % 10_000;
        Position at = key("one", String.format(java.util.Locale.ROOT, "%08d", number));
        table.heat(OperationType.WRITE, List.of(Load.at(at, 10)), second * SECOND);
      }
    }
    return table.partitions();
  }

  @Test
  void hotCollection_isSplitBySortKey_unlessThatOnlyRisesOrLocalIndexesHoldItTogether() {
    assertThat(heatOneCollection(onDemand(), false)).isEqualTo(5);
    assertThat(heatOneCollection(onDemand(), true)).isEqualTo(4);
    TableCapacity local = new TableCapacity(RULES, Throughput.OnDemand.FREE, false, 0);
    assertThat(heatOneCollection(local, false)).isEqualTo(4);
  }

  @Test
  void onDemand_newTable_servesItsInitialThroughputAndNoMore() {
    TableCapacity table = onDemand();
    assertThat(refusal(table, 4_000, 0)).isEmpty();
    table.take(OperationType.WRITE, List.of(Load.spread(4_000)), 0);
    assertThat(refusal(table, 1, 0)).contains(Limit.KEY_RANGE);
    assertThat(table.refusal(OperationType.READ, List.of(Load.spread(12_000)), 0)).isEmpty();
    assertThat(refusal(table, 4_000, SECOND)).isEmpty();
  }

  /** A steady load of so many writes a second for a minute; how many were admitted in a second. */
  private static double steady(TableCapacity table, double rate, int fromMinute, int minutes) {
    double admitted = 0;
    for (int second = 0; second < minutes * 60; second++) {
      long now = fromMinute * MINUTE + second * SECOND;
      for (int part = 0; part < 100; part++) {
        List<Load> load = List.of(Load.spread(rate / 100));
        if (table.refusal(OperationType.WRITE, load, now).isEmpty()) {
          table.take(OperationType.WRITE, load, now);
          admitted += rate / 100;
        }
      }
    }
    return admitted / (minutes * 60);
  }

  @Test
  void onDemand_isReadyForTwiceThePeak_halfAnHourLater() {
    TableCapacity table = onDemand();
    assertThat(steady(table, 4_000, 0, 5)).isEqualTo(4_000);
    assertThat(steady(table, 8_000, 5, 5)).isEqualTo(4_000);
    assertThat(table.ready(OperationType.WRITE, 30 * MINUTE)).isEqualTo(4_000);
    assertThat(table.ready(OperationType.WRITE, 31 * MINUTE)).isEqualTo(8_000);
    assertThat(steady(table, 8_000, 31, 5)).isEqualTo(8_000);
    assertThat(table.partitions()).isEqualTo(8);
    // What it has scaled to it keeps.
    assertThat(table.ready(OperationType.WRITE, 10_000 * MINUTE)).isEqualTo(16_000);
  }

  @Test
  void onDemand_warmed_isReadyAtOnce() {
    TableCapacity table = onDemand();
    table.warm(20_000, 10_000, 0);
    assertThat(table.partitions()).isEqualTo(10);
    assertThat(steady(table, 10_000, 1, 1)).isEqualTo(10_000);
  }

  @Test
  void onDemand_maximum_andQuota_haveReasonsOfTheirOwn() {
    TableCapacity table =
        new TableCapacity(
            RULES, new Throughput.OnDemand(OptionalLong.of(10), OptionalLong.of(20)), true, 0);
    table.take(OperationType.WRITE, List.of(Load.spread(20)), 0);
    assertThat(refusal(table, 1, 0)).contains(Limit.MAX_ON_DEMAND);
    assertThat(table.refusal(OperationType.READ, List.of(Load.spread(10)), 0)).isEmpty();
    TableCapacity large = onDemand();
    large.warm(1_000, 200_000, 0);
    large.take(OperationType.WRITE, List.of(Load.spread(40_000)), SECOND);
    assertThat(refusal(large, 1, SECOND)).contains(Limit.ACCOUNT);
  }

  @Test
  void change_ofMode_keepsWhatTheTableHasGrownTo() {
    TableCapacity table = provisioned(100, 8_000);
    table.change(Throughput.OnDemand.FREE, 0);
    assertThat(steady(table, 8_000, 1, 1)).isEqualTo(8_000);
    table.change(new Throughput.Provisioned(5, 5), 5 * MINUTE);
    assertThat(table.partitions()).isEqualTo(9);
    assertThat(refusal(table, 1_500, 5 * MINUTE)).isEmpty();
    table.take(OperationType.WRITE, List.of(Load.spread(1_500)), 5 * MINUTE);
    assertThat(refusal(table, 1, 5 * MINUTE)).contains(Limit.PROVISIONED);
  }

  @Test
  void covers_isTrueOnlyIfEveryPartitionCould() {
    TableCapacity table = onDemand();
    assertThat(table.covers(OperationType.WRITE, 1_000, 0)).isTrue();
    table.take(OperationType.WRITE, List.of(Load.at(key("key"), 1)), 0);
    assertThat(table.covers(OperationType.WRITE, 1_000, 0)).isFalse();
    assertThat(table.covers(OperationType.WRITE, 999, 0)).isTrue();
  }

  @Test
  void table_thatOutgrowsItsPartitions_getsMore() {
    CapacityRules small = RULES.withPartitionBytes(1_000);
    TableCapacity table = new TableCapacity(small, new Throughput.Provisioned(10, 10), true, 0);
    assertThat(table.partitions()).isEqualTo(1);
    assertThat(table.mayHaveOutgrown(999)).isFalse();
    assertThat(table.mayHaveOutgrown(1)).isTrue();
    table.holds(1_000, 0);
    assertThat(table.partitions()).isEqualTo(1);
    table.holds(2_001, 0);
    assertThat(table.partitions()).isEqualTo(3);
    assertThat(table.mayHaveOutgrown(500)).isFalse();
    // What has been deleted leaves its partitions behind.
    table.holds(10, 0);
    assertThat(table.partitions()).isEqualTo(3);
  }

  @Test
  void spare_letsAHotKeyAndANewTableSpike_andThenServesAsEver() {
    CapacityRules generous = RULES.withSpare(java.time.Duration.ofMinutes(5));
    TableCapacity table = new TableCapacity(generous, Throughput.OnDemand.FREE, true, 0);
    assertThat(write(table, 20_000, 1, 0)).isEqualTo(20_000);
    assertThat(refusal(table, 1_100_000, 0)).isEmpty();
    List<Load> rest = List.of(Load.at(key("key0"), 280_000));
    table.take(OperationType.WRITE, rest, 0);
    assertThat(write(table, 5_000, 1, SECOND)).isEqualTo(1_000);
  }
}
