package dev.diorama.dynamodb.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.AmazonServiceException;
import com.amazonaws.services.dynamodbv2.local.embedded.DynamoDBEmbedded;
import com.amazonaws.services.dynamodbv2.local.shared.access.AmazonDynamoDBLocal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.AttributeValueUpdate;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.Condition;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ExecuteStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.ExpectedAttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.ParameterizedStatement;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * Asking the engine in its own model changes no answer: two engines are asked the same, one by this
 * client, the other by the one that DynamoDB Local comes with.
 */
class EngineClientTest {
  private static final int REQUESTS = 150;
  private static final String TABLE = "Things";
  private static final List<String> NAMES = List.of("a", "b", "c", "g", "l");

  private static AmazonDynamoDBLocal oursIsBehind;
  private static AmazonDynamoDBLocal theirsIsBehind;
  private static DynamoDbClient ours;
  private static DynamoDbClient theirs;

  @BeforeAll
  static void start() {
    oursIsBehind = DynamoDBEmbedded.create(true);
    theirsIsBehind = DynamoDBEmbedded.create(true);
    ours = new EngineClient(oursIsBehind);
    theirs = theirsIsBehind.dynamoDbClient();
    CreateTableRequest table =
        CreateTableRequest.builder()
            .tableName(TABLE)
            .billingMode("PAY_PER_REQUEST")
            .attributeDefinitions(
                attribute("pk", "S"),
                attribute("sk", "N"),
                attribute("g", "S"),
                attribute("l", "N"))
            .keySchema(key("pk", "HASH"), key("sk", "RANGE"))
            .globalSecondaryIndexes(
                index ->
                    index
                        .indexName("ByG")
                        .keySchema(key("g", "HASH"))
                        .projection(p -> p.projectionType(ProjectionType.ALL)))
            .localSecondaryIndexes(
                index ->
                    index
                        .indexName("ByL")
                        .keySchema(key("pk", "HASH"), key("l", "RANGE"))
                        .projection(p -> p.projectionType(ProjectionType.KEYS_ONLY)))
            .build();
    ours.createTable(table);
    theirs.createTable(table);
  }

  @AfterAll
  static void stop() {
    oursIsBehind.shutdownNow();
    theirsIsBehind.shutdownNow();
  }

  private static AttributeDefinition attribute(String name, String type) {
    return AttributeDefinition.builder().attributeName(name).attributeType(type).build();
  }

  private static KeySchemaElement key(String name, String type) {
    return KeySchemaElement.builder().attributeName(name).keyType(type).build();
  }

  /** Each draws a request, and asks it. */
  private enum Asked {
    PUT(EngineClientTest::put),
    UPDATE(EngineClientTest::update),
    LEGACY(EngineClientTest::legacy),
    DELETE(EngineClientTest::delete),
    GET(EngineClientTest::get),
    QUERY(EngineClientTest::query),
    SCAN(EngineClientTest::scan),
    BATCH_GET(EngineClientTest::batchGet),
    BATCH_WRITE(EngineClientTest::batchWrite),
    TRANSACT_GET(EngineClientTest::transactGet),
    TRANSACT_WRITE(EngineClientTest::transactWrite),
    STATEMENT(EngineClientTest::statement),
    BATCH_STATEMENT(EngineClientTest::batchStatement),
    TRANSACTION(EngineClientTest::transaction);

    @SuppressWarnings("ImmutableEnumChecker") // Functions without state.
    private final Function<Random, Function<DynamoDbClient, Object>> draw;

    Asked(Function<Random, Function<DynamoDbClient, Object>> draw) {
      this.draw = draw;
    }
  }

  @ParameterizedTest
  @EnumSource
  void anyRequest_isAnsweredAsByTheEnginesOwnClient(Asked asked) {
    Random chance = new Random(asked.name().hashCode());
    int answered = 0;
    for (int i = 0; i < REQUESTS; i++) {
      if (asked != Asked.PUT) {
        same(put(chance));
      }
      answered += same(asked.draw.apply(chance)) ? 1 : 0;
    }
    assertThat(answered).as("requests that were not refused").isGreaterThan(REQUESTS / 10);
  }

  private static boolean same(Function<DynamoDbClient, Object> question) {
    Object one = answer(ours, question);
    Object other = answer(theirs, question);
    assertThat(one).isEqualTo(other);
    return !(one instanceof Refused);
  }

  private record Refused(@Nullable String code, int status, @Nullable String message) {}

