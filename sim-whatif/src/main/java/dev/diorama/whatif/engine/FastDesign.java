package dev.diorama.whatif.engine;

import dev.diorama.apigateway.ApiGatewayConfig;
import dev.diorama.apigateway.MethodThrottle;
import dev.diorama.apigateway.TokenBucket;
import dev.diorama.cache.stage.StageEntries;
import dev.diorama.core.place.City;
import dev.diorama.core.place.Network;
import dev.diorama.whatif.design.Design;
import dev.diorama.whatif.engine.Plan.Way;
import dev.diorama.whatif.flat.Hashes;
import dev.diorama.whatif.result.Refusal.Reason;
import dev.diorama.whatif.result.RouteLatency.Hop;
import dev.diorama.whatif.workload.Action.Does;
import dev.diorama.whatif.workload.Items;
import dev.diorama.whatif.workload.RequestStream;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The tiers of a design as arrays: edges, stages and what lies behind them. */
final class FastDesign {
  static final int EDGE_OVERHEAD = 400;
  static final int STAGE_OVERHEAD = 200;

  /** What a cache has counted. */
  static final class Counts {
    /** Requests that it answered as the first on their way, by way: known by their number. */
    final long[] first;

    double hits;
    double misses;
    double stale;

    Counts(int ways) {
      this.first = new long[ways];
    }
  }

  /** An edge location or a regional edge cache. */
  static final class Place {
    final City city;
    final FastTier tier;
    final Counts counts;

    /** One way to the design's own Region, nanoseconds. */
    final long homeNanos;

    /** The regional edge cache behind it, once it is asked, and one way there. */
    @Nullable Place regional;

    long regionalNanos;

    Place(City city, FastTier tier, long homeNanos, int ways) {
      this.city = city;
      this.tier = tier;
      this.homeNanos = homeNanos;
      this.counts = new Counts(ways);
    }
  }

  /** The stage of an API. */
  static final class Stage {
    final Design.Stage design;
    final Optional<FastTier> tier;
    final Counts counts;
    double requests;
    double bytesOut;

    Stage(Design.Stage design, Optional<FastTier> tier, int ways) {
      this.design = design;
      this.tier = tier;
      this.counts = new Counts(ways);
    }
  }

  /** What is counted of a bucket. */
  static final class Bucket {
    double gets;
    double puts;
    double bytesOut;
  }

  /** What does not change of a way, at hand. */
  static final class Path {
    final Way way;
    final double weight;
    final long times;
    final boolean edgeReads;
    final boolean edgeKeeps;
    final boolean stageCaches;
    final boolean byUser;
    final boolean byItem;
    final boolean byStrength;
    final boolean byBoth;
    final boolean perUser;
    final long edgeTtl;
    final long edgeLeastTtl;
    final long stageTtl;
    final boolean sessions;

    /** Families of keys, for weak and strong reads. */
    final int[] edgeFamily = new int[2];

    final int[] stageFamily = new int[2];

    Path(Plan plan, RequestStream stream, Way way) {
      this.way = way;
      this.weight = FastRun.weight(plan, stream, way);
      this.times = Math.max(1, Math.round(weight));
      String method = way.action().method();
      this.edgeReads = way.distribution() >= 0 && (method.equals("GET") || method.equals("HEAD"));
      this.edgeTtl = TimeUnit.SECONDS.toNanos(way.edgeSeconds());
      this.edgeLeastTtl =
          TimeUnit.SECONDS.toNanos(way.behavior().map(Design.Behavior::minSeconds).orElse(0L));
      this.edgeKeeps = edgeReads && edgeTtl > 0;
      this.stageCaches = way.stageCaches() && plan.design().apis().get(way.stage()).cacheGb() > 0;
      this.stageTtl =
          TimeUnit.SECONDS.toNanos(way.route().map(Design.Route::cacheSeconds).orElse(0));
      this.byUser = way.keyHasAuthorization();
      this.byItem = way.keyHasPath() && way.does() != Does.LIST;
      this.byStrength = way.keyHasQuery();
      this.perUser = way.items().map(Items::perUser).orElse(false);
      this.byBoth = byUser && byItem && !perUser;
      this.sessions = byUser && plan.workload().users().sessionSeconds() > 0;
    }
  }

