package dev.diorama.cognito.identity;

import static dev.diorama.cognito.identity.IdentityPoolError.need;

import dev.diorama.cognito.Page;
import dev.diorama.cognito.RateLimit;
import dev.diorama.cognito.identity.IdentityPoolModel.Identity;
import dev.diorama.cognito.identity.IdentityPoolModel.Login;
import dev.diorama.cognito.identity.IdentityPoolModel.Pool;
import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.random.SimRandom;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.Principal;
import dev.diorama.core.wire.AwsException;
import dev.diorama.core.wire.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cognitoidentity.model.Credentials;
import software.amazon.awssdk.services.cognitoidentity.model.DeleteIdentitiesRequest;
import software.amazon.awssdk.services.cognitoidentity.model.DeleteIdentitiesResponse;
import software.amazon.awssdk.services.cognitoidentity.model.DescribeIdentityRequest;
import software.amazon.awssdk.services.cognitoidentity.model.DescribeIdentityResponse;
import software.amazon.awssdk.services.cognitoidentity.model.GetCredentialsForIdentityRequest;
import software.amazon.awssdk.services.cognitoidentity.model.GetCredentialsForIdentityResponse;
import software.amazon.awssdk.services.cognitoidentity.model.GetIdRequest;
import software.amazon.awssdk.services.cognitoidentity.model.GetIdResponse;
import software.amazon.awssdk.services.cognitoidentity.model.GetOpenIdTokenRequest;
import software.amazon.awssdk.services.cognitoidentity.model.GetOpenIdTokenResponse;
import software.amazon.awssdk.services.cognitoidentity.model.IdentityDescription;
import software.amazon.awssdk.services.cognitoidentity.model.ListIdentitiesRequest;
import software.amazon.awssdk.services.cognitoidentity.model.ListIdentitiesResponse;
import software.amazon.awssdk.services.cognitoidentity.model.UnlinkIdentityRequest;
import software.amazon.awssdk.services.cognitoidentity.model.UnlinkIdentityResponse;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithWebIdentityRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithWebIdentityResponse;

/** Identities, and the credentials they get. */
final class IdentityService {
  /** Validity of credentials of the enhanced flow, documented: .../authentication-flow.html */
  private static final int CREDENTIALS_SECONDS = 3600;

  /** Validity of a token of the basic flow, documented in {@code GetOpenIdToken}: ten minutes. */
  private static final long TOKEN_SECONDS = 600;

  /** The session's name in {@code sts:GetCallerIdentity} and in logs. Observed. */
  private static final String SESSION = "CognitoIdentityCredentials";

  private final Cloud cloud;
  private final IdentityPoolStore store;
  private final Logins logins;
  private final OpenIdTokens tokens;
  private final IdentityPoolConfig config;
  private final RateLimit limit;
  private final SimRandom ids;
  private long nextNumber;

  IdentityService(
      Cloud cloud,
      IdentityPoolStore store,
      Logins logins,
      OpenIdTokens tokens,
      IdentityPoolConfig config) {
    this.cloud = cloud;
    this.store = store;
    this.logins = logins;
    this.tokens = tokens;
    this.config = config;
    this.limit = new RateLimit(cloud.clock());
    this.ids = cloud.seeds().stream("cognito-identity/ids");
  }

  private void admit(Call call, String category, int rate) {
    if (!limit.admit(call.account() + "/" + call.region() + "/" + category, rate)) {
      throw IdentityPoolError.TOO_MANY_REQUESTS.with("Rate exceeded");
    }
  }

  GetIdResponse getId(Call call, GetIdRequest request) {
    Pool pool = store.anywhere(call, need(request.identityPoolId(), "identityPoolId"));
    admit(call, "ids", config.idsPerSecond());
    if (request.accountId() != null && !request.accountId().equals(pool.account)) {
      throw IdentityPoolError.noSuchPool(pool.id);
    }
    List<Login> proved = logins.proved(call, pool, request.logins());
    if (proved.stream().anyMatch(Login::ofDeveloper)) {
      // Such an identity was named when its token was fetched. The words are assumed.
      throw IdentityPoolError.INVALID_PARAMETER.with(
          "GetId does not take the token of a developer authenticated identity.");
    }
    if (proved.isEmpty() && !pool.guests()) {
      throw IdentityPoolError.noGuests();
    }
    Identity identity = null;
    for (Login login : proved) {
      Identity linked = store.byLogin(pool, login).orElse(identity);
      if (identity != null && linked != identity) {
        throw alreadyLinked();
      }
      identity = linked;
    }
    if (identity == null) {
      identity = made(pool);
    }
    for (Login login : proved) {
      store.link(identity, login);
    }
    return GetIdResponse.builder().identityId(identity.id).build();
  }

