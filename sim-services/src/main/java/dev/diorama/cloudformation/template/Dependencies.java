package dev.diorama.cloudformation.template;

import dev.diorama.core.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import org.apiguardian.api.API;

/**
 * Which resources a template's resources need before themselves, and an order that honours it.
 *
 * @since 0.1
 */
@API(status = API.Status.INTERNAL, since = "0.1")
public final class Dependencies {
  private Dependencies() {}

  /**
   * The logical ids in an order in which each comes after all it needs; among those that could come
   * next, the one written first does.
   *
   * @param resources the resources to be made
   * @param absent ids of resources that the template has but whose condition does not hold
   * @throws TemplateException if one needs what is not there, or if they need each other in a ring
   */
  public static List<String> order(Map<String, Template.Resource> resources, Set<String> absent) {
    Map<String, Set<String>> needs = new LinkedHashMap<>();
    TreeSet<String> unknown = new TreeSet<>();
    resources.forEach(
        (id, resource) -> {
          Set<String> needed = new LinkedHashSet<>(names(resource.properties()));
          needed.removeIf(name -> !resources.containsKey(name));
          for (String name : resource.dependsOn()) {
            if (resources.containsKey(name)) {
              needed.add(name);
            } else if (!absent.contains(name)) {
              unknown.add(name);
            }
          }
          needs.put(id, needed);
        });
    if (!unknown.isEmpty()) {
      throw new TemplateException(
          "Template format error: Unresolved resource dependencies "
              + unknown
              + " in the Resources block of the template");
    }
    List<String> order = new ArrayList<>();
    Set<String> left = new LinkedHashSet<>(resources.keySet());
    while (!left.isEmpty()) {
      String next =
          left.stream()
              .filter(id -> order.containsAll(needs.getOrDefault(id, Set.of())))
              .findFirst()
              .orElseThrow(
                  () ->
                      new TemplateException(
                          "Circular dependency between resources: " + ring(left, needs)));
      order.add(next);
      left.remove(next);
    }
    return order;
  }

  /** Only those that lie on a ring, not those that merely wait for one. */
  private static List<String> ring(Set<String> left, Map<String, Set<String>> needs) {
    List<String> ring = new ArrayList<>();
    for (String start : left) {
      Set<String> reached = new LinkedHashSet<>(needs.getOrDefault(start, Set.of()));
      List<String> frontier = new ArrayList<>(reached);
      while (!frontier.isEmpty()) {
        for (String next : needs.getOrDefault(frontier.remove(0), Set.of())) {
          if (reached.add(next)) {
            frontier.add(next);
          }
        }
      }
      if (reached.contains(start)) {
        ring.add(start);
      }
    }
    return ring;
  }

  /** Every name that a tree refers to by Ref, GetAtt or Sub. */
  public static Set<String> names(Json value) {
    Set<String> names = new LinkedHashSet<>();
    collect(value, names);
    return names;
  }

  private static void collect(Json value, Set<String> names) {
    if (value instanceof Json.Obj object) {
      String function = Intrinsics.function(object).orElse("");
      Json argument = object.get(function).orElse(Json.nil());
      switch (function) {
        case "Ref" -> argument.text().ifPresent(names::add);
        case "Fn::GetAtt" -> names.add(Intrinsics.attributeParts(argument).get(0));
        case "Fn::Sub" -> substituted(argument, names);
        default -> object.members().values().forEach(member -> collect(member, names));
      }
    } else {
      value.items().forEach(item -> collect(item, names));
    }
  }

  private static void substituted(Json argument, Set<String> names) {
    Set<String> own = new LinkedHashSet<>();
    Json pattern = argument;
    if (argument instanceof Json.Arr pair && pair.items().size() == 2) {
      pattern = pair.items().get(0);
      own.addAll(pair.items().get(1).members().keySet());
      collect(pair.items().get(1), names);
    }
    Matcher matcher = Intrinsics.SUBSTITUTION.matcher(pattern.text().orElse(""));
    while (matcher.find()) {
      String name = matcher.group(2).strip();
      if (matcher.group(1).isEmpty() && !own.contains(name)) {
        names.add(name.indexOf('.') > 0 ? name.substring(0, name.indexOf('.')) : name);
      }
    }
  }
}
