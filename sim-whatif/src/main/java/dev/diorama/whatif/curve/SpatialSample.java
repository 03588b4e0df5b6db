package dev.diorama.whatif.curve;

import dev.diorama.whatif.flat.Hashes;
import java.io.Serializable;

/** A share of all objects, chosen by hash: an object belongs to it always or never. */
final class SpatialSample implements Serializable {
  private static final int BITS = 24;

  private final long threshold;
  private final long salt;

  /**
   * A sample.
   *
   * @param rate the share, more than 0 and up to 1; taken to one in 2^24
   * @param seed chooses which objects
   */
  SpatialSample(double rate, long seed) {
    this.threshold = Math.round(rate * (1L << BITS));
    if (!(rate > 0 && rate <= 1) || threshold == 0) {
      throw new IllegalArgumentException("a sampling rate is in (0, 1], not " + rate);
    }
    this.salt = Hashes.mix(seed);
  }

  boolean holds(long key) {
    return holdsHash(hash(key));
  }

  /** What decides about an object, by its upper 24 bits. */
  long hash(long key) {
    return Hashes.mix(key ^ salt);
  }

  boolean holdsHash(long hash) {
    return hash >>> (Long.SIZE - BITS) < threshold;
  }

  /** The share as it was taken. */
  double rate() {
    return (double) threshold / (1L << BITS);
  }

  /** How many objects one of the sample stands for. */
  double scale() {
    return (double) (1L << BITS) / threshold;
  }
}
