package dev.diorama.whatif.sweep;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apiguardian.api.API;

/**
 * What a configuration has to reach, such as {@code p99<50ms}.
 *
 * @param measure which figure
 * @param below whether it has to lie below the limit; else above it
 * @param inclusive whether the limit itself will do
 * @param limit in the measure's unit
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Goal(Measure measure, boolean below, boolean inclusive, double limit) {
  private static final Pattern FORM =
      Pattern.compile(
          "\\s*([\\w.]+)\\s*(<=|>=|<|>)\\s*([0-9]*\\.?[0-9]+)\\s*(us|ms|s|%|USD|\\$)?\\s*");

  /**
   * Reads one: a measure, {@code < <= > >=}, a number, and its unit. When none is said, times are
   * in ms, and shares from 0 to 1.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static Goal parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not a goal such as p99<50ms, hitRate>=90% or cost<100USD");
    }
    Measure measure = Measure.named(matcher.group(1));
    String unit = matcher.group(4) == null ? measure.unit() : matcher.group(4).replace("$", "USD");
    double number = Double.parseDouble(matcher.group(3));
    String family = unit.equals("s") || unit.equals("us") ? "ms" : unit;
    if (!family.equals(measure.unit())) {
      throw new IllegalArgumentException(
          "\"" + text + "\": " + measure.title() + " is in " + measure.unit() + ", not in " + unit);
    }
    if (matcher.group(4) == null && unit.equals("%")) {
      if (number > 1) {
        throw new IllegalArgumentException("\"" + text + "\": a share is 0 to 1, or 0% to 100%");
      }
      number *= 100;
    }
    double factor = unit.equals("s") ? 1000 : unit.equals("us") ? 1e-3 : 1;
    String operator = matcher.group(2);
    return new Goal(measure, operator.startsWith("<"), operator.endsWith("="), number * factor);
  }

  /** Whether a trial reaches it. */
  public boolean met(Trial trial) {
    double value = measure.of(trial);
    if (value == limit) {
      return inclusive;
    }
    return below ? value < limit : value > limit;
  }

  @Override
  public String toString() {
    return measure.title()
        + (below ? "<" : ">")
        + (inclusive ? "=" : "")
        + (limit == Math.rint(limit)
            ? String.format(Locale.ROOT, "%.0f", limit)
            : Double.toString(limit))
        + measure.unit();
  }
}
