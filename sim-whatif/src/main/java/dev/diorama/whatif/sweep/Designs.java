package dev.diorama.whatif.sweep;

import dev.diorama.autoscaling.TargetTracking;
import dev.diorama.whatif.design.Design;
import dev.diorama.whatif.design.Design.Cluster;
import dev.diorama.whatif.design.Design.Distribution;
import dev.diorama.whatif.design.Design.Function;
import dev.diorama.whatif.design.Design.Index;
import dev.diorama.whatif.design.Design.Route;
import dev.diorama.whatif.design.Design.Stage;
import dev.diorama.whatif.design.Design.Table;
import dev.diorama.whatif.design.Design.Use;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Designs with something changed. */
final class Designs {
  /** What a table has that is switched to provisioned capacity, as the console suggests. */
  private static final long CONSOLE_UNITS = 5;

  /** The smallest stage cache, GB. */
  private static final double SMALLEST_CACHE_GB = 0.5;

  private Designs() {}

  private static <T> List<T> all(List<T> those, String what, UnaryOperator<T> change) {
    if (those.isEmpty()) {
      throw new IllegalArgumentException("the design has no " + what);
    }
    return those.stream().map(change).toList();
  }

  static Design clusters(Design design, UnaryOperator<Cluster> change) {
    return new Design(
        design.name(),
        design.region(),
        design.distributions(),
        design.apis(),
        design.functions(),
        all(design.clusters(), "DAX cluster", change),
        design.tables(),
        design.streams());
  }

  static Design stages(Design design, UnaryOperator<Stage> change) {
    return new Design(
        design.name(),
        design.region(),
        design.distributions(),
        all(design.apis(), "API", change),
        design.functions(),
        design.clusters(),
        design.tables(),
        design.streams());
  }

  static Design functions(Design design, UnaryOperator<Function> change) {
    return new Design(
        design.name(),
        design.region(),
        design.distributions(),
        design.apis(),
        all(design.functions(), "function", change),
        design.clusters(),
        design.tables(),
        design.streams());
  }

  static Design tables(Design design, UnaryOperator<Table> change) {
    return new Design(
        design.name(),
        design.region(),
        design.distributions(),
        design.apis(),
        design.functions(),
        design.clusters(),
        all(design.tables(), "table", change),
        design.streams());
  }

  static Design priceClass(Design design, String priceClass) {
    return new Design(
        design.name(),
        design.region(),
        all(
            design.distributions(),
            "distribution",
            each -> new Distribution(each.id(), priceClass, each.behaviors())),
        design.apis(),
        design.functions(),
        design.clusters(),
        design.tables(),
        design.streams());
  }

  /** Functions then ask the table itself what they asked the cluster. */
  static Design withoutDax(Design design) {
    if (design.clusters().isEmpty()) {
      throw new IllegalArgumentException("the design has no DAX cluster");
    }
    if (design.tables().size() != 1) {
      throw new IllegalArgumentException(
          "with several tables it is not known which of them the cluster stands before");
    }
    String table = design.tables().get(0).id();
    List<Function> functions = new ArrayList<>();
    for (Function each : design.functions()) {
      functions.add(
          new Function(
              each.id(),
              each.memoryMb(),
              each.timeoutSeconds(),
              each.reservedConcurrency(),
              each.uses().stream()
                  .map(use -> use.throughDax() ? new Use(use.operation(), table, false) : use)
                  .distinct()
                  .toList()));
    }
    return new Design(
        design.name(),
        design.region(),
        design.distributions(),
        design.apis(),
        functions,
        List.of(),
        design.tables(),
        design.streams());
  }

  static Cluster nodeType(Cluster c, String type) {
    return new Cluster(c.id(), type, c.nodes(), c.recordTtlMillis(), c.queryTtlMillis());
  }

  static Cluster nodes(Cluster c, int nodes) {
    return new Cluster(c.id(), c.nodeType(), nodes, c.recordTtlMillis(), c.queryTtlMillis());
  }

  static Cluster itemTtl(Cluster c, long millis) {
    return new Cluster(c.id(), c.nodeType(), c.nodes(), millis, c.queryTtlMillis());
  }

  static Cluster queryTtl(Cluster c, long millis) {
    return new Cluster(c.id(), c.nodeType(), c.nodes(), c.recordTtlMillis(), millis);
  }

  static Stage routes(Stage stage, UnaryOperator<Route> change) {
    return new Stage(stage.id(), stage.cacheGb(), all(stage.routes(), "route", change));
  }

