package dev.diorama.dynamodb;

import dev.diorama.core.json.Json;
import dev.diorama.dynamodb.capacity.CapacityRules;
import dev.diorama.dynamodb.capacity.Throughput;
import dev.diorama.dynamodb.global.GlobalTable;
import dev.diorama.dynamodb.stream.TableStream;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.OnDemandThroughput;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.WarmThroughput;

/** What DynamoDB knows of its tables beside what the engine keeps. */
final class DynamoDbModel {
  private DynamoDbModel() {}

  /**
   * One attribute of a key.
   *
   * @param name the attribute
   * @param type S, N or B
   */
  record KeyAttribute(String name, ScalarAttributeType type) {}

  /**
   * The attributes of a table's key, partition key first: one or two.
   *
   * @param attributes in that order
   */
  record KeyAttributes(List<KeyAttribute> attributes) {
    static KeyAttributes of(List<KeySchemaElement> schema, Map<String, String> types) {
      return new KeyAttributes(
          schema.stream()
              .map(
                  each ->
                      new KeyAttribute(
                          each.attributeName(),
                          ScalarAttributeType.fromValue(
                              types.getOrDefault(each.attributeName(), "S"))))
              .toList());
    }

    KeyAttribute partition() {
      return attributes.get(0);
    }
  }

  /** How a table is encrypted by a key of KMS, when that was asked for. */
  record Encryption(String keyArn) {}

  /**
   * The policy of a table.
   *
   * @param text as it was given
   * @param json the same, read
   * @param revision tells it from others of the table
   */
  record ResourcePolicy(String text, Json json, String revision) {}

  /** Items and bytes of a table, or of one of its indexes. */
  record Count(long items, long bytes) {}

  /**
   * What was counted when.
   *
   * @param indexes by name
   */
  record Counts(Instant at, long items, long bytes, Map<String, Count> indexes) {}

  /** A table's settings and dates that the engine does not keep, or keeps on the wrong clock. */
  static final class Table {
    final TableRef ref;
    final String id;
    final Instant createdAt;
    final KeyAttributes key;

    /** Partition key attribute of each secondary index, by the index's name. */
    final Map<String, String> indexPartitionKeys = new LinkedHashMap<>();

    final Map<String, String> tags = new LinkedHashMap<>();
    @Nullable String timeToLiveAttribute;
    @Nullable Instant timeToLiveChangedAt;
    boolean pointInTimeRecovery;
    @Nullable Instant recoverableSince;
    int recoveryDays = MAX_RECOVERY_DAYS;
    @Nullable Encryption encryption;
    @Nullable ResourcePolicy policy;
    String tableClass = "STANDARD";
    boolean tableClassAsked;
    @Nullable Instant tableClassChangedAt;
    @Nullable OnDemandThroughput onDemand;
    @Nullable WarmThroughput warm;
    @Nullable Instant onDemandSince;

    /** What it can take; set when the engine has made it. */
    TableThroughput throughput;

    /** What its secondary indexes hold. */
    List<IndexShape> shapes = List.of();

    /** Bounds of the size of item collections, bytes, by partition key; never gone through. */
    final Map<AttributeValue, Long> collections = new HashMap<>();

    /** The state that it passes through, or ACTIVE. */
    TableStatus status = TableStatus.ACTIVE;

    /** What is shown of it while it is DELETING. */
    @Nullable TableDescription last;

    /** The counts that are shown, and since when. */
    Counts counts;

    /** The stream that is on, or the one that was on last. */
    @Nullable TableStream stream;

    /** The replicas, where there are others than this one. */
    @Nullable GlobalTable global;

    /** What it was asked to have of its own as a replica. */
    ReplicaOverrides own = ReplicaOverrides.NONE;

    /** The global table that it was left alone in; writes may still be on their way here. */
    @Nullable GlobalTable formerly;

    /** When it last was what a new replica was copied from. */
    @Nullable Instant copiedAt;

    Table(TableRef ref, String id, Instant createdAt, KeyAttributes key) {
      this.ref = ref;
      this.id = id;
      this.createdAt = createdAt;
      this.key = key;
      this.throughput =
          new TableThroughput(CapacityRules.defaults(), key, Throughput.OnDemand.FREE, 0, 0);
      this.counts = new Counts(createdAt, 0, 0, Map.of());
    }

    /** True when somebody has to be told what becomes of its items. */
    boolean isWatched() {
      return hasStream() || global != null || timeToLiveAttribute != null;
    }

    boolean hasStream() {
      return stream != null && stream.isEnabled();
    }
  }

  /** Days that point-in-time recovery goes back, unless fewer are asked for; documented. */
  static final int MAX_RECOVERY_DAYS = 35;
}
