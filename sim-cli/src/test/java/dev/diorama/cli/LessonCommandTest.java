package dev.diorama.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The lesson command as it is typed, with {@link TwoLessons} as its course. */
class LessonCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int execute(String typed, String... arguments) {
    CommandLine line = new CommandLine(new LessonCommand(new StringReader(typed)));
    line.setExecutionExceptionHandler(Main.commandLine().getExecutionExceptionHandler());
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }

  @Test
  void withoutANumber_listsTheLessons() {
    assertThat(execute("")).isZero();
    assertThat(out.toString()).isEqualTo("the lessons in en\n");
    assertThat(execute("", "--lang", "ko")).isZero();
    assertThat(out.toString()).endsWith("the lessons in ko\n");
  }

  @Test
  void lesson_asksForAGuess_thenAnswers() {
    assertThat(execute("b\n", "8")).isZero();
    assertThat(out.toString())
        .isEqualTo("question 8 in en\n\nguess? answer 8, seed 1, guess OptionalInt[1]\n");
  }

  @Test
  void guess_thatIsNoChoice_isAskedForAgain() {
    assertThat(execute("d\nmaybe\nC\n", "8")).isZero();
    assertThat(out.toString())
        .contains("guess? \nno: \nno: answer 8")
        .contains("guess OptionalInt[2]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "x\nx\nx\nx\n"})
  void guess_passedOrNeverSensible_isNoGuess(String typed) {
    assertThat(execute(typed, "8")).isZero();
    assertThat(out.toString()).contains("guess OptionalInt.empty");
  }

  @Test
  void noAsk_asksNothing() {
    assertThat(execute("b\n", "9", "--no-ask", "--seed", "7", "--lang", "ko")).isZero();
    assertThat(out.toString())
        .isEqualTo("question 9 in ko\nanswer 9, seed 7, guess OptionalInt.empty\n");
  }

  @ParameterizedTest
  @CsvSource({"99", "x", "08", "-1.5", "8 9"})
  void lesson_thatIsNotThere_namesThoseThatAre(String number) {
    assertThat(execute("", "--", number)).isEqualTo(2);
    assertThat(err.toString())
        .contains("there is no lesson '" + number + "'; the lessons are 8-9")
        .contains("'./diorama lesson' lists them");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void language_unknown_namesThoseThereAre() {
    assertThat(execute("", "8", "--lang", "fr")).isEqualTo(2);
    assertThat(err.toString()).contains("--lang must be en or ko, not 'fr'");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void twoLessons_areRefusedWithUsage() {
    assertThat(execute("", "8", "9")).isEqualTo(2);
    assertThat(err.toString()).contains("'9'", "Usage:");
  }

  @Test
  void pages_areWrittenToAFolder(@TempDir Path folder) {
    assertThat(execute("", "--pages", folder.toString())).isZero();
    assertThat(folder.resolve("README.md")).hasContent("pages");
    assertThat(out.toString()).contains("Pages written to " + folder);
  }

  @Test
  void ranges_areShort() {
    assertThat(LessonCommand.ranges(List.of(1, 2, 3, 4, 6, 8, 9))).isEqualTo("1-4, 6, 8-9");
  }
}
