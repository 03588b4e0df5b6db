package dev.diorama.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.json.Json;
import dev.diorama.core.router.Access;
import dev.diorama.core.wire.AwsException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.CreateTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DeleteResourcePolicyRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteResourcePolicyResponse;
import software.amazon.awssdk.services.dynamodb.model.ExecuteStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.ExecuteStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.GetResourcePolicyRequest;
import software.amazon.awssdk.services.dynamodb.model.GetResourcePolicyResponse;
import software.amazon.awssdk.services.dynamodb.model.PutResourcePolicyRequest;
import software.amazon.awssdk.services.dynamodb.model.PutResourcePolicyResponse;

class DynamoDbPolicyServiceTest extends DynamoFixture {
  private static final String ARN = "arn:aws:dynamodb:us-east-1:" + ACCOUNT + ":table/Todos";
  private static final String POLICY =
      "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\","
          + "\"Action\":\"dynamodb:GetItem\",\"Resource\":\"*\"}]}";

  @BeforeEach
  void table() {
    table("Todos", false, r -> {});
    asked.clear();
  }

  private PutResourcePolicyRequest.Builder put(String policy) {
    return PutResourcePolicyRequest.builder().resourceArn(ARN).policy(policy);
  }

  private GetResourcePolicyRequest get(String arn) {
    return GetResourcePolicyRequest.builder().resourceArn(arn).build();
  }

  private Optional<Json> policyAsked() {
    asked.clear();
    send(
        GetItemRequest.builder().tableName("Todos").key(Map.of("pk", s("a"))).build(),
        GetItemResponse.class);
    return asked.get(0).resourcePolicy();
  }

  @Test
  void policy_putAndDeleted_isWhatIamIsAsked() {
    assertThat(policyAsked()).isEmpty();
    String revision = send(put(POLICY).build(), PutResourcePolicyResponse.class).revisionId();
    assertThat(policyAsked()).contains(Json.parse(POLICY));
    send(
        ExecuteStatementRequest.builder().statement("SELECT * FROM Todos").build(),
        ExecuteStatementResponse.class);
    assertThat(asked.get(1)).extracting(Access::action).isEqualTo("dynamodb:PartiQLSelect");
    assertThat(asked.get(1).resourcePolicy()).isPresent();
    GetResourcePolicyResponse kept = send(get(ARN), GetResourcePolicyResponse.class);
    assertThat(kept.policy()).isEqualTo(POLICY);
    assertThat(kept.revisionId()).isEqualTo(revision);
    DeleteResourcePolicyRequest delete =
        DeleteResourcePolicyRequest.builder().resourceArn(ARN).build();
    assertThat(send(delete, DeleteResourcePolicyResponse.class).revisionId()).isEqualTo(revision);
    assertThat(send(delete, DeleteResourcePolicyResponse.class).revisionId()).isNull();
    assertThat(policyAsked()).isEmpty();
  }

  @Test
  void createTable_withPolicy_hasItAndNeedsThePermissionToPutIt() {
    send(
        CreateTableRequest.builder()
            .tableName("Other")
            .billingMode("PAY_PER_REQUEST")
            .attributeDefinitions(attribute("pk", "S"))
            .keySchema(key("pk", "HASH"))
            .resourcePolicy(POLICY)
            .build(),
        CreateTableResponse.class);
    assertThat(asked)
        .extracting(Access::action)
        .containsExactly("dynamodb:CreateTable", "dynamodb:PutResourcePolicy");
    String arn = ARN.replace("Todos", "Other");
    assertThat(send(get(arn), GetResourcePolicyResponse.class).policy()).isEqualTo(POLICY);
  }

  private void refusal(String code, int status, AwsException e) {
    assertThat(e.code()).isEqualTo(code);
    assertThat(e.status()).isEqualTo(status);
  }

  @Test
  void policy_thatCannotBe_isRefused() {
    refusal("PolicyNotFoundException", 400, refused(get(ARN), GetResourcePolicyResponse.class));
    refusal(
        "ResourceNotFoundException", 400, refused(get(ARN + "x"), GetResourcePolicyResponse.class));
    refusal("ValidationException", 400, refused(get("Todos"), GetResourcePolicyResponse.class));
    refusal(
        "NotImplemented",
        501,
        refused(get(ARN + "/stream/2026-01-01T00:00:00.000"), GetResourcePolicyResponse.class));
    for (String bad : new String[] {"no json", "{}", "{\"Statement\":" + "[]".repeat(20_000)}) {
      refusal(
          "ValidationException", 400, refused(put(bad).build(), PutResourcePolicyResponse.class));
    }
  }

  @Test
  void policy_ofAnotherRevision_isNotReplaced() {
    send(put(POLICY).expectedRevisionId("NO_POLICY").build(), PutResourcePolicyResponse.class);
    refusal(
        "PolicyNotFoundException",
        400,
        refused(
            put(POLICY).expectedRevisionId("NO_POLICY").build(), PutResourcePolicyResponse.class));
    refusal(
        "PolicyNotFoundException",
        400,
        refused(
            DeleteResourcePolicyRequest.builder().resourceArn(ARN).expectedRevisionId("1").build(),
            DeleteResourcePolicyResponse.class));
  }
}
