package dev.diorama.cognito.userpool;

import dev.diorama.cognito.userpool.SignIn.Challenge;
import dev.diorama.cognito.userpool.SignIn.Step;
import dev.diorama.cognito.userpool.UserPoolModel.Pool;
import dev.diorama.cognito.userpool.UserPoolModel.User;
import dev.diorama.cognito.userpool.UserPoolStore.Entrance;
import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.json.Json;
import dev.diorama.core.wire.AwsException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AttributeType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SchemaAttributeType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolClientType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserStatusType;

/** The challenge to replace a temporary password, and required attributes along with it. */
final class NewPasswords {
  static final String CHALLENGE = "NEW_PASSWORD_REQUIRED";

  /** Prefix of attributes in the answer. Documented. */
  private static final String ATTRIBUTE = "userAttributes.";

  private final Cloud cloud;
  private final Challenges challenges;
  private final Passwords passwords;
  private final Accounts accounts;

  NewPasswords(Cloud cloud, Challenges challenges, Passwords passwords, Accounts accounts) {
    this.cloud = cloud;
    this.challenges = challenges;
    this.passwords = passwords;
    this.accounts = accounts;
  }

  Step ask(SignIn signIn) {
    User user = signIn.person();
    if (cloud.clock().nanos() >= user.temporaryUntilNanos) {
      throw UserPoolError.NOT_AUTHORIZED.with(
          "Temporary password has expired and must be reset by an administrator.");
    }
    List<String> missing = new ArrayList<>();
    for (SchemaAttributeType each : signIn.pool().schema.values()) {
      if (each.required() && !user.attributes.containsKey(each.name())) {
        missing.add(ATTRIBUTE + each.name());
      }
    }
    Map<String, String> known = new LinkedHashMap<>(user.attributes);
    known.remove("sub");
    Map<String, String> parameters = signIn.forUser();
    parameters.put("requiredAttributes", Json.strings(missing).write());
    parameters.put("userAttributes", Json.stringMap(known).write());
    return Step.ask(CHALLENGE, challenges.ask(signIn, CHALLENGE, Json.empty()), parameters);
  }

  /** The sign-in whose user has a password of his own now. */
  SignIn taken(
      Visit visit, Entrance entrance, @Nullable String session, Map<String, String> responses) {
    Challenge challenge = challenges.answered(entrance, session, CHALLENGE, responses);
    SignIn signIn = challenge.signIn();
    Pool pool = entrance.pool();
    User user = signIn.person();
    String password;
    try {
      password = Parameters.need(responses, "NEW_PASSWORD");
      Map<String, String> changes = changes(pool, entrance.client(), responses);
      checkComplete(pool, user, changes);
      Passwords.checkChanged(pool, user, password);
      accounts.change(visit, user, changes);
    } catch (AwsException e) {
      // Whoever picks a poor password may pick another one within the same session.
      challenges.again(String.valueOf(session), challenge);
      throw e;
    }
    passwords.set(pool, user, password);
    user.status = UserStatusType.CONFIRMED;
    user.modified = cloud.clock().instant();
    signIn.newPassword = true;
    return signIn;
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
