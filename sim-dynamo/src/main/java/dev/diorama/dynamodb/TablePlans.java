package dev.diorama.dynamodb;

import dev.diorama.core.wire.AwsException;
import dev.diorama.dynamodb.engine.DynamoEngine;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexDescription;
import software.amazon.awssdk.services.dynamodb.model.IndexStatus;
import software.amazon.awssdk.services.dynamodb.model.LocalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.LocalSecondaryIndexDescription;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/**
 * The tables of one account and Region that stand but that no engine has been asked for: the first
 * start of an engine costs seconds, and nobody has to wait for it before the first item.
 *
 * <p>What is planned has been found good, so that an engine which refuses it is a defect of ours.
 */
final class TablePlans {
  private record Plan(CreateTableRequest table, TableDescription description) {}

  private final Map<String, Plan> plans = new LinkedHashMap<>();

  /** Adds a table; the result is how the engine will describe it. */
  TableDescription add(CreateTableRequest table) {
    Plan plan = new Plan(table, described(table));
    plans.put(table.tableName(), plan);
    return plan.description;
  }

  /** How the engine will describe a table; empty for one that it has, or that is not. */
  Optional<TableDescription> description(String name) {
    return Optional.ofNullable(plans.get(name)).map(Plan::description);
  }

  /** True if a table was planned and is no more. One that is protected is left to the engine. */
  boolean drop(String name) {
    Plan plan = plans.get(name);
    if (plan == null || Boolean.TRUE.equals(plan.table.deletionProtectionEnabled())) {
      return false;
    }
    plans.remove(name);
    return true;
  }

  /** Has all of them made, in the order in which they were created. */
  void carryOut(DynamoEngine engine) {
    if (plans.isEmpty()) {
      return;
    }
    List<Plan> all = List.copyOf(plans.values());
    plans.clear();
    for (Plan plan : all) {
      try {
        engine.ask(client -> client.createTable(plan.table));
      } catch (AwsException e) {
        throw new IllegalStateException(
            "the engine refuses table " + plan.table.tableName() + ", which was found good", e);
      }
    }
  }

  private static TableDescription described(CreateTableRequest table) {
    TableDescription.Builder described =
        TableDescription.builder()
            .tableName(table.tableName())
            .attributeDefinitions(table.attributeDefinitions())
            .keySchema(table.keySchema())
            .billingModeSummary(b -> b.billingMode(table.billingModeAsString()))
            .deletionProtectionEnabled(Boolean.TRUE.equals(table.deletionProtectionEnabled()))
            .itemCount(0L)
            .tableSizeBytes(0L);
    if (table.hasGlobalSecondaryIndexes()) {
      described.globalSecondaryIndexes(
          table.globalSecondaryIndexes().stream().map(TablePlans::described).toList());
    }
    if (table.hasLocalSecondaryIndexes()) {
      described.localSecondaryIndexes(
          table.localSecondaryIndexes().stream().map(TablePlans::described).toList());
    }
    return EngineTables.inOrder(described.build());
  }

  private static GlobalSecondaryIndexDescription described(GlobalSecondaryIndex index) {
    return GlobalSecondaryIndexDescription.builder()
        .indexName(index.indexName())
        .keySchema(index.keySchema())
        .projection(index.projection())
        .indexStatus(IndexStatus.ACTIVE)
        .itemCount(0L)
        .indexSizeBytes(0L)
        .build();
  }

  private static LocalSecondaryIndexDescription described(LocalSecondaryIndex index) {
    return LocalSecondaryIndexDescription.builder()
        .indexName(index.indexName())
        .keySchema(index.keySchema())
        .projection(index.projection())
        .itemCount(0L)
        .indexSizeBytes(0L)
        .build();
  }
}
