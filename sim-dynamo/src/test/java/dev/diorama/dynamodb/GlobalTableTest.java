package dev.diorama.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.diorama.core.fault.Fault;
import dev.diorama.core.trace.Span;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableRequest;

/** Global tables, by real clients in three Regions. */
class GlobalTableTest extends GlobalTableFixture {
  private void put(String region, String key, long n) {
    at(region).putItem(r -> r.tableName("Blog").item(item("pk", key, "n", n(n))));
  }

  private long read(String region, String key) {
    Map<String, AttributeValue> item =
        at(region)
            .getItem(r -> r.tableName("Blog").key(item("pk", key)).consistentRead(true))
            .item();
    return item.isEmpty() ? -1 : Long.parseLong(item.get("n").n());
  }

  private TableDescription described(String region) {
    return at(region).describeTable(r -> r.tableName("Blog")).table();
  }

  private void invalid(Runnable call, String message) {
    AwsServiceException e = catchThrowableOfType(AwsServiceException.class, call::run);
    assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ValidationException");
    assertThat(e.statusCode()).isEqualTo(400);
    assertThat(e.awsErrorDetails().errorMessage()).contains(message);
  }

  private List<Span> replications() {
    return cloud.trace().spans(span -> span.operation().equals("Replicate"));
  }

  @Test
  void replicas_areTablesOfTheirOwn() {
    everywhere("Blog");
    for (String region : REGIONS) {
      TableDescription table = described(region);
      assertThat(table.tableArn())
          .isEqualTo("arn:aws:dynamodb:" + region + ":123456789012:table/Blog");
      assertThat(table.latestStreamArn()).startsWith(table.tableArn() + "/stream/");
      assertThat(table.globalTableVersion()).isEqualTo("2019.11.21");
      assertThat(table.replicas())
          .extracting(each -> each.regionName() + " " + each.replicaStatusAsString())
          .containsExactly("ap-northeast-2 ACTIVE", "eu-west-1 ACTIVE", "us-east-1 ACTIVE");
      assertThat(table.billingModeSummary().billingModeAsString()).isEqualTo("PAY_PER_REQUEST");
    }
    assertThat(described(IRELAND).tableId()).isNotEqualTo(described(SEOUL).tableId());
  }

  @Test
  void write_arrivesAfterTheLag_andStrongReadsAreLocal() {
    everywhere("Blog");
    put(VIRGINIA, "a", 1);
    assertThat(read(SEOUL, "a")).isEqualTo(-1);
    clock.advance(Duration.ofMillis(87));
    assertThat(read(SEOUL, "a")).isEqualTo(-1);
    clock.settle();
    assertThat(read(SEOUL, "a")).isEqualTo(1);
    assertThat(read(IRELAND, "a")).isEqualTo(1);
    // Half the median plus the way is the least, twice the 99th percentile and the way the most.
    assertThat(Duration.ofNanos(clock.nanos()))
        .isBetween(Duration.ofMillis(250), Duration.ofMillis(3_200));
  }

  @Test
  void replicatedWrite_isInEveryStreamOnce_withoutExtras_andGoesNoFurther() {
    everywhere("Blog");
    put(VIRGINIA, "a", 1);
    clock.settle();
    for (String region : REGIONS) {
      List<Record> records = records(streams(region), streamIn(region, "Blog"));
      assertThat(records).hasSize(1);
      assertThat(records.get(0).awsRegion()).isEqualTo(region);
      assertThat(records.get(0).userIdentity()).isNull();
      assertThat(records.get(0).dynamodb().newImage()).isEqualTo(item("n", n(1), "pk", "a"));
    }
    assertThat(replications()).hasSize(2);
  }

  @Test
  void replication_leavesASpanAMetricAndItsUnits() {
    everywhere("Blog");
    client.putItem(r -> r.tableName("Blog").item(item("pk", "a", "text", "x".repeat(1_500))));
    clock.settle();
    Span span = replications().get(0);
    assertThat(span.service()).isEqualTo("dynamodb");
    assertThat(span.principal()).isEqualTo("replication.dynamodb.amazonaws.com");
    assertThat(span.resource()).endsWith(":table/Blog");
    assertThat(span.attributes())
        .containsEntry("from", VIRGINIA)
        .containsEntry("outcome", "written");
    assertThat(Double.parseDouble(span.attributes().getOrDefault("lagMillis", "")))
        .isBetween(250.0, 3_200.0);
    assertThat(span.attributes()).containsEntry("wcu", "2");
    assertThat(
            cloud
                .metrics()
                .total(
                    "AWS/DynamoDB",
                    "ReplicationLatency",
                    "TableName",
                    "Blog",
                    "ReceivingRegion",
                    SEOUL)
                .count())
        .isEqualTo(1);
    for (String region : REGIONS) {
      assertThat(
              cloud
                  .metrics()
                  .total("Diorama/DynamoDB", "ReplicatedWriteUnits", "Region", region)
                  .sum())
          .isEqualTo(2);
    }
  }

