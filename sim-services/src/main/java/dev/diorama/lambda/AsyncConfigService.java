package dev.diorama.lambda;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.Principal;
import dev.diorama.lambda.LambdaModel.AsyncSettings;
import dev.diorama.lambda.LambdaModel.Function;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionEventInvokeConfigRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionEventInvokeConfigResponse;
import software.amazon.awssdk.services.lambda.model.DestinationConfig;
import software.amazon.awssdk.services.lambda.model.FunctionEventInvokeConfig;
import software.amazon.awssdk.services.lambda.model.GetFunctionEventInvokeConfigRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionEventInvokeConfigResponse;
import software.amazon.awssdk.services.lambda.model.GetFunctionRecursionConfigRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionRecursionConfigResponse;
import software.amazon.awssdk.services.lambda.model.ListFunctionEventInvokeConfigsRequest;
import software.amazon.awssdk.services.lambda.model.ListFunctionEventInvokeConfigsResponse;
import software.amazon.awssdk.services.lambda.model.PutFunctionEventInvokeConfigRequest;
import software.amazon.awssdk.services.lambda.model.PutFunctionEventInvokeConfigResponse;
import software.amazon.awssdk.services.lambda.model.PutFunctionRecursionConfigRequest;
import software.amazon.awssdk.services.lambda.model.PutFunctionRecursionConfigResponse;
import software.amazon.awssdk.services.lambda.model.RecursiveLoop;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionEventInvokeConfigRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionEventInvokeConfigResponse;

/** How asynchronous events of a function are retried, where they go, and whether it may loop. */
final class AsyncConfigService {
  /**
   * Documented: https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html
   */
  private static final int MOST_RETRIES = 2;

  private static final int LEAST_AGE_SECONDS = 60;
  private static final int MOST_AGE_SECONDS = 21_600;

  private final Cloud cloud;
  private final LambdaStore store;

  AsyncConfigService(Cloud cloud, LambdaStore store) {
    this.cloud = cloud;
    this.store = store;
  }

  PutFunctionEventInvokeConfigResponse put(Call call, PutFunctionEventInvokeConfigRequest request) {
    Function function =
        store.get(FunctionRef.of(call, request.functionName(), request.qualifier()));
    AsyncSettings usual = AsyncSettings.usual(cloud.clock().instant());
    function.async =
        Optional.of(
            changed(
                call,
                function,
                usual,
                request.maximumRetryAttempts(),
                request.maximumEventAgeInSeconds(),
                request.destinationConfig()));
    return LambdaFunctionService.copy(
            shown(function), PutFunctionEventInvokeConfigResponse.builder())
        .build();
  }

  UpdateFunctionEventInvokeConfigResponse update(
      Call call, UpdateFunctionEventInvokeConfigRequest request) {
    Function function =
        store.get(FunctionRef.of(call, request.functionName(), request.qualifier()));
    function.async =
        Optional.of(
            changed(
                call,
                function,
                configured(function),
                request.maximumRetryAttempts(),
                request.maximumEventAgeInSeconds(),
                request.destinationConfig()));
    return LambdaFunctionService.copy(
            shown(function), UpdateFunctionEventInvokeConfigResponse.builder())
        .build();
  }

  private AsyncSettings changed(
      Call call,
      Function function,
      AsyncSettings before,
      @Nullable Integer retries,
      @Nullable Integer age,
      @Nullable DestinationConfig destinations) {
    int seconds =
        SettingsRules.between(
            age,
            (int) before.maxAge().toSeconds(),
            LEAST_AGE_SECONDS,
            MOST_AGE_SECONDS,
            "maximumEventAgeInSeconds");
    String success = before.onSuccess();
    String failure = before.onFailure();
    if (destinations != null) {
      success =
          destinations.onSuccess() == null ? "" : orNone(destinations.onSuccess().destination());
      failure =
          destinations.onFailure() == null ? "" : orNone(destinations.onFailure().destination());
      check(call, function, success);
      check(call, function, failure);
    }
    return new AsyncSettings(
        SettingsRules.between(retries, before.retries(), 0, MOST_RETRIES, "maximumRetryAttempts"),
        Duration.ofSeconds(seconds),
        success,
        failure,
        cloud.clock().instant());
  }

  private static String orNone(@Nullable String arn) {
    return arn == null ? "" : arn;
  }

