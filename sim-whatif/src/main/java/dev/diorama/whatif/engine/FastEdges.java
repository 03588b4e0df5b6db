package dev.diorama.whatif.engine;

import dev.diorama.cloudfront.CloudFrontConfig;
import dev.diorama.core.place.City;
import dev.diorama.core.place.Network;
import dev.diorama.whatif.design.Design.Distribution;
import dev.diorama.whatif.result.RouteLatency.Hop;
import dev.diorama.whatif.workload.RequestStream;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** CloudFront as arrays: edge locations and regional edge caches, in the way of a request. */
final class FastEdges {
  /** An edge location or a regional edge cache. */
  static final class Place {
    final City city;
    final FastTier tier;
    final FastCounts counts;

    /** One way to the design's own Region, nanoseconds. */
    final long homeNanos;

    /** The regional edge cache behind it, once it is asked, and one way there. */
    @Nullable Place regional;

    long regionalNanos;

    Place(City city, FastTier tier, long homeNanos) {
      this.city = city;
      this.tier = tier;
      this.homeNanos = homeNanos;
      this.counts = new FastCounts();
    }
  }

  /** What lies behind CloudFront. */
  @FunctionalInterface
  interface Origin {
    /** Answers a request, or refuses it. */
    void ask(FastPath path, Trip trip);
  }

  /** Edge locations, and the regional ones that were asked. */
  final Map<City, Place> edges = new EnumMap<>(City.class);

  final Map<City, Place> regionals = new EnumMap<>(City.class);

  /** Which edge location serves whom, by distribution and city of the plan. */
  final Place[][] serving;

  /** By distribution and city, of requests that an edge passed on. */
  final double[][] passed;

  final double[][] passedBytes;
  final double[][] writtenBytes;
  final FastLatency work;

  private final Plan plan;
  private final CloudFrontConfig config;
  private final RequestStream stream;
  private final FastPaths paths;
  private final SplittableRandom chance;
  private final Freshness freshness;
  private final Origin origin;
  private final FastLatency regionalWork;

  private final long[][] viewerNanos;

  FastEdges(
      Plan plan,
      RequestStream stream,
      FastPaths paths,
      SplittableRandom chance,
      Freshness freshness,
      Origin origin) {
    this.plan = plan;
    this.config = plan.settings().services().cloudFront();
    this.stream = stream;
    this.paths = paths;
    this.chance = chance;
    this.freshness = freshness;
    this.origin = origin;
    this.work = new FastLatency(config.edge());
    this.regionalWork = new FastLatency(config.regional());
    List<Distribution> distributions = plan.design().distributions();
    int cities = plan.cities().size();
    this.serving = new Place[distributions.size()][cities];
    this.viewerNanos = new long[distributions.size()][cities];
    this.passed = new double[distributions.size()][cities];
    this.passedBytes = new double[distributions.size()][cities];
    this.writtenBytes = new double[distributions.size()][cities];
    for (int d = 0; d < distributions.size(); d++) {
      for (int c = 0; c < cities; c++) {
        City from = plan.cities().get(c);
        City near = config.edgeFor(from, distributions.get(d).priceClass());
        serving[d][c] = edges.computeIfAbsent(near, city -> place(city, config.edgeBytes()));
        viewerNanos[d][c] = Network.oneWayNanos(from, near);
      }
    }
    for (FastPath path : paths.all) {
      int d = path.way.distribution();
      if (d >= 0) {
        path.serving = serving[d];
        path.lookNanos =
            Arrays.stream(viewerNanos[d]).map(each -> each + config.edge().p50Nanos()).toArray();
      }
    }
  }

  private Place place(City city, long bytes) {
    FastTier tier =
        new FastTier(
            paths.edgeKeys.size(),
            (long) (bytes * paths.keyShare()),
            paths.needed(true, -1),
            plan.workload().seconds());
    return new Place(city, tier, Network.oneWayNanos(city, plan.regionCity()));
  }

