package dev.diorama.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.diorama.core.random.Seeds;
import dev.diorama.core.random.SimRandom;
import dev.diorama.core.time.Turn;
import dev.diorama.core.wire.AwsException;
import dev.diorama.dynamodb.engine.DynamoEngine;
import dev.diorama.dynamodb.engine.EnginePool;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexDescription;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.LocalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.LocalSecondaryIndexDescription;
import software.amazon.awssdk.services.dynamodb.model.Projection;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughput;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputDescription;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/**
 * Random tables, most of them impossible, put to the rules and to the engine: a table that the
 * rules find good is one that the engine makes, and it is described as the engine describes it.
 * Otherwise a table could be created that fails at its first item.
 */
class SchemaPropertyTest {
  private static final int TABLES = 3_000;

  private final SimRandom random = new Seeds(20_261_123).stream("tables");
  private int good;
  private int refused;

  @Test
  void createTable_foundGood_isMadeByTheEngineAsDescribed() {
    try (EnginePool pool = EnginePool.local()) {
      DynamoEngine engine = pool.get(new Turn(), "123456789012", "us-east-1");
      for (int i = 0; i < TABLES; i++) {
        compare(engine, table());
      }
    }
    assertThat(good).isGreaterThan(TABLES / 10);
    assertThat(refused).isGreaterThan(TABLES / 10);
  }

  private void compare(DynamoEngine engine, CreateTableRequest request) {
    try {
      SchemaRules.check(request);
    } catch (AwsException e) {
      assertThat(e.code()).isEqualTo("ValidationException");
      assertThat(e.status()).isEqualTo(400);
      refused++;
      return;
    }
    good++;
    TableRef ref =
        new TableRef(request.tableName(), "123456789012", "us-east-1", request.tableName());
    CreateTableRequest asked = EngineTables.create(ref, request);
    TableDescription planned = new TablePlans().add(asked);
    try {
      TableDescription made = engine.ask(client -> client.createTable(asked)).tableDescription();
      assertThat(ofTheEngine(planned)).isEqualTo(ofTheEngine(EngineTables.inOrder(made)));
      assertThat(EngineTables.isProvisioned(planned)).isEqualTo(EngineTables.isProvisioned(made));
      engine.ask(client -> client.deleteTable(r -> r.tableName(request.tableName())));
    } catch (AwsException e) {
      fail("found good by the rules, refused by the engine: %s for %s", e.message(), request);
    }
  }

  /** Without the names, dates, figures and states that {@link TableDescriptions} puts in. */
  private static TableDescription ofTheEngine(TableDescription table) {
    TableDescription.Builder kept =
        table.toBuilder()
            .tableArn(null)
            .tableStatus((String) null)
            .creationDateTime(null)
            .provisionedThroughput((ProvisionedThroughputDescription) null)
            .billingModeSummary(
                (software.amazon.awssdk.services.dynamodb.model.BillingModeSummary) null);
    if (table.hasGlobalSecondaryIndexes()) {
      Collection<GlobalSecondaryIndexDescription> global =
          table.globalSecondaryIndexes().stream()
              .map(
                  each ->
                      each.toBuilder()
                          .indexArn(null)
                          .provisionedThroughput((ProvisionedThroughputDescription) null)
                          .build())
              .toList();
      kept.globalSecondaryIndexes(global);
    }
    if (table.hasLocalSecondaryIndexes()) {
      Collection<LocalSecondaryIndexDescription> local =
          table.localSecondaryIndexes().stream()
              .map(each -> each.toBuilder().indexArn(null).build())
              .toList();
      kept.localSecondaryIndexes(local);
    }
    return kept.build();
  }

