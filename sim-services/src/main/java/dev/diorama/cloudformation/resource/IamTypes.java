package dev.diorama.cloudformation.resource;

import dev.diorama.core.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.iam.model.AttachGroupPolicyRequest;
import software.amazon.awssdk.services.iam.model.AttachGroupPolicyResponse;
import software.amazon.awssdk.services.iam.model.AttachRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.AttachRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.AttachUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.AttachUserPolicyResponse;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;
import software.amazon.awssdk.services.iam.model.CreatePolicyRequest;
import software.amazon.awssdk.services.iam.model.CreatePolicyResponse;
import software.amazon.awssdk.services.iam.model.CreateRoleRequest;
import software.amazon.awssdk.services.iam.model.CreateRoleResponse;
import software.amazon.awssdk.services.iam.model.DeleteGroupPolicyRequest;
import software.amazon.awssdk.services.iam.model.DeleteGroupPolicyResponse;
import software.amazon.awssdk.services.iam.model.DeletePolicyRequest;
import software.amazon.awssdk.services.iam.model.DeletePolicyResponse;
import software.amazon.awssdk.services.iam.model.DeleteRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.DeleteRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.DeleteRoleRequest;
import software.amazon.awssdk.services.iam.model.DeleteRoleResponse;
import software.amazon.awssdk.services.iam.model.DeleteUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.DeleteUserPolicyResponse;
import software.amazon.awssdk.services.iam.model.DetachGroupPolicyRequest;
import software.amazon.awssdk.services.iam.model.DetachGroupPolicyResponse;
import software.amazon.awssdk.services.iam.model.DetachRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.DetachRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.DetachUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.DetachUserPolicyResponse;
import software.amazon.awssdk.services.iam.model.ListAttachedRolePoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListAttachedRolePoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListRolePoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListRolePoliciesResponse;
import software.amazon.awssdk.services.iam.model.Policy;
import software.amazon.awssdk.services.iam.model.PutGroupPolicyRequest;
import software.amazon.awssdk.services.iam.model.PutGroupPolicyResponse;
import software.amazon.awssdk.services.iam.model.PutRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.PutRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.PutUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.PutUserPolicyResponse;
import software.amazon.awssdk.services.iam.model.Role;
import software.amazon.awssdk.services.iam.model.Tag;

/** {@code AWS::IAM::*}. */
final class IamTypes {
  private IamTypes() {}

  static void addTo(ResourceTypes types) {
    types.add("AWS::IAM::Role", IamTypes::createRole, (call, made, p) -> deleteRole(call, made));
    types.add("AWS::IAM::Policy", IamTypes::createInline, IamTypes::deleteInline);
    types.add("AWS::IAM::ManagedPolicy", IamTypes::createManaged, IamTypes::deleteManaged);
  }

  private static ResourceType.Made createRole(ResourceCall call, Properties properties) {
    CreateRoleRequest.Builder request =
        new Binder(call.logicalId())
            .bind(
                CreateRoleRequest.builder(),
                properties.only("Description", "MaxSessionDuration", "Path", "PermissionsBoundary"))
            .assumeRolePolicyDocument(
                ResourceTypes.document().apply(properties.require("AssumeRolePolicyDocument")));
    String name = properties.text("RoleName").orElseGet(() -> call.generatedName(64));
    List<Tag> tags = new ArrayList<>();
    properties
        .tags("Tags")
        .forEach((key, value) -> tags.add(Tag.builder().key(key).value(value).build()));
    if (!tags.isEmpty()) {
      request.tags(tags);
    }
    List<String> managed = properties.texts("ManagedPolicyArns");
    Json inline = properties.take("Policies").orElse(new Json.Arr(List.of()));
    properties.done();
    Role role = call.send(request.roleName(name).build(), CreateRoleResponse.class).role();
    try {
      attachAll(call, name, managed, inline);
    } catch (RuntimeException e) {
      // The engine does not know of a role that was not finished: leave none behind.
      deleteRole(call, ResourceType.Made.of(name));
      throw e;
    }
    return ResourceType.Made.of(name).with("Arn", role.arn()).with("RoleId", role.roleId());
  }

  private static void attachAll(ResourceCall call, String role, List<String> managed, Json inline) {
    for (String arn : managed) {
      call.send(
          AttachRolePolicyRequest.builder().roleName(role).policyArn(arn).build(),
          AttachRolePolicyResponse.class);
    }
    for (Json policy : inline.items()) {
      Properties one = call.properties((Json.Obj) policy);
      call.send(
          PutRolePolicyRequest.builder()
              .roleName(role)
              .policyName(one.requireText("PolicyName"))
              .policyDocument(ResourceTypes.document().apply(one.require("PolicyDocument")))
              .build(),
          PutRolePolicyResponse.class);
    }
  }

