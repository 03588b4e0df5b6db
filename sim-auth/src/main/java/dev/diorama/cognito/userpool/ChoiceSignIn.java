package dev.diorama.cognito.userpool;

import dev.diorama.cognito.userpool.SignIn.Challenge;
import dev.diorama.cognito.userpool.SignIn.Step;
import dev.diorama.cognito.userpool.UserPoolModel.Pool;
import dev.diorama.cognito.userpool.UserPoolModel.User;
import dev.diorama.cognito.userpool.UserPoolStore.Entrance;
import dev.diorama.core.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sign-in by the factor that the user picks ({@code USER_AUTH}): a password, sent or proved, or a
 * code by mail or text message. Documented:
 * https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flows-selection-sdk.html#authentication-flows-selection-choice
 */
final class ChoiceSignIn {
  private static final String SELECT = "SELECT_CHALLENGE";

  private final Challenges challenges;
  private final SrpSignIn srp;
  private final SecondFactors factors;
  private final Attempted attempted;

  ChoiceSignIn(Challenges challenges, SrpSignIn srp, SecondFactors factors, Attempted attempted) {
    this.challenges = challenges;
    this.srp = srp;
    this.factors = factors;
    this.attempted = attempted;
  }

  /** The first factors of a pool: a password unless it says otherwise. */
  static List<String> allowed(Pool pool) {
    var policy = pool.settings().policies().signInPolicy();
    return policy == null || !policy.hasAllowedFirstAuthFactors()
        ? List.of("PASSWORD")
        : policy.allowedFirstAuthFactorsAsStrings();
  }

  /** What a user can pick; for a user who does not exist, what a stranger would expect. */
  static List<String> available(Pool pool, @Nullable User user) {
    List<String> available = new ArrayList<>();
    // A code alone is not enough where a second factor is due, documented:
    // .../developerguide/user-pool-settings-mfa.html
    boolean codes = user == null || !SecondFactors.needed(pool, user);
    for (String factor : allowed(pool)) {
      switch (factor) {
        case "PASSWORD" -> {
          if (user == null || user.password != null) {
            available.add("PASSWORD");
            available.add("PASSWORD_SRP");
          }
        }
        case "EMAIL_OTP" -> {
          if (codes && (user == null || user.verified("email"))) {
            available.add("EMAIL_OTP");
          }
        }
        case "SMS_OTP" -> {
          if (codes && user != null && user.verified("phone_number")) {
            available.add("SMS_OTP");
          }
        }
        default -> throw UserPoolError.notSimulated("the factor " + factor);
      }
    }
    return available;
  }

  /** Goes straight to the preferred challenge where it is available, else lets the user choose. */
  Optional<Step> begin(Visit visit, SignIn signIn, Map<String, String> parameters) {
    String preferred = parameters.getOrDefault("PREFERRED_CHALLENGE", "");
    if (preferred.equals("WEB_AUTHN")) {
      throw UserPoolError.notSimulated("passkeys (WEB_AUTHN)");
    }
    List<String> available = available(signIn.pool(), signIn.user);
    if (available.contains(preferred)) {
      return take(visit, signIn, preferred, parameters);
    }
    Map<String, String> none = Map.of();
    return Optional.of(
        new Step(
            SELECT, challenges.ask(signIn, SELECT, Json.empty()), none, available, null, null));
  }

  /** A step by the factor picked; empty when it has proved who signs in. */
  private Optional<Step> take(
      Visit visit, SignIn signIn, String factor, Map<String, String> parameters) {
    switch (factor) {
      case "PASSWORD" -> {
        if (!parameters.containsKey("PASSWORD")) {
          Map<String, String> none = Map.of();
          return Optional.of(Step.ask(factor, challenges.ask(signIn, factor, Json.empty()), none));
        }
        byPassword(signIn, parameters);
        return Optional.empty();
      }
      case "PASSWORD_SRP" -> {
        String open = Parameters.need(parameters, "SRP_A");
        return Optional.of(srp.begin(signIn, open, challenges.session()));
      }
      case "EMAIL_OTP" -> {
        return Optional.of(code(visit, signIn, factor, "email"));
      }
      default -> {
        return Optional.of(code(visit, signIn, factor, "phone_number"));
      }
    }
  }

  /** A stranger is asked for a code that was never sent. */
  private Step code(Visit visit, SignIn signIn, String factor, String attribute) {
    if (signIn.user != null) {
      return factors.send(visit, signIn, factor, attribute);
    }
    Map<String, String> parameters = signIn.forUser();
    parameters.put("CODE_DELIVERY_DELIVERY_MEDIUM", "EMAIL");
    parameters.put(
        "CODE_DELIVERY_DESTINATION",
        SignUpService.pretended(signIn.pool(), signIn.name).destination());
    return Step.ask(factor, challenges.ask(signIn, factor, Json.empty()), parameters);
  }

  private void byPassword(SignIn signIn, Map<String, String> parameters) {
    String password = Parameters.need(parameters, "PASSWORD");
    User user = signIn.person();
    attempted.check(signIn.entrance, user, () -> Passwords.isRight(signIn.pool(), user, password));
    signIn.firstFactor = true;
  }

  /** What the answer to a choice leads to; empty when it has proved who signs in. */
  record Picked(SignIn signIn, Optional<Step> step) {}

  Picked picked(
      Visit visit, Entrance entrance, @Nullable String session, Map<String, String> responses) {
    Challenge challenge = challenges.answered(entrance, session, SELECT, responses);
    SignIn signIn = challenge.signIn();
    String answer = Parameters.need(responses, "ANSWER");
    if (answer.equals("WEB_AUTHN")) {
      throw UserPoolError.notSimulated("passkeys (WEB_AUTHN)");
    }
    if (!available(signIn.pool(), signIn.user).contains(answer)) {
      challenges.again(String.valueOf(session), challenge);
      throw UserPoolError.INVALID_PARAMETER.with("Invalid challenge selected: " + answer);
    }
    return new Picked(signIn, take(visit, signIn, answer, responses));
  }

  /** The sign-in whose password came as the answer to {@code PASSWORD}. */
  SignIn byPassword(Entrance entrance, @Nullable String session, Map<String, String> responses) {
    Challenge challenge = challenges.answered(entrance, session, "PASSWORD", responses);
    byPassword(challenge.signIn(), responses);
    return challenge.signIn();
  }
}
