package dev.diorama.cloudfront;

import dev.diorama.core.wire.Wildcards;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.cloudfront.model.CacheBehavior;
import software.amazon.awssdk.services.cloudfront.model.DefaultCacheBehavior;
import software.amazon.awssdk.services.cloudfront.model.DistributionConfig;
import software.amazon.awssdk.services.cloudfront.model.Method;

/**
 * What a distribution does with requests for paths of one pattern.
 *
 * @param pattern the pattern; {@code *} for the default
 * @param settings the settings; a behaviour with a pattern has the same as the default
 * @param caching how responses are cached
 * @param forwarding what goes to the origin beyond the cache key
 */
record Behaviour(
    String pattern, DefaultCacheBehavior settings, CacheRules caching, Forwarding forwarding) {

  /**
   * The first behaviour whose pattern fits the path; the default one fits all. Documented: patterns
   * count case and may begin with a slash or not
   * (https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesCacheBehavior.html).
   */
  static Behaviour serving(DistributionConfig config, String path, Catalog catalog) {
    if (config.cacheBehaviors() != null) {
      for (CacheBehavior each : config.cacheBehaviors().items()) {
        if (fits(each.pathPattern(), path)) {
          return of(each.pathPattern(), settings(each), catalog);
        }
      }
    }
    return of("*", config.defaultCacheBehavior(), catalog);
  }

  static boolean fits(String pattern, String path) {
    String whole = pattern.startsWith("/") || pattern.startsWith("*") ? pattern : "/" + pattern;
    return Wildcards.match(whole, path);
  }

  private static Behaviour of(String pattern, DefaultCacheBehavior settings, Catalog catalog) {
    return new Behaviour(
        pattern, settings, CacheRules.of(settings, catalog), Forwarding.of(settings, catalog));
  }

  @SuppressWarnings("deprecation") // Distributions without a cache policy still exist.
  private static DefaultCacheBehavior settings(CacheBehavior from) {
    return DefaultCacheBehavior.builder()
        .targetOriginId(from.targetOriginId())
        .trustedSigners(from.trustedSigners())
        .trustedKeyGroups(from.trustedKeyGroups())
        .viewerProtocolPolicy(from.viewerProtocolPolicyAsString())
        .allowedMethods(from.allowedMethods())
        .compress(from.compress())
        .cachePolicyId(from.cachePolicyId())
        .originRequestPolicyId(from.originRequestPolicyId())
        .responseHeadersPolicyId(from.responseHeadersPolicyId())
        .forwardedValues(from.forwardedValues())
        .minTTL(from.minTTL())
        .defaultTTL(from.defaultTTL())
        .maxTTL(from.maxTTL())
        .build();
  }

  /** Whether requests of that method are taken; GET and HEAD where nothing is said. */
  boolean allows(String method) {
    return settings.allowedMethods() == null
        ? method.equals("GET") || method.equals("HEAD")
        : settings.allowedMethods().items().contains(Method.fromValue(method));
  }

  /** Whether the distribution takes anything but GET, HEAD and OPTIONS here. */
  boolean allowsWriting() {
    return allows("PUT");
  }

  /** Whether responses to requests of that method are cached: GET and HEAD, perhaps OPTIONS. */
  boolean caches(String method) {
    if (!caching.caches()) {
      return false;
    }
    if (method.equals("GET") || method.equals("HEAD")) {
      return true;
    }
    return method.equals("OPTIONS")
        && settings.allowedMethods() != null
        && settings.allowedMethods().cachedMethods() != null
        && settings.allowedMethods().cachedMethods().items().contains(Method.OPTIONS);
  }

  boolean compresses() {
    return Boolean.TRUE.equals(settings.compress());
  }

  /** Whether cookies reach the origin, and those that it sets reach the viewer. */
  boolean forwardsCookies() {
    return !caching.cookies().isNone() || !forwarding.cookies().isNone();
  }

  /** Whether viewers must show a signature. */
  boolean restricted() {
    boolean groups =
        settings.trustedKeyGroups() != null
            && Boolean.TRUE.equals(settings.trustedKeyGroups().enabled());
    boolean signers =
        settings.trustedSigners() != null
            && Boolean.TRUE.equals(settings.trustedSigners().enabled());
    return groups || signers;
  }

  List<String> keyGroups() {
    return CacheRules.items(settings.trustedKeyGroups(), found -> found.items());
  }

  Optional<String> responseHeadersPolicy() {
    return Optional.ofNullable(settings.responseHeadersPolicyId());
  }
}
