package dev.diorama.whatif.engine;

import dev.diorama.core.place.City;
import dev.diorama.core.wire.Wildcards;
import dev.diorama.whatif.design.Design;
import dev.diorama.whatif.design.Design.Behavior;
import dev.diorama.whatif.design.Design.Distribution;
import dev.diorama.whatif.design.Design.Function;
import dev.diorama.whatif.design.Design.Route;
import dev.diorama.whatif.design.Design.Stage;
import dev.diorama.whatif.design.Design.Use;
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
      List<Integer> invokes) {

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

  /** What the model leaves out and a reader of its figures should know. */
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    for (Design.Table table : design.tables()) {
      if (!table.indexes().isEmpty()) {
        notes.add(
            "writes to the indexes of "
                + table.id()
                + " ("
                + String.join(", ", table.indexes())
                + ") are not counted");
      }
      if (table.reads().isPresent() || table.writes().isPresent()) {
        notes.add("auto scaling of " + table.id() + " is not simulated: it keeps its units");
      }
    }
    return notes;
  }

  static Plan of(Design design, Workload workload, Settings settings) {
    List<Way> ways = new ArrayList<>();
    for (int i = 0; i < workload.actions().size(); i++) {
      ways.add(new Reader(design, workload, i).way());
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

  /** Finds the way of one action. */
  private static final class Reader {
    private final Design design;
    private final Workload workload;
    private final int index;
    private final Action action;

    Reader(Design design, Workload workload, int index) {
      this.design = design;
      this.workload = workload;
      this.index = index;
      this.action = workload.actions().get(index);
    }

    private WorkloadException bad(String reason) {
      return new WorkloadException(
          workload.origin(), action.line(), action.request() + ": " + reason);
    }

    Way way() {
      boolean ofBucket =
          action.does().filter(does -> does == Does.FETCH || does == Does.UPLOAD).isPresent();
      return ofBucket ? bucketWay() : apiWay();
    }

    private int space() {
      for (int i = 0; i < workload.items().size(); i++) {
        if (workload.items().get(i).name().equals(action.items())) {
          return i;
        }
      }
      return -1;
    }

    private List<Integer> invokes() {
      List<Integer> invoked = new ArrayList<>();
      for (String id : action.invokes()) {
        invoked.add(function(id));
      }
      return invoked;
    }

    private int function(String id) {
      for (int i = 0; i < design.functions().size(); i++) {
        if (design.functions().get(i).id().equals(id)) {
          return i;
        }
      }
      throw bad(
          design.name()
              + " has no function "
              + id
              + ", only "
              + String.join(", ", design.functions().stream().map(Function::id).toList()));
    }

    private Way bucketWay() {
      if (action.items().isEmpty()) {
        throw bad("say which items are fetched");
      }
      for (int d = 0; d < design.distributions().size(); d++) {
        for (Behavior behavior : design.distributions().get(d).behaviors()) {
          if (matches(behavior.pathPattern(), action.path())) {
            boolean isApi =
                design.apis().stream().anyMatch(stage -> stage.id().equals(behavior.origin()));
            if (isApi) {
              throw bad("that path leads to the API " + behavior.origin() + ", not to a bucket");
            }
            return new Way(
                index,
                action,
                action.does().orElseThrow(),
                d,
                Optional.of(behavior),
                -1,
                Optional.empty(),
                -1,
                -1,
                -1,
                -1,
                behavior.origin(),
                workload.items(action.items()),
                space(),
                invokes());
          }
        }
      }
      // Without a distribution in front of it, as signed-in users reach their own folder.
      return new Way(
          index,
          action,
          action.does().orElseThrow(),
          -1,
          Optional.empty(),
          -1,
          Optional.empty(),
          -1,
          -1,
          -1,
          -1,
          "Bucket",
          workload.items(action.items()),
          space(),
          invokes());
    }

    /** Patterns may leave their first slash away. */
    private static boolean matches(String pattern, String path) {
      return Wildcards.match(pattern, path)
          || (!pattern.startsWith("/") && Wildcards.match("/" + pattern, path));
    }

    private Way apiWay() {
      for (int s = 0; s < design.apis().size(); s++) {
        Stage stage = design.apis().get(s);
        for (int r = 0; r < stage.routes().size(); r++) {
          Route route = stage.routes().get(r);
          boolean any = route.method().equals("ANY") || route.method().equals("*");
          if (route.path().equals(action.path())
              && (any || route.method().equals(action.method()))) {
            return way(s, route, r);
          }
        }
      }
      List<String> known = new ArrayList<>();
      design
          .apis()
          .forEach(
              stage ->
                  stage.routes().forEach(route -> known.add(route.method() + " " + route.path())));
      throw bad(
          known.isEmpty()
              ? design.name() + " has no API; for objects of a bucket say does: fetch"
              : "the API has no such route, only "
                  + String.join(", ", known)
                  + "; for objects of a bucket say does: fetch");
    }

    private Way way(int stage, Route route, int routeIndex) {
      String api = design.apis().get(stage).id();
      int distribution = -1;
      Optional<Behavior> behavior = Optional.empty();
      for (int d = 0; d < design.distributions().size() && distribution < 0; d++) {
        Distribution each = design.distributions().get(d);
        behavior = each.behaviors().stream().filter(b -> b.origin().equals(api)).findFirst();
        distribution = behavior.isPresent() ? d : -1;
      }
      int function = route.function().isEmpty() ? -1 : function(route.function());
      Optional<Use> use = function < 0 ? Optional.empty() : use(design.functions().get(function));
      Does does = does(function, use);
      if (does == Does.LIST && workload.items(action.items()).map(Items::spread).orElse(false)) {
        throw bad(
            "each of the items "
                + action.items()
                + " is a partition key of its own: there is nothing to list");
      }
      int cluster = -1;
      int table = -1;
      if (does != Does.NOTHING) {
        Use found = use.orElseThrow();
        cluster = found.throughDax() ? cluster(found.target()) : -1;
        table = found.throughDax() ? table() : table(found.target());
      }
      return new Way(
          index,
          action,
          does,
          distribution,
          behavior,
          stage,
          Optional.of(route),
          routeIndex,
          function,
          cluster,
          table,
          "",
          workload.items(action.items()),
          space(),
          invokes());
    }

    /** What the function may do of what the action wants; empty when it does nothing with items. */
    private Optional<Use> use(Function function) {
      if (action.items().isEmpty()) {
        if (action.does().filter(does -> does != Does.NOTHING).isPresent()) {
          throw bad("say with which items it does so");
        }
        return Optional.empty();
      }
      if (action.does().isPresent()) {
        if (action.does().get() == Does.NOTHING) {
          return Optional.empty();
        }
        String wanted = operation(action.does().get());
        return Optional.of(
            function.uses().stream()
                .filter(use -> use.operation().equals(wanted) || use.operation().equals("*"))
                .findFirst()
                .orElseThrow(
                    () -> bad("the role of " + function.id() + " does not allow " + wanted)));
      }
      List<Use> possible =
          function.uses().stream().filter(use -> implied(use.operation()).isPresent()).toList();
      Set<String> operations = new LinkedHashSet<>();
      possible.forEach(use -> operations.add(use.operation()));
      if (operations.isEmpty()) {
        throw bad(
            "the role of "
                + function.id()
                + " names no operation on items; say what it does: get, list, create, ...");
      }
      if (operations.size() > 1) {
        throw bad(
            "the role of "
                + function.id()
                + " allows "
                + String.join(", ", operations)
                + "; say which it does: get, list, create, ...");
      }
      return Optional.of(possible.get(0));
    }

    private Does does(int function, Optional<Use> use) {
      if (use.isEmpty()) {
        if (function < 0 && !action.items().isEmpty()) {
          throw bad("no function is behind it that could do something with items");
        }
        return Does.NOTHING;
      }
      return action.does().orElseGet(() -> implied(use.get().operation()).orElseThrow());
    }

    /** What an operation stands for: PutItem makes something new where the method is POST. */
    private Optional<Does> implied(String operation) {
      return switch (operation) {
        case "GetItem" -> Optional.of(Does.GET);
        case "Query" -> Optional.of(Does.LIST);
        case "PutItem" -> Optional.of(action.method().equals("POST") ? Does.CREATE : Does.REPLACE);
        case "UpdateItem" -> Optional.of(Does.UPDATE);
        case "DeleteItem" -> Optional.of(Does.DELETE);
        default -> Optional.empty();
      };
    }

    private static String operation(Does does) {
      return switch (does) {
        case GET -> "GetItem";
        case LIST -> "Query";
        case CREATE, REPLACE -> "PutItem";
        case UPDATE -> "UpdateItem";
        case DELETE -> "DeleteItem";
        case FETCH -> "GetObject";
        case UPLOAD -> "PutObject";
        case NOTHING -> "";
      };
    }

    private int cluster(String id) {
      for (int i = 0; i < design.clusters().size(); i++) {
        if (design.clusters().get(i).id().equals(id)) {
          return i;
        }
      }
      throw bad("the function's role names the cluster " + id + ", which the template has not");
    }

    private int table(String id) {
      for (int i = 0; i < design.tables().size(); i++) {
        if (design.tables().get(i).id().equals(id)) {
          return i;
        }
      }
      throw bad("there is no table " + id + " in " + design.name());
    }

    private int table() {
      String named = workload.items(action.items()).map(Items::table).orElse("");
      if (!named.isEmpty()) {
        return table(named);
      }
      if (design.tables().size() == 1) {
        return 0;
      }
      throw bad(
          "say in which table the items are: "
              + String.join(", ", design.tables().stream().map(Design.Table::id).toList()));
    }
  }
}
