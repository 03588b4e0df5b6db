package dev.diorama.iam;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.iam.model.AddClientIdToOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.AddClientIdToOpenIdConnectProviderResponse;
import software.amazon.awssdk.services.iam.model.AddRoleToInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.AddRoleToInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.AttachRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.AttachRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.ChangePasswordRequest;
import software.amazon.awssdk.services.iam.model.ChangePasswordResponse;
import software.amazon.awssdk.services.iam.model.CreateAccountAliasRequest;
import software.amazon.awssdk.services.iam.model.CreateAccountAliasResponse;
import software.amazon.awssdk.services.iam.model.CreateInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.CreateInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.CreateLoginProfileRequest;
import software.amazon.awssdk.services.iam.model.CreateLoginProfileResponse;
import software.amazon.awssdk.services.iam.model.CreateOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.CreateOpenIdConnectProviderResponse;
import software.amazon.awssdk.services.iam.model.CreateServiceLinkedRoleRequest;
import software.amazon.awssdk.services.iam.model.CreateServiceLinkedRoleResponse;
import software.amazon.awssdk.services.iam.model.CreateVirtualMfaDeviceRequest;
import software.amazon.awssdk.services.iam.model.CreateVirtualMfaDeviceResponse;
import software.amazon.awssdk.services.iam.model.DeleteAccountAliasRequest;
import software.amazon.awssdk.services.iam.model.DeleteAccountAliasResponse;
import software.amazon.awssdk.services.iam.model.DeleteAccountPasswordPolicyRequest;
import software.amazon.awssdk.services.iam.model.DeleteAccountPasswordPolicyResponse;
import software.amazon.awssdk.services.iam.model.DeleteInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.DeleteInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.DeleteLoginProfileRequest;
import software.amazon.awssdk.services.iam.model.DeleteLoginProfileResponse;
import software.amazon.awssdk.services.iam.model.DeleteRoleRequest;
import software.amazon.awssdk.services.iam.model.DeleteServiceLinkedRoleRequest;
import software.amazon.awssdk.services.iam.model.DeleteServiceLinkedRoleResponse;
import software.amazon.awssdk.services.iam.model.DeleteUserRequest;
import software.amazon.awssdk.services.iam.model.EntityType;
import software.amazon.awssdk.services.iam.model.GenerateCredentialReportRequest;
import software.amazon.awssdk.services.iam.model.GenerateCredentialReportResponse;
import software.amazon.awssdk.services.iam.model.GetAccessKeyLastUsedRequest;
import software.amazon.awssdk.services.iam.model.GetAccessKeyLastUsedResponse;
import software.amazon.awssdk.services.iam.model.GetAccountAuthorizationDetailsRequest;
import software.amazon.awssdk.services.iam.model.GetAccountAuthorizationDetailsResponse;
import software.amazon.awssdk.services.iam.model.GetAccountPasswordPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetAccountPasswordPolicyResponse;
import software.amazon.awssdk.services.iam.model.GetAccountSummaryRequest;
import software.amazon.awssdk.services.iam.model.GetAccountSummaryResponse;
import software.amazon.awssdk.services.iam.model.GetCredentialReportRequest;
import software.amazon.awssdk.services.iam.model.GetCredentialReportResponse;
import software.amazon.awssdk.services.iam.model.GetInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.GetLoginProfileRequest;
import software.amazon.awssdk.services.iam.model.GetLoginProfileResponse;
import software.amazon.awssdk.services.iam.model.GetOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.GetOpenIdConnectProviderResponse;
import software.amazon.awssdk.services.iam.model.GetRoleRequest;
import software.amazon.awssdk.services.iam.model.GetServiceLinkedRoleDeletionStatusRequest;
import software.amazon.awssdk.services.iam.model.GetServiceLinkedRoleDeletionStatusResponse;
import software.amazon.awssdk.services.iam.model.InstanceProfile;
import software.amazon.awssdk.services.iam.model.ListAccountAliasesRequest;
import software.amazon.awssdk.services.iam.model.ListAccountAliasesResponse;
import software.amazon.awssdk.services.iam.model.ListInstanceProfileTagsRequest;
import software.amazon.awssdk.services.iam.model.ListInstanceProfileTagsResponse;
import software.amazon.awssdk.services.iam.model.ListInstanceProfilesForRoleRequest;
import software.amazon.awssdk.services.iam.model.ListInstanceProfilesForRoleResponse;
import software.amazon.awssdk.services.iam.model.ListInstanceProfilesRequest;
import software.amazon.awssdk.services.iam.model.ListInstanceProfilesResponse;
import software.amazon.awssdk.services.iam.model.ListMfaDeviceTagsRequest;
import software.amazon.awssdk.services.iam.model.ListMfaDeviceTagsResponse;
import software.amazon.awssdk.services.iam.model.ListOpenIdConnectProviderTagsRequest;
import software.amazon.awssdk.services.iam.model.ListOpenIdConnectProviderTagsResponse;
import software.amazon.awssdk.services.iam.model.ListServerCertificatesRequest;
import software.amazon.awssdk.services.iam.model.ListServerCertificatesResponse;
import software.amazon.awssdk.services.iam.model.ListServiceSpecificCredentialsRequest;
import software.amazon.awssdk.services.iam.model.ListServiceSpecificCredentialsResponse;
import software.amazon.awssdk.services.iam.model.ListSigningCertificatesRequest;
import software.amazon.awssdk.services.iam.model.ListSigningCertificatesResponse;
import software.amazon.awssdk.services.iam.model.ListSshPublicKeysRequest;
import software.amazon.awssdk.services.iam.model.ListSshPublicKeysResponse;
import software.amazon.awssdk.services.iam.model.ManagedPolicyDetail;
import software.amazon.awssdk.services.iam.model.PasswordPolicy;
import software.amazon.awssdk.services.iam.model.RemoveClientIdFromOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.RemoveClientIdFromOpenIdConnectProviderResponse;
import software.amazon.awssdk.services.iam.model.RemoveRoleFromInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.RemoveRoleFromInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.ReportStateType;
import software.amazon.awssdk.services.iam.model.TagInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.TagInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.TagMfaDeviceRequest;
import software.amazon.awssdk.services.iam.model.TagMfaDeviceResponse;
import software.amazon.awssdk.services.iam.model.TagOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.TagOpenIdConnectProviderResponse;
import software.amazon.awssdk.services.iam.model.UntagInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.UntagInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.UntagMfaDeviceRequest;
import software.amazon.awssdk.services.iam.model.UntagMfaDeviceResponse;
import software.amazon.awssdk.services.iam.model.UntagOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.UntagOpenIdConnectProviderResponse;
import software.amazon.awssdk.services.iam.model.UpdateAccountPasswordPolicyRequest;
import software.amazon.awssdk.services.iam.model.UpdateAccountPasswordPolicyResponse;
import software.amazon.awssdk.services.iam.model.UpdateLoginProfileRequest;
import software.amazon.awssdk.services.iam.model.UpdateLoginProfileResponse;
import software.amazon.awssdk.services.iam.model.UpdateOpenIdConnectProviderThumbprintRequest;
import software.amazon.awssdk.services.iam.model.UpdateOpenIdConnectProviderThumbprintResponse;

