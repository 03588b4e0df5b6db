package dev.diorama.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.wire.AwsException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.CreateTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DeleteTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexDescription;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexUpdate;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableResponse;

/** Setting and changing the throughput of tables and indexes. */
class ThroughputTest extends DynamoFixture {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration UPDATE = DynamoDbConfig.defaults().throughputUpdate();

  private void provisioned(long reads, long writes) {
    table(
        "Todos",
        false,
        r ->
            r.billingMode("PROVISIONED")
                .provisionedThroughput(p -> p.readCapacityUnits(reads).writeCapacityUnits(writes)));
  }

  private void indexed() {
    table(
        "Todos",
        false,
        r ->
            r.attributeDefinitions(attribute("pk", "S"), attribute("owner", "S"))
                .billingMode("PROVISIONED")
                .provisionedThroughput(p -> p.readCapacityUnits(10L).writeCapacityUnits(10L))
                .globalSecondaryIndexes(
                    GlobalSecondaryIndex.builder()
                        .indexName("byOwner")
                        .keySchema(key("owner", "HASH"))
                        .projection(p -> p.projectionType("ALL"))
                        .provisionedThroughput(p -> p.readCapacityUnits(4L).writeCapacityUnits(4L))
                        .build()));
  }

  private TableDescription describe() {
    return send(
            DescribeTableRequest.builder().tableName("Todos").build(), DescribeTableResponse.class)
        .table();
  }

  private static UpdateTableRequest update(Consumer<UpdateTableRequest.Builder> more) {
    UpdateTableRequest.Builder request = UpdateTableRequest.builder().tableName("Todos");
    more.accept(request);
    return request.build();
  }

  private static UpdateTableRequest to(long reads, long writes) {
    return update(
        r -> r.provisionedThroughput(p -> p.readCapacityUnits(reads).writeCapacityUnits(writes)));
  }

  private static GlobalSecondaryIndexUpdate indexTo(long units) {
    return GlobalSecondaryIndexUpdate.builder()
        .update(
            u ->
                u.indexName("byOwner")
                    .provisionedThroughput(
                        p -> p.readCapacityUnits(units).writeCapacityUnits(units)))
        .build();
  }

  private TableDescription updated(UpdateTableRequest request) {
    return send(request, UpdateTableResponse.class).tableDescription();
  }

  private AwsException refused(UpdateTableRequest request) {
    return refused(request, UpdateTableResponse.class);
  }

  private static void assertInvalid(AwsException e, String message) {
    assertThat(e.code()).isEqualTo("ValidationException");
    assertThat(e.status()).isEqualTo(400);
    assertThat(e.message()).isEqualTo(message);
  }

  private static void assertLimit(AwsException e, String begin) {
    assertThat(e.code()).isEqualTo("LimitExceededException");
    assertThat(e.status()).isEqualTo(400);
    assertThat(e.message()).startsWith(begin);
  }

  private static void assertInUse(AwsException e) {
    assertThat(e.code()).isEqualTo("ResourceInUseException");
    assertThat(e.status()).isEqualTo(400);
    assertThat(e.message())
        .isEqualTo(
            "Attempt to change a resource which is still in use: Table is being updated: Todos");
  }

  @Test
  void updateTable_moreThroughput_landsAfterMinutes() {
    provisioned(10, 10);
    TableDescription answer = updated(to(20, 30));
    assertThat(answer.tableStatusAsString()).isEqualTo("UPDATING");
    assertThat(answer.provisionedThroughput().readCapacityUnits()).isEqualTo(10);
    assertInUse(refused(to(40, 40)));
    assertInUse(
        refused(
            DeleteTableRequest.builder().tableName("Todos").build(), DeleteTableResponse.class));
    clock.advance(UPDATE);
    TableDescription landed = describe();
    assertThat(landed.tableStatusAsString()).isEqualTo("ACTIVE");
    assertThat(landed.provisionedThroughput().readCapacityUnits()).isEqualTo(20);
    assertThat(landed.provisionedThroughput().writeCapacityUnits()).isEqualTo(30);
    assertThat(landed.provisionedThroughput().lastIncreaseDateTime()).isEqualTo(START.plus(UPDATE));
    assertThat(landed.provisionedThroughput().lastDecreaseDateTime()).isNull();
    assertThat(landed.billingModeSummary()).isNull();
  }

  @Test
  void updateTable_capacityFollows_whenItLands() {
    provisioned(1, 1);
    writeAll(300);
    updated(to(1, 100));
    clock.advance(Duration.ofSeconds(1));
    assertThat(writeAll(50)).isEqualTo(1);
    clock.advance(UPDATE.minusSeconds(1));
    writeAll(500);
    clock.advance(Duration.ofSeconds(1));
    assertThat(writeAll(500)).isEqualTo(100);
  }

