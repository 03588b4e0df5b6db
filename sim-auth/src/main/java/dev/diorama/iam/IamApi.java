package dev.diorama.iam;

import dev.diorama.core.router.Access;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.Operation;
import dev.diorama.core.router.Rule;
import dev.diorama.core.router.ServiceApi;
import dev.diorama.core.wire.Protocol;
import dev.diorama.iam.IamModel.Bearer;
import dev.diorama.iam.IamModel.Entity;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AddUserToGroupRequest;
import software.amazon.awssdk.services.iam.model.AttachGroupPolicyRequest;
import software.amazon.awssdk.services.iam.model.AttachRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.AttachUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.CreateAccessKeyRequest;
import software.amazon.awssdk.services.iam.model.CreateGroupRequest;
import software.amazon.awssdk.services.iam.model.CreateOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.CreatePolicyRequest;
import software.amazon.awssdk.services.iam.model.CreatePolicyVersionRequest;
import software.amazon.awssdk.services.iam.model.CreateRoleRequest;
import software.amazon.awssdk.services.iam.model.CreateServiceLinkedRoleRequest;
import software.amazon.awssdk.services.iam.model.CreateUserRequest;
import software.amazon.awssdk.services.iam.model.DeleteAccessKeyRequest;
import software.amazon.awssdk.services.iam.model.DeleteGroupPolicyRequest;
import software.amazon.awssdk.services.iam.model.DeleteGroupRequest;
import software.amazon.awssdk.services.iam.model.DeleteOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.DeletePolicyRequest;
import software.amazon.awssdk.services.iam.model.DeletePolicyVersionRequest;
import software.amazon.awssdk.services.iam.model.DeleteRolePermissionsBoundaryRequest;
import software.amazon.awssdk.services.iam.model.DeleteRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.DeleteRoleRequest;
import software.amazon.awssdk.services.iam.model.DeleteUserPermissionsBoundaryRequest;
import software.amazon.awssdk.services.iam.model.DeleteUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.DeleteUserRequest;
import software.amazon.awssdk.services.iam.model.DetachGroupPolicyRequest;
import software.amazon.awssdk.services.iam.model.DetachRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.DetachUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetGroupPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetGroupRequest;
import software.amazon.awssdk.services.iam.model.GetOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.GetPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetPolicyVersionRequest;
import software.amazon.awssdk.services.iam.model.GetRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.GetRoleRequest;
import software.amazon.awssdk.services.iam.model.GetUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetUserRequest;
import software.amazon.awssdk.services.iam.model.ListAccessKeysRequest;
import software.amazon.awssdk.services.iam.model.ListAttachedGroupPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListAttachedRolePoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListAttachedUserPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListEntitiesForPolicyRequest;
import software.amazon.awssdk.services.iam.model.ListGroupPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListGroupsForUserRequest;
import software.amazon.awssdk.services.iam.model.ListGroupsRequest;
import software.amazon.awssdk.services.iam.model.ListOpenIdConnectProvidersRequest;
import software.amazon.awssdk.services.iam.model.ListPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListPolicyTagsRequest;
import software.amazon.awssdk.services.iam.model.ListPolicyVersionsRequest;
import software.amazon.awssdk.services.iam.model.ListRolePoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListRoleTagsRequest;
import software.amazon.awssdk.services.iam.model.ListRolesRequest;
import software.amazon.awssdk.services.iam.model.ListUserPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListUserTagsRequest;
import software.amazon.awssdk.services.iam.model.ListUsersRequest;
import software.amazon.awssdk.services.iam.model.PutGroupPolicyRequest;
import software.amazon.awssdk.services.iam.model.PutRolePermissionsBoundaryRequest;
import software.amazon.awssdk.services.iam.model.PutRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.PutUserPermissionsBoundaryRequest;
import software.amazon.awssdk.services.iam.model.PutUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.RemoveUserFromGroupRequest;
import software.amazon.awssdk.services.iam.model.SetDefaultPolicyVersionRequest;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.iam.model.TagPolicyRequest;
import software.amazon.awssdk.services.iam.model.TagRoleRequest;
import software.amazon.awssdk.services.iam.model.TagUserRequest;
import software.amazon.awssdk.services.iam.model.UntagPolicyRequest;
import software.amazon.awssdk.services.iam.model.UntagRoleRequest;
import software.amazon.awssdk.services.iam.model.UntagUserRequest;
import software.amazon.awssdk.services.iam.model.UpdateAccessKeyRequest;
import software.amazon.awssdk.services.iam.model.UpdateAssumeRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.UpdateGroupRequest;
import software.amazon.awssdk.services.iam.model.UpdateRoleDescriptionRequest;
import software.amazon.awssdk.services.iam.model.UpdateRoleRequest;
import software.amazon.awssdk.services.iam.model.UpdateUserRequest;

