package dev.diorama.iam;

import dev.diorama.iam.PrincipalElement.Grip;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One statement of a policy, compiled: its patterns cut, its conditions read. */
final class Statement {
  /** How far a request fits a statement; the later, the nearer. */
  enum Fit {
    NOT_THE_ACTION,
    NOT_THE_PRINCIPAL,
    NOT_THE_RESOURCE,
    NOT_THE_CONDITION,
    FITS
  }

  /**
   * The elements of a statement.
   *
   * @param number its place in the policy, from 1
   * @param sid its Sid; may be empty
   * @param principal the principals; null in policies that belong to one already
   * @param notActions true for NotAction
   * @param actions patterns in lower case: actions are compared without regard to case
   * @param notResources true for NotResource
   * @param resources the resources; null in trust policies, which mean the role they hang on
   */
  record Elements(
      int number,
      String sid,
      boolean allow,
      @Nullable PrincipalElement principal,
      boolean notActions,
      List<Glob> actions,
      boolean notResources,
      @Nullable List<PolicyText> resources,
      List<Condition> conditions) {
    Elements {
      actions = List.copyOf(actions);
      resources = resources == null ? null : List.copyOf(resources);
      conditions = List.copyOf(conditions);
    }
  }

  private final Elements elements;
  private final boolean allow;
  private final @Nullable PrincipalElement principal;
  private final boolean notActions;
  private final Glob[] actions;
  private final boolean notResources;
  private final boolean anyResource;
  private final PolicyText[] resources;
  private final Condition[] conditions;

  Statement(Elements elements) {
    this.elements = elements;
    this.allow = elements.allow();
    this.principal = elements.principal();
    this.notActions = elements.notActions();
    this.actions = elements.actions().toArray(new Glob[0]);
    this.notResources = elements.notResources();
    List<PolicyText> listed = elements.resources();
    this.anyResource =
        listed == null
            || (!notResources && listed.stream().anyMatch(PolicyText::matchesEverything));
    this.resources = listed == null ? new PolicyText[0] : listed.toArray(new PolicyText[0]);
    this.conditions = elements.conditions().toArray(new Condition[0]);
  }

  /** What explanations call it: its Sid in quotes, or its number. */
  String label() {
    return elements.sid().isEmpty()
        ? "statement #" + elements.number()
        : "statement '" + elements.sid() + "'";
  }

  int number() {
    return elements.number();
  }

  boolean allow() {
    return allow;
  }

  @Nullable PrincipalElement principal() {
    return principal;
  }

  /** All condition keys that it asks for, in the order written, some perhaps twice. */
  List<String> keys() {
    List<String> keys = new ArrayList<>();
    for (PolicyText resource : resources) {
      keys.addAll(resource.keys());
    }
    for (Condition condition : conditions) {
      keys.addAll(condition.keys());
    }
    return keys;
  }

  Fit fit(Question question) {
    if (!matchesAction(question)) {
      return Fit.NOT_THE_ACTION;
    }
    if (grip(question.caller()) == Grip.NONE) {
      return Fit.NOT_THE_PRINCIPAL;
    }
    if (!matchesResource(question)) {
      return Fit.NOT_THE_RESOURCE;
    }
    return conditionsHold(question) ? Fit.FITS : Fit.NOT_THE_CONDITION;
  }

  /** How directly it grips the caller of a request that it fits; none when it does not fit. */
  Grip grips(Question question) {
    if (!matchesAction(question)) {
      return Grip.NONE;
    }
    Grip grip = grip(question.caller());
    return grip != Grip.NONE && matchesResource(question) && conditionsHold(question)
        ? grip
        : Grip.NONE;
  }

  /** How directly it names the caller; a statement without principals speaks of its owner. */
  private Grip grip(Caller caller) {
    return principal == null ? Grip.DIRECT : principal.grip(caller);
  }

  private boolean matchesAction(Question question) {
    String asked = question.lowerAction();
    for (Glob action : actions) {
      if (action.matches(asked)) {
        return !notActions;
      }
    }
    return notActions;
  }

  private boolean matchesResource(Question question) {
    if (anyResource) {
      return true;
    }
    boolean listed = false;
    for (PolicyText resource : resources) {
      if (resource.matches(question.resource(), question.context())) {
        listed = true;
        if (!notResources) {
          return true;
        }
      } else if (notResources && !resource.resolves(question.context())) {
        // An exception that cannot be worked out voids the statement rather than widen it.
        return false;
      }
    }
    return listed != notResources;
  }

  private boolean conditionsHold(Question question) {
    for (Condition condition : conditions) {
      if (!condition.holds(question.context())) {
        return false;
      }
    }
    return true;
  }

  /** Why it does not fit although it has the action, in words for people. */
  String describeMiss(Question question) {
    String what = label() + " " + (allow ? "allows " : "denies ") + question.action();
    return switch (fit(question)) {
      case NOT_THE_ACTION -> label() + " does not speak of " + question.action();
      case NOT_THE_PRINCIPAL -> what + " but not to this caller";
      case NOT_THE_RESOURCE -> what + " but " + describeResources(question.context());
      case NOT_THE_CONDITION -> what + " but its " + describeConditions(question.context());
      case FITS -> what;
    };
  }

  private String describeResources(RequestContext context) {
    if (resources.length == 0 || notResources) {
      return "its NotResource " + List.of(resources) + " covers it";
    }
    PolicyText first = resources[0];
    String resolved =
        first.varies()
            ? " (= " + first.resolve(context).map(Glob::toString).orElse("nothing here") + ")"
            : "";
    String more = resources.length > 1 ? " and " + (resources.length - 1) + " more" : "";
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
