package dev.diorama.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.json.Json;
import dev.diorama.core.wire.AwsException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

class DynamoDbItemServiceTest extends DynamoFixture {
  private static final String ARN = "arn:aws:dynamodb:us-east-1:123456789012:table/Todos";

  @BeforeEach
  void create() {
    table("Todos", true, r -> {});
  }

  private PutItemRequest.Builder put(Object... namesAndValues) {
    return PutItemRequest.builder().tableName("Todos").item(item(namesAndValues));
  }

  private GetItemResponse get(String pk, String sk) {
    return send(
        GetItemRequest.builder().tableName("Todos").key(item("pk", pk, "sk", sk)).build(),
        GetItemResponse.class);
  }

  @Test
  void getItem_afterPut_isTheItemInNameOrder() {
    Map<String, AttributeValue> nested =
        Map.of("z", s("1"), "a", AttributeValue.fromL(List.of(n(1))), "m", s("2"));
    send(
        put("sk", "1", "zeta", "z", "pk", "mina", "alpha", AttributeValue.fromM(nested)).build(),
        PutItemResponse.class);
    Map<String, AttributeValue> item = get("mina", "1").item();
    assertThat(item.keySet()).containsExactly("alpha", "pk", "sk", "zeta");
    assertThat(item.get("alpha").m().keySet()).containsExactly("a", "m", "z");
    assertThat(item.get("alpha").m()).isEqualTo(nested);
  }

  @Test
  void getItem_missing_hasNoItem() {
    assertThat(get("mina", "1").hasItem()).isFalse();
  }

  @Test
  void getItem_unknownTable_isNotFoundInAwsWords() {
    AwsException e =
        refused(
            GetItemRequest.builder().tableName("Nope").key(item("pk", "a")).build(),
            GetItemResponse.class);
    assertThat(e.code()).isEqualTo("ResourceNotFoundException");
    assertThat(e.status()).isEqualTo(400);
    assertThat(e.message()).isEqualTo("Requested resource not found");
  }

  @Test
  void getItem_wrongKey_doesNotMatchTheSchema() {
    for (Map<String, AttributeValue> key :
        List.of(
            item("pk", "a"),
            item("pk", "a", "sk", n(1)),
            item("pk", "a", "sk", "b", "more", "c"))) {
      AwsException e =
          refused(
              GetItemRequest.builder().tableName("Todos").key(key).build(), GetItemResponse.class);
      assertThat(e.code()).isEqualTo("ValidationException");
      assertThat(e.status()).isEqualTo(400);
      assertThat(e.message()).isEqualTo("The provided key element does not match the schema");
    }
  }

  @Test
  void getItem_withoutKeyOrTable_isInvalid() {
    AwsException key =
        refused(GetItemRequest.builder().tableName("Todos").build(), GetItemResponse.class);
    assertThat(key.message()).contains("Value null at 'key'");
    AwsException table =
        refused(GetItemRequest.builder().key(item("pk", "a")).build(), GetItemResponse.class);
    assertThat(table.code()).isEqualTo("ValidationException");
    assertThat(table.message()).contains("Value null at 'tableName'");
  }

  @Test
  void putItem_withoutItsKey_namesTheMissingAttribute() {
    AwsException e = refused(put("pk", "a").build(), PutItemResponse.class);
    assertThat(e.code()).isEqualTo("ValidationException");
    assertThat(e.message())
        .isEqualTo("One or more parameter values were invalid: Missing the key sk in the item");
    AwsException type = refused(put("pk", "a", "sk", n(1)).build(), PutItemResponse.class);
    assertThat(type.message()).endsWith("Type mismatch for key sk expected: S actual: N");
  }

