package dev.diorama.s3;

import dev.diorama.core.json.Json;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * AWS's judgement whether a bucket policy is public.
 *
 * <p>Documented under "The meaning of public":
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html. A
 * policy is public unless each of its grants goes to fixed principals, or is held by a condition to
 * fixed values of certain keys: values without wildcards and policy variables. A condition that
 * also holds when its key is missing (IfExists), or that excludes, fixes nothing.
 */
final class S3PublicPolicy {
  /**
   * Keys whose fixed value keeps a grant from being public. The documentation says "AWS principal,
   * user, role, or service principal (e.g. aws:PrincipalOrgID)"; that this covers
   * aws:PrincipalAccount and aws:PrincipalArn is assumed.
   */
  private static final List<String> FIXING_KEYS =
      List.of(
          "aws:principalorgid",
          "aws:principalaccount",
          "aws:principalarn",
          "aws:sourcearn",
          "aws:sourcevpc",
          "aws:sourcevpce",
          "aws:sourceowner",
          "aws:sourceaccount",
          "aws:userid",
          "s3:dataaccesspointaccount");

  private static final List<String> FIXING_OPERATORS =
      List.of(
          "StringEquals",
          "StringEqualsIgnoreCase",
          "StringLike",
          "ArnEquals",
          "ArnLike",
          "IpAddress");

  private static final Pattern ACCESS_POINT =
      Pattern.compile("arn:aws:s3:[^:]*:[0-9]{12}:accesspoint/.*");
  private static final Pattern CIDR = Pattern.compile("([0-9a-fA-F.:]+)(?:/([0-9]{1,3}))?");

  /** Broader ranges count as public, documented on the same page. */
  private static final int BROADEST_IPV4 = 8;

  private static final int BROADEST_IPV6 = 32;

  private S3PublicPolicy() {}

  static boolean isPublic(Json document) {
    return document.get("Statement").map(Json::asList).orElse(List.of()).stream()
        .anyMatch(S3PublicPolicy::grantsToAll);
  }

  private static boolean grantsToAll(Json statement) {
    return statement.text("Effect").orElse("").equals("Allow")
        && isEveryone(statement)
        && !isHeld(statement.get("Condition").orElse(Json.empty()));
  }

  private static boolean isEveryone(Json statement) {
    if (statement.get("NotPrincipal").isPresent()) {
      return true;
    }
    Json principal = statement.get("Principal").orElse(Json.empty());
    Json fixedOrAll = principal.get("AWS").orElse(principal);
    return fixedOrAll.asList().stream().anyMatch(value -> value.text().orElse("").equals("*"));
  }

  private static boolean isHeld(Json condition) {
    for (Map.Entry<String, Json> operator : condition.members().entrySet()) {
      String name = operator.getKey().replaceFirst("^ForAnyValue:", "");
      if (FIXING_OPERATORS.contains(name)) {
        for (Map.Entry<String, Json> key : operator.getValue().members().entrySet()) {
          if (fixes(key.getKey().toLowerCase(Locale.ROOT), key.getValue())) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private static boolean fixes(String key, Json values) {
    return !values.asList().isEmpty()
        && values.asList().stream().allMatch(value -> fixes(key, value.text().orElse("*")));
  }

  private static boolean fixes(String key, String value) {
    if (key.equals("aws:sourceip")) {
      return isNarrow(value);
    }
    if (key.equals("s3:dataaccesspointarn")) {
      return ACCESS_POINT.matcher(value).matches();
    }
    return FIXING_KEYS.contains(key)
        && !value.contains("*")
        && !value.contains("?")
        && !value.contains("${");
  }

  private static boolean isNarrow(String range) {
    Matcher cidr = CIDR.matcher(range);
    if (!cidr.matches()) {
      return false;
    }
    boolean six = cidr.group(1).contains(":");
    int bits = cidr.group(2) == null ? 128 : Integer.parseInt(cidr.group(2));
    return bits >= (six ? BROADEST_IPV6 : BROADEST_IPV4);
  }
}
