package dev.diorama.cognito.userpool;

import static dev.diorama.cognito.userpool.Settings.need;

import dev.diorama.cognito.userpool.SrpServer.Verifier;
import dev.diorama.cognito.userpool.UserPoolModel.Challenge;
import dev.diorama.cognito.userpool.UserPoolModel.Pool;
import dev.diorama.cognito.userpool.UserPoolModel.Session;
import dev.diorama.cognito.userpool.UserPoolModel.User;
import dev.diorama.cognito.userpool.UserPoolStore.Entrance;
import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.json.Json;
import dev.diorama.core.random.SimRandom;
import dev.diorama.core.router.Call;
import dev.diorama.core.wire.AwsException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AttributeType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthenticationResultType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SchemaAttributeType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolClientType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserStatusType;

/**
 * Sign-in: by SRP, by password, by refresh token, and the challenges on the way.
 *
 * <p>Flows are documented:
 * https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html
 */
final class AuthService {
  /** Prefix of attributes in the answer to {@code NEW_PASSWORD_REQUIRED}. Documented. */
  private static final String ATTRIBUTE = "userAttributes.";

  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern(SrpGroup.TIMESTAMP, Locale.US);

  /**
   * What a step of a sign-in leads to: tokens, or a challenge.
   *
   * @param challenge the challenge's name; null when there are tokens
   * @param session what names the challenge in its answer; null where the parameters do
   */
  record Step(
      @Nullable String challenge,
      @Nullable String session,
      Map<String, String> parameters,
      @Nullable AuthenticationResultType tokens) {
    static Step done(AuthenticationResultType tokens) {
      return new Step(null, null, Map.of(), tokens);
    }
  }

  private final Cloud cloud;
  private final UserPoolStore store;
  private final Passwords passwords;
  private final Accounts accounts;
  private final Tokens tokens;
  private final Quotas quotas;
  private final SimRandom secrets;
  private final byte[] pretence;

  AuthService(
      Cloud cloud,
      UserPoolStore store,
      Passwords passwords,
      Accounts accounts,
      Tokens tokens,
      Quotas quotas) {
    this.cloud = cloud;
    this.store = store;
    this.passwords = passwords;
    this.accounts = accounts;
    this.tokens = tokens;
    this.quotas = quotas;
    this.secrets = cloud.seeds().stream("cognito-idp/srp");
    this.pretence = cloud.seeds().stream("cognito-idp/pretence").bytes(32);
  }

  /** Begins a sign-in; {@code admin} when an application's back end does. */
  Step initiate(
      Call call,
      Entrance entrance,
      @Nullable String flowName,
      Map<String, String> parameters,
      boolean admin) {
    quotas.admit(call, Quotas.Category.AUTHENTICATION);
    String flow = need(flowName, "authFlow");
    checkFlow(entrance.client(), flow, admin);
    if (flow.startsWith("REFRESH_TOKEN")) {
      return refresh(entrance, parameters);
    }
    String name = parameter(parameters, "USERNAME");
    Accounts.checkSecret(entrance.client(), parameters.get("SECRET_HASH"), name);
    return flow.equals("USER_SRP_AUTH")
        ? beginSrp(entrance, name, parameter(parameters, "SRP_A"))
        : byPassword(entrance, name, parameter(parameters, "PASSWORD"));
  }

  private static String parameter(Map<String, String> parameters, String name) {
    String value = parameters.get(name);
    if (value == null || value.isEmpty()) {
      throw UserPoolError.INVALID_PARAMETER.with("Missing required parameter " + name);
    }
    return value;
  }