/** What stands beside users, groups, roles and policies. */
class IamAccountTest {
  private final IamWorld world = new IamWorld();

  @AfterEach
  void close() {
    world.close();
  }

  private <R extends SdkResponse> R send(AwsRequest request, Class<R> response) {
    return world.send(request, response);
  }

  private String refused(AwsRequest request, String code, int status) {
    return IamWorld.refused(() -> send(request, SdkResponse.class), code, status);
  }

  private static CreateInstanceProfileRequest newProfile(String name) {
    return CreateInstanceProfileRequest.builder().instanceProfileName(name).build();
  }

  @Test
  void instanceProfile_wholeLife() {
    world.role("web", IamWorld.trust("'Service':'ec2.amazonaws.com'"), "");
    InstanceProfile made =
        send(newProfile("box"), CreateInstanceProfileResponse.class).instanceProfile();
    assertThat(made.arn()).isEqualTo("arn:aws:iam::" + IamWorld.ACCOUNT + ":instance-profile/box");
    assertThat(made.instanceProfileId()).startsWith("AIPA").hasSize(21);
    assertThat(made.roles()).isEmpty();
    assertThat(refused(newProfile("BOX"), "EntityAlreadyExists", 409))
        .isEqualTo("Instance Profile BOX already exists.");
    AddRoleToInstanceProfileRequest add =
        AddRoleToInstanceProfileRequest.builder()
            .instanceProfileName("box")
            .roleName("web")
            .build();
    send(add, AddRoleToInstanceProfileResponse.class);
    assertThat(refused(add, "LimitExceeded", 409))
        .isEqualTo("Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1");
    assertThat(
            send(
                    ListInstanceProfilesForRoleRequest.builder().roleName("web").build(),
                    ListInstanceProfilesForRoleResponse.class)
                .instanceProfiles())
        .extracting(InstanceProfile::instanceProfileName)
        .containsExactly("box");
    assertThat(refused(DeleteRoleRequest.builder().roleName("web").build(), "DeleteConflict", 409))
        .isEqualTo("Cannot delete entity, must remove roles from instance profile first.");
    DeleteInstanceProfileRequest delete =
        DeleteInstanceProfileRequest.builder().instanceProfileName("box").build();
    refused(delete, "DeleteConflict", 409);
    RemoveRoleFromInstanceProfileRequest remove =
        RemoveRoleFromInstanceProfileRequest.builder()
            .instanceProfileName("box")
            .roleName("web")
            .build();
    send(remove, RemoveRoleFromInstanceProfileResponse.class);
    refused(remove, "NoSuchEntity", 404);
    send(delete, DeleteInstanceProfileResponse.class);
    assertThat(
            refused(
                GetInstanceProfileRequest.builder().instanceProfileName("box").build(),
                "NoSuchEntity",
                404))
        .isEqualTo("Instance Profile box cannot be found.");
  }

