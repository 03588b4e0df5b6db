package dev.diorama.dynamodb;

import dev.diorama.core.metric.Metrics;
import dev.diorama.core.metric.RegionalMetrics;
import dev.diorama.core.router.Call;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.Capacity;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;

/**
 * Counts the capacity that each operation consumes, per table and index, as CloudWatch shows it.
 *
 * <p>It only counts. A limit that refuses (provisioned capacity, burst, hot partitions) belongs at
 * {@link #charge}: everything that consumes capacity comes by there, with its table and units.
 */
final class CapacityMeter {
  static final String NAMESPACE = "AWS/DynamoDB";

  /** For what CloudWatch has no metric of. */
  static final String OWN_NAMESPACE = "Diorama/DynamoDB";

  /** What capacity is consumed for. */
  enum Kind {
    READ("ConsumedReadCapacityUnits", "rcu"),
    WRITE("ConsumedWriteCapacityUnits", "wcu");

    private final String metric;
    private final String note;

    Kind(String metric, String note) {
      this.metric = metric;
      this.note = note;
    }
  }

  private final Metrics metrics;
  private final DynamoDbStore store;

  CapacityMeter(Metrics metrics, DynamoDbStore store) {
    this.metrics = metrics;
    this.store = store;
  }

  /**
   * Counts what an operation consumed, once per operation and kind.
   *
   * @param consumed by table name, with the share of each index
   */
  void charge(Call call, Kind kind, List<ConsumedCapacity> consumed) {
    RegionalMetrics here = metrics.in(call.account(), call.region());
    double total = 0;
    for (ConsumedCapacity each : consumed) {
      double onTable = each.capacityUnits();
      // A local index draws on the table's capacity, a global one on its own.
      for (Map.Entry<String, Capacity> index : each.globalSecondaryIndexes().entrySet()) {
        double units = index.getValue().capacityUnits();
        onTable -= units;
        here.add(
            NAMESPACE,
            kind.metric,
            units,
            "TableName",
            each.tableName(),
            "GlobalSecondaryIndexName",
            index.getKey());
      }
      if (onTable > 0) {
        here.add(NAMESPACE, kind.metric, onTable, "TableName", each.tableName());
      }
      total += each.capacityUnits();
      if (kind == Kind.WRITE && isReplicated(call, each.tableName())) {
        here.add(
            OWN_NAMESPACE,
            "ReplicatedWriteUnits",
            each.capacityUnits(),
            "TableName",
            each.tableName(),
            "Region",
            call.region());
      }
    }
    call.note(kind.note, text(total));
  }

  /**
   * Writes to a global table are billed as replicated write units in every Region, the one that was
   * asked included: documented,
   * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/global-tables-billing.html.
   */
  private boolean isReplicated(Call call, String table) {
    return store
        .find(new TableRef(table, call.account(), call.region(), table))
        .filter(each -> each.global != null)
        .isPresent();
  }

  /** Units on a table alone. */
  static ConsumedCapacity onTable(String table, double units) {
    return ConsumedCapacity.builder()
        .tableName(table)
        .capacityUnits(units)
        .table(Capacity.builder().capacityUnits(units).build())
        .build();
  }

  /** As much of it as the caller asked to see, under the name the caller used; null for none. */
  static @Nullable ConsumedCapacity shown(
      ConsumedCapacity consumed, @Nullable ReturnConsumedCapacity level, String asked) {
    if (level == null || level == ReturnConsumedCapacity.NONE) {
      return null;
    }
    if (level == ReturnConsumedCapacity.TOTAL) {
      return ConsumedCapacity.builder()
          .tableName(asked)
          .capacityUnits(consumed.capacityUnits())
          .readCapacityUnits(consumed.readCapacityUnits())
          .writeCapacityUnits(consumed.writeCapacityUnits())
          .build();
    }
    return consumed.toBuilder().tableName(asked).build();
  }

  private static String text(double units) {
    return units == Math.rint(units) ? Long.toString((long) units) : Double.toString(units);
  }
}