  /** Words observed, but for what Diorama does not simulate. */
  private static void check(Call call, Function function, String arn) {
    if (arn.isEmpty()) {
      return;
    }
    if (arn.startsWith("arn:aws:events:") || arn.startsWith("arn:aws:s3:")) {
      throw LambdaError.notSimulated("EventBridge and S3 as destinations.");
    }
    boolean known =
        arn.startsWith("arn:aws:sqs:")
            || arn.startsWith("arn:aws:sns:")
            || arn.startsWith("arn:aws:lambda:");
    if (!known || arn.endsWith(".fifo")) {
      throw LambdaError.INVALID_PARAMETER_VALUE.with("The destination ARN " + arn + " is invalid.");
    }
    if (arn.equals(function.arn()) || arn.startsWith(function.arn() + ":")) {
      throw LambdaError.INVALID_PARAMETER_VALUE.with(
          "You can't specify the function as a destination for itself.");
    }
    Principal role = LambdaFunctionService.assumed(call, function.ref, function.settings.role());
    if (!Destinations.allowed(call, role, arn)) {
      throw LambdaError.INVALID_PARAMETER_VALUE.with(
          "The function's execution role does not have permissions to call "
              + (Destinations.service(arn).equals("LAMBDA")
                  ? "InvokeFunction"
                  : Destinations.operation(arn))
              + " on "
              + arn);
    }
  }

  GetFunctionEventInvokeConfigResponse get(Call call, GetFunctionEventInvokeConfigRequest request) {
    Function function =
        store.get(FunctionRef.of(call, request.functionName(), request.qualifier()));
    return LambdaFunctionService.copy(
            shown(function), GetFunctionEventInvokeConfigResponse.builder())
        .build();
  }

  ListFunctionEventInvokeConfigsResponse list(
      Call call, ListFunctionEventInvokeConfigsRequest request) {
    Function function = store.get(FunctionRef.of(call, request.functionName(), null));
    return ListFunctionEventInvokeConfigsResponse.builder()
        .functionEventInvokeConfigs(
            function.async.isPresent() ? List.of(shown(function)) : List.of())
        .build();
  }

  DeleteFunctionEventInvokeConfigResponse delete(
      Call call, DeleteFunctionEventInvokeConfigRequest request) {
    Function function =
        store.get(FunctionRef.of(call, request.functionName(), request.qualifier()));
    configured(function);
    function.async = Optional.empty();
    return DeleteFunctionEventInvokeConfigResponse.builder().build();
  }

  private static FunctionEventInvokeConfig shown(Function function) {
    AsyncSettings settings = configured(function);
    return FunctionEventInvokeConfig.builder()
        .functionArn(function.arn() + ":" + FunctionRef.LATEST)
        .lastModified(settings.modified())
        .maximumRetryAttempts(settings.retries())
        .maximumEventAgeInSeconds((int) settings.maxAge().toSeconds())
        .destinationConfig(
            d ->
                d.onSuccess(s -> s.destination(orNull(settings.onSuccess())))
                    .onFailure(f -> f.destination(orNull(settings.onFailure()))))
        .build();
  }

  private static @Nullable String orNull(String arn) {
    return arn.isEmpty() ? null : arn;
  }

  private static AsyncSettings configured(Function function) {
    return function.async.orElseThrow(
        () ->
            LambdaError.RESOURCE_NOT_FOUND.with(
                "The function "
                    + function.arn()
                    + ":"
                    + FunctionRef.LATEST
                    + " doesn't have an EventInvokeConfig"));
  }

  PutFunctionRecursionConfigResponse putRecursion(
      Call call, PutFunctionRecursionConfigRequest request) {
    Function function = store.get(FunctionRef.of(call, request.functionName(), null));
    String asked = String.valueOf(request.recursiveLoopAsString());
    if (!asked.equals("Allow") && !asked.equals("Terminate")) {
      throw LambdaError.constraint(
          asked, "recursiveLoop", "Member must satisfy enum value set: [Terminate, Allow]");
    }
    function.mayLoop = asked.equals("Allow");
    return PutFunctionRecursionConfigResponse.builder().recursiveLoop(asked).build();
  }

  GetFunctionRecursionConfigResponse recursion(
      Call call, GetFunctionRecursionConfigRequest request) {
    Function function = store.get(FunctionRef.of(call, request.functionName(), null));
    return GetFunctionRecursionConfigResponse.builder()
        .recursiveLoop(function.mayLoop ? RecursiveLoop.ALLOW : RecursiveLoop.TERMINATE)
        .build();
  }
}
