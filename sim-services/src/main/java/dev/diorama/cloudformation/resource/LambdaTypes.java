package dev.diorama.cloudformation.resource;

import dev.diorama.core.json.Json;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.lambda.model.AddPermissionRequest;
import software.amazon.awssdk.services.lambda.model.AddPermissionResponse;
import software.amazon.awssdk.services.lambda.model.CreateEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.CreateEventSourceMappingResponse;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.CreateFunctionResponse;
import software.amazon.awssdk.services.lambda.model.DeleteEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.DeleteEventSourceMappingResponse;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionEventInvokeConfigRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionEventInvokeConfigResponse;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionResponse;
import software.amazon.awssdk.services.lambda.model.GetEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.GetEventSourceMappingResponse;
import software.amazon.awssdk.services.lambda.model.PutFunctionConcurrencyRequest;
import software.amazon.awssdk.services.lambda.model.PutFunctionConcurrencyResponse;
import software.amazon.awssdk.services.lambda.model.PutFunctionEventInvokeConfigRequest;
import software.amazon.awssdk.services.lambda.model.PutFunctionEventInvokeConfigResponse;
import software.amazon.awssdk.services.lambda.model.PutFunctionRecursionConfigRequest;
import software.amazon.awssdk.services.lambda.model.PutFunctionRecursionConfigResponse;
import software.amazon.awssdk.services.lambda.model.RemovePermissionRequest;
import software.amazon.awssdk.services.lambda.model.RemovePermissionResponse;

/** {@code AWS::Lambda::*}. */
final class LambdaTypes {
  private LambdaTypes() {}

  static void addTo(ResourceTypes types) {
    types.add(
        "AWS::Lambda::Function",
        LambdaTypes::createFunction,
        ResourceTypes.Remover.byId(
            (call, name) ->
                call.send(
                    DeleteFunctionRequest.builder().functionName(name).build(),
                    DeleteFunctionResponse.class)));
    types.add(
        "AWS::Lambda::Permission",
        LambdaTypes::addPermission,
        (call, made, properties) ->
            call.send(
                RemovePermissionRequest.builder()
                    .functionName(properties.requireText("FunctionName"))
                    .statementId(made.physicalId())
                    .build(),
                RemovePermissionResponse.class));
    addSourcesTo(types);
  }

  private static void addSourcesTo(ResourceTypes types) {
    types.add(
        "AWS::Lambda::EventSourceMapping",
        LambdaTypes::createMapping,
        LambdaTypes::isMappingReady,
        ResourceTypes.Remover.byId(
            (call, uuid) ->
                call.send(
                    DeleteEventSourceMappingRequest.builder().uuid(uuid).build(),
                    DeleteEventSourceMappingResponse.class)));
    types.add(
        "AWS::Lambda::EventInvokeConfig",
        LambdaTypes::putInvokeConfig,
        (call, made, properties) ->
            call.send(
                DeleteFunctionEventInvokeConfigRequest.builder()
                    .functionName(properties.requireText("FunctionName"))
                    .qualifier(properties.requireText("Qualifier"))
                    .build(),
                DeleteFunctionEventInvokeConfigResponse.class));
  }

  private static ResourceType.Made createMapping(ResourceCall call, Properties properties) {
    CreateEventSourceMappingRequest request =
        new Binder(call.logicalId())
            .bind(
                CreateEventSourceMappingRequest.builder(),
                properties.only(
                    "BatchSize",
                    "BisectBatchOnFunctionError",
                    "DestinationConfig",
                    "Enabled",
                    "EventSourceArn",
                    "FilterCriteria",
                    "FunctionName",
                    "FunctionResponseTypes",
                    "KmsKeyArn",
                    "MaximumBatchingWindowInSeconds",
                    "MaximumRecordAgeInSeconds",
                    "MaximumRetryAttempts",
                    "ParallelizationFactor",
                    "ScalingConfig",
                    "StartingPosition",
                    "TumblingWindowInSeconds"))
            .build();
    properties.done(
        Set.of(
            "AmazonManagedKafkaEventSourceConfig",
            "DocumentDBEventSourceConfig",
            "LoggingConfig",
            "MetricsConfig",
            "ProvisionedPollerConfig",
            "Queues",
            "SelfManagedEventSource",
            "SelfManagedKafkaEventSourceConfig",
            "SourceAccessConfigurations",
            "StartingPositionTimestamp",
            "Tags",
            "Topics"));
    CreateEventSourceMappingResponse mapping =
        call.send(request, CreateEventSourceMappingResponse.class);
    return ResourceType.Made.of(mapping.uuid())
        .with("Id", mapping.uuid())
        .with("EventSourceMappingArn", mapping.eventSourceMappingArn());
  }

