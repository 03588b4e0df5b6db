package dev.diorama.cloudformation.resource;

import dev.diorama.cloudformation.template.TemplateException;
import dev.diorama.core.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.CreateReplicationGroupMemberAction;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.CreateTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DeleteTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.ReplicaDescription;
import software.amazon.awssdk.services.dynamodb.model.ReplicationGroupUpdate;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.Tag;
import software.amazon.awssdk.services.dynamodb.model.TagResourceRequest;
import software.amazon.awssdk.services.dynamodb.model.TagResourceResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableResponse;

/**
 * {@code AWS::DynamoDB::GlobalTable}: a table in the stack's Region, then its replicas one by one.
 *
 * <p>On-demand only: a provisioned global table needs auto scaling, which is not simulated.
 * Documented:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-dynamodb-globaltable.html
 */
final class DynamoDbGlobalTable {
  private DynamoDbGlobalTable() {}

  /** The settings of one replica. */
  private record Replica(
      String region,
      boolean deletionProtection,
      boolean recovery,
      @Nullable String tableClass,
      @Nullable String kmsKey,
      List<Tag> tags) {}

  static ResourceType.Made create(ResourceCall call, Properties properties) {
    String name = properties.text("TableName").orElseGet(() -> call.generatedName(255));
    onDemand(call, properties.text("BillingMode").orElse("PROVISIONED"));
    properties
        .text("MultiRegionConsistency")
        .filter(mode -> !mode.equals("EVENTUAL"))
        .ifPresent(mode -> refuse(call, "MultiRegionConsistency " + mode));
    Json.Obj same =
        properties.only(
            "AttributeDefinitions", "BillingMode", "KeySchema", "LocalSecondaryIndexes");
    CreateTableRequest.Builder request =
        new Binder(call.logicalId()).bind(CreateTableRequest.builder(), same);
    request.tableName(name).billingMode("PAY_PER_REQUEST");
    List<Json> indexes = indexes(call, properties);
    if (!indexes.isEmpty()) {
      new Binder(call.logicalId())
          .bind(
              request, Json.object().put("GlobalSecondaryIndexes", new Json.Arr(indexes)).build());
    }
    boolean stream = stream(properties, request);
    boolean encrypted =
        properties
            .take("SSESpecification")
            .flatMap(each -> each.text("SSEEnabled"))
            .map(Boolean::parseBoolean)
            .orElse(false);
    Json ttl = properties.take("TimeToLiveSpecification").orElse(Json.nil());
    List<Replica> replicas = replicas(call, properties.require("Replicas"));
    properties.done(
        Set.of(
            "GlobalTableSourceArn",
            "GlobalTableWitnesses",
            "ReadOnDemandThroughputSettings",
            "ReadProvisionedThroughputSettings",
            "WarmThroughput",
            "WriteOnDemandThroughputSettings",
            "WriteProvisionedThroughputSettings"));
    if (replicas.size() > 1 && !stream) {
      throw new TemplateException(
          "Invalid request provided: You must specify StreamSpecification when the GlobalTable "
              + call.logicalId()
              + " has more than one replica");
    }
    Replica home =
        replicas.stream()
            .filter(each -> each.region().equals(call.region()))
            .findFirst()
            .orElseThrow(DynamoDbGlobalTable::noHome);
    TableDescription table = createHome(call, request, home, encrypted);
    for (Replica replica : replicas) {
      if (!replica.region().equals(home.region())) {
        add(call, name, replica);
      }
    }
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

  private static void onDemand(ResourceCall call, String billing) {
    if (!billing.equals("PAY_PER_REQUEST")) {
      refuse(call, "BillingMode " + billing + " of a GlobalTable, which is also the default");
    }
  }

  private static void refuse(ResourceCall call, String what) {
    throw new TemplateException(
        "Diorama does not simulate "
            + what
            + " (resource "
            + call.logicalId()
            + "); see docs/fidelity.md");
  }

  /** Indexes without settings of capacity, which only provisioned tables need. */
  private static List<Json> indexes(ResourceCall call, Properties properties) {
    List<Json> indexes = new ArrayList<>();
    for (Json each : properties.take("GlobalSecondaryIndexes").orElse(Json.nil()).items()) {
      Properties index = call.properties((Json.Obj) each);
      indexes.add(index.only("IndexName", "KeySchema", "Projection"));
      index.done(
          Set.of(
              "ReadOnDemandThroughputSettings",
              "ReadProvisionedThroughputSettings",
              "WarmThroughput",
              "WriteOnDemandThroughputSettings",
              "WriteProvisionedThroughputSettings"));
    }
    return indexes;
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
              DynamoDbTypes.tags(replica.tags("Tags"))));
      replica.recorded("ContributorInsightsSpecification");
      replica.done(
          Set.of(
              "GlobalSecondaryIndexes",
              "GlobalTableSettingsReplicationMode",
              "KinesisStreamSpecification",
              "ReadOnDemandThroughputSettings",
              "ReadProvisionedThroughputSettings",
              "ReplicaStreamSpecification",
              "ResourcePolicy"));
    }
    return replicas;
  }

  private static TableDescription createHome(
      ResourceCall call, CreateTableRequest.Builder request, Replica home, boolean encrypted) {
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

  private static void add(ResourceCall call, String name, Replica replica) {
    CreateReplicationGroupMemberAction create =
        CreateReplicationGroupMemberAction.builder()
            .regionName(replica.region())
            .tableClassOverride(replica.tableClass())
            .kmsMasterKeyId(replica.kmsKey())
            .build();
    update(call, name, ReplicationGroupUpdate.builder().create(create).build());
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

  private static void update(ResourceCall call, String name, ReplicationGroupUpdate update) {
    call.send(
        UpdateTableRequest.builder().tableName(name).replicaUpdates(update).build(),
        UpdateTableResponse.class);
  }

  /** Removes the replicas in the other Regions, and then the table, as nothing else may be left. */
  static void delete(ResourceCall call, String name) {
    List<ReplicaDescription> replicas =
        call.send(
                DescribeTableRequest.builder().tableName(name).build(), DescribeTableResponse.class)
            .table()
            .replicas();
    for (ReplicaDescription replica : replicas) {
      if (!replica.regionName().equals(call.region())) {
        update(
            call,
            name,
            ReplicationGroupUpdate.builder()
                .delete(d -> d.regionName(replica.regionName()))
                .build());
      }
    }
    call.send(DeleteTableRequest.builder().tableName(name).build(), DeleteTableResponse.class);
  }
}
