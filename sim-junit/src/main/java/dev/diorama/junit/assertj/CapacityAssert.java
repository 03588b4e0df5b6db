package dev.diorama.junit.assertj;

import dev.diorama.core.fault.Suggestion;
import dev.diorama.core.metric.Metrics;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.apiguardian.api.API;
import org.assertj.core.api.AbstractAssert;

/**
 * Assertions about the capacity that a table and its indexes have consumed so far, over all
 * Regions, as CloudWatch counts it.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class CapacityAssert extends AbstractAssert<CapacityAssert, Metrics> {
  private static final String NAMESPACE = "AWS/DynamoDB";

  private final String table;

  CapacityAssert(Metrics actual, String table) {
    super(actual, CapacityAssert.class);
    this.table = table;
  }

  private double units(String metric) {
    TreeSet<String> tables = new TreeSet<>();
    for (Metrics.Key key : actual.keys()) {
      if (key.namespace().equals(NAMESPACE) && key.dimensions().containsKey("TableName")) {
        tables.add(String.valueOf(key.dimensions().get("TableName")));
      }
    }
    if (!tables.contains(table)) {
      failWithMessage(
          "Expected something of the capacity of table '%s', but none was ever consumed of it%s",
          table,
          tables.isEmpty()
              ? " or of any other table. Did the requests reach DynamoDB, or did a cache answer?"
              : Suggestion.of(table, List.copyOf(tables)));
    }
    return actual.total(NAMESPACE, metric, "TableName", table).sum();
  }

  /** Reads consumed at most so many units. */
  public CapacityAssert readAtMost(double units) {
    return atMost("read", "ConsumedReadCapacityUnits", units);
  }

  /** Writes consumed at most so many units. */
  public CapacityAssert wroteAtMost(double units) {
    return atMost("write", "ConsumedWriteCapacityUnits", units);
  }

  private CapacityAssert atMost(String what, String metric, double limit) {
    double consumed = units(metric);
    if (consumed > limit) {
      failWithMessage(
          "Expected table %s to consume at most %s %s capacity units, but it consumed %s.%n%s",
          table,
          number(limit),
          what,
          number(consumed),
          what.equals("read")
              ? "A read costs one unit for each 4 KB, half of it if eventually consistent, and a"
                  + " query or scan for all that it looks at, before its filter."
              : "A write costs one unit for each 1 KB of the whole item, and again for each index"
                  + " that holds it.");
    }
    return this;
  }

  /** No request was throttled. */
  public CapacityAssert wasNeverThrottled() {
    units("ConsumedReadCapacityUnits");
    double throttled =
        actual.total(NAMESPACE, "ReadThrottleEvents", "TableName", table).sum()
            + actual.total(NAMESPACE, "WriteThrottleEvents", "TableName", table).sum();
    if (throttled > 0) {
      failWithMessage(
          "Expected table %s never to throttle, but it did %s times.%nLook for a hot key (a"
              + " partition gives 3,000 read and 1,000 write units a second), or for provisioned"
              + " capacity that is too low.",
          table, number(throttled));
    }
    return this;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
