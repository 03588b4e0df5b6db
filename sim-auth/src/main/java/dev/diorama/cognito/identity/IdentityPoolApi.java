package dev.diorama.cognito.identity;

import static dev.diorama.cognito.identity.IdentityPoolError.need;

import dev.diorama.core.random.Latency;
import dev.diorama.core.router.Access;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.CrossOrigin;
import dev.diorama.core.router.Operation;
import dev.diorama.core.router.Rule;
import dev.diorama.core.router.ServiceApi;
import dev.diorama.core.wire.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.services.cognitoidentity.CognitoIdentityClient;
import software.amazon.awssdk.services.cognitoidentity.model.CreateIdentityPoolRequest;
import software.amazon.awssdk.services.cognitoidentity.model.DeleteIdentitiesRequest;
import software.amazon.awssdk.services.cognitoidentity.model.DeleteIdentityPoolRequest;
import software.amazon.awssdk.services.cognitoidentity.model.DescribeIdentityPoolRequest;
import software.amazon.awssdk.services.cognitoidentity.model.DescribeIdentityRequest;
import software.amazon.awssdk.services.cognitoidentity.model.GetCredentialsForIdentityRequest;
import software.amazon.awssdk.services.cognitoidentity.model.GetIdRequest;
import software.amazon.awssdk.services.cognitoidentity.model.GetIdentityPoolRolesRequest;
import software.amazon.awssdk.services.cognitoidentity.model.GetOpenIdTokenForDeveloperIdentityRequest;
import software.amazon.awssdk.services.cognitoidentity.model.GetOpenIdTokenRequest;
import software.amazon.awssdk.services.cognitoidentity.model.GetPrincipalTagAttributeMapRequest;
import software.amazon.awssdk.services.cognitoidentity.model.ListIdentitiesRequest;
import software.amazon.awssdk.services.cognitoidentity.model.ListIdentityPoolsRequest;
import software.amazon.awssdk.services.cognitoidentity.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.cognitoidentity.model.LookupDeveloperIdentityRequest;
import software.amazon.awssdk.services.cognitoidentity.model.MergeDeveloperIdentitiesRequest;
import software.amazon.awssdk.services.cognitoidentity.model.SetIdentityPoolRolesRequest;
import software.amazon.awssdk.services.cognitoidentity.model.SetPrincipalTagAttributeMapRequest;
import software.amazon.awssdk.services.cognitoidentity.model.TagResourceRequest;
import software.amazon.awssdk.services.cognitoidentity.model.UnlinkDeveloperIdentityRequest;
import software.amazon.awssdk.services.cognitoidentity.model.UnlinkIdentityRequest;
import software.amazon.awssdk.services.cognitoidentity.model.UntagResourceRequest;
import software.amazon.awssdk.services.cognitoidentity.model.UpdateIdentityPoolRequest;

/**
 * The operations of identity pools. IAM actions and resources are documented:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncognitoidentity.html
 */
final class IdentityPoolApi {
  private static final String PREFIX = "cognito-identity:";

  private final ServiceApi api;
  private final Latency credentials;

