package dev.diorama.cloudformation.sam;

import dev.diorama.core.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces references to resources that the transform has made, such as {@code Api.Stage}, by
 * references to their logical ids.
 *
 * <p>Documented:
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources.html#sam-specification-generated-resources-referencing
 */
final class SamReferences {
  private static final Pattern VARIABLE =
      Pattern.compile("\\$\\{([A-Za-z0-9]+\\.[A-Za-z0-9]+)(\\.[A-Za-z0-9.]+)?}");

  /** Logical ids by reference. */
  private final Map<String, String> ids;

  SamReferences(Map<String, String> ids) {
    this.ids = ids;
  }

  Json resolve(Json value) {
    if (value instanceof Json.Arr list) {
      return new Json.Arr(list.items().stream().map(this::resolve).toList());
    }
    if (!(value instanceof Json.Obj object)) {
      return value;
    }
    Map<String, Json> members = new LinkedHashMap<>();
    boolean alone = object.members().size() == 1;
    object
        .members()
        .forEach(
            (name, member) -> {
              if (alone && name.equals("Ref") && member instanceof Json.Str reference) {
                members.put(name, Json.of(ids.getOrDefault(reference.value(), reference.value())));
              } else if (alone && name.equals("Fn::GetAtt")) {
                members.put(name, attribute(member));
              } else if (alone && name.equals("Fn::Sub")) {
                members.put(name, substituted(member));
              } else {
                members.put(name, resolve(member));
              }
            });
    return new Json.Obj(members);
  }

  /** The reference may be cut anywhere: {@code [Api.Stage, X]} and {@code [Api, Stage.X]}. */
  private Json attribute(Json argument) {
    List<String> texts = new ArrayList<>();
    argument.asList().forEach(part -> part.text().ifPresent(texts::add));
    String[] parts = String.join(".", texts).split("\\.", 3);
    String id = parts.length == 3 ? ids.get(parts[0] + "." + parts[1]) : null;
    return id == null ? argument : Json.strings(List.of(id, parts[2]));
  }

  private Json substituted(Json argument) {
    if (argument instanceof Json.Str text) {
      Matcher matcher = VARIABLE.matcher(text.value());
      return Json.of(
          matcher.replaceAll(
              found -> {
                String id = ids.get(found.group(1));
                String rest = found.group(2) == null ? "" : found.group(2);
                return Matcher.quoteReplacement(
                    id == null ? found.group() : "${" + id + rest + "}");
              }));
    }
    if (argument instanceof Json.Arr pair && !pair.items().isEmpty()) {
      List<Json> items = new ArrayList<>();
      items.add(substituted(pair.items().get(0)));
      pair.items().stream().skip(1).map(this::resolve).forEach(items::add);
      return new Json.Arr(items);
    }
    return resolve(argument);
  }
}
