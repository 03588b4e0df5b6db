package dev.diorama.cache.dax;

import dev.diorama.cache.dax.NodeCache.Tier;
import dev.diorama.core.router.Call;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** Batches: each item is cached by itself, as documented. */
final class DaxBatchService {
  /** Most keys in one BatchGetItem, documented. */
  private static final int MAX_KEYS = 100;

  private final DaxDataService data;

  DaxBatchService(DaxDataService data) {
    this.data = data;
  }

  /** The reads of one table in a batch: which keys the cache answered and which it could not. */
  private static final class Part {
    final String asked;
    final KeysAndAttributes wanted;
    final boolean strong;
    final Projection projection;

    /** Every key in the order asked, with the item as far as the cache knows it. */
    final Map<Map<String, AttributeValue>, Optional<Map<String, AttributeValue>>> known =
        new LinkedHashMap<>();

    final Map<Map<String, AttributeValue>, Optional<CacheKey.Item>> unknown = new LinkedHashMap<>();

    Part(String asked, KeysAndAttributes wanted) {
      this.asked = asked;
      this.wanted = wanted;
      this.strong = Boolean.TRUE.equals(wanted.consistentRead());
      this.projection =
          wanted.hasAttributesToGet()
              ? Projection.ofAttributes(wanted.attributesToGet())
              : Projection.of(
                  wanted.projectionExpression(),
                  wanted.hasExpressionAttributeNames(),
                  wanted.expressionAttributeNames());
    }

    /** What DynamoDB has to be asked; null for nothing. */
    @Nullable KeysAndAttributes rest() {
      if (strong) {
        return wanted;
      }
      return unknown.isEmpty() ? null : KeysAndAttributes.builder().keys(unknown.keySet()).build();
    }
  }

  BatchGetItemResponse batchGet(Call call, Visit visit, BatchGetItemRequest request) {
    List<Part> parts = parts(call, visit, request);
    int hits = 0;
    int misses = 0;
    Map<String, KeysAndAttributes> rest = new LinkedHashMap<>();
    for (Part part : parts) {
      hits += part.known.size();
      misses += part.unknown.size();
      KeysAndAttributes left = part.rest();
      if (left != null) {
        rest.put(part.asked, left);
      }
    }
    note(call, hits, misses);
    BatchGetItemResponse found =
        rest.isEmpty()
            ? BatchGetItemResponse.builder().responses(Map.of()).unprocessedKeys(Map.of()).build()
            : data.send(
                call,
                visit,
                request.toBuilder().requestItems(rest).build(),
                BatchGetItemResponse.class);
    Map<String, List<Map<String, AttributeValue>>> responses = new LinkedHashMap<>();
    Map<String, KeysAndAttributes> unprocessed = new LinkedHashMap<>();
    for (Part part : parts) {
      List<Map<String, AttributeValue>> fetched =
          found.responses().getOrDefault(part.asked, List.of());
      KeysAndAttributes left = found.unprocessedKeys().get(part.asked);
      responses.put(
          part.asked, part.strong ? fetched : merged(call, visit, part, fetched, keysOf(left)));
      if (left != null) {
        unprocessed.put(
            part.asked, part.strong ? left : part.wanted.toBuilder().keys(left.keys()).build());
      }
    }
    return BatchGetItemResponse.builder()
        .responses(responses)
        .unprocessedKeys(unprocessed)
        .consumedCapacity(consumed(request, parts, found))
        .build();
  }

  private List<Part> parts(Call call, Visit visit, BatchGetItemRequest request) {
    int keys = 0;
    List<Part> parts = new ArrayList<>();
    for (Map.Entry<String, KeysAndAttributes> each :
        new TreeMap<>(request.requestItems()).entrySet()) {
      keys += each.getValue().keys().size();
      parts.add(new Part(each.getKey(), each.getValue()));
    }
    if (keys > MAX_KEYS) {
      throw DaxError.VALIDATION.with("Too many items requested for the BatchGetItem call");
    }
    for (Part part : parts) {
      if (!part.strong) {
        look(call, visit, part);
      }
    }
    return parts;
  }

