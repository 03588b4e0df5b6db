package dev.diorama.dynamodb;

import dev.diorama.core.random.SimRandom;
import dev.diorama.core.router.Call;
import dev.diorama.core.time.SimClock;
import dev.diorama.core.wire.AwsException;
import dev.diorama.dynamodb.DynamoDbModel.Encryption;
import dev.diorama.dynamodb.DynamoDbModel.KeyAttributes;
import dev.diorama.dynamodb.DynamoDbModel.ResourcePolicy;
import dev.diorama.dynamodb.DynamoDbModel.Table;
import dev.diorama.dynamodb.engine.DynamoEngine;
import java.time.Duration;
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
import software.amazon.awssdk.services.dynamodb.model.OnDemandThroughput;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputDescription;
import software.amazon.awssdk.services.dynamodb.model.ReplicationGroupUpdate;
import software.amazon.awssdk.services.dynamodb.model.SSESpecification;
import software.amazon.awssdk.services.dynamodb.model.StreamSpecification;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.Tag;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableResponse;
import software.amazon.awssdk.services.dynamodb.model.WarmThroughput;

/** The life of tables. */
final class DynamoDbTableService {
  /**
   * Default quotas, documented:
   * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
   */
  private static final long ACCOUNT_UNITS = 80_000;

  private static final long TABLE_UNITS = 40_000;

  /** Most names in one page of ListTables, documented. */
  private static final int LIST_LIMIT = 100;

  private static final long ENDPOINT_CACHE_MINUTES = 1_440;

  private final DynamoDbStore store;
  private final DynamoDbConfig config;
  private final DynamoDbStreamRules streams;
  private final DynamoDbReplicaRules replicas;
  private final DynamoDbPolicyService policies;
  private final SimClock clock;
  private final SimRandom ids;

  DynamoDbTableService(
      DynamoDbStore store,
      DynamoDbConfig config,
      DynamoDbStreamRules streams,
      DynamoDbReplicaRules replicas,
      DynamoDbPolicyService policies,
      SimClock clock,
      SimRandom ids) {
    this.store = store;
    this.config = config;
    this.streams = streams;
    this.replicas = replicas;
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
    ResourcePolicy policy =
        request.resourcePolicy() == null ? null : policies.read(request.resourcePolicy());
    CreateTableRequest asked =
        request.toBuilder()
            .tableName(ref.name())
            .tags((List<Tag>) null)
            .resourcePolicy((String) null)
            .streamSpecification((StreamSpecification) null)
            .sseSpecification((SSESpecification) null)
            .tableClass((String) null)
            .onDemandThroughput((OnDemandThroughput) null)
            .warmThroughput((WarmThroughput) null)
            .globalSecondaryIndexes(
                request.hasGlobalSecondaryIndexes()
                    ? request.globalSecondaryIndexes().stream()
                        .map(DynamoDbTableService::withoutSpeed)
                        .toList()
                    : null)
            .build();
    TableDescription made =
        store.engine(ref).ask(client -> client.createTable(asked)).tableDescription();
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
    table.onDemandSince = now;
    table.policy = policy;
    view.ifPresent(each -> streams.enable(table, each));
    tables.put(ref.name(), table);
    pass(table, TableStatus.CREATING, config.tableTimes().creating());
    return CreateTableResponse.builder()
        .tableDescription(TableDescriptions.of(table, made, now))
        .build();
  }

  private static GlobalSecondaryIndex withoutSpeed(GlobalSecondaryIndex index) {
    return index.toBuilder()
        .onDemandThroughput((OnDemandThroughput) null)
        .warmThroughput((WarmThroughput) null)
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
    TableDescription engine =
        store
            .engine(table.ref)
            .ask(client -> client.describeTable(r -> r.tableName(table.ref.name())))
            .table();
    if (!clock.instant().isBefore(table.counts.at().plus(config.countsEvery()))) {
      table.counts = TableDescriptions.counted(engine, clock.instant());
    }
    return TableDescriptions.of(table, engine, clock.instant());
  }

  DeleteTableResponse deleteTable(Call call, DeleteTableRequest request) {
    TableRef ref = TableRef.of(call, request.tableName());
    Table table = store.changeable(ref);
    replicas.checkDelete(table);
    TableDescription before = description(table);
    replicas.remove(table);
    linger(table, before);
    return DeleteTableResponse.builder()
        .tableDescription(TableDescriptions.deleting(before))
        .build();
  }

  /** Lets a table be in a state for a while. */
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
  private void linger(Table table, TableDescription before) {
    Duration time = config.tableTimes().deleting();
    if (!time.isZero()) {
      SortedMap<String, Table> tables =
          store.region(table.ref.account(), table.ref.region()).tables;
      table.status = TableStatus.DELETING;
      table.last = before.toBuilder().tableStatus(TableStatus.DELETING).build();
      tables.put(table.ref.name(), table);
      clock.schedule(
          time.toNanos(),
          "dynamodb: " + table.ref.name() + " is gone",
          () -> tables.remove(table.ref.name(), table));
    }
  }

