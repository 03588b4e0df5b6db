package dev.diorama.iam;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apiguardian.api.API;

/**
 * The condition keys of one request with their values; names are found without regard to case.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class RequestContext {
  /** A request without condition keys. */
  public static final RequestContext EMPTY = new RequestContext(new HashMap<>());

  /** Looked up only, never iterated, so its order does not show. */
  private final Map<String, List<String>> values;

  private RequestContext(Map<String, List<String>> values) {
    this.values = values;
  }

  /** Puts a context together. */
  public static Builder builder() {
    return new Builder();
  }

  /** The values of a key; empty when the request has none. */
  public List<String> values(String key) {
    return lowered(key.toLowerCase(Locale.ROOT));
  }

  /** The values of a key that is written in lower case, as compiled policies have them. */
  List<String> lowered(String key) {
    List<String> found = values.get(key);
    return found == null ? List.of() : found;
  }

  /** All keys, in lower case and in their order. */
  Map<String, List<String>> sorted() {
    return new TreeMap<>(values);
  }

  /**
   * Collects the condition keys of a request.
   *
   * @since 0.1
   */
  @API(status = API.Status.EXPERIMENTAL, since = "0.1")
  public static final class Builder {
    private final Map<String, List<String>> values = new HashMap<>();

    private Builder() {}

    /** Sets a key; without values it counts as missing. */
    public Builder put(String key, String... given) {
      return put(key, List.of(given));
    }

    /** Sets a key; without values it counts as missing. */
    public Builder put(String key, List<String> given) {
      values.put(key.toLowerCase(Locale.ROOT), given);
      return this;
    }

    /** Sets all these keys. */
    public Builder putAll(Map<String, List<String>> given) {
      given.forEach(this::put);
      return this;
    }

    /** The context of what was set until now. */
    public RequestContext build() {
      return new RequestContext(new HashMap<>(values));
    }
  }
}
