package dev.diorama.dynamodb.capacity;

import java.util.OptionalLong;
import org.apiguardian.api.API;

/**
 * What a table or a global secondary index is set to: its capacity mode with the mode's figures.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public sealed interface Throughput {
  /**
   * Provisioned mode.
   *
   * @param reads read capacity units
   * @param writes write capacity units
   */
  record Provisioned(long reads, long writes) implements Throughput {
    public Provisioned {
      if (reads < 1 || writes < 1) {
        throw new IllegalArgumentException("at least one unit each: " + reads + ", " + writes);
      }
    }

    /** Units a second of one type. */
    public long of(OperationType type) {
      return type == OperationType.READ ? reads : writes;
    }
  }

  /**
   * On-demand mode.
   *
   * @param maxReads read request units a second that the user allows at most; empty for no maximum
   * @param maxWrites write request units a second, likewise
   */
  record OnDemand(OptionalLong maxReads, OptionalLong maxWrites) implements Throughput {
    /** Without maxima. */
    public static final OnDemand FREE = new OnDemand(OptionalLong.empty(), OptionalLong.empty());

    /** The maximum of one type. */
    public OptionalLong max(OperationType type) {
      return type == OperationType.READ ? maxReads : maxWrites;
    }
  }
}
