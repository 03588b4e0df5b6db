package dev.diorama.whatif.engine;

import dev.diorama.cache.SimCache;
import dev.diorama.cache.dax.DaxConfig;
import dev.diorama.cache.dax.RequestBudget;
import dev.diorama.dynamodb.ItemSize;
import dev.diorama.dynamodb.capacity.OperationType;
import dev.diorama.dynamodb.capacity.Position;
import dev.diorama.lambda.LambdaConfig;
import dev.diorama.whatif.design.Design;
import dev.diorama.whatif.engine.Plan.Way;
import dev.diorama.whatif.result.Refusal.Reason;
import dev.diorama.whatif.result.RouteLatency.Hop;
import dev.diorama.whatif.workload.Action.Does;
import dev.diorama.whatif.workload.Items;
import dev.diorama.whatif.workload.KeyNames;
import dev.diorama.whatif.workload.RequestStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** Functions, clusters and tables of a fast run. */
final class FastBackend {
  private static final double FULL_CPU_MB = 1_769;
  private static final double MEASURED_MB = 1_024;
  private static final int ITEM_KEY_BYTES = 48;
  private static final int QUERY_KEY_BYTES = 128;
  private static final long PAGE_BYTES = 1 << 20;

  /** One function. */
  static final class One {
    final Design.Function function;
    final FastEnvironments environments;
    final FunctionTally tally;
    final double cpu;

    One(Design.Function function, Plan plan) {
      this.function = function;
      this.environments = new FastEnvironments(plan.settings().services().lambda());
      this.tally = new FunctionTally(function, plan);
      this.cpu = MEASURED_MB / Math.min(function.memoryMb(), FULL_CPU_MB);
    }
  }

  /** One node of a cluster. */
  static final class Node {
    final FastTier tier;
    final RequestBudget budget;
    final FastCounts items;
    final FastCounts queries;

    Node(FastTier tier, long rate) {
      this.tier = tier;
      this.budget = new RequestBudget(rate);
      this.items = new FastCounts();
      this.queries = new FastCounts();
    }
  }

  final One[] functions;
  final Node[][] clusters;
  final FastTable[][] tables;
  final double[] replicatedBytes;

  private final Plan plan;
  private final RequestStream stream;
  private final SplittableRandom chance;
  private final Freshness freshness;
  private final LambdaConfig lambda;
  private final Services.Retries retries;
  private final boolean sampled;
  private final boolean throttles;
  private final int unreserved;
  private final FastLatency init;
  private final FastLatency firstClient;
  private final FastLatency handler;
  private final FastLatency async;
  private final FastLatency daxWork;
  private final FastLatency daxHop;
  private final FastLatency dynamo;
  private final FastLatency[] work;
  private final FastKeys keys = new FastKeys();
  private final int[] itemFamily;
  private final int[] queryFamily;
  private final long[] itemTtl;
  private final long[] queryTtl;
  private final long[][] hashes;

  FastBackend(Plan plan, RequestStream stream, SplittableRandom chance, Freshness freshness) {
    this.plan = plan;
    this.stream = stream;
    this.chance = chance;
    this.freshness = freshness;
    Services services = plan.settings().services();
    this.lambda = services.lambda();
    this.retries = services.retries();
    this.sampled = plan.settings().sample() < 1;
    this.throttles = services.dynamoDb().throttling();
    this.init = new FastLatency(lambda.init());
    this.firstClient = new FastLatency(lambda.firstClient());
    this.handler = new FastLatency(lambda.handler());
    this.async = new FastLatency(lambda.asyncDelay());
    this.daxWork = new FastLatency(services.dax().latency());
    this.daxHop = new FastLatency(services.dax().hop());
    this.dynamo = new FastLatency(services.dynamoDb().latency());
    this.work = new FastLatency[plan.ways().size()];
    for (Way way : plan.ways()) {
      work[way.index()] = way.action().work().map(FastLatency::new).orElse(handler);
    }
    this.functions = new One[plan.design().functions().size()];
    int limit = lambda.accountConcurrency();
    for (int i = 0; i < functions.length; i++) {
      functions[i] = new One(plan.design().functions().get(i), plan);
      limit -= Math.max(0, functions[i].function.reservedConcurrency());
    }
    this.unreserved = limit;
    this.itemFamily = new int[plan.workload().items().size()];
    this.queryFamily = new int[plan.ways().size()];
    this.hashes = new long[itemFamily.length][0];
    double needed = 0;
    double share = 1;
    for (int i = 0; i < itemFamily.length; i++) {
      Items items = plan.workload().items().get(i);
      long collections = items.perUser() ? plan.workload().users().count() : 1;
      itemFamily[i] = keys.family(collections * items.most());
      needed +=
          2.2
              * collections
              * Math.min(items.most(), 2.0 * items.each())
              * (items.sizes().mean() + QUERY_KEY_BYTES);
    }
    for (Way way : plan.ways()) {
      share = Math.min(share, stream.keys(way.index()));
      queryFamily[way.index()] = way.does() == Does.LIST ? queries(way) : 0;
    }
    this.clusters = new Node[plan.design().clusters().size()][];
    this.itemTtl = new long[clusters.length];
    this.queryTtl = new long[clusters.length];
    for (int i = 0; i < clusters.length; i++) {
      clusters[i] = nodes(plan.design().clusters().get(i), i, needed * share, share);
    }
    this.tables = new FastTable[plan.design().tables().size()][];
    this.replicatedBytes = new double[tables.length];
    for (int i = 0; i < tables.length; i++) {
      Design.Table table = plan.design().tables().get(i);
      tables[i] =
          table.replicas().stream()
              .map(region -> new FastTable(plan, table, region))
              .toArray(FastTable[]::new);
    }
  }

