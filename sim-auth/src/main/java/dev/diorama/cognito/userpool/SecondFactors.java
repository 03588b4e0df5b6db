package dev.diorama.cognito.userpool;

import dev.diorama.cognito.userpool.SignIn.Challenge;
import dev.diorama.cognito.userpool.SignIn.Step;
import dev.diorama.cognito.userpool.UserPoolModel.Factor;
import dev.diorama.cognito.userpool.UserPoolModel.Pool;
import dev.diorama.cognito.userpool.UserPoolModel.SoftwareToken;
import dev.diorama.cognito.userpool.UserPoolModel.User;
import dev.diorama.cognito.userpool.UserPoolStore.Entrance;
import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.json.Json;
import dev.diorama.core.wire.AwsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CodeDeliveryDetailsType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolMfaType;

/**
 * The second factor of a sign-in: which one is asked for, and whether the answer is right.
 *
 * <p>Documented:
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html. That wrong
 * codes lock a user out as wrong passwords do is assumed.
 */
final class SecondFactors {
  private final Cloud cloud;
  private final Challenges challenges;
  private final Messages messages;
  private final UserPoolStore store;

  SecondFactors(Cloud cloud, UserPoolStore store, Challenges challenges, Messages messages) {
    this.cloud = cloud;
    this.store = store;
    this.challenges = challenges;
    this.messages = messages;
  }

  /** The factors a user can be asked for: those switched on, else what a required factor finds. */
  static List<Factor> usable(Pool pool, User user) {
    List<Factor> usable = new ArrayList<>();
    if (pool.mfa().mode() == UserPoolMfaType.OFF) {
      return usable;
    }
    for (Factor factor : Factor.values()) {
      if (user.factors.contains(factor) && pool.mfa().offers(factor) && able(user, factor)) {
        usable.add(factor);
      }
    }
    if (usable.isEmpty() && pool.mfa().mode() == UserPoolMfaType.ON) {
      for (Factor factor : List.of(Factor.SMS_MFA, Factor.EMAIL_OTP)) {
        if (pool.mfa().offers(factor) && able(user, factor)) {
          usable.add(factor);
        }
      }
    }
    return usable;
  }

  private static boolean able(User user, Factor factor) {
    return switch (factor) {
      case SMS_MFA -> user.attributes.containsKey("phone_number");
      case EMAIL_OTP -> user.verified("email");
      case SOFTWARE_TOKEN_MFA -> user.softwareToken != null;
    };
  }

  static boolean needed(Pool pool, User user) {
    return pool.mfa().mode() == UserPoolMfaType.ON || !usable(pool, user).isEmpty();
  }

  /** Asks for a second factor, or to choose one, or to set one up. */
  Step ask(Visit visit, SignIn signIn) {
    User user = signIn.person();
    List<Factor> usable = usable(signIn.pool(), user);
    if (usable.isEmpty()) {
      return setUp(signIn);
    }
    Factor preferred = user.preferredFactor;
    if (preferred != null && usable.contains(preferred)) {
      return ask(visit, signIn, preferred);
    }
    if (usable.size() == 1) {
      return ask(visit, signIn, usable.get(0));
    }
    Map<String, String> parameters = signIn.forUser();
    List<String> names = usable.stream().map(Factor::name).toList();
    parameters.put("MFAS_CAN_CHOOSE", Json.strings(names).write());
    Json.Obj secret = Json.object().put("choices", Json.strings(names)).build();
    return Step.ask(
        "SELECT_MFA_TYPE", challenges.ask(signIn, "SELECT_MFA_TYPE", secret), parameters);
  }

  private Step setUp(SignIn signIn) {
    if (!signIn.pool().mfa().software()) {
      // A required factor that nothing can deliver. The words are assumed.
      throw UserPoolError.INVALID_PARAMETER.with(
          "User has no phone number or email address to receive an MFA code.");
    }
    Map<String, String> parameters = signIn.forUser();
    parameters.put("MFAS_CAN_SETUP", "[\"SOFTWARE_TOKEN_MFA\"]");
    return Step.ask("MFA_SETUP", challenges.ask(signIn, "MFA_SETUP", Json.empty()), parameters);
  }

