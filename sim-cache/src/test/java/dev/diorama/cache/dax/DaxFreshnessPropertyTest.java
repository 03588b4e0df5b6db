package dev.diorama.cache.dax;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.dynamodb.engine.DynamoEngine;
import dev.diorama.dynamodb.engine.EnginePool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * Operations at random, through three nodes and around them, beside a DynamoDB Local of its own to
 * which every write goes too: what is read strongly is what that one has, and what is read
 * otherwise is what it has or has had within the time to live.
 */
class DaxFreshnessPropertyTest {
  private static final Duration ITEM_TTL = Duration.ofSeconds(60);
  private static final Duration QUERY_TTL = Duration.ofSeconds(20);

  /** What may happen. */
  private enum Kind {
    PUT,
    UPDATE,
    DELETE,
    BATCH,
    TRANSACT,
    PUT_AROUND,
    DELETE_AROUND,
    GET,
    GET_STRONG,
    GET_MANY,
    GET_TRANSACT,
    QUERY,
    QUERY_STRONG,
    SCAN,
    A_MOMENT,
    A_WHILE
  }

  /**
   * One step.
   *
   * @param key one of four
   * @param number what is written, or how long it takes
   */
  record Step(Kind kind, int key, int number) {}

  /** How the table was from some time on. */
  private record Was(long fromNanos, Map<String, String> items) {}

  /** One cloud with its cluster, and the original. */
  private static final class World extends DaxFixture {
    final DynamoDbClient through;
    final DynamoDbClient around;

    World() {
      table("Things");
      parameters("short", ITEM_TTL.toMillis(), QUERY_TTL.toMillis());
      cluster("todos", "dax.r5.large", "short", 3, false);
      through = client("https://localhost/_aws/dax/todos");
      around = direct();
    }
  }

  private final EnginePool engines = EnginePool.local();
  private World world;
  private DynamoEngine original;
  private int table;
  private List<Was> history;

  @BeforeProperty
  void open() {
    world = new World();
    original = world.cloud.turn().hold(() -> engines.get(world.cloud.turn(), "1", "local"));
  }

  @AfterProperty
  void close() {
    world.close();
    engines.close();
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Step> step =
        Combinators.combine(
                Arbitraries.of(Kind.class),
                Arbitraries.integers().between(0, 3),
                Arbitraries.integers().between(0, 9))
            .as(Step::new);
    return step.list().ofMinSize(1).ofMaxSize(40);
  }

  @Property(tries = 60, seed = "20261122", shrinking = ShrinkingMode.BOUNDED)
  void whatIsRead_isSoNow_orWasWithinItsTime(@ForAll("steps") List<Step> steps) {
    // A table of its own for each try, so that nothing of the one before is cached.
    String name = "Things" + ++table;
    world.table(name);
    original.ask(client -> client.createTable(r -> keyed(r.tableName(name))));
    history = new ArrayList<>(List.of(new Was(0, Map.of())));
    for (Step step : steps) {
      run(name, step);
    }
  }

  private static void keyed(
      software.amazon.awssdk.services.dynamodb.model.CreateTableRequest.Builder request) {
    request
        .billingMode("PAY_PER_REQUEST")
        .attributeDefinitions(
            AttributeDefinition.builder().attributeName("pk").attributeType("S").build(),
            AttributeDefinition.builder().attributeName("sk").attributeType("S").build())
        .keySchema(
            KeySchemaElement.builder().attributeName("pk").keyType("HASH").build(),
            KeySchemaElement.builder().attributeName("sk").keyType("RANGE").build());
  }

  private static Map<String, AttributeValue> keyOf(int key) {
    return DaxFixture.item("pk", "p", "sk", "" + key);
  }

  private static Map<String, AttributeValue> itemOf(int key, int number) {
    Map<String, AttributeValue> item = keyOf(key);
    item.put("v", DaxFixture.s("v" + number));
    return item;
  }

