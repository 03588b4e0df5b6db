package dev.diorama.lambda;

import dev.diorama.core.wire.AwsException;
import dev.diorama.lambda.SourceModel.Kind;
import dev.diorama.lambda.SourceModel.SourceSettings;
import dev.diorama.lambda.source.EventPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.CreateEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.DestinationConfig;
import software.amazon.awssdk.services.lambda.model.Filter;
import software.amazon.awssdk.services.lambda.model.FilterCriteria;
import software.amazon.awssdk.services.lambda.model.ScalingConfig;
import software.amazon.awssdk.services.lambda.model.UpdateEventSourceMappingRequest;

/**
 * What an event source mapping may be configured to be. Limits and defaults documented:
 * https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-params.html and
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-parameters.html
 */
final class SourceRules {
  private static final Pattern ARN =
      Pattern.compile("arn:aws[a-zA-Z-]*:([a-z0-9-]+):([a-z0-9-]*):([0-9]{12})?:(.+)");

  private static final int STREAM_BATCH = 100;
  private static final int QUEUE_BATCH = 10;
  private static final int MOST_BATCH = 10_000;
  private static final int MOST_FIFO_BATCH = 10;
  private static final int MOST_WINDOW_SECONDS = 300;
  private static final int MOST_PARALLEL = 10;
  private static final int MOST_RETRIES = 10_000;
  private static final int LEAST_AGE_SECONDS = 60;
  private static final int MOST_AGE_SECONDS = 604_800;

  /** Documented: https://docs.aws.amazon.com/lambda/latest/api/API_ScalingConfig.html */
  private static final int LEAST_CONCURRENCY = 2;

  private static final int MOST_CONCURRENCY = 1_000;

  /** Documented: five, and up to ten on request; see the page of {@link EventPattern}. */
  private static final int MOST_FILTERS = 5;

  private SourceRules() {}

  /** The kind of source that an ARN names. */
  static Kind kind(@Nullable String arn, String region) {
    Matcher form = ARN.matcher(arn == null ? "" : arn);
    if (arn == null || !form.matches()) {
      throw LambdaError.INVALID_PARAMETER_VALUE.with(
          arn == null ? "Event source ARN is required." : "Unrecognized event source: " + arn);
    }
    boolean stream = form.group(1).equals("dynamodb") && form.group(4).contains("/stream/");
    if (!stream && !form.group(1).equals("sqs")) {
      throw LambdaError.notSimulated(
          "event sources other than DynamoDB streams and SQS queues: " + arn);
    }
    if (!form.group(2).equals(region)) {
      throw LambdaError.INVALID_PARAMETER_VALUE.with(
          "The event source and the function must be in the same Region: " + arn);
    }
    if (stream) {
      return Kind.STREAM;
    }
    return arn.endsWith(".fifo") ? Kind.FIFO_QUEUE : Kind.QUEUE;
  }

  /** The settings of a new mapping. */
  static SourceSettings of(CreateEventSourceMappingRequest request, Kind kind) {
    SettingsRules.refuseIf(request.hasTopics() && !request.topics().isEmpty(), "Topics");
    SettingsRules.refuseIf(request.hasQueues() && !request.queues().isEmpty(), "Queues");
    SettingsRules.refuseIf(request.selfManagedEventSource() != null, "SelfManagedEventSource");
    refuse(
        request.hasSourceAccessConfigurations(),
        request.tumblingWindowInSeconds(),
        request.kmsKeyArn(),
        request.provisionedPollerConfig() != null);
    SettingsRules.refuseIf(request.metricsConfig() != null, "MetricsConfig");
    checkPosition(kind, request);
    Given given =
        new Given(
            request.enabled(),
            request.batchSize(),
            request.maximumBatchingWindowInSeconds(),
            request.filterCriteria(),
            request.parallelizationFactor(),
            request.maximumRetryAttempts(),
            request.maximumRecordAgeInSeconds(),
            request.bisectBatchOnFunctionError(),
            request.destinationConfig(),
            request.hasFunctionResponseTypes() ? request.functionResponseTypesAsStrings() : null,
            request.scalingConfig());
    SourceSettings none =
        new SourceSettings(
            true,
            kind.isQueue() ? QUEUE_BATCH : STREAM_BATCH,
            0,
            List.of(),
            List.of(),
            kind.isQueue() ? "" : request.startingPositionAsString(),
            1,
            -1,
            -1,
            false,
            "",
            false,
            Optional.empty());
    return given.upon(none, kind);
  }

