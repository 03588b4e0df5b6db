package dev.diorama.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The promise of repeatability, kept between JVMs. */
class SameSeedTest {
  @TempDir Path folder;

  @Test
  void run_inTwoJvmsWithOneSeed_leavesTheSameTrace() throws Exception {
    Process first = start("first.json", 7);
    Process second = start("second.json", 7);
    Json one = finish(first, "first.json");
    Json two = finish(second, "second.json");

    assertThat(two.write()).isEqualTo(one.write());
    assertThat(one.text("traceDigest").orElseThrow()).hasSize(64);
  }

  @Test
  void run_withAnotherSeed_leavesAnotherTrace() throws Exception {
    Json one = finish(start("one.json", 7), "one.json");
    Json two = finish(start("two.json", 8), "two.json");

    assertThat(two.text("traceDigest")).isNotEqualTo(one.text("traceDigest"));
  }

  private Process start(String json, long seed) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            "dev.diorama.cli.Main",
            "run",
            "todo",
            "--users",
            "3",
            "--requests",
            "60",
            "--seed",
            Long.toString(seed),
            "--json",
            folder.resolve(json).toString())
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
