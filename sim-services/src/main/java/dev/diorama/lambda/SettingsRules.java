package dev.diorama.lambda;

import dev.diorama.core.json.Json;
import dev.diorama.lambda.LambdaModel.Settings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.DeadLetterConfig;
import software.amazon.awssdk.services.lambda.model.Environment;
import software.amazon.awssdk.services.lambda.model.EphemeralStorage;
import software.amazon.awssdk.services.lambda.model.LogFormat;
import software.amazon.awssdk.services.lambda.model.LoggingConfig;
import software.amazon.awssdk.services.lambda.model.PackageType;
import software.amazon.awssdk.services.lambda.model.SnapStart;
import software.amazon.awssdk.services.lambda.model.TracingConfig;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationRequest;
import software.amazon.awssdk.services.lambda.model.VpcConfig;

/**
 * What a function may be configured to be. Limits documented:
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html and
 * https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
 */
final class SettingsRules {
  private static final int TIMEOUT_SECONDS = 3;
  private static final int LONGEST_TIMEOUT_SECONDS = 900;
  private static final int MEMORY_MB = 128;
  private static final int MOST_MEMORY_MB = 10_240;
  private static final int EPHEMERAL_MB = 512;
  private static final int MOST_EPHEMERAL_MB = 10_240;
  private static final int VARIABLES_BYTES = 4 * 1024;
  private static final int HANDLER_LENGTH = 128;
  private static final int DESCRIPTION_LENGTH = 256;
  private static final String ROLE_PATTERN =
      "arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+";
  private static final Pattern ROLE = Pattern.compile(ROLE_PATTERN);
  private static final String VARIABLE_PATTERN = "[a-zA-Z]([a-zA-Z0-9_])+";
  private static final Pattern VARIABLE = Pattern.compile(VARIABLE_PATTERN);

  /** Documented: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */
  private static final List<String> RESERVED =
      List.of(
          "AWS_ACCESS_KEY",
          "AWS_ACCESS_KEY_ID",
          "AWS_DEFAULT_REGION",
          "AWS_EXECUTION_ENV",
          "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
          "AWS_LAMBDA_FUNCTION_NAME",
          "AWS_LAMBDA_FUNCTION_VERSION",
          "AWS_LAMBDA_INITIALIZATION_TYPE",
          "AWS_LAMBDA_LOG_GROUP_NAME",
          "AWS_LAMBDA_LOG_STREAM_NAME",
          "AWS_LAMBDA_RUNTIME_API",
          "AWS_REGION",
          "AWS_SECRET_ACCESS_KEY",
          "AWS_SESSION_TOKEN",
          "LAMBDA_RUNTIME_DIR",
          "LAMBDA_TASK_ROOT",
          "_HANDLER",
          "_X_AMZN_TRACE_ID");

  private SettingsRules() {}

  /** The settings of a new function. */
  static Settings of(CreateFunctionRequest request, String name) {
    refuseImages(request);
    refuseIf(request.hasLayers() && !request.layers().isEmpty(), "Layers");
    refuseIf(
        request.hasFileSystemConfigs() && !request.fileSystemConfigs().isEmpty(),
        "FileSystemConfigs");
    refuseIf(request.capacityProviderConfig() != null, "CapacityProviderConfig");
    refuseIf(request.durableConfig() != null, "DurableConfig");
    refuseIf(request.tenancyConfig() != null, "TenancyConfig");
    refuseIf(request.codeSigningConfigArn() != null, "CodeSigningConfigArn");
    refuseIf(Boolean.TRUE.equals(request.publish()), "Publish: versions are not simulated");
    String runtime = request.runtimeAsString();
    String handler = request.handler();
    if (runtime == null || handler == null) {
      throw LambdaError.INVALID_PARAMETER_VALUE.with(
          "Runtime and Handler are mandatory parameters for functions created with deployment"
              + " packages.");
    }
    JavaRuntime.check(runtime);
    return new Settings(
        runtime,
        role(request.role()),
        handler(handler),
        description(request.description()),
        timeout(request.timeout(), TIMEOUT_SECONDS),
        memory(request.memorySize(), MEMORY_MB),
        variables(request.environment(), Map.of()),
        ephemeral(request.ephemeralStorage(), EPHEMERAL_MB),
        architecture(request.architecturesAsStrings(), "x86_64"),
        vpc(request.vpcConfig(), null),
        tracing(request.tracingConfig(), "PassThrough"),
        request.kmsKeyArn() == null ? "" : request.kmsKeyArn(),
        snapStart(request.snapStart(), "None"),
        logGroup(request.loggingConfig(), "/aws/lambda/" + name),
        deadLetters(request.deadLetterConfig(), ""));
  }

