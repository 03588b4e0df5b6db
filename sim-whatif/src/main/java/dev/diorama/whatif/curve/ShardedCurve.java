package dev.diorama.whatif.curve;

import org.apiguardian.api.API;

/**
 * Builds the miss-ratio curve of an LRU cache from shards of the objects that know nothing of each
 * other, so that each can be worked out on another machine and the sum is the same.
 *
 * <p>Exact stack distances do not divide: between two uses of an object lie objects of every shard.
 * But a shard is a sample by hash, whose distances times the number of shards are those of all
 * objects on average (SHARDS: Waldspurger and others, FAST 2015). Unlike a sample that leaves the
 * rest out, every request is counted by one of the shards, which evens out what one of them draws
 * too much of. With one shard and all objects it is exact; with more, the error is that of a
 * distance estimated from that many fewer objects.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class ShardedCurve {
  private final KeyShards shards;
  private final CurveShard[] all;
  private long requests;

  /**
   * An empty curve.
   *
   * @param shards how the objects are divided
   * @param grain the step between sizes it will tell apart, bytes, at least 1
   */
  public ShardedCurve(KeyShards shards, long grain) {
    this.shards = shards;
    this.all = new CurveShard[shards.count()];
    for (int i = 0; i < all.length; i++) {
      all[i] = new CurveShard(shards, grain);
    }
  }

  /**
   * One more request, which stores what it misses.
   *
   * @param key of the object
   * @param bytes its size, 0 or more
   */
  public void request(long key, int bytes) {
    requests++;
    int shard = shards.of(key);
    if (shard != KeyShards.NONE) {
      all[shard].request(key, bytes);
    }
  }

  /** An object that is stored without being asked for. */
  public void store(long key, int bytes) {
    int shard = shards.of(key);
    if (shard != KeyShards.NONE) {
      all[shard].store(key, bytes);
    }
  }

  /** How many requests there were. */
  public long requests() {
    return requests;
  }

  /** What all shards counted so far. */
  public ShardCounts counts() {
    ShardCounts sum = all[0].counts();
    for (int i = 1; i < all.length; i++) {
      sum = sum.plus(all[i].counts());
    }
    return sum;
  }

  /** The curve of all requests so far. */
  public MissRatioCurve curve() {
    return counts().curve(shards, requests);
  }
}
