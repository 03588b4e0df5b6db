package dev.diorama.whatif.engine;

import dev.diorama.core.place.City;
import dev.diorama.whatif.design.Design;
import dev.diorama.whatif.design.Design.Behavior;
import dev.diorama.whatif.design.Design.Index;
import dev.diorama.whatif.design.Design.Projection;
import dev.diorama.whatif.design.Design.Route;
import dev.diorama.whatif.workload.Action;
import dev.diorama.whatif.workload.Action.Does;
import dev.diorama.whatif.workload.Items;
import dev.diorama.whatif.workload.Workload;
import dev.diorama.whatif.workload.WorkloadException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A workload laid over a design: for each action the way that its requests take.
 *
 * @param ways one for each of the workload's actions, in their order
 * @param cities where users are, in the order of the workload's; the Region's city when it names
 *     none
 * @param regionCity the city of the design's Region
 */
record Plan(
    Design design,
    Workload workload,
    Settings settings,
    List<Way> ways,
    List<City> cities,
    City regionCity) {

  /** What DynamoDB adds to the size of an item that it stores, documented: 100 bytes. */
  private static final int ITEM_OVERHEAD_BYTES = 100;

  /**
   * The way of an action's requests. What they do not come by is empty or -1.
   *
   * @param index of the action
   * @param distribution index of the distribution in the design
   * @param behavior the distribution's, that is for their path
   * @param stage index of the API in the design
   * @param route of that API
   * @param routeIndex of the route within the API
   * @param function index of the function in the design
   * @param cluster index of the cluster in the design
   * @param table index of the table in the design
   * @param bucket the logical id of the bucket
   * @param items what they are about
   * @param space index of the items in the workload
   * @param entries of the items in each of the table's indexes
   * @param through the table's index by which they list; else -1
   * @param invokes indexes of functions that are invoked because of them
   */
  record Way(
      int index,
      Action action,
      Does does,
      int distribution,
      Optional<Behavior> behavior,
      int stage,
      Optional<Route> route,
      int routeIndex,
      int function,
      int cluster,
      int table,
      String bucket,
      Optional<Items> items,
      int space,
      List<IndexEntry> entries,
      int through,
      List<Integer> invokes) {

    /** Bytes of what a listing shows of an item. */
    int listed(int itemBytes) {
      return through < 0 ? itemBytes : entries.get(through).bytes(itemBytes);
    }

    /** Whether CloudFront may keep answers. */
    boolean edgeCaches() {
      return distribution >= 0
          && (action.method().equals("GET") || action.method().equals("HEAD"))
          && edgeSeconds() > 0;
    }

    /** How long CloudFront keeps an answer. */
    long edgeSeconds() {
      return behavior
          .map(
              found ->
                  Math.min(
                      found.maxSeconds(),
                      Math.max(
                          found.minSeconds(),
                          action.cacheSeconds().orElse(found.defaultSeconds()))))
          .orElse(0L);
    }

    /** Whether API Gateway may keep answers. */
    boolean stageCaches() {
      return route.map(Route::cacheSeconds).orElse(0) > 0;
    }

    private boolean keyHas(String place) {
      return route
          .map(
              found ->
                  found.keyParameters().stream()
                      .anyMatch(each -> each.startsWith("method.request." + place)))
          .orElse(false);
    }

    /** Whether what API Gateway keeps is told apart by whose it is. */
    boolean keyHasAuthorization() {
      return keyHas("header.Authorization");
    }

    /** Whether it is told apart by the item in the path. */
    boolean keyHasPath() {
      return keyHas("path.");
    }

    /** Whether it is told apart by the query string that asks for strong consistency. */
    boolean keyHasQuery() {
      return keyHas("querystring.");
    }
  }

  /** Stored bytes of the items that certain ways are about, as they were at the start. */
  double storedBytes(Predicate<Way> those) {
    Set<Items> counted = new LinkedHashSet<>();
    double bytes = 0;
    for (Way way : ways) {
      if (those.test(way) && way.items().isPresent() && counted.add(way.items().get())) {
        Items items = way.items().get();
        double collections = items.perUser() ? workload.users().count() : 1;
        bytes += collections * items.each() * (items.sizes().mean() + ITEM_OVERHEAD_BYTES);
      }
    }
    return bytes;
  }

  /** Stored bytes of a table with its local indexes, or of one of its global ones, likewise. */
  double storedBytes(Design.Table table, Optional<Index> index) {
    Set<Items> counted = new LinkedHashSet<>();
    double bytes = 0;
    for (Way way : ways) {
      boolean here = way.table() >= 0 && design.tables().get(way.table()).equals(table);
      if (here && way.items().isPresent() && counted.add(way.items().get())) {
        Items items = way.items().get();
        double each = index.isPresent() ? 0 : items.sizes().mean() + ITEM_OVERHEAD_BYTES;
        for (int i = 0; i < way.entries().size(); i++) {
          Index own = table.indexes().get(i);
          if (index.isPresent() ? index.get().equals(own) : own.local()) {
            IndexEntry entry = way.entries().get(i);
            each += entry.bytes((int) items.sizes().mean()) + ITEM_OVERHEAD_BYTES;
          }
        }
        bytes += (items.perUser() ? workload.users().count() : 1.0) * items.each() * each;
      }
    }
    return bytes;
  }

  /** What is assumed and a reader of the figures should know. */
  List<String> notes() {
    Set<String> notes = new LinkedHashSet<>();
    for (Way way : ways) {
      for (int i = 0; i < way.entries().size(); i++) {
        Index index = design.tables().get(way.table()).indexes().get(i);
        if (index.projection() == Projection.INCLUDE && way.entries().get(i).whole()) {
          notes.add(
              "the index "
                  + index.name()
                  + " is taken to show whole items; the workload may say how many bytes it shows");
        }
      }
    }
    return List.copyOf(notes);
  }

  static Plan of(Design design, Workload workload, Settings settings) {
    List<Way> ways = new ArrayList<>();
    for (int i = 0; i < workload.actions().size(); i++) {
      ways.add(new WayReader(design, workload, i).way());
    }
    for (Design.Cluster cluster : design.clusters()) {
      if (!settings.services().dax().nodeBytes().containsKey(cluster.nodeType())) {
        throw new WorkloadException(
            design.name(),
            0,
            cluster.id()
                + " has nodes of type \""
                + cluster.nodeType()
                + "\"; there is "
                + String.join(", ", settings.services().dax().nodeBytes().keySet()));
      }
    }
    City home = City.ofRegion(design.region());
    List<City> cities = new ArrayList<>(workload.users().cities().keySet());
    return new Plan(
        design,
        workload,
        settings,
        List.copyOf(ways),
        cities.isEmpty() ? List.of(home) : List.copyOf(cities),
        home);
  }

  List<Does> does() {
    return ways.stream().map(Way::does).toList();
  }

  /** How long a step of figures over time is. */
  double stepSeconds() {
    return Math.max(1, Math.ceil(workload.seconds() / settings.steps()));
  }
}
