package dev.diorama.whatif.design;

import dev.diorama.core.json.Json;
import dev.diorama.whatif.design.Design.Route;
import dev.diorama.whatif.design.Design.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the stages of REST APIs, whose methods stand in an OpenAPI body. */
final class StageReader {
  private static final Set<String> METHODS =
      Set.of(
          "get",
          "put",
          "post",
          "delete",
          "patch",
          "head",
          "options",
          "x-amazon-apigateway-any-method");

  private static final Pattern FUNCTION = Pattern.compile("/functions/([A-Za-z0-9]+)\\.Arn");

  /**
   * Documented:
   * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html
   */
  private static final int DEFAULT_TTL_SECONDS = 300;

  private static final double DEFAULT_CACHE_GB = 0.5;

  private final Resources resources;

  StageReader(Resources resources) {
    this.resources = resources;
  }

  List<Stage> stages() {
    List<Stage> stages = new ArrayList<>();
    for (Resources.Resource stage : resources.of("AWS::ApiGateway::Stage")) {
      String api = stage.text("", "RestApiId");
      double cacheGb =
          stage.flag("CacheClusterEnabled")
              ? stage.number(DEFAULT_CACHE_GB, "CacheClusterSize")
              : 0;
      List<Route> routes = new ArrayList<>();
      resources
          .named(api)
          .flatMap(found -> found.properties().at("Body", "paths"))
          .ifPresent(
              paths ->
                  paths
                      .members()
                      .forEach((path, item) -> routes(stage, path, item, cacheGb > 0, routes)));
      stages.add(new Stage(api, cacheGb, routes));
    }
    return stages;
  }

  private void routes(
      Resources.Resource stage, String path, Json item, boolean cached, List<Route> routes) {
    item.members()
        .forEach(
            (method, operation) -> {
              if (METHODS.contains(method)) {
                routes.add(route(stage, path, method, operation, cached));
              }
            });
  }

  private Route route(
      Resources.Resource stage, String path, String method, Json operation, boolean cached) {
    Json integration = operation.get("x-amazon-apigateway-integration").orElse(Json.empty());
    Matcher uri = FUNCTION.matcher(integration.text("uri").orElse(""));
    List<String> key = new ArrayList<>();
    integration
        .get("cacheKeyParameters")
        .map(Json::asList)
        .orElse(List.of())
        .forEach(parameter -> parameter.text().ifPresent(key::add));
    String verb =
        method.equals("x-amazon-apigateway-any-method") ? "ANY" : method.toUpperCase(Locale.ROOT);
    Resources.Resource settings = stage.part(settings(stage, path, verb));
    boolean caches = cached && settings.flag("CachingEnabled");
    return new Route(
        verb,
        path,
        uri.find() ? uri.group(1) : "",
        caches ? (int) settings.number(DEFAULT_TTL_SECONDS, "CacheTtlInSeconds") : 0,
        key,
        settings.number(-1, "ThrottlingRateLimit"),
        (int) settings.number(-1, "ThrottlingBurstLimit"));
  }

  /** The settings of a method: each taken from the most specific entry that names it. */
  private static Json settings(Resources.Resource stage, String path, String method) {
    String escaped = "/" + path.replace("~", "~0").replace("/", "~1");
    Json.ObjectBuilder settings = Json.object();
    for (String wantedPath : List.of("/*", escaped)) {
      for (String wantedMethod : List.of("*", method)) {
        for (Json entry : stage.list("MethodSettings")) {
          if (entry.text("ResourcePath").orElse("").equals(wantedPath)
              && entry.text("HttpMethod").orElse("").equals(wantedMethod)) {
            entry.members().forEach(settings::put);
          }
        }
      }
    }
    return settings.build();
  }
}