  /** The settings after an update: what the request does not name stays. */
  static Settings of(UpdateFunctionConfigurationRequest request, Settings before) {
    refuseIf(request.hasLayers() && !request.layers().isEmpty(), "Layers");
    refuseIf(
        request.hasFileSystemConfigs() && !request.fileSystemConfigs().isEmpty(),
        "FileSystemConfigs");
    refuseIf(request.imageConfig() != null, "ImageConfig");
    refuseIf(request.capacityProviderConfig() != null, "CapacityProviderConfig");
    refuseIf(request.durableConfig() != null, "DurableConfig");
    String runtime =
        request.runtimeAsString() == null ? before.runtime() : request.runtimeAsString();
    JavaRuntime.check(runtime);
    return new Settings(
        runtime,
        request.role() == null ? before.role() : role(request.role()),
        request.handler() == null ? before.handler() : handler(request.handler()),
        request.description() == null ? before.description() : description(request.description()),
        timeout(request.timeout(), before.timeoutSeconds()),
        memory(request.memorySize(), before.memoryMb()),
        variables(request.environment(), before.variables()),
        ephemeral(request.ephemeralStorage(), before.ephemeralMb()),
        before.architecture(),
        vpc(request.vpcConfig(), before.vpc()),
        tracing(request.tracingConfig(), before.tracing()),
        request.kmsKeyArn() == null ? before.kmsKeyArn() : request.kmsKeyArn(),
        snapStart(request.snapStart(), before.snapStart()),
        logGroup(request.loggingConfig(), before.logGroup()),
        deadLetters(request.deadLetterConfig(), before.deadLetters()));
  }

  private static void refuseImages(CreateFunctionRequest request) {
    boolean image =
        request.packageType() == PackageType.IMAGE
            || request.imageConfig() != null
            || (request.code() != null && request.code().imageUri() != null);
    refuseIf(
        image,
        "PackageType Image: handlers run inside its own JVM. Use PackageType Zip with a Java"
            + " handler");
  }

  private static String deadLetters(@Nullable DeadLetterConfig config, String otherwise) {
    if (config == null || config.targetArn() == null) {
      return otherwise;
    }
    String arn = config.targetArn();
    boolean known = arn.startsWith("arn:aws:sqs:") || arn.startsWith("arn:aws:sns:");
    if (!arn.isEmpty() && !known) {
      throw LambdaError.INVALID_PARAMETER_VALUE.with(
          "The provided dead letter target is not an SQS queue or an SNS topic: " + arn);
    }
    return arn;
  }

  static void refuseIf(boolean given, String what) {
    if (given) {
      throw LambdaError.notSimulated(what + ".");
    }
  }

  private static String role(@Nullable String role) {
    if (role == null) {
      throw LambdaError.constraint("null", "role", "Member must not be null");
    }
    if (!ROLE.matcher(role).matches()) {
      throw LambdaError.constraint(
          role, "role", "Member must satisfy regular expression pattern: " + ROLE_PATTERN);
    }
    return role;
  }

  private static String handler(String handler) {
    if (handler.length() > HANDLER_LENGTH) {
      throw LambdaError.constraint(
          handler, "handler", "Member must have length less than or equal to " + HANDLER_LENGTH);
    }
    if (handler.isEmpty() || handler.chars().anyMatch(Character::isWhitespace)) {
      throw LambdaError.constraint(
          handler, "handler", "Member must satisfy regular expression pattern: [^\\s]+");
    }
    return handler;
  }

  private static String description(@Nullable String description) {
    if (description != null && description.length() > DESCRIPTION_LENGTH) {
      throw LambdaError.constraint(
          description,
          "description",
          "Member must have length less than or equal to " + DESCRIPTION_LENGTH);
    }
    return description == null ? "" : description;
  }

  private static int timeout(@Nullable Integer given, int otherwise) {
    return between(given, otherwise, 1, LONGEST_TIMEOUT_SECONDS, "timeout");
  }

