package dev.diorama.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.wire.AwsException;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.CreateTableResponse;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.LocalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.Projection;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableResponse;

/** Tables that cannot be, in AWS's words. */
class SchemaRulesTest extends DynamoFixture {
  private static final String INVALID = "One or more parameter values were invalid: ";
  private static final Projection ALL = Projection.builder().projectionType("ALL").build();

  private void refusal(String message, Consumer<CreateTableRequest.Builder> change) {
    CreateTableRequest.Builder request =
        CreateTableRequest.builder()
            .tableName("Todos")
            .billingMode(BillingMode.PAY_PER_REQUEST)
            .attributeDefinitions(attribute("pk", "S"), attribute("sk", "S"))
            .keySchema(key("pk", "HASH"), key("sk", "RANGE"));
    change.accept(request);
    AwsException e = refused(request.build(), CreateTableResponse.class);
    assertThat(e.message()).isEqualTo(message);
    assertThat(e.code()).isEqualTo("ValidationException");
    assertThat(e.status()).isEqualTo(400);
  }

  private static GlobalSecondaryIndex global(String name, KeySchemaElement... keys) {
    return GlobalSecondaryIndex.builder().indexName(name).keySchema(keys).projection(ALL).build();
  }

  private static LocalSecondaryIndex local(String name, KeySchemaElement... keys) {
    return LocalSecondaryIndex.builder().indexName(name).keySchema(keys).projection(ALL).build();
  }

  @Test
  void createTable_names_haveThreeTo255OfTheirCharacters() {
    String length = " must be at least 3 characters long and at most 255 characters long";
    refusal("TableName" + length, r -> r.tableName("ab"));
    refusal("TableName" + length, r -> r.tableName("n".repeat(256)));
    refusal(
        "1 validation error detected: Value 'a!bc' at 'tableName' failed to satisfy constraint:"
            + " Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+",
        r -> r.tableName("a!bc"));
    refusal("IndexName" + length, r -> r.globalSecondaryIndexes(global("x", key("sk", "HASH"))));
  }

  @Test
  void createTable_unknownValues_areToldTogether() {
    refusal(
        "2 validation errors detected: Value 'none' at 'billingMode' failed to satisfy constraint:"
            + " Member must satisfy enum value set: [PROVISIONED, PAY_PER_REQUEST]; Value 'BOOL' at"
            + " 'attributeDefinitions.1.member.attributeType' failed to satisfy constraint: Member"
            + " must satisfy enum value set: [B, N, S]",
        r ->
            r.billingMode("none")
                .attributeDefinitions(attribute("pk", "BOOL"), attribute("sk", "S")));
    refusal(
        "Invalid table-class parameter provided. Please try again with a valid table-class value:"
            + " [STANDARD, STANDARD_INFREQUENT_ACCESS].",
        r -> r.tableClass("standard"));
  }

  @Test
  void createTable_billing_hasUnitsOrHasNot() {
    refusal(
        INVALID
            + "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode"
            + " is PAY_PER_REQUEST",
        r -> r.provisionedThroughput(t -> t.readCapacityUnits(1L).writeCapacityUnits(1L)));
    refusal(
        INVALID
            + "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is"
            + " PROVISIONED",
        r -> r.billingMode(BillingMode.PROVISIONED));
    refusal(
        "1 validation error detected: Value '0' at 'provisionedThroughput.readCapacityUnits' failed"
            + " to satisfy constraint: Member must have value greater than or equal to 1",
        r ->
            r.billingMode(BillingMode.PROVISIONED)
                .provisionedThroughput(t -> t.readCapacityUnits(0L).writeCapacityUnits(1L)));
    refusal(
        INVALID
            + "ProvisionedThroughput should not be specified for index: bySk when BillingMode is"
            + " PAY_PER_REQUEST",
        r ->
            r.globalSecondaryIndexes(
                global("bySk", key("sk", "HASH")).toBuilder()
                    .provisionedThroughput(t -> t.readCapacityUnits(1L).writeCapacityUnits(1L))
                    .build()));
    refusal(
        INVALID + "ProvisionedThroughput must be specified for index: bySk",
        r ->
            r.billingMode(BillingMode.PROVISIONED)
                .provisionedThroughput(t -> t.readCapacityUnits(1L).writeCapacityUnits(1L))
                .globalSecondaryIndexes(global("bySk", key("sk", "HASH"))));
  }

