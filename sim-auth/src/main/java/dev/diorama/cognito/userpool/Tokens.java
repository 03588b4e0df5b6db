package dev.diorama.cognito.userpool;

import dev.diorama.cognito.userpool.UserPoolModel.Grant;
import dev.diorama.cognito.userpool.UserPoolModel.Pool;
import dev.diorama.cognito.userpool.UserPoolModel.Session;
import dev.diorama.cognito.userpool.UserPoolModel.User;
import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.json.Json;
import dev.diorama.core.random.SimRandom;
import dev.diorama.jwt.JwtRejected;
import dev.diorama.jwt.JwtVerifier;
import dev.diorama.jwt.SigningKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthenticationResultType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.TimeUnitsType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.TokenValidityUnitsType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolClientType;

/**
 * The tokens of all pools: what is in them, who signed them, what they still open.
 *
 * <p>Claims are documented:
 * https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html
 * and .../amazon-cognito-user-pools-using-the-access-token.html
 */
final class Tokens {
  /** The one scope of tokens from the API, as against the hosted pages. Documented, as above. */
  static final String SCOPE = "aws.cognito.signin.user.admin";

  /** The two keys of a pool: one signs ID tokens, the other access tokens. Documented. */
  private record Keys(SigningKey id, SigningKey access) {}

  private final Cloud cloud;
  private final UserPoolStore store;
  private final Triggers triggers;
  private final SimRandom ids;
  private final Map<String, Keys> keys = new LinkedHashMap<>();

  /** Keys that sign no more and still verify, by pool. */
  private final Map<String, List<Keys>> retired = new LinkedHashMap<>();

  Tokens(Cloud cloud, UserPoolStore store, Triggers triggers) {
    this.cloud = cloud;
    this.store = store;
    this.triggers = triggers;
    this.ids = cloud.seeds().stream("cognito-idp/tokens");
  }

  private Keys keys(Pool pool) {
    return keys.computeIfAbsent(
        pool.id,
        id -> {
          SimRandom random = cloud.seeds().stream("cognito-idp/keys/" + id);
          return new Keys(SigningKey.generate(random), SigningKey.generate(random));
        });
  }

  /** The public keys of a pool, as {@code jwks.json} shows them. */
  Json keySet(Pool pool) {
    List<Json> shown = new ArrayList<>();
    for (Keys each : all(pool)) {
      shown.add(each.id().jwk());
      shown.add(each.access().jwk());
    }
    return Json.object().put("keys", new Json.Arr(shown)).build();
  }

  private List<Keys> all(Pool pool) {
    List<Keys> all = new ArrayList<>();
    all.add(keys(pool));
    all.addAll(retired.getOrDefault(pool.id, List.of()));
    return all;
  }

  /** Lets two new keys sign from now on; those before go on verifying what they signed. */
  void rotate(Pool pool) {
    Keys before = keys(pool);
    List<Keys> old = retired.computeIfAbsent(pool.id, id -> new ArrayList<>());
    old.add(0, before);
    SimRandom random = cloud.seeds().stream("cognito-idp/keys/" + pool.id + "/" + old.size());
    keys.put(pool.id, new Keys(SigningKey.generate(random), SigningKey.generate(random)));
  }

  /** Another refresh token for a session. */
  String refreshToken() {
    return ids.text(SimRandom.ALNUM + "-_", 128);
  }

  /**
   * Begins a session: three tokens.
   *
   * @param source what follows {@code TokenGeneration_} in the event before tokens
   */
  AuthenticationResultType begin(
      Visit visit, UserPoolClientType client, User user, Grant grant, String source) {
    long now = cloud.clock().nanos();
    Session session =
        new Session(
            visit.pool(),
            user,
            client.clientId(),
            grant,
            refreshToken(),
            ids.uuid().toString(),
            ids.uuid().toString(),
            cloud.clock().instant().getEpochSecond(),
            now + refreshValidity(client).toNanos());
    TokenChanges changes = changes(visit, session, source);
    store.open(session, now);
    return issue(session, client, changes, grant.nonce())
        .refreshToken(session.refreshToken)
        .build();
  }

  /** Goes on with a session: new ID and access tokens. */
  AuthenticationResultType renew(Visit visit, Session session, UserPoolClientType client) {
    return issue(session, client, changes(visit, session, "RefreshTokens"), "").build();
  }

  private TokenChanges changes(Visit visit, Session session, String source) {
    return TokenChanges.asked(triggers, visit, session, Groups.of(session), source);
  }

