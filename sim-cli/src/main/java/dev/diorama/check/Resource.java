package dev.diorama.check;

import dev.diorama.core.json.Json;
import java.util.List;
import java.util.Optional;

/** A resource as it would be made, functions resolved as far as they can be. */
record Resource(String id, String type, Json properties) {
  Spot spot(String... path) {
    return Spot.of(id, path);
  }

  boolean is(String wanted) {
    return type.equals(wanted);
  }

  Optional<Json> at(String... path) {
    return properties.at(path).filter(value -> !(value instanceof Json.Null));
  }

  String text(String... path) {
    return at(path).flatMap(Json::text).orElse("");
  }

  boolean flag(String... path) {
    return text(path).equalsIgnoreCase("true");
  }

  List<Json> list(String... path) {
    return at(path).map(Json::asList).orElse(List.of());
  }

  /** A number; {@code otherwise} where there is none, or what is there is none. */
  double number(double otherwise, String... path) {
    return number(text(path), otherwise);
  }

  static double number(String text, double otherwise) {
    return text.matches("-?[0-9]{1,15}(\\.[0-9]+)?") ? Double.parseDouble(text) : otherwise;
  }
}