  @Test
  void createTable_keys_areHashThenRangeAndDefined() {
    refusal(
        "Invalid KeySchema: The first KeySchemaElement is not a HASH key type",
        r -> r.keySchema(key("pk", "RANGE")));
    refusal(
        "Invalid KeySchema: The second KeySchemaElement is not a RANGE key type",
        r -> r.keySchema(key("pk", "HASH"), key("sk", "HASH")));
    refusal(
        "Both the Hash Key and the Range Key element in the KeySchema have the same name",
        r -> r.keySchema(key("pk", "HASH"), key("pk", "RANGE")));
    refusal(
        INVALID
            + "Some index key attributes are not defined in AttributeDefinitions. Keys: [other],"
            + " AttributeDefinitions: [pk, sk]",
        r -> r.keySchema(key("other", "HASH")));
    refusal(
        INVALID
            + "Number of attributes in KeySchema does not exactly match number of attributes"
            + " defined in AttributeDefinitions",
        r -> r.keySchema(key("pk", "HASH")));
    refusal(
        INVALID + "Duplicate AttributeName in AttributeDefinitions: pk",
        r -> r.attributeDefinitions(attribute("pk", "S"), attribute("pk", "N")));
    refusal(
        "2 validation errors detected: Value null at 'attributeDefinitions' failed to satisfy"
            + " constraint: Member must not be null; Value null at 'keySchema' failed to satisfy"
            + " constraint: Member must not be null",
        r ->
            r.attributeDefinitions(
                    (java.util.Collection<
                            software.amazon.awssdk.services.dynamodb.model.AttributeDefinition>)
                        null)
                .keySchema((java.util.Collection<KeySchemaElement>) null));
  }

  @Test
  void createTable_localIndexes_shareThePartitionKey() {
    refusal(
        INVALID + "List of LocalSecondaryIndexes is empty",
        r -> r.localSecondaryIndexes(List.of()));
    refusal(
        INVALID
            + "Table KeySchema does not have a range key, which is required when specifying a"
            + " LocalSecondaryIndex",
        r ->
            r.keySchema(key("pk", "HASH"))
                .localSecondaryIndexes(local("bySk", key("pk", "HASH"), key("sk", "RANGE"))));
    refusal(
        INVALID + "Index KeySchema does not have a range key for index: bySk",
        r -> r.localSecondaryIndexes(local("bySk", key("pk", "HASH"))));
    refusal(
        INVALID
            + "Index KeySchema does not have the same leading hash key as table KeySchema for"
            + " index: bySk. index hash key: sk, table hash key: pk",
        r -> r.localSecondaryIndexes(local("bySk", key("sk", "HASH"), key("pk", "RANGE"))));
    refusal(
        INVALID + "Number of LocalSecondaryIndexes exceeds per-table limit of 5",
        r ->
            r.localSecondaryIndexes(
                IntStream.range(0, 6)
                    .mapToObj(i -> local("index" + i, key("pk", "HASH"), key("sk", "RANGE")))
                    .toList()));
  }

