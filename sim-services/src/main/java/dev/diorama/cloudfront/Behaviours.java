package dev.diorama.cloudfront;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudfront.model.AllowedMethods;
import software.amazon.awssdk.services.cloudfront.model.CacheBehavior;
import software.amazon.awssdk.services.cloudfront.model.DefaultCacheBehavior;
import software.amazon.awssdk.services.cloudfront.model.DistributionConfig;
import software.amazon.awssdk.services.cloudfront.model.ForwardedValues;
import software.amazon.awssdk.services.cloudfront.model.ItemSelection;
import software.amazon.awssdk.services.cloudfront.model.Method;

/** What CloudFront wants of the cache behaviours of a distribution. */
final class Behaviours {
  /**
   * Cache behaviours beside the default one, documented:
   * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html
   */
  private static final int MOST = 75;

  /**
   * Characters, documented:
   * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesCacheBehavior.html
   */
  private static final int LONGEST_PATTERN = 255;

  /** The sets of methods that may be allowed, documented with AllowedMethods. */
  private static final List<Set<Method>> ALLOWED =
      List.of(
          EnumSet.of(Method.GET, Method.HEAD),
          EnumSet.of(Method.GET, Method.HEAD, Method.OPTIONS),
          EnumSet.of(
              Method.GET,
              Method.HEAD,
              Method.OPTIONS,
              Method.PUT,
              Method.PATCH,
              Method.POST,
              Method.DELETE));

  private final CloudFrontStore store;

  Behaviours(CloudFrontStore store) {
    this.store = store;
  }

  /** The default behaviour in the form of the others, for every path. */
  static CacheBehavior asBehaviour(DefaultCacheBehavior usual) {
    return Pojos.copy(usual, CacheBehavior.builder()).pathPattern("*").build();
  }

  /** All of them, the default one last. */
  static List<CacheBehavior> of(DistributionConfig config) {
    List<CacheBehavior> all = new ArrayList<>();
    if (config.cacheBehaviors() != null) {
      all.addAll(config.cacheBehaviors().items());
    }
    all.add(asBehaviour(config.defaultCacheBehavior()));
    return all;
  }

  /** True of a configuration with a behaviour that meets the condition. */
  static Predicate<DistributionConfig> with(Predicate<CacheBehavior> condition) {
    return config -> of(config).stream().anyMatch(condition);
  }

  /**
   * Refuses what CloudFront refuses.
   *
   * @param targets ids of the distribution's origins and origin groups
   */
  void check(String account, DistributionConfig config, Set<String> targets) {
    List<CacheBehavior> all = of(config);
    if (all.size() - 1 > MOST) {
      throw CloudFrontError.TOO_MANY_CACHE_BEHAVIORS.usual();
    }
    Set<String> patterns = new HashSet<>();
    for (CacheBehavior one : all.subList(0, all.size() - 1)) {
      String pattern = one.pathPattern();
      if (pattern == null || pattern.isEmpty() || pattern.length() > LONGEST_PATTERN) {
        throw CloudFrontError.argument("The parameter PathPattern is not valid.");
      }
      if (!patterns.add(pattern)) {
        throw CloudFrontError.argument(
            "The parameter PathPattern contains " + pattern + " more than once.");
      }
    }
    for (CacheBehavior one : all) {
      check(account, one, targets);
    }
  }

  private void check(String account, CacheBehavior one, Set<String> targets) {
    if (one.targetOriginId() == null || !targets.contains(one.targetOriginId())) {
      throw CloudFrontError.NO_SUCH_ORIGIN.usual();
    }
    if (one.viewerProtocolPolicyAsString() == null) {
      throw required("ViewerProtocolPolicy");
    }
    checkUnbuilt(one);
    checkMethods(one.allowedMethods());
    checkCaching(account, one);
    if (given(one.originRequestPolicyId())
        && store.originRequestPolicies.seen(account, one.originRequestPolicyId()).isEmpty()) {
      throw CloudFrontError.NO_SUCH_ORIGIN_REQUEST_POLICY.usual();
    }
    if (given(one.responseHeadersPolicyId())
        && store.responseHeadersPolicies.seen(account, one.responseHeadersPolicyId()).isEmpty()) {
      throw CloudFrontError.NO_SUCH_RESPONSE_HEADERS_POLICY.usual();
    }
    checkSigners(account, one);
  }

  static RuntimeException required(String member) {
    return CloudFrontError.argument("The parameter " + member + " is required.");
  }

  static boolean given(@Nullable String text) {
    return text != null && !text.isEmpty();
  }

