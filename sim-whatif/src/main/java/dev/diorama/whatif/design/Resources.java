package dev.diorama.whatif.design;

import dev.diorama.core.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A template's resources, resolved as far as it can be without making them. */
final class Resources {
  private final Map<String, Resource> byId;

  Resources(Map<String, Resource> byId) {
    this.byId = byId;
  }

  List<Resource> of(String type) {
    return byId.values().stream().filter(resource -> resource.type().equals(type)).toList();
  }

  /** The resource that a reference or an attribute speaks of; empty when it is none of these. */
  Optional<Resource> named(String reference) {
    return Optional.ofNullable(byId.get(first(reference)));
  }

  /** The id before the first dot: {@code Todos} of {@code Todos.Arn}. */
  static String first(String reference) {
    int dot = reference.indexOf('.');
    return dot < 0 ? reference : reference.substring(0, dot);
  }

  /** A setting that is not what it must be. */
  static final class BadSetting extends RuntimeException {
    BadSetting(String message) {
      super(message);
    }
  }

  /** One resource. */
  record Resource(String id, String type, Json properties) {
    String text(String otherwise, String... path) {
      return properties.at(path).flatMap(Json::text).orElse(otherwise);
    }

    double number(double otherwise, String... path) {
      Optional<String> text = properties.at(path).flatMap(Json::text);
      if (text.isEmpty()) {
        return otherwise;
      }
      try {
        return Double.parseDouble(text.get());
      } catch (NumberFormatException e) {
        throw new BadSetting(
            id + ": " + String.join(".", path) + " is \"" + text.get() + "\", not a number");
      }
    }

    boolean flag(String... path) {
      return text("false", path).equals("true");
    }

    List<Json> list(String... path) {
      return properties.at(path).map(Json::asList).orElse(List.of());
    }

    /** The same resource seen at a part of its properties. */
    Resource part(Json part) {
      return new Resource(id, type, part);
    }
  }
}
