package dev.diorama.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.check.Finding;
import dev.diorama.check.Rules;
import dev.diorama.check.TemplateCheck;
import dev.diorama.scenarios.lessons.SaaCourse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code diorama check} over the shipped designs: what it finds there is so, and meant so. */
class CheckedDesignsTest {
  private static List<Finding> findings(String design, Map<String, String> parameters)
      throws IOException {
    try (InputStream in =
        CheckedDesignsTest.class.getResourceAsStream("/" + design + "/template.yaml")) {
      return TemplateCheck.of(
              design,
              new String(in.readAllBytes(), StandardCharsets.UTF_8),
              parameters,
              "us-east-1")
          .findings();
    }
  }

  private static List<String> open(List<Finding> findings) {
    return findings.stream()
        .filter(finding -> finding.suppressed().isEmpty())
        .map(finding -> finding.rule().id())
        .toList();
  }

  @Test
  void designs_asTheyAre_haveNoTrapThatIsNotMeantSo() throws IOException {
    assertThat(open(findings("todo", Map.of()))).isEmpty();
    assertThat(open(findings("blog", Map.of()))).isEmpty();
    assertThat(findings("todo", Map.of()))
        .extracting(finding -> finding.rule().id() + " " + finding.resource())
        .containsExactly("DIO-DAX-001 TodoCache");
    assertThat(findings("blog", Map.of()))
        .extracting(finding -> finding.rule().id() + " " + finding.resource())
        .containsExactly("DIO-DAX-001 BlogCache", "DIO-API-003 Subscribe");
  }

  @Test
  void variants_haveTheTrapsThatTheirNamesPromise() throws IOException {
    assertThat(findings("todo", Map.of("DaxNodes", "3"))).isEmpty();
    assertThat(open(findings("todo", Map.of("ApiCacheSeconds", "0"))))
        .containsOnly("DIO-API-004")
        .hasSize(2);
    assertThat(open(findings("todo", Map.of("QueryCacheMillis", "0"))))
        .containsExactly("DIO-DAX-002");
    assertThat(open(findings("blog", Map.of("OriginAccess", "oai")))).containsOnly("DIO-CF-001");
    // The prefix keeps thumbnails in the upload bucket from being uploads themselves.
    assertThat(
            open(
                findings(
                    "blog", Map.of("UploadEvents", "direct", "ThumbnailsIn", "upload-bucket"))))
        .isEmpty();
  }

  @Test
  void recursion_isSeenBeforeItRuns() throws IOException {
    try (InputStream in = CheckedDesignsTest.class.getResourceAsStream("/recursion.yaml")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(open(TemplateCheck.of("recursion", text, Map.of(), "us-east-1").findings()))
          .contains("DIO-S3-004");
    }
  }

  @Test
  void example_hasNoTrapButThatAnybodyMaySign() throws IOException {
    Path root = Path.of("").toAbsolutePath();
    while (!Files.exists(root.resolve("mvnw"))) {
      root = Objects.requireNonNull(root.getParent(), "not inside a checkout");
    }
    List<Path> templates;
    try (Stream<Path> files = Files.walk(root.resolve("examples/junit/src"))) {
      templates = files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
    assertThat(templates).isNotEmpty();
    for (Path template : templates) {
      assertThat(
              TemplateCheck.of(
                      template.toString(), Files.readString(template), Map.of(), "us-east-1")
                  .findings())
          // A guestbook is for anybody to sign.
          .as(template.toString())
          .extracting(finding -> finding.rule().id() + " " + finding.resource())
          .isSubsetOf("DIO-API-003 Sign");
    }
  }

  @Test
  void rules_nameLessonsThatThereAre() {
    List<Integer> lessons = new SaaCourse().numbers();
    assertThat(Rules.all())
        .filteredOn(rule -> rule.lesson() != 0)
        .hasSizeGreaterThan(35)
        .allSatisfy(rule -> assertThat(lessons).as(rule.id()).contains(rule.lesson()));
  }
}
