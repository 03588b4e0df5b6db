package dev.diorama.iam;

import dev.diorama.core.router.Access;
import dev.diorama.core.router.Call;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.AddClientIdToOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.AddRoleToInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.ChangePasswordRequest;
import software.amazon.awssdk.services.iam.model.CreateAccountAliasRequest;
import software.amazon.awssdk.services.iam.model.CreateInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.CreateLoginProfileRequest;
import software.amazon.awssdk.services.iam.model.CreateSamlProviderRequest;
import software.amazon.awssdk.services.iam.model.CreateVirtualMfaDeviceRequest;
import software.amazon.awssdk.services.iam.model.DeactivateMfaDeviceRequest;
import software.amazon.awssdk.services.iam.model.DeleteAccountAliasRequest;
import software.amazon.awssdk.services.iam.model.DeleteAccountPasswordPolicyRequest;
import software.amazon.awssdk.services.iam.model.DeleteInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.DeleteLoginProfileRequest;
import software.amazon.awssdk.services.iam.model.DeleteSamlProviderRequest;
import software.amazon.awssdk.services.iam.model.DeleteServiceLinkedRoleRequest;
import software.amazon.awssdk.services.iam.model.DeleteVirtualMfaDeviceRequest;
import software.amazon.awssdk.services.iam.model.EnableMfaDeviceRequest;
import software.amazon.awssdk.services.iam.model.GenerateCredentialReportRequest;
import software.amazon.awssdk.services.iam.model.GetAccessKeyLastUsedRequest;
import software.amazon.awssdk.services.iam.model.GetAccountAuthorizationDetailsRequest;
import software.amazon.awssdk.services.iam.model.GetAccountPasswordPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetAccountSummaryRequest;
import software.amazon.awssdk.services.iam.model.GetContextKeysForCustomPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetContextKeysForPrincipalPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetCredentialReportRequest;
import software.amazon.awssdk.services.iam.model.GetInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.GetLoginProfileRequest;
import software.amazon.awssdk.services.iam.model.GetMfaDeviceRequest;
import software.amazon.awssdk.services.iam.model.GetSamlProviderRequest;
import software.amazon.awssdk.services.iam.model.GetServiceLinkedRoleDeletionStatusRequest;
import software.amazon.awssdk.services.iam.model.ListAccountAliasesRequest;
import software.amazon.awssdk.services.iam.model.ListInstanceProfileTagsRequest;
import software.amazon.awssdk.services.iam.model.ListInstanceProfilesForRoleRequest;
import software.amazon.awssdk.services.iam.model.ListInstanceProfilesRequest;
import software.amazon.awssdk.services.iam.model.ListMfaDeviceTagsRequest;
import software.amazon.awssdk.services.iam.model.ListMfaDevicesRequest;
import software.amazon.awssdk.services.iam.model.ListOpenIdConnectProviderTagsRequest;
import software.amazon.awssdk.services.iam.model.ListSamlProviderTagsRequest;
import software.amazon.awssdk.services.iam.model.ListSamlProvidersRequest;
import software.amazon.awssdk.services.iam.model.ListServerCertificatesRequest;
import software.amazon.awssdk.services.iam.model.ListServiceSpecificCredentialsRequest;
import software.amazon.awssdk.services.iam.model.ListSigningCertificatesRequest;
import software.amazon.awssdk.services.iam.model.ListSshPublicKeysRequest;
import software.amazon.awssdk.services.iam.model.ListVirtualMfaDevicesRequest;
import software.amazon.awssdk.services.iam.model.RemoveClientIdFromOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.RemoveRoleFromInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.ResyncMfaDeviceRequest;
import software.amazon.awssdk.services.iam.model.SimulateCustomPolicyRequest;
import software.amazon.awssdk.services.iam.model.SimulatePrincipalPolicyRequest;
import software.amazon.awssdk.services.iam.model.TagInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.TagMfaDeviceRequest;
import software.amazon.awssdk.services.iam.model.TagOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.TagSamlProviderRequest;
import software.amazon.awssdk.services.iam.model.UntagInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.UntagMfaDeviceRequest;
import software.amazon.awssdk.services.iam.model.UntagOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.UntagSamlProviderRequest;
import software.amazon.awssdk.services.iam.model.UpdateAccountPasswordPolicyRequest;
import software.amazon.awssdk.services.iam.model.UpdateLoginProfileRequest;
import software.amazon.awssdk.services.iam.model.UpdateOpenIdConnectProviderThumbprintRequest;
import software.amazon.awssdk.services.iam.model.UpdateSamlProviderRequest;

/**
 * The second half of the table of IAM's operations: what stands beside users, groups, roles and
 * policies.
 */
final class IamAccountApi {
  /** For operations that have no resource of their own. */
  private static final Access EVERYTHING = IamApi.resource("*");

  private final IamApi api;

