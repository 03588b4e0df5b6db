package dev.diorama.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.wire.AwsException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.CreateTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DeleteTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.ExecuteStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.ExecuteStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableResponse;

/** The states that tables pass through, on the clock. */
class TableTimesTest extends DynamoFixture {
  private static final TableTimes TIMES =
      new TableTimes(Duration.ofSeconds(8), Duration.ofSeconds(15), Duration.ofSeconds(6));

  TableTimesTest() {
    super(DynamoDbConfig.defaults().withTableTimes(TIMES));
  }

  private String status() {
    return send(
            DescribeTableRequest.builder().tableName("Todos").build(), DescribeTableResponse.class)
        .table()
        .tableStatusAsString();
  }

  private final PutItemRequest put =
      PutItemRequest.builder().tableName("Todos").item(Map.of("pk", s("a"))).build();
  private final UpdateTableRequest update =
      UpdateTableRequest.builder().tableName("Todos").deletionProtectionEnabled(false).build();
  private final DeleteTableRequest delete = DeleteTableRequest.builder().tableName("Todos").build();

  private void inUse(AwsException e, String doing) {
    assertThat(e.code()).isEqualTo("ResourceInUseException");
    assertThat(e.status()).isEqualTo(400);
    assertThat(e.message())
        .isEqualTo(
            "Attempt to change a resource which is still in use: Table is being "
                + doing
                + ": Todos");
  }

  @Test
  void table_passesThroughItsStates() {
    table("Todos", false, r -> {});
    assertThat(status()).isEqualTo("CREATING");
    assertThat(refused(put, PutItemResponse.class).code()).isEqualTo("ResourceNotFoundException");
    assertThat(
            refused(
                    ExecuteStatementRequest.builder().statement("SELECT * FROM Todos").build(),
                    ExecuteStatementResponse.class)
                .code())
        .isEqualTo("ResourceNotFoundException");
    inUse(refused(update, UpdateTableResponse.class), "created");
    inUse(refused(delete, DeleteTableResponse.class), "created");

    clock.advance(TIMES.creating());
    assertThat(status()).isEqualTo("ACTIVE");
    send(put, PutItemResponse.class);
    send(update, UpdateTableResponse.class);
    assertThat(status()).isEqualTo("UPDATING");
    send(put, PutItemResponse.class);
    inUse(refused(update, UpdateTableResponse.class), "updated");

    clock.advance(TIMES.updating());
    assertThat(status()).isEqualTo("ACTIVE");
    send(delete, DeleteTableResponse.class);
    assertThat(status()).isEqualTo("DELETING");
    assertThat(refused(put, PutItemResponse.class).code()).isEqualTo("ResourceNotFoundException");
    inUse(refused(delete, DeleteTableResponse.class), "deleted");
    inUse(
        refused(
            CreateTableRequest.builder()
                .tableName("Todos")
                .billingMode("PAY_PER_REQUEST")
                .attributeDefinitions(attribute("pk", "S"))
                .keySchema(key("pk", "HASH"))
                .build(),
            CreateTableResponse.class),
        "deleted");

    clock.settle();
    AwsException gone =
        refused(
            DescribeTableRequest.builder().tableName("Todos").build(), DescribeTableResponse.class);
    assertThat(gone.code()).isEqualTo("ResourceNotFoundException");
    table("Todos", false, r -> {});
    dynamo.reset();
    clock.settle();
    table("Todos", false, r -> {});
  }
}
