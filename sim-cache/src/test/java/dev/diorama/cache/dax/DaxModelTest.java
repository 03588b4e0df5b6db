package dev.diorama.cache.dax;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.random.Seeds;
import dev.diorama.core.random.SimRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * Random requests to three nodes, around them, and faults: a strong read is always current, and any
 * other tells what was so at some time within the time to live.
 */
class DaxModelTest extends DaxFixture {
  private static final long TTL = Duration.ofSeconds(60).toNanos();

  /** What an item was from some time on; empty when there was none. */
  private record Was(long fromNanos, String value) {}

  private final Map<String, List<Was>> history = new LinkedHashMap<>();

  private void now(String key, String value) {
    history
        .computeIfAbsent(key, k -> new ArrayList<>(List.of(new Was(0, ""))))
        .add(new Was(clock.nanos(), value));
  }

  private List<Was> historyOf(String key) {
    return history.getOrDefault(key, List.of(new Was(0, "")));
  }

  private boolean wasWithin(String key, String value, long sinceNanos) {
    List<Was> all = historyOf(key);
    for (int i = 0; i < all.size(); i++) {
      long until = i + 1 < all.size() ? all.get(i + 1).fromNanos() : Long.MAX_VALUE;
      if (all.get(i).value().equals(value) && until >= sinceNanos) {
        return true;
      }
    }
    return false;
  }

  private static Map<String, AttributeValue> keyOf(String key) {
    return item("pk", key.substring(0, 1), "sk", key.substring(1));
  }

  private static Map<String, AttributeValue> itemOf(String key, String value) {
    Map<String, AttributeValue> item = keyOf(key);
    item.put("v", s(value));
    return item;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void requestsAtRandom_areAnsweredWithinTheirTime(long seed) {
    table("Todos");
    parameters("short", 60_000, 20_000);
    cluster("todos", "dax.r5.large", "short", 3, false);
    DynamoDbClient any = client("https://localhost/_aws/dax/todos");
    DynamoDbClient direct = direct();
    SimRandom random = new Seeds(seed).stream("dax/model");
    for (int step = 0; step < 800; step++) {
      String key = "" + (char) ('a' + random.nextInt(3)) + random.nextInt(3);
      String value = "v" + step;
      switch (random.nextInt(11)) {
        case 0 -> clock.advance(Duration.ofMillis(random.nextInt(30_000)));
        case 1 -> clock.advance(Duration.ofMillis(random.nextInt(200)));
        case 2 -> {
          any.putItem(r -> r.tableName("Todos").item(itemOf(key, value)));
          now(key, value);
        }
        case 3 -> {
          any.deleteItem(r -> r.tableName("Todos").key(keyOf(key)));
          now(key, "");
        }
        case 4 -> {
          direct.putItem(r -> r.tableName("Todos").item(itemOf(key, value)));
          now(key, value);
        }
        case 5 -> {
          any.transactWriteItems(
              r ->
                  r.transactItems(
                      TransactWriteItem.builder()
                          .put(p -> p.tableName("Todos").item(itemOf(key, value)))
                          .build()));
          now(key, value);
        }
        case 6 -> {
          if (random.nextInt(20) == 0) {
            lose();
          }
        }
        case 7 ->
            assertThat(read(any, key, true))
                .as("seed %s step %s", seed, step)
                .isEqualTo(historyOf(key).get(historyOf(key).size() - 1).value());
        default -> {
          String got = read(any, key, false);
          assertThat(wasWithin(key, got, clock.nanos() - TTL))
              .as("seed %s step %s: %s is %s", seed, step, key, got)
              .isTrue();
        }
      }
    }
    assertThat(counted("ItemCacheHits")).isGreaterThan(30);
  }

  /** The primary fails, and time goes on until there is another and all nodes are back. */
  private void lose() {
    dax.failNode("us-east-1", "todos", "todos-" + (char) ('a' + history.size() % 3));
    clock.advance(Duration.ofMinutes(6));
  }

  private static String read(DynamoDbClient any, String key, boolean strong) {
    AttributeValue value =
        any.getItem(r -> r.tableName("Todos").key(keyOf(key)).consistentRead(strong))
            .item()
            .get("v");
    return value == null ? "" : value.s();
  }
}
