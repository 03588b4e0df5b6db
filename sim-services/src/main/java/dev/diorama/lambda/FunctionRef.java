package dev.diorama.lambda;

import dev.diorama.core.router.Call;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A function as a request names it: by name, partial ARN or ARN, each with or without a qualifier.
 *
 * @param qualifier version or alias; empty when none was given
 */
record FunctionRef(String account, String region, String name, String qualifier) {
  /** The one version that there is. */
  static final String LATEST = "$LATEST";

  /**
   * Documented: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html (FunctionName). The
   * service's own pattern is written out in refusals.
   */
  private static final Pattern FORM =
      Pattern.compile(
          "(?:(?:arn:aws[a-zA-Z-]*:lambda:)?(?:([a-z]{2}(?:-gov|-iso[a-z]?)?-[a-z]+-[0-9]):)?"
              + "(?:([0-9]{12}):)?(?:function:)?)?([a-zA-Z0-9_.-]+)"
              + "(?::(\\$LATEST|[a-zA-Z0-9_-]+))?");

  private static final String PATTERN =
      "(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?"
          + "(\\d{12}:)?(function:)?([a-zA-Z0-9-_\\.]+)(:(\\$LATEST(\\.PUBLISHED)?|[a-zA-Z0-9-_]+))?";

  /** Longest name, documented on the same page. */
  private static final int NAME_LIMIT = 64;

  private static final int ARN_LIMIT = 170;

  /** Reads what a request gives as FunctionName and Qualifier. */
  static FunctionRef of(Call call, @Nullable String functionName, @Nullable String qualifier) {
    String given = functionName == null ? "" : functionName;
    Matcher form = FORM.matcher(given);
    if (!form.matches() || given.length() > ARN_LIMIT) {
      throw LambdaError.constraint(
          given,
          "functionName",
          given.length() > ARN_LIMIT
              ? "Member must have length less than or equal to " + ARN_LIMIT
              : "Member must satisfy regular expression pattern: " + PATTERN);
    }
    String name = form.group(3);
    if (name.length() > NAME_LIMIT) {
      throw LambdaError.constraint(
          given, "functionName", "Member must have length less than or equal to " + NAME_LIMIT);
    }
    String region = form.group(1) == null ? call.region() : form.group(1);
    if (!region.equals(call.region())) {
      throw LambdaError.RESOURCE_NOT_FOUND.with(
          "Functions from '"
              + region
              + "' are not reachable in this region ('"
              + call.region()
              + "')");
    }
    String inName = form.group(4) == null ? "" : form.group(4);
    String given2 = qualifier == null ? "" : qualifier;
    if (!inName.isEmpty() && !given2.isEmpty() && !inName.equals(given2)) {
      throw LambdaError.INVALID_PARAMETER_VALUE.with(
          "The derived qualifier from the function name does not match the specified qualifier.");
    }
    String account = form.group(2) == null ? call.account() : form.group(2);
    return new FunctionRef(account, region, name, inName.isEmpty() ? given2 : inName);
  }

  /** The ARN without qualifier. */
  String arn() {
    return "arn:aws:lambda:" + region + ":" + account + ":function:" + name;
  }

  /** The ARN as it was asked for. */
  String qualifiedArn() {
    return qualifier.isEmpty() ? arn() : arn() + ":" + qualifier;
  }

  /** True when it names the code as it is now. */
  boolean latest() {
    return qualifier.isEmpty() || qualifier.equals(LATEST);
  }
}
