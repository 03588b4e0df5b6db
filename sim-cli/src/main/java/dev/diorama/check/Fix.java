package dev.diorama.check;

import dev.diorama.core.json.Json;

/** A remedy that needs no judgement. */
sealed interface Fix {
  /** Where it is applied. */
  Spot spot();

  /** Writes another value; of a parameter that stands there, another default. */
  record Replace(Spot spot, String value) implements Fix {}

  /** Adds what is missing of these members, to any depth; what is there stays. */
  record Merge(Spot spot, Json.Obj members) implements Fix {}

  static Fix replace(Spot spot, String value) {
    return new Replace(spot, value);
  }

  static Fix merge(Spot spot, Json.Obj members) {
    return new Merge(spot, members);
  }

  static Json.Obj member(String name, Json value) {
    return Json.object().put(name, value).build();
  }

  static Json.Obj member(String name, String value) {
    return member(name, Json.of(value));
  }

  static Json.Obj ref(String name) {
    return member("Ref", name);
  }
}
