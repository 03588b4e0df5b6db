package dev.diorama.cache.dax;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.metric.Metrics;
import dev.diorama.core.random.Seeds;
import dev.diorama.core.random.SimRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * The same requests by DynamoDB's API and by DAX's own protocol, through AWS's own client: the same
 * answers, and the same hits and misses.
 */
class DaxSameAnswersTest extends WireFixture {
  private static final int REQUESTS = 5_000;

  /** What only a wire has: whoever comes by DynamoDB's API makes no connection to a node. */
  private static final List<String> OF_THE_WIRE =
      List.of("ClientConnections", "NetworkBytesIn", "NetworkBytesOut");

  /** Of these the number of samples is of no account: one for each change, both ways. */
  private static final Set<String> NAMESPACES = Set.of("AWS/DAX", "Diorama/DAX");

  /** One cloud, and what was answered there. */
  private static final class World extends WireFixture {
    final List<String> answers = new ArrayList<>();
    DynamoDbClient through;

    void serve(boolean byWire, String nodeType) {
      table("Things", "S", "N");
      parameters("short", 60_000, 20_000);
      openWire();
      cluster("todos", nodeType, "short");
      through = byWire ? wireClient("todos") : client("https://localhost/_aws/dax/todos");
    }

    /** Every figure of the node and of each table, minute by minute. */
    Map<String, Object> figures() {
      Map<String, Object> figures = new TreeMap<>();
      for (Metrics.Key key : cloud.metrics().keys()) {
        if (NAMESPACES.contains(key.namespace()) && !OF_THE_WIRE.contains(key.name())) {
          figures.put(key.name() + key.dimensions(), cloud.metrics().minutes(key));
        }
      }
      return figures;
    }

    double ours(String metric) {
      return cloud.metrics().total("Diorama/DAX", metric).sum();
    }
  }