  /** The keys of a way's listings, which those of other ways by the same index share. */
  private int queries(Way way) {
    for (Way other : plan.ways().subList(0, way.index())) {
      if (other.does() == Does.LIST
          && other.space() == way.space()
          && other.through() == way.through()) {
        return queryFamily[other.index()];
      }
    }
    boolean perUser = way.items().map(Items::perUser).orElse(false);
    return keys.family(perUser ? plan.workload().users().count() : 1);
  }

  private Node[] nodes(Design.Cluster cluster, int index, double needed, double share) {
    DaxConfig config = plan.settings().services().dax();
    long memory = config.usable(config.nodeBytes().getOrDefault(cluster.nodeType(), 0L));
    itemTtl[index] =
        cluster.recordTtlMillis() == 0
            ? SimCache.NEVER
            : TimeUnit.MILLISECONDS.toNanos(cluster.recordTtlMillis());
    queryTtl[index] = TimeUnit.MILLISECONDS.toNanos(cluster.queryTtlMillis());
    Node[] nodes = new Node[cluster.nodes()];
    for (int i = 0; i < nodes.length; i++) {
      nodes[i] =
          new Node(
              new FastTier(keys.size(), (long) (memory * share), needed, plan.workload().seconds()),
              config.rate(cluster.nodeType()));
    }
    return nodes;
  }

  private boolean mayRun(One one, int busy, long at) {
    if (one.function.reservedConcurrency() >= 0) {
      return busy < one.function.reservedConcurrency();
    }
    int all = 0;
    for (One each : functions) {
      all += each.function.reservedConcurrency() >= 0 ? 0 : each.environments.busyAt(at);
    }
    return all < unreserved;
  }

  /** Finds an environment: when it was started, or -1 when there can be none. */
  private long acquire(One one, Trip trip) {
    long at = trip.now;
    int busy = one.environments.busyAt(at);
    boolean may = mayRun(one, busy, at);
    long started = may ? one.environments.takeIdle(at) : -1;
    if (started < 0 && may && one.environments.start(at)) {
      started = at;
      trip.spend(Hop.COLD_START, init.draw(chance));
      if (!one.function.uses().isEmpty()) {
        trip.spend(Hop.COLD_START, firstClient.draw(chance));
      }
    }
    if (started < 0) {
      one.tally.throttled(1);
    } else {
      one.tally.busy(busy + 1, at);
    }
    return started;
  }

  void run(FastPath path, Trip trip) {
    Way way = path.way;
    One one = functions[way.function()];
    long at = trip.now;
    long environment = sampled ? 0 : acquire(one, trip);
    if (environment < 0) {
      trip.refuse(Reason.FUNCTION_CONCURRENCY, one.function.id());
      return;
    }
    long start = trip.now;
    long deadline = start + TimeUnit.SECONDS.toNanos(one.function.timeoutSeconds());
    trip.spend(Hop.FUNCTION, Math.round(work[way.index()].draw(chance) * one.cpu));
    if (way.table() >= 0) {
      data(path, trip, deadline);
    }
    boolean timedOut = trip.now > deadline;
    if (timedOut) {
      trip.cap(deadline, Hop.FUNCTION);
      trip.refuse(Reason.FUNCTION_TIMEOUT, one.function.id());
    }
    if (sampled) {
      one.tally.busyFor(trip.now - start, start, path.weight);
    } else {
      one.environments.runs(environment, trip.now, !timedOut);
    }
    one.tally.ran(trip.now - start, start - at, timedOut, path.weight);
  }

