package dev.diorama.check;

import dev.diorama.cloudformation.template.SourceNode;
import dev.diorama.cloudformation.template.SourceNode.Mark;
import dev.diorama.core.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns remedies into changes of the text. */
final class Fixer {
  private final SourceText text;
  private final Locator locator;

  Fixer(SourceText text, Locator locator) {
    this.text = text;
    this.locator = locator;
  }

  /** The changes; none when what is to be changed is not written out. */
  List<Edit> edits(Resource of, Fix fix) {
    Locator.Written written = locator.find(of, fix.spot());
    if (!written.exact()) {
      return List.of();
    }
    if (fix instanceof Fix.Replace replace) {
      return replaced(locator.literal(written.node()), replace.value());
    }
    // A resource that the transform made, of which nothing was written, has no place for members.
    boolean whole = locator.isResource(written);
    boolean own = written.resource().equals(fix.spot().resource());
    Optional<SourceNode> target =
        whole
            ? locator.properties(written.resource()).filter(properties -> own)
            : Optional.of(written.node());
    List<Edit> edits = new ArrayList<>();
    target.ifPresent(node -> merge(node, ((Fix.Merge) fix).members(), edits));
    return edits;
  }

  private List<Edit> replaced(SourceNode node, String value) {
    if (!node.members().isEmpty() || !node.items().isEmpty()) {
      return List.of();
    }
    String before = text.between(node.start(), node.end());
    String quote = before.startsWith("'") ? "'" : before.startsWith("\"") ? "\"" : "";
    return List.of(new Edit(node.start(), node.end(), quote + value + quote));
  }

  private void merge(SourceNode node, Json.Obj wanted, List<Edit> edits) {
    if (node.members().isEmpty() || node.get("Ref").isPresent()) {
      return;
    }
    Json.ObjectBuilder missing = Json.object();
    wanted
        .members()
        .forEach(
            (name, value) -> {
              Optional<SourceNode> there = node.get(name);
              if (there.isEmpty()) {
                missing.put(name, value);
              } else if (value instanceof Json.Obj object) {
                merge(there.get(), object, edits);
              }
            });
    if (!missing.build().members().isEmpty()) {
      edits.add(
          node.flow() ? insideBrackets(node, missing.build()) : afterBlock(node, missing.build()));
    }
  }

  /** Before the first member, in the manner in which that is written. */
  private Edit insideBrackets(SourceNode node, Json.Obj missing) {
    Mark first = firstKey(node);
    boolean ownLine = first.line() > node.start().line();
    String gap = ownLine ? "\n" + " ".repeat(first.column() - 1) : " ";
    StringBuilder added = new StringBuilder();
    missing
        .members()
        .forEach(
            (name, value) ->
                added
                    .append(Json.of(name).write())
                    .append(": ")
                    .append(value.write())
                    .append(',')
                    .append(gap));
    return new Edit(first, first, added.toString());
  }

  private Edit afterBlock(SourceNode node, Json.Obj missing) {
    Mark end = text.endOf(lastLine(node));
    StringBuilder added = new StringBuilder();
    for (String line : YamlText.lines(missing)) {
      added.append('\n').append(" ".repeat(firstKey(node).column() - 1)).append(line);
    }
    return new Edit(end, end, added.toString());
  }

  private static Mark firstKey(SourceNode node) {
    return node.members().values().iterator().next().key().orElse(node.start());
  }

  private int lastLine(SourceNode node) {
    if (!node.flow() && !node.items().isEmpty()) {
      return lastLine(node.items().get(node.items().size() - 1));
    }
    if (!node.flow() && !node.members().isEmpty()) {
      List<Map.Entry<String, SourceNode>> members = List.copyOf(node.members().entrySet());
      return lastLine(members.get(members.size() - 1).getValue());
    }
    int line = node.end().line();
    if (node.end().column() == 1 && line > node.start().line()) {
      line--;
    }
    while (line > node.start().line() && text.line(line).isBlank()) {
      line--;
    }
    return line;
  }
}