  final Plan plan;
  final RequestStream stream;
  final Path[] paths;
  final Map<City, Place> edges = new EnumMap<>(City.class);
  final Map<City, Place> regionals = new EnumMap<>(City.class);
  final Place[][] serving;
  final Stage[] stages;
  final Map<String, Bucket> buckets = new LinkedHashMap<>();
  final FastBackend backend;
  final LatencyTally latencies;

  /** By way and city: all requests, and those that the first cache answered. */
  final long[][] offered;

  final long[][] answered;
  final double[][] answeredBytes;

  /** By distribution and city, of requests that an edge passed on. */
  final double[][] passed;

  final double[][] passedBytes;
  final double[][] writtenBytes;
  double mails;

  final FastLatency edgeWork;
  final FastLatency cacheHit;
  private final FastLatency regionalWork;
  private final FastLatency overhead;
  private final FastLatency firstByte;
  private final double s3BytesPerSecond;
  private final long edgeMedian;
  private final SplittableRandom chance;
  private final FastKeys edgeKeys = new FastKeys();
  private final FastKeys stageKeys = new FastKeys();
  private final Freshness freshness;
  private final Trip trip = new Trip();
  private final TokenBucket account;
  private final Optional<TokenBucket>[] own;
  private final long[] viewerNanos;

  /** There and back from each city to the design's own Region. */
  private final long[] homeNanos;

  private final int cachedLimit;
  private final long integrationNanos;
  private final boolean writes;

  @SuppressWarnings({"unchecked", "rawtypes"}) // An array of a generic type.
  FastDesign(Plan plan, RequestStream stream) {
    this.plan = plan;
    this.stream = stream;
    Services services = plan.settings().services();
    ApiGatewayConfig gateway = services.apiGateway();
    int ways = plan.ways().size();
    int cities = plan.cities().size();
    this.chance = new SplittableRandom(Hashes.mix(plan.workload().seed() ^ 0x5eed));
    this.freshness = new Freshness(plan);
    this.writes = plan.ways().stream().anyMatch(way -> way.does().writes());
    this.paths = new Path[ways];
    for (Way way : plan.ways()) {
      paths[way.index()] = new Path(plan, stream, way);
      families(paths[way.index()]);
    }
    this.edgeWork = new FastLatency(services.cloudFront().edge());
    this.edgeMedian = services.cloudFront().edge().p50Nanos();
    this.regionalWork = new FastLatency(services.cloudFront().regional());
    this.overhead = new FastLatency(gateway.overhead());
    this.cacheHit = new FastLatency(gateway.cacheHit());
    this.firstByte = new FastLatency(services.s3().firstByte());
    this.s3BytesPerSecond = services.s3().bytesPerSecond();
    this.cachedLimit = gateway.cachedResponseLimit();
    this.integrationNanos = TimeUnit.MILLISECONDS.toNanos(gateway.maxTimeoutMillis());
    List<Design.Distribution> distributions = plan.design().distributions();
    this.serving = new Place[distributions.size()][cities];
    this.viewerNanos = new long[distributions.size() * cities];
    this.passed = new double[distributions.size()][cities];
    this.passedBytes = new double[distributions.size()][cities];
    this.writtenBytes = new double[distributions.size()][cities];
    for (int d = 0; d < distributions.size(); d++) {
      for (int c = 0; c < cities; c++) {
        City from = plan.cities().get(c);
        City near = services.cloudFront().edgeFor(from, distributions.get(d).priceClass());
        serving[d][c] =
            edges.computeIfAbsent(near, city -> place(city, services.cloudFront().edgeBytes()));
        viewerNanos[d * cities + c] = Network.oneWayNanos(from, near);
      }
    }
    this.homeNanos = new long[cities];
    for (int c = 0; c < cities; c++) {
      homeNanos[c] = Network.roundTripNanos(plan.cities().get(c), plan.regionCity());
    }
    this.stages = new Stage[plan.design().apis().size()];
    for (int i = 0; i < stages.length; i++) {
      stages[i] = stage(plan.design().apis().get(i), i, ways);
    }
    double share = stream.share();
    this.account =
        new TokenBucket(
            gateway.accountRate() * share,
            (int) Math.max(1, Math.round(gateway.accountBurst() * share)),
            0);
    this.own = new Optional[ways];
    for (Path path : paths) {
      own[path.way.index()] = bucket(path, gateway);
    }
    shareBuckets();
    this.offered = new long[ways][cities];
    this.answered = new long[ways][cities];
    this.answeredBytes = new double[ways][cities];
    this.latencies = new LatencyTally(plan);
    this.backend = new FastBackend(plan, stream, chance, freshness);
  }

