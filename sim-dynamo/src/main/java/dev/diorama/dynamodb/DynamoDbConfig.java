package dev.diorama.dynamodb;

import dev.diorama.core.random.Latency;
import org.apiguardian.api.API;

/**
 * Latency and limits of DynamoDB.
 *
 * @param latency of every operation, as the service answers a client in its Region; default p50 4,
 *     p90 7, p99 15 ms, assumed: AWS says "single-digit milliseconds" and its tutorials print means
 *     of 3.1 to 4.8 ms
 * @param maxTables per account and Region; default 2,500, documented:
 *     https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record DynamoDbConfig(Latency latency, int maxTables) {
  public DynamoDbConfig {
    if (maxTables < 1) {
      throw new IllegalArgumentException("maxTables must be at least 1, not " + maxTables);
    }
  }

  /** What AWS does, as far as it is known. */
  public static DynamoDbConfig defaults() {
    return new DynamoDbConfig(Latency.ofMillis(4, 7, 15), 2_500);
  }

  /** The same with another latency. */
  public DynamoDbConfig withLatency(Latency other) {
    return new DynamoDbConfig(other, maxTables);
  }

  /** The same with another limit of tables. */
  public DynamoDbConfig withMaxTables(int other) {
    return new DynamoDbConfig(latency, other);
  }
}
