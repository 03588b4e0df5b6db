package dev.diorama.cognito.userpool;

import static dev.diorama.cognito.userpool.Settings.need;

import dev.diorama.cognito.userpool.AuthService.Answer;
import dev.diorama.cognito.userpool.AuthService.Beginning;
import dev.diorama.cognito.userpool.SignIn.Step;
import dev.diorama.cognito.userpool.UserPoolStore.Entrance;
import dev.diorama.core.random.Latency;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.CrossOrigin;
import dev.diorama.core.router.Operation;
import dev.diorama.core.router.Rule;
import dev.diorama.core.router.ServiceApi;
import dev.diorama.core.wire.Protocol;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AddCustomAttributesRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminAddUserToGroupRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminConfirmSignUpRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminCreateUserRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminDeleteUserAttributesRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminDeleteUserRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminDisableUserRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminEnableUserRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminForgetDeviceRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminGetDeviceRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminGetUserRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminInitiateAuthRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminInitiateAuthResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminListDevicesRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminListGroupsForUserRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminRemoveUserFromGroupRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminResetUserPasswordRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminRespondToAuthChallengeRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminRespondToAuthChallengeResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminSetUserMfaPreferenceRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminSetUserPasswordRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminUpdateDeviceStatusRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminUpdateUserAttributesRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminUserGlobalSignOutRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AssociateSoftwareTokenRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ChangePasswordRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ConfirmDeviceRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ConfirmForgotPasswordRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ConfirmSignUpRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateGroupRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateResourceServerRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateUserPoolClientRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateUserPoolDomainRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateUserPoolRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeleteGroupRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeleteResourceServerRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeleteUserAttributesRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeleteUserPoolClientRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeleteUserPoolDomainRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeleteUserPoolRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeleteUserRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DescribeResourceServerRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DescribeUserPoolClientRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DescribeUserPoolDomainRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DescribeUserPoolRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ForgetDeviceRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ForgotPasswordRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GetDeviceRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GetGroupRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GetTokensFromRefreshTokenRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GetUserAttributeVerificationCodeRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GetUserAuthFactorsRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GetUserPoolMfaConfigRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GetUserRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GlobalSignOutRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InitiateAuthRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InitiateAuthResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ListDevicesRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ListGroupsRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ListResourceServersRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ListUserPoolClientsRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ListUserPoolsRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ListUsersInGroupRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ListUsersRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ResendConfirmationCodeRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.RespondToAuthChallengeRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.RespondToAuthChallengeResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.RevokeTokenRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SetUserMfaPreferenceRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SetUserPoolMfaConfigRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SignUpRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.TagResourceRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UntagResourceRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UpdateDeviceStatusRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UpdateGroupRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UpdateResourceServerRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UpdateUserAttributesRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UpdateUserPoolClientRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UpdateUserPoolDomainRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UpdateUserPoolRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.VerifySoftwareTokenRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.VerifyUserAttributeRequest;

/**
 * The operations of user pools. IAM actions and resources are documented:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncognitouserpools.html
 * and so is which operations are called unsigned:
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pools-API-operations.html
 */
final class UserPoolApi {
  private final ServiceApi api;
  private final Latency signIn;

  UserPoolApi(UserPoolConfig config) {
    this.signIn = config.signInLatency();
    this.api =
        ServiceApi.of("cognito-idp", CognitoIdentityProviderClient.class, Protocol.JSON_1_1)
            .latency(config.latency())
            .throttledWith(UserPoolError.TOO_MANY_REQUESTS.code(), 400, "Rate exceeded")
            .finish(CrossOrigin::finish);
  }

  ServiceApi table() {
    return api;
  }

  /** A row that needs the operation's own action on the pool it names. */
  private <Q extends AwsRequest> Operation<Q> pool(
      Class<Q> type, Rule<Q> rule, Function<Q, @Nullable String> id) {
    Operation<Q> row = api.on(type, rule);
    return row.action(
        "cognito-idp:" + row.name(),
        (call, request) -> PoolService.arn(call, need(id.apply(request), "userPoolId")));
  }

