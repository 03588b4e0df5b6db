package dev.diorama.sts;

import dev.diorama.core.router.ServiceApi;
import dev.diorama.core.time.SimClock;
import dev.diorama.core.wire.Protocol;
import dev.diorama.iam.Iam;
import dev.diorama.jwt.JwtVerifier;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithSamlRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithWebIdentityRequest;
import software.amazon.awssdk.services.sts.model.DecodeAuthorizationMessageRequest;
import software.amazon.awssdk.services.sts.model.GetAccessKeyInfoRequest;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityRequest;
import software.amazon.awssdk.services.sts.model.GetFederationTokenRequest;
import software.amazon.awssdk.services.sts.model.GetSessionTokenRequest;

/** The table of STS's operations. */
final class StsApi {
  private StsApi() {}

  static ServiceApi of(StsConfig config, Iam iam, JwtVerifier verifier, SimClock clock) {
    StsRoleService roles = new StsRoleService(iam);
    StsWebIdentityService webIdentities = new StsWebIdentityService(iam, roles, verifier);
    StsSamlService saml = new StsSamlService(iam, roles, clock);
    StsUserService users = new StsUserService(iam, roles);
    ServiceApi api =
        ServiceApi.of("sts", StsClient.class, Protocol.QUERY).latency(config.latency());
    api.on(AssumeRoleRequest.class, roles::assume).access(roles::access);
    api.on(AssumeRoleWithWebIdentityRequest.class, webIdentities::assume).unsigned();
    api.on(AssumeRoleWithSamlRequest.class, saml::assume).unsigned();
    // Documented: these two need no permission, and no policy can refuse the first.
    api.on(GetCallerIdentityRequest.class, users::callerIdentity);
    api.on(GetSessionTokenRequest.class, users::sessionToken);
    api.on(GetFederationTokenRequest.class, users::federationToken).access(users::federationAccess);
    api.on(GetAccessKeyInfoRequest.class, users::accessKeyInfo).action("sts:GetAccessKeyInfo");
    api.on(DecodeAuthorizationMessageRequest.class, users::decode)
        .action("sts:DecodeAuthorizationMessage");
    return api;
  }
}
