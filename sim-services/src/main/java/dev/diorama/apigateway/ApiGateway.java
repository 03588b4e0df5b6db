package dev.diorama.apigateway;

import dev.diorama.core.cloud.Cloud;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * Amazon API Gateway's REST APIs: the service {@code apigateway} that makes them and the {@code
 * execute-api} endpoints that serve them.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class ApiGateway {
  private final ApiGatewayStore store;

  private ApiGateway(ApiGatewayStore store) {
    this.store = store;
  }

  /**
   * Adds API Gateway to a cloud.
   *
   * @param tokens verifies user pools' tokens for Cognito authorizers
   * @param caches makes the caches of stages whose cache cluster is on
   */
  public static ApiGateway install(
      Cloud cloud, ApiGatewayConfig config, TokenVerifier tokens, StageCaches caches) {
    ApiGatewayStore store = new ApiGatewayStore();
    Throttles throttles = new Throttles(config);
    Ids ids = new Ids(cloud.seeds().stream("apigateway/ids"));
    cloud
        .router()
        .install(
            ApiGatewayApi.of(
                config.control(),
                new RestApiService(config, store, throttles, cloud.clock(), ids),
                new ResourceService(config, store, ids),
                new StageService(store, caches, throttles, cloud.clock(), ids),
                new AccountService(config, store)));
    cloud.router().install(new ExecuteApi(cloud, config, store, throttles, tokens));
    return new ApiGateway(store);
  }

  /** The figures of a stage's cache; empty when there is no such stage or its cluster is off. */
  public Optional<StageCache.Figures> cacheFigures(String apiId, String stage) {
    return store
        .anyones(apiId)
        .flatMap(api -> Optional.ofNullable(api.stages.get(stage)))
        .flatMap(found -> found.cache)
        .map(StageCache::figures);
  }
}