  private int writeAll(int units) {
    int written = 0;
    for (int i = 0; i < units; i++) {
      try {
        send(
            PutItemRequest.builder().tableName("Todos").item(item("pk", "k" + i)).build(),
            PutItemResponse.class);
        written++;
      } catch (AwsException throttled) {
        assertThat(throttled.code()).isEqualTo("ProvisionedThroughputExceededException");
      }
    }
    return written;
  }

  @Test
  void updateTable_sameThroughput_isInvalid() {
    provisioned(5, 7);
    assertInvalid(
        refused(to(5, 7)),
        "The provisioned throughput for the table will not change. The requested value equals the"
            + " current value. Current ReadCapacityUnits provisioned for the table: 5. Requested"
            + " ReadCapacityUnits: 5. Current WriteCapacityUnits provisioned for the table: 7."
            + " Requested WriteCapacityUnits: 7. Refer to the Amazon DynamoDB Developer Guide for"
            + " current limits and how to request higher limits.");
  }

  @Test
  void updateTable_throughputThatFitsNoMode_isInvalid() {
    provisioned(5, 5);
    assertInvalid(
        refused(to(5, 0)),
        "1 validation error detected: Value '0' at 'provisionedThroughput.writeCapacityUnits' failed"
            + " to satisfy constraint: Member must have value greater than or equal to 1");
    assertInvalid(
        refused(update(r -> r.provisionedThroughput(p -> p.readCapacityUnits(5L)))),
        "1 validation error detected: Value null at 'provisionedThroughput.writeCapacityUnits'"
            + " failed to satisfy constraint: Member must not be null");
    assertInvalid(
        refused(
            update(
                r ->
                    r.billingMode("PAY_PER_REQUEST")
                        .provisionedThroughput(
                            p -> p.readCapacityUnits(5L).writeCapacityUnits(5L)))),
        "One or more parameter values were invalid: Neither ReadCapacityUnits nor"
            + " WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST");
    assertInvalid(
        refused(update(r -> r.onDemandThroughput(t -> t.maxReadRequestUnits(5L)))),
        "One or more parameter values were invalid: OnDemandThroughput can only be specified when"
            + " BillingMode is PAY_PER_REQUEST");
    assertThat(describe().tableStatusAsString()).isEqualTo("ACTIVE");
  }

  @Test
  void quotas_ofTableAndAccount_areKept() {
    assertLimit(
        refused(
            software.amazon.awssdk.services.dynamodb.model.CreateTableRequest.builder()
                .tableName("Huge")
                .attributeDefinitions(attribute("pk", "S"))
                .keySchema(key("pk", "HASH"))
                .provisionedThroughput(p -> p.readCapacityUnits(40_001L).writeCapacityUnits(1L))
                .build(),
            CreateTableResponse.class),
        "Subscriber limit exceeded: Provisioned throughput of a table or index is limited to 40000");
    provisioned(40_000, 5);
    table(
        "Second",
        false,
        r ->
            r.billingMode("PROVISIONED")
                .provisionedThroughput(p -> p.readCapacityUnits(39_000L).writeCapacityUnits(1L)));
    assertLimit(
        refused(
            UpdateTableRequest.builder()
                .tableName("Second")
                .provisionedThroughput(
                    p -> p.readCapacityUnits(40_000L).writeCapacityUnits(40_000L))
                .globalSecondaryIndexUpdates(
                    GlobalSecondaryIndexUpdate.builder()
                        .create(
                            c ->
                                c.indexName("byOwner")
                                    .keySchema(key("owner", "HASH"))
                                    .projection(p -> p.projectionType("ALL"))
                                    .provisionedThroughput(
                                        p -> p.readCapacityUnits(1L).writeCapacityUnits(1L)))
                        .build())
                .build(),
            UpdateTableResponse.class),
        "Subscriber limit exceeded: Provisioned throughput of an account is limited to 80000");
    assertThat(counted("AccountProvisionedReadCapacityUtilization")).isGreaterThan(50);
  }

  @Test
  void updateTable_fifthDecreaseOfTheDay_needsAnHour() {
    provisioned(100, 100);
    for (int i = 1; i <= 4; i++) {
      updated(to(100 - i, 100));
      clock.advance(UPDATE);
    }
    AwsException e = refused(to(50, 100));
    assertLimit(
        e,
        "Subscriber limit exceeded: Provisioned throughput decreases are limited within a given");
    assertThat(e.message()).contains("Number of decreases today: 4");
    assertThat(describe().provisionedThroughput().numberOfDecreasesToday()).isEqualTo(4);
    // Increases are free.
    updated(to(200, 100));
    clock.advance(Duration.ofMinutes(54));
    assertLimit(refused(to(50, 100)), "Subscriber limit exceeded");
    clock.advance(Duration.ofMinutes(4));
    updated(to(50, 100));
    clock.advance(UPDATE);
    assertThat(describe().provisionedThroughput().numberOfDecreasesToday()).isEqualTo(5);
  }

