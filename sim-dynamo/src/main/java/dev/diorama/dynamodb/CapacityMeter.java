package dev.diorama.dynamodb;

import dev.diorama.core.metric.Metrics;
import dev.diorama.core.metric.RegionalMetrics;
import dev.diorama.core.metric.Series;
import dev.diorama.core.router.Call;
import dev.diorama.core.wire.AwsException;
import dev.diorama.dynamodb.DynamoDbModel.Count;
import dev.diorama.dynamodb.DynamoDbModel.Counts;
import dev.diorama.dynamodb.DynamoDbModel.Table;
import dev.diorama.dynamodb.TableThroughput.Resource;
import dev.diorama.dynamodb.Throttling.Refusal;
import dev.diorama.dynamodb.capacity.Limit;
import dev.diorama.dynamodb.capacity.Load;
import dev.diorama.dynamodb.capacity.OperationType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Capacity;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/**
 * Where every operation pays: it admits what a request consumes or throttles it, and counts it per
 * table and index, as CloudWatch shows it.
 *
 * <p>A read pays when its answer is known, and the answer of a throttled one is thrown away. A
 * write is certain beforehand to be admitted ({@link #isCertain}), or made so that it can be taken
 * back: see {@link DynamoDbChanges}.
 */
final class CapacityMeter {
  static final String NAMESPACE = "AWS/DynamoDB";

  /** For what CloudWatch has no metric of. */
  static final String OWN_NAMESPACE = "Diorama/DynamoDB";

  /** The most that a write unit adds to a table, bytes. */
  private static final double BLOCK = 1_024;

  /** What capacity is consumed for. */
  enum Kind {
    READ(OperationType.READ, "ConsumedReadCapacityUnits", "rcu"),
    WRITE(OperationType.WRITE, "ConsumedWriteCapacityUnits", "wcu");

    private final OperationType type;
    private final String metric;
    private final String note;

    Kind(OperationType type, String metric, String note) {
      this.type = type;
      this.metric = metric;
      this.note = note;
    }
  }

  /**
   * What a request consumes of one table.
   *
   * @param units with the share of each index
   * @param items whatever is known of the items that it is for, from which partitions follow; for
   *     several the units are shared out evenly, for none they are spread over all partitions
   */
  record Spent(Table table, ConsumedCapacity units, List<Map<String, AttributeValue>> items) {
    static Spent on(Table table, ConsumedCapacity units, Map<String, AttributeValue> item) {
      return new Spent(table, units, List.of(item));
    }
  }

  /** What is wanted of a table or an index. */
  private record Demand(Table table, Resource resource, List<Load> loads) {
    double units() {
      double units = 0;
      for (Load each : loads) {
        units += each.units();
      }
      return units;
    }
  }

  private final Metrics metrics;
  private final DynamoDbStore store;
  private final boolean throttles;

  CapacityMeter(Metrics metrics, DynamoDbStore store, boolean throttles) {
    this.metrics = metrics;
    this.store = store;
    this.throttles = throttles;
  }

  /** True when writing so many units to the table cannot be throttled, wherever they go. */
  boolean isCertain(Call call, Table table, double units) {
    return !throttles || table.throughput.coversWrite(units, call.nowNanos());
  }

  /**
   * Counts what an operation consumed, once per operation and kind, or throttles it.
   *
   * @param consumed by table name, with the share of each index
   */
  void charge(Call call, Kind kind, List<ConsumedCapacity> consumed) {
    List<Spent> spent = new ArrayList<>();
    for (ConsumedCapacity each : consumed) {
      String name = each.tableName();
      store
          .find(new TableRef(name, call.account(), call.region(), name))
          .ifPresent(table -> spent.add(new Spent(table, each, List.of())));
    }
    admit(call, kind, spent);
  }

  /**
   * Takes what a request consumes and counts it.
   *
   * @throws AwsException if it is throttled: then nothing is taken, and the caller has to see to it
   *     that nothing was done
   */
  void admit(Call call, Kind kind, List<Spent> spent) {
    List<Demand> demands = demands(spent);
    List<Refusal> refusals = refusals(call, kind, demands);
    if (!refusals.isEmpty()) {
      throttled(call, refusals);
      throw Throttling.of(refusals);
    }
    take(call, kind, demands, spent);
  }

