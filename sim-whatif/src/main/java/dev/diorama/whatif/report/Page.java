package dev.diorama.whatif.report;

import dev.diorama.whatif.cost.Alternative;
import dev.diorama.whatif.cost.BreakEven;
import dev.diorama.whatif.result.CapacityFigures;
import dev.diorama.whatif.result.Histogram;
import dev.diorama.whatif.result.Outcome;
import dev.diorama.whatif.result.RouteLatency;
import dev.diorama.whatif.result.RouteLatency.Hop;
import dev.diorama.whatif.result.TimeSeries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The page of a run. */
final class Page {
  /** Lines of a chart of cost, points of a line. */
  private static final int POINTS = 49;

  private static final int MOST_LINES = 6;
  private static final int MOST_CAPACITY_CHARTS = 8;

  private final Findings findings;
  private final Outcome outcome;
  private final Tables tables;

  Page(Findings findings) {
    this.findings = findings;
    this.outcome = findings.outcome();
    this.tables = new Tables(findings);
  }

  String html() {
    List<String> parts = new ArrayList<>();
    parts.add(cards());
    List<String> charts = new ArrayList<>();
    if (!findings.curves().isEmpty()) {
      charts.add(sizes());
    }
    if (outcome.run().requests() > 0) {
      charts.add(traffic());
      charts.add(latencies());
      charts.add(hops());
    }
    charts.add(services());
    parts.add(Html.section("At a glance", List.of(Html.charts(charts))));
    List<String> capacity = capacity();
    if (!capacity.isEmpty()) {
      parts.add(Html.section("Capacity against time", List.of(Html.charts(capacity))));
    }
    if (!findings.breakEvens().isEmpty()) {
      parts.add(Html.section("Break-even points", List.of(Html.paragraphs(tables.breakEvens()))));
    }
    parts.add(Html.section("The figures", tables.all().stream().map(Table::html).toList()));
    parts.add(Html.section("To know", List.of(Html.paragraphs(tables.notes()))));
    return Html.page(tables.title(), tables.lead(), parts);
  }

  private String cards() {
    List<String> cards = new ArrayList<>();
    cards.add(
        Html.card(
            Format.usd(findings.bill().total()) + " USD",
            "a month, free tier " + (findings.billing().freeTier() ? "on" : "off")));
    Histogram all = outcome.latency();
    cards.add(Html.card(Format.millis(all.millisAt(0.5)) + " ms", "half of all wait at most"));
    cards.add(Html.card(Format.millis(all.millisAt(0.99)) + " ms", "99 % wait at most"));
    for (var kind : dev.diorama.whatif.result.TierFigures.Kind.values()) {
      outcome
          .tier(kind)
          .filter(each -> each.requests() > 0)
          .ifPresent(
              each ->
                  cards.add(Html.card(Format.share(each.hitRate()), kind.title() + " hit rate")));
    }
    double throttled =
        outcome.capacities().stream().mapToDouble(CapacityFigures::throttledRequests).sum();
    cards.add(Html.card(Format.count(throttled), "requests throttled by DynamoDB"));
    cards.add(Html.card(Format.count((double) outcome.refused()), "requests turned away"));
    return Html.cards(cards);
  }

  private String sizes() {
    double least =
        findings.curves().stream().mapToLong(each -> each.sizes().get(0)).min().orElse(1);
    double most =
        findings.curves().stream()
            .mapToLong(each -> each.sizes().get(each.sizes().size() - 1))
            .max()
            .orElse(1);
    Chart chart =
        new Chart(
            "Hit rate against cache size",
            "each tier as if it stood alone, LRU, with its time to live",
            Axis.log2("size of the cache (log scale)", least, most, Format::bytes),
            Axis.linear("hit rate", 0, 1, Format::share));
    for (SizeCurve each : findings.curves()) {
      chart.line(
          each.tier().title()
              + (Double.isInfinite(each.ttlSeconds())
                  ? ", no expiry"
                  : ", TTL " + Format.number(each.ttlSeconds()) + " s"),
          each.sizes().stream().mapToDouble(size -> size).toArray(),
          each.hitRates().stream().mapToDouble(rate -> rate).toArray());
    }
    return chart.figure();
  }