  private void look(Call call, Visit visit, Part part) {
    Set<Map<String, AttributeValue>> seen = new LinkedHashSet<>();
    for (Map<String, AttributeValue> key : part.wanted.keys()) {
      if (!seen.add(key)) {
        throw DaxError.VALIDATION.with("Provided list of item keys contains duplicates");
      }
    }
    for (Map<String, AttributeValue> key : part.wanted.keys()) {
      Optional<CacheKey.Item> cached = data.key(call, visit, part.asked, key);
      Optional<Image> held = cached.flatMap(k -> visit.item(k, key));
      if (held.isPresent()) {
        part.known.put(key, held.get().item());
      } else {
        part.unknown.put(key, cached);
      }
    }
  }

  private static void note(Call call, int hits, int misses) {
    if (hits + misses == 0) {
      call.note("cache", "pass-through");
      return;
    }
    call.note("cache", misses == 0 ? "hit" : hits == 0 ? "miss" : "partial")
        .note("cache.tier", Tier.ITEM.note)
        .note("cache.hits", Integer.toString(hits))
        .note("cache.misses", Integer.toString(misses));
  }

  private static List<Map<String, AttributeValue>> keysOf(@Nullable KeysAndAttributes left) {
    return left == null ? List.of() : left.keys();
  }

  /** Keeps what was fetched, or found missing, and answers all keys in the order asked. */
  private List<Map<String, AttributeValue>> merged(
      Call call,
      Visit visit,
      Part part,
      List<Map<String, AttributeValue>> fetched,
      List<Map<String, AttributeValue>> left) {
    Map<CacheKey.Item, Map<String, AttributeValue>> byKey = new LinkedHashMap<>();
    for (Map<String, AttributeValue> item : fetched) {
      data.key(call, visit, part.asked, item).ifPresent(key -> byKey.put(key, item));
    }
    List<Map<String, AttributeValue>> items = new ArrayList<>();
    for (Map<String, AttributeValue> key : part.wanted.keys()) {
      Optional<Map<String, AttributeValue>> item = part.known.get(key);
      if (item == null) {
        Optional<CacheKey.Item> cached = part.unknown.getOrDefault(key, Optional.empty());
        Optional<Map<String, AttributeValue>> now =
            cached.flatMap(k -> Optional.ofNullable(byKey.get(k)));
        if (!left.contains(key)) {
          cached.ifPresent(k -> visit.read(k, now));
        }
        item = now;
      }
      item.ifPresent(whole -> items.add(part.projection.of(whole)));
    }
    return items;
  }

  /** What DynamoDB charged, and 0 for tables that it was not asked about. */
  private static @Nullable List<ConsumedCapacity> consumed(
      BatchGetItemRequest request, List<Part> parts, BatchGetItemResponse found) {
    ReturnConsumedCapacity level = request.returnConsumedCapacity();
    if (level == null || level == ReturnConsumedCapacity.NONE) {
      return null;
    }
    List<ConsumedCapacity> all = new ArrayList<>(found.consumedCapacity());
    for (Part part : parts) {
      if (part.rest() == null) {
        all.add(ConsumedCapacity.builder().tableName(part.asked).capacityUnits(0.0).build());
      }
    }
    return all;
  }

  BatchWriteItemResponse batchWrite(Call call, Visit visit, BatchWriteItemRequest request) {
    BatchWriteItemResponse done = data.send(call, visit, request, BatchWriteItemResponse.class);
    new TreeMap<>(request.requestItems())
        .forEach(
            (table, writes) -> {
              List<WriteRequest> left = done.unprocessedItems().getOrDefault(table, List.of());
              for (WriteRequest write : writes) {
                if (!left.contains(write)) {
                  keep(call, visit, table, write);
                }
              }
            });
    return done;
  }

  private void keep(Call call, Visit visit, String table, WriteRequest write) {
    boolean put = write.putRequest() != null;
    Map<String, AttributeValue> written =
        put ? write.putRequest().item() : write.deleteRequest().key();
    data.key(call, visit, table, written)
        .ifPresent(key -> visit.wrote(key, put ? Optional.of(written) : Optional.empty()));
  }
}