  @Test
  void laterWriteWins_whereverItWasMade() {
    everywhere("Blog");
    put(VIRGINIA, "a", 1);
    clock.advance(Duration.ofMillis(10));
    put(SEOUL, "a", 2);
    put(VIRGINIA, "b", 1);
    clock.advance(Duration.ofMillis(10));
    put(SEOUL, "b", 2);
    clock.advance(Duration.ofMillis(10));
    put(VIRGINIA, "b", 3);
    clock.settle();
    for (String region : REGIONS) {
      assertThat(read(region, "a")).isEqualTo(2);
      assertThat(read(region, "b")).isEqualTo(3);
    }
    assertThat(replications())
        .anyMatch(each -> "older than what is there".equals(each.attributes().get("outcome")));
  }

  @Test
  void simultaneousWrites_areDecidedByTheRegionsName() {
    everywhere("Blog");
    put(VIRGINIA, "a", 1);
    put(IRELAND, "a", 2);
    put(SEOUL, "a", 3);
    clock.settle();
    for (String region : REGIONS) {
      assertThat(read(region, "a")).isEqualTo(1);
    }
  }

  @Test
  void deletedItem_isNotBroughtBackByAnOlderPut() {
    everywhere("Blog");
    put(SEOUL, "a", 1);
    clock.settle();
    dynamo.isolate(SEOUL);
    put(SEOUL, "a", 2);
    clock.advance(Duration.ofSeconds(1));
    client.deleteItem(r -> r.tableName("Blog").key(item("pk", "a")));
    clock.settle();
    dynamo.heal(SEOUL);
    clock.settle();
    for (String region : REGIONS) {
      assertThat(read(region, "a")).isEqualTo(-1);
    }
  }

  @Test
  void condition_seesTheLocalReplicaOnly() {
    everywhere("Blog");
    put(VIRGINIA, "a", 1);
    seoul.putItem(
        r ->
            r.tableName("Blog")
                .item(item("pk", "a", "n", n(2)))
                .conditionExpression("attribute_not_exists(pk)"));
    clock.settle();
    ConditionalCheckFailedException e =
        catchThrowableOfType(
            ConditionalCheckFailedException.class,
            () ->
                seoul.putItem(
                    r ->
                        r.tableName("Blog")
                            .item(item("pk", "a"))
                            .conditionExpression("attribute_not_exists(pk)")));
    assertThat(e.statusCode()).isEqualTo(400);
  }

  @Test
  void isolatedRegion_isServedButNeitherTellsNorHears_untilItIsHealed() {
    everywhere("Blog");
    dynamo.isolate(SEOUL);
    put(SEOUL, "s", 1);
    put(VIRGINIA, "v", 2);
    clock.settle();
    assertThat(read(SEOUL, "s")).isEqualTo(1);
    assertThat(read(SEOUL, "v")).isEqualTo(-1);
    assertThat(read(VIRGINIA, "s")).isEqualTo(-1);
    assertThat(read(IRELAND, "v")).isEqualTo(2);
    assertThat(dynamo.waitingReplications()).isEqualTo(3);
    clock.advance(Duration.ofHours(2));
    dynamo.heal(SEOUL);
    clock.settle();
    assertThat(dynamo.waitingReplications()).isZero();
    for (String region : REGIONS) {
      assertThat(read(region, "s")).isEqualTo(1);
      assertThat(read(region, "v")).isEqualTo(2);
    }
    assertThat(cloud.metrics().total("AWS/DynamoDB", "ReplicationLatency").max())
        .isGreaterThan((double) Duration.ofHours(2).toMillis());
  }

  @Test
  void faultInReplication_isSurvivedBySendingAgain() {
    everywhere("Blog");
    cloud
        .faults()
        .add(
            Fault.of(
                    "dynamodb",
                    "Replicate",
                    1,
                    1,
                    new Fault.Refuse("InternalServerError", 500, "struck"))
                .between(0, Duration.ofSeconds(10).toNanos()));
    put(VIRGINIA, "a", 1);
    clock.settle();
    assertThat(read(SEOUL, "a")).isEqualTo(1);
    assertThat(replications().get(0).error()).isEqualTo("InternalServerError");
    assertThat(Duration.ofNanos(clock.nanos())).isGreaterThan(Duration.ofSeconds(10));
  }