  /** Invokes a function asynchronously: at once by its own time, though others may come between. */
  void invokeLater(int function, long nanos, double weight) {
    One one = functions[function];
    long at = nanos + async.draw(chance);
    long spent = Math.round(handler.draw(chance) * one.cpu);
    one.tally.busyFor(spent, at, weight);
    one.tally.ran(spent, 0, false, weight);
  }

  private void data(FastPath path, Trip trip, long deadline) {
    Way way = path.way;
    for (int attempt = 1; ; attempt++) {
      DataAnswer answer =
          way.cluster() >= 0 ? cluster(path, trip) : table(path, stream.consistent(), trip);
      if (answer == DataAnswer.DONE) {
        if (way.cluster() < 0) {
          trip.bytes = way.does() == Does.LIST ? listBytes(way) : stream.bytes();
          trip.asOf = stream.nanos();
        }
        freshness.written(way, stream, stream.nanos());
        return;
      }
      if (!retries.again(attempt, answer.source(plan, way), chance, trip, deadline)) {
        return;
      }
    }
  }

  private DataAnswer cluster(FastPath path, Trip trip) {
    Way way = path.way;
    boolean write = way.does().writes();
    Node[] nodes = clusters[way.cluster()];
    trip.spend(Hop.DAX, daxWork.draw(chance));
    Node node = nodes.length == 1 ? nodes[0] : nodes[chance.nextInt(nodes.length)];
    if (!node.budget.has(trip.now) || (write && !nodes[0].budget.has(trip.now))) {
      return DataAnswer.CLUSTER_THROTTLED;
    }
    if (write && node != nodes[0]) {
      trip.spend(Hop.DAX, daxHop.draw(chance));
    }
    if (write) {
      return write(path, nodes, trip);
    }
    boolean list = way.does() == Does.LIST;
    if (stream.consistent()) {
      node.budget.spend(RequestBudget.MISS * path.weight);
      trip.bytes = list ? listBytes(way) : stream.bytes();
      trip.asOf = stream.nanos();
      return table(path, true, trip);
    }
    int key =
        list
            ? keys.number(queryFamily[way.index()], stream.collection())
            : keys.number(itemFamily[way.space()], stream.object());
    FastCounts counts = list ? node.queries : node.items;
    int overhead = list ? QUERY_KEY_BYTES : ITEM_KEY_BYTES;
    if (node.tier.isHit(key, stream.nanos())) {
      trip.bytes = node.tier.weight(key) - overhead;
      trip.asOf = node.tier.asOf(key);
      counts.hits += path.weight;
      counts.stale += freshness.shown(way, stream) > trip.asOf ? path.weight : 0;
      node.budget.spend(path.weight * RequestBudget.cost(RequestBudget.HIT, trip.bytes));
      return DataAnswer.DONE;
    }
    counts.misses += path.weight;
    DataAnswer answer = table(path, false, trip);
    if (answer != DataAnswer.DONE) {
      return answer;
    }
    trip.bytes = list ? listBytes(way) : stream.bytes();
    trip.asOf = stream.nanos();
    node.budget.spend(path.weight * RequestBudget.cost(RequestBudget.MISS, trip.bytes));
    long ttl = list ? queryTtl[way.cluster()] : itemTtl[way.cluster()];
    if (ttl > 0) {
      keep(nodes, key, trip.bytes + overhead, ttl);
    }
    return answer;
  }

  /** Replicas follow at once: their lag is left out. */
  private void keep(Node[] nodes, int key, int bytes, long ttl) {
    long now = stream.nanos();
    long end = ttl == SimCache.NEVER ? ttl : now + ttl;
    for (Node node : nodes) {
      node.tier.put(key, bytes, end, now, now);
    }
  }

