package dev.diorama.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.diorama.core.trace.Span;
import dev.diorama.core.wire.AwsException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.ExecuteTransactionRequest;
import software.amazon.awssdk.services.dynamodb.model.ExecuteTransactionResponse;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.MultiRegionConsistency;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateTimeToLiveRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTimeToLiveResponse;

/** Global tables with multi-Region strong consistency. */
class StrongGlobalTableTest extends DynamoFixture {
  private static final String VIRGINIA = "us-east-1";
  private static final String OHIO = "us-east-2";
  private static final String OREGON = "us-west-2";

  private static UpdateTableRequest.Builder strong(String... replicas) {
    UpdateTableRequest.Builder request =
        UpdateTableRequest.builder().tableName("Todos").multiRegionConsistency("STRONG");
    return request.replicaUpdates(
        List.of(replicas).stream()
            .map(
                region ->
                    software.amazon.awssdk.services.dynamodb.model.ReplicationGroupUpdate.builder()
                        .create(c -> c.regionName(region))
                        .build())
            .toList());
  }

  private void everywhere() {
    table("Todos", false, r -> {});
    send(strong(OHIO, OREGON).build(), UpdateTableResponse.class);
  }

  private void put(String region, long n) {
    sendIn(
        region,
        PutItemRequest.builder().tableName("Todos").item(item("pk", "a", "n", n(n))).build(),
        PutItemResponse.class);
  }

  private AwsException refusedIn(Runnable call) {
    return catchThrowableOfType(AwsException.class, call::run);
  }

  private Map<String, AttributeValue> get(String region, boolean consistent) {
    return sendIn(
            region,
            GetItemRequest.builder()
                .tableName("Todos")
                .key(Map.of("pk", s("a")))
                .consistentRead(consistent)
                .build(),
            GetItemResponse.class)
        .item();
  }

  @Test
  void write_isInEveryRegionWhenItIsAcknowledged_andTakesTheWayToTheNearest() {
    everywhere();
    put(VIRGINIA, 1);
    Span written = cloud.trace().spans(span -> span.operation().equals("PutItem")).get(0);
    for (String region : new String[] {VIRGINIA, OHIO, OREGON}) {
      assertThat(get(region, true)).containsEntry("n", n(1));
    }
    assertThat(written.attributes()).containsKey("quorum");
    TableDescription table =
        send(DescribeTableRequest.builder().tableName("Todos").build(), DescribeTableResponse.class)
            .table();
    assertThat(table.multiRegionConsistency()).isEqualTo(MultiRegionConsistency.STRONG);
    assertThat(table.replicas()).hasSize(3);
    assertThat(table.hasGlobalTableWitnesses()).isFalse();
  }

  @Test
  void writers_ofOneItemInTwoRegionsAtATime_conflict() {
    everywhere();
    put(VIRGINIA, 1);
    AwsException e = refusedIn(() -> put(OREGON, 2));
    assertThat(e.code()).isEqualTo("ReplicatedWriteConflictException");
    assertThat(e.status()).isEqualTo(400);
    put(VIRGINIA, 3);
    clock.advance(Duration.ofSeconds(1));
    put(OREGON, 4);
    assertThat(get(OHIO, true)).containsEntry("n", n(4));
  }

  @Test
  void regionCutOff_isNotAvailable_theOthersAre_andItCatchesUpWhenItIsHealed() {
    everywhere();
    put(VIRGINIA, 1);
    clock.advance(Duration.ofSeconds(1));
    dynamo.isolate(OREGON);
    for (Runnable call : List.<Runnable>of(() -> put(OREGON, 2), () -> get(OREGON, true))) {
      AwsException e = refusedIn(call);
      assertThat(e.code()).isEqualTo("ServiceUnavailable");
      assertThat(e.status()).isEqualTo(503);
    }
    put(VIRGINIA, 3);
    assertThat(get(OHIO, true)).containsEntry("n", n(3));
    assertThat(get(OREGON, false)).containsEntry("n", n(1));
    dynamo.isolate(OHIO);
    assertThat(refusedIn(() -> put(VIRGINIA, 4)).status()).isEqualTo(503);
    dynamo.heal(OHIO);
    dynamo.heal(OREGON);
    assertThat(get(OREGON, true)).containsEntry("n", n(3));
    clock.settle();
  }

