package dev.diorama.lambda;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.router.Access;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.Principal;
import dev.diorama.core.wire.AwsException;
import dev.diorama.lambda.LambdaModel.Function;
import dev.diorama.lambda.SourceModel.Kind;
import dev.diorama.lambda.SourceModel.Mapping;
import dev.diorama.lambda.SourceModel.SourceSettings;
import dev.diorama.lambda.SourceModel.State;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamResponse;
import software.amazon.awssdk.services.lambda.model.CreateEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.CreateEventSourceMappingResponse;
import software.amazon.awssdk.services.lambda.model.DeleteEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.DeleteEventSourceMappingResponse;
import software.amazon.awssdk.services.lambda.model.EventSourceMappingConfiguration;
import software.amazon.awssdk.services.lambda.model.Filter;
import software.amazon.awssdk.services.lambda.model.FunctionResponseType;
import software.amazon.awssdk.services.lambda.model.GetEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.GetEventSourceMappingResponse;
import software.amazon.awssdk.services.lambda.model.ListEventSourceMappingsRequest;
import software.amazon.awssdk.services.lambda.model.ListEventSourceMappingsResponse;
import software.amazon.awssdk.services.lambda.model.UpdateEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.UpdateEventSourceMappingResponse;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesResponse;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Event source mappings: create, read, update, delete, list, and their states. */
final class SourceService {
  private static final List<String> STREAM_ACTIONS =
      List.of(
          "dynamodb:GetRecords",
          "dynamodb:GetShardIterator",
          "dynamodb:DescribeStream",
          "dynamodb:ListStreams");

  private static final List<String> QUEUE_ACTIONS =
      List.of("ReceiveMessage", "DeleteMessage", "GetQueueAttributes");

  /** Documented: https://docs.aws.amazon.com/lambda/latest/api/API_ListEventSourceMappings.html */
  private static final int PAGE = 100;

  private final Cloud cloud;
  private final LambdaConfig config;
  private final LambdaStore store;
  private final FunctionRunner runner;
  private final Map<String, Mapping> mappings = new LinkedHashMap<>();

  SourceService(Cloud cloud, LambdaConfig config, LambdaStore store, FunctionRunner runner) {
    this.cloud = cloud;
    this.config = config;
    this.store = store;
    this.runner = runner;
  }

  CreateEventSourceMappingResponse create(Call call, CreateEventSourceMappingRequest request) {
    Kind kind = SourceRules.kind(request.eventSourceArn(), call.region());
    SourceSettings settings = SourceRules.of(request, kind);
    FunctionRef ref = FunctionRef.of(call, request.functionName(), null);
    Function function = store.get(ref);
    SettingsRules.refuseIf(
        request.hasTags() && !request.tags().isEmpty(), "Tags of event source mappings");
    for (Mapping other : mappings.values()) {
      if (other.sourceArn.equals(request.eventSourceArn())
          && other.function.arn().equals(ref.arn())) {
        throw LambdaError.RESOURCE_CONFLICT.with(
            "The event source arn (\" "
                + other.sourceArn
                + " \") and function (\" "
                + ref.name()
                + " \") provided mapping already exists. Please update or delete the existing"
                + " mapping with UUID "
                + other.uuid);
      }
    }
    checkSource(call, function, kind, request.eventSourceArn());
    Mapping mapping =
        new Mapping(
            cloud.seeds().stream("lambda/mappings").uuid().toString(),
            kind,
            request.eventSourceArn(),
            call.region(),
            ref,
            settings,
            cloud.clock().instant());
    mapping.poller =
        kind.isQueue()
            ? new QueuePoller(cloud, config, store, runner, mapping)
            : new StreamPoller(cloud, config, store, runner, mapping);
    mappings.put(mapping.uuid, mapping);
    become(call, mapping, settings.enabled() ? State.ENABLED : State.DISABLED);
    call.replyStatus(202);
    return LambdaFunctionService.copy(shown(mapping), CreateEventSourceMappingResponse.builder())
        .build();
  }

