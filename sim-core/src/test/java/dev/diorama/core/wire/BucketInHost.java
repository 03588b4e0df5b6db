package dev.diorama.core.wire;

import java.util.Map;

/** S3's two ways of naming a bucket, reduced to what the codec's tests need. */
final class BucketInHost {
  private BucketInHost() {}

  static Addressed address(HttpRequest request) {
    String host = request.host();
    int plain = host.indexOf(".s3.");
    if (plain > 0) {
      return new Addressed(request, Map.of("Bucket", host.substring(0, plain)));
    }
    String path = request.rawPath().substring(1);
    int slash = path.indexOf('/');
    String bucket = slash < 0 ? path : path.substring(0, slash);
    if (bucket.isEmpty()) {
      return new Addressed(request, Map.of());
    }
    String rest = slash < 0 ? "/" : path.substring(slash);
    return new Addressed(request.withPath(host, rest), Map.of("Bucket", UrlCoding.decode(bucket)));
  }
}
