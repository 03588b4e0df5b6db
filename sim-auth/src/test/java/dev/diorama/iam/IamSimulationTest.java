package dev.diorama.iam;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.model.ContextEntry;
import software.amazon.awssdk.services.iam.model.CreatePolicyRequest;
import software.amazon.awssdk.services.iam.model.CreatePolicyResponse;
import software.amazon.awssdk.services.iam.model.EvaluationResult;
import software.amazon.awssdk.services.iam.model.GetContextKeysForCustomPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetContextKeysForCustomPolicyResponse;
import software.amazon.awssdk.services.iam.model.GetContextKeysForPrincipalPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetContextKeysForPrincipalPolicyResponse;
import software.amazon.awssdk.services.iam.model.PolicyEvaluationDecisionType;
import software.amazon.awssdk.services.iam.model.PutUserPermissionsBoundaryRequest;
import software.amazon.awssdk.services.iam.model.PutUserPermissionsBoundaryResponse;
import software.amazon.awssdk.services.iam.model.SimulateCustomPolicyRequest;
import software.amazon.awssdk.services.iam.model.SimulateCustomPolicyResponse;
import software.amazon.awssdk.services.iam.model.SimulatePrincipalPolicyRequest;
import software.amazon.awssdk.services.iam.model.SimulatePrincipalPolicyResponse;
import software.amazon.awssdk.services.iam.model.Statement;

class IamSimulationTest {
  private static final String USER = "arn:aws:iam::" + IamWorld.ACCOUNT + ":user/mina";
  private static final String FILES =
      """
      {
        "Version": "2012-10-17",
        "Statement": [
          {
            "Sid": "Read", "Effect": "Allow", "Action": "s3:Get*",
            "Resource": "arn:aws:s3:::b/${aws:username}/*",
            "Condition": {"Bool": {"aws:SecureTransport": "true"}}
          },
          {"Effect": "Deny", "Action": "s3:Delete*", "Resource": "*"}
        ]
      }""";

  private final IamWorld world = new IamWorld();

  @AfterEach
  void close() {
    world.close();
  }

  private static ContextEntry entry(String key, String... values) {
    return ContextEntry.builder()
        .contextKeyName(key)
        .contextKeyValues(values)
        .contextKeyType(values.length > 1 ? "stringList" : "string")
        .build();
  }

  private List<EvaluationResult> custom(SimulateCustomPolicyRequest.Builder request) {
    SimulateCustomPolicyResponse response =
        world.send(request.build(), SimulateCustomPolicyResponse.class);
    assertThat(response.isTruncated()).isFalse();
    return response.evaluationResults();
  }

  private static SimulateCustomPolicyRequest.Builder of(String policy, String... actions) {
    return SimulateCustomPolicyRequest.builder().policyInputList(policy).actionNames(actions);
  }

  @Test
  void custom_severalActions_eachHasItsDecisionAndStatement() {
    List<EvaluationResult> results =
        custom(
            of(FILES, "s3:GetObject", "s3:DeleteObject", "s3:PutObject")
                .resourceArns("arn:aws:s3:::b/mina/1")
                .contextEntries(
                    entry("aws:username", "mina"), entry("aws:SecureTransport", "true")));
    assertThat(results)
        .extracting(EvaluationResult::evalDecision)
        .containsExactly(
            PolicyEvaluationDecisionType.ALLOWED,
            PolicyEvaluationDecisionType.EXPLICIT_DENY,
            PolicyEvaluationDecisionType.IMPLICIT_DENY);
    Statement matched = results.get(0).matchedStatements().get(0);
    assertThat(matched.sourcePolicyId()).isEqualTo("PolicyInputList.1");
    assertThat(matched.sourcePolicyTypeAsString()).isEqualTo("IAM Policy");
    assertThat(matched.startPosition().line()).isEqualTo(3);
    assertThat(matched.startPosition().column()).isEqualTo(17);
    assertThat(matched.endPosition().line()).isEqualTo(8);
    assertThat(matched.endPosition().column()).isEqualTo(6);
    assertThat(results.get(1).matchedStatements().get(0).endPosition().line()).isEqualTo(9);
    assertThat(results.get(2).matchedStatements()).isEmpty();
  }

  @Test
  void custom_keysNotGiven_areListedAsMissing() {
    EvaluationResult result =
        custom(of(FILES, "s3:GetObject").contextEntries(entry("aws:username", "mina"))).get(0);
    assertThat(result.missingContextValues()).containsExactly("aws:SecureTransport");
    assertThat(result.evalResourceName()).isEqualTo("*");
    assertThat(result.hasResourceSpecificResults()).isFalse();
  }

  @Test
  void custom_severalResources_theStrictestIsOnTop() {
    EvaluationResult result =
        custom(
                of(FILES, "s3:GetObject")
                    .resourceArns("arn:aws:s3:::b/mina/1", "arn:aws:s3:::b/bob/1")
                    .contextEntries(
                        entry("aws:username", "mina"), entry("aws:SecureTransport", "true")))
            .get(0);
    assertThat(result.evalDecision()).isEqualTo(PolicyEvaluationDecisionType.IMPLICIT_DENY);
    assertThat(result.resourceSpecificResults())
        .extracting(one -> one.evalResourceDecisionAsString())
        .containsExactly("allowed", "implicitDeny");
  }

  @Test
  void custom_boundary_saysWhetherItAllows() {
    EvaluationResult result =
        custom(
                of(IamWorld.ALLOW_ALL, "s3:GetObject")
                    .permissionsBoundaryPolicyInputList(IamWorld.allow("sqs:*", "*")))
            .get(0);
    assertThat(result.evalDecision()).isEqualTo(PolicyEvaluationDecisionType.IMPLICIT_DENY);
    assertThat(result.permissionsBoundaryDecisionDetail().allowedByPermissionsBoundary()).isFalse();
  }

