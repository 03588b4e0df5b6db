package dev.diorama.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.dynamodb.ExpectedUnits.Index;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.AttributeValueUpdate;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.Capacity;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.LocalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.Projection;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** Random items and operations: what is charged is what AWS's pages say. */
class CapacityPropertyTest {
  private static final List<String> KEY = List.of("pk", "sk");
  private static final Index LOCAL = new Index("local", List.of("pk", "l"), false, Set.of());
  private static final List<Index> INDEXES =
      List.of(
          LOCAL,
          new Index("keys", List.of("g", "h"), false, Set.of()),
          new Index("some", List.of("h"), false, Set.of("a")),
          new Index("all", List.of("g"), true, Set.of()));

  /** How an item is touched. */
  enum Way {
    PUT,
    UPDATE,
    DELETE,
    GET,
    BATCH_PUT,
    BATCH_GET,
    TRANSACT_PUT,
    TRANSACT_GET,
    QUERY,
    SCAN,
    REFUSED_PUT
  }

  /** One operation: {@code number} says which item, {@code attributes} what else is in it. */
  record Op(Way way, int number, Map<String, AttributeValue> attributes, boolean consistent) {
    Map<String, AttributeValue> key() {
      return DynamoFixture.item("pk", "p" + number % 2, "sk", "s" + number);
    }

    Map<String, AttributeValue> item() {
      Map<String, AttributeValue> item = new LinkedHashMap<>(key());
      item.putAll(attributes);
      return item;
    }

    @Override
    public String toString() {
      return way + (consistent ? " strong " : " ") + number + " " + brief(attributes);
    }
  }

  /** Attributes with sizes in place of what is long. */
  private static String brief(Map<String, AttributeValue> item) {
    StringBuilder brief = new StringBuilder();
    item.forEach(
        (name, value) -> {
          String text = value.s() == null ? value.type().toString() : value.s();
          brief.append(name).append('=').append(text.length() > 3 ? text.length() + "B" : text);
          brief.append(' ');
        });
    return brief.toString();
  }

  @Provide
  Arbitrary<List<Op>> operations() {
    Arbitrary<AttributeValue> text =
        Arbitraries.integers()
            .between(0, 2_500)
            .map(length -> AttributeValue.fromS("x".repeat(length)));
    Arbitrary<AttributeValue> other =
        Arbitraries.oneOf(
            text,
            Arbitraries.integers().map(n -> AttributeValue.fromN("" + n)),
            Arbitraries.of(true, false).map(AttributeValue::fromBool),
            text.list().ofMaxSize(2).map(AttributeValue::fromL),
            Arbitraries.maps(Arbitraries.of("k", "long"), text)
                .ofMaxSize(2)
                .map(AttributeValue::fromM));
    Arbitrary<AttributeValue> small =
        Arbitraries.of("1", "2", "3".repeat(300)).map(AttributeValue::fromS);
    Arbitrary<Map<String, AttributeValue>> keys =
        Arbitraries.maps(Arbitraries.of("g", "h", "l"), small).ofMaxSize(3);
    Arbitrary<Map<String, AttributeValue>> rest =
        Arbitraries.maps(Arbitraries.of("a", "b", "c"), other).ofMaxSize(3);
    Arbitrary<Map<String, AttributeValue>> attributes =
        Combinators.combine(keys, rest)
            .as(
                (left, right) -> {
                  Map<String, AttributeValue> both = new TreeMap<>(left);
                  both.putAll(right);
                  return both;
                });
    return Combinators.combine(
            Arbitraries.of(Way.values()),
            Arbitraries.integers().between(0, 5),
            attributes,
            Arbitraries.of(true, false))
        .as(Op::new)
        .list()
        .ofMinSize(10)
        .ofMaxSize(60);
  }

  @Property(tries = 25, shrinking = ShrinkingMode.BOUNDED)
  void units_ofAnyOperations_areThoseOfAwsPages(@ForAll("operations") List<Op> operations) {
    Run run = new Run();
    try {
      operations.forEach(run::check);
      run.checkMetrics();
    } finally {
      run.close();
    }
  }

  private static final class Run extends DynamoFixture {
    private final ExpectedUnits expected = new ExpectedUnits(KEY, INDEXES);
    private final Map<Map<String, AttributeValue>, Map<String, AttributeValue>> items =
        new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
    private double written;

    /** What the condition check beside a transaction's put costs. */
    private double checkedUnits;

    private double read;

    Run() {
      table(
          "Todos",
          true,
          r ->
              r.attributeDefinitions(
                      attribute("pk", "S"),
                      attribute("sk", "S"),
                      attribute("g", "S"),
                      attribute("h", "S"),
                      attribute("l", "S"))
                  .localSecondaryIndexes(
                      LocalSecondaryIndex.builder()
                          .indexName("local")
                          .keySchema(
                              DynamoFixture.key("pk", "HASH"), DynamoFixture.key("l", "RANGE"))
                          .projection(p -> p.projectionType("KEYS_ONLY"))
                          .build())
                  .globalSecondaryIndexes(
                      global("keys", "KEYS_ONLY", "g", "h"),
                      global("some", "INCLUDE", "h"),
                      global("all", "ALL", "g")));
    }