  private <Q extends AwsRequest> void tagged(
      Class<Q> type, Rule<Q> rule, Function<Q, @Nullable String> arn) {
    Operation<Q> row = api.on(type, rule);
    row.action(
        "cognito-idp:" + row.name(), (call, request) -> need(arn.apply(request), "resourceArn"));
  }

  UserPoolApi pools(PoolService service) {
    api.on(CreateUserPoolRequest.class, service::create).action("cognito-idp:CreateUserPool");
    api.on(ListUserPoolsRequest.class, service::list).action("cognito-idp:ListUserPools");
    pool(DescribeUserPoolRequest.class, service::describe, DescribeUserPoolRequest::userPoolId);
    pool(UpdateUserPoolRequest.class, service::update, UpdateUserPoolRequest::userPoolId);
    pool(DeleteUserPoolRequest.class, service::delete, DeleteUserPoolRequest::userPoolId);
    pool(
        AddCustomAttributesRequest.class,
        service::addAttributes,
        AddCustomAttributesRequest::userPoolId);
    tagged(TagResourceRequest.class, service::tag, TagResourceRequest::resourceArn);
    tagged(UntagResourceRequest.class, service::untag, UntagResourceRequest::resourceArn);
    tagged(
        ListTagsForResourceRequest.class, service::tags, ListTagsForResourceRequest::resourceArn);
    return this;
  }

  UserPoolApi clients(ClientService service) {
    pool(
        CreateUserPoolClientRequest.class,
        service::create,
        CreateUserPoolClientRequest::userPoolId);
    pool(
        DescribeUserPoolClientRequest.class,
        service::describe,
        DescribeUserPoolClientRequest::userPoolId);
    pool(
        UpdateUserPoolClientRequest.class,
        service::update,
        UpdateUserPoolClientRequest::userPoolId);
    pool(
        DeleteUserPoolClientRequest.class,
        service::delete,
        DeleteUserPoolClientRequest::userPoolId);
    pool(ListUserPoolClientsRequest.class, service::list, ListUserPoolClientsRequest::userPoolId);
    return this;
  }

  UserPoolApi groups(GroupService service) {
    pool(CreateGroupRequest.class, service::create, CreateGroupRequest::userPoolId);
    pool(GetGroupRequest.class, service::get, GetGroupRequest::userPoolId);
    pool(UpdateGroupRequest.class, service::update, UpdateGroupRequest::userPoolId);
    pool(DeleteGroupRequest.class, service::delete, DeleteGroupRequest::userPoolId);
    pool(ListGroupsRequest.class, service::list, ListGroupsRequest::userPoolId);
    pool(AdminAddUserToGroupRequest.class, service::add, AdminAddUserToGroupRequest::userPoolId);
    pool(
        AdminRemoveUserFromGroupRequest.class,
        service::remove,
        AdminRemoveUserFromGroupRequest::userPoolId);
    pool(
        AdminListGroupsForUserRequest.class,
        service::ofUser,
        AdminListGroupsForUserRequest::userPoolId);
    pool(ListUsersInGroupRequest.class, service::users, ListUsersInGroupRequest::userPoolId);
    return this;
  }

  UserPoolApi admins(AdminService service) {
    pool(AdminCreateUserRequest.class, service::create, AdminCreateUserRequest::userPoolId);
    pool(AdminGetUserRequest.class, service::get, AdminGetUserRequest::userPoolId);
    pool(AdminConfirmSignUpRequest.class, service::confirm, AdminConfirmSignUpRequest::userPoolId);
    pool(
        AdminSetUserPasswordRequest.class,
        service::setPassword,
        AdminSetUserPasswordRequest::userPoolId);
    pool(
        AdminResetUserPasswordRequest.class,
        service::resetPassword,
        AdminResetUserPasswordRequest::userPoolId);
    pool(AdminDisableUserRequest.class, service::disable, AdminDisableUserRequest::userPoolId);
    pool(AdminEnableUserRequest.class, service::enable, AdminEnableUserRequest::userPoolId);
    pool(AdminDeleteUserRequest.class, service::delete, AdminDeleteUserRequest::userPoolId);
    pool(
        AdminUpdateUserAttributesRequest.class,
        service::update,
        AdminUpdateUserAttributesRequest::userPoolId);
    pool(
        AdminDeleteUserAttributesRequest.class,
        service::deleteAttributes,
        AdminDeleteUserAttributesRequest::userPoolId);
    pool(
        AdminUserGlobalSignOutRequest.class,
        service::signOut,
        AdminUserGlobalSignOutRequest::userPoolId);
    pool(ListUsersRequest.class, service::list, ListUsersRequest::userPoolId);
    return this;
  }