  @Test
  void custom_resourcePolicyOfAnotherAccount_bothMustAllow() {
    String resource =
        IamWorld.policy(
            "{'Effect':'Allow','Principal':{'AWS':'" + USER + "'},'Action':'s3:*','Resource':'*'}");
    SimulateCustomPolicyRequest.Builder request =
        of(IamWorld.allow("sqs:*", "*"), "s3:GetObject")
            .resourcePolicy(resource)
            .callerArn(USER)
            .resourceArns("arn:aws:s3:::b/k");
    assertThat(custom(request).get(0).evalDecisionAsString()).isEqualTo("allowed");
    EvaluationResult far =
        custom(request.resourceOwner("arn:aws:iam::" + IamWorld.OTHER + ":root")).get(0);
    assertThat(far.evalDecisionAsString()).isEqualTo("implicitDeny");
    assertThat(far.evalDecisionDetailsAsStrings())
        .containsEntry("IAM Policy", "implicitDeny")
        .containsEntry("Resource Policy", "allowed");
  }

  @Test
  void custom_badInput_isRefused() {
    assertThat(IamWorld.refused(() -> custom(of("{", "s3:GetObject")), "InvalidInput", 400))
        .isEqualTo("Invalid input in PolicyInputList.1: Syntax errors in policy.");
    IamWorld.refused(() -> custom(of(FILES, "GetObject")), "InvalidInput", 400);
    IamWorld.refused(() -> custom(of(FILES)), "ValidationError", 400);
    IamWorld.refused(
        () -> custom(of(FILES, "s3:GetObject").resourcePolicy(FILES)), "InvalidInput", 400);
    IamWorld.refused(
        () -> custom(of(FILES, "s3:GetObject").callerArn("mina")), "InvalidInput", 400);
    IamWorld.refused(
        () ->
            world.send(
                SimulateCustomPolicyRequest.builder().actionNames("s3:GetObject").build(),
                SimulateCustomPolicyResponse.class),
        "ValidationError",
        400);
  }

  @Test
  void principal_userWithPoliciesAndBoundary_isSimulatedAsItWouldBeDecided() {
    world.user("mina", IamWorld.ALLOW_ALL);
    String boundary =
        world
            .send(
                CreatePolicyRequest.builder()
                    .policyName("edge")
                    .policyDocument(IamWorld.allow("s3:*", "*"))
                    .build(),
                CreatePolicyResponse.class)
            .policy()
            .arn();
    world.send(
        PutUserPermissionsBoundaryRequest.builder()
            .userName("mina")
            .permissionsBoundary(boundary)
            .build(),
        PutUserPermissionsBoundaryResponse.class);
    List<EvaluationResult> results =
        world
            .send(
                SimulatePrincipalPolicyRequest.builder()
                    .policySourceArn(USER)
                    .actionNames("s3:GetObject", "sqs:SendMessage")
                    .build(),
                SimulatePrincipalPolicyResponse.class)
            .evaluationResults();
    assertThat(results)
        .extracting(EvaluationResult::evalDecisionAsString)
        .containsExactly("allowed", "implicitDeny");
    assertThat(results.get(0).matchedStatements().get(0).sourcePolicyId()).isEqualTo("user_mina_p");
    assertThat(results.get(1).permissionsBoundaryDecisionDetail().allowedByPermissionsBoundary())
        .isFalse();
  }

  @Test
  void principal_inAnOrganization_isLimitedByIt() {
    world.user("mina", IamWorld.ALLOW_ALL);
    world.iam.organize(
        new Organization(
            "o-exampleorgid",
            "999999999999",
            Organization.Unit.of(
                "r-ab12",
                Organization.Unit.of(IamWorld.ACCOUNT)
                    .withServiceControl(IamWorld.allow("iam:*", "*")))));
    EvaluationResult result =
        world
            .send(
                SimulatePrincipalPolicyRequest.builder()
                    .policySourceArn(USER)
                    .actionNames("s3:GetObject")
                    .build(),
                SimulatePrincipalPolicyResponse.class)
            .evaluationResults()
            .get(0);
    assertThat(result.evalDecisionAsString()).isEqualTo("implicitDeny");
    assertThat(result.organizationsDecisionDetail().allowedByOrganizations()).isFalse();
  }

  @Test
  void principal_unknown_isNoSuchEntity() {
    SimulatePrincipalPolicyRequest.Builder request =
        SimulatePrincipalPolicyRequest.builder().actionNames("s3:GetObject");
    IamWorld.refused(
        () ->
            world.send(
                request.policySourceArn(USER).build(), SimulatePrincipalPolicyResponse.class),
        "NoSuchEntity",
        404);
    IamWorld.refused(
        () ->
            world.send(
                request.policySourceArn("arn:aws:s3:::b").build(),
                SimulatePrincipalPolicyResponse.class),
        "InvalidInput",
        400);
  }

  @Test
  void contextKeys_ofPolicies_areThoseOfConditionsAndVariables() {
    world.user("mina", FILES);
    assertThat(
            world
                .send(
                    GetContextKeysForPrincipalPolicyRequest.builder().policySourceArn(USER).build(),
                    GetContextKeysForPrincipalPolicyResponse.class)
                .contextKeyNames())
        .containsExactly("aws:username", "aws:SecureTransport");
    assertThat(
            world
                .send(
                    GetContextKeysForCustomPolicyRequest.builder()
                        .policyInputList(FILES, FILES)
                        .build(),
                    GetContextKeysForCustomPolicyResponse.class)
                .contextKeyNames())
        .containsExactly("aws:username", "aws:SecureTransport");
  }
}