  @Test
  void putItem_conditionFails_saysSoAndGivesTheItem() {
    send(put("pk", "a", "sk", "1", "n", n(7)).build(), PutItemResponse.class);
    AwsException e =
        refused(
            put("pk", "a", "sk", "1")
                .conditionExpression("attribute_not_exists(pk)")
                .returnValuesOnConditionCheckFailure("ALL_OLD")
                .build(),
            PutItemResponse.class);
    assertThat(e.code()).isEqualTo("ConditionalCheckFailedException");
    assertThat(e.status()).isEqualTo(400);
    assertThat(e.message()).isEqualTo("The conditional request failed");
    assertThat(e.fields().get("Item"))
        .isEqualTo(Json.parse("{\"n\":{\"N\":\"7\"},\"pk\":{\"S\":\"a\"},\"sk\":{\"S\":\"1\"}}"));
    assertThat(counted("ConditionalCheckFailedRequests", "TableName", "Todos")).isEqualTo(1);
    assertThat(counted("UserErrors")).isZero();
  }

  @Test
  void putItem_tooLarge_isRefused() {
    AwsException e =
        refused(put("pk", "a", "sk", "1", "d", "x".repeat(410_000)).build(), PutItemResponse.class);
    assertThat(e.code()).isEqualTo("ValidationException");
    assertThat(e.message()).isEqualTo("Item size has exceeded the maximum allowed size");
  }

  @Test
  void updateItem_returnsWhatWasAsked() {
    UpdateItemRequest.Builder update =
        UpdateItemRequest.builder()
            .tableName("Todos")
            .key(item("pk", "a", "sk", "1"))
            .updateExpression("ADD visits :one")
            .expressionAttributeValues(Map.of(":one", n(1)));
    assertThat(send(update.build(), UpdateItemResponse.class).hasAttributes()).isFalse();
    assertThat(
            send(update.returnValues("UPDATED_NEW").build(), UpdateItemResponse.class).attributes())
        .isEqualTo(item("visits", n(2)));
  }

  @Test
  void updateItem_reservedWord_isRefused() {
    AwsException e =
        refused(
            UpdateItemRequest.builder()
                .tableName("Todos")
                .key(item("pk", "a", "sk", "1"))
                .updateExpression("SET name = :n")
                .expressionAttributeValues(Map.of(":n", s("x")))
                .build(),
            UpdateItemResponse.class);
    assertThat(e.code()).isEqualTo("ValidationException");
    assertThat(e.message()).contains("reserved keyword: name");
  }

  @Test
  void deleteItem_allOld_givesWhatWasThere() {
    send(put("pk", "a", "sk", "1", "n", n(7)).build(), PutItemResponse.class);
    DeleteItemRequest delete =
        DeleteItemRequest.builder()
            .tableName("Todos")
            .key(item("pk", "a", "sk", "1"))
            .returnValues("ALL_OLD")
            .build();
    assertThat(send(delete, DeleteItemResponse.class).attributes()).containsEntry("n", n(7));
    assertThat(send(delete, DeleteItemResponse.class).hasAttributes()).isFalse();
  }

  @Test
  void query_inPages_givesTheKeyToGoOnFrom() {
    for (int i = 0; i < 3; i++) {
      send(put("pk", "a", "sk", "" + i).build(), PutItemResponse.class);
    }
    QueryRequest.Builder query =
        QueryRequest.builder()
            .tableName("Todos")
            .keyConditionExpression("pk = :p")
            .expressionAttributeValues(Map.of(":p", s("a")))
            .limit(2);
    QueryResponse first = send(query.build(), QueryResponse.class);
    assertThat(first.items()).hasSize(2);
    assertThat(first.lastEvaluatedKey()).isEqualTo(item("pk", "a", "sk", "1"));
    QueryResponse second =
        send(query.exclusiveStartKey(first.lastEvaluatedKey()).build(), QueryResponse.class);
    assertThat(second.items()).containsExactly(item("pk", "a", "sk", "2"));
    assertThat(second.hasLastEvaluatedKey()).isFalse();
  }

  @Test
  void query_unknownIndex_isInvalid() {
    AwsException e =
        refused(
            QueryRequest.builder()
                .tableName("Todos")
                .indexName("nope")
                .keyConditionExpression("pk = :p")
                .expressionAttributeValues(Map.of(":p", s("a")))
                .build(),
            QueryResponse.class);
    assertThat(e.code()).isEqualTo("ValidationException");
    assertThat(e.message()).isEqualTo("The table does not have the specified index: nope");
  }

