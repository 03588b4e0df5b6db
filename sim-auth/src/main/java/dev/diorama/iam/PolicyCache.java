package dev.diorama.iam;

import dev.diorama.core.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/** Policies compiled before, the latest ones, by their text. */
final class PolicyCache {
  /** How many are kept of either form; assumed: more than a design has, some ten megabytes. */
  static final int KEPT = 5_000;

  private final Map<String, Policy> identity = bounded();
  private final Map<Json, Policy> resource = bounded();
  private final Map<Json, Policy> trust = bounded();

  private static <K> Map<K, Policy> bounded() {
    return new LinkedHashMap<>(16, 0.75f, true) {
      @Override
      protected boolean removeEldestEntry(Map.Entry<K, Policy> eldest) {
        return size() > KEPT;
      }
    };
  }

  /** An identity policy that was checked when it was put in place. */
  Policy identity(String document) {
    return identity.computeIfAbsent(document, text -> Policy.parse(text, Policy.Kind.IDENTITY));
  }

  /**
   * A resource's policy, which its service may not have checked.
   *
   * @throws MalformedPolicy if it cannot be read
   */
  Policy resource(Json document) {
    return resource.computeIfAbsent(document, json -> Policy.parse(json, Policy.Kind.RESOURCE));
  }

  /** A role's trust policy. */
  Policy trust(Json document) {
    return trust.computeIfAbsent(document, json -> Policy.parse(json, Policy.Kind.TRUST));
  }

  /** How many identity policies are kept. */
  int size() {
    return identity.size();
  }
}
