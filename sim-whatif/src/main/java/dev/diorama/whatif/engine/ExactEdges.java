package dev.diorama.whatif.engine;

import dev.diorama.cache.CacheStats;
import dev.diorama.cache.Lookup;
import dev.diorama.cache.SimCache;
import dev.diorama.cloudfront.CloudFrontConfig;
import dev.diorama.core.place.City;
import dev.diorama.core.place.Network;
import dev.diorama.core.random.Latency;
import dev.diorama.core.random.Seeds;
import dev.diorama.core.random.SimRandom;
import dev.diorama.core.time.SimClock;
import dev.diorama.whatif.design.Design.Distribution;
import dev.diorama.whatif.engine.Plan.Way;
import dev.diorama.whatif.flat.Hashes;
import dev.diorama.whatif.result.RouteLatency.Hop;
import dev.diorama.whatif.result.TierFigures;
import dev.diorama.whatif.result.Usage.DistributionUse;
import dev.diorama.whatif.workload.RequestStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * CloudFront: edge locations and regional edge caches, in the way of a request. As live, one that
 * comes while an answer is on its way to a place waits for it there.
 */
final class ExactEdges {
  /**
   * What answers are told apart by.
   *
   * @param path the route of an API, or the kind of objects
   */
  private record Key(int distribution, int path, int object, boolean strong) {
    /** Written out, because a record's own costs a quarter of a run. */
    @Override
    public boolean equals(Object other) {
      return other instanceof Key key
          && object == key.object
          && path == key.path
          && distribution == key.distribution
          && strong == key.strong;
    }

    @Override
    public int hashCode() {
      return (int)
          (Hashes.mix((((long) path << 32) | object) + distribution) >>> (strong ? 31 : 32));
    }
  }

  /** An answer that is kept; {@code asOf} is when what it shows was so. */
  private record Entry(int bytes, long storedNanos, long freshUntilNanos, long asOf) {}

  /** What an answer weighs beside its body, assumed: key and headers. */
  private static final int OVERHEAD_BYTES = 400;

  /** As live. */
  private static final long KEPT_EXPIRED_NANOS = TimeUnit.DAYS.toNanos(7);

  private final Plan plan;
  private final SimClock clock;
  private final CloudFrontConfig config;
  private final RequestStream stream;
  private final Freshness freshness;
  private final BiConsumer<Way, Trip> origin;
  private final Seeds seeds;
  private final Map<City, Place> edges = new EnumMap<>(City.class);
  private final Map<City, Place> regionals = new EnumMap<>(City.class);

  /** Which edge location serves which city, by distribution and city of the plan. */
  private final Place[][] serving;

  /** By way: whether CloudFront looks into its caches; and how long it keeps what it finds. */
  private final boolean[] reads;

  private final long[] keptSeconds;
  private final double[][] requests;
  private final double[][] bytesOut;
  private final double[][] bytesToOrigin;

  /** An edge location or a regional edge cache. */
  private static final class Place {
    final City city;
    final SimCache<Key, Entry> cache;
    final Latency work;
    final SimRandom latencies;
    long hits;
    long misses;
    long stale;

    /** The regional edge cache behind it, once it is asked. */
    @Nullable Place regional;

    Place(String name, City city, long bytes, Latency work, SimClock clock, Seeds seeds) {
      this.city = city;
      this.work = work;
      this.latencies = seeds.stream("latency/cloudfront/" + name);
      this.cache =
          SimCache.<Key, Entry>builder("cloudfront/" + name, clock)
              .maxBytes(bytes)
              .keepExpired(KEPT_EXPIRED_NANOS)
              .weigher((key, entry) -> OVERHEAD_BYTES + entry.bytes())
              .build();
    }
  }

  ExactEdges(
      Plan plan,
      SimClock clock,
      Seeds seeds,
      RequestStream stream,
      Freshness freshness,
      BiConsumer<Way, Trip> origin) {
    this.plan = plan;
    this.clock = clock;
    this.seeds = seeds;
    this.config = plan.settings().services().cloudFront();
    this.stream = stream;
    this.freshness = freshness;
    this.origin = origin;
    List<Distribution> distributions = plan.design().distributions();
    int cities = plan.cities().size();
    this.serving = new Place[distributions.size()][cities];
    this.reads = new boolean[plan.ways().size()];
    this.keptSeconds = new long[reads.length];
    for (Way way : plan.ways()) {
      String method = way.action().method();
      reads[way.index()] = method.equals("GET") || method.equals("HEAD");
      keptSeconds[way.index()] = way.edgeSeconds();
    }
    this.requests = new double[distributions.size()][cities];
    this.bytesOut = new double[distributions.size()][cities];
    this.bytesToOrigin = new double[distributions.size()][cities];
    for (int d = 0; d < distributions.size(); d++) {
      for (int c = 0; c < cities; c++) {
        City near = config.edgeFor(plan.cities().get(c), distributions.get(d).priceClass());
        serving[d][c] =
            edges.computeIfAbsent(
                near,
                city ->
                    new Place(
                        city.airport(), city, config.edgeBytes(), config.edge(), clock, seeds));
      }
    }
  }

  private Place regional(Place edge) {
    Place known = edge.regional;
    if (known == null) {
      known = regionalNearest(edge.city);
      edge.regional = known;
    }
    return known;
  }