    private static GlobalSecondaryIndex global(String name, String projection, String... keys) {
      Projection.Builder shape = Projection.builder().projectionType(projection);
      if (projection.equals("INCLUDE")) {
        shape.nonKeyAttributes("a");
      }
      return GlobalSecondaryIndex.builder()
          .indexName(name)
          .keySchema(
              keys.length == 1
                  ? List.of(DynamoFixture.key(keys[0], "HASH"))
                  : List.of(
                      DynamoFixture.key(keys[0], "HASH"), DynamoFixture.key(keys[1], "RANGE")))
          .projection(shape.build())
          .build();
    }

    private Map<String, AttributeValue> stored(Op op) {
      return items.getOrDefault(op.key(), Map.of());
    }

    void check(Op op) {
      Map<String, AttributeValue> before = stored(op);
      switch (op.way()) {
        case PUT -> {
          ConsumedCapacity used =
              send(
                      PutItemRequest.builder()
                          .tableName("Todos")
                          .item(op.item())
                          .returnConsumedCapacity("INDEXES")
                          .build(),
                      PutItemResponse.class)
                  .consumedCapacity();
          wrote(op, used, before, op.item(), 1);
        }
        case BATCH_PUT -> {
          BatchWriteItemResponse done =
              send(
                  BatchWriteItemRequest.builder()
                      .requestItems(
                          Map.of(
                              "Todos",
                              List.of(
                                  WriteRequest.builder()
                                      .putRequest(p -> p.item(op.item()))
                                      .build())))
                      .returnConsumedCapacity("INDEXES")
                      .build(),
                  BatchWriteItemResponse.class);
          wrote(op, done.consumedCapacity().get(0), before, op.item(), 1);
        }
        case TRANSACT_PUT -> {
          Op checked = new Op(Way.GET, op.number() + 1, Map.of(), false);
          TransactWriteItemsResponse done =
              send(
                  TransactWriteItemsRequest.builder()
                      .transactItems(
                          t -> t.put(p -> p.tableName("Todos").item(op.item())),
                          t ->
                              t.conditionCheck(
                                  c ->
                                      c.tableName("Todos")
                                          .key(checked.key())
                                          .conditionExpression("attribute_not_exists(nothing)")))
                      .returnConsumedCapacity("INDEXES")
                      .build(),
                  TransactWriteItemsResponse.class);
          checkedUnits = 2 * ExpectedUnits.write(ExpectedUnits.size(stored(checked)));
          wrote(op, done.consumedCapacity().get(0), before, op.item(), 2);
          checkedUnits = 0;
        }
        case UPDATE -> {
          Map<String, AttributeValue> after = new LinkedHashMap<>(op.key());
          after.putAll(before);
          after.putAll(op.attributes());
          Map<String, AttributeValueUpdate> updates = new LinkedHashMap<>();
          op.attributes()
              .forEach(
                  (name, value) ->
                      updates.put(
                          name, AttributeValueUpdate.builder().value(value).action("PUT").build()));
          ConsumedCapacity used =
              send(
                      UpdateItemRequest.builder()
                          .tableName("Todos")
                          .key(op.key())
                          .attributeUpdates(updates)
                          .returnConsumedCapacity("INDEXES")
                          .build(),
                      UpdateItemResponse.class)
                  .consumedCapacity();
          wrote(op, used, before, after, 1);
        }
        case DELETE -> {
          ConsumedCapacity used =
              send(
                      DeleteItemRequest.builder()
                          .tableName("Todos")
                          .key(op.key())
                          .returnConsumedCapacity("INDEXES")
                          .build(),
                      DeleteItemResponse.class)
                  .consumedCapacity();
          wrote(op, used, before, Map.of(), 1);
        }
        case REFUSED_PUT -> {
          refused(
              PutItemRequest.builder()
                  .tableName("Todos")
                  .item(op.item())
                  .conditionExpression("attribute_exists(nothing)")
                  .build(),
              PutItemResponse.class);
          long larger = Math.max(ExpectedUnits.size(before), ExpectedUnits.size(op.item()));
          written += ExpectedUnits.write(larger);
        }
        case GET -> {
          ConsumedCapacity used =
              send(
                      GetItemRequest.builder()
                          .tableName("Todos")
                          .key(op.key())
                          .consistentRead(op.consistent())
                          .projectionExpression("sk")
                          .returnConsumedCapacity("TOTAL")
                          .build(),
                      GetItemResponse.class)
                  .consumedCapacity();
          read(op, used, ExpectedUnits.read(ExpectedUnits.size(before), op.consistent()));
        }
        case TRANSACT_GET -> {
          TransactGetItemsResponse got =
              send(
                  TransactGetItemsRequest.builder()
                      .transactItems(t -> t.get(g -> g.tableName("Todos").key(op.key())))
                      .returnConsumedCapacity("TOTAL")
                      .build(),
                  TransactGetItemsResponse.class);
          read(
              op,
              got.consumedCapacity().get(0),
              2 * ExpectedUnits.read(ExpectedUnits.size(before), true));
        }
        case BATCH_GET -> {
          List<Map<String, AttributeValue>> keys = new ArrayList<>();
          double units = 0;
          for (int i = 0; i <= op.number(); i++) {
            Op each = new Op(Way.GET, i, Map.of(), op.consistent());
            keys.add(each.key());
            units += ExpectedUnits.read(ExpectedUnits.size(stored(each)), op.consistent());
          }
          BatchGetItemResponse got =
              send(
                  BatchGetItemRequest.builder()
                      .requestItems(
                          Map.of(
                              "Todos",
                              KeysAndAttributes.builder()
                                  .keys(keys)
                                  .consistentRead(op.consistent())
                                  .build()))
                      .returnConsumedCapacity("TOTAL")
                      .build(),
                  BatchGetItemResponse.class);
          read(op, got.consumedCapacity().get(0), units);
        }
        case QUERY -> {
          long bytes =
              items.values().stream()
                  .filter(item -> item.get("pk").equals(op.key().get("pk")))
                  .mapToLong(ExpectedUnits::size)
                  .sum();
          ConsumedCapacity used =
              send(
                      QueryRequest.builder()
                          .tableName("Todos")
                          .keyConditionExpression("pk = :p")
                          .filterExpression("a = :p")
                          .projectionExpression("sk")
                          .expressionAttributeValues(Map.of(":p", op.key().get("pk")))
                          .consistentRead(op.consistent())
                          .returnConsumedCapacity("TOTAL")
                          .build(),
                      QueryResponse.class)
                  .consumedCapacity();
          read(op, used, ExpectedUnits.read(bytes, op.consistent()));
          queryLocal(op);
        }
        case SCAN -> {
          Index index = INDEXES.get(1 + op.number() % 3);
          long bytes =
              items.values().stream()
                  .mapToLong(item -> ExpectedUnits.size(expected.entry(index, item)))
                  .sum();
          ConsumedCapacity used =
              send(
                      ScanRequest.builder()
                          .tableName("Todos")
                          .indexName(index.name())
                          .returnConsumedCapacity("INDEXES")
                          .build(),
                      ScanResponse.class)
                  .consumedCapacity();
          read(op, used, ExpectedUnits.read(bytes, false));
          assertThat(used.globalSecondaryIndexes().get(index.name()).capacityUnits())
              .isEqualTo(used.capacityUnits());
        }
      }
    }

