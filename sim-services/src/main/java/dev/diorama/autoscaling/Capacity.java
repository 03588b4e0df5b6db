package dev.diorama.autoscaling;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexUpdate;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughput;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputDescription;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableRequest;

/** The kinds of capacity that can be scaled. */
enum Capacity {
  TABLE_READ("dynamodb:table:ReadCapacityUnits", "Read", false),
  TABLE_WRITE("dynamodb:table:WriteCapacityUnits", "Write", false),
  INDEX_READ("dynamodb:index:ReadCapacityUnits", "Read", true),
  INDEX_WRITE("dynamodb:index:WriteCapacityUnits", "Write", true);

  private static final Pattern TABLE = Pattern.compile("table/([a-zA-Z0-9_.-]{3,255})");
  private static final Pattern INDEX =
      Pattern.compile("table/([a-zA-Z0-9_.-]{3,255})/index/([a-zA-Z0-9_.-]{3,255})");

  final String dimension;
  private final String way;
  private final boolean index;

  Capacity(String dimension, String way, boolean index) {
    this.dimension = dimension;
    this.way = way;
    this.index = index;
  }

  /** The capacity that a request is about. */
  static Capacity of(@Nullable String namespace, @Nullable String dimension, String resource) {
    if (!"dynamodb".equals(namespace)) {
      throw AutoScalingError.VALIDATION.with(
          "Diorama does not simulate auto scaling of the service namespace " + namespace);
    }
    for (Capacity each : values()) {
      if (each.dimension.equals(dimension)) {
        if (!(each.index ? INDEX : TABLE).matcher(resource).matches()) {
          throw AutoScalingError.VALIDATION.with(
              "Unsupported service namespace, resource type or scalable dimension: " + resource);
        }
        return each;
      }
    }
    throw AutoScalingError.VALIDATION.with(
        "Unsupported service namespace, resource type or scalable dimension: " + dimension);
  }

  static String table(String resource) {
    return resource.split("/", -1)[1];
  }

  private static String index(String resource) {
    return resource.split("/", -1)[3];
  }

  boolean isRead() {
    return way.equals("Read");
  }

  String consumed() {
    return "Consumed" + way + "CapacityUnits";
  }

  String provisioned() {
    return "Provisioned" + way + "CapacityUnits";
  }

  String utilization() {
    return "DynamoDB" + way + "CapacityUtilization";
  }

  /** What activities call it. */
  String title() {
    return isRead() ? "read capacity units" : "write capacity units";
  }

  /** The dimensions of its metrics. */
  Map<String, String> dimensions(String resource) {
    Map<String, String> named = new TreeMap<>();
    named.put("TableName", table(resource));
    if (index) {
      named.put("GlobalSecondaryIndexName", index(resource));
    }
    return named;
  }

  private ProvisionedThroughputDescription described(TableDescription table, String resource) {
    if (!index) {
      return table.provisionedThroughput();
    }
    return table.globalSecondaryIndexes().stream()
        .filter(each -> each.indexName().equals(index(resource)))
        .findFirst()
        .orElseThrow(
            () -> AutoScalingError.VALIDATION.with("DynamoDB index does not exist: " + resource))
        .provisionedThroughput();
  }

  int now(TableDescription table, String resource) {
    ProvisionedThroughputDescription described = described(table, resource);
    if (described == null || described.readCapacityUnits() == null) {
      return 0;
    }
    long units = isRead() ? described.readCapacityUnits() : described.writeCapacityUnits();
    return Math.toIntExact(units);
  }

  /** The change to that many units, the other kind of capacity staying as it is. */
  UpdateTableRequest change(TableDescription table, String resource, int units) {
    ProvisionedThroughputDescription old = described(table, resource);
    ProvisionedThroughput throughput =
        ProvisionedThroughput.builder()
            .readCapacityUnits(isRead() ? Long.valueOf(units) : old.readCapacityUnits())
            .writeCapacityUnits(isRead() ? old.writeCapacityUnits() : Long.valueOf(units))
            .build();
    UpdateTableRequest.Builder update = UpdateTableRequest.builder().tableName(table(resource));
    return index
        ? update
            .globalSecondaryIndexUpdates(
                List.of(
                    GlobalSecondaryIndexUpdate.builder()
                        .update(
                            one -> one.indexName(index(resource)).provisionedThroughput(throughput))
                        .build()))
            .build()
        : update.provisionedThroughput(throughput).build();
  }
}