/** The table of IAM's operations: which rule answers each, and which permission it needs. */
final class IamApi {
  private final IamStore store;
  private final ServiceApi api;

  IamApi(IamDirectory directory, IamConfig config, IamSimulationService simulator) {
    this.store = directory.store;
    this.api = ServiceApi.of("iam", IamClient.class, Protocol.QUERY).latency(config.latency());
    api.rows(() -> roles(new IamRoleService(directory)))
        .rows(() -> attachments(new IamAttachmentService(directory)))
        .rows(() -> policies(new IamPolicyService(directory)))
        .rows(() -> users(new IamUserService(directory)))
        .rows(() -> groups(new IamGroupService(directory)))
        .rows(() -> providers(new IamProviderService(directory)))
        .rows(
            () -> {
              IamAccountApi unused = new IamAccountApi(this, directory, simulator);
            });
  }

  ServiceApi api() {
    return api;
  }

  private void users(IamUserService users) {
    on(
        CreateUserRequest.class,
        users::create,
        (call, q) ->
            tagged(
                bounded(newEntity(call, "user", q.path(), q.userName()), q.permissionsBoundary()),
                q.tags()));
    on(GetUserRequest.class, users::get, (call, q) -> user(call, q.userName()));
    on(ListUsersRequest.class, users::list, (call, q) -> all(call, "user"));
    on(UpdateUserRequest.class, users::update, (call, q) -> user(call, q.userName()));
    on(DeleteUserRequest.class, users::delete, (call, q) -> user(call, q.userName()));
    on(TagUserRequest.class, users::tag, (call, q) -> tagged(user(call, q.userName()), q.tags()));
    on(
        UntagUserRequest.class,
        users::untag,
        (call, q) -> untagged(user(call, q.userName()), q.tagKeys()));
    on(ListUserTagsRequest.class, users::listTags, (call, q) -> user(call, q.userName()));
    on(
        PutUserPermissionsBoundaryRequest.class,
        users::putBoundary,
        (call, q) -> bounded(user(call, q.userName()), q.permissionsBoundary()));
    on(
        DeleteUserPermissionsBoundaryRequest.class,
        users::deleteBoundary,
        (call, q) -> user(call, q.userName()));
    on(CreateAccessKeyRequest.class, users::createKey, (call, q) -> user(call, q.userName()));
    on(ListAccessKeysRequest.class, users::listKeys, (call, q) -> user(call, q.userName()));
    on(UpdateAccessKeyRequest.class, users::updateKey, (call, q) -> user(call, q.userName()));
    on(DeleteAccessKeyRequest.class, users::deleteKey, (call, q) -> user(call, q.userName()));
  }

  private void groups(IamGroupService groups) {
    on(
        CreateGroupRequest.class,
        groups::create,
        (call, q) -> newEntity(call, "group", q.path(), q.groupName()));
    on(GetGroupRequest.class, groups::get, (call, q) -> group(call, q.groupName()));
    on(UpdateGroupRequest.class, groups::update, (call, q) -> group(call, q.groupName()));
    on(DeleteGroupRequest.class, groups::delete, (call, q) -> group(call, q.groupName()));
    on(AddUserToGroupRequest.class, groups::addUser, (call, q) -> group(call, q.groupName()));
    on(
        RemoveUserFromGroupRequest.class,
        groups::removeUser,
        (call, q) -> group(call, q.groupName()));
    on(ListGroupsRequest.class, groups::list, (call, q) -> all(call, "group"));
    on(ListGroupsForUserRequest.class, groups::listForUser, (call, q) -> user(call, q.userName()));
  }

