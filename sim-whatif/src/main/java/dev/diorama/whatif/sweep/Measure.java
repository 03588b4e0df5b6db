package dev.diorama.whatif.sweep;

import dev.diorama.whatif.design.Design;
import dev.diorama.whatif.result.FunctionFigures;
import dev.diorama.whatif.result.TierFigures;
import dev.diorama.whatif.result.TierFigures.Kind;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apiguardian.api.API;

/**
 * A figure of a trial that goals are set for and that is made small or large.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum Measure {
  P50("p50", Unit.MILLIS),
  P90("p90", Unit.MILLIS),
  P99("p99", Unit.MILLIS),
  P999("p99.9", Unit.MILLIS),
  MEAN("mean", Unit.MILLIS),
  /** A month's cost. */
  COST("cost", Unit.DOLLARS),
  /** The share of requests that were turned away. */
  REFUSED("refused", Unit.SHARE),
  /** The share of cache hits that showed what had been changed. */
  STALE("stale", Unit.SHARE),
  /** The share of lookups in caches of the design that were hits. */
  HIT_RATE("hitRate", Unit.SHARE),
  /** The share of lookups at CloudFront's edges that were hits; likewise of the other tiers. */
  EDGE_HIT_RATE("edge.hitRate", Kind.EDGE),
  REGIONAL_EDGE_HIT_RATE("edge.regional.hitRate", Kind.REGIONAL_EDGE),
  API_HIT_RATE("api.hitRate", Kind.STAGE),
  DAX_ITEM_HIT_RATE("dax.item.hitRate", Kind.DAX_ITEM),
  DAX_QUERY_HIT_RATE("dax.query.hitRate", Kind.DAX_QUERY),
  /** The share of invocations that waited for a cold start. */
  COLD_STARTS("coldStarts", Unit.SHARE);

  /** What a measure counts in. */
  enum Unit {
    MILLIS("ms"),
    DOLLARS("USD"),
    SHARE("%");

    final String title;

    Unit(String title) {
      this.title = title;
    }
  }

  private final String title;
  private final Unit unit;
  private final Optional<Kind> tier;

  Measure(String title, Unit unit) {
    this.title = title;
    this.unit = unit;
    this.tier = Optional.empty();
  }

  Measure(String title, Kind tier) {
    this.title = title;
    this.unit = Unit.SHARE;
    this.tier = Optional.of(tier);
  }

  /** As it is written, such as {@code p99}. */
  public String title() {
    return title;
  }

  /** What it counts in: {@code ms}, {@code USD} or {@code %}. */
  public String unit() {
    return unit.title;
  }

  /** Whether more of it is better. */
  public boolean largerIsBetter() {
    return this == HIT_RATE || tier.isPresent();
  }

  /** The tier that it is of, when it is of one alone. */
  public Optional<Kind> tier() {
    return tier;
  }

  /** Whether a trial has it: not without the tier that it is of. */
  public boolean isOf(Trial trial) {
    return tier.map(kind -> trial.outcome().tier(kind).isPresent()).orElse(true);
  }

  /** Whether a design has it, likewise. */
  boolean isOf(Design design) {
    return tier.map(kind -> has(design, kind)).orElse(true);
  }

  private static boolean has(Design design, Kind kind) {
    return switch (kind) {
      case EDGE, REGIONAL_EDGE -> !design.distributions().isEmpty();
      case STAGE -> design.apis().stream().anyMatch(stage -> stage.cacheGb() > 0);
      case DAX_ITEM, DAX_QUERY -> !design.clusters().isEmpty();
    };
  }

  /**
   * The measure of that name.
   *
   * @throws IllegalArgumentException naming those there are
   */
  public static Measure named(String name) {
    for (Measure each : values()) {
      if (each.title.equalsIgnoreCase(name)) {
        return each;
      }
    }
    throw new IllegalArgumentException(
        "no figure is called \""
            + name
            + "\"; there is "
            + Arrays.stream(values()).map(Measure::title).collect(Collectors.joining(", ")));
  }

  /** The figure of a trial, in its {@link #unit}. */
  public double of(Trial trial) {
    return switch (this) {
      case P50 -> trial.outcome().latency().millisAt(0.5);
      case P90 -> trial.outcome().latency().millisAt(0.9);
      case P99 -> trial.outcome().latency().millisAt(0.99);
      case P999 -> trial.outcome().latency().millisAt(0.999);
      case MEAN -> trial.outcome().latency().meanNanos() / 1e6;
      case COST -> trial.bill().total();
      case REFUSED -> percent(trial.outcome().refused(), trial.outcome().run().requests());
      case STALE ->
          percent(
              trial.outcome().tiers().stream().mapToLong(TierFigures::stale).sum(),
              trial.outcome().tiers().stream().mapToLong(TierFigures::hits).sum());
      case HIT_RATE ->
          percent(
              trial.outcome().tiers().stream().mapToLong(TierFigures::hits).sum(),
              trial.outcome().tiers().stream().mapToLong(TierFigures::requests).sum());
      case EDGE_HIT_RATE,
          REGIONAL_EDGE_HIT_RATE,
          API_HIT_RATE,
          DAX_ITEM_HIT_RATE,
          DAX_QUERY_HIT_RATE ->
          100 * tier.flatMap(trial.outcome()::tier).map(TierFigures::hitRate).orElse(0.0);
      case COLD_STARTS ->
          percent(
              trial.outcome().functions().stream().mapToLong(FunctionFigures::coldStarts).sum(),
              trial.outcome().functions().stream().mapToLong(FunctionFigures::invocations).sum());
    };
  }

  private static double percent(long part, long whole) {
    return whole == 0 ? 0 : 100.0 * part / whole;
  }
}
