package dev.diorama.cloudfront;

import dev.diorama.core.place.City;
import dev.diorama.core.place.Network;
import dev.diorama.core.random.Latency;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apiguardian.api.API;
import software.amazon.awssdk.services.cloudfront.model.PriceClass;

/**
 * Places, limits and latencies of CloudFront.
 *
 * @param edges the cities with an edge location
 * @param regionals the cities with a regional edge cache, each the city of its Region
 * @param viewer where a viewer is that does not say so by {@link City#HEADER}
 * @param edgeBytes what the cache of one edge location holds, bytes
 * @param regionalBytes what a regional edge cache holds, bytes
 * @param edge how long an edge location works on a request, beside the way and the origin
 * @param regional how long a regional edge cache works on one
 * @param control how long a request to the API {@code cloudfront} takes
 * @param deployment from a change of a distribution until it is {@code Deployed}
 * @param invalidation from an invalidation until it is {@code Completed}
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record CloudFrontConfig(
    List<City> edges,
    List<City> regionals,
    City viewer,
    long edgeBytes,
    long regionalBytes,
    Latency edge,
    Latency regional,
    Latency control,
    Duration deployment,
    Duration invalidation) {

  /**
   * The thirteen Regions with a regional edge cache, listed on the feature page:
   * https://aws.amazon.com/cloudfront/features/. The thirteenth, Dublin, is assumed.
   */
  private static final List<City> REGIONALS =
      List.of(
          City.VIRGINIA,
          City.OHIO,
          City.CALIFORNIA,
          City.OREGON,
          City.SAO_PAULO,
          City.DUBLIN,
          City.LONDON,
          City.FRANKFURT,
          City.MUMBAI,
          City.SINGAPORE,
          City.SEOUL,
          City.TOKYO,
          City.SYDNEY);

  /**
   * Assumed: AWS does not say how much a place holds. Regional edge caches are said to be wider.
   */
  private static final long DEFAULT_EDGE_BYTES = 64L << 20;

  private static final long DEFAULT_REGIONAL_BYTES = 256L << 20;

  /**
   * Countries that the cheapest price class serves and those that the middle one does not.
   * Documented: https://aws.amazon.com/cloudfront/pricing/ and
   * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/PriceClass.html.
   */
  private static final Set<String> CHEAPEST =
      Set.of("US", "CA", "IE", "GB", "FR", "DE", "SE", "ES");

  private static final Set<String> DEAREST = Set.of("BR", "AU");

  public CloudFrontConfig {
    edges = List.copyOf(edges);
    regionals = List.copyOf(regionals);
    if (edges.isEmpty() || regionals.isEmpty()) {
      throw new IllegalArgumentException("an edge location and a regional cache at least");
    }
    Set<City> distinct = EnumSet.copyOf(edges);
    if (distinct.size() != edges.size()) {
      throw new IllegalArgumentException("a city has one edge location: " + edges);
    }
    for (City city : regionals) {
      if (city.region().isEmpty()) {
        throw new IllegalArgumentException("a regional edge cache is in a Region, not " + city);
      }
    }
    if (edgeBytes < 0 || regionalBytes < 0) {
      throw new IllegalArgumentException("a cache's size is not negative");
    }
  }

  /**
   * Every city there is, viewers in Virginia, and latencies assumed: 1 ms of work at an edge, 2 ms
   * at a regional cache. Deployment and invalidation are assumed to take three minutes and one.
   */
  public static CloudFrontConfig defaults() {
    return new CloudFrontConfig(
        List.of(City.values()),
        REGIONALS,
        City.VIRGINIA,
        DEFAULT_EDGE_BYTES,
        DEFAULT_REGIONAL_BYTES,
        Latency.ofMillis(1, 2, 5),
        Latency.ofMillis(2, 4, 10),
        Latency.ofMillis(150, 300, 600),
        Duration.ofMinutes(3),
        Duration.ofMinutes(1));
  }

  /** The same with edge locations in other cities. */
  public CloudFrontConfig withEdges(List<City> others) {
    return new CloudFrontConfig(
        others,
        regionals,
        viewer,
        edgeBytes,
        regionalBytes,
        edge,
        regional,
        control,
        deployment,
        invalidation);
  }

  /** The same with regional edge caches in other cities. */
  public CloudFrontConfig withRegionals(List<City> others) {
    return new CloudFrontConfig(
        edges,
        others,
        viewer,
        edgeBytes,
        regionalBytes,
        edge,
        regional,
        control,
        deployment,
        invalidation);
  }

  /** The same with viewers in another city. */
  public CloudFrontConfig withViewer(City other) {
    return new CloudFrontConfig(
        edges,
        regionals,
        other,
        edgeBytes,
        regionalBytes,
        edge,
        regional,
        control,
        deployment,
        invalidation);
  }

  /** The same with other sizes of the caches, bytes. */
  public CloudFrontConfig withBytes(long ofAnEdge, long ofARegional) {
    return new CloudFrontConfig(
        edges,
        regionals,
        viewer,
        ofAnEdge,
        ofARegional,
        edge,
        regional,
        control,
        deployment,
        invalidation);
  }

  /** The same with other times of work at an edge and at a regional cache. */
  public CloudFrontConfig withLatency(Latency atAnEdge, Latency atARegional) {
    return new CloudFrontConfig(
        edges,
        regionals,
        viewer,
        edgeBytes,
        regionalBytes,
        atAnEdge,
        atARegional,
        control,
        deployment,
        invalidation);
  }

  /** The same with another latency of the API. */
  public CloudFrontConfig withControl(Latency other) {
    return new CloudFrontConfig(
        edges,
        regionals,
        viewer,
        edgeBytes,
        regionalBytes,
        edge,
        regional,
        other,
        deployment,
        invalidation);
  }

  /** The same with other durations until changes and invalidations have reached every edge. */
  public CloudFrontConfig withPropagation(Duration ofChanges, Duration ofInvalidations) {
    return new CloudFrontConfig(
        edges,
        regionals,
        viewer,
        edgeBytes,
        regionalBytes,
        edge,
        regional,
        control,
        ofChanges,
        ofInvalidations);
  }

  /**
   * The city of the edge location that serves a viewer: the nearest one of the price class.
   *
   * @param priceClass as API and templates write it, such as {@code PriceClass_100}; all edge
   *     locations for any other text
   */
  public City edgeFor(City viewer, String priceClass) {
    List<City> open = new ArrayList<>(edges);
    if (priceClass.equals(PriceClass.PRICE_CLASS_100.toString())) {
      open.removeIf(city -> !CHEAPEST.contains(city.country()));
    } else if (priceClass.equals(PriceClass.PRICE_CLASS_200.toString())) {
      open.removeIf(city -> DEAREST.contains(city.country()));
    }
    return Network.nearest(viewer, open.isEmpty() ? edges : open);
  }

  /** The city of the regional edge cache nearest to a place. */
  public City regionalFor(City near) {
    return Network.nearest(near, regionals);
  }
}
