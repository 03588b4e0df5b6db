package dev.diorama.dynamodb;

import dev.diorama.core.random.SimRandom;
import dev.diorama.core.router.Call;
import dev.diorama.core.time.SimClock;
import dev.diorama.dynamodb.DynamoDbModel.Encryption;
import dev.diorama.dynamodb.DynamoDbModel.KeyAttributes;
import dev.diorama.dynamodb.DynamoDbModel.ResourcePolicy;
import dev.diorama.dynamodb.DynamoDbModel.Table;
import dev.diorama.dynamodb.engine.DynamoEngine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.CreateTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DeleteTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeEndpointsRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeEndpointsResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeLimitsRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeLimitsResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.Endpoint;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexUpdate;
import software.amazon.awssdk.services.dynamodb.model.ListTablesRequest;
import software.amazon.awssdk.services.dynamodb.model.ListTablesResponse;
import software.amazon.awssdk.services.dynamodb.model.SSESpecification;
import software.amazon.awssdk.services.dynamodb.model.StreamSpecification;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableResponse;

/** The life of tables. */
final class DynamoDbTableService {
  /** Most names in one page of ListTables, documented. */
  private static final int LIST_LIMIT = 100;

  private static final long ENDPOINT_CACHE_MINUTES = 1_440;

  private final DynamoDbStore store;
  private final DynamoDbConfig config;
  private final DynamoDbStreamRules streams;
  private final DynamoDbReplicaRules replicas;
  private final ThroughputRules rules;
  private final ThroughputChanges throughput;
  private final TableStates states;
  private final DynamoDbPolicyService policies;
  private final SimClock clock;
  private final SimRandom ids;

  DynamoDbTableService(
      DynamoDbStore store,
      DynamoDbConfig config,
      DynamoDbStreamRules streams,
      DynamoDbReplicaRules replicas,
      ThroughputRules rules,
      ThroughputChanges throughput,
      TableStates states,
      DynamoDbPolicyService policies,
      SimClock clock,
      SimRandom ids) {
    this.store = store;
    this.config = config;
    this.streams = streams;
    this.replicas = replicas;
    this.rules = rules;
    this.throughput = throughput;
    this.states = states;
    this.policies = policies;
    this.clock = clock;
    this.ids = ids;
  }

  CreateTableResponse createTable(Call call, CreateTableRequest request) {
    TableRef ref = TableRef.of(call, request.tableName());
    DynamoDbStore.requireName("tableName", request.tableName());
    DynamoDbTags.checkedAtCreation(request.tags());
    SchemaRules.check(request);
    Optional<StreamViewType> view = DynamoDbStreamRules.checked(request.streamSpecification());
    SortedMap<String, Table> tables = store.region(ref.account(), ref.region()).tables;
    Table there = tables.get(ref.name());
    if (there != null && there.status == TableStatus.DELETING) {
      throw DynamoDbStore.inUse(there);
    }
    if (there != null) {
      throw DynamoDbError.RESOURCE_IN_USE.with("Table already exists: " + ref.name());
    }
    if (tables.size() >= config.maxTables()) {
      throw DynamoDbError.LIMIT_EXCEEDED.with(
          "Subscriber limit exceeded: Provisioned tables are limited to "
              + config.maxTables()
              + " per account and Region");
    }
    rules.checkCreate(ref, request);
    ResourcePolicy policy =
        request.resourcePolicy() == null ? null : policies.read(request.resourcePolicy());
    TableDescription made = store.plan(ref, EngineTables.create(ref, request));
    Instant now = clock.instant();
    Table table =
        new Table(ref, ids.uuid().toString(), now, KeyAttributes.of(made.keySchema(), types(made)));
    DynamoDbTags.put(table, request.tags());
    keepIndexes(table, made);
    encrypt(table, request.sseSpecification());
    if (request.tableClassAsString() != null) {
      table.tableClass = request.tableClassAsString();
      table.tableClassAsked = true;
    }
    table.onDemand = request.onDemandThroughput();
    table.warm = request.warmThroughput();
    table.throughput = throughput.created(request, table.key);
    if (!table.throughput.table.isProvisioned()) {
      table.onDemandSince = now;
    }
    for (GlobalSecondaryIndex index : request.globalSecondaryIndexes()) {
      throughput.created(
          table,
          index.indexName(),
          KeyAttributes.of(index.keySchema(), types(made)),
          index.provisionedThroughput(),
          index.onDemandThroughput(),
          index.warmThroughput());
    }
    table.policy = policy;
    view.ifPresent(each -> streams.enable(table, each));
    tables.put(ref.name(), table);
    throughput.tell(ref);
    states.creating(table);
    return CreateTableResponse.builder()
        .tableDescription(TableDescriptions.of(table, made, clock, List.of()))
        .build();
  }

