package dev.diorama.apigateway;

import dev.diorama.apigateway.ApiGatewayModel.Definition;
import dev.diorama.apigateway.ApiGatewayModel.Method;
import dev.diorama.apigateway.ApiGatewayModel.Resource;
import dev.diorama.core.wire.UrlCoding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the method that answers a request.
 *
 * <p>At each level a static part goes before {@code {param}}, that before {@code {proxy+}}; a
 * trailing slash is ignored. A branch that ends without the asked method is left for a less
 * specific one, assumed. Path parameters are handed on decoded, observed
 * (https://github.com/dherault/serverless-offline/issues/638), the path itself as written.
 */
final class Routes {
  private Routes() {}

  /** A method, its resource, and the values of the path's variables in order. */
  record Route(Resource resource, Method method, Map<String, String> pathParameters) {}

  static Optional<Route> find(Definition definition, String httpMethod, String rawPath) {
    List<String> segments = new ArrayList<>();
    String trimmed = rawPath.endsWith("/") ? rawPath.substring(0, rawPath.length() - 1) : rawPath;
    if (!trimmed.isEmpty()) {
      for (String raw : trimmed.substring(1).split("/", -1)) {
        segments.add(UrlCoding.decode(raw));
      }
    }
    return descend(definition, definition.root(), segments, httpMethod, Map.of());
  }

  private static Optional<Route> descend(
      Definition definition,
      Resource here,
      List<String> rest,
      String httpMethod,
      Map<String, String> found) {
    if (rest.isEmpty()) {
      return here.answering(httpMethod).map(method -> new Route(here, method, found));
    }
    String first = rest.get(0);
    List<String> deeper = rest.subList(1, rest.size());
    List<Resource> children =
        definition.resources().values().stream()
            .filter(each -> each.parentId().equals(here.id()))
            .toList();
    for (Resource child : children) {
      if (child.pathPart().equals(first) && !Paths.isVariable(first)) {
        Optional<Route> route = descend(definition, child, deeper, httpMethod, found);
        if (route.isPresent()) {
          return route;
        }
      }
    }
    for (Resource child : children) {
      String part = child.pathPart();
      if (Paths.isVariable(part) && !Paths.isGreedy(part) && !first.isEmpty()) {
        String name = part.substring(1, part.length() - 1);
        Optional<Route> route =
            descend(definition, child, deeper, httpMethod, with(found, name, first));
        if (route.isPresent()) {
          return route;
        }
      }
    }
    for (Resource child : children) {
      String part = child.pathPart();
      if (Paths.isGreedy(part)) {
        String name = part.substring(1, part.length() - 2);
        Map<String, String> all = with(found, name, String.join("/", rest));
        return child.answering(httpMethod).map(method -> new Route(child, method, all));
      }
    }
    return Optional.empty();
  }

  private static Map<String, String> with(Map<String, String> map, String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(map);
    more.put(name, value);
    return more;
  }
}