  @Test
  void instanceProfiles_tagsAndPages() {
    for (String name : List.of("a", "b", "c")) {
      send(newProfile(name), CreateInstanceProfileResponse.class);
    }
    ListInstanceProfilesResponse first =
        send(
            ListInstanceProfilesRequest.builder().maxItems(2).build(),
            ListInstanceProfilesResponse.class);
    assertThat(first.isTruncated()).isTrue();
    assertThat(
            send(
                    ListInstanceProfilesRequest.builder().marker(first.marker()).build(),
                    ListInstanceProfilesResponse.class)
                .instanceProfiles())
        .extracting(InstanceProfile::instanceProfileName)
        .containsExactly("c");
    send(
        TagInstanceProfileRequest.builder()
            .instanceProfileName("a")
            .tags(tag -> tag.key("team").value("red"))
            .build(),
        TagInstanceProfileResponse.class);
    ListInstanceProfileTagsRequest tags =
        ListInstanceProfileTagsRequest.builder().instanceProfileName("a").build();
    assertThat(send(tags, ListInstanceProfileTagsResponse.class).tags()).hasSize(1);
    send(
        UntagInstanceProfileRequest.builder().instanceProfileName("a").tagKeys("team").build(),
        UntagInstanceProfileResponse.class);
    assertThat(send(tags, ListInstanceProfileTagsResponse.class).tags()).isEmpty();
  }

  @Test
  void loginProfile_wholeLife() {
    world.user("mina", "");
    CreateLoginProfileRequest.Builder create =
        CreateLoginProfileRequest.builder().userName("mina").passwordResetRequired(true);
    refused(create.password("short").build(), "PasswordPolicyViolation", 400);
    refused(create.password("onlylowercase").build(), "PasswordPolicyViolation", 400);
    send(create.password("Correct-horse-9").build(), CreateLoginProfileResponse.class);
    refused(create.build(), "EntityAlreadyExists", 409);
    GetLoginProfileRequest get = GetLoginProfileRequest.builder().userName("mina").build();
    assertThat(send(get, GetLoginProfileResponse.class).loginProfile().passwordResetRequired())
        .isTrue();
    send(
        UpdateLoginProfileRequest.builder().userName("mina").passwordResetRequired(false).build(),
        UpdateLoginProfileResponse.class);
    assertThat(send(get, GetLoginProfileResponse.class).loginProfile().passwordResetRequired())
        .isFalse();
    assertThat(refused(DeleteUserRequest.builder().userName("mina").build(), "DeleteConflict", 409))
        .isEqualTo("Cannot delete entity, must delete access keys first.");
    send(
        DeleteLoginProfileRequest.builder().userName("mina").build(),
        DeleteLoginProfileResponse.class);
    assertThat(refused(get, "NoSuchEntity", 404))
        .isEqualTo("Login Profile for User mina cannot be found.");
  }