  private Step ask(Visit visit, SignIn signIn, Factor factor) {
    User user = signIn.person();
    return switch (factor) {
      case SMS_MFA -> send(visit, signIn, factor.name(), "phone_number");
      case EMAIL_OTP -> send(visit, signIn, factor.name(), "email");
      case SOFTWARE_TOKEN_MFA -> {
        Map<String, String> parameters = signIn.forUser();
        SoftwareToken token = user.softwareToken;
        if (token != null && !token.name.isEmpty()) {
          parameters.put("FRIENDLY_DEVICE_NAME", token.name);
        }
        String name = factor.name();
        yield Step.ask(name, challenges.ask(signIn, name, Json.empty()), parameters);
      }
    };
  }

  /** Sends a code and asks for it. */
  Step send(Visit visit, SignIn signIn, String challenge, String attribute) {
    Messages.Sent sent = messages.sendSignInCode(visit, signIn.person(), attribute);
    CodeDeliveryDetailsType where = sent.where();
    Map<String, String> parameters = signIn.forUser();
    parameters.put("CODE_DELIVERY_DELIVERY_MEDIUM", where.deliveryMediumAsString());
    parameters.put("CODE_DELIVERY_DESTINATION", where.destination());
    Json.Obj secret = Json.object().put("code", sent.code()).build();
    return Step.ask(challenge, challenges.ask(signIn, challenge, secret), parameters);
  }

  /** The sign-in whose code the answer to {@code challengeName} brings back. */
  SignIn proved(
      Entrance entrance,
      @Nullable String session,
      String challengeName,
      Map<String, String> responses) {
    Challenge challenge = challenges.answered(entrance, session, challengeName, responses);
    SignIn signIn = challenge.signIn();
    User user = signIn.person();
    long now = cloud.clock().nanos();
    try {
      String code = Parameters.need(responses, challengeName + "_CODE");
      if (user.secondFactors.locked(now)) {
        throw UserPoolError.NOT_AUTHORIZED.with("Code attempts exceeded");
      }
      if (challengeName.equals("SOFTWARE_TOKEN_MFA")) {
        SoftwareToken token = user.softwareToken;
        if (token == null) {
          throw SoftwareTokens.none();
        }
        Totp.take(token, code, cloud.clock().instant().getEpochSecond());
      } else if (!challenge.secret().text("code").orElse("").equals(code)) {
        throw UserPoolError.CODE_MISMATCH.with("Invalid code or auth state for the user.");
      }
    } catch (AwsException refused) {
      if (refused.code().equals(UserPoolError.CODE_MISMATCH.code())) {
        user.secondFactors.failed(now);
      }
      // Whoever mistypes a code may try again within the same session.
      challenges.again(String.valueOf(session), challenge);
      throw refused;
    }
    user.secondFactors.clear();
    if (signIn.firstFactor) {
      signIn.secondFactor = true;
    } else {
      // A code instead of a password, where the user chose so.
      signIn.firstFactor = true;
    }
    return signIn;
  }

  /** Goes on with the factor picked. */
  Step picked(
      Visit visit, Entrance entrance, @Nullable String session, Map<String, String> responses) {
    Challenge challenge = challenges.answered(entrance, session, "SELECT_MFA_TYPE", responses);
    String answer = Parameters.need(responses, "ANSWER");
    boolean offered =
        challenge.secret().get("choices").map(Json::items).orElse(List.of()).stream()
            .anyMatch(each -> each.text().orElse("").equals(answer));
    if (!offered) {
      challenges.again(String.valueOf(session), challenge);
      throw UserPoolError.INVALID_PARAMETER.with("Invalid MFA type selected: " + answer);
    }
    return ask(visit, challenge.signIn(), Factor.valueOf(answer));
  }

  /** The sign-in whose user has set up an authenticator app meanwhile. */
  SignIn wasSetUp(Entrance entrance, @Nullable String session, Map<String, String> responses) {
    Challenge challenge = challenges.answered(entrance, session, "MFA_SETUP", responses);
    SignIn signIn = challenge.signIn();
    if (!signIn.softwareVerified) {
      throw UserPoolError.NOT_AUTHORIZED.with("Invalid session for the user.");
    }
    signIn.secondFactor = true;
    return signIn;
  }

  /** The challenge in whose course an authenticator app is being set up. */
  Challenge settingUp(String session) {
    Challenge challenge = store.answered(session).orElseThrow(Challenges::invalid);
    challenges.checkOpen(challenge.signIn().entrance, challenge);
    if (!challenge.name().equals("MFA_SETUP")) {
      throw Challenges.invalid();
    }
    return challenge;
  }
}
