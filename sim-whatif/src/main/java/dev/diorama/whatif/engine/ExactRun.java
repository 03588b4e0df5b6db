package dev.diorama.whatif.engine;

import dev.diorama.apigateway.MethodThrottle;
import dev.diorama.apigateway.TokenBucket;
import dev.diorama.core.place.Network;
import dev.diorama.core.random.Seeds;
import dev.diorama.core.random.SimRandom;
import dev.diorama.core.time.Turn;
import dev.diorama.core.time.VirtualClock;
import dev.diorama.s3.S3Config;
import dev.diorama.whatif.design.Design;
import dev.diorama.whatif.engine.Plan.Way;
import dev.diorama.whatif.result.CapacityFigures;
import dev.diorama.whatif.result.FunctionFigures;
import dev.diorama.whatif.result.Outcome;
import dev.diorama.whatif.result.RouteLatency.Hop;
import dev.diorama.whatif.result.RunInfo;
import dev.diorama.whatif.result.TierFigures;
import dev.diorama.whatif.result.Usage;
import dev.diorama.whatif.trace.TraceEnd;
import dev.diorama.whatif.workload.Action.Does;
import dev.diorama.whatif.workload.RequestStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A run in which every request goes through the caches, buckets and limits of the live simulator,
 * on a virtual clock of its own.
 */
final class ExactRun {
  /** How many requests there are between two looks at the progress. */
  private static final int LOOK = 1 << 14;

  private static final double NANOS = 1e9;

  private final Plan plan;
  private final VirtualClock clock = new VirtualClock(Instant.EPOCH, new Turn());
  private final RequestStream stream;
  private final ExactTables tables;
  private final ExactCluster[] clusters;
  private final ExactFunctions functions;
  private final ExactStage[] stages;
  private final ExactEdges edges;
  private final LatencyTally latencies;
  private final SimRandom firstBytes;
  private final Map<String, Bucket> buckets = new LinkedHashMap<>();
  private final Trip trip = new Trip();
  private long requests;
  private double mails;

  /** What is counted of a bucket. */
  private static final class Bucket {
    double gets;
    double puts;
    double bytesOut;
  }

  ExactRun(Plan plan) {
    Design design = plan.design();
    Seeds seeds = new Seeds(plan.workload().seed());
    Freshness freshness = new Freshness(plan);
    this.plan = plan;
    this.stream = new RequestStream(plan.workload(), plan.does());
    this.tables = new ExactTables(plan, clock, seeds, stream);
    this.clusters = new ExactCluster[design.clusters().size()];
    for (int i = 0; i < clusters.length; i++) {
      clusters[i] =
          new ExactCluster(plan, design.clusters().get(i), clock, seeds, stream, tables, freshness);
    }
    this.functions = new ExactFunctions(plan, clock, seeds, stream, tables, clusters, freshness);
    TokenBucket account = MethodThrottle.account(plan.settings().services().apiGateway(), 0);
    SimRandom overheads = seeds.stream("latency/execute-api/" + design.region());
    this.stages = new ExactStage[design.apis().size()];
    for (int i = 0; i < stages.length; i++) {
      stages[i] =
          new ExactStage(
              plan, design.apis().get(i), clock, account, overheads, stream, functions, freshness);
    }
    this.edges = new ExactEdges(plan, clock, seeds, stream, freshness, this::origin);
    this.latencies = new LatencyTally(plan);
    this.firstBytes = seeds.stream("latency/s3/" + design.region());
  }

  Outcome run(Progress progress) {
    boolean[] stopped = new boolean[1];
    double whole = plan.workload().seconds() * NANOS;
    Optional<TraceEnd> trace =
        stream.forEach(
            () -> {
              request(plan.ways().get(stream.action()));
              if (++requests % LOOK == 0 && !progress.at(stream.nanos() / whole, requests)) {
                stopped[0] = true;
              }
              return !stopped[0];
            });
    double seconds = plan.workload().seconds();
    if (stopped[0] || trace.isPresent()) {
      seconds = Math.min(seconds, Math.max(1e-9, clock.nanos() / NANOS));
    } else {
      advance((long) (seconds * NANOS));
      progress.at(1, requests);
    }
    return outcome(seconds, !stopped[0], trace);
  }

  private void advance(long to) {
    if (to > clock.nanos()) {
      clock.advance(Duration.ofNanos(to - clock.nanos()));
    }
  }

  private void request(Way way) {
    advance(stream.nanos());
    trip.begin(stream.nanos());
    if (way.distribution() >= 0) {
      edges.ask(way, trip);
    } else {
      // As live, an API's own time begins when the request has arrived there.
      trip.aside(
          Hop.NETWORK, Network.roundTripNanos(plan.cities().get(stream.city()), plan.regionCity()));
      origin(way, trip);
    }
    latencies.add(way, stream.city(), trip);
    if (way.table() >= 0 && way.does().writes()) {
      tables.after(way, trip.wrote);
    }
    if (trip.refused == null) {
      mails += way.action().mails();
      for (int function : way.invokes()) {
        functions.invokeLater(function, trip.now);
      }
    }
  }

