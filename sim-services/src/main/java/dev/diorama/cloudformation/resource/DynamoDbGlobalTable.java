package dev.diorama.cloudformation.resource;

import dev.diorama.cloudformation.resource.GlobalTableCapacity.Units;
import dev.diorama.cloudformation.template.TemplateException;
import dev.diorama.core.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateReplicationGroupMemberAction;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.CreateTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DeleteTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.GlobalTableWitnessGroupUpdate;
import software.amazon.awssdk.services.dynamodb.model.MultiRegionConsistency;
import software.amazon.awssdk.services.dynamodb.model.OnDemandThroughput;
import software.amazon.awssdk.services.dynamodb.model.ReplicaGlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.ReplicationGroupUpdate;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.Tag;
import software.amazon.awssdk.services.dynamodb.model.TagResourceRequest;
import software.amazon.awssdk.services.dynamodb.model.TagResourceResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableResponse;

/**
 * {@code AWS::DynamoDB::GlobalTable}: a table in the stack's Region with its auto scaling, then its
 * replicas, one by one or, where consistency is strong, all in one.
 *
 * <p>Documented:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-globaltable.html
 */
final class DynamoDbGlobalTable {
  private static final String READS = "ReadProvisionedThroughputSettings";
  private static final String WRITES = "WriteProvisionedThroughputSettings";
  private static final String MAX_READS = "ReadOnDemandThroughputSettings";
  private static final String MAX_WRITES = "WriteOnDemandThroughputSettings";

  /** Capacity settings as they are written; which of them count depends on the billing mode. */
  private record Settings(
      Optional<Json> reads,
      Optional<Json> writes,
      Optional<Long> maxReads,
      Optional<Long> maxWrites) {
    static Settings of(Properties from) {
      return new Settings(
          from.take(READS), from.take(WRITES), max(from, MAX_READS), max(from, MAX_WRITES));
    }

    private static Optional<Long> max(Properties from, String name) {
      String member = name.startsWith("Read") ? "MaxReadRequestUnits" : "MaxWriteRequestUnits";
      return from.take(name).flatMap(each -> each.text(member)).map(Long::valueOf);
    }
  }

  /** The settings of one replica, those of its indexes by name. */
  private record Replica(
      String region,
      boolean deletionProtection,
      boolean recovery,
      @Nullable String tableClass,
      @Nullable String kmsKey,
      List<Tag> tags,
      Settings capacity,
      Map<String, Settings> indexes) {
    Optional<Json> readsOf(String index) {
      return Optional.ofNullable(indexes.get(index)).flatMap(Settings::reads);
    }
  }

  private final ResourceCall call;
  private final String name;
  private final boolean provisioned;
  private final Settings capacity;

  /** Capacity settings of the indexes, in the order of the template. */
  private final Map<String, Settings> indexes = new LinkedHashMap<>();

  private final List<GlobalSecondaryIndex> schemas = new ArrayList<>();
  private final List<Replica> replicas;
  private final Replica home;

  private DynamoDbGlobalTable(ResourceCall call, Properties properties) {
    this.call = call;
    this.name = properties.text("TableName").orElseGet(() -> call.generatedName(255));
    this.provisioned = properties.text("BillingMode").orElse("PROVISIONED").equals("PROVISIONED");
    this.capacity = Settings.of(properties);
    for (Json each : properties.take("GlobalSecondaryIndexes").orElse(Json.nil()).items()) {
      Properties index = call.properties((Json.Obj) each);
      String indexName = index.requireText("IndexName");
      Settings settings = Settings.of(index);
      schemas.add(
          new Binder(call.logicalId())
              .bind(
                  GlobalSecondaryIndex.builder(),
                  index.only("KeySchema", "Projection", "WarmThroughput"))
              .indexName(indexName)
              .build());
      index.done();
      indexes.put(indexName, settings);
    }
    this.replicas = replicas(call, properties.require("Replicas"));
    this.home =
        replicas.stream()
            .filter(each -> each.region().equals(call.region()))
            .findFirst()
            .orElseThrow(DynamoDbGlobalTable::noHome);
  }

  static ResourceType.Made create(ResourceCall call, Properties properties) {
    return new DynamoDbGlobalTable(call, properties).create(properties);
  }