  private static Map<String, String> types(TableDescription made) {
    Map<String, String> types = new LinkedHashMap<>();
    for (AttributeDefinition each : made.attributeDefinitions()) {
      types.put(each.attributeName(), each.attributeTypeAsString());
    }
    return types;
  }

  private static void keepIndexes(Table table, TableDescription made) {
    table.shapes = IndexShape.of(made);
    table.indexPartitionKeys.clear();
    made.globalSecondaryIndexes()
        .forEach(
            each ->
                table.indexPartitionKeys.put(
                    each.indexName(), each.keySchema().get(0).attributeName()));
    made.localSecondaryIndexes()
        .forEach(
            each ->
                table.indexPartitionKeys.put(
                    each.indexName(), each.keySchema().get(0).attributeName()));
  }

  private void encrypt(Table table, @Nullable SSESpecification wanted) {
    if (wanted == null) {
      return;
    }
    if (!Boolean.TRUE.equals(wanted.enabled())) {
      table.encryption = null;
      return;
    }
    table.encryption = new Encryption(keyArn(table.ref, wanted.kmsMasterKeyId()));
  }

  /** The ARN of a KMS key named by ARN, alias or id; the account's own for DynamoDB by default. */
  private String keyArn(TableRef ref, @Nullable String key) {
    String home = "arn:aws:kms:" + ref.region() + ":" + ref.account() + ":";
    if (key == null) {
      return home + "key/" + ids.uuid();
    }
    if (key.startsWith("arn:")) {
      return key;
    }
    return home + (key.startsWith("alias/") ? key : "key/" + key);
  }

  DescribeTableResponse describeTable(Call call, DescribeTableRequest request) {
    TableRef ref = TableRef.of(call, request.tableName());
    Table table = store.described(ref);
    return DescribeTableResponse.builder().table(description(table)).build();
  }

  private TableDescription description(Table table) {
    TableDescription last = table.last;
    if (last != null) {
      return last;
    }
    TableDescription engine = store.description(table.ref);
    if (!clock.instant().isBefore(table.counts.at().plus(config.countsEvery()))) {
      table.counts = TableDescriptions.counted(engine, clock.instant());
    }
    return TableDescriptions.of(table, engine, clock, replicas.together(table));
  }

  DeleteTableResponse deleteTable(Call call, DeleteTableRequest request) {
    TableRef ref = TableRef.of(call, request.tableName());
    Table table = store.changeable(ref);
    if (table.throughput.isUpdating()) {
      throw DynamoDbStore.updating(table);
    }
    replicas.checkDelete(table);
    TableDescription before = description(table);
    replicas.remove(table);
    states.deleting(table, before);
    return DeleteTableResponse.builder()
        .tableDescription(TableDescriptions.deleting(before))
        .build();
  }

  UpdateTableResponse updateTable(Call call, UpdateTableRequest request) {
    TableRef ref = TableRef.of(call, request.tableName());
    Table table = store.changeable(ref);
    SchemaRules.check(request);
    List<GlobalSecondaryIndexUpdate> updates =
        EngineTables.forEngine(
            request.globalSecondaryIndexUpdates(), isProvisioned(table, request));
    UpdateTableRequest asked = EngineTables.update(ref, request, updates);
    boolean capacity =
        request.billingModeAsString() != null || request.provisionedThroughput() != null;
    boolean ours =
        capacity
            || request.sseSpecification() != null
            || request.tableClassAsString() != null
            || request.onDemandThroughput() != null
            || request.warmThroughput() != null
            || request.streamSpecification() != null
            || !request.globalSecondaryIndexUpdates().isEmpty()
            || !request.replicaUpdates().isEmpty()
            || !request.globalTableWitnessUpdates().isEmpty();
    boolean engines = request.deletionProtectionEnabled() != null || !updates.isEmpty();
    if (!ours && !engines) {
      throw DynamoDbError.VALIDATION.with(
          "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled,"
              + " GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required");
    }
    checkStream(table, request.streamSpecification(), capacity);
    replicas.check(call, table, request);
    ThroughputChange change = rules.checkUpdate(table, request);
    Instant now = clock.instant();
    if (engines) {
      updateEngine(table, asked, request);
    }
    if (request.streamSpecification() != null) {
      streams.change(table, request.streamSpecification());
    }
    encrypt(table, request.sseSpecification());
    if (request.tableClassAsString() != null) {
      table.tableClass = request.tableClassAsString();
      table.tableClassChangedAt = now;
    }
    throughput.begin(table, change);
    replicas.follow(table, request);
    keepInStep(table, request, asked);
    replicas.apply(call, table, request);
    throughput.tell(ref);
    states.updating(table);
    return UpdateTableResponse.builder().tableDescription(description(table)).build();
  }

