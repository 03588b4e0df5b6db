package dev.diorama.iam;

import dev.diorama.core.router.Call;
import dev.diorama.iam.Checks.Page;
import dev.diorama.iam.IamModel.Profile;
import dev.diorama.iam.IamModel.Role;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.iam.model.AddRoleToInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.AddRoleToInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.CreateInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.CreateInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.DeleteInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.DeleteInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.GetInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.GetInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.InstanceProfile;
import software.amazon.awssdk.services.iam.model.ListInstanceProfileTagsRequest;
import software.amazon.awssdk.services.iam.model.ListInstanceProfileTagsResponse;
import software.amazon.awssdk.services.iam.model.ListInstanceProfilesForRoleRequest;
import software.amazon.awssdk.services.iam.model.ListInstanceProfilesForRoleResponse;
import software.amazon.awssdk.services.iam.model.ListInstanceProfilesRequest;
import software.amazon.awssdk.services.iam.model.ListInstanceProfilesResponse;
import software.amazon.awssdk.services.iam.model.RemoveRoleFromInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.RemoveRoleFromInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.iam.model.TagInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.TagInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.UntagInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.UntagInstanceProfileResponse;

/** Instance profiles: boxes for one role each, that nothing here ever opens. */
final class IamInstanceProfileService {
  /** Documented: reference_iam-quotas. */
  private static final int PER_ACCOUNT = 1_000;

  private final IamDirectory directory;

  IamInstanceProfileService(IamDirectory directory) {
    this.directory = directory;
  }

  private Map<String, Profile> profiles(Call call) {
    return directory.account(call).profiles;
  }

  private Profile profile(Call call, @Nullable String name) {
    String given = Checks.name("instanceProfileName", name, 128);
    Profile profile = profiles(call).get(given);
    if (profile == null || !profile.name.equals(given)) {
      throw IamDirectory.missing("Instance Profile " + given + " cannot be found.");
    }
    return profile;
  }

  SdkResponse create(Call call, CreateInstanceProfileRequest request) {
    String name = Checks.name("instanceProfileName", request.instanceProfileName(), 128);
    String path = Checks.path(request.path());
    if (profiles(call).containsKey(name)) {
      throw IamError.ENTITY_ALREADY_EXISTS.with("Instance Profile " + name + " already exists.");
    }
    directory.checkQuota(profiles(call).size(), PER_ACCOUNT, "InstanceProfilesPerAccount");
    Profile profile =
        new Profile(call.account(), directory.ids.profile(), path, name, directory.clock.instant());
    Checks.tag(profile.tags, request.tags(), directory.limits.tags());
    profiles(call).put(name, profile);
    return CreateInstanceProfileResponse.builder().instanceProfile(view(call, profile)).build();
  }

  SdkResponse get(Call call, GetInstanceProfileRequest request) {
    return GetInstanceProfileResponse.builder()
        .instanceProfile(view(call, profile(call, request.instanceProfileName())))
        .build();
  }

  SdkResponse delete(Call call, DeleteInstanceProfileRequest request) {
    Profile profile = profile(call, request.instanceProfileName());
    if (!profile.role.isEmpty()) {
      throw IamError.DELETE_CONFLICT.with(
          "Cannot delete entity, must remove roles from instance profile first.");
    }
    profiles(call).remove(profile.name);
    return DeleteInstanceProfileResponse.builder().build();
  }

  SdkResponse addRole(Call call, AddRoleToInstanceProfileRequest request) {
    Profile profile = profile(call, request.instanceProfileName());
    Role role = directory.role(call, request.roleName());
    if (!profile.role.isEmpty()) {
      throw IamError.LIMIT_EXCEEDED.with(
          "Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1");
    }
    profile.role = role.name;
    return AddRoleToInstanceProfileResponse.builder().build();
  }

  SdkResponse removeRole(Call call, RemoveRoleFromInstanceProfileRequest request) {
    Profile profile = profile(call, request.instanceProfileName());
    String role = Checks.name("roleName", request.roleName());
    if (!profile.role.equals(role)) {
      throw IamDirectory.missing(
          "Role " + role + " in Instance Profile " + profile.name + " cannot be found.");
    }
    profile.role = "";
    return RemoveRoleFromInstanceProfileResponse.builder().build();
  }

  SdkResponse list(Call call, ListInstanceProfilesRequest request) {
    String prefix = request.pathPrefix() == null ? "/" : request.pathPrefix();
    Page<InstanceProfile> page =
        Checks.page(
            profiles(call).values().stream()
                .filter(profile -> profile.path.startsWith(prefix))
                .map(profile -> view(call, profile))
                .toList(),
            request.marker(),
            request.maxItems());
    return ListInstanceProfilesResponse.builder()
        .instanceProfiles(page.items())
        .isTruncated(page.truncated())
        .marker(page.marker())
        .build();
  }

  SdkResponse listForRole(Call call, ListInstanceProfilesForRoleRequest request) {
    Role role = directory.role(call, request.roleName());
    Page<InstanceProfile> page =
        Checks.page(ofRole(call, role.name), request.marker(), request.maxItems());
    return ListInstanceProfilesForRoleResponse.builder()
        .instanceProfiles(page.items())
        .isTruncated(page.truncated())
        .marker(page.marker())
        .build();
  }

  List<InstanceProfile> ofRole(Call call, String role) {
    return profiles(call).values().stream()
        .filter(profile -> profile.role.equals(role))
        .map(profile -> view(call, profile))
        .toList();
  }

  SdkResponse tag(Call call, TagInstanceProfileRequest request) {
    Profile profile = profile(call, request.instanceProfileName());
    Checks.tag(profile.tags, request.tags(), directory.limits.tags());
    return TagInstanceProfileResponse.builder().build();
  }

  SdkResponse untag(Call call, UntagInstanceProfileRequest request) {
    Profile profile = profile(call, request.instanceProfileName());
    request.tagKeys().forEach(profile.tags::remove);
    return UntagInstanceProfileResponse.builder().build();
  }

  SdkResponse listTags(Call call, ListInstanceProfileTagsRequest request) {
    Profile profile = profile(call, request.instanceProfileName());
    Page<Tag> page = Checks.page(Checks.tags(profile.tags), request.marker(), request.maxItems());
    return ListInstanceProfileTagsResponse.builder()
        .tags(page.items())
        .isTruncated(page.truncated())
        .marker(page.marker())
        .build();
  }

  private InstanceProfile view(Call call, Profile profile) {
    List<software.amazon.awssdk.services.iam.model.Role> roles =
        directory.account(call).roles.values().stream()
            .filter(role -> role.name.equals(profile.role))
            .map(role -> IamViews.role(role, IamViews.Depth.LISTED))
            .toList();
    InstanceProfile.Builder view =
        InstanceProfile.builder()
            .instanceProfileName(profile.name)
            .instanceProfileId(profile.id)
            .arn(profile.arn())
            .path(profile.path)
            .createDate(profile.created)
            .roles(roles);
    return profile.tags.isEmpty() ? view.build() : view.tags(Checks.tags(profile.tags)).build();
  }
}
