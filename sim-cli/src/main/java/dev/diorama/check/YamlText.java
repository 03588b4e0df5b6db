package dev.diorama.check;

import dev.diorama.core.json.Json;
import java.util.ArrayList;
import java.util.List;

/** Writes small trees as YAML blocks, functions by their short tags. */
final class YamlText {
  private YamlText() {}

  static List<String> lines(Json.Obj members) {
    List<String> lines = new ArrayList<>();
    members
        .members()
        .forEach(
            (name, value) -> {
              if (inline(value)) {
                lines.add(key(name) + ": " + scalar(value));
              } else {
                lines.add(key(name) + ":");
                nested(value).forEach(line -> lines.add("  " + line));
              }
            });
    return lines;
  }

  private static List<String> nested(Json value) {
    if (value instanceof Json.Obj object) {
      return lines(object);
    }
    List<String> lines = new ArrayList<>();
    for (Json item : value.items()) {
      if (inline(item)) {
        lines.add("- " + scalar(item));
      } else {
        List<String> block = nested(item);
        for (int i = 0; i < block.size(); i++) {
          lines.add((i == 0 ? "- " : "  ") + block.get(i));
        }
      }
    }
    return lines;
  }

  private static boolean inline(Json value) {
    return value.get("Ref").isPresent()
        || value.get("Fn::Sub").isPresent()
        || value.get("Fn::GetAtt").isPresent()
        || (!(value instanceof Json.Obj) && !(value instanceof Json.Arr));
  }

  private static String scalar(Json value) {
    if (value.get("Ref").isPresent()) {
      return "!Ref " + value.text("Ref").orElse("");
    }
    if (value.get("Fn::Sub").isPresent()) {
      return "!Sub " + quoted(value.text("Fn::Sub").orElse(""));
    }
    if (value.get("Fn::GetAtt").isPresent()) {
      List<String> parts =
          value.get("Fn::GetAtt").orElseThrow().items().stream()
              .flatMap(part -> part.text().stream())
              .toList();
      return "!GetAtt " + String.join(".", parts);
    }
    return value instanceof Json.Str text ? quoted(text.value()) : value.write();
  }

  private static String key(String name) {
    return name.matches("[A-Za-z][\\w:./-]*") ? name : "'" + name + "'";
  }

  /** Quoted where YAML would take it for something else than a text. */
  private static String quoted(String text) {
    boolean plain =
        text.matches("[A-Za-z$][\\w.:/${}*@-]*")
            && !text.endsWith(":")
            && !text.matches("(?i)true|false|null|yes|no|on|off|y|n");
    return plain ? text : "'" + text.replace("'", "''") + "'";
  }
}
