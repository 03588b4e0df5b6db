package dev.diorama.whatif.trace;

import org.apiguardian.api.API;

/**
 * Is told each recorded request.
 *
 * @since 0.1
 */
@FunctionalInterface
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface TraceSink {
  /** What a request does to an object. */
  enum Operation {
    /** Reads it. */
    READ,
    /** Writes it. */
    WRITE,
    /** Deletes it. */
    DELETE
  }

  /**
   * One request.
   *
   * @param nanos nanoseconds after the first request, never less than those of the one before
   * @param key of the object; keys that are text come as a 64-bit hash
   * @param bytes the object's size, 0 or more; larger ones than an int holds come as its maximum
   * @param operation what it does
   */
  void request(long nanos, long key, int bytes, Operation operation);
}