  private CreateTableRequest table() {
    boolean onDemand = random.nextBoolean();
    CreateTableRequest.Builder table =
        CreateTableRequest.builder()
            .tableName(one(40) ? pick("ab", "b ad", "x".repeat(255), "x".repeat(256)) : "Todos");
    List<KeySchemaElement> key = key();
    Set<String> used = new LinkedHashSet<>();
    use(used, key);
    table.keySchema(key);
    if (one(3)) {
      table.localSecondaryIndexes(locals(key, used));
    }
    if (one(2)) {
      table.globalSecondaryIndexes(globals(onDemand, used));
    }
    if (one(15)) {
      used.add("unused");
    }
    if (one(15)) {
      used.remove(used.iterator().next());
    }
    List<AttributeDefinition> definitions = new ArrayList<>();
    for (String each : used) {
      definitions.add(
          AttributeDefinition.builder()
              .attributeName(each)
              .attributeType(one(50) ? "BOOL" : pick("S", "N", "B"))
              .build());
    }
    if (one(30) && !definitions.isEmpty()) {
      definitions.add(definitions.get(0));
    }
    table.attributeDefinitions(definitions);
    if (onDemand) {
      table.billingMode("PAY_PER_REQUEST");
    } else if (random.nextBoolean()) {
      table.billingMode("PROVISIONED");
    }
    if (one(40) == onDemand) {
      table.provisionedThroughput(units());
    }
    if (one(5)) {
      table.deletionProtectionEnabled(false);
    }
    return table.build();
  }

  private List<LocalSecondaryIndex> locals(List<KeySchemaElement> table, Set<String> used) {
    List<LocalSecondaryIndex> indexes = new ArrayList<>();
    int count = one(15) ? 6 : random.nextInt(4);
    for (int i = 0; i < count; i++) {
      List<KeySchemaElement> key =
          one(6) ? key() : List.of(table.get(0), element(pick("b", "c", "d"), "RANGE"));
      use(used, key);
      indexes.add(
          LocalSecondaryIndex.builder()
              .indexName(indexName("local", i))
              .keySchema(key)
              .projection(projection())
              .build());
    }
    return indexes;
  }

  private List<GlobalSecondaryIndex> globals(boolean onDemand, Set<String> used) {
    List<GlobalSecondaryIndex> indexes = new ArrayList<>();
    int count = one(30) ? 21 : random.nextInt(4);
    for (int i = 0; i < count; i++) {
      List<KeySchemaElement> key = key();
      use(used, key);
      GlobalSecondaryIndex.Builder index =
          GlobalSecondaryIndex.builder()
              .indexName(indexName("global", i))
              .keySchema(key)
              .projection(projection());
      if (one(40) == onDemand) {
        index.provisionedThroughput(units());
      }
      indexes.add(index.build());
    }
    return indexes;
  }

  /** In no order by name, since the engine tells them in one. */
  private String indexName(String kind, int number) {
    return one(30) ? pick("a", "same") : random.hex(4) + kind + number;
  }

  private List<KeySchemaElement> key() {
    int size = one(25) ? 3 + random.nextInt(2) : 1 + random.nextInt(2);
    List<KeySchemaElement> key = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      String type = one(25) ? pick("HASH", "RANGE") : i == 0 ? "HASH" : "RANGE";
      key.add(element(pick("a", "b", "c", "d"), type));
    }
    return key;
  }

  private Projection projection() {
    Projection.Builder projection = Projection.builder();
    String type = pick("ALL", "KEYS_ONLY", "INCLUDE");
    if (!one(40)) {
      projection.projectionType(type);
    }
    if (one(10) != type.equals("INCLUDE")) {
      List<String> kept = new ArrayList<>();
      int count = one(20) ? 21 : one(20) ? 0 : 1 + random.nextInt(3);
      for (int i = 0; i < count; i++) {
        kept.add(one(40) ? pick("", "x".repeat(256), "a") : "kept" + i);
      }
      projection.nonKeyAttributes(kept);
    }
    return projection.build();
  }

  private static KeySchemaElement element(String name, String type) {
    return KeySchemaElement.builder().attributeName(name).keyType(type).build();
  }

  private static void use(Set<String> used, List<KeySchemaElement> key) {
    key.forEach(each -> used.add(each.attributeName()));
  }

  private static ProvisionedThroughput units() {
    return ProvisionedThroughput.builder().readCapacityUnits(5L).writeCapacityUnits(5L).build();
  }

  /** True one time in so many. */
  private boolean one(int in) {
    return random.chance(1, in);
  }

  private String pick(String... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
