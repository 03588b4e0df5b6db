package dev.diorama.dynamodb;

import dev.diorama.dynamodb.TableThroughput.Resource;
import dev.diorama.dynamodb.capacity.Throughput;
import java.util.Map;

/**
 * What an update changes of a table's throughput.
 *
 * @param to the throughput to be of each table or index that gets another
 */
record ThroughputChange(Map<Resource, Throughput> to) {
  static final ThroughputChange NONE = new ThroughputChange(Map.of());

  boolean isNone() {
    return to.isEmpty();
  }

  static boolean isLower(Resource resource, Throughput to) {
    return resource.capacity.throughput() instanceof Throughput.Provisioned from
        && to instanceof Throughput.Provisioned units
        && (units.reads() < from.reads() || units.writes() < from.writes());
  }

  static boolean isHigher(Resource resource, Throughput to) {
    return resource.capacity.throughput() instanceof Throughput.Provisioned from
        && to instanceof Throughput.Provisioned units
        && (units.reads() > from.reads() || units.writes() > from.writes());
  }
}