  UserPoolApi signUps(SignUpService service) {
    api.on(SignUpRequest.class, service::signUp).unsigned();
    api.on(ConfirmSignUpRequest.class, service::confirm).unsigned();
    api.on(ResendConfirmationCodeRequest.class, service::resend).unsigned();
    api.on(ForgotPasswordRequest.class, service::forgot).unsigned();
    api.on(ConfirmForgotPasswordRequest.class, service::confirmForgot).unsigned();
    return this;
  }

  UserPoolApi users(SelfService service) {
    api.on(GetUserRequest.class, service::get).unsigned();
    api.on(UpdateUserAttributesRequest.class, service::update).unsigned();
    api.on(DeleteUserAttributesRequest.class, service::deleteAttributes).unsigned();
    api.on(DeleteUserRequest.class, service::delete).unsigned();
    api.on(ChangePasswordRequest.class, service::changePassword).unsigned();
    api.on(GetUserAttributeVerificationCodeRequest.class, service::askCode).unsigned();
    api.on(VerifyUserAttributeRequest.class, service::verify).unsigned();
    api.on(GlobalSignOutRequest.class, service::signOut).unsigned();
    api.on(RevokeTokenRequest.class, service::revoke).unsigned();
    return this;
  }

  UserPoolApi devices(DeviceService service) {
    api.on(ConfirmDeviceRequest.class, service::confirm).unsigned();
    api.on(GetDeviceRequest.class, service::get).unsigned();
    api.on(ListDevicesRequest.class, service::list).unsigned();
    api.on(UpdateDeviceStatusRequest.class, service::update).unsigned();
    api.on(ForgetDeviceRequest.class, service::forget).unsigned();
    pool(AdminGetDeviceRequest.class, service::get, AdminGetDeviceRequest::userPoolId);
    pool(AdminListDevicesRequest.class, service::list, AdminListDevicesRequest::userPoolId);
    pool(
        AdminUpdateDeviceStatusRequest.class,
        service::update,
        AdminUpdateDeviceStatusRequest::userPoolId);
    pool(AdminForgetDeviceRequest.class, service::forget, AdminForgetDeviceRequest::userPoolId);
    return this;
  }

  UserPoolApi mfa(MfaService service, SoftwareTokens software) {
    pool(
        SetUserPoolMfaConfigRequest.class,
        service::configure,
        SetUserPoolMfaConfigRequest::userPoolId);
    pool(
        GetUserPoolMfaConfigRequest.class,
        service::configuration,
        GetUserPoolMfaConfigRequest::userPoolId);
    pool(
        AdminSetUserMfaPreferenceRequest.class,
        service::prefer,
        AdminSetUserMfaPreferenceRequest::userPoolId);
    api.on(SetUserMfaPreferenceRequest.class, service::prefer).unsigned();
    api.on(GetUserAuthFactorsRequest.class, service::factors).unsigned();
    api.on(AssociateSoftwareTokenRequest.class, software::associate).unsigned();
    api.on(VerifySoftwareTokenRequest.class, software::verify).unsigned();
    return this;
  }

  UserPoolApi login(DomainService domains, ResourceServerService servers) {
    pool(
        CreateUserPoolDomainRequest.class,
        domains::create,
        CreateUserPoolDomainRequest::userPoolId);
    pool(
        UpdateUserPoolDomainRequest.class,
        domains::update,
        UpdateUserPoolDomainRequest::userPoolId);
    pool(
        DeleteUserPoolDomainRequest.class,
        domains::delete,
        DeleteUserPoolDomainRequest::userPoolId);
    api.on(DescribeUserPoolDomainRequest.class, domains::describe)
        .action("cognito-idp:DescribeUserPoolDomain");
    pool(
        CreateResourceServerRequest.class,
        servers::create,
        CreateResourceServerRequest::userPoolId);
    pool(
        DescribeResourceServerRequest.class,
        servers::describe,
        DescribeResourceServerRequest::userPoolId);
    pool(
        UpdateResourceServerRequest.class,
        servers::update,
        UpdateResourceServerRequest::userPoolId);
    pool(
        DeleteResourceServerRequest.class,
        servers::delete,
        DeleteResourceServerRequest::userPoolId);
    pool(ListResourceServersRequest.class, servers::list, ListResourceServersRequest::userPoolId);
    return this;
  }