  private ResourceType.Made create(Properties properties) {
    CreateTableRequest.Builder request =
        new Binder(call.logicalId())
            .bind(
                CreateTableRequest.builder(),
                properties.only(
                    "AttributeDefinitions", "KeySchema", "LocalSecondaryIndexes", "WarmThroughput"))
            .tableName(name);
    boolean strong = isStrong(properties);
    Optional<String> witness = witness(properties);
    boolean stream = stream(properties, request);
    boolean encrypted =
        properties
            .take("SSESpecification")
            .flatMap(each -> each.text("SSEEnabled"))
            .map(Boolean::parseBoolean)
            .orElse(false);
    Json ttl = properties.take("TimeToLiveSpecification").orElse(Json.nil());
    properties.done(Set.of("GlobalTableSourceArn"));
    if (replicas.size() > 1 && !stream && !strong) {
      throw new TemplateException(
          "Invalid request provided: You must specify StreamSpecification when the GlobalTable "
              + call.logicalId()
              + " has more than one replica");
    }
    throughput(request);
    TableDescription table = createHome(request, encrypted);
    if (provisioned) {
      scaleHome();
    }
    List<Replica> others =
        replicas.stream().filter(each -> !each.region().equals(home.region())).toList();
    if (strong) {
      strengthen(others, witness);
    } else {
      for (Replica other : others) {
        update(UpdateTableRequest.builder().replicaUpdates(added(other)));
      }
    }
    others.forEach(this::settle);
    DynamoDbTypes.expire(call, name, ttl);
    replicas.stream()
        .filter(Replica::recovery)
        .forEach(each -> DynamoDbTypes.recover(call, each.region(), name));
    ResourceType.Made made =
        ResourceType.Made.of(name).with("Arn", table.tableArn()).with("TableId", table.tableId());
    return table.latestStreamArn() == null ? made : made.with("StreamArn", table.latestStreamArn());
  }

  private static TemplateException noHome() {
    // Observed: aws-cloudformation/rain, issue 339.
    return new TemplateException(
        "Invalid request provided: The Replicas section must contain an entry for the current"
            + " region");
  }

  private static boolean isStrong(Properties properties) {
    return properties.text("MultiRegionConsistency").filter("STRONG"::equals).isPresent();
  }

  /** Documented: a table may have one witness, which only a strongly consistent one needs. */
  private static Optional<String> witness(Properties properties) {
    List<Json> all = properties.take("GlobalTableWitnesses").map(Json::items).orElse(List.of());
    return all.stream().findFirst().flatMap(each -> each.text("Region"));
  }

  private static boolean stream(Properties properties, CreateTableRequest.Builder request) {
    return properties
        .take("StreamSpecification")
        .map(
            stream -> {
              request.streamSpecification(
                  s ->
                      s.streamEnabled(true)
                          .streamViewType(stream.text("StreamViewType").orElse(null)));
              return true;
            })
        .orElse(false);
  }

  private static List<Replica> replicas(ResourceCall call, Json written) {
    List<Replica> replicas = new ArrayList<>();
    for (Json each : written.items()) {
      Properties replica = call.properties((Json.Obj) each);
      Map<String, Settings> indexes = new LinkedHashMap<>();
      for (Json one : replica.take("GlobalSecondaryIndexes").orElse(Json.nil()).items()) {
        Properties index = call.properties((Json.Obj) one);
        indexes.put(index.requireText("IndexName"), Settings.of(index));
        index.recorded("ContributorInsightsSpecification");
        index.done();
      }
      replicas.add(
          new Replica(
              replica.requireText("Region"),
              replica.flag("DeletionProtectionEnabled"),
              replica
                  .take("PointInTimeRecoverySpecification")
                  .flatMap(p -> p.text("PointInTimeRecoveryEnabled"))
                  .map(Boolean::parseBoolean)
                  .orElse(false),
              replica.text("TableClass").orElse(null),
              replica.take("SSESpecification").flatMap(s -> s.text("KMSMasterKeyId")).orElse(null),
              DynamoDbTypes.tags(replica.tags("Tags")),
              Settings.of(replica),
              indexes));
      replica.recorded("ContributorInsightsSpecification");
      replica.done(
          Set.of(
              "GlobalTableSettingsReplicationMode",
              "KinesisStreamSpecification",
              "ReplicaStreamSpecification",
              "ResourcePolicy"));
    }
    return replicas;
  }

