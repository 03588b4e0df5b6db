package dev.diorama.check;

import java.util.ArrayList;
import java.util.List;

/**
 * A place in the properties of a resource.
 *
 * @param resource the resource's logical id
 * @param path names of members and, as digits, indexes of items
 */
record Spot(String resource, List<String> path) {
  Spot {
    path = List.copyOf(path);
  }

  static Spot of(String resource, String... path) {
    return new Spot(resource, List.of(path));
  }

  Spot at(String... further) {
    List<String> whole = new ArrayList<>(path);
    whole.addAll(List.of(further));
    return new Spot(resource, whole);
  }

  Spot at(int index) {
    return at(Integer.toString(index));
  }
}
