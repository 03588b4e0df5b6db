package dev.diorama.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.wire.AwsException;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ListTablesRequest;
import software.amazon.awssdk.services.dynamodb.model.ListTablesResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/** Members that cannot be, in AWS's words, whatever the table. */
class RequestRulesTest extends DynamoFixture {
  private static final Map<String, AttributeValue> KEY = Map.of("pk", s("a"));

  @BeforeEach
  void table() {
    table("Todos", false, r -> {});
  }

  private <R extends AwsResponse> void refusal(
      String message, AwsRequest request, Class<R> response) {
    AwsException e = refused(request, response);
    assertThat(e.message()).isEqualTo(message);
    assertThat(e.code()).isEqualTo("ValidationException");
    assertThat(e.status()).isEqualTo(400);
  }

  private static String oneOf(String value, String member, String allowed) {
    return "1 validation error detected: Value '"
        + value
        + "' at '"
        + member
        + "' failed to satisfy constraint: Member must satisfy enum value set: ["
        + allowed
        + "]";
  }

  @Test
  void anyOperation_tableThatCannotBe_isInvalidRatherThanUnknown() {
    String pattern =
        "1 validation error detected: Value 'no!table' at 'tableName' failed to satisfy constraint:"
            + " Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+";
    refusal(
        pattern,
        PutItemRequest.builder().tableName("no!table").item(KEY).build(),
        PutItemResponse.class);
    refusal(
        pattern,
        DescribeTableRequest.builder().tableName("no!table").build(),
        DescribeTableResponse.class);
    String length = "TableName must be at least 3 characters long and at most 255 characters long";
    refusal(length, ScanRequest.builder().tableName("x").build(), ScanResponse.class);
    refusal(
        length,
        BatchGetItemRequest.builder().requestItems(Map.of("x", keys())).build(),
        BatchGetItemResponse.class);
    refusal(
        "ExclusiveStartTableName must be at least 3 characters long and at most 255 characters"
            + " long",
        ListTablesRequest.builder().exclusiveStartTableName("x").build(),
        ListTablesResponse.class);
  }

  private static software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes keys() {
    return software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes.builder()
        .keys(KEY)
        .build();
  }

  @Test
  void reads_unknownValues_areRefusedWithTheKnownOnes() {
    refusal(
        oneOf("DUMMY", "returnConsumedCapacity", "INDEXES, TOTAL, NONE"),
        GetItemRequest.builder()
            .tableName("Todos")
            .key(KEY)
            .returnConsumedCapacity("DUMMY")
            .build(),
        GetItemResponse.class);
    refusal(
        oneOf(
            "DOG",
            "select",
            "SPECIFIC_ATTRIBUTES, COUNT, ALL_ATTRIBUTES, ALL_PROJECTED_ATTRIBUTES"),
        QueryRequest.builder().tableName("Todos").select("DOG").build(),
        QueryResponse.class);
    refusal(
        oneOf("XOR", "conditionalOperator", "OR, AND"),
        ScanRequest.builder().tableName("Todos").conditionalOperator("XOR").build(),
        ScanResponse.class);
    assertThat(
            refused(
                    QueryRequest.builder()
                        .tableName("Todos")
                        .keyConditions(
                            Map.of(
                                "pk",
                                software.amazon.awssdk.services.dynamodb.model.Condition.builder()
                                    .comparisonOperator("NE")
                                    .attributeValueList(s("a"))
                                    .build()))
                        .build(),
                    QueryResponse.class)
                .message())
        .isEqualTo("Attempted conditional constraint is not an indexable operation");
  }

  @Test
  void reads_numbersOutOfRange_areRefused() {
    refusal(
        "1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: Member"
            + " must have value greater than or equal to 1",
        QueryRequest.builder().tableName("Todos").limit(0).build(),
        QueryResponse.class);
    refusal(
        "2 validation errors detected: Value '1000001' at 'totalSegments' failed to satisfy"
            + " constraint: Member must have value less than or equal to 1000000; Value '-1' at"
            + " 'segment' failed to satisfy constraint: Member must have value greater than or"
            + " equal to 0",
        ScanRequest.builder().tableName("Todos").segment(-1).totalSegments(1_000_001).build(),
        ScanResponse.class);
  }

  @Test
  void writes_unknownValues_areRefusedTogether() {
    refusal(
        "2 validation errors detected: Value 'none' at 'returnValues' failed to satisfy"
            + " constraint: Member must satisfy enum value set: [ALL_NEW, UPDATED_OLD, ALL_OLD,"
            + " NONE, UPDATED_NEW]; Value 'LARGE' at 'returnItemCollectionMetrics' failed to"
            + " satisfy constraint: Member must satisfy enum value set: [SIZE, NONE]",
        PutItemRequest.builder()
            .tableName("Todos")
            .item(KEY)
            .returnValues("none")
            .returnItemCollectionMetrics("LARGE")
            .build(),
        PutItemResponse.class);
    refusal(
        oneOf("dog", "returnValuesOnConditionCheckFailure", "ALL_OLD, NONE"),
        DeleteItemRequest.builder()
            .tableName("Todos")
            .key(KEY)
            .returnValuesOnConditionCheckFailure("dog")
            .build(),
        DeleteItemResponse.class);
    refusal(
        oneOf("SET", "attributeUpdates.a.member.action", "ADD, DELETE, PUT"),
        UpdateItemRequest.builder()
            .tableName("Todos")
            .key(KEY)
            .attributeUpdates(
                Map.of(
                    "a",
                    software.amazon.awssdk.services.dynamodb.model.AttributeValueUpdate.builder()
                        .action("SET")
                        .build()))
            .build(),
        UpdateItemResponse.class);
  }

  @Test
  void transaction_unknownValueInOneAction_refusesTheWhole() {
    refusal(
        oneOf(
            "dog",
            "transactItems.1.member.put.returnValuesOnConditionCheckFailure",
            "ALL_OLD, NONE"),
        TransactWriteItemsRequest.builder()
            .transactItems(
                t ->
                    t.put(
                        p ->
                            p.tableName("Todos")
                                .item(KEY)
                                .returnValuesOnConditionCheckFailure("dog")))
            .build(),
        TransactWriteItemsResponse.class);
  }

  @Test
  void item_valueOfTwoTypesOrNone_isInvalid() {
    AttributeValue two = AttributeValue.builder().s("a").n("1").build();
    refusal(
        "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the"
            + " supported datatypes",
        PutItemRequest.builder().tableName("Todos").item(item("pk", "a", "v", two)).build(),
        PutItemResponse.class);
    refusal(
        "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes",
        GetItemRequest.builder()
            .tableName("Todos")
            .key(Map.of("pk", AttributeValue.builder().build()))
            .build(),
        GetItemResponse.class);
  }

  @Test
  void updateItem_thatUpdatesNothing_returnsNoUpdates() {
    UpdateItemResponse done =
        send(
            UpdateItemRequest.builder()
                .tableName("Todos")
                .key(KEY)
                .returnValues("UPDATED_NEW")
                .build(),
            UpdateItemResponse.class);
    assertThat(done.hasAttributes()).isFalse();
    GetItemResponse found =
        send(GetItemRequest.builder().tableName("Todos").key(KEY).build(), GetItemResponse.class);
    assertThat(found.item()).isEqualTo(KEY);
  }
}
