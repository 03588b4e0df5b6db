package dev.diorama.iam;

import dev.diorama.core.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/** Policies compiled before, the latest ones, by their text and what they are called. */
final class PolicyCache {
  /** How many are kept of either form; assumed: more than a design has, some ten megabytes. */
  static final int KEPT = 5_000;

  /** What a policy of an identity is called, kept apart so that the name is joined only once. */
  private record Key(String sort, String name, String whose, String owner, String document) {
    /** As the simulator calls it: observed of managed ones, assumed of the others. */
    String id() {
      String kind = whose.replace("' of ", "").strip();
      return sort.startsWith("inline") ? kind + "_" + owner + "_" + name : name;
    }
  }

  private final Map<Key, Attached> identity = bounded();
  private final Map<Json, Policy> resource = bounded();
  private final Map<Json, Policy> trust = bounded();

  private static <K, V> Map<K, V> bounded() {
    return new LinkedHashMap<>(16, 0.75f, true) {
      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > KEPT;
      }
    };
  }

  /** An identity policy that was checked when it was put in place. */
  Attached identity(String sort, String name, String whose, String owner, String document) {
    return identity.computeIfAbsent(
        new Key(sort, name, whose, owner, document),
        key ->
            new Attached(
                key.id(),
                key.sort() + key.name() + key.whose() + key.owner(),
                Policy.parse(key.document(), Policy.Kind.IDENTITY)));
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
