package dev.diorama.whatif.engine;

import dev.diorama.dynamodb.capacity.Position;
import dev.diorama.whatif.result.CapacityFigures;
import dev.diorama.whatif.result.CapacityFigures.PartitionFigures;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is counted of one kind of capacity of one table or index in one Region. */
final class CapacityTally {
  private final Steps consumed;
  private final Steps throttled;
  private final Steps provisioned;
  private final Map<Position, Part> parts = new TreeMap<>();
  private final double stepSeconds;
  private final double seconds;
  private long throttledRequests;

  /** What is counted of one partition. */
  static final class Part {
    final Steps consumed;
    final Steps throttled;

    Part(double stepSeconds, double seconds) {
      consumed = new Steps(stepSeconds, seconds);
      throttled = new Steps(stepSeconds, seconds);
    }
  }

  CapacityTally(double stepSeconds, double seconds) {
    this.stepSeconds = stepSeconds;
    this.seconds = seconds;
    this.consumed = new Steps(stepSeconds, seconds);
    this.throttled = new Steps(stepSeconds, seconds);
    this.provisioned = new Steps(stepSeconds, seconds);
  }

  /** What is counted of the partition that begins there. */
  Part part(Position start) {
    Part part = parts.get(start);
    if (part == null) {
      part = new Part(stepSeconds, seconds);
      parts.put(start, part);
    }
    return part;
  }

  void consumed(Position partition, double units, long nanos) {
    consumed(part(partition), units, nanos);
  }

  void consumed(Part partition, double units, long nanos) {
    consumed.add(nanos, units);
    partition.consumed.add(nanos, units);
  }

  void throttled(Position partition, double units, long nanos) {
    throttled(part(partition), units, nanos);
  }

  void throttled(Part partition, double units, long nanos) {
    throttledRequests++;
    throttled.add(nanos, units);
    partition.throttled.add(nanos, units);
  }

  void provisioned(long unitsPerSecond, long nanos) {
    provisioned.atLeast(nanos, (double) unitsPerSecond);
  }

  double consumed() {
    return consumed.sum();
  }

  /** Units a second, averaged over the steps in which they are known. */
  double meanProvisioned(double upToSeconds) {
    return provisioned.filled(upToSeconds).mean();
  }

  CapacityFigures figures(
      String table, String index, String region, boolean write, boolean onDemand, double upTo) {
    List<PartitionFigures> partitions = new ArrayList<>();
    for (Part part : parts.values()) {
      partitions.add(
          new PartitionFigures(
              partitions.size(), part.consumed.series(upTo), part.throttled.series(upTo)));
    }
    return new CapacityFigures(
        table,
        index,
        region,
        write,
        onDemand,
        consumed.series(upTo),
        throttled.series(upTo),
        provisioned.filled(upTo),
        throttledRequests,
        partitions);
  }
}
