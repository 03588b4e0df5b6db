package dev.diorama.cache.dax;

import dev.diorama.core.cloud.Cloud;
import org.apiguardian.api.API;

/**
 * DAX in a cloud: its control plane, and the clusters' endpoints.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Dax {
  private Dax() {}

  /** Adds DAX to a cloud, which should have DynamoDB and STS when a cluster is first asked. */
  public static Dax install(Cloud cloud, DaxConfig config) {
    DaxStore store = new DaxStore(cloud.seeds().stream("dax/ids"));
    DaxClusterService clusters =
        new DaxClusterService(store, config, cloud.clock(), cloud.metrics());
    DaxDataService data = new DaxDataService();
    cloud.router().install(new DaxApi().table(clusters, new DaxGroupService(store)));
    cloud
        .router()
        .install(
            new DaxDataApi(store)
                .table(
                    config,
                    data,
                    new DaxBatchService(data),
                    new DaxTransactionService(data, cloud, config.refreshDelay())));
    return new Dax();
  }
}
