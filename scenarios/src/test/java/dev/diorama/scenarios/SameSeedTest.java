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

  @Test
  void explore_ofBothDesignsInTwoJvms_tellsTheSameDigests() throws Exception {
    String[] explore = {"explore", "--seeds", "1", "--from", "3", "--steps", "15"};
    Process first = launch("one.log", List.of(explore));
    Process second = launch("two.log", List.of(explore));
    List<String> one = digests(first, "one.log");
    List<String> two = digests(second, "two.log");

    assertThat(one).hasSize(2).doesNotHaveDuplicates().allMatch(line -> line.length() > 64);
    assertThat(two).isEqualTo(one);
  }

  private List<String> digests(Process process, String log) throws Exception {
    assertThat(process.waitFor(3, TimeUnit.MINUTES)).as("the exploration ends").isTrue();
    String printed = Files.readString(folder.resolve(log));
    assertThat(process.exitValue()).as(printed).isZero();
    return printed.lines().filter(line -> line.startsWith("Digest ")).toList();
  }

  private Process start(String json, long seed, String... more) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("run", "--users", "5"));
    arguments.addAll(List.of("--seed", Long.toString(seed)));
    arguments.addAll(List.of(more));
    arguments.addAll(List.of("--json", folder.resolve(json).toString()));
    return launch(json + ".log", arguments);
  }

  private Process launch(String log, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add("dev.diorama.cli.Main");
    command.addAll(arguments);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve(log).toFile())
        .start();
  }

  private Json finish(Process process, String json) throws Exception {
    assertThat(process.waitFor(3, TimeUnit.MINUTES)).as("the run ends").isTrue();
    assertThat(process.exitValue()).as(Files.readString(folder.resolve(json + ".log"))).isZero();
    return Json.parse(Files.readAllBytes(folder.resolve(json)));
  }
}
