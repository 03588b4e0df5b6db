package dev.diorama.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.router.Access;
import dev.diorama.core.wire.AwsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchExecuteStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchExecuteStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.ExecuteStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.ExecuteStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.ExecuteTransactionRequest;
import software.amazon.awssdk.services.dynamodb.model.ExecuteTransactionResponse;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsRequest;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorResponse;
import software.amazon.awssdk.services.dynamodb.model.ParameterizedStatement;
import software.amazon.awssdk.services.dynamodb.model.Record;

class DynamoDbStatementServiceTest extends DynamoFixture {
  private static final String ARN = "arn:aws:dynamodb:us-east-1:" + ACCOUNT + ":table/Todos";

  @BeforeEach
  void table() {
    table(
        "Todos",
        true,
        r ->
            r.attributeDefinitions(attribute("pk", "S"), attribute("sk", "S"), attribute("v", "N"))
                .globalSecondaryIndexes(
                    g ->
                        g.indexName("byV")
                            .keySchema(key("v", "HASH"))
                            .projection(p -> p.projectionType("ALL")))
                .streamSpecification(
                    s -> s.streamEnabled(true).streamViewType("NEW_AND_OLD_IMAGES")));
    asked.clear();
  }

  private ExecuteStatementRequest.Builder statement(String text, AttributeValue... parameters) {
    ExecuteStatementRequest.Builder request =
        ExecuteStatementRequest.builder().statement(text).returnConsumedCapacity("TOTAL");
    return parameters.length == 0 ? request : request.parameters(parameters);
  }

  private ExecuteStatementResponse run(String text, AttributeValue... parameters) {
    return send(statement(text, parameters).build(), ExecuteStatementResponse.class);
  }

  private void insert(String pk, String sk, int v) {
    run("INSERT INTO \"Todos\" VALUE {'pk':?,'sk':?,'v':?}", s(pk), s(sk), n(v));
  }

  private List<Record> records() {
    String stream =
        send(DescribeTableRequest.builder().tableName("Todos").build(), DescribeTableResponse.class)
            .table()
            .latestStreamArn();
    String shard =
        send(
                software.amazon.awssdk.services.dynamodb.model.DescribeStreamRequest.builder()
                    .streamArn(stream)
                    .build(),
                software.amazon.awssdk.services.dynamodb.model.DescribeStreamResponse.class)
            .streamDescription()
            .shards()
            .get(0)
            .shardId();
    String iterator =
        send(
                GetShardIteratorRequest.builder()
                    .streamArn(stream)
                    .shardId(shard)
                    .shardIteratorType("TRIM_HORIZON")
                    .build(),
                GetShardIteratorResponse.class)
            .shardIterator();
    return send(
            GetRecordsRequest.builder().shardIterator(iterator).build(), GetRecordsResponse.class)
        .records();
  }

  @Test
  void executeStatement_everyVerb_doesItAndLeavesItsRecord() {
    insert("a", "1", 1);
    assertThat(run("SELECT * FROM Todos WHERE pk='a' AND sk='1'").items())
        .containsExactly(item("pk", "a", "sk", "1", "v", n(1)));
    assertThat(run("UPDATE Todos SET v=2 WHERE pk='a' AND sk='1' RETURNING ALL NEW *").items())
        .containsExactly(item("pk", "a", "sk", "1", "v", n(2)));
    run("DELETE FROM Todos WHERE pk=? AND sk=?", s("a"), s("1"));
    assertThat(run("SELECT * FROM Todos WHERE pk='a'").items()).isEmpty();
    assertThat(records())
        .extracting(Record::eventNameAsString)
        .containsExactly("INSERT", "MODIFY", "REMOVE");
    assertThat(records().get(1).dynamodb().oldImage()).containsEntry("v", n(1));
    assertThat(records().get(1).dynamodb().newImage()).containsEntry("v", n(2));
  }