  @Test
  void newReplica_getsWhatIsThere_andWhatIsOnItsWay() {
    streamed("Blog", false, "NEW_AND_OLD_IMAGES");
    for (int i = 0; i < 30; i++) {
      put(VIRGINIA, "k" + i, i);
    }
    replica("Blog", IRELAND);
    assertThat(contents(ireland, "Blog")).isEqualTo(contents(client, "Blog")).hasSize(30);
    assertThat(records(streams(IRELAND), streamIn(IRELAND, "Blog"))).isEmpty();

    put(IRELAND, "late", 1);
    replica("Blog", SEOUL);
    assertThat(read(SEOUL, "late")).isEqualTo(-1);
    clock.settle();
    assertThat(read(SEOUL, "late")).isEqualTo(1);
    assertThat(read(VIRGINIA, "late")).isEqualTo(1);
  }

  @Test
  void firstReplica_turnsTheStreamOn_andItCannotBeTurnedOff() {
    table("Blog", false, r -> {});
    replica("Blog", IRELAND);
    for (String region : List.of(VIRGINIA, IRELAND)) {
      assertThat(described(region).streamSpecification().streamViewTypeAsString())
          .isEqualTo("NEW_AND_OLD_IMAGES");
    }
    invalid(
        () ->
            client.updateTable(
                r -> r.tableName("Blog").streamSpecification(s -> s.streamEnabled(false))),
        "Disabling Stream is not allowed for a Global Table replica.");
    invalid(
        () ->
            client.updateTable(
                r ->
                    r.tableName("Blog")
                        .streamSpecification(
                            s -> s.streamEnabled(true).streamViewType("KEYS_ONLY"))),
        "already has an enabled stream");
  }

  @Test
  void otherView_isKept_andReplicationWorksAllTheSame() {
    String arn = streamed("Blog", false, "KEYS_ONLY");
    replica("Blog", IRELAND);
    put(IRELAND, "a", 1);
    clock.settle();
    assertThat(read(VIRGINIA, "a")).isEqualTo(1);
    assertThat(records(arn).get(0).dynamodb().hasNewImage()).isFalse();
  }

  @Test
  void lastReplicaRemoved_leavesAnOrdinaryTableWithItsStream() {
    everywhere("Blog");
    put(VIRGINIA, "a", 1);
    noReplica("Blog", SEOUL);
    noReplica("Blog", IRELAND);
    clock.settle();
    assertThat(described(VIRGINIA).replicas()).isEmpty();
    assertThat(described(VIRGINIA).globalTableVersion()).isNull();
    assertThat(described(VIRGINIA).streamSpecification().streamEnabled()).isTrue();
    assertThat(
            catchThrowableOfType(ResourceNotFoundException.class, () -> described(SEOUL))
                .statusCode())
        .isEqualTo(400);
    put(VIRGINIA, "b", 1);
    clock.settle();
    assertThat(replications()).isEmpty();
    client.deleteTable(r -> r.tableName("Blog"));
  }

  @Test
  void deleteTable_inOneRegion_leavesTheOthers_butNotTheSourceOfTheDay() {
    everywhere("Blog");
    put(VIRGINIA, "a", 1);
    clock.settle();
    invalid(
        () -> client.deleteTable(r -> r.tableName("Blog")),
        "acted as a source region for new replica(s)");
    seoul.deleteTable(r -> r.tableName("Blog"));
    assertThat(described(IRELAND).replicas()).hasSize(2);
    clock.advance(Duration.ofHours(24));
    client.deleteTable(r -> r.tableName("Blog"));
    assertThat(described(IRELAND).replicas()).isEmpty();
    assertThat(read(IRELAND, "a")).isEqualTo(1);
  }