  IamAccountApi(IamApi api, IamDirectory directory, IamSimulationService simulator) {
    this.api = api;
    IamInstanceProfileService boxes = new IamInstanceProfileService(directory);
    profiles(boxes);
    devices(new IamMfaService(directory));
    logins(new IamLoginService(directory));
    accounts(new IamAccountService(directory, boxes));
    simulation(simulator);
    providers(new IamProviderService(directory));
    samlProviders(new IamSamlService(directory));
    nothing(new IamNothingService(directory));
  }

  private static Access profile(Call call, @Nullable String name) {
    return IamApi.newEntity(call, "instance-profile", null, name);
  }

  private static Access device(@Nullable String serial) {
    return IamApi.resource(String.valueOf(serial));
  }

  private void profiles(IamInstanceProfileService profiles) {
    api.on(
        CreateInstanceProfileRequest.class,
        profiles::create,
        (call, q) ->
            IamApi.tagged(
                IamApi.newEntity(call, "instance-profile", q.path(), q.instanceProfileName()),
                q.tags()));
    api.on(
        GetInstanceProfileRequest.class,
        profiles::get,
        (call, q) -> profile(call, q.instanceProfileName()));
    api.on(
        DeleteInstanceProfileRequest.class,
        profiles::delete,
        (call, q) -> profile(call, q.instanceProfileName()));
    api.on(
        AddRoleToInstanceProfileRequest.class,
        profiles::addRole,
        (call, q) -> profile(call, q.instanceProfileName()));
    api.on(
        RemoveRoleFromInstanceProfileRequest.class,
        profiles::removeRole,
        (call, q) -> profile(call, q.instanceProfileName()));
    api.on(
        ListInstanceProfilesRequest.class,
        profiles::list,
        (call, q) -> IamApi.all(call, "instance-profile"));
    api.on(
        ListInstanceProfilesForRoleRequest.class,
        profiles::listForRole,
        (call, q) -> api.role(call, q.roleName()));
    api.on(
        TagInstanceProfileRequest.class,
        profiles::tag,
        (call, q) -> IamApi.tagged(profile(call, q.instanceProfileName()), q.tags()));
    api.on(
        UntagInstanceProfileRequest.class,
        profiles::untag,
        (call, q) -> IamApi.untagged(profile(call, q.instanceProfileName()), q.tagKeys()));
    api.on(
        ListInstanceProfileTagsRequest.class,
        profiles::listTags,
        (call, q) -> profile(call, q.instanceProfileName()));
  }

  private void devices(IamMfaService devices) {
    api.on(
        CreateVirtualMfaDeviceRequest.class,
        devices::create,
        (call, q) ->
            IamApi.tagged(
                IamApi.newEntity(call, "mfa", q.path(), q.virtualMFADeviceName()), q.tags()));
    api.on(
        EnableMfaDeviceRequest.class, devices::enable, (call, q) -> api.user(call, q.userName()));
    api.on(
        ResyncMfaDeviceRequest.class, devices::resync, (call, q) -> api.user(call, q.userName()));
    api.on(
        DeactivateMfaDeviceRequest.class,
        devices::deactivate,
        (call, q) -> api.user(call, q.userName()));
    api.on(
        DeleteVirtualMfaDeviceRequest.class,
        devices::delete,
        (call, q) -> device(q.serialNumber()));
    api.on(GetMfaDeviceRequest.class, devices::get, (call, q) -> api.user(call, q.userName()));
    api.on(ListMfaDevicesRequest.class, devices::list, (call, q) -> api.user(call, q.userName()));
    api.on(
        ListVirtualMfaDevicesRequest.class,
        devices::listVirtual,
        (call, q) -> IamApi.all(call, "mfa"));
    api.on(
        TagMfaDeviceRequest.class,
        devices::tag,
        (call, q) -> IamApi.tagged(device(q.serialNumber()), q.tags()));
    api.on(
        UntagMfaDeviceRequest.class,
        devices::untag,
        (call, q) -> IamApi.untagged(device(q.serialNumber()), q.tagKeys()));
    api.on(
        ListMfaDeviceTagsRequest.class, devices::listTags, (call, q) -> device(q.serialNumber()));
  }

  private void logins(IamLoginService logins) {
    api.on(
        CreateLoginProfileRequest.class, logins::create, (call, q) -> api.user(call, q.userName()));
    api.on(GetLoginProfileRequest.class, logins::get, (call, q) -> api.user(call, q.userName()));
    api.on(
        UpdateLoginProfileRequest.class, logins::update, (call, q) -> api.user(call, q.userName()));
    api.on(
        DeleteLoginProfileRequest.class, logins::delete, (call, q) -> api.user(call, q.userName()));
    api.on(ChangePasswordRequest.class, logins::change, (call, q) -> api.user(call, null));
    api.on(UpdateAccountPasswordPolicyRequest.class, logins::updatePolicy, (call, q) -> EVERYTHING);
    api.on(GetAccountPasswordPolicyRequest.class, logins::getPolicy, (call, q) -> EVERYTHING);
    api.on(DeleteAccountPasswordPolicyRequest.class, logins::deletePolicy, (call, q) -> EVERYTHING);
  }

