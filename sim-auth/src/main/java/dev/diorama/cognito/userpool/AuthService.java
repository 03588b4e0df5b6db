package dev.diorama.cognito.userpool;

import static dev.diorama.cognito.userpool.Settings.need;

import dev.diorama.cognito.userpool.SignIn.Flow;
import dev.diorama.cognito.userpool.SignIn.Step;
import dev.diorama.cognito.userpool.Triggers.Trigger;
import dev.diorama.cognito.userpool.UserPoolModel.User;
import dev.diorama.cognito.userpool.UserPoolStore.Entrance;
import dev.diorama.core.json.Json;
import dev.diorama.core.router.Call;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sign-in: how it begins in each flow, and which component answers a challenge.
 *
 * <p>Flows are documented:
 * https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html
 */
final class AuthService {
  /** A request to begin: by whom, and with which texts. */
  record Beginning(
      @Nullable String flow, Map<String, String> parameters, Map<String, String> metadata) {}

  /** A request to go on. */
  record Answer(
      @Nullable String challenge,
      @Nullable String session,
      Map<String, String> responses,
      Map<String, String> metadata) {}

  private final Migration migration;
  private final Triggers triggers;
  private final SrpSignIn srp;
  private final CustomSignIn custom;
  private final ChoiceSignIn choice;
  private final DeviceSignIn devices;
  private final SecondFactors factors;
  private final NewPasswords newPasswords;
  private final Refreshes refreshes;
  private final Attempted attempted;
  private final Admission admission;
  private final Quotas quotas;

  AuthService(
      Migration migration,
      Triggers triggers,
      SrpSignIn srp,
      CustomSignIn custom,
      ChoiceSignIn choice,
      DeviceSignIn devices,
      SecondFactors factors,
      NewPasswords newPasswords,
      Refreshes refreshes,
      Attempted attempted,
      Admission admission,
      Quotas quotas) {
    this.migration = migration;
    this.triggers = triggers;
    this.srp = srp;
    this.custom = custom;
    this.choice = choice;
    this.devices = devices;
    this.factors = factors;
    this.newPasswords = newPasswords;
    this.refreshes = refreshes;
    this.attempted = attempted;
    this.admission = admission;
    this.quotas = quotas;
  }

  /** Begins a sign-in; {@code admin} when an application's back end does. */
  Step initiate(Call call, Entrance entrance, Beginning beginning, boolean admin) {
    quotas.admit(call, Quotas.Category.AUTHENTICATION);
    String flow = need(beginning.flow(), "authFlow");
    Map<String, String> parameters = beginning.parameters();
    Flows.check(entrance.client(), flow, admin);
    Visit visit = Visit.of(call, entrance, beginning.metadata());
    if (flow.startsWith("REFRESH_TOKEN")) {
      return refreshes.byFlow(visit.with(Map.of()), entrance, parameters);
    }
    String name = Parameters.need(parameters, "USERNAME");
    Accounts.checkSecret(entrance.client(), parameters.get("SECRET_HASH"), name);
    String password =
        flow.endsWith("PASSWORD_AUTH") || flow.equals("ADMIN_NO_SRP_AUTH")
            ? Parameters.need(parameters, "PASSWORD")
            : "";
    String open = flow.equals("USER_SRP_AUTH") ? Parameters.need(parameters, "SRP_A") : "";
    SignIn signIn = begun(visit, entrance, flow, name, password, admin);
    signIn.deviceKey = known(signIn, parameters.getOrDefault("DEVICE_KEY", ""));
    return switch (flow) {
      case "USER_SRP_AUTH" -> srp.begin(signIn, open, null);
      case "CUSTOM_AUTH" -> beginCustom(visit, signIn, parameters);
      case "USER_AUTH" ->
          choice
              .begin(visit, signIn, parameters)
              .orElseGet(() -> admission.proceed(visit.with(Map.of()), signIn));
      default -> byPassword(visit, signIn, password);
    };
  }

  /** Refuses an unknown device, documented in {@code InitiateAuth}. */
  private static String known(SignIn signIn, String deviceKey) {
    if (!deviceKey.isEmpty()
        && signIn.user != null
        && !signIn.user.devices.containsKey(deviceKey)) {
      throw UserPoolError.noSuchDevice();
    }
    return deviceKey;
  }

  private SignIn begun(
      Visit visit, Entrance entrance, String flow, String name, String password, boolean admin) {
    Optional<User> found = entrance.pool().users.find(name);
    if (found.isEmpty() && !password.isEmpty()) {
      found = migration.bySignIn(visit, entrance.client(), name, password);
    }
    if (found.isEmpty() && !Accounts.hides(entrance.client())) {
      throw UserPoolError.noSuchUser();
    }
    Flow kind =
        switch (flow) {
          case "CUSTOM_AUTH" -> Flow.CUSTOM;
          case "USER_AUTH" -> Flow.CHOICE;
          default -> Flow.PASSWORD;
        };
    SignIn signIn = new SignIn(entrance, name, found.orElse(null), kind, admin);
    preAuthentication(visit, signIn);
    return signIn;
  }