  private Place regionalNearest(City near) {
    return regionals.computeIfAbsent(
        config.regionalFor(near),
        city ->
            new Place(
                city.region().orElse(""),
                city,
                config.regionalBytes(),
                config.regional(),
                clock,
                seeds));
  }

  void ask(Way way, Trip trip) {
    int from = stream.city();
    Place edge = serving[way.distribution()][from];
    long viewer = Network.oneWayNanos(plan.cities().get(from), edge.city);
    trip.spend(Hop.NETWORK, viewer);
    trip.spend(Hop.EDGE, edge.work.sample(edge.latencies));
    if (reads[way.index()]) {
      Place regional = regional(edge);
      boolean atHome = !way.bucket().isEmpty() && regional.city == plan.regionCity();
      Key key =
          new Key(
              way.distribution(),
              way.stage() >= 0
                  ? (way.stage() << 16) | way.routeIndex()
                  : Integer.MIN_VALUE | way.space(),
              stream.object(),
              stream.consistent());
      if (atHome) {
        at(way, trip, edge, key, () -> fetch(way, trip, edge.city));
      } else {
        at(way, trip, edge, key, () -> further(way, trip, edge, regional, key));
      }
    } else {
      fetch(way, trip, edge.city);
    }
    trip.spend(Hop.NETWORK, viewer);
    requests[way.distribution()][from]++;
    bytesOut[way.distribution()][from] += trip.bytes;
    if (way.does().writes()) {
      bytesToOrigin[way.distribution()][from] += stream.bytes();
    }
  }

  /** Asks the next; how long what it answers stays fresh, nanoseconds. */
  @FunctionalInterface
  private interface Onward {
    long ask();
  }

  /** Answers from a place, or asks further and keeps what comes. */
  private long at(Way way, Trip trip, Place place, Key key, Onward onward) {
    Lookup<Entry> found = place.cache.get(key);
    if (found.value().isPresent()) {
      Entry entry = found.value().get();
      long wait = entry.storedNanos() - trip.now;
      if (wait > 0 && entry.freshUntilNanos() > entry.storedNanos()) {
        trip.spend(Hop.EDGE, wait);
      }
      if (entry.storedNanos() <= trip.now && trip.now < entry.freshUntilNanos()) {
        place.hits++;
        place.stale += freshness.shown(way, stream) > entry.asOf() ? 1 : 0;
        trip.bytes = entry.bytes();
        trip.asOf = entry.asOf();
        return entry.freshUntilNanos();
      }
    }
    place.misses++;
    long freshUntil = onward.ask();
    if (trip.refused == null) {
      place.cache.put(
          key,
          new Entry(trip.bytes, trip.now, freshUntil, trip.asOf),
          Math.max(1, freshUntil - clock.nanos()));
    }
    return freshUntil;
  }

  private long further(Way way, Trip trip, Place edge, Place regional, Key key) {
    long between = Network.oneWayNanos(edge.city, regional.city);
    trip.spend(Hop.NETWORK, between);
    trip.spend(Hop.EDGE, regional.work.sample(regional.latencies));
    long freshUntil = at(way, trip, regional, key, () -> fetch(way, trip, regional.city));
    trip.spend(Hop.NETWORK, between);
    return freshUntil;
  }

  /** Asks the origin from a place. */
  private long fetch(Way way, Trip trip, City from) {
    long between = Network.oneWayNanos(from, plan.regionCity());
    trip.spend(Hop.NETWORK, between);
    origin.accept(way, trip);
    trip.spend(Hop.NETWORK, between);
    // Who asks for strong consistency gets an answer that nobody may keep, beyond what is the
    // least.
    long seconds =
        stream.consistent() ? way.behavior().orElseThrow().minSeconds() : keptSeconds[way.index()];
    return trip.now + TimeUnit.SECONDS.toNanos(seconds);
  }

  List<TierFigures> figures() {
    List<TierFigures> figures = new ArrayList<>();
    edges.values().forEach(each -> figures.add(figures(TierFigures.Kind.EDGE, each)));
    regionals.values().forEach(each -> figures.add(figures(TierFigures.Kind.REGIONAL_EDGE, each)));
    return figures;
  }

  private TierFigures figures(TierFigures.Kind kind, Place place) {
    CacheStats stats = place.cache.stats();
    return new TierFigures(
        kind,
        plan.design().distributions().size() == 1
            ? plan.design().distributions().get(0).id()
            : "all",
        place.city.title(),
        place.hits,
        place.misses,
        stats.evictions(),
        place.stale,
        stats.expirations(),
        place.cache.bytes(),
        place.cache.maxBytes());
  }

  List<DistributionUse> usage() {
    List<DistributionUse> usage = new ArrayList<>();
    for (int d = 0; d < serving.length; d++) {
      for (Place edge : edges.values()) {
        double asked = 0;
        double out = 0;
        double in = 0;
        for (int c = 0; c < serving[d].length; c++) {
          if (serving[d][c] == edge) {
            asked += requests[d][c];
            out += bytesOut[d][c];
            in += bytesToOrigin[d][c];
          }
        }
        if (asked > 0) {
          usage.add(
              new DistributionUse(
                  plan.design().distributions().get(d).id(),
                  edge.city.name(),
                  edge.city.country(),
                  asked,
                  out,
                  in));
        }
      }
    }
    return usage;
  }
}
