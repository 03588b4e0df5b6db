package dev.diorama.cognito.userpool;

import static dev.diorama.cognito.userpool.Settings.refuse;

import dev.diorama.cognito.userpool.Triggers.Trigger;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cognitoidentityprovider.model.LambdaConfigType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.PreTokenGenerationLambdaVersionType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.PreTokenGenerationVersionConfigType;

/** The functions a pool is told to ask, looked at before it asks them. */
final class LambdaFunctions {
  private LambdaFunctions() {}

  /** The configuration with the two ways to name the function before tokens made one. */
  static LambdaConfigType checked(@Nullable LambdaConfigType asked) {
    if (asked == null) {
      return LambdaConfigType.builder().build();
    }
    refuse(asked.customSMSSender() != null, "custom SMS senders");
    refuse(asked.customEmailSender() != null, "custom e-mail senders");
    refuse(asked.kmsKeyID() != null, "custom senders' keys");
    LambdaConfigType config = withTokenVersion(asked);
    for (Trigger trigger : Trigger.values()) {
      String function = trigger.named(config);
      if (function != null && !Triggers.FUNCTION_ARN.matcher(function).matches()) {
        throw UserPoolError.INVALID_PARAMETER.with(
            "1 validation error detected: Value '"
                + function
                + "' at 'lambdaConfig' failed to satisfy constraint: Member must satisfy regular"
                + " expression pattern: arn:[\\w+=/,.@-]+:[\\w+=/,.@-]+:([\\w+=/,.@-]*)?:[0-9]+:"
                + "[\\w+=/,.@-]+(:[\\w+=/,.@-]+)?(:[\\w+=/,.@-]+)?");
      }
    }
    return config;
  }

  /** Documented in {@code LambdaConfigType}: both name the same function if both are there. */
  private static LambdaConfigType withTokenVersion(LambdaConfigType asked) {
    PreTokenGenerationVersionConfigType version = asked.preTokenGenerationConfig();
    String plain = asked.preTokenGeneration();
    if (version == null) {
      return plain == null
          ? asked
          : asked.toBuilder()
              .preTokenGenerationConfig(
                  PreTokenGenerationVersionConfigType.builder()
                      .lambdaArn(plain)
                      .lambdaVersion(PreTokenGenerationLambdaVersionType.V1_0)
                      .build())
              .build();
    }
    if (plain != null && !plain.equals(version.lambdaArn())) {
      throw UserPoolError.INVALID_PARAMETER.with(
          "PreTokenGeneration and PreTokenGenerationConfig must have the same function.");
    }
    if (version.lambdaVersion() == PreTokenGenerationLambdaVersionType.UNKNOWN_TO_SDK_VERSION) {
      throw UserPoolError.INVALID_PARAMETER.with(
          "Invalid PreTokenGenerationConfig version: " + version.lambdaVersionAsString());
    }
    return asked.toBuilder().preTokenGeneration(version.lambdaArn()).build();
  }
}
