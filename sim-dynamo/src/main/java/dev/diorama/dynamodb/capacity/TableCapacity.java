package dev.diorama.dynamodb.capacity;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apiguardian.api.API;

/**
 * What one table, or one global secondary index, can take.
 *
 * <p>A request asks for {@link #refusal} of every table and index that it touches, and only then
 * takes from all of them: nothing is taken for a request that is refused anywhere.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class TableCapacity {
  /** The limits on one type of operation. */
  private static final class Side {
    final OnDemandScaling scaling;
    final TokenBucket provisioned;
    final TokenBucket maximum;
    final TokenBucket quota;
    final TokenBucket scaled;

    Side(CapacityRules rules, OperationType type, long nanos) {
      scaling = new OnDemandScaling(rules.initial(type), rules.doubling().toNanos(), nanos);
      provisioned = new TokenBucket(0, 0, nanos);
      maximum = new TokenBucket(0, 0, nanos);
      quota = new TokenBucket(rules.tableQuota(), rules.spare(rules.tableQuota()), nanos);
      scaled = new TokenBucket(rules.initial(type), rules.spare(rules.initial(type)), nanos);
    }
  }

  private final CapacityRules rules;
  private final Map<OperationType, Side> sides = new EnumMap<>(OperationType.class);
  private final Partitions partitions;
  private Throughput throughput;

  /** What it held when that was last measured, and what can have been added since, bytes. */
  private long measured;

  private double addedSince;

  /**
   * The capacity of a new table or index, its buckets full.
   *
   * @param collections whether items of one partition key may lie in several partitions, which
   *     those of a table with local secondary indexes may not
   */
  public TableCapacity(
      CapacityRules rules, Throughput throughput, boolean collections, long nanos) {
    this.rules = rules;
    this.throughput = throughput;
    for (OperationType type : OperationType.values()) {
      sides.put(type, new Side(rules, type, nanos));
    }
    int count =
        throughput instanceof Throughput.Provisioned provisioned
            ? rules.partitionsFor(provisioned.reads(), provisioned.writes())
            : rules.partitionsForEither(rules.initialReads(), rules.initialWrites());
    partitions = new Partitions(rules, count, collections, nanos);
    for (OperationType type : OperationType.values()) {
      set(type, nanos, true);
    }
  }

  /** What it is set to. */
  public Throughput throughput() {
    return throughput;
  }

  /** How many partitions it has. */
  public int partitions() {
    return partitions.count();
  }

  /** The beginning of the partition that a position lies in, by which it is told from others. */
  public Position partition(Position at) {
    return partitions.at(at).from;
  }

  /** Units a second that it serves if they are spread evenly. */
  public long ready(OperationType type, long nanos) {
    return throughput instanceof Throughput.Provisioned provisioned
        ? provisioned.of(type)
        : side(type).scaling.ready(nanos);
  }

  /** Sets it to another throughput, or another mode, from now on. */
  public void change(Throughput to, long nanos) {
    boolean otherMode = to.getClass() != throughput.getClass();
    throughput = to;
    if (to instanceof Throughput.Provisioned provisioned) {
      partitions.grow(rules.partitionsFor(provisioned.reads(), provisioned.writes()), nanos);
    } else if (otherMode) {
      partitions.grow(
          rules.partitionsForEither(rules.initialReads(), rules.initialWrites()), nanos);
    }
    for (OperationType type : OperationType.values()) {
      set(type, nanos, otherMode);
    }
  }

  /** Warms it, so that it serves at least so many units a second, in on-demand mode, at once. */
  public void warm(long reads, long writes, long nanos) {
    side(OperationType.READ).scaling.warm(reads);
    side(OperationType.WRITE).scaling.warm(writes);
    partitions.grow(rules.partitionsForEither(reads, writes), nanos);
  }

  /**
   * Notes that so many bytes may have been added to it.
   *
   * @return true when it may be too large for its partitions, so that it is worth the while to
   *     measure it: {@link #holds}
   */
  public boolean mayHaveOutgrown(double bytes) {
    addedSince += bytes;
    double room = (double) rules.partitionBytes() * partitions.count() - measured;
    // A table that stays just below its limit is not measured at every write.
    return addedSince >= Math.max(room, rules.partitionBytes() / 1_000.0);
  }

  /** Splits its partitions, if they are too few for what it holds. */
  public void holds(long bytes, long nanos) {
    measured = bytes;
    addedSince = 0;
    partitions.grow(rules.partitionsFor(bytes), nanos);
  }

  /** Units a second that it is warm for: what it would serve at once on demand. */
  public long warm(OperationType type, long nanos) {
    return side(type).scaling.ready(nanos);
  }

  private void set(OperationType type, long nanos, boolean otherMode) {
    Side side = side(type);
    if (throughput instanceof Throughput.Provisioned provisioned) {
      long rate = provisioned.of(type);
      refill(side.provisioned, rate, rate * rules.burst().toSeconds(), nanos, otherMode);
      // What was provisioned once is what the table is warm for later; documented.
      side.scaling.warm(rate);
    } else {
      OptionalLong max = ((Throughput.OnDemand) throughput).max(type);
      boolean first = max.isPresent() && side.maximum.rate() == 0;
      refill(side.maximum, max.orElse(0), max.orElse(0), nanos, otherMode || first);
    }
  }

  /** Another rate for a bucket; one that was not in use before begins full. */
  private static void refill(TokenBucket bucket, long rate, long burst, long nanos, boolean full) {
    bucket.change(rate, burst, nanos);
    double missing = burst - bucket.level(nanos);
    if (full && missing > 0) {
      bucket.give(missing);
    }
  }

  private Side side(OperationType type) {
    Side side = sides.get(type);
    if (side == null) {
      throw new IllegalStateException("no " + type);
    }
    return side;
  }

  /** Why a request cannot be served now; empty when it can. */
  public Optional<Limit> refusal(OperationType type, List<Load> loads, long nanos) {
    double total = 0;
    for (Load load : loads) {
      total += load.units();
    }
    Optional<Limit> ofTable = refusal(type, total, nanos);
    if (ofTable.isPresent()) {
      return ofTable;
    }
    for (Map.Entry<Partition, Double> each : shares(loads).entrySet()) {
      if (!each.getKey().bucket(type).has(each.getValue(), nanos)) {
        return Optional.of(Limit.KEY_RANGE);
      }
    }
    return Optional.empty();
  }

  private Optional<Limit> refusal(OperationType type, double units, long nanos) {
    Side side = side(type);
    if (throughput instanceof Throughput.Provisioned) {
      return side.provisioned.has(units, nanos) ? Optional.empty() : Optional.of(Limit.PROVISIONED);
    }
    if (side.maximum.rate() > 0 && !side.maximum.has(units, nanos)) {
      return Optional.of(Limit.MAX_ON_DEMAND);
    }
    if (!side.quota.has(units, nanos)) {
      return Optional.of(Limit.ACCOUNT);
    }
    scale(type, nanos);
    // AWS has no reason of its own for it: an on-demand table is as large as its partitions.
    return side.scaled.has(units, nanos) ? Optional.empty() : Optional.of(Limit.KEY_RANGE);
  }

  /** Lets what an on-demand table has scaled to take effect. */
  private void scale(OperationType type, long nanos) {
    Side side = side(type);
    long ready = side.scaling.ready(nanos);
    if (ready != side.scaled.rate()) {
      long more = ready - side.scaled.rate();
      side.scaled.change(ready, rules.spare(ready), nanos);
      // The partitions that it has grown by are unused.
      side.scaled.give((double) rules.spare(Math.max(0, more)));
      partitions.grow(
          rules.partitionsForEither(
              side(OperationType.READ).scaling.ready(nanos),
              side(OperationType.WRITE).scaling.ready(nanos)),
          nanos);
    }
  }

  /** True when so many units could be taken now wherever in the key space they are wanted. */
  public boolean covers(OperationType type, double units, long nanos) {
    if (refusal(type, units, nanos).isPresent()) {
      return false;
    }
    for (Partition partition : partitions.all()) {
      if (!partition.bucket(type).has(units, nanos)) {
        return false;
      }
    }
    return true;
  }

  /** Takes what a request wants, whether it is there or not. */
  public void take(OperationType type, List<Load> loads, long nanos) {
    Side side = side(type);
    double total = 0;
    for (Load load : loads) {
      total += load.units();
    }
    if (throughput instanceof Throughput.Provisioned) {
      side.provisioned.take(total, nanos);
    } else {
      side.maximum.take(side.maximum.rate() > 0 ? total : 0, nanos);
      side.quota.take(total, nanos);
      scale(type, nanos);
      side.scaled.take(total, nanos);
    }
    side.scaling.used(total, nanos);
    for (Map.Entry<Partition, Double> each : shares(loads).entrySet()) {
      each.getKey().bucket(type).take(each.getValue(), nanos);
    }
    heat(type, loads, nanos);
  }

  /** Notes what was asked for: what is hot is split, whether it was throttled or not. */
  public void heat(OperationType type, List<Load> loads, long nanos) {
    for (Load load : loads) {
      if (load.at().isPresent()) {
        Partition partition = partitions.at(load.at().get());
        partition.heat(rules, type, load, nanos);
        partitions.splitIfHot(partition, nanos);
      }
    }
  }

  private Map<Partition, Double> shares(List<Load> loads) {
    if (loads.size() == 1 && loads.get(0).at().isPresent()) {
      Load only = loads.get(0);
      return Map.of(partitions.at(only.at().get()), only.units());
    }
    Map<Partition, Double> shares = new LinkedHashMap<>();
    for (Load load : loads) {
      if (load.at().isPresent()) {
        shares.merge(partitions.at(load.at().get()), load.units(), Double::sum);
      } else {
        double each = load.units() / partitions.count();
        partitions.all().forEach(partition -> shares.merge(partition, each, Double::sum));
      }
    }
    return shares;
  }
}
