package dev.diorama.iam;

import dev.diorama.core.router.Call;
import dev.diorama.iam.Checks.Page;
import dev.diorama.iam.IamModel.Bearer;
import dev.diorama.iam.IamModel.Entity;
import dev.diorama.iam.IamModel.ManagedPolicy;
import dev.diorama.iam.IamModel.Version;
import dev.diorama.iam.IamViews.Depth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.iam.model.CreatePolicyRequest;
import software.amazon.awssdk.services.iam.model.CreatePolicyResponse;
import software.amazon.awssdk.services.iam.model.CreatePolicyVersionRequest;
import software.amazon.awssdk.services.iam.model.CreatePolicyVersionResponse;
import software.amazon.awssdk.services.iam.model.DeletePolicyRequest;
import software.amazon.awssdk.services.iam.model.DeletePolicyResponse;
import software.amazon.awssdk.services.iam.model.DeletePolicyVersionRequest;
import software.amazon.awssdk.services.iam.model.DeletePolicyVersionResponse;
import software.amazon.awssdk.services.iam.model.GetPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetPolicyResponse;
import software.amazon.awssdk.services.iam.model.GetPolicyVersionRequest;
import software.amazon.awssdk.services.iam.model.GetPolicyVersionResponse;
import software.amazon.awssdk.services.iam.model.ListEntitiesForPolicyRequest;
import software.amazon.awssdk.services.iam.model.ListEntitiesForPolicyResponse;
import software.amazon.awssdk.services.iam.model.ListPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListPoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListPolicyTagsRequest;
import software.amazon.awssdk.services.iam.model.ListPolicyTagsResponse;
import software.amazon.awssdk.services.iam.model.ListPolicyVersionsRequest;
import software.amazon.awssdk.services.iam.model.ListPolicyVersionsResponse;
import software.amazon.awssdk.services.iam.model.Policy;
import software.amazon.awssdk.services.iam.model.PolicyGroup;
import software.amazon.awssdk.services.iam.model.PolicyRole;
import software.amazon.awssdk.services.iam.model.PolicyScopeType;
import software.amazon.awssdk.services.iam.model.PolicyUser;
import software.amazon.awssdk.services.iam.model.SetDefaultPolicyVersionRequest;
import software.amazon.awssdk.services.iam.model.SetDefaultPolicyVersionResponse;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.iam.model.TagPolicyRequest;
import software.amazon.awssdk.services.iam.model.TagPolicyResponse;
import software.amazon.awssdk.services.iam.model.UntagPolicyRequest;
import software.amazon.awssdk.services.iam.model.UntagPolicyResponse;

/** Managed policies and their versions. */
final class IamPolicyService {
  private final IamDirectory directory;

  IamPolicyService(IamDirectory directory) {
    this.directory = directory;
  }

  SdkResponse create(Call call, CreatePolicyRequest request) {
    String name = Checks.name("policyName", request.policyName(), 128);
    String path = Checks.path(request.path());
    String description = Checks.description(request.description());
    String document = document(call, request.policyDocument());
    Map<String, ManagedPolicy> policies = directory.account(call).policies;
    if (policies.values().stream().anyMatch(other -> other.name.equalsIgnoreCase(name))) {
      throw IamError.ENTITY_ALREADY_EXISTS.with(
          "A policy called " + name + " already exists. Duplicate names are not allowed.");
    }
    directory.checkQuota(policies.size(), directory.limits.policies(), "PoliciesPerAccount");
    ManagedPolicy policy =
        new ManagedPolicy(
            call.account(),
            directory.ids.policy(),
            path,
            name,
            description,
            new Version(1, document, directory.clock.instant()));
    Checks.tag(policy.tags, request.tags(), directory.limits.tags());
    policies.put(policy.arn, policy);
    return CreatePolicyResponse.builder().policy(view(call, policy, Depth.WHOLE)).build();
  }

  private String document(Call call, @Nullable String given) {
    String document = directory.identityPolicy(call, given);
    if (Checks.size(document) > directory.limits.managedPolicySize()) {
      throw IamError.LIMIT_EXCEEDED.with(
          "Cannot exceed quota for PolicySize: " + directory.limits.managedPolicySize());
    }
    return document;
  }