  /** Refuses flows of the other side's, unknown ones, and those the client has not switched on. */
  private static void checkFlow(UserPoolClientType client, String flow, boolean admin) {
    List<String> enabled = client.explicitAuthFlowsAsStrings();
    switch (flow) {
      case "USER_SRP_AUTH" -> {
        boolean legacy = enabled.stream().noneMatch(each -> each.startsWith("ALLOW_"));
        if (!enabled.contains("ALLOW_USER_SRP_AUTH")
            && !(legacy && !enabled.contains("CUSTOM_AUTH_FLOW_ONLY"))) {
          throw UserPoolError.INVALID_PARAMETER.with(
              "USER_SRP_AUTH is not enabled for the client.");
        }
      }
      case "USER_PASSWORD_AUTH" -> {
        checkSide(!admin);
        if (!enabled.contains("ALLOW_USER_PASSWORD_AUTH")
            && !enabled.contains("USER_PASSWORD_AUTH")) {
          throw UserPoolError.INVALID_PARAMETER.with(
              "USER_PASSWORD_AUTH flow not enabled for this client");
        }
      }
      case "ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH" -> {
        checkSide(admin);
        if (!enabled.contains("ALLOW_ADMIN_USER_PASSWORD_AUTH")
            && !enabled.contains("ADMIN_NO_SRP_AUTH")) {
          throw UserPoolError.INVALID_PARAMETER.with("Auth flow not enabled for this client");
        }
      }
      case "REFRESH_TOKEN_AUTH", "REFRESH_TOKEN" -> {
        boolean modern = enabled.stream().anyMatch(each -> each.startsWith("ALLOW_"));
        if (modern && !enabled.contains("ALLOW_REFRESH_TOKEN_AUTH")) {
          throw UserPoolError.INVALID_PARAMETER.with("Auth flow not enabled for this client");
        }
      }
      case "CUSTOM_AUTH", "USER_AUTH" -> throw UserPoolError.notSimulated("the flow " + flow);
      default ->
          throw UserPoolError.INVALID_PARAMETER.with(
              "1 validation error detected: Value '"
                  + flow
                  + "' at 'authFlow' failed to satisfy constraint: Member must satisfy enum value"
                  + " set: [USER_SRP_AUTH, REFRESH_TOKEN_AUTH, REFRESH_TOKEN, CUSTOM_AUTH,"
                  + " ADMIN_NO_SRP_AUTH, USER_PASSWORD_AUTH, ADMIN_USER_PASSWORD_AUTH, USER_AUTH]");
    }
  }

  private static void checkSide(boolean right) {
    if (!right) {
      throw UserPoolError.INVALID_PARAMETER.with("Initiate Auth method not supported.");
    }
  }

  private static AwsException noSuchUser(UserPoolClientType client) {
    return Accounts.hides(client) ? UserPoolError.wrongPassword() : UserPoolError.noSuchUser();
  }

  private Step byPassword(Entrance entrance, String name, String password) {
    User user = entrance.pool().users.find(name).orElseThrow(() -> noSuchUser(entrance.client()));
    checkAttempt(entrance, user, () -> Passwords.isRight(entrance.pool(), user, password));
    return admitted(entrance, user);
  }

  /** Looks at a password unless the user is locked out, and counts a wrong one. */
  private void checkAttempt(
      Entrance entrance, User user, java.util.function.BooleanSupplier right) {
    long now = cloud.clock().nanos();
    if (user.signIns.locked(now)) {
      throw UserPoolError.NOT_AUTHORIZED.with("Password attempts exceeded");
    }
    if (!right.getAsBoolean()) {
      user.signIns.failed(now);
      count(entrance, "SignInSuccesses", 0);
      throw UserPoolError.wrongPassword();
    }
    user.signIns.clear();
  }

  private void count(Entrance entrance, String metric, int success) {
    cloud
        .metrics()
        .in(entrance.pool().account, entrance.pool().region)
        .add(
            "AWS/Cognito",
            metric,
            success,
            "UserPool",
            entrance.pool().id,
            "UserPoolClient",
            entrance.client().clientId());
  }

  /** Lets in a user who gave the right password, as far as the user's state allows. */
  private Step admitted(Entrance entrance, User user) {
    if (!user.enabled) {
      throw UserPoolError.disabled();
    }
    return switch (user.status) {
      case UNCONFIRMED -> throw UserPoolError.USER_NOT_CONFIRMED.with("User is not confirmed.");
      case RESET_REQUIRED ->
          throw UserPoolError.PASSWORD_RESET_REQUIRED.with("Password reset required for the user");
      case FORCE_CHANGE_PASSWORD -> {
        if (cloud.clock().nanos() >= user.temporaryUntilNanos) {
          throw UserPoolError.NOT_AUTHORIZED.with(
              "Temporary password has expired and must be reset by an administrator.");
        }
        yield askNewPassword(entrance, user);
      }
      default -> {
        count(entrance, "SignInSuccesses", 1);
        yield Step.done(tokens.begin(entrance.pool(), entrance.client(), user));
      }
    };
  }

  private long challengeEnd(UserPoolClientType client) {
    return cloud.clock().nanos() + TimeUnit.MINUTES.toNanos(client.authSessionValidity());
  }

