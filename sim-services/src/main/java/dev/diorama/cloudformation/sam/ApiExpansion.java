package dev.diorama.cloudformation.sam;

import dev.diorama.core.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The resources that an {@code AWS::Serverless::Api} stands for: the REST API, a deployment of it
 * and the stage that the deployment serves.
 */
final class ApiExpansion {
  private final SamResource api;
  private final ApiDefinition definition;

  ApiExpansion(ApiDefinition definition) {
    this.api = definition.api();
    this.definition = definition;
  }

  /**
   * The resources by logical id.
   *
   * @param templateConditions the template's conditions, to which those of paths are added
   */
  Map<String, Json.Obj> resources(Map<String, Json> templateConditions) {
    Json.Obj body = body(templateConditions);
    String hash = LogicalIds.hash(deployed(body));
    String deploymentId = deploymentId(hash);
    Map<String, Json.Obj> resources = new LinkedHashMap<>();
    resources.put(api.id(), api.replaced("AWS::ApiGateway::RestApi", restApi(body)));
    resources.put(deploymentId, api.derived("AWS::ApiGateway::Deployment", deployment(hash)));
    resources.put(stageId(), api.derived("AWS::ApiGateway::Stage", stage(deploymentId)));
    return resources;
  }

  /** What {@code Api.Deployment} and {@code Api.Stage} stand for. */
  Map<String, String> references(Map<String, Json.Obj> resources) {
    Map<String, String> references = new LinkedHashMap<>();
    resources.forEach(
        (id, resource) -> {
          String type = resource.text("Type").orElse("");
          if (type.equals("AWS::ApiGateway::Deployment") || type.equals("AWS::ApiGateway::Stage")) {
            references.put(api.id() + type.substring(type.lastIndexOf(':')).replace(':', '.'), id);
          }
        });
    return references;
  }

  /** All that makes a new deployment necessary when it changes. */
  private String deployed(Json.Obj body) {
    StringBuilder data = new StringBuilder(body.write());
    version().ifPresent(version -> data.append("||").append(version));
    if (!definition.functionNames().isEmpty()) {
      data.append("||").append(definition.functionNames());
    }
    return data.toString();
  }

  private String deploymentId(String hash) {
    return api.id() + "Deployment" + LogicalIds.suffix(hash);
  }

  /** A stage name that is not written out, or does not fit into an id, does not show in it. */
  private String stageId() {
    String name =
        api.property("StageName").filter(Json.Str.class::isInstance).flatMap(Json::text).orElse("");
    return LogicalIds.fits(name)
        ? api.id() + name + "Stage"
        : LogicalIds.suffixed(api.id() + "Stage", name);
  }

  private Optional<String> version() {
    return api.property("OpenApiVersion")
        .map(
            version ->
                version
                    .text()
                    .filter(text -> text.matches("[23](\\.\\d)(\\.\\d)?"))
                    .orElseThrow(
                        () ->
                            api.refused(
                                "The OpenApiVersion value must be of the format '3.0.0'.")));
  }

  private Json.Obj body(Map<String, Json> templateConditions) {
    if (api.property("StageName").equals(Optional.of(Json.of("")))) {
      throw api.refused("StageName cannot be empty.");
    }
    Optional<String> version = version();
    Json.Obj body = definition.body(templateConditions);
    Optional<Json> cors = api.property("Cors").filter(value -> !value.equals(Json.of("")));
    if (cors.isPresent()) {
      checkValid(body, "Cors");
      body = Swagger.withCors(body, Cors.of(api, cors.get()));
    }
    Authorizers authorizers = new Authorizers(api);
    if (!authorizers.isEmpty()) {
      checkValid(body, "Auth");
      body = authorizers.upon(body);
    }
    List<Json> binary = api.property("BinaryMediaTypes").map(Json::items).orElse(List.of());
    if (!binary.isEmpty()) {
      body = Swagger.with(body, Swagger.BINARY_MEDIA_TYPES, unescaped(new Json.Arr(binary)));
    }
    String written =
        version.or(() -> definition.body(templateConditions).text("openapi")).orElse("");
    return body.get("swagger").isEmpty() && written.startsWith("3")
        ? Swagger.inVersion3(body)
        : body;
  }

