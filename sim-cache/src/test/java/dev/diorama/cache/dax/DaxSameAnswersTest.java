package dev.diorama.cache.dax;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.random.Seeds;
import dev.diorama.core.random.SimRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * The same requests by DynamoDB's API and by DAX's own protocol, through AWS's own client: the same
 * answers, and the same hits and misses.
 */
class DaxSameAnswersTest {
  private static final int REQUESTS = 5_000;
  private static final List<String> METRICS =
      List.of(
          "ItemCacheHits",
          "ItemCacheMisses",
          "QueryCacheHits",
          "QueryCacheMisses",
          "ScanCacheHits",
          "ScanCacheMisses",
          "TotalRequestCount",
          "ErrorRequestCount",
          "FailedRequestCount",
          "EvictedSize",
          "GetItemRequestCount",
          "PutItemRequestCount",
          "TransactWriteItemsCount");

  /** One cloud, and what was answered there. */
  private static final class World extends WireFixture {
    final List<String> answers = new ArrayList<>();
    DynamoDbClient through;

    void serve(boolean byWire) {
      table("Things", "S", "N");
      parameters("short", 60_000, 20_000);
      openWire();
      cluster("todos", "dax.r5.large", "short");
      through = byWire ? wireClient("todos") : client("https://localhost/_aws/dax/todos");
    }

    Map<String, Double> counts() {
      Map<String, Double> counts = new LinkedHashMap<>();
      METRICS.forEach(each -> counts.put(each, counted(each)));
      return counts;
    }
  }

  @Test
  @Timeout(value = 140, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void fiveThousandRequests_areAnsweredAlikeBothWays() throws Exception {
    World facade = run(false);
    World wire = run(true);
    try {
      for (int i = 0; i < facade.answers.size(); i++) {
        assertThat(wire.answers.get(i)).as("request %s", i).isEqualTo(facade.answers.get(i));
      }
      assertThat(wire.answers).hasSize(REQUESTS);
      assertThat(wire.counts()).isEqualTo(facade.counts());
      assertThat(wire.counts().get("ItemCacheHits")).isGreaterThan(300);
      assertThat(wire.counts().get("QueryCacheHits")).isGreaterThan(50);
    } finally {
      for (World world : List.of(facade, wire)) {
        world.closeClients();
        world.close();
      }
    }
  }

  private static World run(boolean byWire) {
    World world = new World();
    world.serve(byWire);
    SimRandom random = new Seeds(7).stream("dax/same");
    for (int i = 0; i < REQUESTS; i++) {
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
      return switch (random.nextInt(16)) {
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
        case 8 ->
            db
                .query(
                    r ->
                        r.tableName("Things")
                            .keyConditionExpression("pk = :p AND sk >= :s")
                            .filterExpression("attribute_exists(v)")
                            .expressionAttributeValues(
                                Map.of(
                                    ":p", key.get("pk"),
                                    ":s", AttributeValue.fromN("1")))
                            .consistentRead(strong))
                .items()
                .stream()
                .map(DaxSameAnswersTest::text)
                .toList()
                .toString();
        case 9 -> "" + db.scan(r -> r.tableName("Things").limit(3)).count();
        case 10 ->
            text(
                db.getItem(r -> r.tableName("Things").key(key).projectionExpression("deep.l[1], v"))
                    .item());
        default ->
            text(db.getItem(r -> r.tableName("Things").key(key).consistentRead(strong)).item());
      };
    } catch (ConditionalCheckFailedException e) {
      return "condition failed";
    }
  }
}
