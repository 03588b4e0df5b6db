package dev.diorama.cache.dax.wire;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.Capacity;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ItemCollectionMetrics;
import software.amazon.awssdk.services.dynamodb.model.ItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.Select;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** Writes the bodies of replies to operations on items. */
final class Answers {
  private static final int ITEM = 0;
  private static final int CONSUMED_CAPACITY = 1;
  private static final int ATTRIBUTES = 2;
  private static final int COLLECTION_METRICS = 3;
  private static final int ITEMS = 7;
  private static final int COUNT = 8;
  private static final int LAST_KEY = 9;
  private static final int SCANNED = 10;

  private final Items items;

  Answers(Items items) {
    this.items = items;
  }

  /**
   * How the items of a table are written.
   *
   * @param projection null for whole items
   */
  record Table(KeySchema schema, @Nullable ProjectedItem projection) {}

  /** What Query and Scan have found. */
  record ItemPage(
      @Nullable List<Map<String, AttributeValue>> items,
      @Nullable Integer count,
      @Nullable Integer scanned,
      @Nullable Map<String, AttributeValue> lastKey,
      @Nullable ConsumedCapacity consumed) {}

  private static CborWriter reply() {
    return new CborWriter().array(0);
  }

  /**
   * Whether capacity is sent: a hit costs none, and then DAX says nothing and clients show 0 (read
   * in their sources).
   */
  private static boolean isShown(@Nullable ConsumedCapacity consumed) {
    return consumed != null && consumed.capacityUnits() != null && consumed.capacityUnits() != 0;
  }

  CborWriter getItem(GetItemResponse found, KeySchema schema, @Nullable ProjectedItem projection) {
    CborWriter out = reply();
    if (!found.hasItem() && !isShown(found.consumedCapacity())) {
      return out.nil();
    }
    out.openMap();
    if (found.hasItem()) {
      item(out.integer(ITEM), found.item(), schema, projection);
    }
    capacity(out, found.consumedCapacity());
    return out.end();
  }

  /** A whole item, or that there is none, where nothing else was asked for. */
  CborWriter item(Optional<Map<String, AttributeValue>> item, KeySchema schema) {
    if (item.isEmpty()) {
      return reply().nil();
    }
    CborWriter out = reply().openMap().integer(ITEM);
    items.write(out, item.get(), schema);
    return out.end();
  }

  private void item(
      CborWriter out,
      Map<String, AttributeValue> item,
      KeySchema schema,
      @Nullable ProjectedItem projection) {
    if (projection == null) {
      items.write(out, item, schema);
    } else {
      Items.write(out, item, projection);
    }
  }

  private static void capacity(CborWriter out, @Nullable ConsumedCapacity consumed) {
    if (consumed != null && isShown(consumed)) {
      capacityValue(out.integer(CONSUMED_CAPACITY), consumed);
    }
  }

  private static void capacityValue(CborWriter out, ConsumedCapacity consumed) {
    CborWriter content =
        new CborWriter().text(consumed.tableName()).float64(units(consumed.capacityUnits()));
    if (consumed.table() == null) {
      content.nil();
    } else {
      content.float64(units(consumed.table().capacityUnits()));
    }
    indexes(
        content, consumed.hasGlobalSecondaryIndexes() ? consumed.globalSecondaryIndexes() : null);
    indexes(content, consumed.hasLocalSecondaryIndexes() ? consumed.localSecondaryIndexes() : null);
    out.bytes(content);
  }

  private static void indexes(CborWriter out, @Nullable Map<String, Capacity> indexes) {
    if (indexes == null) {
      out.nil();
      return;
    }
    out.map(indexes.size());
    indexes.forEach((name, each) -> out.text(name).float64(units(each.capacityUnits())));
  }

  private static double units(@Nullable Double units) {
    return units == null ? 0 : units;
  }

  /** The capacity of a transaction, which is written in another way. */
  private static void capacities(CborWriter out, List<ConsumedCapacity> consumed) {
    out.array(consumed.size());
    for (ConsumedCapacity each : consumed) {
      out.openMap().integer(4).text(each.tableName());
      out.integer(1).float64(units(each.capacityUnits()));
      if (each.readCapacityUnits() != null) {
        out.integer(2).float64(each.readCapacityUnits());
      }
      if (each.writeCapacityUnits() != null) {
        out.integer(3).float64(each.writeCapacityUnits());
      }
      out.end();
    }
  }

  /**
   * @param partial whether only updated attributes are returned
   */
  CborWriter written(
      @Nullable Map<String, AttributeValue> attributes,
      boolean partial,
      @Nullable ConsumedCapacity consumed,
      @Nullable ItemCollectionMetrics metrics,
      KeySchema schema) {
    CborWriter out = reply();
    boolean told = attributes != null && !attributes.isEmpty();
    if (!told && !isShown(consumed) && metrics == null) {
      return out.nil();
    }
    out.openMap();
    if (attributes != null && told) {
      out.integer(ATTRIBUTES);
      if (partial) {
        items.writeUpdated(out, attributes, schema);
      } else {
        items.write(out, attributes, schema);
      }
    }
    capacity(out, consumed);
    if (metrics != null) {
      metrics(out.integer(COLLECTION_METRICS), metrics);
    }
    return out.end();
  }

