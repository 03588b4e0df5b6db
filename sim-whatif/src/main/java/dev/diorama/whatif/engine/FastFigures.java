package dev.diorama.whatif.engine;

import dev.diorama.core.place.Network;
import dev.diorama.lambda.LambdaConfig;
import dev.diorama.whatif.design.Design;
import dev.diorama.whatif.engine.FastDesign.Bucket;
import dev.diorama.whatif.engine.FastEdges.Place;
import dev.diorama.whatif.engine.FastStages.Stage;
import dev.diorama.whatif.result.CapacityFigures;
import dev.diorama.whatif.result.FunctionFigures;
import dev.diorama.whatif.result.Outcome;
import dev.diorama.whatif.result.RouteLatency.Hop;
import dev.diorama.whatif.result.RunInfo;
import dev.diorama.whatif.result.TierFigures;
import dev.diorama.whatif.result.TierFigures.Kind;
import dev.diorama.whatif.result.Usage;
import dev.diorama.whatif.workload.Action;
import dev.diorama.whatif.workload.RequestStream;
import dev.diorama.whatif.workload.Traffic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The figures of a fast run, those of a sample brought up to the whole. */
final class FastFigures {
  private final Plan plan;
  private final RequestStream stream;
  private final FastDesign design;
  private final double seconds;
  private final boolean sampled;

  /** By way: all requests, and how many each that the first cache answered stands for. */
  private final double[] requests;

  private final double[] scale;

  FastFigures(Plan plan, RequestStream stream, FastDesign design, double seconds) {
    this.plan = plan;
    this.stream = stream;
    this.design = design;
    this.seconds = seconds;
    this.sampled = plan.settings().sample() < 1;
    this.requests = new double[design.paths.length];
    this.scale = new double[requests.length];
    double weights = plan.workload().actions().stream().mapToDouble(Action::weight).sum();
    for (int w = 0; w < requests.length; w++) {
      double answered = 0;
      double asked = 0;
      for (int c = 0; c < plan.cities().size(); c++) {
        answered += design.answered[w][c];
        asked += design.asked[w][c];
      }
      requests[w] = (answered + asked) / stream.share(w);
      if (sampled && plan.workload().traffic() instanceof Traffic.Drawn drawn) {
        requests[w] =
            drawn.rate().expected(seconds) * plan.workload().actions().get(w).weight() / weights;
      }
      double others = asked * design.paths[w].weight;
      scale[w] = !sampled || answered == 0 ? 1 : Math.max(0, requests[w] - others) / answered;
    }
  }

  /** All requests. */
  long requests() {
    double sum = 0;
    for (double each : requests) {
      sum += each;
    }
    return Math.round(sum);
  }

  Outcome outcome(RunInfo info) {
    hits();
    List<FunctionFigures> functions = new ArrayList<>();
    LambdaConfig lambda = plan.settings().services().lambda();
    for (FastBackend.One one : design.backend.functions) {
      if (sampled) {
        one.tally.estimateStarts(seconds, (double) lambda.idle().toSeconds());
      }
      functions.add(one.tally.figures(seconds));
    }
    List<CapacityFigures> capacities = new ArrayList<>();
    for (FastTable table : design.backend.tables()) {
      table.advance((long) (seconds * 1e9));
      table.resources().forEach(part -> capacities.addAll(part.figures(seconds)));
    }
    return new Outcome(
        info,
        tiers(),
        design.latencies.refusals(),
        capacities,
        functions,
        design.latencies.latencies(),
        usage());
  }

  /** What the first cache on the way answered took no way: it is added now. */
  private void hits() {
    for (FastPath path : design.paths) {
      int w = path.way.index();
      for (int c = 0; c < plan.cities().size(); c++) {
        long times = Math.round(design.answered[w][c] * scale[w]);
        if (times == 0) {
          continue;
        }
        if (path.way.distribution() >= 0) {
          Place edge = design.edges.serving[path.way.distribution()][c];
          long network = Network.roundTripNanos(plan.cities().get(c), edge.city);
          design.latencies.addHits(path.way, c, Hop.EDGE, design.edges.work, network, times);
        } else {
          long network = Network.roundTripNanos(plan.cities().get(c), plan.regionCity());
          design.latencies.addHits(
              path.way, c, Hop.GATEWAY, design.stages.cacheHit, network, times);
        }
      }
    }
  }

  /** Hits of an edge location as the first cache on the way. */
  private double hits(Place edge) {
    double hits = 0;
    for (FastPath path : design.paths) {
      for (int c = 0; c < path.serving.length; c++) {
        hits += path.serving[c] == edge ? first(path, c) : 0;
      }
    }
    return hits;
  }

  /** Hits of a stage as the first cache on the way. */
  private double hits(int stage) {
    double hits = 0;
    for (FastPath path : design.paths) {
      for (int c = 0; c < plan.cities().size(); c++) {
        boolean isFirst = path.way.distribution() < 0 && path.way.stage() == stage;
        hits += isFirst ? first(path, c) : 0;
      }
    }
    return hits;
  }

  private double first(FastPath path, int city) {
    return design.answered[path.way.index()][city] * scale[path.way.index()];
  }

