package dev.diorama.dynamodb;

import dev.diorama.core.time.SimClock;
import dev.diorama.dynamodb.DynamoDbModel.Table;
import java.time.Duration;
import java.util.SortedMap;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;

/** The states that tables pass through on the clock, each for as long as {@link TableTimes} say. */
final class TableStates {
  private final DynamoDbStore store;
  private final TableTimes times;
  private final SimClock clock;

  TableStates(DynamoDbStore store, TableTimes times, SimClock clock) {
    this.store = store;
    this.times = times;
    this.clock = clock;
  }

  void creating(Table table) {
    pass(table, TableStatus.CREATING, times.creating());
  }

  void updating(Table table) {
    pass(table, TableStatus.UPDATING, times.updating());
  }

  private void pass(Table table, TableStatus state, Duration time) {
    if (!time.isZero()) {
      table.status = state;
      clock.schedule(
          time.toNanos(),
          "dynamodb: " + table.ref.name() + " is no longer " + state,
          () -> {
            if (table.status == state) {
              table.status = TableStatus.ACTIVE;
            }
          });
    }
  }

  /** Shows a table that is gone for a while longer, and keeps its name from being used. */
  void deleting(Table table, TableDescription before) {
    if (!times.deleting().isZero()) {
      SortedMap<String, Table> tables =
          store.region(table.ref.account(), table.ref.region()).tables;
      table.status = TableStatus.DELETING;
      table.last = before.toBuilder().tableStatus(TableStatus.DELETING).build();
      tables.put(table.ref.name(), table);
      clock.schedule(
          times.deleting().toNanos(),
          "dynamodb: " + table.ref.name() + " is gone",
          () -> tables.remove(table.ref.name(), table));
    }
  }
}