  private void accounts(IamAccountService accounts) {
    api.on(CreateAccountAliasRequest.class, accounts::createAlias, (call, q) -> EVERYTHING);
    api.on(DeleteAccountAliasRequest.class, accounts::deleteAlias, (call, q) -> EVERYTHING);
    api.on(ListAccountAliasesRequest.class, accounts::listAliases, (call, q) -> EVERYTHING);
    api.on(GetAccountSummaryRequest.class, accounts::summary, (call, q) -> EVERYTHING);
    api.on(GetAccessKeyLastUsedRequest.class, accounts::keyLastUsed, (call, q) -> EVERYTHING);
    api.on(GetAccountAuthorizationDetailsRequest.class, accounts::details, (call, q) -> EVERYTHING);
    api.on(
        GenerateCredentialReportRequest.class, accounts::generateReport, (call, q) -> EVERYTHING);
    api.on(GetCredentialReportRequest.class, accounts::report, (call, q) -> EVERYTHING);
    api.on(
        DeleteServiceLinkedRoleRequest.class,
        accounts::deleteServiceLinked,
        (call, q) -> api.role(call, q.roleName()));
    api.on(
        GetServiceLinkedRoleDeletionStatusRequest.class,
        accounts::deletionStatus,
        (call, q) -> EVERYTHING);
  }

  private void simulation(IamSimulationService simulation) {
    api.on(SimulateCustomPolicyRequest.class, simulation::custom, (call, q) -> EVERYTHING);
    api.on(
        SimulatePrincipalPolicyRequest.class,
        simulation::principal,
        (call, q) -> IamApi.resource(String.valueOf(q.policySourceArn())));
    api.on(
        GetContextKeysForCustomPolicyRequest.class,
        simulation::contextKeys,
        (call, q) -> EVERYTHING);
    api.on(
        GetContextKeysForPrincipalPolicyRequest.class,
        simulation::contextKeysOf,
        (call, q) -> IamApi.resource(String.valueOf(q.policySourceArn())));
  }

  private void providers(IamProviderService providers) {
    api.on(
        AddClientIdToOpenIdConnectProviderRequest.class,
        providers::addClient,
        (call, q) -> IamApi.provider(q.openIDConnectProviderArn()));
    api.on(
        RemoveClientIdFromOpenIdConnectProviderRequest.class,
        providers::removeClient,
        (call, q) -> IamApi.provider(q.openIDConnectProviderArn()));
    api.on(
        UpdateOpenIdConnectProviderThumbprintRequest.class,
        providers::updateThumbprints,
        (call, q) -> IamApi.provider(q.openIDConnectProviderArn()));
    api.on(
        TagOpenIdConnectProviderRequest.class,
        providers::tag,
        (call, q) -> IamApi.tagged(IamApi.provider(q.openIDConnectProviderArn()), q.tags()));
    api.on(
        UntagOpenIdConnectProviderRequest.class,
        providers::untag,
        (call, q) -> IamApi.untagged(IamApi.provider(q.openIDConnectProviderArn()), q.tagKeys()));
    api.on(
        ListOpenIdConnectProviderTagsRequest.class,
        providers::listTags,
        (call, q) -> IamApi.provider(q.openIDConnectProviderArn()));
  }

  private void samlProviders(IamSamlService saml) {
    api.on(
        CreateSamlProviderRequest.class,
        saml::create,
        (call, q) ->
            IamApi.tagged(IamApi.resource(IamSamlService.arn(call.account(), q.name())), q.tags()));
    api.on(
        GetSamlProviderRequest.class, saml::get, (call, q) -> IamApi.provider(q.samlProviderArn()));
    api.on(
        ListSamlProvidersRequest.class, saml::list, (call, q) -> IamApi.all(call, "saml-provider"));
    api.on(
        UpdateSamlProviderRequest.class,
        saml::update,
        (call, q) -> IamApi.provider(q.samlProviderArn()));
    api.on(
        DeleteSamlProviderRequest.class,
        saml::delete,
        (call, q) -> IamApi.provider(q.samlProviderArn()));
    api.on(
        TagSamlProviderRequest.class,
        saml::tag,
        (call, q) -> IamApi.tagged(IamApi.provider(q.samlProviderArn()), q.tags()));
    api.on(
        UntagSamlProviderRequest.class,
        saml::untag,
        (call, q) -> IamApi.untagged(IamApi.provider(q.samlProviderArn()), q.tagKeys()));
    api.on(
        ListSamlProviderTagsRequest.class,
        saml::listTags,
        (call, q) -> IamApi.provider(q.samlProviderArn()));
  }

  private void nothing(IamNothingService nothing) {
    api.on(
        ListSshPublicKeysRequest.class,
        nothing::sshKeys,
        (call, q) -> api.user(call, q.userName()));
    api.on(
        ListSigningCertificatesRequest.class,
        nothing::signingCertificates,
        (call, q) -> api.user(call, q.userName()));
    api.on(
        ListServiceSpecificCredentialsRequest.class,
        nothing::serviceCredentials,
        (call, q) -> api.user(call, q.userName()));
    api.on(
        ListServerCertificatesRequest.class,
        nothing::serverCertificates,
        (call, q) -> IamApi.all(call, "server-certificate"));
  }
}
