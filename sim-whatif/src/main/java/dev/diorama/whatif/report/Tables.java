package dev.diorama.whatif.report;

import dev.diorama.whatif.cost.Billing;
import dev.diorama.whatif.cost.BreakEven;
import dev.diorama.whatif.price.Bill;
import dev.diorama.whatif.result.CapacityFigures;
import dev.diorama.whatif.result.CapacityFigures.PartitionFigures;
import dev.diorama.whatif.result.FunctionFigures;
import dev.diorama.whatif.result.Histogram;
import dev.diorama.whatif.result.Outcome;
import dev.diorama.whatif.result.Refusal;
import dev.diorama.whatif.result.RouteLatency;
import dev.diorama.whatif.result.RouteLatency.Hop;
import dev.diorama.whatif.result.RouteLatency.HopLatency;
import dev.diorama.whatif.result.RunInfo;
import dev.diorama.whatif.result.TierFigures;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The tables of a run. */
final class Tables {
  /** Places of a tier are listed one by one up to so many. */
  private static final int PLACES = 16;

  private final Findings findings;
  private final Outcome outcome;

  Tables(Findings findings) {
    this.findings = findings;
    this.outcome = findings.outcome();
  }

  String text() {
    StringBuilder text = new StringBuilder(8192);
    text.append(title()).append('\n').append(lead()).append("\n\n");
    all().forEach(table -> text.append(table.text()).append('\n'));
    List<String> sentences = breakEvens();
    if (!sentences.isEmpty()) {
      text.append("Break-even points, at the hit rates of these runs\n");
      sentences.forEach(each -> text.append("  ").append(each).append('\n'));
      text.append('\n');
    }
    text.append("To know\n");
    notes().forEach(each -> text.append("  ").append(each).append('\n'));
    return text.toString();
  }

  String title() {
    RunInfo run = outcome.run();
    return "What if: " + run.workload() + " on " + run.design() + " in " + run.region();
  }

  String lead() {
    RunInfo run = outcome.run();
    return Format.count((double) run.requests())
        + " requests in "
        + Format.seconds(run.seconds())
        + " ("
        + Format.number(run.rate())
        + " a second), seed "
        + run.seed()
        + ", "
        + run.engine()
        + " engine: "
        + run.accuracy()
        + (run.finished()
            ? ""
            : ". ENDED EARLY, after "
                + Format.seconds(run.seconds())
                + " of "
                + Format.seconds(run.plannedSeconds())
                + "; the figures are of what was done");
  }

  List<Table> all() {
    List<Table> tables = new ArrayList<>();
    tables.add(tiers());
    tables.add(capacity());
    tables.add(functions());
    tables.add(refusals());
    tables.add(latency());
    tables.add(hops());
    tables.add(cost());
    tables.add(sources());
    tables.removeIf(Table::isEmpty);
    return tables;
  }

  Table tiers() {
    Table table =
        new Table(
            "Where reads were answered",
            2,
            "tier",
            "place",
            "requests",
            "hits",
            "misses",
            "hit rate",
            "stale",
            "evicted",
            "expired",
            "filled");
    for (TierFigures.Kind kind : TierFigures.Kind.values()) {
      List<TierFigures> places =
          outcome.tiers().stream().filter(each -> each.kind() == kind).toList();
      if (places.size() <= PLACES) {
        places.forEach(each -> tier(table, each));
      }
      if (places.size() > 1) {
        outcome.tier(kind).ifPresent(each -> tier(table, each));
      }
    }
    return table.note("stale: hits, among the hits, that were older than the last write");
  }

  private static void tier(Table table, TierFigures each) {
    table.row(
        each.kind().title(),
        each.place().equals("all") ? "all" : each.id() + " " + each.place(),
        Format.count((double) each.requests()),
        Format.count((double) each.hits()),
        Format.count((double) each.misses()),
        Format.share(each.hitRate()),
        Format.count((double) each.stale()),
        Format.count((double) each.evictions()),
        Format.count((double) each.expirations()),
        each.maxBytes() == 0
            ? "-"
            : Format.bytes((double) each.bytes())
                + " of "
                + Format.bytes((double) each.maxBytes()));
  }

