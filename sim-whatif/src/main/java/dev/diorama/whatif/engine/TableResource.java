package dev.diorama.whatif.engine;

import dev.diorama.autoscaling.TargetTracking;
import dev.diorama.dynamodb.capacity.OperationType;
import dev.diorama.dynamodb.capacity.Position;
import dev.diorama.dynamodb.capacity.Throughput;
import dev.diorama.whatif.design.Design.Index;
import dev.diorama.whatif.design.Design.Table;
import dev.diorama.whatif.result.CapacityFigures;
import dev.diorama.whatif.result.Usage.TableUse;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A table in one Region, or one of its global indexes there: what it begins with, what scales it,
 * and what is counted of it.
 */
final class TableResource {
  private final Table table;
  private final Optional<Index> index;
  private final String region;
  private final Side reads;
  private final Side writes;

  /** One kind of capacity. */
  private static final class Side {
    final CapacityTally tally;
    final Optional<TargetTracking> rule;
    final long units;
    AutoScaler.@Nullable Scaling scaling;

    Side(Plan plan, boolean onDemand, long units, Optional<TargetTracking> rule) {
      this.tally = new CapacityTally(plan.stepSeconds(), plan.workload().seconds());
      this.rule = onDemand ? Optional.empty() : rule;
      // A capacity outside its bounds is brought within them when it is registered.
      this.units =
          this.rule
              .map(bounds -> (long) bounds.bounded((int) Math.max(1, units)))
              .orElse(onDemand ? units : Math.max(1, units));
      if (!onDemand) {
        tally.provisioned(this.units, 0);
      }
    }
  }

  private TableResource(Plan plan, Table table, Optional<Index> index, String region) {
    this.table = table;
    this.index = index;
    this.region = region;
    boolean onDemand = table.onDemand();
    this.reads =
        new Side(
            plan,
            onDemand,
            index.map(Index::readUnits).orElse(table.readUnits()),
            index.map(Index::reads).orElse(table.reads()));
    this.writes =
        new Side(
            plan,
            onDemand,
            index.map(Index::writeUnits).orElse(table.writeUnits()),
            index.map(Index::writes).orElse(table.writes()));
  }

  static TableResource of(Plan plan, Table table, String region) {
    return new TableResource(plan, table, Optional.empty(), region);
  }

  static TableResource of(Plan plan, Table table, Index index, String region) {
    return new TableResource(plan, table, Optional.of(index), region);
  }

  private Side side(OperationType type) {
    return type == OperationType.READ ? reads : writes;
  }

  /** What it begins with. */
  Throughput throughput() {
    return table.onDemand()
        ? new Throughput.OnDemand(maximum(reads), maximum(writes))
        : new Throughput.Provisioned(reads.units, writes.units);
  }

  private static OptionalLong maximum(Side side) {
    return side.units < 0 ? OptionalLong.empty() : OptionalLong.of(side.units);
  }

  /** Lets what the design says scale it. */
  void scaleBy(AutoScaler scaler, AutoScaler.Scaled capacity) {
    for (OperationType type : OperationType.values()) {
      Side side = side(type);
      side.rule.ifPresent(rule -> side.scaling = scaler.scaling(capacity, type, rule, side.tally));
    }
  }

  boolean isScaled() {
    return reads.rule.isPresent() || writes.rule.isPresent();
  }

  /** Notes what it serves, units a second. */
  void provisioned(OperationType type, long unitsPerSecond, long nanos) {
    side(type).tally.provisioned(unitsPerSecond, nanos);
  }

  /** What is counted of a partition. */
  CapacityTally.Part counted(OperationType type, Position partition) {
    return side(type).tally.part(partition);
  }

  /**
   * Notes what was taken.
   *
   * @param nanos when it was served
   * @param arrived when the request came, by which CloudWatch counts
   */
  void taken(
      OperationType type, CapacityTally.Part partition, double units, long nanos, long arrived) {
    Side side = side(type);
    side.tally.consumed(partition, units, nanos);
    if (side.scaling != null) {
      side.scaling.consumed(units, arrived);
    }
  }

  /** Notes what was refused. */
  void throttled(OperationType type, CapacityTally.Part partition, double units, long nanos) {
    side(type).tally.throttled(partition, units, nanos);
  }

  List<CapacityFigures> figures(double seconds) {
    return List.of(figures(reads, false, seconds), figures(writes, true, seconds));
  }

  private CapacityFigures figures(Side side, boolean write, double seconds) {
    return side.tally.figures(
        table.id(), index.map(Index::name).orElse(""), region, write, table.onDemand(), seconds);
  }

  /** What it is billed for. */
  TableUse usage(Plan plan, double seconds, double bytesReplicated) {
    return new TableUse(
        table.id(),
        index.map(Index::name).orElse(""),
        region,
        table.onDemand(),
        reads.tally.consumed(),
        writes.tally.consumed(),
        table.replicas().size() > 1,
        provisioned(reads, seconds),
        provisioned(writes, seconds),
        plan.storedBytes(table, index),
        bytesReplicated);
  }

  private double provisioned(Side side, double seconds) {
    if (table.onDemand()) {
      return 0;
    }
    return side.scaling == null ? (double) side.units : side.scaling.mean(seconds);
  }
}
