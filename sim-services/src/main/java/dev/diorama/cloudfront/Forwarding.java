package dev.diorama.cloudfront;

import java.util.List;
import software.amazon.awssdk.services.cloudfront.model.DefaultCacheBehavior;
import software.amazon.awssdk.services.cloudfront.model.OriginRequestPolicyConfig;

/**
 * What goes to the origin beyond the cache key, by an origin request policy.
 *
 * @param headers viewers' headers
 * @param made headers that CloudFront makes, such as {@code CloudFront-Viewer-Country}
 */
record Forwarding(Selection query, Selection headers, Selection made, Selection cookies) {
  static final Forwarding NOTHING =
      new Forwarding(Selection.NOTHING, Selection.NOTHING, Selection.NOTHING, Selection.NOTHING);

  static Forwarding of(DefaultCacheBehavior behaviour, Catalog catalog) {
    String id = behaviour.originRequestPolicyId();
    if (id == null) {
      return NOTHING;
    }
    return of(
        catalog
            .originRequestPolicy(id)
            .orElseThrow(
                () -> new IllegalStateException("no origin request policy has the id " + id)));
  }

  private static Forwarding of(OriginRequestPolicyConfig policy) {
    String behaviour = policy.headersConfig().headerBehaviorAsString();
    List<String> names = CacheRules.items(policy.headersConfig().headers(), found -> found.items());
    Selection headers = Selection.headers(Selection.mode(behaviour), names);
    return new Forwarding(
        Selection.exact(
            Selection.mode(policy.queryStringsConfig().queryStringBehaviorAsString()),
            CacheRules.items(policy.queryStringsConfig().queryStrings(), found -> found.items())),
        headers,
        behaviour.equals("whitelist") || behaviour.equals("allViewerAndWhitelistCloudFront")
            ? Selection.headers(Selection.Mode.SOME, names)
            : Selection.NOTHING,
        Selection.exact(
            Selection.mode(policy.cookiesConfig().cookieBehaviorAsString()),
            CacheRules.items(policy.cookiesConfig().cookies(), found -> found.items())));
  }
}
