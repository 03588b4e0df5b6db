package dev.diorama.cloudfront;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.router.Access;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.Operation;
import dev.diorama.core.router.Rule;
import dev.diorama.core.router.ServiceApi;
import dev.diorama.core.wire.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.services.cloudfront.CloudFrontClient;
import software.amazon.awssdk.services.cloudfront.model.CreateCachePolicyRequest;
import software.amazon.awssdk.services.cloudfront.model.CreateCloudFrontOriginAccessIdentityRequest;
import software.amazon.awssdk.services.cloudfront.model.CreateDistributionRequest;
import software.amazon.awssdk.services.cloudfront.model.CreateDistributionWithTagsRequest;
import software.amazon.awssdk.services.cloudfront.model.CreateInvalidationRequest;
import software.amazon.awssdk.services.cloudfront.model.CreateKeyGroupRequest;
import software.amazon.awssdk.services.cloudfront.model.CreateOriginAccessControlRequest;
import software.amazon.awssdk.services.cloudfront.model.CreateOriginRequestPolicyRequest;
import software.amazon.awssdk.services.cloudfront.model.CreatePublicKeyRequest;
import software.amazon.awssdk.services.cloudfront.model.CreateResponseHeadersPolicyRequest;
import software.amazon.awssdk.services.cloudfront.model.DeleteCachePolicyRequest;
import software.amazon.awssdk.services.cloudfront.model.DeleteCloudFrontOriginAccessIdentityRequest;
import software.amazon.awssdk.services.cloudfront.model.DeleteDistributionRequest;
import software.amazon.awssdk.services.cloudfront.model.DeleteKeyGroupRequest;
import software.amazon.awssdk.services.cloudfront.model.DeleteOriginAccessControlRequest;
import software.amazon.awssdk.services.cloudfront.model.DeleteOriginRequestPolicyRequest;
import software.amazon.awssdk.services.cloudfront.model.DeletePublicKeyRequest;
import software.amazon.awssdk.services.cloudfront.model.DeleteResponseHeadersPolicyRequest;
import software.amazon.awssdk.services.cloudfront.model.GetCachePolicyConfigRequest;
import software.amazon.awssdk.services.cloudfront.model.GetCachePolicyRequest;
import software.amazon.awssdk.services.cloudfront.model.GetCloudFrontOriginAccessIdentityConfigRequest;
import software.amazon.awssdk.services.cloudfront.model.GetCloudFrontOriginAccessIdentityRequest;
import software.amazon.awssdk.services.cloudfront.model.GetDistributionConfigRequest;
import software.amazon.awssdk.services.cloudfront.model.GetDistributionRequest;
import software.amazon.awssdk.services.cloudfront.model.GetInvalidationRequest;
import software.amazon.awssdk.services.cloudfront.model.GetKeyGroupConfigRequest;
import software.amazon.awssdk.services.cloudfront.model.GetKeyGroupRequest;
import software.amazon.awssdk.services.cloudfront.model.GetOriginAccessControlConfigRequest;
import software.amazon.awssdk.services.cloudfront.model.GetOriginAccessControlRequest;
import software.amazon.awssdk.services.cloudfront.model.GetOriginRequestPolicyConfigRequest;
import software.amazon.awssdk.services.cloudfront.model.GetOriginRequestPolicyRequest;
import software.amazon.awssdk.services.cloudfront.model.GetPublicKeyConfigRequest;
import software.amazon.awssdk.services.cloudfront.model.GetPublicKeyRequest;
import software.amazon.awssdk.services.cloudfront.model.GetResponseHeadersPolicyConfigRequest;
import software.amazon.awssdk.services.cloudfront.model.GetResponseHeadersPolicyRequest;
import software.amazon.awssdk.services.cloudfront.model.ListCachePoliciesRequest;
import software.amazon.awssdk.services.cloudfront.model.ListCloudFrontOriginAccessIdentitiesRequest;
import software.amazon.awssdk.services.cloudfront.model.ListDistributionsRequest;
import software.amazon.awssdk.services.cloudfront.model.ListInvalidationsRequest;
import software.amazon.awssdk.services.cloudfront.model.ListKeyGroupsRequest;
import software.amazon.awssdk.services.cloudfront.model.ListOriginAccessControlsRequest;
import software.amazon.awssdk.services.cloudfront.model.ListOriginRequestPoliciesRequest;
import software.amazon.awssdk.services.cloudfront.model.ListPublicKeysRequest;
import software.amazon.awssdk.services.cloudfront.model.ListResponseHeadersPoliciesRequest;
import software.amazon.awssdk.services.cloudfront.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.cloudfront.model.Tag;
import software.amazon.awssdk.services.cloudfront.model.TagResourceRequest;
import software.amazon.awssdk.services.cloudfront.model.UntagResourceRequest;
import software.amazon.awssdk.services.cloudfront.model.UpdateCachePolicyRequest;
import software.amazon.awssdk.services.cloudfront.model.UpdateCloudFrontOriginAccessIdentityRequest;
import software.amazon.awssdk.services.cloudfront.model.UpdateDistributionRequest;
import software.amazon.awssdk.services.cloudfront.model.UpdateKeyGroupRequest;
import software.amazon.awssdk.services.cloudfront.model.UpdateOriginAccessControlRequest;
import software.amazon.awssdk.services.cloudfront.model.UpdateOriginRequestPolicyRequest;
import software.amazon.awssdk.services.cloudfront.model.UpdatePublicKeyRequest;
import software.amazon.awssdk.services.cloudfront.model.UpdateResponseHeadersPolicyRequest;