  /** An access token for an application itself, without a user: the client credentials grant. */
  AuthenticationResultType machine(Visit visit, UserPoolClientType client, List<String> scopes) {
    Pool pool = visit.pool();
    long now = cloud.clock().instant().getEpochSecond();
    Duration validity = accessValidity(client);
    TokenChanges changes = TokenChanges.askedForMachine(triggers, visit, scopes);
    Json.Obj claims =
        Json.object()
            .put("sub", client.clientId())
            .put("token_use", "access")
            .put("scope", String.join(" ", changes.scopes(scopes)))
            .put("auth_time", now)
            .put("iss", pool.issuer())
            .put("exp", now + validity.toSeconds())
            .put("iat", now)
            .put("version", 2)
            .put("jti", ids.uuid().toString())
            .put("client_id", client.clientId())
            .build();
    return AuthenticationResultType.builder()
        .accessToken(keys(pool).access().sign(changes.access(claims)))
        .expiresIn((int) validity.toSeconds())
        .tokenType("Bearer")
        .build();
  }

  private AuthenticationResultType.Builder issue(
      Session session, UserPoolClientType client, TokenChanges changes, String nonce) {
    Keys own = keys(session.pool);
    long now = cloud.clock().instant().getEpochSecond();
    Duration accessFor = accessValidity(client);
    String accessJti = ids.uuid().toString();
    store.issued(
        accessJti, session, cloud.clock().nanos() + accessFor.toNanos(), cloud.clock().nanos());
    String access =
        own.access()
            .sign(changes.access(access(session, client, accessJti, now, accessFor, changes)));
    AuthenticationResultType.Builder result =
        AuthenticationResultType.builder()
            .accessToken(access)
            .expiresIn((int) accessFor.toSeconds())
            .tokenType("Bearer");
    boolean api = session.grant.scopes().contains(SCOPE) && session.grant.scopes().size() == 1;
    if (api || session.grant.scopes().contains("openid")) {
      Json.Obj identity = identity(session, client, now, idValidity(client), changes);
      result.idToken(own.id().sign(api ? identity : withBinding(identity, access, nonce)));
    }
    return result;
  }

