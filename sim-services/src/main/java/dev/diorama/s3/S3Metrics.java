package dev.diorama.s3;

import dev.diorama.core.metric.Metrics;
import dev.diorama.core.metric.RegionalMetrics;
import dev.diorama.core.trace.Span;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The request metrics of S3, counted from the spans of its requests, documented:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/metrics-dimensions.html.
 *
 * <p>AWS counts them only where a bucket has a metrics configuration; here every bucket has one,
 * for all of its objects, of the name that the console gives: {@code EntireBucket}.
 */
final class S3Metrics {
  private static final String NAMESPACE = "AWS/S3";

  /** What CloudWatch does not count: bytes by the way they came, which have different prices. */
  private static final String OWN = "Diorama/S3";

  private static final String ARN_PREFIX = "arn:aws:s3:::";
  private static final double NANOS_PER_MILLI = 1e6;

  private static final Map<String, String> FAMILIES =
      Map.ofEntries(
          Map.entry("GetObject", "GetRequests"),
          Map.entry("HeadObject", "HeadRequests"),
          Map.entry("HeadBucket", "HeadRequests"),
          Map.entry("PutObject", "PutRequests"),
          Map.entry("CopyObject", "PutRequests"),
          Map.entry("UploadPart", "PutRequests"),
          Map.entry("UploadPartCopy", "PutRequests"),
          Map.entry("DeleteObject", "DeleteRequests"),
          Map.entry("DeleteObjects", "DeleteRequests"),
          Map.entry("CreateMultipartUpload", "PostRequests"),
          Map.entry("CompleteMultipartUpload", "PostRequests"),
          Map.entry("ListObjects", "ListRequests"),
          Map.entry("ListObjectsV2", "ListRequests"),
          Map.entry("ListObjectVersions", "ListRequests"),
          Map.entry("ListParts", "ListRequests"),
          Map.entry("ListMultipartUploads", "ListRequests"));

  private final Metrics metrics;
  private final S3Store store;

  S3Metrics(Metrics metrics, S3Store store) {
    this.metrics = metrics;
    this.store = store;
  }

  /** Counts a request that has been answered, unless its bucket does not exist, or no more. */
  void count(Span span) {
    if (!span.service().equals("s3") || !span.resource().startsWith(ARN_PREFIX)) {
      return;
    }
    String path = span.resource().substring(ARN_PREFIX.length());
    int slash = path.indexOf('/');
    store
        .bucket(slash < 0 ? path : path.substring(0, slash))
        .ifPresent(bucket -> count(span, bucket));
  }

  private void count(Span span, S3Bucket bucket) {
    add(bucket, "AllRequests", 1);
    String family = FAMILIES.get(span.operation());
    if (family != null) {
      add(bucket, family, 1);
    }
    add(bucket, "4xxErrors", span.status() >= 400 && span.status() < 500 ? 1 : 0);
    add(bucket, "5xxErrors", span.status() >= 500 ? 1 : 0);
    addIfThere(bucket, "BytesDownloaded", span.attributes().get("bytesDownloaded"));
    String uploaded = span.attributes().get("bytesUploaded");
    addIfThere(bucket, "BytesUploaded", uploaded);
    if (uploaded != null && span.status() < 300) {
      String way = String.valueOf(span.attributes().get("upload.way"));
      double bytes = Double.parseDouble(uploaded);
      here(bucket).add(OWN, "UploadedBytes", bytes, "BucketName", bucket.name(), "Way", way);
    }
    add(bucket, "TotalRequestLatency", span.durationNanos() / NANOS_PER_MILLI);
  }

  private void addIfThere(S3Bucket bucket, String name, @Nullable String bytes) {
    if (bytes != null) {
      add(bucket, name, Double.parseDouble(bytes));
    }
  }

  private void add(S3Bucket bucket, String name, double value) {
    here(bucket)
        .add(NAMESPACE, name, value, "BucketName", bucket.name(), "FilterId", "EntireBucket");
  }

  private RegionalMetrics here(S3Bucket bucket) {
    return metrics.in(bucket.account(), bucket.region());
  }
}
