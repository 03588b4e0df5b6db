package dev.diorama.s3;

import dev.diorama.core.random.Latency;
import org.apiguardian.api.API;

/**
 * Limits and latencies of S3.
 *
 * @param firstByte how long requests on objects and listings take before the first byte
 * @param control how long requests on buckets and their settings take
 * @param bytesPerSecond how fast one connection moves an object's bytes, either way
 * @param maxObjectBytes the largest object that is taken, bytes; at most {@link #LARGEST_ARRAY},
 *     because an object is one array in memory
 * @param maxBuckets how many buckets one account may have
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record S3Config(
    Latency firstByte, Latency control, long bytesPerSecond, long maxObjectBytes, int maxBuckets) {

  /** The largest array that every JVM can make, bytes. */
  public static final long LARGEST_ARRAY = Integer.MAX_VALUE - 8L;

  /**
   * "Consistent latencies of roughly 100-200 milliseconds" for the first byte of small objects,
   * documented as a guideline:
   * https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html. Taken as
   * median and 90th percentile; the 99th is assumed to be twice that.
   */
  private static final Latency GUIDELINE = Latency.ofMillis(100, 200, 400);

  /**
   * One connection is reckoned with 85-90 MB/s, documented as a guideline:
   * https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance-guidelines.html.
   */
  private static final long GUIDELINE_BYTES_PER_SECOND = 85_000_000;

  /** Assumed: what a test's heap can bear. AWS takes 5 GB in one PUT. */
  private static final long DEFAULT_MAX_OBJECT_BYTES = 256L << 20;

  /**
   * Documented default quota of general purpose buckets:
   * https://docs.aws.amazon.com/AmazonS3/latest/userguide/BucketRestrictions.html.
   */
  private static final int DEFAULT_MAX_BUCKETS = 10_000;

  public S3Config {
    if (bytesPerSecond < 1) {
      throw new IllegalArgumentException("bytesPerSecond is at least 1, not " + bytesPerSecond);
    }
    if (maxObjectBytes < 0 || maxObjectBytes > LARGEST_ARRAY) {
      throw new IllegalArgumentException(
          "maxObjectBytes lies between 0 and " + LARGEST_ARRAY + ", not at " + maxObjectBytes);
    }
    if (maxBuckets < 1) {
      throw new IllegalArgumentException("maxBuckets is at least 1, not " + maxBuckets);
    }
  }

  /** AWS's guidelines and quotas, with objects of at most 256 MiB. */
  public static S3Config defaults() {
    return new S3Config(
        GUIDELINE,
        GUIDELINE,
        GUIDELINE_BYTES_PER_SECOND,
        DEFAULT_MAX_OBJECT_BYTES,
        DEFAULT_MAX_BUCKETS);
  }

  /** The same with another latency of objects and listings. */
  public S3Config withFirstByte(Latency other) {
    return new S3Config(other, control, bytesPerSecond, maxObjectBytes, maxBuckets);
  }

  /** The same with another latency of bucket settings. */
  public S3Config withControl(Latency other) {
    return new S3Config(firstByte, other, bytesPerSecond, maxObjectBytes, maxBuckets);
  }

  /** The same with another speed of one connection, bytes per second. */
  public S3Config withBytesPerSecond(long other) {
    return new S3Config(firstByte, control, other, maxObjectBytes, maxBuckets);
  }

  /** The same with another largest object, bytes. */
  public S3Config withMaxObjectBytes(long other) {
    return new S3Config(firstByte, control, bytesPerSecond, other, maxBuckets);
  }

  /** The same with another number of buckets an account may have. */
  public S3Config withMaxBuckets(int other) {
    return new S3Config(firstByte, control, bytesPerSecond, maxObjectBytes, other);
  }
}
