package dev.diorama.dynamodb.capacity;

import java.time.Duration;
import org.apiguardian.api.API;

/**
 * The figures of the model.
 *
 * @param burst how much unused provisioned throughput is kept; default 300 s, documented:
 *     https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/burst-adaptive-capacity.html
 * @param partitionReads read units a second of one partition; default 3,000, documented, same page
 * @param partitionWrites write units a second of one partition; default 1,000, documented, same
 * @param initialReads read units a second of a new on-demand table; default 12,000, documented:
 *     https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html
 * @param initialWrites write units a second of the same; default 4,000, documented, same page
 * @param doubling how long an on-demand table needs to be ready for twice a new peak; default 30
 *     min, documented as the time within which exceeding twice the peak may throttle
 * @param tableQuota units a second, reads and writes apart, of one table; default 40,000,
 *     documented:
 *     https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
 * @param accountQuota the same of all provisioned tables and indexes of an account in a Region
 *     together; default 80,000, documented, same page
 * @param splitAfter how long a partition must be hot before it is split; default 5 min, assumed:
 *     AWS says "sustained"
 * @param splitPercent how much of its throughput a partition must be asked for to be hot; default
 *     80, assumed
 * @param itemCollection bytes that the items of one partition key may have in a table with local
 *     secondary indexes; default 10 GB, documented:
 *     https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LSI.html
 * @param partitionBytes how much a partition holds before the table gets another; default 10 GB, of
 *     AWS's older documentation: today's says only that a partition is split when it is full
 *     (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.Partitions.html)
 * @param spare how much unused throughput partitions, and tables on demand as a whole, keep for a
 *     spike; default 1 s, so that they serve what they are documented to serve and no more. AWS
 *     says that it keeps up to 300 s "best effort"
 *     (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/burst-adaptive-capacity.html),
 *     and its paper of 2022 that partitions do
 *     (https://www.usenix.org/conference/atc22/presentation/elhemali)
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record CapacityRules(
    Duration burst,
    long partitionReads,
    long partitionWrites,
    long initialReads,
    long initialWrites,
    Duration doubling,
    long tableQuota,
    long accountQuota,
    Duration splitAfter,
    int splitPercent,
    long itemCollection,
    long partitionBytes,
    Duration spare) {
  public CapacityRules {
    if (Math.min(burst.toSeconds(), spare.toSeconds()) < 1
        || splitAfter.toMinutes() < 1
        || doubling.isNegative()) {
      throw new IllegalArgumentException(
          "burst and spare must be at least a second, splitAfter a minute and doubling not negative: "
              + burst
              + ", "
              + splitAfter
              + ", "
              + doubling
              + ", "
              + spare);
    }
    if (Math.min(partitionReads, partitionWrites) < 1
        || Math.min(initialReads, initialWrites) < 1
        || Math.min(tableQuota, accountQuota) < 1
        || Math.min(splitPercent, Math.min(itemCollection, partitionBytes)) < 1) {
      throw new IllegalArgumentException("figures must be at least 1");
    }
  }

  /** What AWS does, as far as it is known. */
  public static CapacityRules defaults() {
    return new CapacityRules(
        Duration.ofMinutes(5),
        3_000,
        1_000,
        12_000,
        4_000,
        Duration.ofMinutes(30),
        40_000,
        80_000,
        Duration.ofMinutes(5),
        80,
        10L << 30,
        10L << 30,
        Duration.ofSeconds(1));
  }

  /** The same with other quotas, as AWS raises them on request. */
  public CapacityRules withQuotas(long table, long account) {
    return new CapacityRules(
        burst,
        partitionReads,
        partitionWrites,
        initialReads,
        initialWrites,
        doubling,
        table,
        account,
        splitAfter,
        splitPercent,
        itemCollection,
        partitionBytes,
        spare);
  }

  /** The same with another limit of item collections, which nobody fills in a test. */
  public CapacityRules withItemCollection(long bytes) {
    return new CapacityRules(
        burst,
        partitionReads,
        partitionWrites,
        initialReads,
        initialWrites,
        doubling,
        tableQuota,
        accountQuota,
        splitAfter,
        splitPercent,
        bytes,
        partitionBytes,
        spare);
  }

  /** The same with partitions of another size, which nobody fills in a test. */
  public CapacityRules withPartitionBytes(long bytes) {
    return new CapacityRules(
        burst,
        partitionReads,
        partitionWrites,
        initialReads,
        initialWrites,
        doubling,
        tableQuota,
        accountQuota,
        splitAfter,
        splitPercent,
        itemCollection,
        bytes,
        spare);
  }

  /** The same with other reserves for a spike. */
  public CapacityRules withSpare(Duration other) {
    return new CapacityRules(
        burst,
        partitionReads,
        partitionWrites,
        initialReads,
        initialWrites,
        doubling,
        tableQuota,
        accountQuota,
        splitAfter,
        splitPercent,
        itemCollection,
        partitionBytes,
        other);
  }

  /** What a bucket holds that is filled at a rate and keeps {@link #spare}. */
  long spare(long rate) {
    return rate * spare.toSeconds();
  }

  long partition(OperationType type) {
    return type == OperationType.READ ? partitionReads : partitionWrites;
  }

  long initial(OperationType type) {
    return type == OperationType.READ ? initialReads : initialWrites;
  }

  /** How many partitions it takes to serve both rates at once; documented of old (2018). */
  int partitionsFor(long reads, long writes) {
    double wanted = reads / (double) partitionReads + writes / (double) partitionWrites;
    return (int) Math.max(1, Math.ceil(wanted));
  }

  /** How many partitions it takes to hold so much. */
  int partitionsFor(long bytes) {
    long wanted = bytes / partitionBytes + (bytes % partitionBytes == 0 ? 0 : 1);
    return (int) Math.min(Integer.MAX_VALUE, Math.max(1, wanted));
  }

  /** How many partitions it takes to serve each of the rates, as an on-demand table does. */
  int partitionsForEither(long reads, long writes) {
    double wanted = Math.max(reads / (double) partitionReads, writes / (double) partitionWrites);
    return (int) Math.max(1, Math.ceil(wanted));
  }
}
