package dev.diorama.iam;

import dev.diorama.core.router.Call;
import dev.diorama.core.wire.UrlCoding;
import dev.diorama.iam.Checks.Page;
import dev.diorama.iam.IamModel.AccessKey;
import dev.diorama.iam.IamModel.Account;
import dev.diorama.iam.IamModel.Entity;
import dev.diorama.iam.IamModel.Group;
import dev.diorama.iam.IamModel.LastUsed;
import dev.diorama.iam.IamModel.ManagedPolicy;
import dev.diorama.iam.IamModel.Role;
import dev.diorama.iam.IamModel.User;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.iam.model.AttachedPermissionsBoundary;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;
import software.amazon.awssdk.services.iam.model.CreateAccountAliasRequest;
import software.amazon.awssdk.services.iam.model.CreateAccountAliasResponse;
import software.amazon.awssdk.services.iam.model.DeleteAccountAliasRequest;
import software.amazon.awssdk.services.iam.model.DeleteAccountAliasResponse;
import software.amazon.awssdk.services.iam.model.DeleteServiceLinkedRoleRequest;
import software.amazon.awssdk.services.iam.model.DeleteServiceLinkedRoleResponse;
import software.amazon.awssdk.services.iam.model.GenerateCredentialReportRequest;
import software.amazon.awssdk.services.iam.model.GenerateCredentialReportResponse;
import software.amazon.awssdk.services.iam.model.GetAccessKeyLastUsedRequest;
import software.amazon.awssdk.services.iam.model.GetAccessKeyLastUsedResponse;
import software.amazon.awssdk.services.iam.model.GetAccountAuthorizationDetailsRequest;
import software.amazon.awssdk.services.iam.model.GetAccountAuthorizationDetailsResponse;
import software.amazon.awssdk.services.iam.model.GetAccountSummaryRequest;
import software.amazon.awssdk.services.iam.model.GetAccountSummaryResponse;
import software.amazon.awssdk.services.iam.model.GetCredentialReportRequest;
import software.amazon.awssdk.services.iam.model.GetCredentialReportResponse;
import software.amazon.awssdk.services.iam.model.GetServiceLinkedRoleDeletionStatusRequest;
import software.amazon.awssdk.services.iam.model.GetServiceLinkedRoleDeletionStatusResponse;
import software.amazon.awssdk.services.iam.model.GroupDetail;
import software.amazon.awssdk.services.iam.model.ListAccountAliasesRequest;
import software.amazon.awssdk.services.iam.model.ListAccountAliasesResponse;
import software.amazon.awssdk.services.iam.model.ManagedPolicyDetail;
import software.amazon.awssdk.services.iam.model.PermissionsBoundaryAttachmentType;
import software.amazon.awssdk.services.iam.model.PolicyDetail;
import software.amazon.awssdk.services.iam.model.ReportFormatType;
import software.amazon.awssdk.services.iam.model.ReportStateType;
import software.amazon.awssdk.services.iam.model.RoleDetail;
import software.amazon.awssdk.services.iam.model.UserDetail;

/** The account as a whole: its alias, its figures, all of its entities at once, its report. */
final class IamAccountService {
  private static final Pattern ALIAS = Pattern.compile("[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]");

  /** Documented: a report is good for four hours, id_credentials_getting-report. */
  private static final long REPORT_HOURS = 4;

  private final IamDirectory directory;
  private final IamInstanceProfileService profiles;

  IamAccountService(IamDirectory directory, IamInstanceProfileService profiles) {
    this.directory = directory;
    this.profiles = profiles;
  }

  SdkResponse createAlias(Call call, CreateAccountAliasRequest request) {
    String alias = Checks.required("accountAlias", request.accountAlias());
    if (!ALIAS.matcher(alias).matches()) {
      throw Checks.constraint(
          "accountAlias",
          alias,
          "Member must satisfy regular expression pattern: ^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$");
    }
    if (directory.store.aliasTaken(alias, call.account())) {
      throw IamError.ENTITY_ALREADY_EXISTS.with("The account alias " + alias + " already exists.");
    }
    directory.account(call).alias = alias;
    return CreateAccountAliasResponse.builder().build();
  }

