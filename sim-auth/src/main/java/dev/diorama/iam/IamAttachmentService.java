package dev.diorama.iam;

import dev.diorama.core.router.Call;
import dev.diorama.core.wire.UrlCoding;
import dev.diorama.iam.Checks.Page;
import dev.diorama.iam.IamModel.Entity;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.iam.model.AttachGroupPolicyRequest;
import software.amazon.awssdk.services.iam.model.AttachGroupPolicyResponse;
import software.amazon.awssdk.services.iam.model.AttachRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.AttachRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.AttachUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.AttachUserPolicyResponse;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;
import software.amazon.awssdk.services.iam.model.DeleteGroupPolicyRequest;
import software.amazon.awssdk.services.iam.model.DeleteGroupPolicyResponse;
import software.amazon.awssdk.services.iam.model.DeleteRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.DeleteRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.DeleteUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.DeleteUserPolicyResponse;
import software.amazon.awssdk.services.iam.model.DetachGroupPolicyRequest;
import software.amazon.awssdk.services.iam.model.DetachGroupPolicyResponse;
import software.amazon.awssdk.services.iam.model.DetachRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.DetachRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.DetachUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.DetachUserPolicyResponse;
import software.amazon.awssdk.services.iam.model.GetGroupPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetGroupPolicyResponse;
import software.amazon.awssdk.services.iam.model.GetRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.GetRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.GetUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetUserPolicyResponse;
import software.amazon.awssdk.services.iam.model.ListAttachedGroupPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListAttachedGroupPoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListAttachedRolePoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListAttachedRolePoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListAttachedUserPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListAttachedUserPoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListGroupPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListGroupPoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListRolePoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListRolePoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListUserPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListUserPoliciesResponse;
import software.amazon.awssdk.services.iam.model.PutGroupPolicyRequest;
import software.amazon.awssdk.services.iam.model.PutGroupPolicyResponse;
import software.amazon.awssdk.services.iam.model.PutRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.PutRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.PutUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.PutUserPolicyResponse;

/** Policies on users, groups and roles: inline ones, and attached managed ones. */
final class IamAttachmentService {
  private final IamDirectory directory;

  IamAttachmentService(IamDirectory directory) {
    this.directory = directory;
  }

  // The rules, the same for all three.

  private void put(
      Call call, Entity entity, @Nullable String policyName, @Nullable String document, int limit) {
    IamRoleService.checkChangeable(entity);
    String name = Checks.name("policyName", policyName, 128);
    String text = directory.identityPolicy(call, document);
    int others =
        entity.inline.entrySet().stream()
            .filter(policy -> !policy.getKey().equals(name))
            .mapToInt(policy -> Checks.size(policy.getValue()))
            .sum();
    if (others + Checks.size(text) > limit) {
      throw IamError.LIMIT_EXCEEDED.with(
          "Maximum policy size of "
              + limit
              + " bytes exceeded for "
              + entity.sort()
              + " "
              + entity.name);
    }
    entity.inline.put(name, text);
  }

  private static String inline(Entity entity, @Nullable String policyName) {
    String name = Checks.name("policyName", policyName, 128);
    String document = entity.inline.get(name);
    if (document == null) {
      throw IamDirectory.missing(
          "The " + entity.sort() + " policy with name " + name + " cannot be found.");
    }
    return document;
  }

  private static void delete(Entity entity, @Nullable String policyName) {
    IamRoleService.checkChangeable(entity);
    String unused = inline(entity, policyName);
    entity.inline.remove(policyName);
  }

  private void attach(Call call, Entity entity, @Nullable String arn) {
    IamRoleService.checkChangeable(entity);
    String given = directory.attachable(call, arn).arn;
    if (!entity.attached.contains(given)) {
      String sort = entity.sort();
      directory.checkQuota(
          entity.attached.size(),
          directory.limits.attachedPolicies(),
          "PoliciesPer" + sort.substring(0, 1).toUpperCase(Locale.ROOT) + sort.substring(1));
      entity.attached.add(given);
    }
  }

  private static void detach(Entity entity, @Nullable String arn) {
    IamRoleService.checkChangeable(entity);
    String given = IamDirectory.policyArn(arn);
    if (!entity.attached.remove(given)) {
      throw IamDirectory.missing("Policy " + given + " was not found.");
    }
  }

  private Page<AttachedPolicy> attached(
      Entity entity, @Nullable String prefix, @Nullable String marker, @Nullable Integer max) {
    List<AttachedPolicy> all =
        entity.attached.stream()
            .map(directory::policy)
            .filter(policy -> prefix == null || policy.path.startsWith(prefix))
            .map(
                policy ->
                    AttachedPolicy.builder().policyArn(policy.arn).policyName(policy.name).build())
            .toList();
    return Checks.page(all, marker, max);
  }

  private static Page<String> names(Entity entity, @Nullable String marker, @Nullable Integer max) {
    return Checks.page(List.copyOf(entity.inline.keySet()), marker, max);
  }

  // Users.

  SdkResponse putUserPolicy(Call call, PutUserPolicyRequest request) {
    put(
        call,
        directory.user(call, request.userName()),
        request.policyName(),
        request.policyDocument(),
        directory.limits.userInlineSize());
    return PutUserPolicyResponse.builder().build();
  }

  SdkResponse getUserPolicy(Call call, GetUserPolicyRequest request) {
    Entity user = directory.user(call, request.userName());
    return GetUserPolicyResponse.builder()
        .userName(user.name)
        .policyName(request.policyName())
        .policyDocument(UrlCoding.encode(inline(user, request.policyName())))
        .build();
  }

