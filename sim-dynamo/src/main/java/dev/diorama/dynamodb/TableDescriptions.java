package dev.diorama.dynamodb;

import dev.diorama.core.time.SimClock;
import dev.diorama.dynamodb.DynamoDbModel.Count;
import dev.diorama.dynamodb.DynamoDbModel.Counts;
import dev.diorama.dynamodb.DynamoDbModel.Encryption;
import dev.diorama.dynamodb.DynamoDbModel.Table;
import dev.diorama.dynamodb.TableThroughput.Resource;
import dev.diorama.dynamodb.capacity.OperationType;
import dev.diorama.dynamodb.global.GlobalTable;
import dev.diorama.dynamodb.stream.TableStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.BillingModeSummary;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexDescription;
import software.amazon.awssdk.services.dynamodb.model.GlobalTableWitnessDescription;
import software.amazon.awssdk.services.dynamodb.model.IndexStatus;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.LocalSecondaryIndexDescription;
import software.amazon.awssdk.services.dynamodb.model.MultiRegionConsistency;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputDescription;
import software.amazon.awssdk.services.dynamodb.model.ReplicaDescription;
import software.amazon.awssdk.services.dynamodb.model.ReplicaGlobalSecondaryIndexDescription;
import software.amazon.awssdk.services.dynamodb.model.SSEDescription;
import software.amazon.awssdk.services.dynamodb.model.StreamSpecification;
import software.amazon.awssdk.services.dynamodb.model.TableClassSummary;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.TableWarmThroughputDescription;
import software.amazon.awssdk.services.dynamodb.model.WitnessStatus;

/**
 * The description of a table: what the engine says of keys, indexes and counts, with every name,
 * ARN and date that the engine makes up replaced, and what it does not know put in.
 */
final class TableDescriptions {
  private static final Count NONE = new Count(0, 0);

  private TableDescriptions() {}

  /** What the engine counts now. */
  static Counts counted(TableDescription engine, Instant now) {
    Map<String, Count> indexes = new LinkedHashMap<>();
    for (GlobalSecondaryIndexDescription each : engine.globalSecondaryIndexes()) {
      indexes.put(each.indexName(), new Count(or0(each.itemCount()), or0(each.indexSizeBytes())));
    }
    for (LocalSecondaryIndexDescription each : engine.localSecondaryIndexes()) {
      indexes.put(each.indexName(), new Count(or0(each.itemCount()), or0(each.indexSizeBytes())));
    }
    return new Counts(now, or0(engine.itemCount()), or0(engine.tableSizeBytes()), indexes);
  }

  private static long or0(@Nullable Long number) {
    return number == null ? 0 : number;
  }

  /**
   * The description of a table.
   *
   * @param replicas all of its global table, itself included, in any order
   */
  static TableDescription of(
      Table table, TableDescription engine, SimClock clock, List<Table> replicas) {
    Instant now = clock.instant();
    TableDescription.Builder full =
        engine.toBuilder()
            .tableName(table.ref.name())
            .tableArn(table.ref.arn())
            .tableId(table.id)
            .tableStatus(status(table))
            .itemCount(table.counts.items())
            .tableSizeBytes(table.counts.bytes())
            .creationDateTime(table.createdAt)
            .provisionedThroughput(throughput(table.throughput.table, now))
            .onDemandThroughput(table.onDemand)
            .streamSpecification((StreamSpecification) null);
    describeStream(table, full);
    describeReplicas(table, full, replicas);
    full.billingModeSummary(billing(table));
    if (engine.hasGlobalSecondaryIndexes()) {
      full.globalSecondaryIndexes(
          engine.globalSecondaryIndexes().stream()
              .map(each -> global(table, each, clock))
              .toList());
    }
    if (engine.hasLocalSecondaryIndexes()) {
      full.localSecondaryIndexes(
          engine.localSecondaryIndexes().stream().map(each -> local(table, each)).toList());
    }
    Encryption encryption = table.encryption;
    if (encryption != null) {
      full.sseDescription(
          SSEDescription.builder()
              .status("ENABLED")
              .sseType("KMS")
              .kmsMasterKeyArn(encryption.keyArn())
              .build());
    }
    // AWS leaves the class out until one has been asked for.
    if (table.tableClassChangedAt != null || table.tableClassAsked) {
      full.tableClassSummary(
          TableClassSummary.builder()
              .tableClass(table.tableClass)
              .lastUpdateDateTime(table.tableClassChangedAt)
              .build());
    }
    Resource of = table.throughput.table;
    return full.warmThroughput(
            TableWarmThroughputDescription.builder()
                .readUnitsPerSecond(of.capacity.warm(OperationType.READ, clock.nanos()))
                .writeUnitsPerSecond(of.capacity.warm(OperationType.WRITE, clock.nanos()))
                .status(TableStatus.ACTIVE)
                .build())
        .build();
  }

  /**
   * What DeleteTable answers, which is less than there is: neither keys nor indexes nor the date of
   * creation. Observed, by ScyllaDB's {@code test_table.py}, which is run against AWS.
   */
  static TableDescription deleting(TableDescription table) {
    return table.toBuilder()
        .tableStatus(TableStatus.DELETING)
        .keySchema((Collection<KeySchemaElement>) null)
        .attributeDefinitions((Collection<AttributeDefinition>) null)
        .globalSecondaryIndexes((Collection<GlobalSecondaryIndexDescription>) null)
        .localSecondaryIndexes((Collection<LocalSecondaryIndexDescription>) null)
        .creationDateTime(null)
        .build();
  }

