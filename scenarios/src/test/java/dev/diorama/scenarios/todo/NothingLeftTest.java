package dev.diorama.scenarios.todo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** No thread, port, file or descriptor is left of instances that were closed. */
class NothingLeftTest {
  /** More than anything that is kept per instance could hide in. */
  private static final int INSTANCES = 4;

  @TempDir Path folder;

  @Test
  @EnabledOnOs(OS.LINUX) // It reads /proc.
  void manyInstances_closed_leaveNothing() throws Exception {
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                System.getProperty("java.class.path"),
                LeftBehind.class.getName(),
                Files.createDirectory(folder.resolve("data")).toString(),
                Integer.toString(INSTANCES))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    // It ends by itself: a thread that was left would keep it.
    boolean ended = process.waitFor(4, TimeUnit.MINUTES);
    if (!ended) {
      process.destroyForcibly();
    }
    String printed = Files.readString(output);
    assertThat(ended).as(printed).isTrue();
    assertThat(process.exitValue()).as(printed).isZero();

    Json left = Json.parse(printed.lines().reduce("", (before, line) -> line));
    assertThat(texts(left, "threads")).isEmpty();
    assertThat(texts(left, "listening")).isEmpty();
    assertThat(Long.parseLong(left.text("descriptors").orElseThrow())).isLessThanOrEqualTo(0);
    List<String> ports = texts(left, "ports");
    assertThat(ports).hasSizeGreaterThan(INSTANCES);
    for (String port : ports) {
      bind(Integer.parseInt(port));
    }
    try (Stream<Path> files = Files.walk(temporary)) {
      assertThat(files.filter(Files::isRegularFile)).isEmpty();
    }
  }

  private static List<String> texts(Json of, String member) {
    return of.get(member).orElseThrow().asList().stream()
        .map(each -> each.text().orElseThrow())
        .toList();
  }

  private static void bind(int port) throws IOException {
    try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      assertThat(free.isBound()).isTrue();
    }
  }
}
