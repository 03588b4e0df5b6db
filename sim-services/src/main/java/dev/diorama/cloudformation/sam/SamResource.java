package dev.diorama.cloudformation.sam;

import dev.diorama.core.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One {@code AWS::Serverless} resource, Globals merged in.
 *
 * @param definition the whole resource as written: attributes such as Condition are read from it
 */
record SamResource(String id, String type, Json.Obj properties, Json.Obj definition) {
  /** What every resource takes over that is made of this one. */
  private static final List<String> INHERITED =
      List.of("Condition", "DeletionPolicy", "UpdateReplacePolicy");

  /** What only the resource takes over that keeps this one's logical id. */
  private static final List<String> KEPT = List.of("DependsOn", "UpdatePolicy", "Metadata");

  /** A property, unless it is absent or null. */
  Optional<Json> property(String name) {
    return properties.get(name).filter(value -> !(value instanceof Json.Null));
  }

  Optional<String> condition() {
    return definition.text("Condition");
  }

  /** The resource that takes this one's place. */
  Json.Obj replaced(String newType, Json.Obj newProperties) {
    return made(newType, newProperties, true);
  }

  /** A further resource that comes of this one. */
  Json.Obj derived(String newType, Json.Obj newProperties) {
    return made(newType, newProperties, false);
  }

  private Json.Obj made(String newType, Json.Obj newProperties, boolean keepAll) {
    Map<String, Json> made = new LinkedHashMap<>();
    made.put("Type", Json.of(newType));
    for (String attribute : INHERITED) {
      definition.get(attribute).ifPresent(value -> made.put(attribute, value));
    }
    if (keepAll) {
      for (String attribute : KEPT) {
        definition.get(attribute).ifPresent(value -> made.put(attribute, value));
      }
    }
    made.put("Properties", newProperties);
    return new Json.Obj(made);
  }

  /** A property that must be there, be a map and not be a function. */
  Optional<Json.Obj> map(String name) {
    return property(name)
        .map(
            value -> {
              if (value instanceof Json.Obj object && !Intrinsic.isFunction(value)) {
                return object;
              }
              throw refused(
                  Intrinsic.isFunction(value)
                      ? "Diorama does not support functions in place of the property '"
                          + name
                          + "'."
                      : "Property '" + name + "' should be a map.");
            });
  }

  SamRefusal refused(String why) {
    return SamRefusal.resource(id, why);
  }
}
