package dev.diorama.cloudformation.sam;

import dev.diorama.core.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;

/**
 * Changes to Swagger definitions, each giving a new one.
 *
 * <p>Paths and methods may stand within an {@code Fn::If}: then each branch is changed.
 */
final class Swagger {
  static final String INTEGRATION = "x-amazon-apigateway-integration";
  static final String BINARY_MEDIA_TYPES = "x-amazon-apigateway-binary-media-types";

  private static final String OPTIONS = "options";

  /** Members of a path that are no methods. */
  private static final Set<String> NO_METHODS = Set.of("summary", "description", "parameters");

  /** What an any-method answers, as the transform lists it. */
  private static final List<String> ALL_METHODS =
      List.of("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT");

  private Swagger() {}

  /** True when a body is a Swagger or OpenAPI definition as far as the transform looks. */
  static boolean valid(Json.Obj body) {
    boolean versioned =
        body.text("swagger").isPresent()
            || body.text("openapi").filter(v -> v.matches("3(\\.\\d)(\\.\\d)?")).isPresent();
    return versioned && body.get("paths").filter(Json.Obj.class::isInstance).isPresent();
  }

  static boolean integrated(Json operation) {
    return operation.get(INTEGRATION).filter(i -> !i.members().isEmpty()).isPresent();
  }

  /** The operation by which an event's path and method call its function. */
  static Json.Obj operation(ApiEvent event, Json scopes, Optional<Json> credentials) {
    Json.Obj uri =
        Intrinsic.sub(
            "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${"
                + event.function().id()
                + ".Arn}/invocations");
    Json.ObjectBuilder integration = Json.object();
    integration.put("type", "aws_proxy").put("httpMethod", "POST");
    integration.put(
        "uri", event.function().condition().map(name -> Intrinsic.when(name, uri)).orElse(uri));
    credentials.ifPresent(role -> integration.put("credentials", role));
    event.timeout().ifPresent(timeout -> integration.put("timeoutInMillis", timeout));
    List<Json> parameters = new ArrayList<>();
    List<String> keys = new ArrayList<>();
    for (ApiEvent.Parameter parameter : event.parameters()) {
      parameters.add(parameter(parameter));
      if (parameter.caching()) {
        keys.add(parameter.name());
      }
    }
    if (!keys.isEmpty()) {
      integration.put("cacheKeyParameters", Json.strings(keys));
    }
    Json.ObjectBuilder operation = Json.object();
    operation.put(INTEGRATION, integration.build());
    operation.put("responses", Json.empty());
    event
        .authorizer()
        .ifPresent(
            name ->
                operation.put(
                    "security",
                    requirement(name, name.equals("NONE") ? new Json.Arr(List.of()) : scopes)));
    if (!parameters.isEmpty()) {
      operation.put("parameters", new Json.Arr(parameters));
    }
    return operation.build();
  }

  private static Json parameter(ApiEvent.Parameter parameter) {
    String[] parts = parameter.name().split("\\.", 4);
    return Json.object()
        .put("in", parts[2].equals("querystring") ? "query" : parts[2])
        .put("name", parts[3])
        .put("required", parameter.required())
        .put("type", "string")
        .build();
  }

  private static Json.Arr requirement(String authorizer, Json scopes) {
    return new Json.Arr(List.of(Json.object().put(authorizer, scopes).build()));
  }

  /** The body with one member set. */
  static Json.Obj with(Json.Obj body, String name, Json value) {
    Map<String, Json> members = new LinkedHashMap<>(body.members());
    members.put(name, value);
    return new Json.Obj(members);
  }

  /** The body with each path changed; the change is given the path's name and its methods. */
  static Json.Obj eachPath(Json.Obj body, BiFunction<String, Json.Obj, Json> change) {
    Map<String, Json> paths = new LinkedHashMap<>();
    Json before = body.get("paths").orElse(Json.empty());
    before
        .members()
        .forEach(
            (path, item) ->
                paths.put(
                    path,
                    Intrinsic.eachBranch(
                        item,
                        branch -> {
                          if (branch instanceof Json.Obj methods) {
                            return change.apply(path, methods);
                          }
                          throw SamRefusal.structure(
                              "Value of '"
                                  + path
                                  + "' path must be a dictionary according to Swagger spec.");
                        })));
    return with(body, "paths", new Json.Obj(paths));
  }