  @Test
  void changePassword_ofOneself_needsTheOld() {
    var mina = world.user("mina", IamWorld.allow("iam:*", "*"));
    send(
        CreateLoginProfileRequest.builder().userName("mina").password("Correct-horse-9").build(),
        CreateLoginProfileResponse.class);
    ChangePasswordRequest.Builder change =
        ChangePasswordRequest.builder().newPassword("Battery-staple-8");
    IamWorld.refused(
        () -> world.send(mina, change.oldPassword("wrong").build(), ChangePasswordResponse.class),
        "AccessDenied",
        403);
    world.send(mina, change.oldPassword("Correct-horse-9").build(), ChangePasswordResponse.class);
    IamWorld.refused(
        () ->
            world.send(
                mina, change.oldPassword("Correct-horse-9").build(), ChangePasswordResponse.class),
        "AccessDenied",
        403);
  }

  @Test
  void passwordPolicy_holdsForNewPasswords() {
    GetAccountPasswordPolicyRequest get = GetAccountPasswordPolicyRequest.builder().build();
    refused(get, "NoSuchEntity", 404);
    refused(
        UpdateAccountPasswordPolicyRequest.builder().minimumPasswordLength(5).build(),
        "ValidationError",
        400);
    send(
        UpdateAccountPasswordPolicyRequest.builder()
            .minimumPasswordLength(12)
            .requireSymbols(true)
            .maxPasswordAge(90)
            .build(),
        UpdateAccountPasswordPolicyResponse.class);
    PasswordPolicy policy = send(get, GetAccountPasswordPolicyResponse.class).passwordPolicy();
    assertThat(policy.minimumPasswordLength()).isEqualTo(12);
    assertThat(policy.expirePasswords()).isTrue();
    world.user("mina", "");
    CreateLoginProfileRequest.Builder create = CreateLoginProfileRequest.builder().userName("mina");
    refused(create.password("NoSymbols12345").build(), "PasswordPolicyViolation", 400);
    send(create.password("with-symbols-12").build(), CreateLoginProfileResponse.class);
    send(
        DeleteAccountPasswordPolicyRequest.builder().build(),
        DeleteAccountPasswordPolicyResponse.class);
    refused(get, "NoSuchEntity", 404);
  }

  @Test
  void alias_isOneAndNobodyElses() {
    refused(
        CreateAccountAliasRequest.builder().accountAlias("No Spaces").build(),
        "ValidationError",
        400);
    CreateAccountAliasRequest create =
        CreateAccountAliasRequest.builder().accountAlias("my-company").build();
    send(create, CreateAccountAliasResponse.class);
    IamWorld.refused(
        () -> world.send(world.otherRoot(), create, CreateAccountAliasResponse.class),
        "EntityAlreadyExists",
        409);
    assertThat(
            send(ListAccountAliasesRequest.builder().build(), ListAccountAliasesResponse.class)
                .accountAliases())
        .containsExactly("my-company");
    DeleteAccountAliasRequest delete =
        DeleteAccountAliasRequest.builder().accountAlias("my-company").build();
    send(delete, DeleteAccountAliasResponse.class);
    refused(delete, "NoSuchEntity", 404);
  }

  @Test
  void summary_countsAndQuotas() {
    world.user("mina", "");
    var summary =
        send(GetAccountSummaryRequest.builder().build(), GetAccountSummaryResponse.class)
            .summaryMapAsStrings();
    assertThat(summary)
        .containsEntry("Users", 1)
        .containsEntry("UsersQuota", 5_000)
        .containsEntry("AccessKeysPerUserQuota", 2)
        .containsEntry("VersionsPerPolicyQuota", 5);
  }