  /** For the routes that are cached; for all that read where none is. */
  static Stage cacheTtl(Stage stage, int seconds) {
    boolean any = stage.routes().stream().anyMatch(each -> each.cacheSeconds() > 0);
    double gb = stage.cacheGb() == 0 && seconds > 0 ? SMALLEST_CACHE_GB : stage.cacheGb();
    return new Stage(
        stage.id(),
        gb,
        all(
            stage.routes(),
            "route",
            each ->
                (any ? each.cacheSeconds() > 0 : each.method().equals("GET"))
                    ? new Route(
                        each.method(),
                        each.path(),
                        each.function(),
                        seconds,
                        each.keyParameters(),
                        each.rateLimit(),
                        each.burstLimit())
                    : each));
  }

  static Stage cacheSize(Stage stage, double gb) {
    return new Stage(stage.id(), gb, stage.routes());
  }

  static Route throttle(Route route, double rate, int burst) {
    return new Route(
        route.method(),
        route.path(),
        route.function(),
        route.cacheSeconds(),
        route.keyParameters(),
        rate < 0 ? route.rateLimit() : rate,
        burst < 0 ? route.burstLimit() : burst);
  }

  static Function memory(Function f, int mb) {
    return new Function(f.id(), mb, f.timeoutSeconds(), f.reservedConcurrency(), f.uses());
  }

  static Function reserved(Function f, int environments) {
    return new Function(f.id(), f.memoryMb(), f.timeoutSeconds(), environments, f.uses());
  }

  static Table billing(Table table, boolean onDemand) {
    if (table.onDemand() == onDemand) {
      return table;
    }
    long units = onDemand ? -1 : CONSOLE_UNITS;
    Optional<TargetTracking> none = Optional.empty();
    return new Table(
        table.id(),
        onDemand,
        units,
        units,
        none,
        none,
        table.indexes().stream().map(each -> index(each, units, units, none, none)).toList(),
        table.replicas(),
        table.streamed());
  }

  /**
   * Units below 0 stay as they are; a table on demand becomes a provisioned one. What is set is not
   * scaled any more.
   */
  static Table units(Table table, long reads, long writes) {
    Table provisioned = billing(table, false);
    return new Table(
        table.id(),
        false,
        reads < 0 ? provisioned.readUnits() : reads,
        writes < 0 ? provisioned.writeUnits() : writes,
        reads < 0 ? provisioned.reads() : Optional.empty(),
        writes < 0 ? provisioned.writes() : Optional.empty(),
        provisioned.indexes(),
        table.replicas(),
        table.streamed());
  }

  /** The units of every global index, likewise. */
  static Table indexUnits(Table table, long reads, long writes) {
    Table provisioned = billing(table, false);
    if (provisioned.indexes().stream().allMatch(Index::local)) {
      throw new IllegalArgumentException("the design has a table without global index");
    }
    return withIndexes(
        provisioned,
        provisioned.indexes().stream()
            .map(
                each ->
                    index(
                        each,
                        reads < 0 ? each.readUnits() : reads,
                        writes < 0 ? each.writeUnits() : writes,
                        reads < 0 ? each.reads() : Optional.empty(),
                        writes < 0 ? each.writes() : Optional.empty()))
            .toList());
  }

  /** Both kinds of capacity of a table and of its indexes, scaled so, from the least on; or not. */
  static Table scaled(Table table, Optional<TargetTracking> rule) {
    Table provisioned = billing(table, false);
    long least = rule.map(TargetTracking::min).orElse(-1);
    return new Table(
        table.id(),
        false,
        least < 0 ? provisioned.readUnits() : least,
        least < 0 ? provisioned.writeUnits() : least,
        rule,
        rule,
        provisioned.indexes().stream()
            .map(
                each ->
                    index(
                        each,
                        least < 0 ? each.readUnits() : least,
                        least < 0 ? each.writeUnits() : least,
                        rule,
                        rule))
            .toList(),
        table.replicas(),
        table.streamed());
  }

  private static Index index(
      Index index,
      long reads,
      long writes,
      Optional<TargetTracking> scaledReads,
      Optional<TargetTracking> scaledWrites) {
    return index.local()
        ? index
        : new Index(
            index.name(), false, index.projection(), reads, writes, scaledReads, scaledWrites);
  }

  private static Table withIndexes(Table table, List<Index> indexes) {
    return new Table(
        table.id(),
        table.onDemand(),
        table.readUnits(),
        table.writeUnits(),
        table.reads(),
        table.writes(),
        indexes,
        table.replicas(),
        table.streamed());
  }

  static Table replicas(Table table, List<String> further) {
    List<String> regions = new ArrayList<>();
    regions.add(table.replicas().get(0));
    regions.addAll(further);
    return new Table(
        table.id(),
        table.onDemand(),
        table.readUnits(),
        table.writeUnits(),
        table.reads(),
        table.writes(),
        table.indexes(),
        regions,
        table.streamed());
  }
}
