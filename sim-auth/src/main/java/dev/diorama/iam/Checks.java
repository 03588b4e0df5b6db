package dev.diorama.iam;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.Tag;

/**
 * What IAM asks of parameters before it looks at anything else. Patterns and lengths documented:
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_Operations.html
 */
final class Checks {
  private static final Pattern NAME = Pattern.compile("[\\w+=,.@-]+");
  private static final Pattern PATH = Pattern.compile("/|/[!-~]+/");
  private static final int MAX_PATH = 512;
  private static final int MAX_DOCUMENT = 131_072;
  private static final int MAX_TAG_KEY = 128;
  private static final int MAX_TAG_VALUE = 256;
  private static final int DEFAULT_ITEMS = 100;
  private static final int MAX_ITEMS = 1_000;

  private Checks() {}

  /** A name of at most 64 characters, as roles and users have. */
  static String name(String member, @Nullable String value) {
    return name(member, value, 64);
  }

  static String name(String member, @Nullable String value, int max) {
    String given = required(member, value);
    if (!NAME.matcher(given).matches()) {
      throw constraint(
          member, given, "Member must satisfy regular expression pattern: [\\w+=,.@-]+");
    }
    return max(member, given, max);
  }

  static String required(String member, @Nullable String value) {
    if (value == null) {
      throw IamError.VALIDATION_ERROR.with(
          "1 validation error detected: Value null at '"
              + member
              + "' failed to satisfy constraint: Member must not be null");
    }
    if (value.isEmpty()) {
      throw constraint(member, value, "Member must have length greater than or equal to 1");
    }
    return value;
  }

  private static String max(String member, String value, int max) {
    if (value.length() > max) {
      throw constraint(member, value, "Member must have length less than or equal to " + max);
    }
    return value;
  }

  static RuntimeException constraint(String member, String value, String constraint) {
    return IamError.VALIDATION_ERROR.with(
        "1 validation error detected: Value '"
            + value
            + "' at '"
            + member
            + "' failed to satisfy constraint: "
            + constraint);
  }

  static String path(@Nullable String value) {
    if (value == null) {
      return "/";
    }
    if (!PATH.matcher(value).matches()) {
      throw IamError.VALIDATION_ERROR.with(
          "The specified value for path is invalid. It must begin and end with / and contain only"
              + " alphanumeric characters and/or / characters.");
    }
    return max("path", value, MAX_PATH);
  }

  static String document(String member, @Nullable String value) {
    return max(member, required(member, value), MAX_DOCUMENT);
  }

  static String description(@Nullable String value) {
    return value == null ? "" : max("description", value, 1_000);
  }

  /** How many seconds a role's sessions may last. */
  static int maxSession(@Nullable Integer value) {
    if (value == null) {
      return IamModel.Role.DEFAULT_SESSION_SECONDS;
    }
    if (value < 3_600) {
      throw constraint(
          "maxSessionDuration",
          value.toString(),
          "Member must have value greater than or equal to 3600");
    }
    if (value > 43_200) {
      throw constraint(
          "maxSessionDuration",
          value.toString(),
          "Member must have value less than or equal to 43200");
    }
    return value;
  }

  /** Adds tags, the last of a name winning only over tags set before. */
  static void tag(NavigableMap<String, String> tags, List<Tag> given, int limit) {
    Map<String, String> fresh = tags(given);
    NavigableMap<String, String> all = new TreeMap<>(tags);
    all.putAll(fresh);
    if (all.size() > limit) {
      throw IamError.LIMIT_EXCEEDED.with(
          "The number of tags has reached the maximum limit of " + limit + ".");
    }
    tags.putAll(fresh);
  }

  private static Map<String, String> tags(List<Tag> given) {
    NavigableMap<String, String> tags = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (Tag tag : given) {
      String key = max("tags.member.key", required("tags.member.key", tag.key()), MAX_TAG_KEY);
      String value = tag.value() == null ? "" : tag.value();
      if (key.startsWith("aws:")) {
        throw IamError.INVALID_INPUT.with("Tag keys cannot begin with aws:");
      }
      if (tags.put(key, max("tags.member.value", value, MAX_TAG_VALUE)) != null) {
        throw IamError.INVALID_INPUT.with(
            "Duplicate tag keys found. Please note that Tag keys are case insensitive.");
      }
    }
    return new TreeMap<>(tags);
  }

  static List<Tag> tags(NavigableMap<String, String> tags) {
    return tags.entrySet().stream()
        .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
        .toList();
  }

  /** The characters of a document that count towards a quota: all but space. */
  static int size(String document) {
    return (int) document.chars().filter(c -> !Character.isWhitespace(c)).count();
  }

  /**
   * One page of a list.
   *
   * @param marker where the next begins; null on the last
   */
  record Page<T>(List<T> items, @Nullable String marker) {
    boolean truncated() {
      return marker != null;
    }
  }

  static <T> Page<T> page(List<T> all, @Nullable String marker, @Nullable Integer maxItems) {
    int size = maxItems == null ? DEFAULT_ITEMS : maxItems;
    if (size < 1 || size > MAX_ITEMS) {
      throw constraint(
          "maxItems",
          Integer.toString(size),
          size < 1
              ? "Member must have value greater than or equal to 1"
              : "Member must have value less than or equal to " + MAX_ITEMS);
    }
    int from = marker == null ? 0 : offset(marker);
    if (from > all.size()) {
      throw IamError.VALIDATION_ERROR.with("Invalid Marker.");
    }
    int to = Math.min(all.size(), from + size);
    return new Page<>(List.copyOf(all.subList(from, to)), to < all.size() ? marker(to) : null);
  }

  private static String marker(int offset) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(("from:" + offset).getBytes(StandardCharsets.UTF_8));
  }

  private static int offset(String marker) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(marker), StandardCharsets.UTF_8);
      if (text.startsWith("from:")) {
        return Integer.parseUnsignedInt(text.substring("from:".length()));
      }
    } catch (IllegalArgumentException e) {
      throw IamError.VALIDATION_ERROR.with("Invalid Marker.");
    }
    throw IamError.VALIDATION_ERROR.with("Invalid Marker.");
  }
}