  UpdateTableResponse updateTable(Call call, UpdateTableRequest request) {
    TableRef ref = TableRef.of(call, request.tableName());
    Table table = store.changeable(ref);
    SchemaRules.check(request);
    refuse("MultiRegionConsistency", request.multiRegionConsistencyAsString() != null);
    refuse("GlobalTableWitnessUpdates", request.hasGlobalTableWitnessUpdates());
    UpdateTableRequest asked =
        request.toBuilder()
            .tableName(ref.name())
            .streamSpecification((StreamSpecification) null)
            .replicaUpdates((List<ReplicationGroupUpdate>) null)
            .sseSpecification((SSESpecification) null)
            .tableClass((String) null)
            .onDemandThroughput((OnDemandThroughput) null)
            .warmThroughput((WarmThroughput) null)
            .globalSecondaryIndexUpdates(
                request.hasGlobalSecondaryIndexUpdates()
                    ? request.globalSecondaryIndexUpdates().stream()
                        .map(DynamoDbTableService::withoutSpeed)
                        .toList()
                    : null)
            .build();
    boolean ours =
        request.sseSpecification() != null
            || request.tableClassAsString() != null
            || request.onDemandThroughput() != null
            || request.warmThroughput() != null
            || request.streamSpecification() != null
            || !request.replicaUpdates().isEmpty();
    boolean capacity =
        request.billingModeAsString() != null || request.provisionedThroughput() != null;
    boolean engines =
        capacity
            || request.deletionProtectionEnabled() != null
            || request.hasGlobalSecondaryIndexUpdates();
    if (!ours && !engines) {
      throw DynamoDbError.VALIDATION.with(
          "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled,"
              + " GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required");
    }
    checkStream(table, request.streamSpecification(), capacity);
    replicas.check(call, table, request);
    Instant now = clock.instant();
    if (engines) {
      updateEngine(table, asked, now);
    }
    if (request.streamSpecification() != null) {
      streams.change(table, request.streamSpecification());
    }
    encrypt(table, request.sseSpecification());
    if (request.tableClassAsString() != null) {
      table.tableClass = request.tableClassAsString();
      table.tableClassChangedAt = now;
    }
    keepInStep(table, request, asked, now);
    replicas.apply(table, request.replicaUpdates());
    pass(table, TableStatus.UPDATING, config.tableTimes().updating());
    return UpdateTableResponse.builder().tableDescription(description(table)).build();
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
  private void keepInStep(
      Table table, UpdateTableRequest request, UpdateTableRequest asked, Instant now) {
    for (Table each : replicas.together(table)) {
      if (request.onDemandThroughput() != null) {
        each.onDemand = request.onDemandThroughput();
      }
      if (request.warmThroughput() != null) {
        each.warm = request.warmThroughput();
      }
      if (each != table && asked.hasGlobalSecondaryIndexUpdates()) {
        updateEngine(
            each, asked.toBuilder().deletionProtectionEnabled((Boolean) null).build(), now);
      }
    }
  }

  private static GlobalSecondaryIndexUpdate withoutSpeed(GlobalSecondaryIndexUpdate update) {
    GlobalSecondaryIndexUpdate.Builder plain = update.toBuilder();
    if (update.create() != null) {
      plain.create(
          update.create().toBuilder()
              .onDemandThroughput((OnDemandThroughput) null)
              .warmThroughput((WarmThroughput) null)
              .build());
    }
    if (update.update() != null) {
      plain.update(
          update.update().toBuilder()
              .onDemandThroughput((OnDemandThroughput) null)
              .warmThroughput((WarmThroughput) null)
              .build());
    }
    return plain.build();
  }

  private void updateEngine(Table table, UpdateTableRequest asked, Instant now) {
    DynamoEngine engine = store.engine(table.ref);
    ProvisionedThroughputDescription before = description(table).provisionedThroughput();
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
    TableDescription after = description(table);
    keepIndexes(table, after);
    if ("PAY_PER_REQUEST".equals(asked.billingModeAsString())) {
      table.onDemandSince = now;
    } else {
      keepChange(table, before, after.provisionedThroughput(), now);
    }
  }

  private static void keepChange(
      Table table,
      ProvisionedThroughputDescription before,
      ProvisionedThroughputDescription after,
      Instant now) {
    if (after.readCapacityUnits() > before.readCapacityUnits()
        || after.writeCapacityUnits() > before.writeCapacityUnits()) {
      table.lastIncrease = now;
    }
    if (after.readCapacityUnits() < before.readCapacityUnits()
        || after.writeCapacityUnits() < before.writeCapacityUnits()) {
      table.decreasesOnThatDay = TableDescriptions.decreasesToday(table, now) + 1;
      table.lastDecrease = now;
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
        .accountMaxReadCapacityUnits(ACCOUNT_UNITS)
        .accountMaxWriteCapacityUnits(ACCOUNT_UNITS)
        .tableMaxReadCapacityUnits(TABLE_UNITS)
        .tableMaxWriteCapacityUnits(TABLE_UNITS)
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

  private static void refuse(String member, boolean given) {
    if (given) {
      throw notSimulated(member);
    }
  }

  private static AwsException notSimulated(String member) {
    return DynamoDbError.NOT_IMPLEMENTED.with(
        "Diorama does not simulate " + member + " of DynamoDB tables yet.");
  }
}
