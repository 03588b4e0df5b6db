package dev.diorama.dynamodb;

import dev.diorama.core.random.Latency;
import dev.diorama.dynamodb.capacity.CapacityRules;
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
 * @param timeToLiveInterval how long after one change of a table's time to live another is refused;
 *     default one hour, documented:
 *     https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTimeToLive.html
 * @param countsEvery how old ItemCount and TableSizeBytes may be that DescribeTable shows; default
 *     six hours, documented as approximate:
 *     https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TableDescription.html
 * @param tableTimes how long tables are in the states that they pass through; default at once
 * @param streams of the tables
 * @param replication between the replicas of global tables
 * @param capacity figures of capacity and throttling
 * @param throttling whether requests beyond a table's throughput are refused; default true
 * @param throughputUpdate how long an update of throughput or billing mode takes; default 2
 *     minutes, assumed: AWS says "several minutes"
 *     (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/AutoScaling.html)
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record DynamoDbConfig(
    Latency latency,
    int maxTables,
    Duration maxExpiryLag,
    Duration timeToLiveInterval,
    Duration countsEvery,
    TableTimes tableTimes,
    StreamsConfig streams,
    ReplicationConfig replication,
    CapacityRules capacity,
    boolean throttling,
    Duration throughputUpdate) {
  public DynamoDbConfig {
    if (maxTables < 1) {
      throw new IllegalArgumentException("maxTables must be at least 1, not " + maxTables);
    }
    if (maxExpiryLag.isNegative()) {
      throw new IllegalArgumentException("maxExpiryLag must not be negative: " + maxExpiryLag);
    }
    if (timeToLiveInterval.isNegative() || countsEvery.isNegative()) {
      throw new IllegalArgumentException(
          "neither may be negative: " + timeToLiveInterval + ", " + countsEvery);
    }
    if (throughputUpdate.isNegative()) {
      throw new IllegalArgumentException(
          "throughputUpdate must not be negative: " + throughputUpdate);
    }
  }

  /** What AWS does, as far as it is known. */
  public static DynamoDbConfig defaults() {
    return new DynamoDbConfig(
        Latency.ofMillis(4, 7, 15),
        2_500,
        Duration.ofDays(2),
        Duration.ofHours(1),
        Duration.ofHours(6),
        TableTimes.AT_ONCE,
        StreamsConfig.defaults(),
        ReplicationConfig.defaults(),
        CapacityRules.defaults(),
        true,
        Duration.ofMinutes(2));
  }

  /** The same with another latency. */
  public DynamoDbConfig withLatency(Latency other) {
    return new DynamoDbConfig(
        other,
        maxTables,
        maxExpiryLag,
        timeToLiveInterval,
        countsEvery,
        tableTimes,
        streams,
        replication,
        capacity,
        throttling,
        throughputUpdate);
  }

  /** The same with another limit of tables. */
  public DynamoDbConfig withMaxTables(int other) {
    return new DynamoDbConfig(
        latency,
        other,
        maxExpiryLag,
        timeToLiveInterval,
        countsEvery,
        tableTimes,
        streams,
        replication,
        capacity,
        throttling,
        throughputUpdate);
  }

  /** The same with another lag of expiry. */
  public DynamoDbConfig withMaxExpiryLag(Duration other) {
    return new DynamoDbConfig(
        latency,
        maxTables,
        other,
        timeToLiveInterval,
        countsEvery,
        tableTimes,
        streams,
        replication,
        capacity,
        throttling,
        throughputUpdate);
  }

  /** The same with another interval between changes of time to live. */
  public DynamoDbConfig withTimeToLiveInterval(Duration other) {
    return new DynamoDbConfig(
        latency,
        maxTables,
        maxExpiryLag,
        other,
        countsEvery,
        tableTimes,
        streams,
        replication,
        capacity,
        throttling,
        throughputUpdate);
  }

  /** The same with counts of another age. */
  public DynamoDbConfig withCountsEvery(Duration other) {
    return new DynamoDbConfig(
        latency,
        maxTables,
        maxExpiryLag,
        timeToLiveInterval,
        other,
        tableTimes,
        streams,
        replication,
        capacity,
        throttling,
        throughputUpdate);
  }

  /** The same with tables that take other times. */
  public DynamoDbConfig withTableTimes(TableTimes other) {
    return new DynamoDbConfig(
        latency,
        maxTables,
        maxExpiryLag,
        timeToLiveInterval,
        countsEvery,
        other,
        streams,
        replication,
        capacity,
        throttling,
        throughputUpdate);
  }

  /** The same with other streams. */
  public DynamoDbConfig withStreams(StreamsConfig other) {
    return new DynamoDbConfig(
        latency,
        maxTables,
        maxExpiryLag,
        timeToLiveInterval,
        countsEvery,
        tableTimes,
        other,
        replication,
        capacity,
        throttling,
        throughputUpdate);
  }

  /** The same with another replication. */
  public DynamoDbConfig withReplication(ReplicationConfig other) {
    return new DynamoDbConfig(
        latency,
        maxTables,
        maxExpiryLag,
        timeToLiveInterval,
        countsEvery,
        tableTimes,
        streams,
        other,
        capacity,
        throttling,
        throughputUpdate);
  }

  /** The same with other figures of capacity. */
  public DynamoDbConfig withCapacity(CapacityRules other) {
    return new DynamoDbConfig(
        latency,
        maxTables,
        maxExpiryLag,
        timeToLiveInterval,
        countsEvery,
        tableTimes,
        streams,
        replication,
        other,
        throttling,
        throughputUpdate);
  }

  /** The same without throttling: everything is admitted, and counted all the same. */
  public DynamoDbConfig withoutThrottling() {
    return new DynamoDbConfig(
        latency,
        maxTables,
        maxExpiryLag,
        timeToLiveInterval,
        countsEvery,
        tableTimes,
        streams,
        replication,
        capacity,
        false,
        throughputUpdate);
  }

  /** The same with another time that updates of throughput take. */
  public DynamoDbConfig withThroughputUpdate(Duration other) {
    return new DynamoDbConfig(
        latency,
        maxTables,
        maxExpiryLag,
        timeToLiveInterval,
        countsEvery,
        tableTimes,
        streams,
        replication,
        capacity,
        throttling,
        other);
  }
}
