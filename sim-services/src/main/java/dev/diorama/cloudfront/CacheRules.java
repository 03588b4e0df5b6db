package dev.diorama.cloudfront;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudfront.model.CachePolicyConfig;
import software.amazon.awssdk.services.cloudfront.model.DefaultCacheBehavior;
import software.amazon.awssdk.services.cloudfront.model.ForwardedValues;
import software.amazon.awssdk.services.cloudfront.model.ParametersInCacheKeyAndForwardedToOrigin;

/**
 * How a behaviour caches: by a cache policy, or by the older settings of the behaviour itself.
 *
 * @param minTtl the least time that a response is kept, seconds
 * @param defaultTtl how long one is kept that says nothing itself, seconds
 * @param maxTtl the longest time, seconds; 0 switches caching off
 * @param query the query strings in the key; they go to the origin too
 * @param headers the headers in the key; they go to the origin too
 * @param cookies the cookies in the key; they go to the origin too
 * @param gzip whether responses compressed with gzip are kept apart
 * @param brotli whether responses compressed with brotli are kept apart
 * @param legacy true for the older settings, which pass on headers that they do not name
 * @param wholeQuery true when all query strings go to the origin, whatever is in the key
 */
record CacheRules(
    long minTtl,
    long defaultTtl,
    long maxTtl,
    Selection query,
    Selection headers,
    Selection cookies,
    boolean gzip,
    boolean brotli,
    boolean legacy,
    boolean wholeQuery) {
  /**
   * Documented defaults of a behaviour without a policy:
   * https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CacheBehavior.html.
   */
  private static final long DAY = 86_400;

  private static final long YEAR = 31_536_000;

  static CacheRules of(DefaultCacheBehavior behaviour, Catalog catalog) {
    String id = behaviour.cachePolicyId();
    if (id != null) {
      return of(
          catalog
              .cachePolicy(id)
              .orElseThrow(() -> new IllegalStateException("no cache policy has the id " + id)));
    }
    return legacy(behaviour);
  }

  private static CacheRules of(CachePolicyConfig policy) {
    ParametersInCacheKeyAndForwardedToOrigin in = policy.parametersInCacheKeyAndForwardedToOrigin();
    long min = policy.minTTL() == null ? 0 : policy.minTTL();
    long usual = policy.defaultTTL() == null ? Math.max(DAY, min) : policy.defaultTTL();
    long max = policy.maxTTL() == null ? Math.max(YEAR, usual) : policy.maxTTL();
    if (in == null) {
      return new CacheRules(
          min,
          usual,
          max,
          Selection.NOTHING,
          Selection.NOTHING,
          Selection.NOTHING,
          false,
          false,
          false,
          false);
    }
    return new CacheRules(
        min,
        usual,
        max,
        Selection.exact(
            Selection.mode(in.queryStringsConfig().queryStringBehaviorAsString()),
            items(in.queryStringsConfig().queryStrings(), names -> names.items())),
        Selection.headers(
            Selection.mode(in.headersConfig().headerBehaviorAsString()),
            items(in.headersConfig().headers(), names -> names.items())),
        Selection.exact(
            Selection.mode(in.cookiesConfig().cookieBehaviorAsString()),
            items(in.cookiesConfig().cookies(), names -> names.items())),
        Boolean.TRUE.equals(in.enableAcceptEncodingGzip()),
        Boolean.TRUE.equals(in.enableAcceptEncodingBrotli()),
        false,
        false);
  }

  @SuppressWarnings("deprecation") // Distributions without a cache policy still exist.
  private static CacheRules legacy(DefaultCacheBehavior behaviour) {
    long min = behaviour.minTTL() == null ? 0 : behaviour.minTTL();
    long usual = behaviour.defaultTTL() == null ? Math.max(DAY, min) : behaviour.defaultTTL();
    long max = behaviour.maxTTL() == null ? Math.max(YEAR, usual) : behaviour.maxTTL();
    ForwardedValues values = behaviour.forwardedValues();
    Selection query = Selection.NOTHING;
    Selection headers = Selection.NOTHING;
    Selection cookies = Selection.NOTHING;
    boolean whole = values != null && Boolean.TRUE.equals(values.queryString());
    if (values != null) {
      List<String> keys = items(values.queryStringCacheKeys(), found -> found.items());
      if (whole) {
        query = keys.isEmpty() ? Selection.EVERYTHING : Selection.exact(Selection.Mode.SOME, keys);
      }
      List<String> names = items(values.headers(), found -> found.items());
      if (!names.isEmpty()) {
        headers =
            Selection.headers(
                names.contains("*") ? Selection.Mode.ALL : Selection.Mode.SOME, names);
      }
      if (values.cookies() != null) {
        cookies =
            Selection.exact(
                Selection.mode(values.cookies().forwardAsString()),
                items(values.cookies().whitelistedNames(), found -> found.items()));
      }
    }
    // Without a policy CloudFront keeps gzip apart by itself, and no brotli.
    return new CacheRules(min, usual, max, query, headers, cookies, true, false, true, whole);
  }

  static <T> List<String> items(
      @Nullable T list, java.util.function.Function<T, List<String>> read) {
    return Optional.ofNullable(list).map(read).orElse(List.of());
  }

  /**
   * Whether anything is kept at all. Documented: with all headers forwarded, nothing is
   * (https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Expiration.html).
   */
  boolean caches() {
    return maxTtl > 0 && headers.mode() != Selection.Mode.ALL;
  }
}
