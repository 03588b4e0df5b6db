package dev.diorama.whatif.result;

import java.io.Serializable;
import java.util.List;
import org.apiguardian.api.API;

/**
 * What one table or index gave of one kind of capacity in one Region.
 *
 * @param table its logical id
 * @param index the index's name; empty for the table itself
 * @param region the Region of the replica
 * @param write whether it is of writes; else of reads
 * @param onDemand whether it is billed by request
 * @param consumed units, by time
 * @param throttled units that were asked for and refused, by time
 * @param provisioned units a second that it served at each time: provisioned, or on demand what it
 *     had scaled to
 * @param throttledRequests requests that were refused, retries each counted
 * @param partitions each partition's share
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record CapacityFigures(
    String table,
    String index,
    String region,
    boolean write,
    boolean onDemand,
    TimeSeries consumed,
    TimeSeries throttled,
    TimeSeries provisioned,
    long throttledRequests,
    List<PartitionFigures> partitions)
    implements Serializable {
  public CapacityFigures {
    partitions = List.copyOf(partitions);
  }

  /**
   * One partition, as they were at the end.
   *
   * @param number from 0, in the order of the key space
   * @param consumed units, by time
   * @param throttled units that were refused because of this partition, by time
   */
  public record PartitionFigures(int number, TimeSeries consumed, TimeSeries throttled)
      implements Serializable {}

  /** {@code table} or {@code table/index}. */
  public String name() {
    return index.isEmpty() ? table : table + "/" + index;
  }
}
