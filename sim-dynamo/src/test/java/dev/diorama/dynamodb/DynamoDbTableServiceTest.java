package dev.diorama.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.router.Access;
import dev.diorama.core.wire.AwsException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
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
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexUpdate;
import software.amazon.awssdk.services.dynamodb.model.ListTablesRequest;
import software.amazon.awssdk.services.dynamodb.model.ListTablesResponse;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughput;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.Tag;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableResponse;

class DynamoDbTableServiceTest extends DynamoFixture {
  private static final String ARN = "arn:aws:dynamodb:us-east-1:123456789012:table/Todos";
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private TableDescription describe(String name) {
    return send(DescribeTableRequest.builder().tableName(name).build(), DescribeTableResponse.class)
        .table();
  }

  @Test
  void describeTable_afterCreate_showsNamesDatesAndSettingsOfTheSimulator() {
    clock.advance(Duration.ofHours(1));
    table(
        "Todos",
        true,
        r ->
            r.sseSpecification(e -> e.enabled(true))
                .tableClass("STANDARD_INFREQUENT_ACCESS")
                .deletionProtectionEnabled(true)
                .streamSpecification(
                    s -> s.streamEnabled(true).streamViewType("NEW_AND_OLD_IMAGES")));
    TableDescription table = describe("Todos");
    assertThat(table.tableArn()).isEqualTo(ARN);
    assertThat(table.tableId()).hasSize(36);
    assertThat(table.tableStatusAsString()).isEqualTo("ACTIVE");
    assertThat(table.creationDateTime()).isEqualTo(START.plusSeconds(3600));
    assertThat(table.billingModeSummary().billingModeAsString()).isEqualTo("PAY_PER_REQUEST");
    assertThat(table.billingModeSummary().lastUpdateToPayPerRequestDateTime())
        .isEqualTo(START.plusSeconds(3600));
    assertThat(table.provisionedThroughput().numberOfDecreasesToday()).isZero();
    assertThat(table.provisionedThroughput().lastIncreaseDateTime()).isNull();
    assertThat(table.sseDescription().kmsMasterKeyArn())
        .startsWith("arn:aws:kms:us-east-1:123456789012:key/");
    assertThat(table.tableClassSummary().tableClassAsString())
        .isEqualTo("STANDARD_INFREQUENT_ACCESS");
    assertThat(table.deletionProtectionEnabled()).isTrue();
    assertThat(table.latestStreamArn()).isEqualTo(ARN + "/stream/2026-01-01T01:00:00.000");
    assertThat(table.itemCount()).isZero();
  }

  @Test
  void createTable_twice_isInUse() {
    table("Todos", false, r -> {});
    CreateTableRequest again =
        CreateTableRequest.builder()
            .tableName("Todos")
            .billingMode("PAY_PER_REQUEST")
            .attributeDefinitions(attribute("pk", "S"))
            .keySchema(key("pk", "HASH"))
            .build();
    AwsException e = refused(again, CreateTableResponse.class);
    assertThat(e.code()).isEqualTo("ResourceInUseException");
    assertThat(e.status()).isEqualTo(400);
    assertThat(e.message()).isEqualTo("Table already exists: Todos");
  }

  @Test
  void createTable_withoutThroughput_isInvalidInAwsWords() {
    AwsException e =
        refused(
            CreateTableRequest.builder()
                .tableName("Todos")
                .attributeDefinitions(attribute("pk", "S"))
                .keySchema(key("pk", "HASH"))
                .build(),
            CreateTableResponse.class);
    assertThat(e.code()).isEqualTo("ValidationException");
    assertThat(e.status()).isEqualTo(400);
    assertThat(e.message()).contains("ReadCapacityUnits and WriteCapacityUnits must both be");
    assertThat(e.message()).doesNotContain("Service: null");
  }

  @Test
  void createTable_withTags_needsThePermissionToTag() {
    asked.clear();
    table("Todos", false, r -> r.tags(Tag.builder().key("team").value("web").build()));
    assertThat(asked)
        .extracting(Access::action)
        .containsExactly("dynamodb:CreateTable", "dynamodb:TagResource");
    assertThat(asked).extracting(Access::resource).containsOnly(ARN);
  }

  @Test
  void describeTable_unknown_namesTheTable() {
    AwsException e =
        refused(
            DescribeTableRequest.builder().tableName("Nope").build(), DescribeTableResponse.class);
    assertThat(e.code()).isEqualTo("ResourceNotFoundException");
    assertThat(e.status()).isEqualTo(400);
    assertThat(e.message()).isEqualTo("Requested resource not found: Table: Nope not found");
    assertThat(counted("UserErrors")).isEqualTo(1);
  }

  @Test
  void describeTable_byArn_isTheTable() {
    table("Todos", false, r -> {});
    assertThat(describe(ARN).tableName()).isEqualTo("Todos");
  }

