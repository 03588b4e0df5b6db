package dev.diorama.iam;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One line of a Condition element: an operator, a key, and the values it is compared with.
 *
 * @param written the operator as written, for explanations
 * @param values what is compared with; any one of them will do
 */
record Condition(
    String written,
    Quantifier quantifier,
    ConditionOperator operator,
    boolean ifExists,
    String key,
    List<PolicyText> values) {

  private static final String ALL = "ForAllValues:";
  private static final String ANY = "ForAnyValue:";

  /** How the several values of one key in a request are taken together. */
  enum Quantifier {
    NONE,
    FOR_ANY_VALUE,
    FOR_ALL_VALUES
  }

  Condition {
    values = List.copyOf(values);
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
    List<String> asked = context.values(key);
    if (operator == ConditionOperator.NULL) {
      return values.stream()
          .anyMatch(value -> value.toString().equalsIgnoreCase(String.valueOf(asked.isEmpty())));
    }
    if (asked.isEmpty()) {
      // A key that is missing satisfies every value there is of it, and every Not.
      return switch (quantifier) {
        case FOR_ALL_VALUES -> true;
        case FOR_ANY_VALUE -> ifExists;
        case NONE -> ifExists || operator.negated();
      };
    }
    List<Glob> given = new ArrayList<>(values.size());
    for (PolicyText value : values) {
      value.resolve(context).ifPresent(given::add);
    }
    if (given.isEmpty()) {
      return false; // Every value hangs on a variable that this request does not have.
    }
    return switch (quantifier) {
      case FOR_ALL_VALUES -> asked.stream().allMatch(one -> satisfies(one, given));
      case FOR_ANY_VALUE -> asked.stream().anyMatch(one -> satisfies(one, given));
      // Several values without a quantifier are left open by AWS; a Not then holds only if none of
      // them compares, the stricter reading.
      case NONE ->
          operator.negated()
              ? asked.stream().allMatch(one -> satisfies(one, given))
              : asked.stream().anyMatch(one -> satisfies(one, given));
    };
  }

  private boolean satisfies(String one, List<Glob> given) {
    boolean compares = given.stream().anyMatch(value -> operator.compares(one, value));
    return compares != operator.negated();
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
