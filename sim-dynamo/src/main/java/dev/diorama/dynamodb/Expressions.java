package dev.diorama.dynamodb;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What policies want to know of an expression: which attributes it names, and the partition key it
 * asks for. The engine parses and judges expressions; what is malformed here merely names nothing.
 */
final class Expressions {
  private static final Pattern TOKEN =
      Pattern.compile("[#:]?[A-Za-z0-9_]+|<>|<=|>=|[=<>.,()\\[\\]+-]");
  private static final Pattern NAME = Pattern.compile("#?[A-Za-z0-9_]+");
  private static final Set<String> WORDS =
      Set.of("AND", "OR", "NOT", "BETWEEN", "IN", "SET", "REMOVE", "ADD", "DELETE");

  private Expressions() {}

  /** The top-level attributes that an expression names; none for an absent one. */
  static SortedSet<String> attributes(@Nullable String expression, Map<String, String> names) {
    SortedSet<String> found = new TreeSet<>();
    List<String> tokens = tokens(expression);
    for (int i = 0; i < tokens.size(); i++) {
      String token = tokens.get(i);
      String before = i == 0 ? "" : tokens.get(i - 1);
      String after = i + 1 == tokens.size() ? "" : tokens.get(i + 1);
      boolean topLevel =
          NAME.matcher(token).matches()
              && !before.equals(".")
              && !before.equals("[")
              && !after.equals("(")
              && !WORDS.contains(token.toUpperCase(Locale.ROOT));
      if (topLevel) {
        found.add(resolve(token, names));
      }
    }
    return found;
  }

  /** The value that a key condition wants {@code attribute} to equal. */
  static Optional<AttributeValue> wanted(
      @Nullable String condition,
      Map<String, String> names,
      Map<String, AttributeValue> values,
      String attribute) {
    List<String> tokens = tokens(condition);
    for (int i = 1; i + 1 < tokens.size(); i++) {
      if (tokens.get(i).equals("=")) {
        String left = tokens.get(i - 1);
        String right = tokens.get(i + 1);
        if (resolve(left, names).equals(attribute) && values.containsKey(right)) {
          return Optional.of(values.get(right));
        }
        if (resolve(right, names).equals(attribute) && values.containsKey(left)) {
          return Optional.of(values.get(left));
        }
      }
    }
    return Optional.empty();
  }

  private static String resolve(String token, Map<String, String> names) {
    return token.startsWith("#") ? names.getOrDefault(token, token) : token;
  }

  private static List<String> tokens(@Nullable String expression) {
    List<String> tokens = new ArrayList<>();
    if (expression != null) {
      Matcher matcher = TOKEN.matcher(expression);
      while (matcher.find()) {
        tokens.add(matcher.group());
      }
    }
    return tokens;
  }
}