  UserPoolApi refreshes(Refreshes refreshes) {
    api.on(GetTokensFromRefreshTokenRequest.class, refreshes::byToken).unsigned().latency(signIn);
    return this;
  }

  UserPoolApi signIns(UserPoolStore store, AuthService service) {
    api.on(
            InitiateAuthRequest.class,
            (call, request) ->
                initiated(
                    service.initiate(
                        call,
                        store.entrance(call, need(request.clientId(), "clientId")),
                        new Beginning(
                            request.authFlowAsString(),
                            request.authParameters(),
                            request.clientMetadata()),
                        false)))
        .unsigned()
        .latency(signIn);
    api.on(
            RespondToAuthChallengeRequest.class,
            (call, request) ->
                responded(
                    service.respond(
                        call,
                        store.entrance(call, need(request.clientId(), "clientId")),
                        new Answer(
                            request.challengeNameAsString(),
                            request.session(),
                            request.challengeResponses(),
                            request.clientMetadata()))))
        .unsigned()
        .latency(signIn);
    pool(
            AdminInitiateAuthRequest.class,
            (call, request) ->
                adminInitiated(
                    service.initiate(
                        call,
                        entrance(store, call, request.userPoolId(), request.clientId()),
                        new Beginning(
                            request.authFlowAsString(),
                            request.authParameters(),
                            request.clientMetadata()),
                        true)),
            AdminInitiateAuthRequest::userPoolId)
        .latency(signIn);
    pool(
            AdminRespondToAuthChallengeRequest.class,
            (call, request) ->
                adminResponded(
                    service.respond(
                        call,
                        entrance(store, call, request.userPoolId(), request.clientId()),
                        new Answer(
                            request.challengeNameAsString(),
                            request.session(),
                            request.challengeResponses(),
                            request.clientMetadata()))),
            AdminRespondToAuthChallengeRequest::userPoolId)
        .latency(signIn);
    return this;
  }

  private static Entrance entrance(
      UserPoolStore store, Call call, @Nullable String poolId, @Nullable String clientId) {
    UserPoolModel.Pool pool = store.pool(call, need(poolId, "userPoolId"));
    return new Entrance(pool, UserPoolStore.client(pool, need(clientId, "clientId")));
  }

  private static @Nullable List<String> choices(Step step) {
    return step.available().isEmpty() ? null : step.available();
  }

  private static InitiateAuthResponse initiated(Step step) {
    return InitiateAuthResponse.builder()
        .availableChallengesWithStrings(choices(step))
        .challengeName(step.challenge())
        .session(step.session())
        .challengeParameters(step.parameters())
        .authenticationResult(step.tokens())
        .build();
  }

  private static RespondToAuthChallengeResponse responded(Step step) {
    return RespondToAuthChallengeResponse.builder()
        .challengeName(step.challenge())
        .session(step.session())
        .challengeParameters(step.parameters())
        .authenticationResult(step.tokens())
        .build();
  }

  private static AdminInitiateAuthResponse adminInitiated(Step step) {
    return AdminInitiateAuthResponse.builder()
        .availableChallengesWithStrings(choices(step))
        .challengeName(step.challenge())
        .session(step.session())
        .challengeParameters(step.parameters())
        .authenticationResult(step.tokens())
        .build();
  }

  private static AdminRespondToAuthChallengeResponse adminResponded(Step step) {
    return AdminRespondToAuthChallengeResponse.builder()
        .challengeName(step.challenge())
        .session(step.session())
        .challengeParameters(step.parameters())
        .authenticationResult(step.tokens())
        .build();
  }
}