  @Test
  void describeTable_byArnOfAnotherRegion_isInvalid() {
    AwsException e =
        refused(
            DescribeTableRequest.builder()
                .tableName("arn:aws:dynamodb:eu-west-1:123456789012:table/Todos")
                .build(),
            DescribeTableResponse.class);
    assertThat(e.code()).isEqualTo("ValidationException");
    assertThat(e.status()).isEqualTo(400);
  }

  @Test
  void deleteTable_protected_isRefused() {
    table("Todos", false, r -> r.deletionProtectionEnabled(true));
    AwsException e =
        refused(DeleteTableRequest.builder().tableName("Todos").build(), DeleteTableResponse.class);
    assertThat(e.code()).isEqualTo("ValidationException");
    assertThat(e.message()).contains("protected against deletion");
    assertThat(describe("Todos").tableName()).isEqualTo("Todos");
  }

  @Test
  void deleteTable_thenCreate_startsEmptyWithAnotherId() {
    table("Todos", false, r -> {});
    String id = describe("Todos").tableId();
    send(
        PutItemRequest.builder().tableName("Todos").item(item("pk", "a")).build(),
        PutItemResponse.class);
    DeleteTableResponse deleted =
        send(DeleteTableRequest.builder().tableName("Todos").build(), DeleteTableResponse.class);
    assertThat(deleted.tableDescription().tableStatusAsString()).isEqualTo("DELETING");
    AwsException gone =
        refused(
            GetItemRequest.builder().tableName("Todos").key(item("pk", "a")).build(),
            GetItemResponse.class);
    assertThat(gone.message()).isEqualTo("Requested resource not found");
    table("Todos", false, r -> {});
    assertThat(describe("Todos").tableId()).isNotEqualTo(id);
    assertThat(
            send(
                    GetItemRequest.builder().tableName("Todos").key(item("pk", "a")).build(),
                    GetItemResponse.class)
                .hasItem())
        .isFalse();
  }

  @Test
  void updateTable_throughput_keepsDatesAndDecreasesOfTheDay() {
    table(
        "Todos",
        false,
        r ->
            r.billingMode("PROVISIONED")
                .provisionedThroughput(
                    ProvisionedThroughput.builder()
                        .readCapacityUnits(10L)
                        .writeCapacityUnits(10L)
                        .build()));
    clock.advance(Duration.ofMinutes(1));
    throughput(5);
    assertThat(describe("Todos").provisionedThroughput().numberOfDecreasesToday()).isEqualTo(1);
    assertThat(describe("Todos").provisionedThroughput().lastDecreaseDateTime())
        .isEqualTo(START.plusSeconds(60 + 120));
    clock.advance(Duration.ofDays(1));
    assertThat(describe("Todos").provisionedThroughput().numberOfDecreasesToday()).isZero();
    throughput(20);
    assertThat(describe("Todos").provisionedThroughput().lastIncreaseDateTime())
        .isEqualTo(START.plusSeconds(60 + 120 + 86_400 + 120));
  }

  private void throughput(long units) {
    send(
        UpdateTableRequest.builder()
            .tableName("Todos")
            .provisionedThroughput(t -> t.readCapacityUnits(units).writeCapacityUnits(units))
            .build(),
        UpdateTableResponse.class);
    clock.settle();
  }

  @Test
  void updateTable_withNothing_isInvalid() {
    table("Todos", false, r -> {});
    AwsException e =
        refused(UpdateTableRequest.builder().tableName("Todos").build(), UpdateTableResponse.class);
    assertThat(e.code()).isEqualTo("ValidationException");
    assertThat(e.message()).startsWith("At least one of ProvisionedThroughput, BillingMode");
  }

  @Test
  void updateTable_classAndEncryption_needNoEngine() {
    table("Todos", false, r -> {});
    clock.advance(Duration.ofSeconds(5));
    TableDescription updated =
        send(
                UpdateTableRequest.builder()
                    .tableName("Todos")
                    .tableClass("STANDARD_INFREQUENT_ACCESS")
                    .sseSpecification(e -> e.enabled(true).kmsMasterKeyId("alias/mine"))
                    .build(),
                UpdateTableResponse.class)
            .tableDescription();
    assertThat(updated.tableClassSummary().lastUpdateDateTime()).isEqualTo(START.plusSeconds(5));
    assertThat(updated.sseDescription().kmsMasterKeyArn())
        .isEqualTo("arn:aws:kms:us-east-1:123456789012:alias/mine");
  }

