package dev.diorama.dynamodb;

import dev.diorama.core.metric.Metrics;
import dev.diorama.core.time.SimClock;
import dev.diorama.dynamodb.DynamoDbModel.KeyAttributes;
import dev.diorama.dynamodb.DynamoDbModel.Table;
import dev.diorama.dynamodb.TableThroughput.Resource;
import dev.diorama.dynamodb.capacity.CapacityRules;
import dev.diorama.dynamodb.capacity.OperationType;
import dev.diorama.dynamodb.capacity.Throughput;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexUpdate;
import software.amazon.awssdk.services.dynamodb.model.OnDemandThroughput;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughput;
import software.amazon.awssdk.services.dynamodb.model.UpdateGlobalSecondaryIndexAction;
import software.amazon.awssdk.services.dynamodb.model.WarmThroughput;

/**
 * How the throughput of tables and indexes becomes another: when a change lands, and what takes
 * effect at once. What {@link ThroughputRules} refuses never gets here.
 *
 * <p>That a change needs minutes is documented
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/AutoScaling.html).
 */
final class ThroughputChanges {
  private final DynamoDbStore store;
  private final CapacityRules rules;
  private final Duration updateTime;
  private final SimClock clock;
  private final Metrics metrics;

  ThroughputChanges(
      DynamoDbStore store,
      CapacityRules rules,
      Duration updateTime,
      SimClock clock,
      Metrics metrics) {
    this.store = store;
    this.rules = rules;
    this.updateTime = updateTime;
    this.clock = clock;
    this.metrics = metrics;
  }

  /** The throughput of a table that has just been made, its indexes still to come. */
  TableThroughput created(CreateTableRequest request, KeyAttributes key) {
    TableThroughput made =
        new TableThroughput(
            rules,
            key,
            TableThroughput.of(
                request.billingMode() == BillingMode.PAY_PER_REQUEST,
                request.provisionedThroughput(),
                request.onDemandThroughput()),
            request.localSecondaryIndexes().size(),
            clock.nanos());
    warm(made.table, request.warmThroughput());
    return made;
  }

  /** Adds an index that has just been made, with whatever was asked for it. */
  void created(
      Table table,
      String name,
      KeyAttributes key,
      @Nullable ProvisionedThroughput provisioned,
      @Nullable OnDemandThroughput onDemand,
      @Nullable WarmThroughput warm) {
    Resource index =
        table.throughput.index(
            name,
            key,
            TableThroughput.of(provisioned == null, provisioned, onDemand),
            clock.nanos());
    index.onDemand = onDemand;
    index.warm = warm;
    warm(index, warm);
  }

  /** Shows CloudWatch how much of its quota the account has provisioned. */
  void tell(TableRef ref) {
    long reads = 0;
    long writes = 0;
    long mostReads = 0;
    long mostWrites = 0;
    for (Table table : store.region(ref.account(), ref.region()).tables.values()) {
      for (Resource each : table.throughput.all()) {
        reads += each.provisioned(OperationType.READ);
        writes += each.provisioned(OperationType.WRITE);
        mostReads = Math.max(mostReads, each.provisioned(OperationType.READ));
        mostWrites = Math.max(mostWrites, each.provisioned(OperationType.WRITE));
      }
    }
    if (reads + writes > 0) {
      utilization(ref, "AccountProvisionedReadCapacityUtilization", reads);
      utilization(ref, "AccountProvisionedWriteCapacityUtilization", writes);
      utilization(ref, "MaxProvisionedTableReadCapacityUtilization", mostReads);
      utilization(ref, "MaxProvisionedTableWriteCapacityUtilization", mostWrites);
    }
  }

  private void utilization(TableRef ref, String metric, long units) {
    metrics
        .in(ref.account(), ref.region())
        .add(CapacityMeter.NAMESPACE, metric, 100.0 * units / rules.accountQuota());
  }