  @Test
  void updateTable_indexThroughput_changesApart() {
    indexed();
    TableDescription answer = updated(update(r -> r.globalSecondaryIndexUpdates(indexTo(2))));
    assertThat(answer.tableStatusAsString()).isEqualTo("UPDATING");
    assertThat(answer.globalSecondaryIndexes().get(0).indexStatusAsString()).isEqualTo("UPDATING");
    clock.advance(UPDATE);
    GlobalSecondaryIndexDescription index = describe().globalSecondaryIndexes().get(0);
    assertThat(index.indexStatusAsString()).isEqualTo("ACTIVE");
    assertThat(index.provisionedThroughput().readCapacityUnits()).isEqualTo(2);
    assertThat(index.provisionedThroughput().numberOfDecreasesToday()).isEqualTo(1);
    assertThat(describe().provisionedThroughput().numberOfDecreasesToday()).isZero();
    assertThat(refused(update(r -> r.globalSecondaryIndexUpdates(indexTo(2)))).message())
        .startsWith("The provisioned throughput for the index byOwner will not change.");
    AwsException unknown =
        refused(
            update(
                r ->
                    r.globalSecondaryIndexUpdates(
                        GlobalSecondaryIndexUpdate.builder()
                            .update(
                                u ->
                                    u.indexName("nope")
                                        .provisionedThroughput(
                                            p -> p.readCapacityUnits(1L).writeCapacityUnits(1L)))
                            .build())));
    assertThat(unknown.code()).isEqualTo("ResourceNotFoundException");
    assertThat(unknown.status()).isEqualTo(400);
  }

  @Test
  void updateTable_newAndGoneIndexes_haveCapacityOfTheirOwn() {
    indexed();
    GlobalSecondaryIndexUpdate.Builder create = GlobalSecondaryIndexUpdate.builder();
    create.create(
        c ->
            c.indexName("byColour")
                .keySchema(key("colour", "HASH"))
                .projection(p -> p.projectionType("ALL")));
    Consumer<UpdateTableRequest.Builder> names =
        r ->
            r.attributeDefinitions(
                attribute("pk", "S"), attribute("owner", "S"), attribute("colour", "S"));
    assertInvalid(
        refused(update(names.andThen(r -> r.globalSecondaryIndexUpdates(create.build())))),
        "One or more parameter values were invalid: ProvisionedThroughput is not specified for"
            + " index: byColour");
    create.create(
        c ->
            c.indexName("byColour")
                .keySchema(key("colour", "HASH"))
                .projection(p -> p.projectionType("ALL"))
                .provisionedThroughput(p -> p.readCapacityUnits(3L).writeCapacityUnits(2L)));
    updated(update(names.andThen(r -> r.globalSecondaryIndexUpdates(create.build()))));
    assertThat(
            describe().globalSecondaryIndexes().stream()
                .filter(each -> each.indexName().equals("byColour"))
                .findFirst()
                .orElseThrow()
                .provisionedThroughput()
                .readCapacityUnits())
        .isEqualTo(3);
    updated(
        update(
            r ->
                r.globalSecondaryIndexUpdates(
                    GlobalSecondaryIndexUpdate.builder()
                        .delete(d -> d.indexName("byOwner"))
                        .build())));
    assertThat(describe().globalSecondaryIndexes())
        .extracting(GlobalSecondaryIndexDescription::indexName)
        .containsExactly("byColour");
  }

