package dev.diorama.core.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diorama.core.time.Turn;
import dev.diorama.core.time.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:30Z");
  private static final long MINUTE = START.getEpochSecond() / 60;

  private final VirtualClock clock = new VirtualClock(START, new Turn());
  private final Metrics metrics = new Metrics(clock);

  @Test
  void add_sameMinute_isOneSummary() {
    metrics.add("AWS/DynamoDB", "Consumed", 1.5, "TableName", "T");
    metrics.add("AWS/DynamoDB", "Consumed", 0.5, "TableName", "T");
    clock.advance(Duration.ofSeconds(30));
    metrics.add("AWS/DynamoDB", "Consumed", 4, "TableName", "T");

    Metrics.Key key = metrics.keys().get(0);
    assertThat(metrics.minutes(key))
        .containsExactly(
            java.util.Map.entry(MINUTE, new Metrics.Summary(2, 2.0, 0.5, 1.5)),
            java.util.Map.entry(MINUTE + 1, new Metrics.Summary(1, 4, 4, 4)));
    assertThat(metrics.minutes(key).get(MINUTE).average()).isEqualTo(1.0);
  }

  @Test
  void total_dimensions_selectTheSeriesThatHaveThem() {
    metrics.add("N", "m", 1, "A", "1", "B", "1");
    metrics.add("N", "m", 2, "A", "1", "B", "2");
    metrics.add("N", "m", 4, "A", "2");
    metrics.add("N", "other", 8, "A", "1");

    assertThat(metrics.total("N", "m").sum()).isEqualTo(7);
    assertThat(metrics.total("N", "m", "A", "1").sum()).isEqualTo(3);
    assertThat(metrics.total("N", "m", "B", "2", "A", "1").sum()).isEqualTo(2);
    assertThat(metrics.total("N", "m", "A", "3")).isEqualTo(Metrics.Summary.NONE);
    assertThat(Metrics.Summary.NONE.average()).isZero();
  }

  @Test
  void keys_areInOrderWhateverTheOrderOfDimensions() {
    metrics.add("N", "b", 1, "B", "1", "A", "1");
    metrics.add("N", "b", 1, "A", "1", "B", "1");
    metrics.add("N", "a", 1);

    assertThat(metrics.keys()).extracting(Metrics.Key::name).containsExactly("a", "b");
  }

  @Test
  void add_afterFifteenDays_dropsTheOldMinute() {
    metrics.add("N", "m", 1);
    clock.advance(Duration.ofDays(15));
    metrics.add("N", "m", 1);
    assertThat(metrics.total("N", "m").count()).isEqualTo(2);
    clock.advance(Duration.ofMinutes(1));
    metrics.add("N", "m", 1);

    assertThat(metrics.total("N", "m").count()).isEqualTo(2);
  }

  @Test
  void add_oddDimensions_isRefused() {
    assertThatThrownBy(() -> metrics.add("N", "m", 1, "A"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void series_foundOnce_isTheSameAsByName_andUnseenUntilItsFirstSample() {
    Metrics.Series series = metrics.series("N", "m", "A", "1");
    assertThat(metrics.keys()).isEmpty();

    series.add(3);
    metrics.add("N", "m", 5, "A", "1");
    clock.advance(Duration.ofMinutes(1));
    series.add(1);

    Metrics.Key key = metrics.keys().get(0);
    assertThat(metrics.keys()).hasSize(1);
    assertThat(metrics.minutes(key).values())
        .containsExactly(new Metrics.Summary(2, 8, 3, 5), new Metrics.Summary(1, 1, 1, 1));
  }
}
