package dev.diorama.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.diorama.core.router.Access;
import dev.diorama.core.trace.Span;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.applicationautoscaling.model.PutScalingPolicyRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.PutScalingPolicyResponse;
import software.amazon.awssdk.services.applicationautoscaling.model.RegisterScalableTargetRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.RegisterScalableTargetResponse;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.ReplicaDescription;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.UpdateReplicationGroupMemberAction;

/** Global tables in provisioned mode, and what replicas have of their own. */
class ProvisionedReplicaTest extends GlobalTableFixture {
  private static final TableTimes TIMES =
      new TableTimes(Duration.ofSeconds(8), Duration.ofSeconds(15), Duration.ofSeconds(6));
  private static final String TABLE_WRITES = "dynamodb:table:WriteCapacityUnits";
  private static final String TABLE_READS = "dynamodb:table:ReadCapacityUnits";
  private static final String INDEX_WRITES = "dynamodb:index:WriteCapacityUnits";

  private final FakeScaling scaling = new FakeScaling(cloud);

  ProvisionedReplicaTest() {
    super(DynamoDbConfig.defaults().withTableTimes(TIMES));
  }

  private void scale(String resource, String dimension) {
    send(
        RegisterScalableTargetRequest.builder()
            .serviceNamespace("dynamodb")
            .resourceId(resource)
            .scalableDimension(dimension)
            .minCapacity(1)
            .maxCapacity(50)
            .build(),
        RegisterScalableTargetResponse.class);
    send(
        PutScalingPolicyRequest.builder()
            .policyName("track")
            .policyType("TargetTrackingScaling")
            .serviceNamespace("dynamodb")
            .resourceId(resource)
            .scalableDimension(dimension)
            .targetTrackingScalingPolicyConfiguration(t -> t.targetValue(70.0))
            .build(),
        PutScalingPolicyResponse.class);
  }

  /** A table of 10 read and 5 write units with an index of 4 and 3, its writes scaled. */
  private void provisioned() {
    table(
        "Blog",
        false,
        r ->
            r.billingMode("PROVISIONED")
                .provisionedThroughput(p -> p.readCapacityUnits(10L).writeCapacityUnits(5L))
                .attributeDefinitions(attribute("pk", "S"), attribute("author", "S"))
                .globalSecondaryIndexes(
                    g ->
                        g.indexName("byAuthor")
                            .keySchema(key("author", "HASH"))
                            .projection(p -> p.projectionType("ALL"))
                            .provisionedThroughput(
                                p -> p.readCapacityUnits(4L).writeCapacityUnits(3L))));
    clock.advance(TIMES.creating());
    scale("table/Blog", TABLE_WRITES);
    scale("table/Blog", TABLE_READS);
    scale("table/Blog/index/byAuthor", INDEX_WRITES);
  }

  /** The same with a replica in Ireland that reads 30 units and its index 6. */
  private void replicated() {
    provisioned();
    client.updateTable(
        r ->
            r.tableName("Blog")
                .replicaUpdates(
                    u ->
                        u.create(
                            c ->
                                c.regionName(IRELAND)
                                    .provisionedThroughputOverride(p -> p.readCapacityUnits(30L))
                                    .globalSecondaryIndexes(
                                        i ->
                                            i.indexName("byAuthor")
                                                .provisionedThroughputOverride(
                                                    p -> p.readCapacityUnits(6L))))));
    clock.advance(TIMES.updating());
  }

  private TableDescription described(String region) {
    return at(region).describeTable(r -> r.tableName("Blog")).table();
  }

  private void change(UpdateReplicationGroupMemberAction.Builder wanted) {
    client.updateTable(
        r -> r.tableName("Blog").replicaUpdates(u -> u.update(wanted.regionName(IRELAND).build())));
  }

  private void refused(Runnable call, String code, String message) {
    AwsServiceException e = catchThrowableOfType(AwsServiceException.class, call::run);
    assertThat(e).isNotNull();
    assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
    assertThat(e.statusCode()).isEqualTo(400);
    assertThat(e.awsErrorDetails().errorMessage()).contains(message);
  }

  private void put(String region, String pk, int kilobytes) {
    at(region)
        .putItem(
            r ->
                r.tableName("Blog")
                    .item(item("pk", pk, "d", "x".repeat(kilobytes * 1_024 - 3 - pk.length()))));
  }