  private Step beginSrp(Entrance entrance, String name, String open) {
    Pool pool = entrance.pool();
    BigInteger clientOpen = number(open);
    Optional<User> found = pool.users.find(name);
    if (found.isEmpty() && !Accounts.hides(entrance.client())) {
      throw UserPoolError.noSuchUser();
    }
    User user = found.orElse(null);
    String userId = user == null ? pretendedId(pool, name) : user.username;
    Verifier verifier =
        user != null && user.password != null ? user.password : pretended(pool, name);
    SrpServer srp =
        new SrpServer(
            pool.name(), userId, verifier, clientOpen, secrets.bytes(SrpServer.SECRET_BYTES));
    String block = Base64.getEncoder().encodeToString(secrets.bytes(192));
    store.ask(
        block,
        new Challenge(
            pool.id, entrance.client().clientId(), user, srp, challengeEnd(entrance.client())),
        cloud.clock().nanos());
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("SALT", verifier.salt().toString(16));
    parameters.put("SECRET_BLOCK", block);
    parameters.put("SRP_B", srp.open().toString(16));
    parameters.put("USERNAME", userId);
    parameters.put("USER_ID_FOR_SRP", userId);
    return new Step("PASSWORD_VERIFIER", null, parameters, null);
  }

  /** A multiple of the modulus would make the shared key 0 for anyone: RFC 5054, section 2.5.4. */
  private static BigInteger number(String hex) {
    BigInteger number;
    try {
      number = new BigInteger(hex, 16);
    } catch (NumberFormatException e) {
      throw UserPoolError.INVALID_PARAMETER.with("SRP_A is not a hexadecimal number.");
    }
    if (hex.length() > 2 * SrpGroup.N.bitLength() / 4 || number.mod(SrpGroup.N).signum() == 0) {
      throw UserPoolError.INVALID_PARAMETER.with("SRP_A is not a valid public value.");
    }
    return number;
  }

  /**
   * Salt and verifier for a user who does not exist, the same for the same name, as RFC 5054,
   * section 2.5.1.3, has it. Nobody knows a password for them: the verifier is no power of g that
   * anyone has computed.
   */
  private Verifier pretended(Pool pool, String name) {
    byte[] salt = java.util.Arrays.copyOf(pretend(pool, name, "salt"), SrpServer.SALT_BYTES);
    BigInteger exponent = new BigInteger(1, pretend(pool, name, "verifier"));
    return new Verifier(new BigInteger(1, salt), SrpGroup.G.modPow(exponent, SrpGroup.N));
  }

  private String pretendedId(Pool pool, String name) {
    return pool.namesAreAttributes()
        ? UUID.nameUUIDFromBytes(pretend(pool, name, "id")).toString()
        : name;
  }

  private byte[] pretend(Pool pool, String name, String what) {
    String text = pool.id + "/" + what + "/" + UserPoolModel.folded(name);
    return Sha.hmac(pretence, text.getBytes(StandardCharsets.UTF_8));
  }

  private Step askNewPassword(Entrance entrance, User user) {
    String session = secrets.text(SimRandom.ALNUM + "-_", 256);
    store.ask(
        session,
        new Challenge(
            entrance.pool().id,
            entrance.client().clientId(),
            user,
            null,
            challengeEnd(entrance.client())),
        cloud.clock().nanos());
    List<String> missing = new ArrayList<>();
    for (SchemaAttributeType each : entrance.pool().schema.values()) {
      if (each.required() && !user.attributes.containsKey(each.name())) {
        missing.add(ATTRIBUTE + each.name());
      }
    }
    Map<String, String> known = new LinkedHashMap<>(user.attributes);
    known.remove("sub");
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("USER_ID_FOR_SRP", user.username);
    parameters.put("requiredAttributes", Json.strings(missing).write());
    parameters.put("userAttributes", Json.stringMap(known).write());
    return new Step("NEW_PASSWORD_REQUIRED", session, parameters, null);
  }

  private Step refresh(Entrance entrance, Map<String, String> parameters) {
    String token = parameter(parameters, "REFRESH_TOKEN");
    Session session = store.byRefreshToken(token).orElse(null);
    if (session == null || !session.clientId.equals(entrance.client().clientId())) {
      throw UserPoolError.NOT_AUTHORIZED.with("Invalid Refresh Token");
    }
    Accounts.checkSecret(
        entrance.client(), parameters.get("SECRET_HASH"), session.user.username, session.user.sub);
    if (session.revoked) {
      throw UserPoolError.NOT_AUTHORIZED.with("Refresh Token has been revoked");
    }
    if (cloud.clock().nanos() >= session.expiresNanos) {
      throw UserPoolError.NOT_AUTHORIZED.with("Refresh Token has expired");
    }
    if (!session.user.enabled) {
      throw UserPoolError.disabled();
    }
    count(entrance, "TokenRefreshSuccesses", 1);
    return Step.done(tokens.renew(session, entrance.client()));
  }

