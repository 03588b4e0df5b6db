package dev.diorama.whatif.engine;

import dev.diorama.dynamodb.capacity.CapacityRules;
import dev.diorama.dynamodb.capacity.OnDemandScaling;
import dev.diorama.dynamodb.capacity.OperationType;
import dev.diorama.dynamodb.capacity.Position;
import dev.diorama.dynamodb.capacity.TableCapacity;
import dev.diorama.dynamodb.capacity.Throughput;
import dev.diorama.dynamodb.capacity.TokenBucket;
import dev.diorama.whatif.design.Design.Table;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One table in one Region: the buckets of the live capacity rules, without objects for a request.
 * Partitions are those that the table begins with: they are not split for heat.
 */
final class FastTable {
  final Table table;
  final String region;
  final CapacityTally reads;
  final CapacityTally writes;
  private final Side readSide;
  private final Side writeSide;
  private final long width;
  private final Position[] starts;

  /** The buckets of one kind of capacity. */
  private static final class Side {
    final boolean provisioned;
    final long rate;
    final @Nullable TokenBucket maximum;
    final TokenBucket whole;
    final TokenBucket quota;
    final OnDemandScaling scaling;
    final TokenBucket[] parts;
    final CapacityTally tally;

    /** What is counted of each partition, once it is asked. */
    final CapacityTally.@Nullable Part[] counted;

    Side(
        CapacityRules rules,
        Throughput throughput,
        OperationType type,
        int partitions,
        CapacityTally tally) {
      this.tally = tally;
      this.counted = new CapacityTally.Part[partitions];
      boolean read = type == OperationType.READ;
      long initial = read ? rules.initialReads() : rules.initialWrites();
      long ofPartition = read ? rules.partitionReads() : rules.partitionWrites();
      this.scaling = new OnDemandScaling(initial, rules.doubling().toNanos(), 0);
      this.quota = new TokenBucket(rules.tableQuota(), rules.tableQuota(), 0);
      if (throughput instanceof Throughput.Provisioned units) {
        this.provisioned = true;
        this.rate = units.of(type);
        this.whole = new TokenBucket(rate, rate * rules.burst().toSeconds(), 0);
        this.maximum = null;
      } else {
        OptionalLong max = ((Throughput.OnDemand) throughput).max(type);
        this.provisioned = false;
        this.rate = initial;
        this.whole = new TokenBucket(initial, initial, 0);
        this.maximum =
            max.isPresent() ? new TokenBucket(max.getAsLong(), max.getAsLong(), 0) : null;
      }
      this.parts = new TokenBucket[partitions];
      for (int i = 0; i < partitions; i++) {
        parts[i] = new TokenBucket(ofPartition, ofPartition, 0);
      }
    }

    long ready(long now) {
      return provisioned ? rate : scaling.ready(now);
    }

    boolean has(double units, int part, long now) {
      if (!provisioned) {
        if ((maximum != null && !maximum.has(units, now)) || !quota.has(units, now)) {
          return false;
        }
        long ready = scaling.ready(now);
        if (ready != whole.rate()) {
          whole.change(ready, ready, now);
        }
      }
      return whole.has(units, now) && parts[part].has(units, now);
    }

    void take(double units, int part, long now) {
      whole.take(units, now);
      parts[part].take(units, now);
      if (!provisioned) {
        quota.take(units, now);
        scaling.used(units, now);
        if (maximum != null) {
          maximum.take(units, now);
        }
      }
    }
  }

  FastTable(Plan plan, Table table, String region) {
    CapacityRules rules = plan.settings().services().dynamoDb().capacity();
    Throughput throughput = ExactTables.throughput(table);
    int partitions = new TableCapacity(rules, throughput, true, 0).partitions();
    this.table = table;
    this.region = region;
    this.reads = new CapacityTally(plan.stepSeconds(), plan.workload().seconds());
    this.writes = new CapacityTally(plan.stepSeconds(), plan.workload().seconds());
    this.readSide = new Side(rules, throughput, OperationType.READ, partitions, reads);
    this.writeSide = new Side(rules, throughput, OperationType.WRITE, partitions, writes);
    this.width = Long.divideUnsigned(-1L, partitions);
    this.starts = new Position[partitions];
    for (int i = 0; i < partitions; i++) {
      starts[i] = new Position(i * width, 0);
    }
  }

  private int part(long hash) {
    return starts.length == 1
        ? 0
        : (int) Math.min(starts.length - 1, Long.divideUnsigned(hash, width));
  }

  private CapacityTally.Part counted(Side side, int part) {
    CapacityTally.Part known = side.counted[part];
    if (known == null) {
      known = side.tally.part(starts[part]);
      side.counted[part] = known;
    }
    return known;
  }

  /**
   * Takes units, if they are to be had.
   *
   * @param hash of the partition key
   * @param force whether they are taken in any case, as replicated writes are
   */
  boolean ask(boolean write, double units, long hash, long now, boolean throttles, boolean force) {
    Side side = write ? writeSide : readSide;
    CapacityTally tally = side.tally;
    int part = part(hash);
    CapacityTally.Part counted = counted(side, part);
    tally.provisioned(side.ready(now), now);
    if (throttles && !force && !side.has(units, part, now)) {
      tally.throttled(counted, units, now);
      return false;
    }
    side.take(units, part, now);
    tally.consumed(counted, units, now);
    return true;
  }
}
