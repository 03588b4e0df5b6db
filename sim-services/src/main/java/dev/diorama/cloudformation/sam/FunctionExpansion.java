package dev.diorama.cloudformation.sam;

import dev.diorama.core.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The resources that an {@code AWS::Serverless::Function} stands for: the function, its role and
 * the permissions of its events.
 */
final class FunctionExpansion {
  /** Properties that Lambda's own resource type has under the same name. */
  private static final List<String> SAME =
      List.of(
          "FunctionName",
          "Handler",
          "Runtime",
          "PackageType",
          "Description",
          "MemorySize",
          "Timeout",
          "VpcConfig",
          "Environment",
          "ReservedConcurrentExecutions",
          "Layers",
          "Architectures",
          "SnapStart",
          "EphemeralStorage",
          "LoggingConfig",
          "RecursiveLoop");

  private final SamResource function;
  private final EventInvoke asynchronous;

  FunctionExpansion(SamResource function) {
    this.function = function;
    this.asynchronous = new EventInvoke(function);
  }

  /** References to resources made here and the logical ids they stand for. */
  Map<String, String> references() {
    return asynchronous.references();
  }

  /**
   * The resources by logical id.
   *
   * @param events the function's events and, for each, the stage name that its permission's id has
   * @param sources its other events
   * @param template the whole of which the function is a part
   */
  Map<String, Json.Obj> resources(
      Map<ApiEvent, String> events, List<SourceEvent> sources, Json.Obj template) {
    Map<String, Json.Obj> resources = new LinkedHashMap<>();
    boolean ownRole = function.property("Role").isEmpty();
    resources.put(function.id(), function.replaced("AWS::Lambda::Function", properties(ownRole)));
    resources.putAll(asynchronous.resources());
    ExecutionRole role = new ExecutionRole(function, tags(), sources, asynchronous.policies());
    if (ownRole) {
      resources.put(role.id(), function.derived("AWS::IAM::Role", role.properties()));
    }
    events.forEach(
        (event, stage) ->
            resources.put(
                LogicalIds.suffixed(function.id() + event.id() + "Permission", stage),
                event.permission()));
    sources.forEach(source -> resources.putAll(source.resources(template)));
    return resources;
  }

  private Json.Obj properties(boolean ownRole) {
    checkPackaging();
    Json.ObjectBuilder properties = Json.object();
    properties.put("Code", CodeLocation.of(function));
    checkRuntime();
    for (String name : SAME) {
      function.property(name).ifPresent(value -> properties.put(name, value));
    }
    properties.put(
        "Role", ownRole ? Intrinsic.attribute(function.id() + "Role", "Arn") : givenRole());
    if (ExecutionRole.traced(function)) {
      function
          .property("Tracing")
          .ifPresent(
              mode -> properties.put("TracingConfig", Json.object().put("Mode", mode).build()));
    }
    function
        .map("DeadLetterQueue")
        .flatMap(queue -> queue.get("TargetArn"))
        .ifPresent(
            target ->
                properties.put("DeadLetterConfig", Json.object().put("TargetArn", target).build()));
    return properties.put("Tags", tags()).build();
  }

  private void checkPackaging() {
    String packaging = function.property("PackageType").flatMap(Json::text).orElse("Zip");
    if (packaging.equals("Image")) {
      throw function.refused(
          "Diorama does not support PackageType Image of AWS::Serverless::Function.");
    }
    if (!packaging.equals("Zip")) {
      throw function.refused("invalid 'PackageType' : " + packaging);
    }
  }

  private void checkRuntime() {
    if (function.property("Runtime").isEmpty() || function.property("Handler").isEmpty()) {
      throw function.refused(
          "Runtime and Handler needs to be present when PackageType is of type `Zip`");
    }
    Json environment = function.property("Environment").orElse(Json.empty());
    boolean maps = environment.members().values().stream().allMatch(Json.Obj.class::isInstance);
    if (!Intrinsic.isFunction(environment) && !maps) {
      throw function.refused("Type of property 'Environment' is invalid.");
    }
  }

  /** A role of which a condition decides whether it is to be made would need a made one, too. */
  private Json givenRole() {
    Json role = function.property("Role").orElseThrow();
    List<Json> parts = role.get("Fn::If").map(Json::items).orElse(List.of());
    if (parts.contains(Intrinsic.NO_VALUE)) {
      throw function.refused(
          "Diorama does not support AWS::NoValue within the property Role of"
              + " AWS::Serverless::Function.");
    }
    return role;
  }

  private Json.Arr tags() {
    List<Json> tags = new ArrayList<>();
    tags.add(tag("lambda:createdBy", Json.of("SAM")));
    function
        .map("Tags")
        .ifPresent(
            own ->
                own.members()
                    .forEach(
                        (key, value) -> {
                          if (key.equals("lambda:createdBy") || key.startsWith("serverlessrepo:")) {
                            throw function.refused(
                                key
                                    + " is a reserved Tag key name and cannot be set on your"
                                    + " resource. Please change the tag key in the input.");
                          }
                          tags.add(tag(key, value));
                        }));
    return new Json.Arr(tags);
  }

  /** A map of tags as CloudFormation writes it. */
  static Json.Arr tags(Json.Obj tags) {
    List<Json> list = new ArrayList<>();
    tags.members().forEach((key, value) -> list.add(tag(key, value)));
    return new Json.Arr(list);
  }

  private static Json tag(String key, Json value) {
    return Json.object()
        .put("Key", key)
        .put("Value", value instanceof Json.Null ? Json.of("") : value)
        .build();
  }
}