  private Units reads(Replica replica) {
    return GlobalTableCapacity.reads(call, replica.capacity().reads(), capacity.reads());
  }

  private Units reads(Replica replica, String index) {
    return GlobalTableCapacity.reads(call, replica.readsOf(index), of(index).reads());
  }

  private Units writes() {
    return GlobalTableCapacity.writes(call, capacity.writes());
  }

  private Units writes(String index) {
    return GlobalTableCapacity.writes(call, of(index).writes());
  }

  private Settings of(String index) {
    Settings settings = indexes.get(index);
    if (settings == null) {
      throw new IllegalStateException("no index " + index);
    }
    return settings;
  }

  private String resource(String index) {
    return "table/" + name + "/index/" + index;
  }

  /** What the home table and its indexes can take. */
  private void throughput(CreateTableRequest.Builder request) {
    request.billingMode(provisioned ? BillingMode.PROVISIONED : BillingMode.PAY_PER_REQUEST);
    List<GlobalSecondaryIndex> made = new ArrayList<>();
    for (GlobalSecondaryIndex each : schemas) {
      GlobalSecondaryIndex.Builder index = each.toBuilder();
      String of = each.indexName();
      if (provisioned) {
        long first = reads(home, of).first();
        index.provisionedThroughput(
            p -> p.readCapacityUnits(first).writeCapacityUnits(writes(of).first()));
      } else {
        Settings own = home.indexes().getOrDefault(of, of(of));
        maximum(own.maxReads().or(() -> of(of).maxReads()), of(of).maxWrites())
            .ifPresent(index::onDemandThroughput);
      }
      made.add(index.build());
    }
    if (!made.isEmpty()) {
      request.globalSecondaryIndexes(made);
    }
    if (provisioned) {
      long first = reads(home).first();
      request.provisionedThroughput(
          p -> p.readCapacityUnits(first).writeCapacityUnits(writes().first()));
    } else {
      maximum(home.capacity().maxReads().or(capacity::maxReads), capacity.maxWrites())
          .ifPresent(request::onDemandThroughput);
    }
  }

  private static Optional<OnDemandThroughput> maximum(Optional<Long> reads, Optional<Long> writes) {
    return reads.isEmpty() && writes.isEmpty()
        ? Optional.empty()
        : Optional.of(
            OnDemandThroughput.builder()
                .maxReadRequestUnits(reads.orElse(null))
                .maxWriteRequestUnits(writes.orElse(null))
                .build());
  }

  private TableDescription createHome(CreateTableRequest.Builder request, boolean encrypted) {
    request.tableClass(home.tableClass());
    if (home.deletionProtection()) {
      request.deletionProtectionEnabled(true);
    }
    if (!home.tags().isEmpty()) {
      request.tags(home.tags());
    }
    if (encrypted) {
      request.sseSpecification(s -> s.enabled(true).sseType("KMS").kmsMasterKeyId(home.kmsKey()));
    }
    return call.send(request.build(), CreateTableResponse.class).tableDescription();
  }

  /** DynamoDB copies the scaling of writes to every replica, so it has to be there before them. */
  private void scaleHome() {
    GlobalTableCapacity.scaleWrites(call, home.region(), "table/" + name, writes());
    for (String index : indexes.keySet()) {
      GlobalTableCapacity.scaleWrites(call, home.region(), resource(index), writes(index));
    }
    scaleReads(home);
  }

  private void scaleReads(Replica replica) {
    GlobalTableCapacity.scaleReads(call, replica.region(), "table/" + name, reads(replica));
    for (String index : indexes.keySet()) {
      GlobalTableCapacity.scaleReads(
          call, replica.region(), resource(index), reads(replica, index));
    }
  }