  private static Object answer(DynamoDbClient client, Function<DynamoDbClient, Object> question) {
    try {
      return question.apply(client);
    } catch (AwsServiceException e) {
      return new Refused(
          e.awsErrorDetails().errorCode(), e.statusCode(), e.awsErrorDetails().errorMessage());
    } catch (AmazonServiceException e) {
      return new Refused(e.getErrorCode(), e.getStatusCode(), e.getErrorMessage());
    } catch (IllegalArgumentException | NullPointerException e) {
      // What the engine cannot take at all.
      return new Refused(e.getClass().getSimpleName(), 0, "");
    }
  }

  @Test
  void item_withAttributesCalledNull_comesBackAsItWasPut() {
    Map<String, AttributeValue> item =
        Map.of(
            "pk", AttributeValue.fromS("null"),
            "sk", AttributeValue.fromN("1"),
            "null", AttributeValue.fromS("x"),
            "m", AttributeValue.fromM(Map.of("nul", AttributeValue.fromNul(true))));
    ours.putItem(r -> r.tableName(TABLE).item(item));
    Map<String, AttributeValue> key = Map.of("pk", item.get("pk"), "sk", item.get("sk"));
    assertThat(ours.getItem(r -> r.tableName(TABLE).key(key)).item()).isEqualTo(item);
    ours.deleteItem(r -> r.tableName(TABLE).key(key));
  }

  private static boolean once(Random chance, int in) {
    return chance.nextInt(in) == 0;
  }

  private static <T> T one(Random chance, List<T> of) {
    return of.get(chance.nextInt(of.size()));
  }

  /** One of them, or one that there is not, or none. */
  private static @Nullable String word(Random chance, String... words) {
    int at = chance.nextInt(words.length * 8 + 1);
    return at == 0 ? "WRONG" : at % 2 == 0 ? null : words[at % words.length];
  }

  private static AttributeValue value(Random chance, int depth) {
    return switch (chance.nextInt(depth > 2 ? 24 : 32)) {
      case 0, 1, 2, 3, 4, 5 ->
          AttributeValue.fromS(one(chance, List.of("x", "y", "long text", "")));
      case 6, 7, 8, 9, 10 -> AttributeValue.fromN(one(chance, List.of("1", "-2.5", "1e3", "007")));
      case 11, 12 -> AttributeValue.fromBool(chance.nextBoolean());
      case 13, 14 -> AttributeValue.fromNul(!once(chance, 8));
      case 15, 16 -> AttributeValue.fromB(bytes(chance));
      case 17 -> AttributeValue.fromSs(once(chance, 8) ? List.of() : List.of("p", "q"));
      case 18 -> AttributeValue.fromNs(List.of("1", once(chance, 8) ? "1" : "2.50"));
      case 19 -> AttributeValue.fromBs(List.of(bytes(chance)));
      case 20 -> once(chance, 10) ? AttributeValue.builder().build() : AttributeValue.fromN("3");
      case 21 ->
          once(chance, 10)
              ? AttributeValue.builder().s("two").n("2").build()
              : AttributeValue.fromS("one");
      case 22, 23 -> AttributeValue.fromN(once(chance, 10) ? "no number" : "12");
      case 24, 25, 26, 27 -> {
        List<AttributeValue> list = new ArrayList<>();
        for (int i = chance.nextInt(4); i > 0; i--) {
          list.add(value(chance, depth + 1));
        }
        yield AttributeValue.fromL(list);
      }
      default -> {
        Map<String, AttributeValue> map = new LinkedHashMap<>();
        for (int i = chance.nextInt(4); i > 0; i--) {
          map.put(one(chance, NAMES), value(chance, depth + 1));
        }
        yield AttributeValue.fromM(map);
      }
    };
  }

  private static SdkBytes bytes(Random chance) {
    byte[] bytes = new byte[chance.nextInt(6) + 1];
    chance.nextBytes(bytes);
    return SdkBytes.fromByteArray(bytes);
  }

  private static Map<String, AttributeValue> key(Random chance) {
    Map<String, AttributeValue> key = new LinkedHashMap<>();
    key.put("pk", AttributeValue.fromS(one(chance, List.of("u", "v"))));
    key.put("sk", AttributeValue.fromN(Integer.toString(chance.nextInt(6))));
    if (once(chance, 40)) {
      key.remove("sk");
    }
    if (once(chance, 40)) {
      key.put("a", AttributeValue.fromS("more"));
    }
    return key;
  }

