package dev.diorama.cognito.userpool;

import dev.diorama.cognito.userpool.SignIn.Flow;
import dev.diorama.cognito.userpool.SignIn.Step;
import dev.diorama.cognito.userpool.Triggers.Trigger;
import dev.diorama.cognito.userpool.UserPoolModel.Grant;
import dev.diorama.cognito.userpool.UserPoolModel.Pool;
import dev.diorama.cognito.userpool.UserPoolModel.User;
import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.json.Json;
import dev.diorama.core.random.SimRandom;
import java.util.List;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthenticationResultType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.NewDeviceMetadataType;

/**
 * What stands between a proved first factor and the tokens: the user's state, a temporary password,
 * the device, the second factor.
 *
 * <p>Looked at anew after every answer, so that each component proves one thing and none decides
 * what comes next. MFA does not apply to custom sign-ins, documented in the guide to them.
 */
final class Admission {
  private final Triggers triggers;
  private final NewPasswords newPasswords;
  private final SecondFactors factors;
  private final DeviceSignIn devices;
  private final Tokens tokens;
  private final Attempted attempted;
  private final SimRandom keys;

  Admission(
      Cloud cloud,
      Triggers triggers,
      NewPasswords newPasswords,
      SecondFactors factors,
      DeviceSignIn devices,
      Tokens tokens,
      Attempted attempted) {
    this.triggers = triggers;
    this.newPasswords = newPasswords;
    this.factors = factors;
    this.devices = devices;
    this.tokens = tokens;
    this.attempted = attempted;
    this.keys = cloud.seeds().stream("cognito-idp/devices");
  }

  /** The next challenge of a sign-in whose first factor is proved, or its end. */
  Step proceed(Visit visit, SignIn signIn) {
    User user = signIn.person();
    if (!signIn.firstFactor) {
      throw new IllegalStateException("nothing is proved yet of " + signIn.name);
    }
    if (!user.enabled) {
      throw UserPoolError.disabled();
    }
    switch (user.status) {
      case UNCONFIRMED -> throw UserPoolError.USER_NOT_CONFIRMED.with("User is not confirmed.");
      case RESET_REQUIRED ->
          throw UserPoolError.PASSWORD_RESET_REQUIRED.with("Password reset required for the user");
      case FORCE_CHANGE_PASSWORD -> {
        return newPasswords.ask(signIn);
      }
      default -> {}
    }
    boolean device = signIn.flow != Flow.HOSTED && DeviceSignIn.named(signIn);
    if (device && !signIn.deviceProved && (DeviceSignIn.suffices(signIn.pool()) || ready(signIn))) {
      return devices.ask(signIn);
    }
    boolean byDevice = signIn.deviceProved && DeviceSignIn.suffices(signIn.pool());
    if (!byDevice && !ready(signIn)) {
      return factors.ask(visit, signIn);
    }
    return complete(visit, signIn, user);
  }

  /** True if no second factor is due any more. */
  private static boolean ready(SignIn signIn) {
    return signIn.secondFactor
        || signIn.flow == Flow.CUSTOM
        || !SecondFactors.needed(signIn.pool(), signIn.person());
  }

  private Step complete(Visit visit, SignIn signIn, User user) {
    boolean newDevice =
        signIn.flow != Flow.HOSTED
            && DeviceSignIn.tracked(signIn.pool())
            && !user.devices.containsKey(signIn.deviceKey);
    triggers.fire(
        visit,
        Trigger.POST_AUTHENTICATION,
        "Authentication",
        user.username,
        Triggers.with(
                Triggers.about(user).put("newDeviceUsed", newDevice),
                "clientMetadata",
                visit.metadata())
            .build(),
        Json.empty());
    attempted.count(signIn.entrance, "SignInSuccesses", 1);
    if (signIn.flow == Flow.HOSTED) {
      return Step.signedIn(user);
    }
    NewDeviceMetadataType promised = newDevice ? promise(signIn.pool(), user) : null;
    String deviceKey = promised == null ? signIn.deviceKey : promised.deviceKey();
    AuthenticationResultType result =
        tokens.begin(
            visit,
            signIn.entrance.client(),
            user,
            new Grant(List.of(Tokens.SCOPE), "", deviceKey),
            source(signIn));
    return Step.done(
        promised == null ? result : result.toBuilder().newDeviceMetadata(promised).build());
  }

  private static String source(SignIn signIn) {
    if (signIn.newPassword) {
      return "NewPasswordChallenge";
    }
    return signIn.deviceProved ? "AuthenticateDevice" : "Authentication";
  }

  private NewDeviceMetadataType promise(Pool pool, User user) {
    String key = pool.region + "_" + keys.uuid();
    String group = "-" + keys.text(SimRandom.ALNUM, 8);
    user.promisedDevices.put(key, group);
    while (user.promisedDevices.size() > PROMISED_KEPT) {
      user.promisedDevices.remove(user.promisedDevices.keySet().iterator().next());
    }
    return NewDeviceMetadataType.builder().deviceKey(key).deviceGroupKey(group).build();
  }

  /** How many device keys of a user wait for their confirmation; assumed. */
  private static final int PROMISED_KEPT = 100;
}
