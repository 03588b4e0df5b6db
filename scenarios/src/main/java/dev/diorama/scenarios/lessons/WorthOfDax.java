package dev.diorama.scenarios.lessons;

import dev.diorama.scenarios.todo.TodoDesign;
import dev.diorama.whatif.cost.Billing;
import dev.diorama.whatif.design.DesignReader;
import dev.diorama.whatif.engine.Progress;
import dev.diorama.whatif.engine.Settings;
import dev.diorama.whatif.price.Bill;
import dev.diorama.whatif.price.PriceList;
import dev.diorama.whatif.result.Outcome;
import dev.diorama.whatif.result.TierFigures;
import dev.diorama.whatif.sweep.Change;
import dev.diorama.whatif.sweep.Setup;
import dev.diorama.whatif.workload.RateCurve;
import dev.diorama.whatif.workload.Traffic;
import dev.diorama.whatif.workload.WorkloadReader;
import java.util.Map;

/** DAX is paid by the hour: only much reading saves more read units than its node costs. */
final class WorthOfDax extends Lesson {
  private static final int BUSY = 160;
  private static final int QUIET = 20;

  /** Two lives of a cached result: the first one fills the caches. */
  private static final double SECONDS = 600;

  WorthOfDax() {
    super(
        5,
        Subject.TODO_LIST,
        Domain.COST,
        Guide.DYNAMODB.page("evaluate-dax-suitability"),
        Guide.DYNAMODB.page("DAX"));
  }

  @Override
  void given(Observations saw) {
    saw.note("busy", BUSY).note("quiet", QUIET);
  }

  @Override
  void run(Lab lab, Observations saw) {
    compare(lab, saw, "busy.90", BUSY, "0.9");
    compare(lab, saw, "busy.50", BUSY, "0.5");
    compare(lab, saw, "busy.10", BUSY, "0.1");
    compare(lab, saw, "quiet.90", QUIET, "0.9");
    saw.answer(
        'b',
        saw.number("busy.90.saved") > 0
            && saw.number("busy.50.saved") < 0
            && saw.number("busy.10.saved") < saw.number("busy.50.saved")
            && saw.number("quiet.90.saved") < 0);
  }

  /** A month's bill for the table and the cluster, without the cluster and with it. */
  private static void compare(
      Lab lab, Observations saw, String kind, double perSecond, String reads) {
    Outcome without = outcome(lab, perSecond, reads, "0");
    Outcome with = outcome(lab, perSecond, reads, "1");
    double direct = cost(without);
    double cached = cost(with);
    saw.percent(kind + ".rate", hits(with, false), hits(with, true));
    saw.cents(kind + ".without", direct).cents(kind + ".with", cached);
    saw.cents(kind + ".saved", direct - cached);
  }

  private static Outcome outcome(Lab lab, double perSecond, String reads, String nodes) {
    Setup setup =
        new Setup(
            DesignReader.read("todo", new TodoDesign().template(), Map.of(), "us-east-1"),
            WorkloadReader.shipped("todo")
                .orElseThrow()
                .withSeed(lab.seed())
                .withSeconds(SECONDS)
                .withTraffic(new Traffic.Drawn(new RateCurve.Constant(perSecond), false)),
            Settings.exact());
    for (String change :
        new String[] {"api.cacheSize=0", "traffic.reads=" + reads, "dax.nodes=" + nodes}) {
      setup = Change.parse(change).apply(setup);
    }
    return setup.run(Progress.NONE);
  }

  private static double cost(Outcome outcome) {
    Bill bill = new Billing(PriceList.standard(), false).month(outcome.usage());
    return bill.byService().getOrDefault("DynamoDB", 0.0)
        + bill.byService().getOrDefault("DAX", 0.0);
  }

  /** Hits of DAX's two caches, or all requests to them. */
  private static double hits(Outcome outcome, boolean all) {
    return outcome.tiers().stream()
        .filter(
            tier ->
                tier.kind() == TierFigures.Kind.DAX_ITEM
                    || tier.kind() == TierFigures.Kind.DAX_QUERY)
        .mapToLong(tier -> all ? tier.requests() : tier.hits())
        .sum();
  }
}
