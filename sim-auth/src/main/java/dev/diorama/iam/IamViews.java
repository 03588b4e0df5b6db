package dev.diorama.iam;

import dev.diorama.core.wire.UrlCoding;
import dev.diorama.iam.IamModel.Bearer;
import dev.diorama.iam.IamModel.ManagedPolicy;
import dev.diorama.iam.IamModel.Version;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.AttachedPermissionsBoundary;
import software.amazon.awssdk.services.iam.model.Group;
import software.amazon.awssdk.services.iam.model.PermissionsBoundaryAttachmentType;
import software.amazon.awssdk.services.iam.model.Policy;
import software.amazon.awssdk.services.iam.model.PolicyVersion;
import software.amazon.awssdk.services.iam.model.Role;
import software.amazon.awssdk.services.iam.model.User;

/** The state as responses show it. Documents are percent-encoded, as RFC 3986 has it. */
final class IamViews {
  private IamViews() {}

  /** How much of a thing a response shows: lists leave out tags and boundaries. */
  enum Depth {
    LISTED,
    WHOLE
  }

  static User user(IamModel.User user, Depth depth) {
    User.Builder view =
        User.builder()
            .userName(user.name)
            .userId(user.id)
            .arn(user.arn())
            .path(user.path)
            .createDate(user.created);
    if (depth == Depth.WHOLE) {
      view.permissionsBoundary(boundary(user));
      if (!user.tags.isEmpty()) {
        view.tags(Checks.tags(user.tags));
      }
    }
    return view.build();
  }

  static Group group(IamModel.Group group) {
    return Group.builder()
        .groupName(group.name)
        .groupId(group.id)
        .arn(group.arn())
        .path(group.path)
        .createDate(group.created)
        .build();
  }

  static Role role(IamModel.Role role, Depth depth) {
    Role.Builder view =
        Role.builder()
            .roleName(role.name)
            .roleId(role.id)
            .arn(role.arn())
            .path(role.path)
            .createDate(role.created)
            .assumeRolePolicyDocument(UrlCoding.encode(role.trustPolicy))
            .maxSessionDuration(role.maxSessionSeconds);
    if (!role.description.isEmpty()) {
      view.description(role.description);
    }
    if (depth == Depth.WHOLE) {
      view.permissionsBoundary(boundary(role));
      if (!role.tags.isEmpty()) {
        view.tags(Checks.tags(role.tags));
      }
    }
    return view.build();
  }

  private static @Nullable AttachedPermissionsBoundary boundary(Bearer bearer) {
    return bearer.boundary.isEmpty()
        ? null
        : AttachedPermissionsBoundary.builder()
            .permissionsBoundaryArn(bearer.boundary)
            .permissionsBoundaryType(PermissionsBoundaryAttachmentType.PERMISSIONS_BOUNDARY_POLICY)
            .build();
  }

  static Policy policy(ManagedPolicy policy, int attached, int boundaries, Depth depth) {
    Policy.Builder view =
        Policy.builder()
            .policyName(policy.name)
            .policyId(policy.id)
            .arn(policy.arn)
            .path(policy.path)
            .defaultVersionId("v" + policy.defaultVersion)
            .attachmentCount(attached)
            .permissionsBoundaryUsageCount(boundaries)
            .isAttachable(true)
            .createDate(policy.created)
            .updateDate(policy.updated);
    if (depth == Depth.WHOLE) {
      if (!policy.description.isEmpty()) {
        view.description(policy.description);
      }
      if (!policy.tags.isEmpty()) {
        view.tags(Checks.tags(policy.tags));
      }
    }
    return view.build();
  }

  static PolicyVersion version(ManagedPolicy policy, Version version, Depth depth) {
    PolicyVersion.Builder view =
        PolicyVersion.builder()
            .versionId(version.id())
            .isDefaultVersion(version.number() == policy.defaultVersion)
            .createDate(version.created());
    if (depth == Depth.WHOLE) {
      view.document(UrlCoding.encode(version.document()));
    }
    return view.build();
  }
}