  private void roles(IamRoleService roles) {
    on(
        CreateRoleRequest.class,
        roles::create,
        (call, q) ->
            tagged(
                bounded(newEntity(call, "role", q.path(), q.roleName()), q.permissionsBoundary()),
                q.tags()));
    on(
        CreateServiceLinkedRoleRequest.class,
        roles::createServiceLinked,
        (call, q) -> serviceLinked(call, q.awsServiceName()));
    on(ListRolesRequest.class, roles::list, (call, q) -> all(call, "role"));
    on(GetRoleRequest.class, roles::get, (call, q) -> role(call, q.roleName()));
    on(UpdateRoleRequest.class, roles::update, (call, q) -> role(call, q.roleName()));
    on(
        UpdateRoleDescriptionRequest.class,
        roles::updateDescription,
        (call, q) -> role(call, q.roleName()));
    on(
        UpdateAssumeRolePolicyRequest.class,
        roles::updateTrustPolicy,
        (call, q) -> role(call, q.roleName()));
    on(DeleteRoleRequest.class, roles::delete, (call, q) -> role(call, q.roleName()));
    on(ListRoleTagsRequest.class, roles::listTags, (call, q) -> role(call, q.roleName()));
    on(
        DeleteRolePermissionsBoundaryRequest.class,
        roles::deleteBoundary,
        (call, q) -> role(call, q.roleName()));
    on(TagRoleRequest.class, roles::tag, (call, q) -> tagged(role(call, q.roleName()), q.tags()));
    on(
        UntagRoleRequest.class,
        roles::untag,
        (call, q) -> untagged(role(call, q.roleName()), q.tagKeys()));
    on(
        PutRolePermissionsBoundaryRequest.class,
        roles::putBoundary,
        (call, q) -> bounded(role(call, q.roleName()), q.permissionsBoundary()));
  }

  private void policies(IamPolicyService policies) {
    on(
        CreatePolicyRequest.class,
        policies::create,
        (call, q) -> tagged(newEntity(call, "policy", q.path(), q.policyName()), q.tags()));
    on(ListPoliciesRequest.class, policies::list, (call, q) -> all(call, "policy"));
    on(GetPolicyRequest.class, policies::get, (call, q) -> readPolicy(q.policyArn()));
    on(GetPolicyVersionRequest.class, policies::getVersion, (call, q) -> readPolicy(q.policyArn()));
    on(
        ListPolicyVersionsRequest.class,
        policies::listVersions,
        (call, q) -> readPolicy(q.policyArn()));
    on(ListPolicyTagsRequest.class, policies::listTags, (call, q) -> readPolicy(q.policyArn()));
    on(
        ListEntitiesForPolicyRequest.class,
        policies::listEntities,
        (call, q) -> readPolicy(q.policyArn()));
    on(DeletePolicyRequest.class, policies::delete, (call, q) -> changePolicy(q.policyArn()));
    on(
        CreatePolicyVersionRequest.class,
        policies::createVersion,
        (call, q) -> changePolicy(q.policyArn()));
    on(
        DeletePolicyVersionRequest.class,
        policies::deleteVersion,
        (call, q) -> changePolicy(q.policyArn()));
    on(
        SetDefaultPolicyVersionRequest.class,
        policies::setDefault,
        (call, q) -> changePolicy(q.policyArn()));
    on(
        TagPolicyRequest.class,
        policies::tag,
        (call, q) -> tagged(changePolicy(q.policyArn()), q.tags()));
    on(
        UntagPolicyRequest.class,
        policies::untag,
        (call, q) -> untagged(changePolicy(q.policyArn()), q.tagKeys()));
  }