  @Test
  void updateTable_newIndex_isActiveWhenAnswered() {
    table("Todos", false, r -> {});
    TableDescription updated =
        send(
                UpdateTableRequest.builder()
                    .tableName("Todos")
                    .attributeDefinitions(attribute("pk", "S"), attribute("owner", "S"))
                    .globalSecondaryIndexUpdates(
                        GlobalSecondaryIndexUpdate.builder()
                            .create(
                                c ->
                                    c.indexName("byOwner")
                                        .keySchema(key("owner", "HASH"))
                                        .projection(p -> p.projectionType("ALL")))
                            .build())
                    .build(),
                UpdateTableResponse.class)
            .tableDescription();
    assertThat(updated.globalSecondaryIndexes().get(0).indexStatusAsString()).isEqualTo("ACTIVE");
    assertThat(updated.globalSecondaryIndexes().get(0).indexArn())
        .isEqualTo(ARN + "/index/byOwner");
  }

  @Test
  void listTables_inPages_isSortedPerRegion() {
    table("Zebra", false, r -> {});
    table("Apple", false, r -> {});
    table("Mango", false, r -> {});
    ListTablesResponse first =
        send(ListTablesRequest.builder().limit(2).build(), ListTablesResponse.class);
    assertThat(first.tableNames()).containsExactly("Apple", "Mango");
    assertThat(first.lastEvaluatedTableName()).isEqualTo("Mango");
    ListTablesResponse second =
        send(
            ListTablesRequest.builder().exclusiveStartTableName("Mango").build(),
            ListTablesResponse.class);
    assertThat(second.tableNames()).containsExactly("Zebra");
    assertThat(second.lastEvaluatedTableName()).isNull();
    assertThat(
            sendIn("eu-west-1", ListTablesRequest.builder().build(), ListTablesResponse.class)
                .tableNames())
        .isEmpty();
  }

  @Test
  void listTables_limitOutOfRange_isInvalid() {
    AwsException e =
        refused(ListTablesRequest.builder().limit(101).build(), ListTablesResponse.class);
    assertThat(e.code()).isEqualTo("ValidationException");
    assertThat(e.status()).isEqualTo(400);
  }

  @Test
  void describeLimitsAndEndpoints_needNoTable() {
    assertThat(
            send(DescribeLimitsRequest.builder().build(), DescribeLimitsResponse.class)
                .accountMaxReadCapacityUnits())
        .isEqualTo(80_000);
    assertThat(
            send(DescribeEndpointsRequest.builder().build(), DescribeEndpointsResponse.class)
                .endpoints()
                .get(0)
                .address())
        .isEqualTo("dynamodb.us-east-1.amazonaws.com");
  }

  @Test
  void describeTable_counts_areSixHoursOldAtMost() {
    table("Todos", false, r -> {});
    send(
        PutItemRequest.builder().tableName("Todos").item(item("pk", "a")).build(),
        PutItemResponse.class);
    DescribeTableRequest describe = DescribeTableRequest.builder().tableName("Todos").build();
    assertThat(send(describe, DescribeTableResponse.class).table().itemCount()).isZero();
    clock.advance(Duration.ofHours(6));
    TableDescription counted = send(describe, DescribeTableResponse.class).table();
    assertThat(counted.itemCount()).isEqualTo(1);
    assertThat(counted.tableSizeBytes()).isPositive();
    send(
        PutItemRequest.builder().tableName("Todos").item(item("pk", "b")).build(),
        PutItemResponse.class);
    clock.advance(Duration.ofHours(5));
    assertThat(send(describe, DescribeTableResponse.class).table().itemCount()).isEqualTo(1);
  }

  @Test
  void deleteTable_describesLessThanThereWas() {
    table("Todos", false, r -> {});
    TableDescription gone =
        send(DeleteTableRequest.builder().tableName("Todos").build(), DeleteTableResponse.class)
            .tableDescription();
    assertThat(gone.tableStatusAsString()).isEqualTo("DELETING");
    assertThat(gone.tableArn()).isNotNull();
    assertThat(gone.hasKeySchema()).isFalse();
    assertThat(gone.hasAttributeDefinitions()).isFalse();
    assertThat(gone.creationDateTime()).isNull();
  }

  @Test
  void describeTable_class_isShownWhereItWasAskedFor() {
    table("Plain", false, r -> {});
    table("Asked", false, r -> r.tableClass("STANDARD"));
    assertThat(
            send(
                    DescribeTableRequest.builder().tableName("Plain").build(),
                    DescribeTableResponse.class)
                .table()
                .tableClassSummary())
        .isNull();
    assertThat(
            send(
                    DescribeTableRequest.builder().tableName("Asked").build(),
                    DescribeTableResponse.class)
                .table()
                .tableClassSummary()
                .tableClassAsString())
        .isEqualTo("STANDARD");
  }

  @Test
  void createTable_thatIsThereAndCannotBe_isInvalidRatherThanInUse() {
    table("Todos", false, r -> {});
    AwsException e =
        refused(
            CreateTableRequest.builder()
                .tableName("Todos")
                .attributeDefinitions(attribute("pk", "S"))
                .keySchema(key("pk", "HASH"))
                .build(),
            CreateTableResponse.class);
    assertThat(e.code()).isEqualTo("ValidationException");
  }
}
