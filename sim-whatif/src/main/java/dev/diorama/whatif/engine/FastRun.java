package dev.diorama.whatif.engine;

import dev.diorama.whatif.engine.Plan.Way;
import dev.diorama.whatif.result.Outcome;
import dev.diorama.whatif.result.RunInfo;
import dev.diorama.whatif.trace.TraceEnd;
import dev.diorama.whatif.workload.RequestStream;
import dev.diorama.whatif.workload.Traffic;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A run through arrays of primitives: what a cache holds is a number's end, and a request that the
 * first cache answers is two or three places in memory. Only what is passed on takes a way.
 *
 * <p>A sampled run goes through the requests for a share of the objects. What the first cache
 * passes on stands for as many requests as there are objects for each one sampled, since misses are
 * made by objects; all other requests are hits, and how many requests there are is known. Where
 * nothing is cached, a request stands for as many as it is of all requests.
 */
final class FastRun {
  private static final int LOOK = 1 << 16;
  private static final double NANOS = 1e9;

  private final Plan plan;
  private final RequestStream stream;
  private final FastDesign design;
  private long simulated;

  FastRun(Plan plan) {
    this.plan = plan;
    this.stream = new RequestStream(plan.workload(), plan.does(), plan.settings().sample());
    this.design = new FastDesign(plan, stream);
  }

  Outcome run(Progress progress) {
    boolean[] stopped = new boolean[1];
    double whole = plan.workload().seconds() * NANOS;
    double share = stream.share();
    Optional<TraceEnd> trace =
        stream.forEach(
            design::ahead,
            () -> {
              design.request();
              if ((++simulated & (LOOK - 1)) == 0
                  && !progress.at(stream.nanos() / whole, (long) (simulated / share))) {
                stopped[0] = true;
              }
              return !stopped[0];
            });
    double seconds = plan.workload().seconds();
    if (stopped[0] || trace.isPresent()) {
      seconds = Math.min(seconds, Math.max(1e-9, stream.nanos() / NANOS));
    }
    FastFigures figures = new FastFigures(plan, stream, design, seconds);
    if (!stopped[0]) {
      progress.at(1, figures.requests());
    }
    List<String> notes = new ArrayList<>();
    trace
        .flatMap(TraceEnd::problem)
        .ifPresent(problem -> notes.add("the trace broke off: " + problem));
    notes.addAll(plan.notes());
    notes.add(
        "the fast engine keeps the partitions that a table begins with, and takes every write for"
            + " made");
    RunInfo info =
        new RunInfo(
            plan.design().name(),
            plan.design().region(),
            plan.workload().name(),
            Engine.FAST.title(),
            plan.workload().seed(),
            figures.requests(),
            simulated,
            seconds,
            plan.workload().seconds(),
            !stopped[0] && trace.flatMap(TraceEnd::problem).isEmpty(),
            accuracy(),
            notes);
    return figures.outcome(info);
  }

  private String accuracy() {
    boolean replayed = plan.workload().traffic() instanceof Traffic.Replay;
    if (plan.settings().sample() == 1) {
      return "every request; hit rates within 0.5 percentage points of the exact engine, 1 where a cache is"
          + " full";
    }
    return "requests for "
        + Math.round(plan.settings().sample() * 1e4) / 100.0
        + " % of the objects; hit rates within 1 percentage point, 2 in caches behind others"
        + (replayed ? ", as far as the trace is as even as its keys" : "")
        + ", concurrency and cold starts estimated";
  }

  /** What one request of a way that the first cache passed on stands for. */
  static double weight(Plan plan, RequestStream stream, Way way) {
    boolean cached =
        way.edgeCaches()
            || (way.stageCaches()
                && way.stage() >= 0
                && plan.design().apis().get(way.stage()).cacheGb() > 0);
    return 1 / (cached ? stream.keys(way.index()) : stream.share(way.index()));
  }
}
