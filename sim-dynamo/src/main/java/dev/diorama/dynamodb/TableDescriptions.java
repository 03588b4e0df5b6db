package dev.diorama.dynamodb;

import dev.diorama.dynamodb.DynamoDbModel.Count;
import dev.diorama.dynamodb.DynamoDbModel.Counts;
import dev.diorama.dynamodb.DynamoDbModel.Encryption;
import dev.diorama.dynamodb.DynamoDbModel.Table;
import dev.diorama.dynamodb.global.GlobalTable;
import dev.diorama.dynamodb.stream.TableStream;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingModeSummary;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexDescription;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.LocalSecondaryIndexDescription;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputDescription;
import software.amazon.awssdk.services.dynamodb.model.ReplicaDescription;
import software.amazon.awssdk.services.dynamodb.model.ReplicaStatus;
import software.amazon.awssdk.services.dynamodb.model.SSEDescription;
import software.amazon.awssdk.services.dynamodb.model.StreamSpecification;
import software.amazon.awssdk.services.dynamodb.model.TableClassSummary;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.TableWarmThroughputDescription;

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

  static TableDescription of(Table table, TableDescription engine, Instant now) {
    TableDescription.Builder full =
        engine.toBuilder()
            .tableName(table.ref.name())
            .tableArn(table.ref.arn())
            .tableId(table.id)
            .tableStatus(table.status)
            .itemCount(table.counts.items())
            .tableSizeBytes(table.counts.bytes())
            .creationDateTime(table.createdAt)
            .provisionedThroughput(throughput(table, engine, now))
            .onDemandThroughput(table.onDemand)
            .streamSpecification((StreamSpecification) null);
    describeStream(table, full);
    describeReplicas(table, full);
    BillingModeSummary billing = engine.billingModeSummary();
    if (billing != null) {
      full.billingModeSummary(
          billing.toBuilder().lastUpdateToPayPerRequestDateTime(table.onDemandSince).build());
    }
    if (engine.hasGlobalSecondaryIndexes()) {
      full.globalSecondaryIndexes(
          engine.globalSecondaryIndexes().stream().map(each -> global(table, each)).toList());
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
    if (table.warm != null) {
      full.warmThroughput(
          TableWarmThroughputDescription.builder()
              .readUnitsPerSecond(table.warm.readUnitsPerSecond())
              .writeUnitsPerSecond(table.warm.writeUnitsPerSecond())
              .status(TableStatus.ACTIVE)
              .build());
    }
    return full.build();
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
  private static void describeReplicas(Table table, TableDescription.Builder full) {
    GlobalTable global = table.global;
    if (global != null) {
      full.globalTableVersion("2019.11.21")
          .replicas(
              global.regions().stream()
                  .map(
                      region ->
                          ReplicaDescription.builder()
                              .regionName(region)
                              .replicaStatus(ReplicaStatus.ACTIVE)
                              .build())
                  .toList());
    }
  }

  private static ProvisionedThroughputDescription throughput(
      Table table, TableDescription engine, Instant now) {
    ProvisionedThroughputDescription of = engine.provisionedThroughput();
    return ProvisionedThroughputDescription.builder()
        .readCapacityUnits(of == null ? Long.valueOf(0) : of.readCapacityUnits())
        .writeCapacityUnits(of == null ? Long.valueOf(0) : of.writeCapacityUnits())
        .lastIncreaseDateTime(table.lastIncrease)
        .lastDecreaseDateTime(table.lastDecrease)
        .numberOfDecreasesToday(decreasesToday(table, now))
        .build();
  }

  /** Decreases on the day of {@code now}; AWS's days are those of UTC, documented. */
  static long decreasesToday(Table table, Instant now) {
    return sameDay(table.lastDecrease, now) ? table.decreasesOnThatDay : 0;
  }

  private static boolean sameDay(@Nullable Instant then, Instant now) {
    return then != null
        && LocalDate.ofInstant(then, ZoneOffset.UTC)
            .equals(LocalDate.ofInstant(now, ZoneOffset.UTC));
  }

  private static GlobalSecondaryIndexDescription global(
      Table table, GlobalSecondaryIndexDescription index) {
    ProvisionedThroughputDescription of = index.provisionedThroughput();
    Count count = table.counts.indexes().getOrDefault(index.indexName(), NONE);
    return index.toBuilder()
        .indexArn(table.ref.arn() + "/index/" + index.indexName())
        .itemCount(count.items())
        .indexSizeBytes(count.bytes())
        .onDemandThroughput(
            (software.amazon.awssdk.services.dynamodb.model.OnDemandThroughput) null)
        .provisionedThroughput(
            ProvisionedThroughputDescription.builder()
                .numberOfDecreasesToday(0L)
                .readCapacityUnits(of == null ? Long.valueOf(0) : of.readCapacityUnits())
                .writeCapacityUnits(of == null ? Long.valueOf(0) : of.writeCapacityUnits())
                .build())
        .build();
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