  /** What OpenID Connect adds to the ID token of a redirect: the hash of the other token. */
  private static Json.Obj withBinding(Json.Obj identity, String access, String nonce) {
    Json.ObjectBuilder claims = Json.object();
    byte[] hash = Sha.sha256(access.getBytes(StandardCharsets.US_ASCII));
    claims.put(
        "at_hash", Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, 16)));
    identity.members().forEach(claims::put);
    if (!nonce.isEmpty()) {
      claims.put("nonce", nonce);
    }
    return claims.build();
  }

  private static Json.Obj access(
      Session session,
      UserPoolClientType client,
      String jti,
      long now,
      Duration validity,
      TokenChanges changes) {
    Json.ObjectBuilder claims = Json.object().put("sub", session.user.sub);
    if (!session.grant.deviceKey().isEmpty()) {
      claims.put("device_key", session.grant.deviceKey());
    }
    changes.groups().putNames(claims);
    claims.put("iss", session.pool.issuer()).put("client_id", session.clientId);
    putOrigin(claims, session, client);
    return claims
        .put("event_id", session.eventId)
        .put("token_use", "access")
        .put("scope", String.join(" ", changes.scopes(session.grant.scopes())))
        .put("auth_time", session.authTime)
        .put("exp", now + validity.toSeconds())
        .put("iat", now)
        .put("jti", jti)
        .put("username", session.user.username)
        .build();
  }

  private Json.Obj identity(
      Session session,
      UserPoolClientType client,
      long now,
      Duration validity,
      TokenChanges changes) {
    Json.ObjectBuilder claims = Json.object().put("sub", session.user.sub);
    changes.groups().putNames(claims);
    changes.groups().putRoles(claims);
    session.user.attributes.forEach(
        (name, value) -> {
          if (!name.equals("sub")
              && Attributes.readable(client, name)
              && scoped(session.grant.scopes(), name)) {
            claims.put(name, claim(name, value));
          }
        });
    claims.put("iss", session.pool.issuer()).put("cognito:username", session.user.username);
    putOrigin(claims, session, client);
    return changes.identity(
        claims
            .put("aud", session.clientId)
            .put("event_id", session.eventId)
            .put("token_use", "id")
            .put("auth_time", session.authTime)
            .put("exp", now + validity.toSeconds())
            .put("iat", now)
            .put("jti", ids.uuid().toString())
            .build());
  }

  /**
   * Whether the scopes let an attribute be seen: {@code openid} alone and {@code profile} all of
   * them, {@code email} and {@code phone} their two. Documented:
   * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-define-resource-servers.html
   */
  static boolean scoped(List<String> scopes, String attribute) {
    boolean mail = scopes.contains("email");
    boolean phone = scopes.contains("phone");
    return scopes.contains("profile")
        || (!mail && !phone)
        || (mail && (attribute.equals("email") || attribute.equals("email_verified")))
        || (phone
            && (attribute.equals("phone_number") || attribute.equals("phone_number_verified")));
  }

  /**
   * The two {@code _verified} marks and {@code updated_at} are not texts; all else is. Observed.
   */
  static Json claim(String name, String value) {
    return switch (name) {
      case "email_verified", "phone_number_verified" -> Json.of(value.equals("true"));
      case "updated_at" -> new Json.Num(value);
      case "address" -> Json.object().put("formatted", value).build();
      default -> Json.of(value);
    };
  }

  private static void putOrigin(
      Json.ObjectBuilder claims, Session session, UserPoolClientType client) {
    if (client.enableTokenRevocation()) {
      claims.put("origin_jti", session.originJti);
    }
  }

  /**
   * The session behind an access token, for the operations that users call on themselves.
   *
   * @throws dev.diorama.core.wire.AwsException if the token does not, or no longer, open anything
   */
  Session session(@Nullable String accessToken) {
    Json.Obj claims = accessClaims(accessToken);
    Session session = bearer(claims);
    if (!(" " + claims.text("scope").orElse("") + " ").contains(" " + SCOPE + " ")) {
      throw UserPoolError.NOT_AUTHORIZED.with("Access Token does not have required scopes");
    }
    return session;
  }

  /** The session behind an access token of any scope. */
  Session bearer(String accessToken) {
    return bearer(accessClaims(accessToken));
  }

  private Session bearer(Json.Obj claims) {
    long expires = Long.parseLong(claims.text("exp").orElse("0"));
    if (cloud.clock().instant().getEpochSecond() >= expires) {
      throw UserPoolError.NOT_AUTHORIZED.with("Access Token has expired");
    }
    Session session =
        store
            .byAccessJti(claims.text("jti").orElse(""))
            .orElseThrow(() -> UserPoolError.NOT_AUTHORIZED.with("Invalid Access Token"));
    if (session.revoked) {
      throw UserPoolError.NOT_AUTHORIZED.with("Access Token has been revoked");
    }
    if (session.pool.users.bySub(session.user.sub).isEmpty()) {
      throw UserPoolError.noSuchUser();
    }
    if (!session.user.enabled) {
      throw UserPoolError.disabled();
    }
    return session;
  }

  private Json.Obj accessClaims(@Nullable String accessToken) {
    String token = accessToken == null ? "" : accessToken;
    try {
      Json.Obj claims = JwtVerifier.unverifiedClaims(token);
      String issuer = claims.text("iss").orElse("");
      Pool pool = store.anywhere(issuer.substring(issuer.lastIndexOf('/') + 1)).orElse(null);
      if (pool != null
          && pool.issuer().equals(issuer)
          && all(pool).stream().anyMatch(each -> each.access().signed(token))
          && claims.text("token_use").orElse("").equals("access")) {
        return claims;
      }
    } catch (JwtRejected e) {
      // Said below: a token that cannot be read and one of somebody else's are refused alike.
    }
    throw UserPoolError.NOT_AUTHORIZED.with("Invalid Access Token");
  }

  /** 60 minutes unless the client says otherwise, documented; the unit is then hours. */
  static Duration accessValidity(UserPoolClientType client) {
    TokenValidityUnitsType units = client.tokenValidityUnits();
    return validity(
        client.accessTokenValidity(),
        units == null ? null : units.accessToken(),
        TimeUnitsType.HOURS,
        Duration.ofHours(1));
  }

  /** 60 minutes unless the client says otherwise, documented; the unit is then hours. */
  static Duration idValidity(UserPoolClientType client) {
    TokenValidityUnitsType units = client.tokenValidityUnits();
    return validity(
        client.idTokenValidity(),
        units == null ? null : units.idToken(),
        TimeUnitsType.HOURS,
        Duration.ofHours(1));
  }

  /** 30 days unless the client says otherwise, documented; 0 means the same. */
  static Duration refreshValidity(UserPoolClientType client) {
    TokenValidityUnitsType units = client.tokenValidityUnits();
    return validity(
        client.refreshTokenValidity(),
        units == null ? null : units.refreshToken(),
        TimeUnitsType.DAYS,
        Duration.ofDays(30));
  }

  private static Duration validity(
      @Nullable Integer count, @Nullable TimeUnitsType asked, TimeUnitsType usual, Duration unset) {
    if (count == null || count == 0) {
      return unset;
    }
    TimeUnit unit =
        switch (asked == null ? usual : asked) {
          case SECONDS -> TimeUnit.SECONDS;
          case MINUTES -> TimeUnit.MINUTES;
          case HOURS -> TimeUnit.HOURS;
          case DAYS -> TimeUnit.DAYS;
          case UNKNOWN_TO_SDK_VERSION ->
              throw UserPoolError.INVALID_PARAMETER.with("Invalid TokenValidityUnits");
        };
    return Duration.ofSeconds(unit.toSeconds(count));
  }
}
