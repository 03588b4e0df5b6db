package dev.diorama.sts;

import java.time.Duration;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sts.model.Tag;

/**
 * What STS asks of parameters before it looks at anything else. Patterns, lengths and durations are
 * documented on each operation's page: https://docs.aws.amazon.com/STS/latest/APIReference/
 */
final class StsChecks {
  /** The shortest session, seconds. */
  static final int MIN_SESSION = 900;

  /** The longest session of a role, seconds. */
  static final int MAX_ROLE_SESSION = 43_200;

  /** How long a role's session lasts unless asked otherwise, and at most when chained, seconds. */
  static final int HOUR = 3_600;

  /** The longest session of GetSessionToken and GetFederationToken, seconds. */
  static final int MAX_USER_SESSION = 129_600;

  /** How long those last unless asked otherwise, seconds. */
  static final int USUAL_USER_SESSION = 43_200;

  private static final int MAX_TAGS = 50;
  private static final int MAX_TAG_KEY = 128;
  private static final int MAX_TAG_VALUE = 256;
  private static final Pattern ROLE_ARN =
      Pattern.compile("arn:aws(-[a-z-]+)?:iam::[0-9]{12}:role/[!-~]+");

  private StsChecks() {}

  static String text(String member, @Nullable String value, String pattern, int min, int max) {
    if (value == null) {
      throw StsError.VALIDATION_ERROR.with(
          "1 validation error detected: Value null at '"
              + member
              + "' failed to satisfy constraint: Member must not be null");
    }
    if (value.length() < min) {
      throw constraint(member, value, "Member must have length greater than or equal to " + min);
    }
    if (value.length() > max) {
      throw constraint(member, value, "Member must have length less than or equal to " + max);
    }
    if (!value.matches(pattern)) {
      throw constraint(member, value, "Member must satisfy regular expression pattern: " + pattern);
    }
    return value;
  }

  static String sessionName(@Nullable String value) {
    return text("roleSessionName", value, "[\\w+=,.@-]*", 2, 64);
  }

  static String roleArn(@Nullable String value) {
    String arn = text("roleArn", value, "[\\t\\n\\r -\\uFFFD]+", 20, 2_048);
    if (!ROLE_ARN.matcher(arn).matches()) {
      throw StsError.VALIDATION_ERROR.with(arn + " is invalid");
    }
    return arn;
  }

  static Duration duration(@Nullable Integer seconds, int usual, int max) {
    int given = seconds == null ? usual : seconds;
    if (given < MIN_SESSION) {
      throw constraint(
          "durationSeconds",
          Integer.toString(given),
          "Member must have value greater than or equal to " + MIN_SESSION);
    }
    if (given > max) {
      throw constraint(
          "durationSeconds",
          Integer.toString(given),
          "Member must have value less than or equal to " + max);
    }
    return Duration.ofSeconds(given);
  }

  static NavigableMap<String, String> tags(List<Tag> given) {
    NavigableMap<String, String> tags = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (Tag tag : given) {
      String key =
          text("tags.member.key", tag.key(), "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+", 1, MAX_TAG_KEY);
      String value =
          text(
              "tags.member.value",
              tag.value(),
              "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*",
              0,
              MAX_TAG_VALUE);
      if (key.startsWith("aws:")) {
        throw StsError.INVALID_PARAMETER_VALUE.with("Tag keys cannot begin with aws:");
      }
      if (tags.put(key, value) != null) {
        throw StsError.INVALID_PARAMETER_VALUE.with(
            "Duplicate tag keys found. Please note that Tag keys are case insensitive.");
      }
    }
    if (tags.size() > MAX_TAGS) {
      throw constraint(
          "tags", "[...]", "Member must have length less than or equal to " + MAX_TAGS);
    }
    return tags;
  }

  private static RuntimeException constraint(String member, String value, String constraint) {
    return StsError.VALIDATION_ERROR.with(
        "1 validation error detected: Value '"
            + value
            + "' at '"
            + member
            + "' failed to satisfy constraint: "
            + constraint);
  }
}
