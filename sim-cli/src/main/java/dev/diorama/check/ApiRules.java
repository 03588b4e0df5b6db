package dev.diorama.check;

import dev.diorama.core.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Traps of API Gateway. */
final class ApiRules {
  static final List<Check> CHECKS =
      List.of(
          Check.error(
              "DIO-API-001",
              8,
              "apigateway/latest/developerguide/api-gateway-caching.html",
              ApiRules::keyWithoutCaller),
          Check.warning(
              "DIO-API-002",
              10,
              "apigateway/latest/developerguide/api-gateway-caching.html",
              ApiRules::anyoneInvalidates),
          Check.warning(
              "DIO-API-003",
              11,
              "apigateway/latest/developerguide/apigateway-control-access-to-api.html",
              ApiRules::openWrite),
          Check.warning(
              "DIO-API-004",
              7,
              "apigateway/latest/developerguide/api-gateway-caching.html",
              ApiRules::cacheThatKeepsNothing),
          Check.warning(
              "DIO-API-005",
              26,
              "apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html",
              ApiRules::tooLateAnswer));

  /** An integration is given up after 29 seconds, documented on the page of quotas. */
  private static final int LONGEST_SECONDS = 29;

  private static final Set<String> WRITES = Set.of("POST", "PUT", "PATCH", "DELETE", "ANY");
  private static final String CALLER = "method.request.header.authorization";

  private ApiRules() {}

  /**
   * A method of an API.
   *
   * @param spot where it is, or what made it
   * @param authorization NONE, AWS_IAM, COGNITO_USER_POOLS or CUSTOM
   * @param keys its cache key parameters, in lower case
   * @param function the function behind it
   * @param byEvent whether the spot is an event of a function
   */
  private record Method(
      Resource api,
      Spot spot,
      String path,
      String verb,
      String authorization,
      List<String> keys,
      Optional<Resource> function,
      boolean byEvent) {
    String name() {
      return verb + " " + path;
    }
  }

  private static List<Method> methods(Blueprint design) {
    List<Method> methods = new ArrayList<>();
    for (Resource api : design.of("AWS::ApiGateway::RestApi")) {
      Json body = api.at("Body").orElse(Json.empty());
      body.get("paths")
          .orElse(Json.empty())
          .members()
          .forEach(
              (path, item) ->
                  item.members()
                      .forEach((verb, op) -> fromBody(design, api, path, verb, op, methods)));
    }
    for (Resource method : design.of("AWS::ApiGateway::Method")) {
      Resource api =
          design.named(method.text("RestApiId"), "AWS::ApiGateway::RestApi").orElse(method);
      List<String> keys = new ArrayList<>();
      for (Json key : method.list("Integration", "CacheKeyParameters")) {
        keys.add(key.text().orElse("").toLowerCase(Locale.ROOT));
      }
      methods.add(
          new Method(
              api,
              method.spot(),
              path(design, method.text("ResourceId")),
              method.text("HttpMethod").toUpperCase(Locale.ROOT),
              method.text("AuthorizationType").isEmpty()
                  ? "NONE"
                  : method.text("AuthorizationType"),
              keys,
              design.named(method.text("Integration", "Uri"), "AWS::Lambda::Function"),
              false));
    }
    return methods;
  }

  private static String path(Blueprint design, String resourceId) {
    StringBuilder path = new StringBuilder();
    Optional<Resource> here = design.named(resourceId, "AWS::ApiGateway::Resource");
    for (int depth = 0; here.isPresent() && depth < 30; depth++) {
      path.insert(0, "/" + here.get().text("PathPart"));
      here = design.named(here.get().text("ParentId"), "AWS::ApiGateway::Resource");
    }
    return path.isEmpty() ? "/" : path.toString();
  }

  private static void fromBody(
      Blueprint design, Resource api, String path, String verb, Json operation, List<Method> to) {
    Json integration = operation.get("x-amazon-apigateway-integration").orElse(Json.nil());
    if (integration instanceof Json.Null || verb.equalsIgnoreCase("options")) {
      return;
    }
    Optional<Resource> function =
        design.named(integration.text("uri").orElse(""), "AWS::Lambda::Function");
    List<String> keys = new ArrayList<>();
    for (Json key : integration.get("cacheKeyParameters").orElse(Json.nil()).items()) {
      keys.add(key.text().orElse("").toLowerCase(Locale.ROOT));
    }
    String method = verb.startsWith("x-") ? "ANY" : verb.toUpperCase(Locale.ROOT);
    Optional<Spot> event = function.flatMap(f -> event(design, f, path, method));
    to.add(
        new Method(
            api,
            event.orElse(api.spot("DefinitionBody", "paths", path, verb)),
            path,
            method,
            authorization(api, operation),
            keys,
            function,
            event.isPresent()));
  }

  private static String authorization(Resource api, Json operation) {
    Json security =
        operation
            .get("security")
            .or(() -> api.at("Body", "security"))
            .orElse(new Json.Arr(List.of()));
    boolean open =
        security.items().stream()
            .allMatch(each -> each.members().isEmpty() || each.get("NONE").isPresent());
    return open ? "NONE" : "AUTHORIZED";
  }

  /** The event in the function as written that asks for a path and a method. */
  private static Optional<Spot> event(
      Blueprint design, Resource function, String path, String method) {
    Json events =
        design
            .source()
            .value()
            .at("Resources", function.id(), "Properties", "Events")
            .orElse(Json.empty());
    for (Map.Entry<String, Json> each : events.members().entrySet()) {
      Json asked = each.getValue().get("Properties").orElse(Json.empty());
      if (asked.text("Path").orElse("").equals(path)
          && asked.text("Method").orElse("").equalsIgnoreCase(method)) {
        return Optional.of(function.spot("Events", each.getKey(), "Properties"));
      }
    }
    return Optional.empty();
  }