  private ReplicationGroupUpdate added(Replica replica) {
    CreateReplicationGroupMemberAction.Builder create =
        CreateReplicationGroupMemberAction.builder()
            .regionName(replica.region())
            .tableClassOverride(replica.tableClass())
            .kmsMasterKeyId(replica.kmsKey());
    List<ReplicaGlobalSecondaryIndex> own = new ArrayList<>();
    if (provisioned) {
      long first = reads(replica).first();
      create.provisionedThroughputOverride(p -> p.readCapacityUnits(first));
      for (String index : indexes.keySet()) {
        long ofIndex = reads(replica, index).first();
        own.add(
            ReplicaGlobalSecondaryIndex.builder()
                .indexName(index)
                .provisionedThroughputOverride(p -> p.readCapacityUnits(ofIndex))
                .build());
      }
    } else {
      replica
          .capacity()
          .maxReads()
          .ifPresent(most -> create.onDemandThroughputOverride(o -> o.maxReadRequestUnits(most)));
      replica
          .indexes()
          .forEach(
              (index, settings) ->
                  settings
                      .maxReads()
                      .ifPresent(
                          most ->
                              own.add(
                                  ReplicaGlobalSecondaryIndex.builder()
                                      .indexName(index)
                                      .onDemandThroughputOverride(o -> o.maxReadRequestUnits(most))
                                      .build())));
    }
    if (!own.isEmpty()) {
      create.globalSecondaryIndexes(own);
    }
    return ReplicationGroupUpdate.builder().create(create.build()).build();
  }

  private void strengthen(List<Replica> others, Optional<String> witness) {
    UpdateTableRequest.Builder request =
        UpdateTableRequest.builder()
            .multiRegionConsistency(MultiRegionConsistency.STRONG)
            .replicaUpdates(others.stream().map(this::added).toList());
    witness.ifPresent(
        region ->
            request.globalTableWitnessUpdates(
                GlobalTableWitnessGroupUpdate.builder().create(c -> c.regionName(region)).build()));
    update(request);
  }

  private void update(UpdateTableRequest.Builder request) {
    call.send(request.tableName(name).build(), UpdateTableResponse.class);
  }

  /** What is a replica's own and needs a call in its Region. */
  private void settle(Replica replica) {
    if (provisioned) {
      scaleReads(replica);
    }
    if (replica.deletionProtection()) {
      call.sendIn(
          replica.region(),
          UpdateTableRequest.builder().tableName(name).deletionProtectionEnabled(true).build(),
          UpdateTableResponse.class);
    }
    if (!replica.tags().isEmpty()) {
      String arn = "arn:aws:dynamodb:" + replica.region() + ":" + call.account() + ":table/" + name;
      call.sendIn(
          replica.region(),
          TagResourceRequest.builder().resourceArn(arn).tags(replica.tags()).build(),
          TagResourceResponse.class);
    }
  }

  /** Removes the replicas in the other Regions, and then the table, as nothing else may be left. */
  static void delete(ResourceCall call, String name) {
    TableDescription table =
        call.send(
                DescribeTableRequest.builder().tableName(name).build(), DescribeTableResponse.class)
            .table();
    List<ReplicationGroupUpdate> removed =
        table.replicas().stream()
            .filter(each -> !each.regionName().equals(call.region()))
            .map(
                each ->
                    ReplicationGroupUpdate.builder()
                        .delete(d -> d.regionName(each.regionName()))
                        .build())
            .toList();
    if (!removed.isEmpty()) {
      UpdateTableRequest.Builder request =
          UpdateTableRequest.builder().tableName(name).replicaUpdates(removed);
      List<GlobalTableWitnessGroupUpdate> witnesses =
          table.globalTableWitnesses().stream()
              .map(
                  each ->
                      GlobalTableWitnessGroupUpdate.builder()
                          .delete(d -> d.regionName(each.regionName()))
                          .build())
              .toList();
      if (!witnesses.isEmpty()) {
        request.globalTableWitnessUpdates(witnesses);
      }
      call.send(request.build(), UpdateTableResponse.class);
    }
    if (table.provisionedThroughput().writeCapacityUnits() > 0) {
      List<String> resources = new ArrayList<>();
      resources.add("table/" + name);
      table
          .globalSecondaryIndexes()
          .forEach(each -> resources.add("table/" + name + "/index/" + each.indexName()));
      GlobalTableCapacity.forget(call, resources);
    }
    call.send(DeleteTableRequest.builder().tableName(name).build(), DeleteTableResponse.class);
  }
}