    /** A local index that lacks what is asked for fetches each item from the table as well. */
    private void queryLocal(Op op) {
      List<Map<String, AttributeValue>> found =
          items.values().stream()
              .filter(item -> item.get("pk").equals(op.key().get("pk")) && item.containsKey("l"))
              .toList();
      long bytes =
          found.stream().mapToLong(item -> ExpectedUnits.size(expected.entry(LOCAL, item))).sum();
      double fetched =
          found.stream()
              .mapToDouble(item -> ExpectedUnits.read(ExpectedUnits.size(item), op.consistent()))
              .sum();
      ConsumedCapacity used =
          send(
                  QueryRequest.builder()
                      .tableName("Todos")
                      .indexName("local")
                      .keyConditionExpression("pk = :p")
                      .expressionAttributeValues(Map.of(":p", op.key().get("pk")))
                      .select("ALL_ATTRIBUTES")
                      .consistentRead(op.consistent())
                      .returnConsumedCapacity("INDEXES")
                      .build(),
                  QueryResponse.class)
              .consumedCapacity();
      read(op, used, ExpectedUnits.read(bytes, op.consistent()) + fetched);
    }

    private void read(Op op, ConsumedCapacity used, double units) {
      assertThat(used.capacityUnits()).as("%s", op).isEqualTo(units);
      read += units;
    }

    private void wrote(
        Op op,
        ConsumedCapacity used,
        Map<String, AttributeValue> before,
        Map<String, AttributeValue> after,
        int times) {
      Map<String, Double> units = new TreeMap<>();
      units.put("", used.table().capacityUnits());
      put(units, used.globalSecondaryIndexes());
      put(units, used.localSecondaryIndexes());
      Map<String, Double> wanted = new TreeMap<>();
      expected.write(before, after).forEach((name, each) -> wanted.put(name, each * times));
      wanted.merge("", checkedUnits, Double::sum);
      assertThat(units).as("%s on %s", op, brief(before)).isEqualTo(wanted);
      double sum = wanted.values().stream().mapToDouble(each -> each).sum();
      assertThat(used.capacityUnits()).isEqualTo(sum);
      written += sum;
      if (after.isEmpty()) {
        items.remove(op.key());
      } else {
        items.put(op.key(), after);
      }
    }

    private static void put(Map<String, Double> units, Map<String, Capacity> used) {
      used.forEach((name, capacity) -> units.put(name, capacity.capacityUnits()));
    }

    void checkMetrics() {
      assertThat(counted("ConsumedWriteCapacityUnits")).isEqualTo(written);
      assertThat(counted("ConsumedReadCapacityUnits")).isEqualTo(read);
    }
  }
}
