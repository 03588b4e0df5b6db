package dev.diorama.whatif.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.whatif.engine.Progress;
import dev.diorama.whatif.result.TierFigures;
import dev.diorama.whatif.trace.TraceFormat;
import dev.diorama.whatif.workload.Traffic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepTest {
  @Test
  void sweep_runsEveryCombination_theSameByAnyNumberOfThreads() {
    List<Trial> one =
        NotesSetup.trials(1, "dax.nodeType=t3.small,r5.large", "api.cacheTtl=0,60,300");
    assertThat(one)
        .extracting(Trial::title)
        .containsExactly(
            "dax.nodeType=t3.small api.cacheTtl=0",
            "dax.nodeType=t3.small api.cacheTtl=60",
            "dax.nodeType=t3.small api.cacheTtl=300",
            "dax.nodeType=r5.large api.cacheTtl=0",
            "dax.nodeType=r5.large api.cacheTtl=60",
            "dax.nodeType=r5.large api.cacheTtl=300");
    assertThat(NotesSetup.trials(4, "dax.nodeType=t3.small,r5.large", "api.cacheTtl=0,60,300"))
        .isEqualTo(one);
    // A longer life means more hits at the stage; a larger node costs more by the hour.
    assertThat(stageHits(one.get(0))).isZero();
    assertThat(stageHits(one.get(1))).isLessThan(stageHits(one.get(2)));
    assertThat(one.get(3).bill().total() - one.get(0).bill().total())
        .isCloseTo(730 * (0.255 - 0.04), org.assertj.core.api.Assertions.within(1e-6));
  }

  private static long stageHits(Trial trial) {
    return trial.outcome().tier(TierFigures.Kind.STAGE).map(TierFigures::hits).orElse(0L);
  }

  @Test
  void sweep_ended_keepsWhatIsFinished() {
    List<Trial> trials =
        Sweep.of(NotesSetup.setup(), NotesSetup.axes("api.cacheTtl=0,60"))
            .run(NotesSetup.BILLING, 1, (done, requests) -> done < 0.4);
    assertThat(trials).hasSize(1);
  }

  @Test
  void sweep_overATraceThatBreaksOff_keepsWhatWasRead(@TempDir Path folder) throws IOException {
    Path trace = folder.resolve("trace.csv");
    Files.writeString(trace, "key,time\na,0\na,1\nb,soon\n");
    Setup setup = NotesSetup.setup();
    Setup replayed =
        setup.with(setup.workload().withTraffic(new Traffic.Replay(trace, TraceFormat.CSV, 1)));
    List<Trial> trials =
        Sweep.of(replayed, NotesSetup.axes("api.cacheTtl=0,60"))
            .run(NotesSetup.BILLING, 2, Progress.NONE);
    assertThat(trials).extracting(each -> each.outcome().run().requests()).containsExactly(2L, 2L);
    assertThat(trials.get(0).outcome().run().notes().toString())
        .contains("the trace broke off: " + trace + ": record 3: time is \"soon\"");
  }
}