  private void checkValid(Json.Obj body, String property) {
    if (!Swagger.valid(body)) {
      throw api.refused(
          "Unable to add "
              + property
              + " configuration because 'DefinitionBody' does not contain a valid Swagger"
              + " definition.");
    }
  }

  /** In a media type, {@code ~1} stands for a slash. */
  private static Json unescaped(Json value) {
    if (value instanceof Json.Str text) {
      return Json.of(text.value().replace("~1", "/"));
    }
    if (value instanceof Json.Arr list) {
      return new Json.Arr(list.items().stream().map(ApiExpansion::unescaped).toList());
    }
    Map<String, Json> members = new LinkedHashMap<>();
    value
        .members()
        .forEach((name, member) -> members.put(name.replace("~1", "/"), unescaped(member)));
    return value instanceof Json.Obj ? new Json.Obj(members) : value;
  }

  private Json.Obj restApi(Json.Obj body) {
    Json.ObjectBuilder restApi = Json.object().put("Body", body);
    for (String name :
        List.of("Name", "Description", "BinaryMediaTypes", "MinimumCompressionSize")) {
      api.property(name).ifPresent(value -> restApi.put(name, value));
    }
    api.property("EndpointConfiguration")
        .filter(value -> !value.equals(Json.empty()) && !value.equals(Json.of("")))
        .ifPresent(value -> endpoint(restApi, value));
    return restApi.build();
  }

  private void endpoint(Json.ObjectBuilder restApi, Json value) {
    boolean parts = value instanceof Json.Obj && !Intrinsic.isFunction(value);
    Json type = value;
    Json.ObjectBuilder configuration = Json.object();
    if (parts) {
      for (String key : value.members().keySet()) {
        if (!List.of("Type", "VPCEndpointIds", "VpcEndpointIds", "IpAddressType").contains(key)) {
          throw api.refused("Property 'EndpointConfiguration." + key + "' is an invalid property.");
        }
      }
      if (value.get("VPCEndpointIds").isPresent() && value.get("VpcEndpointIds").isPresent()) {
        throw api.refused(
            "'VPCEndpointIds' and 'VpcEndpointIds' cannot be used together in"
                + " EndpointConfiguration.");
      }
      type =
          value
              .get("Type")
              .orElseThrow(() -> api.refused("Property 'EndpointConfiguration.Type' is required."));
    }
    configuration.put("Types", new Json.Arr(List.of(type)));
    if (parts) {
      value
          .get("VPCEndpointIds")
          .or(() -> value.get("VpcEndpointIds"))
          .ifPresent(ids -> configuration.put("VpcEndpointIds", ids));
      value.get("IpAddressType").ifPresent(ip -> configuration.put("IpAddressType", ip));
    }
    restApi.put("EndpointConfiguration", configuration.build());
    restApi.put("Parameters", Json.object().put("endpointConfigurationTypes", type).build());
  }

  private Json.Obj deployment(String hash) {
    Json.ObjectBuilder deployment = Json.object();
    deployment.put("Description", "RestApi deployment id: " + hash);
    deployment.put("RestApiId", Intrinsic.ref(api.id()));
    if (version().isEmpty()) {
      // SAM's oldest slip, kept by it for compatibility: a stage of this name that nobody asked
      // for.
      deployment.put("StageName", "Stage");
    }
    return deployment.build();
  }

  private Json.Obj stage(String deploymentId) {
    Json.ObjectBuilder stage = Json.object();
    stage.put("DeploymentId", Intrinsic.ref(deploymentId));
    stage.put("RestApiId", Intrinsic.ref(api.id()));
    for (String name :
        List.of(
            "StageName",
            "CacheClusterEnabled",
            "CacheClusterSize",
            "Variables",
            "MethodSettings",
            "AccessLogSetting",
            "TracingEnabled")) {
      api.property(name).ifPresent(value -> stage.put(name, value));
    }
    api.map("Tags").ifPresent(tags -> stage.put("Tags", FunctionExpansion.tags(tags)));
    return stage.build();
  }
}
