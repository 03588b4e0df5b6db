package dev.diorama.dynamodb;

import dev.diorama.core.json.Json;
import dev.diorama.core.json.JsonException;
import dev.diorama.core.random.SimRandom;
import dev.diorama.core.router.Call;
import dev.diorama.dynamodb.DynamoDbModel.ResourcePolicy;
import dev.diorama.dynamodb.DynamoDbModel.Table;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.DeleteResourcePolicyRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteResourcePolicyResponse;
import software.amazon.awssdk.services.dynamodb.model.GetResourcePolicyRequest;
import software.amazon.awssdk.services.dynamodb.model.GetResourcePolicyResponse;
import software.amazon.awssdk.services.dynamodb.model.PutResourcePolicyRequest;
import software.amazon.awssdk.services.dynamodb.model.PutResourcePolicyResponse;

/**
 * Policies of tables, which IAM evaluates with the caller's own.
 *
 * <p>Documented: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-intro.html
 * and the operations' pages. Policies of streams are refused. A policy is in effect at once; AWS
 * says "eventually".
 */
final class DynamoDbPolicyService {
  /** Documented with PutResourcePolicy. */
  private static final int MAX_BYTES = 20 * 1_024;

  /** What {@code ExpectedRevisionId} says of a table that is to have no policy; documented. */
  private static final String NO_POLICY = "NO_POLICY";

  private static final int REVISION_DIGITS = 13;

  private final DynamoDbStore store;
  private final SimRandom ids;

  DynamoDbPolicyService(DynamoDbStore store, SimRandom ids) {
    this.store = store;
    this.ids = ids;
  }

  PutResourcePolicyResponse put(Call call, PutResourcePolicyRequest request) {
    Table table = table(call, request.resourceArn());
    expect(table, request.expectedRevisionId());
    ResourcePolicy policy = read(request.policy());
    table.policy = policy;
    return PutResourcePolicyResponse.builder().revisionId(policy.revision()).build();
  }

  /** Reads a policy as PutResourcePolicy and CreateTable give it. */
  ResourcePolicy read(@Nullable String text) {
    String document = String.valueOf(text);
    if (document.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      throw DynamoDbError.VALIDATION.with(
          "Resource-based policy document is larger than " + MAX_BYTES + " bytes");
    }
    try {
      Json policy = Json.parse(document);
      if (policy.get("Statement").isPresent()) {
        return new ResourcePolicy(document, policy, revision());
      }
    } catch (JsonException e) {
      throw DynamoDbError.VALIDATION.with("Invalid resource-based policy: " + e.getMessage());
    }
    throw DynamoDbError.VALIDATION.with("Invalid resource-based policy: it has no Statement");
  }

  private String revision() {
    StringBuilder digits = new StringBuilder();
    for (int i = 0; i < REVISION_DIGITS; i++) {
      digits.append(i == 0 ? 1 + ids.nextInt(9) : ids.nextInt(10));
    }
    return digits.toString();
  }

  GetResourcePolicyResponse get(Call call, GetResourcePolicyRequest request) {
    ResourcePolicy policy = table(call, request.resourceArn()).policy;
    if (policy == null) {
      throw DynamoDbError.POLICY_NOT_FOUND.with(
          "Resource-based policy not found for the provided ResourceArn: " + request.resourceArn());
    }
    return GetResourcePolicyResponse.builder()
        .policy(policy.text())
        .revisionId(policy.revision())
        .build();
  }

  DeleteResourcePolicyResponse delete(Call call, DeleteResourcePolicyRequest request) {
    Table table = table(call, request.resourceArn());
    expect(table, request.expectedRevisionId());
    ResourcePolicy policy = table.policy;
    table.policy = null;
    return DeleteResourcePolicyResponse.builder()
        .revisionId(policy == null ? null : policy.revision())
        .build();
  }

  private static void expect(Table table, @Nullable String revision) {
    if (revision != null) {
      ResourcePolicy policy = table.policy;
      if (!revision.equals(policy == null ? NO_POLICY : policy.revision())) {
        throw DynamoDbError.POLICY_NOT_FOUND.with(
            "The policy's revision is not the expected one: " + revision);
      }
    }
  }

  private Table table(Call call, @Nullable String arn) {
    String asked = String.valueOf(arn);
    if (asked.contains("/stream/")) {
      throw DynamoDbError.NOT_IMPLEMENTED.with(
          "Diorama does not simulate resource policies of streams yet.");
    }
    TableRef ref = TableRef.of(call, asked);
    if (ref.asked().equals(ref.name())) {
      throw DynamoDbError.VALIDATION.with("Invalid ResourceArn: " + asked);
    }
    return store
        .find(ref)
        .orElseThrow(
            () ->
                DynamoDbError.RESOURCE_NOT_FOUND.with(
                    DynamoDbError.NO_RESOURCE + ": Table: " + ref.name() + " not found"));
  }
}