/** The table of CloudFront's operations: which rule answers each, and which permission it needs. */
final class CloudFrontApi {
  private final ServiceApi api;

  CloudFrontApi(Cloud cloud, CloudFrontStore store, Edges edges, CloudFrontConfig config) {
    this.api =
        ServiceApi.of("cloudfront", CloudFrontClient.class, Protocol.REST_XML)
            .latency(config.control())
            .throttledWith("Throttling", 400, "Rate exceeded");
    DistributionService distributions = new DistributionService(cloud, store, edges, config);
    InvalidationService invalidations = new InvalidationService(cloud, store, edges, config);
    api.rows(() -> distributions(distributions))
        .rows(() -> accessControls(new AccessControlService(store)))
        .rows(() -> invalidations(invalidations))
        .rows(() -> accessIdentities(new AccessIdentityService(store)))
        .rows(() -> cachePolicies(new CachePolicyService(store)))
        .rows(() -> originRequestPolicies(new OriginRequestPolicyService(store)))
        .rows(() -> responseHeadersPolicies(new ResponseHeadersPolicyService(store)))
        .rows(() -> publicKeys(new KeyService(store)))
        .rows(() -> keyGroups(new KeyGroupService(store)));
  }

  ServiceApi api() {
    return api;
  }

  private void distributions(DistributionService distributions) {
    on(CreateDistributionRequest.class, distributions::create, all("distribution"));
    on(
        GetDistributionRequest.class,
        distributions::get,
        one("distribution", GetDistributionRequest::id));
    on(
        GetDistributionConfigRequest.class,
        distributions::getConfig,
        one("distribution", GetDistributionConfigRequest::id));
    on(
        UpdateDistributionRequest.class,
        distributions::update,
        one("distribution", UpdateDistributionRequest::id));
    on(
        DeleteDistributionRequest.class,
        distributions::delete,
        one("distribution", DeleteDistributionRequest::id));
    on(ListDistributionsRequest.class, distributions::list, CloudFrontApi::any);
    on(TagResourceRequest.class, distributions::tagResource, (call, q) -> q.resource());
    on(UntagResourceRequest.class, distributions::untagResource, (call, q) -> q.resource());
    on(ListTagsForResourceRequest.class, distributions::listTags, (call, q) -> q.resource());
    // Needs both permissions, documented in the Service Authorization Reference.
    Operation<CreateDistributionWithTagsRequest> unused =
        api.on(CreateDistributionWithTagsRequest.class, distributions::createWithTags)
            .access(CloudFrontApi::tagged);
  }

