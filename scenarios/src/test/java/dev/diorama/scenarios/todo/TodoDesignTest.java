package dev.diorama.scenarios.todo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diorama.cli.Progress;
import dev.diorama.cli.Report;
import dev.diorama.cli.RunOptions;
import dev.diorama.core.json.Json;
import dev.diorama.core.random.Seeds;
import dev.diorama.core.random.SimRandom;
import dev.diorama.scenarios.run.Zipf;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The run that {@code ./diorama run todo} makes, small. */
class TodoDesignTest {
  @Test
  void run_tellsWhatEachTierDidAndThatWhatMustFailFails() {
    TreeSet<String> stages = new TreeSet<>();
    Progress progress =
        (what, done, total) -> {
          assertThat(done).isBetween(0L, total);
          stages.add(what);
        };

    Report report = new TodoDesign().run(new RunOptions(5, 3, 120, 0.9, 1.1), progress);

    assertThat(report.asExpected()).as(report.text()).isTrue();
    assertThat(stages).hasSize(4);
    Json json = report.json();
    assertThat(json.text("failedRequests")).contains("0");
    List<Json> tiers = json.get("tiers").orElseThrow().items();
    for (Json tier : tiers) {
      assertThat(number(tier, "hits") + number(tier, "misses")).isEqualTo(number(tier, "requests"));
    }
    assertThat(number(tiers.get(0), "hits")).as("the stage cache has hits").isPositive();
    List<Json> capacity = json.get("capacity").orElseThrow().items();
    assertThat(number(capacity.get(1), "rcu"))
        .as("without DAX more is read from the table")
        .isGreaterThan(number(capacity.get(0), "rcu"));
    assertThat(number(capacity.get(3), "rcu"))
        .as("without either cache most is read")
        .isGreaterThan(number(capacity.get(1), "rcu"));
    assertThat(json.get("mustNotWork").orElseThrow().items()).hasSize(7);
    assertThat(report.text().lines()).allSatisfy(line -> assertThat(line).doesNotContain("\t"));
  }

  private static double number(Json json, String name) {
    return Double.parseDouble(json.text(name).orElseThrow());
  }

  @Test
  void options_outOfRange_areRefusedNamingTheOption() {
    assertThatThrownBy(() -> new RunOptions(1, 0, 1, 0.5, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("--users must be 1 to 10000, not 0");
    assertThatThrownBy(() -> new RunOptions(1, 1, 0, 0.5, 1)).hasMessageContaining("--requests");
    assertThatThrownBy(() -> new RunOptions(1, 1, 1, 1.5, 1)).hasMessageContaining("--read-ratio");
    assertThatThrownBy(() -> new RunOptions(1, 1, 1, 0.5, -1)).hasMessageContaining("--zipf");
  }

  @Test
  void zipf_drawsRanksInProportion() {
    SimRandom chance = new Seeds(1).stream("test");
    Zipf zipf = new Zipf(4, 1);
    int[] drawn = new int[4];
    for (int i = 0; i < 25_000; i++) {
      drawn[zipf.draw(chance)]++;
    }

    // 1 : 1/2 : 1/3 : 1/4, that is 12 : 6 : 4 : 3 of 25.
    assertThat(drawn[0]).isBetween(11_600, 12_400);
    assertThat(drawn[1]).isBetween(5_700, 6_300);
    assertThat(drawn[2]).isBetween(3_700, 4_300);
    assertThat(drawn[3]).isBetween(2_750, 3_250);
    assertThat(zipf.draw(chance, 1)).isZero();
  }
}
