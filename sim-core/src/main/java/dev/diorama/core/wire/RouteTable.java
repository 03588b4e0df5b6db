package dev.diorama.core.wire;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.traits.RequiredTrait;

/**
 * Which operation of a REST service a method, path, query and headers ask for, over all that AWS
 * has.
 *
 * <p>Paths that say more win over paths that say less; among operations of one path those whose
 * template's query is there ({@code ?acl}), then those that require more of what is there ({@code
 * x-amz-copy-source} makes a PUT a CopyObject).
 */
final class RouteTable {
  /** An operation and what tells it from others of its path. */
  private static final class Route {
    private final OperationModel operation;
    private final PathTemplate path;
    private final Map<String, String> fixedQuery = new LinkedHashMap<>();
    private @Nullable Demands demands;

    private Route(OperationModel operation, PathTemplate path, String query) {
      this.operation = operation;
      this.path = path;
      QueryParams.parse(query)
          .asMap()
          .forEach((name, values) -> fixedQuery.put(name, values.get(0)));
    }

    /** Read late: it means loading the request's class. */
    private Demands demands() {
      Demands known = demands;
      if (known == null) {
        known = Demands.of(operation, path.labels());
        demands = known;
      }
      return known;
    }

    private boolean hasFixedQuery(QueryParams query) {
      for (Map.Entry<String, String> param : fixedQuery.entrySet()) {
        Optional<String> given = query.first(param.getKey());
        if (given.isEmpty()
            || !(param.getValue().isEmpty() || given.get().equals(param.getValue()))) {
          return false;
        }
      }
      return true;
    }
  }

  /**
   * What a request class requires besides its path.
   *
   * @param hostLabels members that the path template leaves to the host name
   * @param query query parameters that must be there
   * @param headers headers that must be there
   */
  private record Demands(Set<String> hostLabels, Set<String> query, Set<String> headers) {
    private static Demands of(OperationModel operation, Set<String> pathLabels) {
      Demands found = new Demands(new TreeSet<>(), new TreeSet<>(), new TreeSet<>());
      for (SdkField<?> field : operation.newRequest().sdkFields()) {
        boolean inPath =
            field.location() == MarshallLocation.PATH
                || field.location() == MarshallLocation.GREEDY_PATH;
        if (inPath && !pathLabels.contains(field.locationName())) {
          found.hostLabels().add(field.locationName());
        } else if (field.containsTrait(RequiredTrait.class)) {
          if (field.location() == MarshallLocation.QUERY_PARAM) {
            found.query().add(field.locationName());
          } else if (field.location() == MarshallLocation.HEADER) {
            found.headers().add(field.locationName());
          }
        }
      }
      return found;
    }

    private int size() {
      return query.size() + headers.size();
    }

    private boolean metBy(QueryParams given, Headers headersGiven) {
      return query.stream().allMatch(given::has) && headers.stream().allMatch(headersGiven::has);
    }
  }

  private final Map<String, Map<PathTemplate, List<Route>>> byMethod = new TreeMap<>();
  private final Map<String, PathTemplate> pathByOperation = new TreeMap<>();

  RouteTable(Catalogue catalogue) {
    for (OperationModel operation : catalogue.all()) {
      String uri = operation.info().requestUri();
      int question = uri.indexOf('?');
      PathTemplate path = new PathTemplate(question < 0 ? uri : uri.substring(0, question));
      pathByOperation.put(operation.name(), path);
      byMethod
          .computeIfAbsent(operation.info().httpMethod().name(), m -> new TreeMap<>())
          .computeIfAbsent(path, p -> new ArrayList<>())
          .add(new Route(operation, path, question < 0 ? "" : uri.substring(question + 1)));
    }
  }

  /** The labels of a path that an operation was found for. */
  Map<String, String> labels(OperationModel operation, String rawPath) {
    PathTemplate path = pathByOperation.get(operation.name());
    return path == null ? Map.of() : path.match(rawPath).orElse(Map.of());
  }

  /**
   * The operation asked for.
   *
   * @param strict whether a path alone is not enough where every operation on it requires more
   */
  Optional<OperationModel> resolve(Addressed addressed, boolean strict) {
    HttpRequest request = addressed.request();
    Map<PathTemplate, List<Route>> templates = byMethod.get(request.method());
    if (templates == null) {
      return Optional.empty();
    }
    QueryParams query = request.query();
    for (Map.Entry<PathTemplate, List<Route>> entry : templates.entrySet()) {
      if (entry.getKey().match(request.rawPath()).isPresent()) {
        Route best = best(entry.getValue(), addressed, query, strict);
        if (best != null) {
          return Optional.of(best.operation);
        }
      }
    }
    return Optional.empty();
  }

  private static @Nullable Route best(
      List<Route> routes, Addressed addressed, QueryParams query, boolean strict) {
    int mostFixed = -1;
    for (Route route : routes) {
      if (fits(route, addressed, query)) {
        mostFixed = Math.max(mostFixed, route.fixedQuery.size());
      }
    }
    Route met = null;
    Route unmet = null;
    for (Route route : routes) {
      if (route.fixedQuery.size() == mostFixed && fits(route, addressed, query)) {
        if (!route.demands().metBy(query, addressed.request().headers())) {
          unmet = unmet == null || route.demands().size() < unmet.demands().size() ? route : unmet;
        } else if (met == null || isBetter(route, met, query)) {
          met = route;
        }
      }
    }
    return met != null ? met : strict && mostFixed == 0 ? null : unmet;
  }

  private static boolean fits(Route route, Addressed addressed, QueryParams query) {
    return route.hasFixedQuery(query)
        && route.demands().hostLabels().equals(addressed.labels().keySet());
  }

  /** Some SDKs say in {@code x-id} which operation they mean; it matters only in a tie. */
  private static boolean isBetter(Route route, Route than, QueryParams query) {
    int more = route.demands().size() - than.demands().size();
    return more > 0
        || (more == 0
            && query.first("x-id").filter(route.operation.wireName()::equals).isPresent());
  }
}
