package dev.diorama.cognito.userpool;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.json.Json;
import dev.diorama.core.router.CrossOrigin;
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
  private final Tokens tokens;

  private UserPools(UserPoolStore store, Tokens tokens) {
    this.store = store;
    this.tokens = tokens;
  }

  /** Lets a cloud answer for {@code cognito-idp} and serve the key documents of its pools. */
  public static UserPools install(Cloud cloud, UserPoolConfig config) {
    UserPoolStore store = new UserPoolStore();
    Triggers triggers = new Triggers();
    Tokens tokens = new Tokens(cloud, store, triggers);
    Messages messages = new Messages(cloud, triggers);
    Accounts accounts = new Accounts(cloud, messages, triggers);
    Passwords passwords = new Passwords(cloud.seeds().stream("cognito-idp/passwords"));
    Quotas quotas = new Quotas(cloud.clock(), config);
    Migration migration = new Migration(triggers, accounts, passwords);
    Challenges challenges = new Challenges(cloud, store);
    Attempted attempted = new Attempted(cloud);
    SrpSignIn srp = new SrpSignIn(cloud, store, challenges, attempted);
    SecondFactors factors = new SecondFactors(cloud, store, challenges, messages);
    NewPasswords newPasswords = new NewPasswords(cloud, challenges, passwords, accounts);
    DeviceSignIn devices = new DeviceSignIn(cloud, store, challenges);
    Refreshes refreshes = new Refreshes(cloud, store, tokens, attempted, quotas);
    AuthService signIns =
        new AuthService(
            migration,
            triggers,
            srp,
            new CustomSignIn(triggers, challenges, srp),
            new ChoiceSignIn(challenges, srp, factors, attempted),
            devices,
            factors,
            newPasswords,
            refreshes,
            attempted,
            new Admission(cloud, triggers, newPasswords, factors, devices, tokens, attempted),
            quotas);
    SignUpService signUps =
        new SignUpService(cloud, store, accounts, passwords, messages, migration, quotas);
    SoftwareTokens software = new SoftwareTokens(cloud, tokens, challenges, factors);
    Browsers browsers = new Browsers(cloud);
    ManagedLogin login =
        new ManagedLogin(
            store,
            browsers,
            tokens,
            new OAuthEndpoints(store, browsers, tokens, refreshes),
            new LoginForms(signIns, signUps, software));
    UserPoolApi api =
        new UserPoolApi(config)
            .pools(new PoolService(cloud, store))
            .clients(new ClientService(cloud, store))
            .groups(new GroupService(cloud, store))
            .admins(new AdminService(cloud, store, accounts, passwords, messages, quotas))
            .signUps(signUps)
            .users(new SelfService(cloud, store, accounts, passwords, messages, tokens))
            .devices(new DeviceService(cloud, store, tokens))
            .mfa(new MfaService(store, tokens), software)
            .login(new DomainService(store), new ResourceServerService(store))
            .refreshes(refreshes)
            .signIns(store, signIns);
    cloud.router().install(api.table());
    cloud.router().install(new KeyDocuments(store, tokens));
    cloud.router().install(login);
    cloud.router().install(new CrossOrigin("cognito-idp"));
    return new UserPools(store, tokens);
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

  /**
   * Lets a pool sign with new keys, as Amazon Cognito does now and then: tokens signed before go on
   * verifying, and key documents list old and new.
   *
   * @throws IllegalArgumentException if there is no such pool
   */
  public void rotateKeys(String poolId) {
    tokens.rotate(
        store
            .anywhere(poolId)
            .orElseThrow(() -> new IllegalArgumentException("no user pool: " + poolId)));
  }
}
