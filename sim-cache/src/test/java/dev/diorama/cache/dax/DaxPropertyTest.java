package dev.diorama.cache.dax;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.random.Seeds;
import dev.diorama.core.random.SimRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** Random requests through and around a cluster, compared with the rules in their simplest form. */
class DaxPropertyTest extends DaxFixture {
  private static final long ITEM_TTL = Duration.ofSeconds(60).toNanos();
  private static final long QUERY_TTL = Duration.ofSeconds(20).toNanos();

  private record Held<T>(T value, long end) {}

  private final Map<String, String> stored = new TreeMap<>();
  private final Map<String, Held<Optional<String>>> items = new LinkedHashMap<>();
  private final Map<String, Held<List<String>>> results = new LinkedHashMap<>();
  private List<String> dirty = List.of();
  private DynamoDbClient cached;
  private DynamoDbClient direct;

  private static Map<String, AttributeValue> keyOf(String key) {
    return item("pk", key.substring(0, 1), "sk", key.substring(1));
  }

  private static Map<String, AttributeValue> itemOf(String key, String value) {
    Map<String, AttributeValue> item = keyOf(key);
    item.put("v", s(value));
    return item;
  }

  private void hold(String key) {
    items.put(key, new Held<>(Optional.ofNullable(stored.get(key)), clock.nanos() + ITEM_TTL));
  }

  private <T> Optional<T> held(Map<String, Held<T>> cache, String key) {
    Held<T> held = cache.get(key);
    return held == null || clock.nanos() >= held.end()
        ? Optional.empty()
        : Optional.of(held.value());
  }

  private static Optional<String> value(Map<String, AttributeValue> item) {
    return Optional.ofNullable(item.get("v")).map(AttributeValue::s);
  }

  @Test
  void requestsAtRandom_answerAsTheTwoCachesWould() {
    table("Todos");
    parameters("short", 60_000, 20_000);
    cached = client(cluster("todos", "dax.t3.small", "short").clusterDiscoveryEndpoint().url());
    direct = direct();
    SimRandom random = new Seeds(42).stream("dax/property");
    for (int step = 0; step < 1_500; step++) {
      String key = "" + (char) ('a' + random.nextInt(3)) + random.nextInt(4);
      String value = "v" + step;
      switch (random.nextInt(12)) {
        case 0 -> advance(random.nextInt(25));
        case 1 -> {
          cached.putItem(r -> r.tableName("Todos").item(itemOf(key, value)));
          stored.put(key, value);
          hold(key);
        }
        case 2 -> {
          cached.deleteItem(r -> r.tableName("Todos").key(keyOf(key)));
          stored.remove(key);
          hold(key);
        }
        case 3 -> {
          cached.updateItem(
              r ->
                  r.tableName("Todos")
                      .key(keyOf(key))
                      .updateExpression("SET v = :v")
                      .expressionAttributeValues(Map.of(":v", s(value))));
          stored.put(key, value);
          hold(key);
        }
        case 4 -> {
          direct.putItem(r -> r.tableName("Todos").item(itemOf(key, value)));
          stored.put(key, value);
        }
        case 5 -> {
          direct.deleteItem(r -> r.tableName("Todos").key(keyOf(key)));
          stored.remove(key);
        }
        case 6 -> strongGet(step, key);
        case 7 -> transact(key, value);
        case 8 -> batch(step, key, random);
        case 9 -> query(step, key.substring(0, 1));
        default -> get(step, key);
      }
    }
    assertThat(cloud.trace().openCount()).isZero();
    assertThat(counted("ItemCacheHits")).isGreaterThan(100);
    assertThat(counted("QueryCacheHits")).isGreaterThan(20);
  }

  private void advance(int seconds) {
    if (!dirty.isEmpty()) {
      // What a transaction wrote is read into the cache 5 ms later.
      clock.advance(Duration.ofMillis(5));
      dirty.forEach(this::hold);
      dirty = List.of();
    }
    clock.advance(Duration.ofSeconds(seconds));
  }

  private void get(int step, String key) {
    Optional<Optional<String>> known = held(items, key);
    Optional<String> got = value(cached.getItem(r -> r.tableName("Todos").key(keyOf(key))).item());
    assertThat(cache()).as("step %s", step).isEqualTo(known.isPresent() ? "hit" : "miss");
    if (known.isEmpty()) {
      hold(key);
    }
    assertThat(got)
        .as("step %s", step)
        .isEqualTo(known.orElseGet(() -> Optional.ofNullable(stored.get(key))));
  }

  private void strongGet(int step, String key) {
    assertThat(
            value(
                cached
                    .getItem(r -> r.tableName("Todos").key(keyOf(key)).consistentRead(true))
                    .item()))
        .as("step %s", step)
        .isEqualTo(Optional.ofNullable(stored.get(key)));
  }

  private void transact(String key, String value) {
    advance(0);
    cached.transactWriteItems(
        r ->
            r.transactItems(
                TransactWriteItem.builder()
                    .put(p -> p.tableName("Todos").item(itemOf(key, value)))
                    .build()));
    stored.put(key, value);
    dirty = List.of(key);
  }

  private void batch(int step, String key, SimRandom random) {
    List<String> keys = new ArrayList<>(List.of(key));
    for (int i = random.nextInt(4); i >= 0; i--) {
      String more = "" + (char) ('a' + random.nextInt(3)) + random.nextInt(4);
      if (!keys.contains(more)) {
        keys.add(more);
      }
    }
    List<String> expected = new ArrayList<>();
    int hits = 0;
    for (String each : keys) {
      Optional<Optional<String>> known = held(items, each);
      if (known.isPresent()) {
        hits++;
        known.get().ifPresent(expected::add);
      } else {
        hold(each);
        Optional.ofNullable(stored.get(each)).ifPresent(expected::add);
      }
    }
    List<Map<String, AttributeValue>> got =
        cached
            .batchGetItem(
                r ->
                    r.requestItems(
                        Map.of(
                            "Todos",
                            KeysAndAttributes.builder()
                                .keys(keys.stream().map(DaxPropertyTest::keyOf).toList())
                                .build())))
            .responses()
            .get("Todos");
    assertThat(got.stream().map(item -> item.get("v").s()).toList())
        .as("step %s", step)
        .isEqualTo(expected);
    assertThat(span("dax-data").attributes()).containsEntry("cache.hits", "" + hits);
  }

  private void query(int step, String pk) {
    Optional<List<String>> known = held(results, pk);
    List<String> got =
        cached
            .query(
                r ->
                    r.tableName("Todos")
                        .keyConditionExpression("pk = :p")
                        .expressionAttributeValues(Map.of(":p", s(pk))))
            .items()
            .stream()
            .map(item -> item.get("v").s())
            .toList();
    assertThat(cache()).as("step %s", step).isEqualTo(known.isPresent() ? "hit" : "miss");
    if (known.isEmpty()) {
      List<String> now =
          stored.entrySet().stream()
              .filter(each -> each.getKey().startsWith(pk))
              .map(Map.Entry::getValue)
              .toList();
      results.put(pk, new Held<>(now, clock.nanos() + QUERY_TTL));
      known = Optional.of(now);
    }
    assertThat(got).as("step %s", step).isEqualTo(known.get());
  }
}
