package dev.diorama.check;

import dev.diorama.cloudformation.template.SourceNode;
import dev.diorama.cloudformation.template.SourceNode.Mark;
import dev.diorama.cloudformation.template.TemplateException;
import dev.diorama.core.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apiguardian.api.API;

/**
 * A template looked through for traps.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class TemplateCheck {
  /**
   * The largest template that CloudFormation takes, bytes, documented:
   * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
   */
  private static final int LARGEST = 1 << 20;

  /** As many as one template can hold resources; no remedy may set off another for ever. */
  private static final int MOST_FIXES = 500;

  private final String name;
  private final String text;
  private final Map<String, String> parameters;
  private final String region;
  private final SourceText lines;
  private final Blueprint design;
  private final Locator locator;
  private final Set<Finding> found = new LinkedHashSet<>();

  private TemplateCheck(String name, String text, Map<String, String> parameters, String region) {
    this.name = name;
    this.text = text;
    this.parameters = parameters;
    this.region = region;
    this.lines = new SourceText(text);
    this.design = Blueprint.read(text, parameters, region);
    this.locator = design.locator();
  }

  /**
   * Checks a template.
   *
   * @param name the file's, for messages
   * @param text YAML or JSON
   * @param parameters values for its parameters; the others take their defaults
   * @param region where it would be deployed
   * @throws CheckException if it is no template
   */
  public static TemplateCheck of(
      String name, String text, Map<String, String> parameters, String region) {
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > LARGEST) {
      throw new CheckException(
          name + ": CloudFormation takes templates of at most 1 MB; this has " + bytes + " bytes");
    }
    try {
      TemplateCheck check = new TemplateCheck(name, text, parameters, region);
      check.look();
      return check;
    } catch (TemplateException e) {
      throw new CheckException(
          name
              + ":"
              + e.mark().map(mark -> mark.line() + ":" + mark.column() + ":").orElse("")
              + " "
              + e.message());
    }
  }

  /** The template's name. */
  public String name() {
    return name;
  }

  /** What was found, in the order of the file, also what is to be passed over. */
  public List<Finding> findings() {
    return found.stream()
        .sorted(
            Comparator.comparingInt((Finding finding) -> finding.start().line())
                .thenComparingInt(finding -> finding.start().column())
                .thenComparing(finding -> finding.rule().id()))
        .toList();
  }

  /** A line of the template, counted from 1. */
  public String line(int number) {
    return lines.line(number);
  }

  /** The template with every remedy applied that needs no judgement. */
  public String fixed() {
    TemplateCheck now = this;
    for (int i = 0; i < MOST_FIXES; i++) {
      Optional<Finding> next =
          now.findings().stream()
              .filter(finding -> finding.suppressed().isEmpty() && !finding.fix().isEmpty())
              .findFirst();
      if (next.isEmpty()) {
        break;
      }
      String changed = now.lines.with(next.get().fix());
      if (changed.equals(now.text)) {
        break;
      }
      now = of(name, changed, parameters, region);
    }
    return now.text;
  }

  private void look() {
    for (Check check : Rules.checks()) {
      check.look().at(design, (spot, fix, words) -> add(check.rule(), spot, fix, words));
    }
    design
        .leftOut()
        .forEach((id, why) -> add(Rules.LEFT_OUT, Spot.of(id), Optional.empty(), id, why));
    design
        .source()
        .get("Resources")
        .map(SourceNode::members)
        .orElse(Map.of())
        .keySet()
        .forEach(this::lookAtIgnored);
  }

  private void lookAtIgnored(String id) {
    Spot spot = Spot.of(id);
    locator
        .ignored(id)
        .forEach(
            (rule, reason) -> {
              if (Rules.named(rule).isEmpty() || reason.text().orElse("").isBlank()) {
                add(Rules.BAD_IGNORE, spot, Optional.empty(), id, rule);
              }
            });
  }

  private void add(Rule rule, Spot spot, Optional<Fix> fix, String... words) {
    Resource of = resource(spot);
    Locator.Written written = locator.find(of, spot);
    Mark start = shown(written.node());
    List<String> plain = new ArrayList<>();
    for (String word : words) {
      plain.add(StandIns.plain(word));
    }
    Optional<String> reason =
        Optional.ofNullable(locator.ignored(written.resource()).get(rule.id()))
            .flatMap(Json::text)
            .filter(text -> !text.isBlank() && !rule.equals(Rules.BAD_IGNORE));
    found.add(
        new Finding(
            rule,
            written.resource(),
            start,
            endOfWord(start),
            plain,
            fix.map(remedy -> new Fixer(lines, locator).edits(of, remedy)).orElse(List.of()),
            reason));
  }

  private Resource resource(Spot spot) {
    for (Resource each : design.all()) {
      if (each.id().equals(spot.resource())) {
        return each;
      }
    }
    return new Resource(spot.resource(), "", Json.empty());
  }

  /** A member is shown by its key, an item by its beginning. */
  private static Mark shown(SourceNode node) {
    return node.key().orElse(node.start());
  }

  /** To the end of what is written there on that line, without a comment. */
  private Mark endOfWord(Mark start) {
    String line = lines.line(start.line());
    int from =
        Math.min(
            line.length(),
            line.offsetByCodePoints(
                0, Math.min(start.column() - 1, line.codePointCount(0, line.length()))));
    String rest = line.substring(from).replaceFirst("\\s+#.*$", "").stripTrailing();
    return new Mark(
        start.line(), start.column() + Math.max(1, rest.codePointCount(0, rest.length())));
  }
}