  @Test
  void authorizationDetails_filterAndPages() {
    world.user("mina", IamWorld.ALLOW_ALL);
    world.role("web", IamWorld.trust("'Service':'ec2.amazonaws.com'"), IamWorld.ALLOW_ALL);
    send(
        AttachRolePolicyRequest.builder()
            .roleName("web")
            .policyArn("arn:aws:iam::aws:policy/AdministratorAccess")
            .build(),
        AttachRolePolicyResponse.class);
    GetAccountAuthorizationDetailsResponse all =
        send(
            GetAccountAuthorizationDetailsRequest.builder().build(),
            GetAccountAuthorizationDetailsResponse.class);
    assertThat(all.userDetailList().get(0).userPolicyList().get(0).policyName()).isEqualTo("p");
    assertThat(all.roleDetailList().get(0).attachedManagedPolicies()).hasSize(1);
    assertThat(all.policies())
        .extracting(ManagedPolicyDetail::policyName)
        .containsExactly("AdministratorAccess");
    GetAccountAuthorizationDetailsResponse roles =
        send(
            GetAccountAuthorizationDetailsRequest.builder().filter(EntityType.ROLE).build(),
            GetAccountAuthorizationDetailsResponse.class);
    assertThat(roles.userDetailList()).isEmpty();
    assertThat(roles.roleDetailList()).hasSize(1);
    GetAccountAuthorizationDetailsResponse first =
        send(
            GetAccountAuthorizationDetailsRequest.builder().maxItems(1).build(),
            GetAccountAuthorizationDetailsResponse.class);
    assertThat(first.isTruncated()).isTrue();
    assertThat(first.userDetailList()).hasSize(1);
  }

  @Test
  void credentialReport_isGoodForFourHours() {
    world.user("mina", "");
    GetCredentialReportRequest get = GetCredentialReportRequest.builder().build();
    refused(get, "ReportNotPresent", 410);
    GenerateCredentialReportRequest generate = GenerateCredentialReportRequest.builder().build();
    assertThat(send(generate, GenerateCredentialReportResponse.class).state())
        .isEqualTo(ReportStateType.STARTED);
    assertThat(send(generate, GenerateCredentialReportResponse.class).state())
        .isEqualTo(ReportStateType.COMPLETE);
    String report = send(get, GetCredentialReportResponse.class).content().asUtf8String();
    assertThat(report.lines()).hasSize(3);
    int columns = report.lines().findFirst().orElseThrow().split(",", -1).length;
    assertThat(columns).isEqualTo(22);
    assertThat(report.lines())
        .allSatisfy(line -> assertThat(line.split(",", -1)).as(line).hasSize(columns));
    world.clock().advance(Duration.ofHours(5));
    refused(get, "ReportNotPresent", 410);
  }

  @Test
  void serviceLinkedRole_isDeletedByTask() {
    send(
        CreateServiceLinkedRoleRequest.builder().awsServiceName("dax.amazonaws.com").build(),
        CreateServiceLinkedRoleResponse.class);
    String task =
        send(
                DeleteServiceLinkedRoleRequest.builder().roleName("AWSServiceRoleForDAX").build(),
                DeleteServiceLinkedRoleResponse.class)
            .deletionTaskId();
    assertThat(task).startsWith("task/aws-service-role/dax.amazonaws.com/AWSServiceRoleForDAX/");
    assertThat(
            send(
                    GetServiceLinkedRoleDeletionStatusRequest.builder()
                        .deletionTaskId(task)
                        .build(),
                    GetServiceLinkedRoleDeletionStatusResponse.class)
                .statusAsString())
        .isEqualTo("SUCCEEDED");
    refused(GetRoleRequest.builder().roleName("AWSServiceRoleForDAX").build(), "NoSuchEntity", 404);
    refused(
        GetServiceLinkedRoleDeletionStatusRequest.builder().deletionTaskId("task/x").build(),
        "NoSuchEntity",
        404);
    world.role("web", IamWorld.trust("'Service':'ec2.amazonaws.com'"), "");
    refused(DeleteServiceLinkedRoleRequest.builder().roleName("web").build(), "NoSuchEntity", 404);
  }

