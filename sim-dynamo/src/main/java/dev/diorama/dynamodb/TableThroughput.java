package dev.diorama.dynamodb;

import dev.diorama.core.metric.Series;
import dev.diorama.dynamodb.DynamoDbModel.KeyAttribute;
import dev.diorama.dynamodb.DynamoDbModel.KeyAttributes;
import dev.diorama.dynamodb.capacity.CapacityRules;
import dev.diorama.dynamodb.capacity.DecreaseQuota;
import dev.diorama.dynamodb.capacity.OperationType;
import dev.diorama.dynamodb.capacity.Position;
import dev.diorama.dynamodb.capacity.SwitchQuota;
import dev.diorama.dynamodb.capacity.TableCapacity;
import dev.diorama.dynamodb.capacity.Throughput;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.OnDemandThroughput;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughput;
import software.amazon.awssdk.services.dynamodb.model.WarmThroughput;

/**
 * The throughput of a table and of its global secondary indexes: what they are set to, what is left
 * of it, and what is about to change. The engine is never asked about it.
 */
final class TableThroughput {
  /** Write units of the largest item there can be, 400 KB. */
  static final double LARGEST_ITEM = 400;

  /** The table itself, or one of its global secondary indexes. */
  static final class Resource {
    /** The name of the index; null for the table. */
    final @Nullable String index;

    final KeyAttributes key;
    final TableCapacity capacity;
    final DecreaseQuota decreases = new DecreaseQuota();
    @Nullable Instant lastIncrease;
    @Nullable Instant lastDecrease;

    /** What it will be set to when the update that is under way is done. */
    @Nullable Throughput coming;

    /** As it was asked for; that of the table is the table's own setting. */
    @Nullable OnDemandThroughput onDemand;

    @Nullable WarmThroughput warm;

    /** Its metrics, once they have been used; to be found, never gone through. */
    final Map<String, Series> series = new HashMap<>();

    /** The minute that its settings were last told to CloudWatch in. */
    long toldMinute = -1;

    Resource(@Nullable String index, KeyAttributes key, TableCapacity capacity) {
      this.index = index;
      this.key = key;
      this.capacity = capacity;
    }

    /**
     * Where an item stands, by those of its attributes that are known; empty if they don't tell.
     */
    Optional<Position> position(Map<String, AttributeValue> known) {
      AttributeValue partition = known.get(key.partition().name());
      if (partition == null) {
        return Optional.empty();
      }
      long hash = Position.hash(bytes(partition));
      List<KeyAttribute> attributes = key.attributes();
      AttributeValue sort =
          attributes.size() < 2 ? null : known.get(attributes.get(attributes.size() - 1).name());
      return Optional.of(new Position(hash, sort == null ? 0 : order(sort)));
    }

    /**
     * Units a second of one type, where they are provisioned; 0 in on-demand mode, as AWS shows.
     */
    long provisioned(OperationType type) {
      return capacity.throughput() instanceof Throughput.Provisioned units ? units.of(type) : 0;
    }

    /** The maxima that are set in on-demand mode. */
    Map<OperationType, Long> maximum() {
      Map<OperationType, Long> maxima = new EnumMap<>(OperationType.class);
      if (capacity.throughput() instanceof Throughput.OnDemand onDemandMode) {
        for (OperationType type : OperationType.values()) {
          onDemandMode.max(type).ifPresent(units -> maxima.put(type, units));
        }
      }
      return maxima;
    }

    boolean isProvisioned() {
      return capacity.throughput() instanceof Throughput.Provisioned;
    }

    private static long order(AttributeValue sort) {
      return sort.n() != null
          ? Position.order(Double.parseDouble(sort.n()))
          : Position.order(bytes(sort));
    }

    private static byte[] bytes(AttributeValue value) {
      if (value.b() != null) {
        return value.b().asByteArrayUnsafe();
      }
      String text = value.s();
      if (value.n() != null) {
        // 1.0 and 1 are the same key.
        text = new BigDecimal(value.n()).stripTrailingZeros().toString();
      }
      return String.valueOf(text).getBytes(StandardCharsets.UTF_8);
    }
  }

  private final CapacityRules rules;
  final Resource table;

  /** Global secondary indexes, in the order of their making. */
  final Map<String, Resource> indexes = new LinkedHashMap<>();

