package dev.diorama.cloudfront;

import dev.diorama.core.router.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudfront.model.CacheBehavior;

/**
 * What the three kinds of policies have in common: names are unique in an account, those of AWS
 * cannot be changed, and one that a behaviour names cannot be deleted.
 *
 * @param <C> the kind's configuration
 */
final class Policies<C> {
  /** Characters of a policy's name; assumed. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,128}");

  private final CloudFrontStore store;
  private final Shelf<Kept<C>> shelf;
  private final Function<C, @Nullable String> name;
  private final BiFunction<CacheBehavior, String, Boolean> uses;
  private final CloudFrontError exists;
  private final CloudFrontError inUse;

  /**
   * A kind of policies.
   *
   * @param name a policy's name
   * @param uses whether a behaviour names the policy of that id
   * @param exists the refusal of a name that is taken
   * @param inUse the refusal to delete what is in use
   */
  Policies(
      CloudFrontStore store,
      Shelf<Kept<C>> shelf,
      Function<C, @Nullable String> name,
      BiFunction<CacheBehavior, String, Boolean> uses,
      CloudFrontError exists,
      CloudFrontError inUse) {
    this.store = store;
    this.shelf = shelf;
    this.name = name;
    this.uses = uses;
    this.exists = exists;
    this.inUse = inUse;
  }

  Kept<C> create(Call call, C config) {
    checkName(call.account(), config, Optional.empty());
    return store.keep(shelf, store.newUuid(), call.account(), config);
  }

  private void checkName(String account, C config, Optional<String> self) {
    String wanted = name.apply(config);
    if (!Behaviours.given(wanted)) {
      throw Behaviours.required("Name");
    }
    if (!NAME.matcher(wanted).matches()) {
      throw CloudFrontError.argument("The parameter Name is not valid: " + wanted);
    }
    Predicate<Kept<C>> sameName =
        one -> wanted.equals(name.apply(one.config())) && !self.equals(Optional.of(one.id));
    if (!shelf.of(account, sameName).isEmpty()) {
      throw exists.usual();
    }
  }

  Kept<C> find(Call call, @Nullable String id) {
    return shelf.find(call.account(), id);
  }

  Kept<C> update(Call call, @Nullable String id, @Nullable String ifMatch, C config) {
    Kept<C> found = shelf.matched(call.account(), id, ifMatch);
    if (found.managed()) {
      throw CloudFrontError.ILLEGAL_UPDATE.usual();
    }
    checkName(call.account(), config, Optional.of(found.id));
    store.replace(found, config);
    return found;
  }

  void delete(Call call, @Nullable String id, @Nullable String ifMatch) {
    Kept<C> found = shelf.matched(call.account(), id, ifMatch);
    if (found.managed()) {
      throw CloudFrontError.ILLEGAL_DELETE.usual();
    }
    if (store.anyDistribution(Behaviours.with(one -> uses.apply(one, found.id)))) {
      throw inUse.usual();
    }
    shelf.remove(found);
  }

  /** Those of AWS, then the account's, unless one type is asked for. */
  Page<Kept<C>> list(
      Call call, @Nullable String type, @Nullable String marker, @Nullable String maxItems) {
    List<Kept<C>> all = new ArrayList<>();
    if (!"custom".equals(type)) {
      all.addAll(shelf.of(Kept.AWS));
    }
    if (!"managed".equals(type)) {
      all.addAll(shelf.of(call.account()));
    }
    return Page.of(all, one -> one.id, marker, maxItems);
  }

  /** A list of names that must be there exactly when the behaviour beside it asks for one. */
  static void checkNames(String member, @Nullable String behaviour, int names) {
    if (behaviour == null) {
      throw Behaviours.required(member);
    }
    boolean needs =
        switch (behaviour) {
          case "whitelist", "allExcept", "allViewerAndWhitelistCloudFront" -> true;
          case "none", "all", "allViewer" -> false;
          default ->
              throw CloudFrontError.argument(
                  "The parameter " + member + " is not valid: " + behaviour);
        };
    if (needs != (names > 0)) {
      throw CloudFrontError.argument(
          "The parameter " + member + " " + behaviour + " does not fit the list beside it.");
    }
  }
}
