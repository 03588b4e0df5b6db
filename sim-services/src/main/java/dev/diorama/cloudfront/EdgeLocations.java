package dev.diorama.cloudfront;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.RawService;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.HttpResponse;
import java.util.List;

/** The edge locations: they answer viewers in the name of distributions. */
final class EdgeLocations implements Edges, RawService {
  private final Catalog catalog;

  private EdgeLocations(Catalog catalog) {
    this.catalog = catalog;
  }

  /** Builds the edges and adds them to the cloud's router. */
  static EdgeLocations install(
      Cloud cloud, CloudFrontConfig config, Catalog catalog, EdgeCaches caches) {
    EdgeLocations edges = new EdgeLocations(catalog);
    cloud.router().install(edges);
    return edges;
  }

  @Override
  public String name() {
    return "cloudfront";
  }

  @Override
  public boolean accepts(HttpRequest request) {
    return catalog.answeringAt(request.host()).isPresent();
  }

  @Override
  public HttpResponse handle(Call call, HttpRequest request) {
    return HttpResponse.empty(501);
  }

  @Override
  public void invalidate(String distributionId, List<String> paths) {}

  @Override
  public void forget(String distributionId) {}
}
