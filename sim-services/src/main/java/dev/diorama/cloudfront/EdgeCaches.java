package dev.diorama.cloudfront;

import org.apiguardian.api.API;

/**
 * Makes the caches of CloudFront's places.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@FunctionalInterface
public interface EdgeCaches {
  /**
   * An empty cache.
   *
   * @param place whose it is, such as {@code edge/ICN57-P1} or {@code regional/ap-northeast-2}
   * @param bytes what it holds at most
   */
  EdgeCache create(String place, long bytes);
}
