package dev.diorama.cache.dax;

import dev.diorama.cache.SimCache;
import dev.diorama.cache.dax.DaxModel.Cluster;
import dev.diorama.cache.dax.DaxModel.Node;
import dev.diorama.cache.dax.NodeCache.Tier;
import dev.diorama.core.router.Call;
import dev.diorama.dynamodb.ItemSize;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * One request at one node: what the node's caches answer, and where what the request learns is
 * kept.
 */
final class Visit {
  private final Cluster cluster;
  private final Node node;
  private final Replication replication;

  Visit(Cluster cluster, Node node, Replication replication) {
    this.cluster = cluster;
    this.node = node;
    this.replication = replication;
  }

  Cluster cluster() {
    return cluster;
  }

  Node node() {
    return node;
  }

  /**
   * The primary, which alone writes to DynamoDB; documented.
   *
   * @throws dev.diorama.core.wire.AwsException while there is none
   */
  Node requirePrimary() {
    return cluster
        .primary()
        .orElseThrow(
            () ->
                DaxError.UNAVAILABLE.with(
                    "Cluster " + cluster.name + " has no primary node at present."));
  }

  /** Refuses when the node, or for a write the primary, has more to do than it can. */
  void admit(Call call, boolean write) {
    boolean able = node.budget.has(call.nowNanos());
    if (write) {
      able &= requirePrimary().budget.has(call.nowNanos());
    }
    if (!able) {
      node.cache.count("ThrottledRequestCount", 1);
      throw DaxError.THROTTLING.with("Rate of requests exceeds the allowed throughput.");
    }
  }

  /** Looks an item up at this node. */
  Optional<NodeCache.Known> item(CacheKey.Item key) {
    Optional<NodeCache.Known> known = node.cache.item(key);
    known.ifPresent(
        hit -> {
          node.budget.spend(RequestBudget.cost(RequestBudget.HIT, size(hit.item())));
          if (isBehind(key, hit)) {
            node.cache.tell(key.table(), Tier.ITEM, "StaleReads", 1);
          }
        });
    return known;
  }

  /**
   * Whether the cluster knows better: the primary has another image, or a transaction has written
   * and its items have not been read again. Of writes around the cluster it knows nothing.
   */
  private boolean isBehind(CacheKey.Item key, NodeCache.Known hit) {
    if (cluster.unread.contains(key)) {
      return true;
    }
    return cluster
        .primary()
        .filter(primary -> primary != node)
        .flatMap(primary -> primary.cache.peek(key))
        .filter(newest -> !newest.equals(hit))
        .isPresent();
  }

  private static long size(Optional<Map<String, AttributeValue>> item) {
    return item.map(ItemSize::of).orElse(0L);
  }

  /** Keeps an item, or its absence, that was read: here and at the primary, then everywhere. */
  void read(CacheKey.Item key, Optional<Map<String, AttributeValue>> item) {
    node.budget.spend(RequestBudget.cost(RequestBudget.MISS, size(item)));
    long ttl = cluster.itemTtlNanos();
    long now = replication.nowNanos();
    node.cache.keep(key, item, now, ttl);
    cluster
        .primary()
        .filter(primary -> primary != node)
        .ifPresent(primary -> primary.cache.keep(key, item, now, ttl));
    follow(node, key, item, ttl);
  }

  private void follow(
      Node known, CacheKey.Item key, Optional<Map<String, AttributeValue>> item, long ttl) {
    long since = replication.nowNanos();
    replication.follow(
        cluster,
        known,
        other -> {
          long left = left(ttl, since);
          // A replica that has read the item itself since then does not fall back.
          if (left > 0 && !other.cache.isNewer(key, since)) {
            other.cache.keep(key, item, since, left);
          }
        });
  }

  /** What is left of a time to live: an entry is as old everywhere as at the primary. */
  private long left(long ttl, long since) {
    return ttl == SimCache.NEVER ? ttl : ttl - (replication.nowNanos() - since);
  }

  /** Keeps what was written: at the primary at once, then everywhere else, this node included. */
  void wrote(CacheKey.Item key, Optional<Map<String, AttributeValue>> item) {
    charge(key, size(item));
    long ttl = cluster.itemTtlNanos();
    Node primary = cluster.primary().orElse(node);
    primary.cache.keep(key, item, replication.nowNanos(), ttl);
    follow(primary, key, item, ttl);
  }

  /** Forgets an item whose new image is not known, in the same order. */
  void dropped(CacheKey.Item key) {
    charge(key, 0);
    Node primary = cluster.primary().orElse(node);
    primary.cache.drop(key);
    long since = replication.nowNanos();
    replication.follow(
        cluster,
        primary,
        other -> {
          if (!other.cache.isNewer(key, since)) {
            other.cache.drop(key);
          }
        });
  }

  /** A write costs every node: that is why more nodes do not write more. Documented. */
  private void charge(CacheKey.Item key, long bytes) {
    cluster.writtenAtNanos.put(key.table(), replication.nowNanos());
    double cost = RequestBudget.cost(RequestBudget.WRITE, bytes);
    cluster.nodes.forEach(each -> each.budget.spend(cost));
  }

  /** Looks a result up at this node. */
  Optional<SdkResponse> result(Tier tier, CacheKey.Result key) {
    Optional<NodeCache.Found> found = node.cache.result(tier, key);
    found.ifPresent(
        hit -> {
          node.budget.spend(RequestBudget.cost(RequestBudget.HIT, NodeCache.size(hit.response())));
          Long written = cluster.writtenAtNanos.get(key.table());
          if (written != null && written > hit.storedAtNanos()) {
            node.cache.tell(key.table(), tier, "ReadsOlderThanLastWrite", 1);
          }
        });
    return found.map(NodeCache.Found::response);
  }

  /** Keeps a result that was read: here and at the primary, then everywhere. */
  void read(CacheKey.Result key, SdkResponse response, double readUnits) {
    node.budget.spend(RequestBudget.cost(RequestBudget.MISS, NodeCache.size(response)));
    long ttl = cluster.queryTtlNanos();
    if (ttl <= 0) {
      return;
    }
    long since = replication.nowNanos();
    node.cache.keep(key, response, readUnits, since, ttl);
    cluster
        .primary()
        .filter(primary -> primary != node)
        .ifPresent(primary -> primary.cache.keep(key, response, readUnits, since, ttl));
    replication.follow(
        cluster,
        node,
        other -> {
          long left = left(ttl, since);
          if (left > 0) {
            other.cache.keep(key, response, readUnits, since, left);
          }
        });
  }

  /** Counts a lookup that had no chance. */
  void missed(Tier tier, String table) {
    node.cache.missed(tier, table);
  }

  /** Accounts for a read that passed the caches by. */
  void passed() {
    node.budget.spend(RequestBudget.MISS);
  }
}