  /** Adds what answers a browser's preflight request to each path that does not answer it yet. */
  static Json.Obj withCors(Json.Obj body, Cors cors) {
    // Paths that differ in a trailing slash only are one resource to API Gateway.
    Map<String, String> firsts = new LinkedHashMap<>();
    Json paths = body.get("paths").orElse(Json.empty());
    for (String path : paths.members().keySet()) {
      firsts.putIfAbsent(path.length() > 1 ? path.replaceAll("/+$", "") : path, path);
    }
    return eachPath(
        body,
        (path, methods) ->
            methods.get(OPTIONS).isEmpty() && firsts.containsValue(path)
                ? with(methods, OPTIONS, cors.preflight(allowed(methods)))
                : methods);
  }

  private static String allowed(Json.Obj methods) {
    if (methods.get(ApiEvent.ANY_METHOD).isPresent()) {
      return String.join(",", ALL_METHODS);
    }
    TreeSet<String> names = new TreeSet<>(List.of("OPTIONS"));
    methods.members().keySet().forEach(name -> names.add(name.toUpperCase(Locale.ROOT)));
    return String.join(",", names);
  }

  /**
   * Puts the default authorizer upon each operation that does not say otherwise.
   *
   * @param authorizers names of all authorizers
   * @param preflight whether operations of the method OPTIONS want it too
   */
  static Json.Obj withDefaultAuthorizer(
      Json.Obj body, String authorizer, Json scopes, Set<String> authorizers, boolean preflight) {
    return eachPath(
        body,
        (path, methods) -> {
          Map<String, Json> changed = new LinkedHashMap<>();
          methods
              .members()
              .forEach(
                  (method, operation) -> {
                    boolean untouched =
                        NO_METHODS.contains(method) || (method.equals(OPTIONS) && !preflight);
                    changed.put(
                        method,
                        untouched
                            ? operation
                            : Intrinsic.eachBranch(
                                operation,
                                branch ->
                                    secured(
                                        path, method, branch, authorizer, scopes, authorizers)));
                  });
          return new Json.Obj(changed);
        });
  }

  private static Json secured(
      String path,
      String method,
      Json operation,
      String authorizer,
      Json scopes,
      Set<String> authorizers) {
    if (!(operation instanceof Json.Obj object)) {
      throw SamRefusal.structure(
          "Definition of method '" + method + "' for path '" + path + "' should be a map.");
    }
    if (!integrated(operation)) {
      return operation;
    }
    Json before = object.get("security").orElse(new Json.Arr(List.of()));
    if (!(before instanceof Json.Arr)) {
      throw SamRefusal.structure(
          "Type of security for path " + path + " method " + method + " must be a list");
    }
    List<Json> others = new ArrayList<>();
    List<Json> own = new ArrayList<>();
    boolean open = false;
    for (Json entry : before.items()) {
      if (entry.members().keySet().stream().anyMatch(authorizers::contains)) {
        own.add(entry);
      } else if (!open && entry.get("NONE").isPresent()) {
        // The first NONE only says that the default is not wanted.
        open = true;
      } else {
        others.add(entry);
      }
    }
    if (!open) {
      others.addAll(own.isEmpty() ? requirement(authorizer, scopes).items() : own);
    }
    return others.isEmpty() ? operation : with(object, "security", new Json.Arr(others));
  }

  /** A definition of version 3 with its parts where version 3 has them. */
  static Json.Obj inVersion3(Json.Obj body) {
    Map<String, Json> members = new LinkedHashMap<>(body.members());
    moved(members, "securityDefinitions", "securitySchemes");
    moved(members, "definitions", "schemas");
    return eachPath(
        new Json.Obj(members),
        (path, methods) ->
            methods.get(OPTIONS).isPresent()
                ? with(methods, OPTIONS, preflightInVersion3(methods.get(OPTIONS).orElseThrow()))
                : methods);
  }

  private static void moved(Map<String, Json> members, String from, String to) {
    Json part = members.get(from);
    if (part == null || part.members().isEmpty()) {
      return;
    }
    members.remove(from);
    Json components = members.getOrDefault("components", Json.empty());
    members.put("components", with(new Json.Obj(components.members()), to, part));
  }

  private static Json preflightInVersion3(Json options) {
    Map<String, Json> members = new LinkedHashMap<>(options.members());
    members.remove("produces");
    members.remove("consumes");
    options
        .at("responses", "200", "headers")
        .ifPresent(
            headers -> {
              Map<String, Json> typed = new LinkedHashMap<>();
              headers
                  .members()
                  .forEach(
                      (name, schema) ->
                          typed.put(name, Json.object().put("schema", schema).build()));
              Json.Obj responses = (Json.Obj) options.get("responses").orElseThrow();
              Json.Obj ok = (Json.Obj) responses.get("200").orElseThrow();
              members.put(
                  "responses", with(responses, "200", with(ok, "headers", new Json.Obj(typed))));
            });
    return new Json.Obj(members);
  }
}
