package dev.diorama.cache.dax;

import dev.diorama.cache.dax.DaxModel.Cluster;
import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.router.Call;
import dev.diorama.core.wire.AwsException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ItemResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItem;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;

/**
 * Transactions: they pass through, and written items are read into the cache in the background.
 *
 * <p>Documented:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html. That read
 * costs two more units per item, and until it is done old entries are still served.
 */
final class DaxTransactionService {
  private final DaxDataService data;
  private final Cloud cloud;
  private final Duration refreshDelay;

  DaxTransactionService(DaxDataService data, Cloud cloud, Duration refreshDelay) {
    this.data = data;
    this.cloud = cloud;
    this.refreshDelay = refreshDelay;
  }

  TransactGetItemsResponse transactGet(Call call, Visit visit, TransactGetItemsRequest request) {
    return data.passThrough(call, visit, request, TransactGetItemsResponse.class);
  }

  /** One item that a transaction wrote. */
  private record Written(String table, CacheKey.Item cached, Map<String, AttributeValue> key) {}

  TransactWriteItemsResponse transactWrite(
      Call call, Visit visit, TransactWriteItemsRequest request) {
    TransactWriteItemsResponse done =
        data.passThrough(call, visit, request, TransactWriteItemsResponse.class);
    List<Written> written = new ArrayList<>();
    for (TransactWriteItem item : request.transactItems()) {
      if (item.put() != null) {
        add(call, visit, written, item.put().tableName(), item.put().item());
      } else if (item.update() != null) {
        add(call, visit, written, item.update().tableName(), item.update().key());
      } else if (item.delete() != null) {
        add(call, visit, written, item.delete().tableName(), item.delete().key());
      }
    }
    if (!written.isEmpty()) {
      cloud
          .clock()
          .schedule(
              refreshDelay.toNanos(),
              "dax: read what a transaction wrote",
              () -> refresh(visit, written));
    }
    return done;
  }

  private void add(
      Call call,
      Visit visit,
      List<Written> written,
      String table,
      Map<String, AttributeValue> attributes) {
    data.key(call, visit, table, attributes)
        .ifPresent(
            cached -> {
              Map<String, AttributeValue> key = new LinkedHashMap<>();
              data.schema(call, visit.cluster(), table)
                  .names()
                  .forEach(name -> key.put(name, attributes.get(name)));
              written.add(new Written(table, cached, key));
            });
  }

  private void refresh(Visit visit, List<Written> written) {
    Cluster cluster = visit.cluster();
    TransactGetItemsRequest request =
        TransactGetItemsRequest.builder()
            .transactItems(
                written.stream()
                    .map(
                        each ->
                            TransactGetItem.builder()
                                .get(g -> g.tableName(each.table()).key(each.key()))
                                .build())
                    .toList())
            .build();
    try {
      List<ItemResponse> found =
          cloud
              .router()
              .internal(
                  DaxDataApi.NAME,
                  "RefreshItems",
                  cluster.role.service(),
                  cluster.region,
                  call -> data.send(call, visit, request, TransactGetItemsResponse.class))
              .responses();
      for (int i = 0; i < written.size(); i++) {
        ItemResponse response = found.get(i);
        visit.wrote(
            written.get(i).cached(),
            response.hasItem() ? Optional.of(response.item()) : Optional.empty());
      }
    } catch (AwsException e) {
      // The trace has why. What is cached is known to be old: better nothing than that (assumed).
      written.forEach(each -> visit.dropped(each.cached()));
    }
  }
}
