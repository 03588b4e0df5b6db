package dev.diorama.apigateway;

import dev.diorama.core.router.Call;
import dev.diorama.core.time.SimClock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.apigateway.model.CreateDeploymentRequest;
import software.amazon.awssdk.services.apigateway.model.CreateDeploymentResponse;
import software.amazon.awssdk.services.apigateway.model.CreateStageRequest;
import software.amazon.awssdk.services.apigateway.model.CreateStageResponse;
import software.amazon.awssdk.services.apigateway.model.DeleteDeploymentRequest;
import software.amazon.awssdk.services.apigateway.model.DeleteDeploymentResponse;
import software.amazon.awssdk.services.apigateway.model.DeleteStageRequest;
import software.amazon.awssdk.services.apigateway.model.DeleteStageResponse;
import software.amazon.awssdk.services.apigateway.model.Deployment;
import software.amazon.awssdk.services.apigateway.model.FlushStageCacheRequest;
import software.amazon.awssdk.services.apigateway.model.FlushStageCacheResponse;
import software.amazon.awssdk.services.apigateway.model.GetDeploymentRequest;
import software.amazon.awssdk.services.apigateway.model.GetDeploymentResponse;
import software.amazon.awssdk.services.apigateway.model.GetDeploymentsRequest;
import software.amazon.awssdk.services.apigateway.model.GetDeploymentsResponse;
import software.amazon.awssdk.services.apigateway.model.GetStageRequest;
import software.amazon.awssdk.services.apigateway.model.GetStageResponse;
import software.amazon.awssdk.services.apigateway.model.GetStagesRequest;
import software.amazon.awssdk.services.apigateway.model.GetStagesResponse;
import software.amazon.awssdk.services.apigateway.model.PatchOperation;
import software.amazon.awssdk.services.apigateway.model.UpdateStageRequest;
import software.amazon.awssdk.services.apigateway.model.UpdateStageResponse;

