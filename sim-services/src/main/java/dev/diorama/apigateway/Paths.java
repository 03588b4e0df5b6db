package dev.diorama.apigateway;

import dev.diorama.apigateway.ApiGatewayModel.Definition;
import dev.diorama.apigateway.ApiGatewayModel.Resource;
import java.util.Map;
import java.util.regex.Pattern;

/** Grows the tree of resources, by the rules that CreateResource and an import share. */
final class Paths {
  private static final Pattern PART = Pattern.compile("[a-zA-Z0-9._~:-]+|\\{[a-zA-Z0-9._-]+\\+?}");

  private Paths() {}

  /** The definition with a resource at that path, and one at each path above it. */
  static Definition grown(Definition definition, String path, Ids ids) {
    Definition grown = definition;
    Resource parent = definition.root();
    for (String part : path.split("/", -1)) {
      if (!part.isEmpty()) {
        String childPath = childPath(parent, part);
        if (grown.atPath(childPath).isEmpty()) {
          grown = grown.withResource(child(grown, parent, part, ids.part()));
        }
        parent = grown.atPath(childPath).orElseThrow();
      }
    }
    return grown;
  }

  /** A new resource below another, checked against its siblings. */
  static Resource child(Definition definition, Resource parent, String part, String id) {
    if (!PART.matcher(part).matches()) {
      throw ApiGatewayError.BAD_REQUEST.with(
          "Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly"
              + " braces at the beginning and the end.");
    }
    if (isGreedy(parent.pathPart())) {
      throw ApiGatewayError.BAD_REQUEST.with(
          "Cannot create a child of a resource with a greedy path variable.");
    }
    for (Resource sibling : definition.resources().values()) {
      if (sibling.parentId().equals(parent.id())) {
        if (sibling.pathPart().equals(part)) {
          throw ApiGatewayError.CONFLICT.with(
              "Another resource with the same parent already has this name: " + part);
        }
        if (isVariable(part) && isVariable(sibling.pathPart()) && !mayStandBeside(part, sibling)) {
          throw ApiGatewayError.BAD_REQUEST.with(
              "A sibling ("
                  + sibling.pathPart()
                  + ") of this resource already has a variable path part -- only one unique"
                  + " variable path part is allowed.");
        }
      }
    }
    return new Resource(id, parent.id(), part, childPath(parent, part), Map.of());
  }

  /** A plain and a greedy variable may stand side by side: the plain one matches first. */
  private static boolean mayStandBeside(String part, Resource sibling) {
    return isGreedy(part) != isGreedy(sibling.pathPart());
  }

  private static String childPath(Resource parent, String part) {
    return parent.path().equals("/") ? "/" + part : parent.path() + "/" + part;
  }

  static boolean isVariable(String part) {
    return part.startsWith("{");
  }

  static boolean isGreedy(String part) {
    return part.endsWith("+}");
  }
}
