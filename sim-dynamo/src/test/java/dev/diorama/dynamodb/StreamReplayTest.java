package dev.diorama.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.random.Seeds;
import dev.diorama.core.random.SimRandom;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * Random writes of every kind: the stream, replayed over an empty table, gives the table; nothing
 * is in it twice, nothing is missing, nothing that was refused or changed nothing.
 */
class StreamReplayTest extends StreamFixture {
  private static final int SEEDS = Integer.getInteger("diorama.stream.seeds", 10);
  private static final int WRITES = 60;

  @Test
  void randomWrites_replayed_giveTheTable() {
    for (int seed = 1; seed <= SEEDS; seed++) {
      String name = "Table" + seed;
      String arn = streamed(name, true, "NEW_AND_OLD_IMAGES");
      SimRandom random = new Seeds(seed).stream("writes");
      Map<String, Map<String, AttributeValue>> before = Map.of();
      long changes = 0;
      for (int i = 0; i < WRITES; i++) {
        write(random, name);
        Map<String, Map<String, AttributeValue>> after = contents(client, name);
        changes += differences(before, after);
        before = after;
      }
      List<Record> records = records(arn);
      assertThat(replayed(records)).as("seed %d", seed).isEqualTo(contents(client, name));
      assertThat(records).as("seed %d", seed).hasSize((int) changes);
      assertThat(records)
          .extracting(each -> new BigInteger(each.dynamodb().sequenceNumber()))
          .isSorted();
      assertThat(records).extracting(Record::eventID).doesNotHaveDuplicates();
    }
  }

  private static long differences(
      Map<String, Map<String, AttributeValue>> before,
      Map<String, Map<String, AttributeValue>> after) {
    long gone = before.keySet().stream().filter(key -> !after.containsKey(key)).count();
    long other =
        after.entrySet().stream()
            .filter(each -> !each.getValue().equals(before.get(each.getKey())))
            .count();
    return gone + other;
  }

  private Map<String, AttributeValue> key(SimRandom random) {
    return item("pk", "p" + random.nextInt(2), "sk", "s" + random.nextInt(3));
  }

  private Map<String, AttributeValue> some(SimRandom random) {
    Map<String, AttributeValue> item = new LinkedHashMap<>(key(random));
    // Numbers in different writing, sets in different order, and often the very same item again.
    if (random.nextBoolean()) {
      item.put("n", AttributeValue.fromN(random.nextBoolean() ? "1.0" : "1"));
    }
    if (random.nextBoolean()) {
      item.put(
          "tags",
          AttributeValue.fromSs(random.nextBoolean() ? List.of("a", "b") : List.of("b", "a")));
    }
    if (random.nextInt(3) == 0) {
      item.put("m", AttributeValue.fromM(Map.of("deep", n(random.nextInt(2)))));
    }
    return item;
  }

  private void write(SimRandom random, String name) {
    switch (random.nextInt(8)) {
      case 0, 1 -> client.putItem(r -> r.tableName(name).item(some(random)));
      case 2 -> client.deleteItem(r -> r.tableName(name).key(key(random)));
      case 3 ->
          client.updateItem(
              r ->
                  r.tableName(name)
                      .key(key(random))
                      .updateExpression("ADD n :one REMOVE tags")
                      .expressionAttributeValues(Map.of(":one", n(random.nextInt(2)))));
      case 4 ->
          client.updateItem(
              r ->
                  r.tableName(name)
                      .key(key(random))
                      .updateExpression("SET #x = :x")
                      .expressionAttributeNames(Map.of("#x", "x"))
                      .expressionAttributeValues(Map.of(":x", s("same"))));
      case 5 -> conditional(random, name);
      case 6 -> batch(random, name);
      default -> transaction(random, name);
    }
  }

  private void conditional(SimRandom random, String name) {
    try {
      client.putItem(
          r ->
              r.tableName(name).item(some(random)).conditionExpression("attribute_not_exists(pk)"));
    } catch (ConditionalCheckFailedException e) {
      assertThat(e.statusCode()).isEqualTo(400);
    }
  }

  private void batch(SimRandom random, String name) {
    Map<String, WriteRequest> writes = new LinkedHashMap<>();
    for (int i = 0; i < 4; i++) {
      Map<String, AttributeValue> item = some(random);
      writes.put(
          keyText(item),
          random.nextBoolean()
              ? WriteRequest.builder().putRequest(p -> p.item(item)).build()
              : WriteRequest.builder()
                  .deleteRequest(d -> d.key(item("pk", item.get("pk"), "sk", item.get("sk"))))
                  .build());
    }
    client.batchWriteItem(r -> r.requestItems(Map.of(name, new ArrayList<>(writes.values()))));
  }

  private void transaction(SimRandom random, String name) {
    Map<String, TransactWriteItem> actions = new LinkedHashMap<>();
    for (int i = 0; i < 3; i++) {
      Map<String, AttributeValue> item = some(random);
      Map<String, AttributeValue> key = item("pk", item.get("pk"), "sk", item.get("sk"));
      TransactWriteItem.Builder action = TransactWriteItem.builder();
      switch (random.nextInt(4)) {
        case 0 -> action.put(p -> p.tableName(name).item(item));
        case 1 -> action.delete(d -> d.tableName(name).key(key));
        case 2 ->
            action.update(
                u ->
                    u.tableName(name)
                        .key(key)
                        .updateExpression("ADD n :one")
                        .expressionAttributeValues(Map.of(":one", n(1))));
        default ->
            action.conditionCheck(
                c -> c.tableName(name).key(key).conditionExpression("attribute_exists(pk)"));
      }
      actions.put(keyText(item), action.build());
    }
    try {
      client.transactWriteItems(r -> r.transactItems(actions.values()));
    } catch (TransactionCanceledException e) {
      assertThat(e.statusCode()).isEqualTo(400);
    }
  }
}
