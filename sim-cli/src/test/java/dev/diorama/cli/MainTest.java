package dev.diorama.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command as it is typed, without designs on the class path. */
class MainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int execute(String... arguments) {
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }

  @Test
  void help_namesTheCommands() {
    assertThat(execute("--help")).isZero();
    assertThat(out.toString()).contains("run", "serve", "offline");
  }

  @Test
  void nothing_asksForACommand() {
    assertThat(execute()).isEqualTo(2);
    assertThat(err.toString()).contains("run", "serve");
  }

  @Test
  void run_unknownDesign_namesThoseThereAre() {
    assertThat(execute("run", "nonsense")).isEqualTo(2);
    assertThat(err.toString()).contains("no design is called 'nonsense'; there is []");
  }

  @Test
  void serve_unknownDesign_namesThoseThereAre() {
    assertThat(execute("serve", "nonsense")).isEqualTo(2);
    assertThat(err.toString()).contains("no design is called 'nonsense'");
  }

  @Test
  void run_wrongOption_isRefusedWithUsage() {
    assertThat(execute("run", "--users", "many")).isEqualTo(2);
    assertThat(err.toString()).contains("--users", "many");
    assertThat(execute("run", "--colour")).isEqualTo(2);
  }

  @Test
  void faults_thatCannotBeRead_areRefusedNamingFileAndLine(@TempDir Path folder)
      throws IOException {
    assertThat(execute("run", "--faults", "nothing.yaml")).isEqualTo(2);
    assertThat(err.toString()).contains("there is no file ", "nothing.yaml");
    Path file = folder.resolve("wrong.yaml");
    Files.writeString(file, "faults:\n  - fault: throtle\n");
    assertThat(execute("serve", "--faults", file.toString())).isEqualTo(2);
    assertThat(err.toString())
        .contains("wrong.yaml:2: no kind of fault is 'throtle'; did you mean 'throttle'?");
  }

  @Test
  void explore_nonsense_isRefused() {
    assertThat(execute("explore", "--seeds", "0")).isEqualTo(2);
    assertThat(err.toString()).contains("--seeds must be 1 to 1000000, not 0");
    assertThat(execute("explore", "--steps", "-1")).isEqualTo(2);
    assertThat(err.toString()).contains("--steps must be 1 to 10000, not -1");
    assertThat(execute("explore")).isEqualTo(2);
    assertThat(err.toString()).contains("no design can be explored");
  }

  @Test
  void progress_withANote_staysOnItsLine() {
    ProgressBar bar = new ProgressBar(new PrintWriter(err, true), true);
    bar.show("seeds", 1, 2, "10 events/s");
    bar.show("seeds", 2, 2, "12 events/s");
    bar.done();
    assertThat(err.toString()).contains("50 % seeds, 10 events/s\r").contains("12 events/s\n");
  }

  @Test
  void progress_onATerminal_movesOneLine() {
    ProgressBar bar = new ProgressBar(new PrintWriter(err, true), true);
    bar.at("work", 0, 4);
    bar.at("work", 2, 4);
    bar.at("more", 1, 1);
    bar.done();

    assertThat(err.toString())
        .contains("\r  [...............") // Nothing done yet.
        .contains("\r  [###############...............] 50 % work")
        .contains("100 % more");
  }

  @Test
  void progress_elsewhere_isALineForEachStage() {
    ProgressBar bar = new ProgressBar(new PrintWriter(err, true), false);
    bar.at("work", 0, 4);
    bar.at("work", 2, 4);
    bar.at("more", 1, 1);
    bar.done();

    assertThat(err.toString().lines()).containsExactly("  work", "  more");
  }

  @Test
  void table_alignsNumbersRightAndNamesLeft() {
    String table = new TextTable("name", "n").row("a", "1,000").row("longer", "2").render();

    assertThat(table.lines())
        .containsExactly("  name         n", "  a        1,000", "  longer       2");
    assertThatThrownBy(() -> new TextTable("one").row("a", "b"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
