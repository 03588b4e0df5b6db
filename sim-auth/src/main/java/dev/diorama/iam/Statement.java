package dev.diorama.iam;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One statement of a policy, compiled.
 *
 * @param label what explanations call it: its Sid in quotes, or its number
 * @param principal the principals; null in policies that belong to one already
 * @param notActions true for NotAction
 * @param actions patterns in lower case: actions are compared without regard to case
 * @param notResources true for NotResource
 * @param resources the resources; null in trust policies, which mean the role they hang on
 */
record Statement(
    String label,
    boolean allow,
    @Nullable PrincipalElement principal,
    boolean notActions,
    List<Glob> actions,
    boolean notResources,
    @Nullable List<PolicyText> resources,
    List<Condition> conditions) {

  /** How far a request fits a statement; the later, the nearer. */
  enum Fit {
    NOT_THE_ACTION,
    NOT_THE_PRINCIPAL,
    NOT_THE_RESOURCE,
    NOT_THE_CONDITION,
    FITS
  }

  /**
   * What a statement is held against.
   *
   * @param action as AWS writes it
   * @param resource an ARN, or {@code *} for an action that has no resource of its own
   */
  record Question(Caller caller, String action, String resource, RequestContext context) {
    String actionInLowerCase() {
      return action.toLowerCase(Locale.ROOT);
    }
  }

  Statement {
    actions = List.copyOf(actions);
    resources = resources == null ? null : List.copyOf(resources);
    conditions = List.copyOf(conditions);
  }

  Fit fit(Question question) {
    if (!matchesAction(question)) {
      return Fit.NOT_THE_ACTION;
    }
    if (grip(question.caller()) == PrincipalElement.Grip.NONE) {
      return Fit.NOT_THE_PRINCIPAL;
    }
    if (!matchesResource(question)) {
      return Fit.NOT_THE_RESOURCE;
    }
    for (Condition condition : conditions) {
      if (!condition.holds(question.context())) {
        return Fit.NOT_THE_CONDITION;
      }
    }
    return Fit.FITS;
  }

  /** How directly it names the caller; a statement without principals speaks of its owner. */
  PrincipalElement.Grip grip(Caller caller) {
    return principal == null ? PrincipalElement.Grip.DIRECT : principal.grip(caller);
  }

  private boolean matchesAction(Question question) {
    String asked = question.actionInLowerCase();
    boolean listed = false;
    for (Glob action : actions) {
      listed = listed || action.matches(asked);
    }
    return listed != notActions;
  }

  private boolean matchesResource(Question question) {
    if (resources == null) {
      return true;
    }
    boolean listed = false;
    for (PolicyText resource : resources) {
      Optional<Glob> glob = resource.resolve(question.context());
      if (glob.isPresent()) {
        listed = listed || glob.get().matches(question.resource());
      } else if (notResources) {
        // An exception that cannot be worked out voids the statement rather than widen it.
        return false;
      }
    }
    return listed != notResources;
  }

  /** Why it does not fit although it has the action, in words for people. */
  String describeMiss(Question question) {
    String what = label + " " + (allow ? "allows " : "denies ") + question.action();
    return switch (fit(question)) {
      case NOT_THE_ACTION -> label + " does not speak of " + question.action();
      case NOT_THE_PRINCIPAL -> what + " but not to this caller";
      case NOT_THE_RESOURCE -> what + " but " + describeResources(question.context());
      case NOT_THE_CONDITION -> what + " but its " + describeConditions(question.context());
      case FITS -> what;
    };
  }

  private String describeResources(RequestContext context) {
    List<PolicyText> all = resources == null ? List.of() : resources;
    if (all.isEmpty() || notResources) {
      return "its NotResource " + all + " covers it";
    }
    PolicyText first = all.get(0);
    String resolved =
        first.varies()
            ? " (= " + first.resolve(context).map(Glob::toString).orElse("nothing here") + ")"
            : "";
    String more = all.size() > 1 ? " and " + (all.size() - 1) + " more" : "";
    return "its resource " + first + resolved + more + " does not match";
  }

  private String describeConditions(RequestContext context) {
    for (Condition condition : conditions) {
      if (!condition.holds(context)) {
        return condition.describe(context);
      }
    }
    return "conditions hold";
  }
}
