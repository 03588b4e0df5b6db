package dev.diorama.cache.dax;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The expressions of one request in one way of writing: as trees in brackets, with names and values
 * where their placeholders were.
 *
 * <p>DAX's clients send trees in which placeholders, spaces and needless parentheses are gone, so a
 * node cannot tell such texts apart; what comes by DynamoDB's API is brought to the same form here.
 * The grammar is documented:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html
 */
final class CanonicalExpression {
  private static final Pattern TOKEN = Pattern.compile("\\s*(?:[#:]?[A-Za-z0-9_-]+|<>|<=|>=|\\S)");
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]*");
  private static final Pattern INDEX = Pattern.compile("[0-9]{1,9}");
  private static final Set<String> COMPARATORS = Set.of("=", "<>", "<", "<=", ">", ">=");

  /** Parentheses within each other; DynamoDB takes 300 operators in an expression, documented. */
  private static final int MAX_DEPTH = 400;

  private final Map<String, String> names;
  private final Map<String, AttributeValue> values;
  private final Set<String> unused = new LinkedHashSet<>();
  private List<String> tokens = List.of();
  private int next;
  private int depth;

  /** The text is not an expression as DynamoDB takes them; the words for that are DynamoDB's. */
  private static final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @Override
    public synchronized Throwable fillInStackTrace() {
      return this;
    }
  }

  CanonicalExpression(Map<String, String> names, Map<String, AttributeValue> values) {
    this.names = names;
    this.values = values;
    unused.addAll(names.keySet());
    unused.addAll(values.keySet());
  }

  /** A condition, filter or key condition; empty for one that cannot be read. */
  Optional<String> condition(String text) {
    return read(text, this::or);
  }

  /** A projection; empty for one that cannot be read. */
  Optional<String> projection(String text) {
    return read(
        text,
        () -> {
          StringBuilder paths = new StringBuilder(path(take()));
          while (takes(",")) {
            paths.append(',').append(path(take()));
          }
          return paths.toString();
        });
  }

  /** Whether every placeholder has been met: DynamoDB refuses a request in which one is not. */
  boolean isComplete() {
    return unused.isEmpty();
  }

  private Optional<String> read(String text, Supplier<String> grammar) {
    List<String> found = new ArrayList<>();
    Matcher matcher = TOKEN.matcher(text);
    while (matcher.lookingAt()) {
      found.add(matcher.group().strip());
      matcher.region(matcher.end(), text.length());
    }
    tokens = found;
    next = 0;
    depth = 0;
    try {
      String canonical = grammar.get();
      return next == tokens.size() ? Optional.of(canonical) : Optional.empty();
    } catch (Unreadable | NumberFormatException e) {
      return Optional.empty();
    }
  }

  private String or() {
    String left = and();
    while (takesWord("OR")) {
      left = "(OR " + left + " " + and() + ")";
    }
    return left;
  }

  private String and() {
    String left = not();
    while (takesWord("AND")) {
      left = "(AND " + left + " " + not() + ")";
    }
    return left;
  }

  private String not() {
    deeper();
    String result = takesWord("NOT") ? "(NOT " + not() + ")" : comparison();
    depth--;
    return result;
  }

  private String comparison() {
    String left;
    if (takes("(")) {
      left = or();
      require(")");
    } else {
      left = operand();
    }
    if (next < tokens.size() && COMPARATORS.contains(tokens.get(next))) {
      String comparator = take();
      return "(" + comparator + " " + left + " " + operand() + ")";
    }
    if (takesWord("BETWEEN")) {
      String low = operand();
      if (!takesWord("AND")) {
        throw new Unreadable();
      }
      return "(BETWEEN " + left + " " + low + " " + operand() + ")";
    }
    if (takesWord("IN")) {
      require("(");
      return "(IN " + left + operands() + ")";
    }
    return left;
  }

  /** What stands in parentheses up to their end, each with a space before it. */
  private String operands() {
    StringBuilder all = new StringBuilder(" ").append(operand());
    while (takes(",")) {
      all.append(' ').append(operand());
    }
    require(")");
    return all.toString();
  }

  private String operand() {
    deeper();
    String result;
    String token = take();
    if (token.equals("(")) {
      result = operand();
      require(")");
    } else if (token.startsWith(":")) {
      AttributeValue value = values.get(token);
      if (value == null) {
        throw new Unreadable();
      }
      unused.remove(token);
      result = CanonicalRequest.value(value);
    } else if (NAME.matcher(token).matches() && takes("(")) {
      result = "(" + token + operands() + ")";
    } else {
      result = path(token);
    }
    depth--;
    return result;
  }

  private String path(String first) {
    StringBuilder path = new StringBuilder();
    path.append(name(first));
    while (next < tokens.size()) {
      if (takes(".")) {
        path.append('.').append(name(take()));
      } else if (takes("[")) {
        String index = take();
        if (!INDEX.matcher(index).matches()) {
          throw new Unreadable();
        }
        require("]");
        path.append('[').append(Integer.parseInt(index)).append(']');
      } else {
        break;
      }
    }
    return path.toString();
  }

  private String name(String token) {
    if (!token.startsWith("#")) {
      if (!NAME.matcher(token).matches()) {
        throw new Unreadable();
      }
      return CanonicalRequest.text(token);
    }
    String meant = names.get(token);
    if (meant == null) {
      throw new Unreadable();
    }
    unused.remove(token);
    return CanonicalRequest.text(meant);
  }

  private void deeper() {
    if (++depth > MAX_DEPTH) {
      throw new Unreadable();
    }
  }

  private String take() {
    if (next >= tokens.size()) {
      throw new Unreadable();
    }
    return tokens.get(next++);
  }

  private void require(String token) {
    if (!takes(token)) {
      throw new Unreadable();
    }
  }

  private boolean takes(String token) {
    boolean there = next < tokens.size() && tokens.get(next).equals(token);
    if (there) {
      next++;
    }
    return there;
  }

  private boolean takesWord(String word) {
    boolean there = next < tokens.size() && tokens.get(next).toUpperCase(Locale.ROOT).equals(word);
    if (there) {
      next++;
    }
    return there;
  }
}