  /** What Lambda looks at with the role of the function before it polls in its name. */
  private static void checkSource(Call call, Function function, Kind kind, String arn) {
    Principal role = LambdaFunctionService.assumed(call, function.ref, function.settings.role());
    if (kind == Kind.STREAM) {
      for (String action : STREAM_ACTIONS) {
        String on =
            action.equals("dynamodb:ListStreams")
                ? arn.substring(0, arn.indexOf("/stream/")) + "/stream/*"
                : arn;
        if (!call.decideAs(role, Access.of(action, on)).allowed()) {
          throw LambdaError.INVALID_PARAMETER_VALUE.with(
              "Cannot access stream "
                  + arn
                  + ". Please ensure the role can perform the GetRecords, GetShardIterator,"
                  + " DescribeStream, and ListStreams Actions on your stream in IAM.");
        }
      }
      describe(call, role, arn);
      return;
    }
    for (String action : QUEUE_ACTIONS) {
      if (!call.decideAs(role, Access.of("sqs:" + action, arn)).allowed()) {
        throw LambdaError.INVALID_PARAMETER_VALUE.with(
            "The provided execution role does not have permissions to call " + action + " on SQS");
      }
    }
    checkVisibility(call, role, function, arn);
  }

  private static void describe(Call call, Principal role, String arn) {
    try {
      call.send(
          role,
          DescribeStreamRequest.builder().streamArn(arn).build(),
          DescribeStreamResponse.class);
    } catch (AwsException e) {
      if (e.code().equals("ResourceNotFoundException")) {
        throw LambdaError.INVALID_PARAMETER_VALUE.with("Stream not found: " + arn);
      }
      throw e;
    }
  }

  /** A message must not come back while the function is still at it. Words observed. */
  private static void checkVisibility(
      Call call, Principal role, Function function, String queueArn) {
    GetQueueAttributesResponse queue;
    try {
      queue =
          call.send(
              role,
              GetQueueAttributesRequest.builder()
                  .queueUrl(Destinations.queueUrl(queueArn))
                  .attributeNames(QueueAttributeName.VISIBILITY_TIMEOUT)
                  .build(),
              GetQueueAttributesResponse.class);
    } catch (AwsException e) {
      if (e.code().contains("NonExistentQueue") || e.code().equals("QueueDoesNotExist")) {
        throw LambdaError.INVALID_PARAMETER_VALUE.with(
            "Error occurred while ReceiveMessage. SQS Error Code:"
                + " AWS.SimpleQueueService.NonExistentQueue. SQS Error Message: "
                + e.message());
      }
      throw e;
    }
    String visible = queue.attributes().getOrDefault(QueueAttributeName.VISIBILITY_TIMEOUT, "30");
    if (Long.parseLong(visible) < function.settings.timeoutSeconds()) {
      throw LambdaError.INVALID_PARAMETER_VALUE.with(
          "Queue visibility timeout: "
              + visible
              + " seconds is less than Function timeout: "
              + function.settings.timeoutSeconds()
              + " seconds");
    }
  }

  GetEventSourceMappingResponse get(Call call, GetEventSourceMappingRequest request) {
    return LambdaFunctionService.copy(
            shown(find(call, request.uuid())), GetEventSourceMappingResponse.builder())
        .build();
  }

  ListEventSourceMappingsResponse list(Call call, ListEventSourceMappingsRequest request) {
    String arn = request.eventSourceArn();
    String function =
        request.functionName() == null
            ? ""
            : FunctionRef.of(call, request.functionName(), null).arn();
    int most = SettingsRules.between(request.maxItems(), PAGE, 1, 10_000, "maxItems");
    List<EventSourceMappingConfiguration> page = new ArrayList<>();
    boolean found = request.marker() == null;
    String next = null;
    for (Mapping mapping : mappings.values()) {
      boolean asked =
          mapping.account.equals(call.account())
              && mapping.region.equals(call.region())
              && (arn == null || arn.equals(mapping.sourceArn))
              && (function.isEmpty() || function.equals(mapping.function.arn()));
      if (asked && found && page.size() == Math.min(most, PAGE)) {
        next = page.get(page.size() - 1).uuid();
        break;
      }
      if (asked && found) {
        page.add(shown(mapping));
      }
      found |= mapping.uuid.equals(request.marker());
    }
    return ListEventSourceMappingsResponse.builder()
        .eventSourceMappings(page)
        .nextMarker(next)
        .build();
  }

  UpdateEventSourceMappingResponse update(Call call, UpdateEventSourceMappingRequest request) {
    Mapping mapping = find(call, request.uuid());
    checkSettled(mapping, "update");
    SourceSettings settings = SourceRules.of(request, mapping.settings, mapping.kind);
    FunctionRef ref =
        request.functionName() == null
            ? mapping.function
            : FunctionRef.of(call, request.functionName(), null);
    Function function = store.get(ref);
    if (!ref.arn().equals(mapping.function.arn())) {
      checkSource(call, function, mapping.kind, mapping.sourceArn);
    }
    mapping.function = ref;
    mapping.settings = settings;
    mapping.modified = cloud.clock().instant();
    boolean stops = !settings.enabled() && mapping.state == State.ENABLED;
    mapping.state = stops ? State.DISABLING : State.UPDATING;
    become(call, mapping, settings.enabled() ? State.ENABLED : State.DISABLED);
    call.replyStatus(202);
    return LambdaFunctionService.copy(shown(mapping), UpdateEventSourceMappingResponse.builder())
        .build();
  }

