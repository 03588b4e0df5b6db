package dev.diorama.check;

import dev.diorama.cloudformation.sam.SamTransform;
import dev.diorama.cloudformation.template.Conditions;
import dev.diorama.cloudformation.template.Intrinsics;
import dev.diorama.cloudformation.template.Parameters;
import dev.diorama.cloudformation.template.SourceNode;
import dev.diorama.cloudformation.template.SymbolicScope;
import dev.diorama.cloudformation.template.Template;
import dev.diorama.cloudformation.template.TemplateException;
import dev.diorama.core.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a template would deploy, and what of it could not be looked at. */
final class Blueprint {
  private static final Pattern REFUSED =
      Pattern.compile("Resource with id \\[(\\w+)\\] is invalid\\. ");
  private static final String SET_ASIDE = "Diorama::Check::SetAside";

  private final SourceNode source;
  private final Map<String, Resource> resources = new LinkedHashMap<>();
  private final Map<String, Json> outputs = new LinkedHashMap<>();
  private final Map<String, String> leftOut = new LinkedHashMap<>();
  private final Map<String, Boolean> conditions;

  private Blueprint(SourceNode source, Template template, Map<String, Json> values, String region) {
    this.source = source;
    SymbolicScope before = scope(template, values, region, Map.of());
    this.conditions = Conditions.evaluate(template, before::parameterOrPseudo);
    Intrinsics intrinsics = new Intrinsics(scope(template, values, region, conditions));
    template.resources().forEach((id, resource) -> add(intrinsics, id, resource));
    template
        .outputs()
        .forEach(
            (name, output) -> {
              if (output
                  .text("Condition")
                  .map(c -> conditions.getOrDefault(c, false))
                  .orElse(true)) {
                try {
                  outputs.put(name, intrinsics.resolve(output.get("Value").orElse(Json.nil())));
                } catch (TemplateException e) {
                  leftOut.put("Outputs." + name, e.message());
                }
              }
            });
  }

  private static SymbolicScope scope(
      Template template, Map<String, Json> values, String region, Map<String, Boolean> conditions) {
    return new SymbolicScope(template, values, region, conditions, "stack", StandIns::of);
  }

  private void add(Intrinsics intrinsics, String id, Template.Resource resource) {
    if (resource.type().equals(SET_ASIDE)
        || !resource.condition().map(c -> conditions.getOrDefault(c, false)).orElse(true)) {
      return;
    }
    try {
      resources.put(
          id, new Resource(id, resource.type(), intrinsics.resolve(resource.properties())));
    } catch (TemplateException e) {
      leftOut.put(id, e.message());
    }
  }

  /**
   * Reads a template as far as it can be read.
   *
   * @throws TemplateException if it cannot at all
   */
  static Blueprint read(String text, Map<String, String> given, String region) {
    SourceNode source = SourceNode.read(text);
    Map<String, String> aside = new LinkedHashMap<>();
    Template template = transformed(imported((Json.Obj) source.value()), aside);
    Blueprint blueprint = new Blueprint(source, template, values(template, given), region);
    blueprint.leftOut.putAll(aside);
    return blueprint;
  }

  /** The plain template, without the resources that the transform here does not take. */
  private static Template transformed(Json.Obj tree, Map<String, String> aside) {
    Json.Obj left = tree;
    while (true) {
      try {
        return Template.of(SamTransform.apply(left));
      } catch (TemplateException e) {
        Map<String, String> refused = new LinkedHashMap<>();
        Matcher matcher = REFUSED.matcher(e.message());
        while (matcher.find()) {
          int end = e.message().indexOf(" Resource with id [", matcher.end());
          refused.putIfAbsent(
              matcher.group(1),
              e.message().substring(matcher.end(), end < 0 ? e.message().length() : end));
        }
        refused
            .keySet()
            .removeIf(id -> aside.containsKey(id) || tree.at("Resources", id).isEmpty());
        if (refused.isEmpty()) {
          throw e;
        }
        aside.putAll(refused);
        left = without(left, refused);
      }
    }
  }

  private static Json.Obj without(Json.Obj tree, Map<String, String> refused) {
    Map<String, Json> resources =
        new LinkedHashMap<>(tree.get("Resources").orElse(Json.empty()).members());
    refused.keySet().forEach(id -> resources.put(id, Json.object().put("Type", SET_ASIDE).build()));
    Map<String, Json> sections = new LinkedHashMap<>(tree.members());
    sections.put("Resources", new Json.Obj(resources));
    return new Json.Obj(sections);
  }

  /** What other stacks export is some text. */
  private static Json.Obj imported(Json.Obj tree) {
    return (Json.Obj) imported((Json) tree);
  }