  private List<TierFigures> tiers() {
    List<TierFigures> tiers = new ArrayList<>();
    String distribution =
        plan.design().distributions().size() == 1
            ? plan.design().distributions().get(0).id()
            : "all";
    for (Place place : design.edges.edges.values()) {
      tiers.add(
          tier(
              Kind.EDGE,
              distribution,
              place.city.title(),
              hits(place),
              place.counts,
              place.tier,
              true));
    }
    for (Place place : design.edges.regionals.values()) {
      tiers.add(
          tier(
              Kind.REGIONAL_EDGE,
              distribution,
              place.city.title(),
              0,
              place.counts,
              place.tier,
              true));
    }
    for (int i = 0; i < design.stages.all.length; i++) {
      Stage stage = design.stages.all[i];
      double first = hits(i);
      stage.tier.ifPresent(
          tier ->
              tiers.add(
                  tier(
                      Kind.STAGE,
                      stage.design.id(),
                      plan.design().region(),
                      first,
                      stage.counts,
                      tier,
                      true)));
    }
    for (int i = 0; i < design.backend.clusters.length; i++) {
      String id = plan.design().clusters().get(i).id();
      FastBackend.Node[] nodes = design.backend.clusters[i];
      for (int n = 0; n < nodes.length; n++) {
        String number = Integer.toString(n);
        tiers.add(tier(Kind.DAX_ITEM, id, number, 0, nodes[n].items, nodes[n].tier, true));
        tiers.add(tier(Kind.DAX_QUERY, id, number, 0, nodes[n].queries, nodes[n].tier, false));
      }
    }
    return tiers;
  }

  /**
   * Of caches that share one memory, the first shows it.
   *
   * @param first hits as the first cache on the way
   */
  private TierFigures tier(
      Kind kind,
      String id,
      String place,
      double first,
      FastCounts counts,
      FastTier tier,
      boolean memory) {
    long now = (long) (seconds * 1e9);
    double share = 1;
    for (FastPath path : design.paths) {
      share = Math.min(share, stream.keys(path.way.index()));
    }
    return new TierFigures(
        kind,
        id,
        place,
        Math.round(first + counts.hits),
        Math.round(counts.misses),
        memory ? Math.round(tier.evictions() / share) : 0,
        Math.round(counts.stale),
        0,
        memory ? Math.round(tier.bytes(now) / share) : 0,
        memory ? Math.round(tier.maxBytes() / share) : 0);
  }

  private Usage usage() {
    String region = plan.design().region();
    List<Usage.ApiUse> apis = new ArrayList<>();
    for (int i = 0; i < design.stages.all.length; i++) {
      apis.add(api(i, region));
    }
    List<Usage.FunctionUse> functions = new ArrayList<>();
    for (FastBackend.One one : design.backend.functions) {
      functions.add(
          new Usage.FunctionUse(
              one.function.id(),
              region,
              one.function.memoryMb(),
              one.tally.invocations(),
              one.tally.gbSeconds()));
    }
    List<Usage.ClusterUse> clusters =
        plan.design().clusters().stream()
            .map(each -> new Usage.ClusterUse(each.id(), region, each.nodeType(), each.nodes()))
            .toList();
    List<Usage.TableUse> tables = new ArrayList<>();
    for (int i = 0; i < design.backend.tables.length; i++) {
      for (FastTable each : design.backend.tables[i]) {
        boolean home = each == design.backend.tables[i][0];
        for (TableResource part : each.resources()) {
          boolean table = part == each.resources().get(0);
          tables.add(
              part.usage(plan, seconds, home && table ? design.backend.replicatedBytes[i] : 0));
        }
      }
    }
    List<Usage.BucketUse> buckets = new ArrayList<>();
    for (Map.Entry<String, Bucket> each : design.buckets.entrySet()) {
      buckets.add(
          new Usage.BucketUse(
              each.getKey(),
              region,
              each.getValue().gets,
              each.getValue().puts,
              plan.storedBytes(way -> way.bucket().equals(each.getKey())),
              each.getValue().bytesOut));
    }
    return new Usage(
        seconds, distributions(), apis, functions, clusters, tables, buckets, design.mails);
  }

  private Usage.ApiUse api(int index, String region) {
    Stage stage = design.stages.all[index];
    double asked = stage.requests;
    double bytes = stage.bytesOut;
    boolean behindCloudFront = false;
    for (FastPath path : design.paths) {
      if (path.way.stage() == index) {
        behindCloudFront |= path.way.distribution() >= 0;
        for (int c = 0; c < plan.cities().size() && path.way.distribution() < 0; c++) {
          asked += design.answered[path.way.index()][c] * scale[path.way.index()];
          bytes += design.answeredBytes[path.way.index()][c] * scale[path.way.index()];
        }
      }
    }
    return new Usage.ApiUse(
        stage.design.id(), region, asked, stage.design.cacheGb(), behindCloudFront ? 0 : bytes);
  }

  private List<Usage.DistributionUse> distributions() {
    List<Usage.DistributionUse> usage = new ArrayList<>();
    for (int d = 0; d < design.edges.serving.length; d++) {
      for (Place edge : design.edges.edges.values()) {
        double asked = 0;
        double out = 0;
        double in = 0;
        for (int c = 0; c < plan.cities().size(); c++) {
          if (design.edges.serving[d][c] != edge) {
            continue;
          }
          asked += design.edges.passed[d][c];
          out += design.edges.passedBytes[d][c];
          in += design.edges.writtenBytes[d][c];
          for (FastPath path : design.paths) {
            int w = path.way.index();
            if (path.way.distribution() == d) {
              asked += design.answered[w][c] * scale[w];
              out += design.answeredBytes[w][c] * scale[w];
            }
          }
        }
        if (asked > 0) {
          Design.Distribution distribution = plan.design().distributions().get(d);
          usage.add(
              new Usage.DistributionUse(
                  distribution.id(), edge.city.name(), edge.city.country(), asked, out, in));
        }
      }
    }
    return usage;
  }
}