  SdkResponse deleteAlias(Call call, DeleteAccountAliasRequest request) {
    String alias = Checks.required("accountAlias", request.accountAlias());
    Account account = directory.account(call);
    if (!account.alias.equals(alias)) {
      throw IamDirectory.missing("The account alias " + alias + " cannot be found.");
    }
    account.alias = "";
    return DeleteAccountAliasResponse.builder().build();
  }

  SdkResponse listAliases(Call call, ListAccountAliasesRequest request) {
    String alias = directory.account(call).alias;
    Page<String> page =
        Checks.page(
            alias.isEmpty() ? List.of() : List.of(alias), request.marker(), request.maxItems());
    return ListAccountAliasesResponse.builder()
        .accountAliases(page.items())
        .isTruncated(page.truncated())
        .marker(page.marker())
        .build();
  }

  SdkResponse summary(Call call, GetAccountSummaryRequest request) {
    Account account = directory.account(call);
    IamConfig.Limits limits = directory.limits;
    Map<String, Integer> summary = new LinkedHashMap<>();
    summary.put("Users", account.users.size());
    summary.put("UsersQuota", limits.users());
    summary.put("Groups", account.groups.size());
    summary.put("GroupsQuota", limits.groups());
    summary.put("GroupsPerUserQuota", limits.groupsPerUser());
    summary.put("Roles", account.roles.size());
    summary.put("RolesQuota", limits.roles());
    summary.put("Policies", account.policies.size());
    summary.put("PoliciesQuota", limits.policies());
    summary.put("PolicySizeQuota", limits.managedPolicySize());
    summary.put("VersionsPerPolicyQuota", limits.versionsPerPolicy());
    summary.put(
        "PolicyVersionsInUse",
        account.policies.values().stream().mapToInt(policy -> policy.versions.size()).sum());
    summary.put("PolicyVersionsInUseQuota", 10_000);
    summary.put("AttachedPoliciesPerUserQuota", limits.attachedPolicies());
    summary.put("AttachedPoliciesPerGroupQuota", limits.attachedPolicies());
    summary.put("AttachedPoliciesPerRoleQuota", limits.attachedPolicies());
    summary.put("UserPolicySizeQuota", limits.userInlineSize());
    summary.put("GroupPolicySizeQuota", limits.groupInlineSize());
    summary.put("RolePolicySizeQuota", limits.roleInlineSize());
    summary.put("AssumeRolePolicySizeQuota", limits.trustPolicySize());
    summary.put("AccessKeysPerUserQuota", limits.keysPerUser());
    summary.put("InstanceProfiles", account.profiles.size());
    summary.put("InstanceProfilesQuota", 1_000);
    summary.put("MFADevices", account.devices.size());
    summary.put(
        "MFADevicesInUse",
        (int) account.devices.values().stream().filter(device -> !device.user.isEmpty()).count());
    summary.put("Providers", account.providers.size() + account.samlProviders.size());
    summary.put("ServerCertificates", 0);
    summary.put("ServerCertificatesQuota", 20);
    summary.put("SigningCertificatesPerUserQuota", 2);
    summary.put("AccountMFAEnabled", 0);
    summary.put("AccountAccessKeysPresent", 1);
    summary.put("AccountPasswordPresent", 1);
    summary.put("AccountSigningCertificatesPresent", 0);
    summary.put("GlobalEndpointTokenVersion", 1);
    return GetAccountSummaryResponse.builder().summaryMapWithStrings(summary).build();
  }

