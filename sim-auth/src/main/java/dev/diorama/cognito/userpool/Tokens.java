package dev.diorama.cognito.userpool;

import dev.diorama.cognito.userpool.UserPoolModel.Pool;
import dev.diorama.cognito.userpool.UserPoolModel.Session;
import dev.diorama.cognito.userpool.UserPoolModel.User;
import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.json.Json;
import dev.diorama.core.random.SimRandom;
import dev.diorama.jwt.JwtRejected;
import dev.diorama.jwt.JwtVerifier;
import dev.diorama.jwt.SigningKey;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthenticationResultType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GroupType;
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
  private final SimRandom ids;
  private final Map<String, Keys> keys = new LinkedHashMap<>();

  Tokens(Cloud cloud, UserPoolStore store) {
    this.cloud = cloud;
    this.store = store;
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
    Keys own = keys(pool);
    return Json.object()
        .put("keys", new Json.Arr(List.of(own.id().jwk(), own.access().jwk())))
        .build();
  }

  /** Begins a session: three tokens. */
  AuthenticationResultType begin(Pool pool, UserPoolClientType client, User user) {
    long now = cloud.clock().nanos();
    Session session =
        new Session(
            pool,
            user,
            client.clientId(),
            ids.text(SimRandom.ALNUM + "-_", 128),
            ids.uuid().toString(),
            ids.uuid().toString(),
            cloud.clock().instant().getEpochSecond(),
            now + refreshValidity(client).toNanos());
    store.open(session, now);
    return issue(session, client).refreshToken(session.refreshToken).build();
  }

  /** Goes on with a session: new ID and access tokens. */
  AuthenticationResultType renew(Session session, UserPoolClientType client) {
    return issue(session, client).build();
  }

  private AuthenticationResultType.Builder issue(Session session, UserPoolClientType client) {
    Keys own = keys(session.pool);
    long now = cloud.clock().instant().getEpochSecond();
    Duration accessFor = accessValidity(client);
    String accessJti = ids.uuid().toString();
    store.issued(
        accessJti, session, cloud.clock().nanos() + accessFor.toNanos(), cloud.clock().nanos());
    return AuthenticationResultType.builder()
        .accessToken(own.access().sign(access(session, client, accessJti, now, accessFor)))
        .idToken(own.id().sign(identity(session, client, now, idValidity(client))))
        .expiresIn((int) accessFor.toSeconds())
        .tokenType("Bearer");
  }

  private Json.Obj access(
      Session session, UserPoolClientType client, String jti, long now, Duration validity) {
    Json.ObjectBuilder claims = Json.object().put("sub", session.user.sub);
    putGroups(claims, session);
    claims.put("iss", session.pool.issuer()).put("client_id", session.clientId);
    putOrigin(claims, session, client);
    return claims
        .put("event_id", session.eventId)
        .put("token_use", "access")
        .put("scope", SCOPE)
        .put("auth_time", session.authTime)
        .put("exp", now + validity.toSeconds())
        .put("iat", now)
        .put("jti", jti)
        .put("username", session.user.username)
        .build();
  }

  private Json.Obj identity(
      Session session, UserPoolClientType client, long now, Duration validity) {
    Json.ObjectBuilder claims = Json.object().put("sub", session.user.sub);
    putGroups(claims, session);
    putRoles(claims, session);
    session.user.attributes.forEach(
        (name, value) -> {
          if (!name.equals("sub") && Attributes.readable(client, name)) {
            claims.put(name, claim(name, value));
          }
        });
    claims.put("iss", session.pool.issuer()).put("cognito:username", session.user.username);
    putOrigin(claims, session, client);
    return claims
        .put("aud", session.clientId)
        .put("event_id", session.eventId)
        .put("token_use", "id")
        .put("auth_time", session.authTime)
        .put("exp", now + validity.toSeconds())
        .put("iat", now)
        .put("jti", ids.uuid().toString())
        .build();
  }

  /**
   * The two {@code _verified} marks and {@code updated_at} are not texts; all else is. Observed.
   */
  private static Json claim(String name, String value) {
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

  private static List<GroupType> groups(Session session) {
    return session.user.groups.stream()
        .map(name -> session.pool.groups.get(name))
        .filter(java.util.Objects::nonNull)
        .toList();
  }

  private static void putGroups(Json.ObjectBuilder claims, Session session) {
    List<GroupType> groups = groups(session);
    if (!groups.isEmpty()) {
      claims.put(
          "cognito:groups", Json.strings(groups.stream().map(GroupType::groupName).toList()));
    }
  }

  /**
   * Roles of all groups, and the preferred one: that of the group with the lowest precedence value.
   * Two groups of equal precedence give one only if their role is the same. Documented:
   * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-user-groups.html
   */
  private static void putRoles(Json.ObjectBuilder claims, Session session) {
    List<GroupType> withRole =
        groups(session).stream().filter(group -> group.roleArn() != null).toList();
    if (withRole.isEmpty()) {
      return;
    }
    int first = withRole.stream().mapToInt(Tokens::precedence).min().orElse(Integer.MAX_VALUE);
    List<String> best =
        withRole.stream()
            .filter(group -> precedence(group) == first)
            .map(GroupType::roleArn)
            .distinct()
            .toList();
    if (best.size() == 1) {
      claims.put("cognito:preferred_role", best.get(0));
    }
    claims.put(
        "cognito:roles",
        Json.strings(withRole.stream().map(GroupType::roleArn).distinct().toList()));
  }

  private static int precedence(GroupType group) {
    return group.precedence() == null ? Integer.MAX_VALUE : group.precedence();
  }

  /**
   * The session behind an access token, for the operations that users call on themselves.
   *
   * @throws dev.diorama.core.wire.AwsException if the token does not, or no longer, open anything
   */
  Session session(@Nullable String accessToken) {
    Json.Obj claims = accessClaims(accessToken);
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
          && keys(pool).access().signed(token)
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