  @Test
  void replica_ofAProvisionedTable_hasItsOwnReads_andTheScalingOfWrites() {
    replicated();
    TableDescription replica = described(IRELAND);
    assertThat(replica.provisionedThroughput().readCapacityUnits()).isEqualTo(30);
    assertThat(replica.provisionedThroughput().writeCapacityUnits()).isEqualTo(5);
    assertThat(replica.globalSecondaryIndexes().get(0).provisionedThroughput())
        .satisfies(
            units -> {
              assertThat(units.readCapacityUnits()).isEqualTo(6);
              assertThat(units.writeCapacityUnits()).isEqualTo(3);
            });
    assertThat(replica.billingModeSummary()).isNull();
    ReplicaDescription shown = described(VIRGINIA).replicas().get(0);
    assertThat(shown.regionName()).isEqualTo(IRELAND);
    assertThat(shown.provisionedThroughputOverride().readCapacityUnits()).isEqualTo(30);
    assertThat(shown.globalSecondaryIndexes()).hasSize(1);
    assertThat(
            shown
                .globalSecondaryIndexes()
                .get(0)
                .provisionedThroughputOverride()
                .readCapacityUnits())
        .isEqualTo(6);
    // The scaling of reads is not copied, as they are the replica's own.
    assertThat(scaling.targets)
        .containsKeys(
            FakeScaling.key(IRELAND, "table/Blog", TABLE_WRITES),
            FakeScaling.key(IRELAND, "table/Blog/index/byAuthor", INDEX_WRITES))
        .doesNotContainKey(FakeScaling.key(IRELAND, "table/Blog", TABLE_READS));
    assertThat(
            scaling
                .policies
                .get(FakeScaling.key(IRELAND, "table/Blog", TABLE_WRITES))
                .targetTrackingScalingPolicyConfiguration()
                .targetValue())
        .isEqualTo(70.0);
    noReplica("Blog", IRELAND);
    assertThat(scaling.targets.keySet()).noneMatch(key -> key.startsWith(IRELAND));
  }

  @Test
  void replica_passesThroughItsStates() {
    provisioned();
    replica("Blog", IRELAND);
    assertThat(described(VIRGINIA).replicas())
        .extracting(each -> each.regionName() + " " + each.replicaStatusAsString())
        .containsExactly("eu-west-1 CREATING", "us-east-1 UPDATING");
    assertThat(described(IRELAND).tableStatusAsString()).isEqualTo("CREATING");
    clock.settle();
    assertThat(described(VIRGINIA).replicas())
        .extracting(each -> each.replicaStatusAsString())
        .containsExactly("ACTIVE", "ACTIVE");
    // Without an override it is as its source, scaling of reads and all.
    assertThat(described(IRELAND).provisionedThroughput().readCapacityUnits()).isEqualTo(10);
    assertThat(scaling.targets).containsKey(FakeScaling.key(IRELAND, "table/Blog", TABLE_READS));
    noReplica("Blog", IRELAND);
    assertThat(described(IRELAND).tableStatusAsString()).isEqualTo("DELETING");
    clock.settle();
    assertThat(described(VIRGINIA).replicas()).isEmpty();
    assertThat(ireland.listTables().tableNames()).isEmpty();
  }

  @Test
  void replica_isThrottledByItsOwnReads_andReplicatedWritesDrawOnIt() {
    replicated();
    // 300 seconds of 30 and of 10 units.
    for (int i = 0; i < 90; i++) {
      put(VIRGINIA, "k" + i, 1);
      clock.advance(Duration.ofSeconds(1));
    }
    clock.settle();
    Map<String, AttributeValue> key = item("pk", "k0");
    double writes =
        cloud
            .metrics()
            .in(ACCOUNT, IRELAND)
            .total("AWS/DynamoDB", "ConsumedWriteCapacityUnits", "TableName", "Blog")
            .sum();
    assertThat(writes).isEqualTo(90);
    for (int i = 0; i < 9_000; i++) {
      ireland.getItem(r -> r.tableName("Blog").key(key).consistentRead(true));
      if (i % 2_500 == 0) {
        clock.advance(Duration.ofSeconds(1)); // A partition serves 3,000 in a second.
      }
    }
    ProvisionedThroughputExceededException e = null;
    for (int i = 0; i < 200 && e == null; i++) {
      e =
          catchThrowableOfType(
              ProvisionedThroughputExceededException.class,
              () -> ireland.getItem(r -> r.tableName("Blog").key(key).consistentRead(true)));
    }
    assertThat(e).isNotNull();
    assertThat(e.statusCode()).isEqualTo(400);
    // The other Region has all of its own.
    client.getItem(r -> r.tableName("Blog").key(key).consistentRead(true));
  }

