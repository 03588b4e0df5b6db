package dev.diorama.whatif.design;

import dev.diorama.autoscaling.TargetTracking;
import dev.diorama.core.json.Json;
import dev.diorama.whatif.design.Design.Index;
import dev.diorama.whatif.design.Design.Projection;
import dev.diorama.whatif.design.Design.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads tables, global or not, with their indexes and the auto scaling that belongs to them. */
final class TableReader {
  private static final String GLOBAL_INDEXES = "GlobalSecondaryIndexes";
  private static final String READ_SETTINGS = "ReadProvisionedThroughputSettings";
  private static final String READ_SCALING = "ReadCapacityAutoScalingSettings";
  private static final String WRITE_SETTINGS = "WriteProvisionedThroughputSettings";
  private static final String WRITE_SCALING = "WriteCapacityAutoScalingSettings";

  private final Resources resources;
  private final ScalingReader scaling;
  private final String region;

  TableReader(Resources resources, String region) {
    this.resources = resources;
    this.scaling = new ScalingReader(resources);
    this.region = region;
  }

  List<Table> tables() {
    List<Table> tables = new ArrayList<>();
    resources.of("AWS::DynamoDB::Table").forEach(each -> tables.add(table(each)));
    resources.of("AWS::DynamoDB::GlobalTable").forEach(each -> tables.add(global(each)));
    return tables;
  }

  private static boolean isOnDemand(Resources.Resource table) {
    return table.text("PROVISIONED", "BillingMode").equals("PAY_PER_REQUEST");
  }

  private Table table(Resources.Resource table) {
    boolean onDemand = isOnDemand(table);
    List<String> ids =
        List.of("table/" + table.id(), "table/" + table.text(table.id(), "TableName"));
    List<Index> indexes = new ArrayList<>();
    for (Json each : table.list(GLOBAL_INDEXES)) {
      Resources.Resource index = table.part(each);
      String name = index.text("", "IndexName");
      List<String> own = ids.stream().map(id -> id + "/index/" + name).toList();
      indexes.add(
          new Index(
              name,
              false,
              projection(index),
              units(index, onDemand, "Read"),
              units(index, onDemand, "Write"),
              scaling.of(own, "dynamodb:index:ReadCapacityUnits"),
              scaling.of(own, "dynamodb:index:WriteCapacityUnits")));
    }
    indexes.addAll(localIndexes(table));
    return new Table(
        table.id(),
        onDemand,
        units(table, onDemand, "Read"),
        units(table, onDemand, "Write"),
        scaling.of(ids, "dynamodb:table:ReadCapacityUnits"),
        scaling.of(ids, "dynamodb:table:WriteCapacityUnits"),
        indexes,
        List.of(region),
        table.properties().get("StreamSpecification").isPresent());
  }

  private static long units(Resources.Resource owner, boolean onDemand, String type) {
    return (long)
        (onDemand
            ? owner.number(-1, "OnDemandThroughput", "Max" + type + "RequestUnits")
            : owner.number(-1, "ProvisionedThroughput", type + "CapacityUnits"));
  }

  private static List<Index> localIndexes(Resources.Resource table) {
    return table.list("LocalSecondaryIndexes").stream()
        .map(table::part)
        .map(
            index ->
                new Index(
                    index.text("", "IndexName"),
                    true,
                    projection(index),
                    -1,
                    -1,
                    Optional.empty(),
                    Optional.empty()))
        .toList();
  }

  private static Projection projection(Resources.Resource index) {
    String type = index.text("ALL", "Projection", "ProjectionType");
    try {
      return Projection.valueOf(type);
    } catch (IllegalArgumentException e) {
      throw new Resources.BadSetting(
          index.id() + ": ProjectionType is ALL, INCLUDE or KEYS_ONLY, not \"" + type + "\"");
    }
  }

  private Table global(Resources.Resource table) {
    List<String> regions = new ArrayList<>(List.of(region));
    Json here = Json.empty();
    for (Json replica : table.list("Replicas")) {
      String name = replica.text("Region").orElse("");
      if (name.equals(region)) {
        here = replica;
      } else {
        regions.add(name);
      }
    }
    boolean onDemand = isOnDemand(table);
    Resources.Resource replica = table.part(here);
    List<Index> indexes = new ArrayList<>();
    for (Json each : table.list(GLOBAL_INDEXES)) {
      Resources.Resource index = table.part(each);
      String name = index.text("", "IndexName");
      Resources.Resource own =
          replica.list(GLOBAL_INDEXES).stream()
              .map(table::part)
              .filter(part -> part.text("", "IndexName").equals(name))
              .findFirst()
              .orElse(table.part(Json.empty()));
      indexes.add(
          new Index(
              name,
              false,
              projection(index),
              globalReads(own, index, onDemand),
              globalWrites(index, onDemand),
              readScaling(own),
              writeScaling(index)));
    }
    indexes.addAll(localIndexes(table));
    return new Table(
        table.id(),
        onDemand,
        globalReads(replica, table, onDemand),
        globalWrites(table, onDemand),
        readScaling(replica),
        writeScaling(table),
        indexes,
        regions,
        table.properties().get("StreamSpecification").isPresent());
  }

  private static Optional<TargetTracking> readScaling(Resources.Resource replica) {
    return ScalingReader.settings(replica, READ_SETTINGS, READ_SCALING);
  }

  private static Optional<TargetTracking> writeScaling(Resources.Resource owner) {
    return ScalingReader.settings(owner, WRITE_SETTINGS, WRITE_SCALING);
  }

  /** A replica has the units that are provisioned, all replicas share the most on demand. */
  private static long globalReads(
      Resources.Resource replica, Resources.Resource owner, boolean onDemand) {
    double least = readScaling(replica).map(TargetTracking::min).orElse(-1);
    return (long)
        (onDemand
            ? owner.number(-1, "ReadOnDemandThroughputSettings", "MaxReadRequestUnits")
            : replica.number(least, READ_SETTINGS, "ReadCapacityUnits"));
  }

  private static long globalWrites(Resources.Resource owner, boolean onDemand) {
    return (long)
        (onDemand
            ? owner.number(-1, "WriteOnDemandThroughputSettings", "MaxWriteRequestUnits")
            : writeScaling(owner).map(TargetTracking::min).orElse(-1));
  }
}
