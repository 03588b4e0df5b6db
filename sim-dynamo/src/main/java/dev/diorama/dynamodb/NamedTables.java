package dev.diorama.dynamodb;

import dev.diorama.core.router.Call;
import dev.diorama.dynamodb.DynamoDbModel.Table;
import dev.diorama.dynamodb.engine.DynamoEngine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;

/** The tables of one request, by their names in the engine, with what the request calls them. */
final class NamedTables {
  private final DynamoDbStore store;
  private final Call call;
  private final Map<String, String> askedByName = new LinkedHashMap<>();
  final Map<String, Table> tables = new LinkedHashMap<>();
  private @Nullable TableRef any;

  NamedTables(DynamoDbStore store, Call call) {
    this.store = store;
    this.call = call;
  }

  Table table(@Nullable String asked) {
    TableRef ref = TableRef.of(call, asked);
    Table table = store.table(ref);
    TableRef first = any;
    if (first != null
        && !(first.account().equals(ref.account()) && first.region().equals(ref.region()))) {
      throw DynamoDbError.VALIDATION.with(
          "All tables of one request must lie in the same account and Region");
    }
    any = ref;
    askedByName.put(ref.name(), ref.asked());
    tables.put(ref.name(), table);
    return table;
  }

  /** The table of that name, which the request has been found to name. */
  Table named(String name) {
    Table table = tables.get(name);
    if (table == null) {
      throw new IllegalStateException("the request does not name " + name);
    }
    return table;
  }

  String asked(String name) {
    return askedByName.getOrDefault(name, name);
  }

  DynamoEngine engine() {
    TableRef first = any;
    return store.engine(first == null ? TableRef.of(call, "") : first);
  }

  @Nullable List<ConsumedCapacity> shown(
      List<ConsumedCapacity> consumed, @Nullable ReturnConsumedCapacity level) {
    List<ConsumedCapacity> shown = new ArrayList<>();
    for (ConsumedCapacity each : consumed) {
      ConsumedCapacity one = CapacityMeter.shown(each, level, asked(each.tableName()));
      if (one != null) {
        shown.add(one);
      }
    }
    return shown.isEmpty() ? null : shown;
  }
}
