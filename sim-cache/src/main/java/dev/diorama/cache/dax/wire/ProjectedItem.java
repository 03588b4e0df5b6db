package dev.diorama.cache.dax.wire;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Which value of a projected item belongs to which path of the projection.
 *
 * <p>DynamoDB answers a projection with a document in which list elements have moved up; the wire
 * wants the values by the number of their path, and the client puts them together again, moving
 * list elements up in turn. Where it cannot be told which of several paths an element was found by,
 * any of them that fits gives the same document in the end.
 */
final class ProjectedItem {
  private static final int INNER = -1;

  private final Place root = new Place();

  /** One place in the tree of paths. */
  private static final class Place {
    final Map<String, Place> fields = new LinkedHashMap<>();
    final NavigableMap<Integer, Place> elements = new TreeMap<>();
    int ordinal = INNER;
  }

  ProjectedItem(List<Path> paths) {
    for (int i = 0; i < paths.size(); i++) {
      Place here = root;
      for (Object element : paths.get(i).elements()) {
        here =
            element instanceof Integer index
                ? here.elements.computeIfAbsent(index, k -> new Place())
                : here.fields.computeIfAbsent((String) element, k -> new Place());
      }
      here.ordinal = i;
    }
  }

  /** The values found, by the number of their path. */
  NavigableMap<Integer, AttributeValue> values(Map<String, AttributeValue> projected) {
    NavigableMap<Integer, AttributeValue> found = new TreeMap<>();
    root.fields.forEach(
        (name, place) -> {
          AttributeValue value = projected.get(name);
          if (value != null) {
            match(place, value).ifPresent(found::putAll);
          }
        });
    return found;
  }

  /** The values below a place; empty when the value cannot have been found through it. */
  private static Optional<Map<Integer, AttributeValue>> match(Place place, AttributeValue value) {
    if (place.ordinal != INNER) {
      return Optional.of(Map.of(place.ordinal, value));
    }
    Map<Integer, AttributeValue> found = new LinkedHashMap<>();
    if (value.hasM() && !place.fields.isEmpty()) {
      for (Map.Entry<String, AttributeValue> member : value.m().entrySet()) {
        Place below = place.fields.get(member.getKey());
        Optional<Map<Integer, AttributeValue>> inner =
            below == null ? Optional.empty() : match(below, member.getValue());
        if (inner.isEmpty()) {
          return Optional.empty();
        }
        found.putAll(inner.get());
      }
      return Optional.of(found);
    }
    if (value.hasL() && !place.elements.isEmpty()) {
      int from = 0;
      List<Integer> indexes = List.copyOf(place.elements.keySet());
      for (AttributeValue element : value.l()) {
        Optional<Map<Integer, AttributeValue>> inner = Optional.empty();
        while (inner.isEmpty() && from < indexes.size()) {
          Place below = place.elements.get(indexes.get(from++));
          inner = below == null ? Optional.empty() : match(below, element);
        }
        if (inner.isEmpty()) {
          return Optional.empty();
        }
        found.putAll(inner.get());
      }
      return Optional.of(found);
    }
    return Optional.empty();
  }
}