  private Policy view(Call call, ManagedPolicy policy, Depth depth) {
    return IamViews.policy(
        policy, attachedTo(call, policy).size(), bounding(call, policy).size(), depth);
  }

  private List<Entity> attachedTo(Call call, ManagedPolicy policy) {
    return directory.store.entities(call.account(), entity -> entity.attached.contains(policy.arn));
  }

  private List<Entity> bounding(Call call, ManagedPolicy policy) {
    return directory.store.entities(
        call.account(),
        entity -> entity instanceof Bearer bearer && bearer.boundary.equals(policy.arn));
  }

  SdkResponse get(Call call, GetPolicyRequest request) {
    ManagedPolicy policy = directory.policy(request.policyArn());
    return GetPolicyResponse.builder().policy(view(call, policy, Depth.WHOLE)).build();
  }

  SdkResponse list(Call call, ListPoliciesRequest request) {
    String prefix = request.pathPrefix() == null ? "/" : request.pathPrefix();
    PolicyScopeType scope = request.scope() == null ? PolicyScopeType.ALL : request.scope();
    List<ManagedPolicy> all = new ArrayList<>();
    if (scope != PolicyScopeType.AWS) {
      all.addAll(directory.account(call).policies.values());
    }
    if (scope != PolicyScopeType.LOCAL) {
      all.addAll(directory.store.policiesOfAws());
    }
    all.removeIf(
        policy ->
            !policy.path.startsWith(prefix)
                || (Boolean.TRUE.equals(request.onlyAttached())
                    && attachedTo(call, policy).isEmpty()));
    Page<ManagedPolicy> page = Checks.page(all, request.marker(), request.maxItems());
    return ListPoliciesResponse.builder()
        .policies(page.items().stream().map(policy -> view(call, policy, Depth.LISTED)).toList())
        .isTruncated(page.truncated())
        .marker(page.marker())
        .build();
  }

  SdkResponse delete(Call call, DeletePolicyRequest request) {
    ManagedPolicy policy = directory.policy(request.policyArn());
    if (!attachedTo(call, policy).isEmpty() || !bounding(call, policy).isEmpty()) {
      throw IamError.DELETE_CONFLICT.with("Cannot delete a policy attached to entities.");
    }
    if (policy.versions.size() > 1) {
      throw IamError.DELETE_CONFLICT.with(
          "This policy has more than one version. Before you delete a policy, you must delete the"
              + " policy's versions. The default version is deleted with the policy.");
    }
    directory.account(call).policies.remove(policy.arn);
    return DeletePolicyResponse.builder().build();
  }

  SdkResponse createVersion(Call call, CreatePolicyVersionRequest request) {
    ManagedPolicy policy = directory.policy(request.policyArn());
    String document = document(call, request.policyDocument());
    if (policy.versions.size() >= directory.limits.versionsPerPolicy()) {
      throw IamError.LIMIT_EXCEEDED.with(
          "A managed policy can have up to "
              + directory.limits.versionsPerPolicy()
              + " versions. Before you create a new version, you must delete an existing"
              + " version.");
    }
    Version version = new Version(++policy.lastVersion, document, directory.clock.instant());
    policy.versions.put(version.number(), version);
    policy.updated = version.created();
    if (Boolean.TRUE.equals(request.setAsDefault())) {
      policy.defaultVersion = version.number();
    }
    return CreatePolicyVersionResponse.builder()
        .policyVersion(IamViews.version(policy, version, Depth.LISTED))
        .build();
  }

  SdkResponse getVersion(Call call, GetPolicyVersionRequest request) {
    ManagedPolicy policy = directory.policy(request.policyArn());
    Version version = version(policy, request.versionId());
    return GetPolicyVersionResponse.builder()
        .policyVersion(IamViews.version(policy, version, Depth.WHOLE))
        .build();
  }

