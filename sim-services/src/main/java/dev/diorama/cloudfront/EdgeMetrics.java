package dev.diorama.cloudfront;

import dev.diorama.core.metric.Metrics;
import dev.diorama.core.metric.RegionalMetrics;

/**
 * What is counted.
 *
 * <p>{@code AWS/CloudFront} has CloudFront's own metrics by distribution, documented:
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/programming-cloudwatch-metrics.html.
 * Rates are percentages there, so that each request adds a 0 or a 100; errors and requests that
 * cannot be cached do not enter the hit rate. {@code Diorama/CloudFront} has what AWS does not
 * show: hits and misses of each place, and what went to the origin. All of it is in us-east-1, as
 * on AWS.
 */
final class EdgeMetrics {
  static final String NAMESPACE = "AWS/CloudFront";
  static final String OWN = "Diorama/CloudFront";
  static final String REGION = "us-east-1";
  private static final double NANOS_PER_MILLI = 1e6;

  private final Metrics metrics;

  EdgeMetrics(Metrics metrics) {
    this.metrics = metrics;
  }

  /** One look into the cache of one place. */
  void place(Visit visit, Delivery.Stop stop, Delivered.Result result) {
    String name =
        switch (result) {
          case HIT -> "Hits";
          case MISS -> "Misses";
          case REFRESH_HIT -> "RefreshHits";
          case ERROR -> "Errors";
          case BYPASS -> "Bypasses";
        };
    here(visit)
        .add(
            OWN,
            stop.kind() + name,
            1,
            "DistributionId",
            visit.distribution().id(),
            stop.kind(),
            stop.name());
  }

  /** A request that waited for the answer to another one. */
  void collapsed(Visit visit, Delivery.Stop stop) {
    here(visit)
        .add(
            OWN,
            "CollapsedRequests",
            1,
            "DistributionId",
            visit.distribution().id(),
            stop.kind(),
            stop.name());
  }

  /** One request to an origin. */
  void origin(Visit visit, long nanos) {
    String id = visit.distribution().id();
    here(visit).add(OWN, "OriginRequests", 1, "DistributionId", id);
    add(visit, "OriginLatency", nanos / NANOS_PER_MILLI);
  }

  /** A request answered. */
  void viewer(Visit visit, Delivered.Result result, boolean askedOrigin, int status, long bytes) {
    add(visit, "Requests", 1);
    add(visit, "BytesDownloaded", (double) bytes);
    add(visit, "BytesUploaded", visit.request().body().length);
    add(visit, "4xxErrorRate", status >= 400 && status < 500 ? 100 : 0);
    add(visit, "5xxErrorRate", status >= 500 ? 100 : 0);
    add(visit, "TotalErrorRate", status >= 400 ? 100 : 0);
    if (result == Delivered.Result.HIT
        || result == Delivered.Result.MISS
        || result == Delivered.Result.REFRESH_HIT) {
      add(visit, "CacheHitRate", result == Delivered.Result.HIT ? 100 : 0);
    }
    String id = visit.distribution().id();
    if (result != Delivered.Result.BYPASS && !askedOrigin) {
      here(visit).add(OWN, "OriginRequestsSaved", 1, "DistributionId", id);
    }
    String city = visit.from().title();
    here(visit).add(OWN, "Bytes", (double) bytes, "DistributionId", id, "City", city);
    here(visit)
        .add(
            OWN,
            "LatencyMillis",
            visit.call().elapsedNanos() / NANOS_PER_MILLI,
            "DistributionId",
            id,
            "City",
            city);
  }

  private RegionalMetrics here(Visit visit) {
    return metrics.in(visit.distribution().account(), REGION);
  }

  private void add(Visit visit, String metric, double value) {
    here(visit)
        .add(
            NAMESPACE,
            metric,
            value,
            "DistributionId",
            visit.distribution().id(),
            "Region",
            "Global");
  }
}