  /** The settings after an update: what the request does not name stays. */
  static SourceSettings of(
      UpdateEventSourceMappingRequest request, SourceSettings before, Kind kind) {
    refuse(
        request.hasSourceAccessConfigurations(),
        request.tumblingWindowInSeconds(),
        request.kmsKeyArn(),
        request.provisionedPollerConfig() != null);
    SettingsRules.refuseIf(request.metricsConfig() != null, "MetricsConfig");
    return new Given(
            request.enabled(),
            request.batchSize(),
            request.maximumBatchingWindowInSeconds(),
            request.filterCriteria(),
            request.parallelizationFactor(),
            request.maximumRetryAttempts(),
            request.maximumRecordAgeInSeconds(),
            request.bisectBatchOnFunctionError(),
            request.destinationConfig(),
            request.hasFunctionResponseTypes() ? request.functionResponseTypesAsStrings() : null,
            request.scalingConfig())
        .upon(before, kind);
  }

  private static void refuse(
      boolean access, @Nullable Integer tumbling, @Nullable String kms, boolean provisioned) {
    SettingsRules.refuseIf(access, "SourceAccessConfigurations");
    SettingsRules.refuseIf(tumbling != null && tumbling > 0, "TumblingWindowInSeconds");
    SettingsRules.refuseIf(kms != null && !kms.isEmpty(), "KMSKeyArn of event source mappings");
    SettingsRules.refuseIf(provisioned, "ProvisionedPollerConfig");
  }

  /** The refusals of streams are observed; that of queues is assumed. */
  private static void checkPosition(Kind kind, CreateEventSourceMappingRequest request) {
    String position = request.startingPositionAsString();
    if (kind.isQueue()) {
      if (position != null) {
        throw LambdaError.INVALID_PARAMETER_VALUE.with(
            "StartingPosition is not valid for SQS event sources.");
      }
      return;
    }
    if (position == null) {
      throw LambdaError.INVALID_PARAMETER_VALUE.with(
          "1 validation error detected: Value null at 'startingPosition' failed to satisfy"
              + " constraint: Member must not be null.");
    }
    if (position.equals("AT_TIMESTAMP") || request.startingPositionTimestamp() != null) {
      throw LambdaError.INVALID_PARAMETER_VALUE.with(
          "Unsupported starting position for arn type: " + request.eventSourceArn());
    }
    if (!List.of("TRIM_HORIZON", "LATEST").contains(position)) {
      throw LambdaError.constraint(
          position,
          "startingPosition",
          "Member must satisfy enum value set: [LATEST, AT_TIMESTAMP, TRIM_HORIZON]");
    }
  }

  /** What a request names, in the one form that both requests have. */
  private record Given(
      @Nullable Boolean enabled,
      @Nullable Integer batchSize,
      @Nullable Integer window,
      @Nullable FilterCriteria filters,
      @Nullable Integer parallelization,
      @Nullable Integer retries,
      @Nullable Integer maxAge,
      @Nullable Boolean bisect,
      @Nullable DestinationConfig destination,
      @Nullable List<String> responseTypes,
      @Nullable ScalingConfig scaling) {

    SourceSettings upon(SourceSettings before, Kind kind) {
      if (kind.isQueue()) {
        unsupported(parallelization != null, "ParallelizationFactor");
        unsupported(retries != null, "MaximumRetryAttempts");
        unsupported(maxAge != null, "MaximumRecordAgeInSeconds");
        unsupported(bisect != null, "BisectBatchOnFunctionError");
        unsupported(destination != null && hasTarget(destination), "DestinationConfig");
      } else {
        unsupported(scaling != null && scaling.maximumConcurrency() != null, "ScalingConfig");
      }
      int most = kind == Kind.FIFO_QUEUE ? MOST_FIFO_BATCH : MOST_BATCH;
      int size = SettingsRules.between(batchSize, before.batchSize(), 1, most, "batchSize");
      int seconds =
          SettingsRules.between(
              window,
              before.windowSeconds(),
              0,
              MOST_WINDOW_SECONDS,
              "maximumBatchingWindowInSeconds");
      checkWindow(kind, size, seconds);
      List<String> texts = filters == null ? before.filters() : texts(filters);
      return new SourceSettings(
          enabled == null ? before.enabled() : enabled,
          size,
          seconds,
          texts,
          patterns(texts),
          before.startingPosition(),
          SettingsRules.between(
              parallelization, before.parallelization(), 1, MOST_PARALLEL, "parallelizationFactor"),
          SettingsRules.between(
              retries, before.retries(), -1, MOST_RETRIES, "maximumRetryAttempts"),
          age(before.maxAgeSeconds()),
          bisect == null ? before.bisect() : bisect,
          destination == null ? before.destination() : target(destination),
          responseTypes == null ? before.reports() : reports(responseTypes),
          scaling == null ? before.concurrency() : concurrency(scaling));
    }

    private int age(int before) {
      int age =
          SettingsRules.between(maxAge, before, -1, MOST_AGE_SECONDS, "maximumRecordAgeInSeconds");
      if (age >= 0 && age < LEAST_AGE_SECONDS) {
        throw LambdaError.INVALID_PARAMETER_VALUE.with(
            "Maximum record age in seconds must be -1 or at least " + LEAST_AGE_SECONDS + ".");
      }
      return age;
    }
  }

