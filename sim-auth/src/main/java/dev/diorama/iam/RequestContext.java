package dev.diorama.iam;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The condition keys of one request with their values; names are found without regard to case. */
final class RequestContext {
  static final RequestContext EMPTY = new RequestContext(new HashMap<>());

  /** Looked up only, never iterated, so its order does not show. */
  private final Map<String, List<String>> values;

  private RequestContext(Map<String, List<String>> values) {
    this.values = values;
  }

  static Builder builder() {
    return new Builder();
  }

  /** The values of a key; empty when the request has none. */
  List<String> values(String key) {
    return values.getOrDefault(key.toLowerCase(Locale.ROOT), List.of());
  }

  static final class Builder {
    private final Map<String, List<String>> values = new HashMap<>();

    /** Sets a key; without values it counts as missing. */
    Builder put(String key, String... given) {
      return put(key, List.of(given));
    }

    Builder put(String key, List<String> given) {
      values.put(key.toLowerCase(Locale.ROOT), given);
      return this;
    }

    Builder putAll(Map<String, List<String>> given) {
      given.forEach(this::put);
      return this;
    }

    RequestContext build() {
      return new RequestContext(values);
    }
  }
}