  /** The setting of a stage that decides for a method: the most particular one. */
  private static Optional<Json> setting(Resource stage, Method method) {
    String path = method.path().replace("~1", "/");
    Optional<Json> found = Optional.empty();
    int best = -1;
    for (Json setting : stage.list("MethodSettings")) {
      String of =
          setting.text("ResourcePath").orElse("").replace("~1", "/").replaceFirst("^//", "/");
      String verb = setting.text("HttpMethod").orElse("");
      int rank = (of.equals(path) ? 2 : 0) + (verb.equalsIgnoreCase(method.verb()) ? 1 : 0);
      boolean fits = (of.equals(path) || of.equals("/*")) && (verb.equals("*") || rank % 2 == 1);
      if (fits && rank > best) {
        best = rank;
        found = Optional.of(setting);
      }
    }
    return found;
  }

  private static void keyWithoutCaller(Blueprint design, Traps found) {
    for (Resource stage : design.of("AWS::ApiGateway::Stage")) {
      if (!stage.flag("CacheClusterEnabled")) {
        continue;
      }
      Optional<Resource> api = design.named(stage.text("RestApiId"), "AWS::ApiGateway::RestApi");
      for (Method method : methods(design)) {
        // By default only GET is cached.
        boolean ofStage =
            api.filter(method.api()::equals).isPresent() && method.verb().equals("GET");
        if (ofStage
            && caches(stage, method)
            && !method.authorization().equals("NONE")
            && !method.keys().contains(CALLER)) {
          found.add(method.spot(), keyFix(method), method.name());
        }
      }
    }
  }

  private static boolean caches(Resource stage, Method method) {
    Json setting = setting(stage, method).orElse(Json.empty());
    return setting.text("CachingEnabled").orElse("false").equals("true")
        && Resource.number(setting.text("CacheTtlInSeconds").orElse("300"), 300) > 0;
  }

  private static Optional<Fix> keyFix(Method method) {
    if (method.byEvent()) {
      Json parameter =
          Fix.member(
              "method.request.header.Authorization",
              Json.object().put("Required", false).put("Caching", true).build());
      return Optional.of(
          Fix.merge(
              method.spot(), Fix.member("RequestParameters", new Json.Arr(List.of(parameter)))));
    }
    String header = "method.request.header.Authorization";
    return Optional.of(
        Fix.merge(
            method.spot(),
            Json.object()
                .put("RequestParameters", Fix.member(header, Json.of(false)))
                .put("Integration", Fix.member("CacheKeyParameters", Json.strings(List.of(header))))
                .build()));
  }

  /**
   * CloudFormation has no setting of a stage for this, so that signed requests are asked for, and
   * the policies that allow execute-api:InvalidateCache decide. That the API's own policy is one of
   * them is assumed: AWS names it as an action of execute-api and says no more.
   */
  private static void anyoneInvalidates(Blueprint design, Traps found) {
    for (Resource api : design.of("AWS::ApiGateway::RestApi")) {
      boolean inBody = api.at("Body", "x-amazon-apigateway-policy").isPresent();
      String[] path =
          inBody ? new String[] {"Body", "x-amazon-apigateway-policy"} : new String[] {"Policy"};
      for (Statement statement : Statement.of(api, path)) {
        boolean all =
            statement.allows()
                && statement.anyone()
                && !statement.conditional()
                && statement.takesIn("execute-api:InvalidateCache");
        if (all) {
          found.add(statement.spot(), api.id());
        }
      }
    }
  }

  private static void openWrite(Blueprint design, Traps found) {
    for (Method method : methods(design)) {
      if (WRITES.contains(method.verb())
          && method.authorization().equals("NONE")
          && method.api().at("Body", "x-amazon-apigateway-policy").isEmpty()
          && method.api().at("Policy").isEmpty()) {
        found.add(method.spot(), method.name());
      }
    }
  }

  private static void cacheThatKeepsNothing(Blueprint design, Traps found) {
    for (Resource stage : design.of("AWS::ApiGateway::Stage")) {
      if (!stage.flag("CacheClusterEnabled")) {
        continue;
      }
      for (int i = 0; i < stage.list("MethodSettings").size(); i++) {
        Json setting = stage.list("MethodSettings").get(i);
        Spot spot = stage.spot("MethodSettings").at(i).at("CacheTtlInSeconds");
        if (setting.text("CachingEnabled").orElse("").equals("true")
            && Resource.number(setting.text("CacheTtlInSeconds").orElse("300"), 300) == 0) {
          found.add(spot, Fix.replace(spot, "60"), setting.text("ResourcePath").orElse("/*"));
        }
      }
    }
  }

  private static void tooLateAnswer(Blueprint design, Traps found) {
    List<String> told = new ArrayList<>();
    for (Method method : methods(design)) {
      Optional<Resource> function = method.function();
      if (function.isPresent()
          && function.get().number(3, "Timeout") > LONGEST_SECONDS
          && !told.contains(function.get().id())) {
        told.add(function.get().id());
        Spot spot = function.get().spot("Timeout");
        found.add(
            spot,
            Fix.replace(spot, Integer.toString(LONGEST_SECONDS)),
            function.get().id(),
            function.get().text("Timeout"),
            method.name());
      }
    }
  }
}