  /** A new identity of that pool. */
  Identity made(Pool pool) {
    Identity identity =
        new Identity(pool.region + ":" + ids.uuid(), pool, cloud.clock().instant(), nextNumber++);
    store.add(identity);
    return identity;
  }

  /** The code is documented, the words are assumed. */
  private static AwsException alreadyLinked() {
    return IdentityPoolError.RESOURCE_CONFLICT.with(
        "Logins are already linked to different identities.");
  }

  /** The login by which a request may act for an identity; null for a guest. */
  private @Nullable Login authorize(Call call, Identity identity, Map<String, String> given) {
    List<Login> proved = logins.proved(call, identity.pool, given);
    if (identity.disabled) {
      throw IdentityPoolError.forbidden(identity.id);
    }
    for (Login login : proved) {
      if (login.ofDeveloper()) {
        return byDeveloper(identity, login, proved);
      }
    }
    if (proved.isEmpty()) {
      if (!identity.guest()) {
        throw IdentityPoolError.forbidden(identity.id);
      }
      if (!identity.pool.guests()) {
        throw IdentityPoolError.noGuests();
      }
      return null;
    }
    boolean known = false;
    for (Login login : proved) {
      known |= login.subject().equals(identity.logins.get(login.provider()));
    }
    if (!known && !identity.guest()) {
      throw IdentityPoolError.NOT_AUTHORIZED.with(
          "Logins don't match. Please include at least one valid login for this identity or"
              + " identity pool.");
    }
    for (Login login : proved) {
      // A guest who signs in stays the same identity, unless the login is somebody already.
      if (store.byLogin(identity.pool, login).orElse(identity) != identity) {
        throw alreadyLinked();
      }
      store.link(identity, login);
    }
    identity.modified = cloud.clock().instant();
    return proved.get(0);
  }

  /** A developer's token is for one identity, and comes alone. */
  private static Login byDeveloper(Identity identity, Login login, List<Login> proved) {
    if (proved.size() > 1
        || !login.subject().equals(identity.id)
        || !identity.developerUsers.contains(login.client())) {
      throw IdentityPoolError.forbidden(identity.id);
    }
    return login;
  }

  GetCredentialsForIdentityResponse credentials(
      Call call, GetCredentialsForIdentityRequest request) {
    Identity identity = store.identity(call, need(request.identityId(), "identityId"));
    admit(call, "credentials", config.tokensPerSecond());
    call.on(identity.pool.arn());
    Login login = authorize(call, identity, request.logins());
    String role = RoleChoice.of(identity, login, request.customRoleArn());
    call.note("role", role);
    software.amazon.awssdk.services.sts.model.Credentials credentials =
        assume(call, identity, login, role).credentials();
    return GetCredentialsForIdentityResponse.builder()
        .identityId(identity.id)
        .credentials(
            Credentials.builder()
                .accessKeyId(credentials.accessKeyId())
                .secretKey(credentials.secretAccessKey())
                .sessionToken(credentials.sessionToken())
                .expiration(credentials.expiration())
                .build())
        .build();
  }

  private AssumeRoleWithWebIdentityResponse assume(
      Call call, Identity identity, @Nullable Login login, String role) {
    AssumeRoleWithWebIdentityRequest.Builder request =
        AssumeRoleWithWebIdentityRequest.builder()
            .roleArn(role)
            .roleSessionName(SESSION)
            .webIdentityToken(tokens.issue(identity, login, TOKEN_SECONDS))
            .durationSeconds(CREDENTIALS_SECONDS);
    if (login == null) {
      request.policy(GuestPolicy.document());
    }
    Principal self =
        Principal.service(
            "cognito-identity.amazonaws.com", identity.pool.account, identity.pool.arn());
    try {
      return call.send(self, request.build(), AssumeRoleWithWebIdentityResponse.class);
    } catch (AwsException refusal) {
      if (refusal.side() == ErrorCode.Side.SERVER) {
        throw refusal;
      }
      // Whatever STS says of the role, the client learns that the pool is set up wrongly: observed.
      call.note("why", "STS refused the role: " + refusal.message());
      throw IdentityPoolError.badRoles();
    }
  }

