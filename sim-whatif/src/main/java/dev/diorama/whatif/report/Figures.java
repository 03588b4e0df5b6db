package dev.diorama.whatif.report;

import dev.diorama.core.json.Json;
import dev.diorama.whatif.price.Bill;
import dev.diorama.whatif.result.Histogram;
import dev.diorama.whatif.result.RouteLatency;
import dev.diorama.whatif.result.RunInfo;
import dev.diorama.whatif.result.TimeSeries;
import dev.diorama.whatif.sweep.Change;
import dev.diorama.whatif.sweep.Measure;
import dev.diorama.whatif.sweep.Trial;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** The figures of a run as JSON. */
final class Figures {
  private final Findings findings;

  Figures(Findings findings) {
    this.findings = findings;
  }

  private static <T> Json list(List<T> those, Function<T, Json> each) {
    return new Json.Arr(those.stream().map(each).toList());
  }

  private static Json series(TimeSeries series) {
    return Json.object()
        .put("stepSeconds", series.stepSeconds())
        .put("values", new Json.Arr(Arrays.stream(series.values()).mapToObj(Json::of).toList()))
        .build();
  }

  private static Json times(Histogram times) {
    return Json.object()
        .put("requests", times.count())
        .put("mean", times.meanNanos() / 1e6)
        .put("p50", times.millisAt(0.5))
        .put("p90", times.millisAt(0.9))
        .put("p99", times.millisAt(0.99))
        .put("p99.9", times.millisAt(0.999))
        .build();
  }

  Json.Obj json() {
    var outcome = findings.outcome();
    return Json.object()
        .put("run", run(outcome.run()))
        .put(
            "tiers",
            list(
                outcome.tiers(),
                each ->
                    Json.object()
                        .put("tier", each.kind().title())
                        .put("id", each.id())
                        .put("place", each.place())
                        .put("hits", each.hits())
                        .put("misses", each.misses())
                        .put("hitRate", each.hitRate())
                        .put("stale", each.stale())
                        .put("evictions", each.evictions())
                        .put("expirations", each.expirations())
                        .put("bytes", each.bytes())
                        .put("maxBytes", each.maxBytes())
                        .build()))
        .put(
            "capacity",
            list(
                outcome.capacities(),
                each ->
                    Json.object()
                        .put("table", each.table())
                        .put("index", each.index())
                        .put("region", each.region())
                        .put("kind", each.write() ? "write" : "read")
                        .put("onDemand", each.onDemand())
                        .put("consumed", series(each.consumed()))
                        .put("throttled", series(each.throttled()))
                        .put("provisionedPerSecond", series(each.provisioned()))
                        .put("throttledRequests", each.throttledRequests())
                        .put(
                            "partitions",
                            list(
                                each.partitions(),
                                part ->
                                    Json.object()
                                        .put("number", part.number())
                                        .put("consumed", part.consumed().sum())
                                        .put("throttled", part.throttled().sum())
                                        .build()))
                        .build()))
        .put(
            "functions",
            list(
                outcome.functions(),
                each ->
                    Json.object()
                        .put("id", each.id())
                        .put("memoryMb", each.memoryMb())
                        .put("invocations", each.invocations())
                        .put("coldStarts", each.coldStarts())
                        .put("throttled", each.throttled())
                        .put("timeouts", each.timeouts())
                        .put("gbSeconds", each.gbSeconds())
                        .put("peakConcurrency", each.peakConcurrency())
                        .put("concurrency", series(each.concurrency()))
                        .put("milliseconds", times(each.duration()))
                        .build()))
        .put(
            "refused",
            list(
                outcome.refusals(),
                each ->
                    Json.object()
                        .put("route", each.route())
                        .put("by", each.id())
                        .put("reason", each.reason().name())
                        .put("status", each.reason().status())
                        .put("requests", each.requests())
                        .build()))
        .put("latency", list(outcome.latencies(), Figures::latency))
        .put("latencyOfAll", times(outcome.latency()))
        .put("month", month(findings.bill()))
        .put("freeTier", findings.billing().freeTier())
        .put("alternatives", alternatives())
        .put("hitRateBySize", curves())
        .build();
  }

  private static Json run(RunInfo run) {
    return Json.object()
        .put("design", run.design())
        .put("region", run.region())
        .put("workload", run.workload())
        .put("engine", run.engine())
        .put("seed", run.seed())
        .put("requests", run.requests())
        .put("simulated", run.simulated())
        .put("seconds", run.seconds())
        .put("plannedSeconds", run.plannedSeconds())
        .put("finished", run.finished())
        .put("accuracy", run.accuracy())
        .put("notes", Json.strings(run.notes()))
        .build();
  }

  private static Json latency(RouteLatency each) {
    return Json.object()
        .put("route", each.route())
        .put("city", each.city())
        .put("milliseconds", times(each.total()))
        .put(
            "hops",
            list(
                each.hops(),
                hop ->
                    Json.object()
                        .put("hop", hop.hop().title())
                        .put("meanOfAll", each.meanShareNanos(hop) / 1e6)
                        .put("milliseconds", times(hop.spent()))
                        .build()))
        .build();
  }

  private static Json month(Bill bill) {
    return Json.object()
        .put("usd", bill.total())
        .put(
            "lines",
            list(
                bill.lines(),
                each ->
                    Json.object()
                        .put("service", each.service())
                        .put("region", each.region())
                        .put("item", each.item())
                        .put("quantity", each.quantity())
                        .put("free", each.free())
                        .put("usd", each.usd())
                        .put("price", each.price().usd())
                        .put("unit", each.price().unit())
                        .put("source", each.price().source())
                        .put("date", each.price().asOf())
                        .put("caution", each.price().caution())
                        .build()))
        .build();
  }

  private Json alternatives() {
    return list(
        findings.breakEvens(),
        each ->
            Json.object()
                .put("alternative", each.other().title())
                .put("usd", each.otherCost())
                .put(
                    "breakEven",
                    list(
                        each.points(),
                        point ->
                            Json.object()
                                .put("timesThisTraffic", point.traffic())
                                .put(
                                    "requestsPerSecond",
                                    point.traffic() * findings.outcome().run().rate())
                                .put("asItIsIsCheaperAbove", point.oneIsCheaperAbove())
                                .build()))
                .build());
  }

  private Json curves() {
    return list(
        findings.curves(),
        each ->
            Json.object()
                .put("tier", each.tier().title())
                .put(
                    "ttlSeconds",
                    Double.isInfinite(each.ttlSeconds()) ? Json.nil() : Json.of(each.ttlSeconds()))
                .put("reads", each.reads())
                .put("bytes", list(each.sizes(), Json::of))
                .put("hitRates", list(each.hitRates(), Json::of))
                .put("hitRatesWithoutExpiry", list(each.hitRatesForEver(), Json::of))
                .build());
  }

  /** A trial of a sweep. */
  static Json trial(Trial trial) {
    Json.ObjectBuilder changes = Json.object();
    for (Change change : trial.changes()) {
      changes.put(change.knob().title(), change.value());
    }
    Json.ObjectBuilder figures = Json.object();
    for (Measure each : Measure.values()) {
      if (each.isOf(trial)) {
        figures.put(each.title(), each.of(trial));
      }
    }
    return Json.object().put("changes", changes.build()).put("figures", figures.build()).build();
  }
}
