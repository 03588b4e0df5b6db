package dev.diorama.cache.dax;

import dev.diorama.cache.SimCache;
import dev.diorama.cache.dax.DaxModel.Cluster;
import dev.diorama.cache.dax.DaxModel.Node;
import dev.diorama.cache.dax.NodeCache.Tier;
import dev.diorama.core.router.Call;
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
  private final Originals originals;

  Visit(Cluster cluster, Node node, Replication replication, Originals originals) {
    this.cluster = cluster;
    this.node = node;
    this.replication = replication;
    this.originals = originals;
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
      node.figures.count("ThrottledRequestCount", 1);
      throw DaxError.THROTTLING.with("Rate of requests exceeds the allowed throughput.");
    }
  }

  /**
   * Looks an item up at this node.
   *
   * @param attributes the key as DynamoDB has it
   */
  Optional<Image> item(CacheKey.Item key, Map<String, AttributeValue> attributes) {
    Optional<Image> known = node.cache.item(key);
    known.ifPresent(
        image -> {
          node.budget.spend(RequestBudget.cost(RequestBudget.HIT, image.bytes()));
          if (image.isOld(() -> originals.now(cluster, key.table(), attributes))) {
            node.figures.tell(key.table(), Tier.ITEM, "StaleReads", 1);
          }
        });
    return known;
  }

  /** Keeps an item, or its absence, that was read: here and at the primary, then everywhere. */
  void read(CacheKey.Item key, Optional<Map<String, AttributeValue>> item) {
    Image image = new Image(item, replication.nowNanos());
    node.budget.spend(RequestBudget.cost(RequestBudget.MISS, image.bytes()));
    long ttl = cluster.itemTtlNanos();
    node.cache.keep(key, image, ttl);
    cluster
        .primary()
        .filter(primary -> primary != node)
        .ifPresent(primary -> primary.cache.keep(key, image, ttl));
    follow(node, key, image, ttl);
  }

  private void follow(Node known, CacheKey.Item key, Image image, long ttl) {
    long since = image.sinceNanos();
    replication.follow(
        cluster,
        known,
        other -> {
          long left = left(ttl, since);
          // A replica that has read the item itself since then does not fall back.
          if (left > 0 && !other.cache.isNewer(key, since)) {
            if (!isAtPrimary(key, image)) {
              // It may have been written while nobody could say so of what was on its way.
              image.suspect();
            }
            other.cache.keep(key, image, left);
          }
        });
  }

  private boolean isAtPrimary(CacheKey.Item key, Image image) {
    return cluster
        .primary()
        .flatMap(primary -> primary.cache.peek(key))
        .filter(newest -> newest == image)
        .isPresent();
  }

  /** What is left of a time to live: an entry is as old everywhere as at the primary. */
  private long left(long ttl, long since) {
    return ttl == SimCache.NEVER ? ttl : ttl - (replication.nowNanos() - since);
  }

  /** Keeps what was written: at the primary at once, then everywhere else, this node included. */
  void wrote(CacheKey.Item key, Optional<Map<String, AttributeValue>> item) {
    Image image = new Image(item, replication.nowNanos());
    charge(image.bytes());
    long ttl = cluster.itemTtlNanos();
    Node primary = cluster.primary().orElse(node);
    primary.cache.keep(key, image, ttl);
    follow(primary, key, image, ttl);
  }

  /** Forgets an item whose new image is not known, in the same order. */
  void dropped(CacheKey.Item key) {
    charge(0);
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
  private void charge(long bytes) {
    double cost = RequestBudget.cost(RequestBudget.WRITE, bytes);
    cluster.nodes.forEach(each -> each.budget.spend(cost));
  }

  /** Looks a result up at this node. */
  Optional<SdkResponse> result(Tier tier, CacheKey.Result key) {
    Optional<NodeCache.Found> found = node.cache.result(tier, key);
    found.ifPresent(
        hit -> {
          node.budget.spend(RequestBudget.cost(RequestBudget.HIT, hit.bytes()));
          Long written = cluster.writtenAtNanos.get(key.table());
          if (written != null && written > hit.readAtNanos()) {
            node.figures.tell(key.table(), tier, "ReadsOlderThanLastWrite", 1);
          }
        });
    return found.map(NodeCache.Found::response);
  }

  /** Keeps a result that was read: here and at the primary, then everywhere. */
  void read(CacheKey.Result key, SdkResponse response, double readUnits) {
    NodeCache.Found found =
        new NodeCache.Found(response, NodeCache.size(response), replication.nowNanos());
    node.budget.spend(RequestBudget.cost(RequestBudget.MISS, found.bytes()));
    long ttl = cluster.queryTtlNanos();
    if (ttl <= 0) {
      return;
    }
    node.cache.keep(key, found, readUnits, ttl);
    cluster
        .primary()
        .filter(primary -> primary != node)
        .ifPresent(primary -> primary.cache.keep(key, found, readUnits, ttl));
    replication.follow(
        cluster,
        node,
        other -> {
          long left = left(ttl, found.readAtNanos());
          if (left > 0) {
            other.cache.keep(key, found, readUnits, left);
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
