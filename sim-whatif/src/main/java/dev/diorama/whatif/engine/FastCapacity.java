package dev.diorama.whatif.engine;

import dev.diorama.dynamodb.capacity.CapacityRules;
import dev.diorama.dynamodb.capacity.OnDemandScaling;
import dev.diorama.dynamodb.capacity.OperationType;
import dev.diorama.dynamodb.capacity.Position;
import dev.diorama.dynamodb.capacity.TableCapacity;
import dev.diorama.dynamodb.capacity.Throughput;
import dev.diorama.dynamodb.capacity.TokenBucket;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What a table or an index can take: the buckets of the live capacity rules, without objects for a
 * request. Partitions are as many as the throughput needs: they are not split for heat.
 */
final class FastCapacity implements AutoScaler.Scaled {
  final TableResource resource;
  private final CapacityRules rules;
  private final Side reads;
  private final Side writes;
  private long width;
  private Position[] starts = new Position[0];

  /** The buckets of one kind of capacity. */
  private static final class Side {
    final boolean provisioned;
    final long ofPartition;
    long rate;
    final @Nullable TokenBucket maximum;
    final TokenBucket whole;
    final TokenBucket quota;
    final OnDemandScaling scaling;
    TokenBucket[] parts = new TokenBucket[0];

    /** What is counted of each partition, once it is asked. */
    CapacityTally.@Nullable Part[] counted = new CapacityTally.Part[0];

    Side(CapacityRules rules, Throughput throughput, OperationType type) {
      boolean read = type == OperationType.READ;
      long initial = read ? rules.initialReads() : rules.initialWrites();
      this.ofPartition = read ? rules.partitionReads() : rules.partitionWrites();
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
    }

    /** Other partitions, all of them unused. */
    void split(int partitions, long now) {
      parts = new TokenBucket[partitions];
      counted = new CapacityTally.Part[partitions];
      for (int i = 0; i < partitions; i++) {
        parts[i] = new TokenBucket(ofPartition, ofPartition, now);
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

  FastCapacity(Plan plan, TableResource resource) {
    this.rules = plan.settings().services().dynamoDb().capacity();
    this.resource = resource;
    this.reads = new Side(rules, resource.throughput(), OperationType.READ);
    this.writes = new Side(rules, resource.throughput(), OperationType.WRITE);
    split(resource.throughput(), 0);
  }

  private void split(Throughput throughput, long now) {
    int partitions = new TableCapacity(rules, throughput, true, 0).partitions();
    if (partitions <= starts.length) {
      return;
    }
    width = Long.divideUnsigned(-1L, partitions);
    starts = new Position[partitions];
    for (int i = 0; i < partitions; i++) {
      starts[i] = new Position(i * width, 0);
    }
    reads.split(partitions, now);
    writes.split(partitions, now);
  }

  private Side side(OperationType type) {
    return type == OperationType.READ ? reads : writes;
  }

  @Override
  public long provisioned(OperationType type) {
    return side(type).rate;
  }

  @Override
  public void provision(OperationType type, long units, long nanos) {
    Side side = side(type);
    side.rate = units;
    side.whole.change(units, units * rules.burst().toSeconds(), nanos);
    split(new Throughput.Provisioned(reads.rate, writes.rate), nanos);
  }

  private int part(long hash) {
    return starts.length == 1
        ? 0
        : (int) Math.min(starts.length - 1, Long.divideUnsigned(hash, width));
  }

  private CapacityTally.Part counted(OperationType type, int part) {
    Side side = side(type);
    CapacityTally.Part known = side.counted[part];
    if (known == null) {
      known = resource.counted(type, starts[part]);
      side.counted[part] = known;
    }
    return known;
  }

  /** Whether units are to be had; notes it when they are not. */
  boolean has(OperationType type, double units, long hash, long now) {
    int part = part(hash);
    if (side(type).has(units, part, now)) {
      return true;
    }
    resource.throttled(type, counted(type, part), units, now);
    return false;
  }

  /** Takes units, whether they are there or not. */
  void take(OperationType type, double units, long hash, long now, long arrived) {
    int part = part(hash);
    side(type).take(units, part, now);
    resource.taken(type, counted(type, part), units, now, arrived);
  }

  /** Notes what it serves. */
  void look(OperationType type, long now) {
    resource.provisioned(type, side(type).ready(now), now);
  }
}
