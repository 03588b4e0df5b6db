package dev.diorama.dynamodb.capacity;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** A range of the key space with limits of its own, and the heat that it suffers. */
final class Partition {
  /** How many recent positions are remembered, to find where to split. */
  private static final int SAMPLES = 128;

  private static final long MINUTE = 60_000_000_000L;

  /** What was asked for at one position. */
  private record Sample(Position position, double units) {}

  final Position from;
  private final TokenBucket reads;
  private final TokenBucket writes;
  private final Deque<Sample> samples = new ArrayDeque<>();
  private long minute;
  private double asked;
  private int hotMinutes;

  Partition(CapacityRules rules, Position from, long nanos) {
    this(
        from,
        new TokenBucket(rules.partitionReads(), rules.spare(rules.partitionReads()), nanos),
        new TokenBucket(rules.partitionWrites(), rules.spare(rules.partitionWrites()), nanos),
        nanos);
  }

  private Partition(Position from, TokenBucket reads, TokenBucket writes, long nanos) {
    this.from = from;
    this.reads = reads;
    this.writes = writes;
    this.minute = nanos / MINUTE;
  }

  /** The part of it from {@code position} on, as drained as this one is. */
  Partition cut(Position position, long nanos) {
    cool();
    return new Partition(position, reads.copy(), writes.copy(), nanos);
  }

  TokenBucket bucket(OperationType type) {
    return type == OperationType.READ ? reads : writes;
  }

  /** Notes that units were asked for, whether they were had or not. */
  void heat(CapacityRules rules, OperationType type, Load load, long nanos) {
    turnMinute(rules, nanos);
    double share = load.units() / rules.partition(type);
    asked += share;
    load.at()
        .ifPresent(
            position -> {
              if (samples.size() == SAMPLES) {
                samples.removeFirst();
              }
              samples.addLast(new Sample(position, share));
            });
  }

  private void turnMinute(CapacityRules rules, long nanos) {
    long now = nanos / MINUTE;
    if (now <= minute) {
      return;
    }
    boolean hot = asked >= 60 * rules.splitPercent() / 100.0;
    // A minute in which nobody came by is a cold one.
    hotMinutes = hot && now == minute + 1 ? hotMinutes + 1 : 0;
    minute = now;
    asked = 0;
  }

  boolean isHot(CapacityRules rules) {
    return hotMinutes >= rules.splitAfter().toMinutes();
  }

  void cool() {
    hotMinutes = 0;
    asked = 0;
  }

  /**
   * Where to cut it in two, so that each gets about half of the heat.
   *
   * @param collections whether items of one partition key may come apart
   * @return empty when it cannot be cut: one key, one item, or keys that only ever rise or fall
   */
  Optional<Position> middle(boolean collections) {
    List<Sample> sorted = new ArrayList<>();
    for (Sample each : samples) {
      Position at = collections ? each.position : each.position.collection();
      sorted.add(new Sample(at, each.units));
    }
    sorted.sort((a, b) -> a.position.compareTo(b.position));
    if (sorted.isEmpty() || (isOneCollection(sorted) && (!collections || isMonotonic()))) {
      return Optional.empty();
    }
    double half = sorted.stream().mapToDouble(Sample::units).sum() / 2;
    double sum = 0;
    Position middle = sorted.get(0).position;
    for (Sample each : sorted) {
      sum += each.units;
      middle = each.position;
      if (sum >= half) {
        break;
      }
    }
    return cutAt(middle, sorted, collections);
  }

  /**
   * Cuts before the middle, or where that is the beginning behind it: so one hot item gets alone.
   */
  private Optional<Position> cutAt(Position middle, List<Sample> sorted, boolean collections) {
    Position first = sorted.get(0).position;
    Position last = sorted.get(sorted.size() - 1).position;
    if (middle.compareTo(first) > 0 && middle.compareTo(from) > 0) {
      return Optional.of(middle);
    }
    Position behind = collections ? middle.next() : new Position(middle.hash() + 1, 0);
    return behind.compareTo(last) <= 0 && behind.compareTo(from) > 0
        ? Optional.of(behind)
        : Optional.empty();
  }

  private static boolean isOneCollection(List<Sample> sorted) {
    return sorted.get(0).position.hash() == sorted.get(sorted.size() - 1).position.hash();
  }

  private boolean isMonotonic() {
    boolean rising = true;
    boolean falling = true;
    Position before = samples.getFirst().position;
    for (Sample each : samples) {
      int step = each.position.compareTo(before);
      rising = rising && step >= 0;
      falling = falling && step <= 0;
      before = each.position;
    }
    return rising || falling;
  }
}
