package dev.diorama.whatif.flat;

import org.apiguardian.api.API;

/**
 * Spreads keys evenly over all longs.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Hashes {
  private Hashes() {}

  /** A permutation of the longs in which neighbours lie far apart (the finisher of SplitMix64). */
  public static long mix(long key) {
    long z = key;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