  /** True when {@link #admit} would; nothing is taken or counted. */
  boolean wouldAdmit(Call call, Kind kind, List<Spent> spent) {
    return !throttles
        || demands(spent).stream()
            .allMatch(
                each ->
                    each.resource
                        .capacity
                        .refusal(kind.type, each.loads, call.nowNanos())
                        .isEmpty());
  }

  /** As {@link #admit}, for a transaction, whose refusal names each action's reason. */
  void admitTransaction(Call call, Kind kind, List<Spent> spent, List<Table> byAction) {
    List<Demand> demands = demands(spent);
    List<Refusal> refusals = refusals(call, kind, demands);
    if (!refusals.isEmpty()) {
      throttled(call, refusals);
      List<Optional<Refusal>> reasons = new ArrayList<>();
      for (Table table : byAction) {
        reasons.add(refusals.stream().filter(each -> each.table() == table).findFirst());
      }
      throw Throttling.cancelled(reasons);
    }
    take(call, kind, demands, spent);
  }

  /** One demand for each table and index; indexes of a kind that is local draw on the table. */
  private static List<Demand> demands(List<Spent> spent) {
    Map<Resource, Demand> demands = new LinkedHashMap<>();
    List<Demand> inOrder = new ArrayList<>();
    for (Spent each : spent) {
      TableThroughput throughput = each.table().throughput;
      double onTable = each.units().capacityUnits();
      for (Map.Entry<String, Capacity> index : each.units().globalSecondaryIndexes().entrySet()) {
        double units = index.getValue().capacityUnits();
        onTable -= units;
        Resource resource = throughput.indexes.get(index.getKey());
        if (resource != null && units > 0) {
          demand(demands, inOrder, each, resource, units);
        }
      }
      if (onTable > 0) {
        demand(demands, inOrder, each, throughput.table, onTable);
      }
    }
    return inOrder;
  }

  private static void demand(
      Map<Resource, Demand> demands,
      List<Demand> inOrder,
      Spent spent,
      Resource resource,
      double units) {
    Demand demand = demands.get(resource);
    if (demand == null) {
      demand = new Demand(spent.table(), resource, new ArrayList<>());
      demands.put(resource, demand);
      inOrder.add(demand);
    }
    int count = Math.max(1, spent.items().size());
    if (spent.items().isEmpty()) {
      demand.loads.add(Load.spread(units));
    }
    for (Map<String, AttributeValue> item : spent.items()) {
      demand.loads.add(new Load(resource.position(item), units / count));
    }
  }

  private List<Refusal> refusals(Call call, Kind kind, List<Demand> demands) {
    if (!throttles) {
      return List.of();
    }
    List<Refusal> refusals = new ArrayList<>();
    for (Demand each : demands) {
      Optional<Limit> limit =
          each.resource.capacity.refusal(kind.type, each.loads, call.nowNanos());
      limit.ifPresent(
          why -> {
            refusals.add(new Refusal(each.table, each.resource, kind.type, why));
            each.resource.capacity.heat(kind.type, each.loads, call.nowNanos());
          });
    }
    return refusals;
  }

  private void take(Call call, Kind kind, List<Demand> demands, List<Spent> spent) {
    for (Demand each : demands) {
      each.resource.capacity.take(kind.type, each.loads, call.nowNanos());
      if (kind == Kind.WRITE && each.resource.capacity.mayHaveOutgrown(BLOCK * each.units())) {
        measure(call, each.table);
      }
      add(each.table, each.resource, kind.metric, each.units());
      told(call, each.table, each.resource);
    }
    double total = 0;
    for (Spent each : spent) {
      double units = each.units().capacityUnits();
      total += units;
      if (kind == Kind.WRITE && each.table().global != null) {
        replicated(each.table(), units);
      }
    }
    call.note(kind.note, text(total));
  }

  /** Lets a table, and its indexes, have as many partitions as its size needs. */
  private void measure(Call call, Table table) {
    String name = table.ref.name();
    TableDescription now =
        store.engine(table.ref).ask(client -> client.describeTable(r -> r.tableName(name))).table();
    Counts counts = TableDescriptions.counted(now, table.createdAt);
    table.throughput.table.capacity.holds(counts.bytes(), call.nowNanos());
    table.throughput.indexes.forEach(
        (index, resource) -> {
          Count of = counts.indexes().get(index);
          resource.capacity.holds(of == null ? 0 : of.bytes(), call.nowNanos());
        });
    call.note("partitions", Integer.toString(table.throughput.table.capacity.partitions()));
  }

