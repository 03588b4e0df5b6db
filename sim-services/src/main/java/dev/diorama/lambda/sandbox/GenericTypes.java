package dev.diorama.lambda.sandbox;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which types a class gives to the parameters of an interface that it implements. */
final class GenericTypes {
  private GenericTypes() {}

  /**
   * The type arguments that {@code type} implements {@code wanted} with, followed through
   * superclasses and interfaces; empty when it implements it raw.
   */
  static List<Type> argumentsOf(Class<?> type, Class<?> wanted) {
    return search(type, wanted, Map.of());
  }

  /** True when nothing is known of the variable but that it is an object. */
  static boolean unbounded(TypeVariable<?> variable) {
    for (Type bound : variable.getBounds()) {
      if (!bound.equals(Object.class)) {
        return false;
      }
    }
    return true;
  }

  private static List<Type> search(Class<?> type, Class<?> wanted, Map<Type, Type> known) {
    List<Type> parents = new ArrayList<>(List.of(type.getGenericInterfaces()));
    if (type.getGenericSuperclass() != null) {
      parents.add(type.getGenericSuperclass());
    }
    for (Type parent : parents) {
      Class<?> raw;
      List<Type> arguments = new ArrayList<>();
      if (parent instanceof ParameterizedType parameterized) {
        raw = (Class<?>) parameterized.getRawType();
        for (Type argument : parameterized.getActualTypeArguments()) {
          arguments.add(known.getOrDefault(argument, argument));
        }
      } else {
        raw = (Class<?>) parent;
      }
      if (raw.equals(wanted)) {
        return arguments;
      }
      Map<Type, Type> deeper = new LinkedHashMap<>();
      for (int i = 0; i < arguments.size(); i++) {
        deeper.put(raw.getTypeParameters()[i], arguments.get(i));
      }
      List<Type> found = search(raw, wanted, deeper);
      if (!found.isEmpty()) {
        return found;
      }
    }
    return List.of();
  }
}
