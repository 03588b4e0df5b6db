package dev.diorama.cloudwatch;

import dev.diorama.core.metric.Samples;
import dev.diorama.core.metric.Samples.ValueCount;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A statistic of the samples of a period.
 *
 * <p>Documented:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
 */
final class StatisticOf {
  private static final Pattern SHORT =
      Pattern.compile("(p|tm|tc|ts|wm)(\\d{1,2}(?:\\.\\d{1,10})?|100)");
  private static final Pattern RANGE =
      Pattern.compile("(TM|TC|TS|WM|PR)\\(([0-9.]*)(%?):([0-9.]*)(%?)\\)");
  private static final Map<String, Function<Samples, OptionalDouble>> PLAIN =
      Map.of(
          "SampleCount", samples -> OptionalDouble.of(samples.count()),
          "Sum", samples -> OptionalDouble.of(samples.sum()),
          "Average", samples -> OptionalDouble.of(samples.average()),
          "Minimum", samples -> OptionalDouble.of(samples.min()),
          "Maximum", samples -> OptionalDouble.of(samples.max()));

  private final String name;
  private final Function<Samples, OptionalDouble> rule;

  private StatisticOf(String name, Function<Samples, OptionalDouble> rule) {
    this.name = name;
    this.rule = rule;
  }

  /** The statistic of that name; empty when there is none. */
  static Optional<StatisticOf> parse(String name) {
    Function<Samples, OptionalDouble> plain = PLAIN.get(name);
    if (plain != null) {
      return Optional.of(new StatisticOf(name, plain));
    }
    if (name.equals("IQM")) {
      return Optional.of(new StatisticOf(name, samples -> trimmed("TM", samples, 25, 75)));
    }
    Matcher percent = SHORT.matcher(name);
    if (percent.matches()) {
      double bound = Double.parseDouble(percent.group(2));
      String kind = percent.group(1).toUpperCase(Locale.ROOT);
      return Optional.of(
          new StatisticOf(
              name,
              kind.equals("P")
                  ? samples -> samples.percentile(bound)
                  : samples -> trimmed(kind, samples, 0, bound)));
    }
    Matcher range = RANGE.matcher(name);
    return range.matches() ? ofRange(name, range) : Optional.empty();
  }

  private static Optional<StatisticOf> ofRange(String name, Matcher range) {
    String kind = range.group(1);
    String from = range.group(2);
    String to = range.group(4);
    boolean percent = !range.group(3).isEmpty() || !range.group(5).isEmpty();
    boolean mixed =
        (!from.isEmpty() && percent == range.group(3).isEmpty())
            || (!to.isEmpty() && percent == range.group(5).isEmpty());
    if (mixed || (from.isEmpty() && to.isEmpty()) || (percent && kind.equals("PR"))) {
      return Optional.empty();
    }
    try {
      double least = from.isEmpty() ? (percent ? 0 : Double.NEGATIVE_INFINITY) : number(from);
      double greatest = to.isEmpty() ? (percent ? 100 : Double.POSITIVE_INFINITY) : number(to);
      return Optional.of(
          new StatisticOf(
              name,
              percent
                  ? samples -> trimmed(kind, samples, least, greatest)
                  : samples -> between(kind, samples, least, greatest)));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static double number(String text) {
    return Double.parseDouble(text);
  }

  String name() {
    return name;
  }

  /** True when it is a percentile or another that needs the values themselves. */
  boolean needsValues() {
    return !PLAIN.containsKey(name);
  }

  /** Its value; empty where it cannot be told. */
  OptionalDouble of(Samples samples) {
    return rule.apply(samples);
  }

  /** The statistic over the samples whose ranks lie between two percentages. */
  private static OptionalDouble trimmed(
      String kind, Samples samples, double fromPercent, double toPercent) {
    List<ValueCount> values = samples.values();
    if (values.isEmpty()) {
      return OptionalDouble.empty();
    }
    double from = samples.count() * fromPercent / 100;
    double to = samples.count() * toPercent / 100;
    double seen = 0;
    double count = 0;
    double sum = 0;
    for (ValueCount each : values) {
      double inside = Math.min(to, seen + each.count()) - Math.max(from, seen);
      if (inside > 0) {
        count += inside;
        sum += inside * each.value();
      }
      seen += each.count();
    }
    if (kind.equals("WM")) {
      // Winsorized: what lies outside counts as the bound that it lies beyond.
      double low = samples.percentile(fromPercent).orElse(0);
      double high = samples.percentile(toPercent).orElse(0);
      sum += from * low + (samples.count() - to) * high;
      return OptionalDouble.of(sum / samples.count());
    }
    return result(kind, samples, count, sum);
  }

  private static OptionalDouble between(
      String kind, Samples samples, double least, double greatest) {
    List<ValueCount> values = samples.values();
    double count = 0;
    double sum = 0;
    for (ValueCount each : values) {
      // Documented: the lower bound is exclusive, the upper one inclusive.
      if (each.value() > least && each.value() <= greatest) {
        count += each.count();
        sum += each.count() * each.value();
      } else if (kind.equals("WM")) {
        count += each.count();
        sum += each.count() * Math.max(least, Math.min(greatest, each.value()));
      }
    }
    return values.isEmpty()
        ? OptionalDouble.empty()
        : result(kind.equals("WM") ? "TM" : kind, samples, count, sum);
  }

  private static OptionalDouble result(String kind, Samples samples, double count, double sum) {
    return switch (kind) {
      case "TC" -> OptionalDouble.of(count);
      case "TS" -> OptionalDouble.of(sum);
      case "PR" -> OptionalDouble.of(100 * count / samples.count());
      default -> count == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / count);
    };
  }
}