  @Test
  void witness_countsForAQuorumAndHasNoTable() {
    table("Todos", false, r -> {});
    send(
        strong(OHIO).globalTableWitnessUpdates(w -> w.create(c -> c.regionName(OREGON))).build(),
        UpdateTableResponse.class);
    TableDescription table =
        send(DescribeTableRequest.builder().tableName("Todos").build(), DescribeTableResponse.class)
            .table();
    assertThat(table.globalTableWitnesses().get(0).regionName()).isEqualTo(OREGON);
    dynamo.isolate(OHIO);
    put(VIRGINIA, 1);
    dynamo.heal(OHIO);
    assertThat(get(OHIO, true)).containsEntry("n", n(1));
    assertThat(refusedIn(() -> get(OREGON, false)).code()).isEqualTo("ResourceNotFoundException");
  }

  private void refusal(UpdateTableRequest.Builder request, String part) {
    AwsException e = refused(request.build(), UpdateTableResponse.class);
    assertThat(e.code()).isEqualTo("ValidationException");
    assertThat(e.status()).isEqualTo(400);
    assertThat(e.message()).contains(part);
  }

  private void fresh(
      Consumer<software.amazon.awssdk.services.dynamodb.model.CreateTableRequest.Builder> more) {
    dynamo.reset();
    table("Todos", true, more);
  }

  @Test
  void tablesThatCannotBeStrong_areRefused() {
    table("Todos", false, r -> {});
    refusal(strong(OHIO), "two replicas or one and a witness");
    refusal(strong(OHIO, OHIO), "two replicas or one and a witness");
    refusal(strong(OHIO, "eu-west-1"), "are not of one set");
    refusal(strong(OHIO, OREGON).multiRegionConsistency("EXACT"), "enum value set");
    put(VIRGINIA, 1);
    refusal(strong(OHIO, OREGON), "only an empty table");
    fresh(
        r ->
            r.attributeDefinitions(attribute("pk", "S"), attribute("sk", "S"), attribute("v", "S"))
                .localSecondaryIndexes(
                    l ->
                        l.indexName("byV")
                            .keySchema(key("pk", "HASH"), key("v", "RANGE"))
                            .projection(p -> p.projectionType("ALL"))));
    refusal(strong(OHIO, OREGON), "local secondary indexes or time to live");
  }

  @Test
  void strongTable_hasNoTransactionsTimeToLiveOrFewerReplicas() {
    everywhere();
    for (AwsException e :
        List.of(
            refused(
                TransactWriteItemsRequest.builder()
                    .transactItems(t -> t.put(p -> p.tableName("Todos").item(item("pk", "a"))))
                    .build(),
                TransactWriteItemsResponse.class),
            refused(
                TransactGetItemsRequest.builder()
                    .transactItems(t -> t.get(g -> g.tableName("Todos").key(item("pk", "a"))))
                    .build(),
                TransactGetItemsResponse.class),
            refused(
                ExecuteTransactionRequest.builder()
                    .transactStatements(t -> t.statement("INSERT INTO Todos VALUE {'pk':'a'}"))
                    .build(),
                ExecuteTransactionResponse.class),
            refused(
                UpdateTimeToLiveRequest.builder()
                    .tableName("Todos")
                    .timeToLiveSpecification(t -> t.attributeName("x").enabled(true))
                    .build(),
                UpdateTimeToLiveResponse.class))) {
      assertThat(e.code()).isEqualTo("ValidationException");
      assertThat(e.status()).isEqualTo(400);
      assertThat(e.message()).contains("not supported on a global table with strong consistency");
    }
    refusal(
        UpdateTableRequest.builder()
            .tableName("Todos")
            .replicaUpdates(r -> r.delete(d -> d.regionName(OHIO))),
        "are removed together");
    refusal(
        UpdateTableRequest.builder()
            .tableName("Todos")
            .replicaUpdates(r -> r.create(c -> c.regionName("us-west-1"))),
        "none is added");
  }
}