  GetOpenIdTokenResponse openIdToken(Call call, GetOpenIdTokenRequest request) {
    Identity identity = store.identity(call, need(request.identityId(), "identityId"));
    admit(call, "tokens", config.tokensPerSecond());
    call.on(identity.pool.arn());
    if (!Boolean.TRUE.equals(identity.pool.settings().allowClassicFlow())) {
      throw IdentityPoolError.INVALID_PARAMETER.with(
          "Basic (classic) flow is not enabled, please use enhanced flow.");
    }
    Login login = authorize(call, identity, request.logins());
    return GetOpenIdTokenResponse.builder()
        .identityId(identity.id)
        .token(tokens.issue(identity, login, TOKEN_SECONDS))
        .build();
  }

  DescribeIdentityResponse describe(Call call, DescribeIdentityRequest request) {
    Identity identity = own(call, need(request.identityId(), "identityId"));
    return DescribeIdentityResponse.builder()
        .identityId(identity.id)
        .logins(identity.providers())
        .creationDate(identity.created)
        .lastModifiedDate(identity.modified)
        .build();
  }

  private Identity own(Call call, String id) {
    Identity identity = store.identity(call, id);
    if (!identity.pool.account.equals(call.account())) {
      throw IdentityPoolError.noSuchIdentity(id);
    }
    return identity;
  }

  ListIdentitiesResponse list(Call call, ListIdentitiesRequest request) {
    Pool pool = store.pool(call, need(request.identityPoolId(), "identityPoolId"));
    Page<Identity> page =
        Page.of(
            pool.identities.values().stream()
                .filter(
                    identity -> !Boolean.TRUE.equals(request.hideDisabled()) || !identity.disabled)
                .toList(),
            need(request.maxResults(), "maxResults"),
            request.nextToken(),
            identity -> identity.number,
            IdentityPoolError.INVALID_PARAMETER);
    return ListIdentitiesResponse.builder()
        .identityPoolId(pool.id)
        .identities(
            page.items().stream()
                .map(
                    identity ->
                        IdentityDescription.builder()
                            .identityId(identity.id)
                            .logins(identity.providers())
                            .creationDate(identity.created)
                            .lastModifiedDate(identity.modified)
                            .build())
                .toList())
        .nextToken(page.next())
        .build();
  }

  /** Takes logins away from an identity; without any left, nothing opens it again. */
  UnlinkIdentityResponse unlink(Call call, UnlinkIdentityRequest request) {
    Identity identity = store.identity(call, need(request.identityId(), "identityId"));
    need(request.hasLogins() ? request.logins() : null, "logins");
    List<String> names =
        need(request.hasLoginsToRemove() ? request.loginsToRemove() : null, "loginsToRemove");
    if (authorize(call, identity, request.logins()) == null) {
      throw IdentityPoolError.forbidden(identity.id);
    }
    names.forEach(name -> store.unlink(identity, name));
    identity.disabled = identity.guest();
    identity.modified = cloud.clock().instant();
    return UnlinkIdentityResponse.builder().build();
  }

  /** Ids that are not there count as deleted. */
  DeleteIdentitiesResponse delete(Call call, DeleteIdentitiesRequest request) {
    List<String> given =
        need(
            request.hasIdentityIdsToDelete() ? request.identityIdsToDelete() : null,
            "identityIdsToDelete");
    if (given.size() > Page.LARGEST) {
      throw IdentityPoolError.INVALID_PARAMETER.with(
          "At most " + Page.LARGEST + " identities can be deleted at once.");
    }
    List<Identity> found = new ArrayList<>();
    for (String id : given) {
      store
          .find(call, id)
          .filter(identity -> identity.pool.account.equals(call.account()))
          .ifPresent(found::add);
    }
    found.forEach(store::remove);
    return DeleteIdentitiesResponse.builder().build();
  }
}