  private static int memory(@Nullable Integer given, int otherwise) {
    return between(given, otherwise, MEMORY_MB, MOST_MEMORY_MB, "memorySize");
  }

  private static int ephemeral(@Nullable EphemeralStorage given, int otherwise) {
    Integer size = given == null ? null : given.size();
    return between(size, otherwise, EPHEMERAL_MB, MOST_EPHEMERAL_MB, "ephemeralStorage.size");
  }

  static int between(@Nullable Integer given, int otherwise, int least, int most, String member) {
    if (given == null) {
      return otherwise;
    }
    if (given < least) {
      throw LambdaError.constraint(
          given.toString(), member, "Member must have value greater than or equal to " + least);
    }
    if (given > most) {
      throw LambdaError.constraint(
          given.toString(), member, "Member must have value less than or equal to " + most);
    }
    return given;
  }

  private static Map<String, String> variables(
      @Nullable Environment given, Map<String, String> otherwise) {
    if (given == null || !given.hasVariables()) {
      return given == null ? otherwise : Map.of();
    }
    List<String> reserved = new ArrayList<>();
    for (String name : given.variables().keySet()) {
      if (!VARIABLE.matcher(name).matches()) {
        if (RESERVED.contains(name)) {
          reserved.add(name);
          continue;
        }
        throw LambdaError.constraint(
            "{" + name + "=...}",
            "environment.variables",
            "Map keys must satisfy constraint: [Member must satisfy regular expression pattern: "
                + VARIABLE_PATTERN
                + "]");
      }
      if (RESERVED.contains(name)) {
        reserved.add(name);
      }
    }
    if (!reserved.isEmpty()) {
      throw LambdaError.INVALID_PARAMETER_VALUE.with(
          "Lambda was unable to configure your environment variables because the environment"
              + " variables you have provided contains reserved keys that are currently not"
              + " supported for modification. Reserved keys used in this request: "
              + String.join(", ", reserved));
    }
    String measured = Json.stringMap(given.variables()).write();
    if (measured.getBytes(StandardCharsets.UTF_8).length > VARIABLES_BYTES) {
      throw LambdaError.INVALID_PARAMETER_VALUE.with(
          "Lambda was unable to configure your environment variables because the environment"
              + " variables you have provided exceeded the 4KB limit. String measured: "
              + measured);
    }
    return given.variables();
  }

  static String architecture(@Nullable List<String> given, String otherwise) {
    if (given == null || given.isEmpty()) {
      return otherwise;
    }
    if (given.size() > 1 || !List.of("x86_64", "arm64").contains(given.get(0))) {
      throw LambdaError.constraint(
          given.toString(),
          "architectures",
          "Member must have length less than or equal to 1, and satisfy enum value set: [x86_64,"
              + " arm64]");
    }
    return given.get(0);
  }

  private static @Nullable VpcConfig vpc(@Nullable VpcConfig given, @Nullable VpcConfig otherwise) {
    if (given == null) {
      return otherwise;
    }
    boolean subnets = !given.subnetIds().isEmpty();
    boolean groups = !given.securityGroupIds().isEmpty();
    if (subnets != groups) {
      throw LambdaError.INVALID_PARAMETER_VALUE.with(
          "Both subnet IDs and security group IDs are required to configure VPC access.");
    }
    return subnets ? given : null;
  }

  private static String tracing(@Nullable TracingConfig given, String otherwise) {
    String mode = given == null ? null : given.modeAsString();
    if (mode == null) {
      return otherwise;
    }
    return oneOf(mode, List.of("Active", "PassThrough"), "tracingConfig.mode");
  }

  private static String snapStart(@Nullable SnapStart given, String otherwise) {
    String applyOn = given == null ? null : given.applyOnAsString();
    if (applyOn == null) {
      return otherwise;
    }
    return oneOf(applyOn, List.of("PublishedVersions", "None"), "snapStart.applyOn");
  }

  private static String oneOf(String given, List<String> values, String member) {
    if (!values.contains(given)) {
      throw LambdaError.constraint(given, member, "Member must satisfy enum value set: " + values);
    }
    return given;
  }

  private static String logGroup(@Nullable LoggingConfig given, String otherwise) {
    if (given == null) {
      return otherwise;
    }
    refuseIf(given.logFormat() == LogFormat.JSON, "LoggingConfig.LogFormat JSON");
    return given.logGroup() == null ? otherwise : given.logGroup();
  }
}
