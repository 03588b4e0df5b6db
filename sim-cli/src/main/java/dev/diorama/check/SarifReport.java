package dev.diorama.check;

import dev.diorama.cloudformation.template.SourceNode.Mark;
import dev.diorama.core.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apiguardian.api.API;

/**
 * Findings as SARIF 2.1.0, which code hosts show beside the lines.
 *
 * <p>Documented: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class SarifReport {
  private final Texts texts;

  /** A report in these words. */
  public SarifReport(Texts texts) {
    this.texts = texts;
  }

  /** What was found in each template, as one run. */
  public Json.Obj of(List<TemplateCheck> checks) {
    List<Json> rules = new ArrayList<>();
    Rules.all().forEach(rule -> rules.add(rule(rule)));
    List<Json> results = new ArrayList<>();
    for (TemplateCheck check : checks) {
      check.findings().forEach(finding -> results.add(result(check, finding)));
    }
    Json.Obj driver =
        Json.object()
            .put("name", "Diorama check")
            .put("semanticVersion", "0.1.0-SNAPSHOT")
            .put("rules", new Json.Arr(rules))
            .build();
    Json.Obj run =
        Json.object()
            .put("tool", Fix.member("driver", driver))
            .put("columnKind", "unicodeCodePoints")
            .put("results", new Json.Arr(results))
            .build();
    return Json.object()
        .put("$schema", "https://json.schemastore.org/sarif-2.1.0.json")
        .put("version", "2.1.0")
        .put("runs", new Json.Arr(List.of(run)))
        .build();
  }

  private Json.Obj rule(Rule rule) {
    Json.ObjectBuilder json =
        Json.object()
            .put("id", rule.id())
            .put("shortDescription", text(texts.title(rule)))
            .put("fullDescription", text(texts.why(rule)))
            .put("helpUri", rule.page())
            .put("defaultConfiguration", Fix.member("level", rule.severity().word()));
    if (rule.lesson() > 0) {
      json.put("properties", Json.object().put("lesson", rule.lesson()).build());
    }
    return json.build();
  }

  private static Json.Obj text(String text) {
    return Fix.member("text", text);
  }

  private Json.Obj result(TemplateCheck check, Finding finding) {
    Json.Obj artifact = Fix.member("uri", uri(check.name()));
    Json.Obj place =
        Json.object()
            .put("artifactLocation", artifact)
            .put("region", region(finding.start(), finding.end()))
            .build();
    Json.ObjectBuilder location = Json.object().put("physicalLocation", place);
    if (!finding.resource().isEmpty()) {
      Json logical = Json.object().put("name", finding.resource()).put("kind", "resource").build();
      location.put("logicalLocations", new Json.Arr(List.of(logical)));
    }
    int index = Rules.all().indexOf(finding.rule());
    Json.ObjectBuilder json =
        Json.object()
            .put("ruleId", finding.rule().id())
            .put("ruleIndex", index)
            .put("level", finding.rule().severity().word())
            .put("message", text(texts.says(finding)))
            .put("locations", new Json.Arr(List.of(location.build())));
    if (!finding.fix().isEmpty()) {
      json.put("fixes", new Json.Arr(List.of(fix(artifact, finding))));
    }
    finding
        .suppressed()
        .ifPresent(
            reason ->
                json.put(
                    "suppressions",
                    new Json.Arr(
                        List.of(
                            Json.object()
                                .put("kind", "inSource")
                                .put("justification", reason)
                                .build()))));
    return json.build();
  }

  private Json.Obj fix(Json.Obj artifact, Finding finding) {
    List<Json> replacements = new ArrayList<>();
    for (Edit edit : finding.fix()) {
      replacements.add(
          Json.object()
              .put("deletedRegion", region(edit.start(), edit.end()))
              .put("insertedContent", text(edit.text()))
              .build());
    }
    Json change =
        Json.object()
            .put("artifactLocation", artifact)
            .put("replacements", new Json.Arr(replacements))
            .build();
    return Json.object()
        .put("description", text(texts.title(finding.rule())))
        .put("artifactChanges", new Json.Arr(List.of(change)))
        .build();
  }

  private static Json.Obj region(Mark start, Mark end) {
    return Json.object()
        .put("startLine", start.line())
        .put("startColumn", start.column())
        .put("endLine", end.line())
        .put("endColumn", end.column())
        .build();
  }

  /** A path as a relative URI. */
  private static String uri(String path) {
    StringBuilder uri = new StringBuilder();
    for (byte each : path.replace('\\', '/').getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (each & 0xff);
      if (c < 128 && (Character.isLetterOrDigit(c) || "-._~/".indexOf(c) >= 0)) {
        uri.append(c);
      } else {
        uri.append(String.format(Locale.ROOT, "%%%02X", (int) c));
      }
    }
    return uri.toString();
  }
}
