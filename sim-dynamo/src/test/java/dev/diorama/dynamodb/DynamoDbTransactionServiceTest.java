package dev.diorama.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.wire.AwsException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItem;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;

class DynamoDbTransactionServiceTest extends DynamoFixture {
  @BeforeEach
  void create() {
    table("Todos", false, r -> {});
  }

  private static TransactWriteItem put(String pk, String data) {
    return TransactWriteItem.builder()
        .put(p -> p.tableName("Todos").item(item("pk", pk, "d", data)))
        .build();
  }

  private static TransactWriteItem addOne(String pk) {
    return TransactWriteItem.builder()
        .update(
            u ->
                u.tableName("Todos")
                    .key(item("pk", pk))
                    .updateExpression("ADD visits :one")
                    .expressionAttributeValues(Map.of(":one", n(1))))
        .build();
  }

  private String visits(String pk) {
    return send(
            GetItemRequest.builder().tableName("Todos").key(item("pk", pk)).build(),
            GetItemResponse.class)
        .item()
        .get("visits")
        .n();
  }

  @Test
  void transactWrite_ofOneKilobyte_costsTwoUnitsNotFour() {
    TransactWriteItemsResponse done =
        send(
            TransactWriteItemsRequest.builder()
                .transactItems(put("a", "x"))
                .returnConsumedCapacity("INDEXES")
                .build(),
            TransactWriteItemsResponse.class);
    ConsumedCapacity consumed = done.consumedCapacity().get(0);
    assertThat(consumed.capacityUnits()).isEqualTo(2.0);
    assertThat(consumed.writeCapacityUnits()).isEqualTo(2.0);
    assertThat(consumed.table().capacityUnits()).isEqualTo(2.0);
    assertThat(span().attributes()).containsEntry("wcu", "2");
    assertThat(counted("ConsumedWriteCapacityUnits", "TableName", "Todos")).isEqualTo(2.0);
  }

  @Test
  void transactWrite_cancelled_givesReasonsAndIsCharged() {
    send(
        PutItemRequest.builder().tableName("Todos").item(item("pk", "b", "n", n(1))).build(),
        PutItemResponse.class);
    double before = counted("ConsumedWriteCapacityUnits");
    AwsException e =
        refused(
            TransactWriteItemsRequest.builder()
                .transactItems(
                    put("a", "x".repeat(1_500)),
                    TransactWriteItem.builder()
                        .conditionCheck(
                            c ->
                                c.tableName("Todos")
                                    .key(item("pk", "b"))
                                    .conditionExpression("attribute_not_exists(pk)")
                                    .returnValuesOnConditionCheckFailure("ALL_OLD"))
                        .build())
                .build(),
            TransactWriteItemsResponse.class);
    assertThat(e.code()).isEqualTo("TransactionCanceledException");
    assertThat(e.status()).isEqualTo(400);
    assertThat(e.message())
        .isEqualTo(
            "Transaction cancelled, please refer cancellation reasons for specific reasons"
                + " [None, ConditionalCheckFailed]");
    assertThat(e.fields().get("CancellationReasons").write())
        .isEqualTo(
            "[{\"Code\":\"None\"},{\"Code\":\"ConditionalCheckFailed\",\"Item\":"
                + "{\"n\":{\"N\":\"1\"},\"pk\":{\"S\":\"b\"}},"
                + "\"Message\":\"The conditional request failed\"}]");
    assertThat(counted("ConsumedWriteCapacityUnits") - before).isEqualTo(2 * 2 + 2 * 1);
  }

  @Test
  void transactWrite_sameToken_changesOnceAndThenCostsReading() {
    TransactWriteItemsRequest request =
        TransactWriteItemsRequest.builder()
            .transactItems(addOne("a"))
            .clientRequestToken("token-1")
            .returnConsumedCapacity("TOTAL")
            .build();
    send(request, TransactWriteItemsResponse.class);
    clock.advance(Duration.ofMinutes(9));
    TransactWriteItemsResponse repeat = send(request, TransactWriteItemsResponse.class);
    assertThat(repeat.consumedCapacity().get(0).readCapacityUnits()).isEqualTo(2.0);
    assertThat(visits("a")).isEqualTo("1");
  }

  @Test
  void transactWrite_sameTokenAfterExactlyTenMinutes_isAnotherTransaction() {
    TransactWriteItemsRequest request =
        TransactWriteItemsRequest.builder()
            .transactItems(addOne("a"))
            .clientRequestToken("token-1")
            .build();
    send(request, TransactWriteItemsResponse.class);
    clock.advance(Duration.ofMinutes(10));
    send(request, TransactWriteItemsResponse.class);
    assertThat(visits("a")).isEqualTo("2");
  }

