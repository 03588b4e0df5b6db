package dev.diorama.cloudfront;

import dev.diorama.core.router.Call;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.cloudfront.model.CacheBehavior;
import software.amazon.awssdk.services.cloudfront.model.CreateResponseHeadersPolicyRequest;
import software.amazon.awssdk.services.cloudfront.model.CreateResponseHeadersPolicyResponse;
import software.amazon.awssdk.services.cloudfront.model.DeleteResponseHeadersPolicyRequest;
import software.amazon.awssdk.services.cloudfront.model.DeleteResponseHeadersPolicyResponse;
import software.amazon.awssdk.services.cloudfront.model.GetResponseHeadersPolicyConfigRequest;
import software.amazon.awssdk.services.cloudfront.model.GetResponseHeadersPolicyConfigResponse;
import software.amazon.awssdk.services.cloudfront.model.GetResponseHeadersPolicyRequest;
import software.amazon.awssdk.services.cloudfront.model.GetResponseHeadersPolicyResponse;
import software.amazon.awssdk.services.cloudfront.model.ListResponseHeadersPoliciesRequest;
import software.amazon.awssdk.services.cloudfront.model.ListResponseHeadersPoliciesResponse;
import software.amazon.awssdk.services.cloudfront.model.ResponseHeadersPolicy;
import software.amazon.awssdk.services.cloudfront.model.ResponseHeadersPolicyConfig;
import software.amazon.awssdk.services.cloudfront.model.ResponseHeadersPolicyServerTimingHeadersConfig;
import software.amazon.awssdk.services.cloudfront.model.ResponseHeadersPolicySummary;
import software.amazon.awssdk.services.cloudfront.model.ResponseHeadersPolicyType;
import software.amazon.awssdk.services.cloudfront.model.UpdateResponseHeadersPolicyRequest;
import software.amazon.awssdk.services.cloudfront.model.UpdateResponseHeadersPolicyResponse;

/** Response headers policies: what viewers are told beyond what an origin says. */
final class ResponseHeadersPolicyService {
  private final Policies<ResponseHeadersPolicyConfig> policies;

  ResponseHeadersPolicyService(CloudFrontStore store) {
    this.policies =
        new Policies<>(
            store,
            store.responseHeadersPolicies,
            ResponseHeadersPolicyConfig::name,
            ResponseHeadersPolicyService::uses,
            CloudFrontError.RESPONSE_HEADERS_POLICY_ALREADY_EXISTS,
            CloudFrontError.RESPONSE_HEADERS_POLICY_IN_USE);
  }

  private static boolean uses(CacheBehavior behaviour, String id) {
    return id.equals(behaviour.responseHeadersPolicyId());
  }

  private static void check(ResponseHeadersPolicyConfig config) {
    Pojos.checkQuantities(config);
    ResponseHeadersPolicyServerTimingHeadersConfig timing = config.serverTimingHeadersConfig();
    // Between 0 and 100 with at most four decimal places, documented.
    if (timing != null
        && timing.samplingRate() != null
        && (timing.samplingRate() < 0 || timing.samplingRate() > 100)) {
      throw CloudFrontError.argument("The parameter SamplingRate must be between 0 and 100.");
    }
    if (config.corsConfig() == null
        && config.securityHeadersConfig() == null
        && config.customHeadersConfig() == null
        && config.removeHeadersConfig() == null
        && timing == null) {
      throw CloudFrontError.argument("The parameter ResponseHeadersPolicyConfig sets no header.");
    }
  }

  SdkResponse create(Call call, CreateResponseHeadersPolicyRequest request) {
    check(request.responseHeadersPolicyConfig());
    Kept<ResponseHeadersPolicyConfig> made =
        policies.create(call, request.responseHeadersPolicyConfig());
    return CreateResponseHeadersPolicyResponse.builder()
        .responseHeadersPolicy(view(made))
        .location("https://cloudfront.amazonaws.com/2020-05-31/response-headers-policy/" + made.id)
        .eTag(made.eTag())
        .build();
  }

  SdkResponse get(Call call, GetResponseHeadersPolicyRequest request) {
    Kept<ResponseHeadersPolicyConfig> found = policies.find(call, request.id());
    return GetResponseHeadersPolicyResponse.builder()
        .responseHeadersPolicy(view(found))
        .eTag(found.eTag())
        .build();
  }

  SdkResponse getConfig(Call call, GetResponseHeadersPolicyConfigRequest request) {
    Kept<ResponseHeadersPolicyConfig> found = policies.find(call, request.id());
    return GetResponseHeadersPolicyConfigResponse.builder()
        .responseHeadersPolicyConfig(found.config())
        .eTag(found.eTag())
        .build();
  }

  SdkResponse update(Call call, UpdateResponseHeadersPolicyRequest request) {
    check(request.responseHeadersPolicyConfig());
    Kept<ResponseHeadersPolicyConfig> found =
        policies.update(
            call, request.id(), request.ifMatch(), request.responseHeadersPolicyConfig());
    return UpdateResponseHeadersPolicyResponse.builder()
        .responseHeadersPolicy(view(found))
        .eTag(found.eTag())
        .build();
  }

  SdkResponse delete(Call call, DeleteResponseHeadersPolicyRequest request) {
    policies.delete(call, request.id(), request.ifMatch());
    return DeleteResponseHeadersPolicyResponse.builder().build();
  }

  SdkResponse list(Call call, ListResponseHeadersPoliciesRequest request) {
    Page<Kept<ResponseHeadersPolicyConfig>> page =
        policies.list(call, request.typeAsString(), request.marker(), request.maxItems());
    return ListResponseHeadersPoliciesResponse.builder()
        .responseHeadersPolicyList(
            list ->
                list.nextMarker(page.next())
                    .maxItems(page.maxItems())
                    .quantity(page.items().size())
                    .items(page.each(ResponseHeadersPolicyService::summary)))
        .build();
  }

  private static ResponseHeadersPolicySummary summary(Kept<ResponseHeadersPolicyConfig> one) {
    return ResponseHeadersPolicySummary.builder()
        .type(one.managed() ? ResponseHeadersPolicyType.MANAGED : ResponseHeadersPolicyType.CUSTOM)
        .responseHeadersPolicy(view(one))
        .build();
  }

  private static ResponseHeadersPolicy view(Kept<ResponseHeadersPolicyConfig> one) {
    return ResponseHeadersPolicy.builder()
        .id(one.id)
        .lastModifiedTime(one.modified())
        .responseHeadersPolicyConfig(one.config())
        .build();
  }
}