  private static Json imported(Json value) {
    if (value instanceof Json.Obj object) {
      if (object.members().size() == 1 && object.get("Fn::ImportValue").isPresent()) {
        return Json.of("imported");
      }
      Map<String, Json> members = new LinkedHashMap<>();
      object.members().forEach((name, member) -> members.put(name, imported(member)));
      return new Json.Obj(members);
    }
    return value instanceof Json.Arr array
        ? new Json.Arr(array.items().stream().map(Blueprint::imported).toList())
        : value;
  }

  /** The parameters' values; one that has neither value nor default stands for itself. */
  private static Map<String, Json> values(Template template, Map<String, String> given) {
    Map<String, Json> known = new LinkedHashMap<>();
    Map<String, Json> open = new LinkedHashMap<>();
    template
        .parameters()
        .forEach(
            (name, definition) -> {
              String type = definition.text("Type").orElse("");
              boolean valued = given.containsKey(name) || definition.get("Default").isPresent();
              if (valued && !type.startsWith("AWS::SSM::")) {
                known.put(name, definition);
              } else {
                open.put(name, standIn(name, type, definition));
              }
            });
    Template valued =
        new Template(
            template.tree(),
            template.description(),
            template.transforms(),
            known,
            template.mappings(),
            template.conditions(),
            template.resources(),
            template.outputs());
    Map<String, String> taken = new LinkedHashMap<>(given);
    taken.keySet().removeAll(open.keySet());
    Map<String, Json> values = new LinkedHashMap<>(Parameters.values(valued, taken));
    values.putAll(open);
    return values;
  }

  private static Json standIn(String name, String type, Json definition) {
    Optional<Json> allowed =
        definition.get("AllowedValues").flatMap(all -> all.asList().stream().findFirst());
    if (allowed.isPresent()) {
      return allowed.get();
    }
    if (type.contains("Number")) {
      return definition.get("MinValue").orElse(Json.of(1));
    }
    boolean list = type.contains("List");
    return list ? Json.strings(List.of("parameter-" + name)) : Json.of("parameter-" + name);
  }

  Locator locator() {
    return new Locator(source, conditions);
  }

  SourceNode source() {
    return source;
  }

  Map<String, Json> outputs() {
    return outputs;
  }

  /** Ids of what could not be looked at, and why. */
  Map<String, String> leftOut() {
    return leftOut;
  }

  Iterable<Resource> all() {
    return resources.values();
  }

  List<Resource> of(String type) {
    return resources.values().stream().filter(resource -> resource.is(type)).toList();
  }

  /** The resource that a text speaks of: by reference or attribute, or by the name it is given. */
  Optional<Resource> named(String text) {
    for (String id : StandIns.idsIn(text)) {
      if (resources.containsKey(id)) {
        return Optional.of(resources.get(id));
      }
    }
    return Optional.empty();
  }

  Optional<Resource> named(String text, String type) {
    Optional<Resource> referred =
        StandIns.idsIn(text).stream()
            .flatMap(id -> Optional.ofNullable(resources.get(id)).stream())
            .filter(resource -> resource.is(type))
            .findFirst();
    return referred.or(
        () ->
            of(type).stream()
                .filter(
                    resource -> Names.of(resource).filter(n -> Names.speaksOf(text, n)).isPresent())
                .findFirst());
  }

  /** All the statements that a role, or whoever else has policies, is given in this template. */
  List<Statement> identityStatements(Resource holder) {
    List<Statement> statements = new ArrayList<>();
    for (int i = 0; i < holder.list("Policies").size(); i++) {
      Resource part = new Resource(holder.id(), holder.type(), holder.list("Policies").get(i));
      for (Statement each : Statement.of(part, "PolicyDocument")) {
        List<String> path = new ArrayList<>(List.of("Policies", Integer.toString(i)));
        path.addAll(each.spot().path());
        statements.add(new Statement(new Spot(holder.id(), path), each.json()));
      }
    }
    for (Resource policy : resources.values()) {
      boolean attached =
          policy.type().matches("AWS::IAM::(Policy|ManagedPolicy|RolePolicy)")
              && (policy.list("Roles").stream().anyMatch(role -> speaksOf(role, holder))
                  || policy.at("RoleName").filter(role -> speaksOf(role, holder)).isPresent());
      if (attached) {
        statements.addAll(Statement.of(policy, "PolicyDocument"));
      }
    }
    return statements;
  }

  private static boolean speaksOf(Json reference, Resource resource) {
    return reference
        .text()
        .filter(text -> StandIns.idsIn(text).contains(resource.id()))
        .isPresent();
  }

  /** The role of a function, when this template makes it. */
  Optional<Resource> roleOf(Resource function) {
    return named(function.text("Role")).filter(role -> role.is("AWS::IAM::Role"));
  }
}
