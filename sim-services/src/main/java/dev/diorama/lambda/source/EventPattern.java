package dev.diorama.lambda.source;

import dev.diorama.core.json.Json;
import dev.diorama.core.json.JsonException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apiguardian.api.API;

/**
 * One pattern of a filter: which events of a source a function wants to have.
 *
 * <p>Documented:
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html#filtering-syntax and,
 * for how fields and arrays are compared,
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern.html
 *
 * @since 0.1
 */
@API(status = API.Status.INTERNAL, since = "0.1")
public final class EventPattern {
  /** Longest pattern, documented on the page above: 4,096 characters. */
  private static final int LENGTH_LIMIT = 4_096;

  private final Predicate<Json> test;

  private EventPattern(Predicate<Json> test) {
    this.test = test;
  }

  /** The refusal of a text that is no pattern. */
  public static final class InvalidPattern extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InvalidPattern(String why) {
      super(why);
    }
  }

  /**
   * Reads a pattern.
   *
   * @throws InvalidPattern if it is none
   */
  public static EventPattern of(String text) {
    if (text.length() > LENGTH_LIMIT) {
      throw new InvalidPattern("longer than " + LENGTH_LIMIT + " characters");
    }
    Json pattern;
    try {
      pattern = Json.parse(text);
    } catch (JsonException e) {
      throw new InvalidPattern("not JSON");
    }
    if (!(pattern instanceof Json.Obj object)) {
      throw new InvalidPattern("not an object");
    }
    return new EventPattern(fields(object));
  }

  /** Whether an event is one that is wanted. */
  public boolean matches(Json event) {
    return test.test(event);
  }

  private static Predicate<Json> fields(Json.Obj pattern) {
    List<Predicate<Json>> all = new ArrayList<>();
    pattern
        .members()
        .forEach(
            (name, rule) -> {
              if (name.equals("$or")) {
                all.add(any(rule));
              } else if (rule instanceof Json.Obj nested) {
                Predicate<Json> inner = fields(nested);
                all.add(event -> inner.test(event.get(name).orElse(Json.nil())));
              } else if (rule instanceof Json.Arr values && !values.items().isEmpty()) {
                Predicate<Field> leaf = leaf(values);
                all.add(event -> leaf.test(Field.of(event, name)));
              } else {
                throw new InvalidPattern(name + " is neither an object nor a list of values");
              }
            });
    return event -> all.stream().allMatch(each -> each.test(event));
  }

  private static Predicate<Json> any(Json alternatives) {
    List<Predicate<Json>> some = new ArrayList<>();
    for (Json alternative : alternatives.items()) {
      if (!(alternative instanceof Json.Obj object)) {
        throw new InvalidPattern("$or has something that is not an object");
      }
      some.add(fields(object));
    }
    if (some.size() < 2) {
      throw new InvalidPattern("$or needs a list of at least two objects");
    }
    return event -> some.stream().anyMatch(each -> each.test(event));
  }

  /**
   * The values of a leaf of the event: those of a list, or the one value; none when it is absent.
   *
   * @param present whether the event has the field as a leaf: objects are none
   */
  private record Field(boolean present, List<Json> values) {
    static Field of(Json event, String name) {
      Json value = event.get(name).orElse(null);
      if (value == null) {
        return new Field(false, List.of());
      }
      return value instanceof Json.Arr list
          ? new Field(true, list.items())
          : new Field(!(value instanceof Json.Obj), List.of(value));
    }

    boolean has(Predicate<Json> wanted) {
      return present && values.stream().anyMatch(wanted);
    }
  }

  private static Predicate<Field> leaf(Json.Arr alternatives) {
    List<Predicate<Field>> some = new ArrayList<>();
    alternatives.items().forEach(alternative -> some.add(alternative(alternative)));
    return field -> some.stream().anyMatch(each -> each.test(field));
  }

  private static Predicate<Field> alternative(Json rule) {
    if (rule instanceof Json.Arr) {
      throw new InvalidPattern("a list within a list");
    }
    if (!(rule instanceof Json.Obj)) {
      return field -> field.has(value -> same(rule, value));
    }
    if (rule.members().size() != 1) {
      throw new InvalidPattern("a rule has exactly one operator");
    }
    Map.Entry<String, Json> only = rule.members().entrySet().iterator().next();
    if (only.getKey().equals("exists")) {
      if (!(only.getValue() instanceof Json.Bool wanted)) {
        throw new InvalidPattern("exists takes true or false");
      }
      return field -> field.present() == wanted.value();
    }
    Predicate<Json> test = operator(only.getKey(), only.getValue());
    return field -> field.has(test);
  }

  private static Predicate<Json> operator(String name, Json argument) {
    return switch (name) {
      case "prefix" -> {
        String start = text(name, argument);
        yield value -> value instanceof Json.Str s && s.value().startsWith(start);
      }
      case "suffix" -> {
        String end = text(name, argument);
        yield value -> value instanceof Json.Str s && s.value().endsWith(end);
      }
      case "equals-ignore-case" -> {
        String wanted = text(name, argument);
        yield value -> value instanceof Json.Str s && s.value().equalsIgnoreCase(wanted);
      }
      case "anything-but" -> anythingBut(argument);
      case "numeric" -> numeric(argument);
      default -> throw new InvalidPattern("no operator is called " + name);
    };
  }

  private static String text(String operator, Json argument) {
    if (!(argument instanceof Json.Str string)) {
      throw new InvalidPattern(operator + " takes a text");
    }
    return string.value();
  }

  /** A value, a list of values, or, as in EventBridge, one operator on texts. */
  private static Predicate<Json> anythingBut(Json argument) {
    if (argument instanceof Json.Obj nested) {
      if (nested.members().size() != 1) {
        throw new InvalidPattern("anything-but takes one operator");
      }
      Map.Entry<String, Json> only = nested.members().entrySet().iterator().next();
      return operator(only.getKey(), only.getValue()).negate();
    }
    List<Json> refused = argument.asList();
    if (refused.isEmpty()
        || !refused.stream().allMatch(e -> e instanceof Json.Str || e instanceof Json.Num)) {
      throw new InvalidPattern("anything-but takes texts or numbers");
    }
    return value -> refused.stream().noneMatch(each -> same(each, value));
  }

  private static Predicate<Json> numeric(Json argument) {
    List<Json> parts = argument.items();
    if (parts.isEmpty() || parts.size() % 2 != 0) {
      throw new InvalidPattern("numeric takes a list of operators and numbers");
    }
    Map<String, BigDecimal> bounds = new LinkedHashMap<>();
    for (int i = 0; i < parts.size(); i += 2) {
      String sign = text("numeric", parts.get(i));
      if (!List.of("=", "<", "<=", ">", ">=").contains(sign)
          || !(parts.get(i + 1) instanceof Json.Num number)) {
        throw new InvalidPattern("numeric takes =, <, <=, > and >=, each with a number");
      }
      bounds.put(sign, number.value());
    }
    return value ->
        value instanceof Json.Num number
            && bounds.entrySet().stream()
                .allMatch(bound -> holds(number.value().compareTo(bound.getValue()), bound));
  }

  private static boolean holds(int compared, Map.Entry<String, BigDecimal> bound) {
    return switch (bound.getKey()) {
      case "=" -> compared == 0;
      case "<" -> compared < 0;
      case "<=" -> compared <= 0;
      case ">" -> compared > 0;
      default -> compared >= 0;
    };
  }

  private static boolean same(Json wanted, Json value) {
    if (wanted instanceof Json.Num number && value instanceof Json.Num other) {
      return number.value().compareTo(other.value()) == 0;
    }
    return wanted.equals(value);
  }
}
