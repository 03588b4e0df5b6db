package dev.diorama.whatif.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class MainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }

  private static Path trace(Path folder) throws IOException {
    Path trace = folder.resolve("trace");
    Files.writeString(trace, "1\n2\n1\n3\n2\n1\n".repeat(500) + "x\n");
    return trace;
  }

  @Test
  void curve_printsTheSameWithSparkAndWithout(@TempDir Path folder) throws IOException {
    String trace = trace(folder).toString();
    String csv = folder.resolve("curve.csv").toString();
    assertThat(run("curve", "--format", "lirs", "--grain", "512", "--one-process", trace)).isZero();
    String expected = out.toString();
    out.getBuffer().setLength(0);
    assertThat(run("curve", "--format", "lirs", "--grain", "512", "--master", "local[2]", trace))
        .isZero();
    assertThat(out.toString()).isEqualTo(expected).contains("3,000 reads, 0 writes, 0 deletes");
    assertThat(err.toString())
        .contains("record 3001: the block is \"x\", not a whole number; what precedes it counts");
    assertThat(
            run("curve", "--format", "lirs", "--shards", "1", "--one-process", "--csv", csv, trace))
        .isZero();
    assertThat(Files.readString(Path.of(csv))).startsWith("bytes,hit rate %\n4096,99.9");
  }

  @Test
  void sweep_printsATableAndWhatIsCheapest(@TempDir Path folder) throws IOException {
    Path template = folder.resolve("notes.yaml");
    Path users = folder.resolve("users.yaml");
    Files.writeString(template, Notes.TEMPLATE);
    Files.writeString(users, Notes.WORKLOAD);
    Path json = folder.resolve("figures.json");
    assertThat(
            run(
                "sweep",
                "--template=" + template,
                "--workload=" + users,
                "--engine=fast",
                "--sweep=dax.nodes=0,1",
                "--goal=refused<1%",
                "--minimize=cost",
                "--json=" + json,
                "--master=local[2]"))
        .as(err.toString())
        .isZero();
    assertThat(out.toString()).contains("dax.nodes=0").contains("dax.nodes=1");
    assertThat(Files.readString(json)).contains("dax.nodes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"locl", "local[x]", "http://host", "spark://host", ""})
  void unknownMaster_isRefused(String master, @TempDir Path folder) throws IOException {
    int code = run("curve", "--format=lirs", "--master=" + master, trace(folder).toString());
    assertThat(code).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).contains("\"" + master + "\" is no master of Spark; there is local");
  }

  @Test
  void badInput_isRefusedInOneLine(@TempDir Path folder) throws IOException {
    String trace = trace(folder).toString();
    assertThat(run("curve", "--format=lirs", "--one-process", trace + "-no")).isEqualTo(2);
    assertThat(run("curve", "--format=lirs", "--shards=0", trace)).isEqualTo(2);
    assertThat(run("curve", "--format=lirs", "--grain=0", trace)).isEqualTo(2);
    assertThat(run("curve", "--format=lirs", "--rate=2", trace)).isEqualTo(2);
    assertThat(err.toString().lines())
        .containsExactly(
            "diorama-spark: there is no file " + trace + "-no",
            "diorama-spark: there are 1 to 4096 shards, not 0",
            "diorama-spark: --grain is at least 1 byte, not 0",
            "diorama-spark: a sampling rate is in (0, 1], not 2.0");
    err.getBuffer().setLength(0);
    assertThat(run("curve", "--format=odd", trace)).isEqualTo(2);
    assertThat(run("sweep", "--template=no", "--workload=no", "--sweep=dax.nodes=1")).isEqualTo(2);
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString())
        .contains("'odd'")
        .contains("there is no file no")
        .contains("Say what to do: sweep or curve.");
  }
}