  SdkResponse listVersions(Call call, ListPolicyVersionsRequest request) {
    ManagedPolicy policy = directory.policy(request.policyArn());
    Page<Version> page =
        Checks.page(
            List.copyOf(policy.versions.descendingMap().values()),
            request.marker(),
            request.maxItems());
    return ListPolicyVersionsResponse.builder()
        .versions(
            page.items().stream()
                .map(version -> IamViews.version(policy, version, Depth.LISTED))
                .toList())
        .isTruncated(page.truncated())
        .marker(page.marker())
        .build();
  }

  SdkResponse deleteVersion(Call call, DeletePolicyVersionRequest request) {
    ManagedPolicy policy = directory.policy(request.policyArn());
    Version version = version(policy, request.versionId());
    if (version.number() == policy.defaultVersion) {
      throw IamError.DELETE_CONFLICT.with("Cannot delete the default version of a policy.");
    }
    policy.versions.remove(version.number());
    policy.updated = directory.clock.instant();
    return DeletePolicyVersionResponse.builder().build();
  }

  SdkResponse setDefault(Call call, SetDefaultPolicyVersionRequest request) {
    ManagedPolicy policy = directory.policy(request.policyArn());
    policy.defaultVersion = version(policy, request.versionId()).number();
    policy.updated = directory.clock.instant();
    return SetDefaultPolicyVersionResponse.builder().build();
  }

  private static Version version(ManagedPolicy policy, @Nullable String id) {
    String given = Checks.required("versionId", id);
    return policy.versions.values().stream()
        .filter(version -> version.id().equals(given))
        .findFirst()
        .orElseThrow(
            () ->
                IamDirectory.missing(
                    "Policy "
                        + policy.arn
                        + " version "
                        + given
                        + " does not exist or is not attachable."));
  }

  SdkResponse tag(Call call, TagPolicyRequest request) {
    ManagedPolicy policy = directory.policy(request.policyArn());
    Checks.tag(policy.tags, request.tags(), directory.limits.tags());
    return TagPolicyResponse.builder().build();
  }

  SdkResponse untag(Call call, UntagPolicyRequest request) {
    ManagedPolicy policy = directory.policy(request.policyArn());
    request.tagKeys().forEach(policy.tags::remove);
    return UntagPolicyResponse.builder().build();
  }

  SdkResponse listTags(Call call, ListPolicyTagsRequest request) {
    ManagedPolicy policy = directory.policy(request.policyArn());
    Page<Tag> page = Checks.page(Checks.tags(policy.tags), request.marker(), request.maxItems());
    return ListPolicyTagsResponse.builder()
        .tags(page.items())
        .isTruncated(page.truncated())
        .marker(page.marker())
        .build();
  }

  SdkResponse listEntities(Call call, ListEntitiesForPolicyRequest request) {
    ManagedPolicy policy = directory.policy(request.policyArn());
    String filter = request.entityFilterAsString();
    String usage = request.policyUsageFilterAsString();
    List<Entity> all = new ArrayList<>();
    if (!"PermissionsBoundary".equals(usage)) {
      all.addAll(attachedTo(call, policy));
    }
    if (!"PermissionsPolicy".equals(usage)) {
      bounding(call, policy).stream().filter(entity -> !all.contains(entity)).forEach(all::add);
    }
    all.removeIf(
        entity ->
            (filter != null && !filter.equalsIgnoreCase(entity.sort()))
                || (request.pathPrefix() != null && !entity.path.startsWith(request.pathPrefix())));
    Page<Entity> page = Checks.page(all, request.marker(), request.maxItems());
    ListEntitiesForPolicyResponse.Builder response =
        ListEntitiesForPolicyResponse.builder().isTruncated(page.truncated()).marker(page.marker());
    response.policyGroups(
        named(
            page,
            "group",
            entity -> PolicyGroup.builder().groupName(entity.name).groupId(entity.id).build()));
    response.policyUsers(
        named(
            page,
            "user",
            entity -> PolicyUser.builder().userName(entity.name).userId(entity.id).build()));
    response.policyRoles(
        named(
            page,
            "role",
            entity -> PolicyRole.builder().roleName(entity.name).roleId(entity.id).build()));
    return response.build();
  }

  private static <T> List<T> named(Page<Entity> page, String sort, Function<Entity, T> view) {
    return page.items().stream().filter(entity -> entity.sort().equals(sort)).map(view).toList();
  }
}