  private static Map<String, AttributeValue> item(Random chance) {
    Map<String, AttributeValue> item = key(chance);
    for (int i = chance.nextInt(4); i > 0; i--) {
      item.put(one(chance, NAMES), value(chance, 0));
    }
    if (once(chance, 2)) {
      item.put("g", AttributeValue.fromS("group" + chance.nextInt(3)));
    } else {
      item.remove("g");
    }
    item.put("l", AttributeValue.fromN(Integer.toString(chance.nextInt(9))));
    return item;
  }

  private static String[] levels() {
    return new String[] {"INDEXES", "TOTAL", "NONE"};
  }

  private static Map<String, ExpectedAttributeValue> expected(Random chance) {
    return Map.of(
        "a",
        once(chance, 2)
            ? ExpectedAttributeValue.builder().exists(false).build()
            : ExpectedAttributeValue.builder()
                .comparisonOperator(word(chance, "EQ", "NE", "LT"))
                .attributeValueList(value(chance, 3))
                .build());
  }

  private static Function<DynamoDbClient, Object> put(Random chance) {
    PutItemRequest.Builder request =
        PutItemRequest.builder()
            .tableName(once(chance, 60) ? "Nothing" : TABLE)
            .item(item(chance))
            .returnValues(word(chance, "ALL_OLD", "NONE"))
            .returnConsumedCapacity(word(chance, levels()))
            .returnItemCollectionMetrics(word(chance, "SIZE", "NONE"));
    if (once(chance, 3)) {
      request
          .conditionExpression("attribute_not_exists(#a) OR #a = :v")
          .expressionAttributeNames(Map.of("#a", "a"))
          .expressionAttributeValues(Map.of(":v", value(chance, 3)))
          .returnValuesOnConditionCheckFailure(word(chance, "ALL_OLD"));
    } else if (once(chance, 6)) {
      request.expected(expected(chance)).conditionalOperator(word(chance, "AND", "OR"));
    }
    PutItemRequest built = request.build();
    return client -> client.putItem(built);
  }

  private static Function<DynamoDbClient, Object> update(Random chance) {
    UpdateItemRequest.Builder request =
        UpdateItemRequest.builder()
            .tableName(TABLE)
            .key(key(chance))
            .returnValues(word(chance, "ALL_OLD", "ALL_NEW", "UPDATED_OLD", "UPDATED_NEW"))
            .returnConsumedCapacity(word(chance, levels()))
            .returnItemCollectionMetrics(word(chance, "SIZE"))
            .updateExpression(
                one(chance, List.of("SET #a = :v", "SET #a = :v REMOVE b", "ADD c :v")))
            .expressionAttributeValues(Map.of(":v", value(chance, 1)));
    if (!once(chance, 8)) {
      request.expressionAttributeNames(Map.of("#a", "a"));
    }
    if (once(chance, 3)) {
      request
          .conditionExpression("attribute_exists(g)")
          .returnValuesOnConditionCheckFailure(word(chance, "ALL_OLD"));
    }
    UpdateItemRequest built = request.build();
    return client -> client.updateItem(built);
  }

  private static Function<DynamoDbClient, Object> legacy(Random chance) {
    UpdateItemRequest.Builder request =
        UpdateItemRequest.builder()
            .tableName(TABLE)
            .key(key(chance))
            .attributeUpdates(
                Map.of(
                    "a",
                    AttributeValueUpdate.builder()
                        .action(word(chance, "PUT", "ADD", "DELETE"))
                        .value(once(chance, 3) ? null : value(chance, 1))
                        .build()))
            .returnValues(word(chance, "ALL_NEW"));
    if (once(chance, 3)) {
      request.expected(expected(chance));
    }
    UpdateItemRequest built = request.build();
    return client -> client.updateItem(built);
  }

  private static Function<DynamoDbClient, Object> delete(Random chance) {
    DeleteItemRequest.Builder request =
        DeleteItemRequest.builder()
            .tableName(TABLE)
            .key(key(chance))
            .returnValues(word(chance, "ALL_OLD"))
            .returnConsumedCapacity(word(chance, levels()))
            .returnItemCollectionMetrics(word(chance, "SIZE"));
    if (once(chance, 3)) {
      request
          .conditionExpression("l < :n")
          .expressionAttributeValues(Map.of(":n", AttributeValue.fromN("4")))
          .returnValuesOnConditionCheckFailure(word(chance, "ALL_OLD"));
    } else if (once(chance, 6)) {
      request.expected(expected(chance));
    }
    DeleteItemRequest built = request.build();
    return client -> client.deleteItem(built);
  }

