package dev.diorama.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C, as the operating system sends it to the command in a JVM of its own. */
class InterruptedSweepTest {
  /** More than the second combination takes to look at its progress on a slow machine. */
  private static final long PATIENCE_SECONDS = 60;

  @TempDir Path folder;

  private Process start(Path errors) throws IOException {
    Path template = Files.writeString(folder.resolve("t.yaml"), WhatifCommandTest.TEMPLATE);
    Path workload = Files.writeString(folder.resolve("w.yaml"), WhatifCommandTest.WORKLOAD);
    // Who started the tests in the background has this signal ignored, and children inherit it.
    return new ProcessBuilder(
            List.of(
                "env",
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-Ddiorama.terminal=true",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.diorama.cli.Main",
                "whatif",
                "--template",
                template.toString(),
                "--workload",
                workload.toString(),
                "--sweep",
                "traffic.times=0.001,10000"))
        .redirectOutput(folder.resolve("out").toFile())
        .redirectInput(errors.toFile())
        .start();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void interrupt_duringASweep_printsWhatIsFinished_andExitsAsShellsHaveIt() throws Exception {
    Process process = start(Files.createFile(folder.resolve("in")));
    try {
      StringBuilder shown = new StringBuilder();
      try (Reader errors = process.errorReader(StandardCharsets.UTF_8)) {
        // The first of the two combinations is done at once, the second would take many minutes.
        for (int c = errors.read();
            c >= 0 && shown.indexOf("50 % 2 combinations") < 0;
            c = errors.read()) {
          shown.append((char) c);
        }
        assertThat(shown.toString()).contains("50 % 2 combinations");
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
        while (errors.read() >= 0) {
          // What it still shows must not hold it up.
        }
      }
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(WhatifCommand.INTERRUPTED);
      assertThat(Files.readString(folder.resolve("out")))
          .contains("ENDED EARLY, 1 of 2 done", "traffic.times=0.001", "Took ");
    } finally {
      process.destroyForcibly();
    }
  }
}
