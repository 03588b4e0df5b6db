package dev.diorama.cloudfront;

import dev.diorama.core.wire.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apiguardian.api.API;

/**
 * The cache of one place, an edge location or a regional edge cache: whole responses by key, within
 * a size in bytes, the least recently used going first.
 *
 * <p>Times are nanoseconds as a request sees them ({@code Call.nowNanos()}). An entry that is no
 * longer fresh stays for a while, to be revalidated or served stale; whether it may be is the
 * edge's rule, not the cache's.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface EdgeCache {
  /** The entry of that key, fresh or not; it becomes the most recently used. */
  Optional<Entry> lookup(Key key);

  /** Stores an entry in place of any other of that key; others may be evicted for it. */
  void put(Key key, Entry entry);

  /** Forgets every key that satisfies the condition; how many there were. */
  int invalidate(Predicate<Key> condition);

  /** What is stored now. */
  Figures figures();

  /**
   * The cache key.
   *
   * @param distribution the distribution's id; its caches are its own
   * @param path the path as an invalidation names it, with the query string if that is in the key
   * @param variant headers, cookies and method, as far as they are in the key
   */
  record Key(String distribution, String path, String variant) {
    /** Its size, in bytes. */
    public long bytes() {
      return (long) distribution.length()
          + path.getBytes(StandardCharsets.UTF_8).length
          + variant.getBytes(StandardCharsets.UTF_8).length;
    }
  }

  /**
   * One stored response.
   *
   * @param response as it was received; nearest the viewer perhaps compressed
   * @param bornNanos when the origin sent or confirmed it; its age counts from there
   * @param storedNanos when this place had it; a request made earlier waits until then
   * @param freshUntilNanos when it must be revalidated
   */
  record Entry(HttpResponse response, long bornNanos, long storedNanos, long freshUntilNanos) {
    /** True when it may be served at that time without asking anybody. */
    public boolean freshAt(long nowNanos) {
      return nowNanos < freshUntilNanos;
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
   * What a place holds.
   *
   * @param entries entries stored now, some of which may have expired
   * @param bytes their size
   * @param evictions entries that made room for others since the beginning
   */
  record Figures(long entries, long bytes, long evictions) {}
}
