package dev.diorama.dynamodb;

import dev.diorama.dynamodb.TableThroughput.Resource;
import dev.diorama.dynamodb.capacity.Throughput;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.CreateReplicationGroupMemberAction;
import software.amazon.awssdk.services.dynamodb.model.OnDemandThroughputOverride;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputOverride;
import software.amazon.awssdk.services.dynamodb.model.ReplicaGlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.UpdateReplicationGroupMemberAction;

/**
 * What one replica of a global table was asked to have of its own; of all else it has what its
 * source has. Of throughput only reads can be its own: documented,
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateReplicationGroupMemberAction.html
 *
 * @param table reads of the table
 * @param indexes reads of its global secondary indexes, by name
 */
record ReplicaOverrides(
    Reads table, Map<String, Reads> indexes, @Nullable String tableClass, @Nullable String key) {
  static final ReplicaOverrides NONE = new ReplicaOverrides(Reads.NONE, Map.of(), null, null);

  /** Read units of a table or an index, provisioned or at most, whichever its mode knows. */
  record Reads(@Nullable Long provisioned, @Nullable Long maximum) {
    static final Reads NONE = new Reads(null, null);

    static Reads of(
        @Nullable ProvisionedThroughputOverride provisioned,
        @Nullable OnDemandThroughputOverride onDemand) {
      return new Reads(
          provisioned == null ? null : provisioned.readCapacityUnits(),
          onDemand == null ? null : onDemand.maxReadRequestUnits());
    }

    private Reads and(Reads later) {
      return new Reads(
          later.provisioned == null ? provisioned : later.provisioned,
          later.maximum == null ? maximum : later.maximum);
    }

    /** As it is shown; null when there is none. */
    @Nullable ProvisionedThroughputOverride shownProvisioned() {
      return provisioned == null
          ? null
          : ProvisionedThroughputOverride.builder().readCapacityUnits(provisioned).build();
    }

    @Nullable OnDemandThroughputOverride shownMaximum() {
      return maximum == null
          ? null
          : OnDemandThroughputOverride.builder().maxReadRequestUnits(maximum).build();
    }
  }

  static ReplicaOverrides of(CreateReplicationGroupMemberAction wanted) {
    return new ReplicaOverrides(
        Reads.of(wanted.provisionedThroughputOverride(), wanted.onDemandThroughputOverride()),
        indexes(wanted.globalSecondaryIndexes()),
        wanted.tableClassOverrideAsString(),
        wanted.kmsMasterKeyId());
  }

  static ReplicaOverrides of(UpdateReplicationGroupMemberAction wanted) {
    return new ReplicaOverrides(
        Reads.of(wanted.provisionedThroughputOverride(), wanted.onDemandThroughputOverride()),
        indexes(wanted.globalSecondaryIndexes()),
        wanted.tableClassOverrideAsString(),
        wanted.kmsMasterKeyId());
  }

  private static Map<String, Reads> indexes(List<ReplicaGlobalSecondaryIndex> wanted) {
    Map<String, Reads> indexes = new LinkedHashMap<>();
    for (ReplicaGlobalSecondaryIndex each : wanted) {
      indexes.put(
          String.valueOf(each.indexName()),
          Reads.of(each.provisionedThroughputOverride(), each.onDemandThroughputOverride()));
    }
    return indexes;
  }

  boolean isNone() {
    return equals(NONE);
  }

  /** These, and what was asked for later. */
  ReplicaOverrides and(ReplicaOverrides later) {
    Map<String, Reads> both = new LinkedHashMap<>(indexes);
    later.indexes.forEach((name, reads) -> both.merge(name, reads, Reads::and));
    return new ReplicaOverrides(
        table.and(later.table),
        both,
        later.tableClass == null ? tableClass : later.tableClass,
        later.key == null ? key : later.key);
  }

  /** The same while auto scaling has set what is the replica's own to something else. */
  ReplicaOverrides scaled(@Nullable String index, long units) {
    if (reads(index).provisioned() == null) {
      return this;
    }
    Reads now = new Reads(units, reads(index).maximum());
    if (index == null) {
      return new ReplicaOverrides(now, indexes, tableClass, key);
    }
    Map<String, Reads> changed = new LinkedHashMap<>(indexes);
    changed.put(index, now);
    return new ReplicaOverrides(table, changed, tableClass, key);
  }

  /** What is the replica's own of a table, or of an index of that name. */
  Reads reads(@Nullable String index) {
    return index == null ? table : indexes.getOrDefault(index, Reads.NONE);
  }

  /** The provisioned throughput that a table or index has with these; on demand, what it has. */
  Throughput on(Resource resource) {
    Throughput now = resource.capacity.throughput();
    Long reads = reads(resource.index).provisioned();
    return reads != null && now instanceof Throughput.Provisioned units
        ? new Throughput.Provisioned(reads, units.writes())
        : now;
  }
}
