package dev.diorama.cloudwatch;

import dev.diorama.core.wire.AwsException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A metric math expression, read once and worked out over the points of other queries.
 *
 * <p>Grammar and functions documented:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html. Two series
 * meet where both have a point; a quotient by zero is no point.
 */
final class MathExpression {
  private static final Pattern TOKEN =
      Pattern.compile("\\s*(?:([0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)|([A-Za-z_][A-Za-z0-9_]*)|(.))");

  /** What a part of an expression comes to: numbers, series, or several series. */
  sealed interface Value {}

  record Scalar(double number) implements Value {}

  record Line(NavigableMap<Long, Double> points) implements Value {}

  record Lines(List<Line> lines) implements Value {}

  /** What an expression may refer to. */
  interface Scope {
    /** The query of that id; empty when there is none. */
    Optional<Value> query(String id);

    /** The metrics of the request, for METRICS(). */
    List<Line> metrics(String containing);

    /** The period of the query of that id. */
    double period(String id);

    /** The starts of all periods asked for. */
    List<Long> times();
  }

  private interface Node {
    Value in(Scope scope);
  }

  private final String text;
  private final List<String> tokens = new ArrayList<>();
  private final Set<String> ids = new LinkedHashSet<>();
  private final Node root;
  private int at;

  private MathExpression(String text) {
    this.text = text;
    Matcher matcher = TOKEN.matcher(text);
    while (matcher.lookingAt() && matcher.end() > matcher.start()) {
      String token = matcher.group().strip();
      if (!token.isEmpty()) {
        tokens.add(token);
      }
      matcher.region(matcher.end(), text.length());
    }
    this.root = sum();
    if (at < tokens.size()) {
      throw wrong("Unexpected token '" + tokens.get(at) + "'");
    }
  }

  /** Reads an expression. */
  static MathExpression parse(String text) {
    String start = text.strip().toUpperCase(Locale.ROOT);
    if (start.startsWith("SELECT ") || start.startsWith("SEARCH(")) {
      throw CloudWatchError.VALIDATION.with(
          "Diorama does not simulate SEARCH and Metrics Insights queries: " + text);
    }
    return new MathExpression(text);
  }

  /** The queries that it refers to. */
  Set<String> ids() {
    return Collections.unmodifiableSet(ids);
  }

  /** What it comes to. */
  Value in(Scope scope) {
    return root.in(scope);
  }

  private AwsException wrong(String why) {
    return CloudWatchError.VALIDATION.with("Error in expression '" + text + "': " + why);
  }

  private boolean next(String token) {
    if (at < tokens.size() && tokens.get(at).equals(token)) {
      at++;
      return true;
    }
    return false;
  }

  private Node sum() {
    Node left = product();
    while (true) {
      Node first = left;
      if (next("+")) {
        Node second = product();
        left = scope -> both(first.in(scope), second.in(scope), Double::sum);
      } else if (next("-")) {
        Node second = product();
        left = scope -> both(first.in(scope), second.in(scope), (a, b) -> a - b);
      } else {
        return left;
      }
    }
  }

  private Node product() {
    Node left = power();
    while (true) {
      Node first = left;
      if (next("*")) {
        Node second = power();
        left = scope -> both(first.in(scope), second.in(scope), (a, b) -> a * b);
      } else if (next("/")) {
        Node second = power();
        left = scope -> both(first.in(scope), second.in(scope), (a, b) -> a / b);
      } else {
        return left;
      }
    }
  }

  private Node power() {
    Node base = unary();
    if (next("^")) {
      Node exponent = power();
      return scope -> both(base.in(scope), exponent.in(scope), StrictMath::pow);
    }
    return base;
  }

  private Node unary() {
    if (next("-")) {
      Node inner = unary();
      return scope -> both(new Scalar(-1), inner.in(scope), (a, b) -> a * b);
    }
    return atom();
  }

  private Node atom() {
    if (at == tokens.size()) {
      throw wrong("Unexpected end");
    }
    String token = tokens.get(at++);
    char first = token.charAt(0);
    if (Character.isDigit(first) || (first == '.' && token.length() > 1)) {
      double number = Double.parseDouble(token);
      return scope -> new Scalar(number);
    }
    if (token.equals("(")) {
      Node inner = sum();
      close();
      return inner;
    }
    if (token.equals("[")) {
      List<Node> parts = arguments("]");
      return scope -> lines(parts, scope);
    }
    if (Character.isLetter(first)) {
      return next("(") ? function(token) : reference(token);
    }
    throw wrong("Unexpected token '" + token + "'");
  }

  private void close() {
    if (!next(")")) {
      throw wrong("Missing ')'");
    }
  }

  private Node reference(String id) {
    ids.add(id);
    return scope -> scope.query(id).orElseThrow(() -> wrong("Undefined variable '" + id + "'"));
  }

