package dev.diorama.cache.dax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.diorama.core.trace.Span;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dax.model.DeleteClusterRequest;
import software.amazon.awssdk.services.dax.model.DeleteClusterResponse;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DeleteTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

class DaxDataTest extends DaxFixture {
  private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);
  private static final String CLUSTER_ARN = "arn:aws:dax:us-east-1:123456789012:cache/todos";

  private DynamoDbClient cached;
  private DynamoDbClient direct;

  @BeforeEach
  void create() {
    table("Todos");
    cached = client(cluster("todos", "dax.t3.small").clusterDiscoveryEndpoint().url());
    direct = direct();
  }

  private GetItemResponse get(String sk) {
    return cached.getItem(r -> r.tableName("Todos").key(item("pk", "mina", "sk", sk)));
  }

  private static void put(DynamoDbClient client, String sk, String title) {
    client.putItem(r -> r.tableName("Todos").item(item("pk", "mina", "sk", sk, "title", title)));
  }

  private static QueryRequest mine() {
    return QueryRequest.builder()
        .tableName("Todos")
        .keyConditionExpression("pk = :p")
        .expressionAttributeValues(Map.of(":p", s("mina")))
        .build();
  }

  @Test
  void getItem_second_isAHitWithoutDynamoDb() {
    put(direct, "1", "milk");
    assertThat(get("1").item()).containsEntry("title", s("milk"));
    assertThat(cache()).isEqualTo("miss");
    Span miss = span("dax-data");
    long asked = dynamo("GetItem");
    assertThat(get("1").item()).isEqualTo(item("pk", "mina", "sk", "1", "title", "milk"));
    Span hit = span("dax-data");
    assertThat(hit.attributes()).containsEntry("cache", "hit");
    assertThat(hit.attributes()).containsEntry("cache.tier", "dax.item");
    assertThat(hit.resource()).isEqualTo(CLUSTER_ARN);
    assertThat(hit.durationNanos()).isEqualTo(1_000_000);
    // DescribeTable for the key and GetItem, 4 ms each, on top of the hop.
    assertThat(miss.durationNanos()).isEqualTo(9_000_000);
    assertThat(dynamo("GetItem")).isEqualTo(asked);
    assertThat(counted("ItemCacheHits")).isEqualTo(1);
    assertThat(counted("ItemCacheMisses")).isEqualTo(1);
    assertThat(
            cloud
                .metrics()
                .total(
                    "Diorama/DAX",
                    "SavedReadCapacityUnits",
                    "ClusterName",
                    "todos",
                    "TableName",
                    "Todos",
                    "Tier",
                    "item")
                .sum())
        .isEqualTo(0.5);
  }

  @Test
  void getItem_atExactlyTheTimeToLive_asksAgain() {
    put(direct, "1", "milk");
    get("1");
    clock.advance(FIVE_MINUTES.minusNanos(1));
    get("1");
    assertThat(cache()).isEqualTo("hit");
    clock.advance(Duration.ofNanos(1));
    get("1");
    assertThat(cache()).isEqualTo("miss");
  }

  @Test
  void getItem_afterWriteAroundTheCluster_isStaleUntilItsTime() {
    put(direct, "1", "milk");
    get("1");
    put(direct, "1", "bread");
    assertThat(get("1").item()).containsEntry("title", s("milk"));
    clock.advance(FIVE_MINUTES);
    assertThat(get("1").item()).containsEntry("title", s("bread"));
  }

  @Test
  void putItem_refreshesTheItem_andLeavesTheListStale() {
    put(cached, "1", "milk");
    assertThat(get("1").item()).containsEntry("title", s("milk"));
    assertThat(cache()).isEqualTo("hit");
    assertThat(cached.query(mine()).count()).isEqualTo(1);
    put(cached, "2", "bread");
    assertThat(get("2").item()).containsEntry("title", s("bread"));
    QueryResponse stale = cached.query(mine());
    assertThat(cache()).isEqualTo("hit");
    assertThat(span("dax-data").attributes()).containsEntry("cache.tier", "dax.query");
    assertThat(stale.count()).isEqualTo(1);
    clock.advance(FIVE_MINUTES.minusNanos(1));
    assertThat(cached.query(mine()).count()).isEqualTo(1);
    clock.advance(Duration.ofNanos(1));
    assertThat(cached.query(mine()).count()).isEqualTo(2);
    assertThat(counted("QueryCacheHits")).isEqualTo(2);
    assertThat(counted("QueryCacheMisses")).isEqualTo(2);
  }

  @Test
  void putItem_numbersInAnyWriting_areReadAsDynamoDbGivesThem() {
    cached.putItem(
        r ->
            r.tableName("Todos")
                .item(
                    item(
                        "pk",
                        "mina",
                        "sk",
                        "1",
                        "n",
                        AttributeValue.fromN("1.50"),
                        "z",
                        AttributeValue.fromNs(List.of("10", "9.0")))));
    Map<String, AttributeValue> cached = get("1").item();
    assertThat(cache()).isEqualTo("hit");
    assertThat(cached)
        .isEqualTo(
            direct.getItem(r -> r.tableName("Todos").key(item("pk", "mina", "sk", "1"))).item());
  }

  @Test
  void getItem_missing_isRememberedUntilWrittenThroughTheCluster() {
    assertThat(get("1").hasItem()).isFalse();
    assertThat(cache()).isEqualTo("miss");
    put(direct, "1", "milk");
    assertThat(get("1").hasItem()).isFalse();
    assertThat(cache()).isEqualTo("hit");
    put(cached, "1", "bread");
    assertThat(get("1").item()).containsEntry("title", s("bread"));
  }

  @Test
  void deleteItem_leavesAKnownAbsence() {
    put(cached, "1", "milk");
    cached.deleteItem(r -> r.tableName("Todos").key(item("pk", "mina", "sk", "1")));
    assertThat(get("1").hasItem()).isFalse();
    assertThat(cache()).isEqualTo("hit");
  }

  @Test
  void updateItem_keepsTheNewImage_andTellsOnlyWhatWasAsked() {
    put(cached, "1", "milk");
    UpdateItemResponse updated =
        cached.updateItem(
            r ->
                r.tableName("Todos")
                    .key(item("pk", "mina", "sk", "1"))
                    .updateExpression("SET done = :d")
                    .expressionAttributeValues(Map.of(":d", AttributeValue.fromBool(true))));
    assertThat(updated.hasAttributes()).isFalse();
    assertThat(get("1").item())
        .containsEntry("done", AttributeValue.fromBool(true))
        .containsEntry("title", s("milk"));
    assertThat(cache()).isEqualTo("hit");
  }

  @Test
  void updateItem_askingForPartOfIt_dropsTheCachedItem() {
    put(cached, "1", "milk");
    UpdateItemResponse updated =
        cached.updateItem(
            r ->
                r.tableName("Todos")
                    .key(item("pk", "mina", "sk", "1"))
                    .updateExpression("SET title = :t")
                    .expressionAttributeValues(Map.of(":t", s("bread")))
                    .returnValues("UPDATED_OLD"));
    assertThat(updated.attributes()).isEqualTo(item("title", "milk"));
    assertThat(get("1").item()).containsEntry("title", s("bread"));
    assertThat(cache()).isEqualTo("miss");
  }

  @Test
  void write_refusedByDynamoDb_cachesNothing() {
    put(cached, "1", "milk");
    ConditionalCheckFailedException e =
        catchThrowableOfType(
            ConditionalCheckFailedException.class,
            () ->
                cached.putItem(
                    r ->
                        r.tableName("Todos")
                            .item(item("pk", "mina", "sk", "1", "title", "bread"))
                            .conditionExpression("attribute_not_exists(pk)")));
    assertThat(e.statusCode()).isEqualTo(400);
    assertThat(e.awsErrorDetails().errorMessage()).isEqualTo("The conditional request failed");
    assertThat(get("1").item()).containsEntry("title", s("milk"));
    assertThat(counted("ErrorRequestCount")).isEqualTo(1);
    assertThat(counted("FailedRequestCount")).isEqualTo(1);
  }

  @Test
  void strongReads_passThroughAndLeaveTheOldEntry() {
    put(direct, "1", "milk");
    get("1");
    put(direct, "1", "bread");
    GetItemResponse strong =
        cached.getItem(
            r -> r.tableName("Todos").key(item("pk", "mina", "sk", "1")).consistentRead(true));
    assertThat(strong.item()).containsEntry("title", s("bread"));
    assertThat(cache()).isEqualTo("pass-through");
    assertThat(get("1").item()).containsEntry("title", s("milk"));
    assertThat(cache()).isEqualTo("hit");

    cached.query(mine());
    put(direct, "2", "tea");
    assertThat(cached.query(mine().toBuilder().consistentRead(true).build()).count()).isEqualTo(2);
    assertThat(cache()).isEqualTo("pass-through");
    assertThat(cached.query(mine()).count()).isEqualTo(1);
  }

  @Test
  void strongRead_ofSomethingUnknown_isNotKept() {
    put(direct, "1", "milk");
    cached.getItem(
        r -> r.tableName("Todos").key(item("pk", "mina", "sk", "1")).consistentRead(true));
    get("1");
    assertThat(cache()).isEqualTo("miss");
  }

  @Test
  void transactGet_passesThroughAndIsNotKept() {
    put(direct, "1", "milk");
    assertThat(
            cached
                .transactGetItems(
                    r ->
                        r.transactItems(
                            TransactGetItem.builder()
                                .get(g -> g.tableName("Todos").key(item("pk", "mina", "sk", "1")))
                                .build()))
                .responses()
                .get(0)
                .item())
        .containsEntry("title", s("milk"));
    assertThat(cache()).isEqualTo("pass-through");
    get("1");
    assertThat(cache()).isEqualTo("miss");
  }

  @Test
  void transactWrite_isReadIntoTheCacheInTheBackground() {
    put(cached, "1", "milk");
    cached.transactWriteItems(
        r ->
            r.transactItems(
                TransactWriteItem.builder()
                    .put(
                        p ->
                            p.tableName("Todos")
                                .item(item("pk", "mina", "sk", "1", "title", "bread")))
                    .build(),
                TransactWriteItem.builder()
                    .delete(d -> d.tableName("Todos").key(item("pk", "mina", "sk", "2")))
                    .build()));
    assertThat(get("1").item()).containsEntry("title", s("milk"));
    clock.settle();
    assertThat(get("1").item()).containsEntry("title", s("bread"));
    assertThat(cache()).isEqualTo("hit");
    assertThat(get("2").hasItem()).isFalse();
    assertThat(cache()).isEqualTo("hit");
    assertThat(span("dynamodb").attributes()).containsEntry("rcu", "4");
  }

  @Test
  void transactWrite_refreshRefused_dropsWhatIsOld() {
    put(cached, "1", "milk");
    cached.transactWriteItems(
        r ->
            r.transactItems(
                TransactWriteItem.builder()
                    .put(
                        p ->
                            p.tableName("Todos")
                                .item(item("pk", "mina", "sk", "1", "title", "bread")))
                    .build()));
    denied.add((principal, access) -> access.context().containsKey("dynamodb:EnclosingOperation"));
    clock.settle();
    assertThat(get("1").item()).containsEntry("title", s("bread"));
    assertThat(cache()).isEqualTo("miss");
  }

  @Test
  void batchGet_partlyCached_asksOnlyForTheRest() {
    put(direct, "1", "milk");
    put(direct, "2", "bread");
    get("1");
    KeysAndAttributes keys =
        KeysAndAttributes.builder()
            .keys(
                List.of(
                    item("pk", "mina", "sk", "1"),
                    item("pk", "mina", "sk", "2"),
                    item("pk", "mina", "sk", "none")))
            .projectionExpression("title")
            .build();
    BatchGetItemResponse first =
        cached.batchGetItem(
            r -> r.requestItems(Map.of("Todos", keys)).returnConsumedCapacity("TOTAL"));
    assertThat(first.responses().get("Todos"))
        .containsExactly(item("title", "milk"), item("title", "bread"));
    assertThat(first.consumedCapacity().get(0).capacityUnits()).isEqualTo(1.0);
    assertThat(span("dax-data").attributes())
        .containsEntry("cache", "partial")
        .containsEntry("cache.hits", "1")
        .containsEntry("cache.misses", "2");
    BatchGetItemResponse second =
        cached.batchGetItem(
            r -> r.requestItems(Map.of("Todos", keys)).returnConsumedCapacity("TOTAL"));
    assertThat(second.responses()).isEqualTo(first.responses());
    assertThat(second.consumedCapacity().get(0).capacityUnits()).isZero();
    assertThat(cache()).isEqualTo("hit");
    get("none");
    assertThat(cache()).isEqualTo("hit");
  }

  @Test
  void batchGet_strong_passesThrough() {
    put(cached, "1", "milk");
    put(direct, "1", "bread");
    BatchGetItemResponse strong =
        cached.batchGetItem(
            r ->
                r.requestItems(
                    Map.of(
                        "Todos",
                        KeysAndAttributes.builder()
                            .consistentRead(true)
                            .keys(List.of(item("pk", "mina", "sk", "1")))
                            .build())));
    assertThat(strong.responses().get("Todos").get(0)).containsEntry("title", s("bread"));
    assertThat(cache()).isEqualTo("pass-through");
    assertThat(get("1").item()).containsEntry("title", s("milk"));
  }

  @Test
  void batchGet_sameKeyTwice_isInvalid() {
    DynamoDbException e =
        catchThrowableOfType(
            DynamoDbException.class,
            () ->
                cached.batchGetItem(
                    r ->
                        r.requestItems(
                            Map.of(
                                "Todos",
                                KeysAndAttributes.builder()
                                    .keys(
                                        List.of(
                                            item("pk", "a", "sk", "1"), item("pk", "a", "sk", "1")))
                                    .build()))));
    assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ValidationException");
    assertThat(e.statusCode()).isEqualTo(400);
  }

  @Test
  void batchWrite_refreshesEachItem() {
    put(cached, "1", "milk");
    cached.batchWriteItem(
        r ->
            r.requestItems(
                Map.of(
                    "Todos",
                    List.of(
                        WriteRequest.builder()
                            .deleteRequest(d -> d.key(item("pk", "mina", "sk", "1")))
                            .build(),
                        WriteRequest.builder()
                            .putRequest(p -> p.item(item("pk", "mina", "sk", "2", "title", "tea")))
                            .build()))));
    assertThat(get("1").hasItem()).isFalse();
    assertThat(cache()).isEqualTo("hit");
    assertThat(get("2").item()).containsEntry("title", s("tea"));
    assertThat(cache()).isEqualTo("hit");
  }

  @Test
  void query_otherParameters_isAnotherEntry() {
    put(direct, "1", "milk");
    cached.query(mine());
    cached.query(mine().toBuilder().limit(1).build());
    assertThat(cache()).isEqualTo("miss");
    cached.query(mine().toBuilder().limit(1).returnConsumedCapacity("TOTAL").build());
    assertThat(cache()).isEqualTo("hit");
    cached.scan(r -> r.tableName("Todos"));
    assertThat(cache()).isEqualTo("miss");
    cached.scan(r -> r.tableName("Todos"));
    assertThat(cache()).isEqualTo("hit");
    assertThat(counted("ScanCacheHits")).isEqualTo(1);
  }

  @Test
  void query_empty_isRemembered() {
    assertThat(cached.query(mine()).count()).isZero();
    put(direct, "1", "milk");
    assertThat(cached.query(mine()).count()).isZero();
    assertThat(cache()).isEqualTo("hit");
  }

  @Test
  void capacity_isShownAsAsked_andAHitHasNone() {
    put(direct, "1", "milk");
    QueryRequest asking = mine().toBuilder().returnConsumedCapacity("INDEXES").build();
    assertThat(cached.query(mine()).consumedCapacity()).isNull();
    assertThat(cached.query(asking).consumedCapacity().capacityUnits()).isZero();
    clock.advance(FIVE_MINUTES);
    assertThat(cached.query(asking).consumedCapacity().table().capacityUnits()).isEqualTo(0.5);
  }

  @Test
  void getItem_projected_isCutFromTheWholeItem() {
    cached.putItem(
        r ->
            r.tableName("Todos")
                .item(
                    item(
                        "pk",
                        "mina",
                        "sk",
                        "1",
                        "title",
                        "milk",
                        "m",
                        AttributeValue.fromM(Map.of("a", s("1"), "b", s("2"))),
                        "l",
                        AttributeValue.fromL(List.of(s("x"), s("y"), s("z"))))));
    for (boolean strong : new boolean[] {false, true}) {
      assertThat(
              cached
                  .getItem(
                      r ->
                          r.tableName("Todos")
                              .key(item("pk", "mina", "sk", "1"))
                              .projectionExpression("#t, m.b, l[2], l[0], nothing")
                              .expressionAttributeNames(Map.of("#t", "title"))
                              .consistentRead(strong))
                  .item())
          .isEqualTo(
              item(
                  "title",
                  "milk",
                  "m",
                  AttributeValue.fromM(Map.of("b", s("2"))),
                  "l",
                  AttributeValue.fromL(List.of(s("x"), s("z")))));
    }
  }

  @Test
  void getItem_badProjection_isInvalidEvenOnAHit() {
    put(cached, "1", "milk");
    for (String bad : List.of("a..b", "#x", "a, a.b", "a[x]", "", "title title")) {
      DynamoDbException e =
          catchThrowableOfType(
              DynamoDbException.class,
              () ->
                  cached.getItem(
                      r ->
                          r.tableName("Todos")
                              .key(item("pk", "mina", "sk", "1"))
                              .projectionExpression(bad)));
      assertThat(e).as(bad).isNotNull();
      assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ValidationException");
      assertThat(e.awsErrorDetails().errorMessage()).startsWith("Invalid ProjectionExpression: ");
      assertThat(e.statusCode()).isEqualTo(400);
    }
  }

  @Test
  void getItem_wrongKey_isRefusedByDynamoDb() {
    DynamoDbException e =
        catchThrowableOfType(
            DynamoDbException.class,
            () -> cached.getItem(r -> r.tableName("Todos").key(item("pk", "mina"))));
    assertThat(e.awsErrorDetails().errorMessage())
        .isEqualTo("The provided key element does not match the schema");
  }

  @Test
  void unknownTable_isNotFound() {
    ResourceNotFoundException e =
        catchThrowableOfType(
            ResourceNotFoundException.class,
            () -> cached.getItem(r -> r.tableName("Nope").key(item("pk", "a"))));
    assertThat(e.statusCode()).isEqualTo(400);
    assertThat(e.awsErrorDetails().errorMessage()).isEqualTo("Requested resource not found");
  }

  @Test
  void unknownCluster_isNotFound() {
    send(DeleteClusterRequest.builder().clusterName("todos").build(), DeleteClusterResponse.class);
    DynamoDbException e = catchThrowableOfType(DynamoDbException.class, () -> get("1"));
    assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ClusterNotFoundFault");
    assertThat(e.statusCode()).isEqualTo(400);
  }

  @Test
  void byPath_isTheSameCluster() {
    put(cached, "1", "milk");
    DynamoDbClient byPath = client("https://127.0.0.1:4566/_aws/dax/todos");
    assertThat(byPath.getItem(r -> r.tableName("Todos").key(item("pk", "mina", "sk", "1"))).item())
        .containsEntry("title", s("milk"));
    assertThat(cache()).isEqualTo("hit");
  }

  @Test
  void tableOperations_areNotTheClusters() {
    DynamoDbException e =
        catchThrowableOfType(
            DynamoDbException.class, () -> cached.describeTable(r -> r.tableName("Todos")));
    assertThat(e.statusCode()).isEqualTo(501);
    assertThat(e.awsErrorDetails().errorCode()).isEqualTo("NotImplemented");
  }

  @Test
  void caller_needsTheDaxActionAndNoneOfDynamoDb() {
    put(cached, "1", "milk");
    denied.add(
        (principal, access) -> principal.equals(mina) && access.action().startsWith("dynamodb:"));
    get("2");
    assertThat(span("dynamodb").principal()).contains(":assumed-role/dax/");
    denied.add((principal, access) -> access.action().equals("dax:GetItem"));
    DynamoDbException e = catchThrowableOfType(DynamoDbException.class, () -> get("1"));
    assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDeniedException");
    assertThat(e.statusCode()).isEqualTo(400);
    assertThat(e.awsErrorDetails().errorMessage()).contains("dax:GetItem").contains(CLUSTER_ARN);
  }

  @Test
  void transactions_needTheUnderlyingActions() {
    asked.clear();
    cached.transactWriteItems(
        r ->
            r.transactItems(
                TransactWriteItem.builder()
                    .put(p -> p.tableName("Todos").item(item("pk", "a", "sk", "1")))
                    .build(),
                TransactWriteItem.builder()
                    .conditionCheck(
                        c ->
                            c.tableName("Todos")
                                .key(item("pk", "b", "sk", "1"))
                                .conditionExpression("attribute_not_exists(pk)"))
                    .build()));
    assertThat(asked)
        .filteredOn(each -> each.action().startsWith("dax:"))
        .extracting(each -> each.action() + each.context().get("dax:EnclosingOperation"))
        .containsExactly(
            "dax:ConditionCheckItem[TransactWriteItems]", "dax:PutItem[TransactWriteItems]");
  }

  @Test
  void role_withoutPermission_isRefusedAndNothingCached() {
    put(direct, "1", "milk");
    denied.add(
        (principal, access) ->
            principal.arn().contains("assumed-role") && access.action().equals("dynamodb:GetItem"));
    DynamoDbException e = catchThrowableOfType(DynamoDbException.class, () -> get("1"));
    assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDeniedException");
    assertThat(e.statusCode()).isEqualTo(400);
    assertThat(e.awsErrorDetails().errorMessage()).contains("dynamodb:GetItem");
    denied.clear();
    assertThat(get("1").item()).containsEntry("title", s("milk"));
    assertThat(cache()).isEqualTo("miss");
  }

  @Test
  void role_thatDoesNotTrustDax_isAccessDenied() {
    trusted = false;
    DynamoDbException e = catchThrowableOfType(DynamoDbException.class, () -> get("1"));
    assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDeniedException");
    assertThat(e.statusCode()).isEqualTo(400);
    assertThat(e.awsErrorDetails().errorMessage()).isEqualTo("not trusted by " + ROLE);
  }

  @Test
  void role_session_isUsedAgainAndRenewedFiveMinutesBeforeItsEnd() {
    get("1");
    get("2");
    assertThat(sessions).hasSize(1);
    clock.advance(Duration.ofMinutes(55).minusNanos(1));
    get("3");
    assertThat(sessions).hasSize(1);
    clock.advance(Duration.ofNanos(1));
    get("4");
    assertThat(sessions).hasSize(2);
    clock.advance(Duration.ofDays(1));
    get("5");
    assertThat(sessions).hasSize(3);
  }

  @Test
  void role_sessionRevoked_isReplaced() {
    get("1");
    sessions.replaceAll((token, end) -> clock.instant());
    assertThat(get("2").hasItem()).isFalse();
    assertThat(sessions).hasSize(2);
  }

  @Test
  void hits_needNoRole() {
    put(cached, "1", "milk");
    trusted = false;
    sessions.clear();
    assertThat(get("1").item()).containsEntry("title", s("milk"));
  }

  @Test
  void timeToLive_zero_keepsItemsForEverAndNoResults() {
    parameters("zero", 0, 0);
    DynamoDbClient zero =
        client(cluster("zero", "dax.t3.small", "zero").clusterDiscoveryEndpoint().url());
    put(direct, "1", "milk");
    zero.getItem(r -> r.tableName("Todos").key(item("pk", "mina", "sk", "1")));
    clock.advance(Duration.ofDays(3_000));
    zero.getItem(r -> r.tableName("Todos").key(item("pk", "mina", "sk", "1")));
    assertThat(cache()).isEqualTo("hit");
    zero.query(mine());
    zero.query(mine());
    assertThat(cache()).isEqualTo("miss");
  }

  @Test
  void timesToLive_differByGroup() {
    parameters("fast", 10_000, 2_000);
    DynamoDbClient fast =
        client(cluster("fast", "dax.t3.small", "fast").clusterDiscoveryEndpoint().url());
    put(fast, "1", "milk");
    fast.query(mine());
    clock.advance(Duration.ofSeconds(2));
    fast.query(mine());
    assertThat(cache()).isEqualTo("miss");
    fast.getItem(r -> r.tableName("Todos").key(item("pk", "mina", "sk", "1")));
    assertThat(cache()).isEqualTo("hit");
    clock.advance(Duration.ofSeconds(8));
    fast.getItem(r -> r.tableName("Todos").key(item("pk", "mina", "sk", "1")));
    assertThat(cache()).isEqualTo("miss");
  }

  @Test
  void eviction_byBytes_takesTheLeastRecentlyUsed() {
    DynamoDbClient tiny = client(cluster("tiny", TINY).clusterDiscoveryEndpoint().url());
    String kilobyte = "x".repeat(1_000);
    for (String sk : List.of("1", "2", "3")) {
      put(tiny, sk, kilobyte);
    }
    tiny.getItem(r -> r.tableName("Todos").key(item("pk", "mina", "sk", "1")));
    assertThat(cache()).isEqualTo("hit");
    assertThat(counted("EvictedSize")).isZero();
    put(tiny, "4", kilobyte);
    // Four items of 1,014 bytes and their keys do not fit into 4,000: the one read last stays.
    assertThat(counted("EvictedSize")).isBetween(1_000.0, 1_100.0);
    tiny.getItem(r -> r.tableName("Todos").key(item("pk", "mina", "sk", "1")));
    assertThat(cache()).isEqualTo("hit");
    tiny.getItem(r -> r.tableName("Todos").key(item("pk", "mina", "sk", "2")));
    assertThat(cache()).isEqualTo("miss");
  }

  @Test
  void query_ofMuch_pushesItemsOut() {
    DynamoDbClient tiny = client(cluster("tiny", TINY).clusterDiscoveryEndpoint().url());
    put(tiny, "1", "x".repeat(1_500));
    put(direct, "2", "x".repeat(1_500));
    tiny.query(mine());
    tiny.getItem(r -> r.tableName("Todos").key(item("pk", "mina", "sk", "1")));
    assertThat(cache()).isEqualTo("miss");
  }

  private double ours(String metric, String tier) {
    return cloud
        .metrics()
        .total("Diorama/DAX", metric, "ClusterName", "todos", "TableName", "Todos", "Tier", tier)
        .sum();
  }

  @Test
  void staleReads_afterWritesAroundTheCluster_areCountedEachTime() {
    put(direct, "1", "milk");
    get("1");
    get("1");
    assertThat(ours("StaleReads", "item")).isZero();
    put(direct, "1", "bread");
    get("1");
    get("1");
    assertThat(ours("StaleReads", "item")).isEqualTo(2);
    // Written back as it was: what is read is what DynamoDB has.
    put(direct, "1", "milk");
    get("1");
    assertThat(ours("StaleReads", "item")).isEqualTo(2);
    direct.deleteItem(r -> r.tableName("Todos").key(item("pk", "mina", "sk", "1")));
    get("1");
    assertThat(ours("StaleReads", "item")).isEqualTo(3);
    clock.advance(FIVE_MINUTES);
    get("1");
    get("1");
    assertThat(ours("StaleReads", "item")).isEqualTo(3);
    // An absence grows old too.
    put(direct, "1", "eggs");
    assertThat(get("1").hasItem()).isFalse();
    assertThat(ours("StaleReads", "item")).isEqualTo(4);
    put(cached, "1", "tea");
    get("1");
    assertThat(ours("StaleReads", "item")).isEqualTo(4);
    assertThat(ours("Hits", "item")).isEqualTo(8);
  }

  @Test
  void staleReads_ofATableThatIsGone_areCounted() {
    put(cached, "1", "milk");
    put(cached, "2", "bread");
    send(DeleteTableRequest.builder().tableName("Todos").build(), DeleteTableResponse.class);
    assertThat(get("1").item()).containsEntry("title", s("milk"));
    assertThat(ours("StaleReads", "item")).isEqualTo(1);
    table("Todos");
    put(direct, "2", "bread");
    get("2");
    assertThat(ours("StaleReads", "item")).isEqualTo(1);
  }

  @Test
  void staleReads_beforeATransactionIsReadAgain_areCounted() {
    put(cached, "1", "milk");
    cached.transactWriteItems(
        r ->
            r.transactItems(
                TransactWriteItem.builder()
                    .put(
                        p ->
                            p.tableName("Todos")
                                .item(item("pk", "mina", "sk", "1", "title", "bread")))
                    .build()));
    get("1");
    assertThat(ours("StaleReads", "item")).isEqualTo(1);
    clock.settle();
    get("1");
    assertThat(ours("StaleReads", "item")).isEqualTo(1);
  }

  @Test
  void results_olderThanAWriteAroundTheCluster_areCountedAsSuch() {
    cached.query(mine());
    clock.advance(Duration.ofMillis(1));
    put(direct, "1", "milk");
    assertThat(cached.query(mine()).count()).isZero();
    assertThat(ours("ReadsOlderThanLastWrite", "query")).isEqualTo(1);
  }

  @Test
  void query_saidInOtherWords_isTheSameEntry() {
    put(direct, "1", "milk");
    QueryRequest plain =
        mine().toBuilder()
            .filterExpression("attribute_exists(title) AND (n < :one OR title = :t)")
            .expressionAttributeValues(
                Map.of(":p", s("mina"), ":one", AttributeValue.fromN("1.0"), ":t", s("milk")))
            .build();
    assertThat(cached.query(plain).count()).isEqualTo(1);
    QueryRequest other =
        QueryRequest.builder()
            .tableName("Todos")
            .keyConditionExpression("(#pk=:a)")
            .filterExpression("(attribute_exists( #t )) and (n<:b or #t = :c)")
            .expressionAttributeNames(Map.of("#pk", "pk", "#t", "title"))
            .expressionAttributeValues(
                Map.of(":a", s("mina"), ":b", AttributeValue.fromN("1"), ":c", s("milk")))
            .scanIndexForward(true)
            .select("ALL_ATTRIBUTES")
            .build();
    assertThat(cached.query(other).count()).isEqualTo(1);
    assertThat(cache()).isEqualTo("hit");
    cached.query(other.toBuilder().scanIndexForward(false).build());
    assertThat(cache()).isEqualTo("miss");
    cached.query(
        other.toBuilder().filterExpression("attribute_exists( #t ) and n<:b or #t = :c").build());
    assertThat(cache()).isEqualTo("miss");
  }

  @Test
  void query_thatDynamoDbRefuses_isRefusedWhateverIsCached() {
    cached.query(mine());
    DynamoDbException unused =
        catchThrowableOfType(
            DynamoDbException.class,
            () ->
                cached.query(
                    mine().toBuilder()
                        .expressionAttributeValues(Map.of(":p", s("mina"), ":q", s("x")))
                        .build()));
    assertThat(unused.awsErrorDetails().errorCode()).isEqualTo("ValidationException");
    assertThat(unused.statusCode()).isEqualTo(400);
    DynamoDbException number =
        catchThrowableOfType(
            DynamoDbException.class,
            () ->
                cached.query(
                    mine().toBuilder()
                        .expressionAttributeValues(Map.of(":p", AttributeValue.fromN("none")))
                        .build()));
    assertThat(number.awsErrorDetails().errorCode()).isEqualTo("ValidationException");
    assertThat(number.statusCode()).isEqualTo(400);
  }

  @Test
  void key_ofANumberThatWouldFillTheMemory_isRefused() {
    DynamoDbException e =
        catchThrowableOfType(
            DynamoDbException.class,
            () ->
                cached.getItem(
                    r ->
                        r.tableName("Todos")
                            .key(item("pk", AttributeValue.fromN("1E999999999"), "sk", "1"))));
    assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ValidationException");
    assertThat(e.statusCode()).isEqualTo(400);
  }
}