/** The rules about deployments and stages. */
final class StageService {
  /** Cluster sizes in GB, documented: the CacheClusterSize type of the API. */
  private static final List<String> CACHE_SIZES =
      List.of("0.5", "1.6", "6.1", "13.5", "28.4", "58.2", "118", "237");

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,128}");
  private static final Pattern VARIABLE_NAME = Pattern.compile("[A-Za-z0-9_]+");
  private static final Pattern VARIABLE_VALUE = Pattern.compile("[A-Za-z0-9\\-._~:/?#&=,]*");

  private final ApiGatewayStore store;
  private final StageCaches caches;
  private final Throttles throttles;
  private final SimClock clock;
  private final Ids ids;

  StageService(
      ApiGatewayStore store, StageCaches caches, Throttles throttles, SimClock clock, Ids ids) {
    this.store = store;
    this.caches = caches;
    this.throttles = throttles;
    this.clock = clock;
    this.ids = ids;
  }

  private ApiGatewayStore.RestApi api(Call call, String id) {
    return store.get(call.account(), call.region(), id);
  }

  private static ApiGatewayStore.Stage stage(ApiGatewayStore.RestApi api, String name) {
    ApiGatewayStore.Stage stage = api.stages.get(name);
    if (stage == null) {
      throw ApiGatewayError.NOT_FOUND.with("Invalid stage identifier specified");
    }
    return stage;
  }

  private static ApiGatewayStore.Deployment deployment(ApiGatewayStore.RestApi api, String id) {
    ApiGatewayStore.Deployment deployment = api.deployments.get(id);
    if (deployment == null) {
      throw ApiGatewayError.NOT_FOUND.with("Invalid Deployment identifier specified");
    }
    return deployment;
  }

  CreateDeploymentResponse deploy(Call call, CreateDeploymentRequest request) {
    ApiGatewayStore.RestApi api = api(call, request.restApiId());
    if (request.canarySettings() != null) {
      throw ApiGatewayError.notBuilt("canary releases");
    }
    if (!api.definition.hasMethods()) {
      throw ApiGatewayError.BAD_REQUEST.with("The REST API doesn't contain any methods");
    }
    if (api.definition.methodWithoutIntegration().isPresent()) {
      throw ApiGatewayError.BAD_REQUEST.with("No integration defined for method");
    }
    String stageName = request.stageName() == null ? "" : request.stageName();
    if (!stageName.isEmpty()) {
      checkName(stageName);
    }
    ApiGatewayStore.Deployment deployment =
        new ApiGatewayStore.Deployment(
            ids.part(),
            request.description() == null ? "" : request.description(),
            clock.instant(),
            api.definition);
    api.deployments.put(deployment.id(), deployment);
    if (!stageName.isEmpty()) {
      serve(api, stageName, deployment, request);
    }
    return Copies.into(Views.deployment(deployment), CreateDeploymentResponse.builder());
  }

  /** Puts a new deployment behind a stage, which is made if there is none of that name. */
  private void serve(
      ApiGatewayStore.RestApi api,
      String name,
      ApiGatewayStore.Deployment deployment,
      CreateDeploymentRequest request) {
    ApiGatewayStore.Stage stage =
        api.stages.computeIfAbsent(
            name, n -> new ApiGatewayStore.Stage(api.id, n, deployment, clock.instant()));
    stage.deployment = deployment;
    stage.updated = clock.instant();
    if (request.stageDescription() != null) {
      stage.description = request.stageDescription();
    }
    request.variables().forEach((variable, value) -> variable(stage, variable, value));
    if (request.tracingEnabled() != null) {
      stage.tracing = request.tracingEnabled();
    }
    if (request.cacheClusterEnabled() != null || request.cacheClusterSize() != null) {
      cache(
          stage,
          request.cacheClusterEnabled() == null ? stage.cacheOn : request.cacheClusterEnabled(),
          request.cacheClusterSize());
    }
  }

  GetDeploymentResponse readDeployment(Call call, GetDeploymentRequest request) {
    return Copies.into(
        Views.deployment(deployment(api(call, request.restApiId()), request.deploymentId())),
        GetDeploymentResponse.builder());
  }

  GetDeploymentsResponse listDeployments(Call call, GetDeploymentsRequest request) {
    Views.Page<Deployment> page =
        Views.Page.of(
            api(call, request.restApiId()).deployments.values().stream()
                .map(Views::deployment)
                .toList(),
            request.position(),
            request.limit());
    return GetDeploymentsResponse.builder().items(page.items()).position(page.position()).build();
  }

  DeleteDeploymentResponse deleteDeployment(Call call, DeleteDeploymentRequest request) {
    ApiGatewayStore.RestApi api = api(call, request.restApiId());
    ApiGatewayStore.Deployment deployment = deployment(api, request.deploymentId());
    boolean served =
        api.stages.values().stream()
            .anyMatch(stage -> stage.deployment.id().equals(deployment.id()));
    if (served) {
      throw ApiGatewayError.BAD_REQUEST.with(
          "Active stages pointing to this deployment must be moved or deleted");
    }
    api.deployments.remove(deployment.id());
    return DeleteDeploymentResponse.builder().build();
  }

  CreateStageResponse create(Call call, CreateStageRequest request) {
    ApiGatewayStore.RestApi api = api(call, request.restApiId());
    String name = request.stageName() == null ? "" : request.stageName();
    checkName(name);
    if (request.canarySettings() != null) {
      throw ApiGatewayError.notBuilt("canary releases");
    }
    ApiGatewayStore.Deployment deployment = deployment(api, request.deploymentId());
    if (api.stages.containsKey(name)) {
      throw ApiGatewayError.CONFLICT.with("Stage already exists");
    }
    ApiGatewayStore.Stage stage =
        new ApiGatewayStore.Stage(api.id, name, deployment, clock.instant());
    stage.description = request.description() == null ? "" : request.description();
    stage.documentationVersion =
        request.documentationVersion() == null ? "" : request.documentationVersion();
    stage.tracing = Boolean.TRUE.equals(request.tracingEnabled());
    request.variables().forEach((variable, value) -> variable(stage, variable, value));
    stage.tags.putAll(request.tags());
    cache(stage, Boolean.TRUE.equals(request.cacheClusterEnabled()), request.cacheClusterSize());
    api.stages.put(name, stage);
    return Copies.into(Views.stage(stage), CreateStageResponse.builder());
  }

  private static void checkName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw ApiGatewayError.BAD_REQUEST.with("Stage name only allows a-zA-Z0-9_-");
    }
  }

  private static void variable(ApiGatewayStore.Stage stage, String name, String value) {
    if (!VARIABLE_NAME.matcher(name).matches()) {
      throw ApiGatewayError.BAD_REQUEST.with(
          "Invalid stage variable name: " + name + ". Please use an alphanumeric name.");
    }
    if (!VARIABLE_VALUE.matcher(value).matches()) {
      throw ApiGatewayError.BAD_REQUEST.with(
          "Stage variable value "
              + value
              + " does not match the required pattern: [A-Za-z0-9-._~:/?#&=,]+");
    }
    stage.variables.put(name, value);
  }

  /**
   * Switches the cluster on, off, or to another size; each begins with an empty cache, documented.
   * A cluster is there at once; AWS takes about four minutes.
   */
  private void cache(ApiGatewayStore.Stage stage, boolean on, @Nullable String asked) {
    String size = asked == null ? stage.cacheSize : asked;
    if (!size.isEmpty() && !CACHE_SIZES.contains(size)) {
      throw ApiGatewayError.BAD_REQUEST.with(
          "Invalid cache cluster size specified: " + size + ". Must be one of: " + CACHE_SIZES);
    }
    if (on && size.isEmpty()) {
      size = CACHE_SIZES.get(0);
    }
    boolean same = stage.cacheOn == on && stage.cacheSize.equals(size);
    stage.cacheOn = on;
    stage.cacheSize = size;
    if (!same) {
      stage.cache =
          on
              ? Optional.of(caches.create(stage.apiId, stage.name, Double.parseDouble(size)))
              : Optional.empty();
    }
  }

  GetStageResponse read(Call call, GetStageRequest request) {
    return Copies.into(
        Views.stage(stage(api(call, request.restApiId()), request.stageName())),
        GetStageResponse.builder());
  }

  GetStagesResponse list(Call call, GetStagesRequest request) {
    return GetStagesResponse.builder()
        .item(
            api(call, request.restApiId()).stages.values().stream()
                .filter(
                    stage ->
                        request.deploymentId() == null
                            || stage.deployment.id().equals(request.deploymentId()))
                .map(Views::stage)
                .toList())
        .build();
  }

  DeleteStageResponse delete(Call call, DeleteStageRequest request) {
    ApiGatewayStore.RestApi api = api(call, request.restApiId());
    ApiGatewayStore.Stage stage = stage(api, request.stageName());
    api.stages.remove(stage.name);
    throttles.forget(api.id, stage.name);
    return DeleteStageResponse.builder().build();
  }

  FlushStageCacheResponse flush(Call call, FlushStageCacheRequest request) {
    ApiGatewayStore.Stage stage = stage(api(call, request.restApiId()), request.stageName());
    if (stage.cache.isEmpty()) {
      throw ApiGatewayError.BAD_REQUEST.with("Cache is not enabled for stage " + stage.name);
    }
    stage.cache.get().flush();
    return FlushStageCacheResponse.builder().build();
  }

  UpdateStageResponse update(Call call, UpdateStageRequest request) {
    ApiGatewayStore.RestApi api = api(call, request.restApiId());
    ApiGatewayStore.Stage stage = stage(api, request.stageName());
    boolean on = stage.cacheOn;
    Map<String, String> size = new LinkedHashMap<>();
    for (PatchOperation patch : request.patchOperations()) {
      List<String> parts = Patches.parts(patch);
      // Both cache patches act together: a size alone must not build a cluster twice.
      if (parts.equals(List.of("cacheClusterEnabled"))) {
        on = Patches.bool(patch);
      } else if (parts.equals(List.of("cacheClusterSize"))) {
        size.put("size", Patches.value(patch));
      } else {
        patch(api, stage, patch, parts);
      }
    }
    cache(stage, on, size.get("size"));
    stage.updated = clock.instant();
    return Copies.into(Views.stage(stage), UpdateStageResponse.builder());
  }

  private static void patch(
      ApiGatewayStore.RestApi api,
      ApiGatewayStore.Stage stage,
      PatchOperation patch,
      List<String> parts) {
    String first = parts.get(0);
    if (parts.size() == 1) {
      switch (first) {
        case "deploymentId" -> stage.deployment = deployment(api, Patches.value(patch));
        case "description" ->
            stage.description = Patches.removes(patch) ? "" : Patches.value(patch);
        case "documentationVersion" ->
            stage.documentationVersion = Patches.removes(patch) ? "" : Patches.value(patch);
        case "tracingEnabled" -> stage.tracing = Patches.bool(patch);
        case "clientCertificateId" -> throw ApiGatewayError.notBuilt("client certificates");
        default -> throw Patches.unknownPath(patch);
      }
    } else if (first.equals("variables") && parts.size() == 2) {
      if (Patches.removes(patch)) {
        stage.variables.remove(parts.get(1));
      } else {
        variable(stage, parts.get(1), Patches.value(patch));
      }
    } else if (first.equals("canarySettings")) {
      throw ApiGatewayError.notBuilt("canary releases");
    } else if (first.equals("accessLogSettings")) {
      throw ApiGatewayError.notBuilt("access logs");
    } else {
      setting(stage, patch, parts);
    }
  }

  /** {@code /{resource}/{METHOD}/{group}/{setting}}, or without the last two to remove all. */
  private static void setting(
      ApiGatewayStore.Stage stage, PatchOperation patch, List<String> parts) {
    boolean whole = Patches.removes(patch) && parts.size() == 2;
    int method = whole ? parts.size() - 1 : parts.size() - 3;
    if (method < 1) {
      throw Patches.unknownPath(patch);
    }
    // A path is one part with its slashes written ~1; plain slashes are accepted as well.
    String path = Patches.unescaped(String.join("/", parts.subList(0, method)));
    String key = MethodSettings.key(path, parts.get(method));
    if (!key.equals(MethodSettings.ALL) && !exists(stage, path, parts.get(method))) {
      throw ApiGatewayError.BAD_REQUEST.with(
          "Invalid method setting path: " + patch.path() + ": the deployment has no such method");
    }
    if (whole) {
      stage.settings = stage.settings.without(key);
    } else {
      String name = parts.get(parts.size() - 2) + "/" + parts.get(parts.size() - 1);
      stage.settings = stage.settings.with(key, name, Patches.setting(name, patch));
    }
  }

  private static boolean exists(ApiGatewayStore.Stage stage, String path, String method) {
    String normal = path.startsWith("/") ? path : "/" + path;
    return stage
        .deployment
        .definition()
        .atPath(normal)
        .flatMap(resource -> resource.answering(method))
        .isPresent();
  }
}
