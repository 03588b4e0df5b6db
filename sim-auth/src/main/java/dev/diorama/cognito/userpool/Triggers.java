package dev.diorama.cognito.userpool;

import dev.diorama.cognito.userpool.UserPoolModel.Pool;
import dev.diorama.cognito.userpool.UserPoolModel.User;
import dev.diorama.core.json.Json;
import dev.diorama.core.json.JsonException;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.Principal;
import dev.diorama.core.wire.AwsException;
import dev.diorama.core.wire.ErrorCode;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.cognitoidentityprovider.model.LambdaConfigType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.PreTokenGenerationVersionConfigType;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;

/**
 * The Lambda functions that a pool asks on its way.
 *
 * <p>Events and their members are documented, a function is asked synchronously, must answer within
 * five seconds, and is asked three times at most where it does not or where Lambda itself fails:
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html.
 * The pool calls in its own name, so that the function's resource policy decides.
 */
final class Triggers {
  private static final int ATTEMPTS = 3;
  private static final long PATIENCE_NANOS = 5_000_000_000L;

  static final Pattern FUNCTION_ARN =
      Pattern.compile("arn:aws[a-z-]*:lambda:([a-z0-9-]+):[0-9]{12}:function:[A-Za-z0-9_:$-]+");

  /** The kinds of trigger, each by the name that its errors have. */
  enum Trigger {
    PRE_SIGN_UP("PreSignUp", LambdaConfigType::preSignUp),
    CUSTOM_MESSAGE("CustomMessage", LambdaConfigType::customMessage),
    POST_CONFIRMATION("PostConfirmation", LambdaConfigType::postConfirmation),
    PRE_AUTHENTICATION("PreAuthentication", LambdaConfigType::preAuthentication),
    POST_AUTHENTICATION("PostAuthentication", LambdaConfigType::postAuthentication),
    DEFINE_AUTH_CHALLENGE("DefineAuthChallenge", LambdaConfigType::defineAuthChallenge),
    CREATE_AUTH_CHALLENGE("CreateAuthChallenge", LambdaConfigType::createAuthChallenge),
    VERIFY_AUTH_CHALLENGE_RESPONSE(
        "VerifyAuthChallengeResponse", LambdaConfigType::verifyAuthChallengeResponse),
    PRE_TOKEN_GENERATION("PreTokenGeneration", LambdaConfigType::preTokenGeneration),
    USER_MIGRATION("UserMigration", LambdaConfigType::userMigration);

    private final String title;
    private final Function<LambdaConfigType, @Nullable String> function;

    Trigger(String title, Function<LambdaConfigType, @Nullable String> function) {
      this.title = title;
      this.function = function;
    }

    Optional<String> function(Pool pool) {
      LambdaConfigType config = pool.settings().lambdaConfig();
      return config == null ? Optional.empty() : Optional.ofNullable(named(config));
    }

    /** The function that a configuration names for this; null where it names none. */
    @Nullable String named(LambdaConfigType config) {
      return function.apply(config);
    }
  }

  /** Which version of the event the pool sends before tokens: 1, 2 or 3. */
  static int tokenVersion(Pool pool) {
    LambdaConfigType config = pool.settings().lambdaConfig();
    PreTokenGenerationVersionConfigType version =
        config == null ? null : config.preTokenGenerationConfig();
    return version == null || version.lambdaVersionAsString() == null
        ? 1
        : version.lambdaVersionAsString().charAt(1) - '0';
  }

  static boolean has(Pool pool, Trigger trigger) {
    return trigger.function(pool).isPresent();
  }

