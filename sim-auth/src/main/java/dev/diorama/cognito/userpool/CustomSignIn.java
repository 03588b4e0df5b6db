package dev.diorama.cognito.userpool;

import dev.diorama.cognito.userpool.SignIn.Challenge;
import dev.diorama.cognito.userpool.SignIn.Step;
import dev.diorama.cognito.userpool.Triggers.Trigger;
import dev.diorama.cognito.userpool.UserPoolModel.User;
import dev.diorama.cognito.userpool.UserPoolStore.Entrance;
import dev.diorama.core.json.Json;
import dev.diorama.core.wire.AwsException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sign-in by challenges of the pool's own functions: one defines what comes next, one creates the
 * challenge, one verifies its answer. Documented:
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-challenge.html
 */
final class CustomSignIn {
  static final String CHALLENGE = "CUSTOM_CHALLENGE";

  private final Triggers triggers;
  private final Challenges challenges;
  private final SrpSignIn srp;

  CustomSignIn(Triggers triggers, Challenges challenges, SrpSignIn srp) {
    this.triggers = triggers;
    this.challenges = challenges;
    this.srp = srp;
  }

  /** Notes how a round went. */
  static void round(SignIn signIn, String challenge, boolean right, Optional<String> metadata) {
    Json.ObjectBuilder round =
        Json.object().put("challengeName", challenge).put("challengeResult", right);
    metadata.ifPresent(text -> round.put("challengeMetadata", text));
    signIn.rounds.add(round.build());
  }

  private static Json.ObjectBuilder about(SignIn signIn) {
    User user = signIn.user;
    Json.ObjectBuilder request =
        user == null ? Json.object().put("userAttributes", Json.empty()) : Triggers.about(user);
    if (Accounts.hides(signIn.entrance.client())) {
      request.put("userNotFound", user == null);
    }
    return request;
  }

  private static String nameOf(SignIn signIn) {
    return signIn.user == null ? signIn.name : signIn.user.username;
  }

  /** What the function of a trigger answers; a pool without one has no custom sign-in. */
  private Json asked(
      Visit visit, SignIn signIn, Trigger trigger, Json.ObjectBuilder about, Json.Obj answer) {
    return triggers
        .fire(
            visit,
            trigger,
            "Authentication",
            nameOf(signIn),
            Triggers.with(about, "clientMetadata", visit.metadata()).build(),
            answer)
        .orElseThrow(CustomSignIn::missing);
  }

  private static AwsException missing() {
    return UserPoolError.INVALID_PARAMETER.with(
        "Custom auth lambda trigger is not configured for the user pool.");
  }

  /**
   * Asks what comes next.
   *
   * @param open the client's public number, where the sign-in begins by SRP; empty otherwise
   * @return the next challenge; empty once the functions are content
   */
  Optional<Step> next(Visit visit, SignIn signIn, String open) {
    Json answer =
        asked(
            visit,
            signIn,
            Trigger.DEFINE_AUTH_CHALLENGE,
            about(signIn).put("session", new Json.Arr(signIn.rounds)),
            Json.object()
                .put("challengeName", Json.nil())
                .put("issueTokens", Json.nil())
                .put("failAuthentication", Json.nil())
                .build());
    if (Triggers.flag(answer, "failAuthentication")) {
      throw UserPoolError.wrongPassword();
    }
    if (Triggers.flag(answer, "issueTokens")) {
      signIn.person();
      signIn.firstFactor = true;
      return Optional.empty();
    }
    String challenge = answer.text("challengeName").orElseThrow(Triggers::unreadable);
    return switch (challenge) {
      case CHALLENGE -> Optional.of(create(visit, signIn));
      case SrpSignIn.CHALLENGE -> {
        if (open.isEmpty()) {
          throw UserPoolError.INVALID_PARAMETER.with("Missing required parameter SRP_A");
        }
        yield Optional.of(srp.begin(signIn, open, challenges.session()));
      }
      default ->
          throw UserPoolError.notSimulated("the challenge " + challenge + " of custom sign-ins");
    };
  }

  private Step create(Visit visit, SignIn signIn) {
    Json answer =
        asked(
            visit,
            signIn,
            Trigger.CREATE_AUTH_CHALLENGE,
            about(signIn)
                .put("challengeName", CHALLENGE)
                .put("session", new Json.Arr(signIn.rounds)),
            Json.object()
                .put("publicChallengeParameters", Json.nil())
                .put("privateChallengeParameters", Json.nil())
                .put("challengeMetadata", Json.nil())
                .build());
    Map<String, String> shown = new LinkedHashMap<>();
    texts(answer, "publicChallengeParameters").forEach(shown::put);
    // Besides the function's own parameters the name is told: observed.
    shown.put("USERNAME", nameOf(signIn));
    Json.ObjectBuilder secret =
        Json.object()
            .put("parameters", Json.stringMap(texts(answer, "privateChallengeParameters")));
    answer.text("challengeMetadata").ifPresent(text -> secret.put("metadata", text));
    return Step.ask(CHALLENGE, challenges.ask(signIn, CHALLENGE, secret.build()), shown);
  }

  private static Map<String, String> texts(Json answer, String name) {
    Json map = answer.get(name).orElse(Json.nil());
    if (map == Json.nil()) {
      return Map.of();
    }
    if (!(map instanceof Json.Obj)) {
      throw Triggers.unreadable();
    }
    Map<String, String> texts = new LinkedHashMap<>();
    map.members()
        .forEach((key, value) -> texts.put(key, value.text().orElseThrow(Triggers::unreadable)));
    return texts;
  }

  /** Lets an answer be verified; right or wrong, it is for the first function to say what next. */
  SignIn answered(
      Visit visit, Entrance entrance, @Nullable String session, Map<String, String> responses) {
    Challenge challenge = challenges.answered(entrance, session, CHALLENGE, responses);
    String answer = Parameters.need(responses, "ANSWER");
    SignIn signIn = challenge.signIn();
    Json verdict =
        asked(
            visit,
            signIn,
            Trigger.VERIFY_AUTH_CHALLENGE_RESPONSE,
            about(signIn)
                .put(
                    "privateChallengeParameters",
                    challenge.secret().get("parameters").orElse(Json.empty()))
                .put("challengeAnswer", answer),
            Json.object().put("answerCorrect", Json.nil()).build());
    round(
        signIn,
        CHALLENGE,
        Triggers.flag(verdict, "answerCorrect"),
        challenge.secret().text("metadata"));
    return signIn;
  }
}
