package dev.diorama.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.cloud.CloudConfig;
import dev.diorama.core.router.Decision;
import dev.diorama.core.router.Principal;
import dev.diorama.core.wire.AwsException;
import dev.diorama.dynamodb.engine.EnginePool;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.CreateTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DeleteTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.ListTablesRequest;
import software.amazon.awssdk.services.dynamodb.model.ListTablesResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveSpecification;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateTimeToLiveRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTimeToLiveResponse;

/** Tables before their first item: they stand, and no engine has been needed. */
class TablePlansTest {
  private static final String ACCOUNT = "123456789012";

  private final Cloud cloud = Cloud.virtual(CloudConfig.defaults());
  private final AtomicInteger starts = new AtomicInteger();
  private final Principal mina =
      new Principal(
          Principal.Kind.USER,
          ACCOUNT,
          "arn:aws:iam::" + ACCOUNT + ":user/mina",
          "u",
          "k",
          java.util.Map.of());

  TablePlansTest() {
    cloud
        .router()
        .guard(
            new DynamoFixture.Everybody(mina),
            (principal, access, facts) -> Decision.allow("allowed by the test"));
    DynamoDb unused =
        DynamoDb.install(
            cloud,
            DynamoDbConfig.defaults(),
            new EnginePool(
                () -> {
                  starts.incrementAndGet();
                  return new MemoryEngine();
                }));
  }

  @AfterEach
  void close() {
    cloud.close();
  }

  private <R extends AwsResponse> R send(AwsRequest request, Class<R> response) {
    return cloud
        .router()
        .internal("test", "test", mina, "us-east-1", call -> call.send(mina, request, response));
  }

  private static CreateTableRequest.Builder todos() {
    return CreateTableRequest.builder()
        .tableName("Todos")
        .billingMode("PAY_PER_REQUEST")
        .attributeDefinitions(DynamoFixture.attribute("pk", "S"))
        .keySchema(DynamoFixture.key("pk", "HASH"));
  }

  private TableDescription described() {
    return send(
            DescribeTableRequest.builder().tableName("Todos").build(), DescribeTableResponse.class)
        .table();
  }

  private void put() {
    send(
        PutItemRequest.builder()
            .tableName("Todos")
            .item(java.util.Map.of("pk", AttributeValue.fromS("1")))
            .build(),
        PutItemResponse.class);
  }

  @Test
  void tables_untilTheFirstItem_needNoEngine() {
    TableDescription created = send(todos().build(), CreateTableResponse.class).tableDescription();
    assertThat(described()).isEqualTo(created.toBuilder().tableStatus("ACTIVE").build());
    send(
        UpdateTimeToLiveRequest.builder()
            .tableName("Todos")
            .timeToLiveSpecification(
                TimeToLiveSpecification.builder().enabled(true).attributeName("until").build())
            .build(),
        UpdateTimeToLiveResponse.class);
    send(
        UpdateTableRequest.builder()
            .tableName("Todos")
            .streamSpecification(s -> s.streamEnabled(true).streamViewType("KEYS_ONLY"))
            .replicaUpdates(List.of())
            .build(),
        UpdateTableResponse.class);
    assertThat(send(ListTablesRequest.builder().build(), ListTablesResponse.class).tableNames())
        .containsExactly("Todos");
    assertThat(starts).hasValue(0);
    put();
    assertThat(starts).hasValue(1);
  }

  @Test
  void create_again_isInUse() {
    send(todos().build(), CreateTableResponse.class);
    AwsException e =
        catchThrowableOfType(
            AwsException.class, () -> send(todos().build(), CreateTableResponse.class));
    assertThat(e.code()).isEqualTo("ResourceInUseException");
    assertThat(e.status()).isEqualTo(400);
    assertThat(starts).hasValue(0);
  }

  @Test
  void delete_beforeTheFirstItem_leavesNothingToBeMade() {
    send(todos().build(), CreateTableResponse.class);
    send(DeleteTableRequest.builder().tableName("Todos").build(), DeleteTableResponse.class);
    assertThat(starts).hasValue(0);
    send(todos().build(), CreateTableResponse.class);
    put(); // Had the first been made too, the engine would refuse the second.
    assertThat(starts).hasValue(1);
  }

  @Test
  void carryOut_whatTheEngineRefuses_isADefect() {
    TablePlans plans = new TablePlans();
    plans.add(todos().build());
    assertThatThrownBy(() -> plans.carryOut(new Refusing()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the engine refuses table Todos, which was found good")
        .hasCauseInstanceOf(AwsException.class);
  }

  @Test
  void drop_ofAProtectedTable_isLeftToTheEngine() {
    TablePlans plans = new TablePlans();
    plans.add(todos().deletionProtectionEnabled(true).build());
    assertThat(plans.drop("Todos")).isFalse();
    assertThat(plans.drop("Other")).isFalse();
    assertThat(plans.description("Todos")).isPresent();
    plans.add(todos().build());
    assertThat(plans.drop("Todos")).isTrue();
    assertThat(plans.description("Todos")).isEmpty();
  }

  /** Refuses whatever it is asked. */
  private static final class Refusing implements dev.diorama.dynamodb.engine.DynamoEngine {
    @Override
    public <R> R ask(
        java.util.function.Function<software.amazon.awssdk.services.dynamodb.DynamoDbClient, R>
            question) {
      throw DynamoDbError.VALIDATION.with("no");
    }

    @Override
    public void awaitIndexes(String table) {
      // There are none.
    }

    @Override
    public void close() {
      // Nothing runs.
    }
  }
}
