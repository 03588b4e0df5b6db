package dev.diorama.cloudformation.sam;

import dev.diorama.core.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The properties that a kind of SAM resource or event has: how each may be written, and which of
 * them Diorama does not simulate.
 *
 * <p>Names and shapes are those of aws-sam-translator 1.110.
 */
final class PropertyTable {
  /** How a value may be written; a function may stand for each. */
  private enum Shape {
    /** Passed on unread. */
    ANY,
    TEXT,
    MAP,
    /** A map whose refusal the transform words in its general manner. */
    MAP_OF_MAPS,
    LIST,
    TRUTH,
    WHOLE,
    TEXT_OR_MAP,
    TRUTH_OR_MAP,
    /** A text or a list of texts. */
    TEXTS,
    TEXT_MAP_OR_LIST;

    private boolean fits(Json value) {
      if (this == ANY || Intrinsic.isFunction(value)) {
        return true;
      }
      if (this == TEXTS) {
        return value.asList().stream().allMatch(Json.Str.class::isInstance);
      }
      if (value instanceof Json.Str) {
        return this == TEXT || this == TEXT_OR_MAP || this == TEXT_MAP_OR_LIST;
      }
      if (value instanceof Json.Obj) {
        return this != TEXT && this != LIST && this != TRUTH && this != WHOLE;
      }
      if (value instanceof Json.Arr) {
        return this == LIST || this == TEXT_MAP_OR_LIST;
      }
      if (value instanceof Json.Bool) {
        return this == TRUTH || this == TRUTH_OR_MAP;
      }
      return this == WHOLE
          && value instanceof Json.Num number
          && number.literal().matches("-?\\d+");
    }

    private String refusal(String name) {
      return switch (this) {
        case TEXT -> "Property '" + name + "' should be a string.";
        case MAP -> "Property '" + name + "' should be a map.";
        default -> "Type of property '" + name + "' is invalid.";
      };
    }
  }

  static final PropertyTable FUNCTION =
      new PropertyTable("AWS::Serverless::Function")
          .with(Shape.TEXT_OR_MAP, "FunctionName", "Tracing")
          .with(Shape.ANY, "Handler", "Runtime", "CodeUri", "PackageType", "Description")
          .with(Shape.ANY, "MemorySize", "Timeout", "VpcConfig", "RolePath")
          .with(Shape.ANY, "ReservedConcurrentExecutions", "EphemeralStorage", "Architectures")
          .with(Shape.ANY, "LoggingConfig", "RecursiveLoop")
          .with(Shape.TEXT, "Role", "PermissionsBoundary")
          .with(Shape.MAP, "AssumeRolePolicyDocument", "Tags", "SnapStart")
          .with(Shape.MAP, "DeadLetterQueue", "EventInvokeConfig")
          .with(Shape.MAP_OF_MAPS, "Environment", "Events")
          .with(Shape.TEXT_MAP_OR_LIST, "Policies")
          .with(Shape.LIST, "Layers")
          .without("ImageUri", "InlineCode", "KmsKeyArn", "DeploymentPreference")
          .without("AutoPublishAlias", "AutoPublishCodeSha256")
          .without("AutoPublishAliasAllProperties", "VersionDescription", "FileSystemConfigs")
          .without("ProvisionedConcurrencyConfig", "ImageConfig", "CodeSigningConfigArn")
          .without("FunctionUrlConfig", "RuntimeManagementConfig")
          .without("SourceKMSKeyArn", "CapacityProviderConfig", "FunctionScalingConfig")
          .without("VersionDeletionPolicy", "PublishToLatestPublished", "TenancyConfig")
          .without("DurableConfig")
          .unlessFalse("PropagateTags");

  static final PropertyTable API =
      new PropertyTable("AWS::Serverless::Api")
          .with(Shape.TEXT_OR_MAP, "Name", "StageName", "EndpointConfiguration", "Cors")
          .with(Shape.MAP, "Tags", "DefinitionBody", "Variables", "Auth", "AccessLogSetting")
          .with(Shape.TRUTH, "MergeDefinitions", "CacheClusterEnabled", "TracingEnabled")
          .with(Shape.TEXT, "CacheClusterSize", "Description")
          .with(Shape.ANY, "OpenApiVersion")
          .with(Shape.LIST, "MethodSettings", "BinaryMediaTypes")
          .with(Shape.WHOLE, "MinimumCompressionSize")
          .without("DefinitionUri", "GatewayResponses", "CanarySetting", "Models", "Domain", "Mode")
          .without("DisableExecuteApiEndpoint", "ApiKeySourceType", "Policy", "SecurityPolicy")
          .without("EndpointAccessMode")
          .unlessFalse("PropagateTags")
          .unlessFalse("AlwaysDeploy")
          .unlessFalse("FailOnWarnings")
          .needs("StageName");

