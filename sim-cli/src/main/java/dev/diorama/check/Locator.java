package dev.diorama.check;

import dev.diorama.cloudformation.template.SourceNode;
import dev.diorama.core.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds what would be deployed in what was written. */
final class Locator {
  private static final String FUNCTION = "AWS::Serverless::Function";

  private final SourceNode root;
  private final Map<String, Boolean> conditions;

  Locator(SourceNode root, Map<String, Boolean> conditions) {
    this.root = root;
    this.conditions = conditions;
  }

  /**
   * What was written for a spot.
   *
   * @param resource the resource as written
   * @param node the innermost part of it that holds the spot
   * @param exact whether that is the spot itself
   */
  record Written(String resource, SourceNode node, boolean exact) {}

  Written find(Resource of, Spot spot) {
    Spot own = written(of, spot);
    Optional<SourceNode> resource = root.get("Resources").flatMap(all -> all.get(own.resource()));
    if (resource.isEmpty()) {
      return new Written("", root.get("Resources").orElse(root), false);
    }
    SourceNode properties = resource.get().get("Properties").orElse(resource.get());
    if (own.path().isEmpty()) {
      return new Written(own.resource(), resource.get(), true);
    }
    Written found = walk(own.resource(), properties, own.path());
    if (chosen(properties).get(own.path().get(0)).isPresent()) {
      return found;
    }
    // The property is not the resource's own: it may come from the globals of its type.
    return root.get("Globals")
        .flatMap(globals -> globals.get(kind(resource.get())))
        .filter(globals -> globals.get(own.path().get(0)).isPresent())
        .map(globals -> walk(own.resource(), globals, own.path()))
        .orElse(new Written(own.resource(), resource.get(), false));
  }

  /** Whether what was found is a whole resource: that very node, not one that reads alike. */
  @SuppressWarnings("ReferenceEquality")
  boolean isResource(Written written) {
    return root.get("Resources")
        .flatMap(all -> all.get(written.resource()))
        .filter(resource -> resource == written.node())
        .isPresent();
  }

  /** What is written for the properties of a resource, to add some. */
  Optional<SourceNode> properties(String resource) {
    return root.get("Resources")
        .flatMap(all -> all.get(resource))
        .flatMap(r -> r.get("Properties"));
  }

  private static String kind(SourceNode resource) {
    String type = type(resource);
    return type.substring(type.lastIndexOf(':') + 1);
  }

  private static String type(SourceNode resource) {
    return resource.value().text("Type").orElse("");
  }

  /** Follows a path as far as it goes, through the branches that conditions choose. */
  private Written walk(String resource, SourceNode from, List<String> path) {
    SourceNode here = chosen(from);
    for (int i = 0; i < path.size(); i++) {
      Optional<SourceNode> next = step(here, path.get(i));
      if (next.isEmpty()) {
        // A single value may stand for a list of one.
        if (path.get(i).equals("0") && here.items().isEmpty()) {
          continue;
        }
        return new Written(resource, here, false);
      }
      here = chosen(next.get());
    }
    return new Written(resource, here, true);
  }

  private Optional<SourceNode> step(SourceNode here, String name) {
    if (!here.items().isEmpty() && name.matches("[0-9]{1,6}")) {
      int left = Integer.parseInt(name);
      for (SourceNode item : here.items()) {
        SourceNode chosen = chosen(item);
        boolean gone = chosen.value().text("Ref").orElse("").equals("AWS::NoValue");
        if (!gone && left-- == 0) {
          return Optional.of(chosen);
        }
      }
      return Optional.empty();
    }
    return here.get(name);
  }

  /** The branch of an Fn::If that is taken. */
  private SourceNode chosen(SourceNode node) {
    SourceNode here = node;
    for (int depth = 0; depth < 20; depth++) {
      List<SourceNode> parts = here.get("Fn::If").map(SourceNode::items).orElse(List.of());
      if (here.members().size() != 1 || parts.size() != 3) {
        return here;
      }
      String name = parts.get(0).value().text().orElse("");
      here = parts.get(conditions.getOrDefault(name, false) ? 1 : 2);
    }
    return here;
  }

  /** The spot in the resource that the author wrote, of one that the transform made. */
  private Spot written(Resource of, Spot spot) {
    Map<String, SourceNode> resources =
        root.get("Resources").map(SourceNode::members).orElse(Map.of());
    if (resources.containsKey(spot.resource())) {
      return spot;
    }
    String maker = "";
    for (Map.Entry<String, SourceNode> each : resources.entrySet()) {
      if (spot.resource().startsWith(each.getKey())
          && type(each.getValue()).startsWith("AWS::Serverless::")
          && each.getKey().length() > maker.length()) {
        maker = each.getKey();
      }
    }
    if (maker.isEmpty()) {
      return resources.entrySet().stream()
          .filter(each -> type(each.getValue()).equals(FUNCTION))
          .findFirst()
          .map(each -> Spot.of(each.getKey()))
          .orElse(spot);
    }
    SourceNode source = resources.getOrDefault(maker, root);
    return type(source).equals(FUNCTION)
        ? ofFunction(maker, source, of, spot)
        : new Spot(maker, spot.path());
  }

  private static Spot ofFunction(String maker, SourceNode source, Resource of, Spot spot) {
    List<String> path = spot.path();
    if (spot.resource().equals(maker + "Role")) {
      if (path.size() < 3 || !path.get(0).equals("Policies")) {
        return Spot.of(maker);
      }
      String name =
          of.list("Policies").get(Integer.parseInt(path.get(1))).text("PolicyName").orElse("");
      String prefix = maker + "RolePolicy";
      return name.matches(prefix + "[0-9]+")
          ? Spot.of(maker, "Policies", name.substring(prefix.length()))
              .at(path.subList(3, path.size()).toArray(String[]::new))
          : Spot.of(maker);
    }
    List<String> events =
        new ArrayList<>(
            source
                .get("Properties")
                .flatMap(p -> p.get("Events"))
                .map(SourceNode::members)
                .orElse(Map.of())
                .keySet());
    for (String event : events) {
      if (spot.resource().equals(maker + event)) {
        return Spot.of(maker, "Events", event, "Properties").at(path.toArray(String[]::new));
      }
      if (spot.resource().startsWith(maker + event + "Permission")) {
        return Spot.of(maker, "Events", event);
      }
    }
    return new Spot(maker, path);
  }

  /** The default of the parameter that a value refers to; else the value. */
  SourceNode literal(SourceNode node) {
    return node.value()
        .text("Ref")
        .filter(name -> node.members().size() == 1)
        .flatMap(
            name -> root.get("Parameters").flatMap(p -> p.get(name)).flatMap(p -> p.get("Default")))
        .orElse(node);
  }

  /** What the author of a resource wants passed over, and why. */
  Map<String, Json> ignored(String resource) {
    Map<String, Json> ignored = new LinkedHashMap<>();
    root.get("Resources")
        .flatMap(all -> all.get(resource))
        .map(SourceNode::value)
        .flatMap(value -> value.at("Metadata", "Diorama", "Ignore"))
        .map(Json::asList)
        .orElse(List.of())
        .forEach(
            each -> {
              each.text().ifPresent(rule -> ignored.put(rule, Json.of("")));
              ignored.putAll(each.members());
            });
    return ignored;
  }
}
