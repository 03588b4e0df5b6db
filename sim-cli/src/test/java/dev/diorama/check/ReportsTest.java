package dev.diorama.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.json.Json;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One finding in each of the three forms. */
class ReportsTest {
  private static final TemplateCheck CHECK =
      TemplateCheck.of(
          "my files/template.yaml",
          """
          Resources:
            Files:
              Type: AWS::S3::Bucket
              Properties:
                PublicAccessBlockConfiguration:
                  BlockPublicAcls: false
            Cache:
              Type: AWS::DAX::Cluster
              Metadata: {Diorama: {Ignore: [{DIO-DAX-001: enough}]}}
              Properties: {IAMRoleARN: a, NodeType: b, ReplicationFactor: 1}
          """,
          Map.of(),
          "us-east-1");

  @Test
  void text_showsTheLineWithACaret() {
    assertThat(new TextReport(Texts.in("en")).of(List.of(CHECK)))
        .isEqualTo(
            """
            my files/template.yaml:6:9: warning DIO-S3-002: BlockPublicAcls of Files is off
              6 |         BlockPublicAcls: false
                |         ^~~~~~~~~~~~~~~~~~~~~~
              why: Block Public Access is the net under every mistake in a policy or an ACL. A site behind CloudFront does not need it off.
              see: lesson 28 (./diorama lesson 28), https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
              --fix mends it

            my files/template.yaml:10:46: warning DIO-DAX-001: Cache has one node
              suppressed: enough

            my files/template.yaml: 0 errors, 1 warnings, 0 notes, 1 suppressed
            """);
  }

  @Test
  void json_hasEveryFinding() {
    Json json = Json.parse(new JsonReport(Texts.in("en")).of(List.of(CHECK)).write());
    List<Json> findings =
        json.get("files").orElseThrow().items().get(0).get("findings").orElseThrow().items();

    assertThat(findings).hasSize(2);
    assertThat(findings.get(0).text("rule")).contains("DIO-S3-002");
    assertThat(findings.get(0).text("line")).contains("6");
    assertThat(findings.get(0).text("lesson")).contains("28");
    assertThat(findings.get(0).text("fixable")).contains("true");
    assertThat(findings.get(1).text("suppressed")).contains("enough");
  }

  @Test
  void sarif_hasRulesPlacesFixesAndSuppressions() {
    Json sarif = Json.parse(new SarifReport(Texts.in("en")).of(List.of(CHECK)).write());
    Json run = sarif.get("runs").orElseThrow().items().get(0);
    List<Json> rules = run.at("tool", "driver", "rules").orElseThrow().items();
    List<Json> results = run.get("results").orElseThrow().items();
    Json first = results.get(0);
    Json place = first.get("locations").orElseThrow().items().get(0);

    assertThat(sarif.text("version")).contains("2.1.0");
    assertThat(rules).hasSize(Rules.all().size());
    int index = Integer.parseInt(first.text("ruleIndex").orElseThrow());
    assertThat(rules.get(index).text("id")).isEqualTo(first.text("ruleId")).contains("DIO-S3-002");
    assertThat(first.text("level")).contains("warning");
    assertThat(place.at("physicalLocation", "artifactLocation").flatMap(each -> each.text("uri")))
        .contains("my%20files/template.yaml");
    assertThat(place.at("physicalLocation", "region").orElseThrow().write())
        .isEqualTo("{\"startLine\":6,\"startColumn\":9,\"endLine\":6,\"endColumn\":31}");
    assertThat(first.get("fixes").orElseThrow().write())
        .contains("\"insertedContent\":{\"text\":\"true\"}", "\"startColumn\":26");
    assertThat(results.get(1).get("suppressions").orElseThrow().write())
        .isEqualTo("[{\"kind\":\"inSource\",\"justification\":\"enough\"}]");
  }

  /**
   * What the schema of SARIF 2.1.0 requires of the objects that are in our reports, by the member
   * that holds them: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
   */
  private static final Map<String, List<String>> REQUIRED =
      Map.ofEntries(
          Map.entry("runs", List.of("tool")),
          Map.entry("tool", List.of("driver")),
          Map.entry("driver", List.of("name")),
          Map.entry("rules", List.of("id")),
          Map.entry("results", List.of("message")),
          Map.entry("message", List.of("text")),
          Map.entry("shortDescription", List.of("text")),
          Map.entry("fullDescription", List.of("text")),
          Map.entry("insertedContent", List.of("text")),
          Map.entry("fixes", List.of("artifactChanges")),
          Map.entry("artifactChanges", List.of("artifactLocation", "replacements")),
          Map.entry("replacements", List.of("deletedRegion")),
          Map.entry("suppressions", List.of("kind")));

  /** Members whose values the schema lists. */
  private static final Map<String, List<String>> CHOICES =
      Map.of(
          "level", List.of("none", "note", "warning", "error"),
          "columnKind", List.of("utf16CodeUnits", "unicodeCodePoints"),
          "version", List.of("2.1.0"));

  @Test
  void sarif_hasWhatTheSchemaRequires() {
    for (String language : List.of("en", "ko")) {
      Json sarif = Json.parse(new SarifReport(Texts.in(language)).of(List.of(CHECK)).write());
      assertThat(sarif.members().keySet()).contains("version", "runs");
      requires("", sarif);
    }
  }

  private static void requires(String member, Json value) {
    if (value instanceof Json.Arr array) {
      array.items().forEach(item -> requires(member, item));
      return;
    }
    if (value instanceof Json.Obj object) {
      assertThat(object.members().keySet())
          .as(member)
          .containsAll(REQUIRED.getOrDefault(member, List.of()));
      object.members().forEach(ReportsTest::requires);
      return;
    }
    if (CHOICES.containsKey(member)) {
      assertThat(value.text().orElse("")).isIn(CHOICES.get(member));
    }
    if (member.matches("(start|end)(Line|Column)")) {
      assertThat(Integer.parseInt(value.text().orElse("0"))).as(member).isPositive();
    }
    if (member.equals("ruleIndex")) {
      assertThat(Integer.parseInt(value.text().orElse("-1"))).isNotNegative();
    }
  }
}