  /** The stream that was on last keeps its ARN here when it is off; observed. */
  private static void describeStream(Table table, TableDescription.Builder full) {
    TableStream stream = table.stream;
    if (stream != null) {
      full.latestStreamLabel(stream.label()).latestStreamArn(stream.arn());
      if (stream.isEnabled()) {
        full.streamSpecification(s -> s.streamEnabled(true).streamViewType(stream.view()));
      }
    }
  }

  /** Observed: AWS usually lists every replica, the one that is asked included. */
  private static void describeReplicas(
      Table table, TableDescription.Builder full, List<Table> replicas) {
    GlobalTable global = table.global;
    if (global != null) {
      if (global.isStrong()) {
        full.multiRegionConsistency(MultiRegionConsistency.STRONG);
        global
            .witness()
            .ifPresent(
                region ->
                    full.globalTableWitnesses(
                        GlobalTableWitnessDescription.builder()
                            .regionName(region)
                            .witnessStatus(WitnessStatus.ACTIVE)
                            .build()));
      }
      full.globalTableVersion("2019.11.21")
          .replicas(
              replicas.stream()
                  .sorted(Comparator.comparing(each -> each.ref.region()))
                  .map(TableDescriptions::replica)
                  .toList());
    }
  }

  private static ReplicaDescription replica(Table table) {
    ReplicaOverrides own = table.own;
    ReplicaDescription.Builder replica =
        ReplicaDescription.builder()
            .regionName(table.ref.region())
            .replicaStatus(status(table).toString())
            .kmsMasterKeyId(own.key())
            .provisionedThroughputOverride(own.table().shownProvisioned())
            .onDemandThroughputOverride(own.table().shownMaximum());
    if (table.tableClassChangedAt != null || table.tableClassAsked) {
      replica.replicaTableClassSummary(
          s -> s.tableClass(table.tableClass).lastUpdateDateTime(table.tableClassChangedAt));
    }
    List<ReplicaGlobalSecondaryIndexDescription> indexes = new ArrayList<>();
    own.indexes()
        .forEach(
            (name, reads) ->
                indexes.add(
                    ReplicaGlobalSecondaryIndexDescription.builder()
                        .indexName(name)
                        .provisionedThroughputOverride(reads.shownProvisioned())
                        .onDemandThroughputOverride(reads.shownMaximum())
                        .build()));
    return indexes.isEmpty() ? replica.build() : replica.globalSecondaryIndexes(indexes).build();
  }

  /** AWS leaves it out of a table that has never been on demand; observed. */
  private static @Nullable BillingModeSummary billing(Table table) {
    Instant since = table.onDemandSince;
    return since == null
        ? null
        : BillingModeSummary.builder()
            .billingMode(
                table.throughput.table.isProvisioned()
                    ? BillingMode.PROVISIONED
                    : BillingMode.PAY_PER_REQUEST)
            .lastUpdateToPayPerRequestDateTime(since)
            .build();
  }

  /** UPDATING if either its life or its throughput says so. */
  private static TableStatus status(Table table) {
    return table.status == TableStatus.ACTIVE && table.throughput.isUpdating()
        ? TableStatus.UPDATING
        : table.status;
  }

  private static ProvisionedThroughputDescription throughput(Resource of, Instant now) {
    return ProvisionedThroughputDescription.builder()
        .readCapacityUnits(of.provisioned(OperationType.READ))
        .writeCapacityUnits(of.provisioned(OperationType.WRITE))
        .lastIncreaseDateTime(of.lastIncrease)
        .lastDecreaseDateTime(of.lastDecrease)
        .numberOfDecreasesToday(of.decreases.today(now))
        .build();
  }

  private static GlobalSecondaryIndexDescription global(
      Table table, GlobalSecondaryIndexDescription index, SimClock clock) {
    Count count = table.counts.indexes().getOrDefault(index.indexName(), NONE);
    GlobalSecondaryIndexDescription.Builder full =
        index.toBuilder()
            .indexArn(table.ref.arn() + "/index/" + index.indexName())
            .itemCount(count.items())
            .indexSizeBytes(count.bytes());
    Resource of = table.throughput.indexes.get(index.indexName());
    if (of != null) {
      full.provisionedThroughput(throughput(of, clock.instant())).onDemandThroughput(of.onDemand);
      if (of.coming != null) {
        full.indexStatus(IndexStatus.UPDATING);
      }
      full.warmThroughput(
          w ->
              w.readUnitsPerSecond(of.capacity.warm(OperationType.READ, clock.nanos()))
                  .writeUnitsPerSecond(of.capacity.warm(OperationType.WRITE, clock.nanos()))
                  .status(IndexStatus.ACTIVE));
    }
    return full.build();
  }

  private static LocalSecondaryIndexDescription local(
      Table table, LocalSecondaryIndexDescription index) {
    Count count = table.counts.indexes().getOrDefault(index.indexName(), NONE);
    return index.toBuilder()
        .indexArn(table.ref.arn() + "/index/" + index.indexName())
        .itemCount(count.items())
        .indexSizeBytes(count.bytes())
        .build();
  }
}