  private void invalidations(InvalidationService invalidations) {
    on(
        CreateInvalidationRequest.class,
        invalidations::create,
        one("distribution", CreateInvalidationRequest::distributionId));
    on(
        GetInvalidationRequest.class,
        invalidations::get,
        one("distribution", GetInvalidationRequest::distributionId));
    on(
        ListInvalidationsRequest.class,
        invalidations::list,
        one("distribution", ListInvalidationsRequest::distributionId));
  }

  private void accessControls(AccessControlService controls) {
    on(CreateOriginAccessControlRequest.class, controls::create, all("origin-access-control"));
    on(
        GetOriginAccessControlRequest.class,
        controls::get,
        one("origin-access-control", GetOriginAccessControlRequest::id));
    on(
        GetOriginAccessControlConfigRequest.class,
        controls::getConfig,
        one("origin-access-control", GetOriginAccessControlConfigRequest::id));
    on(
        UpdateOriginAccessControlRequest.class,
        controls::update,
        one("origin-access-control", UpdateOriginAccessControlRequest::id));
    on(
        DeleteOriginAccessControlRequest.class,
        controls::delete,
        one("origin-access-control", DeleteOriginAccessControlRequest::id));
    on(ListOriginAccessControlsRequest.class, controls::list, CloudFrontApi::any);
  }

  private void accessIdentities(AccessIdentityService identities) {
    on(
        CreateCloudFrontOriginAccessIdentityRequest.class,
        identities::create,
        all("origin-access-identity"));
    on(
        GetCloudFrontOriginAccessIdentityRequest.class,
        identities::get,
        one("origin-access-identity", GetCloudFrontOriginAccessIdentityRequest::id));
    on(
        GetCloudFrontOriginAccessIdentityConfigRequest.class,
        identities::getConfig,
        one("origin-access-identity", GetCloudFrontOriginAccessIdentityConfigRequest::id));
    on(
        UpdateCloudFrontOriginAccessIdentityRequest.class,
        identities::update,
        one("origin-access-identity", UpdateCloudFrontOriginAccessIdentityRequest::id));
    on(
        DeleteCloudFrontOriginAccessIdentityRequest.class,
        identities::delete,
        one("origin-access-identity", DeleteCloudFrontOriginAccessIdentityRequest::id));
    on(ListCloudFrontOriginAccessIdentitiesRequest.class, identities::list, CloudFrontApi::any);
  }

  private void cachePolicies(CachePolicyService policies) {
    on(CreateCachePolicyRequest.class, policies::create, all("cache-policy"));
    on(GetCachePolicyRequest.class, policies::get, one("cache-policy", GetCachePolicyRequest::id));
    on(
        GetCachePolicyConfigRequest.class,
        policies::getConfig,
        one("cache-policy", GetCachePolicyConfigRequest::id));
    on(
        UpdateCachePolicyRequest.class,
        policies::update,
        one("cache-policy", UpdateCachePolicyRequest::id));
    on(
        DeleteCachePolicyRequest.class,
        policies::delete,
        one("cache-policy", DeleteCachePolicyRequest::id));
    on(ListCachePoliciesRequest.class, policies::list, CloudFrontApi::any);
  }

  private void originRequestPolicies(OriginRequestPolicyService policies) {
    on(CreateOriginRequestPolicyRequest.class, policies::create, all("origin-request-policy"));
    on(
        GetOriginRequestPolicyRequest.class,
        policies::get,
        one("origin-request-policy", GetOriginRequestPolicyRequest::id));
    on(
        GetOriginRequestPolicyConfigRequest.class,
        policies::getConfig,
        one("origin-request-policy", GetOriginRequestPolicyConfigRequest::id));
    on(
        UpdateOriginRequestPolicyRequest.class,
        policies::update,
        one("origin-request-policy", UpdateOriginRequestPolicyRequest::id));
    on(
        DeleteOriginRequestPolicyRequest.class,
        policies::delete,
        one("origin-request-policy", DeleteOriginRequestPolicyRequest::id));
    on(ListOriginRequestPoliciesRequest.class, policies::list, CloudFrontApi::any);
  }