  Table capacity() {
    Table table =
        new Table(
            "Capacity units that DynamoDB gave and refused",
            3,
            "table",
            "Region",
            "units",
            "consumed",
            "mean/s",
            "busiest/s",
            "allowed/s",
            "throttled units",
            "throttled requests",
            "hottest partition");
    for (CapacityFigures each : outcome.capacities()) {
      double consumed = each.consumed().sum();
      double hottest =
          each.partitions().stream()
              .map(PartitionFigures::consumed)
              .mapToDouble(series -> series.sum())
              .max()
              .orElse(0);
      table.row(
          each.name(),
          each.region(),
          (each.write() ? "WCU" : "RCU") + (each.onDemand() ? ", on demand" : ", provisioned"),
          Format.number(consumed),
          Format.number(outcome.run().seconds() == 0 ? 0 : consumed / outcome.run().seconds()),
          Format.number(each.consumed().max() / each.consumed().stepSeconds()),
          Format.number(each.provisioned().mean()),
          Format.number(each.throttled().sum()),
          Format.count((double) each.throttledRequests()),
          consumed == 0
              ? "-"
              : Format.share(hottest / consumed) + " of " + each.partitions().size());
    }
    return table;
  }

  Table functions() {
    Table table =
        new Table(
            "Lambda",
            1,
            "function",
            "MB",
            "invocations",
            "cold starts",
            "throttled",
            "timeouts",
            "peak concurrency",
            "mean ms",
            "p99 ms",
            "GB-seconds");
    for (FunctionFigures each : outcome.functions()) {
      table.row(
          each.id(),
          Format.count(each.memoryMb()),
          Format.count((double) each.invocations()),
          Format.count((double) each.coldStarts()),
          Format.count((double) each.throttled()),
          Format.count((double) each.timeouts()),
          Format.count((double) each.peakConcurrency()),
          Format.millis(each.duration().meanNanos() / 1e6),
          Format.millis(each.duration().millisAt(0.99)),
          Format.number(each.gbSeconds()));
    }
    return table;
  }

  Table refusals() {
    Table table =
        new Table("Turned away", 4, "route", "where", "why", "status", "requests", "of all");
    for (Refusal each : outcome.refusals()) {
      table.row(
          each.route(),
          each.id(),
          each.reason().words(),
          Integer.toString(each.reason().status()),
          Format.count((double) each.requests()),
          Format.share((double) each.requests() / Math.max(1, outcome.run().requests())));
    }
    return table;
  }

  Table latency() {
    Table table =
        new Table(
            "What viewers waited, ms",
            2,
            "route",
            "city",
            "requests",
            "mean",
            "p50",
            "p90",
            "p99",
            "p99.9");
    outcome.latencies().forEach(each -> latency(table, each.route(), each.city(), each.total()));
    latency(table, "all", "all", outcome.latency());
    return table;
  }

  private static void latency(Table table, String route, String city, Histogram times) {
    table.row(
        route,
        city,
        Format.count((double) times.count()),
        Format.millis(times.meanNanos() / 1e6),
        Format.millis(times.millisAt(0.5)),
        Format.millis(times.millisAt(0.9)),
        Format.millis(times.millisAt(0.99)),
        Format.millis(times.millisAt(0.999)));
  }

  /** The hops that requests came by at all, in the order of the way. */
  List<Hop> hopsThere() {
    Set<Hop> there = new LinkedHashSet<>();
    for (Hop hop : Hop.values()) {
      for (RouteLatency latency : outcome.latencies()) {
        if (latency.hops().stream().anyMatch(each -> each.hop() == hop)) {
          there.add(hop);
        }
      }
    }
    return List.copyOf(there);
  }

  /** The mean time spent at each of those hops, ms, requests that did not come by included. */
  static double[] shares(RouteLatency latency, List<Hop> hops) {
    double[] shares = new double[hops.size()];
    for (HopLatency each : latency.hops()) {
      int at = hops.indexOf(each.hop());
      if (at >= 0) {
        shares[at] = latency.meanShareNanos(each) / 1e6;
      }
    }
    return shares;
  }

  private Table hops() {
    List<Hop> hops = hopsThere();
    List<String> headings = new ArrayList<>(List.of("route", "city"));
    hops.forEach(each -> headings.add(each.title()));
    headings.add("all");
    Table table = new Table("Where the mean time went, ms", 2, headings.toArray(String[]::new));
    for (RouteLatency each : outcome.latencies()) {
      List<String> row = new ArrayList<>(List.of(each.route(), each.city()));
      for (double share : shares(each, hops)) {
        row.add(Format.millis(share));
      }
      row.add(Format.millis(each.total().meanNanos() / 1e6));
      table.row(row.toArray(String[]::new));
    }
    return table;
  }

