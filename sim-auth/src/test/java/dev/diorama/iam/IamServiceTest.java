package dev.diorama.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diorama.core.router.AuthFailure;
import dev.diorama.core.router.Decision;
import dev.diorama.core.router.Principal;
import dev.diorama.core.wire.UrlCoding;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.iam.model.AccessKey;
import software.amazon.awssdk.services.iam.model.AddUserToGroupRequest;
import software.amazon.awssdk.services.iam.model.AddUserToGroupResponse;
import software.amazon.awssdk.services.iam.model.AttachGroupPolicyRequest;
import software.amazon.awssdk.services.iam.model.AttachGroupPolicyResponse;
import software.amazon.awssdk.services.iam.model.AttachRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.AttachRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.AttachUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.AttachUserPolicyResponse;
import software.amazon.awssdk.services.iam.model.CreateAccessKeyRequest;
import software.amazon.awssdk.services.iam.model.CreateGroupRequest;
import software.amazon.awssdk.services.iam.model.CreateGroupResponse;
import software.amazon.awssdk.services.iam.model.CreateOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.CreateOpenIdConnectProviderResponse;
import software.amazon.awssdk.services.iam.model.CreatePolicyRequest;
import software.amazon.awssdk.services.iam.model.CreatePolicyResponse;
import software.amazon.awssdk.services.iam.model.CreatePolicyVersionRequest;
import software.amazon.awssdk.services.iam.model.CreatePolicyVersionResponse;
import software.amazon.awssdk.services.iam.model.CreateRoleRequest;
import software.amazon.awssdk.services.iam.model.CreateRoleResponse;
import software.amazon.awssdk.services.iam.model.CreateServiceLinkedRoleRequest;
import software.amazon.awssdk.services.iam.model.CreateServiceLinkedRoleResponse;
import software.amazon.awssdk.services.iam.model.CreateUserRequest;
import software.amazon.awssdk.services.iam.model.CreateUserResponse;
import software.amazon.awssdk.services.iam.model.DeleteAccessKeyRequest;
import software.amazon.awssdk.services.iam.model.DeleteAccessKeyResponse;
import software.amazon.awssdk.services.iam.model.DeleteGroupPolicyRequest;
import software.amazon.awssdk.services.iam.model.DeleteGroupPolicyResponse;
import software.amazon.awssdk.services.iam.model.DeleteGroupRequest;
import software.amazon.awssdk.services.iam.model.DeleteGroupResponse;
import software.amazon.awssdk.services.iam.model.DeleteOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.DeleteOpenIdConnectProviderResponse;
import software.amazon.awssdk.services.iam.model.DeletePolicyRequest;
import software.amazon.awssdk.services.iam.model.DeletePolicyResponse;
import software.amazon.awssdk.services.iam.model.DeletePolicyVersionRequest;
import software.amazon.awssdk.services.iam.model.DeletePolicyVersionResponse;
import software.amazon.awssdk.services.iam.model.DeleteRolePermissionsBoundaryRequest;
import software.amazon.awssdk.services.iam.model.DeleteRolePermissionsBoundaryResponse;
import software.amazon.awssdk.services.iam.model.DeleteRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.DeleteRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.DeleteRoleRequest;
import software.amazon.awssdk.services.iam.model.DeleteRoleResponse;
import software.amazon.awssdk.services.iam.model.DeleteUserPermissionsBoundaryRequest;
import software.amazon.awssdk.services.iam.model.DeleteUserPermissionsBoundaryResponse;
import software.amazon.awssdk.services.iam.model.DeleteUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.DeleteUserPolicyResponse;
import software.amazon.awssdk.services.iam.model.DeleteUserRequest;
import software.amazon.awssdk.services.iam.model.DeleteUserResponse;
import software.amazon.awssdk.services.iam.model.DetachGroupPolicyRequest;
import software.amazon.awssdk.services.iam.model.DetachGroupPolicyResponse;
import software.amazon.awssdk.services.iam.model.DetachRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.DetachRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.DetachUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.DetachUserPolicyResponse;
import software.amazon.awssdk.services.iam.model.GetGroupPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetGroupPolicyResponse;
import software.amazon.awssdk.services.iam.model.GetGroupRequest;
import software.amazon.awssdk.services.iam.model.GetGroupResponse;
import software.amazon.awssdk.services.iam.model.GetOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.GetOpenIdConnectProviderResponse;
import software.amazon.awssdk.services.iam.model.GetPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetPolicyResponse;
import software.amazon.awssdk.services.iam.model.GetPolicyVersionRequest;
import software.amazon.awssdk.services.iam.model.GetPolicyVersionResponse;
import software.amazon.awssdk.services.iam.model.GetRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.GetRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.GetRoleRequest;
import software.amazon.awssdk.services.iam.model.GetRoleResponse;
import software.amazon.awssdk.services.iam.model.GetUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetUserPolicyResponse;
import software.amazon.awssdk.services.iam.model.GetUserRequest;
import software.amazon.awssdk.services.iam.model.GetUserResponse;
import software.amazon.awssdk.services.iam.model.ListAccessKeysRequest;
import software.amazon.awssdk.services.iam.model.ListAccessKeysResponse;
import software.amazon.awssdk.services.iam.model.ListAttachedGroupPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListAttachedGroupPoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListAttachedRolePoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListAttachedRolePoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListAttachedUserPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListAttachedUserPoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListEntitiesForPolicyRequest;
import software.amazon.awssdk.services.iam.model.ListEntitiesForPolicyResponse;
import software.amazon.awssdk.services.iam.model.ListGroupPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListGroupPoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListGroupsForUserRequest;
import software.amazon.awssdk.services.iam.model.ListGroupsForUserResponse;
import software.amazon.awssdk.services.iam.model.ListGroupsRequest;
import software.amazon.awssdk.services.iam.model.ListGroupsResponse;
import software.amazon.awssdk.services.iam.model.ListOpenIdConnectProvidersRequest;
import software.amazon.awssdk.services.iam.model.ListOpenIdConnectProvidersResponse;
import software.amazon.awssdk.services.iam.model.ListPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListPoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListPolicyTagsRequest;
import software.amazon.awssdk.services.iam.model.ListPolicyTagsResponse;
import software.amazon.awssdk.services.iam.model.ListPolicyVersionsRequest;
import software.amazon.awssdk.services.iam.model.ListPolicyVersionsResponse;
import software.amazon.awssdk.services.iam.model.ListRolePoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListRolePoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListRoleTagsRequest;
import software.amazon.awssdk.services.iam.model.ListRoleTagsResponse;
import software.amazon.awssdk.services.iam.model.ListRolesRequest;
import software.amazon.awssdk.services.iam.model.ListRolesResponse;
import software.amazon.awssdk.services.iam.model.ListUserPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListUserPoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListUserTagsRequest;
import software.amazon.awssdk.services.iam.model.ListUserTagsResponse;
import software.amazon.awssdk.services.iam.model.ListUsersRequest;
import software.amazon.awssdk.services.iam.model.ListUsersResponse;
import software.amazon.awssdk.services.iam.model.Policy;
import software.amazon.awssdk.services.iam.model.PolicyScopeType;
import software.amazon.awssdk.services.iam.model.PutGroupPolicyRequest;
import software.amazon.awssdk.services.iam.model.PutGroupPolicyResponse;
import software.amazon.awssdk.services.iam.model.PutRolePermissionsBoundaryRequest;
import software.amazon.awssdk.services.iam.model.PutRolePermissionsBoundaryResponse;
import software.amazon.awssdk.services.iam.model.PutRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.PutRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.PutUserPermissionsBoundaryRequest;
import software.amazon.awssdk.services.iam.model.PutUserPermissionsBoundaryResponse;
import software.amazon.awssdk.services.iam.model.PutUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.PutUserPolicyResponse;
import software.amazon.awssdk.services.iam.model.RemoveUserFromGroupRequest;
import software.amazon.awssdk.services.iam.model.RemoveUserFromGroupResponse;
import software.amazon.awssdk.services.iam.model.Role;
import software.amazon.awssdk.services.iam.model.SetDefaultPolicyVersionRequest;
import software.amazon.awssdk.services.iam.model.SetDefaultPolicyVersionResponse;
import software.amazon.awssdk.services.iam.model.StatusType;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.iam.model.TagPolicyRequest;
import software.amazon.awssdk.services.iam.model.TagPolicyResponse;
import software.amazon.awssdk.services.iam.model.TagRoleRequest;
import software.amazon.awssdk.services.iam.model.TagRoleResponse;
import software.amazon.awssdk.services.iam.model.TagUserRequest;
import software.amazon.awssdk.services.iam.model.TagUserResponse;
import software.amazon.awssdk.services.iam.model.UntagPolicyRequest;
import software.amazon.awssdk.services.iam.model.UntagPolicyResponse;
import software.amazon.awssdk.services.iam.model.UntagRoleRequest;
import software.amazon.awssdk.services.iam.model.UntagRoleResponse;
import software.amazon.awssdk.services.iam.model.UntagUserRequest;
import software.amazon.awssdk.services.iam.model.UntagUserResponse;
import software.amazon.awssdk.services.iam.model.UpdateAccessKeyRequest;
import software.amazon.awssdk.services.iam.model.UpdateAccessKeyResponse;
import software.amazon.awssdk.services.iam.model.UpdateAssumeRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.UpdateAssumeRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.UpdateGroupRequest;
import software.amazon.awssdk.services.iam.model.UpdateGroupResponse;
import software.amazon.awssdk.services.iam.model.UpdateRoleDescriptionRequest;
import software.amazon.awssdk.services.iam.model.UpdateRoleDescriptionResponse;
import software.amazon.awssdk.services.iam.model.UpdateRoleRequest;
import software.amazon.awssdk.services.iam.model.UpdateRoleResponse;
import software.amazon.awssdk.services.iam.model.UpdateUserRequest;
import software.amazon.awssdk.services.iam.model.UpdateUserResponse;