  private static void metrics(CborWriter out, ItemCollectionMetrics metrics) {
    CborWriter content = new CborWriter();
    Values.write(content, metrics.itemCollectionKey().values().iterator().next());
    List<Double> range = metrics.sizeEstimateRangeGB();
    content.float64(range.isEmpty() ? 0 : range.get(0));
    content.float64(range.size() < 2 ? 0 : range.get(1));
    out.bytes(content);
  }

  CborWriter page(
      ItemPage page, KeySchema schema, @Nullable ProjectedItem projection, Options options) {
    CborWriter out = reply().openMap();
    List<Map<String, AttributeValue>> found = page.items;
    if (found != null && options.select != Select.COUNT) {
      out.integer(ITEMS).array(found.size());
      for (Map<String, AttributeValue> item : found) {
        if (projection == null) {
          items.write(out.array(2).bytes(schema.encode(item)), item, schema);
        } else {
          Items.write(out, item, projection);
        }
      }
    }
    out.integer(COUNT).integer(page.count == null ? 0 : page.count);
    if (page.lastKey != null) {
      out.integer(LAST_KEY);
      if (options.index == null) {
        out.bytes(schema.encode(page.lastKey));
      } else {
        CborWriter compound = new CborWriter().openMap();
        page.lastKey.forEach((name, value) -> Values.write(compound.text(name), value));
        out.bytes(compound.end());
      }
    }
    out.integer(SCANNED).integer(page.scanned == null ? 0 : page.scanned);
    capacity(out, page.consumed);
    return out.end();
  }

  /** An array whose head says two, and three values: so it is. */
  CborWriter batchGet(BatchGetItemResponse found, Map<String, Table> tables) {
    CborWriter out = reply().array(2);
    out.map(tables.size());
    tables.forEach(
        (name, table) -> {
          List<Map<String, AttributeValue>> got = found.responses().getOrDefault(name, List.of());
          ProjectedItem projection = table.projection();
          out.text(name).array(projection == null ? got.size() * 2 : got.size());
          for (Map<String, AttributeValue> item : got) {
            if (projection == null) {
              items.write(out.bytes(table.schema().encode(item)), item, table.schema());
            } else {
              Items.write(out, item, projection);
            }
          }
        });
    out.map(tables.size());
    tables.forEach(
        (name, table) -> {
          KeysAndAttributes left = found.unprocessedKeys().get(name);
          out.text(name).array(left == null ? 0 : left.keys().size());
          if (left != null) {
            left.keys().forEach(key -> out.bytes(table.schema().encode(key)));
          }
        });
    List<ConsumedCapacity> consumed =
        found.consumedCapacity().stream().filter(Answers::isShown).toList();
    out.array(consumed.size());
    consumed.forEach(each -> capacityValue(out, each));
    return out;
  }

  CborWriter batchWrite(BatchWriteItemResponse done, Map<String, Table> tables) {
    CborWriter out = reply();
    Map<String, List<WriteRequest>> left = done.unprocessedItems();
    out.map(left.size());
    left.forEach(
        (name, writes) -> {
          Table table = tables.get(name);
          if (table == null) {
            throw new IllegalStateException("unprocessed writes to a table not asked: " + name);
          }
          out.text(name).array(writes.size() * 2);
          for (WriteRequest write : writes) {
            if (write.putRequest() == null) {
              out.bytes(table.schema().encode(write.deleteRequest().key())).nil();
            } else {
              Map<String, AttributeValue> item = write.putRequest().item();
              items.write(out.bytes(table.schema().encode(item)), item, table.schema());
            }
          }
        });
    List<ConsumedCapacity> consumed = done.consumedCapacity();
    out.array(consumed.size());
    consumed.forEach(each -> capacityValue(out, each));
    collections(out, done.hasItemCollectionMetrics() ? done.itemCollectionMetrics() : Map.of());
    return out;
  }

  private static void collections(
      CborWriter out, Map<String, List<ItemCollectionMetrics>> metrics) {
    out.map(metrics.size());
    metrics.forEach(
        (name, each) -> {
          out.text(name).array(each.size());
          each.forEach(one -> metrics(out, one));
        });
  }

  CborWriter transactGet(TransactGetItemsResponse found, List<Table> tables) {
    CborWriter out = reply().array(2);
    List<ItemResponse> responses = found.responses();
    out.array(responses.size());
    for (int i = 0; i < responses.size(); i++) {
      if (responses.get(i).hasItem() && !responses.get(i).item().isEmpty()) {
        item(out, responses.get(i).item(), tables.get(i).schema(), tables.get(i).projection());
      } else {
        out.nil();
      }
    }
    capacities(out, found.consumedCapacity());
    return out;
  }

  CborWriter transactWrite(TransactWriteItemsResponse done) {
    CborWriter out = reply().array(3).array(0);
    capacities(out, done.consumedCapacity());
    collections(out, done.hasItemCollectionMetrics() ? done.itemCollectionMetrics() : Map.of());
    return out;
  }
}
