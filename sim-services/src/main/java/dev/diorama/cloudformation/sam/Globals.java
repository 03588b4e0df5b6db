package dev.diorama.cloudformation.sam;

import dev.diorama.core.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The section {@code Globals}: properties that all resources of a type begin with.
 *
 * <p>Documented:
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html
 */
final class Globals {
  private static final String PREFIX = "AWS::Serverless::";

  /** The names and their order are those of the refusals of aws-sam-translator 1.110. */
  private static final Map<String, List<String>> SUPPORTED =
      Map.of(
          "Function",
          List.of(
              "Handler",
              "Runtime",
              "CodeUri",
              "DeadLetterQueue",
              "Description",
              "MemorySize",
              "Timeout",
              "VpcConfig",
              "Environment",
              "Tags",
              "PropagateTags",
              "Tracing",
              "KmsKeyArn",
              "AutoPublishAlias",
              "AutoPublishAliasAllProperties",
              "Layers",
              "DeploymentPreference",
              "RolePath",
              "PermissionsBoundary",
              "ReservedConcurrentExecutions",
              "ProvisionedConcurrencyConfig",
              "AssumeRolePolicyDocument",
              "EventInvokeConfig",
              "FileSystemConfigs",
              "CodeSigningConfigArn",
              "Architectures",
              "SnapStart",
              "EphemeralStorage",
              "FunctionUrlConfig",
              "RuntimeManagementConfig",
              "LoggingConfig",
              "RecursiveLoop",
              "SourceKMSKeyArn",
              "TenancyConfig",
              "DurableConfig",
              "CapacityProviderConfig",
              "FunctionScalingConfig",
              "PublishToLatestPublished",
              "VersionDeletionPolicy"),
          "Api",
          List.of(
              "Auth",
              "Name",
              "DefinitionUri",
              "CacheClusterEnabled",
              "CacheClusterSize",
              "MergeDefinitions",
              "Variables",
              "EndpointConfiguration",
              "MethodSettings",
              "BinaryMediaTypes",
              "MinimumCompressionSize",
              "Cors",
              "GatewayResponses",
              "AccessLogSetting",
              "CanarySetting",
              "TracingEnabled",
              "OpenApiVersion",
              "Domain",
              "AlwaysDeploy",
              "PropagateTags",
              "SecurityPolicy",
              "EndpointAccessMode"),
          "SimpleTable",
          List.of("SSESpecification"));

  private static final List<String> SECTIONS =
      List.of(
          "Api",
          "CapacityProvider",
          "Function",
          "HttpApi",
          "LayerVersion",
          "SimpleTable",
          "StateMachine",
          "WebSocketApi");

  private final Map<String, Json.Obj> byType;

  private Globals(Map<String, Json.Obj> byType) {
    this.byType = byType;
  }

  static Globals of(Json.Obj template) {
    Optional<Json> section = template.get("Globals");
    if (section.isEmpty()) {
      return new Globals(Map.of());
    }
    if (!(section.get() instanceof Json.Obj)) {
      throw SamRefusal.globals("It must be a non-empty dictionary");
    }
    Map<String, Json.Obj> byType = new LinkedHashMap<>();
    section
        .get()
        .members()
        .forEach((name, properties) -> byType.put(PREFIX + name, checked(name, properties)));
    return new Globals(byType);
  }

  private static Json.Obj checked(String section, Json properties) {
    List<String> supported = SUPPORTED.get(section);
    if (supported == null) {
      throw SamRefusal.globals(
          SECTIONS.contains(section)
              ? "Diorama does not support '" + section + "'."
              : "'"
                  + section
                  + "' is not supported. Must be one of the following values - "
                  + quoted(SECTIONS));
    }
    if (!(properties instanceof Json.Obj object)) {
      // The text has a slip of the pen in the original, which names no section.
      throw SamRefusal.globals("Value of ${section} must be a dictionary");
    }
    for (String name : object.members().keySet()) {
      if (!supported.contains(name)) {
        throw SamRefusal.globals(
            "'"
                + name
                + "' is not a supported property of '"
                + section
                + "'. Must be one of the following values - "
                + quoted(supported));
      }
    }
    return object;
  }

  private static String quoted(List<String> names) {
    List<String> quoted = new ArrayList<>();
    names.forEach(name -> quoted.add("'" + name + "'"));
    return quoted.toString();
  }

  /**
   * A resource's own properties upon the global ones of its type.
   *
   * @param ignored the resource's attribute IgnoreGlobals
   */
  Json.Obj under(String id, String type, Json.Obj own, Optional<Json> ignored) {
    Json.Obj global = byType.get(type);
    if (global == null) {
      return own;
    }
    return (Json.Obj) merged(ignored.isEmpty() ? global : reduced(id, global, ignored.get()), own);
  }

  private static Json.Obj reduced(String id, Json.Obj global, Json ignored) {
    if (ignored.equals(Json.of("*"))) {
      return Json.empty();
    }
    if (!(ignored instanceof Json.Arr names)) {
      throw SamRefusal.resource(
          id, "Resource " + id + " has invalid resource attribute 'IgnoreGlobals'.");
    }
    Map<String, Json> left = new LinkedHashMap<>(global.members());
    for (Json name : names.items()) {
      if (name.text().map(left::remove).isEmpty()) {
        throw SamRefusal.resource(
            id,
            "Resource "
                + id
                + " has invalid resource attribute 'IgnoreGlobals' on item '"
                + name.text().orElse(name.write())
                + "'.");
      }
    }
    return new Json.Obj(left);
  }

  /** Maps are merged, lists joined; in every other case the resource's own value stands. */
  private static Json merged(Json global, Json own) {
    if (global instanceof Json.Arr first && own instanceof Json.Arr second) {
      List<Json> items = new ArrayList<>(first.items());
      items.addAll(second.items());
      return new Json.Arr(items);
    }
    boolean maps = global instanceof Json.Obj && own instanceof Json.Obj;
    if (!maps || Intrinsic.isFunction(global) || Intrinsic.isFunction(own)) {
      return own;
    }
    Map<String, Json> members = new LinkedHashMap<>(global.members());
    own.members().forEach((name, value) -> members.merge(name, value, Globals::merged));
    return new Json.Obj(members);
  }
}
