package dev.diorama.whatif.result;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * Everything that a run found out.
 *
 * @param run what was run, how far, and how exact it is
 * @param tiers the caches, from the viewer inwards; one entry for each place
 * @param refusals requests that were turned away, by where and why
 * @param capacities tables and indexes: what was consumed and throttled, reads and writes apart
 * @param functions Lambda's functions
 * @param latencies what viewers waited, by route and city
 * @param usage what a bill is made of
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Outcome(
    RunInfo run,
    List<TierFigures> tiers,
    List<Refusal> refusals,
    List<CapacityFigures> capacities,
    List<FunctionFigures> functions,
    List<RouteLatency> latencies,
    Usage usage)
    implements Serializable {
  public Outcome {
    tiers = List.copyOf(tiers);
    refusals = List.copyOf(refusals);
    capacities = List.copyOf(capacities);
    functions = List.copyOf(functions);
    latencies = List.copyOf(latencies);
  }

  /** All places of a tier added up; empty when the design has no such tier. */
  public Optional<TierFigures> tier(TierFigures.Kind kind) {
    return tiers.stream().filter(tier -> tier.kind() == kind).reduce(TierFigures::plus);
  }

  /** The latency of all routes and cities together. */
  public Histogram latency() {
    Histogram.Builder all = Histogram.builder();
    latencies.forEach(each -> all.add(each.total()));
    return all.build();
  }

  /** Requests that were turned away, for whatever reason. */
  public long refused() {
    return refusals.stream().mapToLong(Refusal::requests).sum();
  }
}
