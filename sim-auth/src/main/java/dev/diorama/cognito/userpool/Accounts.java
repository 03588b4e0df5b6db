package dev.diorama.cognito.userpool;

import dev.diorama.cognito.userpool.Triggers.Trigger;
import dev.diorama.cognito.userpool.UserPoolModel.Code;
import dev.diorama.cognito.userpool.UserPoolModel.Pool;
import dev.diorama.cognito.userpool.UserPoolModel.Purpose;
import dev.diorama.cognito.userpool.UserPoolModel.User;
import dev.diorama.cognito.userpool.UserPoolModel.Window;
import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.json.Json;
import dev.diorama.core.random.SimRandom;
import dev.diorama.core.wire.AwsException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AttributeType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CodeDeliveryDetailsType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolClientType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserStatusType;

/** What is done to users alike by themselves and by administrators. */
final class Accounts {
  private final Cloud cloud;
  private final Messages messages;
  private final Triggers triggers;
  private final SimRandom subs;

  Accounts(Cloud cloud, Messages messages, Triggers triggers) {
    this.cloud = cloud;
    this.messages = messages;
    this.triggers = triggers;
    this.subs = cloud.seeds().stream("cognito-idp/subs");
  }

  /** A new user, not yet in the directory. */
  User draft(
      Pool pool, String name, Map<String, String> given, UserStatusType status, String taken) {
    Map<String, String> attributes = new LinkedHashMap<>(given);
    String sub = subs.uuid().toString();
    String username = name;
    if (pool.namesAreAttributes()) {
      String attribute = nameAttribute(pool, name);
      if (pool.users.named(attribute, name).isPresent()) {
        throw UserPoolError.USERNAME_EXISTS.with(inUse(attribute));
      }
      attributes.put(attribute, name);
      username = sub;
    } else {
      checkName(pool, name);
      if (pool.users.byUsername(name).isPresent() || pool.users.bySub(name).isPresent()) {
        throw UserPoolError.USERNAME_EXISTS.with(taken);
      }
    }
    Attributes.checkRequired(pool, attributes);
    User user = new User(sub, username, status, cloud.clock().instant());
    attributes.forEach(
        (attribute, value) -> {
          if (!value.isEmpty()) {
            user.attributes.put(attribute, value);
          }
        });
    return user;
  }

  private static String inUse(String attribute) {
    return "An account with the given " + attribute + " already exists.";
  }

  /** Which attribute serves as the name, in a pool whose users have no other. */
  private static String nameAttribute(Pool pool, String name) {
    List<String> allowed = pool.settings().usernameAttributesAsStrings();
    if (allowed.contains("email") && Attributes.isEmail(name)) {
      return "email";
    }
    if (allowed.contains("phone_number") && Attributes.isPhone(name)) {
      return "phone_number";
    }
    String wanted =
        allowed.size() == 2
            ? "either an email or a phone number"
            : allowed.contains("email") ? "an email" : "a phone number";
    throw UserPoolError.INVALID_PARAMETER.with("Username should be " + wanted + ".");
  }

  private static void checkName(Pool pool, String name) {
    if (name.isEmpty() || name.length() > 128 || name.chars().anyMatch(Character::isWhitespace)) {
      throw UserPoolError.INVALID_PARAMETER.with(
          "1 validation error detected: Value at 'username' failed to satisfy constraint: Member"
              + " must satisfy regular expression pattern: [\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+");
    }
    if (pool.users.isAlias("email") && Attributes.isEmail(name)) {
      throw UserPoolError.INVALID_PARAMETER.with(
          "Username cannot be of email format, since user pool is configured for email alias.");
    }
    if (pool.users.isAlias("phone_number") && Attributes.isPhone(name)) {
      throw UserPoolError.INVALID_PARAMETER.with(
          "Username cannot be of phone number format, since user pool is configured for phone"
              + " number alias.");
    }
  }

  /**
   * Makes room for a user's verified alias: another holder is refused, or loses it when forced.
   *
   * @param refusal the error of the operation at hand
   */
  static void claimAlias(
      Pool pool, User user, String attribute, boolean force, UserPoolError refusal) {
    String value = user.attributes.get(attribute);
    if (value == null || !pool.users.isAlias(attribute)) {
      return;
    }
    User holder = pool.users.holder(attribute, value).orElse(user);
    if (holder != user) {
      if (!force) {
        throw refusal.with(inUse(attribute));
      }
      pool.users.set(holder, attribute + "_verified", "false");
    }
  }

  /** The functions of the pool that are told of a confirmed user. */
  void confirmed(Visit visit, User user, String reason) {
    triggers.fire(
        visit,
        Trigger.POST_CONFIRMATION,
        reason,
        user.username,
        Triggers.with(Triggers.about(user), "clientMetadata", visit.metadata()).build(),
        Json.empty());
  }

  /**
   * Asks the pool's function before a user signs up.
   *
   * @param reason {@code SignUp} or {@code AdminCreateUser}
   * @return its answer; empty where the pool has none
   */
  Optional<Json> beforeSignUp(
      Visit visit, User user, String reason, List<AttributeType> validationData) {
    Map<String, String> given = new LinkedHashMap<>(user.attributes);
    given.remove("sub");
    Json.ObjectBuilder request = Json.object().put("userAttributes", Json.stringMap(given));
    Map<String, String> validation = new LinkedHashMap<>();
    validationData.forEach(
        each -> validation.put(each.name(), each.value() == null ? "" : each.value()));
    request.put("validationData", validation.isEmpty() ? Json.nil() : Json.stringMap(validation));
    return triggers.fire(
        visit,
        Trigger.PRE_SIGN_UP,
        reason,
        user.username,
        Triggers.with(request, "clientMetadata", visit.metadata()).build(),
        Json.object()
            .put("autoConfirmUser", false)
            .put("autoVerifyEmail", false)
            .put("autoVerifyPhone", false)
            .build());
  }