  /** What is there in AWS and not here. What cannot exist here is refused as in AWS. */
  private static void checkUnbuilt(CacheBehavior one) {
    if (one.lambdaFunctionAssociations() != null
        && !one.lambdaFunctionAssociations().items().isEmpty()) {
      throw CloudFrontError.INVALID_LAMBDA_FUNCTION_ASSOCIATION.with(
          "Diorama does not simulate Lambda@Edge: LambdaFunctionAssociations must be empty.");
    }
    if (one.functionAssociations() != null && !one.functionAssociations().items().isEmpty()) {
      throw CloudFrontError.INVALID_FUNCTION_ASSOCIATION.with(
          "Diorama does not simulate CloudFront Functions: FunctionAssociations must be empty.");
    }
    if (given(one.fieldLevelEncryptionId())) {
      throw CloudFrontError.NO_SUCH_FIELD_LEVEL_ENCRYPTION_CONFIG.usual();
    }
    if (given(one.realtimeLogConfigArn())) {
      throw CloudFrontError.NO_SUCH_REALTIME_LOG_CONFIG.usual();
    }
    if (one.grpcConfig() != null && Boolean.TRUE.equals(one.grpcConfig().enabled())) {
      throw CloudFrontError.notSimulated("GrpcConfig");
    }
    if (Boolean.TRUE.equals(one.smoothStreaming())) {
      throw CloudFrontError.notSimulated("SmoothStreaming");
    }
    if (one.trustedSigners() != null && Boolean.TRUE.equals(one.trustedSigners().enabled())) {
      throw CloudFrontError.notSimulated("TrustedSigners (use TrustedKeyGroups)");
    }
  }

  private static void checkMethods(@Nullable AllowedMethods methods) {
    if (methods == null) {
      return;
    }
    Set<Method> allowed = new HashSet<>(methods.items());
    if (!ALLOWED.contains(allowed)) {
      throw CloudFrontError.argument(
          "The parameter AllowedMethods must be GET and HEAD; GET, HEAD and OPTIONS; or all seven"
              + " methods.");
    }
    if (methods.cachedMethods() != null) {
      Set<Method> cached = new HashSet<>(methods.cachedMethods().items());
      if (!ALLOWED.subList(0, 2).contains(cached) || !allowed.containsAll(cached)) {
        throw CloudFrontError.argument(
            "The parameter CachedMethods must be GET and HEAD, or GET, HEAD and OPTIONS, all of"
                + " them allowed.");
      }
    }
  }

  /** The words about a member beside a cache policy are observed: aws/aws-sdk-net#1698. */
  @SuppressWarnings("deprecation") // Distributions without a cache policy still exist.
  private void checkCaching(String account, CacheBehavior one) {
    ForwardedValues legacy = one.forwardedValues();
    if (given(one.cachePolicyId())) {
      refuseBesidePolicy("ForwardedValues", legacy);
      refuseBesidePolicy("MinTTL", one.minTTL());
      refuseBesidePolicy("DefaultTTL", one.defaultTTL());
      refuseBesidePolicy("MaxTTL", one.maxTTL());
      if (store.cachePolicies.seen(account, one.cachePolicyId()).isEmpty()) {
        throw CloudFrontError.NO_SUCH_CACHE_POLICY.usual();
      }
      return;
    }
    if (legacy == null) {
      throw required("ForwardedValues");
    }
    if (one.minTTL() == null) {
      throw required("MinTTL");
    }
    if (given(one.originRequestPolicyId())) {
      throw CloudFrontError.argument(
          "The parameter OriginRequestPolicyId cannot be used without a cache policy.");
    }
    long usual = Completed.defaultTtl(one.minTTL(), one.defaultTTL());
    if (one.minTTL() < 0 || one.minTTL() > usual || usual > Completed.maxTtl(usual, one.maxTTL())) {
      throw CloudFrontError.INVALID_TTL_ORDER.usual();
    }
    if (legacy.cookies() == null) {
      throw required("Cookies");
    }
    boolean named =
        legacy.cookies().whitelistedNames() != null
            && !legacy.cookies().whitelistedNames().items().isEmpty();
    if (named != (legacy.cookies().forward() == ItemSelection.WHITELIST)) {
      throw CloudFrontError.INVALID_FORWARD_COOKIES.usual();
    }
  }

  private static void refuseBesidePolicy(String member, @Nullable Object value) {
    if (value != null) {
      throw CloudFrontError.argument(
          "The parameter "
              + member
              + " cannot be used when a cache policy is associated to the cache behavior.");
    }
  }

  private void checkSigners(String account, CacheBehavior one) {
    if (one.trustedKeyGroups() == null) {
      return;
    }
    List<String> groups = one.trustedKeyGroups().items();
    if (Boolean.TRUE.equals(one.trustedKeyGroups().enabled()) && groups.isEmpty()) {
      throw CloudFrontError.argument("The parameter TrustedKeyGroups is enabled but empty.");
    }
    for (String group : groups) {
      if (store.keyGroups.seen(account, group).isEmpty()) {
        throw CloudFrontError.TRUSTED_KEY_GROUP_DOES_NOT_EXIST.usual();
      }
    }
  }
}