  @Test
  void createTable_globalIndexes_haveNamesKeysAndProjections() {
    refusal(
        INVALID + "List of GlobalSecondaryIndexes is empty",
        r -> r.globalSecondaryIndexes(List.of()));
    refusal(
        INVALID + "GlobalSecondaryIndex count exceeds the per-table limit of 20",
        r ->
            r.globalSecondaryIndexes(
                IntStream.range(0, 21)
                    .mapToObj(i -> global("index" + i, key("sk", "HASH")))
                    .toList()));
    refusal(
        INVALID + "Duplicate index name: bySk",
        r ->
            r.globalSecondaryIndexes(
                global("bySk", key("sk", "HASH")), global("bySk", key("sk", "HASH"))));
    refusal(
        INVALID
            + "Some index key attributes are not defined in AttributeDefinitions. Keys: [x],"
            + " AttributeDefinitions: [pk, sk]",
        r -> r.globalSecondaryIndexes(global("byX", key("x", "HASH"))));
    refusal(
        INVALID
            + "Some AttributeDefinitions are not used. AttributeDefinitions: [pk, sk, x], keys"
            + " used: [pk, sk]",
        r ->
            r.attributeDefinitions(attribute("pk", "S"), attribute("sk", "S"), attribute("x", "S"))
                .globalSecondaryIndexes(global("bySk", key("sk", "HASH"))));
    refusal(
        INVALID + "Unknown ProjectionType: null",
        r ->
            r.globalSecondaryIndexes(
                global("bySk", key("sk", "HASH")).toBuilder()
                    .projection(Projection.builder().build())
                    .build()));
    refusal(
        INVALID + "ProjectionType is INCLUDE, but NonKeyAttributes is not specified",
        r ->
            r.globalSecondaryIndexes(
                global("bySk", key("sk", "HASH")).toBuilder()
                    .projection(p -> p.projectionType("INCLUDE"))
                    .build()));
    refusal(
        INVALID + "ProjectionType is KEYS_ONLY, but NonKeyAttributes is specified",
        r ->
            r.globalSecondaryIndexes(
                global("bySk", key("sk", "HASH")).toBuilder()
                    .projection(p -> p.projectionType("KEYS_ONLY").nonKeyAttributes("a"))
                    .build()));
  }

  @Test
  void createTable_projections_listWhatIncludeKeepsAndNothingElse() {
    refusal(
        INVALID + "ProjectionType is ALL, but NonKeyAttributes is specified",
        r -> r.globalSecondaryIndexes(projecting("ALL", "a")));
    refusal(
        "Cannot have two attributes with the same name",
        r -> r.globalSecondaryIndexes(projecting("INCLUDE", "a", "a")));
    String names =
        "Names of key attributes and attributes projected into an index must be between 1 and 255"
            + " characters inclusive";
    refusal(names, r -> r.globalSecondaryIndexes(projecting("INCLUDE", "")));
    refusal(names, r -> r.globalSecondaryIndexes(projecting("INCLUDE", "a".repeat(256))));
    refusal(
        "1 validation error detected: Value '[]' at"
            + " 'globalSecondaryIndexes.1.member.projection.nonKeyAttributes' failed to satisfy"
            + " constraint: Member must have length greater than or equal to 1",
        r -> r.globalSecondaryIndexes(projecting("INCLUDE")));
    refusal(
        "1 validation error detected: Value '[...]' at"
            + " 'globalSecondaryIndexes.1.member.projection.nonKeyAttributes' failed to satisfy"
            + " constraint: Member must have length less than or equal to 20",
        r ->
            r.globalSecondaryIndexes(
                projecting(
                    "INCLUDE",
                    IntStream.range(0, 21).mapToObj(i -> "a" + i).toArray(String[]::new))));
  }

  @Test
  void createTable_indexKeysOfThreeAttributes_areTooMany() {
    refusal(
        "Key Schema too big.  Key Schema must at most consist of the hash and range key of a table",
        r ->
            r.attributeDefinitions(attribute("pk", "S"), attribute("sk", "S"), attribute("x", "S"))
                .globalSecondaryIndexes(
                    global("byAll", key("sk", "HASH"), key("pk", "RANGE"), key("x", "RANGE"))));
  }

  private static GlobalSecondaryIndex projecting(String type, String... kept) {
    return global("bySk", key("sk", "HASH")).toBuilder()
        .projection(p -> p.projectionType(type).nonKeyAttributes(kept))
        .build();
  }

  @Test
  void updateTable_unknownClassOrBilling_isInvalid() {
    table("Todos", false, r -> {});
    UpdateTableRequest.Builder request = UpdateTableRequest.builder().tableName("Todos");
    assertThat(refused(request.tableClass("junk").build(), UpdateTableResponse.class).message())
        .startsWith("Invalid table-class parameter provided.");
    AwsException billing =
        refused(
            request.tableClass((String) null).billingMode("nope").build(),
            UpdateTableResponse.class);
    assertThat(billing.message()).contains("enum value set: [PROVISIONED, PAY_PER_REQUEST]");
    assertThat(billing.status()).isEqualTo(400);
  }
}