  @Test
  void updateTable_toOnDemandAndBack_needsThroughputForAll() {
    indexed();
    updated(update(r -> r.billingMode("PAY_PER_REQUEST")));
    clock.advance(UPDATE);
    TableDescription onDemand = describe();
    assertThat(onDemand.billingModeSummary().billingModeAsString()).isEqualTo("PAY_PER_REQUEST");
    assertThat(onDemand.billingModeSummary().lastUpdateToPayPerRequestDateTime())
        .isEqualTo(START.plus(UPDATE));
    assertThat(onDemand.provisionedThroughput().readCapacityUnits()).isZero();
    assertThat(onDemand.globalSecondaryIndexes().get(0).provisionedThroughput().readCapacityUnits())
        .isZero();
    assertInvalid(
        refused(update(r -> r.billingMode("PROVISIONED"))),
        "One or more parameter values were invalid: ReadCapacityUnits and WriteCapacityUnits must"
            + " both be specified when BillingMode is PROVISIONED");
    UpdateTableRequest back = to(5, 5).toBuilder().billingMode("PROVISIONED").build();
    assertInvalid(
        refused(back),
        "One or more parameter values were invalid: ProvisionedThroughput is not specified for"
            + " index: byOwner");
    updated(back.toBuilder().globalSecondaryIndexUpdates(indexTo(6)).build());
    clock.advance(UPDATE);
    assertThat(describe().billingModeSummary().billingModeAsString()).isEqualTo("PROVISIONED");
    assertThat(describe().provisionedThroughput().readCapacityUnits()).isEqualTo(5);
    assertThat(
            describe().globalSecondaryIndexes().get(0).provisionedThroughput().readCapacityUnits())
        .isEqualTo(6);
  }

  @Test
  void updateTable_fifthSwitchToOnDemandIn24Hours_isRefused() {
    provisioned(5, 5);
    UpdateTableRequest onDemand = update(r -> r.billingMode("PAY_PER_REQUEST"));
    UpdateTableRequest back = to(5, 5).toBuilder().billingMode("PROVISIONED").build();
    for (int i = 0; i < 4; i++) {
      updated(onDemand);
      clock.advance(UPDATE);
      updated(back);
      clock.advance(UPDATE);
    }
    assertLimit(refused(onDemand), "Subscriber limit exceeded: Update to PayPerRequest mode");
    clock.advance(Duration.ofHours(24));
    updated(onDemand);
  }

  @Test
  void updateTable_maximumAndWarmThroughput_countAtOnce() {
    table("Todos", false, r -> {});
    updated(update(r -> r.onDemandThroughput(t -> t.maxWriteRequestUnits(1L))));
    send(
        PutItemRequest.builder().tableName("Todos").item(item("pk", "a")).build(),
        PutItemResponse.class);
    assertThat(
            refused(
                    PutItemRequest.builder().tableName("Todos").item(item("pk", "a")).build(),
                    PutItemResponse.class)
                .code())
        .isEqualTo("ThrottlingException");
    updated(update(r -> r.onDemandThroughput(t -> t.maxWriteRequestUnits(-1L))));
    send(
        PutItemRequest.builder().tableName("Todos").item(item("pk", "a")).build(),
        PutItemResponse.class);
    assertInvalid(
        refused(update(r -> r.onDemandThroughput(t -> t.maxWriteRequestUnits(0L)))),
        "One or more parameter values were invalid: a maximum of OnDemandThroughput must be at"
            + " least 1, or -1 for none");
    updated(
        update(
            r ->
                r.warmThroughput(w -> w.readUnitsPerSecond(30_000L).writeUnitsPerSecond(10_000L))));
    assertThat(describe().warmThroughput().writeUnitsPerSecond()).isEqualTo(10_000);
  }

  @Test
  void warmThroughput_isShownFromTheBeginning_andOnlyRises() {
    table("Todos", false, r -> {});
    assertThat(describe().warmThroughput().readUnitsPerSecond()).isEqualTo(12_000);
    assertThat(describe().warmThroughput().writeUnitsPerSecond()).isEqualTo(4_000);
    assertThat(describe().warmThroughput().statusAsString()).isEqualTo("ACTIVE");
    updated(update(r -> r.warmThroughput(w -> w.readUnitsPerSecond(13_000L))));
    assertThat(describe().warmThroughput().readUnitsPerSecond()).isEqualTo(13_000);
    assertThat(describe().warmThroughput().writeUnitsPerSecond()).isEqualTo(4_000);
    AwsException lower =
        refused(
            update(r -> r.warmThroughput(w -> w.readUnitsPerSecond(12_500L))),
            UpdateTableResponse.class);
    assertThat(lower.code()).isEqualTo("ValidationException");
    assertThat(lower.status()).isEqualTo(400);
    assertThat(lower.message()).contains("lower than current WarmThroughput");
    AwsException tooLow =
        refused(
            CreateTableRequest.builder()
                .tableName("Cold")
                .billingMode("PAY_PER_REQUEST")
                .attributeDefinitions(attribute("pk", "S"))
                .keySchema(key("pk", "HASH"))
                .warmThroughput(w -> w.writeUnitsPerSecond(3_999L))
                .build(),
            CreateTableResponse.class);
    assertThat(tooLow.code()).isEqualTo("ValidationException");
    assertThat(tooLow.message()).contains("WriteUnitsPerSecond").contains("lower than");
  }
}