  /** A stack goes on when the mapping polls, or is disabled as the template wants it. */
  private static boolean isMappingReady(ResourceCall call, ResourceType.Made made) {
    String state =
        call.send(
                GetEventSourceMappingRequest.builder().uuid(made.physicalId()).build(),
                GetEventSourceMappingResponse.class)
            .state();
    return state.equals("Enabled") || state.equals("Disabled");
  }

  private static ResourceType.Made putInvokeConfig(ResourceCall call, Properties properties) {
    PutFunctionEventInvokeConfigRequest.Builder request =
        new Binder(call.logicalId())
            .bind(
                PutFunctionEventInvokeConfigRequest.builder(),
                properties.only(
                    "DestinationConfig",
                    "FunctionName",
                    "MaximumEventAgeInSeconds",
                    "MaximumRetryAttempts",
                    "Qualifier"));
    properties.done();
    call.send(request.build(), PutFunctionEventInvokeConfigResponse.class);
    return ResourceType.Made.of(call.generatedName(64));
  }

  private static ResourceType.Made createFunction(ResourceCall call, Properties properties) {
    String name = properties.text("FunctionName").orElseGet(() -> call.generatedName(64));
    CreateFunctionRequest.Builder request =
        new Binder(call.logicalId())
            .bind(
                CreateFunctionRequest.builder(),
                properties.only(
                    "Architectures",
                    "DeadLetterConfig",
                    "Description",
                    "Environment",
                    "EphemeralStorage",
                    "Handler",
                    "KmsKeyArn",
                    "Layers",
                    "LoggingConfig",
                    "MemorySize",
                    "PackageType",
                    "Role",
                    "Runtime",
                    "SnapStart",
                    "Timeout",
                    "VpcConfig"));
    properties
        .take("TracingConfig")
        .flatMap(tracing -> tracing.text("Mode"))
        .ifPresent(mode -> request.tracingConfig(tracing -> tracing.mode(mode)));
    Json code = properties.require("Code");
    Properties parts = call.properties((Json.Obj) code);
    String bucket = parts.requireText("S3Bucket");
    String key = parts.requireText("S3Key");
    Optional<String> version = parts.text("S3ObjectVersion");
    parts.done(Set.of("ImageUri", "ZipFile", "SourceKMSKeyArn"));
    Map<String, String> tags = properties.tags("Tags");
    Optional<String> reserved = properties.text("ReservedConcurrentExecutions");
    Optional<String> loop = properties.text("RecursiveLoop");
    properties.done(
        Set.of(
            "CodeSigningConfigArn", "FileSystemConfigs", "ImageConfig", "RuntimeManagementConfig"));
    CreateFunctionResponse function =
        call.send(
            request
                .functionName(name)
                .code(c -> c.s3Bucket(bucket).s3Key(key).s3ObjectVersion(version.orElse(null)))
                .tags(tags)
                .build(),
            CreateFunctionResponse.class);
    reserved.ifPresent(
        count ->
            call.send(
                PutFunctionConcurrencyRequest.builder()
                    .functionName(name)
                    .reservedConcurrentExecutions(Integer.valueOf(count))
                    .build(),
                PutFunctionConcurrencyResponse.class));
    loop.ifPresent(
        mode ->
            call.send(
                PutFunctionRecursionConfigRequest.builder()
                    .functionName(name)
                    .recursiveLoop(mode)
                    .build(),
                PutFunctionRecursionConfigResponse.class));
    return ResourceType.Made.of(name).with("Arn", function.functionArn());
  }

  private static ResourceType.Made addPermission(ResourceCall call, Properties properties) {
    String statement = call.generatedName(100);
    call.send(
        new Binder(call.logicalId())
            .bind(
                AddPermissionRequest.builder(),
                properties.only(
                    "Action",
                    "EventSourceToken",
                    "FunctionName",
                    "FunctionUrlAuthType",
                    "Principal",
                    "PrincipalOrgID",
                    "SourceAccount",
                    "SourceArn"))
            .statementId(statement)
            .build(),
        AddPermissionResponse.class);
    properties.done(Set.of("InvokedViaFunctionUrl"));
    return ResourceType.Made.of(statement).with("Id", statement);
  }
}
