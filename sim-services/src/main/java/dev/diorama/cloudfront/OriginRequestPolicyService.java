package dev.diorama.cloudfront;

import dev.diorama.core.router.Call;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.cloudfront.model.CacheBehavior;
import software.amazon.awssdk.services.cloudfront.model.CreateOriginRequestPolicyRequest;
import software.amazon.awssdk.services.cloudfront.model.CreateOriginRequestPolicyResponse;
import software.amazon.awssdk.services.cloudfront.model.DeleteOriginRequestPolicyRequest;
import software.amazon.awssdk.services.cloudfront.model.DeleteOriginRequestPolicyResponse;
import software.amazon.awssdk.services.cloudfront.model.GetOriginRequestPolicyConfigRequest;
import software.amazon.awssdk.services.cloudfront.model.GetOriginRequestPolicyConfigResponse;
import software.amazon.awssdk.services.cloudfront.model.GetOriginRequestPolicyRequest;
import software.amazon.awssdk.services.cloudfront.model.GetOriginRequestPolicyResponse;
import software.amazon.awssdk.services.cloudfront.model.ListOriginRequestPoliciesRequest;
import software.amazon.awssdk.services.cloudfront.model.ListOriginRequestPoliciesResponse;
import software.amazon.awssdk.services.cloudfront.model.OriginRequestPolicy;
import software.amazon.awssdk.services.cloudfront.model.OriginRequestPolicyConfig;
import software.amazon.awssdk.services.cloudfront.model.OriginRequestPolicySummary;
import software.amazon.awssdk.services.cloudfront.model.OriginRequestPolicyType;
import software.amazon.awssdk.services.cloudfront.model.UpdateOriginRequestPolicyRequest;
import software.amazon.awssdk.services.cloudfront.model.UpdateOriginRequestPolicyResponse;

/** Origin request policies: what an origin is told beyond the cache key. */
final class OriginRequestPolicyService {
  private final Policies<OriginRequestPolicyConfig> policies;

  OriginRequestPolicyService(CloudFrontStore store) {
    this.policies =
        new Policies<>(
            store,
            store.originRequestPolicies,
            OriginRequestPolicyConfig::name,
            OriginRequestPolicyService::uses,
            CloudFrontError.ORIGIN_REQUEST_POLICY_ALREADY_EXISTS,
            CloudFrontError.ORIGIN_REQUEST_POLICY_IN_USE);
  }

  private static boolean uses(CacheBehavior behaviour, String id) {
    return id.equals(behaviour.originRequestPolicyId());
  }

  private static void check(OriginRequestPolicyConfig config) {
    Pojos.checkQuantities(config);
    if (config.headersConfig() == null
        || config.cookiesConfig() == null
        || config.queryStringsConfig() == null) {
      throw Behaviours.required("HeadersConfig, CookiesConfig and QueryStringsConfig");
    }
    Policies.checkNames(
        "HeaderBehavior",
        config.headersConfig().headerBehaviorAsString(),
        config.headersConfig().headers() == null
            ? 0
            : config.headersConfig().headers().items().size());
    Policies.checkNames(
        "CookieBehavior",
        config.cookiesConfig().cookieBehaviorAsString(),
        config.cookiesConfig().cookies() == null
            ? 0
            : config.cookiesConfig().cookies().items().size());
    Policies.checkNames(
        "QueryStringBehavior",
        config.queryStringsConfig().queryStringBehaviorAsString(),
        config.queryStringsConfig().queryStrings() == null
            ? 0
            : config.queryStringsConfig().queryStrings().items().size());
  }

  SdkResponse create(Call call, CreateOriginRequestPolicyRequest request) {
    check(request.originRequestPolicyConfig());
    Kept<OriginRequestPolicyConfig> made =
        policies.create(call, request.originRequestPolicyConfig());
    return CreateOriginRequestPolicyResponse.builder()
        .originRequestPolicy(view(made))
        .location("https://cloudfront.amazonaws.com/2020-05-31/origin-request-policy/" + made.id)
        .eTag(made.eTag())
        .build();
  }

  SdkResponse get(Call call, GetOriginRequestPolicyRequest request) {
    Kept<OriginRequestPolicyConfig> found = policies.find(call, request.id());
    return GetOriginRequestPolicyResponse.builder()
        .originRequestPolicy(view(found))
        .eTag(found.eTag())
        .build();
  }

  SdkResponse getConfig(Call call, GetOriginRequestPolicyConfigRequest request) {
    Kept<OriginRequestPolicyConfig> found = policies.find(call, request.id());
    return GetOriginRequestPolicyConfigResponse.builder()
        .originRequestPolicyConfig(found.config())
        .eTag(found.eTag())
        .build();
  }

  SdkResponse update(Call call, UpdateOriginRequestPolicyRequest request) {
    check(request.originRequestPolicyConfig());
    Kept<OriginRequestPolicyConfig> found =
        policies.update(call, request.id(), request.ifMatch(), request.originRequestPolicyConfig());
    return UpdateOriginRequestPolicyResponse.builder()
        .originRequestPolicy(view(found))
        .eTag(found.eTag())
        .build();
  }

  SdkResponse delete(Call call, DeleteOriginRequestPolicyRequest request) {
    policies.delete(call, request.id(), request.ifMatch());
    return DeleteOriginRequestPolicyResponse.builder().build();
  }

  SdkResponse list(Call call, ListOriginRequestPoliciesRequest request) {
    Page<Kept<OriginRequestPolicyConfig>> page =
        policies.list(call, request.typeAsString(), request.marker(), request.maxItems());
    return ListOriginRequestPoliciesResponse.builder()
        .originRequestPolicyList(
            list ->
                list.nextMarker(page.next())
                    .maxItems(page.maxItems())
                    .quantity(page.items().size())
                    .items(page.each(OriginRequestPolicyService::summary)))
        .build();
  }

  private static OriginRequestPolicySummary summary(Kept<OriginRequestPolicyConfig> one) {
    return OriginRequestPolicySummary.builder()
        .type(one.managed() ? OriginRequestPolicyType.MANAGED : OriginRequestPolicyType.CUSTOM)
        .originRequestPolicy(view(one))
        .build();
  }

  private static OriginRequestPolicy view(Kept<OriginRequestPolicyConfig> one) {
    return OriginRequestPolicy.builder()
        .id(one.id)
        .lastModifiedTime(one.modified())
        .originRequestPolicyConfig(one.config())
        .build();
  }
}
