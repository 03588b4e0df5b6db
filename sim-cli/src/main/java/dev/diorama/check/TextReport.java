package dev.diorama.check;

import java.util.List;
import org.apiguardian.api.API;

/**
 * Findings for people.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class TextReport {
  private final Texts texts;

  /** A report in these words. */
  public TextReport(Texts texts) {
    this.texts = texts;
  }

  /** What was found in each template, and their sum. */
  public String of(List<TemplateCheck> checks) {
    StringBuilder out = new StringBuilder(1024);
    for (TemplateCheck check : checks) {
      for (Finding finding : check.findings()) {
        finding(check, finding, out);
      }
      out.append(summary(check)).append('\n');
    }
    return out.toString();
  }

  /** A rule by itself. */
  public String rule(Rule rule) {
    return rule.id()
        + " "
        + severity(rule)
        + ": "
        + texts.title(rule)
        + "\n  "
        + texts.why(rule)
        + "\n  "
        + texts.word("see")
        + ": "
        + pages(rule)
        + "\n";
  }

  private String summary(TemplateCheck check) {
    if (check.findings().isEmpty()) {
      return check.name() + ": " + texts.word("clean");
    }
    return texts.word(
        "summary",
        check.name(),
        count(check, Severity.ERROR),
        count(check, Severity.WARNING),
        count(check, Severity.NOTE),
        Long.toString(
            check.findings().stream().filter(each -> each.suppressed().isPresent()).count()));
  }

  private static String count(TemplateCheck check, Severity severity) {
    return Long.toString(
        check.findings().stream()
            .filter(each -> each.suppressed().isEmpty() && each.rule().severity() == severity)
            .count());
  }

  private String severity(Rule rule) {
    return texts.word("severity." + rule.severity().word());
  }

  private String pages(Rule rule) {
    String number = Integer.toString(rule.lesson());
    return (rule.lesson() == 0 ? "" : texts.word("lesson", number) + ", ") + rule.page();
  }

  private void finding(TemplateCheck check, Finding finding, StringBuilder out) {
    Rule rule = finding.rule();
    out.append(check.name())
        .append(':')
        .append(finding.start().line())
        .append(':')
        .append(finding.start().column())
        .append(": ")
        .append(severity(rule))
        .append(' ')
        .append(rule.id())
        .append(": ")
        .append(texts.says(finding))
        .append('\n');
    if (finding.suppressed().isPresent()) {
      out.append("  ").append(texts.word("suppressed", finding.suppressed().get())).append("\n\n");
      return;
    }
    String line = check.line(finding.start().line());
    String number = Integer.toString(finding.start().line());
    int column = Math.min(finding.start().column() - 1, line.codePointCount(0, line.length()));
    String before = line.substring(0, line.offsetByCodePoints(0, column)).replaceAll("[^\t]", " ");
    int length = Math.max(1, finding.end().column() - finding.start().column());
    out.append("  ").append(number).append(" | ").append(line).append('\n');
    out.append("  ").append(" ".repeat(number.length())).append(" | ").append(before);
    out.append('^').append("~".repeat(length - 1)).append('\n');
    out.append("  ").append(texts.word("why")).append(": ").append(texts.why(rule)).append('\n');
    out.append("  ").append(texts.word("see")).append(": ").append(pages(rule)).append('\n');
    if (!finding.fix().isEmpty()) {
      out.append("  ").append(texts.word("fixable")).append('\n');
    }
    out.append('\n');
  }
}
