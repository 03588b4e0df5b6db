package dev.diorama.cache.dax;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What a read wants of an item, cut out of the whole item that is cached.
 *
 * <p>Whether DAX caches projected items whole is not documented. Its wire protocol sends a
 * projection as paths that a node can evaluate, so whole items are assumed here: any projection is
 * answered from one entry. As with DAX's clients, which parse projections themselves, reserved
 * words are not looked for.
 */
final class Projection {
  private static final Pattern TOKEN =
      Pattern.compile("\\s*(?:(#?[A-Za-z0-9_]+)|([.,\\[\\]])|(\\S))");
  private static final Pattern INDEX = Pattern.compile("[0-9]{1,9}");

  /** DynamoDB's numbers have less than 126 digits before or behind the point, documented. */
  private static final int MAX_SCALE = 200;

  /** Everything. */
  static final Projection ALL = new Projection(null);

  /** One place in the tree of wanted paths; without children it is wanted whole. */
  private static final class Wanted {
    final SortedMap<String, Wanted> fields = new TreeMap<>();
    final SortedMap<Integer, Wanted> elements = new TreeMap<>();

    boolean whole() {
      return fields.isEmpty() && elements.isEmpty();
    }
  }

  private final @Nullable Wanted wanted;

  private Projection(@Nullable Wanted wanted) {
    this.wanted = wanted;
  }

  /** The attributes of a legacy request. */
  static Projection ofAttributes(List<String> attributes) {
    Wanted root = new Wanted();
    attributes.forEach(name -> root.fields.put(name, new Wanted()));
    return new Projection(root);
  }

  /**
   * Reads a projection; everything where there is none.
   *
   * @throws dev.diorama.core.wire.AwsException as DynamoDB refuses a malformed one
   */
  static Projection of(@Nullable String expression, boolean hasNames, Map<String, String> names) {
    if (expression == null) {
      if (hasNames && !names.isEmpty()) {
        throw DaxError.VALIDATION.with(
            "ExpressionAttributeNames can only be specified when using expressions");
      }
      return ALL;
    }
    return new Parser(expression, names).parse();
  }

  /** The wanted part of an item. */
  Map<String, AttributeValue> of(Map<String, AttributeValue> item) {
    Wanted root = wanted;
    return root == null ? item : fields(root, item);
  }

  private static Map<String, AttributeValue> fields(
      Wanted here, Map<String, AttributeValue> values) {
    Map<String, AttributeValue> cut = new LinkedHashMap<>();
    here.fields.forEach(
        (name, below) -> {
          AttributeValue value = values.get(name);
          if (value != null) {
            cut(below, value).ifPresent(part -> cut.put(name, part));
          }
        });
    return cut;
  }

  private static Optional<AttributeValue> cut(Wanted here, AttributeValue value) {
    if (here.whole()) {
      return Optional.of(value);
    }
    if (value.hasM()) {
      Map<String, AttributeValue> part = fields(here, value.m());
      return part.isEmpty() ? Optional.empty() : Optional.of(AttributeValue.fromM(part));
    }
    if (value.hasL()) {
      List<AttributeValue> part = new ArrayList<>();
      here.elements.forEach(
          (index, below) -> {
            if (index < value.l().size()) {
              cut(below, value.l().get(index)).ifPresent(part::add);
            }
          });
      return part.isEmpty() ? Optional.empty() : Optional.of(AttributeValue.fromL(part));
    }
    return Optional.empty();
  }

  /** An item as DynamoDB would give it back: in name order, numbers in one way of writing. */
  static Map<String, AttributeValue> canonical(Map<String, AttributeValue> item) {
    Map<String, AttributeValue> sorted = new LinkedHashMap<>();
    new TreeMap<>(item).forEach((name, value) -> sorted.put(name, canonical(value)));
    return sorted;
  }

  static AttributeValue canonical(AttributeValue value) {
    return switch (value.type()) {
      case N -> AttributeValue.fromN(number(value.n()));
      case NS ->
          AttributeValue.fromNs(
              value.ns().stream()
                  .map(BigDecimal::new)
                  .sorted()
                  .map(each -> number(each.toString()))
                  .toList());
      case SS -> AttributeValue.fromSs(new ArrayList<>(new TreeSet<>(value.ss())));
      case L -> AttributeValue.fromL(value.l().stream().map(Projection::canonical).toList());
      case M -> AttributeValue.fromM(canonical(value.m()));
      default -> value;
    };
  }

