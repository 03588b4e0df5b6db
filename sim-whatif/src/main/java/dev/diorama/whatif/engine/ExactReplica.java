package dev.diorama.whatif.engine;

import dev.diorama.core.time.SimClock;
import dev.diorama.dynamodb.capacity.Limit;
import dev.diorama.dynamodb.capacity.Load;
import dev.diorama.dynamodb.capacity.OperationType;
import dev.diorama.dynamodb.capacity.Position;
import dev.diorama.dynamodb.capacity.TableCapacity;
import dev.diorama.dynamodb.capacity.Throughput;
import dev.diorama.whatif.design.Design.Index;
import dev.diorama.whatif.design.Design.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A table in one Region with its global indexes, by the live simulator's capacity rules. */
final class ExactReplica {
  /**
   * What a request wants of the table or of one of its indexes.
   *
   * @param part 0 for the table; else the number of the index among the global ones, from 1
   */
  record Demand(int part, Position at, double units, List<Load> loads) {
    static Demand of(int part, Position at, double units) {
      return new Demand(part, at, units, List.of(Load.at(at, units)));
    }
  }

  /** The table, or an index. */
  private static final class Part implements AutoScaler.Scaled {
    final TableResource resource;
    final TableCapacity capacity;

    Part(TableResource resource, TableCapacity capacity) {
      this.resource = resource;
      this.capacity = capacity;
    }

    CapacityTally.Part counted(OperationType type, Demand demand) {
      return resource.counted(type, capacity.partition(demand.at));
    }

    @Override
    public long provisioned(OperationType type) {
      return ((Throughput.Provisioned) capacity.throughput()).of(type);
    }

    @Override
    public void provision(OperationType type, long units, long nanos) {
      Throughput.Provisioned now = (Throughput.Provisioned) capacity.throughput();
      boolean read = type == OperationType.READ;
      capacity.change(
          new Throughput.Provisioned(read ? units : now.reads(), read ? now.writes() : units),
          nanos);
    }
  }

  private final SimClock clock;
  private final List<Part> parts = new ArrayList<>();

  ExactReplica(Plan plan, Table table, String region, SimClock clock) {
    this.clock = clock;
    add(
        plan,
        TableResource.of(plan, table, region),
        table.indexes().stream().noneMatch(Index::local));
    for (Index index : table.indexes()) {
      if (!index.local()) {
        add(plan, TableResource.of(plan, table, index, region), true);
      }
    }
    if (parts.stream().anyMatch(part -> part.resource.isScaled())) {
      AutoScaler scaler = new AutoScaler(clock, plan.settings().services());
      parts.forEach(part -> part.resource.scaleBy(scaler, part));
    }
  }

  private void add(Plan plan, TableResource resource, boolean collections) {
    parts.add(
        new Part(
            resource,
            new TableCapacity(
                plan.settings().services().dynamoDb().capacity(),
                resource.throughput(),
                collections,
                0)));
  }

  /** The table, then its indexes. */
  List<TableResource> resources() {
    return parts.stream().map(part -> part.resource).toList();
  }

  /**
   * Takes what a request wants, if all that it touches can give it: an index that cannot throttles
   * its table.
   */
  boolean ask(OperationType type, List<Demand> demands, long nanos, boolean throttles) {
    boolean refused = false;
    for (Demand each : demands) {
      Part part = parts.get(each.part);
      part.resource.provisioned(type, part.capacity.ready(type, nanos), nanos);
      if (throttles) {
        Optional<Limit> limit = part.capacity.refusal(type, each.loads, nanos);
        if (limit.isPresent()) {
          refused = true;
          part.capacity.heat(type, each.loads, nanos);
          part.resource.throttled(type, part.counted(type, each), each.units, nanos);
        }
      }
    }
    if (!refused) {
      take(type, demands, nanos);
    }
    return !refused;
  }

  /** Takes what a write that was made in another Region wants, whether it is there or not. */
  void replicate(List<Demand> demands, long nanos) {
    take(OperationType.WRITE, demands, nanos);
    for (Demand each : demands) {
      Part part = parts.get(each.part);
      part.resource.provisioned(
          OperationType.WRITE, part.capacity.ready(OperationType.WRITE, nanos), nanos);
    }
  }

  private void take(OperationType type, List<Demand> demands, long nanos) {
    for (Demand each : demands) {
      Part part = parts.get(each.part);
      part.capacity.take(type, each.loads, nanos);
      part.resource.taken(type, part.counted(type, each), each.units, nanos, clock.nanos());
    }
  }
}