  private static void deleteRole(ResourceCall call, ResourceType.Made made) {
    String name = made.physicalId();
    ListRolePoliciesResponse inline =
        call.send(
            ListRolePoliciesRequest.builder().roleName(name).build(),
            ListRolePoliciesResponse.class);
    for (String policy : inline.policyNames()) {
      call.send(
          DeleteRolePolicyRequest.builder().roleName(name).policyName(policy).build(),
          DeleteRolePolicyResponse.class);
    }
    ListAttachedRolePoliciesResponse attached =
        call.send(
            ListAttachedRolePoliciesRequest.builder().roleName(name).build(),
            ListAttachedRolePoliciesResponse.class);
    for (AttachedPolicy policy : attached.attachedPolicies()) {
      call.send(
          DetachRolePolicyRequest.builder().roleName(name).policyArn(policy.policyArn()).build(),
          DetachRolePolicyResponse.class);
    }
    call.send(DeleteRoleRequest.builder().roleName(name).build(), DeleteRoleResponse.class);
  }

  private static ResourceType.Made createInline(ResourceCall call, Properties properties) {
    String name = properties.requireText("PolicyName");
    String document = ResourceTypes.document().apply(properties.require("PolicyDocument"));
    for (String role : properties.texts("Roles")) {
      call.send(
          PutRolePolicyRequest.builder()
              .roleName(role)
              .policyName(name)
              .policyDocument(document)
              .build(),
          PutRolePolicyResponse.class);
    }
    for (String user : properties.texts("Users")) {
      call.send(
          PutUserPolicyRequest.builder()
              .userName(user)
              .policyName(name)
              .policyDocument(document)
              .build(),
          PutUserPolicyResponse.class);
    }
    for (String group : properties.texts("Groups")) {
      call.send(
          PutGroupPolicyRequest.builder()
              .groupName(group)
              .policyName(name)
              .policyDocument(document)
              .build(),
          PutGroupPolicyResponse.class);
    }
    properties.done();
    return ResourceType.Made.of(name).with("Id", name);
  }

  private static void deleteInline(
      ResourceCall call, ResourceType.Made made, Properties properties) {
    String name = made.physicalId();
    for (String role : properties.texts("Roles")) {
      call.send(
          DeleteRolePolicyRequest.builder().roleName(role).policyName(name).build(),
          DeleteRolePolicyResponse.class);
    }
    for (String user : properties.texts("Users")) {
      call.send(
          DeleteUserPolicyRequest.builder().userName(user).policyName(name).build(),
          DeleteUserPolicyResponse.class);
    }
    for (String group : properties.texts("Groups")) {
      call.send(
          DeleteGroupPolicyRequest.builder().groupName(group).policyName(name).build(),
          DeleteGroupPolicyResponse.class);
    }
  }

  private static ResourceType.Made createManaged(ResourceCall call, Properties properties) {
    String document = ResourceTypes.document().apply(properties.require("PolicyDocument"));
    String name = properties.text("ManagedPolicyName").orElseGet(() -> call.generatedName(128));
    Optional<String> path = properties.text("Path");
    Optional<String> description = properties.text("Description");
    List<String> roles = properties.texts("Roles");
    List<String> users = properties.texts("Users");
    List<String> groups = properties.texts("Groups");
    properties.done();
    Policy policy =
        call.send(
                CreatePolicyRequest.builder()
                    .policyName(name)
                    .path(path.orElse(null))
                    .description(description.orElse(null))
                    .policyDocument(document)
                    .build(),
                CreatePolicyResponse.class)
            .policy();
    for (String role : roles) {
      call.send(
          AttachRolePolicyRequest.builder().roleName(role).policyArn(policy.arn()).build(),
          AttachRolePolicyResponse.class);
    }
    for (String user : users) {
      call.send(
          AttachUserPolicyRequest.builder().userName(user).policyArn(policy.arn()).build(),
          AttachUserPolicyResponse.class);
    }
    for (String group : groups) {
      call.send(
          AttachGroupPolicyRequest.builder().groupName(group).policyArn(policy.arn()).build(),
          AttachGroupPolicyResponse.class);
    }
    return ResourceType.Made.of(policy.arn()).with("PolicyArn", policy.arn());
  }

  private static void deleteManaged(
      ResourceCall call, ResourceType.Made made, Properties properties) {
    String arn = made.physicalId();
    for (String role : properties.texts("Roles")) {
      call.send(
          DetachRolePolicyRequest.builder().roleName(role).policyArn(arn).build(),
          DetachRolePolicyResponse.class);
    }
    for (String user : properties.texts("Users")) {
      call.send(
          DetachUserPolicyRequest.builder().userName(user).policyArn(arn).build(),
          DetachUserPolicyResponse.class);
    }
    for (String group : properties.texts("Groups")) {
      call.send(
          DetachGroupPolicyRequest.builder().groupName(group).policyArn(arn).build(),
          DetachGroupPolicyResponse.class);
    }
    call.send(DeletePolicyRequest.builder().policyArn(arn).build(), DeletePolicyResponse.class);
  }
}
