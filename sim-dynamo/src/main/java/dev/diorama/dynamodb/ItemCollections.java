package dev.diorama.dynamodb;

import dev.diorama.dynamodb.DynamoDbModel.Table;
import dev.diorama.dynamodb.engine.DynamoEngine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ItemCollectionMetrics;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnItemCollectionMetrics;

/**
 * The limit of item collections: in a table with local secondary indexes the items of one partition
 * key, with what the indexes hold of them, may not grow beyond 10 GB.
 *
 * <p>Documented: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LSI.html. Nobody
 * adds up a collection for every write: a bound is kept that never is too low, and only when that
 * comes near the limit is the collection measured.
 */
final class ItemCollections {
  private final DynamoDbStore store;
  private final long limit;

  ItemCollections(DynamoDbStore store, long limit) {
    this.store = store;
    this.limit = limit;
  }

  /** True when writing so many units under that key cannot make its collection too large. */
  boolean isRoomy(Table table, Map<String, AttributeValue> key, double units) {
    AttributeValue partition = partition(table, key);
    return table.throughput.localIndexes == 0
        || partition == null
        || table.collections.getOrDefault(partition, 0L) + most(table, units) <= limit;
  }

  /** Notes what has been written. */
  void wrote(Table table, Map<String, AttributeValue> key, double units) {
    AttributeValue partition = partition(table, key);
    if (table.throughput.localIndexes > 0 && partition != null) {
      table.collections.merge(partition, most(table, units), Long::sum);
    }
  }

  /**
   * What a writer may be told of the collection: its key and between which gigabytes its size lies.
   * The engine never tells it.
   *
   * @param wanted what the request says about it
   */
  @Nullable ItemCollectionMetrics metrics(
      Table table, Map<String, AttributeValue> key, @Nullable ReturnItemCollectionMetrics wanted) {
    AttributeValue partition = partition(table, key);
    if (wanted != ReturnItemCollectionMetrics.SIZE
        || table.throughput.localIndexes == 0
        || partition == null) {
      return null;
    }
    double gigabytes = table.collections.getOrDefault(partition, 0L) >> 30;
    return ItemCollectionMetrics.builder()
        .itemCollectionKey(Map.of(table.key.partition().name(), partition))
        .sizeEstimateRangeGB(gigabytes, gigabytes + 1)
        .build();
  }

  /** The same for several writes, by table; null when there is nothing to tell. */
  @Nullable Map<String, List<ItemCollectionMetrics>> metrics(
      NamedTables named, List<ItemAction> actions, @Nullable ReturnItemCollectionMetrics wanted) {
    Map<String, List<ItemCollectionMetrics>> all = new LinkedHashMap<>();
    for (ItemAction each : actions) {
      ItemCollectionMetrics one = metrics(each.table(), each.key(), wanted);
      if (one != null) {
        List<ItemCollectionMetrics> ofTable =
            all.computeIfAbsent(named.asked(each.ref().name()), name -> new ArrayList<>());
        if (!ofTable.contains(one)) {
          ofTable.add(one);
        }
      }
    }
    return all.isEmpty() ? null : all;
  }

  /** Measures a collection that has just been written to, and refuses what made it too large. */
  void check(Table table, Map<String, AttributeValue> key) {
    AttributeValue partition = partition(table, key);
    if (table.throughput.localIndexes == 0 || partition == null) {
      return;
    }
    long bytes = 0;
    for (@Nullable String index : parts(table)) {
      bytes += measure(table, index, partition);
    }
    if (bytes > limit) {
      // The text of the exception in AWS's service model.
      throw DynamoDbError.ITEM_COLLECTION_SIZE_LIMIT_EXCEEDED.with(
          "The total size of an item collection has exceeded the maximum limit of 10 gigabytes.");
    }
    table.collections.put(partition, bytes);
  }

  /** The table and its local indexes. */
  private static List<@Nullable String> parts(Table table) {
    List<@Nullable String> parts = new ArrayList<>();
    parts.add(null);
    for (String index : table.indexPartitionKeys.keySet()) {
      if (!table.throughput.indexes.containsKey(index)) {
        parts.add(index);
      }
    }
    return parts;
  }

  private long measure(Table table, @Nullable String index, AttributeValue partition) {
    DynamoEngine engine = store.engine(table.ref);
    long bytes = 0;
    Map<String, AttributeValue> last = Map.of();
    do {
      Map<String, AttributeValue> start = last;
      QueryResponse page =
          engine.ask(
              client ->
                  client.query(
                      r ->
                          r.tableName(table.ref.name())
                              .indexName(index)
                              .keyConditionExpression("#p = :p")
                              .expressionAttributeNames(Map.of("#p", table.key.partition().name()))
                              .expressionAttributeValues(Map.of(":p", partition))
                              .exclusiveStartKey(start.isEmpty() ? null : start)));
      bytes += page.items().stream().mapToLong(ItemSize::of).sum();
      last = page.hasLastEvaluatedKey() ? page.lastEvaluatedKey() : Map.of();
    } while (!last.isEmpty());
    return bytes;
  }

  private static @Nullable AttributeValue partition(Table table, Map<String, AttributeValue> key) {
    return key.get(table.key.partition().name());
  }

  private static long most(Table table, double units) {
    return ((long) units) * ItemSize.WRITE_BLOCK * (1 + table.throughput.localIndexes);
  }
}