  private void responseHeadersPolicies(ResponseHeadersPolicyService policies) {
    on(CreateResponseHeadersPolicyRequest.class, policies::create, all("response-headers-policy"));
    on(
        GetResponseHeadersPolicyRequest.class,
        policies::get,
        one("response-headers-policy", GetResponseHeadersPolicyRequest::id));
    on(
        GetResponseHeadersPolicyConfigRequest.class,
        policies::getConfig,
        one("response-headers-policy", GetResponseHeadersPolicyConfigRequest::id));
    on(
        UpdateResponseHeadersPolicyRequest.class,
        policies::update,
        one("response-headers-policy", UpdateResponseHeadersPolicyRequest::id));
    on(
        DeleteResponseHeadersPolicyRequest.class,
        policies::delete,
        one("response-headers-policy", DeleteResponseHeadersPolicyRequest::id));
    on(ListResponseHeadersPoliciesRequest.class, policies::list, CloudFrontApi::any);
  }

  private void publicKeys(KeyService keys) {
    on(CreatePublicKeyRequest.class, keys::create, CloudFrontApi::any);
    on(GetPublicKeyRequest.class, keys::get, CloudFrontApi::any);
    on(GetPublicKeyConfigRequest.class, keys::getConfig, CloudFrontApi::any);
    on(UpdatePublicKeyRequest.class, keys::update, CloudFrontApi::any);
    on(DeletePublicKeyRequest.class, keys::delete, CloudFrontApi::any);
    on(ListPublicKeysRequest.class, keys::list, CloudFrontApi::any);
  }

  private void keyGroups(KeyGroupService groups) {
    on(CreateKeyGroupRequest.class, groups::create, CloudFrontApi::any);
    on(GetKeyGroupRequest.class, groups::get, CloudFrontApi::any);
    on(GetKeyGroupConfigRequest.class, groups::getConfig, CloudFrontApi::any);
    on(UpdateKeyGroupRequest.class, groups::update, CloudFrontApi::any);
    on(DeleteKeyGroupRequest.class, groups::delete, CloudFrontApi::any);
    on(ListKeyGroupsRequest.class, groups::list, CloudFrontApi::any);
  }

  /** A row whose action is {@code cloudfront:} and the operation's name, as all of them are. */
  private <Q extends AwsRequest> void on(
      Class<Q> request, Rule<Q> rule, BiFunction<Call, Q, @Nullable String> resource) {
    Operation<Q> row = api.on(request, rule);
    Operation<Q> unused =
        row.action(
            "cloudfront:" + row.name(), (call, q) -> String.valueOf(resource.apply(call, q)));
  }

  private static String arn(Call call, String sort, String id) {
    return "arn:aws:cloudfront::" + call.account() + ":" + sort + "/" + id;
  }

  private static <Q> BiFunction<Call, Q, @Nullable String> one(
      String sort, Function<Q, @Nullable String> id) {
    return (call, q) -> arn(call, sort, String.valueOf(id.apply(q)));
  }

  private static <Q> BiFunction<Call, Q, @Nullable String> all(String sort) {
    return (call, q) -> arn(call, sort, "*");
  }

  /** Access to it cannot be told apart by resource. */
  private static String any(Call call, Object request) {
    return "*";
  }

  private static List<Access> tagged(Call call, CreateDistributionWithTagsRequest q) {
    String resource = arn(call, "distribution", "*");
    List<Access> both = new ArrayList<>();
    for (String action : List.of("cloudfront:CreateDistribution", "cloudfront:TagResource")) {
      Access access = Access.of(action, resource);
      List<Tag> tags = q.distributionConfigWithTags().tags().items();
      for (Tag tag : tags) {
        access = access.with("aws:RequestTag/" + tag.key(), String.valueOf(tag.value()));
      }
      String[] keys = tags.stream().map(Tag::key).toArray(String[]::new);
      both.add(keys.length == 0 ? access : access.with("aws:TagKeys", keys));
    }
    return both;
  }
}
