package dev.diorama.dynamodb;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.Principal;
import dev.diorama.core.wire.AwsException;
import dev.diorama.dynamodb.CapacityMeter.Kind;
import dev.diorama.dynamodb.CapacityMeter.Spent;
import dev.diorama.dynamodb.DynamoDbChanges.Cause;
import dev.diorama.dynamodb.DynamoDbChanges.Target;
import dev.diorama.dynamodb.DynamoDbModel.Table;
import dev.diorama.dynamodb.engine.DynamoEngine;
import dev.diorama.dynamodb.global.Flight;
import dev.diorama.dynamodb.global.GlobalTable;
import dev.diorama.dynamodb.global.Replication;
import dev.diorama.dynamodb.global.ReplicationConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;

/**
 * The replicas of global tables: what arrives in them, and their joining and leaving.
 *
 * <p>Which write is the last, and when it arrives, is {@link Replication}'s matter.
 */
final class DynamoDbReplicas {
  private static final double NANOS_IN_MILLI = 1e6;

  private final Cloud cloud;
  private final DynamoDbStore store;
  private final DynamoDbChanges changes;
  private final CapacityMeter meter;
  private final Replication replication;

  DynamoDbReplicas(
      Cloud cloud,
      DynamoDbStore store,
      DynamoDbChanges changes,
      CapacityMeter meter,
      ReplicationConfig config) {
    this.cloud = cloud;
    this.store = store;
    this.changes = changes;
    this.meter = meter;
    this.replication = new Replication(cloud.clock(), cloud.seeds(), config, this::receive);
    StrongGlobalTables strong = new StrongGlobalTables(replication);
    changes.guard(strong);
    changes.tell(
        (table, change, nanos, cause) -> {
          GlobalTable group = table.global;
          if (group != null && cause != Cause.REPLICATION) {
            replication.written(group, table.ref.region(), change.key(), change.after(), nanos);
          }
        });
  }

  /** Lets the table in a Region be one with another that has just been copied from it. */
  void join(Table source, Table copy) {
    GlobalTable group = source.global == null ? source.formerly : source.global;
    if (group == null) {
      group = new GlobalTable(source.ref.account(), source.ref.name(), source.ref.region());
    }
    source.global = group;
    source.formerly = null;
    copy.global = group;
    replication.add(group, copy.ref.region(), source.ref.region());
  }

  /** Takes a table out of its global table; the last that is left is an ordinary table again. */
  void leave(Table table) {
    GlobalTable group = table.global == null ? table.formerly : table.global;
    if (group == null) {
      return;
    }
    table.global = null;
    table.formerly = null;
    replication.remove(group, table.ref.region());
    if (group.regions().size() == 1) {
      in(group, group.regions().first())
          .ifPresent(
              last -> {
                last.global = null;
                last.formerly = group;
              });
    }
  }

  /** The other replicas of a table, by Region. */
  List<Table> others(Table table) {
    List<Table> others = new ArrayList<>();
    GlobalTable group = table.global;
    if (group != null) {
      for (String region : group.regions()) {
        in(group, region).filter(each -> each != table).ifPresent(others::add);
      }
    }
    return others;
  }

  private Optional<Table> in(GlobalTable group, String region) {
    return store.find(new TableRef(group.name(), group.account(), region, group.name()));
  }

  Replication replication() {
    return replication;
  }

  /** Writes what arrives, in a span of its own in the Region where it arrives. */
  private boolean receive(Flight flight, boolean newer) {
    GlobalTable group = flight.group();
    Table table = in(group, flight.target()).orElseThrow();
    String from = new TableRef(group.name(), group.account(), flight.source(), group.name()).arn();
    try {
      return cloud
          .router()
          .internal(
              "dynamodb",
              "Replicate",
              Principal.service("replication.dynamodb.amazonaws.com", group.account(), from),
              flight.target(),
              call -> {
                call.on(table.ref.arn());
                call.suffer();
                arrive(call, table, flight, newer);
                return true;
              });
    } catch (AwsException e) {
      // The span says why; the change is sent again.
      return false;
    }
  }

  private void arrive(Call call, Table table, Flight flight, boolean newer) {
    double millis = Math.max(0, call.nowNanos() - flight.version().nanos()) / NANOS_IN_MILLI;
    call.note("from", flight.source());
    call.note("lagMillis", String.format(Locale.ROOT, "%.3f", millis));
    cloud
        .metrics()
        .in(table.ref.account(), flight.source())
        .add(
            CapacityMeter.NAMESPACE,
            "ReplicationLatency",
            millis,
            "TableName",
            table.ref.name(),
            "ReceivingRegion",
            flight.target());
    double units = ItemSize.writeUnits(flight.image().map(ItemSize::of).orElse(0L));
    if (!newer) {
      // Assumed: a write that comes too late costs its unit all the same, as a refused one does.
      call.note("outcome", "older than what is there");
      pay(call, table, flight, CapacityMeter.onTable(table.ref.name(), units));
      return;
    }
    // What is throttled is sent again; it may be that nobody has heard of it yet.
    boolean certain = meter.isCertain(call, table, table.throughput.atMost(units));
    Supplier<ConsumedCapacity> write = () -> write(store.engine(table.ref), table, flight);
    List<Target> target = List.of(new Target(table, flight.key()));
    if (certain) {
      call.note("outcome", "written");
      pay(call, table, flight, changes.watched(call, target, Cause.REPLICATION, write));
    } else {
      ConsumedCapacity unused =
          changes
              .tried(
                  call,
                  target,
                  Cause.REPLICATION,
                  consumed -> {
                    pay(call, table, flight, consumed);
                    return true;
                  },
                  write)
              .orElseThrow();
      call.note("outcome", "written");
    }
    table.throughput.wrote(units);
  }

  private void pay(Call call, Table table, Flight flight, ConsumedCapacity consumed) {
    meter.admit(
        call, Kind.WRITE, List.of(Spent.on(table, consumed, flight.image().orElse(flight.key()))));
  }

  private static ConsumedCapacity write(DynamoEngine engine, Table table, Flight flight) {
    return flight
        .image()
        .map(
            item ->
                engine
                    .ask(
                        client ->
                            client.putItem(
                                r ->
                                    r.tableName(table.ref.name())
                                        .item(item)
                                        .returnConsumedCapacity(ReturnConsumedCapacity.INDEXES)))
                    .consumedCapacity())
        .orElseGet(
            () ->
                engine
                    .ask(
                        client ->
                            client.deleteItem(
                                r ->
                                    r.tableName(table.ref.name())
                                        .key(flight.key())
                                        .returnConsumedCapacity(ReturnConsumedCapacity.INDEXES)))
                    .consumedCapacity());
  }
}