  SdkResponse keyLastUsed(Call call, GetAccessKeyLastUsedRequest request) {
    String id = Checks.required("accessKeyId", request.accessKeyId());
    AccessKey key =
        directory
            .store
            .key(id)
            .filter(found -> found.account.equals(call.account()))
            // AWS denies, rather than tell whether another account has such a key.
            .orElseThrow(
                () ->
                    IamError.ACCESS_DENIED.with(
                        "User: "
                            + call.principal().arn()
                            + " is not authorized to perform: iam:GetAccessKeyLastUsed on resource:"
                            + " access key "
                            + id));
    LastUsed used = key.lastUsed;
    return GetAccessKeyLastUsedResponse.builder()
        .userName(key.userName)
        .accessKeyLastUsed(
            view -> {
              view.serviceName(used == null ? "N/A" : used.service());
              view.region(used == null ? "N/A" : used.region());
              if (used != null) {
                view.lastUsedDate(used.when());
              }
            })
        .build();
  }

  SdkResponse deleteServiceLinked(Call call, DeleteServiceLinkedRoleRequest request) {
    Role role = directory.role(call, request.roleName());
    if (!role.path.startsWith(IamRoleService.SERVICE_PATH)) {
      throw IamDirectory.missing(
          "The role with name " + role.name + " is not a service-linked role.");
    }
    String task = "task" + role.path + role.name + "/" + directory.ids.task();
    directory.account(call).roles.remove(role.name);
    directory.account(call).deletionTasks.add(task);
    return DeleteServiceLinkedRoleResponse.builder().deletionTaskId(task).build();
  }

  SdkResponse deletionStatus(Call call, GetServiceLinkedRoleDeletionStatusRequest request) {
    String task = Checks.required("deletionTaskId", request.deletionTaskId());
    if (!directory.account(call).deletionTasks.contains(task)) {
      throw IamDirectory.missing("Deletion task " + task + " cannot be found.");
    }
    return GetServiceLinkedRoleDeletionStatusResponse.builder().status("SUCCEEDED").build();
  }

  SdkResponse generateReport(Call call, GenerateCredentialReportRequest request) {
    Account account = directory.account(call);
    boolean fresh = account.reported == null || isOld(account.reported);
    if (fresh) {
      account.reported = directory.clock.instant();
    }
    return GenerateCredentialReportResponse.builder()
        .state(fresh ? ReportStateType.STARTED : ReportStateType.COMPLETE)
        .description(fresh ? "No report exists. Starting a new report generation task" : null)
        .build();
  }

  private boolean isOld(Instant reported) {
    return directory.clock.instant().isAfter(reported.plus(REPORT_HOURS, ChronoUnit.HOURS));
  }

  SdkResponse report(Call call, GetCredentialReportRequest request) {
    Instant reported = directory.account(call).reported;
    if (reported == null || isOld(reported)) {
      throw IamError.REPORT_NOT_PRESENT.with("No credential report is present.");
    }
    return GetCredentialReportResponse.builder()
        .content(SdkBytes.fromUtf8String(CredentialReport.of(directory, call)))
        .reportFormat(ReportFormatType.TEXT_CSV)
        .generatedTime(reported)
        .build();
  }

  SdkResponse details(Call call, GetAccountAuthorizationDetailsRequest request) {
    Account account = directory.account(call);
    List<String> filter = request.filterAsStrings();
    List<Object> all = new ArrayList<>();
    if (wants(filter, "User")) {
      all.addAll(account.users.values());
    }
    if (wants(filter, "Group")) {
      all.addAll(account.groups.values());
    }
    if (wants(filter, "Role")) {
      all.addAll(account.roles.values());
    }
    if (wants(filter, "LocalManagedPolicy")) {
      all.addAll(account.policies.values());
    }
    if (wants(filter, "AWSManagedPolicy")) {
      // Documented: of AWS's own, those that are attached to something.
      directory.store.policiesOfAws().stream()
          .filter(policy -> !attachedTo(call, policy).isEmpty())
          .forEach(all::add);
    }
    Page<Object> page = Checks.page(all, request.marker(), request.maxItems());
    return GetAccountAuthorizationDetailsResponse.builder()
        .userDetailList(of(page, User.class).stream().map(this::detail).toList())
        .groupDetailList(of(page, Group.class).stream().map(this::detail).toList())
        .roleDetailList(of(page, Role.class).stream().map(role -> detail(call, role)).toList())
        .policies(
            of(page, ManagedPolicy.class).stream().map(policy -> detail(call, policy)).toList())
        .isTruncated(page.truncated())
        .marker(page.marker())
        .build();
  }