  /** A sample of the requests meets a bucket that is smaller in the same measure. */
  private Optional<TokenBucket> bucket(Path path, ApiGatewayConfig gateway) {
    if (path.way.route().isEmpty()) {
      return Optional.empty();
    }
    double share = stream.share(path.way.index());
    double rate = path.way.route().get().rateLimit();
    int burst = path.way.route().get().burstLimit();
    return MethodThrottle.method(
        gateway,
        rate < 0 ? rate : rate * share,
        burst < 0 ? burst : (int) Math.max(1, Math.round(burst * share)),
        0);
  }

  /** Two actions of one route draw on one bucket. */
  private void shareBuckets() {
    for (int i = 0; i < paths.length; i++) {
      for (int j = 0; j < i; j++) {
        if (paths[i].way.stage() >= 0
            && paths[i].way.stage() == paths[j].way.stage()
            && paths[i].way.routeIndex() == paths[j].way.routeIndex()) {
          own[i] = own[j];
        }
      }
    }
  }

  private long keysOf(Path path) {
    Way way = path.way;
    if (way.items().isEmpty()) {
      return 1;
    }
    Items items = way.items().get();
    long collections = items.perUser() ? plan.workload().users().count() : 1;
    return Math.max(1, collections * items.most());
  }

  /** Ways of one route, or of one kind of objects, share their keys. */
  private void families(Path path) {
    for (Path before : paths) {
      if (before == path) {
        break;
      }
      boolean sameRoute =
          before.way.stage() == path.way.stage()
              && before.way.routeIndex() == path.way.routeIndex()
              && before.way.bucket().equals(path.way.bucket())
              && before.way.space() == path.way.space();
      if (sameRoute) {
        System.arraycopy(before.edgeFamily, 0, path.edgeFamily, 0, 2);
        System.arraycopy(before.stageFamily, 0, path.stageFamily, 0, 2);
        return;
      }
    }
    boolean both = path.way.action().consistent() > 0;
    if (path.edgeReads) {
      path.edgeFamily[0] = edgeKeys.family(keysOf(path));
      path.edgeFamily[1] = both ? edgeKeys.family(keysOf(path)) : path.edgeFamily[0];
    }
    if (path.stageCaches) {
      long size =
          path.byBoth
              ? Long.MAX_VALUE / 2
              : path.byItem ? keysOf(path) : path.byUser ? plan.workload().users().count() : 1;
      path.stageFamily[0] = stageKeys.family(size);
      path.stageFamily[1] = both && path.byStrength ? stageKeys.family(size) : path.stageFamily[0];
    }
  }

  /** What all answers weigh that ways of a kind can have, bytes. */
  private double needed(boolean edge, int stage) {
    double bytes = 0;
    for (Path path : paths) {
      boolean counts = edge ? path.edgeKeeps : path.stageCaches && path.way.stage() == stage;
      if (counts && path.way.items().isPresent()) {
        Items items = path.way.items().get();
        double collections = items.perUser() ? plan.workload().users().count() : 1;
        double each = items.sizes().mean() + EDGE_OVERHEAD;
        bytes +=
            path.byBoth && !edge
                ? Double.POSITIVE_INFINITY
                // Lists show the items once more, and there may be more items than at the start.
                : 1.2 * collections * Math.min(items.most(), 2.0 * items.each()) * each;
      }
    }
    return bytes * stream.share();
  }

  private double keyShare() {
    double least = 1;
    for (Path path : paths) {
      least = Math.min(least, stream.keys(path.way.index()));
    }
    return least;
  }

  private Place place(City city, long bytes) {
    FastTier tier =
        new FastTier(edgeKeys.size(), (long) (bytes * keyShare()), needed(true, -1), writes);
    return new Place(city, tier, Network.oneWayNanos(city, plan.regionCity()), paths.length);
  }

  private Place regional(Place edge) {
    Place known = edge.regional;
    if (known != null) {
      return known;
    }
    City at = plan.settings().services().cloudFront().regionalFor(edge.city);
    Place found = regionals.get(at);
    if (found == null) {
      found = place(at, plan.settings().services().cloudFront().regionalBytes());
      regionals.put(at, found);
    }
    edge.regional = found;
    edge.regionalNanos = Network.oneWayNanos(edge.city, at);
    return found;
  }

