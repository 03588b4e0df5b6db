package dev.diorama.whatif.engine;

import dev.diorama.core.wire.Wildcards;
import dev.diorama.whatif.design.Design;
import dev.diorama.whatif.design.Design.Behavior;
import dev.diorama.whatif.design.Design.Distribution;
import dev.diorama.whatif.design.Design.Function;
import dev.diorama.whatif.design.Design.Index;
import dev.diorama.whatif.design.Design.Route;
import dev.diorama.whatif.design.Design.Stage;
import dev.diorama.whatif.design.Design.Use;
import dev.diorama.whatif.engine.Plan.Way;
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

/** Finds the way of one action. */
final class WayReader {
  private final Design design;
  private final Workload workload;
  private final int index;
  private final Action action;

  WayReader(Design design, Workload workload, int index) {
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
              List.of(),
              -1,
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
        List.of(),
        -1,
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
        if (route.path().equals(action.path()) && (any || route.method().equals(action.method()))) {
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
    Optional<Items> items = workload.items(action.items());
    if (does == Does.LIST && action.index().isEmpty() && items.map(Items::spread).orElse(false)) {
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
    Optional<Design.Table> in =
        table < 0 ? Optional.empty() : Optional.of(design.tables().get(table));
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
        items,
        space(),
        in.isPresent() && items.isPresent()
            ? entries(in.get(), items.get())
            : List.<IndexEntry>of(),
        in.isPresent() ? through(in.get(), does) : notThrough(),
        invokes());
  }

  private List<IndexEntry> entries(Design.Table table, Items items) {
    items
        .indexes()
        .forEach(
            said -> {
              if (table.indexes().stream().noneMatch(has -> has.name().equals(said.index()))) {
                throw new WorkloadException(
                    workload.origin(), said.line(), noIndex(table, said.index()));
              }
            });
    return table.indexes().stream().map(index -> IndexEntry.of(index, items)).toList();
  }

  private static String noIndex(Design.Table table, String name) {
    return table.id()
        + " has no index "
        + name
        + (table.indexes().isEmpty()
            ? ""
            : ", only " + String.join(", ", table.indexes().stream().map(Index::name).toList()));
  }

  private int notThrough() {
    if (!action.index().isEmpty()) {
      throw bad("nothing is read that " + action.index() + " could be an index of");
    }
    return -1;
  }

  /** The index that the action lists by. */
  private int through(Design.Table table, Does does) {
    if (action.index().isEmpty()) {
      return -1;
    }
    if (does != Does.LIST) {
      throw bad("an index is read by listing; say does: list");
    }
    for (int i = 0; i < table.indexes().size(); i++) {
      Index index = table.indexes().get(i);
      if (index.name().equals(action.index())) {
        if (!index.local() && action.consistent() > 0) {
          throw bad("consistent reads are not supported on the global index " + index.name());
        }
        return i;
      }
    }
    throw bad(noIndex(table, action.index()));
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