  private static boolean wants(List<String> filter, String sort) {
    return filter.isEmpty() || filter.contains(sort);
  }

  private static <T> List<T> of(Page<Object> page, Class<T> type) {
    return page.items().stream().filter(type::isInstance).map(type::cast).toList();
  }

  private List<Entity> attachedTo(Call call, ManagedPolicy policy) {
    return directory.store.entities(call.account(), entity -> entity.attached.contains(policy.arn));
  }

  private static List<PolicyDetail> inline(Entity entity) {
    return entity.inline.entrySet().stream()
        .map(
            policy ->
                PolicyDetail.builder()
                    .policyName(policy.getKey())
                    .policyDocument(UrlCoding.encode(policy.getValue()))
                    .build())
        .collect(Collectors.toList());
  }

  private List<AttachedPolicy> attached(Entity entity) {
    return entity.attached.stream()
        .map(directory::policy)
        .map(
            policy ->
                AttachedPolicy.builder().policyArn(policy.arn).policyName(policy.name).build())
        .toList();
  }

  private static AttachedPermissionsBoundary boundary(String arn) {
    return AttachedPermissionsBoundary.builder()
        .permissionsBoundaryArn(arn)
        .permissionsBoundaryType(PermissionsBoundaryAttachmentType.PERMISSIONS_BOUNDARY_POLICY)
        .build();
  }

  private UserDetail detail(User user) {
    return UserDetail.builder()
        .userName(user.name)
        .userId(user.id)
        .arn(user.arn())
        .path(user.path)
        .createDate(user.created)
        .userPolicyList(inline(user))
        .groupList(user.groups)
        .attachedManagedPolicies(attached(user))
        .permissionsBoundary(user.boundary.isEmpty() ? null : boundary(user.boundary))
        .tags(Checks.tags(user.tags))
        .build();
  }

  private GroupDetail detail(Group group) {
    return GroupDetail.builder()
        .groupName(group.name)
        .groupId(group.id)
        .arn(group.arn())
        .path(group.path)
        .createDate(group.created)
        .groupPolicyList(inline(group))
        .attachedManagedPolicies(attached(group))
        .build();
  }

  private RoleDetail detail(Call call, Role role) {
    return RoleDetail.builder()
        .roleName(role.name)
        .roleId(role.id)
        .arn(role.arn())
        .path(role.path)
        .createDate(role.created)
        .assumeRolePolicyDocument(UrlCoding.encode(role.trustPolicy))
        .instanceProfileList(profiles.ofRole(call, role.name))
        .rolePolicyList(inline(role))
        .attachedManagedPolicies(attached(role))
        .permissionsBoundary(role.boundary.isEmpty() ? null : boundary(role.boundary))
        .tags(Checks.tags(role.tags))
        .build();
  }

  private ManagedPolicyDetail detail(Call call, ManagedPolicy policy) {
    return ManagedPolicyDetail.builder()
        .policyName(policy.name)
        .policyId(policy.id)
        .arn(policy.arn)
        .path(policy.path)
        .defaultVersionId("v" + policy.defaultVersion)
        .attachmentCount(attachedTo(call, policy).size())
        .permissionsBoundaryUsageCount(
            directory
                .store
                .entities(
                    call.account(),
                    entity ->
                        entity instanceof IamModel.Bearer bearer
                            && bearer.boundary.equals(policy.arn))
                .size())
        .isAttachable(true)
        .description(policy.description.isEmpty() ? null : policy.description)
        .createDate(policy.created)
        .updateDate(policy.updated)
        .policyVersionList(
            policy.versions.descendingMap().values().stream()
                .map(version -> IamViews.version(policy, version, IamViews.Depth.WHOLE))
                .toList())
        .build();
  }
}
