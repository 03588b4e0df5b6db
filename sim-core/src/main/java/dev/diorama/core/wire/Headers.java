package dev.diorama.core.wire;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apiguardian.api.API;

/**
 * HTTP headers, or any multi-valued names, looked up without regard to case and kept in name order.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Headers {
  /** No headers. */
  public static final Headers NONE = new Headers(new TreeMap<>(String.CASE_INSENSITIVE_ORDER));

  private final SortedMap<String, List<String>> values;

  private Headers(SortedMap<String, List<String>> values) {
    this.values = values;
  }

  /** A copy of multi-valued headers. */
  public static Headers of(Map<String, ? extends List<String>> headers) {
    Builder builder = builder();
    headers.forEach((name, list) -> list.forEach(value -> builder.add(name, value)));
    return builder.build();
  }

  /** One header. */
  public static Headers of(String name, String value) {
    return builder().add(name, value).build();
  }

  /** An empty builder. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder that starts with these headers. */
  public Builder toBuilder() {
    Builder builder = builder();
    values.forEach((name, list) -> list.forEach(value -> builder.add(name, value)));
    return builder;
  }

  /** The first value of a header. */
  public Optional<String> first(String name) {
    List<String> list = values.get(name);
    return list == null ? Optional.empty() : Optional.of(list.get(0));
  }

  /** Every value of a header, in order; empty when it is absent. */
  public List<String> all(String name) {
    return values.getOrDefault(name, List.of());
  }

  /** True when the header is there. */
  public boolean has(String name) {
    return values.containsKey(name);
  }

  /** All headers, in name order, with the names as first written. */
  public Map<String, List<String>> asMap() {
    return Collections.unmodifiableSortedMap(values);
  }

  @Override
  public String toString() {
    return values.toString();
  }

  /** Collects headers. */
  public static final class Builder {
    private final TreeMap<String, List<String>> values =
        new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    private Builder() {}

    /** Adds a value behind those the header has already. */
    public Builder add(String name, String value) {
      values.computeIfAbsent(name, n -> new ArrayList<>(1)).add(value);
      return this;
    }

    /** Sets the header to this one value. */
    public Builder set(String name, String value) {
      values.put(name, new ArrayList<>(List.of(value)));
      return this;
    }

    /** Removes the header. */
    public Builder remove(String name) {
      values.remove(name);
      return this;
    }

    /** The headers collected so far. */
    public Headers build() {
      TreeMap<String, List<String>> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      values.forEach((name, list) -> copy.put(name, List.copyOf(list)));
      return new Headers(copy);
    }
  }
}