  /**
   * A number in one way of writing: without exponent, unless that would be longer than any number
   * that DynamoDB takes.
   *
   * @throws NumberFormatException if it is none
   */
  static String number(String literal) {
    BigDecimal value = new BigDecimal(literal);
    if (value.signum() == 0) {
      return "0";
    }
    BigDecimal bare = value.stripTrailingZeros();
    return Math.abs((long) bare.scale()) > MAX_SCALE ? bare.toString() : bare.toPlainString();
  }

  /** Reads {@code a, b.c[0], #n}. */
  private static final class Parser {
    private final String expression;
    private final Map<String, String> names;
    private final Set<String> unused;
    private final List<String> tokens = new ArrayList<>();
    private final Wanted root = new Wanted();
    private int next;

    Parser(String expression, Map<String, String> names) {
      this.expression = expression;
      this.names = names;
      this.unused = new TreeSet<>(names.keySet());
      Matcher matcher = TOKEN.matcher(expression);
      while (matcher.find()) {
        tokens.add(matcher.group().strip());
      }
    }

    Projection parse() {
      if (expression.isBlank()) {
        throw DaxError.VALIDATION.with(
            "Invalid ProjectionExpression: The expression can not be empty;");
      }
      path();
      while (next < tokens.size()) {
        expect(",");
        path();
      }
      if (!unused.isEmpty()) {
        throw DaxError.VALIDATION.with(
            "Value provided in ExpressionAttributeNames unused in expressions: keys: {"
                + String.join(", ", unused)
                + "}");
      }
      return new Projection(root);
    }

    private void path() {
      Wanted here = child(root.fields, name());
      while (next < tokens.size() && !tokens.get(next).equals(",")) {
        if (tokens.get(next).equals(".")) {
          next++;
          here = child(here.fields, name());
        } else {
          expect("[");
          here = child(here.elements, index());
          expect("]");
        }
      }
      // A path that ends where another goes on, or that was there before, is no choice of parts.
      if (!here.whole() || !ends.add(here)) {
        throw overlap();
      }
      refuseIfWithinAnother();
    }

    /** Where paths have ended, by identity: no two may end alike. */
    private final Set<Wanted> ends =
        java.util.Collections.newSetFromMap(new java.util.IdentityHashMap<>());

    private void refuseIfWithinAnother() {
      for (Wanted end : ends) {
        if (!end.whole()) {
          throw overlap();
        }
      }
    }

    private dev.diorama.core.wire.AwsException overlap() {
      return DaxError.VALIDATION.with(
          "Invalid ProjectionExpression: Two document paths overlap with each other; must remove or"
              + " rewrite one of these paths");
    }

    private static <K> Wanted child(SortedMap<K, Wanted> children, K key) {
      return children.computeIfAbsent(key, k -> new Wanted());
    }

    private String name() {
      String token = take();
      if (token.startsWith("#")) {
        String name = names.get(token);
        if (name == null) {
          throw DaxError.VALIDATION.with(
              "Invalid ProjectionExpression: An expression attribute name used in the document path"
                  + " is not defined; attribute name: "
                  + token);
        }
        unused.remove(token);
        return name;
      }
      if (!Character.isLetter(token.charAt(0))) {
        throw syntax(token);
      }
      return token;
    }

    private int index() {
      String token = take();
      if (!INDEX.matcher(token).matches()) {
        throw syntax(token);
      }
      return Integer.parseInt(token);
    }

    private void expect(String wanted) {
      String token = take();
      if (!token.equals(wanted)) {
        throw syntax(token);
      }
    }

    private String take() {
      if (next >= tokens.size()) {
        throw syntax("<EOF>");
      }
      return tokens.get(next++);
    }

    private dev.diorama.core.wire.AwsException syntax(String token) {
      String before = next >= 2 ? tokens.get(next - 2) : "";
      String after = next < tokens.size() ? tokens.get(next) : "";
      return DaxError.VALIDATION.with(
          "Invalid ProjectionExpression: Syntax error; token: \""
              + token
              + "\", near: \""
              + before
              + (token.equals("<EOF>") ? "" : token)
              + after
              + "\"");
    }
  }
}