  @Test
  void oidcProvider_clientsThumbprintsTags() {
    String arn =
        send(
                CreateOpenIdConnectProviderRequest.builder()
                    .url("https://id.example.com")
                    .clientIDList("one")
                    .build(),
                CreateOpenIdConnectProviderResponse.class)
            .openIDConnectProviderArn();
    send(
        AddClientIdToOpenIdConnectProviderRequest.builder()
            .openIDConnectProviderArn(arn)
            .clientID("two")
            .build(),
        AddClientIdToOpenIdConnectProviderResponse.class);
    send(
        RemoveClientIdFromOpenIdConnectProviderRequest.builder()
            .openIDConnectProviderArn(arn)
            .clientID("one")
            .build(),
        RemoveClientIdFromOpenIdConnectProviderResponse.class);
    send(
        UpdateOpenIdConnectProviderThumbprintRequest.builder()
            .openIDConnectProviderArn(arn)
            .thumbprintList("a".repeat(40))
            .build(),
        UpdateOpenIdConnectProviderThumbprintResponse.class);
    send(
        TagOpenIdConnectProviderRequest.builder()
            .openIDConnectProviderArn(arn)
            .tags(tag -> tag.key("team").value("red"))
            .build(),
        TagOpenIdConnectProviderResponse.class);
    GetOpenIdConnectProviderResponse provider =
        send(
            GetOpenIdConnectProviderRequest.builder().openIDConnectProviderArn(arn).build(),
            GetOpenIdConnectProviderResponse.class);
    assertThat(provider.clientIDList()).containsExactly("two");
    assertThat(provider.thumbprintList()).containsExactly("a".repeat(40));
    assertThat(provider.tags()).hasSize(1);
    send(
        UntagOpenIdConnectProviderRequest.builder()
            .openIDConnectProviderArn(arn)
            .tagKeys("team")
            .build(),
        UntagOpenIdConnectProviderResponse.class);
    assertThat(
            send(
                    ListOpenIdConnectProviderTagsRequest.builder()
                        .openIDConnectProviderArn(arn)
                        .build(),
                    ListOpenIdConnectProviderTagsResponse.class)
                .tags())
        .isEmpty();
    refused(
        AddClientIdToOpenIdConnectProviderRequest.builder()
            .openIDConnectProviderArn(arn + "x")
            .clientID("two")
            .build(),
        "NoSuchEntity",
        404);
  }

  @Test
  void mfaDevice_tags_areAddedAndRemoved() {
    String serial =
        send(
                CreateVirtualMfaDeviceRequest.builder()
                    .virtualMFADeviceName("phone")
                    .tags(tag -> tag.key("a").value("1"))
                    .build(),
                CreateVirtualMfaDeviceResponse.class)
            .virtualMFADevice()
            .serialNumber();
    send(
        TagMfaDeviceRequest.builder()
            .serialNumber(serial)
            .tags(tag -> tag.key("b").value("2"))
            .build(),
        TagMfaDeviceResponse.class);
    send(
        UntagMfaDeviceRequest.builder().serialNumber(serial).tagKeys("a").build(),
        UntagMfaDeviceResponse.class);
    assertThat(
            send(
                    ListMfaDeviceTagsRequest.builder().serialNumber(serial).build(),
                    ListMfaDeviceTagsResponse.class)
                .tags())
        .extracting(tag -> tag.key() + "=" + tag.value())
        .containsExactly("b=2");
    refused(
        ListMfaDeviceTagsRequest.builder().serialNumber(serial + "2").build(), "NoSuchEntity", 404);
  }

  @Test
  void listsOfWhatCannotBeMade_areEmptyForUsersThatExist() {
    world.user("mina", "");
    assertThat(
            send(
                    ListSshPublicKeysRequest.builder().userName("mina").build(),
                    ListSshPublicKeysResponse.class)
                .sshPublicKeys())
        .isEmpty();
    assertThat(
            send(
                    ListSigningCertificatesRequest.builder().userName("mina").build(),
                    ListSigningCertificatesResponse.class)
                .certificates())
        .isEmpty();
    assertThat(
            send(
                    ListServiceSpecificCredentialsRequest.builder().userName("mina").build(),
                    ListServiceSpecificCredentialsResponse.class)
                .serviceSpecificCredentials())
        .isEmpty();
    assertThat(
            send(
                    ListServerCertificatesRequest.builder().build(),
                    ListServerCertificatesResponse.class)
                .serverCertificateMetadataList())
        .isEmpty();
    refused(ListSshPublicKeysRequest.builder().userName("bob").build(), "NoSuchEntity", 404);
  }

  @Test
  void keyLastUsed_ofAForeignKey_isDenied() {
    world.user("mina", "");
    String key = world.key("mina").accessKeyId();
    GetAccessKeyLastUsedRequest get =
        GetAccessKeyLastUsedRequest.builder().accessKeyId(key).build();
    GetAccessKeyLastUsedResponse never = send(get, GetAccessKeyLastUsedResponse.class);
    assertThat(never.userName()).isEqualTo("mina");
    assertThat(never.accessKeyLastUsed().serviceName()).isEqualTo("N/A");
    assertThat(never.accessKeyLastUsed().lastUsedDate()).isNull();
    IamWorld.refused(
        () -> world.send(world.otherRoot(), get, GetAccessKeyLastUsedResponse.class),
        "AccessDenied",
        403);
  }
}
