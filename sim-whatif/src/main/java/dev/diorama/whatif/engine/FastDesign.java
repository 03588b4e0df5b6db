package dev.diorama.whatif.engine;

import dev.diorama.core.place.Network;
import dev.diorama.whatif.engine.FastEdges.Place;
import dev.diorama.whatif.engine.FastStages.Stage;
import dev.diorama.whatif.flat.Hashes;
import dev.diorama.whatif.result.RouteLatency.Hop;
import dev.diorama.whatif.workload.Action.Does;
import dev.diorama.whatif.workload.RequestStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The tiers of a design as arrays, and the ways through them.
 *
 * <p>A request that the first cache on its way answers takes no way at all: it is counted, and its
 * latency is added at the end of the run. What nearly all requests do is therefore to look at one
 * entry of one cache, which lies anywhere in memory; {@link #ahead} looks at many of those at once.
 */
final class FastDesign {
  /** What is counted of a bucket. */
  static final class Bucket {
    double gets;
    double puts;
    double bytesOut;
  }

  final FastPath[] paths;
  final FastEdges edges;
  final FastStages stages;
  final FastBackend backend;
  final Map<String, Bucket> buckets = new LinkedHashMap<>();
  final LatencyTally latencies;

  /** By way and city: requests that the first cache answered, and those that it did not. */
  final long[][] answered;

  final long[][] asked;
  final double[][] answeredBytes;
  double mails;

  private final RequestStream stream;
  private final SplittableRandom chance;
  private final Freshness freshness;
  private final Trip trip = new Trip();
  private final FastLatency firstByte;
  private final double s3BytesPerSecond;

  /** There and back from each city to the design's own Region. */
  private final long[] homeNanos;

  /** What looking ahead has seen, kept so that looking is not left out as having no effect. */
  @SuppressWarnings("UnusedVariable") // Being written is what it is for.
  private int seen;

  FastDesign(Plan plan, RequestStream stream) {
    int ways = plan.ways().size();
    int cities = plan.cities().size();
    FastPaths all = new FastPaths(plan, stream);
    this.stream = stream;
    this.chance = new SplittableRandom(Hashes.mix(plan.workload().seed() ^ 0x5eed));
    this.freshness = new Freshness(plan);
    this.paths = all.all;
    this.firstByte = new FastLatency(plan.settings().services().s3().firstByte());
    this.s3BytesPerSecond = plan.settings().services().s3().bytesPerSecond();
    this.edges = new FastEdges(plan, stream, all, chance, freshness, this::origin);
    this.backend = new FastBackend(plan, stream, chance, freshness);
    this.stages = new FastStages(plan, stream, all, backend, chance);
    this.homeNanos = new long[cities];
    for (int c = 0; c < cities; c++) {
      homeNanos[c] = Network.roundTripNanos(plan.cities().get(c), plan.regionCity());
    }
    this.answered = new long[ways][cities];
    this.asked = new long[ways][cities];
    this.answeredBytes = new double[ways][cities];
    this.latencies = new LatencyTally(plan);
  }

  /**
   * Looks at what the requests that are drawn already will look at. Each look waits for memory;
   * here none waits for the one before it.
   */
  void ahead() {
    int sum = 0;
    int upcoming = stream.upcoming();
    for (int i = 0; i < upcoming; i++) {
      FastPath path = paths[stream.upcomingAction(i)];
      int object = stream.upcomingObject(i);
      if (object != RequestStream.NONE) {
        sum += freshness.touch(path.way, object);
        sum +=
            path.edgeKeeps
                ? edges.touch(path, stream.upcomingCity(i), object)
                : stages.touch(path, object);
      }
    }
    for (int i = 0; i < upcoming; i++) {
      FastPath path = paths[stream.upcomingAction(i)];
      int city = stream.upcomingCity(i);
      int object = stream.upcomingObject(i);
      if (object != RequestStream.NONE
          && (!path.edgeKeeps || edges.willAsk(path, city, object, stream.upcomingNanos(i)))) {
        sum += path.edgeKeeps ? edges.touchRegional(path, city, object) : 0;
        sum += stages.touch(path, object) + backend.touch(path, object);
      }
    }
    seen = sum;
  }

  /** The request that the stream stands at. */
  void request() {
    int city = stream.city();
    FastPath path = paths[stream.action()];
    if (path.way.distribution() >= 0) {
      int key = edges.key(path);
      Place place = edges.answers(path, city, key);
      if (place != null) {
        hit(path, city, place.tier, place.counts, key, FastPaths.EDGE_OVERHEAD);
        return;
      }
      edges.ask(path, city, key, trip);
      finish(path, city, path.times);
    } else {
      direct(path, city);
    }
  }

  private void hit(
      FastPath path, int city, FastTier tier, FastCounts counts, int key, int overheadBytes) {
    int action = path.way.index();
    answered[action][city]++;
    answeredBytes[action][city] += tier.weight(key) - overheadBytes;
    if (freshness.isStale(path.way, stream, tier.asOf(key))) {
      counts.stale += path.weight;
    }
  }

  /** What CloudFront asks. */
  private void origin(FastPath path, Trip on) {
    if (path.way.stage() < 0) {
      bucket(path, on);
    } else if (stages.admitted(path, on)) {
      stages.ask(path, on);
    }
  }

  private void direct(FastPath path, int city) {
    trip.begin(stream.nanos());
    if (path.way.stage() < 0) {
      bucket(path, trip);
    } else if (!stages.admitted(path, trip)) {
      trip.aside(Hop.NETWORK, homeNanos[city]);
      finish(path, city, Math.max(1, Math.round(1 / stream.share(path.way.index()))));
      return;
    } else {
      int key = stages.key(path);
      if (stages.isHit(path, key, trip.now)) {
        Stage stage = stages.all[path.way.stage()];
        hit(path, city, stage.tier.orElseThrow(), stage.counts, key, FastPaths.STAGE_OVERHEAD);
        return;
      }
      stages.integrate(path, key, trip);
    }
    trip.aside(Hop.NETWORK, homeNanos[city]);
    finish(path, city, path.times);
  }

  private void bucket(FastPath path, Trip on) {
    on.spend(Hop.S3, firstByte.draw(chance));
    on.spend(Hop.S3, Math.round(stream.bytes() * 1e9 / s3BytesPerSecond));
    Bucket bucket = bucket(path.way.bucket());
    if (path.way.does() == Does.UPLOAD) {
      bucket.puts += path.weight;
      return;
    }
    bucket.gets += path.weight;
    bucket.bytesOut += path.way.distribution() >= 0 ? 0 : path.weight * stream.bytes();
    on.bytes = stream.bytes();
    on.asOf = stream.nanos();
  }

  private Bucket bucket(String id) {
    @Nullable Bucket known = buckets.get(id);
    if (known != null) {
      return known;
    }
    Bucket made = new Bucket();
    buckets.put(id, made);
    return made;
  }

  private void finish(FastPath path, int city, long times) {
    asked[path.way.index()][city]++;
    latencies.add(path.way, city, trip, times);
    if (trip.refused == null) {
      mails += path.weight * path.way.action().mails();
      for (int function : path.way.invokes()) {
        backend.invokeLater(function, trip.now, path.weight);
      }
    }
  }
}
