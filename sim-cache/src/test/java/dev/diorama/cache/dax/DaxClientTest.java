package dev.diorama.cache.dax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.CreateTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.LocalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.Select;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** AWS's own client for Java, unmodified, against our clusters. */
@Timeout(value = 100, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DaxClientTest extends WireFixture {
  private DynamoDbClient client;

  private static AttributeValue n(String number) {
    return AttributeValue.fromN(number);
  }

  private void serve(int nodes, boolean tls) {
    table("Things", "S", "N");
    openWire();
    cluster("todos", "dax.r5.large", null, nodes, tls);
  }

  private Map<String, AttributeValue> get(String pk, String sk, boolean consistent) {
    return client
        .getItem(
            r -> r.tableName("Things").key(item("pk", pk, "sk", n(sk))).consistentRead(consistent))
        .item();
  }

  private void put(Object... attributes) {
    client.putItem(r -> r.tableName("Things").item(item(attributes)));
  }

  @ParameterizedTest
  @CsvSource({
    "1,false,false",
    "3,false,false",
    "1,true,false",
    "3,true,false",
    "1,false,true",
    "3,false,true",
    "1,true,true",
    "3,true,true"
  })
  void everyOperation(int nodes, boolean tls, boolean async) {
    serve(nodes, tls);
    trusting(
        () -> {
          client = async ? waiting(asyncClient("todos")) : wireClient("todos");
          items();
          updates();
          queries();
          scans();
          batches();
          transactions();
          errors();
        });
  }

  private void items() {
    Map<String, AttributeValue> all =
        item(
            "pk", "types",
            "sk", n("-12.5"),
            "s", "text",
            "n", n("3"),
            "big", n("123456789012345678901234567890"),
            "small", n("-0.000123"),
            "b", AttributeValue.fromB(SdkBytes.fromUtf8String("bytes")),
            "yes", AttributeValue.fromBool(true),
            "none", AttributeValue.fromNul(true),
            "list", AttributeValue.fromL(List.of(s("x"), n("1"), AttributeValue.fromBool(false))),
            "map", AttributeValue.fromM(Map.of("inner", AttributeValue.fromL(List.of(n("2"))))),
            "ss", AttributeValue.fromSs(List.of("a", "b")),
            "ns", AttributeValue.fromNs(List.of("1", "2.5")),
            "bs", AttributeValue.fromBs(List.of(SdkBytes.fromUtf8String("z"))));
    client.putItem(r -> r.tableName("Things").item(all));
    assertSame(get("types", "-12.5", true), all);
    clock.settle();
    assertSame(get("types", "-12.5", false), all);
    assertSame(get("types", "-12.50", false), all);
    GetItemResponse none =
        client.getItem(
            r ->
                r.tableName("Things")
                    .key(item("pk", "no", "sk", n("1")))
                    .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL));
    assertThat(none.item()).isEmpty();
    assertThat(none.consumedCapacity().capacityUnits()).isEqualTo(0.5);
    assertThat(
            client
                .getItem(
                    r ->
                        r.tableName("Things")
                            .key(item("pk", "types", "sk", n("-12.5")))
                            .projectionExpression("#l[2], map.inner[0], s, missing, #l[0]")
                            .expressionAttributeNames(Map.of("#l", "list")))
                .item())
        .isEqualTo(
            item(
                "list", AttributeValue.fromL(List.of(s("x"), AttributeValue.fromBool(false))),
                "map", AttributeValue.fromM(Map.of("inner", AttributeValue.fromL(List.of(n("2"))))),
                "s", "text"));
    assertThat(
            client
                .putItem(
                    r ->
                        r.tableName("Things")
                            .item(item("pk", "types", "sk", n("-12.5"), "s", "new"))
                            .returnValues(ReturnValue.ALL_OLD)
                            .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL))
                .attributes())
        .containsEntry("s", s("text"))
        .containsEntry("pk", s("types"));
    assertThat(
            client
                .deleteItem(
                    r ->
                        r.tableName("Things")
                            .key(item("pk", "types", "sk", n("-12.5")))
                            .returnValues(ReturnValue.ALL_OLD))
                .attributes())
        .isEqualTo(item("pk", "types", "sk", n("-12.5"), "s", "new"));
    put("pk", "bare", "sk", n("1"));
    clock.settle();
    assertThat(get("bare", "1", false)).isEqualTo(item("pk", "bare", "sk", n("1")));
  }

  private static void assertSame(
      Map<String, AttributeValue> got, Map<String, AttributeValue> expected) {
    assertThat(got.keySet()).isEqualTo(expected.keySet());
    got.forEach(
        (name, value) -> {
          if (value.n() == null) {
            if (!value.hasNs()) {
              assertThat(value).as(name).isEqualTo(expected.get(name));
            }
          } else {
            assertThat(new java.math.BigDecimal(value.n()))
                .as(name)
                .isEqualByComparingTo(expected.get(name).n());
          }
        });
  }

  private void updates() {
    put(
        "pk", "u",
        "sk", n("1"),
        "a", n("1"),
        "list", AttributeValue.fromL(List.of(n("1"), n("2"))),
        "tags", AttributeValue.fromSs(List.of("x", "y")),
        "gone", "g");
    Map<String, AttributeValue> changed =
        client
            .updateItem(
                r ->
                    r.tableName("Things")
                        .key(item("pk", "u", "sk", n("1")))
                        .updateExpression(
                            "SET a = if_not_exists(a, :zero) + :one, #l[1] = :zero,"
                                + " more = list_append(#l, :l) REMOVE gone"
                                + " ADD cnt :one DELETE tags :t")
                        .conditionExpression(
                            "a = :one AND NOT (attribute_exists(nope) OR a > :ten)")
                        .expressionAttributeNames(Map.of("#l", "list"))
                        .expressionAttributeValues(
                            Map.of(
                                ":zero", n("0"),
                                ":one", n("1"),
                                ":ten", n("10"),
                                ":l", AttributeValue.fromL(List.of(s("end"))),
                                ":t", AttributeValue.fromSs(List.of("x"))))
                        .returnValues(ReturnValue.ALL_NEW))
            .attributes();
    Map<String, AttributeValue> now =
        item(
            "pk", "u",
            "sk", n("1"),
            "a", n("2"),
            "list", AttributeValue.fromL(List.of(n("1"), n("0"))),
            "more", AttributeValue.fromL(List.of(n("1"), n("2"), s("end"))),
            "cnt", n("1"),
            "tags", AttributeValue.fromSs(List.of("y")));
    assertThat(changed).isEqualTo(now);
    clock.settle();
    assertThat(get("u", "1", false)).isEqualTo(now);
    assertThat(update("SET a = a - :v", ReturnValue.UPDATED_NEW)).isEqualTo(item("a", n("1")));
    assertThat(update("SET a = :v, z = :v", ReturnValue.UPDATED_OLD)).isEqualTo(item("a", n("1")));
    assertThat(update("SET a = :v", ReturnValue.ALL_OLD)).containsEntry("z", n("1"));
    assertThat(update("SET a = :v", ReturnValue.NONE)).isEmpty();
  }

  private Map<String, AttributeValue> update(String expression, ReturnValue returned) {
    return client
        .updateItem(
            r ->
                r.tableName("Things")
                    .key(item("pk", "u", "sk", n("1")))
                    .updateExpression(expression)
                    .expressionAttributeValues(Map.of(":v", n("1")))
                    .returnValues(returned))
        .attributes();
  }

  private void queries() {
    for (int i = 0; i < 6; i++) {
      put(
          "pk",
          "q",
          "sk",
          n(i + ".5"),
          "v",
          "v" + i,
          "deep",
          AttributeValue.fromM(Map.of("i", n("" + i))));
    }
    QueryResponse all =
        client.query(
            r ->
                r.tableName("Things")
                    .keyConditionExpression("pk = :p AND sk BETWEEN :a AND :b")
                    .filterExpression("begins_with(v, :v) AND v IN (:x, :y, :z) AND size(v) = :two")
                    .expressionAttributeValues(
                        Map.of(
                            ":p", s("q"),
                            ":a", n("1"),
                            ":b", n("5"),
                            ":v", s("v"),
                            ":x", s("v1"),
                            ":y", s("v3"),
                            ":z", s("v5"),
                            ":two", n("2")))
                    .returnConsumedCapacity(ReturnConsumedCapacity.INDEXES));
    assertThat(all.items().stream().map(i -> i.get("v").s())).containsExactly("v1", "v3");
    assertThat(all.scannedCount()).isEqualTo(4);
    assertThat(all.consumedCapacity().table().capacityUnits()).isEqualTo(0.5);
    List<String> backwards = new ArrayList<>();
    client
        .queryPaginator(
            r ->
                r.tableName("Things")
                    .keyConditionExpression("pk = :p")
                    .expressionAttributeValues(Map.of(":p", s("q")))
                    .scanIndexForward(false)
                    .limit(4))
        .items()
        .forEach(i -> backwards.add(i.get("sk").n()));
    assertThat(backwards).containsExactly("5.5", "4.5", "3.5", "2.5", "1.5", "0.5");
    QueryResponse projected =
        client.query(
            r ->
                r.tableName("Things")
                    .keyConditionExpression("pk = :p")
                    .projectionExpression("deep.i, sk")
                    .expressionAttributeValues(Map.of(":p", s("q")))
                    .limit(1));
    assertThat(projected.items())
        .containsExactly(item("deep", AttributeValue.fromM(Map.of("i", n("0"))), "sk", n("0.5")));
    QueryResponse counted =
        client.query(
            r ->
                r.tableName("Things")
                    .keyConditionExpression("pk = :p")
                    .expressionAttributeValues(Map.of(":p", s("q")))
                    .select(Select.COUNT)
                    .consistentRead(true));
    assertThat(counted.count()).isEqualTo(6);
    assertThat(counted.items()).isEmpty();
  }

  private void scans() {
    List<Map<String, AttributeValue>> found = new ArrayList<>();
    Map<String, AttributeValue> from = null;
    do {
      Map<String, AttributeValue> start = from;
      ScanResponse page =
          client.scan(
              r ->
                  r.tableName("Things")
                      .filterExpression("pk = :p")
                      .expressionAttributeValues(Map.of(":p", s("q")))
                      .limit(3)
                      .exclusiveStartKey(start));
      found.addAll(page.items());
      from = page.hasLastEvaluatedKey() ? page.lastEvaluatedKey() : null;
    } while (from != null && !from.isEmpty());
    assertThat(found).hasSize(6);
    int parts = 0;
    for (int segment = 0; segment < 3; segment++) {
      int part = segment;
      parts += client.scan(r -> r.tableName("Things").segment(part).totalSegments(3)).count();
    }
    assertThat(parts).isEqualTo(8);
  }

  private void batches() {
    client.batchWriteItem(
        r ->
            r.requestItems(
                Map.of(
                    "Things",
                    List.of(
                        WriteRequest.builder()
                            .putRequest(p -> p.item(item("pk", "b", "sk", n("1"), "v", "one")))
                            .build(),
                        WriteRequest.builder()
                            .putRequest(p -> p.item(item("pk", "b", "sk", n("2"), "w", "two")))
                            .build(),
                        WriteRequest.builder()
                            .deleteRequest(d -> d.key(item("pk", "bare", "sk", n("1"))))
                            .build()))));
    clock.settle();
    BatchGetItemResponse got =
        client.batchGetItem(
            r ->
                r.requestItems(
                    Map.of(
                        "Things",
                        KeysAndAttributes.builder()
                            .keys(
                                item("pk", "b", "sk", n("1")),
                                item("pk", "b", "sk", n("2")),
                                item("pk", "bare", "sk", n("1")))
                            .build())));
    assertThat(got.responses().get("Things"))
        .containsExactlyInAnyOrder(
            item("pk", "b", "sk", n("1"), "v", "one"), item("pk", "b", "sk", n("2"), "w", "two"));
    assertThat(got.unprocessedKeys()).isEmpty();
    assertThat(
            client
                .batchGetItem(
                    r ->
                        r.requestItems(
                            Map.of(
                                "Things",
                                KeysAndAttributes.builder()
                                    .keys(item("pk", "b", "sk", n("1")))
                                    .projectionExpression("v")
                                    .consistentRead(true)
                                    .build())))
                .responses()
                .get("Things"))
        .containsExactly(item("v", "one"));
  }

  private void transactions() {
    client.transactWriteItems(
        r ->
            r.transactItems(
                TransactWriteItem.builder()
                    .put(p -> p.tableName("Things").item(item("pk", "t", "sk", n("1"), "v", "x")))
                    .build(),
                TransactWriteItem.builder()
                    .update(
                        u ->
                            u.tableName("Things")
                                .key(item("pk", "b", "sk", n("1")))
                                .updateExpression("SET v = :v")
                                .conditionExpression("v = :old")
                                .expressionAttributeValues(
                                    Map.of(":v", s("new"), ":old", s("one"))))
                    .build(),
                TransactWriteItem.builder()
                    .delete(d -> d.tableName("Things").key(item("pk", "b", "sk", n("2"))))
                    .build(),
                TransactWriteItem.builder()
                    .conditionCheck(
                        c ->
                            c.tableName("Things")
                                .key(item("pk", "q", "sk", n("0.5")))
                                .conditionExpression("attribute_exists(pk)"))
                    .build()));
    assertThat(
            client
                .transactGetItems(
                    r ->
                        r.transactItems(
                                get("t", "1", null), get("b", "1", "v"), get("b", "2", null))
                            .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL))
                .responses()
                .stream()
                .map(each -> each.hasItem() ? each.item() : Map.of())
                .toList())
        .containsExactly(item("pk", "t", "sk", n("1"), "v", "x"), item("v", "new"), Map.of());
    clock.settle();
    assertThat(get("t", "1", false)).containsEntry("v", s("x"));
  }

  private static TransactGetItem get(String pk, String sk, String projection) {
    return TransactGetItem.builder()
        .get(
            g ->
                g.tableName("Things")
                    .key(item("pk", pk, "sk", n(sk)))
                    .projectionExpression(projection))
        .build();
  }

  private void errors() {
    assertThatThrownBy(
            () ->
                client.putItem(
                    r ->
                        r.tableName("Things")
                            .item(item("pk", "t", "sk", n("1")))
                            .conditionExpression("attribute_not_exists(pk)")))
        .isInstanceOf(ConditionalCheckFailedException.class)
        .hasMessageContaining("The conditional request failed")
        .satisfies(e -> assertThat(((DynamoDbException) e).statusCode()).isEqualTo(400));
    assertThatThrownBy(
            () -> client.getItem(r -> r.tableName("Nowhere").key(item("pk", "t", "sk", n("1")))))
        .isInstanceOf(ResourceNotFoundException.class);
    DynamoDbException invalid =
        catchThrowableOfType(
            DynamoDbException.class,
            () ->
                client.query(
                    r ->
                        r.tableName("Things")
                            .keyConditionExpression("pk > :p")
                            .expressionAttributeValues(Map.of(":p", s("x")))));
    assertThat(invalid.awsErrorDetails().errorCode()).isEqualTo("ValidationException");
    assertThat(invalid.statusCode()).isEqualTo(400);
    TransactionCanceledException cancelled =
        catchThrowableOfType(
            TransactionCanceledException.class,
            () ->
                client.transactWriteItems(
                    r ->
                        r.transactItems(
                            TransactWriteItem.builder()
                                .put(p -> p.tableName("Things").item(item("pk", "n", "sk", n("1"))))
                                .build(),
                            TransactWriteItem.builder()
                                .put(
                                    p ->
                                        p.tableName("Things")
                                            .item(item("pk", "t", "sk", n("1")))
                                            .conditionExpression("attribute_not_exists(pk)")
                                            .returnValuesOnConditionCheckFailure(
                                                ReturnValuesOnConditionCheckFailure.ALL_OLD))
                                .build())));
    assertThat(cancelled.cancellationReasons().stream().map(CancellationReason::code))
        .containsExactly("None", "ConditionalCheckFailed");
    assertThat(cancelled.cancellationReasons().get(1).item())
        .isEqualTo(item("pk", "t", "sk", n("1"), "v", "x"));
    // The connection has lived through all of it.
    assertThat(get("t", "1", true)).containsEntry("v", s("x"));
  }

  @ParameterizedTest
  @CsvSource({"S,''", "N,''", "B,''", "S,S", "N,B", "B,N", "N,N"})
  void keysOfEveryType(String hash, String range) {
    table("Keys", hash, range);
    openWire();
    cluster("todos", "dax.r5.large");
    client = wireClient("todos");
    for (int i = 0; i < 3; i++) {
      Map<String, AttributeValue> stored = item("pk", value(hash, i), "v", "" + i);
      if (!range.isEmpty()) {
        stored.put("sk", value(range, i + 7));
      }
      Map<String, AttributeValue> key = item();
      stored.forEach(
          (name, value) -> {
            if (!name.equals("v")) {
              key.put(name, value);
            }
          });
      client.putItem(r -> r.tableName("Keys").item(stored));
      assertThat(client.getItem(r -> r.tableName("Keys").key(key)).item()).isEqualTo(stored);
      assertThat(client.getItem(r -> r.tableName("Keys").key(key).consistentRead(true)).item())
          .isEqualTo(stored);
    }
    List<Map<String, AttributeValue>> all = new ArrayList<>();
    client.scanPaginator(r -> r.tableName("Keys").limit(1)).items().forEach(all::add);
    assertThat(all).hasSize(3);
  }

  private static AttributeValue value(String type, int i) {
    return switch (type) {
      case "S" -> s("key" + i);
      case "N" -> n(i == 1 ? "-1.25" : "" + i * 1000);
      default -> AttributeValue.fromB(SdkBytes.fromByteArray(new byte[] {(byte) 0xff, (byte) i}));
    };
  }

  @Test
  void asyncClient_isAnsweredToo() {
    serve(3, false);
    DynamoDbAsyncClient async = asyncClient("todos");
    List<java.util.concurrent.CompletableFuture<?>> writes = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      String sk = "" + i;
      writes.add(async.putItem(r -> r.tableName("Things").item(item("pk", "a", "sk", n(sk)))));
    }
    writes.forEach(java.util.concurrent.CompletableFuture::join);
    assertThat(
            async
                .query(
                    r ->
                        r.tableName("Things")
                            .keyConditionExpression("pk = :p")
                            .expressionAttributeValues(Map.of(":p", s("a"))))
                .join()
                .count())
        .isEqualTo(50);
  }

  @Test
  void hit_costsNoCapacity_andDynamoDbIsNotAsked() {
    serve(1, false);
    client = wireClient("todos");
    put("pk", "a", "sk", n("1"), "v", "x");
    long asked = dynamo("GetItem");
    GetItemResponse hit =
        client.getItem(
            r ->
                r.tableName("Things")
                    .key(item("pk", "a", "sk", n("1")))
                    .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL));
    assertThat(hit.item()).containsEntry("v", s("x"));
    assertThat(dynamo("GetItem")).isEqualTo(asked);
    assertThat(cache()).isEqualTo("hit");
    assertThat(counted("ItemCacheHits")).isEqualTo(1);
    assertThat(span("dax-data").principal()).isEqualTo(mina.arn());
  }

  @Test
  void aLargeReply_arrivesWhole() {
    serve(1, false);
    client = wireClient("todos");
    for (int i = 0; i < 5; i++) {
      put("pk", "big", "sk", n("" + i), "v", ("" + i).repeat(300_000));
      // Each is 293 write units of one key, of which a partition serves 1,000 a second.
      clock.advance(java.time.Duration.ofSeconds(1));
    }
    QueryResponse found =
        client.query(
            r ->
                r.tableName("Things")
                    .keyConditionExpression("pk = :p")
                    .expressionAttributeValues(Map.of(":p", s("big"))));
    assertThat(found.count()).isBetween(3, 4);
    assertThat(found.items().get(1).get("v").s()).hasSize(300_000);
  }

  @Test
  void policies_decideForTheCaller() {
    serve(1, false);
    client = wireClient("todos");
    put("pk", "a", "sk", n("1"));
    denied.add((who, access) -> access.action().equals("dax:PutItem"));
    DynamoDbException refused =
        catchThrowableOfType(DynamoDbException.class, () -> put("pk", "a", "sk", n("2")));
    assertThat(refused.awsErrorDetails().errorCode()).isEqualTo("AccessDeniedException");
    assertThat(refused.getMessage()).contains("dax:PutItem");
    assertThat(get("a", "1", false)).isNotEmpty();
  }

  @Test
  void wrongSecretOrKey_isRefused() {
    serve(1, false);
    DynamoDbClient forged = wireClient("todos", AwsBasicCredentials.create("test", "guess"));
    assertThatThrownBy(
            () -> forged.getItem(r -> r.tableName("Things").key(item("pk", "a", "sk", n("1")))))
        .isInstanceOf(RuntimeException.class);
    DynamoDbClient unknown = wireClient("todos", AwsBasicCredentials.create("nobody", "test"));
    assertThatThrownBy(
            () -> unknown.getItem(r -> r.tableName("Things").key(item("pk", "a", "sk", n("1")))))
        .isInstanceOf(RuntimeException.class);
    assertThat(cloud.trace().spans(each -> each.service().equals("dax-data"))).isEmpty();
  }

  @Test
  void session_thatExpires_isRefusedOnAnOpenConnection() {
    serve(1, false);
    sessions.put("mine", clock.instant().plusSeconds(60));
    client = wireClient("todos", AwsSessionCredentials.create("ASIAmine", "secret", "mine"));
    put("pk", "a", "sk", n("1"));
    clock.advance(java.time.Duration.ofSeconds(60));
    assertThatThrownBy(() -> put("pk", "a", "sk", n("2")))
        .hasMessageContaining("The security token included in the request is expired");
  }

  @Test
  void aLostPrimary_isLeftByTheClient_andWritesGoOn() {
    serve(3, false);
    client = watchfulClient("todos");
    put("pk", "a", "sk", n("1"), "v", "before");
    dax.failNode("us-east-1", "todos", "todos-a");
    clock.advance(java.time.Duration.ofSeconds(10));
    // Until it has looked again the client may ask the lost node; the test's limit ends this.
    int inTurn = 0;
    while (inTurn < 30) {
      try {
        put("pk", "a", "sk", n("1"), "v", "after");
        inTurn++;
      } catch (software.amazon.awssdk.core.exception.SdkException e) {
        inTurn = 0;
        Thread.onSpinWait();
      }
    }
    assertThat(get("a", "1", true)).containsEntry("v", s("after"));
    assertThat(span("dax-data").attributes().get("dax.node")).isIn("todos-b", "todos-c");
  }

  private void indexed() {
    send(
        CreateTableRequest.builder()
            .tableName("Indexed")
            .billingMode("PAY_PER_REQUEST")
            .attributeDefinitions(
                List.of("pk", "sk", "owner").stream()
                    .map(
                        name ->
                            AttributeDefinition.builder()
                                .attributeName(name)
                                .attributeType(name.equals("sk") ? "N" : "S")
                                .build())
                    .toList())
            .keySchema(keys("pk", "sk"))
            .globalSecondaryIndexes(
                GlobalSecondaryIndex.builder()
                    .indexName("byOwner")
                    .keySchema(keys("owner", "sk"))
                    .projection(p -> p.projectionType("ALL"))
                    .build())
            .localSecondaryIndexes(
                LocalSecondaryIndex.builder()
                    .indexName("local")
                    .keySchema(keys("pk", "owner"))
                    .projection(p -> p.projectionType("KEYS_ONLY"))
                    .build())
            .build(),
        CreateTableResponse.class);
  }

  private static List<KeySchemaElement> keys(String hash, String range) {
    return List.of(
        KeySchemaElement.builder().attributeName(hash).keyType("HASH").build(),
        KeySchemaElement.builder().attributeName(range).keyType("RANGE").build());
  }

  @Test
  void indexes_areQueriedScannedAndPaged() {
    indexed();
    openWire();
    cluster("todos", "dax.r5.large");
    client = wireClient("todos");
    for (int i = 0; i < 5; i++) {
      String sk = "" + i;
      client.putItem(
          r ->
              r.tableName("Indexed")
                  .item(item("pk", "p" + sk, "sk", n(sk), "owner", "mina", "v", "v" + sk))
                  .returnConsumedCapacity(ReturnConsumedCapacity.INDEXES));
    }
    List<String> paged = new ArrayList<>();
    client
        .queryPaginator(
            r ->
                r.tableName("Indexed")
                    .indexName("byOwner")
                    .keyConditionExpression("#o = :o")
                    .expressionAttributeNames(Map.of("#o", "owner"))
                    .expressionAttributeValues(Map.of(":o", s("mina")))
                    .limit(2))
        .items()
        .forEach(i -> paged.add(i.get("pk").s() + i.get("v").s()));
    assertThat(paged).containsExactly("p0v0", "p1v1", "p2v2", "p3v3", "p4v4");
    QueryResponse charged =
        client.query(
            r ->
                r.tableName("Indexed")
                    .indexName("byOwner")
                    .keyConditionExpression("#o = :o AND sk > :s")
                    .expressionAttributeNames(Map.of("#o", "owner"))
                    .expressionAttributeValues(Map.of(":o", s("mina"), ":s", n("2")))
                    .returnConsumedCapacity(ReturnConsumedCapacity.INDEXES));
    assertThat(charged.count()).isEqualTo(2);
    assertThat(charged.consumedCapacity().globalSecondaryIndexes().get("byOwner").capacityUnits())
        .isEqualTo(0.5);
    QueryResponse local =
        client.query(
            r ->
                r.tableName("Indexed")
                    .indexName("local")
                    .keyConditionExpression("pk = :p")
                    .expressionAttributeValues(Map.of(":p", s("p3")))
                    .returnConsumedCapacity(ReturnConsumedCapacity.INDEXES));
    assertThat(local.items()).containsExactly(item("pk", "p3", "sk", n("3"), "owner", "mina"));
    assertThat(local.consumedCapacity().localSecondaryIndexes()).containsKey("local");
    List<Map<String, AttributeValue>> scanned = new ArrayList<>();
    client
        .scanPaginator(r -> r.tableName("Indexed").indexName("byOwner").limit(2))
        .items()
        .forEach(scanned::add);
    assertThat(scanned).hasSize(5);
  }

  @Test
  void capacity_isToldByBatchesAndTransactions() {
    serve(1, false);
    client = wireClient("todos");
    assertThat(
            client
                .batchWriteItem(
                    r ->
                        r.requestItems(
                                Map.of(
                                    "Things",
                                    List.of(
                                        WriteRequest.builder()
                                            .putRequest(p -> p.item(item("pk", "a", "sk", n("1"))))
                                            .build())))
                            .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL))
                .consumedCapacity()
                .get(0)
                .capacityUnits())
        .isEqualTo(1);
    assertThat(
            client
                .batchGetItem(
                    r ->
                        r.requestItems(
                                Map.of(
                                    "Things",
                                    KeysAndAttributes.builder()
                                        .keys(item("pk", "a", "sk", n("2")))
                                        .build()))
                            .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL))
                .consumedCapacity()
                .get(0)
                .capacityUnits())
        .isEqualTo(0.5);
    assertThat(
            client
                .transactWriteItems(
                    r ->
                        r.transactItems(
                                TransactWriteItem.builder()
                                    .put(
                                        p ->
                                            p.tableName("Things")
                                                .item(item("pk", "a", "sk", n("3"))))
                                    .build())
                            .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL))
                .consumedCapacity()
                .get(0)
                .capacityUnits())
        .isEqualTo(2);
  }

  @Test
  void throttling_raisesWhatTheClientKnows() {
    table("Things", "S", "N");
    openWire();
    cluster("todos", "dax.t2.small");
    client = wireClient("todos");
    DynamoDbException throttled =
        catchThrowableOfType(
            DynamoDbException.class,
            () -> {
              // Each write costs 25 normalized requests, and the clock stands still.
              for (int i = 0; i < 700; i++) {
                put("pk", "a", "sk", n("1"));
              }
            });
    assertThat(throttled.awsErrorDetails().errorCode()).isEqualTo("ThrottlingException");
    assertThat(counted("ThrottledRequestCount")).isPositive();
  }
}