  @Test
  void executeStatement_needsThePermissionOfItsVerb() {
    insert("a", "1", 1);
    run("SELECT * FROM Todos WHERE pk='a'");
    run("SELECT * FROM \"Todos\".\"byV\" WHERE v=1");
    run("SELECT * FROM Todos");
    run("UPDATE Todos SET w=1 WHERE pk='a' AND sk='1'");
    run("DELETE FROM Todos WHERE pk='a' AND sk='1'");
    assertThat(asked)
        .extracting(Access::action, Access::resource)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("dynamodb:PartiQLInsert", ARN),
            org.assertj.core.groups.Tuple.tuple("dynamodb:PartiQLSelect", ARN),
            org.assertj.core.groups.Tuple.tuple("dynamodb:PartiQLSelect", ARN + "/index/byV"),
            org.assertj.core.groups.Tuple.tuple("dynamodb:PartiQLSelect", ARN),
            org.assertj.core.groups.Tuple.tuple("dynamodb:PartiQLUpdate", ARN),
            org.assertj.core.groups.Tuple.tuple("dynamodb:PartiQLDelete", ARN));
    assertThat(asked.get(0).context()).containsEntry("dynamodb:LeadingKeys", List.of("a"));
    assertThat(asked.get(3).context()).containsEntry("dynamodb:FullTableScan", List.of("true"));
  }

  @Test
  void executeStatement_isMetered() {
    ExecuteStatementResponse put =
        run("INSERT INTO Todos VALUE {'pk':'a','sk':'1','text':?}", s("x".repeat(3_000)));
    assertThat(put.consumedCapacity().capacityUnits()).isEqualTo(3);
    assertThat(put.consumedCapacity().tableName()).isEqualTo("Todos");
    assertThat(
            run("SELECT sk FROM Todos WHERE pk='a' AND sk='1'").consumedCapacity().capacityUnits())
        .isEqualTo(0.5);
    ExecuteStatementResponse strong =
        send(
            statement("SELECT * FROM Todos WHERE pk='a'").consistentRead(true).build(),
            ExecuteStatementResponse.class);
    assertThat(strong.consumedCapacity().capacityUnits()).isEqualTo(1);
    assertThat(
            run("UPDATE Todos SET text='y' WHERE pk='a' AND sk='1'")
                .consumedCapacity()
                .capacityUnits())
        .isEqualTo(3);
    assertThat(counted("ConsumedWriteCapacityUnits", "TableName", "Todos")).isEqualTo(6);
  }

  @Test
  void executeStatement_inPages_goesOnByToken() {
    for (int i = 0; i < 5; i++) {
      insert("a", "k" + i, i);
    }
    List<String> seen = new ArrayList<>();
    String token = null;
    do {
      ExecuteStatementResponse page =
          send(
              statement("SELECT * FROM Todos WHERE pk='a'").limit(2).nextToken(token).build(),
              ExecuteStatementResponse.class);
      page.items().forEach(item -> seen.add(item.get("sk").s()));
      token = page.nextToken();
    } while (token != null);
    assertThat(seen).containsExactly("k0", "k1", "k2", "k3", "k4");
    AwsException made =
        refused(
            statement("SELECT * FROM Todos").nextToken("made up").build(),
            ExecuteStatementResponse.class);
    assertThat(made.code()).isEqualTo("ValidationException");
    assertThat(made.status()).isEqualTo(400);
  }

  private void refusal(String code, String text) {
    AwsException e = refused(statement(text).build(), ExecuteStatementResponse.class);
    assertThat(e.code()).isEqualTo(code);
    assertThat(e.status()).isEqualTo(400);
  }

  @Test
  void executeStatement_thatCannotBe_isRefused() {
    insert("a", "1", 1);
    refusal("DuplicateItemException", "INSERT INTO Todos VALUE {'pk':'a','sk':'1'}");
    refusal("ConditionalCheckFailedException", "UPDATE Todos SET v=1 WHERE pk='no' AND sk='1'");
    refusal("ResourceNotFoundException", "SELECT * FROM Nowhere");
    refusal("ValidationException", "dog");
    refusal("ValidationException", "");
    refusal("ValidationException", "UPDATE Todos SET v=1 WHERE pk='a'");
    assertThat(records()).hasSize(1);
  }

  @Test
  void batch_answersEachAndTellsOfEachChange() {
    BatchExecuteStatementResponse done =
        send(
            BatchExecuteStatementRequest.builder()
                .statements(
                    batched("INSERT INTO Todos VALUE {'pk':'a','sk':'1'}"),
                    batched("INSERT INTO Todos VALUE {'pk':'a','sk':'2'}"),
                    batched("UPDATE Todos SET v=1 WHERE pk='no' AND sk='1'"))
                .returnConsumedCapacity("TOTAL")
                .build(),
            BatchExecuteStatementResponse.class);
    assertThat(done.responses()).hasSize(3);
    assertThat(done.responses().get(0).error()).isNull();
    assertThat(done.responses().get(2).error().codeAsString()).isEqualTo("ConditionalCheckFailed");
    assertThat(done.consumedCapacity().get(0).capacityUnits()).isEqualTo(3);
    assertThat(records()).hasSize(2);
  }

  private static BatchStatementRequest batched(String text) {
    return BatchStatementRequest.builder().statement(text).build();
  }

  private ExecuteTransactionRequest transaction(String token, String... texts) {
    List<ParameterizedStatement> all = new ArrayList<>();
    for (String text : texts) {
      all.add(ParameterizedStatement.builder().statement(text).build());
    }
    return ExecuteTransactionRequest.builder()
        .transactStatements(all)
        .clientRequestToken(token)
        .returnConsumedCapacity("TOTAL")
        .build();
  }

  @Test
  void transaction_isDoneOnceAndWhole() {
    ExecuteTransactionRequest two =
        transaction(
            "token",
            "INSERT INTO Todos VALUE {'pk':'a','sk':'1'}",
            "INSERT INTO Todos VALUE {'pk':'a','sk':'2'}");
    ExecuteTransactionResponse done = send(two, ExecuteTransactionResponse.class);
    assertThat(done.consumedCapacity().get(0).capacityUnits()).isEqualTo(4);
    assertThat(asked.get(0).context())
        .containsEntry("dynamodb:EnclosingOperation", List.of("ExecuteTransaction"));
    send(two, ExecuteTransactionResponse.class);
    assertThat(records()).hasSize(2);
    AwsException misused =
        refused(
            transaction("token", "INSERT INTO Todos VALUE {'pk':'a','sk':'3'}"),
            ExecuteTransactionResponse.class);
    assertThat(misused.code()).isEqualTo("IdempotentParameterMismatchException");
    AwsException cancelled =
        refused(
            transaction(
                "other",
                "INSERT INTO Todos VALUE {'pk':'b','sk':'1'}",
                "INSERT INTO Todos VALUE {'pk':'a','sk':'1'}"),
            ExecuteTransactionResponse.class);
    assertThat(cancelled.code()).isEqualTo("TransactionCanceledException");
    assertThat(cancelled.status()).isEqualTo(400);
    assertThat(cancelled.fields()).containsKey("CancellationReasons");
    assertThat(records()).hasSize(2);
    List<Map<String, AttributeValue>> found =
        send(
                transaction("read", "SELECT * FROM Todos WHERE pk='a' AND sk='2'"),
                ExecuteTransactionResponse.class)
            .responses()
            .stream()
            .map(each -> each.item())
            .toList();
    assertThat(found).containsExactly(item("pk", "a", "sk", "2"));
  }
}