  @Test
  void scan_filtered_countsBoth() {
    send(put("pk", "a", "sk", "1", "done", "yes").build(), PutItemResponse.class);
    send(put("pk", "b", "sk", "1", "done", "no").build(), PutItemResponse.class);
    ScanResponse found =
        send(
            ScanRequest.builder()
                .tableName("Todos")
                .filterExpression("done = :d")
                .expressionAttributeValues(Map.of(":d", s("yes")))
                .build(),
            ScanResponse.class);
    assertThat(found.count()).isEqualTo(1);
    assertThat(found.scannedCount()).isEqualTo(2);
  }

  @Test
  void batches_byArn_answerUnderTheArn() {
    BatchWriteItemResponse written =
        send(
            BatchWriteItemRequest.builder()
                .requestItems(
                    Map.of(
                        ARN,
                        List.of(
                            WriteRequest.builder()
                                .putRequest(p -> p.item(item("pk", "a", "sk", "1")))
                                .build())))
                .returnConsumedCapacity("TOTAL")
                .build(),
            BatchWriteItemResponse.class);
    assertThat(written.consumedCapacity().get(0).tableName()).isEqualTo(ARN);
    assertThat(written.unprocessedItems()).isEmpty();
    BatchGetItemResponse read =
        send(
            BatchGetItemRequest.builder()
                .requestItems(
                    Map.of(
                        ARN,
                        KeysAndAttributes.builder()
                            .keys(List.of(item("pk", "a", "sk", "1"), item("pk", "a", "sk", "2")))
                            .build()))
                .build(),
            BatchGetItemResponse.class);
    assertThat(read.responses().get(ARN)).containsExactly(item("pk", "a", "sk", "1"));
    assertThat(read.unprocessedKeys()).isEmpty();
    assertThat(read.hasConsumedCapacity()).isFalse();
  }

  @Test
  void batchWrite_wrongKey_isRefusedWhole() {
    AwsException e =
        refused(
            BatchWriteItemRequest.builder()
                .requestItems(
                    Map.of(
                        "Todos",
                        List.of(
                            WriteRequest.builder()
                                .deleteRequest(d -> d.key(item("pk", "a")))
                                .build())))
                .build(),
            BatchWriteItemResponse.class);
    assertThat(e.message()).isEqualTo("The provided key element does not match the schema");
  }

  @Test
  void binaryAndSets_survive() {
    Map<String, AttributeValue> item =
        item(
            "pk",
            "a",
            "sk",
            "1",
            "b",
            AttributeValue.fromB(SdkBytes.fromByteArray(new byte[] {1, 2})),
            "ns",
            AttributeValue.fromNs(List.of("1", "2")),
            "nothing",
            AttributeValue.fromNul(true),
            "bool",
            AttributeValue.fromBool(false));
    send(PutItemRequest.builder().tableName("Todos").item(item).build(), PutItemResponse.class);
    assertThat(get("a", "1").item()).isEqualTo(item);
  }

  @Test
  void items_perRegion_areApart() {
    sendIn(
        "eu-west-1",
        software.amazon.awssdk.services.dynamodb.model.CreateTableRequest.builder()
            .tableName("Todos")
            .billingMode("PAY_PER_REQUEST")
            .attributeDefinitions(attribute("pk", "S"))
            .keySchema(key("pk", "HASH"))
            .build(),
        software.amazon.awssdk.services.dynamodb.model.CreateTableResponse.class);
    send(put("pk", "a", "sk", "1").build(), PutItemResponse.class);
    assertThat(
            sendIn(
                    "eu-west-1",
                    ScanRequest.builder().tableName("Todos").build(),
                    ScanResponse.class)
                .count())
        .isZero();
  }

  @Test
  void successfulRequest_isTimedPerTableAndOperation() {
    get("a", "1");
    assertThat(counted("SuccessfulRequestLatency", "TableName", "Todos", "Operation", "GetItem"))
        .isEqualTo(4.0);
    assertThat(span().resource()).isEqualTo(ARN);
    assertThat(span().durationNanos()).isEqualTo(4_000_000);
  }
}
