package dev.diorama.cloudformation.template;

import dev.diorama.core.json.Json;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * A part of a template together with where its author wrote it. Short tags have their long form, as
 * in the tree that is deployed: {@code !Ref A} is a mapping with the member {@code Ref}.
 *
 * @param value what is written
 * @param start where it begins
 * @param end where it ends; of a block, after its last line
 * @param key where its key begins, when it is a mapping's member
 * @param flow whether it is written between brackets, as all of JSON is
 * @param members of a mapping, in the order written
 * @param items of a sequence
 * @since 0.1
 */
@API(status = API.Status.INTERNAL, since = "0.1")
public record SourceNode(
    Json value,
    Mark start,
    Mark end,
    Optional<Mark> key,
    boolean flow,
    Map<String, SourceNode> members,
    List<SourceNode> items) {
  public SourceNode {
    members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    items = List.copyOf(items);
  }

  /**
   * A place in a text.
   *
   * @param line counted from 1
   * @param column in code points, counted from 1
   */
  public record Mark(int line, int column) {}

  /**
   * Reads a template's text, YAML or JSON.
   *
   * @throws TemplateException with its place, if it is neither
   */
  public static SourceNode read(String text) {
    return TemplateReader.source(text);
  }

  /** The member of that name, when this is a mapping that has it. */
  public Optional<SourceNode> get(String name) {
    return Optional.ofNullable(members.get(name));
  }

  SourceNode under(Mark itsKey) {
    return new SourceNode(value, start, end, Optional.of(itsKey), flow, members, items);
  }
}