class IamServiceTest {
  private static final String LAMBDA = IamWorld.trust("'Service':'lambda.amazonaws.com'");

  private final IamWorld world = new IamWorld();

  @AfterEach
  void close() {
    world.close();
  }

  private <R extends SdkResponse> R send(AwsRequest request, Class<R> response) {
    return world.send(request, response);
  }

  private String refused(AwsRequest request, String code, int status) {
    return IamWorld.refused(() -> world.send(request, SdkResponse.class), code, status);
  }

  private void user(String name) {
    send(CreateUserRequest.builder().userName(name).build(), CreateUserResponse.class);
  }

  private void group(String name) {
    send(CreateGroupRequest.builder().groupName(name).build(), CreateGroupResponse.class);
  }

  private String policy(String name, String document) {
    return send(
            CreatePolicyRequest.builder().policyName(name).policyDocument(document).build(),
            CreatePolicyResponse.class)
        .policy()
        .arn();
  }

  private static String decoded(String document) {
    return UrlCoding.decode(document);
  }

  // Users.

  @Test
  void createUser_fresh_hasIdArnAndDate() {
    CreateUserResponse response =
        send(
            CreateUserRequest.builder()
                .userName("mina")
                .path("/team/")
                .tags(Tag.builder().key("team").value("red").build())
                .build(),
            CreateUserResponse.class);
    assertThat(response.user().arn()).isEqualTo("arn:aws:iam::123456789012:user/team/mina");
    assertThat(response.user().userId()).matches("AIDA[A-Z2-7]{17}");
    assertThat(response.user().createDate()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
    assertThat(response.user().tags()).hasSize(1);
    GetUserResponse got =
        send(GetUserRequest.builder().userName("mina").build(), GetUserResponse.class);
    assertThat(got.user()).isEqualTo(response.user());
  }

  @Test
  void createUser_nameTakenInAnyCase_isRefused() {
    user("Mina");
    assertThat(
            refused(
                CreateUserRequest.builder().userName("mina").build(), "EntityAlreadyExists", 409))
        .isEqualTo("User with name mina already exists.");
    refused(GetUserRequest.builder().userName("mina").build(), "NoSuchEntity", 404);
  }

  @Test
  void createUser_badParameters_areRefused() {
    assertThat(refused(CreateUserRequest.builder().build(), "ValidationError", 400))
        .isEqualTo(
            "1 validation error detected: Value null at 'userName' failed to satisfy constraint:"
                + " Member must not be null");
    refused(CreateUserRequest.builder().userName("").build(), "ValidationError", 400);
    assertThat(refused(CreateUserRequest.builder().userName("a b").build(), "ValidationError", 400))
        .endsWith("Member must satisfy regular expression pattern: [\\w+=,.@-]+");
    refused(CreateUserRequest.builder().userName("x".repeat(65)).build(), "ValidationError", 400);
    refused(CreateUserRequest.builder().userName("x").path("no").build(), "ValidationError", 400);
    refused(
        CreateUserRequest.builder()
            .userName("x")
            .tags(
                Tag.builder().key("a").value("1").build(),
                Tag.builder().key("A").value("2").build())
            .build(),
        "InvalidInput",
        400);
    refused(
        CreateUserRequest.builder()
            .userName("x")
            .tags(Tag.builder().key("aws:a").value("1").build())
            .build(),
        "InvalidInput",
        400);
    refused(
        CreateUserRequest.builder()
            .userName("x")
            .permissionsBoundary("arn:aws:iam::123456789012:policy/none")
            .build(),
        "NoSuchEntity",
        404);
    refused(GetUserRequest.builder().userName("x").build(), "NoSuchEntity", 404);
  }

  @Test
  void getUser_withoutName_isTheCaller() {
    Principal mina = world.user("mina", IamWorld.allow("iam:GetUser", "*"));
    assertThat(
            world
                .send(mina, GetUserRequest.builder().build(), GetUserResponse.class)
                .user()
                .userName())
        .isEqualTo("mina");
    assertThat(send(GetUserRequest.builder().build(), GetUserResponse.class).user().arn())
        .isEqualTo("arn:aws:iam::123456789012:root");
  }

  @Test
  void updateUser_newName_keepsKeysAndPolicies() {
    Principal before = world.user("mina", IamWorld.ALLOW_ALL);
    send(
        UpdateUserRequest.builder().userName("mina").newUserName("min").newPath("/x/").build(),
        UpdateUserResponse.class);
    Principal after = world.iam.authenticator().resolve(before.accessKeyId(), "");
    assertThat(after.arn()).isEqualTo("arn:aws:iam::123456789012:user/x/min");
    assertThat(world.decide(after, "s3:GetObject", "*").allowed()).isTrue();
    user("bob");
    refused(
        UpdateUserRequest.builder().userName("min").newUserName("bob").build(),
        "EntityAlreadyExists",
        409);
  }

  @Test
  void deleteUser_notBare_isRefused() {
    Principal mina = world.user("mina", IamWorld.ALLOW_ALL);
    DeleteUserRequest delete = DeleteUserRequest.builder().userName("mina").build();
    assertThat(refused(delete, "DeleteConflict", 409))
        .isEqualTo("Cannot delete entity, must delete policies first.");
    send(
        DeleteUserPolicyRequest.builder().userName("mina").policyName("p").build(),
        DeleteUserPolicyResponse.class);
    String arn = policy("p", IamWorld.ALLOW_ALL);
    send(
        AttachUserPolicyRequest.builder().userName("mina").policyArn(arn).build(),
        AttachUserPolicyResponse.class);
    assertThat(refused(delete, "DeleteConflict", 409))
        .isEqualTo("Cannot delete entity, must detach all policies first.");
    send(
        DetachUserPolicyRequest.builder().userName("mina").policyArn(arn).build(),
        DetachUserPolicyResponse.class);
    assertThat(refused(delete, "DeleteConflict", 409))
        .isEqualTo("Cannot delete entity, must delete access keys first.");
    send(
        DeleteAccessKeyRequest.builder().userName("mina").accessKeyId(mina.accessKeyId()).build(),
        DeleteAccessKeyResponse.class);
    group("g");
    send(
        AddUserToGroupRequest.builder().groupName("g").userName("mina").build(),
        AddUserToGroupResponse.class);
    refused(delete, "DeleteConflict", 409);
    send(
        RemoveUserFromGroupRequest.builder().groupName("g").userName("mina").build(),
        RemoveUserFromGroupResponse.class);
    send(delete, DeleteUserResponse.class);
    refused(delete, "NoSuchEntity", 404);
  }

  @Test
  void tagUser_untagUser_areWhatPoliciesSee() {
    Principal mina =
        world.user(
            "mina",
            IamWorld.policy(
                "{'Effect':'Allow','Action':'s3:*','Resource':'*','Condition':{'StringEquals':"
                    + "{'aws:PrincipalTag/team':'red'}}}"));
    send(
        TagUserRequest.builder()
            .userName("mina")
            .tags(Tag.builder().key("Team").value("red").build())
            .build(),
        TagUserResponse.class);
    Principal tagged = world.iam.authenticator().resolve(mina.accessKeyId(), "");
    assertThat(world.decide(mina, "s3:GetObject", "*").allowed()).isFalse();
    assertThat(world.decide(tagged, "s3:GetObject", "*").allowed()).isTrue();
    assertThat(
            send(ListUserTagsRequest.builder().userName("mina").build(), ListUserTagsResponse.class)
                .tags())
        .hasSize(1);
    send(
        UntagUserRequest.builder().userName("mina").tagKeys("Team").build(),
        UntagUserResponse.class);
    assertThat(world.iam.authenticator().resolve(mina.accessKeyId(), "").context())
        .doesNotContainKey("aws:PrincipalTag/Team");
  }

  @Test
  void tag_tooMany_isRefused() {
    user("mina");
    List<Tag> tags =
        IntStream.range(0, 51)
            .mapToObj(i -> Tag.builder().key("k" + i).value("v").build())
            .toList();
    refused(TagUserRequest.builder().userName("mina").tags(tags).build(), "LimitExceeded", 409);
  }

  @Test
  void accessKeys_createDeactivateDelete_decideWhoIsKnown() {
    Principal mina = world.user("mina", IamWorld.ALLOW_ALL);
    assertThat(mina.accessKeyId()).matches("AKIA[A-Z2-7]{16}");
    AccessKey second = world.key("mina");
    assertThat(second.secretAccessKey()).hasSize(40);
    assertThat(
            refused(
                CreateAccessKeyRequest.builder().userName("mina").build(), "LimitExceeded", 409))
        .isEqualTo("Cannot exceed quota for AccessKeysPerUser: 2");
    send(
        UpdateAccessKeyRequest.builder()
            .userName("mina")
            .accessKeyId(second.accessKeyId())
            .status(StatusType.INACTIVE)
            .build(),
        UpdateAccessKeyResponse.class);
    assertUnknown(second.accessKeyId());
    assertThat(
            send(
                    ListAccessKeysRequest.builder().userName("mina").build(),
                    ListAccessKeysResponse.class)
                .accessKeyMetadata())
        .extracting(key -> key.statusAsString())
        .containsExactly("Active", "Inactive");
    send(
        DeleteAccessKeyRequest.builder().userName("mina").accessKeyId(mina.accessKeyId()).build(),
        DeleteAccessKeyResponse.class);
    assertUnknown(mina.accessKeyId());
    refused(
        DeleteAccessKeyRequest.builder().userName("mina").accessKeyId(mina.accessKeyId()).build(),
        "NoSuchEntity",
        404);
    refused(
        UpdateAccessKeyRequest.builder()
            .userName("mina")
            .accessKeyId(second.accessKeyId())
            .status("Broken")
            .build(),
        "ValidationError",
        400);
    refused(CreateAccessKeyRequest.builder().build(), "ValidationError", 400);
  }

  private void assertUnknown(String key) {
    assertThatThrownBy(() -> world.iam.authenticator().resolve(key, ""))
        .isInstanceOfSatisfying(
            AuthFailure.class, e -> assertThat(e.kind()).isEqualTo(AuthFailure.Kind.UNKNOWN_KEY));
  }

  // Groups.

  @Test
  void group_policies_speakForItsUsers() {
    Principal mina = world.user("mina", "");
    group("readers");
    send(
        PutGroupPolicyRequest.builder()
            .groupName("readers")
            .policyName("read")
            .policyDocument(IamWorld.allow("s3:GetObject", "*"))
            .build(),
        PutGroupPolicyResponse.class);
    assertThat(world.decide(mina, "s3:GetObject", "*").allowed()).isFalse();
    send(
        AddUserToGroupRequest.builder().groupName("readers").userName("mina").build(),
        AddUserToGroupResponse.class);
    assertThat(world.decide(mina, "s3:GetObject", "*").explanation())
        .isEqualTo("allowed by statement #1 of inline policy 'read' of group readers");
    assertThat(
            send(GetGroupRequest.builder().groupName("readers").build(), GetGroupResponse.class)
                .users())
        .extracting(each -> each.userName())
        .containsExactly("mina");
    send(
        UpdateGroupRequest.builder().groupName("readers").newGroupName("r").build(),
        UpdateGroupResponse.class);
    assertThat(
            send(
                    ListGroupsForUserRequest.builder().userName("mina").build(),
                    ListGroupsForUserResponse.class)
                .groups())
        .extracting(each -> each.groupName())
        .containsExactly("r");
    refused(DeleteGroupRequest.builder().groupName("r").build(), "DeleteConflict", 409);
    send(
        RemoveUserFromGroupRequest.builder().groupName("r").userName("mina").build(),
        RemoveUserFromGroupResponse.class);
    assertThat(world.decide(mina, "s3:GetObject", "*").allowed()).isFalse();
    refused(
        RemoveUserFromGroupRequest.builder().groupName("r").userName("mina").build(),
        "NoSuchEntity",
        404);
    refused(DeleteGroupRequest.builder().groupName("r").build(), "DeleteConflict", 409);
    send(
        DeleteGroupPolicyRequest.builder().groupName("r").policyName("read").build(),
        DeleteGroupPolicyResponse.class);
    send(DeleteGroupRequest.builder().groupName("r").build(), DeleteGroupResponse.class);
    refused(GetGroupRequest.builder().groupName("r").build(), "NoSuchEntity", 404);
  }

  @Test
  void group_limits_areKept() {
    user("mina");
    group("g");
    refused(CreateGroupRequest.builder().groupName("G").build(), "EntityAlreadyExists", 409);
    for (int i = 0; i < 10; i++) {
      group("g" + i);
      send(
          AddUserToGroupRequest.builder().groupName("g" + i).userName("mina").build(),
          AddUserToGroupResponse.class);
    }
    assertThat(
            refused(
                AddUserToGroupRequest.builder().groupName("g").userName("mina").build(),
                "LimitExceeded",
                409))
        .isEqualTo("Cannot exceed quota for GroupsPerUser: 10");
    assertThat(send(ListGroupsRequest.builder().build(), ListGroupsResponse.class).groups())
        .hasSize(11);
  }

  // Roles.

  @Test
  void createRole_fresh_showsItsDocumentEncoded() {
    CreateRoleResponse response =
        send(
            CreateRoleRequest.builder()
                .roleName("app")
                .path("/service-role/")
                .description("d")
                .maxSessionDuration(7200)
                .assumeRolePolicyDocument(LAMBDA)
                .tags(Tag.builder().key("k").value("v").build())
                .build(),
            CreateRoleResponse.class);
    assertThat(response.role().arn()).isEqualTo("arn:aws:iam::123456789012:role/service-role/app");
    assertThat(response.role().roleId()).matches("AROA[A-Z2-7]{17}");
    assertThat(response.role().assumeRolePolicyDocument()).startsWith("%7B%22Version%22");
    GetRoleResponse got =
        send(GetRoleRequest.builder().roleName("app").build(), GetRoleResponse.class);
    assertThat(got.role()).isEqualTo(response.role());
    assertThat(decoded(got.role().assumeRolePolicyDocument())).isEqualTo(LAMBDA);
    assertThat(got.role().maxSessionDuration()).isEqualTo(7200);
  }

  @Test
  void createRole_badParameters_areRefusedAndLeaveNothing() {
    CreateRoleRequest good =
        CreateRoleRequest.builder().roleName("app").assumeRolePolicyDocument(LAMBDA).build();
    assertThat(
            refused(
                good.toBuilder().assumeRolePolicyDocument("{").build(),
                "MalformedPolicyDocument",
                400))
        .isEqualTo("This policy contains invalid Json");
    assertThat(
            refused(
                good.toBuilder()
                    .assumeRolePolicyDocument(
                        IamWorld.trust("'AWS':'arn:aws:iam::123456789012:user/nobody'"))
                    .build(),
                "MalformedPolicyDocument",
                400))
        .isEqualTo(
            "Invalid principal in policy:" + " \"AWS\":\"arn:aws:iam::123456789012:user/nobody\"");
    refused(good.toBuilder().assumeRolePolicyDocument(null).build(), "ValidationError", 400);
    refused(good.toBuilder().maxSessionDuration(3599).build(), "ValidationError", 400);
    refused(good.toBuilder().maxSessionDuration(43201).build(), "ValidationError", 400);
    refused(good.toBuilder().path("/aws-service-role/x/").build(), "ValidationError", 400);
    refused(
        good.toBuilder().permissionsBoundary("arn:aws:iam::aws:policy/None").build(),
        "NoSuchEntity",
        404);
    refused(good.toBuilder().permissionsBoundary("nonsense").build(), "InvalidInput", 400);
    refused(
        good.toBuilder()
            .assumeRolePolicyDocument(
                IamWorld.trust("'AWS':[" + "'123456789012',".repeat(200) + "'123456789012']"))
            .build(),
        "LimitExceeded",
        409);
    refused(GetRoleRequest.builder().roleName("app").build(), "NoSuchEntity", 404);
    send(good, CreateRoleResponse.class);
    refused(good, "EntityAlreadyExists", 409);
  }

  @Test
  void role_updateTagBoundaryDelete_change() {
    world.role("app", LAMBDA, "");
    send(
        UpdateRoleRequest.builder()
            .roleName("app")
            .description("new")
            .maxSessionDuration(3600)
            .build(),
        UpdateRoleResponse.class);
    send(
        UpdateRoleDescriptionRequest.builder().roleName("app").description("newer").build(),
        UpdateRoleDescriptionResponse.class);
    send(
        UpdateAssumeRolePolicyRequest.builder()
            .roleName("app")
            .policyDocument(IamWorld.trust("'AWS':'123456789012'"))
            .build(),
        UpdateAssumeRolePolicyResponse.class);
    refused(
        UpdateAssumeRolePolicyRequest.builder()
            .roleName("app")
            .policyDocument(IamWorld.ALLOW_ALL)
            .build(),
        "MalformedPolicyDocument",
        400);
    send(
        TagRoleRequest.builder()
            .roleName("app")
            .tags(Tag.builder().key("a").value("1").build())
            .build(),
        TagRoleResponse.class);
    assertThat(
            send(ListRoleTagsRequest.builder().roleName("app").build(), ListRoleTagsResponse.class)
                .tags())
        .hasSize(1);
    send(UntagRoleRequest.builder().roleName("app").tagKeys("a").build(), UntagRoleResponse.class);
    String boundary = policy("b", IamWorld.ALLOW_ALL);
    send(
        PutRolePermissionsBoundaryRequest.builder()
            .roleName("app")
            .permissionsBoundary(boundary)
            .build(),
        PutRolePermissionsBoundaryResponse.class);
    Role role =
        send(GetRoleRequest.builder().roleName("app").build(), GetRoleResponse.class).role();
    assertThat(role.description()).isEqualTo("newer");
    assertThat(role.hasTags()).isFalse();
    assertThat(role.permissionsBoundary().permissionsBoundaryArn()).isEqualTo(boundary);
    refused(DeletePolicyRequest.builder().policyArn(boundary).build(), "DeleteConflict", 409);
    send(
        DeleteRolePermissionsBoundaryRequest.builder().roleName("app").build(),
        DeleteRolePermissionsBoundaryResponse.class);
    refused(
        DeleteRolePermissionsBoundaryRequest.builder().roleName("app").build(),
        "NoSuchEntity",
        404);
    send(DeleteRoleRequest.builder().roleName("app").build(), DeleteRoleResponse.class);
    refused(DeleteRoleRequest.builder().roleName("app").build(), "NoSuchEntity", 404);
  }

  @Test
  void deleteRole_notBare_isRefused() {
    world.role("app", LAMBDA, IamWorld.ALLOW_ALL);
    refused(DeleteRoleRequest.builder().roleName("app").build(), "DeleteConflict", 409);
  }

  @Test
  void serviceLinkedRole_isMadeOnceAndCannotBeChanged() {
    CreateServiceLinkedRoleRequest request =
        CreateServiceLinkedRoleRequest.builder().awsServiceName("dax.amazonaws.com").build();
    assertThat(send(request, CreateServiceLinkedRoleResponse.class).role().arn())
        .isEqualTo(
            "arn:aws:iam::123456789012:role/aws-service-role/dax.amazonaws.com/"
                + "AWSServiceRoleForDAX");
    refused(request, "InvalidInput", 400);
    refused(request.toBuilder().awsServiceName("none.amazonaws.com").build(), "InvalidInput", 400);
    refused(
        DeleteRoleRequest.builder().roleName("AWSServiceRoleForDAX").build(),
        "UnmodifiableEntity",
        400);
    refused(
        PutRolePolicyRequest.builder()
            .roleName("AWSServiceRoleForDAX")
            .policyName("p")
            .policyDocument(IamWorld.ALLOW_ALL)
            .build(),
        "UnmodifiableEntity",
        400);
  }

  // Policies on all three.

  @Test
  void inlinePolicies_ofEachSort_arePutGotListedAndDeleted() {
    String document = IamWorld.allow("s3:*", "arn:aws:s3:::b/ü*");
    user("u");
    group("g");
    world.role("r", LAMBDA, "");
    send(
        PutUserPolicyRequest.builder()
            .userName("u")
            .policyName("p")
            .policyDocument(document)
            .build(),
        PutUserPolicyResponse.class);
    send(
        PutGroupPolicyRequest.builder()
            .groupName("g")
            .policyName("p")
            .policyDocument(document)
            .build(),
        PutGroupPolicyResponse.class);
    send(
        PutRolePolicyRequest.builder()
            .roleName("r")
            .policyName("p")
            .policyDocument(document)
            .build(),
        PutRolePolicyResponse.class);
    assertThat(
            decoded(
                send(
                        GetUserPolicyRequest.builder().userName("u").policyName("p").build(),
                        GetUserPolicyResponse.class)
                    .policyDocument()))
        .isEqualTo(document);
    assertThat(
            decoded(
                send(
                        GetGroupPolicyRequest.builder().groupName("g").policyName("p").build(),
                        GetGroupPolicyResponse.class)
                    .policyDocument()))
        .isEqualTo(document);
    assertThat(
            decoded(
                send(
                        GetRolePolicyRequest.builder().roleName("r").policyName("p").build(),
                        GetRolePolicyResponse.class)
                    .policyDocument()))
        .isEqualTo(document);
    assertThat(
            send(
                    ListUserPoliciesRequest.builder().userName("u").build(),
                    ListUserPoliciesResponse.class)
                .policyNames())
        .containsExactly("p");
    assertThat(
            send(
                    ListGroupPoliciesRequest.builder().groupName("g").build(),
                    ListGroupPoliciesResponse.class)
                .policyNames())
        .containsExactly("p");
    assertThat(
            send(
                    ListRolePoliciesRequest.builder().roleName("r").build(),
                    ListRolePoliciesResponse.class)
                .policyNames())
        .containsExactly("p");
    send(
        DeleteUserPolicyRequest.builder().userName("u").policyName("p").build(),
        DeleteUserPolicyResponse.class);
    send(
        DeleteGroupPolicyRequest.builder().groupName("g").policyName("p").build(),
        DeleteGroupPolicyResponse.class);
    send(
        DeleteRolePolicyRequest.builder().roleName("r").policyName("p").build(),
        DeleteRolePolicyResponse.class);
    assertThat(
            refused(
                GetRolePolicyRequest.builder().roleName("r").policyName("p").build(),
                "NoSuchEntity",
                404))
        .isEqualTo("The role policy with name p cannot be found.");
    refused(
        DeleteUserPolicyRequest.builder().userName("u").policyName("p").build(),
        "NoSuchEntity",
        404);
  }

  @Test
  void putPolicy_malformedOrTooLong_isRefused() {
    user("u");
    PutUserPolicyRequest good =
        PutUserPolicyRequest.builder()
            .userName("u")
            .policyName("p")
            .policyDocument(IamWorld.ALLOW_ALL)
            .build();
    assertThat(
            refused(
                good.toBuilder()
                    .policyDocument(IamWorld.policy("{'Effect':'Allow','Action':'*'}"))
                    .build(),
                "MalformedPolicyDocument",
                400))
        .isEqualTo("Policy statement must contain resources.");
    refused(good.toBuilder().policyDocument("").build(), "ValidationError", 400);
    assertThat(
            refused(
                good.toBuilder()
                    .policyDocument(IamWorld.allow("s3:*", "arn:aws:s3:::" + "b".repeat(2_000)))
                    .build(),
                "LimitExceeded",
                409))
        .isEqualTo("Maximum policy size of 2048 bytes exceeded for user u");
    send(
        good.toBuilder().policyDocument(IamWorld.ALLOW_ALL + " ".repeat(5_000)).build(),
        PutUserPolicyResponse.class);
  }

  @Test
  void attachedPolicies_ofEachSort_areAttachedListedAndDetached() {
    String arn = policy("p", IamWorld.allow("s3:*", "*"));
    Principal mina = world.user("u", "");
    group("g");
    world.role("r", LAMBDA, "");
    send(
        AttachUserPolicyRequest.builder().userName("u").policyArn(arn).build(),
        AttachUserPolicyResponse.class);
    send(
        AttachGroupPolicyRequest.builder().groupName("g").policyArn(arn).build(),
        AttachGroupPolicyResponse.class);
    send(
        AttachRolePolicyRequest.builder().roleName("r").policyArn(arn).build(),
        AttachRolePolicyResponse.class);
    assertThat(world.decide(mina, "s3:GetObject", "*").explanation())
        .isEqualTo("allowed by statement #1 of managed policy p of user u");
    ListEntitiesForPolicyResponse entities =
        send(
            ListEntitiesForPolicyRequest.builder().policyArn(arn).build(),
            ListEntitiesForPolicyResponse.class);
    assertThat(entities.policyUsers()).hasSize(1);
    assertThat(entities.policyGroups()).hasSize(1);
    assertThat(entities.policyRoles()).hasSize(1);
    assertThat(
            send(GetPolicyRequest.builder().policyArn(arn).build(), GetPolicyResponse.class)
                .policy()
                .attachmentCount())
        .isEqualTo(3);
    refused(DeletePolicyRequest.builder().policyArn(arn).build(), "DeleteConflict", 409);
    assertThat(
            send(
                    ListAttachedUserPoliciesRequest.builder().userName("u").build(),
                    ListAttachedUserPoliciesResponse.class)
                .attachedPolicies())
        .hasSize(1);
    assertThat(
            send(
                    ListAttachedGroupPoliciesRequest.builder().groupName("g").build(),
                    ListAttachedGroupPoliciesResponse.class)
                .attachedPolicies())
        .hasSize(1);
    assertThat(
            send(
                    ListAttachedRolePoliciesRequest.builder().roleName("r").build(),
                    ListAttachedRolePoliciesResponse.class)
                .attachedPolicies())
        .extracting(each -> each.policyName())
        .containsExactly("p");
    send(
        DetachUserPolicyRequest.builder().userName("u").policyArn(arn).build(),
        DetachUserPolicyResponse.class);
    send(
        DetachGroupPolicyRequest.builder().groupName("g").policyArn(arn).build(),
        DetachGroupPolicyResponse.class);
    send(
        DetachRolePolicyRequest.builder().roleName("r").policyArn(arn).build(),
        DetachRolePolicyResponse.class);
    assertThat(
            refused(
                DetachRolePolicyRequest.builder().roleName("r").policyArn(arn).build(),
                "NoSuchEntity",
                404))
        .isEqualTo("Policy " + arn + " was not found.");
    send(DeletePolicyRequest.builder().policyArn(arn).build(), DeletePolicyResponse.class);
  }

  @Test
  void attachPolicy_unknownOrTooMany_isRefused() {
    world.role("r", LAMBDA, "");
    assertThat(
            refused(
                AttachRolePolicyRequest.builder()
                    .roleName("r")
                    .policyArn("arn:aws:iam::aws:policy/NoSuchPolicy")
                    .build(),
                "NoSuchEntity",
                404))
        .isEqualTo(
            "Policy arn:aws:iam::aws:policy/NoSuchPolicy does not exist or is not attachable.");
    refused(
        AttachRolePolicyRequest.builder().roleName("r").policyArn("p").build(),
        "InvalidInput",
        400);
    for (int i = 0; i < 10; i++) {
      send(
          AttachRolePolicyRequest.builder()
              .roleName("r")
              .policyArn(policy("p" + i, IamWorld.ALLOW_ALL))
              .build(),
          AttachRolePolicyResponse.class);
    }
    AttachRolePolicyRequest one =
        AttachRolePolicyRequest.builder()
            .roleName("r")
            .policyArn(policy("p", IamWorld.ALLOW_ALL))
            .build();
    assertThat(refused(one, "LimitExceeded", 409))
        .isEqualTo("Cannot exceed quota for PoliciesPerRole: 10");
  }

  @Test
  void managedPolicyOfAws_canBeReadAndAttachedButNotChanged() {
    String arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";
    Policy policy =
        send(GetPolicyRequest.builder().policyArn(arn).build(), GetPolicyResponse.class).policy();
    assertThat(policy.path()).isEqualTo("/service-role/");
    assertThat(
            decoded(
                send(
                        GetPolicyVersionRequest.builder().policyArn(arn).versionId("v1").build(),
                        GetPolicyVersionResponse.class)
                    .policyVersion()
                    .document()))
        .contains("logs:PutLogEvents");
    world.role("r", LAMBDA, "");
    send(
        AttachRolePolicyRequest.builder().roleName("r").policyArn(arn).build(),
        AttachRolePolicyResponse.class);
    Principal session =
        new Principal(
            Principal.Kind.ROLE_SESSION,
            IamWorld.ACCOUNT,
            "arn:aws:sts::123456789012:assumed-role/r/s",
            "AROA:s",
            "",
            Map.of());
    assertThat(world.decide(session, "logs:PutLogEvents", "*").allowed()).isTrue();
    assertThat(world.decide(session, "s3:GetObject", "*").allowed()).isFalse();
    refused(DeletePolicyRequest.builder().policyArn(arn).build(), "AccessDenied", 403);
    refused(
        CreatePolicyVersionRequest.builder()
            .policyArn(arn)
            .policyDocument(IamWorld.ALLOW_ALL)
            .build(),
        "AccessDenied",
        403);
  }

  @Test
  void managedPoliciesOfAws_allParse() {
    List<Policy> policies =
        send(
                ListPoliciesRequest.builder().scope(PolicyScopeType.AWS).build(),
                ListPoliciesResponse.class)
            .policies();
    assertThat(policies).hasSizeGreaterThan(15);
    for (Policy policy : policies) {
      String document =
          decoded(
              send(
                      GetPolicyVersionRequest.builder()
                          .policyArn(policy.arn())
                          .versionId("v1")
                          .build(),
                      GetPolicyVersionResponse.class)
                  .policyVersion()
                  .document());
      assertThat(
              dev.diorama.iam.Policy.parse(document, dev.diorama.iam.Policy.Kind.IDENTITY)
                  .statements())
          .as(policy.arn())
          .isNotEmpty();
    }
  }

  @Test
  void policyVersions_liveAndLimit() {
    Principal mina = world.user("u", "");
    String arn = policy("p", IamWorld.allow("s3:*", "*"));
    send(
        AttachUserPolicyRequest.builder().userName("u").policyArn(arn).build(),
        AttachUserPolicyResponse.class);
    CreatePolicyVersionRequest next =
        CreatePolicyVersionRequest.builder()
            .policyArn(arn)
            .policyDocument(IamWorld.allow("sqs:*", "*"))
            .build();
    send(next, CreatePolicyVersionResponse.class);
    assertThat(world.decide(mina, "sqs:SendMessage", "*").allowed()).isFalse();
    send(
        SetDefaultPolicyVersionRequest.builder().policyArn(arn).versionId("v2").build(),
        SetDefaultPolicyVersionResponse.class);
    assertThat(world.decide(mina, "sqs:SendMessage", "*").allowed()).isTrue();
    assertThat(world.decide(mina, "s3:GetObject", "*").allowed()).isFalse();
    for (int i = 3; i <= 5; i++) {
      send(next, CreatePolicyVersionResponse.class);
    }
    refused(next, "LimitExceeded", 409);
    assertThat(
            send(
                    ListPolicyVersionsRequest.builder().policyArn(arn).build(),
                    ListPolicyVersionsResponse.class)
                .versions())
        .extracting(each -> each.versionId())
        .containsExactly("v5", "v4", "v3", "v2", "v1");
    refused(
        DeletePolicyVersionRequest.builder().policyArn(arn).versionId("v2").build(),
        "DeleteConflict",
        409);
    send(
        DeletePolicyVersionRequest.builder().policyArn(arn).versionId("v1").build(),
        DeletePolicyVersionResponse.class);
    refused(
        GetPolicyVersionRequest.builder().policyArn(arn).versionId("v1").build(),
        "NoSuchEntity",
        404);
    assertThat(
            send(next.toBuilder().setAsDefault(true).build(), CreatePolicyVersionResponse.class)
                .policyVersion()
                .versionId())
        .isEqualTo("v6");
    send(
        DetachUserPolicyRequest.builder().userName("u").policyArn(arn).build(),
        DetachUserPolicyResponse.class);
    refused(DeletePolicyRequest.builder().policyArn(arn).build(), "DeleteConflict", 409);
  }

  @Test
  void createPolicy_takenMalformedOrTooLong_isRefused() {
    String arn = policy("p", IamWorld.ALLOW_ALL);
    CreatePolicyRequest again =
        CreatePolicyRequest.builder().policyName("P").policyDocument(IamWorld.ALLOW_ALL).build();
    refused(again, "EntityAlreadyExists", 409);
    refused(
        again.toBuilder().policyName("q").policyDocument("[]").build(),
        "MalformedPolicyDocument",
        400);
    refused(
        again.toBuilder()
            .policyName("q")
            .policyDocument(IamWorld.allow("s3:*", "arn:aws:s3:::" + "b".repeat(6_200)))
            .build(),
        "LimitExceeded",
        409);
    send(
        TagPolicyRequest.builder()
            .policyArn(arn)
            .tags(Tag.builder().key("a").value("1").build())
            .build(),
        TagPolicyResponse.class);
    assertThat(
            send(
                    ListPolicyTagsRequest.builder().policyArn(arn).build(),
                    ListPolicyTagsResponse.class)
                .tags())
        .hasSize(1);
    send(
        UntagPolicyRequest.builder().policyArn(arn).tagKeys("a").build(),
        UntagPolicyResponse.class);
    refused(
        GetPolicyRequest.builder().policyArn("arn:aws:iam::123456789012:policy/none").build(),
        "NoSuchEntity",
        404);
    refused(
        GetPolicyRequest.builder()
            .policyArn("arn:aws:iam::" + IamWorld.OTHER + ":policy/none")
            .build(),
        "AccessDenied",
        403);
  }

  @Test
  void permissionsBoundary_ofUser_narrows() {
    Principal mina = world.user("u", IamWorld.ALLOW_ALL);
    send(
        PutUserPermissionsBoundaryRequest.builder()
            .userName("u")
            .permissionsBoundary(policy("b", IamWorld.allow("s3:*", "*")))
            .build(),
        PutUserPermissionsBoundaryResponse.class);
    assertThat(world.decide(mina, "s3:GetObject", "*").allowed()).isTrue();
    Decision refusal = world.decide(mina, "sqs:SendMessage", "*");
    assertThat(refusal.reason())
        .isEqualTo("because no permissions boundary allows the sqs:SendMessage action");
    assertThat(refusal.explanation())
        .startsWith("no permissions boundary allows sqs:SendMessage on *");
    send(
        DeleteUserPermissionsBoundaryRequest.builder().userName("u").build(),
        DeleteUserPermissionsBoundaryResponse.class);
    assertThat(world.decide(mina, "sqs:SendMessage", "*").allowed()).isTrue();
    refused(
        DeleteUserPermissionsBoundaryRequest.builder().userName("u").build(), "NoSuchEntity", 404);
  }

  // Lists.

  @Test
  void lists_pageByMarker() {
    for (int i = 0; i < 25; i++) {
      world.role("r" + i, LAMBDA, "");
      user("u" + i);
    }
    List<String> names = new ArrayList<>();
    String marker = null;
    do {
      ListRolesResponse page =
          send(
              ListRolesRequest.builder().maxItems(10).marker(marker).build(),
              ListRolesResponse.class);
      page.roles().forEach(role -> names.add(role.roleName()));
      assertThat(page.isTruncated()).isEqualTo(page.marker() != null);
      marker = page.marker();
    } while (marker != null);
    assertThat(names).hasSize(25).isSorted().doesNotHaveDuplicates();
    assertThat(
            send(ListUsersRequest.builder().pathPrefix("/x/").build(), ListUsersResponse.class)
                .users())
        .isEmpty();
    refused(ListUsersRequest.builder().marker("?").build(), "ValidationError", 400);
    refused(ListUsersRequest.builder().marker("AAAA").build(), "ValidationError", 400);
    refused(ListUsersRequest.builder().maxItems(0).build(), "ValidationError", 400);
    refused(ListUsersRequest.builder().maxItems(1001).build(), "ValidationError", 400);
  }

  // Identity providers.

  @Test
  void identityProvider_createGetListDelete() {
    CreateOpenIdConnectProviderRequest request =
        CreateOpenIdConnectProviderRequest.builder()
            .url("https://id.example/pool")
            .clientIDList("client")
            .build();
    String arn =
        send(request, CreateOpenIdConnectProviderResponse.class).openIDConnectProviderArn();
    assertThat(arn).isEqualTo("arn:aws:iam::123456789012:oidc-provider/id.example/pool");
    refused(request, "EntityAlreadyExists", 409);
    refused(request.toBuilder().url("http://id.example").build(), "ValidationError", 400);
    assertThat(
            send(
                    GetOpenIdConnectProviderRequest.builder().openIDConnectProviderArn(arn).build(),
                    GetOpenIdConnectProviderResponse.class)
                .clientIDList())
        .containsExactly("client");
    assertThat(
            send(
                    ListOpenIdConnectProvidersRequest.builder().build(),
                    ListOpenIdConnectProvidersResponse.class)
                .openIDConnectProviderList())
        .hasSize(1);
    send(
        DeleteOpenIdConnectProviderRequest.builder().openIDConnectProviderArn(arn).build(),
        DeleteOpenIdConnectProviderResponse.class);
    refused(
        GetOpenIdConnectProviderRequest.builder().openIDConnectProviderArn(arn).build(),
        "NoSuchEntity",
        404);
  }

  // Permissions of IAM's own operations.

  @Test
  void everyOperation_needsItsActionOnItsArn() {
    Principal mina =
        world.user(
            "mina",
            IamWorld.policy(
                "{'Effect':'Allow','Action':'iam:GetRole',"
                    + "'Resource':'arn:aws:iam::123456789012:role/app'}",
                "{'Effect':'Allow','Action':'iam:AttachRolePolicy','Resource':'*','Condition':"
                    + "{'ArnEquals':{'iam:PolicyARN':'arn:aws:iam::aws:policy/ReadOnlyAccess'}}}",
                "{'Effect':'Allow','Action':'iam:CreateUser','Resource':'*','Condition':"
                    + "{'StringEquals':{'aws:RequestTag/team':'red'}}}"));
    world.role("app", LAMBDA, "");
    world.role("other", LAMBDA, "");
    world.send(mina, GetRoleRequest.builder().roleName("app").build(), GetRoleResponse.class);
    assertThat(
            IamWorld.refused(
                () ->
                    world.send(
                        mina,
                        GetRoleRequest.builder().roleName("other").build(),
                        GetRoleResponse.class),
                "AccessDenied",
                403))
        .isEqualTo(
            "User: arn:aws:iam::123456789012:user/mina is not authorized to perform:"
                + " iam:GetRole on resource: arn:aws:iam::123456789012:role/other because no"
                + " identity-based policy allows the iam:GetRole action");
    AttachRolePolicyRequest attach =
        AttachRolePolicyRequest.builder()
            .roleName("app")
            .policyArn("arn:aws:iam::aws:policy/ReadOnlyAccess")
            .build();
    world.send(mina, attach, AttachRolePolicyResponse.class);
    IamWorld.refused(
        () ->
            world.send(
                mina,
                attach.toBuilder().policyArn("arn:aws:iam::aws:policy/AdministratorAccess").build(),
                AttachRolePolicyResponse.class),
        "AccessDenied",
        403);
    CreateUserRequest create =
        CreateUserRequest.builder()
            .userName("new")
            .tags(Tag.builder().key("team").value("red").build())
            .build();
    IamWorld.refused(
        () ->
            world.send(mina, create.toBuilder().tags(List.of()).build(), CreateUserResponse.class),
        "AccessDenied",
        403);
    world.send(mina, create, CreateUserResponse.class);
  }

  @Test
  void accounts_doNotSeeEachOther() {
    world.role("app", LAMBDA, "");
    Principal other = world.otherRoot();
    IamWorld.refused(
        () ->
            world.send(
                other, GetRoleRequest.builder().roleName("app").build(), GetRoleResponse.class),
        "NoSuchEntity",
        404);
    assertThat(
            world
                .send(
                    other,
                    CreateUserRequest.builder().userName("x").build(),
                    CreateUserResponse.class)
                .user()
                .arn())
        .isEqualTo("arn:aws:iam::210987654321:user/x");
  }

  @Test
  void sameSeed_sameIds() {
    try (IamWorld again = new IamWorld()) {
      user("a");
      again.send(CreateUserRequest.builder().userName("a").build(), CreateUserResponse.class);
      GetUserRequest get = GetUserRequest.builder().userName("a").build();
      assertThat(send(get, GetUserResponse.class).user())
          .isEqualTo(again.send(get, GetUserResponse.class).user());
      assertThat(world.key("a").secretAccessKey()).isEqualTo(again.key("a").secretAccessKey());
    }
  }

  @Test
  void config_badValues_areRefused() {
    assertThatThrownBy(() -> new IamConfig.Account("12", "k", "s"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> IamConfig.defaults().withRoot("", ""))
        .isInstanceOf(IllegalArgumentException.class);
    IamConfig twice =
        IamConfig.defaults()
            .withAccounts(List.of(new IamConfig.Account(IamWorld.OTHER, "test", "x")));
    assertThatThrownBy(() -> new IamWorld(twice)).isInstanceOf(IllegalArgumentException.class);
  }
}
