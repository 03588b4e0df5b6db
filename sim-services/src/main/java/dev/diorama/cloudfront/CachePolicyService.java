package dev.diorama.cloudfront;

import dev.diorama.core.router.Call;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.cloudfront.model.CacheBehavior;
import software.amazon.awssdk.services.cloudfront.model.CachePolicy;
import software.amazon.awssdk.services.cloudfront.model.CachePolicyConfig;
import software.amazon.awssdk.services.cloudfront.model.CachePolicySummary;
import software.amazon.awssdk.services.cloudfront.model.CachePolicyType;
import software.amazon.awssdk.services.cloudfront.model.CookieNames;
import software.amazon.awssdk.services.cloudfront.model.CreateCachePolicyRequest;
import software.amazon.awssdk.services.cloudfront.model.CreateCachePolicyResponse;
import software.amazon.awssdk.services.cloudfront.model.DeleteCachePolicyRequest;
import software.amazon.awssdk.services.cloudfront.model.DeleteCachePolicyResponse;
import software.amazon.awssdk.services.cloudfront.model.GetCachePolicyConfigRequest;
import software.amazon.awssdk.services.cloudfront.model.GetCachePolicyConfigResponse;
import software.amazon.awssdk.services.cloudfront.model.GetCachePolicyRequest;
import software.amazon.awssdk.services.cloudfront.model.GetCachePolicyResponse;
import software.amazon.awssdk.services.cloudfront.model.Headers;
import software.amazon.awssdk.services.cloudfront.model.ListCachePoliciesRequest;
import software.amazon.awssdk.services.cloudfront.model.ListCachePoliciesResponse;
import software.amazon.awssdk.services.cloudfront.model.ParametersInCacheKeyAndForwardedToOrigin;
import software.amazon.awssdk.services.cloudfront.model.QueryStringNames;
import software.amazon.awssdk.services.cloudfront.model.UpdateCachePolicyRequest;
import software.amazon.awssdk.services.cloudfront.model.UpdateCachePolicyResponse;

/** Cache policies: what is in the cache key, and how long answers are kept. */
final class CachePolicyService {
  private final Policies<CachePolicyConfig> policies;

  CachePolicyService(CloudFrontStore store) {
    this.policies =
        new Policies<>(
            store,
            store.cachePolicies,
            CachePolicyConfig::name,
            CachePolicyService::uses,
            CloudFrontError.CACHE_POLICY_ALREADY_EXISTS,
            CloudFrontError.CACHE_POLICY_IN_USE);
  }

  private static boolean uses(CacheBehavior behaviour, String id) {
    return id.equals(behaviour.cachePolicyId());
  }

  /**
   * What CloudFront wants of one. A default that is left open is filled in, as CloudFront does.
   *
   * <p>That a policy which caches nothing (MaxTTL 0) must not name anything for the cache key is
   * observed in many issues, with this message.
   */
  private static CachePolicyConfig check(CachePolicyConfig config) {
    Pojos.checkQuantities(config);
    if (config.minTTL() == null) {
      throw Behaviours.required("MinTTL");
    }
    long usual = Completed.defaultTtl(config.minTTL(), config.defaultTTL());
    long most = Completed.maxTtl(usual, config.maxTTL());
    if (config.minTTL() < 0 || config.minTTL() > usual || usual > most) {
      throw CloudFrontError.argument(
          "The parameters MinTTL, DefaultTTL and MaxTTL must be in ascending order.");
    }
    CachePolicyConfig.Builder complete = config.toBuilder().defaultTTL(usual).maxTTL(most);
    ParametersInCacheKeyAndForwardedToOrigin key =
        config.parametersInCacheKeyAndForwardedToOrigin();
    if (key == null) {
      return complete.build();
    }
    String headers = key.headersConfig().headerBehaviorAsString();
    String cookies = key.cookiesConfig().cookieBehaviorAsString();
    String queries = key.queryStringsConfig().queryStringBehaviorAsString();
    Policies.checkNames(
        "HeaderBehavior", headers, size(key.headersConfig().headers(), Headers::items));
    Policies.checkNames(
        "CookieBehavior", cookies, size(key.cookiesConfig().cookies(), CookieNames::items));
    Policies.checkNames(
        "QueryStringBehavior",
        queries,
        size(key.queryStringsConfig().queryStrings(), QueryStringNames::items));
    if (most == 0) {
      uncached("HeaderBehavior", !"none".equals(headers));
      uncached("CookieBehavior", !"none".equals(cookies));
      uncached("QueryStringBehavior", !"none".equals(queries));
      uncached("EnableAcceptEncodingGzip", Boolean.TRUE.equals(key.enableAcceptEncodingGzip()));
      uncached("EnableAcceptEncodingBrotli", Boolean.TRUE.equals(key.enableAcceptEncodingBrotli()));
    }
    return complete.build();
  }

  private static void uncached(String member, boolean wrong) {
    if (wrong) {
      throw CloudFrontError.argument(
          "The parameter " + member + " is invalid for policy with caching disabled.");
    }
  }

  private static <T> int size(@Nullable T names, Function<T, List<String>> items) {
    return names == null ? 0 : items.apply(names).size();
  }

  SdkResponse create(Call call, CreateCachePolicyRequest request) {
    Kept<CachePolicyConfig> made = policies.create(call, check(request.cachePolicyConfig()));
    return CreateCachePolicyResponse.builder()
        .cachePolicy(view(made))
        .location("https://cloudfront.amazonaws.com/2020-05-31/cache-policy/" + made.id)
        .eTag(made.eTag())
        .build();
  }

  SdkResponse get(Call call, GetCachePolicyRequest request) {
    Kept<CachePolicyConfig> found = policies.find(call, request.id());
    return GetCachePolicyResponse.builder().cachePolicy(view(found)).eTag(found.eTag()).build();
  }

  SdkResponse getConfig(Call call, GetCachePolicyConfigRequest request) {
    Kept<CachePolicyConfig> found = policies.find(call, request.id());
    return GetCachePolicyConfigResponse.builder()
        .cachePolicyConfig(found.config())
        .eTag(found.eTag())
        .build();
  }

  SdkResponse update(Call call, UpdateCachePolicyRequest request) {
    Kept<CachePolicyConfig> found =
        policies.update(call, request.id(), request.ifMatch(), check(request.cachePolicyConfig()));
    return UpdateCachePolicyResponse.builder().cachePolicy(view(found)).eTag(found.eTag()).build();
  }

  SdkResponse delete(Call call, DeleteCachePolicyRequest request) {
    policies.delete(call, request.id(), request.ifMatch());
    return DeleteCachePolicyResponse.builder().build();
  }

  SdkResponse list(Call call, ListCachePoliciesRequest request) {
    Page<Kept<CachePolicyConfig>> page =
        policies.list(call, request.typeAsString(), request.marker(), request.maxItems());
    return ListCachePoliciesResponse.builder()
        .cachePolicyList(
            list ->
                list.nextMarker(page.next())
                    .maxItems(page.maxItems())
                    .quantity(page.items().size())
                    .items(page.each(CachePolicyService::summary)))
        .build();
  }

  private static CachePolicySummary summary(Kept<CachePolicyConfig> one) {
    return CachePolicySummary.builder()
        .type(one.managed() ? CachePolicyType.MANAGED : CachePolicyType.CUSTOM)
        .cachePolicy(view(one))
        .build();
  }

  private static CachePolicy view(Kept<CachePolicyConfig> one) {
    return CachePolicy.builder()
        .id(one.id)
        .lastModifiedTime(one.modified())
        .cachePolicyConfig(one.config())
        .build();
  }
}