  private List<Node> arguments(String end) {
    List<Node> arguments = new ArrayList<>();
    if (next(end)) {
      return arguments;
    }
    do {
      arguments.add(sum());
    } while (next(","));
    if (!next(end)) {
      throw wrong("Missing '" + end + "'");
    }
    return arguments;
  }

  private Lines lines(List<Node> parts, Scope scope) {
    List<Line> lines = new ArrayList<>();
    for (Node part : parts) {
      Value value = part.in(scope);
      if (!(value instanceof Line line)) {
        throw wrong("An array holds time series only");
      }
      lines.add(line);
    }
    return new Lines(lines);
  }

  private Node function(String name) {
    if (name.equals("METRICS")) {
      return metrics();
    }
    if (name.equals("PERIOD")) {
      String id = at < tokens.size() ? tokens.get(at++) : "";
      ids.add(id);
      close();
      return scope -> new Scalar(scope.period(id));
    }
    if (name.equals("FILL")) {
      return fill();
    }
    List<Node> arguments = arguments(")");
    if (arguments.size() != 1) {
      throw wrong("Function " + name + " takes one argument here");
    }
    Node argument = arguments.get(0);
    return switch (name) {
      case "SUM" -> scope -> folded(argument.in(scope), MathExpression::total);
      case "AVG" -> scope -> folded(argument.in(scope), values -> total(values) / values.size());
      case "MIN" -> scope -> folded(argument.in(scope), Collections::min);
      case "MAX" -> scope -> folded(argument.in(scope), Collections::max);
      case "ABS" -> scope -> each(argument.in(scope), Math::abs);
      case "CEIL" -> scope -> each(argument.in(scope), Math::ceil);
      case "FLOOR" -> scope -> each(argument.in(scope), Math::floor);
      default ->
          throw CloudWatchError.VALIDATION.with(
              "Diorama does not simulate the function " + name + " of metric math: " + text);
    };
  }

  private Node metrics() {
    String containing = "";
    if (next("\"")) {
      StringBuilder word = new StringBuilder();
      while (at < tokens.size() && !tokens.get(at).equals("\"")) {
        word.append(tokens.get(at++));
      }
      at++;
      containing = word.toString();
    }
    close();
    String wanted = containing;
    return scope -> new Lines(scope.metrics(wanted));
  }

  private Node fill() {
    Node series = sum();
    if (!next(",")) {
      throw wrong("Function FILL takes two arguments");
    }
    if (next("REPEAT") || next("LINEAR")) {
      throw CloudWatchError.VALIDATION.with("Diorama simulates FILL with a number only: " + text);
    }
    Node filling = sum();
    close();
    return scope -> {
      if (!(series.in(scope) instanceof Line line)
          || !(filling.in(scope) instanceof Scalar number)) {
        throw wrong("FILL takes a time series and a number here");
      }
      NavigableMap<Long, Double> filled = new TreeMap<>(line.points());
      scope.times().forEach(time -> filled.putIfAbsent(time, number.number()));
      return new Line(filled);
    };
  }

  private static double total(List<Double> values) {
    double total = 0;
    for (double value : values) {
      total += value;
    }
    return total;
  }

  /** Over a series to a number, over several to one series. */
  private Value folded(Value value, Function<List<Double>, Double> how) {
    if (value instanceof Line line) {
      return line.points().isEmpty()
          ? line
          : new Scalar(how.apply(List.copyOf(line.points().values())));
    }
    if (value instanceof Lines lines) {
      NavigableMap<Long, List<Double>> byTime = new TreeMap<>();
      for (Line line : lines.lines()) {
        line.points()
            .forEach(
                (time, number) -> byTime.computeIfAbsent(time, t -> new ArrayList<>()).add(number));
      }
      NavigableMap<Long, Double> points = new TreeMap<>();
      byTime.forEach((time, numbers) -> points.put(time, how.apply(numbers)));
      return new Line(points);
    }
    return value;
  }

  private Value each(Value value, DoubleUnaryOperator how) {
    return both(value, new Scalar(0), (a, b) -> how.applyAsDouble(a));
  }

  private Value both(Value left, Value right, DoubleBinaryOperator how) {
    if (left instanceof Lines || right instanceof Lines) {
      throw wrong("Operators over arrays of time series are not simulated");
    }
    if (left instanceof Scalar a && right instanceof Scalar b) {
      return new Scalar(how.applyAsDouble(a.number(), b.number()));
    }
    NavigableMap<Long, Double> points = new TreeMap<>();
    NavigableMap<Long, Double> times =
        left instanceof Line line ? line.points() : ((Line) right).points();
    for (long time : times.keySet()) {
      Double a = number(left, time);
      Double b = number(right, time);
      if (a != null && b != null) {
        double result = how.applyAsDouble(a, b);
        if (!Double.isNaN(result) && !Double.isInfinite(result)) {
          points.put(time, result);
        }
      }
    }
    return new Line(points);
  }

  private static @Nullable Double number(Value value, long time) {
    return value instanceof Scalar scalar ? scalar.number() : ((Line) value).points().get(time);
  }
}
