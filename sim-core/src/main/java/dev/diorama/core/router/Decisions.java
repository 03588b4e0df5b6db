package dev.diorama.core.router;

import dev.diorama.core.router.Authorizer.RequestFacts;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * What the policies have said to questions that are asked thousands of times a second, such as by
 * the hits of a cache.
 *
 * <p>A decision is recalled only while everything it was made from is the same: the caller, the
 * permission, the facts with the second among them, and the authorizer's count of changes. Then the
 * answer could not be another. Callers are told apart by identity, so it serves those who keep
 * theirs.
 */
final class Decisions {
  /** Decisions kept; when there are more all are forgotten, and made anew as they are asked for. */
  private static final int LIMIT = 1_000;

  private record Question(String action, String resource, String owner, RequestFacts facts) {}

  private final IdentityHashMap<Principal, Map<Question, Decision>> made = new IdentityHashMap<>();
  private long revision;
  private long second;
  private int count;

  /** The decision, made by {@code authorizer} unless it stands from before. */
  Decision recall(
      Authorizer authorizer,
      Principal principal,
      Access access,
      RequestFacts facts,
      Supplier<Decision> decide) {
    OptionalLong now = authorizer.revision();
    if (now.isEmpty() || !access.context().isEmpty() || access.resourcePolicy().isPresent()) {
      return decide.get();
    }
    if (now.getAsLong() != revision || facts.epochSeconds() != second || count >= LIMIT) {
      made.clear();
      count = 0;
      revision = now.getAsLong();
      second = facts.epochSeconds();
    }
    Map<Question, Decision> ofCaller = made.computeIfAbsent(principal, caller -> new HashMap<>());
    Question question =
        new Question(access.action(), access.resource(), access.resourceAccount(), facts);
    Decision known = ofCaller.get(question);
    if (known == null) {
      known = decide.get();
      ofCaller.put(question, known);
      count++;
    }
    return known;
  }
}
