package dev.diorama.cognito.userpool;

import dev.diorama.cognito.userpool.Triggers.Trigger;
import dev.diorama.cognito.userpool.UserPoolModel.Pool;
import dev.diorama.cognito.userpool.UserPoolModel.User;
import dev.diorama.core.json.Json;
import dev.diorama.core.wire.AwsException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AttributeType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolClientType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserStatusType;

/**
 * Users who come from elsewhere at their first sign-in, or when they forgot their password.
 * Documented:
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-migrate-user.html
 */
final class Migration {
  private final Triggers triggers;
  private final Accounts accounts;
  private final Passwords passwords;

  Migration(Triggers triggers, Accounts accounts, Passwords passwords) {
    this.triggers = triggers;
    this.accounts = accounts;
    this.passwords = passwords;
  }

  /** The user who has just moved here with this password; empty where the pool asks nobody. */
  Optional<User> bySignIn(Visit visit, UserPoolClientType client, String name, String password) {
    if (!Triggers.has(visit.pool(), Trigger.USER_MIGRATION)) {
      return Optional.empty();
    }
    Json.Obj request =
        Triggers.with(Json.object().put("password", password), "validationData", visit.metadata())
            .build();
    User user = moved(visit, client, name, "Authentication", request);
    passwords.set(visit.pool(), user, password);
    return Optional.of(user);
  }

  /** The user who has just moved here without a password. */
  Optional<User> byForgottenPassword(Visit visit, UserPoolClientType client, String name) {
    if (!Triggers.has(visit.pool(), Trigger.USER_MIGRATION)) {
      return Optional.empty();
    }
    Json.Obj request = Triggers.with(Json.object(), "clientMetadata", visit.metadata()).build();
    return Optional.of(moved(visit, client, name, "ForgotPassword", request));
  }

  private User moved(
      Visit visit, UserPoolClientType client, String name, String reason, Json.Obj request) {
    Pool pool = visit.pool();
    Json answer;
    try {
      answer =
          triggers
              .fire(visit, Trigger.USER_MIGRATION, reason, name, request, empty())
              .orElseThrow();
    } catch (AwsException refused) {
      visit.call().note("why", refused.message());
      throw failed(client);
    }
    Map<String, String> attributes = new LinkedHashMap<>();
    answer
        .get("userAttributes")
        .orElse(Json.nil())
        .members()
        .forEach((key, value) -> value.text().ifPresent(text -> attributes.put(key, text)));
    if (attributes.isEmpty()) {
      throw failed(client);
    }
    attributes.remove("username");
    List<AttributeType> given = new ArrayList<>(Attributes.listed(attributes));
    UserStatusType status =
        answer.text("finalUserStatus").orElse("").equals("CONFIRMED")
            ? UserStatusType.CONFIRMED
            : UserStatusType.RESET_REQUIRED;
    User user =
        accounts.draft(
            pool, name, Attributes.checked(pool, given), status, "User account already exists");
    boolean force = Triggers.flag(answer, "forceAliasCreation");
    for (String attribute : List.of("email", "phone_number")) {
      if (user.verified(attribute)) {
        Accounts.claimAlias(pool, user, attribute, force, UserPoolError.ALIAS_EXISTS);
      }
    }
    pool.users.add(user);
    return user;
  }

  private static Json.Obj empty() {
    Json.ObjectBuilder response = Json.object();
    for (String name :
        List.of(
            "userAttributes",
            "finalUserStatus",
            "messageAction",
            "desiredDeliveryMediums",
            "forceAliasCreation",
            "enableSMSMFA")) {
      response.put(name, Json.nil());
    }
    return response.build();
  }

  /** What a client is told when the function does not vouch for the user. Observed. */
  private static AwsException failed(UserPoolClientType client) {
    return Accounts.hides(client)
        ? UserPoolError.wrongPassword()
        : UserPoolError.USER_NOT_FOUND.with(
            "Exception migrating user in app client " + client.clientId());
  }
}