  private List<String> sourcesOf() {
    Set<String> sources = new LinkedHashSet<>();
    findings.bill().lines().forEach(line -> sources.add(line.price().source()));
    return List.copyOf(sources);
  }

  Table cost() {
    Table table =
        new Table(
            "What a month costs, free tier " + (findings.billing().freeTier() ? "on" : "off"),
            3,
            "service",
            "where",
            "what",
            "quantity",
            "free",
            "price",
            "unit",
            "date",
            "source",
            "USD");
    List<String> sources = sourcesOf();
    for (Bill.Line line : findings.bill().lines()) {
      table.row(
          line.service(),
          line.region(),
          line.item(),
          Format.number(line.quantity()),
          line.free() == 0 ? "-" : Format.number(line.free()),
          line.price().tiers().size() > 1
              ? "from " + plain(line.price().usd())
              : plain(line.price().usd()),
          line.price().unit().replaceAll(" \\(.*\\)$", "")
              + (line.price().caution().isEmpty() ? "" : " *"),
          line.price().asOf(),
          "[" + (sources.indexOf(line.price().source()) + 1) + "]",
          Format.usd(line.usd()));
    }
    findings
        .bill()
        .byService()
        .forEach(
            (service, usd) ->
                table.row(service, "", "together", "", "", "", "", "", "", Format.usd(usd)));
    table.row(
        "All",
        "",
        "a month of 730 hours",
        "",
        "",
        "",
        "",
        "",
        "",
        Format.usd(findings.bill().total()));
    return table.note(
        "prices: "
            + findings.billing().prices().origin()
            + " of "
            + findings.billing().prices().written()
            + "; "
            + Billing.LEFT_OUT
            + cautions());
  }

  private String cautions() {
    Set<String> cautions = new LinkedHashSet<>();
    for (Bill.Line line : findings.bill().lines()) {
      if (!line.price().caution().isEmpty()) {
        cautions.add("\n* " + line.price().path() + ": " + line.price().caution());
      }
    }
    return String.join("", cautions);
  }

  private static String plain(double usd) {
    return java.math.BigDecimal.valueOf(usd).stripTrailingZeros().toPlainString();
  }

  Table sources() {
    Table table = new Table("Sources of the prices", 2, "number", "address");
    List<String> sources = sourcesOf();
    for (int i = 0; i < sources.size(); i++) {
      table.row("[" + (i + 1) + "]", sources.get(i));
    }
    return table;
  }

  List<String> breakEvens() {
    List<String> sentences = new ArrayList<>();
    double rate = outcome.run().rate();
    for (BreakEven each : findings.breakEvens()) {
      double difference = each.otherCost() - each.cost();
      StringBuilder text = new StringBuilder(each.other().title());
      text.append(": ")
          .append(Format.usd(each.otherCost()))
          .append(" USD a month against ")
          .append(Format.usd(each.cost()))
          .append(" as it is (")
          .append(String.format(Locale.ROOT, "%+,.2f", difference))
          .append("); ");
      if (each.points().isEmpty()) {
        text.append(
            Math.abs(difference) < 0.005
                ? "they cost the same"
                : "the same side is cheaper from a thousandth to a thousand times this traffic");
      }
      List<String> points = new ArrayList<>();
      for (BreakEven.Point point : each.points()) {
        points.add(
            (point.oneIsCheaperAbove() ? "as it is" : each.other().title())
                + " is cheaper above "
                + Format.number(point.traffic() * rate)
                + " requests/s ("
                + Format.number(point.traffic())
                + " times this traffic)");
      }
      sentences.add(text.append(String.join(", ", points)).toString());
    }
    return sentences;
  }

  List<String> notes() {
    List<String> notes = new ArrayList<>(outcome.run().notes());
    if (outcome.usage().tables().stream().anyMatch(each -> each.onDemand())) {
      notes.add("provisioned alternatives hold 70 % use; auto scaling is taken to follow at once");
    }
    notes.add(
        "a month is this run's traffic over and over: "
            + Format.seconds(outcome.run().seconds())
            + " stand for 730 hours");
    return notes;
  }
}
