package dev.diorama.s3;

import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.UrlCoding;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The bucket that a request's host or path names, documented:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html.
 *
 * @param bucket the bucket's name; empty when the service itself is addressed
 * @param rawPath the rest of the path, still percent-encoded, starting with a slash
 * @param region the Region that the host names; empty when it names none
 * @param feature {@code accelerate} or {@code website} where the host is that of another endpoint
 */
record S3Address(String bucket, String rawPath, String region, String feature) {
  private static final Pattern SERVICE_HOST =
      Pattern.compile(
          "(?:(?<bucket>.+)\\.)?s3(?:-(?<feature>accelerate|website))?(?:\\.dualstack)?"
              + "(?:[.-](?<region>[a-z]{2}(?:-[a-z]+)+-[0-9]))?\\.(?:amazonaws\\.com|localhost)");
  private static final Pattern LOCAL_HOST = Pattern.compile("(?<bucket>.+)\\.localhost");

  /** True for the host names that belong to S3 alone. */
  static boolean isHost(String host) {
    return SERVICE_HOST.matcher(host).matches();
  }

  /** Reads a request that is for S3: by host name if it holds a bucket, else by path. */
  static S3Address of(HttpRequest request) {
    Matcher host = SERVICE_HOST.matcher(request.host());
    if (host.matches()) {
      String region = orEmpty(host.group("region"));
      String feature = orEmpty(host.group("feature"));
      String bucket = orEmpty(host.group("bucket"));
      return bucket.isEmpty()
          ? byPath(request.rawPath(), region, feature)
          : new S3Address(bucket, request.rawPath(), region, feature);
    }
    Matcher local = LOCAL_HOST.matcher(request.host());
    return local.matches()
        ? new S3Address(local.group("bucket"), request.rawPath(), "", "")
        : byPath(request.rawPath(), "", "");
  }

  private static S3Address byPath(String rawPath, String region, String feature) {
    int slash = rawPath.indexOf('/', 1);
    String first = rawPath.substring(Math.min(1, rawPath.length()), end(rawPath, slash));
    String rest = slash < 0 ? "/" : rawPath.substring(slash);
    return new S3Address(UrlCoding.decode(first), rest, region, feature);
  }

  private static int end(String rawPath, int slash) {
    return slash < 0 ? rawPath.length() : slash;
  }

  private static String orEmpty(String group) {
    return group == null ? "" : group;
  }

  /** True at the endpoint of Transfer Acceleration. */
  boolean isAccelerated() {
    return feature.equals("accelerate");
  }

  /** True at the endpoint of static websites. */
  boolean isWebsite() {
    return feature.equals("website");
  }

  /** True when the bucket is addressed rather than an object in it. */
  boolean isBucketItself() {
    return !bucket.isEmpty() && rawPath.length() <= 1;
  }

  /** The host name at which a bucket answers in its Region. */
  static String endpoint(S3Bucket bucket) {
    return bucket.name() + ".s3." + bucket.region() + ".amazonaws.com";
  }
}
