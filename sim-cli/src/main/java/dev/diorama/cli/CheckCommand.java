package dev.diorama.cli;

import dev.diorama.check.Finding;
import dev.diorama.check.JsonReport;
import dev.diorama.check.Rule;
import dev.diorama.check.Rules;
import dev.diorama.check.SarifReport;
import dev.diorama.check.Severity;
import dev.diorama.check.TemplateCheck;
import dev.diorama.check.TextReport;
import dev.diorama.check.Texts;
import dev.diorama.check.UnifiedDiff;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code diorama check}: the traps in a template. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = "Finds the exam's traps in SAM and CloudFormation templates.",
    footer = {
      "",
      "Exit code: 0 nothing as bad as --fail-on, 1 something, 2 what is to be checked cannot be"
          + " read. What is found and meant so is suppressed in the template:",
      "  Metadata: { Diorama: { Ignore: [ DIO-DAX-001: one node is enough for a test ] } }"
    },
    sortOptions = false)
@SuppressWarnings("NullAway.Init") // Picocli fills the fields.
final class CheckCommand implements Callable<Integer> {
  /** What the report is written for. */
  enum Format {
    TEXT,
    JSON,
    SARIF
  }

  @Spec private CommandSpec spec;

  @Parameters(arity = "0..*", paramLabel = "TEMPLATE", description = "The templates, YAML or JSON.")
  private List<Path> templates = List.of();

  @Option(names = "--format", defaultValue = "text", description = "text, json or sarif.")
  private Format format;

  @Option(names = "--output", paramLabel = "FILE", description = "Writes the report there.")
  private @Nullable Path output;

  @Option(
      names = "--fail-on",
      defaultValue = "error",
      description = "error, warning or note: what makes the exit code 1 (default: error).")
  private Severity failOn;

  @Option(
      names = "--parameter",
      paramLabel = "NAME=VALUE",
      description = "A template parameter's value; the others take their defaults.")
  private Map<String, String> parameters = new LinkedHashMap<>();

  @Option(names = "--region", defaultValue = "us-east-1", description = "Where it is deployed.")
  private String region;

  @Option(names = "--lang", defaultValue = "en", description = "en or ko.")
  private String language;

  @Option(
      names = "--fix",
      description = "Prints, as a unified diff, what mends all that takes no judgement.")
  private boolean fix;

  @Option(names = "--list", description = "Lists the rules.")
  private boolean list;

  @Option(names = "--explain", paramLabel = "RULE", description = "Explains a rule.")
  private @Nullable String explain;

  @Override
  public Integer call() throws IOException {
    Texts texts = Texts.in(language);
    if (list || explain != null) {
      write(list ? table(texts) : explained(texts, explain));
      return ExitCode.OK;
    }
    if (templates.isEmpty()) {
      throw new IllegalArgumentException("say which template to check, or --list or --explain");
    }
    if (fix && format != Format.TEXT) {
      throw new IllegalArgumentException(
          "--fix prints a diff and goes with no other --format; SARIF has the fixes in it");
    }
    List<TemplateCheck> checks = new ArrayList<>();
    for (Path template : templates) {
      checks.add(TemplateCheck.of(template.toString(), read(template), parameters, region));
    }
    write(fix ? fixes(checks) : report(texts, checks));
    return checks.stream().flatMap(check -> check.findings().stream()).anyMatch(this::fails)
        ? ExitCode.SOFTWARE
        : ExitCode.OK;
  }

  private boolean fails(Finding finding) {
    return finding.suppressed().isEmpty() && finding.rule().severity().atLeast(failOn);
  }

  private static String read(Path template) throws IOException {
    try {
      String text = Files.readString(template);
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("there is no file " + template, e);
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(template + " is not UTF-8 text", e);
    } catch (IOException e) {
      throw new IllegalArgumentException(template + " cannot be read: " + e.getMessage(), e);
    }
  }

  private String report(Texts texts, List<TemplateCheck> checks) {
    return switch (format) {
      case TEXT -> new TextReport(texts).of(checks);
      case JSON -> new JsonReport(texts).of(checks).pretty() + "\n";
      case SARIF -> new SarifReport(texts).of(checks).pretty() + "\n";
    };
  }

  private static String fixes(List<TemplateCheck> checks) throws IOException {
    StringBuilder diffs = new StringBuilder();
    for (TemplateCheck check : checks) {
      String before = read(Path.of(check.name()));
      diffs.append(UnifiedDiff.of(check.name(), before, check.fixed()));
    }
    return diffs.toString();
  }

  private static String table(Texts texts) {
    TextTable table = new TextTable("rule", "severity", "lesson", "trap").allLeft();
    for (Rule rule : Rules.all()) {
      table.row(
          rule.id(),
          rule.severity().word(),
          rule.lesson() == 0 ? "" : Integer.toString(rule.lesson()),
          texts.title(rule));
    }
    return table.render();
  }

  private static String explained(Texts texts, @Nullable String id) {
    Rule rule =
        Rules.named(String.valueOf(id))
            .orElseThrow(
                () -> new IllegalArgumentException("there is no rule " + id + "; see --list"));
    return new TextReport(texts).rule(rule);
  }

  private void write(String text) throws IOException {
    if (output == null) {
      PrintWriter out = spec.commandLine().getOut();
      out.print(text);
      out.flush();
    } else {
      Files.writeString(output, text);
    }
  }
}