  DeleteEventSourceMappingResponse delete(Call call, DeleteEventSourceMappingRequest request) {
    Mapping mapping = find(call, request.uuid());
    checkSettled(mapping, "delete");
    mapping.state = State.DELETING;
    poller(mapping).stop();
    cloud
        .clock()
        .schedule(
            wait(call), "lambda mapping " + mapping.uuid, () -> mappings.remove(mapping.uuid));
    call.replyStatus(202);
    return LambdaFunctionService.copy(shown(mapping), DeleteEventSourceMappingResponse.builder())
        .build();
  }

  private static void checkSettled(Mapping mapping, String what) {
    if (mapping.state != State.ENABLED && mapping.state != State.DISABLED) {
      throw LambdaError.RESOURCE_IN_USE.with(
          "Cannot " + what + " the event source mapping because it is in use.");
    }
  }

  private long wait(Call call) {
    return Math.max(0, call.nowNanos() - cloud.clock().nanos())
        + config.sources().transition().toNanos();
  }

  private void become(Call call, Mapping mapping, State state) {
    cloud
        .clock()
        .schedule(
            wait(call),
            "lambda mapping " + mapping.uuid,
            () -> {
              mapping.state = state;
              if (state == State.ENABLED) {
                poller(mapping).start();
              } else {
                poller(mapping).stop();
              }
            });
  }

  private static SourcePoller poller(Mapping mapping) {
    SourcePoller poller = mapping.poller;
    if (poller == null) {
      throw new IllegalStateException("a mapping has a poller from its creation on");
    }
    return poller;
  }

  private Mapping find(Call call, @Nullable String uuid) {
    Mapping mapping = mappings.get(uuid == null ? "" : uuid);
    if (mapping == null
        || !mapping.account.equals(call.account())
        || !mapping.region.equals(call.region())) {
      throw LambdaError.RESOURCE_NOT_FOUND.with("The resource you requested does not exist.");
    }
    return mapping;
  }

  /** Which members are shown for which kind of source is observed. */
  private static EventSourceMappingConfiguration shown(Mapping mapping) {
    SourceSettings settings = mapping.settings;
    EventSourceMappingConfiguration.Builder shown =
        EventSourceMappingConfiguration.builder()
            .uuid(mapping.uuid)
            .eventSourceMappingArn(mapping.arn())
            .batchSize(settings.batchSize())
            .maximumBatchingWindowInSeconds(settings.windowSeconds())
            .eventSourceArn(mapping.sourceArn)
            .functionArn(mapping.functionArn())
            .lastModified(mapping.modified)
            .state(mapping.state.text())
            .stateTransitionReason(mapping.kind.isQueue() ? "USER_INITIATED" : "User action")
            .functionResponseTypes(
                settings.reports()
                    ? List.of(FunctionResponseType.REPORT_BATCH_ITEM_FAILURES)
                    : List.of());
    if (!mapping.lastResult.isEmpty()) {
      shown.lastProcessingResult(mapping.lastResult);
    }
    if (!settings.filters().isEmpty()) {
      List<Filter> filters = new ArrayList<>();
      settings.filters().forEach(text -> filters.add(Filter.builder().pattern(text).build()));
      shown.filterCriteria(criteria -> criteria.filters(filters));
    }
    settings.concurrency().ifPresent(most -> shown.scalingConfig(s -> s.maximumConcurrency(most)));
    if (!mapping.kind.isQueue()) {
      shown
          .startingPosition(settings.startingPosition())
          .parallelizationFactor(settings.parallelization())
          .maximumRetryAttempts(settings.retries())
          .maximumRecordAgeInSeconds(settings.maxAgeSeconds())
          .bisectBatchOnFunctionError(settings.bisect())
          .tumblingWindowInSeconds(0)
          .destinationConfig(
              d ->
                  d.onFailure(
                      f ->
                          f.destination(
                              settings.destination().isEmpty() ? null : settings.destination())));
    }
    return shown.build();
  }
}
