package dev.diorama.check;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * The rules there are.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Rules {
  /** A part of the template that the engine does not take. */
  static final Rule LEFT_OUT =
      new Rule(
          "DIO-TPL-001",
          Severity.WARNING,
          0,
          "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-reference.html");

  /** A wish to pass something over that says nothing. */
  static final Rule BAD_IGNORE =
      new Rule(
          "DIO-TPL-002",
          Severity.WARNING,
          0,
          "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-metadata.html");

  private Rules() {}

  static List<Check> checks() {
    List<Check> checks = new ArrayList<>();
    checks.addAll(ApiRules.CHECKS);
    checks.addAll(BucketRules.CHECKS);
    checks.addAll(CacheRules.CHECKS);
    checks.addAll(EdgeRules.CHECKS);
    checks.addAll(FunctionRules.CHECKS);
    checks.addAll(IdentityRules.CHECKS);
    checks.addAll(PolicyRules.CHECKS);
    checks.addAll(TableRules.CHECKS);
    return checks;
  }

  /** All of them, by id. */
  public static List<Rule> all() {
    List<Rule> rules = new ArrayList<>(List.of(LEFT_OUT, BAD_IGNORE));
    checks().forEach(check -> rules.add(check.rule()));
    rules.sort(Comparator.comparing(Rule::id));
    return rules;
  }

  /** The rule of that id. */
  public static Optional<Rule> named(String id) {
    return all().stream().filter(rule -> rule.id().equals(id)).findFirst();
  }
}