  /**
   * Asks the pool's function, where there is one.
   *
   * @param reason what follows the underscore of {@code triggerSource}, such as {@code SignUp}
   * @param response the members that the function may fill in
   * @return the {@code response} that came back; empty where the pool has no such function
   */
  Optional<Json> fire(
      Visit visit,
      Trigger trigger,
      String reason,
      String userName,
      Json.Obj request,
      Json.Obj response) {
    Optional<String> function = trigger.function(visit.pool());
    if (function.isEmpty()) {
      return Optional.empty();
    }
    String source =
        (trigger == Trigger.PRE_TOKEN_GENERATION ? "TokenGeneration" : trigger.title)
            + "_"
            + reason;
    Json.Obj event =
        Json.object()
            .put(
                "version",
                trigger == Trigger.PRE_TOKEN_GENERATION
                    ? Integer.toString(tokenVersion(visit.pool()))
                    : "1")
            .put("triggerSource", source)
            .put("region", visit.pool().region)
            .put("userPoolId", visit.pool().id)
            .put("userName", userName)
            .put(
                "callerContext",
                Json.object()
                    .put("awsSdkVersion", "aws-sdk-unknown-unknown")
                    .put("clientId", visit.clientId())
                    .build())
            .put("request", request)
            .put("response", response)
            .build();
    visit.call().note("trigger", source);
    return Optional.of(answer(trigger, ask(visit, trigger, function.get(), event)));
  }

  private static InvokeResponse ask(Visit visit, Trigger trigger, String function, Json event) {
    Call call = visit.call();
    Pool pool = visit.pool();
    Principal self = Principal.service("cognito-idp.amazonaws.com", pool.account, pool.arn());
    Matcher arn = FUNCTION_ARN.matcher(function);
    String region = arn.matches() ? arn.group(1) : pool.region;
    InvokeRequest request =
        InvokeRequest.builder()
            .functionName(function)
            .payload(SdkBytes.fromUtf8String(event.write()))
            .build();
    String why = "";
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      long before = call.elapsedNanos();
      try {
        InvokeResponse response = call.send(self, region, request, InvokeResponse.class);
        if (call.elapsedNanos() - before <= PATIENCE_NANOS) {
          return response;
        }
        why = "Socket timeout while invoking Lambda function";
      } catch (AwsException refused) {
        why = refused.code();
        if (refused.side() == ErrorCode.Side.CLIENT && refused.status() != 429) {
          call.note("why", refused.code() + ": " + refused.message());
          break;
        }
      }
      call.capElapsed(before + PATIENCE_NANOS);
    }
    throw UserPoolError.UNEXPECTED_LAMBDA.with(
        trigger.title + " invocation failed due to error " + why + ".");
  }

  private static Json answer(Trigger trigger, InvokeResponse response) {
    String payload = response.payload() == null ? "" : response.payload().asUtf8String();
    Json answer = parsed(payload);
    if (response.functionError() != null) {
      throw UserPoolError.USER_LAMBDA_VALIDATION.with(
          trigger.title
              + " failed with error "
              + answer.text("errorMessage").orElse(payload)
              + ".");
    }
    return answer
        .get("response")
        .filter(value -> value instanceof Json.Obj)
        .orElseThrow(Triggers::unreadable);
  }

  private static Json parsed(String payload) {
    try {
      return payload.isEmpty() ? Json.nil() : Json.parse(payload);
    } catch (JsonException e) {
      return Json.nil();
    }
  }

  /** The refusal of an answer that the pool makes nothing of. */
  static AwsException unreadable() {
    return UserPoolError.INVALID_LAMBDA_RESPONSE.with("Unrecognizable lambda output");
  }

  /** A flag of an answer; absent is false. */
  static boolean flag(Json answer, String name) {
    Optional<Json> value = answer.get(name);
    if (value.isEmpty() || value.get() == Json.nil()) {
      return false;
    }
    if (value.get() instanceof Json.Bool bool) {
      return bool.value();
    }
    throw unreadable();
  }

  /** A user's attributes as all events but that before sign-up have them. */
  static Json.Obj attributes(User user) {
    Json.ObjectBuilder all = Json.object().put("sub", user.sub);
    all.put("cognito:user_status", user.status.toString());
    user.attributes.forEach(all::put);
    return all.build();
  }

  /** An event's {@code request} that begins with the user's attributes. */
  static Json.ObjectBuilder about(User user) {
    return Json.object().put("userAttributes", attributes(user));
  }

  /** Adds {@code clientMetadata}, or what else that map is called, if there is any. */
  static Json.ObjectBuilder with(
      Json.ObjectBuilder request, String name, Map<String, String> metadata) {
    return metadata.isEmpty() ? request : request.put(name, Json.stringMap(metadata));
  }
}