  private String traffic() {
    double rate = outcome.run().rate();
    Map<String, Alternative> lines = new LinkedHashMap<>();
    lines.put("as it is", new Alternative("as it is", outcome.usage(), false));
    for (BreakEven each : findings.breakEvens()) {
      if (lines.size() < MOST_LINES) {
        lines.put(each.other().title(), each.other());
      }
    }
    double[] xs = new double[POINTS];
    for (int i = 0; i < POINTS; i++) {
      xs[i] = rate * StrictMath.pow(10, -2 + 4.0 * i / (POINTS - 1));
    }
    Map<String, double[]> costs = new LinkedHashMap<>();
    lines.forEach(
        (title, each) ->
            costs.put(
                title,
                Arrays.stream(xs).map(x -> each.cost(findings.billing(), x / rate)).toArray()));
    double most = costs.values().stream().flatMapToDouble(Arrays::stream).max().orElse(1);
    double least =
        costs.values().stream().flatMapToDouble(Arrays::stream).filter(c -> c > 0).min().orElse(1);
    Chart chart =
        new Chart(
            "Cost of a month against traffic",
            "at the hit rates of this traffic; dots are break-even points",
            Axis.log("requests a second (log scale)", xs[0], xs[POINTS - 1], Format::tick),
            Axis.log("USD a month (log scale)", Math.max(0.01, least), most, Format::tick));
    chart.mark(rate, "this traffic");
    costs.forEach((title, ys) -> chart.line(title, xs, ys));
    for (BreakEven each : findings.breakEvens()) {
      for (BreakEven.Point point : each.points()) {
        double at = point.traffic() * rate;
        if (lines.containsKey(each.other().title()) && at >= xs[0] && at <= xs[POINTS - 1]) {
          double cost = each.one().cost(findings.billing(), point.traffic());
          chart.point(at, cost, "break-even, " + each.other().title(), "", false);
        }
      }
    }
    return chart.figure();
  }

  /** Percentiles as the tail has them: each nine as wide as the last. */
  private String latencies() {
    double nines =
        Math.min(5, Math.max(2, Math.floor(StrictMath.log10((double) outcome.run().requests()))));
    List<RouteLatency> routes = byRoute();
    Histogram all = outcome.latency();
    double most = Math.max(1, all.maxNanos() / 1e6);
    double least = Math.max(0.1, all.minNanos() / 1e6);
    Chart chart =
        new Chart(
            "Latency by percentile",
            "what viewers waited, all cities together",
            Axis.linear("percentile: each step one more nine", 0, nines, Page::percentile),
            Axis.log("milliseconds (log scale)", least, most, Format::tick));
    curve(chart, "all", all, nines);
    routes.stream()
        .sorted((a, b) -> Long.compare(b.total().count(), a.total().count()))
        .limit(MOST_LINES - 1)
        .forEach(each -> curve(chart, each.route(), each.total(), nines));
    return chart.figure();
  }

  private static String percentile(double nines) {
    double percent = 100 * (1 - StrictMath.pow(10, -nines));
    String text = String.format(java.util.Locale.ROOT, "%.5f", percent);
    return "p" + text.replaceAll("(\\.\\d*?[1-9])0+$", "$1").replaceAll("\\.0+$", "");
  }

  private static void curve(Chart chart, String name, Histogram times, double nines) {
    int points = (int) (nines * 16);
    double[] xs = new double[points + 1];
    double[] ys = new double[points + 1];
    for (int i = 0; i <= points; i++) {
      xs[i] = i / 16.0;
      ys[i] = times.millisAt(1 - StrictMath.pow(10, -xs[i]));
    }
    chart.line(name, xs, ys);
  }

  private List<RouteLatency> byRoute() {
    Map<String, Histogram> totals = new LinkedHashMap<>();
    outcome.latencies().forEach(each -> totals.merge(each.route(), each.total(), Histogram::plus));
    List<RouteLatency> routes = new ArrayList<>();
    totals.forEach((route, total) -> routes.add(new RouteLatency(route, "all", total, List.of())));
    return routes;
  }

