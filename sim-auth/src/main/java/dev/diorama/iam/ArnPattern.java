package dev.diorama.iam;

import java.util.List;

/**
 * A pattern for ARNs whose six parts are compared one by one, so that a wildcard never reaches over
 * a colon; a pattern with fewer parts is compared as a whole. Documented:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
 */
final class ArnPattern {
  private final Glob whole;
  private final List<Glob> parts;

  ArnPattern(Glob whole) {
    this.whole = whole;
    this.parts = whole.arnParts();
  }

  boolean matches(String arn) {
    if (parts.isEmpty()) {
      return whole.matches(arn);
    }
    int from = 0;
    for (int i = 0; i < 6; i++) {
      int end = i == 5 ? arn.length() : arn.indexOf(':', from);
      if (end < 0) {
        return whole.matches(arn); // No ARN: nothing to compare part by part.
      }
      if (!parts.get(i).matches(arn.substring(from, end))) {
        return false;
      }
      from = end + 1;
    }
    return true;
  }
}
