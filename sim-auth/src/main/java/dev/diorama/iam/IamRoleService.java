package dev.diorama.iam;

import dev.diorama.core.json.Json;
import dev.diorama.core.router.Call;
import dev.diorama.core.wire.AwsException;
import dev.diorama.iam.Checks.Page;
import dev.diorama.iam.IamModel.Account;
import dev.diorama.iam.IamModel.Entity;
import dev.diorama.iam.IamModel.Role;
import dev.diorama.iam.IamViews.Depth;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.iam.model.CreateRoleRequest;
import software.amazon.awssdk.services.iam.model.CreateRoleResponse;
import software.amazon.awssdk.services.iam.model.CreateServiceLinkedRoleRequest;
import software.amazon.awssdk.services.iam.model.CreateServiceLinkedRoleResponse;
import software.amazon.awssdk.services.iam.model.DeleteRolePermissionsBoundaryRequest;
import software.amazon.awssdk.services.iam.model.DeleteRolePermissionsBoundaryResponse;
import software.amazon.awssdk.services.iam.model.DeleteRoleRequest;
import software.amazon.awssdk.services.iam.model.DeleteRoleResponse;
import software.amazon.awssdk.services.iam.model.GetRoleRequest;
import software.amazon.awssdk.services.iam.model.GetRoleResponse;
import software.amazon.awssdk.services.iam.model.ListRoleTagsRequest;
import software.amazon.awssdk.services.iam.model.ListRoleTagsResponse;
import software.amazon.awssdk.services.iam.model.ListRolesRequest;
import software.amazon.awssdk.services.iam.model.ListRolesResponse;
import software.amazon.awssdk.services.iam.model.PutRolePermissionsBoundaryRequest;
import software.amazon.awssdk.services.iam.model.PutRolePermissionsBoundaryResponse;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.iam.model.TagRoleRequest;
import software.amazon.awssdk.services.iam.model.TagRoleResponse;
import software.amazon.awssdk.services.iam.model.UntagRoleRequest;
import software.amazon.awssdk.services.iam.model.UntagRoleResponse;
import software.amazon.awssdk.services.iam.model.UpdateAssumeRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.UpdateAssumeRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.UpdateRoleDescriptionRequest;
import software.amazon.awssdk.services.iam.model.UpdateRoleDescriptionResponse;
import software.amazon.awssdk.services.iam.model.UpdateRoleRequest;
import software.amazon.awssdk.services.iam.model.UpdateRoleResponse;

/** Roles, their trust policies and tags. */
final class IamRoleService {
  /** Where roles live that only the service they belong to may change. */
  static final String SERVICE_PATH = "/aws-service-role/";

  /** Role names of services that have one, documented on each service's page on IAM. */
  private static final Map<String, String> SERVICE_ROLES =
      Map.of(
          "dax.amazonaws.com", "AWSServiceRoleForDAX",
          "replication.dynamodb.amazonaws.com", "AWSServiceRoleForDynamoDBReplication",
          "dynamodb.application-autoscaling.amazonaws.com",
              "AWSServiceRoleForApplicationAutoScaling_DynamoDBTable",
          "ops.apigateway.amazonaws.com", "AWSServiceRoleForAPIGateway",
          "email.cognito-idp.amazonaws.com", "AWSServiceRoleForAmazonCognitoIdpEmailService",
          "cognito-idp.amazonaws.com", "AWSServiceRoleForAmazonCognitoIdp",
          "replicator.lambda.amazonaws.com", "AWSServiceRoleForLambdaReplicator",
          "logger.cloudfront.amazonaws.com", "AWSServiceRoleForCloudFrontLogger");

  private final IamDirectory directory;

  IamRoleService(IamDirectory directory) {
    this.directory = directory;
  }

  SdkResponse create(Call call, CreateRoleRequest request) {
    String name = Checks.name("roleName", request.roleName());
    String path = Checks.path(request.path());
    if (path.startsWith(SERVICE_PATH)) {
      throw IamError.VALIDATION_ERROR.with(
          "The path " + SERVICE_PATH + " is reserved for service-linked roles.");
    }
    int maxSession = Checks.maxSession(request.maxSessionDuration());
    String description = Checks.description(request.description());
    String trust =
        directory.trustPolicy(call, "assumeRolePolicyDocument", request.assumeRolePolicyDocument());
    Role role = add(call, path, name, trust);
    role.maxSessionSeconds = maxSession;
    role.description = description;
    try {
      if (request.permissionsBoundary() != null) {
        role.boundary = directory.boundary(call, request.permissionsBoundary());
      }
      Checks.tag(role.tags, request.tags(), directory.limits.tags());
    } catch (AwsException e) {
      directory.account(call).roles.remove(name);
      throw e;
    }
    return CreateRoleResponse.builder().role(IamViews.role(role, Depth.WHOLE)).build();
  }

  private Role add(Call call, String path, String name, String trust) {
    Account account = directory.account(call);
    if (account.roles.containsKey(name)) {
      throw IamError.ENTITY_ALREADY_EXISTS.with("Role with name " + name + " already exists.");
    }
    directory.checkQuota(account.roles.size(), directory.limits.roles(), "RolesPerAccount");
    Role role =
        new Role(
            call.account(), directory.ids.role(), directory.clock.instant(), path, name, trust);
    account.roles.put(name, role);
    return role;
  }