  /** Both documented; the words of the second are observed, those of the first assumed. */
  private static void checkWindow(Kind kind, int batchSize, int windowSeconds) {
    if (kind == Kind.FIFO_QUEUE && windowSeconds > 0) {
      throw LambdaError.INVALID_PARAMETER_VALUE.with(
          "Batching window is not supported for FIFO queues");
    }
    if (kind == Kind.QUEUE && batchSize > QUEUE_BATCH && windowSeconds == 0) {
      throw LambdaError.INVALID_PARAMETER_VALUE.with(
          "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater"
              + " than 10");
    }
  }

  private static void unsupported(boolean given, String member) {
    if (given) {
      throw LambdaError.INVALID_PARAMETER_VALUE.with(
          "Unsupported " + member + " parameter for given event source mapping type.");
    }
  }

  private static List<String> texts(FilterCriteria criteria) {
    List<String> texts = new ArrayList<>();
    for (Filter filter : criteria.filters()) {
      if (filter.pattern() != null) {
        texts.add(filter.pattern());
      }
    }
    if (texts.size() > MOST_FILTERS) {
      throw LambdaError.INVALID_PARAMETER_VALUE.with(
          "The maximum number of filters is " + MOST_FILTERS + ".");
    }
    return texts;
  }

  private static List<EventPattern> patterns(List<String> texts) {
    List<EventPattern> patterns = new ArrayList<>();
    for (String text : texts) {
      try {
        patterns.add(EventPattern.of(text));
      } catch (EventPattern.InvalidPattern e) {
        throw LambdaError.INVALID_PARAMETER_VALUE.with("Invalid filter pattern definition.");
      }
    }
    return patterns;
  }

  private static boolean hasTarget(DestinationConfig config) {
    return config.onFailure() != null && config.onFailure().destination() != null;
  }

  private static String target(DestinationConfig config) {
    if (config.onSuccess() != null && config.onSuccess().destination() != null) {
      throw LambdaError.INVALID_PARAMETER_VALUE.with(
          "OnSuccess destinations are not supported for event source mappings.");
    }
    if (!hasTarget(config)) {
      return "";
    }
    String arn = config.onFailure().destination();
    if (arn.startsWith("arn:aws:s3:")) {
      throw LambdaError.notSimulated("S3 buckets as destinations of event source mappings.");
    }
    if (!arn.startsWith("arn:aws:sqs:") && !arn.startsWith("arn:aws:sns:")) {
      throw invalidDestination(arn);
    }
    return arn;
  }

  static AwsException invalidDestination(String arn) {
    return LambdaError.INVALID_PARAMETER_VALUE.with(
        "The provided destination config DestinationConfig is invalid: " + arn);
  }

  private static boolean reports(List<String> types) {
    for (String type : types) {
      if (!type.equals("ReportBatchItemFailures")) {
        throw LambdaError.constraint(
            types.toString(),
            "functionResponseTypes",
            "Member must satisfy constraint: [Member must satisfy enum value set:"
                + " [ReportBatchItemFailures]]");
      }
    }
    return !types.isEmpty();
  }

  private static Optional<Integer> concurrency(ScalingConfig scaling) {
    Integer most = scaling.maximumConcurrency();
    return most == null
        ? Optional.empty()
        : Optional.of(
            SettingsRules.between(
                most,
                LEAST_CONCURRENCY,
                LEAST_CONCURRENCY,
                MOST_CONCURRENCY,
                "scalingConfig.maximumConcurrency"));
  }
}
