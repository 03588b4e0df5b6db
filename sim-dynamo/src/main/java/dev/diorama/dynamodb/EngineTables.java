package dev.diorama.dynamodb;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.BillingModeSummary;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexDescription;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexUpdate;
import software.amazon.awssdk.services.dynamodb.model.GlobalTableWitnessGroupUpdate;
import software.amazon.awssdk.services.dynamodb.model.LocalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.LocalSecondaryIndexDescription;
import software.amazon.awssdk.services.dynamodb.model.OnDemandThroughput;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughput;
import software.amazon.awssdk.services.dynamodb.model.ReplicationGroupUpdate;
import software.amazon.awssdk.services.dynamodb.model.SSESpecification;
import software.amazon.awssdk.services.dynamodb.model.StreamSpecification;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.Tag;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.WarmThroughput;

/**
 * What the engine is asked to make of tables: keys and indexes, and nothing that is kept here. It
 * takes no part in throughput, and its own quotas are not ours.
 */
final class EngineTables {
  private static final ProvisionedThroughput ENGINES =
      ProvisionedThroughput.builder().readCapacityUnits(1L).writeCapacityUnits(1L).build();

  private EngineTables() {}

  /** What the engine is told of units that have been checked here: its own quota is not ours. */
  static @Nullable ProvisionedThroughput forEngine(@Nullable ProvisionedThroughput given) {
    return given == null ? null : ENGINES;
  }

  /** The updates of indexes that the engine has to make: it takes no part in throughput. */
  static List<GlobalSecondaryIndexUpdate> forEngine(
      List<GlobalSecondaryIndexUpdate> updates, boolean engineProvisions) {
    List<GlobalSecondaryIndexUpdate> made = new ArrayList<>();
    for (GlobalSecondaryIndexUpdate update : updates) {
      if (update.create() != null) {
        made.add(
            update.toBuilder()
                .create(
                    update.create().toBuilder()
                        .provisionedThroughput(engineProvisions ? ENGINES : null)
                        .onDemandThroughput((OnDemandThroughput) null)
                        .warmThroughput((WarmThroughput) null)
                        .build())
                .build());
      } else if (update.update() == null) {
        made.add(update);
      }
    }
    return made;
  }

  /** What it is asked to create. */
  static CreateTableRequest create(TableRef ref, CreateTableRequest request) {
    return request.toBuilder()
        .tableName(ref.name())
        .tags((List<Tag>) null)
        .resourcePolicy((String) null)
        .streamSpecification((StreamSpecification) null)
        .sseSpecification((SSESpecification) null)
        .tableClass((String) null)
        .provisionedThroughput(forEngine(request.provisionedThroughput()))
        .onDemandThroughput((OnDemandThroughput) null)
        .warmThroughput((WarmThroughput) null)
        .globalSecondaryIndexes(
            request.hasGlobalSecondaryIndexes()
                ? request.globalSecondaryIndexes().stream().map(EngineTables::withoutSpeed).toList()
                : null)
        .build();
  }

  private static GlobalSecondaryIndex withoutSpeed(GlobalSecondaryIndex index) {
    return index.toBuilder()
        .provisionedThroughput(forEngine(index.provisionedThroughput()))
        .onDemandThroughput((OnDemandThroughput) null)
        .warmThroughput((WarmThroughput) null)
        .build();
  }

  /** What it is asked to update. */
  static UpdateTableRequest update(
      TableRef ref, UpdateTableRequest request, List<GlobalSecondaryIndexUpdate> updates) {
    return request.toBuilder()
        .tableName(ref.name())
        .streamSpecification((StreamSpecification) null)
        .replicaUpdates((List<ReplicationGroupUpdate>) null)
        .multiRegionConsistency((String) null)
        .globalTableWitnessUpdates((List<GlobalTableWitnessGroupUpdate>) null)
        .sseSpecification((SSESpecification) null)
        .tableClass((String) null)
        .billingMode((String) null)
        .provisionedThroughput((ProvisionedThroughput) null)
        .onDemandThroughput((OnDemandThroughput) null)
        .warmThroughput((WarmThroughput) null)
        .attributeDefinitions(updates.isEmpty() ? null : request.attributeDefinitions())
        .globalSecondaryIndexUpdates(updates.isEmpty() ? null : updates)
        .build();
  }

  /** The same with indexes in name order; the engine tells them in that of a hash table. */
  static TableDescription inOrder(TableDescription table) {
    TableDescription.Builder ordered = table.toBuilder();
    if (table.hasGlobalSecondaryIndexes()) {
      ordered.globalSecondaryIndexes(
          table.globalSecondaryIndexes().stream()
              .sorted(Comparator.comparing(GlobalSecondaryIndexDescription::indexName))
              .toList());
    }
    if (table.hasLocalSecondaryIndexes()) {
      ordered.localSecondaryIndexes(
          table.localSecondaryIndexes().stream()
              .sorted(Comparator.comparing(LocalSecondaryIndexDescription::indexName))
              .toList());
    }
    return ordered.build();
  }

  /** True when it made a table as a provisioned one, whatever has become of that since. */
  static boolean isProvisioned(TableDescription engines) {
    BillingModeSummary billing = engines.billingModeSummary();
    return billing == null || billing.billingMode() != BillingMode.PAY_PER_REQUEST;
  }

  /** A table like one that it has, for another Region. */
  static CreateTableRequest copyOf(TableDescription table) {
    ProvisionedThroughput units = isProvisioned(table) ? ENGINES : null;
    CreateTableRequest.Builder copy =
        CreateTableRequest.builder()
            .tableName(table.tableName())
            .attributeDefinitions(table.attributeDefinitions())
            .keySchema(table.keySchema())
            .provisionedThroughput(units)
            .billingMode(units == null ? BillingMode.PAY_PER_REQUEST : BillingMode.PROVISIONED);
    if (table.hasGlobalSecondaryIndexes()) {
      copy.globalSecondaryIndexes(
          table.globalSecondaryIndexes().stream()
              .map(
                  each ->
                      GlobalSecondaryIndex.builder()
                          .indexName(each.indexName())
                          .keySchema(each.keySchema())
                          .projection(each.projection())
                          .provisionedThroughput(units)
                          .build())
              .toList());
    }
    if (table.hasLocalSecondaryIndexes()) {
      copy.localSecondaryIndexes(
          table.localSecondaryIndexes().stream()
              .map(
                  each ->
                      LocalSecondaryIndex.builder()
                          .indexName(each.indexName())
                          .keySchema(each.keySchema())
                          .projection(each.projection())
                          .build())
              .toList());
    }
    return copy.build();
  }
}