  private Stage stage(Design.Stage design, int index, int ways) {
    Optional<FastTier> tier =
        design.cacheGb() > 0
            ? Optional.of(
                new FastTier(
                    stageKeys.size(),
                    (long) (StageEntries.bytes(design.cacheGb()) * keyShare()),
                    needed(false, index),
                    writes))
            : Optional.empty();
    return new Stage(design, tier, ways);
  }

  /** The request that the stream stands at. */
  void request() {
    int action = stream.action();
    int city = stream.city();
    Path path = paths[action];
    offered[action][city]++;
    if (path.way.distribution() >= 0) {
      edge(path, city);
    } else {
      direct(path, city);
    }
  }

  private void edge(Path path, int city) {
    Way way = path.way;
    Place edge = serving[way.distribution()][city];
    long viewer = viewerNanos[way.distribution() * plan.cities().size() + city];
    long now = stream.nanos();
    int key = 0;
    if (path.edgeReads) {
      key =
          edgeKeys.number(
              path.edgeFamily[stream.consistent() ? 1 : 0], Math.max(0, stream.object()));
      if (path.edgeKeeps && edge.tier.isHit(key, now + viewer + edgeMedian)) {
        hit(path, city, edge.tier, edge.counts, key, EDGE_OVERHEAD);
        return;
      }
    }
    trip.begin(now);
    trip.spend(Hop.NETWORK, viewer);
    trip.spend(Hop.EDGE, edgeWork.draw(chance));
    if (path.edgeReads) {
      edge.counts.misses += path.weight;
      Place regional = regional(edge);
      boolean atHome = !way.bucket().isEmpty() && regional.city == plan.regionCity();
      long end = atHome ? fetch(path, edge) : further(path, edge, regional, key);
      if (trip.refused == null && end > trip.now) {
        edge.tier.put(key, trip.bytes + EDGE_OVERHEAD, end, trip.asOf, now);
      }
    } else {
      fetch(path, edge);
    }
    trip.spend(Hop.NETWORK, viewer);
    passed[way.distribution()][city] += path.weight;
    passedBytes[way.distribution()][city] += path.weight * trip.bytes;
    if (way.does().writes()) {
      writtenBytes[way.distribution()][city] += path.weight * stream.bytes();
    }
    finish(path, city, path.times);
  }

  private void hit(Path path, int city, FastTier tier, Counts counts, int key, int overheadBytes) {
    int action = path.way.index();
    counts.first[action]++;
    answered[action][city]++;
    answeredBytes[action][city] += tier.weight(key) - overheadBytes;
    if (writes && freshness.shown(path.way, stream) > tier.asOf(key)) {
      counts.stale += path.weight;
    }
  }

  private long further(Path path, Place edge, Place regional, int key) {
    long between = edge.regionalNanos;
    trip.spend(Hop.NETWORK, between);
    trip.spend(Hop.EDGE, regionalWork.draw(chance));
    long end;
    if (regional.tier.isHit(key, trip.now)) {
      regional.counts.hits += path.weight;
      trip.bytes = regional.tier.weight(key) - EDGE_OVERHEAD;
      trip.asOf = regional.tier.asOf(key);
      if (writes && freshness.shown(path.way, stream) > trip.asOf) {
        regional.counts.stale += path.weight;
      }
      end = regional.tier.end(key);
    } else {
      regional.counts.misses += path.weight;
      end = fetch(path, regional);
      if (trip.refused == null && end > trip.now) {
        regional.tier.put(key, trip.bytes + EDGE_OVERHEAD, end, trip.asOf, stream.nanos());
      }
    }
    trip.spend(Hop.NETWORK, between);
    return end;
  }

  /** Asks the origin from a place; until when the answer may be kept. */
  private long fetch(Path path, Place from) {
    long between = from.homeNanos;
    trip.spend(Hop.NETWORK, between);
    if (path.way.stage() >= 0) {
      if (admitted(path)) {
        staged(path, true);
      }
    } else {
      bucket(path);
    }
    trip.spend(Hop.NETWORK, between);
    return trip.now + (stream.consistent() ? path.edgeLeastTtl : path.edgeTtl);
  }

