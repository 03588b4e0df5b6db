package dev.diorama.whatif.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diorama.core.place.City;
import dev.diorama.whatif.workload.Action.Does;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkloadReaderTest {
  private static final String GOOD =
      """
      workload: small
      duration: 90s
      arrivals:
        constant: 10
      users:
        count: 5
        cities: {Seoul: 1}
      items:
        notes:
          per: user
          count: 3
          bytes: 1KB
      requests:
        - request: GET /notes
          weight: 1
          items: notes
      """;

  @Test
  void read_ofAWholeWorkload_hasAllOfIt() {
    Workload workload =
        WorkloadReader.read(
            "w.yaml",
            """
            workload: all
            seed: 7
            duration: 1.5h
            arrivals:
              process: regular
              constant: 2
              spike: {base: 1, factor: 10, at: 60s, for: 2m}
            users:
              count: 100
              activity: {zipf: 0.9}
              session: 59m
              cities: {Seoul: 1, IAD: 3}
            items:
              notes:
                per: user
                count: 8
                most: 20
                popularity: {drift: 1h, zipf: 1.1}
                bytes: {median: 300, p99: 4KB}
              files:
                count: 10
                popularity: {hot: 2, share: 0.9}
                bytes: {least: 10, greatest: 20}
                partition: item
                indexes:
                  byName: {bytes: 120, writes: 2, keys: 3}
                  bySize: {}
            requests:
              - {request: GET /notes, weight: 3, items: notes, consistent: 0.1}
              - {request: GET /*, weight: 1, items: files, does: fetch, cache: 30s, work: 20ms}
            """);
    assertThat(workload.seed()).isEqualTo(7);
    assertThat(workload.seconds()).isEqualTo(5400);
    assertThat(workload.expectedRequests()).hasValue(2 * 5400 + 5400 + 9 * 120.0);
    assertThat(workload.users().sessionSeconds()).isEqualTo(3540);
    assertThat(workload.users().cities().keySet()).containsExactly(City.SEOUL, City.VIRGINIA);
    Items notes = workload.items("notes").orElseThrow();
    assertThat(notes.perUser()).isTrue();
    assertThat(notes.popularity())
        .isEqualTo(new Popularity.Drifting(new Popularity.Zipf(8, 1.1), 3600));
    assertThat(notes.sizes()).isEqualTo(new Sizes.LogNormal(300, 4096));
    assertThat(workload.items("files").orElseThrow().spread()).isTrue();
    assertThat(workload.items("files").orElseThrow().indexes())
        .containsExactly(
            new IndexEntries("byName", OptionalInt.of(120), OptionalInt.of(2), 3, 26),
            new IndexEntries("bySize", OptionalInt.empty(), OptionalInt.empty(), 0, 27));
    assertThat(workload.actions().get(0).consistent()).isEqualTo(0.1);
    assertThat(workload.actions().get(1).does()).contains(Does.FETCH);
    assertThat(workload.actions().get(1).cacheSeconds()).hasValue(30);
    assertThat(workload.actions().get(1).work().orElseThrow().p50Nanos()).isEqualTo(20_000_000);
  }

  @Test
  void shipped_todoAndBlog_areThere_andNoOther() {
    assertThat(WorkloadReader.shipped("todo")).map(Workload::name).contains("todo");
    assertThat(WorkloadReader.shipped("blog").orElseThrow().users().cities()).hasSize(8);
    assertThat(WorkloadReader.shipped("shop")).isEqualTo(Optional.empty());
    assertThat(WorkloadReader.shipped("../price/aws-pricing")).isEqualTo(Optional.empty());
  }

  /** Each line replaces one of the good workload's by a bad one. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "duration: 90s | duration: soon | 2 | not a length of time",
        "duration: 90s | duration: 0s | 2 | more than 0",
        "constant: 10 | constant: -1 | 4 | 0 or more",
        "constant: 10 | constant: many | 4 | not a number",
        "constant: 10 | process: never | 4 | poisson or regular",
        "constant: 10 | process: poisson | 3 | need one of constant",
        "constant: 10 | trace: {file: none.csv, format: csv} | 4 | there is no trace",
        "constant: 10 | steady: 10 | 4 | not known here",
        "count: 5 | count: 0 | 6 | whole number from 1",
        "{Seoul: 1} | {Atlantis: 1} | 7 | no city",
        "{Seoul: 1} | {Seoul: -1} | 5 | more than 0",
        "per: user | per: group | 10 | per user or all",
        "count: 3 | most: 3 | 9 | \"count\" is missing",
        "bytes: 1KB | bytes: huge | 12 | not a size",
        "bytes: 1KB | bytes: {least: 9, greatest: 2} | 12 | not above",
        "bytes: 1KB | bytes: 4GB | 12 | at most",
        "weight: 1 | weight: -1 | 14 | 0 or more",
        "weight: 1 | weight: 0 | 0 | all weights of requests are 0",
        "weight: 1 | frequency: 1 | 15 | not known here",
        "items: notes | items: nots | 14 | there are no items \"nots\"",
        "request: GET /notes | request: notes | 14 | a method and a path",
        "workload: small | workload: [1] | 1 | a text or number",
        "workload: small | workload: @small | 1 | not YAML",
      })
  void read_ofNonsense_saysFileLineAndReason(String good, String bad, int line, String reason) {
    assertThat(GOOD).contains(good);
    String where = line == 0 ? "w.yaml: " : "w.yaml:" + line + ": ";
    assertThatThrownBy(() -> WorkloadReader.read("w.yaml", GOOD.replace(good, bad)))
        .isInstanceOf(WorkloadException.class)
        .hasMessageStartingWith(where)
        .hasMessageContaining(reason);
  }

  @Test
  void read_ofAList_isRefused() {
    assertThatThrownBy(() -> WorkloadReader.read("w.yaml", "- 1\n- 2\n"))
        .isInstanceOf(WorkloadException.class)
        .hasMessageStartingWith("w.yaml:1: ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{bytes: none} | not a size",
        "{bytes: 0} | 1 byte or more",
        "{writes: 3} | whole number from 0 to 2",
        "{keys: 0} | whole number from 1",
        "{share: 1} | not known here",
      })
  void read_ofAnIndexThatMakesNoSense_saysSo(String index, String reason) {
    String text =
        GOOD.replace("bytes: 1KB\n", "bytes: 1KB\n    indexes: {byName: " + index + "}\n");
    assertThat(text).isNotEqualTo(GOOD);
    assertThatThrownBy(() -> WorkloadReader.read("w.yaml", text))
        .isInstanceOf(WorkloadException.class)
        .hasMessageStartingWith("w.yaml:13: ")
        .hasMessageContaining(reason);
  }
}