  private Place regional(Place edge) {
    Place known = edge.regional;
    if (known != null) {
      return known;
    }
    City at = config.regionalFor(edge.city);
    Place found = regionals.get(at);
    if (found == null) {
      found = place(at, config.regionalBytes());
      regionals.put(at, found);
    }
    edge.regional = found;
    edge.regionalNanos = Network.oneWayNanos(edge.city, at);
    return found;
  }

  int key(FastPath path) {
    return path.edgeReads ? path.edgeKey(paths.edgeKeys, stream.consistent(), stream.object()) : 0;
  }

  /** The place that answers the request at once; null when it has to be asked for. */
  @Nullable Place answers(FastPath path, int city, int key) {
    Place edge = path.serving[city];
    return path.edgeKeeps && edge.tier.isHit(key, stream.nanos() + path.lookNanos[city])
        ? edge
        : null;
  }

  /** A request that its edge location cannot answer. */
  void ask(FastPath path, int city, int key, Trip trip) {
    int distribution = path.way.distribution();
    Place edge = path.serving[city];
    long viewer = viewerNanos[distribution][city];
    long now = stream.nanos();
    trip.begin(now);
    trip.spend(Hop.NETWORK, viewer);
    trip.spend(Hop.EDGE, work.draw(chance));
    if (path.edgeReads) {
      edge.counts.misses += path.weight;
      Place regional = regional(edge);
      boolean atHome = path.isOfBucket && regional.city == plan.regionCity();
      long end = atHome ? fetch(path, edge, trip) : further(path, edge, regional, key, trip);
      if (trip.refused == null && end > trip.now) {
        edge.tier.put(key, trip.bytes + FastPaths.EDGE_OVERHEAD, end, trip.asOf, now);
      }
    } else {
      fetch(path, edge, trip);
    }
    trip.spend(Hop.NETWORK, viewer);
    passed[distribution][city] += path.weight;
    passedBytes[distribution][city] += path.weight * trip.bytes;
    if (path.writes) {
      writtenBytes[distribution][city] += path.weight * stream.bytes();
    }
  }

  private long further(FastPath path, Place edge, Place regional, int key, Trip trip) {
    long between = edge.regionalNanos;
    trip.spend(Hop.NETWORK, between);
    trip.spend(Hop.EDGE, regionalWork.draw(chance));
    long end;
    if (regional.tier.isHit(key, trip.now)) {
      regional.counts.hits += path.weight;
      trip.bytes = regional.tier.weight(key) - FastPaths.EDGE_OVERHEAD;
      trip.asOf = regional.tier.asOf(key);
      if (freshness.isStale(path.way, stream, trip.asOf)) {
        regional.counts.stale += path.weight;
      }
      end = regional.tier.end(key);
    } else {
      regional.counts.misses += path.weight;
      end = fetch(path, regional, trip);
      if (trip.refused == null && end > trip.now) {
        regional.tier.put(
            key, trip.bytes + FastPaths.EDGE_OVERHEAD, end, trip.asOf, stream.nanos());
      }
    }
    trip.spend(Hop.NETWORK, between);
    return end;
  }

  /** Asks the origin from a place; until when the answer may be kept. */
  private long fetch(FastPath path, Place from, Trip trip) {
    long between = from.homeNanos;
    trip.spend(Hop.NETWORK, between);
    origin.ask(path, trip);
    trip.spend(Hop.NETWORK, between);
    return trip.now + (stream.consistent() ? path.edgeLeastTtl : path.edgeTtl);
  }

  /** Looks at what a request that is known ahead will look at first; the answer means nothing. */
  int touch(FastPath path, int city, int object) {
    return path.serving[city].tier.touch(paths.edgeKeys.known(path.edgeFamily[0], object));
  }

  /** Whether a request that is known ahead will have to be asked for, as far as one sees now. */
  boolean willAsk(FastPath path, int city, int object, long nanos) {
    int key = paths.edgeKeys.known(path.edgeFamily[0], object);
    return !path.serving[city].tier.has(key, nanos);
  }

  /** As {@link #touch}, of the place behind. */
  int touchRegional(FastPath path, int city, int object) {
    Place regional = path.serving[city].regional;
    return regional == null
        ? 0
        : regional.tier.touch(paths.edgeKeys.known(path.edgeFamily[0], object));
  }
}
