package dev.diorama.whatif.report;

import dev.diorama.core.json.Json;
import dev.diorama.whatif.result.CapacityFigures;
import dev.diorama.whatif.sweep.Goal;
import dev.diorama.whatif.sweep.Measure;
import dev.diorama.whatif.sweep.Search;
import dev.diorama.whatif.sweep.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apiguardian.api.API;

/**
 * All that is reported of a sweep.
 *
 * @param trials the finished combinations
 * @param planned how many there were to be
 * @param search what was searched for, if anything
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record SweepFindings(List<Trial> trials, int planned, Optional<Search> search) {
  public SweepFindings {
    trials = List.copyOf(trials);
  }

  private String title() {
    return trials.isEmpty()
        ? "What if: nothing finished"
        : "What if: "
            + trials.get(0).outcome().run().workload()
            + " on "
            + trials.get(0).outcome().run().design()
            + ", "
            + trials.size()
            + " combinations";
  }

  private String lead() {
    String missing =
        trials.size() == planned
            ? ""
            : "ENDED EARLY, " + trials.size() + " of " + planned + " done. ";
    return missing
        + (trials.isEmpty()
            ? ""
            : Format.count((double) trials.get(0).outcome().run().requests())
                + " requests in the first, "
                + trials.get(0).outcome().run().engine()
                + " engine, seed "
                + trials.get(0).outcome().run().seed());
  }

  private boolean chosen(Trial trial) {
    return search.flatMap(Search::best).filter(trial::equals).isPresent();
  }

  private Table table() {
    List<Measure> tiers = tiersAskedFor();
    List<String> headings = new ArrayList<>(List.of("no.", "changes", "hit rate"));
    tiers.forEach(each -> headings.add(each.title()));
    headings.addAll(
        List.of(
            "stale",
            "RCU",
            "WCU",
            "throttled",
            "refused",
            "cold",
            "p50 ms",
            "p99 ms",
            "p99.9 ms",
            "USD a month"));
    Table table = new Table("Every combination", 2, headings.toArray(String[]::new));
    for (int i = 0; i < trials.size(); i++) {
      Trial each = trials.get(i);
      List<String> row = new ArrayList<>();
      row.add((i + 1) + (chosen(each) ? " *" : ""));
      row.add(each.title());
      row.add(Format.percent(Measure.HIT_RATE.of(each)));
      for (Measure tier : tiers) {
        row.add(tier.isOf(each) ? Format.percent(tier.of(each)) : "-");
      }
      Stream.of(
              Format.percent(Measure.STALE.of(each)),
              Format.number(units(each, false)),
              Format.number(units(each, true)),
              Format.count(
                  (double)
                      each.outcome().capacities().stream()
                          .mapToLong(CapacityFigures::throttledRequests)
                          .sum()),
              Format.percent(Measure.REFUSED.of(each)),
              Format.percent(Measure.COLD_STARTS.of(each)),
              Format.millis(Measure.P50.of(each)),
              Format.millis(Measure.P99.of(each)),
              Format.millis(Measure.P999.of(each)),
              Format.usd(Measure.COST.of(each)))
          .forEach(row::add);
      table.row(row.toArray(String[]::new));
    }
    return search.isPresent() ? table.note("*: the one that was searched for") : table;
  }

  /** Hit rates of single tiers that the search is about. */
  private List<Measure> tiersAskedFor() {
    return search
        .map(
            found ->
                Stream.concat(
                        found.goals().stream().map(Goal::measure), Stream.of(found.minimized()))
                    .filter(each -> each.tier().isPresent())
                    .distinct()
                    .toList())
        .orElse(List.of());
  }

  private static double units(Trial trial, boolean write) {
    return trial.outcome().capacities().stream()
        .filter(each -> each.write() == write)
        .mapToDouble(each -> each.consumed().sum())
        .sum();
  }

  /** What the search came to, in sentences; none without one. */
  List<String> sentences() {
    List<String> sentences = new ArrayList<>();
    search.ifPresent(
        found -> {
          String goals =
              found.goals().stream().map(Goal::toString).collect(Collectors.joining(" and "));
          sentences.add(
              found
                  .best()
                  .map(
                      best ->
                          "Best "
                              + found.minimized().title()
                              + (goals.isEmpty() ? "" : " with " + goals)
                              + ": "
                              + best.title()
                              + ", "
                              + figure(found.minimized(), best))
                  .orElse("No combination meets " + goals));
          for (Search.Binding each : found.bindings()) {
            sentences.add(
                each.goal()
                    + " binds: without it "
                    + each.without().title()
                    + " would do, "
                    + figure(found.minimized(), each.without())
                    + ", but it has "
                    + each.goal().measure().title()
                    + " "
                    + figure(each.goal().measure(), each.without()));
          }
          if (found.best().isPresent() && found.bindings().isEmpty() && !found.goals().isEmpty()) {
            sentences.add("No goal binds: the best of all combinations meets them.");
          }
        });
    return sentences;
  }

  private static String figure(Measure measure, Trial trial) {
    return Format.number(measure.of(trial)) + " " + measure.unit();
  }

  /** For a terminal. */
  public String text() {
    StringBuilder text = new StringBuilder(title()).append('\n').append(lead()).append("\n\n");
    if (!trials.isEmpty()) {
      text.append(table().text()).append('\n');
    }
    sentences().forEach(each -> text.append(each).append('\n'));
    return text.toString();
  }

  /** One figure a line: section, item, figure, value, unit. */
  public String csv() {
    return Facts.of(trials).csv();
  }

  /** The figures as one JSON object. */
  public String json() {
    Json.ObjectBuilder json =
        Json.object()
            .put("planned", planned)
            .put("trials", new Json.Arr(trials.stream().map(Figures::trial).toList()));
    search.ifPresent(
        found -> {
          found.best().ifPresent(best -> json.put("best", Figures.trial(best)));
          json.put("findings", Json.strings(sentences()));
        });
    return json.build().pretty() + "\n";
  }

  /** One page that needs nothing else. */
  public String html() {
    List<String> parts = new ArrayList<>();
    if (!trials.isEmpty()) {
      parts.add(Html.paragraphs(sentences()));
      parts.add(
          Html.section("Charts", List.of(Html.charts(List.of(against(Measure.P99), bars())))));
      parts.add(Html.section("The figures", List.of(table().html())));
    }
    return Html.page(title(), lead(), parts);
  }

  private String against(Measure measure) {
    double most = trials.stream().mapToDouble(measure::of).max().orElse(1);
    double dearest = trials.stream().mapToDouble(Measure.COST::of).max().orElse(1);
    double cheapest = trials.stream().mapToDouble(Measure.COST::of).min().orElse(0);
    double room = Math.max(0.05 * dearest, 0.15 * (dearest - cheapest));
    double least = trials.stream().mapToDouble(measure::of).min().orElse(0);
    double above = Math.max(0.05 * most, 0.2 * (most - least));
    Chart chart =
        new Chart(
            "Cost against " + measure.title(),
            "each combination by its number; further down and to the left is better",
            Axis.linear("USD a month", Math.max(0, cheapest - room), dearest + room, Format::tick),
            Axis.linear(
                measure.title() + ", " + measure.unit(),
                Math.max(0, least - above),
                most + above,
                Format::tick));
    for (int i = 0; i < trials.size(); i++) {
      Trial each = trials.get(i);
      chart.point(
          Measure.COST.of(each),
          measure.of(each),
          (i + 1) + ": " + each.title(),
          Integer.toString(i + 1),
          chosen(each));
    }
    return chart.figure();
  }

  private String bars() {
    List<String> services = new ArrayList<>();
    for (Trial each : trials) {
      each.bill().byService().keySet().stream()
          .filter(service -> !services.contains(service))
          .forEach(services::add);
    }
    Bars bars =
        new Bars(
            "Cost of a month by service", "USD, list prices", services, value -> Format.usd(value));
    for (int i = 0; i < trials.size(); i++) {
      Trial each = trials.get(i);
      double[] parts = new double[services.size()];
      each.bill().byService().forEach((service, usd) -> parts[services.indexOf(service)] = usd);
      bars.bar((i + 1) + " " + each.title(), parts);
    }
    return bars.figure();
  }
}