  @Test
  void replicatedWrites_beyondTheReplicasCapacity_waitAndArrive() {
    replicated();
    client.updateTable(
        r ->
            r.tableName("Blog")
                .provisionedThroughput(p -> p.readCapacityUnits(10L).writeCapacityUnits(50L)));
    clock.advance(Duration.ofMinutes(3));
    // Five units a second and 1,500 in store: 1,600 do not fit.
    for (int i = 0; i < 4; i++) {
      put(VIRGINIA, "k" + i, 399);
      clock.advance(Duration.ofSeconds(1));
    }
    clock.settle();
    List<Span> throttled =
        cloud
            .trace()
            .spans(
                span ->
                    span.operation().equals("Replicate")
                        && span.attributes().containsKey("throttled"));
    assertThat(throttled).isNotEmpty();
    assertThat(throttled.get(0).attributes())
        .containsEntry("throttled", "TableWriteProvisionedThroughputExceeded");
    assertThat(contents(ireland, "Blog")).hasSize(4);
    // Capacity floats in each Region for itself.
    assertThat(described(IRELAND).provisionedThroughput().writeCapacityUnits()).isEqualTo(5);
  }

  @Test
  void update_ofAReplica_changesItsReadsAfterAWhile_andItsClassAtOnce() {
    replicated();
    change(
        UpdateReplicationGroupMemberAction.builder()
            .provisionedThroughputOverride(p -> p.readCapacityUnits(20L))
            .tableClassOverride("STANDARD_INFREQUENT_ACCESS")
            .globalSecondaryIndexes(
                i ->
                    i.indexName("byAuthor")
                        .provisionedThroughputOverride(p -> p.readCapacityUnits(9L))));
    TableDescription now = described(IRELAND);
    assertThat(now.tableStatusAsString()).isEqualTo("UPDATING");
    assertThat(now.provisionedThroughput().readCapacityUnits()).isEqualTo(30);
    assertThat(now.tableClassSummary().tableClassAsString())
        .isEqualTo("STANDARD_INFREQUENT_ACCESS");
    clock.advance(TIMES.updating());
    refused(
        () ->
            change(
                UpdateReplicationGroupMemberAction.builder()
                    .provisionedThroughputOverride(p -> p.readCapacityUnits(21L))),
        "ResourceInUseException",
        "Table is being updated: Blog");
    clock.advance(Duration.ofMinutes(2));
    TableDescription then = described(IRELAND);
    assertThat(then.tableStatusAsString()).isEqualTo("ACTIVE");
    assertThat(then.provisionedThroughput().readCapacityUnits()).isEqualTo(20);
    assertThat(then.provisionedThroughput().numberOfDecreasesToday()).isEqualTo(1);
    assertThat(then.globalSecondaryIndexes().get(0).provisionedThroughput().readCapacityUnits())
        .isEqualTo(9);
    ReplicaDescription shown = described(VIRGINIA).replicas().get(0);
    assertThat(shown.provisionedThroughputOverride().readCapacityUnits()).isEqualTo(20);
    assertThat(shown.replicaTableClassSummary().tableClassAsString())
        .isEqualTo("STANDARD_INFREQUENT_ACCESS");
    assertThat(described(VIRGINIA).provisionedThroughput().readCapacityUnits()).isEqualTo(10);
    assertThat(described(VIRGINIA).tableClassSummary()).isNull();
    assertThat(asked)
        .extracting(Access::action, Access::resource)
        .contains(
            org.assertj.core.groups.Tuple.tuple(
                "dynamodb:UpdateTable", "arn:aws:dynamodb:eu-west-1:" + ACCOUNT + ":table/Blog"));
  }

  @Test
  void autoScalingInARegion_isSeenInTheOverride() {
    replicated();
    ireland.updateTable(
        r ->
            r.tableName("Blog")
                .provisionedThroughput(p -> p.readCapacityUnits(40L).writeCapacityUnits(8L)));
    clock.settle();
    assertThat(
            described(VIRGINIA)
                .replicas()
                .get(0)
                .provisionedThroughputOverride()
                .readCapacityUnits())
        .isEqualTo(40);
    assertThat(described(VIRGINIA).provisionedThroughput().writeCapacityUnits()).isEqualTo(5);
  }