  private void origin(Way way, Trip on) {
    if (way.stage() >= 0) {
      stages[way.stage()].ask(way, on);
      return;
    }
    S3Config config = plan.settings().services().s3();
    on.spend(Hop.S3, config.firstByte().sample(firstBytes));
    on.spend(Hop.S3, Math.round(stream.bytes() * NANOS / config.bytesPerSecond()));
    Bucket bucket = buckets.computeIfAbsent(way.bucket(), id -> new Bucket());
    if (way.does() == Does.UPLOAD) {
      bucket.puts++;
      return;
    }
    bucket.gets++;
    bucket.bytesOut += way.distribution() >= 0 ? 0 : stream.bytes();
    on.bytes = stream.bytes();
    on.asOf = clock.nanos();
  }

  private Outcome outcome(double seconds, boolean finished, Optional<TraceEnd> trace) {
    List<TierFigures> tiers = new ArrayList<>(edges.figures());
    for (ExactStage stage : stages) {
      stage.figures(plan.design().region()).ifPresent(tiers::add);
    }
    for (ExactCluster cluster : clusters) {
      tiers.addAll(cluster.figures());
    }
    List<FunctionFigures> figures = new ArrayList<>();
    for (int i = 0; i < plan.design().functions().size(); i++) {
      figures.add(functions.tally(i).figures(seconds));
    }
    List<String> notes = new ArrayList<>();
    trace
        .flatMap(TraceEnd::problem)
        .ifPresent(problem -> notes.add("the trace broke off: " + problem));
    notes.addAll(plan.notes());
    return new Outcome(
        new RunInfo(
            plan.design().name(),
            plan.design().region(),
            plan.workload().name(),
            Engine.EXACT.title(),
            plan.workload().seed(),
            requests,
            requests,
            seconds,
            plan.workload().seconds(),
            finished && trace.flatMap(TraceEnd::problem).isEmpty(),
            "every request by the rules of the live simulator",
            notes),
        tiers,
        latencies.refusals(),
        capacities(seconds),
        figures,
        latencies.latencies(),
        usage(seconds));
  }

  private List<CapacityFigures> capacities(double seconds) {
    List<CapacityFigures> capacities = new ArrayList<>();
    for (ExactTables.Replicas each : tables.all()) {
      for (ExactReplica replica : each.all) {
        replica.resources().forEach(part -> capacities.addAll(part.figures(seconds)));
      }
    }
    return capacities;
  }

  private Usage usage(double seconds) {
    List<Usage.ApiUse> apis = new ArrayList<>();
    for (int i = 0; i < stages.length; i++) {
      Design.Stage stage = plan.design().apis().get(i);
      int index = i;
      boolean behindCloudFront =
          plan.ways().stream().anyMatch(way -> way.stage() == index && way.distribution() >= 0);
      apis.add(
          new Usage.ApiUse(
              stage.id(),
              plan.design().region(),
              stages[i].requests(),
              stage.cacheGb(),
              behindCloudFront ? 0 : stages[i].bytesOut()));
    }
    List<Usage.FunctionUse> invoked = new ArrayList<>();
    for (int i = 0; i < plan.design().functions().size(); i++) {
      Design.Function function = plan.design().functions().get(i);
      FunctionTally tally = functions.tally(i);
      invoked.add(
          new Usage.FunctionUse(
              function.id(),
              plan.design().region(),
              function.memoryMb(),
              tally.invocations(),
              tally.gbSeconds()));
    }
    List<Usage.ClusterUse> nodes =
        plan.design().clusters().stream()
            .map(
                each ->
                    new Usage.ClusterUse(
                        each.id(), plan.design().region(), each.nodeType(), each.nodes()))
            .toList();
    List<Usage.TableUse> units = new ArrayList<>();
    for (ExactTables.Replicas each : tables.all()) {
      for (ExactReplica replica : each.all) {
        double replicated = replica == each.home() ? each.bytesReplicated : 0;
        for (TableResource part : replica.resources()) {
          boolean table = part == replica.resources().get(0);
          units.add(part.usage(plan, seconds, table ? replicated : 0));
        }
      }
    }
    List<Usage.BucketUse> stored = new ArrayList<>();
    buckets.forEach(
        (id, bucket) ->
            stored.add(
                new Usage.BucketUse(
                    id,
                    plan.design().region(),
                    bucket.gets,
                    bucket.puts,
                    plan.storedBytes(way -> way.bucket().equals(id)),
                    bucket.bytesOut)));
    return new Usage(seconds, edges.usage(), apis, invoked, nodes, units, stored, mails);
  }
}
