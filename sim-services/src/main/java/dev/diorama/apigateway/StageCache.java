package dev.diorama.apigateway;

import dev.diorama.core.wire.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * The cache of one stage: whole responses by key, each with a time to live, within a size in bytes.
 *
 * <p>Times are nanoseconds as a request sees them ({@code Call.nowNanos()}): a response that takes
 * 80 ms to make is stored, and begins to age, 80 ms after its request began. It is there for every
 * request that is made later, even when the clock has not been moved in between.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface StageCache {
  /** The entry of that key that is live at that time. Counts a hit or a miss. */
  Optional<Entry> lookup(String key, long nowNanos);

  /** Stores an entry in place of any other of that key; others may be evicted for it. */
  void put(String key, Entry entry);

  /** Forgets one key; false when it was not there. */
  boolean invalidate(String key);

  /** Forgets everything; the figures stay. */
  void flush();

  /** What happened so far. */
  Figures figures();

  /**
   * One stored response.
   *
   * @param response what is sent again, without headers that belong to one request
   * @param storedNanos when it was stored; its age counts from there
   * @param expiresNanos when it stops being served
   */
  record Entry(HttpResponse response, long storedNanos, long expiresNanos) {
    /** True when it may be served at that time. */
    public boolean liveAt(long nowNanos) {
      return nowNanos < expiresNanos;
    }

    /** Its size: body and headers, in bytes. */
    public long bytes() {
      long size = response.body().length;
      for (Map.Entry<String, List<String>> header : response.headers().asMap().entrySet()) {
        for (String value : header.getValue()) {
          size += header.getKey().length();
          size += value.getBytes(StandardCharsets.UTF_8).length;
        }
      }
      return size;
    }
  }

  /**
   * Counts since the cache was made.
   *
   * @param hits lookups that found a live entry
   * @param misses lookups that did not
   * @param evictions entries that made room for others
   * @param entries entries stored now, some of which may have expired
   * @param bytes their size
   */
  record Figures(long hits, long misses, long evictions, long entries, long bytes) {}
}
