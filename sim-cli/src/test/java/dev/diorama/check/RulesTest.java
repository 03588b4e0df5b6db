package dev.diorama.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule against a template with its trap and the same template without. */
class RulesTest {
  /** The rules whose remedy needs no judgement. */
  private static final Set<String> MENDED =
      new TreeSet<>(
          List.of(
              "DIO-API-001",
              "DIO-API-004",
              "DIO-API-005",
              "DIO-CF-002",
              "DIO-CF-004",
              "DIO-CF-007",
              "DIO-COG-002",
              "DIO-COG-003",
              "DIO-COG-004",
              "DIO-COG-005",
              "DIO-COG-006",
              "DIO-DAX-001",
              "DIO-DAX-002",
              "DIO-IAM-005",
              "DIO-IAM-006",
              "DIO-LAM-004",
              "DIO-S3-002",
              "DIO-S3-003"));

  static Stream<String> rules() {
    return Rules.checks().stream().map(check -> check.rule().id());
  }

  private static TemplateCheck check(String file) {
    try (InputStream in = RulesTest.class.getResourceAsStream(file)) {
      assertThat(in).as(file).isNotNull();
      return TemplateCheck.of(
          file, new String(in.readAllBytes(), StandardCharsets.UTF_8), Map.of(), "us-east-1");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> ids(TemplateCheck check) {
    return check.findings().stream().map(finding -> finding.rule().id()).toList();
  }

  @ParameterizedTest
  @MethodSource("rules")
  void trap_isFound_onALineThatShowsIt(String rule) {
    TemplateCheck check = check(rule + ".trap.yaml");
    Finding finding =
        check.findings().stream()
            .filter(each -> each.rule().id().equals(rule))
            .findFirst()
            .orElseThrow();

    assertThat(finding.start().line()).isGreaterThan(3);
    assertThat(check.line(finding.start().line()).substring(finding.start().column() - 1))
        .isNotBlank();
    assertThat(finding.resource()).isNotEmpty();
    assertThat(Texts.in("en").says(finding)).doesNotContain("{0}", "{1}", "{2}", "{3}", "<", ">");
  }

  @ParameterizedTest
  @MethodSource("rules")
  void withoutTheTrap_nothingIsFound(String rule) {
    assertThat(ids(check(rule + ".clean.yaml"))).doesNotContain(rule);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void fix_removesTheFinding(String rule) {
    TemplateCheck before = check(rule + ".trap.yaml");
    String fixed = before.fixed();
    List<String> after = ids(TemplateCheck.of("fixed", fixed, Map.of(), "us-east-1"));

    if (MENDED.contains(rule)) {
      assertThat(after).doesNotContain(rule);
      assertThat(UnifiedDiff.of("a", "", fixed)).isNotEmpty();
    } else {
      assertThat(after).contains(rule);
    }
    assertThat(ids(before)).containsAll(after);
    // Whatever may be mended in the same template is mended there too, and stays a template.
    assertThat(TemplateCheck.of("again", fixed, Map.of(), "us-east-1").fixed()).isEqualTo(fixed);
  }

  @Test
  void streamFix_mendsWhatTakesNoJudgement() {
    assertThat(check("DIO-LAM-001.trap.yaml").fixed())
        .contains("MaximumRetryAttempts: 5", "BisectBatchOnFunctionError: true")
        .doesNotContain("DestinationConfig");
  }

  @Test
  void rules_haveTextsInBothLanguages_andIdsOfTheirOwn() {
    assertThat(Rules.checks()).hasSizeGreaterThan(35);
    assertThat(Rules.all()).extracting(Rule::id).doesNotHaveDuplicates();
    for (String language : List.of("en", "ko")) {
      Texts texts = Texts.in(language);
      for (Rule rule : Rules.all()) {
        assertThat(texts.title(rule)).as(rule.id()).isNotBlank();
        assertThat(texts.why(rule)).as(rule.id()).isNotBlank();
      }
    }
    for (Rule rule : Rules.all()) {
      assertThat(Texts.in("ko").why(rule))
          .as(rule.id() + " in Korean")
          .matches("(?s).*[\uac00-\ud7a3].*");
    }
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> Texts.in("de"))
        .withMessage("there is no language 'de'; there are en and ko");
  }

  @Test
  void lessons_areNumbersOfExperiments() {
    assertThat(Rules.all()).allSatisfy(rule -> assertThat(rule.lesson()).isBetween(0, 47));
  }

  @Test
  void documentation_listsEveryRule() throws IOException {
    Path root = Path.of("").toAbsolutePath();
    while (!Files.exists(root.resolve("mvnw"))) {
      root = Objects.requireNonNull(root.getParent(), "not inside a checkout");
    }
    StringBuilder table =
        new StringBuilder("| rule | severity | lesson | fix | trap |\n|---|---|---|---|---|\n");
    for (Rule rule : Rules.all()) {
      String lesson = rule.lesson() == 0 ? "" : Integer.toString(rule.lesson());
      String fix =
          MENDED.contains(rule.id()) ? "yes" : rule.id().equals("DIO-LAM-001") ? "part" : "";
      table.append(
          "| %s | %s | %s | %s | [%s](%s) |\n"
              .formatted(
                  rule.id(),
                  rule.severity().word(),
                  lesson,
                  fix,
                  Texts.in("en").title(rule),
                  rule.page()));
    }
    assertThat(Files.readString(root.resolve("docs/check.md"))).contains(table);
  }
}
