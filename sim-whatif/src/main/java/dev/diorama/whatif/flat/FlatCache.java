package dev.diorama.whatif.flat;

import org.apiguardian.api.API;

/**
 * A cache of numbered objects that remembers who is inside and nothing else.
 *
 * <p>Times are nanoseconds since the start of a run and never go back from one call to the next.
 * Not thread-safe.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface FlatCache {
  /**
   * Looks an object up as a read does.
   *
   * @param object its number, from 0
   * @param now nanoseconds since the start
   * @return whether it was there within its time
   */
  boolean get(int object, long now);

  /**
   * Stores an object, in place of what was stored of it before, and evicts until all fits.
   *
   * @param object its number, from 0
   * @param bytes its size, 0 to {@code Integer.MAX_VALUE - 1}
   * @param now nanoseconds since the start
   * @return false when it alone is larger than the cache, or when the policy does not admit it:
   *     then nothing of it is inside
   */
  boolean put(int object, int bytes, long now);

  /** Forgets an object; whether it was there within its time. */
  boolean remove(int object, long now);

  /** What all objects inside weigh at that time, bytes. */
  long bytes(long now);

  /** Objects put out for want of room. */
  long evictions();

  /** A read that stores what it misses; whether it hit. */
  default boolean read(int object, int bytes, long now) {
    if (get(object, now)) {
      return true;
    }
    put(object, bytes, now);
    return false;
  }
}
