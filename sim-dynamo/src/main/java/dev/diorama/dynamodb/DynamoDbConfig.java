package dev.diorama.dynamodb;

import dev.diorama.core.random.Latency;
import dev.diorama.dynamodb.global.ReplicationConfig;
import dev.diorama.dynamodb.stream.StreamsConfig;
import java.time.Duration;
import org.apiguardian.api.API;

/**
 * Latency and limits of DynamoDB.
 *
 * @param latency of every operation, as the service answers a client in its Region; default p50 4,
 *     p90 7, p99 15 ms, assumed: AWS says "single-digit milliseconds" and its tutorials print means
 *     of 3.1 to 4.8 ms
 * @param maxTables per account and Region; default 2,500, documented:
 *     https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
 * @param maxExpiryLag how long after its time an item may still be there; each item's lag is drawn
 *     evenly between nothing and this. Default 48 hours, assumed: AWS says "within a few days"
 *     (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html)
 * @param streams of the tables
 * @param replication between the replicas of global tables
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record DynamoDbConfig(
    Latency latency,
    int maxTables,
    Duration maxExpiryLag,
    StreamsConfig streams,
    ReplicationConfig replication) {
  public DynamoDbConfig {
    if (maxTables < 1) {
      throw new IllegalArgumentException("maxTables must be at least 1, not " + maxTables);
    }
    if (maxExpiryLag.isNegative()) {
      throw new IllegalArgumentException("maxExpiryLag must not be negative: " + maxExpiryLag);
    }
  }

  /** What AWS does, as far as it is known. */
  public static DynamoDbConfig defaults() {
    return new DynamoDbConfig(
        Latency.ofMillis(4, 7, 15),
        2_500,
        Duration.ofDays(2),
        StreamsConfig.defaults(),
        ReplicationConfig.defaults());
  }

  /** The same with another latency. */
  public DynamoDbConfig withLatency(Latency other) {
    return new DynamoDbConfig(other, maxTables, maxExpiryLag, streams, replication);
  }

  /** The same with another limit of tables. */
  public DynamoDbConfig withMaxTables(int other) {
    return new DynamoDbConfig(latency, other, maxExpiryLag, streams, replication);
  }

  /** The same with another lag of expiry. */
  public DynamoDbConfig withMaxExpiryLag(Duration other) {
    return new DynamoDbConfig(latency, maxTables, other, streams, replication);
  }

  /** The same with other streams. */
  public DynamoDbConfig withStreams(StreamsConfig other) {
    return new DynamoDbConfig(latency, maxTables, maxExpiryLag, other, replication);
  }

  /** The same with another replication. */
  public DynamoDbConfig withReplication(ReplicationConfig other) {
    return new DynamoDbConfig(latency, maxTables, maxExpiryLag, streams, other);
  }
}
