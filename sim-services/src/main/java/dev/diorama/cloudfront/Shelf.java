package dev.diorama.cloudfront;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Everything of one kind, in the order in which it was made.
 *
 * @param <K> the kind
 */
final class Shelf<K extends Kept<?>> {
  /** What an ETag looks like; observed. */
  private static final Pattern TAG = Pattern.compile("E[A-Z0-9]{8,15}");

  private final CloudFrontError missing;
  private final Map<String, K> byId = new LinkedHashMap<>();

  /**
   * An empty shelf.
   *
   * @param missing what is said of an id that is not there
   */
  Shelf(CloudFrontError missing) {
    this.missing = missing;
  }

  void add(K made) {
    byId.put(made.id, made);
  }

  void remove(K gone) {
    byId.remove(gone.id);
  }

  /** Whoever owns it. */
  Optional<K> get(@Nullable String id) {
    return Optional.ofNullable(byId.get(String.valueOf(id)));
  }

  /** What an account may see under that id: its own, and what AWS manages. */
  Optional<K> seen(String account, @Nullable String id) {
    return get(id).filter(one -> one.account.equals(account) || one.managed());
  }

  /** The same, or a refusal. Another account's is not there; assumed. */
  K find(String account, @Nullable String id) {
    return seen(account, id).orElseThrow(missing::usual);
  }

  /**
   * The one that is to be changed, provided that the caller has seen its present state.
   *
   * <p>A version that is missing, or no ETag at all, is InvalidIfMatchVersion; an ETag of another
   * state is PreconditionFailed. Both codes are documented; where the line runs is assumed.
   */
  K matched(String account, @Nullable String id, @Nullable String ifMatch) {
    K found = find(account, id);
    if (ifMatch == null || !TAG.matcher(ifMatch).matches()) {
      throw CloudFrontError.INVALID_IF_MATCH_VERSION.usual();
    }
    if (!ifMatch.equals(found.eTag())) {
      throw CloudFrontError.PRECONDITION_FAILED.usual();
    }
    return found;
  }

  /** An account's own that meet a condition. */
  List<K> of(String account, Predicate<K> condition) {
    List<K> found = new ArrayList<>();
    for (K one : byId.values()) {
      if (one.account.equals(account) && condition.test(one)) {
        found.add(one);
      }
    }
    return found;
  }

  /** An account's own. */
  List<K> of(String account) {
    return of(account, any -> true);
  }

  /** All of every account that meet a condition. */
  List<K> all(Predicate<K> condition) {
    return byId.values().stream().filter(condition).toList();
  }
}
