package dev.diorama.cache.dax;

import dev.diorama.cache.dax.DaxModel.Cluster;
import dev.diorama.cache.dax.NodeCache.Tier;
import dev.diorama.cache.dax.wire.KeySchema;
import dev.diorama.core.router.Call;
import dev.diorama.core.wire.AwsException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/** Reads and writes of single items and results through the caches of a cluster. */
final class DaxDataService {
  GetItemResponse getItem(Call call, Visit visit, GetItemRequest request) {
    if (Boolean.TRUE.equals(request.consistentRead())) {
      return passThrough(call, visit, request, GetItemResponse.class);
    }
    Projection projection =
        request.hasAttributesToGet()
            ? Projection.ofAttributes(request.attributesToGet())
            : Projection.of(
                request.projectionExpression(),
                request.hasExpressionAttributeNames(),
                request.expressionAttributeNames());
    Optional<CacheKey.Item> key = key(call, visit, request.tableName(), request.key());
    Optional<Image> held = key.flatMap(k -> held(call, visit, k, request.key()));
    if (held.isPresent()) {
      return answer(held.get().item(), projection)
          .consumedCapacity(nothing(request.returnConsumedCapacity(), request.tableName()))
          .build();
    }
    if (key.isEmpty()) {
      note(call, Tier.ITEM, false);
      visit.missed(Tier.ITEM, tableName(request.tableName()));
    }
    GetItemResponse found =
        send(
            call,
            visit,
            request.toBuilder()
                .projectionExpression(null)
                .expressionAttributeNames(null)
                .attributesToGet((List<String>) null)
                .build(),
            GetItemResponse.class);
    Optional<Map<String, AttributeValue>> item =
        found.hasItem() ? Optional.of(found.item()) : Optional.empty();
    key.ifPresent(k -> visit.read(k, item));
    return answer(item, projection).consumedCapacity(found.consumedCapacity()).build();
  }

  /** Looks an item up at the node that is asked; both ways in come by here. */
  static Optional<Image> held(
      Call call, Visit visit, CacheKey.Item key, Map<String, AttributeValue> attributes) {
    Optional<Image> held = visit.item(key, attributes);
    note(call, Tier.ITEM, held.isPresent());
    return held;
  }

  private static void note(Call call, Tier tier, boolean hit) {
    call.note("cache", hit ? "hit" : "miss").note("cache.tier", tier.note);
  }

  private static GetItemResponse.Builder answer(
      Optional<Map<String, AttributeValue>> item, Projection projection) {
    GetItemResponse.Builder answer = GetItemResponse.builder();
    item.ifPresent(whole -> answer.item(projection.of(whole)));
    return answer;
  }

  /** What a hit consumes, for those who ask: DAX sends none and its clients show 0. */
  static @Nullable ConsumedCapacity nothing(@Nullable ReturnConsumedCapacity asked, String table) {
    return asked == null || asked == ReturnConsumedCapacity.NONE
        ? null
        : ConsumedCapacity.builder().tableName(table).capacityUnits(0.0).build();
  }

  PutItemResponse putItem(Call call, Visit visit, PutItemRequest request) {
    PutItemResponse done = send(call, visit, request, PutItemResponse.class);
    key(call, visit, request.tableName(), request.item())
        .ifPresent(key -> visit.wrote(key, Optional.of(request.item())));
    return done;
  }

  DeleteItemResponse deleteItem(Call call, Visit visit, DeleteItemRequest request) {
    DeleteItemResponse done = send(call, visit, request, DeleteItemResponse.class);
    key(call, visit, request.tableName(), request.key())
        .ifPresent(key -> visit.wrote(key, Optional.empty()));
    return done;
  }

  /**
   * The caller's update tells only the change, so the new image is asked for along with it, and
   * kept from callers who did not ask. One who asks for old or partial attributes keeps that from
   * being asked: then the cached item is dropped, and the next read fetches it. Both assumed;
   * documented is only that the item cache is refreshed.
   */
  UpdateItemResponse updateItem(Call call, Visit visit, UpdateItemRequest request) {
    ReturnValue asked = request.returnValues();
    boolean silent = asked == null || asked == ReturnValue.NONE;
    boolean whole = silent || asked == ReturnValue.ALL_NEW;
    UpdateItemResponse done =
        send(
            call,
            visit,
            whole ? request.toBuilder().returnValues(ReturnValue.ALL_NEW).build() : request,
            UpdateItemResponse.class);
    key(call, visit, request.tableName(), request.key())
        .ifPresent(
            key -> {
              if (whole) {
                visit.wrote(key, Optional.of(done.attributes()));
              } else {
                visit.dropped(key);
              }
            });
    return silent ? done.toBuilder().attributes((Map<String, AttributeValue>) null).build() : done;
  }

