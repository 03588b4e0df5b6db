package dev.diorama.core.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineageTest {
  private final Turn turn = new Turn();
  private final VirtualClock clock = new VirtualClock(Instant.EPOCH, turn);

  @Test
  void through_severalTimes_counts() {
    Lineage lineage = Lineage.NONE.through("a").through("b").through("a");

    assertThat(lineage.count("a")).isEqualTo(2);
    assertThat(lineage.count("b")).isEqualTo(1);
    assertThat(lineage.count("c")).isZero();
    assertThat(Lineage.NONE.counts()).isEmpty();
    assertThat(Lineage.NONE.through("b").through("b").and(lineage).counts())
        .containsEntry("a", 2)
        .containsEntry("b", 2);
  }

  @Test
  void schedule_fromWithinALineage_runsWithIt() {
    List<Lineage> seen = new ArrayList<>();
    Lineage led = Lineage.NONE.through("a");
    turn.following(
        led,
        () -> clock.schedule(5, "x", () -> clock.schedule(5, "y", () -> seen.add(turn.lineage()))));
    clock.schedule(7, "z", () -> seen.add(turn.lineage()));
    clock.settle();

    assertThat(seen).containsExactly(Lineage.NONE, led);
    assertThat(turn.lineage()).isEqualTo(Lineage.NONE);
  }
}
