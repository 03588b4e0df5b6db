package dev.diorama.whatif.report;

import dev.diorama.whatif.cost.Alternative;
import dev.diorama.whatif.cost.Billing;
import dev.diorama.whatif.cost.BreakEven;
import dev.diorama.whatif.engine.Progress;
import dev.diorama.whatif.price.Bill;
import dev.diorama.whatif.result.Outcome;
import dev.diorama.whatif.sweep.Change;
import dev.diorama.whatif.sweep.Setup;
import java.util.ArrayList;
import java.util.List;
import org.apiguardian.api.API;

/**
 * All that is reported of one run.
 *
 * @param outcome of the run
 * @param billing how it is charged
 * @param bill of a month
 * @param breakEvens the run's way of building against others
 * @param curves hit rates by cache size
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Findings(
    Outcome outcome,
    Billing billing,
    Bill bill,
    List<BreakEven> breakEvens,
    List<SizeCurve> curves) {
  /** How many reads curves are made of at most. */
  private static final long CURVE_READS = 1_000_000;

  public Findings {
    breakEvens = List.copyOf(breakEvens);
    curves = List.copyOf(curves);
  }

  /** Of a run alone, without comparisons and curves. */
  public static Findings of(Outcome outcome, Billing billing) {
    return new Findings(outcome, billing, billing.month(outcome.usage()), List.of(), List.of());
  }

  /** The other ways of building that a design is compared with and that have to be run. */
  public static List<Change> variants(Setup setup) {
    List<Change> variants = new ArrayList<>();
    if (setup.design().clusters().size() == 1 && setup.design().tables().size() == 1) {
      variants.add(Change.parse("dax.nodes=0"));
    }
    if (setup.design().apis().stream().anyMatch(each -> each.cacheGb() > 0)) {
      variants.add(Change.parse("api.cacheSize=0"));
    }
    if (setup.design().distributions().size() == 1) {
      for (String each : List.of("100", "200", "All")) {
        if (!setup.design().distributions().get(0).priceClass().endsWith("_" + each)) {
          variants.add(Change.parse("cloudfront.priceClass=" + each));
        }
      }
    }
    return variants;
  }

  /**
   * Of a run, compared with other ways of building the same design, each of which is run as well.
   *
   * @param progress of the further runs; false ends them, and what is finished is compared
   */
  public static Findings compared(
      Setup setup, Outcome outcome, Billing billing, Progress progress) {
    Alternative own = new Alternative("as it is", outcome.usage(), false);
    List<BreakEven> evens = new ArrayList<>();
    List<Change> variants = variants(setup);
    for (int i = 0; i < variants.size(); i++) {
      int before = i;
      Outcome other =
          variants
              .get(i)
              .apply(setup)
              .run((done, requests) -> progress.at((before + done) / variants.size(), requests));
      if (!other.run().finished()) {
        break;
      }
      String title =
          switch (variants.get(i).knob()) {
            case DAX_NODES -> "without DAX";
            case API_CACHE_SIZE -> "without API cache";
            default -> "price class " + variants.get(i).value();
          };
      evens.add(BreakEven.between(own, new Alternative(title, other.usage(), false), billing));
    }
    if (!outcome.capacities().isEmpty()) {
      if (outcome.usage().tables().stream().anyMatch(each -> !each.onDemand())) {
        evens.add(BreakEven.between(own, Alternative.onDemand(outcome.usage()), billing));
      }
      evens.add(
          BreakEven.between(
              own, Alternative.provisionedForPeak(outcome.usage(), outcome.capacities()), billing));
      evens.add(
          BreakEven.between(
              own, Alternative.autoScaled(outcome.usage(), outcome.capacities()), billing));
    }
    return new Findings(
        outcome, billing, billing.month(outcome.usage()), evens, SizeCurve.of(setup, CURVE_READS));
  }

  /** For a terminal. */
  public String text() {
    return new Tables(this).text();
  }

  /** One figure a line: section, item, figure, value, unit. */
  public String csv() {
    return Facts.of(this).csv();
  }

  /** The figures as one JSON object. */
  public String json() {
    return new Figures(this).json().pretty() + "\n";
  }

  /** One page that needs nothing else. */
  public String html() {
    return new Page(this).html();
  }
}