  @Test
  @Timeout(value = 140, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void fiveThousandRequests_areAnsweredAlikeBothWays() throws Exception {
    assertSame(REQUESTS, "dax.r5.large");
  }

  @Test
  @Timeout(value = 140, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void requestsToANodeTooSmallForThem_areAnsweredAlikeBothWays_andEvictAlike() throws Exception {
    assertSame(500, MICRO);
  }

  private static void assertSame(int requests, String nodeType) throws Exception {
    World facade = run(false, requests, nodeType);
    World wire = run(true, requests, nodeType);
    try {
      for (int i = 0; i < facade.answers.size(); i++) {
        assertThat(wire.answers.get(i)).as("request %s", i).isEqualTo(facade.answers.get(i));
      }
      assertThat(wire.answers).hasSize(requests);
      assertThat(wire.figures()).isEqualTo(facade.figures());
      assertThat(wire.counted("ItemCacheHits")).isGreaterThan(requests / 20.0);
      assertThat(wire.counted("QueryCacheHits")).isGreaterThan(requests / 100.0);
      assertThat(wire.counted("ScanCacheHits")).isGreaterThan(requests / 100.0);
      assertThat(wire.counted("ErrorRequestCount")).isPositive();
      assertThat(wire.ours("StaleReads")).isPositive();
      assertThat(wire.counted("EvictedSize") > 0).isEqualTo(nodeType.equals(MICRO));
    } finally {
      for (World world : List.of(facade, wire)) {
        world.closeClients();
        world.close();
      }
    }
  }

  private static World run(boolean byWire, int requests, String nodeType) {
    World world = new World();
    world.serve(byWire, nodeType);
    SimRandom random = new Seeds(7).stream("dax/same");
    for (int i = 0; i < requests; i++) {
      if (random.nextInt(10) == 0) {
        world.clock.advance(Duration.ofSeconds(random.nextInt(15) + 1));
      }
      world.answers.add(request(world, random, i));
    }
    return world;
  }

  private static Map<String, AttributeValue> key(SimRandom random) {
    return DaxFixture.item(
        "pk",
        "p" + random.nextInt(4),
        "sk",
        AttributeValue.fromN(random.nextInt(5) + (random.nextBoolean() ? ".5" : ".50")));
  }

  private static Map<String, AttributeValue> item(SimRandom random, int i) {
    Map<String, AttributeValue> item = key(random);
    item.put("v", DaxFixture.s("v" + i));
    if (random.nextBoolean()) {
      item.put("n", AttributeValue.fromN("" + random.nextInt(9)));
      item.put(
          "deep",
          AttributeValue.fromM(
              Map.of(
                  "l",
                  AttributeValue.fromL(List.of(DaxFixture.s("a"), AttributeValue.fromN("" + i))))));
    }
    return item;
  }

  /** DAX's client gives the key back as it was asked, 1.50 for 1.5: numbers in one writing. */
  private static String text(Map<String, AttributeValue> item) {
    return new TreeMap<>(Projection.canonical(item)).toString();
  }

  private static String request(World world, SimRandom random, int i) {
    DynamoDbClient db = world.through;
    Map<String, AttributeValue> key = key(random);
    Map<String, AttributeValue> item = item(random, i);
    boolean strong = random.nextInt(6) == 0;
    try {
      return switch (random.nextInt(20)) {
        case 0, 1 ->
            text(
                db.putItem(r -> r.tableName("Things").item(item).returnValues(ReturnValue.ALL_OLD))
                    .attributes());
        case 2 ->
            text(
                db.updateItem(
                        r ->
                            r.tableName("Things")
                                .key(key)
                                .updateExpression("SET v = :v, n = if_not_exists(n, :z) + :o")
                                .expressionAttributeValues(
                                    Map.of(
                                        ":v", DaxFixture.s("u" + i),
                                        ":z", AttributeValue.fromN("0"),
                                        ":o", AttributeValue.fromN("1")))
                                .returnValues(
                                    i % 2 == 0 ? ReturnValue.ALL_NEW : ReturnValue.UPDATED_NEW))
                    .attributes());
        case 3 -> text(db.deleteItem(r -> r.tableName("Things").key(key)).attributes());
        case 4 ->
            text(
                db.putItem(
                        r ->
                            r.tableName("Things")
                                .item(item)
                                .conditionExpression("attribute_not_exists(pk)"))
                    .attributes());
        case 5 -> {
          db.batchWriteItem(
              r ->
                  r.requestItems(
                      Map.of(
                          "Things",
                          List.of(WriteRequest.builder().putRequest(p -> p.item(item)).build()))));
          yield "written";
        }
        case 6 -> {
          db.transactWriteItems(
              r ->
                  r.transactItems(
                      TransactWriteItem.builder()
                          .put(p -> p.tableName("Things").item(item))
                          .build()));
          yield "transacted";
        }
        case 7 ->
            db
                .batchGetItem(
                    r ->
                        r.requestItems(
                            Map.of(
                                "Things",
                                KeysAndAttributes.builder()
                                    .keys(key)
                                    .consistentRead(strong)
                                    .build())))
                .responses()
                .getOrDefault("Things", List.of())
                .stream()
                .map(DaxSameAnswersTest::text)
                .toList()
                .toString();
        case 8 -> query(db, random, key, strong);
        case 9 -> scan(db, random, strong);
        case 10 ->
            text(
                db.getItem(r -> r.tableName("Things").key(key).projectionExpression("deep.l[1], v"))
                    .item());
        case 11 -> {
          // Around the cluster, so that what is cached grows old.
          world.direct().putItem(r -> r.tableName("Things").item(item));
          yield "written around";
        }
        case 12 ->
            db
                .transactGetItems(
                    r ->
                        r.transactItems(
                            TransactGetItem.builder()
                                .get(g -> g.tableName("Things").key(key))
                                .build()))
                .responses()
                .stream()
                .map(each -> text(each.item()))
                .toList()
                .toString();
        case 13 -> page(db, key);
        default ->
            text(db.getItem(r -> r.tableName("Things").key(key).consistentRead(strong)).item());
      };
    } catch (ConditionalCheckFailedException e) {
      return "condition failed";
    }
  }

  /** One of a few queries, in one of several ways of saying it. */
  private static String query(
      DynamoDbClient db, SimRandom random, Map<String, AttributeValue> key, boolean strong) {
    QueryRequest.Builder query = QueryRequest.builder().tableName("Things").consistentRead(strong);
    AttributeValue one = AttributeValue.fromN(random.nextBoolean() ? "1" : "1.0");
    switch (random.nextInt(4)) {
      case 0 ->
          query
              .keyConditionExpression("pk = :p AND sk >= :s")
              .filterExpression("attribute_exists(v) AND (n < :s OR NOT n = :s)")
              .expressionAttributeValues(Map.of(":p", key.get("pk"), ":s", one));
      case 1 ->
          query
              .keyConditionExpression("(#k = :b) and (sk>=:a)")
              .filterExpression("(attribute_exists(#v)) AND (#n<:a or (not #n = :c))")
              .expressionAttributeNames(Map.of("#k", "pk", "#v", "v", "#n", "n"))
              .expressionAttributeValues(Map.of(":b", key.get("pk"), ":a", one, ":c", one))
              .returnConsumedCapacity("TOTAL");
      case 2 ->
          query
              .keyConditionExpression("pk = :p AND sk BETWEEN :a AND :b")
              .projectionExpression("v, deep.l[1]")
              .scanIndexForward(random.nextBoolean())
              .expressionAttributeValues(
                  Map.of(":p", key.get("pk"), ":a", one, ":b", AttributeValue.fromN("3")));
      default ->
          query
              .keyConditionExpression("#p=:p AND #s   BETWEEN :one AND :three")
              .projectionExpression("#v,deep.#l[1]")
              .expressionAttributeNames(Map.of("#p", "pk", "#s", "sk", "#v", "v", "#l", "l"))
              .expressionAttributeValues(
                  Map.of(":p", key.get("pk"), ":one", one, ":three", AttributeValue.fromN("3.00")));
    }
    return db.query(query.build()).items().stream()
        .map(DaxSameAnswersTest::text)
        .toList()
        .toString();
  }

  private static String scan(DynamoDbClient db, SimRandom random, boolean strong) {
    ScanRequest.Builder scan = ScanRequest.builder().tableName("Things").consistentRead(strong);
    switch (random.nextInt(3)) {
      case 0 -> scan.limit(3);
      case 1 ->
          scan.filterExpression("n IN (:a, :b)")
              .expressionAttributeValues(
                  Map.of(":a", AttributeValue.fromN("1"), ":b", AttributeValue.fromN("2")));
      default ->
          scan.filterExpression("#n in ( :x,:y )")
              .expressionAttributeNames(Map.of("#n", "n"))
              .expressionAttributeValues(
                  Map.of(":x", AttributeValue.fromN("1"), ":y", AttributeValue.fromN("2.0")));
    }
    return "" + db.scan(scan.build()).count();
  }

  /** Two pages, so that keys to go on from are part of what is asked. */
  private static String page(DynamoDbClient db, Map<String, AttributeValue> key) {
    QueryRequest first =
        QueryRequest.builder()
            .tableName("Things")
            .keyConditionExpression("pk = :p")
            .expressionAttributeValues(Map.of(":p", key.get("pk")))
            .limit(1)
            .build();
    QueryResponse one = db.query(first);
    if (!one.hasLastEvaluatedKey() || one.lastEvaluatedKey().isEmpty()) {
      return one.count() + " and no more";
    }
    QueryResponse two =
        db.query(first.toBuilder().exclusiveStartKey(one.lastEvaluatedKey()).build());
    return one.count() + " and " + two.items().stream().map(DaxSameAnswersTest::text).toList();
  }
}
