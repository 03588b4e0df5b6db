package dev.diorama.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
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