  private static Function<DynamoDbClient, Object> get(Random chance) {
    GetItemRequest.Builder request =
        GetItemRequest.builder()
            .tableName(TABLE)
            .key(key(chance))
            .consistentRead(once(chance, 2) ? true : null)
            .returnConsumedCapacity(word(chance, levels()));
    if (once(chance, 3)) {
      request.projectionExpression("#a, pk, b.c").expressionAttributeNames(Map.of("#a", "a"));
    } else if (once(chance, 4)) {
      request.attributesToGet(once(chance, 6) ? List.of() : List.of("a", "pk"));
    }
    GetItemRequest built = request.build();
    return client -> client.getItem(built);
  }

  private static Function<DynamoDbClient, Object> query(Random chance) {
    QueryRequest.Builder request =
        QueryRequest.builder()
            .tableName(TABLE)
            .limit(once(chance, 3) ? chance.nextInt(4) : null)
            .scanIndexForward(once(chance, 2) ? false : null)
            .consistentRead(once(chance, 3) ? true : null)
            .returnConsumedCapacity(word(chance, levels()))
            .select(word(chance, "COUNT", "ALL_ATTRIBUTES"));
    switch (chance.nextInt(4)) {
      case 0 ->
          request
              .indexName("ByG")
              .keyConditionExpression("g = :g")
              .expressionAttributeValues(Map.of(":g", AttributeValue.fromS("group1")));
      case 1 ->
          request
              .indexName("ByL")
              .keyConditions(
                  Map.of(
                      "pk",
                      condition("EQ", AttributeValue.fromS("u")),
                      "l",
                      condition("GT", AttributeValue.fromN("3"))));
      case 2 ->
          request
              .keyConditions(Map.of("pk", condition("EQ", AttributeValue.fromS("u"))))
              .queryFilter(Map.of("a", condition("NE", value(chance, 3))));
      default ->
          request
              .keyConditionExpression("pk = :p AND sk BETWEEN :f AND :t")
              .filterExpression("attribute_exists(#a)")
              .projectionExpression("#a, sk")
              .expressionAttributeNames(Map.of("#a", "a"))
              .expressionAttributeValues(
                  Map.of(
                      ":p", AttributeValue.fromS("v"),
                      ":f", AttributeValue.fromN("1"),
                      ":t", AttributeValue.fromN("5")))
              .exclusiveStartKey(once(chance, 4) ? key(chance) : null);
    }
    QueryRequest built = request.build();
    return client -> client.query(built);
  }

  private static Condition condition(String operator, AttributeValue value) {
    return Condition.builder().comparisonOperator(operator).attributeValueList(value).build();
  }

  private static Function<DynamoDbClient, Object> scan(Random chance) {
    ScanRequest.Builder request =
        ScanRequest.builder()
            .tableName(TABLE)
            .indexName(word(chance, "ByG", "ByL"))
            .limit(once(chance, 2) ? 1 + chance.nextInt(5) : null)
            .returnConsumedCapacity(word(chance, levels()))
            .select(word(chance, "COUNT"));
    if (once(chance, 3)) {
      request.totalSegments(3).segment(chance.nextInt(4));
    }
    if (once(chance, 3)) {
      request.scanFilter(Map.of("l", condition("LT", AttributeValue.fromN("5"))));
    } else if (once(chance, 3)) {
      request
          .filterExpression("contains(#a, :v)")
          .expressionAttributeNames(Map.of("#a", "a"))
          .expressionAttributeValues(Map.of(":v", AttributeValue.fromS("x")));
    }
    ScanRequest built = request.build();
    return client -> client.scan(built);
  }

  private static Function<DynamoDbClient, Object> batchGet(Random chance) {
    KeysAndAttributes.Builder wanted =
        KeysAndAttributes.builder()
            .keys(key(chance), key(chance), key(chance))
            .consistentRead(once(chance, 2) ? true : null);
    if (once(chance, 3)) {
      wanted.projectionExpression("#a").expressionAttributeNames(Map.of("#a", "a"));
    }
    BatchGetItemRequest built =
        BatchGetItemRequest.builder()
            .requestItems(Map.of(TABLE, wanted.build()))
            .returnConsumedCapacity(word(chance, levels()))
            .build();
    return client -> client.batchGetItem(built);
  }