  /** How the engine was told to make the table, whatever has become of it since. */
  private boolean isProvisioned(Table table, UpdateTableRequest request) {
    if (request.globalSecondaryIndexUpdates().stream().noneMatch(each -> each.create() != null)) {
      return false;
    }
    return EngineTables.isProvisioned(store.description(table.ref));
  }

  private static void checkStream(
      Table table, @Nullable StreamSpecification wanted, boolean capacity) {
    if (wanted != null) {
      DynamoDbStreamRules.check(table, wanted);
      if (capacity) {
        throw DynamoDbError.VALIDATION.with("Cannot change IOPS and Streams at the same time.");
      }
    }
  }

  /**
   * Settings that every replica of a global table has alike, documented:
   * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2globaltables_HowItWorks.html
   */
  private void keepInStep(Table table, UpdateTableRequest request, UpdateTableRequest asked) {
    for (Table each : replicas.together(table)) {
      if (request.onDemandThroughput() != null) {
        throughput.maximum(each, request.onDemandThroughput());
      }
      if (request.warmThroughput() != null) {
        each.warm = request.warmThroughput();
        throughput.warm(each.throughput.table, each.warm);
      }
      throughput.indexes(each, request.globalSecondaryIndexUpdates());
      if (each != table && asked.hasGlobalSecondaryIndexUpdates()) {
        updateEngine(
            each, asked.toBuilder().deletionProtectionEnabled((Boolean) null).build(), request);
      }
    }
  }

  private void updateEngine(Table table, UpdateTableRequest asked, UpdateTableRequest request) {
    DynamoEngine engine = store.engine(table.ref);
    engine.ask(client -> client.updateTable(asked));
    if (asked.hasGlobalSecondaryIndexUpdates()) {
      store
          .turn()
          .release(
              () -> {
                engine.awaitIndexes(table.ref.name());
                return true;
              });
    }
    TableDescription after = store.description(table.ref);
    keepIndexes(table, after);
    table.throughput.indexes.keySet().retainAll(table.indexPartitionKeys.keySet());
    for (GlobalSecondaryIndexUpdate update : request.globalSecondaryIndexUpdates()) {
      if (update.create() != null) {
        throughput.created(
            table,
            update.create().indexName(),
            KeyAttributes.of(update.create().keySchema(), types(after)),
            update.create().provisionedThroughput(),
            update.create().onDemandThroughput(),
            update.create().warmThroughput());
      }
    }
  }

  ListTablesResponse listTables(Call call, ListTablesRequest request) {
    int limit = request.limit() == null ? LIST_LIMIT : request.limit();
    SortedMap<String, Table> tables = store.region(call.account(), call.region()).tables;
    Optional<String> after = Optional.ofNullable(request.exclusiveStartTableName());
    List<String> names = new ArrayList<>();
    for (String name : tables.keySet()) {
      if (after.isEmpty() || name.compareTo(after.get()) > 0) {
        names.add(name);
      }
    }
    boolean more = names.size() > limit;
    List<String> page = more ? names.subList(0, limit) : names;
    return ListTablesResponse.builder()
        .tableNames(page)
        .lastEvaluatedTableName(more ? page.get(limit - 1) : null)
        .build();
  }

  DescribeLimitsResponse describeLimits(Call call, DescribeLimitsRequest request) {
    return DescribeLimitsResponse.builder()
        .accountMaxReadCapacityUnits(config.capacity().accountQuota())
        .accountMaxWriteCapacityUnits(config.capacity().accountQuota())
        .tableMaxReadCapacityUnits(config.capacity().tableQuota())
        .tableMaxWriteCapacityUnits(config.capacity().tableQuota())
        .build();
  }

  DescribeEndpointsResponse describeEndpoints(Call call, DescribeEndpointsRequest request) {
    return DescribeEndpointsResponse.builder()
        .endpoints(
            Endpoint.builder()
                .address("dynamodb." + call.region() + ".amazonaws.com")
                .cachePeriodInMinutes(ENDPOINT_CACHE_MINUTES)
                .build())
        .build();
  }
}
