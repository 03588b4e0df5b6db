package dev.diorama.cache;

import org.apiguardian.api.API;

/**
 * What a cache has counted since it was made.
 *
 * @param hits lookups that found an entry within its time
 * @param misses lookups that did not, those that found an expired entry included
 * @param stale lookups, among the misses, that found an entry kept past its time
 * @param evictions entries that had to go for want of room
 * @param evictedBytes what those weighed, bytes
 * @param expirations entries that left because their time was over
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record CacheStats(
    long hits, long misses, long stale, long evictions, long evictedBytes, long expirations) {

  /** The share of lookups that were hits, 0 to 1; 0 when there were none. */
  public double hitRate() {
    long lookups = hits + misses;
    return lookups == 0 ? 0 : (double) hits / lookups;
  }
}