  SdkResponse deleteUserPolicy(Call call, DeleteUserPolicyRequest request) {
    delete(directory.user(call, request.userName()), request.policyName());
    return DeleteUserPolicyResponse.builder().build();
  }

  SdkResponse listUserPolicies(Call call, ListUserPoliciesRequest request) {
    Entity user = directory.user(call, request.userName());
    Page<String> page = names(user, request.marker(), request.maxItems());
    return ListUserPoliciesResponse.builder()
        .policyNames(page.items())
        .isTruncated(page.truncated())
        .marker(page.marker())
        .build();
  }

  SdkResponse attachUserPolicy(Call call, AttachUserPolicyRequest request) {
    attach(call, directory.user(call, request.userName()), request.policyArn());
    return AttachUserPolicyResponse.builder().build();
  }

  SdkResponse detachUserPolicy(Call call, DetachUserPolicyRequest request) {
    detach(directory.user(call, request.userName()), request.policyArn());
    return DetachUserPolicyResponse.builder().build();
  }

  SdkResponse listAttachedUserPolicies(Call call, ListAttachedUserPoliciesRequest request) {
    Page<AttachedPolicy> page =
        attached(
            directory.user(call, request.userName()),
            request.pathPrefix(),
            request.marker(),
            request.maxItems());
    return ListAttachedUserPoliciesResponse.builder()
        .attachedPolicies(page.items())
        .isTruncated(page.truncated())
        .marker(page.marker())
        .build();
  }

  // Groups.

  SdkResponse putGroupPolicy(Call call, PutGroupPolicyRequest request) {
    put(
        call,
        directory.group(call, request.groupName()),
        request.policyName(),
        request.policyDocument(),
        directory.limits.groupInlineSize());
    return PutGroupPolicyResponse.builder().build();
  }

  SdkResponse getGroupPolicy(Call call, GetGroupPolicyRequest request) {
    Entity group = directory.group(call, request.groupName());
    return GetGroupPolicyResponse.builder()
        .groupName(group.name)
        .policyName(request.policyName())
        .policyDocument(UrlCoding.encode(inline(group, request.policyName())))
        .build();
  }

  SdkResponse deleteGroupPolicy(Call call, DeleteGroupPolicyRequest request) {
    delete(directory.group(call, request.groupName()), request.policyName());
    return DeleteGroupPolicyResponse.builder().build();
  }

  SdkResponse listGroupPolicies(Call call, ListGroupPoliciesRequest request) {
    Entity group = directory.group(call, request.groupName());
    Page<String> page = names(group, request.marker(), request.maxItems());
    return ListGroupPoliciesResponse.builder()
        .policyNames(page.items())
        .isTruncated(page.truncated())
        .marker(page.marker())
        .build();
  }

  SdkResponse attachGroupPolicy(Call call, AttachGroupPolicyRequest request) {
    attach(call, directory.group(call, request.groupName()), request.policyArn());
    return AttachGroupPolicyResponse.builder().build();
  }

  SdkResponse detachGroupPolicy(Call call, DetachGroupPolicyRequest request) {
    detach(directory.group(call, request.groupName()), request.policyArn());
    return DetachGroupPolicyResponse.builder().build();
  }

  SdkResponse listAttachedGroupPolicies(Call call, ListAttachedGroupPoliciesRequest request) {
    Page<AttachedPolicy> page =
        attached(
            directory.group(call, request.groupName()),
            request.pathPrefix(),
            request.marker(),
            request.maxItems());
    return ListAttachedGroupPoliciesResponse.builder()
        .attachedPolicies(page.items())
        .isTruncated(page.truncated())
        .marker(page.marker())
        .build();
  }

  // Roles.

  SdkResponse putRolePolicy(Call call, PutRolePolicyRequest request) {
    put(
        call,
        directory.role(call, request.roleName()),
        request.policyName(),
        request.policyDocument(),
        directory.limits.roleInlineSize());
    return PutRolePolicyResponse.builder().build();
  }

  SdkResponse getRolePolicy(Call call, GetRolePolicyRequest request) {
    Entity role = directory.role(call, request.roleName());
    return GetRolePolicyResponse.builder()
        .roleName(role.name)
        .policyName(request.policyName())
        .policyDocument(UrlCoding.encode(inline(role, request.policyName())))
        .build();
  }

  SdkResponse deleteRolePolicy(Call call, DeleteRolePolicyRequest request) {
    delete(directory.role(call, request.roleName()), request.policyName());
    return DeleteRolePolicyResponse.builder().build();
  }

  SdkResponse listRolePolicies(Call call, ListRolePoliciesRequest request) {
    Entity role = directory.role(call, request.roleName());
    Page<String> page = names(role, request.marker(), request.maxItems());
    return ListRolePoliciesResponse.builder()
        .policyNames(page.items())
        .isTruncated(page.truncated())
        .marker(page.marker())
        .build();
  }

  SdkResponse attachRolePolicy(Call call, AttachRolePolicyRequest request) {
    attach(call, directory.role(call, request.roleName()), request.policyArn());
    return AttachRolePolicyResponse.builder().build();
  }

  SdkResponse detachRolePolicy(Call call, DetachRolePolicyRequest request) {
    detach(directory.role(call, request.roleName()), request.policyArn());
    return DetachRolePolicyResponse.builder().build();
  }

  SdkResponse listAttachedRolePolicies(Call call, ListAttachedRolePoliciesRequest request) {
    Page<AttachedPolicy> page =
        attached(
            directory.role(call, request.roleName()),
            request.pathPrefix(),
            request.marker(),
            request.maxItems());
    return ListAttachedRolePoliciesResponse.builder()
        .attachedPolicies(page.items())
        .isTruncated(page.truncated())
        .marker(page.marker())
        .build();
  }
}
