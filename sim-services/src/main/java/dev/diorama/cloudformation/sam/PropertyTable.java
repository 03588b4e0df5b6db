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
    TEXT_MAP_OR_LIST;

    private boolean fits(Json value) {
      if (this == ANY || Intrinsic.isFunction(value)) {
        return true;
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
      return this == TRUTH
          ? value instanceof Json.Bool
          : this == WHOLE && value instanceof Json.Num number && number.literal().matches("-?\\d+");
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
          .with(Shape.ANY, "LoggingConfig")
          .with(Shape.TEXT, "Role", "PermissionsBoundary")
          .with(Shape.MAP, "AssumeRolePolicyDocument", "Tags", "SnapStart")
          .with(Shape.MAP_OF_MAPS, "Environment", "Events")
          .with(Shape.TEXT_MAP_OR_LIST, "Policies")
          .with(Shape.LIST, "Layers")
          .without("ImageUri", "InlineCode", "DeadLetterQueue", "KmsKeyArn", "DeploymentPreference")
          .without("EventInvokeConfig", "AutoPublishAlias", "AutoPublishCodeSha256")
          .without("AutoPublishAliasAllProperties", "VersionDescription", "FileSystemConfigs")
          .without("ProvisionedConcurrencyConfig", "ImageConfig", "CodeSigningConfigArn")
          .without("FunctionUrlConfig", "RuntimeManagementConfig", "RecursiveLoop")
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

  private final String type;
  private final Map<String, Shape> shapes = new LinkedHashMap<>();
  private final List<String> unsupported = new ArrayList<>();
  private final List<String> falseOnly = new ArrayList<>();
  private final List<String> required = new ArrayList<>();

  private PropertyTable(String type) {
    this.type = type;
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