  @Test
  void transactWrite_sameTokenForAnother_isAMismatch() {
    send(
        TransactWriteItemsRequest.builder()
            .transactItems(addOne("a"))
            .clientRequestToken("token-1")
            .build(),
        TransactWriteItemsResponse.class);
    AwsException e =
        refused(
            TransactWriteItemsRequest.builder()
                .transactItems(addOne("b"))
                .clientRequestToken("token-1")
                .build(),
            TransactWriteItemsResponse.class);
    assertThat(e.code()).isEqualTo("IdempotentParameterMismatchException");
    assertThat(e.status()).isEqualTo(400);
  }

  @Test
  void transactWrite_tokenTooLongOrNoAction_isInvalid() {
    AwsException token =
        refused(
            TransactWriteItemsRequest.builder()
                .transactItems(addOne("a"))
                .clientRequestToken("t".repeat(37))
                .build(),
            TransactWriteItemsResponse.class);
    assertThat(token.code()).isEqualTo("ValidationException");
    AwsException empty =
        refused(
            TransactWriteItemsRequest.builder()
                .transactItems(TransactWriteItem.builder().build())
                .build(),
            TransactWriteItemsResponse.class);
    assertThat(empty.code()).isEqualTo("ValidationException");
    assertThat(empty.status()).isEqualTo(400);
  }

  @Test
  void transactGet_missingAndPresent_costsTwoEach() {
    send(
        PutItemRequest.builder().tableName("Todos").item(item("pk", "a")).build(),
        PutItemResponse.class);
    TransactGetItemsResponse found =
        send(
            TransactGetItemsRequest.builder()
                .transactItems(
                    TransactGetItem.builder()
                        .get(g -> g.tableName("Todos").key(item("pk", "a")))
                        .build(),
                    TransactGetItem.builder()
                        .get(g -> g.tableName("Todos").key(item("pk", "z")))
                        .build())
                .returnConsumedCapacity("TOTAL")
                .build(),
            TransactGetItemsResponse.class);
    assertThat(found.responses().get(0).item()).isEqualTo(item("pk", "a"));
    assertThat(found.responses().get(1).hasItem()).isFalse();
    assertThat(found.consumedCapacity().get(0).capacityUnits()).isEqualTo(4.0);
    assertThat(span().attributes()).containsEntry("rcu", "4");
  }

  @Test
  void transactWrite_keyOfWrongType_cancelsWithTheFirstReasonOnly() {
    TransactWriteItemsRequest request =
        TransactWriteItemsRequest.builder()
            .transactItems(
                t -> t.put(p -> p.tableName("Todos").item(item("pk", "good", "sk", "good"))),
                t -> t.put(p -> p.tableName("Todos").item(item("pk", n(7), "sk", "bad"))),
                t -> t.delete(d -> d.tableName("Todos").key(item("pk", "bad"))))
            .build();
    AwsException e = refused(request, TransactWriteItemsResponse.class);
    assertThat(e.code()).isEqualTo("TransactionCanceledException");
    assertThat(e.status()).isEqualTo(400);
    assertThat(e.message())
        .isEqualTo(
            "Transaction cancelled, please refer cancellation reasons for specific reasons [None,"
                + " ValidationError, None]");
    assertThat(String.valueOf(e.fields().get("CancellationReasons")))
        .contains("Type mismatch for key pk expected: S actual: N");
  }

  @Test
  void transactGet_keyThatDoesNotFit_cancels() {
    AwsException e =
        refused(
            TransactGetItemsRequest.builder()
                .transactItems(
                    t -> t.get(g -> g.tableName("Todos").key(item("pk", "a", "zz", "b"))))
                .build(),
            TransactGetItemsResponse.class);
    assertThat(e.code()).isEqualTo("TransactionCanceledException");
    assertThat(e.status()).isEqualTo(400);
    assertThat(String.valueOf(e.fields().get("CancellationReasons")))
        .contains("The provided key element does not match the schema");
  }

  @Test
  void transactWrite_keyTooLong_cancels() {
    AwsException e =
        refused(
            TransactWriteItemsRequest.builder()
                .transactItems(
                    t ->
                        t.put(
                            p ->
                                p.tableName("Todos")
                                    .item(item("pk", "x".repeat(2_049), "sk", "a"))))
                .build(),
            TransactWriteItemsResponse.class);
    assertThat(e.code()).isEqualTo("TransactionCanceledException");
  }
}