  private void attachments(IamAttachmentService attachments) {
    on(
        PutUserPolicyRequest.class,
        attachments::putUserPolicy,
        (call, q) -> user(call, q.userName()));
    on(
        GetUserPolicyRequest.class,
        attachments::getUserPolicy,
        (call, q) -> user(call, q.userName()));
    on(
        DeleteUserPolicyRequest.class,
        attachments::deleteUserPolicy,
        (call, q) -> user(call, q.userName()));
    on(
        ListUserPoliciesRequest.class,
        attachments::listUserPolicies,
        (call, q) -> user(call, q.userName()));
    on(
        ListAttachedUserPoliciesRequest.class,
        attachments::listAttachedUserPolicies,
        (call, q) -> user(call, q.userName()));
    on(
        AttachUserPolicyRequest.class,
        attachments::attachUserPolicy,
        (call, q) -> policy(user(call, q.userName()), q.policyArn()));
    on(
        DetachUserPolicyRequest.class,
        attachments::detachUserPolicy,
        (call, q) -> policy(user(call, q.userName()), q.policyArn()));
    on(
        PutGroupPolicyRequest.class,
        attachments::putGroupPolicy,
        (call, q) -> group(call, q.groupName()));
    on(
        GetGroupPolicyRequest.class,
        attachments::getGroupPolicy,
        (call, q) -> group(call, q.groupName()));
    on(
        DeleteGroupPolicyRequest.class,
        attachments::deleteGroupPolicy,
        (call, q) -> group(call, q.groupName()));
    on(
        ListGroupPoliciesRequest.class,
        attachments::listGroupPolicies,
        (call, q) -> group(call, q.groupName()));
    on(
        ListAttachedGroupPoliciesRequest.class,
        attachments::listAttachedGroupPolicies,
        (call, q) -> group(call, q.groupName()));
    on(
        AttachGroupPolicyRequest.class,
        attachments::attachGroupPolicy,
        (call, q) -> policy(group(call, q.groupName()), q.policyArn()));
    on(
        DetachGroupPolicyRequest.class,
        attachments::detachGroupPolicy,
        (call, q) -> policy(group(call, q.groupName()), q.policyArn()));
    on(
        PutRolePolicyRequest.class,
        attachments::putRolePolicy,
        (call, q) -> role(call, q.roleName()));
    on(
        GetRolePolicyRequest.class,
        attachments::getRolePolicy,
        (call, q) -> role(call, q.roleName()));
    on(
        DeleteRolePolicyRequest.class,
        attachments::deleteRolePolicy,
        (call, q) -> role(call, q.roleName()));
    on(
        ListRolePoliciesRequest.class,
        attachments::listRolePolicies,
        (call, q) -> role(call, q.roleName()));
    on(
        ListAttachedRolePoliciesRequest.class,
        attachments::listAttachedRolePolicies,
        (call, q) -> role(call, q.roleName()));
    on(
        AttachRolePolicyRequest.class,
        attachments::attachRolePolicy,
        (call, q) -> policy(role(call, q.roleName()), q.policyArn()));
    on(
        DetachRolePolicyRequest.class,
        attachments::detachRolePolicy,
        (call, q) -> policy(role(call, q.roleName()), q.policyArn()));
  }

  private void providers(IamProviderService providers) {
    on(
        CreateOpenIdConnectProviderRequest.class,
        providers::create,
        (call, q) -> newProvider(call, q.url()));
    on(
        GetOpenIdConnectProviderRequest.class,
        providers::get,
        (call, q) -> provider(q.openIDConnectProviderArn()));
    on(
        DeleteOpenIdConnectProviderRequest.class,
        providers::delete,
        (call, q) -> provider(q.openIDConnectProviderArn()));
    on(
        ListOpenIdConnectProvidersRequest.class,
        providers::list,
        (call, q) -> all(call, "oidc-provider"));
  }

  /** A row whose action is {@code iam:} and the operation's name, as nearly all of IAM's are. */
  <Q extends AwsRequest> void on(
      Class<Q> request, Rule<Q> rule, BiFunction<Call, Q, Access> access) {
    Operation<Q> row = api.on(request, rule);
    String action = "iam:" + spelled(row.name());
    Operation<Q> unused =
        row.access(
            (call, q) -> {
              Access needed = access.apply(call, q);
              return List.of(
                  new Access(
                      action,
                      needed.resource(),
                      needed.resourceAccount(),
                      needed.context(),
                      needed.resourcePolicy()));
            });
  }

  /** The words that the SDK's class names spell otherwise than AWS does. */
  private static String spelled(String name) {
    return name.replace("OpenIdConnect", "OpenIDConnect")
        .replace("ClientId", "ClientID")
        .replace("Mfa", "MFA")
        .replace("Saml", "SAML")
        .replace("Ssh", "SSH");
  }