  @Test
  void capacityMode_isSwitchedInAllRegions() {
    replicated();
    client.updateTable(r -> r.tableName("Blog").billingMode("PAY_PER_REQUEST"));
    clock.settle();
    for (String region : List.of(VIRGINIA, IRELAND)) {
      assertThat(described(region).billingModeSummary().billingModeAsString())
          .isEqualTo("PAY_PER_REQUEST");
      assertThat(described(region).provisionedThroughput().readCapacityUnits()).isZero();
    }
    ireland.updateTable(
        r ->
            r.tableName("Blog")
                .billingMode("PROVISIONED")
                .provisionedThroughput(p -> p.readCapacityUnits(7L).writeCapacityUnits(6L))
                .globalSecondaryIndexUpdates(
                    g ->
                        g.update(
                            u ->
                                u.indexName("byAuthor")
                                    .provisionedThroughput(
                                        p -> p.readCapacityUnits(3L).writeCapacityUnits(2L)))));
    clock.settle();
    for (String region : List.of(VIRGINIA, IRELAND)) {
      assertThat(described(region).provisionedThroughput().readCapacityUnits()).isEqualTo(7);
      assertThat(described(region).provisionedThroughput().writeCapacityUnits()).isEqualTo(6);
    }
  }

  @Test
  void newIndex_ofAProvisionedGlobalTable_isMadeInEveryReplica() {
    replicated();
    client.updateTable(
        r ->
            r.tableName("Blog")
                .attributeDefinitions(attribute("day", "S"))
                .globalSecondaryIndexUpdates(
                    g ->
                        g.create(
                            c ->
                                c.indexName("byDay")
                                    .keySchema(key("day", "HASH"))
                                    .projection(p -> p.projectionType("ALL"))
                                    .provisionedThroughput(
                                        p -> p.readCapacityUnits(2L).writeCapacityUnits(2L)))));
    clock.settle();
    assertThat(described(IRELAND).globalSecondaryIndexes())
        .extracting(each -> each.indexName())
        .contains("byDay");
  }

  @Test
  void whatCannotBe_isRefused() {
    provisioned();
    scaling.targets.remove(FakeScaling.key(VIRGINIA, "table/Blog/index/byAuthor", INDEX_WRITES));
    refused(
        () -> replica("Blog", IRELAND),
        "ValidationException",
        "Index write capacity should either be Pay-Per-Request or AutoScaled.");
    scaling.targets.remove(FakeScaling.key(VIRGINIA, "table/Blog", TABLE_WRITES));
    refused(
        () -> replica("Blog", IRELAND),
        "ValidationException",
        "Table write capacity should either be Pay-Per-Request or AutoScaled.");
    scale("table/Blog", TABLE_WRITES);
    scale("table/Blog/index/byAuthor", INDEX_WRITES);
    replica("Blog", IRELAND);
    refused(
        () ->
            change(
                UpdateReplicationGroupMemberAction.builder()
                    .provisionedThroughputOverride(p -> p.readCapacityUnits(2L))),
        "ResourceInUseException",
        "Table is being updated");
    clock.settle();
    refused(
        () ->
            change(
                UpdateReplicationGroupMemberAction.builder()
                    .provisionedThroughputOverride(p -> p.readCapacityUnits(0L))),
        "ValidationException",
        "greater than or equal to 1");
    refused(
        () ->
            change(
                UpdateReplicationGroupMemberAction.builder()
                    .provisionedThroughputOverride(p -> p.readCapacityUnits(40_001L))),
        "LimitExceededException",
        "Subscriber limit exceeded");
    refused(
        () ->
            change(
                UpdateReplicationGroupMemberAction.builder()
                    .onDemandThroughputOverride(o -> o.maxReadRequestUnits(5L))),
        "ValidationException",
        "OnDemandThroughput can only be specified");
    refused(
        () ->
            change(
                UpdateReplicationGroupMemberAction.builder()
                    .globalSecondaryIndexes(
                        i ->
                            i.indexName("none")
                                .provisionedThroughputOverride(p -> p.readCapacityUnits(1L)))),
        "ResourceNotFoundException",
        "does not have an index named none");
    refused(
        () -> change(UpdateReplicationGroupMemberAction.builder().tableClassOverride("GLACIER")),
        "ValidationException",
        "tableClassOverride");
    client.updateTable(r -> r.tableName("Blog").billingMode("PAY_PER_REQUEST"));
    clock.settle();
    refused(
        () ->
            change(
                UpdateReplicationGroupMemberAction.builder()
                    .provisionedThroughputOverride(p -> p.readCapacityUnits(5L))),
        "ValidationException",
        "Neither ReadCapacityUnits nor WriteCapacityUnits");
    change(
        UpdateReplicationGroupMemberAction.builder()
            .onDemandThroughputOverride(o -> o.maxReadRequestUnits(5L)));
    assertThat(described(IRELAND).onDemandThroughput().maxReadRequestUnits()).isEqualTo(5);
    assertThat(described(VIRGINIA).onDemandThroughput()).isNull();
  }
}
