package dev.diorama.cognito.userpool;

import static dev.diorama.cognito.userpool.Settings.need;

import dev.diorama.cognito.userpool.SignIn.Challenge;
import dev.diorama.cognito.userpool.UserPoolStore.Entrance;
import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.json.Json;
import dev.diorama.core.random.SimRandom;
import dev.diorama.core.wire.AwsException;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The questions that wait for an answer: each is asked under a name that nobody guesses. */
final class Challenges {
  private final Cloud cloud;
  private final UserPoolStore store;
  private final SimRandom secrets;

  Challenges(Cloud cloud, UserPoolStore store) {
    this.cloud = cloud;
    this.store = store;
    this.secrets = cloud.seeds().stream("cognito-idp/srp");
  }

  /** The secret of a new SRP exchange. */
  byte[] ephemeral() {
    return secrets.bytes(SrpServer.SECRET_BYTES);
  }

  private long end(SignIn signIn) {
    return cloud.clock().nanos()
        + TimeUnit.MINUTES.toNanos(signIn.entrance.client().authSessionValidity());
  }

  /** Keeps a question; the answer names it by the session returned. */
  String ask(SignIn signIn, String name, Json.Obj secret) {
    String session = secrets.text(SimRandom.ALNUM + "-_", 256);
    keep(session, new Challenge(signIn, name, session, null, secret, end(signIn)));
    return session;
  }

  /** Keeps a verifier's question; the answer names it by the secret block returned. */
  String askVerifier(SignIn signIn, String name, @Nullable String session, SrpServer srp) {
    String block = Base64.getEncoder().encodeToString(secrets.bytes(192));
    keep(block, new Challenge(signIn, name, session, srp, Json.empty(), end(signIn)));
    return block;
  }

  /** A session that goes with a verifier's secret block. */
  String session() {
    return secrets.text(SimRandom.ALNUM + "-_", 256);
  }

  private void keep(String key, Challenge challenge) {
    store.ask(key, challenge, cloud.clock().nanos());
  }

  /** Lets a question be answered once more, as after a slip of the finger. */
  void again(String key, Challenge challenge) {
    keep(key, challenge);
  }

  /** The question of that session, which is answered now: there is no second time. */
  Challenge answered(
      Entrance entrance, @Nullable String session, String name, Map<String, String> responses) {
    String key = need(session, "session");
    String username = Parameters.need(responses, "USERNAME");
    Accounts.checkSecret(entrance.client(), responses.get("SECRET_HASH"), username);
    Challenge challenge = store.answered(key).orElseThrow(Challenges::invalid);
    checkOpen(entrance, challenge);
    if (!challenge.name().equals(name) || !meant(challenge.signIn(), username)) {
      throw invalid();
    }
    return challenge;
  }

  /** True if that name means the one who signs in. */
  private static boolean meant(SignIn signIn, String username) {
    return signIn.user == null
        ? signIn.name.equals(username)
        : signIn.pool().users.find(username).orElse(null) == signIn.user;
  }

  static AwsException invalid() {
    return UserPoolError.NOT_AUTHORIZED.with("Invalid session for the user.");
  }

  void checkOpen(Entrance entrance, Challenge challenge) {
    if (!challenge.signIn().entrance.client().clientId().equals(entrance.client().clientId())) {
      throw invalid();
    }
    if (cloud.clock().nanos() >= challenge.expiresNanos()) {
      throw UserPoolError.NOT_AUTHORIZED.with("Invalid session for the user, session is expired.");
    }
  }
}
