package dev.diorama.cloudfront;

import dev.diorama.core.cloud.Cloud;
import java.util.List;
import java.util.Map;
import org.apiguardian.api.API;
import software.amazon.awssdk.services.cloudfront.model.CachePolicyConfig;

/**
 * Amazon CloudFront: installs API and edge locations into a cloud, and answers what reports want to
 * know of it.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class CloudFront {
  private final CloudFrontStore store;

  private CloudFront(CloudFrontStore store) {
    this.store = store;
  }

  /**
   * Builds CloudFront and adds it to the cloud's router.
   *
   * @param caches makes the caches of the edge locations
   */
  public static CloudFront install(Cloud cloud, CloudFrontConfig config, EdgeCaches caches) {
    CloudFrontStore store = new CloudFrontStore(cloud);
    Edges edges = EdgeLocations.install(cloud, config, store, caches);
    cloud.router().install(new CloudFrontApi(cloud, store, edges, config).api());
    cloud.urls().distributions(store::idOf);
    return new CloudFront(store);
  }

  /** The host names of all distributions, in the order of their making. */
  public List<String> domainNames() {
    return store.distributions.all(any -> true).stream().map(one -> one.domainName).toList();
  }

  /** The cache policies that CloudFront has for everyone, by id. */
  public static Map<String, CachePolicyConfig> managedCachePolicies() {
    return ManagedPolicies.cache();
  }
}
