package dev.diorama.scenarios.explore;

import dev.diorama.Diorama;
import dev.diorama.core.metric.Metrics;
import java.util.List;
import org.apiguardian.api.API;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * A table on demand that is held to few units a second, so that its bucket is felt, and what it may
 * have given out so far.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Bucket {
  private static final String CAPACITY = "capacity never exceeds the bucket";

  private static final int UNITS = 5;

  /** What a bucket holds at most: five minutes' worth, as AWS lets bursts be. */
  private static final int SECONDS = 300;

  private final Diorama diorama;
  private final String table;
  private final List<String> regions;

  private Bucket(Diorama diorama, String table, List<String> regions) {
    this.diorama = diorama;
    this.table = table;
    this.regions = regions;
  }

  /** Limits a table; its replicas in the other Regions are limited with it. */
  public static Bucket of(Diorama diorama, String table, List<String> regions) {
    try (DynamoDbClient tables = diorama.client(DynamoDbClient.builder())) {
      tables.updateTable(
          update ->
              update
                  .tableName(table)
                  .onDemandThroughput(
                      most ->
                          most.maxReadRequestUnits((long) UNITS)
                              .maxWriteRequestUnits((long) UNITS)));
    }
    diorama.time().settle();
    return new Bucket(diorama, table, List.copyOf(regions));
  }

  /**
   * Looks at what was consumed.
   *
   * @throws Violation if it is more than the bucket can have held
   */
  public void check() {
    double seconds = diorama.clock().nanos() / 1e9;
    for (String region : regions) {
      for (String kind : List.of("ConsumedReadCapacityUnits", "ConsumedWriteCapacityUnits")) {
        Metrics.Summary all =
            diorama
                .metrics()
                .in(diorama.cloud().config().account(), region)
                .total("AWS/DynamoDB", kind, "TableName", table);
        if (all.sum() > UNITS * (seconds + SECONDS)) {
          throw new Violation(
              CAPACITY, kind + " is " + all.sum() + " after " + seconds + " s in " + region);
        }
      }
    }
  }
}
