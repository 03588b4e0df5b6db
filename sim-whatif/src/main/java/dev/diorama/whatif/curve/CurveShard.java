package dev.diorama.whatif.curve;

import dev.diorama.whatif.flat.ObjectNumbers;
import org.apiguardian.api.API;

/**
 * One shard of a {@link ShardedCurve}: exact stack distances among its own objects, scaled up by
 * the number of objects that each of them stands for.
 *
 * <p>It needs to be told of its own objects only, in the order in which they were asked for. Memory
 * grows with the number of its objects.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class CurveShard {
  private final double scale;
  private final ObjectNumbers numbers = new ObjectNumbers();
  private final StackDistances distances = new StackDistances();
  private final LruCurve.Needs needs;
  private long requests;

  /**
   * An empty shard.
   *
   * @param shards how the objects are divided
   * @param grain the step between sizes it will tell apart, bytes, at least 1
   */
  public CurveShard(KeyShards shards, long grain) {
    this.scale = shards.scale();
    this.needs = new LruCurve.Needs(grain);
  }

  /**
   * A request for an object of this shard, which a cache stores when it misses.
   *
   * @param key of the object
   * @param bytes its size, 0 or more
   */
  public void request(long key, int bytes) {
    requests++;
    long distance = distances.use(numbers.of(key), bytes);
    if (distance != StackDistances.COLD) {
      needs.count(Math.max(1, Math.round(distance * scale)), 1);
    }
  }

  /** An object that is stored without being asked for, as a write through a cache does. */
  public void store(long key, int bytes) {
    distances.use(numbers.of(key), bytes);
  }

  /** What was counted so far. */
  public ShardCounts counts() {
    return new ShardCounts(needs.grain(), requests, numbers.size(), needs.counts());
  }
}