  final SwitchQuota switches = new SwitchQuota();

  /** How many local secondary indexes there are; they draw on the table. */
  final int localIndexes;

  /** Write units of the largest item that has been written, as far as sizes are known. */
  private double largestWrite = 1;

  TableThroughput(
      CapacityRules rules, KeyAttributes key, Throughput throughput, int localIndexes, long nanos) {
    this.rules = rules;
    this.localIndexes = localIndexes;
    // An item collection of a table with local indexes stays in one partition; documented.
    this.table =
        new Resource(null, key, new TableCapacity(rules, throughput, localIndexes == 0, nanos));
  }

  /** What a request says of it, as the model has it. */
  static Throughput of(
      boolean onDemand,
      @Nullable ProvisionedThroughput provisioned,
      @Nullable OnDemandThroughput maximum) {
    return onDemand || provisioned == null
        ? maxima(maximum)
        : new Throughput.Provisioned(
            provisioned.readCapacityUnits(), provisioned.writeCapacityUnits());
  }

  static Throughput.OnDemand maxima(@Nullable OnDemandThroughput maximum) {
    return maximum == null
        ? Throughput.OnDemand.FREE
        : new Throughput.OnDemand(
            positive(maximum.maxReadRequestUnits()), positive(maximum.maxWriteRequestUnits()));
  }

  static OnDemandThroughput merged(@Nullable OnDemandThroughput before, OnDemandThroughput wanted) {
    if (before == null) {
      return wanted;
    }
    OnDemandThroughput.Builder both = before.toBuilder();
    if (wanted.maxReadRequestUnits() != null) {
      both.maxReadRequestUnits(wanted.maxReadRequestUnits());
    }
    if (wanted.maxWriteRequestUnits() != null) {
      both.maxWriteRequestUnits(wanted.maxWriteRequestUnits());
    }
    return both.build();
  }

  /** A maximum of -1 is none; documented. */
  private static OptionalLong positive(@Nullable Long units) {
    return units == null || units < 1 ? OptionalLong.empty() : OptionalLong.of(units);
  }

  /** The same settings, unused as yet: those of a replica that is copied from this table. */
  TableThroughput copy(ReplicaOverrides own, long nanos) {
    TableThroughput copy =
        new TableThroughput(rules, table.key, own.on(table), localIndexes, nanos);
    indexes.forEach(
        (name, index) -> {
          Resource same = copy.index(name, index.key, own.on(index), nanos);
          same.onDemand = index.onDemand;
          same.warm = index.warm;
        });
    copy.largestWrite = largestWrite;
    return copy;
  }

  /** Adds a global secondary index. */
  Resource index(String name, KeyAttributes key, Throughput throughput, long nanos) {
    Resource index = new Resource(name, key, new TableCapacity(rules, throughput, true, nanos));
    indexes.put(name, index);
    return index;
  }

  /** The table and its indexes. */
  List<Resource> all() {
    List<Resource> all = new ArrayList<>();
    all.add(table);
    all.addAll(indexes.values());
    return all;
  }

  /** True while an update of throughput is under way. */
  boolean isUpdating() {
    return all().stream().anyMatch(each -> each.coming != null);
  }

  /** Remembers that an item of so many write units is there. */
  void wrote(double units) {
    largestWrite = Math.max(largestWrite, Math.min(units, LARGEST_ITEM));
  }

  /** The most that writing an item of so many units costs, whatever was there before. */
  double atMost(double newUnits) {
    return Math.max(newUnits, largestWrite);
  }

  /** True when putting an item of so many units costs just that, whatever was there before. */
  boolean isCostOfPut(double newUnits) {
    return indexes.isEmpty() && localIndexes == 0 && newUnits >= largestWrite;
  }

  /** True when a write of at most so many units is certain to be admitted, indexes and all. */
  boolean coversWrite(double units, long nanos) {
    // An index entry that changes its key is a deletion and a write.
    if (!table.capacity.covers(OperationType.WRITE, units * (1 + 2 * localIndexes), nanos)) {
      return false;
    }
    for (Resource index : indexes.values()) {
      if (!index.capacity.covers(OperationType.WRITE, 2 * units, nanos)) {
        return false;
      }
    }
    return true;
  }
}
