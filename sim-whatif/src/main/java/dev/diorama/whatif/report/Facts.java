package dev.diorama.whatif.report;

import dev.diorama.whatif.cost.BreakEven;
import dev.diorama.whatif.price.Bill;
import dev.diorama.whatif.result.CapacityFigures;
import dev.diorama.whatif.result.FunctionFigures;
import dev.diorama.whatif.result.Histogram;
import dev.diorama.whatif.result.Refusal;
import dev.diorama.whatif.result.RouteLatency;
import dev.diorama.whatif.result.TierFigures;
import dev.diorama.whatif.sweep.Measure;
import dev.diorama.whatif.sweep.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Figures in a flat form that spreadsheets and scripts can filter. */
final class Facts {
  private final List<List<String>> rows = new ArrayList<>();

  private Facts() {
    rows.add(List.of("section", "item", "figure", "value", "unit"));
  }

  private void add(String section, String item, String figure, double value, String unit) {
    String number =
        value == Math.rint(value) && Math.abs(value) < 1e15
            ? Long.toString((long) value)
            : Double.toString(value);
    rows.add(List.of(section, item, figure, number, unit));
  }

  static Facts of(Findings findings) {
    Facts facts = new Facts();
    var run = findings.outcome().run();
    facts.add("run", run.workload(), "requests", (double) run.requests(), "");
    facts.add("run", run.workload(), "simulated", (double) run.simulated(), "");
    facts.add("run", run.workload(), "virtual time", run.seconds(), "s");
    facts.add("run", run.workload(), "finished", run.finished() ? 1 : 0, "");
    for (TierFigures each : findings.outcome().tiers()) {
      String item = each.kind().title() + " " + each.id() + " " + each.place();
      facts.add("tier", item, "hits", (double) each.hits(), "");
      facts.add("tier", item, "misses", (double) each.misses(), "");
      facts.add("tier", item, "stale", (double) each.stale(), "");
      facts.add("tier", item, "evictions", (double) each.evictions(), "");
      facts.add("tier", item, "hit rate", each.hitRate(), "");
    }
    for (CapacityFigures each : findings.outcome().capacities()) {
      String item = each.name() + " " + each.region() + (each.write() ? " WCU" : " RCU");
      facts.add("capacity", item, "consumed", each.consumed().sum(), "units");
      facts.add("capacity", item, "throttled", each.throttled().sum(), "units");
      facts.add("capacity", item, "throttled requests", (double) each.throttledRequests(), "");
      facts.add("capacity", item, "allowed, mean", each.provisioned().mean(), "units/s");
    }
    for (FunctionFigures each : findings.outcome().functions()) {
      facts.add("function", each.id(), "invocations", (double) each.invocations(), "");
      facts.add("function", each.id(), "cold starts", (double) each.coldStarts(), "");
      facts.add("function", each.id(), "throttled", (double) each.throttled(), "");
      facts.add("function", each.id(), "peak concurrency", (double) each.peakConcurrency(), "");
      facts.add("function", each.id(), "billed", each.gbSeconds(), "GB-s");
    }
    for (Refusal each : findings.outcome().refusals()) {
      facts.add(
          "refused",
          each.route() + " at " + each.id(),
          each.reason().name(),
          (double) each.requests(),
          "");
    }
    for (RouteLatency each : findings.outcome().latencies()) {
      facts.latency(each.route() + " from " + each.city(), each.total());
      each.hops()
          .forEach(
              hop ->
                  facts.add(
                      "hop",
                      each.route() + " from " + each.city(),
                      hop.hop().title(),
                      each.meanShareNanos(hop) / 1e6,
                      "ms"));
    }
    facts.latency("all", findings.outcome().latency());
    for (Bill.Line each : findings.bill().lines()) {
      facts.add(
          "cost",
          each.service() + " " + each.region() + ": " + each.item(),
          "month",
          each.usd(),
          "USD");
    }
    facts.add("cost", "all", "month", findings.bill().total(), "USD");
    for (BreakEven each : findings.breakEvens()) {
      facts.add("alternative", each.other().title(), "month", each.otherCost(), "USD");
      each.points()
          .forEach(
              point ->
                  facts.add(
                      "alternative",
                      each.other().title(),
                      point.oneIsCheaperAbove() ? "dearer above" : "cheaper above",
                      point.traffic() * run.rate(),
                      "requests/s"));
    }
    return facts;
  }

  static Facts of(List<Trial> trials) {
    Facts facts = new Facts();
    for (Trial trial : trials) {
      for (Measure measure : Measure.values()) {
        if (measure.isOf(trial)) {
          facts.add("trial", trial.title(), measure.title(), measure.of(trial), measure.unit());
        }
      }
    }
    return facts;
  }

  private void latency(String item, Histogram times) {
    add("latency", item, "requests", (double) times.count(), "");
    add("latency", item, "mean", times.meanNanos() / 1e6, "ms");
    add("latency", item, "p50", times.millisAt(0.5), "ms");
    add("latency", item, "p90", times.millisAt(0.9), "ms");
    add("latency", item, "p99", times.millisAt(0.99), "ms");
    add("latency", item, "p99.9", times.millisAt(0.999), "ms");
  }

  /** Comma-separated, quoted where need be, as RFC 4180 has it but for its line ends. */
  String csv() {
    return rows.stream()
        .map(row -> row.stream().map(Facts::quoted).collect(Collectors.joining(",")))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static String quoted(String cell) {
    return cell.matches(".*[\",\n].*") ? "\"" + cell.replace("\"", "\"\"") + "\"" : cell;
  }
}
