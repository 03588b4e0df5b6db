package dev.diorama.cognito.userpool;

import dev.diorama.cognito.userpool.SignIn.Challenge;
import dev.diorama.cognito.userpool.SignIn.Step;
import dev.diorama.cognito.userpool.SrpServer.Verifier;
import dev.diorama.cognito.userpool.UserPoolModel.Pool;
import dev.diorama.cognito.userpool.UserPoolModel.User;
import dev.diorama.cognito.userpool.UserPoolStore.Entrance;
import dev.diorama.core.cloud.Cloud;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The password's proof by SRP, and the pretence of one for users who do not exist. */
final class SrpSignIn {
  static final String CHALLENGE = "PASSWORD_VERIFIER";

  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern(SrpGroup.TIMESTAMP, Locale.US);

  private final UserPoolStore store;
  private final Challenges challenges;
  private final Attempted attempted;
  private final byte[] pretence;

  SrpSignIn(Cloud cloud, UserPoolStore store, Challenges challenges, Attempted attempted) {
    this.store = store;
    this.challenges = challenges;
    this.attempted = attempted;
    this.pretence = cloud.seeds().stream("cognito-idp/pretence").bytes(32);
  }

  /**
   * Asks for the proof of a password.
   *
   * @param session what the answer must name besides the secret block; null for nothing
   */
  Step begin(SignIn signIn, String open, @Nullable String session) {
    Pool pool = signIn.pool();
    User user = signIn.user;
    BigInteger clientOpen = number(open);
    String userId = user == null ? pretendedId(pool, signIn.name) : user.username;
    Verifier verifier =
        user != null && user.password != null ? user.password : pretended(pool, signIn.name);
    SrpServer srp =
        new SrpServer(pool.name(), userId, verifier, clientOpen, challenges.ephemeral());
    String block = challenges.askVerifier(signIn, CHALLENGE, session, srp);
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("SALT", verifier.salt().toString(16));
    parameters.put("SECRET_BLOCK", block);
    parameters.put("SRP_B", srp.open().toString(16));
    parameters.put("USERNAME", userId);
    parameters.put("USER_ID_FOR_SRP", userId);
    return Step.ask(CHALLENGE, session, parameters);
  }

  /** A multiple of the modulus would make the shared key 0 for anyone: RFC 5054, section 2.5.4. */
  static BigInteger number(String hex) {
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

  /** What an answer to a verifier's challenge says. */
  record Answer(String name, String block, byte[] signature, String timestamp) {
    static Answer of(Map<String, String> responses) {
      Answer answer =
          new Answer(
              Parameters.need(responses, "USERNAME"),
              Parameters.need(responses, "PASSWORD_CLAIM_SECRET_BLOCK"),
              signature(Parameters.need(responses, "PASSWORD_CLAIM_SIGNATURE")),
              Parameters.need(responses, "TIMESTAMP"));
      try {
        TIMESTAMP.parse(answer.timestamp());
      } catch (DateTimeException e) {
        throw UserPoolError.INVALID_PARAMETER.with(
            "TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english.");
      }
      return answer;
    }

    private static byte[] signature(String base64) {
      return Parameters.bytes(base64);
    }

    boolean proves(SrpServer srp) {
      return srp.proves(Parameters.bytes(block), timestamp, signature);
    }
  }

  /**
   * The sign-in whose password the answer proves.
   *
   * @param session the session of the request; must be the challenge's where that has one
   */
  SignIn proved(Entrance entrance, @Nullable String session, Map<String, String> responses) {
    Answer answer = Answer.of(responses);
    Accounts.checkSecret(entrance.client(), responses.get("SECRET_HASH"), answer.name());
    checkDevice(answer, responses.getOrDefault("DEVICE_KEY", ""));
    Challenge challenge = store.answered(answer.block()).orElseThrow(UserPoolError::wrongPassword);
    challenges.checkOpen(entrance, challenge);
    SrpServer srp = challenge.srp();
    SignIn signIn = challenge.signIn();
    if (srp == null
        || !challenge.name().equals(CHALLENGE)
        || (challenge.session() != null && !challenge.session().equals(session))) {
      throw UserPoolError.wrongPassword();
    }
    attempted.check(entrance, signIn.person(), () -> answer.proves(srp));
    signIn.deviceKey = responses.getOrDefault("DEVICE_KEY", signIn.deviceKey);
    signIn.firstFactor = true;
    return signIn;
  }

  /**
   * Refuses an unknown device before the question is used up: clients then answer again without it,
   * observed in {@code amazon-cognito-identity-js}.
   */
  private void checkDevice(Answer answer, String deviceKey) {
    User user = store.asked(answer.block()).map(each -> each.signIn().user).orElse(null);
    if (!deviceKey.isEmpty() && user != null && !user.devices.containsKey(deviceKey)) {
      throw UserPoolError.noSuchDevice();
    }
  }
}
