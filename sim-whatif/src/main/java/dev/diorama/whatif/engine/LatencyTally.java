package dev.diorama.whatif.engine;

import dev.diorama.whatif.engine.Plan.Way;
import dev.diorama.whatif.result.Histogram;
import dev.diorama.whatif.result.Refusal;
import dev.diorama.whatif.result.Refusal.Reason;
import dev.diorama.whatif.result.RouteLatency;
import dev.diorama.whatif.result.RouteLatency.Hop;
import dev.diorama.whatif.result.RouteLatency.HopLatency;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What viewers waited and why they were turned away, by action and city. */
@SuppressWarnings("EnumOrdinal") // Arrays by hop: a map would cost each request more.
final class LatencyTally {
  private final Plan plan;
  private final Cell[][] cells;
  private final Map<Turned, long[]> turned = new LinkedHashMap<>();

  /** Requests turned away. */
  private record Turned(Reason reason, String by, String route) {}

  /** One action and city. */
  private static final class Cell {
    final Histogram.Builder total = Histogram.builder();
    final Histogram.@Nullable Builder[] hops = new Histogram.Builder[Trip.HOPS.length];

    Histogram.Builder hop(int at) {
      Histogram.Builder hop = hops[at];
      if (hop == null) {
        hop = Histogram.builder();
        hops[at] = hop;
      }
      return hop;
    }
  }

  LatencyTally(Plan plan) {
    this.plan = plan;
    this.cells = new Cell[plan.ways().size()][plan.cities().size()];
    for (Cell[] row : cells) {
      for (int i = 0; i < row.length; i++) {
        row[i] = new Cell();
      }
    }
  }

  void add(Way way, int city, Trip trip) {
    add(way, city, trip, 1);
  }

  /** A request that stands for several. */
  void add(Way way, int city, Trip trip, long times) {
    Cell cell = cells[way.index()][city];
    cell.total.record(trip.total(), times);
    for (int i = 0; i < trip.spent.length; i++) {
      if (trip.spent[i] >= 0) {
        cell.hop(i).record(trip.spent[i], times);
      }
    }
    Reason refused = trip.refused;
    if (refused != null) {
      turned
              .computeIfAbsent(
                  new Turned(refused, trip.refusedBy, way.action().request()), key -> new long[1])[
              0] +=
          times;
    }
  }

  /**
   * Requests that a cache answered: so long on the way, and then its work.
   *
   * @param network there and back, nanoseconds; below 0 when the way is not looked at
   */
  void addHits(Way way, int city, Hop hop, FastLatency work, long network, long times) {
    Cell cell = cells[way.index()][city];
    work.record(cell.total, Math.max(0, network), times);
    work.record(cell.hop(hop.ordinal()), 0, times);
    if (network >= 0) {
      cell.hop(Hop.NETWORK.ordinal()).record(network, times);
    }
  }

  List<Refusal> refusals() {
    List<Refusal> refusals = new ArrayList<>();
    turned.forEach(
        (key, count) -> refusals.add(new Refusal(key.reason(), key.by(), key.route(), count[0])));
    return refusals;
  }

  List<RouteLatency> latencies() {
    Map<String, List<Cell>> byRoute = new LinkedHashMap<>();
    for (Way way : plan.ways()) {
      for (int c = 0; c < plan.cities().size(); c++) {
        byRoute
            .computeIfAbsent(c + " " + way.action().request(), key -> new ArrayList<>())
            .add(cells[way.index()][c]);
      }
    }
    List<RouteLatency> latencies = new ArrayList<>();
    byRoute.forEach(
        (key, those) -> {
          int space = key.indexOf(' ');
          RouteLatency latency =
              latency(
                  key.substring(space + 1),
                  plan.cities().get(Integer.parseInt(key.substring(0, space))).title(),
                  those);
          if (latency.total().count() > 0) {
            latencies.add(latency);
          }
        });
    return latencies;
  }

  private static RouteLatency latency(String route, String city, List<Cell> cells) {
    Histogram.Builder total = Histogram.builder();
    cells.forEach(cell -> total.add(cell.total.build()));
    List<HopLatency> hops = new ArrayList<>();
    for (Hop hop : Trip.HOPS) {
      Histogram.Builder spent = Histogram.builder();
      for (Cell cell : cells) {
        Histogram.Builder part = cell.hops[hop.ordinal()];
        if (part != null) {
          spent.add(part.build());
        }
      }
      if (!spent.isEmpty()) {
        hops.add(new HopLatency(hop, spent.build()));
      }
    }
    return new RouteLatency(route, city, total.build(), hops);
  }
}