  static final PropertyTable SIMPLE_TABLE =
      new PropertyTable("AWS::Serverless::SimpleTable")
          .with(Shape.ANY, "PointInTimeRecoverySpecification")
          .with(Shape.MAP, "PrimaryKey", "ProvisionedThroughput", "Tags", "SSESpecification")
          .with(Shape.TEXT_OR_MAP, "TableName");

  static final PropertyTable API_EVENT =
      new PropertyTable("Api")
          .with(Shape.TEXT, "Path", "Method", "RestApiId")
          .with(Shape.MAP, "Auth")
          .with(Shape.LIST, "RequestParameters")
          .with(Shape.WHOLE, "TimeoutInMillis")
          .without("Stage", "RequestModel", "ResponseTransferMode");

  static final PropertyTable DYNAMODB_EVENT =
      mapping("DynamoDB").with(Shape.ANY, "Stream").needs("Stream").needs("StartingPosition");

  static final PropertyTable SQS_EVENT = mapping("SQS").with(Shape.ANY, "Queue").needs("Queue");

  static final PropertyTable S3_EVENT =
      new PropertyTable("S3")
          .with(Shape.ANY, "Bucket")
          .with(Shape.TEXTS, "Events")
          .with(Shape.MAP, "Filter")
          .needs("Bucket")
          .needs("Events");

  static final PropertyTable SNS_EVENT =
      new PropertyTable("SNS")
          .with(Shape.TEXT, "Topic", "Region")
          .with(Shape.ANY, "FilterPolicy", "FilterPolicyScope")
          .with(Shape.TRUTH_OR_MAP, "SqsSubscription")
          .with(Shape.MAP, "RedrivePolicy")
          .needs("Topic");

  private final String type;
  private final Map<String, Shape> shapes = new LinkedHashMap<>();
  private final List<String> unsupported = new ArrayList<>();
  private final List<String> falseOnly = new ArrayList<>();
  private final List<String> required = new ArrayList<>();

  private PropertyTable(String type) {
    this.type = type;
  }

  /** What events by way of an event source mapping have in common. */
  private static PropertyTable mapping(String type) {
    return new PropertyTable(type)
        .with(Shape.ANY, "StartingPosition")
        .with(Shape.WHOLE, "BatchSize", "MaximumBatchingWindowInSeconds", "MaximumRetryAttempts")
        .with(Shape.WHOLE, "MaximumRecordAgeInSeconds", "ParallelizationFactor")
        .with(Shape.TRUTH, "Enabled", "BisectBatchOnFunctionError")
        .with(Shape.MAP, "DestinationConfig", "FilterCriteria", "ScalingConfig")
        .with(Shape.LIST, "FunctionResponseTypes")
        .without("StartingPositionTimestamp", "Topics", "Queues", "SourceAccessConfigurations")
        .without("SecretsManagerKmsKeyId", "TumblingWindowInSeconds", "KafkaBootstrapServers")
        .without("KmsKeyArn", "ConsumerGroupId", "ProvisionedPollerConfig", "SchemaRegistryConfig")
        .without("MetricsConfig", "LoggingConfig");
  }

  private PropertyTable with(Shape shape, String... names) {
    for (String name : names) {
      shapes.put(name, shape);
    }
    return this;
  }

  private PropertyTable without(String... names) {
    unsupported.addAll(List.of(names));
    return this;
  }

  /** A switch that is not simulated, but may be written down as being off. */
  private PropertyTable unlessFalse(String name) {
    falseOnly.add(name);
    return this;
  }

  private PropertyTable needs(String name) {
    required.add(name);
    return this;
  }

  String type() {
    return type;
  }

  /** Checks all properties by name and shape; {@code id} is what a refusal names. */
  void check(String id, Json.Obj properties) {
    properties.members().keySet().forEach(name -> known(id, name, properties));
    shapes.forEach(
        (name, shape) ->
            properties
                .get(name)
                .filter(value -> !(value instanceof Json.Null) && !shape.fits(value))
                .ifPresent(
                    value -> {
                      throw SamRefusal.resource(id, shape.refusal(name));
                    }));
    for (String name : required) {
      if (properties.get(name).filter(value -> !(value instanceof Json.Null)).isEmpty()) {
        throw SamRefusal.resource(id, "Missing required property '" + name + "'.");
      }
    }
  }

  private void known(String id, String name, Json.Obj properties) {
    if (shapes.containsKey(name)) {
      return;
    }
    if (falseOnly.contains(name) && properties.text(name).orElse("false").equals("false")) {
      return;
    }
    throw SamRefusal.resource(
        id,
        unsupported.contains(name) || falseOnly.contains(name)
            ? "Diorama does not support the property " + name + " of " + type + "."
            : "property " + name + " not defined for resource of type " + type);
  }
}
