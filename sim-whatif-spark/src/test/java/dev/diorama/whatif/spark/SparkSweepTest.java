package dev.diorama.whatif.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diorama.whatif.cost.Billing;
import dev.diorama.whatif.engine.Progress;
import dev.diorama.whatif.price.PriceList;
import dev.diorama.whatif.sweep.Change;
import dev.diorama.whatif.sweep.Sweep;
import dev.diorama.whatif.sweep.Trial;
import dev.diorama.whatif.workload.WorkloadException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SparkSweepTest {
  private static final Billing BILLING = new Billing(PriceList.standard(), false);
  private static final List<String> AXES = List.of("dax.nodes=0,1", "api.cacheTtl=0,60,300");

  private static JavaSparkContext spark;

  @BeforeAll
  static void begin() {
    spark = Contexts.open(Optional.of("local[2]"));
  }

  @AfterAll
  static void end() {
    spark.close();
  }

  /** 0 is the exact engine; others are samples of the fast one. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 1, 0.5})
  void sweep_equalsThatOfOneProcess_toTheLastDigit(double sample) {
    Experiment experiment = Notes.experiment(Notes.WORKLOAD, ".", sample);
    List<Trial> expected =
        Sweep.of(experiment.setup(), AXES.stream().map(Change::parseAll).toList())
            .run(BILLING, 2, Progress.NONE);
    List<Trial> trials = SparkSweep.run(spark, experiment, AXES, BILLING);
    assertThat(trials).hasSize(6).isEqualTo(expected);
    assertThat(trials).extracting(each -> each.bill().total()).doesNotHaveDuplicates();
    assertThat(trials.get(5).title()).isEqualTo("dax.nodes=1 api.cacheTtl=300");
  }

  @Test
  void sweep_outOfRange_isRefusedBeforeAnythingRuns() {
    Experiment experiment = Notes.experiment(Notes.WORKLOAD, ".", 0);
    int before = spark.sc().statusTracker().getJobIdsForGroup(null).length;
    assertThatThrownBy(() -> SparkSweep.run(spark, experiment, List.of("dax.nodes=1,12"), BILLING))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("dax.nodes=12: ");
    assertThatThrownBy(() -> SparkSweep.run(spark, experiment, List.of("dax.nods=1"), BILLING))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(spark.sc().statusTracker().getJobIdsForGroup(null)).hasSize(before);
  }

  @Test
  void replayedTrace_isFoundByTasks_andReportedWhenItIsGone(@TempDir Path folder)
      throws IOException {
    Path trace = folder.resolve("trace.csv");
    Files.writeString(trace, "key,time\na,0\nb,1\na,2\n");
    String workload =
        Notes.WORKLOAD.replace("{constant: 20}", "{trace: {file: trace.csv, format: csv}}");
    Experiment experiment = Notes.experiment(workload, folder.toString(), 0);
    List<Trial> trials = SparkSweep.run(spark, experiment, List.of("api.cacheTtl=0,60"), BILLING);
    assertThat(trials).extracting(each -> each.outcome().run().requests()).containsExactly(3L, 3L);
    Files.delete(trace);
    assertThatThrownBy(
            () -> SparkSweep.run(spark, experiment, List.of("api.cacheTtl=0,60"), BILLING))
        .isInstanceOf(WorkloadException.class)
        .hasMessageContaining("there is no trace " + trace);
  }

  @Test
  void traceThatCannotBeRead_isNotedAsInOneProcess(@TempDir Path folder) throws IOException {
    Files.createDirectory(folder.resolve("trace.csv"));
    String workload =
        Notes.WORKLOAD.replace("{constant: 20}", "{trace: {file: trace.csv, format: csv}}");
    Experiment experiment = Notes.experiment(workload, folder.toString(), 1);
    List<String> axes = List.of("api.cacheTtl=0,60");
    List<Trial> trials = SparkSweep.run(spark, experiment, axes, BILLING);
    assertThat(trials)
        .isEqualTo(
            Sweep.of(experiment.setup(), axes.stream().map(Change::parseAll).toList())
                .run(BILLING, 1, Progress.NONE));
    assertThat(trials.get(0).outcome().run().notes().toString()).contains("record 1: ");
  }

  /** As on a machine that lacks the trace, which the one that asked has. */
  @Test
  void failureOfATask_comesBackAsItWasThrown() {
    Experiment experiment =
        new Experiment(
            "notes.yaml",
            Notes.TEMPLATE,
            Map.of(),
            "us-east-1",
            "users.yaml",
            Notes.WORKLOAD.replace("{constant: 20}", "{trace: {file: gone.csv, format: csv}}"),
            "/nowhere",
            List.of(),
            0);
    List<SparkSweep.Answer> answers =
        SparkSweep.answers(spark, experiment, List.of(new ArrayList<>(List.of("api.cacheTtl=0"))));
    assertThat(answers.get(0).outcome()).isNull();
    assertThat(answers.get(0).failure())
        .isInstanceOf(WorkloadException.class)
        .hasMessageContaining("there is no trace /nowhere");
  }
}
