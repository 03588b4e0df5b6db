package dev.diorama.whatif.curve;

import java.io.Serializable;
import org.apiguardian.api.API;

/**
 * Divides the objects among shards by hash, all of them or a sample: an object belongs to one shard
 * always or to none ever. Every machine that is given the same numbers divides alike.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class KeyShards implements Serializable {
  /** The most shards. */
  public static final int MOST = 4096;

  /** The shard of an object that the sample leaves out. */
  public static final int NONE = -1;

  /** Of the bits of a hash, those that the sample does not look at. */
  private static final int BITS = 40;

  private final int count;
  private final SpatialSample sample;

  /**
   * Shards of equal parts of the space of hashes.
   *
   * @param count how many, 1 to {@link #MOST}
   * @param rate the share of objects to look at, more than 0 and up to 1; taken to one in 2^24
   * @param seed chooses which objects go where
   */
  public KeyShards(int count, double rate, long seed) {
    if (count < 1 || count > MOST) {
      throw new IllegalArgumentException("there are 1 to " + MOST + " shards, not " + count);
    }
    this.count = count;
    this.sample = new SpatialSample(rate, seed);
  }

  /** How many there are. */
  public int count() {
    return count;
  }

  /** The shard of an object, from 0; {@link #NONE} when it is not in the sample. */
  public int of(long key) {
    long hash = sample.hash(key);
    return sample.holdsHash(hash) ? (int) (((hash & ((1L << BITS) - 1)) * count) >>> BITS) : NONE;
  }

  /** The share of objects that are looked at, as it was taken. */
  public double rate() {
    return sample.rate();
  }

  /** How many objects one of a shard stands for. */
  double scale() {
    return sample.scale() * count;
  }
}
