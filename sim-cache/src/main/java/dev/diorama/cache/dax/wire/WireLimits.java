package dev.diorama.cache.dax.wire;

import org.apiguardian.api.API;

/**
 * What strangers may cost.
 *
 * @param maxRequestBytes longest request; default 20 MiB: a batch of 25 items of 400 KB, and room
 * @param maxHeldBytes of requests that are still arriving, over all connections; default 256 MiB
 * @param maxConnections per node; default 40,000, documented:
 *     https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/dax-config-dax-client.html
 * @param requestMillis how long a request may take to arrive, or a reply to be taken; default 30 s,
 *     assumed
 * @param idleMillis how long a connection may be silent between requests; default 10 minutes,
 *     assumed: clients close theirs after 30 s
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record WireLimits(
    long maxRequestBytes,
    long maxHeldBytes,
    int maxConnections,
    long requestMillis,
    long idleMillis) {
  public WireLimits {
    if (maxRequestBytes < 1
        || maxRequestBytes > Integer.MAX_VALUE / 2
        || maxHeldBytes < 1
        || maxConnections < 1
        || requestMillis < 1
        || idleMillis < requestMillis) {
      throw new IllegalArgumentException("limits that do not fit together");
    }
  }

  /** The defaults. */
  public static WireLimits defaults() {
    return new WireLimits(20L << 20, 256L << 20, 40_000, 30_000, 600_000);
  }

  /** The same with other times. */
  public WireLimits withTimes(long request, long idle) {
    return new WireLimits(maxRequestBytes, maxHeldBytes, maxConnections, request, idle);
  }
}
