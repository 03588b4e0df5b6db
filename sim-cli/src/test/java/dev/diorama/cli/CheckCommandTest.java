package dev.diorama.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code diorama check} as it is typed, and its exit codes. */
@SuppressWarnings("NullAway.Init") // Set before each test.
class CheckCommandTest {
  private static final String WARNED =
      """
      Resources:
        A:
          Type: AWS::S3::Bucket
          Properties:
            PublicAccessBlockConfiguration: {BlockPublicAcls: false}
      """;
  private static final String CLEAN = "Resources:\n  A:\n    Type: AWS::S3::Bucket\n";
  private static final String WRONG =
      "Resources:\n  A:\n    Type: AWS::IAM::AccessKey\n    Properties: {UserName: a}\n";

  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int check(String... arguments) {
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    String[] all = new String[arguments.length + 1];
    all[0] = "check";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return line.execute(all);
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  @Test
  void check_exitCode_saysHowBadItIs() throws IOException {
    assertThat(check(file("clean.yaml", CLEAN))).isZero();
    assertThat(out.toString()).endsWith("clean.yaml: No traps found.\n");
    String warned = file("warned.yaml", WARNED);
    assertThat(check(warned)).isZero();
    assertThat(check(warned, "--fail-on", "warning")).isEqualTo(1);
    assertThat(check(file("wrong.yaml", WRONG), warned)).isEqualTo(1);
    assertThat(out.toString()).contains("error DIO-IAM-001", "warning DIO-S3-002");
  }

  @Test
  void check_badInput_isTwoAndNamesTheFix() throws IOException {
    assertThat(check()).isEqualTo(2);
    assertThat(err.toString()).contains("say which template to check");
    assertThat(check(folder.resolve("none.yaml").toString())).isEqualTo(2);
    assertThat(err.toString()).contains("there is no file", "none.yaml");
    assertThat(check(file("bad.yaml", "Resources:\n  A: [1,\n  B: 2\n"))).isEqualTo(2);
    assertThat(err.toString()).contains("bad.yaml:4:1: Template format error");
    assertThat(check("--format", "xml", file("clean.yaml", CLEAN))).isEqualTo(2);
    assertThat(err.toString()).contains("--format", "xml");
    assertThat(check("--lang", "de", file("clean.yaml", CLEAN))).isEqualTo(2);
    assertThat(err.toString()).contains("there are en and ko");
    assertThat(check("--fix", "--format", "json", file("clean.yaml", CLEAN))).isEqualTo(2);
    Files.write(folder.resolve("latin.yaml"), new byte[] {'a', ':', ' ', (byte) 0xe9});
    assertThat(check(folder.resolve("latin.yaml").toString())).isEqualTo(2);
    assertThat(err.toString()).contains("is not UTF-8 text");
  }

  @Test
  void check_fix_printsADiffAndChangesNothing() throws IOException {
    String warned = file("warned.yaml", WARNED);

    assertThat(check("--fix", warned)).isZero();
    assertThat(out.toString())
        .startsWith("--- a/" + warned)
        .contains("+      PublicAccessBlockConfiguration: {BlockPublicAcls: true}");
    assertThat(Files.readString(Path.of(warned))).isEqualTo(WARNED);
  }

  @Test
  void check_formatsGoToAFile() throws IOException {
    Path report = folder.resolve("report.sarif");

    assertThat(check("--format", "sarif", "--output", report.toString(), file("w.yaml", WARNED)))
        .isZero();
    assertThat(Files.readString(report)).contains("\"version\" : \"2.1.0\"", "DIO-S3-002");
    assertThat(out.toString()).isEmpty();
    assertThat(check("--format", "json", file("w.yaml", WARNED))).isZero();
    assertThat(out.toString()).contains("\"rule\" : \"DIO-S3-002\"");
  }

  @Test
  void check_listAndExplain() {
    assertThat(check("--list")).isZero();
    assertThat(out.toString()).contains("DIO-S3-004", "Function that invokes itself");
    assertThat(check("--explain", "DIO-API-001")).isZero();
    assertThat(out.toString()).contains("lesson 8", "https://docs.aws.amazon.com/apigateway");
    assertThat(check("--explain", "DIO-NONE-1")).isEqualTo(2);
    assertThat(err.toString()).contains("there is no rule DIO-NONE-1; see --list");
  }

  @Test
  void check_korean_speaksKorean() throws IOException {
    assertThat(check("--lang", "ko", file("warned.yaml", WARNED))).isZero();
    assertThat(out.toString()).matches("(?s).*[\uac00-\ud7a3].*").contains("DIO-S3-002");
  }
}
