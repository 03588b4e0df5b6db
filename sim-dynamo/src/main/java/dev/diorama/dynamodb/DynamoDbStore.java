package dev.diorama.dynamodb;

import dev.diorama.core.json.Json;
import dev.diorama.core.router.Access;
import dev.diorama.core.time.Turn;
import dev.diorama.core.wire.AwsException;
import dev.diorama.dynamodb.DynamoDbModel.ResourcePolicy;
import dev.diorama.dynamodb.DynamoDbModel.Table;
import dev.diorama.dynamodb.engine.DynamoEngine;
import dev.diorama.dynamodb.engine.EnginePool;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;

/**
 * Tables by account and Region, in name order, and the engine that holds their items, which makes
 * them when it is first asked for any.
 */
final class DynamoDbStore {
  private record Place(String account, String region) {}

  /** One account in one Region. */
  static final class Region {
    final SortedMap<String, Table> tables = new TreeMap<>();
    final ClientTokens tokens = new ClientTokens();
    final TablePlans plans = new TablePlans();
  }

  private final EnginePool engines;
  private final Turn turn;
  private final Map<Place, Region> regions = new LinkedHashMap<>();

  DynamoDbStore(EnginePool engines, Turn turn) {
    this.engines = engines;
    this.turn = turn;
  }

  Region region(String account, String region) {
    return regions.computeIfAbsent(new Place(account, region), place -> new Region());
  }

  /** Every table of every account and Region. */
  List<Table> everything() {
    return regions.values().stream().flatMap(region -> region.tables.values().stream()).toList();
  }

  /** Forgets what is known of every account and Region; their engines stay. */
  void clear() {
    regions.clear();
  }

  Optional<Table> find(TableRef ref) {
    Region region = regions.get(new Place(ref.account(), ref.region()));
    return region == null ? Optional.empty() : Optional.ofNullable(region.tables.get(ref.name()));
  }

  /** A permission with the policy of the table that it is needed on. */
  Access policed(TableRef ref, Access access) {
    return access.ownedBy(ref.account(), policyOf(ref));
  }

  /** The policy of a table, if it has one. */
  Optional<Json> policyOf(TableRef ref) {
    return find(ref).flatMap(table -> Optional.ofNullable(table.policy)).map(ResourcePolicy::json);
  }

  /** The table that an operation on items names. */
  Table table(TableRef ref) {
    requireName("tableName", ref.asked());
    return find(ref)
        .filter(DynamoDbStore::hasItems)
        .orElseThrow(() -> DynamoDbError.RESOURCE_NOT_FOUND.with(DynamoDbError.NO_RESOURCE));
  }

  /** False while it is being created or deleted: its items are not to be found then. */
  static boolean hasItems(Table table) {
    return table.status == TableStatus.ACTIVE || table.status == TableStatus.UPDATING;
  }

  /** The table that is to be changed, which must not be changing already. */
  Table changeable(TableRef ref) {
    Table table = described(ref);
    if (table.status != TableStatus.ACTIVE) {
      throw inUse(table);
    }
    return table;
  }

  static AwsException inUse(Table table) {
    return inUse(
        table,
        table.status == TableStatus.CREATING
            ? "created"
            : table.status == TableStatus.DELETING ? "deleted" : "updated");
  }

  /** Refuses to touch a table whose throughput is just being updated. */
  static AwsException updating(Table table) {
    return inUse(table, "updated");
  }

  /** Observed, in the issue trackers of clients. */
  private static AwsException inUse(Table table, String doing) {
    return DynamoDbError.RESOURCE_IN_USE.with(
        "Attempt to change a resource which is still in use: Table is being "
            + doing
            + ": "
            + table.ref.name());
  }

  /** The table that an operation on tables names, which says more when it is not there. */
  Table described(TableRef ref) {
    requireName("tableName", ref.asked());
    return find(ref)
        .orElseThrow(
            () ->
                DynamoDbError.RESOURCE_NOT_FOUND.with(
                    DynamoDbError.NO_RESOURCE + ": Table: " + ref.name() + " not found"));
  }

  static void requireName(String member, @Nullable String value) {
    if (value == null || value.isEmpty()) {
      throw DynamoDbError.VALIDATION.with(
          "1 validation error detected: Value null at '"
              + member
              + "' failed to satisfy constraint: Member must not be null");
    }
  }

  /** The engine, with every table in it; where it has to be started, others have their turn. */
  DynamoEngine engine(TableRef ref) {
    DynamoEngine engine = engines.get(turn, ref.account(), ref.region());
    region(ref.account(), ref.region()).plans.carryOut(engine);
    return engine;
  }

  /** Has a table made, when the engine is first needed; answers as the engine will describe it. */
  TableDescription plan(TableRef ref, CreateTableRequest table) {
    return region(ref.account(), ref.region()).plans.add(table);
  }

  /** True while no engine has been needed since the table was created: it has no items then. */
  boolean isPlanned(TableRef ref) {
    return region(ref.account(), ref.region()).plans.description(ref.name()).isPresent();
  }

  /** How the engine describes a table, or will. */
  TableDescription description(TableRef ref) {
    return region(ref.account(), ref.region())
        .plans
        .description(ref.name())
        .orElseGet(
            () ->
                EngineTables.inOrder(
                    engine(ref)
                        .ask(client -> client.describeTable(r -> r.tableName(ref.name())))
                        .table()));
  }

  /** Has a table, with its items, deleted by the engine if it has made it. */
  void delete(TableRef ref) {
    if (!region(ref.account(), ref.region()).plans.drop(ref.name())) {
      engine(ref).ask(client -> client.deleteTable(r -> r.tableName(ref.name())));
    }
  }

  Turn turn() {
    return turn;
  }
}