  static Access resource(String arn) {
    return Access.of("", arn);
  }

  static Access newEntity(Call call, String sort, @Nullable String path, @Nullable String name) {
    return resource(
        Entity.arn(call.account(), sort, path == null ? "/" : path, String.valueOf(name)));
  }

  static Access all(Call call, String sort) {
    return resource("arn:aws:iam::" + call.account() + ":" + sort + "/*");
  }

  Access user(Call call, @Nullable String name) {
    if (name == null) {
      String self = call.principal().arn();
      return store.byArn(self).map(IamApi::entity).orElseGet(() -> resource(self));
    }
    return store
        .user(call.account(), name)
        .map(IamApi::entity)
        .orElseGet(() -> newEntity(call, "user", null, name));
  }

  private Access group(Call call, @Nullable String name) {
    return store
        .group(call.account(), String.valueOf(name))
        .map(IamApi::entity)
        .orElseGet(() -> newEntity(call, "group", null, name));
  }

  Access role(Call call, @Nullable String name) {
    return store
        .role(call.account(), String.valueOf(name))
        .map(IamApi::entity)
        .orElseGet(() -> newEntity(call, "role", null, name));
  }

  private static Access entity(Entity entity) {
    Access access = resource(entity.arn());
    if (entity instanceof Bearer bearer) {
      access = bounded(resourceTags(access, bearer.tags), bearer.boundary);
    }
    return access;
  }

  private static Access resourceTags(Access access, Map<String, String> tags) {
    Access tagged = access;
    for (Map.Entry<String, String> tag : tags.entrySet()) {
      tagged =
          tagged
              .with("aws:ResourceTag/" + tag.getKey(), tag.getValue())
              .with("iam:ResourceTag/" + tag.getKey(), tag.getValue());
    }
    return tagged;
  }

  static Access tagged(Access access, List<Tag> tags) {
    Access tagged = access;
    for (Tag tag : tags) {
      tagged = tagged.with("aws:RequestTag/" + tag.key(), String.valueOf(tag.value()));
    }
    return tags.isEmpty()
        ? access
        : untagged(tagged, tags.stream().map(tag -> String.valueOf(tag.key())).toList());
  }

  static Access untagged(Access access, List<String> keys) {
    return keys.isEmpty() ? access : access.with("aws:TagKeys", keys.toArray(new String[0]));
  }

  private static Access bounded(Access access, @Nullable String boundary) {
    return boundary == null || boundary.isEmpty()
        ? access
        : access.with("iam:PermissionsBoundary", boundary);
  }

  private static Access policy(Access access, @Nullable String arn) {
    return arn == null ? access : access.with("iam:PolicyARN", arn);
  }

  /** Everyone may read what AWS manages; another account's policies are that account's. */
  private Access readPolicy(@Nullable String arn) {
    Access access = managed(arn);
    String account = accountOf(access.resource());
    return account.equals("aws") ? access : access.ownedBy(account, Optional.empty());
  }

  /** What AWS manages belongs to AWS: changing it is refused to everyone. */
  private Access changePolicy(@Nullable String arn) {
    Access access = managed(arn);
    return access.ownedBy(accountOf(access.resource()), Optional.empty());
  }

  private Access managed(@Nullable String arn) {
    String given = String.valueOf(arn);
    return store
        .policy(given)
        .map(policy -> resourceTags(resource(given), policy.tags))
        .orElseGet(() -> resource(given));
  }

  private static String accountOf(String arn) {
    String[] parts = arn.split(":", 6);
    return parts.length < 6 ? "" : parts[4];
  }

  private static Access serviceLinked(Call call, @Nullable String service) {
    return newEntity(call, "role", "/aws-service-role/" + service + "/", "*")
        .with("iam:AWSServiceName", String.valueOf(service));
  }

  private static Access newProvider(Call call, @Nullable String url) {
    String host = String.valueOf(url).replaceFirst("^https://", "");
    return resource("arn:aws:iam::" + call.account() + ":oidc-provider/" + host);
  }

  static Access provider(@Nullable String arn) {
    return resource(String.valueOf(arn));
  }
}
