package dev.diorama.benchmarks;

import dev.diorama.whatif.cost.Billing;
import dev.diorama.whatif.engine.Settings;
import dev.diorama.whatif.engine.WhatIf;
import dev.diorama.whatif.price.PriceList;
import dev.diorama.whatif.result.Outcome;
import dev.diorama.whatif.result.TierFigures.Kind;
import java.io.PrintStream;
import java.util.Locale;

/**
 * How far a month of 1,000 requests a second by a hundredth of the objects is from the exact run of
 * its first day: hit rates of each tier, and what a month costs by either. A command, not a
 * benchmark: the exact day is 86 million requests. Its argument is the hours of that day that are
 * run, 24 without.
 */
public final class WhatIfMonth {
  private static final double HOUR = 3_600;

  private WhatIfMonth() {}

  /** Runs both and prints a line for each figure. */
  public static void main(String[] arguments) {
    double hours = arguments.length == 0 ? 24 : Double.parseDouble(arguments[0]);
    Outcome month =
        WhatIf.run(FourTiers.DESIGN, FourTiers.lasting(30 * 24 * HOUR), Settings.sampled(0.01));
    Outcome day = WhatIf.run(FourTiers.DESIGN, FourTiers.lasting(hours * HOUR), Settings.exact());
    PrintStream out = System.out;
    for (Kind kind : Kind.values()) {
      if (day.tier(kind).isPresent() && day.tier(kind).get().requests() > 0) {
        double expected = 100 * day.tier(kind).get().hitRate();
        double sampled = 100 * month.tier(kind).orElseThrow().hitRate();
        out.printf(
            Locale.ROOT,
            "%-30s %8.3f %% exact %8.3f %% sampled%n",
            kind.title(),
            expected,
            sampled);
      }
    }
    Billing billing = new Billing(PriceList.standard(), false);
    billing
        .month(day.usage())
        .byService()
        .forEach(
            (service, cost) ->
                out.printf(
                    Locale.ROOT,
                    "%-30s %10.2f USD exact %10.2f USD sampled%n",
                    service,
                    cost,
                    billing.month(month.usage()).byService().get(service)));
    out.printf(
        Locale.ROOT,
        "%-30s %10.2f USD exact %10.2f USD sampled%n",
        "all",
        billing.month(day.usage()).total(),
        billing.month(month.usage()).total());
  }
}
