package dev.diorama.cloudformation.resource;

import dev.diorama.cloudformation.template.TemplateException;
import dev.diorama.core.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The resolved properties of one resource; what is not taken by name is refused by name. */
final class Properties {
  private final String logicalId;
  private final Map<String, Json> left;
  private final Json.Obj all;

  Properties(String logicalId, Json.Obj resolved) {
    this.logicalId = logicalId;
    this.all = resolved;
    this.left = new LinkedHashMap<>(resolved.members());
  }

  /** A property, when it is there. */
  Optional<Json> take(String name) {
    return Optional.ofNullable(left.remove(name));
  }

  /** A property that must be there. */
  Json require(String name) {
    return take(name)
        .orElseThrow(
            () ->
                new TemplateException(
                    "Properties validation failed for resource "
                        + logicalId
                        + " with message: required key ["
                        + name
                        + "] not found"));
  }

  /** A text, when it is there. */
  Optional<String> text(String name) {
    return take(name)
        .map(
            value ->
                value
                    .text()
                    .orElseThrow(
                        () ->
                            new TemplateException(
                                "Value of property "
                                    + name
                                    + " of resource "
                                    + logicalId
                                    + " must be of type String")));
  }

  /** A text that must be there. */
  String requireText(String name) {
    Json value = require(name);
    return value
        .text()
        .orElseThrow(
            () ->
                new TemplateException(
                    "Value of property "
                        + name
                        + " of resource "
                        + logicalId
                        + " must be of type String"));
  }

  /** True or false, when it is there. */
  boolean flag(String name) {
    return text(name).map(Boolean::parseBoolean).orElse(false);
  }

  /** A list of texts; empty when it is not there. */
  List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    take(name).ifPresent(list -> list.asList().forEach(item -> item.text().ifPresent(texts::add)));
    return texts;
  }

  /** Tags, written as a list of keys and values or as a map; in the order written. */
  Map<String, String> tags(String name) {
    Map<String, String> tags = new LinkedHashMap<>();
    take(name)
        .ifPresent(
            value -> {
              value.members().forEach((key, v) -> tags.put(key, v.text().orElse("")));
              value
                  .items()
                  .forEach(
                      tag -> tags.put(tag.text("Key").orElse(""), tag.text("Value").orElse("")));
            });
    return tags;
  }

  /** Takes properties that have no effect on anything Diorama shows. */
  Properties recorded(String... names) {
    for (String name : names) {
      left.remove(name);
    }
    return this;
  }

  /** Takes the given properties out as one object, for the binder. */
  Json.Obj only(String... names) {
    Json.ObjectBuilder some = Json.object();
    for (String name : names) {
      take(name).ifPresent(value -> some.put(name, value));
    }
    return some.build();
  }

  /**
   * Refuses what nobody has taken.
   *
   * @param known properties that AWS has and Diorama does not simulate
   */
  void done(Set<String> known) {
    if (left.isEmpty()) {
      return;
    }
    String first = left.keySet().iterator().next();
    if (known.contains(first)) {
      throw new TemplateException(
          "Diorama does not simulate the property "
              + first
              + " of resource "
              + logicalId
              + "; leave it out, or see docs/fidelity.md");
    }
    throw new TemplateException(
        "Encountered unsupported property " + first + " in resource " + logicalId);
  }

  /** Refuses what nobody has taken. */
  void done() {
    done(Set.of());
  }

  /** Every property as it was given. */
  Json.Obj all() {
    return all;
  }
}
