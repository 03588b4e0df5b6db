package dev.diorama.apigateway;

import dev.diorama.apigateway.ApiGatewayModel.Definition;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All REST APIs of the cloud, in the order of their making, each with its deployments and stages.
 */
final class ApiGatewayStore {
  /** A snapshot of an API. */
  record Deployment(String id, String description, Instant created, Definition definition) {}

  /** A REST API: what it is now, and what was deployed of it. */
  static final class RestApi {
    final String id;
    final String account;
    final String region;
    final Instant created;
    final Map<String, Deployment> deployments = new LinkedHashMap<>();
    final Map<String, Stage> stages = new LinkedHashMap<>();
    final Map<String, String> tags = new LinkedHashMap<>();
    String name;
    String description = "";
    String version = "";
    String endpointType = "EDGE";
    boolean endpointDisabled;
    Definition definition;

    RestApi(
        String id,
        String account,
        String region,
        Instant created,
        String name,
        Definition definition) {
      this.id = id;
      this.account = account;
      this.region = region;
      this.created = created;
      this.name = name;
      this.definition = definition;
    }

    String arn() {
      return "arn:aws:apigateway:" + region + "::/restapis/" + id;
    }
  }

  /** A stage: which deployment is served under its name, and how. */
  static final class Stage {
    final String apiId;
    final String name;
    final Instant created;
    final Map<String, String> variables = new LinkedHashMap<>();
    final Map<String, String> tags = new LinkedHashMap<>();
    Instant updated;
    Deployment deployment;
    String description = "";
    String documentationVersion = "";
    boolean tracing;
    boolean cacheOn;
    String cacheSize = "";
    MethodSettings settings = MethodSettings.none();
    Optional<StageCache> cache = Optional.empty();

    Stage(String apiId, String name, Deployment deployment, Instant created) {
      this.apiId = apiId;
      this.name = name;
      this.deployment = deployment;
      this.created = created;
      this.updated = created;
    }
  }

  private final Map<String, RestApi> apis = new LinkedHashMap<>();
  private final Map<String, String> cloudWatchRoles = new LinkedHashMap<>();

  void add(RestApi api) {
    apis.put(api.id, api);
  }

  void remove(RestApi api) {
    apis.remove(api.id);
  }

  /** The API of that id, whoever's it is; host names carry nothing but the id. */
  Optional<RestApi> anyones(String id) {
    return Optional.ofNullable(apis.get(id));
  }

  List<RestApi> of(String account, String region) {
    return apis.values().stream()
        .filter(api -> api.account.equals(account) && api.region.equals(region))
        .toList();
  }

  RestApi get(String account, String region, String id) {
    return anyones(id)
        .filter(api -> api.account.equals(account) && api.region.equals(region))
        .orElseThrow(
            () ->
                ApiGatewayError.NOT_FOUND.with(
                    "Invalid API identifier specified " + account + ":" + id));
  }

  String cloudWatchRole(String account, String region) {
    return cloudWatchRoles.getOrDefault(account + "/" + region, "");
  }

  void cloudWatchRole(String account, String region, String roleArn) {
    cloudWatchRoles.put(account + "/" + region, roleArn);
  }
}