  private void run(String name, Step step) {
    Map<String, AttributeValue> key = keyOf(step.key());
    Map<String, AttributeValue> item = itemOf(step.key(), step.number());
    switch (step.kind()) {
      case PUT -> put(name, item, () -> world.through.putItem(r -> r.tableName(name).item(item)));
      case PUT_AROUND ->
          put(name, item, () -> world.around.putItem(r -> r.tableName(name).item(item)));
      case UPDATE ->
          put(
              name,
              item,
              () ->
                  world.through.updateItem(
                      r ->
                          r.tableName(name)
                              .key(key)
                              .updateExpression("SET v = :v")
                              .expressionAttributeValues(Map.of(":v", item.get("v")))
                              .returnValues(step.number() % 2 == 0 ? "NONE" : "UPDATED_OLD")));
      case BATCH ->
          put(
              name,
              item,
              () ->
                  world.through.batchWriteItem(
                      r ->
                          r.requestItems(
                              Map.of(
                                  name,
                                  List.of(
                                      WriteRequest.builder()
                                          .putRequest(p -> p.item(item))
                                          .build())))));
      case TRANSACT ->
          put(
              name,
              item,
              () ->
                  world.through.transactWriteItems(
                      r ->
                          r.transactItems(
                              TransactWriteItem.builder()
                                  .put(p -> p.tableName(name).item(item))
                                  .build())));
      case DELETE ->
          delete(name, key, () -> world.through.deleteItem(r -> r.tableName(name).key(key)));
      case DELETE_AROUND ->
          delete(name, key, () -> world.around.deleteItem(r -> r.tableName(name).key(key)));
      case GET -> wasSo(step, get(name, key, false), ITEM_TTL);
      case GET_STRONG -> isSo(step, get(name, key, true));
      case GET_MANY -> {
        List<Map<String, AttributeValue>> found =
            world
                .through
                .batchGetItem(
                    r ->
                        r.requestItems(
                            Map.of(
                                name,
                                KeysAndAttributes.builder().keys(keyOf(0), keyOf(1)).build())))
                .responses()
                .get(name);
        for (int each = 0; each < 2; each++) {
          Map<String, AttributeValue> wanted = keyOf(each);
          wasSo(
              new Step(step.kind(), each, 0),
              found.stream()
                  .filter(one -> one.get("sk").equals(wanted.get("sk")))
                  .findFirst()
                  .map(one -> one.get("v").s())
                  .orElse(""),
              ITEM_TTL);
        }
      }
      case GET_TRANSACT -> {
        Map<String, AttributeValue> found =
            world
                .through
                .transactGetItems(r -> r.transactItems(t -> t.get(g -> g.tableName(name).key(key))))
                .responses()
                .get(0)
                .item();
        isSo(step, found.isEmpty() ? "" : found.get("v").s());
      }
      case QUERY -> assertThat(query(name, false)).as("%s", step).isIn(within(QUERY_TTL));
      case QUERY_STRONG -> assertThat(query(name, true)).as("%s", step).isEqualTo(now().items());
      case SCAN ->
          assertThat(all(world.through.scan(r -> r.tableName(name)).items()))
              .as("%s", step)
              .isIn(within(QUERY_TTL));
      case A_MOMENT -> world.clock.advance(Duration.ofMillis(20L * step.number()));
      case A_WHILE -> world.clock.advance(Duration.ofSeconds(4L * step.number()));
    }
  }

  private void put(String name, Map<String, AttributeValue> item, Runnable write) {
    write.run();
    original.ask(client -> client.putItem(r -> r.tableName(name).item(item)));
    changed(name);
  }

  private void delete(String name, Map<String, AttributeValue> key, Runnable write) {
    write.run();
    original.ask(client -> client.deleteItem(r -> r.tableName(name).key(key)));
    changed(name);
  }

  /** Asks the original how the table is now. */
  private void changed(String name) {
    history.add(
        new Was(
            world.clock.nanos(),
            all(
                original
                    .ask(client -> client.scan(r -> r.tableName(name).consistentRead(true)))
                    .items())));
  }

  private static Map<String, String> all(List<Map<String, AttributeValue>> items) {
    Map<String, String> all = new LinkedHashMap<>();
    items.forEach(item -> all.put(item.get("sk").s(), item.get("v").s()));
    return all;
  }

  private Was now() {
    return history.get(history.size() - 1);
  }

  /** How the table was at any time within that past: a state counts until it was left. */
  private List<Map<String, String>> within(Duration past) {
    long since = world.clock.nanos() - past.toNanos();
    List<Map<String, String>> all = new ArrayList<>();
    for (int i = 0; i < history.size(); i++) {
      boolean last = i + 1 == history.size();
      if (last || history.get(i + 1).fromNanos() >= since) {
        all.add(history.get(i).items());
      }
    }
    return all;
  }

  private String get(String name, Map<String, AttributeValue> key, boolean strong) {
    Map<String, AttributeValue> found =
        world.through.getItem(r -> r.tableName(name).key(key).consistentRead(strong)).item();
    return found.isEmpty() ? "" : found.get("v").s();
  }

  private Map<String, String> query(String name, boolean strong) {
    return all(
        world
            .through
            .query(
                r ->
                    r.tableName(name)
                        .keyConditionExpression("pk = :p")
                        .expressionAttributeValues(Map.of(":p", DaxFixture.s("p")))
                        .consistentRead(strong))
            .items());
  }

  private void isSo(Step step, String read) {
    assertThat(read).as("%s", step).isEqualTo(now().items().getOrDefault("" + step.key(), ""));
  }

  private void wasSo(Step step, String read, Duration past) {
    assertThat(within(past).stream().map(each -> each.getOrDefault("" + step.key(), "")))
        .as("%s", step)
        .contains(read);
  }
}
