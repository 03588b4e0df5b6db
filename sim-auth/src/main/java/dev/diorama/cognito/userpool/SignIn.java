package dev.diorama.cognito.userpool;

import dev.diorama.cognito.userpool.UserPoolModel.Pool;
import dev.diorama.cognito.userpool.UserPoolModel.User;
import dev.diorama.cognito.userpool.UserPoolStore.Entrance;
import dev.diorama.core.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthenticationResultType;

/** A sign-in under way, from its first request to its tokens: what has been proved so far. */
final class SignIn {
  /** Ways to sign in, which decide what is asked. */
  enum Flow {
    /** By password, proved or sent. */
    PASSWORD,
    /** By the pool's own challenge functions. */
    CUSTOM,
    /** By the factor that the user picks. */
    CHOICE,
    /** Through the managed login pages. */
    HOSTED
  }

  /**
   * What a step of a sign-in leads to: tokens, a challenge, or a user for the login pages.
   *
   * @param challenge the challenge's name; null when there is none
   * @param session what names the challenge in its answer; null where the parameters do
   * @param available the challenges to choose from
   * @param user who has signed in at the login pages; null elsewhere
   */
  record Step(
      @Nullable String challenge,
      @Nullable String session,
      Map<String, String> parameters,
      List<String> available,
      @Nullable AuthenticationResultType tokens,
      @Nullable User user) {
    static Step ask(String challenge, @Nullable String session, Map<String, String> parameters) {
      return new Step(challenge, session, parameters, List.of(), null, null);
    }

    static Step done(AuthenticationResultType tokens) {
      return new Step(null, null, Map.of(), List.of(), tokens, null);
    }

    /** The end of a sign-in that gets a code instead of tokens. */
    static Step signedIn(User user) {
      return new Step(null, null, Map.of(), List.of(), null, user);
    }
  }

  /**
   * A question that a client must answer before it gets on.
   *
   * @param signIn the sign-in it belongs to
   * @param name the challenge's name
   * @param session the name of the challenge in its answer; null where a secret block is it
   * @param srp the exchange; null for a challenge other than a verifier's
   * @param secret what the answer is compared with: {@code code}, or a function's own
   */
  record Challenge(
      SignIn signIn,
      String name,
      @Nullable String session,
      @Nullable SrpServer srp,
      Json.Obj secret,
      long expiresNanos) {}

  final Entrance entrance;
  final String name;

  /** Null for the pretence kept up about a user who does not exist. */
  final @Nullable User user;

  final Flow flow;
  final boolean byAdmin;

  /** The rounds of a custom sign-in so far, as its functions are told them. */
  final List<Json> rounds = new ArrayList<>();

  /** A device's key as the client presented it; empty if it did not. */
  String deviceKey = "";

  boolean firstFactor;
  boolean secondFactor;
  boolean deviceProved;
  boolean newPassword;

  /** What the MFA_SETUP challenge is about: an authenticator app's secret, once associated. */
  String softwareSecret = "";

  boolean softwareVerified;

  SignIn(Entrance entrance, String name, @Nullable User user, Flow flow, boolean byAdmin) {
    this.entrance = entrance;
    this.name = name;
    this.user = user;
    this.flow = flow;
    this.byAdmin = byAdmin;
  }

  Pool pool() {
    return entrance.pool();
  }

  /** The user, who must still be there. */
  User person() {
    if (user == null || pool().users.bySub(user.sub).isEmpty()) {
      throw UserPoolError.wrongPassword();
    }
    return user;
  }

  /** Parameters of a challenge that name whom it is for. */
  Map<String, String> forUser() {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("USER_ID_FOR_SRP", user == null ? name : user.username);
    return parameters;
  }
}
