package dev.diorama.cache.dax;

import dev.diorama.cache.dax.DaxModel.Cluster;
import dev.diorama.cache.dax.wire.KeySchema;
import dev.diorama.core.time.SimClock;
import dev.diorama.dynamodb.DynamoDb;
import dev.diorama.dynamodb.ItemWatch;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The items as DynamoDB has them, for counting stale reads: what no cluster of AWS could know.
 *
 * <p>A write of an item, whoever makes it, leaves its copies under suspicion; a copy that is under
 * suspicion is compared with its original when it is read again, and once. So a write costs a look
 * into the caches, a hit on what nobody has written since costs nothing, and an item that was
 * written back as it had been is not called stale.
 */
final class Originals implements ItemWatch {
  private final DynamoDb dynamo;
  private final DaxStore store;
  private final SimClock clock;

  Originals(DynamoDb dynamo, DaxStore store, SimClock clock) {
    this.dynamo = dynamo;
    this.store = store;
    this.clock = clock;
  }

  /** The item of a table of the cluster's account and Region. */
  Optional<Map<String, AttributeValue>> now(
      Cluster cluster, String table, Map<String, AttributeValue> key) {
    return dynamo.look(cluster.account, cluster.region, table, key);
  }

  @Override
  public void written(
      String account, String region, String table, Map<String, AttributeValue> key) {
    clusters(
        account,
        region,
        cluster -> {
          cluster.writtenAtNanos.put(table, clock.nanos());
          KeySchema schema = cluster.schemas.get(table);
          // A cluster that does not know the table's key has nothing of it.
          if (schema != null) {
            CacheKey.Item.of(table, schema.names(), key)
                .ifPresent(item -> cluster.nodes.forEach(node -> node.cache.suspect(item)));
          }
        });
  }

  @Override
  public void gone(String account, String region, String table) {
    clusters(
        account,
        region,
        cluster -> {
          cluster.writtenAtNanos.put(table, clock.nanos());
          cluster.nodes.forEach(node -> node.cache.suspectAll(table));
        });
  }

  private void clusters(String account, String region, Consumer<Cluster> each) {
    store.clusters(account, region).forEach(each);
  }
}
