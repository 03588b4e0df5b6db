package dev.diorama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.diorama.core.fault.Fault;
import dev.diorama.core.fault.Scope;
import dev.diorama.core.random.Latency;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultsFileTest {
  private static final String EVERY_KIND =
      """
      faults:
        - fault: throttle
          service: dynamodb
          operation: PutItem
          resource: "*table/todo-*"
          principal: "*CreateTodo*"
          region: us-east-1
          chance: 1/4
          from: 10s
          until: 2m
          times: 3
        - {fault: latency, by: 200ms, service: s3, name: slow files}
        - {fault: latency, p50: 5ms, p90: 20ms, p99: 1s}
        - {fault: error, code: InternalServerError, status: 503, message: down, chance: 12.5%}
        - {fault: error, chance: 0.25}
        - {fault: expire-credentials, after: 5m}
        - {fault: slow-handler, by: PT3S}
        - {fault: full-disk}
        - {fault: lose, service: s3}
        - {fault: duplicate}
        - {fault: reorder, within: 1h}
        - {fault: kill-node, cluster: "todo-*", from: 1d}
        - {fault: kill-node, cluster: "todo-*", node: todo-a}
        - {fault: cut-region, region: ap-northeast-2}
      """;

  @Test
  void parse_everyKind_isRead() {
    List<Fault> faults = FaultsFile.parse(EVERY_KIND, "faults.yaml");

    assertThat(faults.get(0))
        .isEqualTo(
            new Fault(
                "throttle dynamodb:PutItem",
                new Fault.Throttle(),
                new Scope("dynamodb", "PutItem", "*table/todo-*", "*CreateTodo*", "us-east-1"),
                1,
                4,
                10_000_000_000L,
                120_000_000_000L,
                3,
                "faults.yaml:2"));
    assertThat(faults.get(1).name()).isEqualTo("slow files");
    assertThat(faults)
        .extracting(Fault::effect)
        .containsExactly(
            new Fault.Throttle(),
            new Fault.Delay(200_000_000L),
            new Fault.Delay(Latency.ofMillis(5, 20, 1_000)),
            new Fault.Refuse("InternalServerError", 503, "down"),
            new Fault.Refuse("InternalFailure", 500, "A fault was injected."),
            new Fault.ExpireCredentials(Duration.ofMinutes(5).toNanos()),
            new Fault.SlowHandler(3_000_000_000L),
            new Fault.FullDisk(),
            new Fault.Lose(),
            new Fault.Duplicate(),
            new Fault.Reorder(Duration.ofHours(1).toNanos()),
            new Fault.KillNode("todo-*", "primary"),
            new Fault.KillNode("todo-*", "todo-a"),
            new Fault.CutRegion("ap-northeast-2"));
    assertThat(faults.get(3).numerator()).isEqualTo(125);
    assertThat(faults.get(3).denominator()).isEqualTo(1_000);
    assertThat(faults.get(4).numerator()).isEqualTo(25);
    assertThat(faults.get(4).denominator()).isEqualTo(100);
    assertThat(faults.get(11).fromNanos()).isEqualTo(Duration.ofDays(1).toNanos());
  }

  @Test
  void parse_everyKind_isPossibleInACloud_butForWhatIsNotThere() {
    List<Fault> faults = FaultsFile.parse(EVERY_KIND, "faults.yaml");
    try (Diorama diorama = Diorama.create()) {
      diorama.suffer(faults.subList(0, 11));
      diorama.suffer(faults.get(13));
      assertThat(diorama.faults().all()).hasSize(12);
      diorama.recover();
      assertThatIllegalArgumentException()
          .isThrownBy(() -> diorama.suffer(faults.get(13), faults.get(12), faults.get(0)))
          .withMessage(
              "faults.yaml:23: no DAX cluster of us-east-1 is called 'todo-*'; there is []");
      assertThat(diorama.faults().all()).isEmpty();
    }
  }

  @Test
  void parse_oneAlone_orAListOnly_isRead() {
    assertThat(FaultsFile.parse("{fault: full-disk}", "@Faults")).hasSize(1);
    assertThat(FaultsFile.parse("- fault: full-disk\n- fault: lose", "x")).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "- fault: throtle | f.yaml:1: no kind of fault is 'throtle'; did you mean 'throttle'?",
        "- service: s3 | f.yaml:1: what goes wrong is missing: begin with 'fault: <kind>'",
        "- {fault: lose, by: 3s} | a fault of kind lose has no 'by'",
        "- {fault: lose, servce: s3} | has no 'servce'; did you mean 'service'?",
        "- {fault: slow-handler} | 'by' is missing: write for how long, such as 'by: 2s'",
        "- {fault: latency, by: 200} | '200' is no length of time: write a whole number and ms, s,",
        "- {fault: latency, by: -1s} | '-1s' is no length of time",
        "- {fault: latency, p50: 2s, p90: 1s, p99: 3s} | percentiles must rise",
        "- {fault: lose, chance: often} | 'often' is no chance: write one as 1/4, 25% or 0.25",
        "- {fault: lose, chance: 5/4} | f.yaml:1: not a probability: 5/4",
        "- {fault: lose, from: 2m, until: 1m} | 'until' lies before 'from': let it be later",
        "- {fault: lose, times: many} | 'times' is a whole number, not 'many'",
        "- {fault: lose, times: 0} | would never strike",
        "- {fault: error, status: 200} | an error has a status from 400 to 599, such as 500; not"
            + " 200",
        "- {fault: kill-node} | 'cluster' is missing: write the cluster's name or a pattern",
        "- {fault: cut-region} | 'region' is missing: write such as 'region: us-east-1'",
        "- {fault: lose, service: [s3]} | write a single word or text here",
        "fault | f.yaml:1: write a list of faults here, each beginning with '- fault: <kind>'",
        "falts: [] | f.yaml:1: unknown key 'falts': the list stands under 'faults'",
        "- lose | f.yaml:1: a fault is a mapping: begin it with 'fault: <kind>'",
        "- {fault: lose | f.yaml:1: not YAML: ",
      })
  void parse_mistake_isRefusedWithItsLineAndWhatToWrite(String text, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FaultsFile.parse(text, "f.yaml"))
        .withMessageContaining(message)
        .withMessageStartingWith("f.yaml:");
  }

  @Test
  void parse_mistakeFurtherDown_namesThatLine() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FaultsFile.parse("# a comment\n- fault: lose\n- fault: x\n", "f.yaml"))
        .withMessageStartingWith("f.yaml:3: no kind of fault is 'x'; there is throttle, latency");
  }

  @Test
  void parse_nothing_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FaultsFile.parse("# nothing\n", "f.yaml"))
        .withMessage("f.yaml: it is empty: write a list of faults");
  }

  @Test
  void read_file_orNone(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("wrong.yaml");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FaultsFile.read(file))
        .withMessageContaining("there is no file " + file);
    Files.writeString(file, EVERY_KIND);
    assertThat(FaultsFile.read(file).get(0).origin()).isEqualTo("wrong.yaml:2");
  }

  @Test
  void suffer_impossible_isRefusedAndNothingIsLetLoose() {
    List<Fault> faults =
        FaultsFile.parse("- fault: lose\n- {fault: throttle, service: dynamo}\n", "f.yaml");
    try (Diorama diorama = Diorama.create()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> diorama.suffer(faults))
          .withMessage(
              "f.yaml:2: fault 'throttle dynamo:*' could never strike: there is no service 'dynamo'"
                  + " to be called; did you mean 'dynamodb'?");
      assertThat(diorama.faults().all()).isEmpty();
    }
  }
}