  private DataAnswer write(FastPath path, Node[] nodes, Trip trip) {
    DataAnswer answer = table(path, false, trip);
    if (answer == DataAnswer.DONE && stream.object() != RequestStream.NONE) {
      int bytes = path.way.does() == Does.DELETE ? 0 : stream.bytes();
      double cost = path.weight * RequestBudget.cost(RequestBudget.WRITE, bytes);
      for (Node node : nodes) {
        node.budget.spend(cost);
      }
      keep(
          nodes,
          keys.number(itemFamily[path.way.space()], stream.object()),
          bytes + ITEM_KEY_BYTES,
          itemTtl[path.way.cluster()]);
    }
    return answer;
  }

  private DataAnswer table(FastPath path, boolean consistent, Trip trip) {
    Way way = path.way;
    trip.spend(Hop.DYNAMODB, dynamo.draw(chance));
    boolean write = way.does().writes();
    double units =
        write
            ? ItemSize.writeUnits(stream.bytes())
            : way.does() == Does.LIST
                ? listUnits(way, consistent)
                : ItemSize.readUnits(stream.bytes(), consistent);
    FastTable[] replicas = tables[way.table()];
    OperationType type = write ? OperationType.WRITE : OperationType.READ;
    want(replicas[0], way, units, path.weight);
    if (!replicas[0].ask(type, trip.now, stream.nanos(), throttles)) {
      return DataAnswer.TABLE_THROTTLED;
    }
    if (write) {
      for (int i = 1; i < replicas.length; i++) {
        replicatedBytes[way.table()] += stream.bytes() * path.weight;
        want(replicas[i], way, units, path.weight);
        replicas[i].ask(type, trip.now, stream.nanos(), false);
      }
    }
    return DataAnswer.DONE;
  }

  /** Says what the request wants of a table and of its indexes. */
  private void want(FastTable table, Way way, double units, double weight) {
    table.begin();
    if (way.through() >= 0 && !way.entries().get(way.through()).local()) {
      long hash = way.entries().get(way.through()).hash(stream.collection(), -1);
      table.want(way.through(), units * weight, hash);
      return;
    }
    table.want(units * weight, hash(way));
    for (int i = 0; way.does().writes() && i < way.entries().size(); i++) {
      IndexEntry entry = way.entries().get(i);
      int object = stream.object();
      double more = entry.writeUnits(way.does(), stream.bytes(), object >= 0);
      table.want(i, more * weight, entry.hash(stream.collection(), object));
    }
  }

  private double listUnits(Way way, boolean consistent) {
    long bytes = listBytes(way);
    double units = 0;
    for (long left = bytes; left > PAGE_BYTES; left -= PAGE_BYTES) {
      units += ItemSize.readUnits(PAGE_BYTES, consistent);
    }
    return units + ItemSize.readUnits(bytes % PAGE_BYTES, consistent);
  }

  private int listBytes(Way way) {
    Items items = way.items().orElseThrow();
    int collection = stream.collection();
    int size = stream.size(way.index(), collection);
    int read = items.page() == 0 ? size : Math.min(size, items.page());
    long bytes = 0;
    for (int rank = 0; rank < read; rank++) {
      bytes += way.listed(stream.bytes(way.index(), stream.object(way.index(), collection, rank)));
    }
    return ExactCluster.clipped(bytes);
  }

  /** The hash of a partition key, worked out once. */
  private long hash(Way way) {
    Items items = way.items().orElseThrow();
    int object = stream.object();
    int at = items.spread() && object >= 0 ? object : stream.collection();
    long[] known = hashes[way.space()];
    if (at >= known.length) {
      known = Arrays.copyOf(known, Math.max(1024, Integer.highestOneBit(at + 1) * 2));
      hashes[way.space()] = known;
    }
    if (known[at] == 0) {
      known[at] =
          Position.hash(
              KeyNames.partition(items, stream.collection(), object)
                  .getBytes(StandardCharsets.UTF_8));
    }
    return known[at];
  }

  /** Looks at what a request for an item will look at in its cluster; the answer means nothing. */
  int touch(FastPath path, int object) {
    int cluster = path.way.cluster();
    return cluster < 0
        ? 0
        : clusters[cluster][0].tier.touch(keys.known(itemFamily[path.way.space()], object));
  }

  /** The tables of all Regions. */
  List<FastTable> tables() {
    List<FastTable> all = new ArrayList<>();
    for (FastTable[] each : tables) {
      all.addAll(List.of(each));
    }
    return all;
  }
}
