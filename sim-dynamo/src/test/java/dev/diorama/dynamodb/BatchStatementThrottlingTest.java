package dev.diorama.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.BatchExecuteStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementResponse;

/** A batch of statements of which a table cannot take all: each has its own answer. */
class BatchStatementThrottlingTest extends StreamFixture {
  private static BatchStatementRequest insert(String table, String pk, int kilobytes) {
    return BatchStatementRequest.builder()
        .statement("INSERT INTO " + table + " VALUE {'pk':?,'d':?}")
        .parameters(s(pk), s("x".repeat(kilobytes * 1_024 - 3 - pk.length())))
        .build();
  }

  private static BatchStatementRequest select(String pk) {
    return BatchStatementRequest.builder()
        .statement("SELECT * FROM Todos WHERE pk=?")
        .parameters(s(pk))
        .consistentRead(true)
        .build();
  }

  private BatchExecuteStatementResponse run(List<BatchStatementRequest> statements) {
    return client.batchExecuteStatement(
        r -> r.statements(statements).returnConsumedCapacity("TOTAL"));
  }

  private static String error(BatchStatementResponse response) {
    return response.error() == null ? "" : response.error().codeAsString();
  }

  @Test
  void writes_beyondTheProvisioned_failAlone() {
    table(
        "Todos",
        false,
        r ->
            r.billingMode("PROVISIONED")
                .provisionedThroughput(p -> p.readCapacityUnits(1L).writeCapacityUnits(1L))
                .streamSpecification(s -> s.streamEnabled(true).streamViewType("KEYS_ONLY")));
    run(List.of(insert("Todos", "z", 1)));
    // Of 299 units: 200, 200 and 50.
    BatchExecuteStatementResponse done =
        run(
            List.of(
                insert("Todos", "a", 200), insert("Todos", "b", 200), insert("Todos", "c", 50)));
    assertThat(done.responses())
        .extracting(BatchStatementThrottlingTest::error)
        .containsExactly("", "ProvisionedThroughputExceeded", "");
    assertThat(done.responses().get(1).tableName()).isEqualTo("Todos");
    assertThat(done.responses().get(1).error().message())
        .startsWith("The level of configured provisioned throughput for the table was exceeded.");
    assertThat(done.consumedCapacity().get(0).capacityUnits()).isEqualTo(250);
    assertThat(contents(client, "Todos").keySet()).containsExactly("a/", "c/", "z/");
    String stream = client.describeTable(r -> r.tableName("Todos")).table().latestStreamArn();
    assertThat(records(stream)).hasSize(3);
    assertThat(counted("ConsumedWriteCapacityUnits", "TableName", "Todos")).isEqualTo(251);
    assertThat(counted("WriteThrottleEvents", "TableName", "Todos")).isEqualTo(1);
  }

  @Test
  void writes_beyondAMaximum_areThrottled_thoughNoneGoesThrough() {
    table(
        "Todos",
        false,
        r -> r.onDemandThroughput(t -> t.maxReadRequestUnits(10L).maxWriteRequestUnits(10L)));
    run(List.of(insert("Todos", "a", 10)));
    BatchExecuteStatementResponse done =
        run(List.of(insert("Todos", "b", 5), insert("Todos", "c", 5)));
    assertThat(done.responses())
        .extracting(BatchStatementThrottlingTest::error)
        .containsExactly("ThrottlingError", "ThrottlingError");
    assertThat(contents(client, "Todos")).hasSize(1);
  }

  @Test
  void reads_beyondTheProvisioned_failAlone() {
    table(
        "Todos",
        false,
        r ->
            r.billingMode("PROVISIONED")
                .provisionedThroughput(p -> p.readCapacityUnits(1L).writeCapacityUnits(10L)));
    List<BatchStatementRequest> reads = new ArrayList<>();
    for (String pk : List.of("a", "b", "c")) {
      client.putItem(r -> r.tableName("Todos").item(item("pk", pk, "d", "x".repeat(399 * 1_024))));
      clock.advance(Duration.ofSeconds(1)); // A partition takes 1,000 in a second.
      reads.add(select(pk));
    }
    client.putItem(r -> r.tableName("Todos").item(item("pk", "small")));
    run(List.of(select("small")));
    reads.add(select("small"));
    // Of 299 units: 100 for each of the large items, 1 for the small one.
    BatchExecuteStatementResponse done = run(reads);
    assertThat(done.responses())
        .extracting(BatchStatementThrottlingTest::error)
        .containsExactly("", "", "ProvisionedThroughputExceeded", "");
    assertThat(done.consumedCapacity().get(0).capacityUnits()).isEqualTo(201);
    assertThat(counted("ReadThrottleEvents", "TableName", "Todos")).isEqualTo(1);
  }
}
