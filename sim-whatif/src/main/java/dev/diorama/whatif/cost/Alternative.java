package dev.diorama.whatif.cost;

import dev.diorama.whatif.result.CapacityFigures;
import dev.diorama.whatif.result.TimeSeries;
import dev.diorama.whatif.result.Usage;
import dev.diorama.whatif.result.Usage.TableUse;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.apiguardian.api.API;

/**
 * A way of building the design, with what it would use.
 *
 * @param title such as {@code without DAX}
 * @param usage at the traffic of the run
 * @param sized whether provisioned capacity is chosen for the traffic, and grows with it; else it
 *     stays as the template says
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Alternative(String title, Usage usage, boolean sized) {
  /** What capacity is provisioned for: a use of 70 %, auto scaling's usual target, assumed. */
  public static final double TARGET = 0.7;

  /** The cost of a month at so many times the traffic, US dollars. */
  public double cost(Billing billing, double traffic) {
    return billing.month(sized ? sizedFor(traffic) : usage, traffic).total();
  }

  private Usage sizedFor(double traffic) {
    return withTables(
        usage,
        usage.tables().stream()
            .map(
                each ->
                    billed(
                        each,
                        each.onDemand(),
                        each.provisionedReadUnits() * traffic,
                        each.provisionedWriteUnits() * traffic))
            .toList());
  }

  /** The same usage with every table billed by request. */
  public static Alternative onDemand(Usage usage) {
    return new Alternative(
        "on demand",
        withTables(usage, usage.tables().stream().map(each -> billed(each, true, 0, 0)).toList()),
        false);
  }

  /** With units for the busiest step at 70 % use, day and night. */
  public static Alternative provisionedForPeak(Usage usage, List<CapacityFigures> capacities) {
    return provisioned("provisioned for the peak", usage, capacities, Alternative::peak);
  }

  /**
   * With units that follow the use at 70 %, as auto scaling would if it reacted at once; the real
   * one is a few minutes behind.
   */
  public static Alternative autoScaled(Usage usage, List<CapacityFigures> capacities) {
    return provisioned("provisioned, auto scaled", usage, capacities, Alternative::followed);
  }

  private static double peak(TimeSeries consumed) {
    return consumed.max() / consumed.stepSeconds() / TARGET;
  }

  private static double followed(TimeSeries consumed) {
    double sum = 0;
    for (double each : consumed.values()) {
      sum += Math.max(1, each / consumed.stepSeconds() / TARGET);
    }
    return consumed.size() == 0 ? 1 : sum / consumed.size();
  }

  private static Alternative provisioned(
      String title,
      Usage usage,
      List<CapacityFigures> capacities,
      ToDoubleFunction<TimeSeries> units) {
    List<TableUse> tables = new ArrayList<>();
    for (TableUse each : usage.tables()) {
      tables.add(
          billed(
              each,
              false,
              units(each, false, capacities, units),
              units(each, true, capacities, units)));
    }
    return new Alternative(title, withTables(usage, tables), true);
  }

  private static double units(
      TableUse table,
      boolean write,
      List<CapacityFigures> capacities,
      ToDoubleFunction<TimeSeries> units) {
    return capacities.stream()
        .filter(
            each ->
                each.write() == write
                    && each.table().equals(table.table())
                    && each.index().equals(table.index())
                    && each.region().equals(table.region()))
        .findFirst()
        .map(each -> Math.max(1, units.applyAsDouble(each.consumed())))
        .orElse(1.0);
  }

  private static TableUse billed(TableUse table, boolean onDemand, double reads, double writes) {
    return new TableUse(
        table.table(),
        table.index(),
        table.region(),
        onDemand,
        table.readUnits(),
        table.writeUnits(),
        table.replicated(),
        reads,
        writes,
        table.storedBytes(),
        table.bytesReplicated());
  }

  private static Usage withTables(Usage usage, List<TableUse> tables) {
    return new Usage(
        usage.seconds(),
        usage.distributions(),
        usage.apis(),
        usage.functions(),
        usage.clusters(),
        tables,
        usage.buckets(),
        usage.mails());
  }
}
