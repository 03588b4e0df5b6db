package dev.diorama.cognito.userpool;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.json.Json;
import dev.diorama.jwt.JwtVerifier;
import org.apiguardian.api.API;

/**
 * Amazon Cognito user pools, installed in a cloud.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class UserPools {
  private final UserPoolStore store;

  private UserPools(UserPoolStore store) {
    this.store = store;
  }

  /** Lets a cloud answer for {@code cognito-idp} and serve the key documents of its pools. */
  public static UserPools install(Cloud cloud, UserPoolConfig config) {
    UserPoolStore store = new UserPoolStore();
    Tokens tokens = new Tokens(cloud, store);
    Messages messages = new Messages(cloud);
    Accounts accounts = new Accounts(cloud, messages);
    Passwords passwords = new Passwords(cloud.seeds().stream("cognito-idp/passwords"));
    Quotas quotas = new Quotas(cloud.clock(), config);
    UserPoolApi api =
        new UserPoolApi(config)
            .pools(new PoolService(cloud, store))
            .clients(new ClientService(cloud, store))
            .groups(new GroupService(cloud, store))
            .admins(new AdminService(cloud, store, accounts, passwords, messages, quotas))
            .signUps(new SignUpService(cloud, store, accounts, passwords, messages, quotas))
            .users(new SelfService(cloud, store, accounts, passwords, messages, tokens))
            .signIns(store, new AuthService(cloud, store, passwords, accounts, tokens, quotas));
    cloud.router().install(api.table());
    cloud.router().install(new KeyDocuments(store, tokens));
    return new UserPools(store);
  }

  /**
   * Whether the user of an ID token may still be believed to be signed in: there, enabled, and not
   * signed out since. This is what an identity pool's {@code ServerSideTokenCheck} asks.
   *
   * @param idToken a token that has been verified
   */
  public boolean stillSignedIn(String idToken) {
    Json.Obj claims = JwtVerifier.unverifiedClaims(idToken);
    String issuer = claims.text("iss").orElse("");
    String event = claims.text("event_id").orElse("");
    return store
        .anywhere(issuer.substring(issuer.lastIndexOf('/') + 1))
        .flatMap(pool -> pool.users.bySub(claims.text("sub").orElse("")))
        .filter(user -> user.enabled)
        .filter(
            user ->
                user.sessions.stream()
                    .anyMatch(session -> session.eventId.equals(event) && !session.revoked))
        .isPresent();
  }
}
