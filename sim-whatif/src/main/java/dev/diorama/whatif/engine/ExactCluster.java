package dev.diorama.whatif.engine;

import dev.diorama.cache.Lookup;
import dev.diorama.cache.SimCache;
import dev.diorama.cache.dax.DaxConfig;
import dev.diorama.cache.dax.RequestBudget;
import dev.diorama.core.random.Seeds;
import dev.diorama.core.random.SimRandom;
import dev.diorama.core.time.SimClock;
import dev.diorama.whatif.design.Design.Cluster;
import dev.diorama.whatif.engine.Plan.Way;
import dev.diorama.whatif.flat.Hashes;
import dev.diorama.whatif.result.RouteLatency.Hop;
import dev.diorama.whatif.result.TierFigures;
import dev.diorama.whatif.workload.Action.Does;
import dev.diorama.whatif.workload.RequestStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A DAX cluster: each node an item cache and a query cache in one memory and a budget of requests,
 * changes following from the primary to the replicas. The rules are those of {@code cache.dax},
 * without its items and its wire.
 */
final class ExactCluster {
  /**
   * What is found by.
   *
   * @param list whether it is a collection's listing; else an item
   */
  private record Key(boolean list, int space, int number) {
    /** Written out, because a record's own is slow. */
    @Override
    public boolean equals(Object other) {
      return other instanceof Key key
          && number == key.number
          && space == key.space
          && list == key.list;
    }

    @Override
    public int hashCode() {
      return (int) (Hashes.mix(((long) space << 32) | number) >>> (list ? 31 : 32));
    }
  }

  /** What is kept; {@code asOf} is when it was so. */
  private record Entry(int bytes, long asOf) {}

  /**
   * What a key weighs beside the data, assumed: the live cache weighs the table's name and the key,
   * or the request's canonical text.
   */
  private static final int ITEM_KEY_BYTES = 48;

  private static final int QUERY_KEY_BYTES = 128;

  private final Plan plan;
  private final Cluster cluster;
  private final DaxConfig config;
  private final SimClock clock;
  private final RequestStream stream;
  private final ExactTables tables;
  private final Freshness freshness;
  private final SimRandom latencies;
  private final SimRandom routing;
  private final SimRandom hops;
  private final SimRandom lags;
  private final List<Node> nodes = new ArrayList<>();
  private final long itemTtl;
  private final long queryTtl;
  private boolean schemaKnown;

  /** One node; the first is the primary. */
  private static final class Node {
    final SimCache<Key, Entry> cache;
    final RequestBudget budget;
    final long[] hits = new long[2];
    final long[] misses = new long[2];
    final long[] stale = new long[2];
    final long[] evictions = new long[2];
    long followsUntil;

    Node(String name, long bytes, long rate, SimClock clock) {
      this.cache =
          SimCache.<Key, Entry>builder(name, clock)
              .maxBytes(bytes)
              .weigher(
                  (key, entry) -> (key.list() ? QUERY_KEY_BYTES : ITEM_KEY_BYTES) + entry.bytes())
              .onEvict((key, weight) -> evictions(key))
              .build();
      this.budget = new RequestBudget(rate);
    }

    private void evictions(Key key) {
      evictions[key.list() ? 1 : 0]++;
    }
  }

  ExactCluster(
      Plan plan,
      Cluster cluster,
      SimClock clock,
      Seeds seeds,
      RequestStream stream,
      ExactTables tables,
      Freshness freshness) {
    this.plan = plan;
    this.cluster = cluster;
    this.config = plan.settings().services().dax();
    this.clock = clock;
    this.stream = stream;
    this.tables = tables;
    this.freshness = freshness;
    this.latencies = seeds.stream("latency/dax-data/" + plan.design().region());
    this.routing = seeds.stream("dax/routing");
    this.hops = seeds.stream("dax/hop");
    this.lags = seeds.stream("dax/replication");
    this.itemTtl =
        cluster.recordTtlMillis() == 0
            ? SimCache.NEVER
            : TimeUnit.MILLISECONDS.toNanos(cluster.recordTtlMillis());
    this.queryTtl = TimeUnit.MILLISECONDS.toNanos(cluster.queryTtlMillis());
    long memory = config.usable(config.nodeBytes().getOrDefault(cluster.nodeType(), 0L));
    for (int i = 0; i < cluster.nodes(); i++) {
      nodes.add(new Node(cluster.id() + "-" + i, memory, config.rate(cluster.nodeType()), clock));
    }
  }

  /** A request through the cluster. */
  DataAnswer ask(Way way, Trip trip) {
    boolean write = way.does().writes();
    trip.spend(Hop.DAX, config.latency().sample(latencies));
    Node node = nodes.size() == 1 ? nodes.get(0) : nodes.get(routing.nextInt(nodes.size()));
    Node primary = nodes.get(0);
    boolean able = node.budget.has(trip.now);
    if (write) {
      able &= primary.budget.has(trip.now);
    }
    if (!able) {
      return DataAnswer.CLUSTER_THROTTLED;
    }
    if (write && node != primary) {
      trip.spend(Hop.DAX, config.hop().sample(hops));
    }
    boolean done =
        switch (way.does()) {
          case GET -> get(way, node, trip);
          case LIST -> list(way, node, trip);
          default -> write(way, trip);
        };
    return done ? DataAnswer.DONE : DataAnswer.TABLE_THROTTLED;
  }

