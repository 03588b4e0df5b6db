package dev.diorama.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.router.Access;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

class DynamoDbAccessTest extends DynamoFixture {
  private static final String TODOS = "arn:aws:dynamodb:us-east-1:123456789012:table/Todos";
  private static final String OTHER = "arn:aws:dynamodb:us-east-1:123456789012:table/Other";

  @BeforeEach
  void create() {
    table("Todos", true, r -> {});
    table("Other", false, r -> {});
    asked.clear();
  }

  @Test
  void getItem_namesLeadingKeyAndAttributes() {
    send(
        GetItemRequest.builder()
            .tableName("Todos")
            .key(item("pk", "mina", "sk", "1"))
            .projectionExpression("#t, done.moments[0], done.more")
            .expressionAttributeNames(Map.of("#t", "title"))
            .build(),
        GetItemResponse.class);
    Access access = asked.get(0);
    assertThat(access.action()).isEqualTo("dynamodb:GetItem");
    assertThat(access.resource()).isEqualTo(TODOS);
    assertThat(access.resourceAccount()).isEqualTo(ACCOUNT);
    assertThat(access.context())
        .containsEntry("dynamodb:LeadingKeys", List.of("mina"))
        .containsEntry("dynamodb:Attributes", List.of("done", "pk", "sk", "title"))
        .containsEntry("dynamodb:Select", List.of("SPECIFIC_ATTRIBUTES"));
  }

  @Test
  void updateItem_namesAttributesOfItsExpressions() {
    send(
        UpdateItemRequest.builder()
            .tableName("Todos")
            .key(item("pk", "mina", "sk", "1"))
            .updateExpression("SET title = if_not_exists(title, :t) ADD visits :one")
            .conditionExpression("attribute_not_exists(gone) AND NOT size(big) > :one")
            .expressionAttributeValues(Map.of(":t", s("x"), ":one", n(1)))
            .build(),
        UpdateItemResponse.class);
    assertThat(asked.get(0).context())
        .containsEntry("dynamodb:Attributes", List.of("big", "gone", "pk", "sk", "title", "visits"))
        .containsEntry("dynamodb:ReturnValues", List.of("NONE"));
  }

  @Test
  void query_leadsByItsKeyConditionInEitherOrder() {
    for (String condition :
        List.of("#p = :p AND begins_with(sk, :s)", ":p = #p AND begins_with(sk, :s)")) {
      asked.clear();
      QueryRequest query =
          QueryRequest.builder()
              .tableName("Todos")
              .keyConditionExpression(condition)
              .expressionAttributeNames(Map.of("#p", "pk"))
              .expressionAttributeValues(Map.of(":p", s("mina"), ":s", s("2026")))
              .build();
      try {
        send(query, QueryResponse.class);
      } catch (dev.diorama.core.wire.AwsException e) {
        assertThat(e.code()).isEqualTo("ValidationException"); // The engine may want it in order.
      }
      assertThat(asked.get(0).context())
          .containsEntry("dynamodb:LeadingKeys", List.of("mina"))
          .containsEntry("dynamodb:Select", List.of("ALL_ATTRIBUTES"));
    }
  }

  @Test
  void scan_hasNoLeadingKey() {
    send(ScanRequest.builder().tableName("Todos").build(), ScanResponse.class);
    assertThat(asked.get(0).action()).isEqualTo("dynamodb:Scan");
    assertThat(asked.get(0).context()).doesNotContainKey("dynamodb:LeadingKeys");
  }

  @Test
  void batchGet_needsEachTable() {
    send(
        BatchGetItemRequest.builder()
            .requestItems(
                Map.of(
                    "Todos",
                    KeysAndAttributes.builder()
                        .keys(List.of(item("pk", "a", "sk", "1"), item("pk", "b", "sk", "1")))
                        .build(),
                    "Other",
                    KeysAndAttributes.builder().keys(List.of(item("pk", "c"))).build()))
            .build(),
        BatchGetItemResponse.class);
    assertThat(asked).extracting(Access::action).containsOnly("dynamodb:BatchGetItem");
    assertThat(asked).extracting(Access::resource).containsExactly(OTHER, TODOS);
    assertThat(asked.get(1).context()).containsEntry("dynamodb:LeadingKeys", List.of("a", "b"));
  }

  @Test
  void transactWrite_needsTheSingleActionsOnEachTable() {
    send(
        TransactWriteItemsRequest.builder()
            .transactItems(
                TransactWriteItem.builder()
                    .put(p -> p.tableName("Todos").item(item("pk", "a", "sk", "1")))
                    .build(),
                TransactWriteItem.builder()
                    .put(p -> p.tableName("Todos").item(item("pk", "b", "sk", "1")))
                    .build(),
                TransactWriteItem.builder()
                    .delete(d -> d.tableName("Other").key(item("pk", "c")))
                    .build(),
                TransactWriteItem.builder()
                    .conditionCheck(
                        c ->
                            c.tableName("Other")
                                .key(item("pk", "d"))
                                .conditionExpression("attribute_not_exists(pk)"))
                    .build())
            .build(),
        TransactWriteItemsResponse.class);
    assertThat(asked)
        .extracting(each -> each.action() + " " + each.resource())
        .containsExactly(
            "dynamodb:PutItem " + TODOS,
            "dynamodb:DeleteItem " + OTHER,
            "dynamodb:ConditionCheckItem " + OTHER);
    assertThat(asked.get(0).context())
        .containsEntry("dynamodb:LeadingKeys", List.of("a", "b"))
        .containsEntry("dynamodb:EnclosingOperation", List.of("TransactWriteItems"));
  }
}