  @Test
  void replicaUpdates_thatCannotBe_areRefused() {
    table("Blog", false, r -> {});
    table(
        "Paid",
        false,
        r ->
            r.billingMode("PROVISIONED")
                .provisionedThroughput(p -> p.readCapacityUnits(1L).writeCapacityUnits(1L)));
    ireland.createTable(
        r ->
            r.tableName("Blog")
                .billingMode("PAY_PER_REQUEST")
                .attributeDefinitions(attribute("pk", "S"))
                .keySchema(key("pk", "HASH")));
    invalid(() -> replica("Blog", VIRGINIA), "Cannot add, delete, or update the local region");
    invalid(() -> replica("Blog", IRELAND), "already existed as tables");
    invalid(() -> replica("Paid", IRELAND), "Pay-Per-Request or AutoScaled");
    invalid(() -> noReplica("Blog", SEOUL), "no replica in ap-northeast-2");
    invalid(
        () -> client.updateTable(r -> r.tableName("Blog").replicaUpdates(u -> {})),
        "one of Create, Update and Delete");
    replica("Blog", SEOUL);
    invalid(() -> replica("Blog", SEOUL), "a replica in ap-northeast-2 already");
    invalid(
        () ->
            seoul.updateTable(
                r ->
                    r.tableName("Blog")
                        .billingMode("PROVISIONED")
                        .provisionedThroughput(
                            p -> p.readCapacityUnits(1L).writeCapacityUnits(1L))),
        "Pay-Per-Request or AutoScaled");
    invalid(
        () ->
            client.updateTable(
                r ->
                    r.tableName("Blog")
                        .billingMode("PAY_PER_REQUEST")
                        .replicaUpdates(u -> u.delete(d -> d.regionName(SEOUL)))),
        "cannot be combined");
    invalid(
        () ->
            client.updateTable(
                r -> r.tableName("Blog").replicaUpdates(u -> u.update(c -> c.regionName(SEOUL)))),
        "needs something to change");
  }

  @Test
  void addingAndRemoving_needPermissionsInTheReplicasRegion() {
    table("Blog", false, r -> {});
    asked.clear();
    replica("Blog", SEOUL);
    noReplica("Blog", SEOUL);
    String replica = " arn:aws:dynamodb:ap-northeast-2:123456789012:table/Blog";
    assertThat(asked)
        .extracting(each -> each.action() + " " + each.resource())
        .contains(
            "dynamodb:UpdateTable arn:aws:dynamodb:us-east-1:123456789012:table/Blog",
            "dynamodb:CreateTable" + replica,
            "dynamodb:CreateTableReplica" + replica,
            "dynamodb:BatchWriteItem" + replica,
            "dynamodb:DeleteTable" + replica,
            "dynamodb:DeleteTableReplica" + replica);
  }

  @Test
  void indexesAndTimeToLive_areKeptInStep() {
    everywhere("Blog");
    seoul.updateTable(
        UpdateTableRequest.builder()
            .tableName("Blog")
            .attributeDefinitions(attribute("pk", "S"), attribute("author", "S"))
            .globalSecondaryIndexUpdates(
                u ->
                    u.create(
                        c ->
                            c.indexName("byAuthor")
                                .keySchema(key("author", "HASH"))
                                .projection(p -> p.projectionType("ALL"))))
            .build());
    client.updateTimeToLive(
        r ->
            r.tableName("Blog")
                .timeToLiveSpecification(t -> t.enabled(true).attributeName("expires")));
    client.putItem(r -> r.tableName("Blog").item(item("pk", "a", "author", "mina")));
    clock.settle();
    for (String region : REGIONS) {
      assertThat(
              at(region)
                  .describeTimeToLive(r -> r.tableName("Blog"))
                  .timeToLiveDescription()
                  .timeToLiveStatusAsString())
          .isEqualTo("ENABLED");
      assertThat(
              at(region)
                  .query(
                      r ->
                          r.tableName("Blog")
                              .indexName("byAuthor")
                              .keyConditionExpression("author = :a")
                              .expressionAttributeValues(Map.of(":a", s("mina"))))
                  .items())
          .hasSize(1);
    }
  }

  @Test
  void expiry_isTheServicesOnlyWhereItHappened() {
    everywhere("Blog");
    client.updateTimeToLive(
        r -> r.tableName("Blog").timeToLiveSpecification(t -> t.enabled(true).attributeName("n")));
    put(VIRGINIA, "a", clock.instant().plusSeconds(60).getEpochSecond());
    clock.settle();
    clock.advance(Duration.ofDays(3));
    long byService = 0;
    for (String region : REGIONS) {
      List<Record> records = records(streams(region), streamIn(region, "Blog"));
      assertThat(contents(at(region), "Blog")).isEmpty();
      byService += records.stream().filter(each -> each.userIdentity() != null).count();
    }
    assertThat(byService).isLessThanOrEqualTo(1);
    assertThat(counted("TimeToLiveDeletedItemCount")).isEqualTo(1);
    assertThat(
            replications().stream()
                .filter(each -> "written".equals(each.attributes().get("outcome"))))
        .hasSize(4);
  }
}