  private void direct(Path path, int city) {
    trip.begin(stream.nanos());
    long network = homeNanos[city];
    if (path.way.stage() < 0) {
      bucket(path);
    } else if (!admitted(path)) {
      trip.aside(Hop.NETWORK, network);
      finish(path, city, Math.max(1, Math.round(1 / stream.share(path.way.index()))));
      return;
    } else {
      Stage stage = stages[path.way.stage()];
      if (path.stageCaches) {
        FastTier tier = stage.tier.orElseThrow();
        int key = stageKey(path);
        if (tier.isHit(key, trip.now) && isSame(path, tier, key)) {
          hit(path, city, tier, stage.counts, key, STAGE_OVERHEAD);
          return;
        }
      }
      staged(path, false);
    }
    trip.aside(Hop.NETWORK, network);
    finish(path, city, path.times);
  }

  private boolean admitted(Path path) {
    MethodThrottle.Verdict verdict = MethodThrottle.admit(own[path.way.index()], account, trip.now);
    if (verdict == MethodThrottle.Verdict.ADMITTED) {
      return true;
    }
    trip.spend(Hop.GATEWAY, overhead.draw(chance));
    trip.refuse(
        verdict == MethodThrottle.Verdict.METHOD ? Reason.METHOD_THROTTLE : Reason.ACCOUNT_THROTTLE,
        stages[path.way.stage()].design.id());
    return false;
  }

  private int stageKey(Path path) {
    int family = path.stageFamily[stream.consistent() && path.byStrength ? 1 : 0];
    long index;
    if (path.byBoth) {
      index = ((long) stream.user() << 30) | stream.object();
    } else if (path.byItem) {
      index = Math.max(0, stream.object());
    } else {
      index = path.byUser ? stream.user() : 0;
    }
    return stageKeys.number(family, index);
  }

  /** An entry of a session that is over is none of the present one's. */
  private boolean isSame(Path path, FastTier tier, int key) {
    return !path.sessions || tier.isOfSession(key, stream.session());
  }

  /** A request that the gateway has admitted, behind the first look into its cache. */
  private void staged(Path path, boolean look) {
    Stage stage = stages[path.way.stage()];
    stage.requests += path.weight;
    int key = path.stageCaches ? stageKey(path) : 0;
    if (path.stageCaches) {
      FastTier tier = stage.tier.orElseThrow();
      if (look && tier.isHit(key, trip.now) && isSame(path, tier, key)) {
        stage.counts.hits += path.weight;
        trip.spend(Hop.GATEWAY, cacheHit.draw(chance));
        trip.bytes = tier.weight(key) - STAGE_OVERHEAD;
        trip.asOf = tier.asOf(key);
        stage.bytesOut += path.weight * trip.bytes;
        return;
      }
      stage.counts.misses += path.weight;
    }
    trip.spend(Hop.GATEWAY, overhead.draw(chance));
    if (path.way.function() >= 0) {
      long until = trip.now + integrationNanos;
      backend.run(path, trip);
      if (trip.now > until) {
        trip.cap(until, Hop.FUNCTION);
        trip.refuse(Reason.INTEGRATION_TIMEOUT, stage.design.id());
      }
    }
    if (trip.refused == null) {
      stage.bytesOut += path.weight * trip.bytes;
      if (path.stageCaches && trip.bytes <= cachedLimit) {
        FastTier tier = stage.tier.orElseThrow();
        tier.put(
            key, trip.bytes + STAGE_OVERHEAD, trip.now + path.stageTtl, trip.asOf, stream.nanos());
        if (path.sessions) {
          tier.ofSession(key, stream.session());
        }
      }
    }
  }

  private void bucket(Path path) {
    trip.spend(Hop.S3, firstByte.draw(chance));
    trip.spend(Hop.S3, Math.round(stream.bytes() * 1e9 / s3BytesPerSecond));
    Bucket bucket = buckets.get(path.way.bucket());
    if (bucket == null) {
      bucket = new Bucket();
      buckets.put(path.way.bucket(), bucket);
    }
    if (path.way.does() == Does.UPLOAD) {
      bucket.puts += path.weight;
      return;
    }
    bucket.gets += path.weight;
    bucket.bytesOut += path.way.distribution() >= 0 ? 0 : path.weight * stream.bytes();
    trip.bytes = stream.bytes();
    trip.asOf = stream.nanos();
  }

  private void finish(Path path, int city, long times) {
    latencies.add(path.way, city, trip, times);
    if (trip.refused == null) {
      mails += path.weight * path.way.action().mails();
      for (int function : path.way.invokes()) {
        backend.invokeLater(function, trip.now, path.weight);
      }
    }
  }
}
