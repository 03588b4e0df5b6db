package dev.diorama.cache.dax;

import dev.diorama.cache.dax.ClusterCache.Tier;
import dev.diorama.cache.dax.DaxModel.Cluster;
import dev.diorama.core.router.Call;
import dev.diorama.core.wire.AwsException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/** Reads and writes of single items and results through the caches of a cluster. */
final class DaxDataService {
  GetItemResponse getItem(Call call, Cluster cluster, GetItemRequest request) {
    if (Boolean.TRUE.equals(request.consistentRead())) {
      return passThrough(call, cluster, request, GetItemResponse.class);
    }
    Projection projection =
        request.hasAttributesToGet()
            ? Projection.ofAttributes(request.attributesToGet())
            : Projection.of(
                request.projectionExpression(),
                request.hasExpressionAttributeNames(),
                request.expressionAttributeNames());
    Optional<CacheKey.Item> key = key(call, cluster, request.tableName(), request.key());
    Optional<ClusterCache.Known> held = key.flatMap(cluster.cache::item);
    call.note("cache", held.isPresent() ? "hit" : "miss").note("cache.tier", Tier.ITEM.note);
    if (held.isPresent()) {
      return answer(held.get().item(), projection)
          .consumedCapacity(nothing(request.returnConsumedCapacity(), request.tableName()))
          .build();
    }
    if (key.isEmpty()) {
      cluster.cache.missed(Tier.ITEM);
    }
    GetItemResponse found =
        send(
            call,
            cluster,
            request.toBuilder()
                .projectionExpression(null)
                .expressionAttributeNames(null)
                .attributesToGet((List<String>) null)
                .build(),
            GetItemResponse.class);
    Optional<Map<String, AttributeValue>> item =
        found.hasItem() ? Optional.of(found.item()) : Optional.empty();
    key.ifPresent(k -> cluster.cache.keep(k, item, cluster.itemTtlNanos()));
    return answer(item, projection).consumedCapacity(found.consumedCapacity()).build();
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

  PutItemResponse putItem(Call call, Cluster cluster, PutItemRequest request) {
    PutItemResponse done = send(call, cluster, request, PutItemResponse.class);
    key(call, cluster, request.tableName(), request.item())
        .ifPresent(
            key -> cluster.cache.keep(key, Optional.of(request.item()), cluster.itemTtlNanos()));
    return done;
  }

  DeleteItemResponse deleteItem(Call call, Cluster cluster, DeleteItemRequest request) {
    DeleteItemResponse done = send(call, cluster, request, DeleteItemResponse.class);
    key(call, cluster, request.tableName(), request.key())
        .ifPresent(key -> cluster.cache.keep(key, Optional.empty(), cluster.itemTtlNanos()));
    return done;
  }

  /**
   * The caller's update tells only the change, so the new image is asked for along with it, and
   * kept from callers who did not ask. One who asks for old or partial attributes keeps that from
   * being asked: then the cached item is dropped, and the next read fetches it. Both assumed;
   * documented is only that the item cache is refreshed.
   */
  UpdateItemResponse updateItem(Call call, Cluster cluster, UpdateItemRequest request) {
    ReturnValue asked = request.returnValues();
    boolean silent = asked == null || asked == ReturnValue.NONE;
    boolean whole = silent || asked == ReturnValue.ALL_NEW;
    UpdateItemResponse done =
        send(
            call,
            cluster,
            whole ? request.toBuilder().returnValues(ReturnValue.ALL_NEW).build() : request,
            UpdateItemResponse.class);
    key(call, cluster, request.tableName(), request.key())
        .ifPresent(
            key -> {
              if (whole) {
                cluster.cache.keep(key, Optional.of(done.attributes()), cluster.itemTtlNanos());
              } else {
                cluster.cache.drop(key);
              }
            });
    return silent ? done.toBuilder().attributes((Map<String, AttributeValue>) null).build() : done;
  }

  QueryResponse query(Call call, Cluster cluster, QueryRequest request) {
    if (Boolean.TRUE.equals(request.consistentRead())) {
      return passThrough(call, cluster, request, QueryResponse.class);
    }
    boolean shown = isShown(request.returnConsumedCapacity());
    QueryRequest same =
        request.toBuilder()
            .returnConsumedCapacity((String) null)
            .consistentRead(null)
            .overrideConfiguration((AwsRequestOverrideConfiguration) null)
            .build();
    CacheKey.Result key = new CacheKey.Result(tableName(request.tableName()), same);
    Optional<SdkResponse> held = held(call, cluster, Tier.QUERY, key);
    if (held.isPresent()) {
      return ((QueryResponse) held.get())
          .toBuilder()
              .consumedCapacity(nothing(request.returnConsumedCapacity(), request.tableName()))
              .build();
    }
    QueryResponse found =
        send(
            call,
            cluster,
            shown
                ? request
                : request.toBuilder().returnConsumedCapacity(ReturnConsumedCapacity.TOTAL).build(),
            QueryResponse.class);
    QueryResponse plain = found.toBuilder().consumedCapacity((ConsumedCapacity) null).build();
    keep(cluster, key, plain, found.consumedCapacity());
    return shown ? found : plain;
  }

  ScanResponse scan(Call call, Cluster cluster, ScanRequest request) {
    if (Boolean.TRUE.equals(request.consistentRead())) {
      return passThrough(call, cluster, request, ScanResponse.class);
    }
    boolean shown = isShown(request.returnConsumedCapacity());
    ScanRequest same =
        request.toBuilder()
            .returnConsumedCapacity((String) null)
            .consistentRead(null)
            .overrideConfiguration((AwsRequestOverrideConfiguration) null)
            .build();
    CacheKey.Result key = new CacheKey.Result(tableName(request.tableName()), same);
    Optional<SdkResponse> held = held(call, cluster, Tier.SCAN, key);
    if (held.isPresent()) {
      return ((ScanResponse) held.get())
          .toBuilder()
              .consumedCapacity(nothing(request.returnConsumedCapacity(), request.tableName()))
              .build();
    }
    ScanResponse found =
        send(
            call,
            cluster,
            shown
                ? request
                : request.toBuilder().returnConsumedCapacity(ReturnConsumedCapacity.TOTAL).build(),
            ScanResponse.class);
    ScanResponse plain = found.toBuilder().consumedCapacity((ConsumedCapacity) null).build();
    keep(cluster, key, plain, found.consumedCapacity());
    return shown ? found : plain;
  }

  private static Optional<SdkResponse> held(
      Call call, Cluster cluster, Tier tier, CacheKey.Result key) {
    Optional<SdkResponse> held = cluster.cache.result(tier, key);
    call.note("cache", held.isPresent() ? "hit" : "miss").note("cache.tier", tier.note);
    return held;
  }

  private static void keep(
      Cluster cluster, CacheKey.Result key, SdkResponse plain, ConsumedCapacity consumed) {
    if (cluster.queryTtlNanos() > 0) {
      cluster.cache.keep(key, plain, consumed.capacityUnits(), cluster.queryTtlNanos());
    }
  }

  private static boolean isShown(@Nullable ReturnConsumedCapacity level) {
    return level != null && level != ReturnConsumedCapacity.NONE;
  }

  /** A read that neither looks into the caches nor leaves anything there. */
  <R extends SdkResponse> R passThrough(
      Call call, Cluster cluster, AwsRequest request, Class<R> response) {
    call.note("cache", "pass-through");
    return send(call, cluster, request, response);
  }

  /** Asks DynamoDB as the cluster's role. */
  <R extends SdkResponse> R send(
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
      Call call, Cluster cluster, String table, Map<String, AttributeValue> attributes) {
    return CacheKey.Item.of(tableName(table), schema(call, cluster, table), attributes);
  }

  /** The key attributes of a table, asked for once. */
  List<String> schema(Call call, Cluster cluster, String table) {
    String name = tableName(table);
    List<String> known = cluster.schemas.get(name);
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
    List<String> schema =
        described.table().keySchema().stream().map(KeySchemaElement::attributeName).toList();
    cluster.schemas.put(name, schema);
    return schema;
  }

  static String tableName(String nameOrArn) {
    return nameOrArn.substring(nameOrArn.lastIndexOf('/') + 1);
  }
}
