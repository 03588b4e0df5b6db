package dev.diorama.whatif.design;

import dev.diorama.core.json.Json;
import dev.diorama.whatif.design.Design.Scaling;
import dev.diorama.whatif.design.Design.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads tables, global or not, and the auto scaling that belongs to them. */
final class TableReader {
  private static final String TARGET = "TargetTrackingScalingPolicyConfiguration";

  private final Resources resources;
  private final String region;

  TableReader(Resources resources, String region) {
    this.resources = resources;
    this.region = region;
  }

  List<Table> tables() {
    List<Table> tables = new ArrayList<>();
    resources.of("AWS::DynamoDB::Table").forEach(each -> tables.add(table(each)));
    resources.of("AWS::DynamoDB::GlobalTable").forEach(each -> tables.add(global(each)));
    return tables;
  }

  private Table table(Resources.Resource table) {
    boolean onDemand = table.text("PROVISIONED", "BillingMode").equals("PAY_PER_REQUEST");
    String units = onDemand ? "OnDemandThroughput" : "ProvisionedThroughput";
    String prefix = onDemand ? "Max" : "";
    return new Table(
        table.id(),
        onDemand,
        (long)
            table.number(-1, units, onDemand ? prefix + "ReadRequestUnits" : "ReadCapacityUnits"),
        (long)
            table.number(-1, units, onDemand ? prefix + "WriteRequestUnits" : "WriteCapacityUnits"),
        scaling(table.id(), "dynamodb:table:ReadCapacityUnits"),
        scaling(table.id(), "dynamodb:table:WriteCapacityUnits"),
        indexes(table),
        List.of(region),
        table.properties().get("StreamSpecification").isPresent());
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
    boolean onDemand = table.text("PROVISIONED", "BillingMode").equals("PAY_PER_REQUEST");
    Resources.Resource replica = table.part(here);
    Optional<Scaling> reads =
        globalScaling(
            replica, "ReadProvisionedThroughputSettings", "ReadCapacityAutoScalingSettings");
    Optional<Scaling> writes =
        globalScaling(
            table, "WriteProvisionedThroughputSettings", "WriteCapacityAutoScalingSettings");
    return new Table(
        table.id(),
        onDemand,
        (long)
            (onDemand
                ? table.number(-1, "ReadOnDemandThroughputSettings", "MaxReadRequestUnits")
                : replica.number(
                    reads.map(Scaling::min).orElse(-1L),
                    "ReadProvisionedThroughputSettings",
                    "ReadCapacityUnits")),
        (long)
            (onDemand
                ? table.number(-1, "WriteOnDemandThroughputSettings", "MaxWriteRequestUnits")
                : writes.map(Scaling::min).orElse(-1L)),
        reads,
        writes,
        indexes(table),
        regions,
        table.properties().get("StreamSpecification").isPresent());
  }

  private static List<String> indexes(Resources.Resource table) {
    return table.list("GlobalSecondaryIndexes").stream()
        .map(index -> index.text("IndexName").orElse(""))
        .toList();
  }

  private Optional<Scaling> scaling(String table, String dimension) {
    for (Resources.Resource target : resources.of("AWS::ApplicationAutoScaling::ScalableTarget")) {
      if (target.text("", "ResourceId").equals("table/" + table)
          && target.text("", "ScalableDimension").equals(dimension)) {
        return policy(target)
            .map(
                percent ->
                    new Scaling(
                        (long) target.number(1, "MinCapacity"),
                        (long) target.number(1, "MaxCapacity"),
                        percent));
      }
    }
    return Optional.empty();
  }

  private Optional<Double> policy(Resources.Resource target) {
    for (Resources.Resource policy : resources.of("AWS::ApplicationAutoScaling::ScalingPolicy")) {
      boolean byReference = policy.text("", "ScalingTargetId").equals(target.id());
      boolean byName =
          policy.text("", "ResourceId").equals(target.text("-", "ResourceId"))
              && policy.text("", "ScalableDimension").equals(target.text("-", "ScalableDimension"));
      if (byReference || byName) {
        double percent = policy.number(-1, TARGET, "TargetValue");
        return percent < 0 ? Optional.empty() : Optional.of(percent);
      }
    }
    return Optional.empty();
  }

  private static Optional<Scaling> globalScaling(
      Resources.Resource owner, String settings, String scaling) {
    double percent = owner.number(-1, settings, scaling, TARGET, "TargetValue");
    return percent < 0
        ? Optional.empty()
        : Optional.of(
            new Scaling(
                (long) owner.number(1, settings, scaling, "MinCapacity"),
                (long) owner.number(1, settings, scaling, "MaxCapacity"),
                percent));
  }
}
