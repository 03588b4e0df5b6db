package dev.diorama.whatif.engine;

import dev.diorama.apigateway.ApiGatewayConfig;
import dev.diorama.apigateway.MethodThrottle;
import dev.diorama.apigateway.TokenBucket;
import dev.diorama.cache.stage.StageEntries;
import dev.diorama.whatif.design.Design;
import dev.diorama.whatif.result.Refusal.Reason;
import dev.diorama.whatif.result.RouteLatency.Hop;
import dev.diorama.whatif.workload.RequestStream;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** API Gateway as arrays: throttles, stage caches, integrations. */
final class FastStages {
  /** The stage of an API. */
  static final class Stage {
    final Design.Stage design;
    final Optional<FastTier> tier;
    final FastCounts counts;
    double requests;
    double bytesOut;

    Stage(Design.Stage design, Optional<FastTier> tier) {
      this.design = design;
      this.tier = tier;
      this.counts = new FastCounts();
    }
  }

  final Stage[] all;
  final FastLatency cacheHit;
  private final RequestStream stream;
  private final FastPaths paths;
  private final FastBackend backend;
  private final SplittableRandom chance;
  private final FastLatency overhead;
  private final TokenBucket account;
  private final Optional<TokenBucket>[] own;
  private final int cachedLimit;
  private final long integrationNanos;

  @SuppressWarnings({"unchecked", "rawtypes"}) // An array of a generic type.
  FastStages(
      Plan plan,
      RequestStream stream,
      FastPaths paths,
      FastBackend backend,
      SplittableRandom chance) {
    ApiGatewayConfig gateway = plan.settings().services().apiGateway();
    this.stream = stream;
    this.paths = paths;
    this.backend = backend;
    this.chance = chance;
    this.overhead = new FastLatency(gateway.overhead());
    this.cacheHit = new FastLatency(gateway.cacheHit());
    this.cachedLimit = gateway.cachedResponseLimit();
    this.integrationNanos = TimeUnit.MILLISECONDS.toNanos(gateway.maxTimeoutMillis());
    this.all = new Stage[plan.design().apis().size()];
    for (int i = 0; i < all.length; i++) {
      all[i] = stage(plan.design().apis().get(i), i, plan.workload().seconds());
    }
    double share = stream.share();
    this.account =
        new TokenBucket(
            gateway.accountRate() * share,
            (int) Math.max(1, Math.round(gateway.accountBurst() * share)),
            0);
    this.own = new Optional[paths.all.length];
    for (FastPath path : paths.all) {
      own[path.way.index()] = bucket(path, gateway);
    }
    shareBuckets();
  }

  private Stage stage(Design.Stage design, int index, double seconds) {
    Optional<FastTier> tier =
        design.cacheGb() > 0
            ? Optional.of(
                new FastTier(
                    paths.stageKeys.size(),
                    (long) (StageEntries.bytes(design.cacheGb()) * paths.keyShare()),
                    paths.needed(false, index),
                    seconds))
            : Optional.empty();
    return new Stage(design, tier);
  }

  /** A sample of the requests meets a bucket that is smaller in the same measure. */
  private Optional<TokenBucket> bucket(FastPath path, ApiGatewayConfig gateway) {
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
    for (int i = 0; i < own.length; i++) {
      for (int j = 0; j < i; j++) {
        if (paths.all[i].way.stage() >= 0
            && paths.all[i].way.stage() == paths.all[j].way.stage()
            && paths.all[i].way.routeIndex() == paths.all[j].way.routeIndex()) {
          own[i] = own[j];
        }
      }
    }
  }

  boolean admitted(FastPath path, Trip trip) {
    MethodThrottle.Verdict verdict = MethodThrottle.admit(own[path.way.index()], account, trip.now);
    if (verdict == MethodThrottle.Verdict.ADMITTED) {
      return true;
    }
    trip.spend(Hop.GATEWAY, overhead.draw(chance));
    trip.refuse(
        verdict == MethodThrottle.Verdict.METHOD ? Reason.METHOD_THROTTLE : Reason.ACCOUNT_THROTTLE,
        all[path.way.stage()].design.id());
    return false;
  }

  int key(FastPath path) {
    return path.stageCaches
        ? path.stageKey(paths.stageKeys, stream.consistent(), stream.user(), stream.object())
        : 0;
  }

  /** Whether a stage has the answer; an entry of a session that is over is none of this one's. */
  boolean isHit(FastPath path, int key, long now) {
    if (!path.stageCaches) {
      return false;
    }
    FastTier tier = all[path.way.stage()].tier.orElseThrow();
    return tier.isHit(key, now) && (!path.sessions || tier.isOfSession(key, stream.session()));
  }

  /** An admitted request that may be answered from the stage's cache. */
  void ask(FastPath path, Trip trip) {
    int key = key(path);
    if (!isHit(path, key, trip.now)) {
      integrate(path, key, trip);
      return;
    }
    Stage stage = all[path.way.stage()];
    FastTier tier = stage.tier.orElseThrow();
    stage.requests += path.weight;
    stage.counts.hits += path.weight;
    trip.spend(Hop.GATEWAY, cacheHit.draw(chance));
    trip.bytes = tier.weight(key) - FastPaths.STAGE_OVERHEAD;
    trip.asOf = tier.asOf(key);
    stage.bytesOut += path.weight * trip.bytes;
  }

  /** An admitted request that the stage's cache cannot answer. */
  void integrate(FastPath path, int key, Trip trip) {
    Stage stage = all[path.way.stage()];
    stage.requests += path.weight;
    stage.counts.misses += path.stageCaches ? path.weight : 0;
    trip.spend(Hop.GATEWAY, overhead.draw(chance));
    if (path.way.function() >= 0) {
      long until = trip.now + integrationNanos;
      backend.run(path, trip);
      if (trip.now > until) {
        trip.cap(until, Hop.FUNCTION);
        trip.refuse(Reason.INTEGRATION_TIMEOUT, stage.design.id());
      }
    }
    if (trip.refused != null) {
      return;
    }
    stage.bytesOut += path.weight * trip.bytes;
    if (path.stageCaches && trip.bytes <= cachedLimit) {
      FastTier tier = stage.tier.orElseThrow();
      long end = trip.now + path.stageTtl;
      tier.put(key, trip.bytes + FastPaths.STAGE_OVERHEAD, end, trip.asOf, stream.nanos());
      if (path.sessions) {
        tier.ofSession(key, stream.session());
      }
    }
  }

  /** Looks at what a request that is known ahead will look at; the answer means nothing. */
  int touch(FastPath path, int object) {
    return path.stageCaches && path.byItem && !path.byBoth
        ? all[path.way.stage()]
            .tier
            .orElseThrow()
            .touch(paths.stageKeys.known(path.stageFamily[0], object))
        : 0;
  }
}
