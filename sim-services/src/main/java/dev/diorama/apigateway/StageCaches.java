package dev.diorama.apigateway;

import org.apiguardian.api.API;

/**
 * Makes the cache of a stage whose cache cluster is switched on.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@FunctionalInterface
public interface StageCaches {
  /**
   * An empty cache.
   *
   * @param apiId the REST API
   * @param stage the stage's name
   * @param sizeGb the cluster's size in GB, one of AWS's eight
   */
  StageCache create(String apiId, String stage, double sizeGb);
}