  SdkResponse createServiceLinked(Call call, CreateServiceLinkedRoleRequest request) {
    String service = Checks.required("aWSServiceName", request.awsServiceName());
    String name = SERVICE_ROLES.get(service);
    if (name == null || request.customSuffix() != null) {
      throw IamError.INVALID_INPUT.with(
          "Service role name has not been defined for " + service + ", or takes no suffix.");
    }
    if (directory.account(call).roles.containsKey(name)) {
      throw IamError.INVALID_INPUT.with(
          "Service role name "
              + name
              + " has been taken in this account, please try a different suffix.");
    }
    Role role = add(call, SERVICE_PATH + service + "/", name, trustOf(service));
    role.description = Checks.description(request.description());
    return CreateServiceLinkedRoleResponse.builder().role(IamViews.role(role, Depth.WHOLE)).build();
  }

  private static String trustOf(String service) {
    return Json.object()
        .put("Version", Policy.CURRENT)
        .put(
            "Statement",
            new Json.Arr(
                List.of(
                    Json.object()
                        .put("Effect", "Allow")
                        .put("Principal", Json.object().put("Service", service).build())
                        .put("Action", "sts:AssumeRole")
                        .build())))
        .build()
        .write();
  }

  SdkResponse get(Call call, GetRoleRequest request) {
    Role role = directory.role(call, request.roleName());
    return GetRoleResponse.builder().role(IamViews.role(role, Depth.WHOLE)).build();
  }

  SdkResponse list(Call call, ListRolesRequest request) {
    String prefix = request.pathPrefix() == null ? "/" : request.pathPrefix();
    List<Role> all =
        directory.account(call).roles.values().stream()
            .filter(role -> role.path.startsWith(prefix))
            .toList();
    Page<Role> page = Checks.page(all, request.marker(), request.maxItems());
    return ListRolesResponse.builder()
        .roles(page.items().stream().map(role -> IamViews.role(role, Depth.LISTED)).toList())
        .isTruncated(page.truncated())
        .marker(page.marker())
        .build();
  }

  SdkResponse update(Call call, UpdateRoleRequest request) {
    Role role = changeable(call, request.roleName());
    int maxSession =
        request.maxSessionDuration() == null
            ? role.maxSessionSeconds
            : Checks.maxSession(request.maxSessionDuration());
    if (request.description() != null) {
      role.description = Checks.description(request.description());
    }
    role.maxSessionSeconds = maxSession;
    return UpdateRoleResponse.builder().build();
  }

  SdkResponse updateDescription(Call call, UpdateRoleDescriptionRequest request) {
    Role role = changeable(call, request.roleName());
    role.description = Checks.description(request.description());
    return UpdateRoleDescriptionResponse.builder().role(IamViews.role(role, Depth.WHOLE)).build();
  }

  SdkResponse updateTrustPolicy(Call call, UpdateAssumeRolePolicyRequest request) {
    Role role = changeable(call, request.roleName());
    role.trustPolicy = directory.trustPolicy(call, "policyDocument", request.policyDocument());
    return UpdateAssumeRolePolicyResponse.builder().build();
  }

  SdkResponse delete(Call call, DeleteRoleRequest request) {
    Role role = changeable(call, request.roleName());
    if (directory.account(call).profiles.values().stream()
        .anyMatch(profile -> profile.role.equals(role.name))) {
      throw IamError.DELETE_CONFLICT.with(
          "Cannot delete entity, must remove roles from instance profile first.");
    }
    IamDirectory.checkBare(role);
    directory.account(call).roles.remove(role.name);
    return DeleteRoleResponse.builder().build();
  }

  SdkResponse tag(Call call, TagRoleRequest request) {
    Role role = changeable(call, request.roleName());
    Checks.tag(role.tags, request.tags(), directory.limits.tags());
    return TagRoleResponse.builder().build();
  }

  SdkResponse untag(Call call, UntagRoleRequest request) {
    Role role = changeable(call, request.roleName());
    request.tagKeys().forEach(role.tags::remove);
    return UntagRoleResponse.builder().build();
  }

  SdkResponse listTags(Call call, ListRoleTagsRequest request) {
    Role role = directory.role(call, request.roleName());
    Page<Tag> page = Checks.page(Checks.tags(role.tags), request.marker(), request.maxItems());
    return ListRoleTagsResponse.builder()
        .tags(page.items())
        .isTruncated(page.truncated())
        .marker(page.marker())
        .build();
  }

  SdkResponse putBoundary(Call call, PutRolePermissionsBoundaryRequest request) {
    Role role = changeable(call, request.roleName());
    role.boundary = directory.boundary(call, request.permissionsBoundary());
    return PutRolePermissionsBoundaryResponse.builder().build();
  }

  SdkResponse deleteBoundary(Call call, DeleteRolePermissionsBoundaryRequest request) {
    Role role = changeable(call, request.roleName());
    if (role.boundary.isEmpty()) {
      throw IamDirectory.missing("Role " + role.name + " has no permissions boundary.");
    }
    role.boundary = "";
    return DeleteRolePermissionsBoundaryResponse.builder().build();
  }

  private Role changeable(Call call, @Nullable String name) {
    Role role = directory.role(call, name);
    checkChangeable(role);
    return role;
  }

  static void checkChangeable(Entity entity) {
    if (entity instanceof Role && entity.path.startsWith(SERVICE_PATH)) {
      throw IamError.UNMODIFIABLE_ENTITY.with(
          "Cannot perform the operation on the protected role '"
              + entity.name
              + "' - this role is only modifiable by AWS");
    }
  }
}