  private String hops() {
    List<Hop> hops = tables.hopsThere();
    Map<String, double[]> sums = new LinkedHashMap<>();
    Map<String, Double> counts = new LinkedHashMap<>();
    for (RouteLatency each : outcome.latencies()) {
      double count = each.total().count();
      double[] shares = Tables.shares(each, hops);
      double[] sum = sums.computeIfAbsent(each.route(), key -> new double[hops.size()]);
      for (int i = 0; i < shares.length; i++) {
        sum[i] += shares[i] * count;
      }
      counts.merge(each.route(), count, Double::sum);
    }
    Bars bars =
        new Bars(
            "Where the mean time goes",
            "milliseconds a request, by hop, all cities together",
            hops.stream().map(Hop::title).toList(),
            value -> Format.millis(value) + " ms");
    sums.forEach(
        (route, sum) ->
            bars.bar(
                route,
                Arrays.stream(sum).map(each -> each / counts.getOrDefault(route, 1.0)).toArray()));
    return bars.figure();
  }

  private String services() {
    Bars bars =
        new Bars(
            "Cost of a month by service",
            "USD, list prices",
            List.of("a month"),
            value -> Format.usd(value));
    findings.bill().byService().forEach((service, usd) -> bars.bar(service, usd));
    return bars.figure();
  }

  private List<String> capacity() {
    List<String> figures = new ArrayList<>();
    for (CapacityFigures each : outcome.capacities()) {
      boolean used = each.consumed().sum() > 0 || each.throttledRequests() > 0;
      if (used && figures.size() < MOST_CAPACITY_CHARTS) {
        figures.add(capacity(each));
      }
    }
    return figures;
  }

  private static double[] perSecond(TimeSeries series, int group) {
    double[] rates = new double[(series.size() + group - 1) / group];
    for (int i = 0; i < series.size(); i++) {
      rates[i / group] += series.at(i) / series.stepSeconds() / group;
    }
    return rates;
  }

  private String capacity(CapacityFigures each) {
    int group = Math.max(1, each.consumed().size() / 240);
    double[] consumed = perSecond(each.consumed(), group);
    double[] throttled = perSecond(each.throttled(), group);
    double step = each.consumed().stepSeconds() * group;
    if (consumed.length > 3 && consumed.length * step > outcome.run().seconds() * (1 + 1e-9)) {
      // The last step was not over yet.
      consumed = Arrays.copyOf(consumed, consumed.length - 1);
      throttled = Arrays.copyOf(throttled, throttled.length - 1);
    }
    boolean hours = each.consumed().size() * each.consumed().stepSeconds() > 7200;
    double unit = hours ? 3600 : 60;
    double[] xs = Chart.evenly(consumed.length, step / unit);
    double most =
        Math.max(Arrays.stream(consumed).max().orElse(1), Arrays.stream(throttled).max().orElse(0));
    double allowed = each.provisioned().max();
    boolean shown = allowed > 0 && allowed <= 6 * most;
    Chart chart =
        new Chart(
            (each.write() ? "Write" : "Read") + " units of " + each.name() + ", " + each.region(),
            Format.count((double) each.throttledRequests())
                + " requests throttled"
                + (shown || allowed == 0
                    ? ""
                    : "; up to " + Format.number(allowed) + " units a second were there"),
            Axis.linear(hours ? "hours" : "minutes", 0, xs.length * step / unit, Format::tick),
            Axis.linear(
                "units a second",
                0,
                1.05 * (shown ? Math.max(allowed, most) : most),
                Format::tick));
    chart.steps("consumed", xs, consumed);
    if (shown) {
      double[] there = new double[consumed.length];
      for (int i = 0; i < there.length; i++) {
        there[i] = each.provisioned().at(Math.min(i * group, each.provisioned().size() - 1));
      }
      chart.steps("there to use", xs, there);
    }
    return chart.bad("throttled", xs, step / unit, throttled).figure();
  }
}
