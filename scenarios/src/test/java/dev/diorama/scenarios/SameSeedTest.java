package dev.diorama.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The promise of repeatability, kept between JVMs. */
class SameSeedTest {
  @TempDir Path folder;

  @Test
  void run_ofBothDesignsInTwoJvmsWithOneSeed_leavesTheSameTraces() throws Exception {
    Process first = start("first.json", 7, "--requests", "80");
    Process second = start("second.json", 7, "--requests", "80");
    Json one = finish(first, "first.json");
    Json two = finish(second, "second.json");

    assertThat(two.write()).isEqualTo(one.write());
    for (String design : List.of("todo", "blog")) {
      assertThat(one.get(design).flatMap(figures -> figures.text("traceDigest")).orElseThrow())
          .hasSize(64);
    }
  }

  @Test
  void run_withAnotherSeed_leavesAnotherTrace() throws Exception {
    Process first = start("one.json", 7, "todo", "--requests", "10");
    Process second = start("two.json", 8, "todo", "--requests", "10");
    Json one = finish(first, "one.json");
    Json two = finish(second, "two.json");

    assertThat(two.text("traceDigest")).isNotEqualTo(one.text("traceDigest"));
  }

  private Process start(String json, long seed, String... more) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add("dev.diorama.cli.Main");
    command.add("run");
    command.addAll(List.of("--users", "5", "--seed", Long.toString(seed)));
    command.addAll(List.of(more));
    command.addAll(List.of("--json", folder.resolve(json).toString()));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve(json + ".log").toFile())
        .start();
  }

  private Json finish(Process process, String json) throws Exception {
    assertThat(process.waitFor(3, TimeUnit.MINUTES)).as("the run ends").isTrue();
    assertThat(process.exitValue()).as(Files.readString(folder.resolve(json + ".log"))).isZero();
    return Json.parse(Files.readAllBytes(folder.resolve(json)));
  }
}
