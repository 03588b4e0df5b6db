package dev.diorama.whatif.engine;

import dev.diorama.apigateway.ApiGatewayConfig;
import dev.diorama.apigateway.MethodThrottle;
import dev.diorama.apigateway.TokenBucket;
import dev.diorama.cache.CacheStats;
import dev.diorama.cache.stage.StageEntries;
import dev.diorama.core.random.SimRandom;
import dev.diorama.core.time.SimClock;
import dev.diorama.whatif.design.Design.Stage;
import dev.diorama.whatif.engine.Plan.Way;
import dev.diorama.whatif.flat.Hashes;
import dev.diorama.whatif.result.Refusal.Reason;
import dev.diorama.whatif.result.RouteLatency.Hop;
import dev.diorama.whatif.result.TierFigures;
import dev.diorama.whatif.workload.RequestStream;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The stage of an API: throttles, cache, integration. The order is that of the live service. */
final class ExactStage {
  /**
   * What answers are told apart by: the method, and those parameters that the method declares.
   *
   * @param who the session, where the Authorization header is declared
   * @param what the item, where a parameter of the path is declared
   * @param strong whether strong consistency was asked for, where a query string is declared
   */
  private record Key(int route, long who, int what, boolean strong) {
    /** Written out, because a record's own is slow. */
    @Override
    public boolean equals(Object other) {
      return other instanceof Key key
          && what == key.what
          && who == key.who
          && route == key.route
          && strong == key.strong;
    }

    @Override
    public int hashCode() {
      return (int)
          (Hashes.mix(Hashes.mix(who) + (((long) route << 32) | what)) >>> (strong ? 31 : 32));
    }
  }

  /** An answer that is kept; {@code asOf} is when what it shows was so. */
  private record Entry(int bytes, long expiresNanos, long asOf) {}

  /** What an answer weighs beside its body, assumed: key and headers. */
  private static final int OVERHEAD_BYTES = 200;

  private final Stage stage;
  private final ApiGatewayConfig config;
  private final TokenBucket account;
  private final SimRandom latencies;
  private final RequestStream stream;
  private final ExactFunctions functions;
  private final Freshness freshness;
  private final Optional<StageEntries<Key, Entry>> cache;

  /** By route. */
  private final Optional<TokenBucket>[] own;

  /** By way: what its answers are told apart by. */
  private final boolean[] byUser;

  private final boolean[] byItem;
  private final boolean[] byStrength;
  private final boolean[] caches;
  private long stale;
  private double requests;
  private double bytesOut;

  @SuppressWarnings({"unchecked", "rawtypes"}) // An array of a generic type.
  ExactStage(
      Plan plan,
      Stage stage,
      SimClock clock,
      TokenBucket account,
      SimRandom latencies,
      RequestStream stream,
      ExactFunctions functions,
      Freshness freshness) {
    this.stage = stage;
    this.config = plan.settings().services().apiGateway();
    this.account = account;
    this.latencies = latencies;
    this.stream = stream;
    this.functions = functions;
    this.freshness = freshness;
    this.cache =
        stage.cacheGb() > 0
            ? Optional.of(
                new StageEntries<>(
                    stage.id(),
                    clock,
                    stage.cacheGb(),
                    (key, entry) -> OVERHEAD_BYTES + entry.bytes(),
                    Entry::expiresNanos))
            : Optional.empty();
    int ways = plan.ways().size();
    this.byUser = new boolean[ways];
    this.byItem = new boolean[ways];
    this.byStrength = new boolean[ways];
    this.caches = new boolean[ways];
    for (Way way : plan.ways()) {
      byUser[way.index()] = way.keyHasAuthorization();
      byItem[way.index()] = way.keyHasPath();
      byStrength[way.index()] = way.keyHasQuery();
      caches[way.index()] = cache.isPresent() && way.stageCaches();
    }
    this.own = new Optional[stage.routes().size()];
    for (int i = 0; i < own.length; i++) {
      own[i] =
          MethodThrottle.method(
              config, stage.routes().get(i).rateLimit(), stage.routes().get(i).burstLimit(), 0);
    }
  }

  void ask(Way way, Trip trip) {
    MethodThrottle.Verdict verdict = MethodThrottle.admit(own[way.routeIndex()], account, trip.now);
    if (verdict != MethodThrottle.Verdict.ADMITTED) {
      trip.spend(Hop.GATEWAY, config.overhead().sample(latencies));
      trip.refuse(
          verdict == MethodThrottle.Verdict.METHOD
              ? Reason.METHOD_THROTTLE
              : Reason.ACCOUNT_THROTTLE,
          stage.id());
      return;
    }
    requests++;
    if (caches[way.index()]) {
      cached(way, trip, cache.orElseThrow());
    } else {
      trip.spend(Hop.GATEWAY, config.overhead().sample(latencies));
      integrate(way, trip);
    }
    if (trip.refused == null) {
      bytesOut += trip.bytes;
    }
  }

  private void cached(Way way, Trip trip, StageEntries<Key, Entry> entries) {
    Key key =
        new Key(
            way.routeIndex(),
            byUser[way.index()] ? ((long) stream.session() << 32) | stream.user() : 0,
            byItem[way.index()] ? stream.object() : RequestStream.NONE,
            byStrength[way.index()] && stream.consistent());
    Optional<Entry> found = entries.lookup(key, trip.now);
    if (found.isPresent()) {
      Entry entry = found.get();
      trip.spend(Hop.GATEWAY, config.cacheHit().sample(latencies));
      trip.bytes = entry.bytes();
      trip.asOf = entry.asOf();
      stale += freshness.shown(way, stream) > entry.asOf() ? 1 : 0;
      return;
    }
    trip.spend(Hop.GATEWAY, config.overhead().sample(latencies));
    integrate(way, trip);
    if (trip.refused == null && trip.bytes <= config.cachedResponseLimit()) {
      long end = trip.now + TimeUnit.SECONDS.toNanos(way.route().orElseThrow().cacheSeconds());
      entries.put(key, new Entry(trip.bytes, end, trip.asOf));
    }
  }

  private void integrate(Way way, Trip trip) {
    if (way.function() < 0) {
      return;
    }
    long until = trip.now + TimeUnit.MILLISECONDS.toNanos(config.maxTimeoutMillis());
    functions.run(way, trip);
    if (trip.now > until) {
      trip.cap(until, Hop.FUNCTION);
      trip.refuse(Reason.INTEGRATION_TIMEOUT, stage.id());
    }
  }

  double requests() {
    return requests;
  }

  /** To clients and CloudFront alike. */
  double bytesOut() {
    return bytesOut;
  }

  Optional<TierFigures> figures(String place) {
    return cache.map(
        entries -> {
          CacheStats stats = entries.cache().stats();
          return new TierFigures(
              TierFigures.Kind.STAGE,
              stage.id(),
              place,
              entries.hits(),
              entries.misses(),
              stats.evictions(),
              stale,
              stats.expirations(),
              entries.cache().bytes(),
              entries.cache().maxBytes());
        });
  }
}
