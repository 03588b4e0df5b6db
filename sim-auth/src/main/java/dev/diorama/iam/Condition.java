package dev.diorama.iam;

import dev.diorama.iam.ConditionOperator.Comparison;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One line of a Condition element, compiled: an operator, a key, and the values it is compared
 * with, any one of which will do.
 */
final class Condition {
  private static final String ALL = "ForAllValues:";
  private static final String ANY = "ForAnyValue:";

  /** How the several values of one key in a request are taken together. */
  enum Quantifier {
    NONE,
    FOR_ANY_VALUE,
    FOR_ALL_VALUES
  }

  private final String written;
  private final Quantifier quantifier;
  private final ConditionOperator operator;
  private final boolean ifExists;
  private final String key;
  private final String lowerKey;
  private final List<PolicyText> values;
  private final Comparison[] comparisons;

  /** Whether some value hangs on a variable, which a request may not have. */
  private final boolean varies;

  private Condition(
      String written,
      Quantifier quantifier,
      ConditionOperator operator,
      boolean ifExists,
      String key,
      List<PolicyText> values) {
    this.written = written;
    this.quantifier = quantifier;
    this.operator = operator;
    this.ifExists = ifExists;
    this.key = key;
    this.lowerKey = key.toLowerCase(Locale.ROOT);
    this.values = List.copyOf(values);
    this.comparisons = values.stream().map(operator::comparison).toArray(Comparison[]::new);
    this.varies = values.stream().anyMatch(PolicyText::varies);
  }

  /** The line with that operator; empty when AWS has no such operator. */
  static Optional<Condition> of(
      String written, String key, List<String> values, boolean variables) {
    Quantifier quantifier = Quantifier.NONE;
    String name = written;
    if (name.startsWith(ALL)) {
      quantifier = Quantifier.FOR_ALL_VALUES;
      name = name.substring(ALL.length());
    } else if (name.startsWith(ANY)) {
      quantifier = Quantifier.FOR_ANY_VALUE;
      name = name.substring(ANY.length());
    }
    boolean ifExists = name.endsWith("IfExists") && !name.startsWith("Null");
    if (ifExists) {
      name = name.substring(0, name.length() - "IfExists".length());
    }
    Quantifier found = quantifier;
    return ConditionOperator.named(name)
        .map(
            operator ->
                new Condition(
                    written,
                    found,
                    operator,
                    ifExists,
                    key,
                    values.stream().map(value -> operator.text(value, variables)).toList()));
  }

  boolean holds(RequestContext context) {
    List<String> asked = context.lowered(lowerKey);
    if (operator == ConditionOperator.NULL) {
      return any(asked.isEmpty() ? "true" : "false", context);
    }
    if (asked.isEmpty()) {
      // A key that is missing satisfies every value there is of it, and every Not.
      return switch (quantifier) {
        case FOR_ALL_VALUES -> true;
        case FOR_ANY_VALUE -> ifExists;
        case NONE -> ifExists || operator.negated();
      };
    }
    if (varies && !someValueResolves(context)) {
      return false; // Every value hangs on a variable that this request does not have.
    }
    return switch (quantifier) {
      case FOR_ALL_VALUES -> isEmptySet(asked) || all(asked, context);
      case FOR_ANY_VALUE -> some(asked, context);
      // Several values without a quantifier are left open by AWS; a Not then holds only if none of
      // them compares, the stricter reading.
      case NONE -> operator.negated() ? all(asked, context) : some(asked, context);
    };
  }

  /** Documented: what resolves to an empty string is an empty set to ForAllValues. */
  private static boolean isEmptySet(List<String> asked) {
    return asked.size() == 1 && asked.get(0).isEmpty();
  }

  private boolean someValueResolves(RequestContext context) {
    for (PolicyText value : values) {
      if (value.resolves(context)) {
        return true;
      }
    }
    return false;
  }

  private boolean all(List<String> asked, RequestContext context) {
    for (int i = 0; i < asked.size(); i++) {
      if (any(asked.get(i), context) == operator.negated()) {
        return false;
      }
    }
    return true;
  }

  private boolean some(List<String> asked, RequestContext context) {
    for (int i = 0; i < asked.size(); i++) {
      if (any(asked.get(i), context) != operator.negated()) {
        return true;
      }
    }
    return false;
  }

  /** Whether one value of the request compares with any of the policy's. */
  private boolean any(String one, RequestContext context) {
    for (Comparison comparison : comparisons) {
      if (comparison.compares(one, context)) {
        return true;
      }
    }
    return false;
  }

  /** The key as written. */
  String key() {
    return key;
  }

  /** The keys it needs of a request: its own and those of its values' variables. */
  List<String> keys() {
    List<String> keys = new ArrayList<>();
    keys.add(key);
    values.forEach(value -> keys.addAll(value.keys()));
    return keys;
  }

  /** Why it does not hold, in words for people. */
  String describe(RequestContext context) {
    List<String> asked = context.values(key);
    return "condition "
        + written
        + " "
        + key
        + " "
        + values
        + " does not hold: the request has "
        + (asked.isEmpty() ? "no such key" : asked);
  }
}
