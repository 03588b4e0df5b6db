package dev.diorama.scenarios.todo;

import static dev.diorama.scenarios.run.ReportText.format;

import dev.diorama.cli.Report;
import dev.diorama.cli.RunOptions;
import dev.diorama.cli.TextTable;
import dev.diorama.core.json.Json;
import dev.diorama.scenarios.run.Probe;
import dev.diorama.scenarios.run.ReportText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The figures of a run as text and as JSON. */
final class TodoReport {
  private final RunOptions options;
  private final Measurements run;
  private final Measurements uncached;
  private final List<Probe> probes;
  private final double virtualSeconds;
  private final String digest;
  private final Map<String, Integer> strokes;

  TodoReport(
      RunOptions options,
      Measurements run,
      Measurements uncached,
      List<Probe> probes,
      double virtualSeconds,
      String digest,
      Map<String, Integer> strokes) {
    this.options = options;
    this.run = run;
    this.uncached = uncached;
    this.probes = probes;
    this.virtualSeconds = virtualSeconds;
    this.digest = digest;
    this.strokes = strokes;
  }

  Report report() {
    boolean served = run.failed() == 0 || !options.faults().isEmpty();
    boolean asExpected = served && probes.stream().allMatch(Probe::asExpected);
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
    ReportText text = new ReportText();
    text.line(
        "MyTodoList: %,d users, %,d requests, %.0f %% reads, Zipf %.2f, seed %d",
        options.users(),
        options.requests(),
        options.readRatio() * 100,
        options.zipf(),
        options.seed());
    text.table("Where reads were answered", tiers());
    text.dax(run.dax());
    text.table("Capacity units that the table consumed, and would have consumed", capacity());
    text.latencies(run.latencies());
    text.table("Lambda", functions());
    text.faults(options.faults(), strokes);
    text.probes(probes);
    if (run.failed() > 0) {
      text.line("\n%,d requests were not answered as they should be.", run.failed());
    }
    text.line("\nTrace digest %s (same seed, same digest)", digest.substring(0, 16));
    return text.toString();
  }

  private TextTable tiers() {
    TextTable table = new TextTable("tier", "requests", "hits", "misses", "hit rate");
    for (Measurements.Tier tier : run.tiers()) {
      table.row(
          tier.name(),
          format("%,d", tier.requests()),
          format("%,d", tier.hits()),
          format("%,d", tier.misses()),
          ReportText.percent(tier.hits(), tier.requests()));
    }
    return table;
  }

  private TextTable capacity() {
    TextTable table = new TextTable("", "RCU", "WCU", "RCU against this run");
    for (Capacity capacity : capacities()) {
      table.row(
          capacity.how(),
          format("%,.1f", capacity.rcu()),
          format("%,.1f", capacity.wcu()),
          run.rcu() == 0 ? "-" : format("x %.1f", capacity.rcu() / run.rcu()));
    }
    return table;
  }

  private TextTable functions() {
    TextTable table = new TextTable("function", "invocations", "cold starts");
    for (Measurements.Function function : run.functions()) {
      table.row(
          function.name(),
          format("%,d", function.invocations()),
          format("%,d", function.coldStarts()));
    }
    return table;
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
    probes.forEach(probe -> tried.add(probe.toJson()));
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
        .put("daxTables", ReportText.daxJson(run.dax()))
        .put("capacity", new Json.Arr(capacity))
        .put("latency", new Json.Arr(latency))
        .put("lambda", new Json.Arr(functions))
        .put("faults", ReportText.faultsJson(options.faults(), strokes))
        .put("mustNotWork", new Json.Arr(tried))
        .put("traceDigest", digest)
        .build();
  }
}
