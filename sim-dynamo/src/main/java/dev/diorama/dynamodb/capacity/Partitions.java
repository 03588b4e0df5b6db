package dev.diorama.dynamodb.capacity;

import java.util.Collection;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** The partitions of a table or index: together they are the whole key space. */
final class Partitions {
  /** More would serve 10 million writes a second; a limit so that nothing grows for ever. */
  private static final int MAX = 10_000;

  private final CapacityRules rules;
  private final boolean collections;
  private final NavigableMap<Position, Partition> byStart = new TreeMap<>();

  /**
   * Partitions of equal width.
   *
   * @param collections whether items of one partition key may lie in several
   */
  Partitions(CapacityRules rules, int count, boolean collections, long nanos) {
    this.rules = rules;
    this.collections = collections;
    long width = Long.divideUnsigned(-1L, Math.min(MAX, Math.max(1, count)));
    for (int i = 0; i < Math.min(MAX, Math.max(1, count)); i++) {
      Position from = i == 0 ? Position.FIRST : new Position(i * width, 0);
      byStart.put(from, new Partition(rules, from, nanos));
    }
  }

  int count() {
    return byStart.size();
  }

  Collection<Partition> all() {
    return byStart.values();
  }

  Partition at(Position position) {
    Map.Entry<Position, Partition> found = byStart.floorEntry(position);
    if (found == null) {
      throw new IllegalStateException("no partition begins before " + position);
    }
    return found.getValue();
  }

  /** Splits a partition that has been hot for long, if it can be split. */
  void splitIfHot(Partition partition, long nanos) {
    if (!partition.isHot(rules)) {
      return;
    }
    Optional<Position> middle = partition.middle(collections);
    if (middle.isPresent() && count() < MAX) {
      byStart.put(middle.get(), partition.cut(middle.get(), nanos));
    } else {
      partition.cool();
    }
  }

  /** Splits the widest until there are as many as are wanted. */
  void grow(int wanted, long nanos) {
    while (count() < Math.min(MAX, wanted)) {
      Position widest = Position.FIRST;
      long width = 0;
      for (Position from : byStart.keySet()) {
        Position next = byStart.higherKey(from);
        // Unsigned, and the last one ends where the count begins anew.
        long here = (next == null ? -1L : next.hash()) - from.hash();
        if (Long.compareUnsigned(here, width) > 0) {
          width = here;
          widest = from;
        }
      }
      Position middle = new Position(widest.hash() + (width >>> 1), 0);
      if (byStart.containsKey(middle)) {
        return;
      }
      byStart.put(middle, at(widest).cut(middle, nanos));
    }
  }
}