  /** Begins a change that has been checked; until it lands the table is UPDATING. */
  void begin(Table table, ThroughputChange change) {
    if (change.isNone()) {
      return;
    }
    Instant now = clock.instant();
    boolean onDemand = false;
    for (Map.Entry<Resource, Throughput> each : change.to().entrySet()) {
      each.getKey().coming = each.getValue();
      if (ThroughputChange.isLower(each.getKey(), each.getValue())) {
        each.getKey().decreases.used(now);
      }
      onDemand = onDemand || each.getValue() instanceof Throughput.OnDemand;
    }
    if (onDemand) {
      table.throughput.switches.used(now);
    }
    if (updateTime.isZero()) {
      land(table, change);
      return;
    }
    clock.schedule(
        updateTime.toNanos(),
        "dynamodb: throughput of " + table.ref.name(),
        () -> land(table, change));
  }

  private void land(Table table, ThroughputChange change) {
    if (store.find(table.ref).filter(each -> each == table).isEmpty()) {
      return; // It was deleted meanwhile.
    }
    Instant now = clock.instant();
    for (Map.Entry<Resource, Throughput> each : change.to().entrySet()) {
      Resource resource = each.getKey();
      Throughput to = each.getValue();
      if (ThroughputChange.isHigher(resource, to)) {
        resource.lastIncrease = now;
      }
      if (ThroughputChange.isLower(resource, to)) {
        resource.lastDecrease = now;
      }
      resource.coming = null;
      if (to instanceof Throughput.OnDemand) {
        to =
            TableThroughput.maxima(
                resource == table.throughput.table ? table.onDemand : resource.onDemand);
        table.onDemandSince = now;
      }
      if (to instanceof Throughput.Provisioned units) {
        table.own = table.own.scaled(resource.index, units.reads());
      }
      resource.capacity.change(to, clock.nanos());
      resource.toldMinute = -1;
    }
    tell(table.ref);
  }

  /** Gives a replica in on-demand mode the maxima that are its own. */
  void override(Table replica, ReplicaOverrides own) {
    if (own.table().maximum() != null) {
      maximum(replica, reads(own.table()));
    }
    own.indexes()
        .forEach(
            (name, reads) -> {
              Resource index = replica.throughput.indexes.get(name);
              if (index != null && reads.maximum() != null) {
                index.onDemand = TableThroughput.merged(index.onDemand, reads(reads));
                maximum(index, index.onDemand);
              }
            });
  }

  private static OnDemandThroughput reads(ReplicaOverrides.Reads wanted) {
    return OnDemandThroughput.builder().maxReadRequestUnits(wanted.maximum()).build();
  }

  /** Sets the maximum of a table in on-demand mode at once. */
  void maximum(Table table, OnDemandThroughput wanted) {
    table.onDemand = TableThroughput.merged(table.onDemand, wanted);
    maximum(table.throughput.table, table.onDemand);
  }

  /** Sets what updates of indexes ask for beside provisioned throughput. */
  void indexes(Table table, List<GlobalSecondaryIndexUpdate> updates) {
    for (GlobalSecondaryIndexUpdate update : updates) {
      UpdateGlobalSecondaryIndexAction action = update.update();
      Resource index =
          action == null ? null : table.throughput.indexes.get(String.valueOf(action.indexName()));
      if (action != null && index != null) {
        if (action.onDemandThroughput() != null) {
          index.onDemand = TableThroughput.merged(index.onDemand, action.onDemandThroughput());
          maximum(index, index.onDemand);
        }
        if (action.warmThroughput() != null) {
          index.warm = action.warmThroughput();
          warm(index, index.warm);
        }
      }
    }
  }

  private void maximum(Resource resource, @Nullable OnDemandThroughput wanted) {
    if (!resource.isProvisioned()) {
      resource.capacity.change(TableThroughput.maxima(wanted), clock.nanos());
    }
  }

  /** Warms a table or an index; documented to cost money and no time that matters here. */
  void warm(Resource resource, @Nullable WarmThroughput wanted) {
    if (wanted != null) {
      resource.capacity.warm(
          wanted.readUnitsPerSecond() == null ? 0 : wanted.readUnitsPerSecond(),
          wanted.writeUnitsPerSecond() == null ? 0 : wanted.writeUnitsPerSecond(),
          clock.nanos());
    }
  }
}