  /** Goes on with a sign-in. */
  Step respond(
      Call call,
      Entrance entrance,
      @Nullable String challengeName,
      @Nullable String session,
      Map<String, String> responses) {
    quotas.admit(call, Quotas.Category.CHALLENGE_ANSWER);
    return switch (need(challengeName, "challengeName")) {
      case "PASSWORD_VERIFIER" -> verifyPassword(entrance, responses);
      case "NEW_PASSWORD_REQUIRED" ->
          takeNewPassword(entrance, need(session, "session"), responses);
      default -> throw UserPoolError.notSimulated("the challenge " + challengeName);
    };
  }

  private Step verifyPassword(Entrance entrance, Map<String, String> responses) {
    String name = parameter(responses, "USERNAME");
    String block = parameter(responses, "PASSWORD_CLAIM_SECRET_BLOCK");
    String signature = parameter(responses, "PASSWORD_CLAIM_SIGNATURE");
    String timestamp = parameter(responses, "TIMESTAMP");
    try {
      TIMESTAMP.parse(timestamp);
    } catch (DateTimeException e) {
      throw UserPoolError.INVALID_PARAMETER.with(
          "TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english.");
    }
    Accounts.checkSecret(entrance.client(), responses.get("SECRET_HASH"), name);
    Challenge challenge = store.answered(block).orElseThrow(UserPoolError::wrongPassword);
    checkOpen(entrance, challenge);
    SrpServer srp = challenge.srp();
    User user = challenge.user();
    if (srp == null || user == null || !isStill(entrance.pool(), user)) {
      throw UserPoolError.wrongPassword();
    }
    checkAttempt(entrance, user, () -> srp.proves(bytes(block), timestamp, bytes(signature)));
    return admitted(entrance, user);
  }

  private static boolean isStill(Pool pool, User user) {
    return pool.users.bySub(user.sub).isPresent();
  }

  private void checkOpen(Entrance entrance, Challenge challenge) {
    if (!challenge.clientId().equals(entrance.client().clientId())) {
      throw UserPoolError.NOT_AUTHORIZED.with("Invalid session for the user.");
    }
    if (cloud.clock().nanos() >= challenge.expiresNanos()) {
      throw UserPoolError.NOT_AUTHORIZED.with("Invalid session for the user, session is expired.");
    }
  }

  private static byte[] bytes(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw UserPoolError.wrongPassword();
    }
  }

  private Step takeNewPassword(Entrance entrance, String session, Map<String, String> responses) {
    String name = parameter(responses, "USERNAME");
    String password = parameter(responses, "NEW_PASSWORD");
    Accounts.checkSecret(entrance.client(), responses.get("SECRET_HASH"), name);
    Challenge challenge =
        store
            .answered(session)
            .orElseThrow(() -> UserPoolError.NOT_AUTHORIZED.with("Invalid session for the user."));
    checkOpen(entrance, challenge);
    Pool pool = entrance.pool();
    User user = challenge.user();
    if (user == null
        || challenge.srp() != null
        || !isStill(pool, user)
        || pool.users.find(name).orElse(null) != user) {
      throw UserPoolError.NOT_AUTHORIZED.with("Invalid session for the user.");
    }
    try {
      Map<String, String> changes = changes(pool, entrance.client(), responses);
      checkComplete(pool, user, changes);
      Passwords.checkChanged(pool, user, password);
      accounts.change(pool, user, changes);
    } catch (AwsException e) {
      // Whoever picks a poor password may pick another one within the same session.
      store.ask(session, challenge, cloud.clock().nanos());
      throw e;
    }
    passwords.set(pool, user, password);
    user.status = UserStatusType.CONFIRMED;
    user.modified = cloud.clock().instant();
    return admitted(entrance, user);
  }

  private static Map<String, String> changes(
      Pool pool, UserPoolClientType client, Map<String, String> responses) {
    List<AttributeType> given = new ArrayList<>();
    responses.forEach(
        (key, value) -> {
          if (key.startsWith(ATTRIBUTE)) {
            given.add(
                AttributeType.builder()
                    .name(key.substring(ATTRIBUTE.length()))
                    .value(value)
                    .build());
          }
        });
    Map<String, String> changes = Attributes.checked(pool, given);
    Attributes.checkWritable(client, changes.keySet());
    return changes;
  }

  private static void checkComplete(Pool pool, User user, Map<String, String> changes) {
    Map<String, String> all = new LinkedHashMap<>(user.attributes);
    all.putAll(changes);
    Attributes.checkRequired(pool, all);
  }
}