  IdentityPoolApi(IdentityPoolConfig config) {
    this.credentials = config.credentialsLatency();
    this.api =
        ServiceApi.of("cognito-identity", CognitoIdentityClient.class, Protocol.JSON_1_1)
            .latency(config.latency())
            .throttledWith(IdentityPoolError.TOO_MANY_REQUESTS.code(), 400, "Rate exceeded")
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
        PREFIX + row.name(),
        (call, request) ->
            IdentityPoolService.arn(call, need(id.apply(request), "identityPoolId")));
  }

  private <Q extends AwsRequest> void tagged(
      Class<Q> type, Rule<Q> rule, Function<Q, @Nullable String> arn) {
    Operation<Q> row = api.on(type, rule);
    row.action(PREFIX + row.name(), (call, request) -> need(arn.apply(request), "resourceArn"));
  }

  IdentityPoolApi pools(IdentityPoolService service) {
    api.on(CreateIdentityPoolRequest.class, service::create).action(PREFIX + "CreateIdentityPool");
    api.on(ListIdentityPoolsRequest.class, service::list).action(PREFIX + "ListIdentityPools");
    pool(
        DescribeIdentityPoolRequest.class,
        service::describe,
        DescribeIdentityPoolRequest::identityPoolId);
    pool(
        UpdateIdentityPoolRequest.class,
        service::update,
        UpdateIdentityPoolRequest::identityPoolId);
    pool(
        DeleteIdentityPoolRequest.class,
        service::delete,
        DeleteIdentityPoolRequest::identityPoolId);
    api.on(SetIdentityPoolRolesRequest.class, service::setRoles)
        .access(IdentityPoolApi::settingRoles);
    pool(
        GetIdentityPoolRolesRequest.class,
        service::roles,
        GetIdentityPoolRolesRequest::identityPoolId);
    pool(
        SetPrincipalTagAttributeMapRequest.class,
        service::setTagMap,
        SetPrincipalTagAttributeMapRequest::identityPoolId);
    pool(
        GetPrincipalTagAttributeMapRequest.class,
        service::tagMap,
        GetPrincipalTagAttributeMapRequest::identityPoolId);
    tagged(TagResourceRequest.class, service::tag, TagResourceRequest::resourceArn);
    tagged(UntagResourceRequest.class, service::untag, UntagResourceRequest::resourceArn);
    tagged(
        ListTagsForResourceRequest.class, service::tags, ListTagsForResourceRequest::resourceArn);
    return this;
  }

  /**
   * Whoever hands a role to a pool needs {@code iam:PassRole} on it, documented:
   * https://docs.aws.amazon.com/cognito/latest/developerguide/role-based-access-control.html
   */
  private static List<Access> settingRoles(Call call, SetIdentityPoolRolesRequest request) {
    List<Access> needed = new ArrayList<>();
    String id = need(request.identityPoolId(), "identityPoolId");
    needed.add(Access.of(PREFIX + "SetIdentityPoolRoles", IdentityPoolService.arn(call, id)));
    for (String role : IdentityPoolService.passed(request)) {
      needed.add(
          Access.of("iam:PassRole", role)
              .with("iam:PassedToService", "cognito-identity.amazonaws.com"));
    }
    return needed;
  }

  IdentityPoolApi identities(IdentityPoolStore store, IdentityService service) {
    api.on(GetIdRequest.class, service::getId).unsigned();
    api.on(GetCredentialsForIdentityRequest.class, service::credentials)
        .unsigned()
        .latency(credentials);
    api.on(GetOpenIdTokenRequest.class, service::openIdToken).unsigned();
    api.on(UnlinkIdentityRequest.class, service::unlink).unsigned();
    api.on(DescribeIdentityRequest.class, service::describe)
        .action(
            PREFIX + "DescribeIdentity",
            (call, request) ->
                store
                    .find(call, need(request.identityId(), "identityId"))
                    .map(identity -> identity.pool.arn())
                    .orElse("*"));
    pool(ListIdentitiesRequest.class, service::list, ListIdentitiesRequest::identityPoolId);
    api.on(DeleteIdentitiesRequest.class, service::delete).action(PREFIX + "DeleteIdentities");
    return this;
  }

  IdentityPoolApi developers(DeveloperService service) {
    pool(
        GetOpenIdTokenForDeveloperIdentityRequest.class,
        service::token,
        GetOpenIdTokenForDeveloperIdentityRequest::identityPoolId);
    pool(
        LookupDeveloperIdentityRequest.class,
        service::lookup,
        LookupDeveloperIdentityRequest::identityPoolId);
    pool(
        MergeDeveloperIdentitiesRequest.class,
        service::merge,
        MergeDeveloperIdentitiesRequest::identityPoolId);
    pool(
        UnlinkDeveloperIdentityRequest.class,
        service::unlink,
        UnlinkDeveloperIdentityRequest::identityPoolId);
    return this;
  }
}
