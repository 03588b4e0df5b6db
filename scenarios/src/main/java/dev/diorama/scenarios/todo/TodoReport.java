package dev.diorama.scenarios.todo;

import dev.diorama.cli.Report;
import dev.diorama.cli.RunOptions;
import dev.diorama.cli.TextTable;
import dev.diorama.core.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The figures of a run as text and as JSON. */
final class TodoReport {
  private static final int WIDTH = 100;
  private static final String INDENT = " ".repeat(10);

  private final RunOptions options;
  private final Measurements run;
  private final Measurements uncached;
  private final List<Probe> probes;
  private final double virtualSeconds;
  private final String digest;

  TodoReport(
      RunOptions options,
      Measurements run,
      Measurements uncached,
      List<Probe> probes,
      double virtualSeconds,
      String digest) {
    this.options = options;
    this.run = run;
    this.uncached = uncached;
    this.probes = probes;
    this.virtualSeconds = virtualSeconds;
    this.digest = digest;
  }

  Report report() {
    boolean asExpected = run.failed() == 0 && probes.stream().allMatch(Probe::asExpected);
    return new Report(text(), json(), asExpected);
  }

  /** How the table's consumption would have been, told by what was left out. */
  private record Capacity(String how, double rcu, double wcu) {}

  private List<Capacity> capacities() {
    return List.of(
        new Capacity("as run", run.rcu(), run.wcu()),
        new Capacity("without DAX", run.rcu() + run.rcuSaved(), run.wcu()),
        new Capacity("without the stage cache", uncached.rcu(), uncached.wcu()),
        new Capacity("without either", uncached.rcu() + uncached.rcuSaved(), uncached.wcu()));
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    text.append(
        format(
            "MyTodoList: %,d users, %,d requests, %.0f %% reads, Zipf %.2f, seed %d\n",
            options.users(),
            options.requests(),
            options.readRatio() * 100,
            options.zipf(),
            options.seed()));
    tiers(text);
    capacity(text);
    latency(text);
    functions(text);
    probes(text);
    if (run.failed() > 0) {
      text.append(format("\n%,d requests were not answered as they should be.\n", run.failed()));
    }
    text.append(format("\nTrace digest %s (same seed, same digest)\n", digest.substring(0, 16)));
    return text.toString();
  }

  private void tiers(StringBuilder text) {
    text.append("\nWhere reads were answered\n");
    TextTable table = new TextTable("tier", "requests", "hits", "misses", "hit rate");
    for (Measurements.Tier tier : run.tiers()) {
      table.row(
          tier.name(),
          format("%,d", tier.requests()),
          format("%,d", tier.hits()),
          format("%,d", tier.misses()),
          tier.requests() == 0 ? "-" : format("%.1f %%", tier.hitRate() * 100));
    }
    text.append(table.render());
  }

  private void capacity(StringBuilder text) {
    text.append("\nCapacity units that the table consumed, and would have consumed\n");
    TextTable table = new TextTable("", "RCU", "WCU", "RCU against this run");
    for (Capacity capacity : capacities()) {
      table.row(
          capacity.how(),
          format("%,.1f", capacity.rcu()),
          format("%,.1f", capacity.wcu()),
          run.rcu() == 0 ? "-" : format("x %.1f", capacity.rcu() / run.rcu()));
    }
    text.append(table.render());
  }

  private void latency(StringBuilder text) {
    text.append("\nLatency, milliseconds of virtual time\n");
    TextTable table = new TextTable("route", "requests", "p50", "p95", "p99");
    for (Map.Entry<String, Latencies.Summary> route : run.latencies().entrySet()) {
      Latencies.Summary summary = route.getValue();
      table.row(
          route.getKey(),
          format("%,d", summary.requests()),
          millis(summary.p50()),
          millis(summary.p95()),
          millis(summary.p99()));
    }
    text.append(table.render());
  }

  private void functions(StringBuilder text) {
    text.append("\nLambda\n");
    TextTable table = new TextTable("function", "invocations", "cold starts");
    for (Measurements.Function function : run.functions()) {
      table.row(
          function.name(),
          format("%,d", function.invocations()),
          format("%,d", function.coldStarts()));
    }
    text.append(table.render());
  }

  private void probes(StringBuilder text) {
    text.append("\nWhat must not work, tried\n");
    for (Probe probe : probes) {
      text.append(probe.asExpected() ? "  ok    " : "  WRONG ").append(probe.what());
      text.append("\n" + INDENT).append(probe.observed()).append('\n');
      if (!probe.asExpected()) {
        text.append(INDENT + "expected: ").append(probe.expected()).append('\n');
      }
      if (!probe.why().isEmpty()) {
        wrap(text, "why: " + probe.why());
      }
    }
  }

  /** Adds a sentence in lines of at most {@link #WIDTH} columns, indented under its probe. */
  private static void wrap(StringBuilder text, String sentence) {
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

  private Json.Obj json() {
    List<Json> tiers = new ArrayList<>();
    for (Measurements.Tier tier : run.tiers()) {
      tiers.add(
          Json.object()
              .put("tier", tier.name())
              .put("requests", tier.requests())
              .put("hits", tier.hits())
              .put("misses", tier.misses())
              .put("hitRate", tier.hitRate())
              .build());
    }
    List<Json> capacity = new ArrayList<>();
    for (Capacity each : capacities()) {
      capacity.add(
          Json.object()
              .put("how", each.how())
              .put("rcu", each.rcu())
              .put("wcu", each.wcu())
              .build());
    }
    List<Json> latency = new ArrayList<>();
    run.latencies()
        .forEach(
            (route, summary) ->
                latency.add(
                    Json.object()
                        .put("route", route)
                        .put("requests", summary.requests())
                        .put("p50Millis", summary.p50() / 1e6)
                        .put("p95Millis", summary.p95() / 1e6)
                        .put("p99Millis", summary.p99() / 1e6)
                        .build()));
    List<Json> functions = new ArrayList<>();
    for (Measurements.Function function : run.functions()) {
      functions.add(
          Json.object()
              .put("function", function.name())
              .put("invocations", function.invocations())
              .put("coldStarts", function.coldStarts())
              .build());
    }
    List<Json> tried = new ArrayList<>();
    for (Probe probe : probes) {
      tried.add(
          Json.object()
              .put("what", probe.what())
              .put("expected", probe.expected())
              .put("observed", probe.observed())
              .put("why", probe.why())
              .put("asExpected", probe.asExpected())
              .build());
    }
    return Json.object()
        .put("design", "todo")
        .put("seed", options.seed())
        .put("users", options.users())
        .put("requests", options.requests())
        .put("readRatio", options.readRatio())
        .put("zipf", options.zipf())
        .put("failedRequests", run.failed())
        .put("virtualSeconds", virtualSeconds)
        .put("tiers", new Json.Arr(tiers))
        .put("capacity", new Json.Arr(capacity))
        .put("latency", new Json.Arr(latency))
        .put("lambda", new Json.Arr(functions))
        .put("mustNotWork", new Json.Arr(tried))
        .put("traceDigest", digest)
        .build();
  }

  private static String millis(long nanos) {
    return format("%.1f", nanos / 1e6);
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