  /**
   * Writes to a global table are billed as replicated write units in every Region, the one that was
   * asked included: documented,
   * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/global-tables-billing.html.
   */
  private void replicated(Table table, double units) {
    metrics
        .in(table.ref.account(), table.ref.region())
        .add(
            OWN_NAMESPACE,
            "ReplicatedWriteUnits",
            units,
            "TableName",
            table.ref.name(),
            "Region",
            table.ref.region());
  }

  private void throttled(Call call, List<Refusal> refusals) {
    for (Refusal each : refusals) {
      String word = each.type().word();
      add(each.table(), each.resource(), word + "ThrottleEvents", 1);
      add(each.table(), each.resource(), word + each.limit().metric(), 1);
      call.note("throttled", each.reason());
    }
  }

  /**
   * Tells CloudWatch what is provisioned, or what the maximum is, in every minute that the table is
   * used in. AWS does so in every minute; nobody would wait for those of an idle table.
   */
  private void told(Call call, Table table, Resource resource) {
    long minute = call.nowNanos() / 60_000_000_000L;
    if (minute == resource.toldMinute) {
      return;
    }
    resource.toldMinute = minute;
    for (OperationType type : OperationType.values()) {
      if (resource.isProvisioned()) {
        add(
            table,
            resource,
            "Provisioned" + type.word() + "CapacityUnits",
            (double) resource.provisioned(type));
      }
    }
    resource
        .maximum()
        .forEach(
            (type, units) ->
                add(table, resource, "OnDemandMax" + type.word() + "RequestUnits", (double) units));
  }

  private void add(Table table, Resource resource, String metric, double value) {
    Series series = resource.series.get(metric);
    if (series == null) {
      RegionalMetrics there = metrics.in(table.ref.account(), table.ref.region());
      String name = table.ref.name();
      series =
          resource.index == null
              ? there.series(NAMESPACE, metric, "TableName", name)
              : there.series(
                  NAMESPACE, metric, "TableName", name, "GlobalSecondaryIndexName", resource.index);
      resource.series.put(metric, series);
    }
    series.add(value);
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

  /** Several tables' units added up, those of one table in one. */
  static List<ConsumedCapacity> sum(List<ConsumedCapacity> parts) {
    Map<String, ConsumedCapacity> sums = new LinkedHashMap<>();
    for (ConsumedCapacity each : parts) {
      sums.merge(each.tableName(), each, CapacityMeter::plus);
    }
    return new ArrayList<>(sums.values());
  }

  private static ConsumedCapacity plus(ConsumedCapacity one, ConsumedCapacity other) {
    return one.toBuilder()
        .capacityUnits(one.capacityUnits() + other.capacityUnits())
        .writeCapacityUnits(plus(one.writeCapacityUnits(), other.writeCapacityUnits()))
        .readCapacityUnits(plus(one.readCapacityUnits(), other.readCapacityUnits()))
        .table(plus(one.table(), other.table()))
        .globalSecondaryIndexes(
            one.hasGlobalSecondaryIndexes() || other.hasGlobalSecondaryIndexes()
                ? plus(one.globalSecondaryIndexes(), other.globalSecondaryIndexes())
                : null)
        .localSecondaryIndexes(
            one.hasLocalSecondaryIndexes() || other.hasLocalSecondaryIndexes()
                ? plus(one.localSecondaryIndexes(), other.localSecondaryIndexes())
                : null)
        .build();
  }

  private static Map<String, Capacity> plus(
      Map<String, Capacity> one, Map<String, Capacity> other) {
    Map<String, Capacity> both = new LinkedHashMap<>(one);
    other.forEach((name, units) -> both.merge(name, units, CapacityMeter::plus));
    return both;
  }

  private static @Nullable Capacity plus(@Nullable Capacity one, @Nullable Capacity other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return Capacity.builder()
        .capacityUnits(one.capacityUnits() + other.capacityUnits())
        .writeCapacityUnits(plus(one.writeCapacityUnits(), other.writeCapacityUnits()))
        .readCapacityUnits(plus(one.readCapacityUnits(), other.readCapacityUnits()))
        .build();
  }

  private static @Nullable Double plus(@Nullable Double one, @Nullable Double other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return Double.valueOf(one + other);
  }

  private static String text(double units) {
    return units == Math.rint(units) ? Long.toString((long) units) : Double.toString(units);
  }
}
