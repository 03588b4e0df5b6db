package dev.diorama.dynamodb;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with single members of a request, gathered as AWS gathers it before it looks at
 * anything else: lengths, patterns, ranges and sets of values.
 *
 * <p>The sentences are AWS's, observed through client issue trackers and the test suites of
 * ScyllaDB and dynalite, which are run against AWS. Members that are missing are found by the codec
 * already.
 */
final class Violations {
  private static final int SHORTEST_NAME = 3;
  private static final int LONGEST_NAME = 255;
  private static final String NAME = "[a-zA-Z0-9_.-]+";

  private final List<String> found = new ArrayList<>(0);

  /** The name of a table, or its ARN, which is judged elsewhere. */
  Violations table(@Nullable String value) {
    return value == null || value.startsWith("arn:") ? this : name("TableName", "tableName", value);
  }

  /** The name of an index. */
  Violations index(@Nullable String value) {
    return value == null ? this : name("IndexName", "indexName", value);
  }

  /**
   * A name of 3 to 255 characters; AWS says at once, and of nothing else, if it has not as many.
   */
  Violations name(String title, String member, String value) {
    if (value.length() < SHORTEST_NAME || value.length() > LONGEST_NAME) {
      throw DynamoDbError.VALIDATION.with(
          title
              + " must be at least "
              + SHORTEST_NAME
              + " characters long and at most "
              + LONGEST_NAME
              + " characters long");
    }
    if (!isName(value)) {
      add(value, member, "satisfy regular expression pattern: " + NAME);
    }
    return this;
  }

  /** As {@link #NAME}, asked of every request. */
  private static boolean isName(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      boolean fits =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '_'
              || c == '.'
              || c == '-';
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  /** One of a set of values, in AWS's order of them. */
  Violations oneOf(String member, @Nullable String value, String... allowed) {
    if (value != null && !List.of(allowed).contains(value)) {
      add(value, member, "satisfy enum value set: [" + String.join(", ", allowed) + "]");
    }
    return this;
  }

  Violations atLeast(String member, @Nullable Number value, long least) {
    if (value != null && value.longValue() < least) {
      add(value, member, "have value greater than or equal to " + least);
    }
    return this;
  }

  Violations atMost(String member, @Nullable Number value, long most) {
    if (value != null && value.longValue() > most) {
      add(value, member, "have value less than or equal to " + most);
    }
    return this;
  }

  Violations length(String member, @Nullable String value, int least, int most) {
    if (value != null && value.length() < least) {
      add(value, member, "have length greater than or equal to " + least);
    } else if (value != null && value.length() > most) {
      add(value, member, "have length less than or equal to " + most);
    }
    return this;
  }

  /** A list or map of at least one and at most so many elements; an absent one has none. */
  Violations size(String member, boolean given, int size, int most) {
    if (given && size == 0) {
      add("[]", member, "have length greater than or equal to 1");
    } else if (given && size > most) {
      add("[...]", member, "have length less than or equal to " + most);
    }
    return this;
  }

  Violations missing(String member, boolean missing) {
    if (missing) {
      found.add(
          "Value null at '" + member + "' failed to satisfy constraint: Member must not be null");
    }
    return this;
  }

  private void add(Object value, String member, String must) {
    found.add(
        "Value '"
            + value
            + "' at '"
            + member
            + "' failed to satisfy constraint: Member must "
            + must);
  }

  /** Refuses the request if anything was wrong. */
  void refuse() {
    if (!found.isEmpty()) {
      throw DynamoDbError.VALIDATION.with(
          found.size()
              + (found.size() == 1 ? " validation error" : " validation errors")
              + " detected: "
              + String.join("; ", found));
    }
  }
}