  QueryResponse query(Call call, Visit visit, QueryRequest request) {
    if (Boolean.TRUE.equals(request.consistentRead())) {
      return passThrough(call, visit, request, QueryResponse.class);
    }
    boolean shown = isShown(request.returnConsumedCapacity());
    CacheKey.Result key =
        new CacheKey.Result(tableName(request.tableName()), CanonicalRequest.of(request));
    Optional<SdkResponse> held = held(call, visit, Tier.QUERY, key);
    if (held.isPresent()) {
      return ((QueryResponse) held.get())
          .toBuilder()
              .consumedCapacity(nothing(request.returnConsumedCapacity(), request.tableName()))
              .build();
    }
    QueryResponse found =
        send(
            call,
            visit,
            shown
                ? request
                : request.toBuilder().returnConsumedCapacity(ReturnConsumedCapacity.TOTAL).build(),
            QueryResponse.class);
    QueryResponse plain = found.toBuilder().consumedCapacity((ConsumedCapacity) null).build();
    visit.read(key, plain, found.consumedCapacity().capacityUnits());
    return shown ? found : plain;
  }

  ScanResponse scan(Call call, Visit visit, ScanRequest request) {
    if (Boolean.TRUE.equals(request.consistentRead())) {
      return passThrough(call, visit, request, ScanResponse.class);
    }
    boolean shown = isShown(request.returnConsumedCapacity());
    CacheKey.Result key =
        new CacheKey.Result(tableName(request.tableName()), CanonicalRequest.of(request));
    Optional<SdkResponse> held = held(call, visit, Tier.SCAN, key);
    if (held.isPresent()) {
      return ((ScanResponse) held.get())
          .toBuilder()
              .consumedCapacity(nothing(request.returnConsumedCapacity(), request.tableName()))
              .build();
    }
    ScanResponse found =
        send(
            call,
            visit,
            shown
                ? request
                : request.toBuilder().returnConsumedCapacity(ReturnConsumedCapacity.TOTAL).build(),
            ScanResponse.class);
    ScanResponse plain = found.toBuilder().consumedCapacity((ConsumedCapacity) null).build();
    visit.read(key, plain, found.consumedCapacity().capacityUnits());
    return shown ? found : plain;
  }

  private static Optional<SdkResponse> held(
      Call call, Visit visit, Tier tier, CacheKey.Result key) {
    Optional<SdkResponse> held = visit.result(tier, key);
    note(call, tier, held.isPresent());
    return held;
  }

  private static boolean isShown(@Nullable ReturnConsumedCapacity level) {
    return level != null && level != ReturnConsumedCapacity.NONE;
  }

  /** A read that neither looks into the caches nor leaves anything there. */
  <R extends SdkResponse> R passThrough(
      Call call, Visit visit, AwsRequest request, Class<R> response) {
    call.note("cache", "pass-through");
    visit.passed();
    return send(call, visit, request, response);
  }

  /** Asks DynamoDB as the cluster's role. */
  <R extends SdkResponse> R send(Call call, Visit visit, AwsRequest request, Class<R> response) {
    return send(call, visit.cluster(), request, response);
  }

  private <R extends SdkResponse> R send(
      Call call, Cluster cluster, AwsRequest request, Class<R> response) {
    return guarded(cluster, c -> c.send(cluster.role.session(c), request, response), call);
  }

  /** A table that is gone takes what was known of its key along: another may come in its place. */
  private static <R> R guarded(Cluster cluster, Function<Call, R> work, Call call) {
    try {
      return work.apply(call);
    } catch (AwsException e) {
      if (e.code().equals("ResourceNotFoundException")) {
        cluster.schemas.clear();
      }
      throw e;
    }
  }

  /** The key under which an item is cached; empty when the attributes do not hold one. */
  Optional<CacheKey.Item> key(
      Call call, Visit visit, String table, Map<String, AttributeValue> attributes) {
    return CacheKey.Item.of(
        tableName(table), schema(call, visit.cluster(), table).names(), attributes);
  }

  /** The key of a table, asked for once. */
  KeySchema schema(Call call, Cluster cluster, String table) {
    String name = tableName(table);
    KeySchema known = cluster.schemas.get(name);
    if (known != null) {
      return known;
    }
    DescribeTableRequest request = DescribeTableRequest.builder().tableName(table).build();
    DescribeTableResponse described;
    try {
      described = send(call, cluster, request, DescribeTableResponse.class);
    } catch (AwsException e) {
      if (e.code().equals("ResourceNotFoundException")) {
        // The caller asked for items, and is answered as operations on items are.
        throw new AwsException(
            e.code(), e.status(), e.side(), "Requested resource not found", e.fields());
      }
      throw e;
    }
    KeySchema schema = schema(described.table());
    cluster.schemas.put(name, schema);
    return schema;
  }

  private static KeySchema schema(TableDescription table) {
    Map<String, ScalarAttributeType> types = new LinkedHashMap<>();
    table.attributeDefinitions().forEach(a -> types.put(a.attributeName(), a.attributeType()));
    return new KeySchema(
        table.keySchema().stream()
            .map(
                key ->
                    new KeySchema.Attribute(
                        key.attributeName(),
                        types.getOrDefault(key.attributeName(), ScalarAttributeType.S)))
            .toList());
  }

  static String tableName(String nameOrArn) {
    return nameOrArn.substring(nameOrArn.lastIndexOf('/') + 1);
  }
}