  /** Marks the addresses verified that the function before sign-up vouches for. */
  static void vouch(User user, Json answer) {
    if (Triggers.flag(answer, "autoVerifyEmail") && user.attributes.containsKey("email")) {
      user.attributes.put("email_verified", "true");
    }
    if (Triggers.flag(answer, "autoVerifyPhone") && user.attributes.containsKey("phone_number")) {
      user.attributes.put("phone_number_verified", "true");
    }
  }

  /** The attribute a new user's code goes to; null when the pool verifies none that is there. */
  static @Nullable String toVerify(Pool pool, User user) {
    List<String> automatic = pool.settings().autoVerifiedAttributesAsStrings();
    for (String attribute : List.of("phone_number", "email")) {
      if (automatic.contains(attribute) && user.attributes.containsKey(attribute)) {
        return attribute;
      }
    }
    return null;
  }

  /** The verified attribute by which a user recovers an account; null when there is none. */
  static @Nullable String toRecover(Pool pool, User user) {
    for (String attribute : PoolService.recovery(pool)) {
      if (user.attributes.containsKey(attribute) && user.verified(attribute)) {
        return attribute;
      }
    }
    return null;
  }

  static AwsException noWayToRecover() {
    return UserPoolError.INVALID_PARAMETER.with(
        "Cannot reset password for the user as there is no registered/verified email or"
            + " phone_number");
  }

  /** Takes a code that fits, or refuses. */
  Code take(User user, Purpose purpose, String attribute, @Nullable String given, Window window) {
    long now = cloud.clock().nanos();
    if (!window.admit(now)) {
      throw UserPoolError.attemptLimit();
    }
    String slot = purpose.slot(attribute);
    Code code = user.codes.get(slot);
    if (code == null || now >= code.expiresNanos()) {
      throw UserPoolError.codeExpired();
    }
    if (!code.value().equals(given)) {
      throw UserPoolError.codeMismatch();
    }
    user.codes.remove(slot);
    window.clear();
    return code;
  }

  /**
   * Changes attributes; a changed address is no longer verified, and is sent a code where the pool
   * verifies it by itself. Where the pool wants an address verified before it changes, the old one
   * stays until the code comes back.
   *
   * @return where codes went
   */
  List<CodeDeliveryDetailsType> change(Visit visit, User user, Map<String, String> changes) {
    Pool pool = visit.pool();
    Attributes.checkMutable(pool, user, changes);
    for (String attribute : List.of("email", "phone_number")) {
      checkUnused(pool, user, attribute, changes.get(attribute));
    }
    List<String> moved = new ArrayList<>();
    changes.forEach(
        (name, value) -> {
          boolean address = name.equals("email") || name.equals("phone_number");
          boolean same = value.equals(user.attributes.getOrDefault(name, ""));
          boolean asserted = "true".equals(changes.get(name + "_verified"));
          boolean waits =
              address && !same && !asserted && !value.isEmpty() && verifiedFirst(pool, name);
          if (waits) {
            user.pendingAddresses.put(name, value);
            moved.add(name);
            return;
          }
          pool.users.set(user, name, value);
          if (address && !same) {
            user.pendingAddresses.remove(name);
          }
          if (address && !same && !asserted) {
            pool.users.set(user, name + "_verified", value.isEmpty() ? "" : "false");
            moved.add(name);
          }
        });
    user.modified = cloud.clock().instant();
    List<CodeDeliveryDetailsType> sent = new ArrayList<>();
    for (String attribute : moved) {
      String to =
          user.pendingAddresses.getOrDefault(
              attribute, user.attributes.getOrDefault(attribute, ""));
      if (pool.settings().autoVerifiedAttributesAsStrings().contains(attribute) && !to.isEmpty()) {
        sent.add(
            messages.sendCode(visit, user, Purpose.VERIFY, attribute, to, "UpdateUserAttribute"));
      }
    }
    return sent;
  }

  private static boolean verifiedFirst(Pool pool, String attribute) {
    var setting = pool.settings().userAttributeUpdateSettings();
    return setting != null
        && setting.attributesRequireVerificationBeforeUpdateAsStrings().contains(attribute);
  }

  private static void checkUnused(Pool pool, User user, String attribute, @Nullable String value) {
    if (value == null || value.isEmpty()) {
      return;
    }
    User other =
        pool.users
            .named(attribute, value)
            .or(
                () ->
                    pool.users.isAlias(attribute)
                        ? pool.users.holder(attribute, value)
                        : Optional.empty())
            .orElse(user);
    if (other != user) {
      throw UserPoolError.ALIAS_EXISTS.with(inUse(attribute));
    }
  }

  /** Refuses a request that does not prove knowledge of the app client's secret. */
  static void checkSecret(
      UserPoolClientType client, @Nullable String given, String... namesSignedFor) {
    if (client.clientSecret() == null && given == null) {
      return;
    }
    if (given == null) {
      throw UserPoolError.NOT_AUTHORIZED.with(
          "Client "
              + client.clientId()
              + " is configured with secret but SECRET_HASH was not received");
    }
    for (String name : namesSignedFor) {
      if (client.clientSecret() != null
          && SrpClient.secretHash(name, client.clientId(), client.clientSecret()).equals(given)) {
        return;
      }
    }
    throw UserPoolError.NOT_AUTHORIZED.with(
        "Unable to verify secret hash for client " + client.clientId());
  }

  /** True if the client hides who exists. */
  static boolean hides(UserPoolClientType client) {
    return "ENABLED".equals(client.preventUserExistenceErrorsAsString());
  }
}
