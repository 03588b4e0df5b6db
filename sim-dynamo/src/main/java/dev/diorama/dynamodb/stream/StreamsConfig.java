package dev.diorama.dynamodb.stream;

import dev.diorama.core.random.Latency;
import java.time.Duration;
import org.apiguardian.api.API;

/**
 * Latency and shape of DynamoDB's streams.
 *
 * @param latency of every operation of the Streams API; default as DynamoDB's own, assumed
 * @param shards how many shards a stream has open at a time, 1 to 100; default 1: AWS has one for
 *     each partition of the table, and a small table has one partition
 * @param shardLife how long a shard takes records before a child follows it; default four hours,
 *     observed by many (AWS documents only that shards are ephemeral)
 * @param readsPerSecond how often one shard may be read in a second of the clock before GetRecords
 *     is refused by LimitExceededException; 0, the default, for as often as one likes. AWS says
 *     that more than two readers of a shard may be throttled and gives no rate; two readers as
 *     Lambda polls make 8 a second
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record StreamsConfig(Latency latency, int shards, Duration shardLife, int readsPerSecond) {
  private static final int MAX_SHARDS = 100;

  public StreamsConfig {
    if (shards < 1 || shards > MAX_SHARDS) {
      throw new IllegalArgumentException("a stream has 1 to 100 shards, not " + shards);
    }
    if (shardLife.isNegative() || shardLife.isZero()) {
      throw new IllegalArgumentException("a shard lives for some time, not " + shardLife);
    }
    if (readsPerSecond < 0) {
      throw new IllegalArgumentException("a rate is not negative: " + readsPerSecond);
    }
  }

  /** What AWS does, as far as it is known. */
  public static StreamsConfig defaults() {
    return new StreamsConfig(Latency.ofMillis(4, 7, 15), 1, Duration.ofHours(4), 0);
  }

  /** The same with another latency. */
  public StreamsConfig withLatency(Latency other) {
    return new StreamsConfig(other, shards, shardLife, readsPerSecond);
  }

  /** The same with that many shards. */
  public StreamsConfig withShards(int other) {
    return new StreamsConfig(latency, other, shardLife, readsPerSecond);
  }

  /** The same with another life of shards. */
  public StreamsConfig withShardLife(Duration other) {
    return new StreamsConfig(latency, shards, other, readsPerSecond);
  }

  /** The same with another limit of reads of a shard. */
  public StreamsConfig withReadsPerSecond(int other) {
    return new StreamsConfig(latency, shards, shardLife, other);
  }
}
