package dev.diorama.core.wire;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.core.SdkPojo;

/** The tables of the model classes met so far; one such cache per service model. */
final class Shapes {
  private final Map<Class<?>, Shape> byClass = new ConcurrentHashMap<>();
  private final RequiredMembers required;

  Shapes(RequiredMembers required) {
    this.required = required;
  }

  List<String> requiredOf(Class<?> structure) {
    return required.of(structure);
  }

  /** The table of a structure or of a builder of one. */
  Shape of(SdkPojo pojo) {
    Shape known = byClass.get(pojo.getClass());
    if (known == null) {
      known = new Shape(pojo.getClass(), pojo.sdkFields(), this);
      byClass.put(pojo.getClass(), known);
    }
    return known;
  }
}
