package dev.diorama.core.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diorama.core.time.Turn;
import dev.diorama.core.time.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjLongConsumer;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:30Z");
  private static final long MINUTE = START.getEpochSecond() / 60;

  private final VirtualClock clock = new VirtualClock(START, new Turn());
  private final Metrics all = new Metrics(clock);
  private final RegionalMetrics metrics = all.in("111111111111", "eu-west-1");

  @Test
  void add_sameMinute_isOneSummary() {
    metrics.add("AWS/DynamoDB", "Consumed", 1.5, "TableName", "T");
    metrics.add("AWS/DynamoDB", "Consumed", 0.5, "TableName", "T");
    clock.advance(Duration.ofSeconds(30));
    metrics.add("AWS/DynamoDB", "Consumed", 4, "TableName", "T");

    Metrics.Key key = metrics.keys().get(0);
    assertThat(all.minutes(key))
        .containsExactly(
            java.util.Map.entry(MINUTE, new Metrics.Summary(2, 2.0, 0.5, 1.5)),
            java.util.Map.entry(MINUTE + 1, new Metrics.Summary(1, 4, 4, 4)));
    assertThat(all.minutes(key).get(MINUTE).average()).isEqualTo(1.0);
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
  void total_otherAccountOrRegion_isKeptApart() {
    metrics.add("N", "m", 1, "A", "1");
    all.in("111111111111", "us-east-1").add("N", "m", 2, "A", "1");
    all.in("222222222222", "eu-west-1").add("N", "m", 4, "A", "1");

    assertThat(metrics.total("N", "m", "A", "1").sum()).isEqualTo(1);
    assertThat(all.in("111111111111", "us-east-1").total("N", "m").sum()).isEqualTo(2);
    assertThat(all.total("N", "m").sum()).isEqualTo(7);
    assertThat(metrics.keys())
        .singleElement()
        .satisfies(key -> assertThat(key.region()).isEqualTo("eu-west-1"));
    assertThat(all.keys())
        .extracting(Metrics.Key::account)
        .containsExactly("111111111111", "222222222222", "111111111111");
  }

  @Test
  void series_inHandAndByName_areOne() {
    Series series = metrics.series("N", "m", "B", "2", "A", "1");
    assertThat(metrics.keys()).isEmpty();
    assertThat(series.newest()).isEmpty();

    series.add(3);
    metrics.add("N", "m", 4, "A", "1", "B", "2");

    assertThat(metrics.keys()).hasSize(1);
    assertThat(series.between(MINUTE * 60, MINUTE * 60 + 60).sum()).isEqualTo(7);
    assertThat(series.between(MINUTE * 60 + 60, MINUTE * 60 + 120).isEmpty()).isTrue();
    assertThat(series.newest()).hasValue(MINUTE * 60);
  }

  @Test
  void series_ofSeveralUnits_keepsThemApart() {
    Series series = metrics.series("N", "m");
    series.add(MINUTE * 60, "Seconds", false, Samples.of(1, 1));
    series.add(MINUTE * 60 + 1, "Bytes", false, Samples.of(10, 2));

    assertThat(series.units()).containsExactly("Bytes", "Seconds");
    assertThat(series.between("Bytes", MINUTE * 60, MINUTE * 60 + 60).sum()).isEqualTo(20);
    assertThat(series.between("Feet", MINUTE * 60, MINUTE * 60 + 60).isEmpty()).isTrue();
    assertThat(all.minutes(series.key()))
        .containsExactly(java.util.Map.entry(MINUTE, new Metrics.Summary(3, 21, 1, 10)));
  }

  @Test
  void series_fineSamples_areToldApartBySecondsForThreeHours() {
    Series series = metrics.series("N", "m");
    series.add(MINUTE * 60 + 3, "None", true, Samples.of(5, 1));
    series.add(MINUTE * 60 + 4, "None", true, Samples.of(6, 1));
    assertThat(series.between(MINUTE * 60, MINUTE * 60 + 4).sum()).isEqualTo(5);
    assertThat(series.between(MINUTE * 60, MINUTE * 60 + 60).sum()).isEqualTo(11);

    clock.advance(Duration.ofHours(4));
    series.add(MINUTE * 60 + 4 * 3600, "None", true, Samples.of(7, 1));

    assertThat(series.between(MINUTE * 60, MINUTE * 60 + 4).isEmpty()).isTrue();
    assertThat(series.between(MINUTE * 60, MINUTE * 60 + 60).sum()).isEqualTo(11);
  }

  @Test
  void watch_sample_isTold() {
    Series before = metrics.series("N", "m", "A", "1");
    List<String> told = new ArrayList<>();
    ObjLongConsumer<Series> watcher = (series, at) -> told.add(series.key().dimensions() + "" + at);
    metrics.watch("N", "m", watcher);
    before.add(1);
    metrics.add("N", "m", 1, "A", "2");
    metrics.add("N", "other", 1);
    all.in("111111111111", "us-east-1").add("N", "m", 1);
    metrics.unwatch("N", "m", watcher);
    before.add(1);

    assertThat(told).containsExactly("{A=1}" + MINUTE * 60, "{A=2}" + MINUTE * 60);
  }

  @Test
  void add_overDays_growsCoarserAndIsDroppedInTheEnd() {
    Series series = metrics.series("N", "m");
    long first = MINUTE - MINUTE % 60 + 61;
    clock.advance(Duration.ofMinutes(first - MINUTE));
    for (int minute = 0; minute < 4; minute++) {
      series.add(1);
      clock.advance(Duration.ofMinutes(1));
    }
    Metrics.Key key = series.key();
    assertThat(all.minutes(key)).containsOnlyKeys(first, first + 1, first + 2, first + 3);

    clock.advance(Duration.ofDays(15).plusHours(1));
    series.add(1);
    assertThat(all.minutes(key)).hasSize(2).containsKey(first - 1);
    assertThat(series.between((first - 1) * 60, (first + 4) * 60).sum()).isEqualTo(4);
    series.add(1);
    assertThat(series.total().count()).isEqualTo(6);

    clock.advance(Duration.ofDays(63 - 15));
    series.add(1);
    assertThat(all.minutes(key).keySet()).allMatch(at -> at == first - 1 || at > first + 15 * 1440);
    clock.advance(Duration.ofDays(455 - 63));
    series.add(1);
    assertThat(series.total().count()).isEqualTo(4);
    assertThat(all.minutes(key).keySet()).noneMatch(at -> at < first + 15 * 1440);
  }

  @Test
  void add_oddDimensions_isRefused() {
    assertThatThrownBy(() -> metrics.add("N", "m", 1, "A"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