  /**
   * Only functions before a sign-in are told its metadata, as {@code validationData}; documented in
   * {@code InitiateAuth}.
   */
  private void preAuthentication(Visit visit, SignIn signIn) {
    User user = signIn.user;
    Json.ObjectBuilder request =
        user == null ? Json.object().put("userAttributes", Json.empty()) : Triggers.about(user);
    if (Accounts.hides(signIn.entrance.client())) {
      request.put("userNotFound", user == null);
    } else if (user == null) {
      return;
    }
    triggers.fire(
        visit,
        Trigger.PRE_AUTHENTICATION,
        "Authentication",
        user == null ? signIn.name : user.username,
        Triggers.with(request, "validationData", visit.metadata()).build(),
        Json.empty());
  }

  private Step byPassword(Visit visit, SignIn signIn, String password) {
    User user = signIn.person();
    attempted.check(signIn.entrance, user, () -> Passwords.isRight(signIn.pool(), user, password));
    signIn.firstFactor = true;
    return admission.proceed(visit.with(Map.of()), signIn);
  }

  /** The login pages' way in: a password, then whatever else the user owes. */
  Step hosted(Visit visit, Entrance entrance, String name, String password) {
    quotas.admit(visit.call(), Quotas.Category.AUTHENTICATION);
    Optional<User> found = entrance.pool().users.find(name);
    if (found.isEmpty()) {
      found = migration.bySignIn(visit, entrance.client(), name, password);
    }
    SignIn signIn =
        new SignIn(
            entrance, name, found.orElseThrow(UserPoolError::wrongPassword), Flow.HOSTED, false);
    preAuthentication(visit, signIn);
    return byPassword(visit, signIn, password);
  }

  private Step beginCustom(Visit visit, SignIn signIn, Map<String, String> parameters) {
    String open = "";
    if (parameters.getOrDefault("CHALLENGE_NAME", "").equals("SRP_A")) {
      open = Parameters.need(parameters, "SRP_A");
      CustomSignIn.round(signIn, "SRP_A", true, Optional.empty());
    }
    User user = signIn.user;
    if (user != null) {
      checkMayBegin(user);
    }
    Visit later = visit.with(Map.of());
    return custom.next(later, signIn, open).orElseGet(() -> admission.proceed(later, signIn));
  }

  private static void checkMayBegin(User user) {
    if (!user.enabled) {
      throw UserPoolError.disabled();
    }
    switch (user.status) {
      case UNCONFIRMED -> throw UserPoolError.USER_NOT_CONFIRMED.with("User is not confirmed.");
      case RESET_REQUIRED ->
          throw UserPoolError.PASSWORD_RESET_REQUIRED.with("Password reset required for the user");
      default -> {}
    }
  }

  /** Goes on with a sign-in. */
  Step respond(Call call, Entrance entrance, Answer answer) {
    quotas.admit(call, Quotas.Category.CHALLENGE_ANSWER);
    Visit visit = Visit.of(call, entrance, answer.metadata());
    String challenge = need(answer.challenge(), "challengeName");
    String session = answer.session();
    Map<String, String> responses = answer.responses();
    return switch (challenge) {
      case SrpSignIn.CHALLENGE -> afterPassword(visit, srp.proved(entrance, session, responses));
      case NewPasswords.CHALLENGE ->
          admission.proceed(visit, newPasswords.taken(visit, entrance, session, responses));
      case "SMS_MFA", "SMS_OTP", "EMAIL_OTP", "SOFTWARE_TOKEN_MFA" ->
          admission.proceed(visit, factors.proved(entrance, session, challenge, responses));
      case "SELECT_MFA_TYPE" -> factors.picked(visit, entrance, session, responses);
      case "MFA_SETUP" -> admission.proceed(visit, factors.wasSetUp(entrance, session, responses));
      case CustomSignIn.CHALLENGE ->
          goOn(visit, custom.answered(visit, entrance, session, responses));
      case "SELECT_CHALLENGE" -> {
        ChoiceSignIn.Picked picked = choice.picked(visit, entrance, session, responses);
        yield picked.step().orElseGet(() -> admission.proceed(visit, picked.signIn()));
      }
      case "PASSWORD" -> admission.proceed(visit, choice.byPassword(entrance, session, responses));
      case DeviceSignIn.CHALLENGE -> devices.begin(entrance, session, responses);
      case DeviceSignIn.VERIFIER ->
          admission.proceed(visit, devices.proved(visit, entrance, session, responses));
      default -> throw UserPoolError.notSimulated("the challenge " + challenge);
    };
  }

  private Step afterPassword(Visit visit, SignIn signIn) {
    if (signIn.flow != Flow.CUSTOM) {
      return admission.proceed(visit, signIn);
    }
    signIn.firstFactor = false;
    CustomSignIn.round(signIn, SrpSignIn.CHALLENGE, true, Optional.empty());
    return goOn(visit, signIn);
  }

  private Step goOn(Visit visit, SignIn signIn) {
    return custom.next(visit, signIn, "").orElseGet(() -> admission.proceed(visit, signIn));
  }
}