  private static Function<DynamoDbClient, Object> batchWrite(Random chance) {
    List<WriteRequest> writes = new ArrayList<>();
    for (int i = chance.nextInt(3); i >= 0; i--) {
      writes.add(
          once(chance, 2)
              ? WriteRequest.builder().putRequest(put -> put.item(item(chance))).build()
              : WriteRequest.builder().deleteRequest(delete -> delete.key(key(chance))).build());
    }
    BatchWriteItemRequest built =
        BatchWriteItemRequest.builder()
            .requestItems(Map.of(TABLE, writes))
            .returnConsumedCapacity(word(chance, levels()))
            .returnItemCollectionMetrics(word(chance, "SIZE"))
            .build();
    return client -> client.batchWriteItem(built);
  }

  private static Function<DynamoDbClient, Object> transactGet(Random chance) {
    TransactGetItem item =
        TransactGetItem.builder()
            .get(get -> get.tableName(TABLE).key(key(chance)).projectionExpression("pk, a"))
            .build();
    return client ->
        client.transactGetItems(r -> r.transactItems(item).returnConsumedCapacity("INDEXES"));
  }

  private static Function<DynamoDbClient, Object> transactWrite(Random chance) {
    Map<String, AttributeValue> key = key(chance);
    Map<String, AttributeValue> item = item(chance);
    Map<String, AttributeValue> four = Map.of(":n", AttributeValue.fromN("4"));
    List<TransactWriteItem> all =
        List.of(
            TransactWriteItem.builder().put(p -> p.tableName(TABLE).item(item)).build(),
            TransactWriteItem.builder()
                .update(
                    u ->
                        u.tableName(TABLE)
                            .key(key)
                            .updateExpression("SET l = :n")
                            .expressionAttributeValues(four))
                .build(),
            TransactWriteItem.builder()
                .delete(
                    d ->
                        d.tableName(TABLE)
                            .key(key)
                            .conditionExpression("l < :n")
                            .expressionAttributeValues(four)
                            .returnValuesOnConditionCheckFailure("ALL_OLD"))
                .build(),
            TransactWriteItem.builder()
                .conditionCheck(
                    c ->
                        c.tableName(TABLE)
                            .key(key)
                            .conditionExpression("attribute_exists(pk)")
                            .returnValuesOnConditionCheckFailure("ALL_OLD"))
                .build());
    int first = chance.nextInt(all.size());
    List<TransactWriteItem> some =
        once(chance, 4) ? all.subList(0, 2) : all.subList(first, first + 1);
    return client ->
        client.transactWriteItems(
            r ->
                r.transactItems(some)
                    .returnConsumedCapacity("TOTAL")
                    .returnItemCollectionMetrics("SIZE"));
  }

  private static String select(Random chance) {
    return one(
        chance,
        List.of(
            "SELECT * FROM Things WHERE pk = ? AND sk = ?",
            "SELECT a FROM Things WHERE pk = ? AND sk = ?",
            "SELECT * FROM Things WHERE pk = ?",
            "SELECT nonsense"));
  }

  private static Function<DynamoDbClient, Object> statement(Random chance) {
    ExecuteStatementRequest built =
        ExecuteStatementRequest.builder()
            .statement(select(chance))
            .parameters(AttributeValue.fromS("u"), AttributeValue.fromN("2"))
            .consistentRead(once(chance, 2) ? true : null)
            .returnConsumedCapacity(word(chance, levels()))
            .build();
    return client -> client.executeStatement(built);
  }

  private static Function<DynamoDbClient, Object> batchStatement(Random chance) {
    BatchStatementRequest one =
        BatchStatementRequest.builder()
            .statement(select(chance))
            .parameters(AttributeValue.fromS("u"), AttributeValue.fromN("2"))
            .consistentRead(once(chance, 2) ? true : null)
            .build();
    return client ->
        client.batchExecuteStatement(r -> r.statements(one).returnConsumedCapacity("TOTAL"));
  }

  private static Function<DynamoDbClient, Object> transaction(Random chance) {
    ParameterizedStatement one =
        ParameterizedStatement.builder()
            .statement(select(chance))
            .parameters(AttributeValue.fromS("u"), AttributeValue.fromN("2"))
            .build();
    return client ->
        client.executeTransaction(r -> r.transactStatements(one).returnConsumedCapacity("TOTAL"));
  }
}