  /** The first item that is asked for makes a cluster ask for the table's key. */
  private void learnSchema(Trip trip) {
    if (!schemaKnown) {
      schemaKnown = true;
      tables.describe(trip);
    }
  }

  private boolean get(Way way, Node node, Trip trip) {
    if (stream.consistent()) {
      node.budget.spend(RequestBudget.MISS);
      trip.bytes = tables.bytes(way);
      trip.asOf = clock.nanos();
      return tables.ask(way, true, trip);
    }
    learnSchema(trip);
    Key key = new Key(false, way.space(), stream.object());
    if (hit(key, node, trip, freshness.item(way.space(), stream.object()))) {
      return true;
    }
    if (!tables.ask(way, false, trip)) {
      return false;
    }
    keep(key, node, new Entry(tables.bytes(way), clock.nanos()), itemTtl, trip);
    return true;
  }

  private boolean list(Way way, Node node, Trip trip) {
    if (stream.consistent()) {
      node.budget.spend(RequestBudget.MISS);
      trip.bytes = clipped(tables.listBytes(way));
      trip.asOf = clock.nanos();
      return tables.ask(way, true, trip);
    }
    // A query by another index is another query.
    int spaces = plan.workload().items().size();
    Key key = new Key(true, way.space() + spaces * (way.through() + 1), stream.collection());
    if (hit(key, node, trip, freshness.collection(way.space(), stream.collection()))) {
      return true;
    }
    if (!tables.ask(way, false, trip)) {
      return false;
    }
    keep(key, node, new Entry(clipped(tables.listBytes(way)), clock.nanos()), queryTtl, trip);
    return true;
  }

  static int clipped(long bytes) {
    return (int) Math.min(Integer.MAX_VALUE, bytes);
  }

  private static boolean hit(Key key, Node node, Trip trip, long writtenNanos) {
    int kind = key.list() ? 1 : 0;
    Lookup<Entry> found = node.cache.get(key);
    if (!found.isHit()) {
      node.misses[kind]++;
      return false;
    }
    Entry entry = found.value().orElseThrow();
    node.hits[kind]++;
    node.budget.spend(RequestBudget.cost(RequestBudget.HIT, entry.bytes()));
    if (writtenNanos > entry.asOf()) {
      node.stale[kind]++;
    }
    trip.bytes = entry.bytes();
    trip.asOf = entry.asOf();
    return true;
  }

  private void keep(Key key, Node node, Entry entry, long ttl, Trip trip) {
    node.budget.spend(RequestBudget.cost(RequestBudget.MISS, entry.bytes()));
    trip.bytes = entry.bytes();
    trip.asOf = entry.asOf();
    if (ttl <= 0) {
      return;
    }
    node.cache.put(key, entry, ttl);
    Node primary = nodes.get(0);
    if (node != primary) {
      primary.cache.put(key, entry, ttl);
    }
    follow(node, key, entry, ttl);
  }

  private boolean write(Way way, Trip trip) {
    if (!tables.ask(way, false, trip)) {
      return false;
    }
    if (way.does() == Does.DELETE && !tables.has(way)) {
      // Its condition fails: nothing is written, and nothing is learnt.
      return true;
    }
    learnSchema(trip);
    Entry entry = new Entry(way.does() == Does.DELETE ? 0 : stream.bytes(), clock.nanos());
    double cost = RequestBudget.cost(RequestBudget.WRITE, entry.bytes());
    nodes.forEach(each -> each.budget.spend(cost));
    Key key = new Key(false, way.space(), stream.object());
    nodes.get(0).cache.put(key, entry, itemTtl);
    follow(nodes.get(0), key, entry, itemTtl);
    return true;
  }

  /** Every replica but the one that knows it already follows at its own lag, in order. */
  private void follow(Node known, Key key, Entry entry, long ttl) {
    for (int i = 1; i < nodes.size(); i++) {
      Node node = nodes.get(i);
      if (node != known) {
        long at = Math.max(node.followsUntil, clock.nanos() + config.replicationLag().sample(lags));
        node.followsUntil = at;
        clock.schedule(at - clock.nanos(), "dax follows", () -> followed(node, key, entry, ttl));
      }
    }
  }

  private void followed(Node node, Key key, Entry entry, long ttl) {
    long left = ttl == SimCache.NEVER ? ttl : ttl - (clock.nanos() - entry.asOf());
    // A replica that has read the item itself since then does not fall back.
    boolean newer =
        !key.list() && node.cache.peek(key).filter(own -> own.asOf() > entry.asOf()).isPresent();
    if (left > 0 && !newer) {
      node.cache.put(key, entry, left);
    }
  }

  List<TierFigures> figures() {
    List<TierFigures> figures = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      Node node = nodes.get(i);
      figures.add(figures(TierFigures.Kind.DAX_ITEM, node, i, node.cache.stats().expirations()));
      figures.add(figures(TierFigures.Kind.DAX_QUERY, node, i, 0));
    }
    return figures;
  }

  /** Both caches share one memory, whose size and contents are shown with the item cache. */
  private TierFigures figures(TierFigures.Kind kind, Node node, int number, long expirations) {
    int at = kind == TierFigures.Kind.DAX_ITEM ? 0 : 1;
    return new TierFigures(
        kind,
        cluster.id(),
        Integer.toString(number),
        node.hits[at],
        node.misses[at],
        node.evictions[at],
        node.stale[at],
        expirations,
        at == 0 ? node.cache.bytes() : 0,
        at == 0 ? node.cache.maxBytes() : 0);
  }
}
