package dev.diorama.cognito.userpool;

import dev.diorama.cognito.userpool.SignIn.Challenge;
import dev.diorama.cognito.userpool.SignIn.Step;
import dev.diorama.cognito.userpool.UserPoolModel.Device;
import dev.diorama.cognito.userpool.UserPoolModel.Pool;
import dev.diorama.cognito.userpool.UserPoolModel.User;
import dev.diorama.cognito.userpool.UserPoolStore.Entrance;
import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeviceConfigurationType;

/**
 * The proof, by SRP, that a sign-in comes from a device the user has confirmed. Documented:
 * https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-device-tracking.html
 */
final class DeviceSignIn {
  static final String CHALLENGE = "DEVICE_SRP_AUTH";
  static final String VERIFIER = "DEVICE_PASSWORD_VERIFIER";

  private final Cloud cloud;
  private final UserPoolStore store;
  private final Challenges challenges;

  DeviceSignIn(Cloud cloud, UserPoolStore store, Challenges challenges) {
    this.cloud = cloud;
    this.store = store;
    this.challenges = challenges;
  }

  static boolean tracked(Pool pool) {
    return pool.settings().deviceConfiguration() != null;
  }

  /** True if a remembered device stands for a second factor. */
  static boolean suffices(Pool pool) {
    DeviceConfigurationType config = pool.settings().deviceConfiguration();
    return config != null && Boolean.TRUE.equals(config.challengeRequiredOnNewDevice());
  }

  /** True if the client named a device that the user has confirmed and lets be remembered. */
  static boolean named(SignIn signIn) {
    Device device = signIn.person().devices.get(signIn.deviceKey);
    return tracked(signIn.pool()) && device != null && device.remembered;
  }

  Step ask(SignIn signIn) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("USERNAME", signIn.person().username);
    parameters.put("DEVICE_KEY", signIn.deviceKey);
    return Step.ask(CHALLENGE, challenges.ask(signIn, CHALLENGE, Json.empty()), parameters);
  }

  private static Device device(User user, Map<String, String> responses) {
    Device device = user.devices.get(Parameters.need(responses, "DEVICE_KEY"));
    if (device == null) {
      throw UserPoolError.noSuchDevice();
    }
    return device;
  }

  /** Answers a device's public number with one's own. */
  Step begin(Entrance entrance, @Nullable String session, Map<String, String> responses) {
    Challenge challenge = challenges.answered(entrance, session, CHALLENGE, responses);
    SignIn signIn = challenge.signIn();
    User user = signIn.person();
    Device device = device(user, responses);
    if (!device.key.equals(signIn.deviceKey)) {
      throw Challenges.invalid();
    }
    SrpServer srp =
        new SrpServer(
            device.groupKey,
            device.key,
            device.verifier,
            SrpSignIn.number(Parameters.need(responses, "SRP_A")),
            challenges.ephemeral());
    String next = challenges.session();
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("DEVICE_KEY", device.key);
    parameters.put("SALT", device.verifier.salt().toString(16));
    parameters.put("SECRET_BLOCK", challenges.askVerifier(signIn, VERIFIER, next, srp));
    parameters.put("SRP_B", srp.open().toString(16));
    parameters.put("USERNAME", user.username);
    return Step.ask(VERIFIER, next, parameters);
  }

  /** The sign-in whose device the answer proves. */
  SignIn proved(
      Visit visit, Entrance entrance, @Nullable String session, Map<String, String> responses) {
    SrpSignIn.Answer answer = SrpSignIn.Answer.of(responses);
    Accounts.checkSecret(entrance.client(), responses.get("SECRET_HASH"), answer.name());
    Challenge challenge = store.answered(answer.block()).orElseThrow(UserPoolError::wrongPassword);
    challenges.checkOpen(entrance, challenge);
    SrpServer srp = challenge.srp();
    SignIn signIn = challenge.signIn();
    if (srp == null
        || !challenge.name().equals(VERIFIER)
        || !String.valueOf(challenge.session()).equals(session)
        || !answer.proves(srp)) {
      throw UserPoolError.wrongPassword();
    }
    Device device = device(signIn.person(), responses);
    device.lastSeen = cloud.clock().instant();
    device.lastIp = visit.call().sourceIp();
    signIn.deviceProved = true;
    return signIn;
  }
}
