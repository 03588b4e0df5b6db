package dev.diorama.check;

import dev.diorama.core.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.apiguardian.api.API;

/**
 * Findings for programs.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class JsonReport {
  private final Texts texts;

  /** A report in these words. */
  public JsonReport(Texts texts) {
    this.texts = texts;
  }

  /** What was found in each template. */
  public Json.Obj of(List<TemplateCheck> checks) {
    List<Json> files = new ArrayList<>();
    for (TemplateCheck check : checks) {
      List<Json> findings = new ArrayList<>();
      check.findings().forEach(finding -> findings.add(finding(finding)));
      files.add(
          Json.object().put("file", check.name()).put("findings", new Json.Arr(findings)).build());
    }
    return Json.object().put("version", 1).put("files", new Json.Arr(files)).build();
  }

  private Json.Obj finding(Finding finding) {
    Rule rule = finding.rule();
    Json.ObjectBuilder json =
        Json.object()
            .put("rule", rule.id())
            .put("severity", rule.severity().word())
            .put("resource", finding.resource())
            .put("line", finding.start().line())
            .put("column", finding.start().column())
            .put("endLine", finding.end().line())
            .put("endColumn", finding.end().column())
            .put("message", texts.says(finding))
            .put("why", texts.why(rule))
            .put("page", rule.page())
            .put("fixable", !finding.fix().isEmpty());
    if (rule.lesson() > 0) {
      json.put("lesson", rule.lesson());
    }
    finding.suppressed().ifPresent(reason -> json.put("suppressed", reason));
    return json.build();
  }
}
