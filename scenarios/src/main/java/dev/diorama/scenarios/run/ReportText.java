package dev.diorama.scenarios.run;

import dev.diorama.cache.dax.DaxTableFigures;
import dev.diorama.cli.TextTable;
import dev.diorama.core.fault.Fault;
import dev.diorama.core.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apiguardian.api.API;

/**
 * The text of a report: titled tables and paragraphs in lines of at most 100 columns.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class ReportText {
  private static final int WIDTH = 100;
  private static final String INDENT = " ".repeat(10);

  private final StringBuilder text = new StringBuilder();

  /** A line, formatted as by {@link String#format}. */
  public ReportText line(String pattern, Object... values) {
    text.append(format(pattern, values)).append('\n');
    return this;
  }

  /** A table under a title. */
  public ReportText table(String title, TextTable table) {
    text.append('\n').append(title).append('\n').append(table.render());
    return this;
  }

  /** Percentiles by route. */
  public ReportText latencies(Map<String, Latencies.Summary> latencies) {
    TextTable table = new TextTable("route", "requests", "p50", "p95", "p99");
    latencies.forEach(
        (route, summary) ->
            table.row(
                route,
                format("%,d", summary.requests()),
                millis(summary.p50()),
                millis(summary.p95()),
                millis(summary.p99())));
    return table("Latency, milliseconds of virtual time", table);
  }

  /** What DAX has done, table by table. */
  public ReportText dax(List<DaxTableFigures> figures) {
    TextTable table =
        new TextTable("table", "cache", "hits", "misses", "stale", "evictions", "RCU saved");
    figures.forEach(
        each ->
            table.row(
                each.table(),
                each.cache(),
                format("%,d", each.hits()),
                format("%,d", each.misses()),
                format("%,d", each.stale()),
                format("%,d", each.evictions()),
                format("%,.1f", each.savedReadUnits())));
    return table(
        "DAX by table (stale: items that had changed, results from before a write)", table);
  }

  /** The same for machines. */
  public static Json daxJson(List<DaxTableFigures> figures) {
    List<Json> all = new ArrayList<>();
    for (DaxTableFigures each : figures) {
      all.add(
          Json.object()
              .put("cluster", each.cluster())
              .put("table", each.table())
              .put("cache", each.cache())
              .put("hits", each.hits())
              .put("misses", each.misses())
              .put("stale", each.stale())
              .put("evictions", each.evictions())
              .put("evictedBytes", each.evictedBytes())
              .put("rcuSaved", each.savedReadUnits())
              .build());
    }
    return new Json.Arr(all);
  }

  /** What went wrong on purpose, and how often; nothing is said where nothing was asked for. */
  public ReportText faults(List<Fault> faults, Map<String, Integer> strokes) {
    if (faults.isEmpty()) {
      return this;
    }
    TextTable table = new TextTable("fault", "strokes", "what").allLeft();
    for (Fault fault : faults) {
      table.row(fault.name(), format("%,d", strokes.getOrDefault(fault.name(), 0)), fault.cause());
    }
    return table("What went wrong on purpose", table);
  }

  /** The same for machines. */
  public static Json faultsJson(List<Fault> faults, Map<String, Integer> strokes) {
    List<Json> all = new ArrayList<>();
    for (Fault fault : faults) {
      all.add(
          Json.object()
              .put("fault", fault.name())
              .put("what", fault.cause())
              .put("strokes", strokes.getOrDefault(fault.name(), 0))
              .build());
    }
    return new Json.Arr(all);
  }

  /** What must not work. */
  public ReportText probes(List<Probe> probes) {
    text.append("\nWhat must not work, tried\n");
    for (Probe probe : probes) {
      text.append(probe.asExpected() ? "  ok    " : "  WRONG ").append(probe.what());
      text.append("\n" + INDENT).append(probe.observed()).append('\n');
      if (!probe.asExpected()) {
        text.append(INDENT + "expected: ").append(probe.expected()).append('\n');
      }
      if (!probe.why().isEmpty()) {
        wrap("why: " + probe.why());
      }
    }
    return this;
  }

  /** Adds a sentence in lines of at most {@link #WIDTH} columns, indented under its probe. */
  private void wrap(String sentence) {
    StringBuilder line = new StringBuilder(INDENT);
    for (String word : sentence.split(" ", -1)) {
      boolean full = line.length() + word.length() >= WIDTH && line.length() > INDENT.length();
      if (full) {
        text.append(line.toString().stripTrailing()).append('\n');
        line = new StringBuilder(INDENT);
      }
      line.append(word).append(' ');
    }
    text.append(line.toString().stripTrailing()).append('\n');
  }

  /** Nanoseconds as milliseconds. */
  public static String millis(long nanos) {
    return format("%.1f", nanos / 1e6);
  }

  /** A share as a percentage, or a dash of nothing. */
  public static String percent(long part, long whole) {
    return whole == 0 ? "-" : format("%.1f %%", 100.0 * part / whole);
  }

  /** {@link String#format} that is the same in every country. */
  public static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
